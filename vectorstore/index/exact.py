"""Exact search: every vector of the library in memory, compared one by one.

Three places use it: processes that do not hold the data lock, searches with a filter (an approximate
index filters slowly), and the time until a new index is whole. 100,000 passages take 160 MB and about 10 ms.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from rag.errors import SetupError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = ("source", "first_day", "last_day")
BATCH = 4096
Days = tuple[int | None, int | None]


class VectorSource(Protocol):
    """What the library offers to whoever builds an index from it. Passage ids are never used twice."""

    def generation(self) -> int:
        """A number that grows with each change."""

    def vectors_after(self, passage_id: int, limit: int) -> list[tuple[int, bytes, dict[str, int]]]:
        """Passages with a greater id, ascending: id, float32 little endian, and the integers of COLUMNS."""

    def removed_after(self, tombstone_seq: int, limit: int) -> list[tuple[int, int]]:
        """Removals with a greater number, ascending: number, passage id."""

    def passage_count(self) -> int:
        """Number of passages now."""

    def missing_vectors(self) -> int:
        """How many of them have no vector yet."""

    def identity(self) -> str:
        """A name that no other library has."""


class ExactIndex:
    """Brute-force cosine over the library's vectors; follows its changes at each search."""

    def __init__(self, library: VectorSource, dimensions: int) -> None:
        import numpy as np

        self._library = library
        self._dimensions = dimensions
        self._lock = threading.Lock()
        self._generation = -1
        self._seen = 0
        self._tombstone = -1
        self._size = 0
        self._vectors: NDArray[np.float32] = np.empty((0, dimensions), np.float32)
        self._ids: NDArray[np.int64] = np.empty(0, np.int64)
        self._columns: NDArray[np.int32] = np.empty((len(COLUMNS), 0), np.int32)
        self._alive: NDArray[np.bool_] = np.empty(0, np.bool_)
        self._last: tuple[tuple[int, bytes], NDArray[np.float32]] = ((-1, b""), np.empty(0, np.float32))

    def count(self) -> int:
        """Number of passages that can be found."""
        with self._lock:
            self._refresh()
            return int(self._alive[: self._size].sum())

    def search(
        self,
        vector: NDArray[np.float32],
        k: int,
        *,
        days: Days | None = None,
        sources: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """The k nearest passages that pass the filters, as (passage id, cosine), best first."""
        import numpy as np

        with self._lock:
            self._refresh()
            vectors, ids, generation = self._vectors[: self._size], self._ids[: self._size], self._generation
            rows = np.flatnonzero(self._passing(days, sources))
        if k <= 0 or not len(rows):
            return []
        cosines = self._cosines(vectors, rows, vector, generation)
        k = min(k, len(rows))
        best = np.argpartition(-cosines, k - 1)[:k]
        best = best[np.lexsort((rows[best], -cosines[best]))]
        return [(int(ids[rows[i]]), float(cosines[i])) for i in best]

    def _cosines(
        self, vectors: NDArray[np.float32], rows: NDArray[np.int64], vector: NDArray[np.float32], generation: int
    ) -> NDArray[np.float32]:
        """Of these rows, shape (rows,); all of them are kept, for the same question is asked again with a filter."""
        import numpy as np

        last, asked = self._last, (generation, vector.tobytes())
        if last[0] != asked:
            # gathering rows copies them: worth it only where few pass. vecdot keeps to one core, and takes half of the
            # time that two threads of BLAS spend waiting for each other on busy cores
            if len(rows) < len(vectors) // 4:
                return np.asarray(np.vecdot(vectors[rows], vector))
            last = self._last = asked, np.vecdot(vectors, vector)
        cosines: NDArray[np.float32] = last[1][rows]
        return cosines

    def _passing(self, days: Days | None, sources: Sequence[int] | None) -> NDArray[np.bool_]:
        import numpy as np

        outlet, first, last = self._columns[:, : self._size]
        mask: NDArray[np.bool_] = self._alive[: self._size].copy()
        if sources is not None:
            mask &= np.isin(outlet, np.fromiter(sources, np.int32))
        if days is not None:
            mask &= first > 0
            mask &= last >= (days[0] or 0)
            if days[1] is not None:
                mask &= first <= days[1]
        return mask

    def _refresh(self) -> None:
        generation = self._library.generation()
        if generation == self._generation:
            return
        if self._tombstone < 0:
            # nothing is loaded yet: earlier removals concern ids that will never be seen
            self._tombstone = last_tombstone(self._library)
        if not self._size:
            self._grow(self._library.passage_count())
        self._follow()
        if int(self._alive[: self._size].sum()) != vector_count(self._library):
            self._size = self._seen = 0  # an older passage got its vector after a newer one
            self._grow(0)
            self._follow()
        self._generation = generation

    def _follow(self) -> None:
        while batch := self._library.vectors_after(self._seen, BATCH):
            self._append(batch)
        while removed := self._library.removed_after(self._tombstone, BATCH):
            self._forget([passage_id for _, passage_id in removed])
            self._tombstone = removed[-1][0]

    def _append(self, batch: list[tuple[int, bytes, dict[str, int]]]) -> None:
        ids, vectors, numbers = decode(batch, self._dimensions)
        end = self._size + len(batch)
        if end > len(self._ids):
            self._grow(max(end, 2 * len(self._ids)))
        self._ids[self._size : end] = ids
        self._vectors[self._size : end] = vectors
        self._columns[:, self._size : end] = [[row[name] for row in numbers] for name in COLUMNS]
        self._alive[self._size : end] = True
        self._size, self._seen = end, ids[-1]

    def _grow(self, capacity: int) -> None:
        import numpy as np

        # new arrays, so that a search that runs meanwhile keeps the old ones
        size = self._size
        vectors, ids = np.empty((capacity, self._dimensions), np.float32), np.zeros(capacity, np.int64)
        columns, alive = np.zeros((len(COLUMNS), capacity), np.int32), np.zeros(capacity, np.bool_)
        vectors[:size], ids[:size] = self._vectors[:size], self._ids[:size]
        columns[:, :size], alive[:size] = self._columns[:, :size], self._alive[:size]
        self._vectors, self._ids, self._columns, self._alive = vectors, ids, columns, alive

    def _forget(self, passage_ids: list[int]) -> None:
        import numpy as np

        known = self._ids[: self._size]
        rows = np.searchsorted(known, passage_ids)
        inside = rows < self._size
        rows = rows[inside]
        self._alive[rows[known[rows] == np.asarray(passage_ids)[inside]]] = False


def vector_count(library: VectorSource) -> int:
    """Number of passages that have a vector."""
    return library.passage_count() - library.missing_vectors()


def last_tombstone(library: VectorSource) -> int:
    """Number of the latest removal, 0 when there was none."""
    latest = 0
    while removed := library.removed_after(latest, BATCH):
        latest = removed[-1][0]
    return latest


def decode(
    batch: list[tuple[int, bytes, dict[str, int]]], dimensions: int
) -> tuple[list[int], NDArray[np.float32], list[dict[str, int]]]:
    """Ids, vectors of shape (n, dimensions) and numbers; raises SetupError for vectors of another length."""
    import numpy as np

    if any(len(blob) != 4 * dimensions for _, blob, _ in batch):
        raise SetupError(
            "La bibliothèque contient des vecteurs d'un autre modèle : lancez python -m rag doctor --repair.",
            "The library holds vectors of another model: run python -m rag doctor --repair.",
        )
    vectors = np.frombuffer(b"".join(blob for _, blob, _ in batch), "<f4").reshape(len(batch), dimensions)
    return [row[0] for row in batch], vectors.astype(np.float32, copy=False), [row[2] for row in batch]
