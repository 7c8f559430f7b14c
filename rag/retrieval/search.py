"""Hybrid search over the library: candidates from words and vectors, one score, copies folded together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from rag.errors import Unavailable
from rag.language.fold import fold_open
from rag.retrieval.abbreviations import other_names
from rag.retrieval.features import Candidate, describe, idf
from rag.retrieval.ranking import named_outlets, rank
from rag.types import Hit, Question

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.embedding.embedder import Embedder
    from vectorstore.library import Library

Nearest: TypeAlias = "tuple[NDArray[np.float32], dict[int, float]]"
"""The question's vector, shape (d,), and the cosines of the nearest passages by id."""

CANDIDATES = 45
"""Taken from each of the two lists: 60 give the same R@1 and R@5 on PIAF and the same facts on the other sets, and cost
a third more; 35 lose a little."""
PREFERRED, REACH = 20, 1000
"""Taken besides from the period or outlet that a question names, by its words from the best of all."""


class VectorIndex(Protocol):
    """What retrieval needs of a vector index, Chroma's or the exact one."""

    def search(
        self,
        vector: NDArray[np.float32],
        k: int,
        *,
        days: tuple[int | None, int | None] | None = None,
        sources: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Ids and cosines of the k nearest passages; raises Unavailable where it cannot be asked."""


class Retriever:
    """Ranks the passages of one library for a question."""

    def __init__(self, library: Library, index: VectorIndex, embedder: Embedder) -> None:
        self.library = library
        self.index = index
        self.embedder = embedder
        self._aside = ThreadPoolExecutor(4, "nearest")

    def find(self, question: Question, k: int) -> Found:
        """The best ``k`` passages, best first; copies of one dispatch take one place."""
        total = self.library.feed.passage_count()
        if not total:
            return Found((), self._weights(question, total))
        nearest = self.ask_aside(question)
        weights = self._weights(question, total)
        candidates = self.candidates(question, weights, nearest)
        if others := other_names(weights, [candidate.passage.text for candidate in candidates]):
            weights |= self._weights_of(others, weights, total)
            candidates = self.candidates(question, weights, nearest)
        hits = rank(question, candidates)
        if question.kind == "compare":
            return Found(tuple(spread(hits)[:k]), weights)
        hits = fold_copies(hits)
        return Found(tuple((spread(hits) if question.kind == "timeline" else hits)[:k]), weights)

    def _weights(self, question: Question, total: int) -> dict[str, float]:
        """Idf of the question's terms, in their order."""
        terms = self.terms(question)
        frequencies = self.library.words.document_frequency(terms)
        return {term: idf(frequencies.get(term, 0), total) for term in terms}

    def _weights_of(
        self, others: Mapping[str, tuple[str, ...]], weights: Mapping[str, float], total: int
    ) -> dict[str, float]:
        """Idf of the terms of another name; all of them together weigh no more than the name that was asked for."""
        frequencies = self.library.words.document_frequency(list(others))
        sharing = Counter(others.values())
        return {
            term: min(idf(frequencies[term], total), sum(weights[t] for t in name) / sharing[name])
            for term, name in others.items()
        }

    def terms(self, question: Question) -> tuple[str, ...]:
        """The distinct search terms of the question in its order, slips of the keyboard mended by the vocabulary."""
        from rag.language.terms import terms

        asked = terms(question.standalone)
        return tuple(dict.fromkeys(self.library.words.known_terms(asked) if question.language == "fr" else asked))

    def ask_aside(self, question: Question) -> Future[Nearest]:
        """The question embedded and compared in another thread, while its words are looked up in this one."""
        return self._aside.submit(self._nearest, question.standalone, self._searches(question))

    def candidates(self, question: Question, weights: Mapping[str, float], asked: Future[Nearest]) -> list[Candidate]:
        """Both lists' passages with the features that rank them."""
        (first, filters), *preferred = self._searches(question)
        terms = tuple(weights)
        found = [i for i, _ in self.library.words.search(terms, REACH if preferred else first, **filters)]
        worded = found[:first]
        for k, filters in preferred:
            worded += self.library.words.passing(found, k, **filters)
        # what the words found is read while the question is still being embedded
        passages, indexed = self.library.passages(worded), self.library.words.passage_terms(worded)
        vector, nearest = asked.result()
        others = [i for i in nearest if i not in passages]
        passages |= self.library.passages(others)
        indexed |= self.library.words.passage_terms(others)
        vectors = self.library.feed.vectors([i for i in passages if i not in nearest])
        cosines = nearest | {i: float(v @ vector) for i, v in vectors.items()}
        return describe(list(passages.values()), weights, indexed, cosines)

    def _searches(self, question: Question) -> list[tuple[int, dict[str, Any]]]:
        """How many to take from each list, and of which days and outlets.

        The reader's own filters exclude; of a period or outlet that the question merely names some are looked for
        too, since in a large archive they need not be among the nearest of all.
        """
        period, outlets = question.period, named_outlets(question)
        if not period and not outlets and not question.tag:
            return [(CANDIDATES, {})]
        filters: dict[str, Any] = {
            "days": (period.first_day, period.last_day) if period else None,
            "sources": [i for name, i in self.library.source_ids().items() if fold_open(name) in outlets]
            if outlets
            else None,
        }
        if question.tag:
            filters["within"] = self.library.annotations.passages(question.tag)
        return [(CANDIDATES, filters)] if question.strict else [(CANDIDATES, {}), (PREFERRED, filters)]

    def _nearest(self, text: str, searches: Sequence[tuple[int, dict[str, Any]]]) -> Nearest:
        """The question's vector and the cosines of the nearest passages: none where no index can be asked now."""
        vector = self.embedder.query(text)
        nearest: dict[int, float] = {}
        for k, filters in searches:
            if filters.get("within") is not None:
                nearest |= self._nearest_within(vector, k, filters)
                continue
            with suppress(Unavailable):
                nearest |= self.index.search(vector, k, **filters)
        return vector, nearest

    def _nearest_within(self, vector: NDArray[np.float32], k: int, filters: Mapping[str, Any]) -> dict[int, float]:
        """The nearest of some passages, compared one by one: no index knows the readers' tags."""
        passing = self.library.words.passing(filters["within"], len(filters["within"]), **filters)
        cosines = {i: float(v @ vector) for i, v in self.library.feed.vectors(passing).items()}
        return dict(sorted(cosines.items(), key=lambda item: -item[1])[:k])


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
