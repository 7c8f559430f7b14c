"""Whose words are asked for: a question for what X said is answered by X alone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.evidence import Evidence
from rag.checking.check_names import names
from rag.language.terms import terms
from rag.question.answer_type import expected_answer
from rag.reader.calibration import calibration
from rag.types import Question


def said_by(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that name whom the question names, or follow at once on one that does, where there are any."""
    if question.kind != "who_said":
        return list(evidence)
    asked = [set(terms(name)) for name in names(question.standalone)]
    asked = [name for name in asked if name]
    own = [item for item in evidence if any(_names(item, name) for name in asked)] or list(evidence)
    if expected_answer(question.standalone) != "quote":
        return own
    near = calibration().near["quoted"]
    return sorted(own, key=lambda item: not _QUOTES.search(item.source.quote) or own[0].score - item.score > near)


_QUOTES = re.compile(r"[«“\"]")


def _names(item: Evidence, name: set[str]) -> bool:
    """Whether the sentence names the person, or the sentence before does and this one names nobody else."""
    if name & set(terms(item.source.quote)):
        return True
    if names(item.source.quote):
        return False
    passage = item.source.passage
    before = [span for span in passage.sentences if span[1] <= item.source.start][-1:]
    return any(name & set(terms(passage.text[a - passage.start : b - passage.start])) for a, b in before)
