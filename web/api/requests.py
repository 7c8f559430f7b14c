"""What clients send, and the limits on it."""

from __future__ import annotations

import calendar
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from rag.types import Answerer, Filters, Label, Relabel, Turn
from web.request_limits import BATCH_LIMIT, QUESTION_LIMIT, TEXT_LIMIT, TURN_LIMIT, TURNS_LIMIT, Wrong


def clean_text(text: str) -> str:
    """Text that can be written as UTF-8, without NUL; Wrong for half a character (a lone surrogate)."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise Wrong("Le texte contient un caractère incomplet.", "The text contains half a character.")
    return text.replace("\0", " ")


def clean_question(text: str) -> str:
    """The question without blanks around it; Wrong when nothing is left or it is far too long."""
    text = clean_text(text).strip()
    if not text:
        raise Wrong("La question est vide : écrivez-en une.", "The question is empty: write one.")
    if len(text) > QUESTION_LIMIT:
        raise Wrong(
            f"La question compte {len(text)} caractères ; le maximum est de {QUESTION_LIMIT}.",
            f"The question has {len(text)} characters; the most is {QUESTION_LIMIT}.",
        )
    return text


_DATE = "^[0-9]{4}(-[0-9]{2}){0,2}$"


def clean_date(text: str) -> str:
    """A date as YYYY, YYYY-MM or YYYY-MM-DD that the calendar knows."""
    parts = [int(part) for part in text.split("-")] if re.fullmatch(_DATE, text) else []
    if not parts or not _exists(*parts):
        raise Wrong(
            "Une date s'écrit AAAA, AAAA-MM ou AAAA-MM-JJ et doit exister dans le calendrier.",
            "A date is written YYYY, YYYY-MM or YYYY-MM-DD and must exist in the calendar.",
        )
    return text


def _exists(year: int, month: int = 1, day: int = 1) -> bool:
    return year >= 1 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]


QuestionText = Annotated[
    str, AfterValidator(clean_question), Field(json_schema_extra={"minLength": 1, "maxLength": QUESTION_LIMIT})
]
Date = Annotated[str, AfterValidator(clean_date), Field(examples=["2023-07"], json_schema_extra={"pattern": _DATE})]
SourceName = Annotated[str, AfterValidator(clean_text), Field(min_length=1, max_length=200)]
Text = Annotated[str, AfterValidator(clean_text)]


class FiltersBody(BaseModel):
    """What to restrict the search to."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    start: Date | None = Field(None, alias="from")
    end: Date | None = Field(None, alias="to")
    source: SourceName | None = None
    tag: SourceName | None = None

    @model_validator(mode="after")
    def _in_order(self) -> FiltersBody:
        check_order(self.start, self.end)
        return self

    def filters(self) -> Filters:
        """The same for the facade."""
        return Filters(self.start, self.end, self.source, self.tag)


def check_order(start: str | None, end: str | None) -> None:
    """Wrong for a period that ends before it begins."""
    if start and end and end < start[: len(end)]:
        raise Wrong("La période finit avant de commencer.", "The period ends before it begins.")


class TurnBody(BaseModel):
    """One message of the conversation so far."""

    model_config = ConfigDict(extra="forbid")
    role: Literal["user", "assistant"]
    content: Text = Field(max_length=TURN_LIMIT)


class AskBody(BaseModel):
    """A question, with what was said before."""

    model_config = ConfigDict(extra="forbid")
    question: QuestionText
    history: list[TurnBody] = Field(default_factory=list, max_length=TURNS_LIMIT)
    answerer: Answerer | None = None
    filters: FiltersBody | None = None
    stream: bool = False

    def turns(self) -> tuple[Turn, ...]:
        """The history for the facade."""
        return tuple(Turn(turn.role, turn.content) for turn in self.history)


class CheckBody(BaseModel):
    """A text to hold to the archive, to articles by their ids, or to passages of one's own: these go first."""

    model_config = ConfigDict(extra="forbid")
    text: Text = Field(max_length=TEXT_LIMIT)
    filters: FiltersBody | None = None
    sources: list[Annotated[Text, Field(max_length=200)]] = Field(default_factory=list, max_length=100)
    passages: list[Annotated[Text, Field(max_length=20_000)]] = Field(default_factory=list, max_length=100)


class BatchBody(BaseModel):
    """Many questions, each asked by itself."""

    model_config = ConfigDict(extra="forbid")
    questions: list[QuestionText] = Field(min_length=1, max_length=BATCH_LIMIT)
    answerer: Answerer | None = None
    filters: FiltersBody | None = None


class StandingBody(BaseModel):
    """A question to ask again whenever the archive changes."""

    model_config = ConfigDict(extra="forbid")
    question: QuestionText


class LabelBody(BaseModel):
    """A line as ``lines`` of the article has it, with the label to put on it; null is the one that was read."""

    model_config = ConfigDict(extra="forbid")
    start: int = Field(ge=0)
    end: int = Field(ge=0)
    label: Label | None


class CorrectionBody(BaseModel):
    """What to put in the place of what was read; a field that is not given stays, null is « not known »."""

    model_config = ConfigDict(extra="forbid")
    title: Text | None = Field(None, max_length=1000)
    source: SourceName | None = None
    author: Text | None = Field(None, max_length=1000)
    published: Date | None = None
    language: str = Field("fr", pattern="^[a-z]{2,3}$")
    lines: list[LabelBody] = Field(default_factory=list, max_length=20_000)

    def relabels(self) -> list[Relabel]:
        """The labels for the facade."""
        return [((line.start, line.end), line.label) for line in self.lines]


class ArticleBody(BaseModel):
    """An article as text: a whole file's text under a name, or the fields of a record."""

    model_config = ConfigDict(extra="forbid")
    text: Text = Field(min_length=1, max_length=TEXT_LIMIT)
    name: Text | None = Field(None, max_length=200)
    title: Text | None = Field(None, max_length=1_000)
    source: Text | None = Field(None, max_length=200)
    date: Text | None = Field(None, max_length=100)
    url: Text | None = Field(None, max_length=2_000)


class PublishedBody(BaseModel):
    """A date as the answer object gives it."""

    value: Date
    precision: Literal["day", "month", "year"] = "day"
    evidence: Text = Field("", max_length=1_000)


class CitationBody(BaseModel):
    """A citation of an answer object, as far as a dossier shows it; further fields are ignored."""

    n: int = Field(0, ge=0, le=9_999)
    article_id: Text = Field(max_length=200)
    file: Text = Field(max_length=2_000)
    record: int | None = None
    title: Text | None = Field(None, max_length=2_000)
    source: Text | None = Field(None, max_length=500)
    author: Text | None = Field(None, max_length=500)
    url: Text | None = Field(None, max_length=4_000)
    published: PublishedBody | None = None
    quote: Text = Field(max_length=TURN_LIMIT)
    start: int = Field(ge=0, le=10**9)
    end: int = Field(ge=0, le=10**9)
    copies: list[Annotated[Text, Field(max_length=2_000)]] = Field(default_factory=list, max_length=1_000)


class SentenceBody(BaseModel):
    """A sentence of an answer object."""

    text: Text = Field(max_length=TURN_LIMIT)
    citations: list[int] = Field(default_factory=list, max_length=100)
    support: Literal["verbatim", "supported", "unsupported"] = "unsupported"
    repaired: bool = False


class RefusalBody(BaseModel):
    """Why nothing was answered, and what is nearest."""

    reason: Text = Field("", max_length=TURN_LIMIT)
    nearest: list[CitationBody] = Field(default_factory=list, max_length=100)


class QuestionBody(BaseModel):
    """The question of an answer object."""

    asked: Text = Field(max_length=TURN_LIMIT)


class AnswererBody(BaseModel):
    """Who wrote an answer."""

    kind: Literal["ollama", "embedded", "extractive"] = "extractive"
    model: Text | None = Field(None, max_length=500)


class AnswerBody(BaseModel):
    """An answer object as ``POST /api/ask`` gave it."""

    status: Literal["answered", "refused"]
    answer: Text = Field(max_length=TEXT_LIMIT)
    sentences: list[SentenceBody] = Field(default_factory=list, max_length=500)
    citations: list[CitationBody] = Field(default_factory=list, max_length=500)
    refusal: RefusalBody | None = None
    question: QuestionBody
    answerer: AnswererBody = Field(default_factory=lambda: AnswererBody.model_validate({}))


ExportFormat = Literal["markdown", "html", "bibtex", "ris"]


class ExportBody(BaseModel):
    """Answers to export as a dossier."""

    model_config = ConfigDict(extra="forbid")
    format: ExportFormat
    answers: list[AnswerBody] = Field(min_length=1, max_length=TURNS_LIMIT)
    title: Text | None = Field(None, max_length=200)


class Message(BaseModel):
    """A chat message of the OpenAI protocol; unknown fields are ignored as OpenAI's own servers do."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[dict[str, Any]] | None = None

    def text(self) -> str:
        """The message's words, whichever way they were sent."""
        if isinstance(self.content, str):
            return self.content
        parts = [part.get("text") for part in self.content or [] if part.get("type") in ("text", "input_text")]
        return "\n".join(part for part in parts if isinstance(part, str))


class StreamOptions(BaseModel):
    """Options of a streamed chat completion."""

    include_usage: bool = False


class ChatBody(BaseModel):
    """A chat completion request; sampling parameters are accepted and have no effect."""

    model: str = Field(max_length=200)
    messages: list[Message] = Field(min_length=1, max_length=TURNS_LIMIT)
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    n: int | None = 1
    tools: list[Any] | None = None
    functions: list[Any] | None = None
    logprobs: bool | None = None
    response_format: dict[str, Any] | None = None
    include_sources: bool = False
