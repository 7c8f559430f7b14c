"""What all formats with many articles share: an article from its stated parts, numbering, and the count of marks.

A citation under the wrong title, outlet and date is the worst that can happen here. So metadata come from the fields
that the file states and from nowhere else, and an article that the file promises and that is not there is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from rag.errors import SourcierError, Unreadable
from rag.language.fold import fold_marks as fold
from rag.reading import Reading
from rag.reading.article.draft import Block, RawArticle, join_blocks, to_draft
from rag.reading.article.lexicon import is_sentence
from rag.reading.article.zones import Hint
from rag.reading.decode import check_text, clean
from rag.reading.formats.format import Given

MOST_ARTICLES = 20_000
"""Articles of one file at most."""
_MOST_PROBLEMS = 50
_SUBHEAD = 12
"""Words up to which a paragraph of the body that is no sentence may be a subhead."""


@dataclass(slots=True)
class Entry:
    """One article as its file states it: fields, and the lines of its text in order."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    url: str | None = None
    blocks: list[Block] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def add(self, text: str | None, hint: Hint | None = "furniture") -> None:
        """A line that is not of the body, unless it is blank."""
        if text and (bare := _one_line(text)):
            self.blocks.append(Block(bare, hint))

    def add_body(self, paragraphs: Iterable[str]) -> None:
        """Paragraphs of the body; line breaks in them are only blanks.

        A short one without a full stop is a subhead where longer ones stand on both sides; in a list it is not.
        """
        bare = [text for paragraph in paragraphs if (text := _one_line(paragraph))]
        short = [_is_short(text) for text in bare]
        for number, text in enumerate(bare):
            between = 0 < number < len(bare) - 1 and not (short[number - 1] or short[number + 1])
            self.blocks.append(Block(text, None if short[number] and between else "body"))

    def raw(self, format: str) -> RawArticle:
        """The article on its way to a draft; whatever is not stated stays unknown."""
        text, lines = join_blocks(self.blocks)
        return RawArticle(
            text,
            lines,
            format,
            extracted=True,
            stated=True,
            title=self.title,
            source=self.source,
            author=self.author,
            url=self.url,
            published=self.published,
            updated=self.updated,
            warnings=tuple(self.warnings),
        )


def _one_line(text: str) -> str:
    """A text on one line; no-break spaces stay, for a quotation is held to them."""
    return re.sub(r"[ \t\n\r\f\v]+", " ", clean(text)).strip(" \u00a0\u202f")


def _is_short(text: str) -> bool:
    return len(text.split()) <= _SUBHEAD and not is_sentence(fold(text))


def articles(
    given: Given, raws: Sequence[RawArticle], *, marks: int | None = None, what: str = "", repaired: Sequence[str] = ()
) -> Reading:
    """The articles of a file, numbered from 0; a bad one is named by its number and the others are kept.

    ``marks``: how many articles the file itself announces, counted by another mark than the one it was split by; where
    fewer or more are read, the report and every article say so. ``what`` names the format in the refusal.
    Raises Unreadable where there is no article: what cannot be split is not taken as one.
    """
    drafts = []
    problems: list[str] = []
    for number, raw in enumerate(raws[:MOST_ARTICLES]):
        try:
            check_text(raw.text, f"article {number + 1}")
            drafts.append(to_draft(replace(raw, record=number), today=given.today))
        except SourcierError as fault:
            problems.append(fault.fr)
    if len(raws) > MOST_ARTICLES:
        problems.append(f"{len(raws)} articles, les {MOST_ARTICLES} premiers sont lus ; découpez le fichier.")
    if not drafts:
        raise unsplit(given, what or "fichier de plusieurs articles")
    if marks is not None and marks != len(drafts):
        lacking = f"Ce fichier annonce {marks} article{'s' * (marks > 1)}, {len(drafts)} en ont été lus : vérifiez-le."
        problems.insert(0, lacking)
        drafts = [replace(draft, warnings=(*draft.warnings, lacking)) for draft in drafts]
    if len(problems) > _MOST_PROBLEMS:
        problems[_MOST_PROBLEMS:] = [f"et {len(problems) - _MOST_PROBLEMS} autres articles illisibles"]
    return Reading(tuple(drafts), tuple(problems), tuple(dict.fromkeys(repaired)))


def unsplit(given: Given, what: str) -> Unreadable:
    """The refusal of a file that is recognised and in which no article could be told from the next."""
    return Unreadable(
        f"{given.name} : {what} reconnu, mais ses articles n'ont pas pu être séparés ; exportez-le de nouveau, "
        "en HTML si possible.",
        f"{given.name}: recognised as an export ({what}), but its articles could not be told apart; export it again, "
        "as HTML if possible.",
    )
