"""Folders to files: what to read, in what order, and what to leave alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.errors import NotFound
from rag.reading.formats.registry import endings

READ = frozenset({*endings(), ""})
"""Suffixes that are read; files without one too, for their content decides."""
DOCUMENTS = frozenset(
    ".doc .odt .rtf .epub .eml .mht .mhtml .xml .csv .tsv .json .xls .xlsx .ppt .pptx .ods .odp .pages .zip .gz".split()
)
"""Suffixes of files that may hold articles: they are reported where they are not read. Others are passed over."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file to take in: where it is and what it is called in the library."""

    path: Path
    root: str
    file: str
    size: int
    mtime_ns: int


@dataclass(slots=True)
class Walk:
    """The files under the paths asked for; ``unread`` holds (name, reason fr, reason en)."""

    found: list[Found] = field(default_factory=list)
    unread: list[tuple[str, str, str]] = field(default_factory=list)
    missing: list[tuple[str, str]] = field(default_factory=list)
    """Known files that are no longer there: root and name."""


Known = Mapping[str, Container[str]]
"""The files that the library knows, by root."""


def walk(paths: Sequence[Path], known: Mapping[str, Collection[str]]) -> Walk:
    """All files of the paths, once each, in sorted order; those that the library knows keep their root and name.

    Raises NotFound where a path does not exist.
    """
    result = Walk()
    seen: set[tuple[str, str]] = set()
    for path in paths:
        if not path.exists():
            raise NotFound(
                f"{path} n'existe pas : vérifiez le chemin donné.", f"{path} does not exist: check the path."
            )
        whole = Path(os.path.abspath(path))
        if whole.is_dir():
            for file in _files(whole, result):
                _add(result, file, _identity(file, whole, known), seen, asked=False)
            result.missing += _missing(whole, known, seen)
        else:
            _add(result, whole, _identity(whole, whole.parent, known), seen, asked=True)
    return result


def _add(result: Walk, path: Path, identity: tuple[str, str], seen: set[tuple[str, str]], asked: bool) -> None:
    if identity in seen:
        return
    seen.add(identity)
    root, name = identity
    suffix = path.suffix.lower()
    if suffix not in READ and not asked:
        if suffix in DOCUMENTS:
            fr = f"format {suffix} non pris en charge : enregistrez-le en PDF, DOCX, HTML ou texte."
            result.unread.append((name, fr, f"format {suffix} is not read: save it as PDF, DOCX, HTML or text."))
        return
    try:
        status = path.stat()
    except OSError as error:
        result.unread.append((name, f"illisible : {error.strerror}.", f"cannot be read: {error.strerror}."))
        return
    if stat.S_ISREG(status.st_mode):
        result.found.append(Found(path, root, name, status.st_size, status.st_mtime_ns))
    else:
        result.unread.append((name, "ce n'est pas un fichier ordinaire.", "not an ordinary file."))


def _identity(path: Path, root: Path, known: Known) -> tuple[str, str]:
    """Root and name of a file: those it is known by, else the folder asked for and the path within it."""
    for other in sorted(known, key=len, reverse=True):
        if path.is_relative_to(other) and (name := printable(path.relative_to(other).as_posix())) in known[other]:
            return other, name
    return printable(str(root)), printable(path.relative_to(root).as_posix())


def _missing(folder: Path, known: Mapping[str, Collection[str]], seen: set[tuple[str, str]]) -> list[tuple[str, str]]:
    top = f"{printable(str(folder))}/"
    return [
        (root, name)
        for root, names in known.items()
        for name in sorted(names)
        if f"{root}/{name}".startswith(top) and (root, name) not in seen and not os.path.lexists(f"{root}/{name}")
    ]


def _files(top: Path, result: Walk) -> Iterator[Path]:
    """Files below a folder in sorted order; hidden ones are skipped, a folder reached twice is read once."""
    visited: set[tuple[int, int]] = set()

    def failed(error: OSError) -> None:
        name = str(error.filename)
        result.unread.append((name, f"dossier illisible : {error.strerror}.", f"unreadable folder: {error.strerror}."))

    for folder, subfolders, names in os.walk(top, followlinks=True, onerror=failed):
        try:
            status = os.stat(folder)
        except OSError as error:
            failed(error)
            continue
        if (status.st_dev, status.st_ino) in visited:
            subfolders.clear()
            continue
        visited.add((status.st_dev, status.st_ino))
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        yield from (Path(folder, name) for name in sorted(names) if not name.startswith("."))


def printable(name: str) -> str:
    """A file name that every program can show and store: bytes that are not UTF-8 are escaped."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
