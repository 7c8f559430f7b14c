"""From passages to the few sentences that may answer: each scored by itself, the best chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.expected import holds_answer
from rag.answering.source import Source, source_of
from rag.french import terms
from rag.types import Hit, Question

if TYPE_CHECKING:
    from vectorstore.embedding import Embedder

PASSAGES = 8
"""Passages whose sentences are looked at."""
LONGEST = 700
"""Characters; a longer "sentence" is a table or a list and is not quoted whole."""
COSINE, COVERAGE, PASSAGE, TYPE, TITLE = 0.40, 0.30, 0.30, 0.08, -0.06


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a retrieved passage and how well it fits the question (higher is better)."""

    source: Source
    score: float
    cosine: float
    coverage: float
    """Share of the question's idf weight in the sentence, its title counting half."""
    typed: bool
    """Whether it holds something of the kind asked for that the question does not."""
    rank: int
    """Place of its passage among the hits, from 0."""


def gather(question: Question, hits: Sequence[Hit], weights: Mapping[str, float], embedder: Embedder) -> list[Evidence]:
    """The sentences of the first passages, best first; ``weights`` is the idf of the question's terms."""
    import numpy as np

    places = [
        (rank, hit, span)
        for rank, hit in enumerate(hits[:PASSAGES])
        for span in hit.passage.sentences
        if 12 <= span[1] - span[0] <= LONGEST
    ]
    if not places:
        return []
    sources = [source_of(hit.passage, span) for _, hit, span in places]
    vectors = embedder.passages([f"{source.passage.title or ''}\n{source.quote}" for source in sources])
    cosines = np.asarray(vectors @ embedder.query(question.standalone), dtype=float)
    low, high = float(cosines.min()), float(cosines.max())
    found = []
    for (rank, hit, _), source, cosine in zip(places, sources, cosines, strict=True):
        coverage = _coverage(source, weights)
        typed = holds_answer(question, source)
        score = (
            COSINE * (float(cosine) - low) / ((high - low) or 1.0)
            + COVERAGE * coverage
            + PASSAGE * hit.score
            + (TYPE if typed else 0.0)
            + (TITLE if source.quote.strip() == (hit.passage.title or "").strip() else 0.0)
        )
        found.append(Evidence(source, score, float(cosine), coverage, typed, rank))
    return sorted(found, key=lambda e: (-e.score, e.rank, e.source.start))


def _coverage(source: Source, weights: Mapping[str, float]) -> float:
    body = set(terms(source.quote))
    title = set(terms(source.passage.title or ""))
    whole = sum(weights.values())
    held = sum(weight if term in body else weight / 2 for term, weight in weights.items() if term in body | title)
    return held / whole if whole else 0.0
