"""A folder watched with real files: what lands is taken once whole, what goes is noted, an absent one waited for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import pytest

from rag.errors import SourcierError, Unavailable
from rag.ingest.watch import watch, without_events

PATIENCE_S = 60.0


class Taker:
    """Notes what stood in the folder at each call."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.seen: list[set[str]] = []
        self.told: list[SourcierError | None] = []
        self.faults: list[SourcierError] = []

    def take(self, writing: Collection[Path]) -> None:
        if self.faults:
            raise self.faults.pop()
        self.seen.append({path.name for path in self.folder.iterdir() if path not in writing})


def until(true: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not true() and time.monotonic() < deadline:
        time.sleep(0.05)
    return true()


@pytest.fixture
def taker(tmp_path: Path) -> Taker:
    return Taker(tmp_path / "articles")


@pytest.fixture
def watching(taker: Taker) -> Iterator[threading.Event]:
    """The folder, which is made only later, watched in a thread that has seen it missing."""
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(taker.folder, taker.take, stop, taker.told.append))
    thread.start()
    assert until(lambda: bool(taker.told))
    yield stop
    stop.set()
    thread.join(PATIENCE_S)
    assert not thread.is_alive()


def test_a_folder_is_waited_for_followed_and_waited_for_again(taker: Taker, watching: threading.Event) -> None:
    assert isinstance(taker.told[0], Unavailable)
    taker.folder.mkdir()
    assert until(lambda: set() in taker.seen), "a folder that comes back is looked through"
    (taker.folder / "a.txt").write_text("Un.")
    assert until(lambda: {"a.txt"} in taker.seen)
    names = {f"{n}.txt" for n in range(300)}
    for name in names:
        (taker.folder / name).write_text("Deux.")
    assert until(lambda: {"a.txt", *names} in taker.seen)
    (taker.folder / "a.txt").unlink()
    assert until(lambda: taker.seen[-1] == names)
    taker.folder.rename(taker.folder.with_name("elsewhere"))
    count = len(taker.told)
    assert until(lambda: any(taker.told[count:]))
    taker.folder.with_name("elsewhere").rename(taker.folder)
    calls = len(taker.seen)
    assert until(lambda: len(taker.seen) > calls)
    assert taker.seen[-1] == names


def test_a_file_is_waited_for_while_it_grows_and_others_are_not(taker: Taker, watching: threading.Event) -> None:
    taker.folder.mkdir()
    assert until(lambda: bool(taker.seen))
    whole = threading.Event()

    def write() -> None:
        with (taker.folder / "slow.txt").open("w") as file:
            while not whole.is_set():
                file.write("encore ")
                file.flush()
                time.sleep(0.1)

    writer = threading.Thread(target=write)
    writer.start()
    (taker.folder / "quick.txt").write_text("Vite.")
    assert until(lambda: {"quick.txt"} in taker.seen)
    assert not any("slow.txt" in seen for seen in taker.seen)
    whole.set()
    writer.join()
    assert until(lambda: {"quick.txt", "slow.txt"} in taker.seen)


def test_what_could_not_be_taken_in_is_tried_again(taker: Taker, watching: threading.Event) -> None:
    taker.folder.mkdir()
    assert until(lambda: bool(taker.seen))
    taker.faults.append(Unavailable("occupé", "busy"))
    (taker.folder / "a.txt").write_text("Un.")
    assert until(lambda: {"a.txt"} in taker.seen)
    assert until(lambda: taker.told[-1] is None)
    assert "busy" in [fault.en for fault in taker.told if fault]


def test_where_events_fail_the_folder_is_looked_through(taker: Taker, monkeypatch: pytest.MonkeyPatch) -> None:
    import watchfiles

    real = watchfiles.watch

    def limited(*paths: Path, force_polling: bool, **more: object) -> object:
        if not force_polling:
            raise RuntimeError("no more watches")
        return real(*paths, force_polling=True, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(watchfiles, "watch", limited)
    taker.folder.mkdir()
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(taker.folder, taker.take, stop, taker.told.append))
    thread.start()
    try:
        assert until(lambda: any(taker.told))
        (taker.folder / "a.txt").write_text("Un.")
        assert until(lambda: {"a.txt"} in taker.seen)
        assert until(lambda: taker.told[-1] is None)
    finally:
        stop.set()
        thread.join(PATIENCE_S)


def test_file_systems_without_events_are_known(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(
        f"disk / ext4 rw\nserver:/x {tmp_path} nfs4 rw\nd {tmp_path}/local ext4 rw\ns {tmp_path}/s fuse.sshfs rw\n"
    )
    assert without_events(tmp_path / "sub", mounts)
    assert without_events(tmp_path / "s", mounts)
    assert not without_events(tmp_path / "local" / "x", mounts)
    assert not without_events(tmp_path, tmp_path / "none")
