"""The Chroma index: built from the library, followed incrementally, thrown away when in doubt.

``<data>/index/state.json`` says which collection holds the index, what it was built with and how far it
follows the library; it is replaced whole after each batch, so a kill only makes a batch be written again.
Chroma's files do not survive every kill, and a damaged one ends the process without an exception: unless the
last owner closed properly (file ``clean``), another process opens the folder first.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import shutil
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rag.errors import Unavailable
from rag.settings import Settings
from vectorstore.exact import Days, ExactIndex, VectorSource, decode, last_tombstone, vector_count
from vectorstore.health import IndexState, connect, faults, no_answer, read_state, sound, where, write_state

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
        self._library: VectorSource | None = None
        self._generation = -1
        self._size = 0
        self._closing = threading.Event()
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
        exact = self._exact
        filtered = article_rowids is not None or days is not None or source is not None
        if exact is not None and (self._behind() or (filtered and self._size <= EXACT_FILTER_MAX)):
            return exact.search(vector, k, article_rowids=article_rowids, days=days, source=source)
        if k <= 0 or (article_rowids is not None and not article_rowids):
            return []
        try:
            with self._reading:
                found = self._collection.query(
                    query_embeddings=[vector],
                    n_results=k,
                    where=where(article_rowids, days, source),
                    include=["distances"],
                )
        except faults() as error:
            if self._state.server or exact is None:
                raise no_answer(self._state.server) from error
            log.warning("Chroma failed (%s); searching without it until the index is built again", error)
            self._generation, self._collection = -1, None
            return exact.search(vector, k, article_rowids=article_rowids, days=days, source=source)
        return [(int(i), 1.0 - d) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def sync(
        self, library: VectorSource, progress: Callable[[int, int], None] | None = None, *, wait: bool = True
    ) -> int:
        """Add what the index lacks and delete what is gone; how many passages that made.

        Until it is done, searches are answered exactly from the library: nothing has to wait for it. With
        ``wait`` false it runs in a thread of its own; a sync that finds another one running leaves it to that one.
        """
        if self._library is None:
            self._library, self._exact = library, ExactIndex(library, self._state.dimensions)
        if library.generation() == self._generation:
            return 0
        if not wait:
            threading.Thread(target=self._sync_aside, args=(library, progress), name="index", daemon=True).start()
            return 0
        if not self._writing.acquire(blocking=False):
            return 0
        try:
            generation = library.generation()
            changed = self._follow_or_rebuild(library, progress)
            if not self._closing.is_set():
                self._generation, self._size = generation, vector_count(library)
            return changed
        finally:
            self._writing.release()

    def _sync_aside(self, library: VectorSource, progress: Callable[[int, int], None] | None) -> None:
        try:
            self.sync(library, progress)
        except Unavailable as error:
            log.warning("%s", error)

    def _behind(self) -> bool:
        return self._library is None or self._library.generation() != self._generation

    def count(self) -> int:
        """Number of passages in the Chroma collection."""
        with self._reading:
            return int(self._collection.count()) if self._collection is not None else 0

    def rebuild(self, library: VectorSource) -> None:
        """Build the index again from the library; nothing is embedded again."""
        with self._writing:
            self._generation = -1
            self._start_empty()
            self.sync(library)

    def close(self) -> None:
        """Close Chroma and note that it was closed properly; a sync that runs stops after its batch."""
        self._closing.set()
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
        except faults() as error:
            log.warning("Chroma failed (%s); building the index again", error)
        try:
            self._start_empty()
            return self._follow(library, progress)
        except faults() as error:
            raise no_answer(self._state.server) from error

    def _follow(self, library: VectorSource, progress: Callable[[int, int], None] | None) -> int:
        if self._collection is None or self._state.library not in ("", library.identity()):
            self._start_empty()
        if not self._state.passage_id:
            # nothing is in yet: earlier removals concern ids that will never be seen
            self._save(replace(self._state, library=library.identity(), tombstone=last_tombstone(library)))
        changed, total = 0, vector_count(library) - self.count()
        while not self._closing.is_set() and (batch := library.vectors_after(self._state.passage_id, BATCH)):
            self._write(batch)
            self._save(replace(self._state, passage_id=batch[-1][0]))
            changed += len(batch)
            if progress:
                progress(changed, max(total, changed))
        while not self._closing.is_set() and (removed := library.removed_after(self._state.tombstone, BATCH)):
            self._collection.delete(ids=[str(passage_id) for _, passage_id in removed])
            self._save(replace(self._state, tombstone=removed[-1][0]))
            changed += len(removed)
        if self._closing.is_set() or self.count() == vector_count(library):
            return changed
        return changed + self._compare(library)

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
            client = connect(state, path)
            collection = client.get_collection(state.collection, embedding_function=None)
        except faults() as error:
            log.warning("The Chroma index %s cannot be opened (%s); building it again", path, error)
            return False
        self._client, self._collection, self._state = client, collection, state
        return True

    def _start_empty(self) -> None:
        """Switch to a new empty collection; the old one goes once the state names the new one."""
        old = self._state.collection
        name = f"passages-{secrets.token_hex(4)}"
        state = replace(self._state, library="", collection=name, passage_id=0, tombstone=0)
        client = connect(state, self._folder / state.collection)
        collection = client.create_collection(
            state.collection, embedding_function=None, configuration={"hnsw": dict(HNSW)}
        )
        with self._reading:
            if self._client is not None:
                if state.server and old:
                    with contextlib.suppress(*faults()):  # it may be gone already
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
