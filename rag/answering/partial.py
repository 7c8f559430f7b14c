"""What of a question in several parts the quotations leave open."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.expected import holds_answer
from rag.answering.phrases import say
from rag.checking.source import Source
from rag.question.answer_type import expected_answer
from rag.question.subquestions import parts
from rag.types import Question

TOLD_IN_FIGURES = ("age", "duration", "money", "number", "percent")
"""Types whose absence shows: names and reasons are told in too many ways, a date stands before each quotation."""


def unanswered_part(question: Question, sources: Sequence[Source], language: str) -> str:
    """One sentence that names the part nothing quoted can answer; empty where none is or all are left open."""
    asked = parts(question.standalone)
    if len(asked) < 2 or question.kind in ("timeline", "compare"):
        return ""
    open_ = [part for part in asked if _is_open(part, sources)]
    if not open_ or len(open_) == len(asked):
        return ""
    return say("part", language).format(part=open_[0])


def _is_open(part: str, sources: Sequence[Source]) -> bool:
    expected = expected_answer(part)
    return expected in TOLD_IN_FIGURES and not any(holds_answer(part, expected, source) for source in sources)
