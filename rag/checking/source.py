"""What a sentence is checked against: the quoted words, the passage around them and the article's own data."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from rag.types import Passage, Published, Span


@dataclass(frozen=True)
class Source:
    """One or more neighbouring sentences of a passage, by their span in the article."""

    passage: Passage
    start: int
    end: int
    resolved: tuple[dt.date, ...] = field(default=())
    """Days that the quotation names by their weekday or relative to the publication."""
    days: tuple[tuple[str, dt.date], ...] = field(default=(), compare=False)
    """Of these the certain ones, after the words that mean them."""

    @property
    def quote(self) -> str:
        """The supporting words, character for character."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]

    def within(self, other: Source) -> bool:
        """Whether this lies inside the other."""
        same = self.passage.passage_id == other.passage.passage_id
        return same and other.start <= self.start and self.end <= other.end

    @property
    def dated(self) -> Published | None:
        """The article's date; that of its update where no other is known."""
        return self.passage.published or self.passage.updated

    @property
    def day(self) -> int | None:
        """First day of the article's date, as an ordinal."""
        return self.dated.first_day if self.dated else None

    @property
    def around(self) -> str:
        """Everything of the article that names in the sentence may rest on; what is no sentence of it is left out."""
        passage = self.passage
        spans = passage.sentences or ((passage.start, passage.end),)
        words = " ".join(passage.text[start - passage.start : end - passage.start] for start, end in spans)
        parts = (passage.title, words, passage.source, passage.author)
        return "\n".join(part for part in parts if part)


def source_of(passage: Passage, span: Span) -> Source:
    """The source at ``span``, with its relative days resolved where that is certain."""
    from rag.language.moments import likely_days
    from rag.reading.article.dates import weekday_dates

    quote = passage.text[span[0] - passage.start : span[1] - passage.start]
    days = tuple((quote[at[0] : at[1]], day) for at, day in weekday_dates(quote, 0, len(quote), passage.published))
    known = {day for _, day in days} | set(likely_days(quote, passage.published))
    return Source(passage, span[0], span[1], tuple(sorted(known)), days)
