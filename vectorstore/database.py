"""Connections and transactions: one connection a thread, one writer at a time."""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from rag.errors import SourcierError, Unavailable
from vectorstore import schema

T = TypeVar("T")


class Database:
    """The library's file; safe to use from several threads and processes."""

    def __init__(self, path: Path) -> None:
        self.path = path
        schema.prepare(path)
        self._local = threading.local()
        self._connections: weakref.WeakSet[schema.Connection] = weakref.WeakSet()
        self._writing = threading.RLock()
        self._kept: dict[str, tuple[int, Any]] = {}

    def close(self) -> None:
        """Close the connections of all threads; a later call opens a new one."""
        for connection in list(self._connections):
            connection.close()
        self._local = threading.local()

    def rows(self, sql: str, parameters: Sequence[object] | dict[str, object] = ()) -> list[sqlite3.Row]:
        """All rows of one query."""
        try:
            return self._connection().execute(sql, parameters).fetchall()
        except sqlite3.DatabaseError as error:
            raise self._fault(error) from error

    def value(self, sql: str, parameters: Sequence[object] = ()) -> Any:  # noqa: ANN401
        """First column of the first row, or None."""
        rows = self.rows(sql, parameters)
        return rows[0][0] if rows else None

    @contextmanager
    def write(self, changes_passages: bool = True) -> Iterator[sqlite3.Connection]:
        """A transaction: all of it is kept, whatever becomes of the process, or nothing."""
        with self._writing:
            try:
                connection = self._connection()
                connection.execute("BEGIN IMMEDIATE")
                try:
                    yield connection
                    if changes_passages:
                        connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'generation'")
                    connection.execute("COMMIT")
                except BaseException:
                    connection.rollback()
                    raise
            except sqlite3.IntegrityError:
                raise
            except sqlite3.DatabaseError as error:
                raise self._fault(error) from error

    def sync(self) -> None:
        """Wait until all that was written would survive a power cut: a checkpoint syncs the log first."""
        self.rows("PRAGMA wal_checkpoint(PASSIVE)")

    def meta(self, name: str) -> Any:  # noqa: ANN401
        """A value of the table of single values, or None."""
        return self.value("SELECT value FROM meta WHERE name = ?", (name,))

    def generation(self) -> int:
        """Goes up with every change of the passages or their vectors."""
        return int(self.meta("generation"))

    def kept(self, name: str, make: Callable[[], T]) -> T:
        """What ``make`` gives, made again once the passages have changed: whole tables are not counted for a search."""
        generation = self.generation()
        known = self._kept.get(name)
        if known is None or known[0] != generation:
            known = self._kept[name] = (generation, make())
        value: T = known[1]
        return value

    def _connection(self) -> schema.Connection:
        connection: schema.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = schema.connect(self.path)
            self._local.connection = connection
            self._connections.add(connection)
        return connection

    def _fault(self, error: sqlite3.DatabaseError) -> SourcierError:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return Unavailable(
                "La bibliothèque est occupée par un autre programme : réessayez dans un instant.",
                "Another program is writing to the library: try again in a moment.",
            )
        return schema.unusable(self.path, error)
