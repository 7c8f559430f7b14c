"""Lines of articles whose label was put right by hand, found again by their words when the file is read anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import cast

from rag.types import Draft, Label


def kept(connection: sqlite3.Connection, article_id: str) -> dict[str, Label]:
    """The labels put by hand, by the words of the line."""
    found = connection.execute("SELECT line, label FROM relabelled WHERE article_id = ?", (article_id,))
    return {row["line"]: cast(Label, row["label"]) for row in found}


def apply(connection: sqlite3.Connection, article_id: str, draft: Draft) -> Draft:
    """The draft as read now with the labels put by hand; those read now are kept beside them."""
    labels = kept(connection, article_id)
    read = {draft.words(line): line.label for line in draft.lines} if labels else {}
    connection.executemany(
        "UPDATE relabelled SET was = ? WHERE article_id = ? AND line = ?",
        [(read[line], article_id, line) for line in labels if line in read],
    )
    return draft.with_labels(labels)


def keep(connection: sqlite3.Connection, article_id: str, was: Mapping[str, Label], now: Mapping[str, Label]) -> None:
    """Note new labels of lines, and what had been read; a line that has the label it was read with is forgotten."""
    for line, label in now.items():
        connection.execute("DELETE FROM relabelled WHERE article_id = ? AND line = ?", (article_id, line))
        if label != was[line]:
            connection.execute("INSERT INTO relabelled VALUES (?, ?, ?, ?)", (article_id, line, label, was[line]))


def drop(connection: sqlite3.Connection, article_id: str) -> None:
    """Forget what was put right in an article."""
    connection.execute("DELETE FROM relabelled WHERE article_id = ?", (article_id,))
