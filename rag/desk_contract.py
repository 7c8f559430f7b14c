"""The desk's part of the contract's JSON, as types."""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict  # pydantic asks for this one before Python 3.12

from rag.contract import CheckReply, CitationReply, NearestReply, Place
from rag.types import Verdict


class CheckedReply(TypedDict):
    """A sentence of a text that was checked, its span there, and the sources that say so."""

    text: str
    start: Place
    end: Place
    support: Verdict
    checks: list[CheckReply]
    citations: list[CitationReply]


class CheckedTextReply(TypedDict):
    """A text, sentence by sentence."""

    sentences: list[CheckedReply]


class FindingReply(TypedDict):
    """What was found for a standing question; ``new`` at the last time that it found anything."""

    found: str
    new: bool
    citation: NearestReply


class StandingReply(TypedDict):
    """A standing question with its findings, newest first; ``asked`` is null until it was asked."""

    id: int
    question: str
    added: str
    asked: str | None
    status: Literal["answered", "refused"] | None
    new: int
    findings: list[FindingReply]


class StandingListReply(TypedDict):
    """The standing questions, those with something new first."""

    standing: list[StandingReply]
