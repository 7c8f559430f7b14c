"""The fitted and chosen numbers, read once from ``calibration.json``: what each is, what it was fitted on, when.

``python -m training.calibrate --table`` tells which of them it fits anew and which it carries over.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

PATH = Path(__file__).resolve().with_name("calibration.json")
ORIGIN = ("set", "commit")
"""What a group of numbers says of itself."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A logistic regression: weights of ``rag.answering.refuse.signals`` with the reader and without it."""

    threshold: float
    """Answer where the estimate is at least this."""
    weights: Mapping[str, float]
    unread_threshold: float
    unread: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Calibration:
    """Every fitted number, with the embedder and the reader that it belongs to."""

    embedder: str
    reader: str
    blend: Mapping[str, float]
    """Of a sentence's score: ``words``, ``span`` and ``answers``."""
    refusal: Refusal
    short: float
    """Logit of a span from which it is shown as the answer at a glance: of the first sentences' spans on articles kept
    out of training .28 are right, of those above it .56, and they hold three quarters of the right ones."""
    support: float | None
    """Probability from which a sentence counts as supported by its source; None: the reader does not judge that."""
    about: float
    """Estimate of a refusal from which it says that the articles speak of the matter."""
    ranking: Mapping[str, float]
    """Of a passage's score: see ``rag.retrieval.ranking``."""
    reranking: Mapping[str, float]
    """``weight`` of the words' match beside a passage's score; ``floor`` of a word without terms of its own, beside the
    weightiest."""
    sentence: Mapping[str, float]
    """Of a softmax over the sentences of one question, by words and vectors. A sentence in another language than the
    question shares none of its words: it is given about what words give to one that fits."""
    near: Mapping[str, float]
    """Logits below the best sentence within which another still counts, by what it would count for."""
    same_meaning: float
    """Cosine from which a sentence in another language may be a translation of its source."""

    def fits(self, embedder: str) -> bool:
        """Whether the numbers belong to this embedder: of another's vectors they tell nothing."""
        return embedder == self.embedder


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """The calibration that is shipped."""
    held = json.loads(PATH.read_text("utf-8"))
    refusal = held["refusal"]
    return Calibration(
        held["embedder"],
        held["reader"],
        held["blend"],
        Refusal(refusal["threshold"], refusal["weights"], refusal["unread_threshold"], refusal["unread"]),
        held["short"]["least"],
        held["support"]["threshold"],
        held["silent_about"]["least"],
        _numbers(held["ranking"]),
        _numbers(held["reranking"]),
        _numbers(held["sentence"]),
        _numbers(held["near"]),
        held["grounding"]["same_meaning"],
    )


def _numbers(group: Mapping[str, Any]) -> dict[str, float]:
    """A group's numbers without what it says of itself."""
    return {name: value for name, value in group.items() if name not in ORIGIN}


def tell_if_foreign(embedder: str) -> None:
    """One line in the log where there is no calibration for the embedder."""
    if not calibration().fits(embedder):
        log.warning("No calibration for the embedder %s: only what code can see is refused", embedder)
