"""Embeddings, and what the vector index is built from."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from vectorstore.database import Database

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Feed:
    """Embeddings by passage, and the changes since a point."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def generation(self) -> int:
        """Goes up with every change of the passages or their vectors."""
        return self._database.generation()

    def embedder(self) -> str | None:
        """Name of the embedder of the stored vectors; None in a new library."""
        name = self._database.meta("embedder")
        return None if name is None else str(name)

    def dimensions(self) -> int | None:
        """Length of the stored vectors; None in a new library."""
        length = self._database.meta("dimensions")
        return None if length is None else int(length)

    def set_embedder(self, name: str, dimensions: int) -> None:
        """Record what embeds; vectors of another embedder are dropped, to be made again (``texts_to_embed``).

        Passages then get new ids, so that whoever follows the ids sees the old vectors go and the new ones come.
        """
        if (self.embedder(), self.dimensions()) == (name, dimensions):
            return
        with self._database.write() as connection:
            connection.execute("DELETE FROM embeddings")
            last = connection.execute("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'passages'")
            shift = last.fetchone()[0]
            connection.execute("INSERT INTO removed (passage) SELECT id FROM passages ORDER BY id")
            connection.execute("UPDATE passages SET id = id + ?", (shift,))
            connection.execute("UPDATE words SET rowid = rowid + ?", (shift,))
            connection.execute("UPDATE sqlite_sequence SET seq = seq * 2 WHERE name = 'passages'")
            connection.executemany(
                "INSERT OR REPLACE INTO meta VALUES (?, ?)", (("embedder", name), ("dimensions", dimensions))
            )

    def vectors(self, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The stored vectors of these passages; unknown ids and passages without vector are left out."""
        import numpy as np

        found = self._database.rows(
            "SELECT passage, vector FROM embeddings WHERE passage IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0]: np.frombuffer(row[1], dtype="<f4") for row in found}

    def set_vectors(self, ids: Sequence[int], vectors: NDArray[np.float32]) -> None:
        """Store the vectors of passages that are still there; the others are left out."""
        with self._database.write() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO embeddings SELECT id, ? FROM passages WHERE id = ?",
                [(blob(vector), passage) for passage, vector in zip(ids, vectors, strict=True)],
            )

    def texts_to_embed(self, after: int, limit: int) -> list[tuple[int, str | None, str]]:
        """Passages without vector, by id from ``after`` on: id, title of the article, text."""
        found = self._database.rows(
            'SELECT p.id, a.title, substr(a.text, p.start + 1, p."end" - p.start) FROM passages AS p '
            "JOIN articles AS a ON a.id = p.article WHERE p.id > ? "
            "AND NOT EXISTS (SELECT 1 FROM embeddings AS e WHERE e.passage = p.id) ORDER BY p.id LIMIT ?",
            (after, limit),
        )
        return [(row[0], row[1], row[2]) for row in found]

    def missing_vectors(self) -> int:
        """How many passages have no vector yet."""
        return self.passage_count() - self._database.kept(
            "vectors", lambda: int(self._database.value("SELECT count(*) FROM embeddings"))
        )

    def identity(self) -> str:
        """Random name given when the library was created: an index of another library is not this one's."""
        return str(self._database.meta("identity"))

    def passage_count(self) -> int:
        """How many passages there are."""
        return self._database.kept("passages", lambda: int(self._database.value("SELECT count(*) FROM passages")))

    def vectors_after(self, passage_id: int, limit: int) -> list[tuple[int, bytes, dict[str, int]]]:
        """Passages with an id above ``passage_id``, in order: id, little-endian float32 vector, integer metadata.

        ``source`` is the number of its outlet or 0; the days are 0 if unknown.
        """
        found = self._database.rows(
            "SELECT e.passage, e.vector, coalesce(a.outlet, 0), a.first_day, a.last_day "
            "FROM embeddings AS e JOIN passages AS p ON p.id = e.passage JOIN articles AS a ON a.id = p.article "
            "WHERE e.passage > ? ORDER BY e.passage LIMIT ?",
            (passage_id, limit),
        )
        return [(p, v, {"source": source, "first_day": first, "last_day": last}) for p, v, source, first, last in found]

    def removed_after(self, seq: int, limit: int) -> list[tuple[int, int]]:
        """Passages removed since ``seq``, in order: seq, passage id. Ids are never used again."""
        found = self._database.rows("SELECT seq, passage FROM removed WHERE seq > ? ORDER BY seq LIMIT ?", (seq, limit))
        return [(row[0], row[1]) for row in found]


def blob(vector: NDArray[np.float32]) -> bytes:
    """The stored form of a vector: little-endian float32."""
    return vector.astype("<f4").tobytes()
