"""Pulling a model from the page: progress from a local server that plays Ollama, faults from a real one."""

from __future__ import annotations

import http.server
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.errors import BadInput, Unavailable
from rag.models.ollama_pull import Pull, Puller
from rag.settings import Settings
from tests.support.browser import chromium, find_chromium, serving, wait_for_page
from tests.support.fake_service import FakeService
from tests.support.ollama_server import OllamaServer
from tests.support.page_reader import Page
from web.server import create_app

BIG, SMALL = "sha256:aa", "sha256:bb"


class StandIn(http.server.ThreadingHTTPServer):
    """Plays Ollama's pull: half of the big layer, then a wait, then the rest."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Pulling)
        self.go_on = threading.Event()
        self.left = threading.Event()
        self.asked: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Pulling(http.server.BaseHTTPRequestHandler):
    server: StandIn

    def do_POST(self) -> None:
        name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["model"]
        self.server.asked.append(name)
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.end_headers()
        try:
            self._say(status="pulling manifest")
            if name == "full":
                self._say(error="write /models/blob: no space left on device")
                return
            self._say(status="pulling aa", digest=BIG, total=400_000_000, completed=100_000_000)
            while not self.server.go_on.wait(0.05):
                self._say(status="pulling aa", digest=BIG, total=400_000_000, completed=200_000_000)
            self._say(status="pulling aa", digest=BIG, total=400_000_000, completed=400_000_000)
            self._say(status="pulling bb", digest=SMALL, total=1_000, completed=1_000)
            if name != "cut":
                self._say(status="verifying sha256 digest")
                self._say(status="success")
        except (BrokenPipeError, ConnectionResetError):
            self.server.left.set()

    def _say(self, **step: object) -> None:
        self.wfile.write(json.dumps(step).encode() + b"\n")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    server = StandIn()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.go_on.set()
    server.shutdown()
    server.server_close()


def wait(pull: Pull, until: str = "") -> Pull:
    end = time.monotonic() + 30
    while pull.under_way and not (until and getattr(pull, until)):
        assert time.monotonic() < end
        time.sleep(0.01)
    return pull


def test_a_pull_counts_all_layers_and_one_goes_at_a_time(stand_in: StandIn) -> None:
    puller = Puller(stand_in.url)
    pull = wait(puller.start(" ollama pull petit:1b "), "done")
    assert (pull.name, pull.total) == ("petit:1b", 400_000_000)
    with pytest.raises(Unavailable, match="still being pulled"):
        puller.start("autre")
    stand_in.go_on.set()
    assert wait(pull).finished
    assert (pull.done, pull.fault, stand_in.asked) == (400_001_000, None, ["petit:1b"])


def test_a_pull_that_is_stopped_is_left_and_another_can_begin(stand_in: StandIn) -> None:
    puller = Puller(stand_in.url)
    wait(puller.start("petit"), "done")
    puller.stop()
    assert stand_in.left.wait(10)
    stand_in.go_on.set()
    assert wait(puller.start("petit")).finished


def test_faults_say_what_to_do(stand_in: StandIn) -> None:
    stand_in.go_on.set()
    puller = Puller(stand_in.url)
    for name, words in (("full", "plus de place sur le disque"), ("cut", "recommencez, il reprendra")):
        fault = wait(puller.start(name)).fault
        assert fault is not None
        assert words in fault.fr
    for name in ("", "deux mots", "a;b", "../x", "x" * 201):
        with pytest.raises(BadInput):
            puller.start(name)
    stand_in.server_close()
    absent = wait(Puller("http://127.0.0.1:9").start("petit")).fault
    assert absent is not None
    assert "ne répond pas" in absent.fr


@pytest.mark.ollama
def test_a_real_ollama_without_a_way_out_is_told_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    server = OllamaServer(tmp_path)
    server.start()
    try:
        fault = wait(Puller(server.host).start("qwen2.5:3b")).fault
    finally:
        server.stop()
    assert fault is not None
    assert "n'atteint pas son registre pour télécharger « qwen2.5:3b »" in fault.fr


@pytest.mark.browser
@pytest.mark.skipif(find_chromium() is None, reason="Debian's chromium and chromium-driver are not installed")
def test_the_page_shows_a_pull_from_its_begin_to_its_end(stand_in: StandIn) -> None:
    service = FakeService()
    ollama = {"host": stand_in.url, "reachable": True, "models": []}
    service.models_overview = lambda: {"ollama": ollama, "embedded": {"model": "petit"}}  # type: ignore[attr-defined]
    with serving(create_app(service, Settings(ollama_host=stand_in.url))) as url, chromium() as driver:
        wait_for_page(url)
        page = Page(driver, f"{url}/")
        page.tab("Modèles")
        box = page.one("#pull textarea")
        page.until(box.is_displayed)
        box.send_keys("deux mots\n")
        page.until(lambda: "par exemple qwen2.5:3b" in "".join(page.texts("#pull-progress .fault")))
        box.clear()
        box.send_keys("petit:1b\n")
        page.until(lambda: "200 Mo sur 400 Mo" in page.texts("#pull-progress")[0])
        page.click("#pull-progress [data-act=stop]")
        page.until(lambda: "arrêté" in page.texts("#pull-progress")[0])
        stand_in.go_on.set()
        box.send_keys("petit:1b\n")
        page.until(lambda: "est prêt à servir" in page.texts("#pull-progress")[0])
