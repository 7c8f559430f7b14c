"""Choosing, from the scored sentences, the few that an extractive answer quotes."""

from __future__ import annotations

from collections.abc import Sequence

from rag.answering.evidence import Evidence
from rag.french import terms
from rag.types import Question

FEW, MANY = 3, 6
"""Sentences of an answer to a plain question; of a chronology or a comparison."""
NEAR_BEST = 0.85
"""A further sentence must reach this share of the best one's score."""
SAME = 0.7
"""Share of common stems from which two sentences say the same."""


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences to quote, in the order to show them."""
    if not evidence:
        return []
    if question.kind == "timeline":
        return sorted(_one_each(evidence, MANY, 0.6), key=_day)
    if question.kind == "compare":
        return _one_each(evidence, 4, 0.7)
    return _best(evidence, FEW, NEAR_BEST)


def _best(evidence: Sequence[Evidence], limit: int, near: float) -> list[Evidence]:
    chosen: list[Evidence] = []
    for item in evidence:
        if len(chosen) == limit or item.score < near * evidence[0].score:
            break
        if not any(_same(item, other) for other in chosen):
            chosen.append(item)
    return chosen


def _one_each(evidence: Sequence[Evidence], limit: int, near: float) -> list[Evidence]:
    """The best sentence of each article, as long as it is near the best of all."""
    articles: dict[str, Evidence] = {}
    for item in evidence:
        if item.score >= near * evidence[0].score:
            articles.setdefault(item.source.passage.article_id, item)
    return _best(list(articles.values()), limit, near)


def _same(one: Evidence, other: Evidence) -> bool:
    first, second = set(terms(one.source.quote)), set(terms(other.source.quote))
    return len(first & second) >= SAME * min(len(first), len(second))


def _day(item: Evidence) -> int:
    published = item.source.passage.published
    return published.first_day if published else 0
