"""What reads question and passage together: where the answer stands, whether there is one, whether a sentence holds.

In: a question and passages, or pairs of sentence and source. Out: of each passage its ``Reading``, of each pair a
probability. One protocol, ``Reader``: the trained network stands behind it (``network.py``), and where its weights
cannot be loaded ``NoReader``, which knows nothing, so that the sentence scores of ``rag/answering/evidence.py`` decide
alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.types import Passage, Span


@dataclass(frozen=True, slots=True)
class SentenceReading:
    """The best answer inside one sentence."""

    span: Span
    """Where it stands in the article."""
    score: float
    """Logit of that span against "no answer in this window"."""
    answers: float
    """Logit that the window around it answers the question at all."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Of one passage: its sentences in their order (None where nothing was read), and the best window's logits."""

    sentences: tuple[SentenceReading | None, ...]
    score: float
    answers: float


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence and what it is held to: the source's sentences with their neighbours, and the article's title."""

    sentence: str
    title: str
    source: str


class Reader(Protocol):
    """Reads passages for a question, and holds sentences to sources."""

    @property
    def name(self) -> str:
        """Of the weights, as ``calibration.json`` names them; empty where there are none."""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading] | None:
        """One reading a passage; None where nothing can be read with."""

    def supports(self, pairs: Sequence[Pair]) -> list[float] | None:
        """Of each pair the probability that the source says the sentence; None where nothing can be told."""


class NoReader:
    """Stands where the trained weights are missing: everything above falls back to the scores of words and vectors."""

    name = ""

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading] | None:
        """Nothing is read."""
        return None

    def supports(self, pairs: Sequence[Pair]) -> list[float] | None:
        """Nothing is told."""
        return None
