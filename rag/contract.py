"""The contract's JSON objects as types, stated once.

``rag/present.py`` makes them; the OpenAPI, the page and the exports take their shape from here.

A field that not every reply carries yet is ``NotRequired``. Offsets are code points, seconds are since the question.
"""

from __future__ import annotations

from typing import Annotated, Literal, NotRequired

from annotated_types import Ge
from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from rag.types import AnswererKind, Cause, ClaimKind, Label, Precision, Support

Place = Annotated[int, Ge(0)]
"""Code points from the beginning of the article's text."""
Outcome = Literal["taken", "updated", "same", "repaired", "refused", "renamed", "missing"]
Bounds = TypedDict("Bounds", {"from": str | None, "to": str | None})
"""Days, YYYY-MM-DD; null is open."""


class PublishedReply(TypedDict):
    """A date as precise as the article gives it (YYYY, YYYY-MM, YYYY-MM-DD), and the text that it was read from."""

    value: str
    precision: Precision
    evidence: str


class DayReply(TypedDict):
    """Words that mean a day, "lundi soir", and the day (YYYY-MM-DD)."""

    text: str
    value: str


class Origin(TypedDict):
    """Where something comes from."""

    article_id: str
    file: str
    record: int | None
    title: str | None
    source: str | None
    published: PublishedReply | None


class NearestReply(Origin):
    """A quotation: ``text[start:end] == quote`` in the article's text."""

    author: str | None
    url: str | None
    passage: str
    quote: str
    start: Place
    end: Place
    copies: list[str]
    gone: NotRequired[bool]
    """The file is no longer in the folder that it was read from."""
    days: NotRequired[list[DayReply]]
    """The weekdays and the like of the quotation, where it is certain which day they mean."""


class CitationReply(NearestReply):
    """A quotation with its number in the answer."""

    n: Annotated[int, Ge(1)]


class CheckReply(TypedDict):
    """Outcome of one check of one sentence."""

    name: str
    passed: bool
    detail: str


class SentenceReply(TypedDict):
    """A sentence of the answer and what it rests on."""

    text: str
    citations: list[int]
    support: Support
    repaired: bool
    checks: list[CheckReply]


class ShortReply(TypedDict):
    """The span that answers, at a glance; ``start`` and ``end`` in the text of the cited article."""

    text: str
    citation: Annotated[int, Ge(1)]
    start: Place
    end: Place


class ClaimReply(TypedDict):
    """A value that was found, with its score from 0 to 1, its citation and the day of that article."""

    value: str
    kind: ClaimKind
    score: float
    citation: Annotated[int, Ge(1)]
    published: str | None


class CoverageReply(Bounds):
    """What the archive holds."""

    articles: int
    sources: list[str]


class RefusalReply(TypedDict):
    """Why nothing was answered, and what is nearest."""

    cause: Cause
    reason: str
    nearest: list[NearestReply]
    coverage: CoverageReply


class PeriodReply(TypedDict):
    """The words of the question that were read as a period, and where they stand in it."""

    text: str
    precision: Precision
    start: int
    end: int


class QuestionReply(Bounds):
    """How the question was read."""

    asked: str
    standalone: str
    source: str | None
    tag: str | None
    period: PeriodReply | None
    language: str


class AnswererReply(TypedDict):
    """Who wrote the answer; ``note`` says why another did not."""

    kind: AnswererKind
    model: str | None
    note: str | None


class TimingsReply(TypedDict):
    """Seconds since the question came in: to the passages, the first words, a model's first word, the whole answer."""

    retrieval_s: float
    first_token_s: float | None
    written_s: float | None
    total_s: float


class AnswerReply(TypedDict):
    """The answer object. ``claims`` are best first, ``others`` numbers the citations that ``answer`` does not tell."""

    status: Literal["answered", "refused"]
    answer: str
    sentences: list[SentenceReply]
    citations: list[CitationReply]
    refusal: RefusalReply | None
    short: ShortReply | None
    claims: list[ClaimReply]
    others: list[int]
    question: QuestionReply
    answerer: AnswererReply
    timings: TimingsReply


class PassageReply(Origin):
    """A ranked passage."""

    text: str
    start: int
    end: int
    score: float


class SearchReply(TypedDict):
    """The ranked passages and the question as read."""

    passages: list[PassageReply]
    question: QuestionReply


class ArticleSummary(Origin):
    """An article without its text."""

    author: str | None
    agency: str | None
    url: str | None
    updated: PublishedReply | None
    language: str
    format: str
    copies: list[str]
    superseded_by: str | None
    gone: bool
    warnings: list[str]
    read: dict[str, str | None]
    """For each field that was corrected by hand, what had been read."""


class LineReply(TypedDict):
    """A labelled line of an article."""

    start: int
    end: int
    label: Label
    read: NotRequired[Label]
    """The label that had been read, where another was put by hand."""


class SpanReply(TypedDict):
    """A passage of an article."""

    n: int
    start: int
    end: int


class ArticleReply(ArticleSummary):
    """An article with its text."""

    text: str
    lines: list[LineReply]
    passages: list[SpanReply]
    notes: list[str]


class ExcerptReply(TypedDict):
    """Words around what was searched; ``marks`` are offsets in the article's text, as ``start`` and ``end``."""

    start: int
    end: int
    text: str
    marks: list[tuple[int, int]]


class ListedArticle(ArticleSummary):
    """An article of a list, with what readers put on it and where the words that were searched stand."""

    tags: list[str]
    starred: bool
    note: str
    excerpts: list[ExcerptReply]


class FacetReply(TypedDict):
    """A value of a facet (null where the articles do not say) and how many articles have it."""

    value: str | None
    count: int


class ArticlesReply(TypedDict):
    """One page of the articles, the number of all, the facets where asked, and remarks on the search."""

    articles: list[ListedArticle]
    total: int
    facets: dict[str, list[FacetReply]] | None
    notes: list[str]


class QuoteNoteReply(TypedDict):
    """Star and note on a quotation: ``text[start:end] == quote`` when it was made."""

    start: int
    end: int
    quote: str
    starred: bool
    note: str
    version: int
    changed: str | None


class AnnotationReply(TypedDict):
    """What readers put on an article; ``version`` goes up with each change."""

    article_id: str
    tags: list[str]
    starred: bool
    note: str
    version: int
    changed: str | None
    quotes: list[QuoteNoteReply]


class AnnotatedReply(AnnotationReply):
    """The annotation after a change; ``overwrote`` is a note of another window that this change replaced, else null."""

    overwrote: str | None


class AnnotationsReply(TypedDict):
    """All annotations, as an export that ``POST /api/annotations`` takes in again."""

    annotations: list[AnnotationReply]


class MergedReply(TypedDict):
    """What became of annotations taken in; ``kept`` are articles whose own note stayed since the two differ."""

    taken: int
    kept: list[str]


class TagReply(TypedDict):
    """A tag and how many articles have it."""

    tag: str
    articles: int


class TagsReply(TypedDict):
    """All tags in alphabetical order."""

    tags: list[TagReply]


class ConversationSummary(TypedDict):
    """A conversation without its turns; ``asked`` counts its questions, ``first`` is how the first begins."""

    id: str
    name: str
    asked: int
    changed: str
    first: str


class ConversationsReply(TypedDict):
    """The conversations, the last one changed first."""

    conversations: list[ConversationSummary]


class ConversationReply(ConversationSummary):
    """A conversation: each turn has its ``question`` and, once answered, its ``answer`` object."""

    turns: list[dict[str, object]]


class FileReply(TypedDict):
    """What became of one file."""

    file: str
    outcome: Outcome
    articles: int
    reason: NotRequired[str | None]
    notes: NotRequired[list[str]]


class ReportReply(TypedDict):
    """What became of what was sent."""

    files: list[FileReply]
    articles: int
    passages: int
    seconds: float


class ProblemReply(TypedDict):
    """A fault, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
