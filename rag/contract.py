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


class ArticlesReply(BaseModel):
    """One page of the articles and the number of all."""

    articles: list[ArticleSummary]
    total: int


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
