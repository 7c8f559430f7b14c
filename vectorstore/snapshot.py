"""A whole library in one file: a consistent copy while others write, and a copy put back in its place."""

from __future__ import annotations

import os
import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from rag.errors import Unavailable
from vectorstore import schema


@dataclass(frozen=True, slots=True)
class Contents:
    """What a library's file holds."""

    schema: int
    articles: int
    passages: int
    embedder: str | None
    generation: int


def copy(library: Path, target: Path) -> None:
    """Copy the library as it is at one moment, whoever writes to it; SetupError where it cannot be read."""
    try:
        with closing(schema.connect(library)) as source, closing(sqlite3.connect(target)) as copied:
            source.backup(copied)
            # a file of its own, without the log beside it
            copied.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.DatabaseError as error:
        raise schema.unusable(library, error) from error


def contents(file: Path) -> Contents | None:
    """What a file holds, all of it read and found whole; None for what is no library or a damaged one."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as found:

            def value(sql: str) -> object:
                row = found.execute(sql).fetchone()
                return row and row[0]

            if value("PRAGMA application_id") != schema.APPLICATION or value("PRAGMA quick_check(1)") != "ok":
                return None
            embedder = value("SELECT value FROM meta WHERE name = 'embedder'")
            return Contents(
                int(str(value("PRAGMA user_version"))),
                int(str(value("SELECT count(*) FROM articles"))),
                int(str(value("SELECT count(*) FROM passages"))),
                None if embedder is None else str(embedder),
                int(str(value("SELECT value FROM meta WHERE name = 'generation'"))),
            )
    except (sqlite3.DatabaseError, ValueError):
        return None


def restore(copied: Path, library: Path) -> None:
    """Put a copy in the library's place, whole or not at all, also under the eyes of processes that read it.

    It gets a name of its own, since an index that followed the old one may not be taken for this one's, and a
    later generation, by which readers notice. A library that SQLite cannot open is kept beside it as ``.damaged``.
    """
    library.parent.mkdir(parents=True, exist_ok=True)
    old = contents(library) if library.exists() else None
    try:
        with closing(sqlite3.connect(copied)) as source:
            source.execute("UPDATE meta SET value = ? WHERE name = 'identity'", (secrets.token_hex(8),))
            if old:
                source.execute("UPDATE meta SET value = max(value, ?) + 1 WHERE name = 'generation'", (old.generation,))
            source.commit()
            if old is None:
                _put_aside(library)
            with closing(schema.connect(library)) as target:
                source.backup(target)
                target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            schema.prepare(library)
    except sqlite3.OperationalError as error:
        raise Unavailable(
            f"La bibliothèque {library} n'a pas pu être écrite ({error}) : elle est restée comme elle était.",
            f"The library {library} could not be written ({error}): it is as it was.",
        ) from error


def _put_aside(library: Path) -> None:
    if library.exists():
        os.replace(library, library.with_name(f"{library.name}.damaged"))
    for suffix in ("-wal", "-shm"):
        library.with_name(library.name + suffix).unlink(missing_ok=True)
