"""The words of the domain, as data. This module imports nothing of ours.

Offsets are code points in the article's canonical text, days ``datetime.date.toordinal``, durations seconds.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

Label = Literal["title", "standfirst", "body", "subhead", "date", "byline", "caption", "furniture", "teaser", "comment"]
CITABLE: frozenset[str] = frozenset({"title", "standfirst", "body", "subhead"})
Precision = Literal["day", "month", "year"]
Language = Literal["fr", "en"]
Answerer = Literal["auto", "ollama", "embedded", "extractive"]
AnswererKind = Literal["ollama", "embedded", "extractive"]
Support = Literal["verbatim", "supported", "unsupported"]
ClaimKind = Literal["number", "date", "name", "text"]
Cause = Literal["silent", "period", "outlet", "empty", "smalltalk"]
Verdict = Literal["supported", "contradicted", "unsupported", "none"]
Span = tuple[int, int]
Relabel = tuple[Span, Label | None]
"""A line, by its span, and the label to put on it; None is the one that was read."""


@dataclass(frozen=True, slots=True)
class Published:
    """A date as the article gives it: ``value`` is YYYY, YYYY-MM or YYYY-MM-DD."""

    value: str
    precision: Precision
    evidence: str

    @property
    def first_day(self) -> int:
        """First day of the period, as an ordinal."""
        parts = [int(part) for part in self.value.split("-")]
        return dt.date(*([*parts, 1, 1])[:3]).toordinal()

    @property
    def last_day(self) -> int:
        """Last day of the period, as an ordinal."""
        if self.precision == "day":
            return self.first_day
        year, month = (int(part) for part in f"{self.value}-12".split("-")[:2])
        return dt.date(year, month, calendar.monthrange(year, month)[1]).toordinal()


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled line of an article's text."""

    start: int
    end: int
    label: Label


@dataclass(frozen=True, slots=True)
class Draft:
    """An article as read from a file, before it has an id, passages or copies."""

    text: str
    lines: tuple[Line, ...]
    record: int | None = None
    title: str | None = None
    source: str | None = None
    author: str | None = None
    agency: str | None = None
    url: str | None = None
    published: Published | None = None
    updated: Published | None = None
    language: str = "fr"
    format: str = "txt"
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Remarks for the reader and the model, such as « mardi » = 9 avril 2024."""

    def words(self, line: Line) -> str:
        """The text of a line."""
        return self.text[line.start : line.end]

    def with_labels(self, labels: Mapping[str, Label]) -> Draft:
        """The same with these labels, given by the words of a line; equal lines go together."""
        lines = (replace(line, label=labels.get(self.words(line), line.label)) for line in self.lines)
        return replace(self, lines=tuple(lines))


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage's span in its article, with the spans of its sentences (absolute)."""

    n: int
    start: int
    end: int
    sentences: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Article:
    """An article of the library."""

    article_id: str
    file: str
    draft: Draft
    chunks: tuple[Chunk, ...] = ()
    copies: tuple[str, ...] = ()
    """Files that carry the same dispatch (``file`` or ``file#record``)."""
    dispatch: str | None = None
    """Id shared by all copies of one dispatch."""
    superseded_by: str | None = None
    """Id of a newer version of the same article."""
    gone: bool = False
    """Whether its file is no longer in the folder that it was read from."""
    read: Mapping[str, str | None] = field(default_factory=dict)
    """For each field that was corrected by hand, what had been read."""
    labels_read: Mapping[str, Label] = field(default_factory=dict)
    """For each line whose label was put by hand, by its words, the label that had been read."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A retrievable passage with what a citation needs to know of its article."""

    passage_id: int
    article_id: str
    file: str
    record: int | None
    n: int
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...]
    title: str | None
    source: str | None
    author: str | None
    url: str | None
    published: Published | None
    updated: Published | None
    language: str
    copies: tuple[str, ...]
    dispatch: str | None
    superseded_by: str | None
    notes: tuple[str, ...] = ()
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage with the scores that ranked it; ``score`` in 0..1, higher is better."""

    passage: Passage
    score: float
    vector: float = 0.0
    """Cosine of question and passage."""
    words: float = 0.0
    """BM25 of the passage, min-max scaled over the candidates."""
    coverage: float = 0.0
    """Share of the question's idf weight that the passage and its title hold."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Filters:
    """What the reader asks to restrict the search to; dates as YYYY[-MM[-DD]]."""

    start: str | None = None
    end: str | None = None
    source: str | None = None
    tag: str | None = None
    """Articles that a reader put this tag on."""


@dataclass(frozen=True, slots=True)
class Period:
    """An interval of days read from a question; None is open. ``text`` is what was read."""

    first_day: int | None
    last_day: int | None
    precision: Precision
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood. Shown to the reader, who may drop any part of the reading."""

    asked: str
    standalone: str
    language: str = "fr"
    period: Period | None = None
    source: str | None = None
    order: Literal["latest", "earliest"] | None = None
    kind: Literal["fact", "timeline", "compare", "who_said", "smalltalk"] = "fact"
    strict: bool = False
    """True when the reader set the filters: then they exclude rather than prefer."""
    tag: str | None = None
    """The reader's tag that it is asked of alone."""
    compared: tuple[str, ...] = ()
    """The outlets that it names, where there are several."""
    said: str = ""
    """The last answer, where the question names nothing itself: its articles are what one goes on speaking of."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quotation of an article: ``text[start:end] == quote`` in the article's text."""

    n: int
    passage: Passage
    quote: str
    start: int
    end: int
    days: tuple[tuple[str, dt.date], ...] = ()
    """Words of the quotation that certainly mean a day, "lundi soir", and that day."""


@dataclass(frozen=True, slots=True)
class Check:
    """Outcome of one check of one sentence."""

    name: str
    passed: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, the numbers of its citations and what the checks said."""

    text: str
    citations: tuple[int, ...]
    support: Support
    checks: tuple[Check, ...] = ()
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence of a text held to the articles, its span there, what became of it, and the sources that say so."""

    text: str
    start: int
    end: int
    support: Verdict
    checks: tuple[Check, ...] = ()
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the archive holds: number of articles, first and last date, outlets."""

    articles: int
    first: str | None
    last: str | None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Short:
    """The span that answers, at a glance: ``text`` stands at ``start:end`` of the cited article's text."""

    text: str
    citation: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A value found: in a normal form, of a kind, with its score (0..1), the number of its first citation, its day."""

    value: str
    kind: ClaimKind
    score: float
    citation: int
    published: str | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was answered, and what is nearest."""

    reason: str
    nearest: tuple[Citation, ...]
    coverage: Coverage
    cause: Cause = "silent"


@dataclass(frozen=True, slots=True)
class AnswererUsed:
    """Who wrote the answer; ``note`` says why another was not used."""

    kind: AnswererKind
    model: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds since the question came in: to the passages, the first words, the whole, a model's first word."""

    retrieval_s: float
    first_token_s: float | None
    total_s: float
    written_s: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answered or refused question; a fault is an exception, never an Answer."""

    status: Literal["answered", "refused"]
    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    question: Question
    answerer: AnswererUsed
    timings: Timings
    refusal: Refusal | None = None
    short: Short | None = None
    claims: tuple[Claim, ...] = ()
    """Best first."""
    others: tuple[int, ...] = ()
    """Numbers of the citations that the text does not tell."""


@dataclass(frozen=True, slots=True)
class Event:
    """One event of a streamed answer: the sources, the quotations as an answer, a piece of text, the whole answer."""

    kind: Literal["sources", "quotations", "token", "answer"]
    hits: Sequence[Hit] = ()
    quotations: Answer | None = None
    token: str = ""
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for a standing question, when, and whether that was at the last time it found anything."""

    found: str
    new: bool
    citation: dict[str, Any]
    """The citation object, as it was then."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing question; times are in UTC, findings newest first. ``asked`` is None until it has been asked."""

    id: int
    question: str
    added: str
    asked: str | None
    status: Literal["answered", "refused"] | None
    new: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class FileReport:
    """What became of one file (or JSONL record) of an ingest."""

    file: str
    outcome: Literal["taken", "updated", "same", "repaired", "refused", "renamed", "missing"]
    articles: int = 0
    reason: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What an ingest did; seconds are wall time."""

    files: tuple[FileReport, ...] = field(default_factory=tuple)
    articles: int = 0
    passages: int = 0
    seconds: float = 0.0
