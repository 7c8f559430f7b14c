"""``python app.py`` for real: a fresh data folder, the sample articles, one question, a clean end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[2]


def environment(tmp_path: Path, port: int) -> dict[str, str]:
    return {
        **os.environ,
        "SOURCIER_DATA": str(tmp_path / "data"),
        "SOURCIER_PORT": str(port),
        "SOURCIER_ANSWERER": "extractive",
    }


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=environment(tmp_path, port))
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(600):
            if process.poll() is not None or _ready(url):
                break
            time.sleep(0.2)
        assert process.poll() is None
        yield url
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=60) == 0


def _ready(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def test_a_fresh_start_reads_the_samples_and_answers(served: str) -> None:
    assert httpx.get(f"{served}/api/articles").json()["total"] == 20
    asked = {"question": "Pourquoi le pont des Tanneurs a-t-il été fermé ?"}
    answer = httpx.post(f"{served}/api/ask", json=asked, timeout=60).json()
    assert answer["status"] == "answered"
    assert answer["answerer"]["kind"] == "extractive"
    for citation in answer["citations"]:
        article = httpx.get(f"{served}/api/articles/{citation['article_id']}").json()
        assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    assert "Sourcier" in httpx.get(f"{served}/", timeout=60).text


def test_a_busy_port_is_one_plain_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        run = subprocess.run(
            [sys.executable, "app.py"],
            cwd=ROOT,
            env=environment(tmp_path, busy.getsockname()[1]),
            capture_output=True,
            text=True,
        )
    assert run.returncode == 1
    assert len(run.stderr.strip().splitlines()) == 1
    assert "SOURCIER_PORT" in run.stderr


def test_the_command_line(tmp_path: Path) -> None:
    def rag(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "rag", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment(tmp_path, 0), capture_output=True, text=True)

    assert rag("--help").returncode == 0
    assert rag("nonsense").returncode == 2
    taken = rag("ingest", "samples/articles", "--json")
    assert taken.returncode == 0, taken.stderr
    listed = rag("articles", "--json")
    assert '"total": 20' in listed.stdout
    assert rag("ask", "Qui est maire de Saint-Avelin ?", "--json").returncode == 0
    refused = rag("forget", "nosuchid")
    assert refused.returncode == 1
    assert len(refused.stderr.strip().splitlines()) == 1
    assert rag("ask", "").returncode == 1
    assert rag("ingest", "no/such/folder").returncode == 1
    assert rag("doctor").returncode == 0
