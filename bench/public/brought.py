"""The files of a public set that the user brought: found, read, thinned out."""

from __future__ import annotations

import gzip
import json
import sys
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

from rag.errors import BadInput

T = TypeVar("T")
Record = dict[str, Any]


def folder_of(root: Path, name: str) -> Path | None:
    """The folder of a set below ``root``, in whatever case its name is written; None where it was not brought."""
    if not root.is_dir():
        raise BadInput(f"« {root} » n'est pas un dossier.", f"'{root}' is not a folder.")
    return next((path for path in sorted(root.iterdir()) if path.is_dir() and path.name.lower() == name), None)


def json_lines(file: Path) -> list[Record]:
    """The objects of a JSONL file; BadInput, naming the line, for one that is none."""
    found = []
    for number, line in enumerate(_text(file).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise unusable(file, f"ligne {number} : {error}", f"line {number}: {error}") from error
        if not isinstance(row, dict):
            raise unusable(file, f"ligne {number} : pas un objet", f"line {number}: no object")
        found.append(row)
    return found


def tab_lines(file: Path) -> list[list[str]]:
    """The fields of each line of a TSV file, which knows no quoting."""
    return [line.split("\t") for line in _text(file).splitlines() if line.strip()]


def _text(file: Path) -> str:
    try:
        data = file.read_bytes()
        return (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise unusable(file, str(error), str(error)) from error


def unusable(file: Path, fr: str, en: str) -> BadInput:
    """The fault of a file that is not as the set is published."""
    return BadInput(
        f"{file} ne convient pas ({fr}) : docs/evaluation.md dit la forme attendue.",
        f"{file} cannot be used ({en}): docs/evaluation.md says which form is expected.",
    )


def thinned(rows: Sequence[T], most: int | None) -> list[T]:
    """At most so many, evenly from the whole: the same ones each time."""
    if not most or most >= len(rows):
        return list(rows)
    return [rows[n * len(rows) // most] for n in range(most)]


def followed(rows: Sequence[T], what: str) -> Iterator[T]:
    """The rows, with their count on a terminal's standard error."""
    for n, row in enumerate(rows, 1):
        yield row
        if sys.stderr.isatty():
            print(f"\r{what} {n}/{len(rows)}", end="\n" if n == len(rows) else "", file=sys.stderr)


def share(outcomes: Iterable[bool]) -> float | None:
    """Share of what is true; None where nothing was counted."""
    told = list(outcomes)
    return sum(told) / len(told) if told else None


def shown(value: float | None) -> str:
    """A share with three places, as in the tables of docs/."""
    return "–" if value is None else f"{value:.3f}"
