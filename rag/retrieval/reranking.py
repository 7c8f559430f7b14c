"""Late interaction: how well the words of a question are met in each passage, token by token.

Every token of the question is compared with every token of the passages, each read in its context, and its best
match counts by the word's idf (Khattab and Zaharia, 2020, doi 10.1145/3397271.3401075). What the tokens of all these
passages have in common is taken off before: it tells nothing about any one of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.language.terms import terms
from rag.reader.calibration import calibration
from rag.types import Hit, Question

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.embedding.embedder import Embedder

READ = 12
"""Passages that are looked at again; any others keep their places after them."""


def rerank(question: Question, hits: Sequence[Hit], weights: Mapping[str, float], embedder: Embedder) -> list[Hit]:
    """The first passages in the order of a second look; ``weights`` is the idf of the question's terms.

    The order stays for chronologies and comparisons, whose passages have been spread over articles, for questions in
    another language than the best passage, whose tokens say little of each other, and where there are no token vectors.
    """
    import numpy as np

    first, words = hits[:READ], tuple(question.standalone.split())
    if not first or not words or question.kind in ("timeline", "compare"):
        return list(hits)
    if first[0].passage.language != question.language:
        return list(hits)
    asked = embedder.token_vectors("query", [words])
    read = embedder.token_vectors("passage", [(hit.passage.text,) for hit in first]) if asked else None
    if not asked or not read:
        return list(hits)
    tokens = np.concatenate(asked[0])
    if not len(tokens):
        return list(hits)
    weight = np.repeat(_word_weights(words, weights), [len(word) for word in asked[0]])
    matches = _best(tokens, [passage for (passage,) in read]) @ weight
    return [*_reordered(first, matches.tolist()), *hits[READ:]]


def _word_weights(words: Sequence[str], weights: Mapping[str, float]) -> NDArray[np.float32]:
    """The idf of each word, of a mended slip the mean, and a floor."""
    import numpy as np

    most, mean = max(weights.values(), default=1.0), sum(weights.values()) / (len(weights) or 1)
    found = [max((weights.get(term, mean) for term in terms(word)), default=0.0) for word in words]
    return np.asarray(found, np.float32) + np.float32(calibration().reranking["floor"] * most)


def _best(asked: NDArray[np.float16], passages: Sequence[NDArray[np.float16]]) -> NDArray[np.float32]:
    """Best cosine of each token asked to a token of each passage, shape (passages, tokens asked)."""
    import numpy as np

    common = np.concatenate(passages).mean(axis=0, dtype=np.float32)
    wanted = _unit(asked - common).T
    return np.stack([(_unit(passage - common) @ wanted).max(axis=0, initial=-1) for passage in passages])


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    unit: NDArray[np.float32] = vectors / np.maximum(lengths, np.float32(1e-6))
    return unit


def _reordered(hits: Sequence[Hit], matches: Sequence[float]) -> list[Hit]:
    weight = calibration().reranking["weight"]
    low, high = min(matches), max(matches)
    scaled = [(match - low) / ((high - low) or 1.0) for match in matches]
    read = [
        replace(hit, score=(hit.score + weight * match) / (1 + weight)) for hit, match in zip(hits, scaled, strict=True)
    ]
    return sorted(read, key=lambda hit: -hit.score)
