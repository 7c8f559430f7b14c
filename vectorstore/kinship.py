"""Which articles carry the same dispatch, kept as the library changes.

An article's sketch finds candidates; the exact containment of their bodies decides (``vectorstore/copies.py``).
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable

from rag.types import Draft
from vectorstore import copies, rows

_DOUBT = 0.25
"""Candidates are compared exactly from this estimate on: half of what counts, since a sketch is a sample."""
_MOST_CANDIDATES = 50
_MOST_HOLDERS = 50
"""Articles looked at for one hash: what more of them hold is a turn of phrase, and the time must not grow with it."""


def members(connection: sqlite3.Connection, article: int) -> set[int]:
    """The articles of the same dispatch, itself included."""
    found = connection.execute(
        "WITH RECURSIVE same (id) AS (VALUES (?) UNION SELECT CASE WHEN kin.a = same.id THEN kin.b ELSE kin.a END "
        "FROM same JOIN kin ON kin.a = same.id OR kin.b = same.id) SELECT id FROM same",
        (article,),
    )
    return {row[0] for row in found}


def relate(connection: sqlite3.Connection, article: int, draft: Draft) -> None:
    """Find anew what the article is a copy or a version of, and regroup all whom that concerns."""
    before = members(connection, article)
    connection.execute("DELETE FROM kin WHERE a = ? OR b = ?", (article, article))
    connection.execute("DELETE FROM sketches WHERE article = ?", (article,))
    hashes = copies.shingles(copies.body_text(draft.text, draft.lines))
    sample = copies.sketch(hashes)
    connection.execute(
        "UPDATE articles SET shingles = ?, sketched = ? WHERE id = ?", (len(hashes), len(sample), article)
    )
    for other in _candidates(connection, sample, len(hashes)):
        _compare(connection, article, draft, hashes, other)
    connection.executemany("INSERT INTO sketches VALUES (?, ?)", [(value, article) for value in sample])
    regroup(connection, before | members(connection, article))


def regroup(connection: sqlite3.Connection, articles: Iterable[int]) -> None:
    """Write the dispatch of each of these articles, and which newer version replaces it."""
    left = set(articles)
    while left:
        group = members(connection, left.pop())
        left -= group
        ids = json.dumps(sorted(group))
        connection.execute(
            "UPDATE articles SET dispatch = CASE WHEN ? > 1 THEN (SELECT min(article_id) FROM articles "
            "WHERE id IN (SELECT value FROM json_each(?))) END, superseded_by = (SELECT n.article_id FROM kin "
            "JOIN articles AS n ON n.id = kin.newer WHERE kin.newer <> articles.id "
            "AND (kin.a = articles.id OR kin.b = articles.id) "
            "ORDER BY coalesce(n.updated, n.published) DESC, n.article_id LIMIT 1) "
            "WHERE id IN (SELECT value FROM json_each(?))",
            (len(group), ids, ids),
        )


def _candidates(connection: sqlite3.Connection, sample: frozenset[int], whole: int) -> list[int]:
    """Articles whose sketch suggests that the smaller of the two is largely in the other."""
    if not sample:
        return []
    shared: Counter[int] = Counter()
    for value in sample:
        shared.update(
            row[0]
            for row in connection.execute("SELECT article FROM sketches WHERE hash = ? LIMIT ?", (value, _MOST_HOLDERS))
        )
    found = connection.execute(
        "SELECT id, shingles, sketched FROM articles WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps([article for article, _ in shared.most_common(20 * _MOST_CANDIDATES)]),),
    )
    rate = len(sample) / whole
    scored = [(shared[article] / (min(whole, size) * min(rate, kept / size)), article) for article, size, kept in found]
    best = sorted((pair for pair in scored if pair[0] >= _DOUBT), reverse=True)
    return [article for _, article in best[:_MOST_CANDIDATES]]


def _compare(connection: sqlite3.Connection, article: int, draft: Draft, hashes: frozenset[int], other: int) -> None:
    row = connection.execute(
        f"SELECT {rows.ARTICLE_COLUMNS}, a.text, a.lines FROM {rows.ARTICLES} WHERE a.id = ?", (other,)
    ).fetchone()
    theirs = rows.article(row, row["text"], row["lines"]).draft
    overlap = copies.containment(hashes, copies.shingles(copies.body_text(theirs.text, theirs.lines)))
    relation = copies.relation(draft, theirs, overlap)
    if relation is None:
        return
    newer = None
    if relation == "version":
        newer = article if copies.supersedes(draft, theirs) else other if copies.supersedes(theirs, draft) else None
    connection.execute("INSERT INTO kin VALUES (?, ?, ?)", (min(article, other), max(article, other), newer))
