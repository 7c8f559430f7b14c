"""Of two readings of a follow-up, bare and completed, the one that the articles answer better."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.types import Coverage, Hit, Question

if TYPE_CHECKING:
    from rag.reader.reader import Reader
    from vectorstore.embedding.embedder import Embedder

MARGIN = 0.25
"""Of probability by which the bare question must be answered better: a reader who writes "il" means somebody."""
SAME_MATTER = 5
"""Passages found for the completed question among whose articles a bare "Qui l'a remplacé ?" must find its answer."""


@dataclass(frozen=True, slots=True)
class Looked:
    """One reading of the question, with what was found for it."""

    question: Question
    hits: Sequence[Hit]
    weights: Mapping[str, float]


def better(
    questions: Sequence[Question],
    look: Callable[[Question], Looked],
    embedder: Embedder,
    reader: Reader,
    coverage: Coverage,
) -> Looked:
    """The reading to answer; ``questions`` is one, or the bare one and the completed one.

    The completed one is tried first and stands unless the bare one is answered clearly better; where the articles do
    not answer it and do answer the bare one, that one stands.
    """
    if questions[-1].kind == "smalltalk":
        return Looked(questions[-1], (), {})
    completed = look(questions[-1])
    if len(questions) == 1:
        return completed
    likely, answered, _ = _tried(completed, embedder, reader, coverage)
    if answered and likely >= 1 - MARGIN:
        return completed
    bare = look(questions[0])
    alone, alone_answered, article = _tried(bare, embedder, reader, coverage)
    if not alone_answered or (answered and alone < likely + MARGIN):
        return completed
    return bare if _speaks_of_it(bare.question, article, completed) else completed


def _tried(looked: Looked, embedder: Embedder, reader: Reader, coverage: Coverage) -> tuple[float, bool, str]:
    """Probability that the articles answer, whether they would, and the article of the best sentence."""
    from rag.answering.evidence import gather
    from rag.answering.layout import lay_out
    from rag.answering.refuse import decide, estimate, signals

    question = looked.question
    evidence = gather(question, looked.hits, looked.weights, embedder, reader)
    cause = decide(question, looked.hits, coverage, evidence, lay_out(question, evidence).sources, embedder)
    article = evidence[0].source.passage.article_id if evidence else ""
    return estimate(signals(question, evidence)), cause is None, article


def _speaks_of_it(question: Question, article: str, completed: Looked) -> bool:
    """Whether the bare question names something itself, or finds its answer where the completed one looks for it."""
    from rag.question.context.noun_phrases import nouns

    named = any(noun.lead != "quel" for noun in nouns(question.asked))
    return named or article in {hit.passage.article_id for hit in completed.hits[:SAME_MATTER]}
