"""What an index was built with, whether its folder can be opened without harm, and how Chroma is reached."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from rag.errors import Unavailable
from vectorstore.index.exact import Days, VectorSource

if TYPE_CHECKING:
    import httpx

PROBE_SECONDS = 120
CONNECT_SECONDS, ANSWER_SECONDS = 5, 20
"""How long a Chroma server is waited for; a batch of 1,000 vectors takes it about a second."""
PROBED = 20
SAME = 1e-3
"""Distance below which two vectors are one; copies of a passage have the same vector."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """What the index was built with, where it lies, and how far it follows the library."""

    embedder: str
    dimensions: int
    server: str
    chroma: str
    folder: str = ""
    """Of an index on a server the folder that it serves: a copy of that folder must not share the collection."""
    library: str = ""
    collection: str = ""
    passage_id: int = 0
    tombstone: int = 0
    generation: int = -1
    """Of the library when the index last had all of it."""

    @property
    def kind(self) -> tuple[str | int, ...]:
        """What must be equal for an index to be used."""
        return self.embedder, self.dimensions, self.server, self.chroma, self.folder


def read_state(folder: Path) -> IndexState | None:
    """The state noted in a folder; None where there is none that can be read."""
    try:
        return IndexState(**json.loads((folder / "state.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_state(folder: Path, state: IndexState) -> None:
    """Replace the state of a folder, whole or not at all."""
    new = folder / "state.json.new"
    new.write_text(json.dumps(asdict(state)), "utf-8")
    os.replace(new, folder / "state.json")


def sound(path: Path, clean: bool) -> bool:
    """Whether Chroma can open the folder; another process tries first unless it was closed properly.

    A damaged folder can end the process that opens it with SIGSEGV, which nothing can catch.
    """
    if not sizes_fit(path):
        return False
    if clean:
        return True
    command = [sys.executable, "-m", "vectorstore.index.health", str(path)]
    root = Path(__file__).resolve().parents[2]
    try:
        probe = subprocess.run(command, cwd=root, timeout=PROBE_SECONDS, capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        return False
    return probe.returncode == 0 and sizes_fit(path)


def note_closed(folder: Path, collection: str) -> None:
    """Note that the collection's folder was closed properly, and what it holds."""
    (folder / "clean").write_text(_contents(folder / collection), "utf-8")


def untouched(folder: Path, collection: str) -> bool:
    """Whether it was closed properly and nobody has written to it since: it then needs no probe."""
    try:
        return (folder / "clean").read_text("utf-8") == _contents(folder / collection)
    except (OSError, ValueError):
        return False


def sweep(folder: Path, state: IndexState) -> None:
    """Remove what other collections than the state's left in the folder."""
    for path in folder.glob("passages-*"):
        if path.name != state.collection or state.server:
            shutil.rmtree(path, ignore_errors=True)


def mend(
    collection: Any,  # noqa: ANN401 - Chroma's collection classes share no public type
    library: VectorSource,
    write: Callable[[list[tuple[int, bytes, dict[str, int]]]], None],
    batch_size: int,
) -> int:
    """Go through all ids: an older passage got its vector late, or Chroma lost or kept what it should not.

    Returns how many passages were added and removed.
    """
    held: set[int] = set()
    while page := collection.get(limit=batch_size, offset=len(held), include=[])["ids"]:
        held.update(map(int, page))
    changed = after = 0
    while batch := library.vectors_after(after, batch_size):
        after = batch[-1][0]
        missing = [row for row in batch if row[0] not in held]
        held.difference_update(row[0] for row in batch)
        if missing:
            write(missing)
            changed += len(missing)
    gone = [str(passage_id) for passage_id in sorted(held)]
    for i in range(0, len(gone), batch_size):
        collection.delete(ids=gone[i : i + batch_size])
    return changed + len(gone)


def _contents(path: Path) -> str:
    """Names, sizes and times of a folder's files."""
    files = [(file, file.stat()) for file in sorted(path.rglob("*")) if file.is_file()]
    return "\n".join(f"{file.relative_to(path)} {status.st_size} {status.st_mtime_ns}" for file, status in files)


def sizes_fit(path: Path) -> bool:
    """A kill at the wrong moment leaves a sparse link_lists.bin of terabytes, and a later opening crashes."""
    for links in path.glob("*/link_lists.bin"):
        vectors = links.with_name("data_level0.bin")
        if not vectors.is_file() or links.stat().st_size > vectors.stat().st_size:
            return False
    return (path / "chroma.sqlite3").is_file()


def connect(state: IndexState, path: Path) -> Any:  # noqa: ANN401 - Chroma's client classes share no public type
    """A client of the folder, or of the server that the state names; raises Unavailable where that is down."""
    import chromadb
    import httpx
    from chromadb.config import Settings as ChromaSettings

    # _env_file: Chroma would otherwise read the reader's .env for settings of its own
    settings = ChromaSettings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]
    if not state.server:
        return chromadb.PersistentClient(path=str(path), settings=settings)
    try:
        # Chroma's own client waits without end, and calls a server's fault a bare Exception
        httpx.get(f"{state.server.rstrip('/')}/api/v2/heartbeat", timeout=CONNECT_SECONDS).raise_for_status()
        url = urlsplit(state.server)
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        client = chromadb.HttpClient(host=url.hostname or "", port=port, ssl=secure, settings=settings)
        session: httpx.Client = client._server._session  # type: ignore[attr-defined]
        session.timeout = httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS)
        session.event_hooks = {"response": [_raise_for_fault]}
        return client
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise no_answer(state.server) from error


def _raise_for_fault(response: httpx.Response) -> None:
    if response.status_code >= 500:
        response.raise_for_status()


def faults() -> tuple[type[Exception], ...]:
    """What Chroma raises for a damaged folder, a missing collection or a server that is gone."""
    import httpx
    from chromadb.errors import ChromaError

    return ChromaError, httpx.HTTPError, OSError, ValueError, RuntimeError


def gone() -> tuple[type[Exception], ...]:
    """What tells that a server cannot be reached, whatever it holds."""
    import httpx

    return httpx.HTTPError, OSError


def no_answer(server: str) -> Unavailable:
    """The fault of a Chroma that does not work, with what to do."""
    if not server:
        return Unavailable(
            "L'index Chroma ne répond pas : lancez python -m rag doctor --repair.",
            "The Chroma index does not answer: run python -m rag doctor --repair.",
        )
    return Unavailable(
        f"Le serveur Chroma ne répond pas à {server} : lancez-le (chroma run), ou videz SOURCIER_CHROMA. "
        "Jusque-là la recherche se passe de lui.",
        f"The Chroma server does not answer at {server}: start it (chroma run), or empty SOURCIER_CHROMA. "
        "Until then the search does without it.",
    )


def where(days: Days | None, sources: Sequence[int] | None) -> dict[str, Any] | None:
    """The filters in Chroma's language; None without any."""
    tests: list[dict[str, Any]] = []
    if sources is not None:
        tests.append({"source": {"$in": list(sources)}})
    if days is not None:
        tests += [{"first_day": {"$gt": 0}}, {"last_day": {"$gte": days[0] or 0}}]
        if days[1] is not None:
            tests.append({"first_day": {"$lte": days[1]}})
    return {"$and": tests} if len(tests) > 1 else tests[0] if tests else None


def _probe(path: Path) -> bool:
    """Open a folder as the program will, and find its oldest and newest vectors; run in a process of its own."""
    client = connect(IndexState("", 0, "", ""), path)
    collection = client.get_collection(path.name, embedding_function=None)
    found = asked = 0
    for offset in {0, max(0, collection.count() - PROBED)}:
        vectors = collection.get(limit=PROBED, offset=offset, include=["embeddings"])["embeddings"]
        if len(vectors):
            nearest = collection.query(query_embeddings=vectors, n_results=1, include=["distances"])["distances"]
            found += sum(bool(row) and row[0] < SAME for row in nearest)
            asked += len(vectors)
    client.close()
    return found >= 0.9 * asked


if __name__ == "__main__":
    sys.exit(0 if _probe(Path(sys.argv[1])) else 1)
