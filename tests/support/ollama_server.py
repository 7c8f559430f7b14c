"""A real Ollama server for the tests: a port, a folder of models and a log of its own."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.support.smollm import cache

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "get_ollama.sh"
VERSION = os.environ.get("SOURCIER_TEST_OLLAMA", "")
"""Version to build and test; empty: the one on the PATH, else the usual one."""


def program() -> str:
    """The ollama program; skips the test, with the reason, where there is neither Ollama nor Go (fails under CI)."""
    built = cache() / f"ollama-{VERSION or '0.17.4'}" / "ollama"
    if built.is_file() and (VERSION or not shutil.which("ollama")):
        return str(built)
    if not shutil.which("go") and (VERSION or not shutil.which("ollama")):
        reason = "neither Ollama nor Go is installed"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}, and under CI the Ollama tests must run")
        pytest.skip(reason)
    found = subprocess.run([str(SCRIPT), *([VERSION] if VERSION else [])], capture_output=True, text=True)
    if found.returncode:
        pytest.fail(f"get_ollama.sh failed: {found.stderr[-1000:]}")
    return found.stdout.strip().splitlines()[-1]


class OllamaServer:
    """``ollama serve`` on a free port of this machine; can be killed and started again on the same port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.program = program()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.host = f"http://127.0.0.1:{self.port}"
        self.log = folder / "ollama.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """What keeps this server apart from any other of the user's."""
        return {
            **os.environ,
            "OLLAMA_HOST": f"127.0.0.1:{self.port}",
            "OLLAMA_MODELS": str(self.folder / "models"),
            "OLLAMA_NUM_PARALLEL": "1",
            "OLLAMA_DEBUG": "1",
            "HOME": str(self.folder),
        }

    def start(self) -> None:
        """Start and wait until it answers."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [self.program, "serve"], env=self.environment, stdout=log, stderr=log, start_new_session=True
            )
        for _ in range(600):
            if self._process.poll() is not None:
                break
            try:
                httpx.get(f"{self.host}/api/version", timeout=2)
                return
            except httpx.HTTPError:
                time.sleep(0.1)
        raise RuntimeError(f"ollama serve did not start: {self.log.read_text('utf-8', 'replace')[-1000:]}")

    def create(self, name: str, gguf: Path) -> None:
        """Import a GGUF file under a name."""
        modelfile = self.folder / "Modelfile"
        # One thread: two wait for each other as long as their neighbours keep the cores busy.
        modelfile.write_text(f"FROM {gguf}\nPARAMETER num_thread 1\n", "utf-8")
        subprocess.run(
            [self.program, "create", name, "-f", str(modelfile)],
            env=self.environment, check=True, capture_output=True, timeout=300,
        )  # fmt: skip

    def requests(self, path: str) -> int:
        """How many requests for ``path`` the log holds."""
        return self.logged('"' + path + '"')

    def logged(self, text: str) -> int:
        """How many lines of the log hold ``text``."""
        return sum(text in line for line in self.log.read_text("utf-8", "replace").splitlines())

    def stop(self) -> None:
        """End the server and the runners it started, at once."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None
