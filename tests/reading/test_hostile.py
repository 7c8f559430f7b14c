"""Each hostile file is refused or repaired with its reason, in bounded time and memory, and the next is read."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from rag.errors import SourcierError, TooLarge, Unreadable
from rag.reading import Reading, worker
from rag.reading.worker import Reader
from tests.support.hostile import ARTICLE, MARKER, Hostile, hostile_files
from tests.support.hostile_tools import linked_files

FILES = list(hostile_files())


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(seconds=20, memory_mb=1024) as shared:
        yield shared


def read_or_fault(reader: Reader, file: Hostile) -> Reading | Unreadable | TooLarge:
    try:
        return reader.read(file.data, file.name)
    except (Unreadable, TooLarge) as fault:
        return fault


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.encode("ascii", "replace").decode().strip())
def test_each_hostile_file_is_refused_or_repaired(reader: Reader, file: Hostile) -> None:
    reading = read_or_fault(reader, file)
    if isinstance(reading, SourcierError):
        assert file.outcome in ("refused", "either"), reading.fr
        assert file.says in reading.fr
        assert reading.en
        return
    assert file.outcome in ("read", "either")
    text = reading.drafts[0].text
    if file.outcome == "read":
        assert MARKER in text
    said = " ".join((*reading.repaired, *reading.problems, *reading.drafts[0].warnings))
    assert file.says in said
    assert not any("\ud800" <= char <= "\udfff" or char in "\x00\u202e\u200b" for char in text)


def test_there_are_at_least_thirty_of_them() -> None:
    assert len(FILES) >= 30


def test_a_child_that_dies_is_started_again(reader: Reader) -> None:
    reader.read(ARTICLE.encode(), "avant.txt")
    assert reader._child is not None
    os.kill(reader._child.pid, signal.SIGKILL)
    reader._child.wait()
    assert MARKER in reader.read(ARTICLE.encode(), "apres.txt").drafts[0].text


def test_an_interrupt_from_the_terminal_does_not_reach_the_child(reader: Reader) -> None:
    reader.read(ARTICLE.encode(), "avant.txt")
    assert reader._child is not None
    assert os.getpgid(reader._child.pid) != os.getpgid(0)


def test_nothing_is_fetched(reader: Reader) -> None:
    """Pages, mails, books and office files that refer to an address: it is never asked."""
    asked: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        for name, data in linked_files(address).items():
            assert address.encode() in data or name.endswith(("docx", "odt", "epub", "xlsx")), name
            assert MARKER in " ".join(draft.text for draft in reader.read(data, name).drafts), name
        server.shutdown()
    assert asked == []


def test_a_read_that_takes_too_long_is_cut_and_the_next_one_works() -> None:
    with Reader(seconds=0.0) as hurried:
        with pytest.raises(Unreadable, match="took over"):
            hurried.read(ARTICLE.encode(), "lent.txt")
        hurried.seconds = 20
        assert hurried.read(ARTICLE.encode(), "suivant.txt").drafts


def test_too_little_memory_is_a_refusal_not_a_crash() -> None:
    with Reader(seconds=20, memory_mb=40) as small, pytest.raises(Unreadable):
        small.read(ARTICLE.replace("\n", " ").encode() * 5000, "gros.txt")


def test_the_same_fault_crosses_the_process_boundary(reader: Reader) -> None:
    with pytest.raises(Unreadable) as caught:
        reader.read(b"", "vide.txt")
    assert caught.value.message("fr") == "vide.txt : fichier vide."
    assert caught.value.message("en") == "vide.txt: the file is empty."


def test_waiting_for_a_busy_machine_is_not_the_files_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    computed = 0.0
    monkeypatch.setattr(worker, "_computed", lambda pid: computed)
    deadline = worker._Deadline(1, 1e-6)
    time.sleep(1e-5)
    monkeypatch.setattr(worker, "WAIT", 1e9)
    assert deadline.left() > 0
    computed = 2e-6
    assert deadline.left() == 0
    computed = 0.0
    monkeypatch.setattr(worker, "WAIT", 1)
    assert deadline.left() == 0


def test_computed_time_counts_what_this_process_does() -> None:
    before = worker._computed(os.getpid())
    if before is None:
        pytest.skip("only Linux tells what another process has computed")
    while (worker._computed(os.getpid()) or 0) < before + 0.05:
        sum(range(10_000))
