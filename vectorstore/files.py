"""What the library knows of the files that its articles come from."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from vectorstore import kinship
from vectorstore.database import Database


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file as it was when last read; ``refused`` holds why in French and English, if it was.

    ``reading`` is the version of the reading rules that it was read with.
    """

    sha256: str
    mtime_ns: int
    size: int
    reading: int = 0
    refused: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article of a file: its id, record number and a hash of what it says."""

    article_id: str
    record: int | None
    content: str


class Files:
    """Files by root and relative path."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def roots(self) -> list[str]:
        """The folders that files were taken from, and ``upload``."""
        return [row[0] for row in self._database.rows("SELECT DISTINCT root FROM files ORDER BY root")]

    def of(self, root: str) -> dict[str, KnownFile]:
        """The files of a root as they were when last read."""
        return {row["file"]: _known(row) for row in self._database.rows("SELECT * FROM files WHERE root = ?", (root,))}

    def same_content(self, sha256: str) -> list[tuple[str, str, KnownFile]]:
        """The files with this content: root, path, state."""
        found = self._database.rows("SELECT * FROM files WHERE sha256 = ? ORDER BY root, file", (sha256,))
        return [(row["root"], row["file"], _known(row)) for row in found]

    def note(self, root: str, file: str, known: KnownFile) -> None:
        """Record that a file was read as it is now, whatever became of it."""
        with self._database.write(changes_passages=False) as connection:
            write_file(connection, root, file, known)

    def rename(self, root: str, file: str, new_root: str, new_file: str, known: KnownFile) -> None:
        """Move a file and its articles, which keep their ids, to another path that the library does not know."""
        with self._database.write(changes_passages=False) as connection:
            connection.execute("DELETE FROM files WHERE root = ? AND file = ?", (root, file))
            connection.execute(
                "UPDATE articles SET root = ?, file = ? WHERE root = ? AND file = ?", (new_root, new_file, root, file)
            )
            write_file(connection, new_root, new_file, known)

    def articles(self, root: str, file: str) -> list[KnownArticle]:
        """The articles of a file in the order of their records."""
        found = self._database.rows(
            "SELECT article_id, record, content FROM articles WHERE root = ? AND file = ? ORDER BY record, id",
            (root, file),
        )
        return [KnownArticle(row["article_id"], row["record"], row["content"]) for row in found]

    def mark_gone(self, gone: Collection[tuple[str, str]], here: Collection[tuple[str, str]]) -> None:
        """Note which files (root, path) are no longer in their folder, and which are there; their articles stay."""
        known = {(row["root"], row["file"]) for row in self._database.rows("SELECT root, file FROM gone")}
        new, back = set(gone) - known, known & set(here)
        if not new and not back:
            return
        with self._database.write(changes_passages=False) as connection:
            connection.executemany("INSERT INTO gone (root, file) VALUES (?, ?)", sorted(new))
            connection.executemany("DELETE FROM gone WHERE root = ? AND file = ?", sorted(back))

    def settle(self, records: Mapping[str, int | None], gone: Collection[str]) -> None:
        """Give articles of a file their new record numbers and remove those that are gone, all at once."""
        with self._database.write(changes_passages=bool(gone)) as connection:
            for article_id in gone:
                row = connection.execute("SELECT id FROM articles WHERE article_id = ?", (article_id,)).fetchone()
                if row:
                    delete_article(connection, row[0])
            connection.executemany(
                "UPDATE articles SET record = ? WHERE article_id = ?",
                [(record, article_id) for article_id, record in records.items()],
            )


def write_file(connection: sqlite3.Connection, root: str, file: str, known: KnownFile) -> None:
    """Write a file's row within a transaction."""
    connection.execute(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (root, file, known.sha256, known.mtime_ns, known.size, known.reading, *(known.refused or (None, None))),
    )


def delete_article(connection: sqlite3.Connection, article: int) -> None:
    """Delete an article's row with all that hangs on it, and regroup its copies, within a transaction."""
    kin = kinship.members(connection, article) - {article}
    connection.execute("DELETE FROM articles WHERE id = ?", (article,))
    kinship.regroup(connection, kin)


def _known(row: sqlite3.Row) -> KnownFile:
    refused = (row["refused_fr"], row["refused_en"]) if row["refused_fr"] is not None else None
    return KnownFile(row["sha256"], row["mtime_ns"], row["size"], row["reading"], refused)
