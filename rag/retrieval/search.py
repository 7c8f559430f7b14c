"""Hybrid search over the library: candidates from words and vectors, one score, copies folded together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from rag.retrieval.features import Candidate, describe, idf
from rag.retrieval.ranking import rank
from rag.types import Hit, Question

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.embedding import Embedder
    from vectorstore.library import Library

CANDIDATES = 60
"""Taken from each of the two lists; on the French sets a deeper list changed no first ten."""


class VectorIndex(Protocol):
    """What retrieval needs of a vector index, Chroma's or the exact one."""

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """Ids and cosines of the k nearest passages."""


class Retriever:
    """Ranks the passages of one library for a question."""

    def __init__(self, library: Library, index: VectorIndex, embedder: Embedder) -> None:
        self.library = library
        self.index = index
        self.embedder = embedder

    def find(self, question: Question, k: int) -> Found:
        """The best ``k`` passages, best first; copies of one dispatch take one place."""
        total = self.library.passage_count()
        terms = self.terms(question)
        frequencies = self.library.document_frequency(terms)
        weights = {term: idf(frequencies.get(term, 0), total) for term in terms}
        if not total:
            return Found((), weights)
        hits = rank(question, self.candidates(question, weights))
        if question.kind == "compare":
            return Found(tuple(spread(hits)[:k]), weights)
        hits = fold_copies(hits)
        return Found(tuple((spread(hits) if question.kind == "timeline" else hits)[:k]), weights)

    def terms(self, question: Question) -> tuple[str, ...]:
        """The distinct search terms of the question in its order, slips of the keyboard mended by the vocabulary."""
        from rag.french import terms

        asked = terms(question.standalone)
        return tuple(dict.fromkeys(self.library.known_terms(asked) if question.language == "fr" else asked))

    def candidates(self, question: Question, weights: Mapping[str, float]) -> list[Candidate]:
        """Both lists' passages with the features that rank them."""
        terms = tuple(weights)
        vector = self.embedder.query(question.standalone)
        nearest = dict(self.index.search(vector, CANDIDATES))
        worded = dict(self.library.search_words(terms, CANDIDATES))
        ids = list(dict.fromkeys([*nearest, *worded]))
        passages = self.library.passages(ids)
        missing = [i for i in ids if i in passages and i not in nearest]
        vectors = self.library.vectors(missing)
        cosines = nearest | {i: float(v @ vector) for i, v in vectors.items()}
        kept = [passages[i] for i in ids if i in passages]
        return describe(kept, weights, self.library.passage_terms([p.passage_id for p in kept]), cosines)


@dataclass(frozen=True, slots=True)
class Found:
    """The hits of a question and the idf of each of its terms."""

    hits: tuple[Hit, ...]
    weights: Mapping[str, float]


def spread(hits: Sequence[Hit]) -> list[Hit]:
    """The best ``EACH`` passages of every article first: both sides of a comparison, every date of a story."""
    counts: Counter[str] = Counter()
    first: list[Hit] = []
    rest: list[Hit] = []
    for hit in hits:
        counts[hit.passage.article_id] += 1
        (first if counts[hit.passage.article_id] <= EACH else rest).append(hit)
    return first + rest


EACH = 2
"""Passages of one article that come before any other's third; more bury the other side."""


def fold_copies(hits: Sequence[Hit]) -> list[Hit]:
    """Keep, of the passages that say the same in copies of one dispatch, the best placed."""
    kept: list[Hit] = []
    seen: dict[str, list[set[str]]] = {}
    for hit in hits:
        dispatch = hit.passage.dispatch
        if dispatch is None:
            kept.append(hit)
            continue
        words = set(hit.passage.text.lower().split())
        others = seen.setdefault(dispatch, [])
        if any(len(words & other) >= SAME_WORDS * min(len(words), len(other)) for other in others):
            continue
        others.append(words)
        kept.append(hit)
    return kept


SAME_WORDS = 0.8
"""Share of words in common from which two passages of one dispatch say the same."""
