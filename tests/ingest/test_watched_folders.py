"""Folders added while the program runs: followed, kept for the next start, removed, refused with a reason."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

import pytest

from rag.errors import BadInput, NotFound
from rag.ingest.watched_folders import WatchedFolders

PATIENCE_S = 60.0


def until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


class Running:
    """The folders of a program that runs, and what it took in from where."""

    def __init__(self, tmp_path: Path) -> None:
        self.taken: list[tuple[str, set[str]]] = []
        self.folders = WatchedFolders(tmp_path / "data" / "folders.json", tmp_path / "articles", self._take)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self.folders.follow, args=(self._stop, lambda _: None))
        self._thread.start()

    def _take(self, paths: Sequence[Path], *, skip: Collection[Path] = ()) -> None:
        (folder,) = paths
        self.taken.append((folder.name, {file.name for file in folder.iterdir() if file not in skip}))

    def end(self) -> None:
        self._stop.set()
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    for name in ("articles", "autre"):
        (tmp_path / name).mkdir()
    program = Running(tmp_path)
    yield program
    program.end()


def test_an_added_folder_is_taken_in_and_followed_also_after_the_next_start(running: Running, tmp_path: Path) -> None:
    (tmp_path / "autre" / "a.txt").write_text("Un.")
    assert running.folders.add(str(tmp_path / "autre")).state == "followed"
    assert until(lambda: ("autre", {"a.txt"}) in running.taken)
    again = Running(tmp_path)
    try:
        assert until(lambda: ("autre", {"a.txt"}) in again.taken)
        assert [folder.fixed for folder in again.folders.all()] == [True, False]
        time.sleep(1.5)  # until the system's events are on
        (tmp_path / "autre" / "b.txt").write_text("Deux.")
        assert until(lambda: ("autre", {"a.txt", "b.txt"}) in again.taken)
    finally:
        again.end()


def test_a_folder_that_goes_away_says_so_and_is_followed_when_it_comes_back(running: Running, tmp_path: Path) -> None:
    running.folders.add(str(tmp_path / "autre"))
    (tmp_path / "autre").rename(tmp_path / "ailleurs")
    assert [folder.state for folder in running.folders.all()] == ["followed", "away"]
    (tmp_path / "ailleurs").rename(tmp_path / "autre")
    assert until(lambda: running.folders.all()[1].state == "followed")


def test_a_removed_folder_is_followed_no_longer(running: Running, tmp_path: Path) -> None:
    running.folders.add(str(tmp_path / "autre"))
    running.folders.remove(str(tmp_path / "autre"))
    assert [folder.path for folder in running.folders.all()] == [str(tmp_path / "articles")]
    with pytest.raises(NotFound):
        running.folders.remove(str(tmp_path / "articles"))


def test_what_cannot_be_watched_is_refused(running: Running, tmp_path: Path) -> None:
    (tmp_path / "articles" / "sous").mkdir()
    (tmp_path / "note.txt").write_text("Un.")
    for path in ("", "autre", tmp_path / "absent", tmp_path / "note.txt", tmp_path, tmp_path / "articles" / "sous"):
        with pytest.raises(BadInput):
            running.folders.add(str(path))
    (tmp_path / "data").mkdir(exist_ok=True)
    with pytest.raises(BadInput):
        running.folders.add(str(tmp_path / "data"))
