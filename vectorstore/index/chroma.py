"""The Chroma index: built from the library, followed incrementally, thrown away when in doubt.

``<data>/index/state.json`` says which collection holds the index, what it was built with and how far it
follows the library; it is replaced whole after each batch, so a kill only makes a batch be written again.
Chroma's files do not survive every kill, and a damaged one ends the process without an exception: unless the
last owner closed properly (file ``clean``), another process opens the folder first. A Chroma server may come and go:
while it is away searches are exact, or by words alone in a large archive, and it is asked again now and then.
"""

from __future__ import annotations

import contextlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from rag.errors import Unavailable
from rag.settings import Settings
from vectorstore.index import health
from vectorstore.index.exact import Days, ExactIndex, VectorSource, decode, last_tombstone, vector_count
from vectorstore.index.health import IndexState, connect, faults, gone, no_answer, read_state, sound, where, write_state

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

BATCH = 200
"""Passages written at once. Chroma keeps Python's lock meanwhile, so that everything stands still: a fifth of a second;
1,000 at once take a second each, and a fifth less in all."""
EXACT_ALL = 200_000
"""Up to this many passages every search is exact, in memory. 100,000 take 154 MB and 8 ms, as long as a search of the
graph, and HNSW misses what is unlike the rest: it found .3 to .7 of the ten nearest to questions on 95 of them."""
EXACT_MAX = 400_000
"""Up to this many passages a search that Chroma does slowly or not yet is exact (614 MB)."""
NEARLY = 2000
"""Passages that a start waits for: two seconds of Chroma's."""
RETRY_SECONDS = 10.0
HNSW = {"space": "cosine", "max_neighbors": 32, "ef_construction": 200, "ef_search": 400}
"""With these the same test gave 0.9, for half a millisecond more; Chroma's own values are 16, 100 and 100. Its value of
``sync_threshold``, 1,000, stays: what it has not written to the graph's file is worked in again at every start, 5,000
passages in seven seconds."""
BUILT = 3
"""Raised when indexes must be built again, as when HNSW changes."""


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
        self._untouched = False
        self._retry_at = 0.0
        self.fault: Unavailable | None = None
        """Why the Chroma server is not used now; None when all is well."""
        self._closing = threading.Event()
        self._writing = threading.RLock()
        self._reading = threading.Lock()

    @classmethod
    def open(cls, settings: Settings, embedder_name: str, dimensions: int) -> Index:
        """Open the index; start an empty one where there is none, it is damaged or of another embedder.

        A Chroma server that does not answer is noted in ``fault`` and asked again at a later ``sync``.
        """
        import chromadb

        server, folder = settings.chroma or "", settings.data.resolve() / "index"
        made_by = f"{chromadb.__version__}/{BUILT}"
        wanted = IndexState(embedder_name, dimensions, server, made_by, str(folder) if server else "")
        index = cls(settings, wanted)
        index._folder.mkdir(parents=True, exist_ok=True)
        found = read_state(index._folder)
        if found is not None and (found.server, found.folder) == (wanted.server, wanted.folder):
            # of another kind or not, this collection is ours: to be used, or thrown away
            index._state = found if found.kind == wanted.kind else replace(wanted, collection=found.collection)
        clean = found is not None and health.untouched(index._folder, found.collection)
        (index._folder / "clean").unlink(missing_ok=True)
        index._untouched = clean and not server
        try:
            if found is None or found.kind != wanted.kind or not index._attach(clean):
                index._start_empty()
            health.sweep(index._folder, index._state)
        except Unavailable as error:
            index._lost(error)
        return index

    def search(
        self,
        vector: NDArray[np.float32],
        k: int,
        *,
        days: Days | None = None,
        sources: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """The k nearest passages that pass the filters, as (passage id, cosine), best first.

        ``days`` keeps what was published in the interval, both ends included; undated passages do not pass. Raises
        Unavailable where Chroma does not answer and there are too many passages to compare one by one.
        """
        if k <= 0 or (sources is not None and not sources):
            return []
        size = self._library.passage_count() if self._library else 0
        exact = self._exact if size <= EXACT_MAX else None
        if exact and (size <= EXACT_ALL or days is not None or sources is not None or self._behind()):
            return exact.search(vector, k, days=days, sources=sources)
        try:
            with self._reading:
                if self._collection is None:
                    raise self.fault or no_answer(self._state.server)
                found = self._collection.query(
                    query_embeddings=[vector], n_results=k, where=where(days, sources), include=["distances"]
                )
        except faults() as error:
            self._lost(no_answer(self._state.server), error)
            if exact is None:
                raise no_answer(self._state.server) from error
            return exact.search(vector, k, days=days, sources=sources)
        return [(int(i), 1.0 - d) for i, d in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _lost(self, fault: Unavailable, cause: Exception | None = None) -> None:
        """Do without Chroma until a sync has it back: the folder is built again, a server asked again later."""
        log.warning("Chroma failed (%s); searching without it for now", cause or fault)
        self._generation, self._collection = -1, None
        if self._state.server:
            self.fault, self._retry_at = fault, time.monotonic() + RETRY_SECONDS

    def sync(
        self, library: VectorSource, progress: Callable[[int, int], None] | None = None, *, wait: bool = True
    ) -> int:
        """Add what the index lacks and delete what is gone; how many passages that made.

        Until it is done, searches are answered exactly from the library: nothing has to wait for it. With
        ``wait`` false, or when a server was away, it runs in a thread of its own; a sync that finds another one
        running leaves it to that one.
        """
        if self._library is None:
            self._library, self._exact = library, ExactIndex(library, self._state.dimensions)
            if self._untouched and self._state.library == library.identity():
                self._generation = self._state.generation  # nothing to compare, so that the graph need not be loaded
        if library.generation() == self._generation or self._closing.is_set():
            return 0
        if self.fault and time.monotonic() < self._retry_at:
            return 0
        if self.fault or not wait:
            self._retry_at = time.monotonic() + RETRY_SECONDS
            threading.Thread(target=self._sync, args=(library, progress), name="index", daemon=True).start()
            return 0
        return self._sync(library, progress)

    def nearly_done(self, library: VectorSource) -> bool:
        """Whether what is still to be added takes Chroma a few seconds at most."""
        return len(library.vectors_after(self._state.passage_id, NEARLY)) < NEARLY

    def _sync(self, library: VectorSource, progress: Callable[[int, int], None] | None) -> int:
        if not self._writing.acquire(blocking=False):
            return 0
        try:
            generation = library.generation()
            changed = self._follow_or_rebuild(library, progress)
            if not self._closing.is_set():
                self._generation, self.fault = generation, None
                self._save(replace(self._state, generation=generation))
            return changed
        except Unavailable as error:
            self._lost(error)
            self.fault, self._retry_at = error, time.monotonic() + RETRY_SECONDS
            return 0
        finally:
            self._writing.release()

    def _behind(self) -> bool:
        return self._library is None or self._library.generation() != self._generation

    def count(self) -> int:
        """Number of passages in the Chroma collection, 0 while it is away."""
        with self._reading:
            return int(self._collection.count()) if self._collection is not None else 0

    def rebuild(self, library: VectorSource) -> None:
        """Build the index again from the library; nothing is embedded again."""
        with self._writing:
            try:
                self._generation = -1
                self._start_empty()
            except Unavailable as error:
                self._lost(error)
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
                health.note_closed(self._folder, self._state.collection)

    def _follow_or_rebuild(self, library: VectorSource, progress: Callable[[int, int], None] | None) -> int:
        try:
            if self._collection is None and self._state.collection and self._state.server:
                self._attach(clean=False)
            return self._follow(library, progress)
        except faults() as error:
            if self._state.server and isinstance(error, gone()):
                raise no_answer(self._state.server) from error
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
        return changed + health.mend(self._collection, library, self._write, BATCH)

    def _write(self, batch: list[tuple[int, bytes, dict[str, int]]]) -> None:
        ids, vectors, numbers = decode(batch, self._state.dimensions)
        self._collection.upsert(ids=[str(i) for i in ids], embeddings=vectors, metadatas=numbers)

    def _attach(self, clean: bool) -> bool:
        """Open the collection of the state; False when it is missing or damaged."""
        state, path = self._state, self._folder / self._state.collection
        if not state.server and not (path.is_dir() and sound(path, clean)):
            log.warning("The Chroma index in %s is damaged; building it again", path)
            return False
        try:
            client = connect(state, path)
            collection = client.get_collection(state.collection, embedding_function=None)
        except faults() as error:
            if state.server and isinstance(error, gone()):
                raise no_answer(state.server) from error
            log.warning("The Chroma index %s cannot be opened (%s); building it again", path, error)
            return False
        self._client, self._collection = client, collection
        return True

    def _start_empty(self) -> None:
        """Switch to a new empty collection; the old one goes once the state names the new one."""
        old = self._state.collection
        name = f"passages-{secrets.token_hex(4)}"
        state = replace(self._state, library="", collection=name, passage_id=0, tombstone=0, generation=-1)
        client = connect(state, self._folder / state.collection)
        collection = client.create_collection(
            state.collection, embedding_function=None, configuration={"hnsw": dict(HNSW)}
        )
        with self._reading:
            if self._client is not None:
                self._client.close()
            self._client, self._collection = client, collection
            self._save(state)
        if state.server and old:
            with contextlib.suppress(*faults()):  # it may be gone already
                client.delete_collection(old)
        health.sweep(self._folder, self._state)

    def _save(self, state: IndexState) -> None:
        self._state = state
        write_state(self._folder, state)
