"""What is known of a candidate passage before it is ranked."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.types import Passage

K1, B = 1.2, 0.75
"""Okapi BM25's usual constants (Robertson and Zaragoza, 2009)."""
TYPICAL_TERMS = 60
"""Terms of a passage of 600 characters: the length that BM25 normalises to."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage with its features; all but ``bm25`` lie in 0..1 (cosine in -1..1)."""

    passage: Passage
    cosine: float
    bm25: float
    coverage: float
    """Share of the question's idf weight found in the passage's text or title."""
    title: float
    """Share of the question's idf weight found in the title and outlet."""
    proximity: float
    """Share of the question's neighbouring term pairs that stand near each other in the text."""


def idf(frequency: int, passages: int) -> float:
    """Inverse document frequency, as BM25 has it (never negative)."""
    return math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))


def describe(
    passages: Sequence[Passage],
    weights: Mapping[str, float],
    indexed: Mapping[int, tuple[list[str], list[str]]],
    cosines: Mapping[int, float],
) -> list[Candidate]:
    """The candidates with their features; ``weights`` is the idf of the question's terms in their order,
    ``indexed`` the terms of each passage's title and text."""
    whole = sum(weights.values()) or 1.0
    pairs = list(itertools.pairwise(weights))
    described = []
    for passage in passages:
        titled, body = indexed.get(passage.passage_id, ([], []))
        places: dict[str, list[int]] = {}
        for place, term in [(place, term) for place, term in enumerate(body) if term in weights]:
            places.setdefault(term, []).append(place)
        counts, head = {term: len(found) for term, found in places.items()}, weights.keys() & titled
        norm = K1 * (1 - B + B * len(body) / TYPICAL_TERMS)
        described.append(
            Candidate(
                passage=passage,
                cosine=cosines.get(passage.passage_id, 0.0),
                bm25=sum(w * counts[t] * (K1 + 1) / (counts[t] + norm) for t, w in weights.items() if t in counts),
                coverage=sum(w for t, w in weights.items() if t in counts or t in head) / whole,
                title=sum(w for t, w in weights.items() if t in head) / whole,
                proximity=_proximity(pairs, places),
            )
        )
    return described


def _proximity(pairs: Sequence[tuple[str, str]], places: Mapping[str, Sequence[int]], window: int = 4) -> float:
    near = sum(
        any(0 < abs(a - b) <= window for a in places.get(first, ()) for b in places.get(second, ()))
        for first, second in pairs
    )
    return near / len(pairs) if pairs else 0.0
