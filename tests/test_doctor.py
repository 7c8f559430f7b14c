"""The doctor: quick where everything is as it was closed, thorough where it is not; it never loads a model."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.doctor import Finding, examine
from rag.settings import Settings
from tests.faults import tasks

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("chromadb", "langchain_core", "xllamacpp", "onnxruntime", "torch")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small library with made-up vectors that was closed properly, and a file that could be a model."""
    folder = tmp_path_factory.mktemp("doctor")
    tasks.build(lambda: None, str(folder / "data"), articles=1, indexed=1)
    (folder / "little.gguf").write_bytes(b"GGUF" + bytes(100))
    return folder / "data"


def found(settings: Settings, name: str, *, repair: bool = False) -> Finding:
    """The finding of this name; there is one."""
    (finding,) = [finding for finding in examine(settings, repair=repair) if finding.name == name]
    return finding


def test_it_loads_neither_the_index_nor_a_model(data: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from rag.doctor import examine; from rag.settings import Settings\n"
        f"found = examine(Settings(data=Path({str(data)!r}), model={str(data.parent / 'little.gguf')!r}))\n"
        "assert all(finding.ok for finding in found), found\n"
        "print(*[f'{finding.name} {finding.detail}' for finding in found], sep='\\n')\n"
        f"print('loaded', *[name for name in {HEAVY!r} if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "index 10 vecteurs" in said
    assert "rédacteur embedded little" in said
    assert said.splitlines()[-1].strip() == "loaded"


def test_a_model_that_cannot_be_read_is_told_without_loading_it(data: Path) -> None:
    finding = found(Settings(data=data, answerer="embedded", model=str(data / "absent.gguf")), "rédacteur")
    assert not finding.ok
    assert "SOURCIER_MODEL" in finding.detail


def test_an_index_that_was_changed_is_opened_and_looked_at(data: Path) -> None:
    settings = Settings(data=data, answerer="extractive")
    assert found(settings, "index").detail == "10 vecteurs"
    (index,) = (data / "index").glob("passages-*")
    shutil.rmtree(index)
    assert found(settings, "index").detail == "10 vecteurs, refait à l'instant"
    assert found(settings, "index").detail == "10 vecteurs"
    assert found(settings, "index", repair=True).ok
