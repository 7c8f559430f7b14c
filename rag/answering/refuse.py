"""Whether the passages say what was asked: several signals, one estimate, one threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.evidence import Evidence
from rag.types import Question

THRESHOLD = 0.5
"""Answer where the estimate is at least this; its cost is in docs/evaluation.md."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer, each in 0..1 (``judge`` None where no model was asked)."""

    coverage: float
    cosine: float
    typed: float
    judge: float | None = None


def signals(evidence: Sequence[Evidence], judge: float | None = None) -> Signals:
    """The signals of the best few sentences."""
    best = evidence[:3]
    return Signals(
        coverage=max((e.coverage for e in best), default=0.0),
        cosine=max((e.cosine for e in best), default=0.0),
        typed=1.0 if any(e.typed for e in best) else 0.0,
        judge=judge,
    )


def estimate(question: Question, found: Signals) -> float:
    """Probability that the articles answer the question."""
    z = -1.0 + 4.0 * found.coverage + 1.0 * found.typed
    if found.judge is not None:
        z += 2.0 * (found.judge - 0.5)
    return 1 / (1 + math.exp(-z))
