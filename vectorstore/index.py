"""The Chroma index: built from the library, followed incrementally, thrown away when in doubt.

``<data>/index/state.json`` says which collection holds the index, what it was built with and how far it
follows the library; it is replaced whole after each batch, so a kill only makes a batch be written again.
Chroma's files do not survive every kill, and a damaged one ends the process without an exception: unless the
last owner closed properly (file ``clean``), another process opens the folder first.
"""

from __future__ import annotations

import logging
import secrets
import shutil
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import Unavailable
from rag.settings import Settings
from vectorstore.exact import Days, ExactIndex, VectorSource, decode, last_tombstone, vector_count
from vectorstore.health import IndexState, read_state, sound, write_state

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

BATCH = 1000
EXACT_FILTER_MAX = 300_000
"""Up to this many passages a filtered search is exact, in memory; beyond, Chroma filters."""
HNSW = {"space": "cosine", "sync_threshold": 5000, "ef_search": 200}


class Index:
    """The vector index of the one process that holds the data lock."""

    def __init__(self, settings: Settings, state: IndexState) -> None:
        self._folder = settings.data.resolve() / "index"
        self._state = state
        self._client: Any = None
        self._collection: Any = None
        self._exact: ExactIndex | None = None
        self._generation = -1
        self._whole = False
        self._writing = threading.RLock()
        self._reading = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, embedder_name: str, dimensions: int) -> Index:
        """Open the index; start an empty one where there is none, it is damaged or of another embedder.

        Raises Unavailable when the Chroma server of the settings does not answer.
        """
        import chromadb

        wanted = IndexState(embedder_name, dimensions, settings.chroma or "", chromadb.__version__)
        index = cls(settings, wanted)
        index._folder.mkdir(parents=True, exist_ok=True)
        found = read_state(index._folder)
        clean = (index._folder / "clean").exists()
        (index._folder / "clean").unlink(missing_ok=True)
        if found is None or found.kind != wanted.kind or not index._attach(found, clean):
            index._start_empty()
        index._sweep()
        return index

    def search(
        self,
        vector: NDArray[np.float32],
        k: int,
        *,
        article_rowids: Sequence[int] | None = None,
        days: Days | None = None,
        source: int | None = None,
    ) -> list[tuple[int, float]]:
        """The k nearest passages that pass the filters, as (passage id, cosine), best first.

        ``days`` keeps what was published in the interval, both ends included; undated passages do not pass.
        """
        where = _where(article_rowids, days, source)
        exact = self._exact
        if exact is not None and (not self._whole or (where and self.count() <= EXACT_FILTER_MAX)):
            return exact.search(vector, k, article_rowids=article_rowids, days=days, source=source)
        if k <= 0 or (article_rowids is not None and not article_rowids):
            return []
        try:
            with self._reading:
                found = self._collection.query(
                    query_embeddings=[vector], n_results=k, where=where, include=["distances"]
                )
        except _faults() as error:
            if self._state.server or exact is None:
                raise _no_answer(self._state.server) from error
            log.warning("Chroma failed (%s); searching without it until the index is built again", error)
            self._whole, self._generation, self._collection = False, -1, None
            return exact.search(vector, k, article_rowids=article_rowids, days=days, source=source)
        return [(int(i), 1.0 - d) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def sync(self, library: VectorSource, progress: Callable[[int, int], None] | None = None) -> int:
        """Add what the index lacks and delete what is gone; how many passages that made.

        While the first sync of a new index runs, searches are answered exactly from the library.
        """
        with self._writing:
            if self._exact is None:
                self._exact = ExactIndex(library, self._state.dimensions)
            generation = library.generation()
            if generation == self._generation:
                return 0
            changed = self._follow_or_rebuild(library, progress)
            self._generation, self._whole = generation, True
            return changed

    def count(self) -> int:
        """Number of passages in the Chroma collection."""
        with self._reading:
            return int(self._collection.count()) if self._collection is not None else 0

    def rebuild(self, library: VectorSource) -> None:
        """Build the index again from the library; nothing is embedded again."""
        with self._writing:
            self._start_empty()
            self._generation = -1
            self.sync(library)

    def close(self) -> None:
        """Close Chroma and note that it was closed properly."""
        with self._writing, self._reading:
            if self._client is None:
                return
            self._client.close()
            self._client = self._collection = None
            if not self._state.server:
                (self._folder / "clean").touch()

    def _follow_or_rebuild(self, library: VectorSource, progress: Callable[[int, int], None] | None) -> int:
        try:
            return self._follow(library, progress)
        except _faults() as error:
            if self._state.server:
                raise _no_answer(self._state.server) from error
            log.warning("Chroma failed (%s); building the index again", error)
            self._start_empty()
            return self._follow(library, progress)

    def _follow(self, library: VectorSource, progress: Callable[[int, int], None] | None) -> int:
        if self._collection is None or self._state.library not in ("", library.identity()):
            self._start_empty()
        if not self._state.passage_id:
            # nothing is in yet: earlier removals concern ids that will never be seen
            self._save(replace(self._state, library=library.identity(), tombstone=last_tombstone(library)))
        changed, total = 0, vector_count(library) - self.count()
        while batch := library.vectors_after(self._state.passage_id, BATCH):
            self._write(batch)
            self._save(replace(self._state, passage_id=batch[-1][0]))
            changed += len(batch)
            if progress:
                progress(changed, max(total, changed))
        while removed := library.removed_after(self._state.tombstone, BATCH):
            self._collection.delete(ids=[str(passage_id) for _, passage_id in removed])
            self._save(replace(self._state, tombstone=removed[-1][0]))
            changed += len(removed)
        return changed if self.count() == vector_count(library) else changed + self._compare(library)

    def _compare(self, library: VectorSource) -> int:
        """Go through all ids: an older passage got its vector late, or Chroma lost or kept what it should not."""
        held: set[int] = set()
        while page := self._collection.get(limit=BATCH, offset=len(held), include=[])["ids"]:
            held.update(map(int, page))
        changed = after = 0
        while batch := library.vectors_after(after, BATCH):
            after = batch[-1][0]
            missing = [row for row in batch if row[0] not in held]
            held.difference_update(row[0] for row in batch)
            if missing:
                self._write(missing)
                changed += len(missing)
        gone = [str(passage_id) for passage_id in sorted(held)]
        for i in range(0, len(gone), BATCH):
            self._collection.delete(ids=gone[i : i + BATCH])
        return changed + len(gone)

    def _write(self, batch: list[tuple[int, bytes, dict[str, int]]]) -> None:
        ids, vectors, numbers = decode(batch, self._state.dimensions)
        self._collection.upsert(ids=[str(i) for i in ids], embeddings=vectors, metadatas=numbers)

    def _attach(self, state: IndexState, clean: bool) -> bool:
        """Open the collection of a state; False when it is missing or damaged."""
        path = self._folder / state.collection
        if not state.server and not (path.is_dir() and sound(path, clean)):
            log.warning("The Chroma index in %s is damaged; building it again", path)
            return False
        try:
            client = _connect(state, path)
            collection = client.get_collection(state.collection, embedding_function=None)
        except _faults() as error:
            log.warning("The Chroma index %s cannot be opened (%s); building it again", path, error)
            return False
        self._client, self._collection, self._state = client, collection, state
        return True

    def _start_empty(self) -> None:
        """Switch to a new empty collection; the old one goes once the state names the new one."""
        self._whole = False
        old = self._state.collection
        name = f"passages-{secrets.token_hex(4)}"
        state = replace(self._state, library="", collection=name, passage_id=0, tombstone=0)
        client = _connect(state, self._folder / state.collection)
        collection = client.create_collection(
            state.collection, embedding_function=None, configuration={"hnsw": dict(HNSW)}
        )
        with self._reading:
            if self._client is not None:
                if state.server and old:
                    self._client.delete_collection(old)
                self._client.close()
            self._client, self._collection = client, collection
            self._save(state)
        self._sweep()

    def _sweep(self) -> None:
        for path in self._folder.glob("passages-*"):
            if path.name != self._state.collection or self._state.server:
                shutil.rmtree(path, ignore_errors=True)

    def _save(self, state: IndexState) -> None:
        self._state = state
        write_state(self._folder, state)


def _connect(state: IndexState, path: Path) -> Any:  # noqa: ANN401 - Chroma's client classes share no public type
    import chromadb
    import httpx
    from chromadb.config import Settings as ChromaSettings

    # _env_file: Chroma would otherwise read the reader's .env for settings of its own
    settings = ChromaSettings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]
    if not state.server:
        return chromadb.PersistentClient(path=str(path), settings=settings)
    try:
        # Chroma's own client waits without end
        httpx.get(f"{state.server.rstrip('/')}/api/v2/heartbeat", timeout=5).raise_for_status()
        url = urlsplit(state.server)
        return chromadb.HttpClient(
            host=url.hostname or "", port=url.port or 8000, ssl=url.scheme == "https", settings=settings
        )
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise _no_answer(state.server) from error


def _faults() -> tuple[type[Exception], ...]:
    """What Chroma raises for a damaged folder, a missing collection or a server that is gone."""
    import httpx
    from chromadb.errors import ChromaError

    return ChromaError, httpx.HTTPError, OSError, ValueError, RuntimeError


def _no_answer(server: str) -> Unavailable:
    if not server:
        return Unavailable(
            "L'index Chroma ne répond pas : lancez python -m rag doctor --repair.",
            "The Chroma index does not answer: run python -m rag doctor --repair.",
        )
    return Unavailable(
        f"Le serveur Chroma ne répond pas à {server} : lancez-le (chroma run), ou videz SOURCIER_CHROMA.",
        f"The Chroma server does not answer at {server}: start it (chroma run), or empty SOURCIER_CHROMA.",
    )


def _where(article_rowids: Sequence[int] | None, days: Days | None, source: int | None) -> dict[str, Any] | None:
    tests: list[dict[str, Any]] = []
    if article_rowids is not None:
        tests.append({"article": {"$in": list(article_rowids)}})
    if source is not None:
        tests.append({"source": source})
    if days is not None:
        tests += [{"first_day": {"$gt": 0}}, {"last_day": {"$gte": days[0] or 0}}]
        if days[1] is not None:
            tests.append({"first_day": {"$lte": days[1]}})
    return {"$and": tests} if len(tests) > 1 else tests[0] if tests else None


def _probe(path: Path) -> None:
    """Open a folder as the program will, and search in it; run in a process of its own."""
    client = _connect(IndexState("", 0, "", ""), path)
    collection = client.get_collection(path.name, embedding_function=None)
    one = collection.peek(1)["embeddings"]
    if len(one):
        collection.query(query_embeddings=one, n_results=1, include=["distances"])
    client.close()


if __name__ == "__main__":
    _probe(Path(sys.argv[1]))
