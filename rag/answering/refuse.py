"""Whether the passages say what was asked: a few signals, one estimate, one threshold."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.evidence import Evidence

THRESHOLD = 0.40
"""Answer where the estimate is at least this; what other values cost is in docs/evaluation.md."""
INTERCEPT = -30.3
COSINE, SCORE, GAP, TYPED = 29.3, 0.38, 0.16, 1.02
"""Logistic regression fitted on the questions about the sample articles, tried on other sets (docs/evaluation.md)."""
JUDGE = 2.0
"""Weight of the log odds that a model gives to "yes, the excerpts answer", halved twice for its bias to yes."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for an answer."""

    cosine: float
    """Best cosine of the question and one of the five best sentences."""
    score: float
    """Logit of the best sentence."""
    gap: float
    """How far the best sentence stands above the fourth."""
    typed: bool
    """Whether the best sentence holds something of the kind asked for."""
    judge: float | None = None
    """Probability that a model gives to "the excerpts answer"; None where no model was asked."""


def signals(evidence: Sequence[Evidence], judge: float | None = None) -> Signals:
    """The signals of the best sentences; of none at all the lowest."""
    if not evidence:
        return Signals(0.0, 0.0, 0.0, typed=False, judge=judge)
    best = evidence[0]
    gap = best.score - evidence[3].score if len(evidence) > 3 else 0.0
    return Signals(max(e.cosine for e in evidence[:5]), best.score, gap, best.typed, judge)


def estimate(found: Signals) -> float:
    """Probability that the articles answer the question."""
    z = INTERCEPT + COSINE * found.cosine + SCORE * found.score + GAP * found.gap + TYPED * found.typed
    if found.judge is not None:
        z += JUDGE * (found.judge - 0.5)
    return 1 / (1 + math.exp(-z))
