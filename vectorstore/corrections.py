"""What people corrected of an article, kept apart from what was read, so that it holds when the file is read again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import replace

from rag.archive_types import CORRECTABLE
from rag.types import Draft, Precision, Published

_PRECISIONS: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}


def read_values(draft: Draft) -> dict[str, str | None]:
    """The values of a draft that may be corrected, the date as its value."""
    published = draft.published.value if draft.published else None
    return {
        "title": draft.title,
        "source": draft.source,
        "author": draft.author,
        "published": published,
        "language": draft.language,
    }


def corrected(draft: Draft, fields: Mapping[str, str | None], evidence: str) -> Draft:
    """The draft with these values; a date's evidence is ``evidence``."""
    values: dict[str, object] = {name: value for name, value in fields.items() if name != "published"}
    if "published" in fields:
        date = fields["published"]
        values["published"] = Published(date, _PRECISIONS[len(date)], evidence) if date else None
    return replace(draft, **values)  # type: ignore[arg-type]


def apply(connection: sqlite3.Connection, article_id: str, draft: Draft) -> Draft:
    """The draft as corrected earlier, what is read now kept beside it; as it is where nothing was."""
    row = connection.execute("SELECT fields, evidence FROM corrections WHERE article_id = ?", (article_id,)).fetchone()
    if row is None:
        return draft
    connection.execute("UPDATE corrections SET was = ? WHERE article_id = ?", (_was(draft), article_id))
    return corrected(draft, json.loads(row["fields"]), row["evidence"])


def keep(
    connection: sqlite3.Connection, article_id: str, draft: Draft, fields: Mapping[str, str | None], evidence: str
) -> Draft:
    """Add a correction to those before; the draft as it is then. A value that was read is no correction any more."""
    row = connection.execute("SELECT fields, was FROM corrections WHERE article_id = ?", (article_id,)).fetchone()
    read = _draft_read(draft, row["was"]) if row else draft
    known = read_values(read)
    said = (json.loads(row["fields"]) if row else {}) | dict(fields)
    left = {name: value for name, value in said.items() if value != known[name]}
    connection.execute("DELETE FROM corrections WHERE article_id = ?", (article_id,))
    if left:
        connection.execute(
            "INSERT INTO corrections VALUES (?, ?, ?, ?)",
            (article_id, json.dumps(left, ensure_ascii=False), evidence, _was(read)),
        )
    return corrected(read, left, evidence)


def drop(connection: sqlite3.Connection, article_id: str) -> None:
    """Forget what was corrected of an article."""
    connection.execute("DELETE FROM corrections WHERE article_id = ?", (article_id,))


def read_before(fields: str | None, was: str | None) -> dict[str, str | None]:
    """What had been read for each corrected field."""
    values = json.loads(was) if was else {}
    return {name: values.get(name) for name in json.loads(fields or "{}")}


def _was(draft: Draft) -> str:
    """The values as read, and the date's evidence."""
    evidence = {"evidence": draft.published.evidence} if draft.published else {}
    return json.dumps(read_values(draft) | evidence, ensure_ascii=False)


def _draft_read(draft: Draft, was: str) -> Draft:
    """The draft with the values that were read."""
    values = json.loads(was)
    return corrected(draft, {name: values[name] for name in CORRECTABLE}, values.get("evidence", ""))
