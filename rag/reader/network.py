"""The trained reader: its 8-bit network run by ONNX Runtime over windows of passages, the latest readings kept."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from rag.reader.reader import Pair, Reading, SentenceReading
from rag.reader.windows import LONGEST_ANSWER, Tokens, Window, windows
from rag.types import Passage, Span
from vectorstore.embedding.kept import Kept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.embedding.reader_session import ReaderSession

READINGS_KEPT = 2048
"""(question, passage) pairs whose reading is kept, about a kilobyte each."""
TEXTS_KEPT = 1024
"""Texts whose tokens are kept, some 10 kB a passage."""
CHARACTERS = 20_000
"""Of a passage or a sentence; what lies beyond is not read."""
NOWHERE = -99.0
_Scores = tuple["NDArray[np.float32]", float]
_Key = tuple[str, str, str, tuple[Span, ...]]
"""Question, title, text and the spans of its sentences."""


class NetworkReader:
    """Shares nothing that changes between threads but its caches; one run takes one core."""

    def __init__(self, session: ReaderSession) -> None:
        self.name = session.name
        self._session = session
        self._readings: Kept[_Key, Reading] = Kept(READINGS_KEPT)
        self._texts: Kept[str, Tokens] = Kept(TEXTS_KEPT)
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._workers = ThreadPoolExecutor(min(cores, 8), "read")

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading] | None:
        """One reading a passage, spans as offsets in its article."""
        keys: list[_Key] = [
            (question, p.title or "", p.text, tuple((a - p.start, b - p.start) for a, b in p.sentences))
            for p in passages
        ]
        found = self._readings.of(keys, self._read)
        return [_moved(reading, passage.start) for reading, passage in zip(found, passages, strict=True)]

    def supports(self, pairs: Sequence[Pair]) -> list[float] | None:
        """Of each pair the probability that the source says the sentence: that of its best window.

        A sentence is read as a question is, and the passage that answers it says it.
        """
        inputs = [(n, w) for n, p in enumerate(pairs) for w in self._windows(p.sentence, p.title, p.source, ())]
        best = [NOWHERE] * len(pairs)
        for (n, _), (_, logit) in zip(inputs, self._run([window for _, window in inputs]), strict=True):
            best[n] = max(best[n], logit)
        return [1 / (1 + math.exp(-max(min(logit, 30.0), -30.0))) for logit in best]

    def _read(self, keys: Sequence[_Key]) -> Iterator[Reading]:
        """The readings, spans counted in the text."""
        inputs = [(n, window) for n, key in enumerate(keys) for window in self._windows(*key)]
        scored: list[list[tuple[Window, _Scores]]] = [[] for _ in keys]
        for (n, window), scores in zip(inputs, self._run([window for _, window in inputs]), strict=True):
            scored[n].append((window, scores))
        for key, found in zip(keys, scored, strict=True):
            yield _reading(key[3], found)

    def _windows(self, question: str, title: str, text: str, sentences: Sequence[Span]) -> list[Window]:
        return windows(self._tokens(question), self._tokens(title), self._tokens(text), sentences)

    def _tokens(self, text: str) -> Tokens:
        """Ids and their characters; the latest texts are kept."""
        return self._texts.of([text[:CHARACTERS]], lambda new: map(self._tokenised, new))[0]

    def _tokenised(self, text: str) -> Tokens:
        ids, offsets = self._session.tokens.read(text.encode("utf-8", "replace").decode("utf-8"))
        return Tokens(tuple(ids), tuple(offsets))

    def _run(self, found: Sequence[Window]) -> list[_Scores]:
        """Span logits of the text's tokens with that of "nowhere" first, shape (tokens + 1, 2); answers.

        Each window by itself: in 8 bits a score depends on what it is computed with, by up to a logit.
        """
        return list(self._workers.map(self._scores, found))

    def _scores(self, window: Window) -> _Scores:
        import numpy as np

        ids = np.asarray([window.ids], np.int64)
        span, answers = self._session.run(ids, np.ones(ids.shape, np.int32))
        text = span[0, window.first : window.first + len(window.offsets)]
        return np.concatenate([span[0, :1], text]), float(answers[0, 0])


def _reading(sentences: Sequence[Span], scored: Sequence[tuple[Window, _Scores]]) -> Reading:
    """The best of each sentence over the windows that hold it, and the best of all."""
    best: list[SentenceReading | None] = [None] * len(sentences)
    score = answers = NOWHERE
    for window, (span, head) in scored:
        answers = max(answers, head)
        table = _table(span)
        for n, sentence in enumerate(sentences):
            found = _best_in(sentence, window, table, head)
            if found:
                score = max(score, found.score)
                known = best[n]
                if known is None or known.score < found.score:
                    best[n] = found
    return Reading(tuple(best), score, answers)


def _table(span: NDArray[np.float32]) -> NDArray[np.float32]:
    """Logit of each span against "nowhere", shape (tokens, tokens); impossible ones are ``NOWHERE``."""
    import numpy as np

    starts, ends = span[1:, 0], span[1:, 1]
    count = len(starts)
    allowed = np.triu(np.ones((count, count), bool)) & ~np.triu(np.ones((count, count), bool), LONGEST_ANSWER)
    nowhere = span[0, 0] + span[0, 1]
    table: NDArray[np.float32] = np.where(allowed, starts[:, None] + ends[None] - nowhere, np.float32(NOWHERE))
    return table


def _best_in(sentence: Span, window: Window, table: NDArray[np.float32], head: float) -> SentenceReading | None:
    """The best span whose tokens all lie in the sentence; None where the window holds none of it."""
    inside = [n for n, (a, b) in enumerate(window.offsets) if a < b and sentence[0] <= (a + b) // 2 < sentence[1]]
    if not inside:
        return None
    first, last = inside[0], inside[-1] + 1
    part = table[first:last, first:last]
    start, end = divmod(int(part.argmax()), part.shape[1])
    text = max(window.offsets[first + start][0], sentence[0]), min(window.offsets[first + end][1], sentence[1])
    return SentenceReading(text, float(part[start, end]), head)


def _moved(reading: Reading, by: int) -> Reading:
    """The reading with its spans counted in the article."""
    moved = tuple(
        s and SentenceReading((s.span[0] + by, s.span[1] + by), s.score, s.answers) for s in reading.sentences
    )
    return Reading(moved, reading.score, reading.answers)
