"""A real Chroma server: built, searched, away at the start, gone in use, back again, stale, shared by two libraries."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.doctor import examine
from rag.errors import SetupError
from rag.settings import Settings, load_settings
from rag.sourcier import Sourcier
from tests.vectorstore.test_index import WIDTH, Vectors, found
from vectorstore.index.chroma import Index
from vectorstore.index.exact import ExactIndex

ARTICLES = {
    "scierie.txt": "La scierie de Morvillard change de mains\n\nUne coopérative de bûcherons rachète la scierie.",
    "neige.txt": "Neige précoce sur le plateau\n\nDix centimètres sont tombés dans la nuit au-dessus de Morvillard.",
}


class Server:
    """``chroma run`` on a port of its own; what it holds outlasts a stop."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        chroma = Path(sys.executable).with_name("chroma")
        command = [str(chroma), "run", "--path", str(self.folder), "--port", str(self.port)]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(600):
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise AssertionError("chroma run did not start")

    def stop(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for the tests of this file, which each leave it running."""
    server = Server(tmp_path_factory.mktemp("server"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def library() -> Vectors:
    return Vectors(1500)


@pytest.fixture(autouse=True)
def _asked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Few passages are searched by Chroma too, and a server that was away is asked again at the next search."""
    monkeypatch.setattr("vectorstore.index.chroma.EXACT_ALL", 0)
    monkeypatch.setattr("vectorstore.index.chroma.RETRY_SECONDS", 0.0)


def back(index: Index, library: Vectors) -> None:
    """Let the index find its server again, as the searches of a running program do."""
    for _ in range(300):
        index.sync(library)
        if index.fault is None:
            return
        time.sleep(0.1)
    raise AssertionError("the server was not found again")


def test_built_searched_and_opened_again(running: Server, tmp_path: Path, library: Vectors) -> None:
    settings = Settings(data=tmp_path, chroma=running.url)
    first = Index.open(settings, "model", WIDTH)
    assert first.sync(library) == first.count() == 1500
    exact = ExactIndex(library, WIDTH)
    for filters in ({}, {"days": (10, 12)}, {"days": (None, 50), "sources": [2]}, {"sources": [1, 2]}):
        vector = library.vector(112)
        assert {i for i, _ in first.search(vector, 5, **filters)} == {i for i, _ in exact.search(vector, 5, **filters)}
    first.close()
    second = Index.open(settings, "model", WIDTH)
    assert (second.count(), second.sync(library), second.fault) == (1500, 0, None)
    second.close()


def test_the_server_filters_where_there_are_too_many_to_compare(
    running: Server, tmp_path: Path, library: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.index.chroma.EXACT_MAX", 0)
    index = Index.open(Settings(data=tmp_path, chroma=running.url), "model", WIDTH)
    index.sync(library)
    of_two = {i for i, _ in index.search(library.vector(112), 2000, days=(12, 12), sources=[2])}
    assert of_two == {i for i in range(1, 1501) if i % 3 == 2 and i % 100 == 12}
    index.close()


def test_a_lost_collection_is_built_again(running: Server, tmp_path: Path, library: Vectors) -> None:
    index = Index.open(Settings(data=tmp_path, chroma=running.url), "model", WIDTH)
    index.sync(library)
    index._client.delete_collection(index._state.collection)
    assert found(index, library, 8)[0] == 8
    back(index, library)
    assert (index.count(), found(index, library, 8)[0]) == (1500, 8)
    index.close()


def test_a_stale_collection_follows_the_library(running: Server, tmp_path: Path, library: Vectors) -> None:
    settings = Settings(data=tmp_path, chroma=running.url)
    index = Index.open(settings, "model", WIDTH)
    index.sync(library)
    index._collection.delete(ids=["5"])
    index.close()
    library.add(range(1501, 1503))
    library.remove(9)
    index = Index.open(settings, "model", WIDTH)
    index.sync(library)
    assert index.count() == len(library.rows) == 1501
    assert found(index, library, 5)[0] == 5
    index.close()
    newer = Index.open(settings, "another model", WIDTH)
    names = [collection.name for collection in newer._client.list_collections()]
    assert newer._state.collection in names
    assert index._state.collection not in names
    newer.close()


def test_two_libraries_do_not_meet(running: Server, tmp_path: Path, library: Vectors) -> None:
    one = Index.open(Settings(data=tmp_path / "one", chroma=running.url), "model", WIDTH)
    one.sync(library)
    copied = tmp_path / "copied" / "index"
    copied.mkdir(parents=True)
    (copied / "state.json").write_bytes((tmp_path / "one" / "index" / "state.json").read_bytes())
    other = Vectors(20, "two")
    two = Index.open(Settings(data=tmp_path / "copied", chroma=running.url), "model", WIDTH)
    two.sync(other)
    one.sync(library)
    assert (one.count(), two.count()) == (1500, 20)
    assert found(one, library, 300)[0] == 300
    assert {i for i, _ in two.search(other.vector(3), 99)} == set(other.rows)
    one.close()
    two.close()


def test_away_at_the_start_then_there(tmp_path: Path, library: Vectors) -> None:
    server = Server(tmp_path / "server")
    settings = Settings(data=tmp_path / "data", chroma=server.url)
    index = Index.open(settings, "model", WIDTH)
    index.sync(library)
    assert server.url in str(index.fault)
    assert found(index, library, 7)[0] == 7
    server.start()
    try:
        back(index, library)
        assert (index.count(), found(index, library, 7)[0]) == (1500, 7)
        collection = index._state.collection
        index.close()
        server.stop()
        again = Index.open(settings, "model", WIDTH)
        assert again.fault is not None
        server.start()
        back(again, library)
        assert (again._state.collection, again.count()) == (collection, 1500)
        again.close()
    finally:
        server.stop()


def test_gone_in_use_and_back(tmp_path: Path, sourcier: Sourcier) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "models").symlink_to(sourcier.settings.data.resolve() / "models")
    server = Server(tmp_path / "server")
    server.start()
    settings = Settings(data=tmp_path / "data", chroma=server.url, answerer="extractive")
    opened = Sourcier.open(settings)
    try:
        for name, text in ARTICLES.items():
            opened.add(text.encode(), name)
        asked = "Qui rachète la scierie ?"
        before = [hit.passage.passage_id for hit in opened.search(asked)[1]]
        assert opened.state()["message_fr"] is None
        server.stop()
        assert [hit.passage.passage_id for hit in opened.search(asked)[1]] == before
        assert server.url in opened.state()["message_fr"]
        assert opened.add("Le marché couvert de Brindas rouvre samedi.".encode(), "marche.txt").articles == 1
        assert opened.search("marché couvert de Brindas")[1][0].passage.file == "marche.txt"
        server.start()
        assert isinstance(opened.index, Index)
        back(opened.index, opened.library.feed)  # type: ignore[arg-type]
        assert opened.index.count() == opened.library.feed.passage_count()
        assert opened.state()["message_fr"] is None
        assert opened.search(asked)[1][0].passage.passage_id == before[0]
    finally:
        server.stop()
        opened.close()


def test_words_alone_answer_where_too_many_would_be_compared(
    sourcier: Sourcier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.index.chroma.EXACT_MAX", 0)
    index = Index.open(Settings(data=tmp_path, chroma="http://127.0.0.1:9"), "model", 384)
    index.sync(sourcier.library.feed)
    retriever = type(sourcier.retriever)(sourcier.library, index, sourcier.embedder)
    hits = retriever.find(sourcier.understand("fermeture du pont des Tanneurs"), 5).hits
    assert "pont" in hits[0].passage.file


def test_the_doctor_names_a_server_that_is_away(tmp_path: Path) -> None:
    findings = examine(Settings(data=tmp_path, chroma="http://127.0.0.1:9", answerer="extractive"))
    (index,) = [finding for finding in findings if finding.name == "index"]
    assert not index.ok
    assert "http://127.0.0.1:9" in index.detail


def test_a_server_that_does_not_speak_is_not_waited_for(
    tmp_path: Path, library: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.index.health.CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        index = Index.open(Settings(data=tmp_path, chroma=f"http://127.0.0.1:{mute.getsockname()[1]}"), "model", WIDTH)
        index.sync(library)
        assert index.fault is not None
        assert found(index, library, 7)[0] == 7
        index.close()


def test_a_server_that_falls_silent_is_left_alone(
    running: Server, tmp_path: Path, library: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.index.health.ANSWER_SECONDS", 0.5)
    monkeypatch.setattr("vectorstore.index.health.CONNECT_SECONDS", 0.5)
    index = Index.open(Settings(data=tmp_path, chroma=running.url), "model", WIDTH)
    index.sync(library)
    assert running.process is not None
    os.kill(running.process.pid, signal.SIGSTOP)
    try:
        assert found(index, library, 7)[0] == 7
        assert index.fault is not None
    finally:
        os.kill(running.process.pid, signal.SIGCONT)
    monkeypatch.undo()
    monkeypatch.setattr("vectorstore.index.chroma.EXACT_ALL", 0)
    monkeypatch.setattr("vectorstore.index.chroma.RETRY_SECONDS", 0.0)
    back(index, library)
    assert (index.count(), found(index, library, 7)[0]) == (1500, 7)
    index.close()


@pytest.mark.parametrize("address", ["localhost:8000", "chroma", "http://", "ftp://host:1", "http://host:99999"])
def test_an_address_that_is_none_is_named(address: str) -> None:
    with pytest.raises(SetupError, match="SOURCIER_CHROMA"):
        load_settings({"SOURCIER_CHROMA": address}, Path("none"))
    kept = load_settings({"SOURCIER_CHROMA": "https://chroma.example:8443/"}, Path("none"))
    assert replace(kept, chroma="https://chroma.example:8443") == kept
