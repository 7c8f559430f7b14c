"""One score for each candidate: a weighted sum, with the article's own score and the question's period and outlet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from rag.language.fold import fold_open
from rag.reader.calibration import calibration
from rag.retrieval.features import Candidate
from rag.types import Hit, Passage, Period, Question


def rank(question: Question, candidates: Sequence[Candidate]) -> list[Hit]:
    """Score and sort; a reader's own filters exclude, a reading of the question only prefers."""
    kept = [c for c in candidates if not question.strict or _allowed(question, c.passage)]
    if not kept:
        return []
    weights = calibration().ranking
    vector = _min_max([c.cosine for c in kept])
    words = _min_max([c.bm25 for c in kept])
    base = [
        weights["vector"] * v
        + weights["words"] * w
        + weights["coverage"] * c.coverage
        + weights["title"] * c.title
        + weights["proximity"] * c.proximity
        for v, w, c in zip(vector, words, kept, strict=True)
    ]
    articles = _article_scores(kept, base)
    hits = []
    for candidate, own, w in zip(kept, base, words, strict=True):
        score = own + weights["article"] * articles[candidate.passage.article_id]
        score += _preference(question, candidate.passage, weights)
        hits.append(Hit(candidate.passage, min(1.0, max(0.0, score)), candidate.cosine, w, candidate.coverage))
    return sorted(hits, key=lambda hit: (-hit.score, hit.passage.passage_id))


def _min_max(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    return [(value - low) / (high - low) if high > low else 0.5 for value in values]


def _article_scores(candidates: Sequence[Candidate], base: Sequence[float]) -> dict[str, float]:
    """Of each article the mean of its two best passages: one lucky passage weighs less than two fair ones."""
    by_article: dict[str, list[float]] = defaultdict(list)
    for candidate, score in zip(candidates, base, strict=True):
        by_article[candidate.passage.article_id].append(score)
    return {article: sum(sorted(scores)[-2:]) / 2 for article, scores in by_article.items()}


def _preference(question: Question, passage: Passage, weights: Mapping[str, float]) -> float:
    score = 0.0
    if question.period:
        fit = in_period(question.period, passage)
        score += weights["undated" if fit is None else "in_period" if fit else "out_of_period"]
    if from_outlet(question, passage):
        score += weights["in_source"]
    if passage.superseded_by and question.order != "earliest":
        score += weights["old_version"]
    return score


def named_outlets(question: Question) -> set[str]:
    """Every outlet that the question names, folded."""
    return {fold_open(name) for name in ((question.source,) if question.source else question.compared)}


def from_outlet(question: Question, passage: Passage) -> bool:
    """Whether the passage is of an outlet that the question names."""
    named = named_outlets(question)
    return bool(named and passage.source) and fold_open(passage.source or "") in named


def _allowed(question: Question, passage: Passage) -> bool:
    if question.source and fold_open(passage.source or "") != fold_open(question.source):
        return False
    return question.period is None or bool(in_period(question.period, passage))


def in_period(period: Period, passage: Passage) -> bool | None:
    """Whether the article's date overlaps the period, that of its update where no other is known; None without one."""
    dated = passage.published or passage.updated
    if dated is None:
        return None
    after_start = period.first_day is None or dated.last_day >= period.first_day
    before_end = period.last_day is None or dated.first_day <= period.last_day
    return after_start and before_end
