"""The fitted numbers, read once from ``calibration.json``: what each is, what it was fitted on, by which command."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

PATH = Path(__file__).resolve().with_name("calibration.json")


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
    )
