"""What the README, its French twin and the other documents tell people to type works; what they name exists."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from rag.__main__ import _parser
from rag.settings import Settings, load_settings
from rag.sourcier import Sourcier

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.fr.md")
DOCUMENTS = [*(ROOT / name for name in (*READMES, "CONTRIBUTING.md")), *sorted((ROOT / "docs").glob("*.md"))]
NOT_RUN = {
    "git clone <this repository> sourcier && cd sourcier": "this checkout is such a clone",
    "make run": "CI makes the environment with the same targets, and tests/web/test_serve.py runs app.py as it does",
    "SOURCIER_ARTICLES=~/clippings make run": "as above; the command line is run on that folder here",
    "ollama pull qwen2.5:7b": "4.7 GB; tests/models/test_ollama.py runs a real Ollama with a small model",
    "SOURCIER_MODEL=qwen2.5:7b make run": "as above",
}
"""Commands of the README that are not run here, each with the reason."""
SERVED = "http://127.0.0.1:7860"


def commands(name: str) -> list[str]:
    """The lines of the shell blocks, without their comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", (ROOT / name).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    lines = [re.sub(r"\s{2,}#.*", "", line).strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


RUN = [command for command in commands("README.md") if command not in NOT_RUN]


@pytest.fixture(scope="module")
def reader(sourcier: Sourcier, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of somebody with a folder of clippings and a data folder of their own."""
    home = tmp_path_factory.mktemp("home")
    shutil.copytree(ROOT / "samples" / "articles", home / "clippings")
    (home / "data").mkdir()
    (home / "data" / "models").symlink_to(sourcier.settings.data / "models")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SOURCIER_", "OLLAMA_"))}
    return kept | {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "SOURCIER_DATA": str(home / "data"),
        "SOURCIER_ARTICLES": str(home / "clippings"),
        "SOURCIER_ANSWERER": "extractive",
    }


@pytest.fixture(scope="module")
def service(reader: dict[str, str]) -> Iterator[str]:
    """The program, served on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    served = f"http://127.0.0.1:{port}"
    settings = reader | {"SOURCIER_PORT": str(port), "SOURCIER_DATA": reader["SOURCIER_DATA"] + "-served"}
    Path(settings["SOURCIER_DATA"]).mkdir()
    (Path(settings["SOURCIER_DATA"]) / "models").symlink_to(Path(reader["SOURCIER_DATA"]) / "models")
    process = subprocess.Popen([sys.executable, "app.py"], cwd=ROOT, env=settings)
    try:
        for _ in range(600):
            if process.poll() is not None or _ready(served):
                break
            time.sleep(0.2)
        yield served
    finally:
        process.terminate()
        process.wait(timeout=60)


def _ready(served: str) -> bool:
    try:
        return httpx.get(f"{served}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def test_every_command_that_is_not_run_is_there() -> None:
    assert set(NOT_RUN) <= set(commands("README.md"))
    assert len(RUN) >= 7


@pytest.mark.parametrize("command", [command for command in RUN if SERVED not in command])
def test_a_command_of_the_readme_works(command: str, reader: dict[str, str]) -> None:
    done = subprocess.run(command, shell=True, cwd=ROOT, env=reader, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("command", [command for command in RUN if SERVED in command])
def test_a_request_of_the_readme_is_answered(command: str, reader: dict[str, str], service: str) -> None:
    if not shutil.which("curl"):
        pytest.skip("curl is not installed")
    done = subprocess.run(
        command.replace(SERVED, service), shell=True, env=reader, capture_output=True, text=True, timeout=300
    )
    assert json.loads(done.stdout)["status"] == "answered", done.stderr


def test_the_french_readme_has_the_same_commands_and_links() -> None:
    assert commands("README.fr.md") == commands("README.md")
    links = [set(re.findall(r"\]\(([^)#]+)\)", (ROOT / name).read_text("utf-8"))) for name in READMES]
    assert links[0] - {"README.fr.md"} == links[1] - {"README.md"}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_what_a_document_points_to_exists(document: Path) -> None:
    text = document.read_text("utf-8")
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert link.startswith("https://") or (document.parent / link).exists(), link
    targets = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([\w-]+)", text)) <= targets
    known = next(action.choices for action in _parser()._actions if action.dest == "command")
    assert set(re.findall(r"python -m rag (\w+)", text)) <= set(known or ())


def read_settings() -> set[str]:
    """The names that rag/settings.py reads."""
    return set(re.findall(r'given\.get\(\s*"(\w+)"', (ROOT / "rag" / "settings.py").read_text("utf-8")))


def test_the_settings_example_is_complete_and_shows_the_defaults() -> None:
    text = (ROOT / ".env.example").read_text("utf-8")
    assert set(re.findall(r"^(\w+)=", text, re.MULTILINE)) == read_settings()
    assert load_settings({}, ROOT / ".env.example") == Settings()


@pytest.mark.parametrize(
    "name", [*READMES, "docs/operations.md", "compose.yaml", "Containerfile", "deploy/sourcier.service"]
)
def test_every_setting_that_is_named_exists(name: str) -> None:
    named = set(re.findall(r"\b(?:SOURCIER_[A-Z_]+|OLLAMA_HOST)\b", (ROOT / name).read_text("utf-8")))
    assert named
    assert named <= read_settings()


def test_the_container_holds_what_the_program_needs() -> None:
    """All folders of ours that app.py imports or reads, and no more than .dockerignore lets through."""
    text = (ROOT / "Containerfile").read_text("utf-8")
    copied = {name.strip("./") for name in re.findall(r"^COPY (.+) \S+$", text, re.MULTILINE) for name in name.split()}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert copied == allowed
    assert {"rag", "vectorstore", "web", "prompts", "samples", "app.py", "requirements.txt"} <= copied
    assert all((ROOT / name).exists() for name in copied)
