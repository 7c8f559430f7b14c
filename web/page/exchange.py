"""What the browser keeps of a conversation, as types."""

from __future__ import annotations

from typing import Required, TypedDict

from rag.contract import AnswerReply, PassageReply


class Exchange(TypedDict, total=False):
    """One question with what refined it, and its outcome: an answer, a fault, or what is there so far."""

    question: Required[str]
    refine: dict[str, str | None]
    answer: AnswerReply
    fault: str
    progress: str
    hits: list[PassageReply]
    quotations: AnswerReply
    draft: str


class Kept(TypedDict, total=False):
    """A conversation with its id, name and time (seconds since 1970)."""

    id: str | None
    name: str | None
    turns: list[Exchange]
    at: int
