"""Tags, stars and notes on articles and on quotations: kept by the article's id, whatever becomes of its file."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence

from rag.archive_types import Annotated, Annotation, AnnotationChange, QuoteNote
from rag.errors import BadInput
from rag.language.fold import fold_open as fold
from vectorstore.database import Database

TAG_LIMIT = 100
"""Characters of a tag."""
TAGS_LIMIT = 50
"""Tags of an article."""
NOTE_LIMIT = 20_000
"""Characters of a note."""


class Annotations:
    """The annotations of one library. Writing is one transaction: all of it is kept, or nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- reading

    def of(self, article_ids: Sequence[str]) -> dict[str, Annotation]:
        """The annotation of each of these articles, empty where there is none."""
        given = (json.dumps(list(article_ids)),)
        where = "WHERE article_id IN (SELECT value FROM json_each(?))"
        tags: dict[str, list[str]] = defaultdict(list)
        for row in self._database.rows(f"SELECT article_id, tag FROM tags {where} ORDER BY folded", given):
            tags[row["article_id"]].append(row["tag"])
        whole: dict[str, sqlite3.Row] = {}
        quotes: dict[str, list[QuoteNote]] = defaultdict(list)
        for row in self._database.rows(f'SELECT * FROM annotations {where} ORDER BY start, "end"', given):
            if row["end"]:
                quotes[row["article_id"]].append(_quote(row))
            else:
                whole[row["article_id"]] = row
        return {key: _annotation(key, tags[key], whole.get(key), quotes[key]) for key in article_ids}

    def tagged(self, tag: str) -> frozenset[str]:
        """Ids of the articles with this tag, whatever its case and accents; ``*`` at its end stands for anything."""
        folded = fold(" ".join(tag.split()))
        if folded.endswith("*"):
            sql, values = "SELECT article_id FROM tags WHERE substr(folded, 1, ?) = ?", (len(folded) - 1, folded[:-1])
            return frozenset(row[0] for row in self._database.rows(sql, values))
        return frozenset(
            row[0] for row in self._database.rows("SELECT article_id FROM tags WHERE folded = ?", (folded,))
        )

    def passages(self, tag: str) -> list[int]:
        """Ids of the passages of the articles with this tag, in order."""
        found = self._database.rows(
            "SELECT p.id FROM passages AS p JOIN articles AS a ON a.id = p.article "
            "WHERE a.article_id IN (SELECT value FROM json_each(?)) ORDER BY p.id",
            (json.dumps(sorted(self.tagged(tag))),),
        )
        return [row[0] for row in found]

    def starred(self) -> frozenset[str]:
        """Ids of the articles with a star, their own or a quotation's."""
        return frozenset(row[0] for row in self._database.rows("SELECT article_id FROM annotations WHERE starred"))

    def by_tag(self) -> dict[str, frozenset[str]]:
        """The articles of each tag, under the spelling that most of them have."""
        spelled: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in self._database.rows("SELECT folded, tag, article_id FROM tags"):
            spelled[row["folded"]][row["tag"]].add(row["article_id"])
        return {
            max(ways, key=lambda tag: (len(ways[tag]), tag)): frozenset().union(*ways.values())
            for _, ways in sorted(spelled.items())
        }

    def all(self) -> list[Annotation]:
        """Every annotation, for an export."""
        found = self._database.rows("SELECT article_id FROM annotations UNION SELECT article_id FROM tags ORDER BY 1")
        ids = [row[0] for row in found]
        return list(self.of(ids).values())

    # -- writing

    def change(self, article_id: str, change: AnnotationChange) -> Annotated:
        """Change what is given; the later writer wins, and is told which note it replaced if that was news to it."""
        with self._database.write(changes_passages=False) as connection:
            overwrote = _write(connection, article_id, change)
        return Annotated(self.of([article_id])[article_id], overwrote)

    def tag(self, tag: str, add: Iterable[str] = (), remove: Iterable[str] = ()) -> None:
        """Put a tag on articles and take it from others, all at once."""
        named = clean_tag(tag)
        with self._database.write(changes_passages=False) as connection:
            for article_id in remove:
                deleted = connection.execute(
                    "DELETE FROM tags WHERE article_id = ? AND folded = ?", (article_id, fold(named))
                )
                if deleted.rowcount:
                    _next_version(connection, article_id)
            for article_id in add:
                if _put_tag(connection, article_id, named):
                    _next_version(connection, article_id)

    def rename(self, tag: str, new: str) -> int:
        """Give a tag another name everywhere, or none at all where ``new`` is empty; the number of its articles."""
        articles = self.tagged(tag)
        named = clean_tag(new) if new.strip() else ""
        with self._database.write(changes_passages=False) as connection:
            for article_id in sorted(articles):
                connection.execute("DELETE FROM tags WHERE article_id = ? AND folded = ?", (article_id, fold(tag)))
                if named:
                    _put_tag(connection, article_id, named)
                _next_version(connection, article_id)
        return len(articles)

    def forget(self, article_id: str) -> None:
        """Drop what hangs on an article that the reader removed everywhere."""
        with self._database.write(changes_passages=False) as connection:
            connection.execute("DELETE FROM tags WHERE article_id = ?", (article_id,))
            connection.execute("DELETE FROM annotations WHERE article_id = ?", (article_id,))

    def merge(self, given: Iterable[Annotation]) -> list[str]:
        """Take annotations in: tags and stars are added, a note fills an empty one.

        Where both have a note that differs, the one that is here stays; gives the ids of those articles.
        """
        kept: list[str] = []
        with self._database.write(changes_passages=False) as connection:
            for annotation in given:
                kept += [annotation.article_id] if _merge(connection, annotation) else []
        return kept


def clean_tag(tag: str) -> str:
    """The tag without blanks around it and control characters; BadInput where nothing is left or it is too long."""
    cleaned = " ".join("".join(char if char.isprintable() else " " for char in tag).split())
    if not cleaned:
        raise BadInput("L'étiquette est vide : écrivez-en une.", "The tag is empty: write one.")
    if len(cleaned) > TAG_LIMIT:
        raise BadInput(
            f"L'étiquette compte {len(cleaned)} caractères : {TAG_LIMIT} au plus.",
            f"The tag has {len(cleaned)} characters: {TAG_LIMIT} at most.",
        )
    return cleaned


def _write(connection: sqlite3.Connection, article_id: str, change: AnnotationChange) -> str | None:
    start, end = change.span or (0, 0)
    if change.note is not None and len(change.note) > NOTE_LIMIT:
        raise BadInput(
            f"La note compte {len(change.note)} caractères : {NOTE_LIMIT} au plus.",
            f"The note has {len(change.note)} characters: {NOTE_LIMIT} at most.",
        )
    if change.tags is not None and not end:
        _set_tags(connection, article_id, change.tags)
    before = connection.execute(
        'SELECT * FROM annotations WHERE article_id = ? AND start = ? AND "end" = ?', (article_id, start, end)
    ).fetchone()
    note = before["note"] if before else ""
    _next_version(connection, article_id, (start, end), change.quote)
    connection.execute(
        "UPDATE annotations SET starred = coalesce(?, starred), previous = CASE WHEN ? <> note THEN note ELSE previous "
        'END, note = coalesce(?, note) WHERE article_id = ? AND start = ? AND "end" = ?',
        (change.starred, change.note, change.note, article_id, start, end),
    )
    seen = change.version is None or change.version == (before["version"] if before else 0)
    return None if seen or change.note is None or change.note == note else note


def _set_tags(connection: sqlite3.Connection, article_id: str, tags: Sequence[str]) -> None:
    named = {fold(tag): tag for tag in map(clean_tag, tags)}
    if len(named) > TAGS_LIMIT:
        raise BadInput(
            f"Un article porte {TAGS_LIMIT} étiquettes au plus.", f"An article has {TAGS_LIMIT} tags at most."
        )
    connection.execute("DELETE FROM tags WHERE article_id = ?", (article_id,))
    for tag in named.values():
        _put_tag(connection, article_id, tag)


def _put_tag(connection: sqlite3.Connection, article_id: str, tag: str) -> bool:
    """Whether the article had not got the tag; a tag that is known keeps its spelling."""
    known = connection.execute("SELECT tag FROM tags WHERE folded = ? LIMIT 1", (fold(tag),)).fetchone()
    put = connection.execute(
        "INSERT INTO tags VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (article_id, fold(tag), known[0] if known else tag)
    )
    return put.rowcount > 0


def _next_version(
    connection: sqlite3.Connection, article_id: str, span: tuple[int, int] = (0, 0), quote: str = ""
) -> None:
    connection.execute(
        'INSERT INTO annotations (article_id, start, "end", quote, version, changed) VALUES (?, ?, ?, ?, 1, ?) '
        'ON CONFLICT (article_id, start, "end") DO UPDATE SET version = version + 1, changed = excluded.changed, '
        "quote = CASE WHEN excluded.quote = '' THEN quote ELSE excluded.quote END",
        (article_id, *span, quote, dt.datetime.now(dt.UTC).isoformat(timespec="seconds")),
    )


def _merge(connection: sqlite3.Connection, given: Annotation) -> bool:
    """Whether a note was left out since another stands there."""
    left_out = False
    for tag in given.tags[:TAGS_LIMIT]:
        _put_tag(connection, given.article_id, clean_tag(tag))
    whole = QuoteNote(0, 0, "", given.starred, given.note)
    for part in (whole, *given.quotes):
        place = (given.article_id, part.start, part.end)
        known = connection.execute(
            'SELECT starred, note FROM annotations WHERE article_id = ? AND start = ? AND "end" = ?', place
        ).fetchone()
        if known and (known["starred"] or not part.starred) and part.note in ("", known["note"]):
            continue
        clash = bool(known and known["note"] and part.note not in ("", known["note"]))
        left_out = left_out or clash
        _next_version(connection, given.article_id, (part.start, part.end), part.quote)
        connection.execute(
            "UPDATE annotations SET starred = max(starred, ?), note = CASE WHEN note = '' THEN ? ELSE note END "
            'WHERE article_id = ? AND start = ? AND "end" = ?',
            (part.starred, part.note[:NOTE_LIMIT], *place),
        )
    return left_out


def _quote(row: sqlite3.Row) -> QuoteNote:
    return QuoteNote(
        row["start"], row["end"], row["quote"], bool(row["starred"]), row["note"], row["version"], row["changed"]
    )


def _annotation(article_id: str, tags: list[str], row: sqlite3.Row | None, quotes: list[QuoteNote]) -> Annotation:
    if row is None:
        return Annotation(article_id, tuple(tags), quotes=tuple(quotes))
    return Annotation(
        article_id, tuple(tags), bool(row["starred"]), row["note"], row["version"], row["changed"], tuple(quotes)
    )
