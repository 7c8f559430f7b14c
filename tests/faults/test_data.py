"""The data folder: full, read-only, damaged, foreign, held by another, moved; and a clock that goes back."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bench.load import wait_ready
from rag.doctor import examine
from rag.errors import SetupError
from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier
from tests.faults.bed import ROOT, Zygote, sound
from tests.faults.conftest import FULL
from tests.faults.tasks import name_of, text_of
from vectorstore.index.health import read_state, write_state
from vectorstore.index.lock import DataLock

ARTICLES = 60
QUESTION = "Pourquoi le pont des Tanneurs a-t-il été fermé ?"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory, sourcier: Sourcier) -> Iterator[tuple[Path, Zygote]]:
    """A library of made-up articles that was closed properly, and the process that works on its copies."""
    folder = tmp_path_factory.mktemp("data")
    zygote = Zygote(folder)
    zygote.done("build", data=str(folder / "base"), articles=ARTICLES, indexed=ARTICLES)
    sourcier.embedder.query("le quai")
    shutil.copytree(sourcier.settings.data / "models", folder / "base" / "models")
    yield folder / "base", zygote
    zygote.close()


@pytest.fixture
def data(base: tuple[Path, Zygote], tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(base[0], tmp_path / "data"))


@pytest.fixture
def zygote(base: tuple[Path, Zygote]) -> Zygote:
    return base[1]


def small_disk(mount: Path) -> list[str]:
    """A command under which ``mount`` is a disk of 40 MB; skips where no such thing may be made."""
    probe = ["unshare", "-rm", "sh", "-c", f"mount -t tmpfs -o size=40m none {mount}"]
    if sys.platform != "linux" or not shutil.which("unshare") or subprocess.run(probe, capture_output=True).returncode:
        pytest.skip("no mount of one's own is allowed here")
    return ["unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size=40m none {mount} && exec "$@"', "sh"]


def test_a_full_disk_is_said_and_passes(data: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    inside = Zygote(tmp_path, small_disk(disk))
    try:
        models = data / "models"
        kept = models.rename(tmp_path / "models")
        copy = ["cp", "-r", str(data), str(disk / "data")]
        inside.done("command", arguments=copy, environment={})
        link = ["ln", "-s", str(kept), str(disk / "data" / "models")]
        inside.done("command", arguments=link, environment={})
        said = inside.done("fill", data=str(disk / "data"), first=60_000)
        refused = re.findall(r"refused (\d+) (.*)", said)
        assert len(refused) == 3, said[-2000:]
        assert all(status == "503" and "disque est plein" in words for status, words in refused), refused
        assert "searched 0" not in said, "what is there is found while the disk is full"
        found = inside.verdict(disk / "data", ARTICLES, tmp_path / "fill.log")
        found["doctor"] = [line for line in found["doctor"] if "libérez de la place" not in line]  # it is that small
        assert sound(found)
    finally:
        inside.close()


def test_a_folder_that_cannot_be_written_is_one_plain_line(data: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    inside = Zygote(tmp_path, small_disk(disk))
    try:
        inside.done("command", arguments=["cp", "-r", str(data / "library.sqlite"), str(disk)], environment={})
        inside.done("command", arguments=["mount", "-o", "remount,ro", str(disk)], environment={})
        environment = {"SOURCIER_DATA": str(disk), "SOURCIER_ANSWERER": "extractive"}
        for arguments in (["-m", "rag", "ask", QUESTION], ["-m", "rag", "doctor"]):
            ran = inside.done("command", arguments=[sys.executable, *arguments], environment=environment)
            ended = json.loads(ran.splitlines()[-1])
            assert ended["status"] == 1
            assert "vérifiez le disque et les droits" in ended["err"] + ended["out"]
            assert "Traceback" not in ended["err"]
    finally:
        inside.close()


def read_everything(settings: Settings) -> None:
    """Every article and a few searches."""
    opened = Sourcier.open(settings)
    try:
        for number in range(0, ARTICLES, 7):
            opened.search(f"le port de {name_of(number)}")
        found, _ = opened.articles(ARTICLES)
        for one in found:
            opened.article(one.article_id)
    finally:
        opened.close()


def test_a_library_damaged_in_the_middle_is_said_and_can_be_made_again(data: Path, zygote: Zygote) -> None:
    zygote.done("damage", path=str(data / "library.sqlite"))
    settings = Settings(data=data, answerer="extractive")
    findings = [finding for finding in examine(settings) if not finding.ok]
    assert findings
    with pytest.raises(SetupError, match="python -m rag import") as caught:
        read_everything(settings)
    assert str(data) not in caught.value.en
    (data / "library.sqlite").rename(data / "damaged.sqlite")
    again = Sourcier.open(settings)
    again.ingest([SAMPLES])
    assert again.ask(QUESTION).status == "answered"
    again.close()
    assert all(finding.ok for finding in examine(settings))


def garbage(path: Path) -> None:
    path.write_bytes(b"\x07garbage" * 400)


@pytest.mark.parametrize("how", ["no state", "state", "version", "sqlite", "vectors", "links", "gone", "a file"])
def test_an_index_that_cannot_be_used_is_built_again(data: Path, zygote: Zygote, how: str) -> None:
    state = read_state(data / "index")
    assert state is not None
    folder = data / "index" / state.collection
    if how == "no state":
        (data / "index" / "state.json").unlink()
    elif how == "state":
        garbage(data / "index" / "state.json")
    elif how == "version":
        write_state(data / "index", replace(state, chroma="0.4.24"))
    elif how == "sqlite":
        garbage(folder / "chroma.sqlite3")
    elif how in ("vectors", "links"):
        for file in folder.glob("*/data_level0.bin" if how == "vectors" else "*/link_lists.bin"):
            garbage(file)
    else:
        shutil.rmtree(folder)
        if how == "a file":
            garbage(folder)
    assert sound(zygote.verdict(data, ARTICLES))
    found = zygote.verdict(data, ARTICLES)
    assert sound(found)
    assert "building it again" not in found["said"], "the second opening finds all well"


def test_a_moved_folder_is_used_as_it_is(data: Path, zygote: Zygote) -> None:
    before = read_state(data / "index")
    moved = data.rename(data.with_name("ailleurs é"))
    assert sound(zygote.verdict(moved, ARTICLES))
    assert before
    assert read_state(moved / "index") == before


def test_the_lock_of_another_is_left_alone(data: Path) -> None:
    first, second = DataLock(data), DataLock(data)
    assert first.acquire()
    settings = Settings(data=data, answerer="extractive")
    state = (data / "index" / "state.json").read_bytes()
    opened = Sourcier.open(settings)
    assert opened.search("le port de quolaaaaaa")[1]
    opened.close()
    assert (data / "index" / "state.json").read_bytes() == state
    assert any(f"processus {os.getpid()}" in finding.detail for finding in examine(settings))
    first.release()
    assert second.acquire()
    second.release()


def test_a_clock_that_goes_back_hides_no_change(tmp_path: Path, sourcier: Sourcier) -> None:
    folder = tmp_path / "clippings"
    folder.mkdir()
    note = folder / "note.txt"
    data = tmp_path / "data"
    data.mkdir()
    (data / "models").symlink_to(sourcier.settings.data / "models")
    opened = Sourcier.open(Settings(data=data, articles=folder, answerer="extractive"))
    try:
        for count, when in (("douze", 4_000_000_000), ("treize", 1_000_000_000), ("quinze", 0)):
            note.write_text(
                f"Le phare\n\nLe gardien du phare de Tréval a compté {count} navires mardi soir.\n", "utf-8"
            )
            os.utime(note, (when, when))
            opened.ingest([folder])
            answer = opened.ask("Combien de navires a comptés le gardien du phare de Tréval ?")
            assert count in answer.text
        assert opened.coverage().articles == 1
    finally:
        opened.close()


@pytest.mark.skipif(not FULL, reason="two servers take half a minute to start: make faults")
def test_a_second_server_says_so_and_leaves_the_index_alone(data: Path, tmp_path: Path) -> None:
    servers = []
    try:
        for n in range(2):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                port = probe.getsockname()[1]
            environment = {
                **os.environ, "SOURCIER_DATA": str(data), "SOURCIER_PORT": str(port),
                "SOURCIER_ANSWERER": "extractive", "SOURCIER_ARTICLES": str(tmp_path / "none"),
            }  # fmt: skip
            log = (tmp_path / f"{n}.log").open("wb")
            started = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=log, stderr=log)
            servers.append((started, f"http://127.0.0.1:{port}"))
            wait_ready(servers[-1][1], started)
            if n == 0:
                state = (data / "index" / "state.json").read_bytes()
        first, second = (url for _, url in servers)
        assert f"processus {servers[0][0].pid} sert déjà" in (tmp_path / "1.log").read_text("utf-8")
        assert (data / "index" / "state.json").read_bytes() == state
        sent = {"file": ("lettre.txt", text_of(777_000).encode())}
        assert httpx.post(f"{second}/api/articles", files=sent, timeout=60).status_code == 201
        query = {"q": f"le quai {name_of(777_000)}"}
        for url in (first, second):
            assert name_of(777_000) in httpx.get(f"{url}/api/search", params=query, timeout=60).text
    finally:
        for server, _ in servers:
            server.terminate()
            server.wait(60)
    assert all(finding.ok for finding in examine(Settings(data=data, answerer="extractive")))
