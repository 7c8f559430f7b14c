"""The shapes of the API's replies, for its OpenAPI; ``rag/present.py`` makes the objects themselves."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field

from rag.types import AnswererKind, Label, Precision, Support


class PublishedReply(BaseModel):
    """A date as precise as the article gives it, and the text that it was read from."""

    value: str = Field(pattern=r"^[0-9]{4}(-[0-9]{2}){0,2}$")
    precision: Precision
    evidence: str


class Origin(BaseModel):
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
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    copies: list[str]


class CitationReply(NearestReply):
    """A quotation with its number in the answer."""

    n: int = Field(ge=1)


class CheckReply(BaseModel):
    """Outcome of one check of one sentence."""

    name: str
    passed: bool
    detail: str


class SentenceReply(BaseModel):
    """A sentence of the answer and what it rests on."""

    text: str
    citations: list[int]
    support: Support
    repaired: bool
    checks: list[CheckReply]


class CoverageReply(BaseModel):
    """What the archive holds."""

    articles: int
    first: str | None = Field(alias="from")
    last: str | None = Field(alias="to")
    sources: list[str]


class RefusalReply(BaseModel):
    """Why nothing was answered, and what is nearest."""

    reason: str
    nearest: list[NearestReply]
    coverage: CoverageReply


class PeriodReply(BaseModel):
    """The words of the question that were read as a period."""

    text: str
    precision: Precision
    start: int
    end: int


class QuestionReply(BaseModel):
    """How the question was read."""

    asked: str
    standalone: str
    start: str | None = Field(alias="from")
    end: str | None = Field(alias="to")
    source: str | None
    tag: str | None
    period: PeriodReply | None
    language: str


class AnswererReply(BaseModel):
    """Who wrote the answer; ``note`` says why another did not."""

    kind: AnswererKind
    model: str | None
    note: str | None


class TimingsReply(BaseModel):
    """Seconds since the question came in: to the passages, the first words, a model's first word, the whole answer."""

    retrieval_s: float
    first_token_s: float | None
    written_s: float | None
    total_s: float


class AnswerReply(BaseModel):
    """The answer object."""

    status: Literal["answered", "refused"]
    answer: str
    sentences: list[SentenceReply]
    citations: list[CitationReply]
    refusal: RefusalReply | None
    question: QuestionReply
    answerer: AnswererReply
    timings: TimingsReply


class PassageReply(Origin):
    """A ranked passage."""

    text: str
    start: int
    end: int
    score: float


class SearchReply(BaseModel):
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
    warnings: list[str]


class LineReply(BaseModel):
    """A labelled line of an article."""

    start: int
    end: int
    label: Label


class SpanReply(BaseModel):
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


class ExcerptReply(BaseModel):
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


class FacetReply(BaseModel):
    """A value of a facet (null where the articles do not say) and how many articles have it."""

    value: str | None
    count: int


class ArticlesReply(BaseModel):
    """One page of the articles, the number of all, the facets where asked, and remarks on the search."""

    articles: list[ListedArticle]
    total: int
    facets: dict[str, list[FacetReply]] | None
    notes: list[str]


class QuoteNoteReply(BaseModel):
    """Star and note on a quotation: ``text[start:end] == quote`` when it was made."""

    start: int
    end: int
    quote: str
    starred: bool
    note: str
    version: int
    changed: str | None


class AnnotationReply(BaseModel):
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


class AnnotationsReply(BaseModel):
    """All annotations, as an export that ``POST /api/annotations`` takes in again."""

    annotations: list[AnnotationReply]


class MergedReply(BaseModel):
    """What became of annotations taken in; ``kept`` are articles whose own note stayed since the two differ."""

    taken: int
    kept: list[str]


class TagReply(BaseModel):
    """A tag and how many articles have it."""

    tag: str
    articles: int


class TagsReply(BaseModel):
    """All tags in alphabetical order."""

    tags: list[TagReply]


class ConversationSummary(BaseModel):
    """A conversation without its turns; ``asked`` counts its questions, ``first`` is how the first begins."""

    id: str
    name: str
    asked: int
    changed: str
    first: str


class ConversationsReply(BaseModel):
    """The conversations, the last one changed first."""

    conversations: list[ConversationSummary]


class ConversationReply(ConversationSummary):
    """A conversation: each turn has its ``question`` and, once answered, its ``answer`` object."""

    turns: list[dict[str, Any]]


class FileReply(BaseModel):
    """What became of one file."""

    file: str
    outcome: Literal["taken", "updated", "same", "repaired", "refused", "renamed", "missing"]
    articles: int
    reason: str | None = None
    notes: list[str] = Field(default_factory=list)


class ReportReply(BaseModel):
    """What became of what was sent."""

    files: list[FileReply]
    articles: int
    passages: int
    seconds: float


class ProblemReply(BaseModel):
    """A fault, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str


def problems(**texts: str) -> dict[int | str, dict[str, Any]]:
    """Faults for the OpenAPI: ``s404="No such article"``."""
    schema = ProblemReply.model_json_schema()
    content = {"application/problem+json": {"schema": schema}}
    return {int(status[1:]): {"description": text, "content": content} for status, text in texts.items()}
