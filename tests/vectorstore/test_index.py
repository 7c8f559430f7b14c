"""The Chroma index and exact search: filters, following the library, damage, kills, embedders, the lock."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from rag.errors import SetupError
from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier
from vectorstore.index.chroma import BATCH, Index
from vectorstore.index.exact import ExactIndex
from vectorstore.index.health import sizes_fit
from vectorstore.index.lock import DataLock

WIDTH = 16
ROOT = Path(__file__).resolve().parents[2]


class Vectors:
    """A library's vectors: passage n is of day n % 100, outlet n % 3; day 0 is undated."""

    def __init__(self, count: int, name: str = "one") -> None:
        self.rows: dict[int, bytes] = {}
        self.removed: list[int] = []
        self.changes = 0
        self.name = name
        self.late = 0
        self.add(range(1, count + 1))

    def add(self, ids: range) -> None:
        for passage_id in ids:
            vector = np.random.default_rng(passage_id).normal(size=WIDTH)
            self.rows[passage_id] = (vector / np.linalg.norm(vector)).astype("<f4").tobytes()
        self.changes += 1

    def remove(self, *ids: int) -> None:
        for passage_id in ids:
            del self.rows[passage_id]
            self.removed.append(passage_id)
        self.changes += 1

    def vector(self, passage_id: int) -> NDArray[np.float32]:
        return np.frombuffer(self.rows[passage_id], "<f4")

    def generation(self) -> int:
        return self.changes

    def identity(self) -> str:
        return self.name

    def passage_count(self) -> int:
        return len(self.rows) + self.late

    def missing_vectors(self) -> int:
        return self.late

    def vectors_after(self, passage_id: int, limit: int) -> list[tuple[int, bytes, dict[str, int]]]:
        ids = sorted(i for i in self.rows if i > passage_id)[:limit]
        return [(i, self.rows[i], {"source": i % 3, "first_day": i % 100, "last_day": i % 100}) for i in ids]

    def removed_after(self, tombstone_seq: int, limit: int) -> list[tuple[int, int]]:
        return list(enumerate(self.removed, 1))[tombstone_seq : tombstone_seq + limit]


def found(index: Index | ExactIndex, library: Vectors, passage_id: int) -> list[int]:
    return [i for i, _ in index.search(library.vector(passage_id), 3)]


@pytest.fixture(autouse=True)
def _searched_by_chroma(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few passages would be compared one by one."""
    monkeypatch.setattr("vectorstore.index.chroma.EXACT_ALL", 0)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
def library() -> Vectors:
    return Vectors(1500)


@pytest.fixture
def index(settings: Settings) -> Iterator[Index]:
    opened = Index.open(settings, "model", WIDTH)
    yield opened
    opened.close()


def test_search_gives_cosines_best_first(index: Index, library: Vectors) -> None:
    steps: list[tuple[int, int]] = []
    assert index.sync(library, lambda done, total: steps.append((done, total))) == 1500
    assert [done for done, _ in steps] == [*range(BATCH, 1500, BATCH), 1500]
    assert {total for _, total in steps} == {1500}
    hits = index.search(library.vector(7), 5)
    exact = ExactIndex(library, WIDTH).search(library.vector(7), 5)
    assert hits[0][1] == pytest.approx(1.0, abs=1e-5)
    assert [i for i, _ in hits] == [i for i, _ in exact]
    assert [c for _, c in hits] == pytest.approx([c for _, c in exact], abs=1e-5)


def test_it_follows_additions_and_removals_and_costs_nothing_otherwise(index: Index, library: Vectors) -> None:
    index.sync(library)
    assert index.sync(library) == 0
    library.add(range(1501, 1511))
    library.remove(3, 1505)
    assert index.sync(library) == 11  # 9 that are there, 2 removals
    assert index.count() == 1508
    assert found(index, library, 1506)[0] == 1506
    assert 3 not in [i for i, _ in index.search(library.vector(4), 1508)]


def test_a_passage_that_gets_its_vector_late_is_found(index: Index, library: Vectors) -> None:
    late = library.rows.pop(20)
    library.late = 1
    exact = ExactIndex(library, WIDTH)
    index.sync(library)
    assert (index.count(), exact.count()) == (1499, 1499)
    library.rows[20], library.late = late, 0
    library.changes += 1
    assert index.sync(library) == 1
    assert found(index, library, 20)[0] == found(exact, library, 20)[0] == 20


def test_what_chroma_lost_or_kept_is_put_right(index: Index, library: Vectors) -> None:
    index.sync(library)
    index._collection.delete(ids=["5", "6"])
    index._collection.upsert(ids=["9000"], embeddings=[[1.0] * WIDTH], metadatas=[{"source": 1}])
    library.add(range(1501, 1502))
    index.sync(library)
    assert index.count() == 1501
    assert found(index, library, 5)[0] == 5


def test_new_passages_are_found_before_the_index_has_them(index: Index, library: Vectors) -> None:
    index.sync(library)
    library.add(range(1501, 1503))
    assert found(index, library, 1502)[0] == 1502


@pytest.mark.parametrize("exactly", [True, False], ids=["exact", "chroma"])
def test_filters(index: Index, library: Vectors, monkeypatch: pytest.MonkeyPatch, exactly: bool) -> None:
    monkeypatch.setattr("vectorstore.index.chroma.EXACT_MAX", 10_000 if exactly else 0)
    index.sync(library)
    vector = library.vector(112)

    def ids(k: int = 2000, **filters: object) -> set[int]:
        return {i for i, _ in index.search(vector, k, **filters)}  # type: ignore[arg-type]

    every = range(1, 1501)
    assert ids(days=(10, 12)) == {i for i in every if 10 <= i % 100 <= 12}
    assert ids(days=(None, 2)) == {i for i in every if 1 <= i % 100 <= 2}
    assert ids(days=(98, None)) == {i for i in every if i % 100 >= 98}
    assert ids(days=(12, 10)) == set()
    assert ids(sources=[2], days=(12, 12)) == {i for i in every if i % 3 == 2 and i % 100 == 12}
    assert ids(sources=[1, 2]) == {i for i in every if i % 3}
    assert ids(sources=[77]) == ids(sources=[]) == set()
    assert ids(k=0) == set()
    for asked in (vector, library.vector(7)):
        alone, all_cosines = dict(index.search(asked, 9, sources=[1])), dict(index.search(asked, 2000))
        again = dict(index.search(asked, 9, sources=[1]))
        assert again == pytest.approx(alone, abs=1e-5) == {i: all_cosines[i] for i in alone}


def test_a_closed_index_opens_as_it_was(settings: Settings, library: Vectors) -> None:
    first = Index.open(settings, "model", WIDTH)
    first.sync(library)
    first.close()
    folder = first._state.collection
    second = Index.open(settings, "model", WIDTH)
    assert (second._state.collection, second.count(), second.sync(library)) == (folder, 1500, 0)
    second.close()


def test_after_a_proper_close_nothing_is_compared(
    settings: Settings, library: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(Index.open(settings, "model", WIDTH)) as first:
        first.sync(library)
    counted: list[Index] = []

    def count(index: Index) -> int:
        counted.append(index)
        return 1500

    monkeypatch.setattr(Index, "count", count)
    with closing(Index.open(settings, "model", WIDTH)) as second:
        assert second.sync(library) == 0
        assert not counted, "to count is to load the graph"
        assert found(second, library, 7)[0] == 7
        library.late = 1  # as when a passage is in the library and its vector is not
        library.changes += 1
        second.sync(library)
        assert counted
    (settings.data / "index" / "clean").unlink()
    counted.clear()
    with closing(Index.open(settings, "model", WIDTH)) as third:
        third.sync(library)
        assert counted, "killed: nobody knows what is in it"


@pytest.mark.parametrize("change", ["embedder", "dimensions", "library"])
def test_vectors_of_two_kinds_never_meet(settings: Settings, library: Vectors, change: str) -> None:
    first = Index.open(settings, "model", WIDTH)
    first.sync(library)
    first.close()
    if change == "library":
        second = Index.open(settings, "model", WIDTH)
        other = Vectors(20, "two")
        second.sync(other)
        assert second.count() == 20
    else:
        second = Index.open(settings, "other" if change == "embedder" else "model", WIDTH * 2)
        assert second.count() == 0
        with pytest.raises(SetupError):
            second.sync(library)
    second.close()
    assert len(list((settings.data / "index").glob("passages-*"))) == 1


def test_a_damaged_folder_is_built_again(
    settings: Settings, library: Vectors, caplog: pytest.LogCaptureFixture
) -> None:
    first = Index.open(settings, "model", WIDTH)
    first.sync(library)
    first.close()
    path = settings.data / "index" / first._state.collection
    (path / "chroma.sqlite3").write_bytes(b"not a database" * 100)
    with caplog.at_level(logging.WARNING):
        second = Index.open(settings, "model", WIDTH)
    assert "building it again" in caplog.text
    assert second.sync(library) == 1500
    second.close()


def test_a_large_archive_is_open_and_searched_while_its_index_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Settings(data=tmp_path, answerer="extractive")
    with closing(Sourcier.open(folder)) as first:
        first.ingest([SAMPLES])
    shutil.rmtree(tmp_path / "index")
    go_on, write = threading.Event(), Index._write

    def held(index: Index, batch: Any) -> None:  # noqa: ANN401 - as it comes
        assert go_on.wait(60)
        write(index, batch)

    monkeypatch.setattr(Index, "_write", held)
    monkeypatch.setattr("vectorstore.index.chroma.NEARLY", 10)
    with closing(Sourcier.open(folder)) as again:
        assert isinstance(again.index, Index)
        _, hits = again.search("Pourquoi le pont des Tanneurs a-t-il été fermé ?", 3)
        assert len(hits) == 3
        assert again.index.count() == 0, "found without Chroma"
        go_on.set()
        while again.index._behind():
            again.sync()
        assert again.index.count() == again.library.feed.passage_count()


def test_the_sparse_file_that_a_kill_leaves_is_known(tmp_path: Path) -> None:
    (tmp_path / "chroma.sqlite3").touch()
    (tmp_path / "segment").mkdir()
    (tmp_path / "segment" / "data_level0.bin").write_bytes(b"0" * 100)
    with (tmp_path / "segment" / "link_lists.bin").open("wb") as links:
        links.truncate(50)
        assert sizes_fit(tmp_path)
        links.truncate(1 << 40)
    assert not sizes_fit(tmp_path)


KILLED = """
import os, signal, sys
from pathlib import Path
from rag.settings import Settings
from tests.vectorstore.test_index import Vectors, WIDTH
from vectorstore.index.chroma import Index

def kill(done, total):
    if done >= int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

Index.open(Settings(data=Path(sys.argv[1])), "model", WIDTH).sync(Vectors(4000), kill)
"""


def test_a_kill_in_the_middle_of_a_sync_loses_nothing(settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(settings.data), "2000"], cwd=ROOT, check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    library = Vectors(4000)
    index = Index.open(settings, "model", WIDTH)
    assert 2000 <= index.count() < 4000
    index.sync(library)
    assert index.count() == 4000
    assert all(found(index, library, i)[0] == i for i in range(1, 4001, 97))
    index.close()


def test_one_process_holds_the_lock(tmp_path: Path) -> None:
    lock, other = DataLock(tmp_path), DataLock(tmp_path)
    assert lock.owner_pid() is None
    code = (
        "import sys; from pathlib import Path; from vectorstore.index.lock import DataLock\n"
        "lock = DataLock(Path(sys.argv[1])); print(lock.acquire(), lock.owner_pid(), flush=True); sys.stdin.read()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout
    assert child.stdout.readline() == f"True {child.pid}\n"
    assert not lock.acquire()
    assert lock.owner_pid() == child.pid
    child.kill()
    child.communicate()
    assert lock.owner_pid() is None
    assert lock.acquire()
    assert not other.acquire()
    assert other.owner_pid() == os.getpid()
    lock.release()
    assert other.acquire()
    other.release()
