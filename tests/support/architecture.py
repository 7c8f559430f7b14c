"""Guards of the layout, as functions of a source tree: each gives one line for every place that breaks its rule."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

_TAG = re.compile(r"</?[a-z][a-z0-9]*[\s>]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_BREAKS = re.compile(r"[|()?:\[\]\\]+")


@lru_cache(maxsize=1024)
def tree_of(path: Path) -> ast.Module:
    """The syntax of a file, parsed once."""
    return ast.parse(path.read_text("utf-8"))


def module_of(path: Path, root: Path) -> str:
    """The dotted name of a file: ``rag/question/kind.py`` is ``rag.question.kind``, a package has its folder's name."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def strays(files: Iterable[Path], root: Path, homes: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Imports of an outside library away from its home, at the top of a file or inside a function."""
    found = []
    for path in files:
        name = path.relative_to(root).as_posix()
        for module in _imported(path):
            home = homes.get(module.split(".")[0])
            if home is not None and not name.startswith(home):
                found.append(f"{name} imports {module}")
    return found


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def missing_modules(files: Iterable[Path], root: Path, ours: Sequence[str]) -> list[str]:
    """Imports of modules of ours that are not there, as after a move; ``ours`` are the top folders."""
    found = []
    for path in files:
        for module in _imported(path):
            place = root.joinpath(*module.split("."))
            if module.split(".")[0] in ours and not place.is_dir() and not place.with_suffix(".py").is_file():
                found.append(f"{path.relative_to(root).as_posix()} imports {module}")
    return found


def graph(files: Sequence[Path], root: Path) -> dict[str, set[str]]:
    """Who imports whom among the files; ``from package import module`` counts as the module alone."""
    known = {module_of(path, root) for path in files}
    found: dict[str, set[str]] = {}
    for path in files:
        targets: set[str] = set()
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.Import):
                targets |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                inner = {f"{node.module}.{alias.name}" for alias in node.names}
                targets |= inner & known
                targets |= {node.module} if inner - known else set()
        found[module_of(path, root)] = (targets & known) - {module_of(path, root)}
    return found


def circles(imports: Mapping[str, set[str]]) -> list[str]:
    """The modules that reach themselves again through what they import, circle by circle."""
    reach = {module: _reached(module, imports) for module in imports}
    looped = {module for module in imports if module in reach[module]}
    rings = {frozenset(other for other in looped if other in reach[one] and one in reach[other]) for one in looped}
    return sorted(" - ".join(sorted(ring)) for ring in rings)


def _reached(start: str, imports: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(imports[start])
    while waiting:
        module = waiting.pop()
        if module not in seen:
            seen.add(module)
            waiting += imports.get(module, ())
    return seen


def forbidden_imports(imports: Mapping[str, set[str]], table: Mapping[str, Sequence[str]]) -> list[str]:
    """Imports that the table does not allow, and rooms that it leaves out; the longest fitting row counts.

    A row or an entry names a module with all that is in it; with ``!`` at its end the module alone, with ``.*`` the
    modules right in a folder and none of its rooms.
    """
    found = []
    for module, targets in imports.items():
        room = max((row for row in table if _fits(module, row)), key=len, default=None)
        if room is None:
            found.append(f"{module} has no row in the table of imports")
            continue
        allowed = (room, *table[room])
        found += [f"{module} imports {other}" for other in sorted(targets) if not any(_fits(other, a) for a in allowed)]
    return found


def _fits(module: str, entry: str) -> bool:
    if entry.endswith("!"):
        return module == entry[:-1]
    if entry.endswith(".*"):
        return module.rpartition(".")[0] == entry[:-2]
    return module == entry or module.startswith(entry + ".")


def crowded_folders(files: Iterable[Path], root: Path, most: int) -> dict[str, int]:
    """Folders with more modules than ``most``, and how many they have; ``__init__`` does not count."""
    counts: dict[str, int] = defaultdict(int)
    for path in files:
        if path.stem != "__init__":
            counts[path.parent.relative_to(root).as_posix()] += 1
    return {folder: count for folder, count in counts.items() if count > most}


def long_files(files: Iterable[Path], root: Path, most: int) -> dict[str, int]:
    """Files with more lines than ``most``, and how many they have."""
    lines = {path.relative_to(root).as_posix(): len(path.read_text("utf-8").splitlines()) for path in files}
    return {name: count for name, count in lines.items() if count > most}


def long_functions(files: Iterable[Path], root: Path, most: int) -> list[str]:
    """Functions with more lines than ``most``."""
    return [
        f"{path.relative_to(root).as_posix()}: {node.name}"
        for path in files
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > most
    ]


def double_names(files: Iterable[Path], root: Path) -> list[str]:
    """Names that two modules bear; ``__init__`` is free."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in files:
        if path.stem != "__init__":
            places[path.stem].append(path.relative_to(root).as_posix())
    return sorted(" and ".join(sorted(paths)) for paths in places.values() if len(paths) > 1)


def word_tables(files: Iterable[Path], root: Path, most: int) -> dict[str, int]:
    """Files with more words of a language than ``most`` in one list, set, split text or pattern; the largest number."""
    largest = {path.relative_to(root).as_posix(): max(_words_listed(tree_of(path)), default=0) for path in files}
    return {name: count for name, count in largest.items() if count > most}


def _words_listed(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
            text = node.func.value
            yield len(text.value.split()) if isinstance(text, ast.Constant) and isinstance(text.value, str) else 0
        elif isinstance(node, ast.Set | ast.List | ast.Tuple):
            yield sum(_is_word(item) for item in node.elts)
        elif isinstance(node, ast.Dict) and not any(isinstance(value, ast.Tuple) for value in node.values):
            yield sum(_is_word(key) for key in node.keys if key is not None)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.count("|") >= 8:
            yield sum(bool(_WORD.fullmatch(part.strip())) for part in _BREAKS.split(node.value))


def _is_word(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and bool(_WORD.fullmatch(node.value))


def untyped_objects(files: Iterable[Path], root: Path) -> dict[str, int]:
    """Files where objects are a ``dict[str, Any]``, or a ``Json`` that stands for one, and how often."""
    counts = {path.relative_to(root).as_posix(): sum(map(_is_untyped, ast.walk(tree_of(path)))) for path in files}
    return {name: count for name, count in counts.items() if count}


def _is_untyped(node: ast.AST) -> bool:
    if isinstance(node, ast.Subscript):
        return re.sub(r"\s", "", ast.unparse(node)) == "dict[str,Any]"
    return isinstance(node, ast.Name) and node.id == "Json"


def handmade_html(files: Iterable[Path], root: Path) -> dict[str, int]:
    """Files that put values between tags by an f-string instead of a template, and how often."""
    counts = {path.relative_to(root).as_posix(): sum(map(_holds_tags, ast.walk(tree_of(path)))) for path in files}
    return {name: count for name, count in counts.items() if count}


def _holds_tags(node: ast.AST) -> bool:
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    return any(isinstance(part, ast.Constant) and bool(_TAG.search(str(part.value))) for part in parts)


def readers_of_environment(files: Iterable[Path]) -> list[str]:
    """Names of the modules that read the environment."""
    return [path.name for path in files if "os.environ" in path.read_text("utf-8")]


def other_folds(files: Iterable[Path], root: Path, home: str) -> list[str]:
    """Functions called ``fold`` outside the one module that folds text."""
    return [
        f"{name}: {node.name}"
        for path in files
        if (name := path.relative_to(root).as_posix()) != home
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and node.name in ("fold", "_fold")
    ]


def beyond(found: Mapping[str, int], allowed: Mapping[str, int]) -> list[str]:
    """What is larger than its exception allows or has none, and exceptions that are no longer needed."""
    grown = [f"{name} has {count}" for name, count in found.items() if count > allowed.get(name, 0)]
    return grown + [f"{name} is in order: take its exception out" for name in allowed.keys() - found.keys()]


def lines_of(folder: Path) -> int:
    """Lines of all that is written in a folder: code and word lists."""
    return sum(
        len(path.read_text("utf-8").splitlines())
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".py", ".txt")
    )
