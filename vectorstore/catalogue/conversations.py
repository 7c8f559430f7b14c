"""Conversations, kept beside the articles: what was asked on this machine, to open, rename and delete for good."""

from __future__ import annotations

import datetime as dt
import json
import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from rag.archive_types import Conversation
from rag.errors import BadInput, SourcierError
from vectorstore.database import Database

NAME_LIMIT = 100
TURNS_LIMIT = 4_000_000
"""Characters of a conversation's turns as JSON."""
_IDENTITY = re.compile(r"[0-9a-f]{8,64}")


class Conversations:
    """The conversations of one library."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Conversation]:
        """All of them without their turns, the last one changed first."""
        found = self._database.rows(
            "SELECT id, name, asked, '[]' AS turns, changed, substr(turns ->> '$[0].question', 1, 100) AS first "
            "FROM conversations ORDER BY changed DESC, id"
        )
        return [_conversation(row) for row in found]

    def get(self, identity: str) -> Conversation | None:
        """One with its turns, or None: it never was, or was deleted."""
        found = self._database.rows(
            "SELECT id, name, asked, turns, changed, '' AS first FROM conversations WHERE id = ?", (identity,)
        )
        return _conversation(found[0]) if found else None

    def keep(
        self, turns: Sequence[Mapping[str, Any]], identity: str | None = None, name: str | None = None
    ) -> str | None:
        """Keep a conversation as it is now; its id, new where none was given.

        None where the one with that id has been deleted: it does not come back. ``name`` None leaves the name.
        """
        packed = json.dumps(list(turns), ensure_ascii=False)
        if len(packed) > TURNS_LIMIT:
            raise BadInput(
                "La conversation est trop longue pour être gardée : commencez-en une nouvelle.",
                "The conversation is too long to be kept: begin a new one.",
            )
        now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        with self._database.write(changes_passages=False) as connection:
            if identity is None:
                identity = secrets.token_hex(16)
                values = (identity, (name or "")[:NAME_LIMIT], len(turns), packed, now)
                connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?)", values)
                return identity
            changed = connection.execute(
                "UPDATE conversations SET asked = ?, turns = ?, changed = ?, name = coalesce(?, name) WHERE id = ?",
                (len(turns), packed, now, None if name is None else name[:NAME_LIMIT], identity),
            )
            return identity if changed.rowcount else None

    def take_in(self, identity: str, name: str, turns: Sequence[Mapping[str, Any]]) -> None:
        """Take in one that a browser kept, under its own id; nothing where it is known."""
        if not _IDENTITY.fullmatch(identity):
            return
        packed, now = json.dumps(list(turns), ensure_ascii=False), dt.datetime.now(dt.UTC).isoformat()
        with self._database.write(changes_passages=False) as connection:
            connection.execute(
                "INSERT INTO conversations VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (identity, name[:NAME_LIMIT], len(turns), packed, now),
            )

    def rename(self, identity: str, name: str) -> bool:
        """Give it a name; False where there is none."""
        with self._database.write(changes_passages=False) as connection:
            changed = connection.execute(
                "UPDATE conversations SET name = ? WHERE id = ?", (" ".join(name.split())[:NAME_LIMIT], identity)
            )
        return changed.rowcount > 0

    def delete(self, identity: str) -> bool:
        """Delete it for good, its words overwritten in the file and its log; False where there is none."""
        self._database.rows("PRAGMA secure_delete = ON")
        try:
            with self._database.write(changes_passages=False) as connection:
                deleted = connection.execute("DELETE FROM conversations WHERE id = ?", (identity,))
        finally:
            self._database.rows("PRAGMA secure_delete = OFF")
        with suppress(SourcierError):  # a reader may hold the log: it is emptied later then
            self._database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        return deleted.rowcount > 0


def _conversation(row: Any) -> Conversation:  # noqa: ANN401 - a row of SQLite
    return Conversation(
        row["id"], row["name"], row["asked"], tuple(json.loads(row["turns"])), row["changed"], row["first"] or ""
    )
