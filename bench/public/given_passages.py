"""The product's answer step over passages that are given with the question, instead of an archive's.

The passages are ranked, reranked, read and refused as in ``rag/sourcier.py``; the idf of the words is counted over all
passages of the set, as over an archive.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answering.evidence import gather
from rag.answering.layout import lay_out
from rag.answering.orders import citable
from rag.answering.refuse import asks_about_a_stranger, decide, estimate, lacks_what_is_asked, signals
from rag.desk.likely_passages import given
from rag.ingest.intake import embedding_text
from rag.language.terms import terms
from rag.question import understand
from rag.retrieval.features import describe, idf
from rag.retrieval.ranking import rank
from rag.retrieval.reranking import rerank
from rag.sourcier import PASSAGES
from rag.types import Coverage, Hit, Passage, Question

if TYPE_CHECKING:
    from rag.reader.reader import Reader
    from vectorstore.embedding.embedder import Embedder

TODAY = dt.date(2024, 1, 1)
"""From which "last year" is counted: the same figures on any day."""
Titled = tuple[str, str]
"""Title and text of a given passage."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What becomes of one question."""

    answered: bool
    likely: float
    """The estimate that the passages answer, on which the refusal's threshold is set; 0 where a rule refuses alone."""


class GivenPassages:
    """Asks questions of ten passages at a time; ``passages`` are those of all questions, for the idf of their words."""

    def __init__(self, passages: Iterable[Titled], embedder: Embedder, reader: Reader) -> None:
        held = [set(terms(f"{title}\n{text}")) for title, text in dict.fromkeys(passages)]
        self._frequency = Counter(term for words in held for term in words)
        self._total = len(held)
        self._embedder, self._reader = embedder, reader

    def ask(self, asked: str, texts: Sequence[Titled]) -> Decided:
        """Whether these texts' answer step answers, and how likely it finds that."""
        question = understand(asked, today=TODAY)
        weights = {term: idf(self._frequency[term], self._total) for term in terms(question.standalone)}
        hits = self._hits(question, texts, weights)
        evidence = gather(question, hits, weights, self._embedder, self._reader)
        told = lay_out(question, evidence).sources
        cause = decide(question, hits, Coverage(len(texts), None, None), evidence, told, self._embedder)
        ruled_out = cause not in (None, "silent") or not told
        ruled_out = ruled_out or asks_about_a_stranger(question, hits) or lacks_what_is_asked(question, told)
        return Decided(cause is None, 0.0 if ruled_out else estimate(signals(question, evidence)))

    def _hits(self, question: Question, texts: Sequence[Titled], weights: Mapping[str, float]) -> list[Hit]:
        """The passages in the order of the search and of its second look."""
        passages = [passage for n, (title, text) in enumerate(texts) for passage in titled(n, title, text)]
        if not passages:
            return []
        vectors = self._embedder.groups([[embedding_text(p.title, p.text)] for p in passages])
        asked = self._embedder.query(question.standalone)
        cosines = {p.passage_id: float(v[0] @ asked) for p, v in zip(passages, vectors, strict=True)}
        indexed = {p.passage_id: (terms(p.title or ""), terms(p.text)) for p in passages}
        ranked = rank(question, describe(passages, weights, indexed, cosines))[:PASSAGES]
        return rerank(question, [citable(hit) for hit in ranked], weights, self._embedder)


def titled(number: int, title: str, text: str) -> list[Passage]:
    """A given text as passages of an article with a title."""
    return [replace(passage, title=title or None) for passage in given(number, text)]
