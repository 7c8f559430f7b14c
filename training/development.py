"""Development figures of the reader: how well each head tells right from wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from training.encode import Example

LONGEST_SPAN = 30


@dataclass(frozen=True, slots=True)
class Score:
    """What the network says of an example: a logit, and the tokens of its best span."""

    answers: float
    span: tuple[int, int]


def area(right: Sequence[float], wrong: Sequence[float]) -> float:
    """Area under the ROC curve: how often a right one scores above a wrong one, a tie counting half."""
    if not right or not wrong:
        return float("nan")
    low = np.sort(np.asarray(wrong))
    below = np.searchsorted(low, right, "left") + np.searchsorted(low, right, "right")
    return float(below.mean() / (2 * len(low)))


def best_span(start: np.ndarray, end: np.ndarray, begin: int, stop: int) -> tuple[int, int]:
    """First and last token of the highest sum of two logits within ``begin:stop``."""
    sums = start[begin:stop, None] + end[None, begin:stop]
    sums = np.where(np.tril(np.triu(np.ones_like(sums)), LONGEST_SPAN - 1) > 0, sums, -np.inf)
    first, last = divmod(int(sums.argmax()), sums.shape[1])
    return begin + first, begin + last


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Token F1 of two spans."""
    shared = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return max(0.0, 2 * shared / (one[1] - one[0] + other[1] - other[0] + 2))


def figures(examples: Sequence[Example], scores: Sequence[Score]) -> dict[str, float]:
    """Areas of answering, near misses and claims apart, and the overlap of the spans."""
    answers: dict[str, list[float]] = defaultdict(list)
    questions: dict[tuple[bool, str], float] = defaultdict(lambda: -np.inf)
    claims: dict[bool, list[float]] = defaultdict(list)
    spans = []
    for example, score in zip(examples, scores, strict=True):
        if example.kind.startswith("claim"):
            claims[example.answers].append(score.answers)
            continue
        answers[example.kind].append(score.answers)
        at = (example.kind != "near", example.group)
        questions[at] = max(questions[at], score.answers)
        if example.answers:
            spans.append(overlap(score.span, (example.first, example.last)))
    asked = [[s for (told, _), s in questions.items() if told is label] for label in (True, False)]
    found = {
        "answers_auc_other": area(answers["gold"], answers["other"]),
        "answers_auc_near": area(answers["gold"], answers["near"]),
        "question_auc_near": area(*asked),
        "span_f1": float(np.mean(spans)) if spans else float("nan"),
        "claims_auc": area(claims[True], claims[False]),
    }
    return {name: round(value, 4) for name, value in found.items()}
