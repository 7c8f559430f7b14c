"""The word index: FTS5 over the terms of each passage and of its title."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence

from rag.french import ANALYSIS, terms
from vectorstore.database import Database

TITLE_WEIGHT = 2.0
"""Weight of a term of the title against 1 for one of the passage, in BM25."""
MOST_TERMS = 100
"""Longer questions are searched by their first distinct terms: FTS5 bounds the size of an expression."""


def title_terms(title: str | None, source: str | None) -> str:
    """What the word index holds for the title of each passage of an article."""
    return " ".join((*terms(title or ""), *terms(source or "")))


def index_passage(connection: sqlite3.Connection, passage: int, title: str, body: str) -> None:
    """Put one passage in the word index; ``title`` is what ``title_terms`` gives."""
    connection.execute(
        "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)",
        (passage, title, " ".join(terms(body))),
    )


class Words(Database):
    """Search by words."""

    def search_words(
        self, terms: Sequence[str], limit: int, among: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """Passages that hold any of the terms, with their BM25, best first; ``among`` restricts to these passages."""
        expression = " OR ".join(f'"{term}"' for term in _safe(terms)[:MOST_TERMS])
        if not expression or limit < 1:
            return []
        restriction = "" if among is None else "AND +rowid IN (SELECT value FROM json_each(:among))"
        found = self.rows(
            f"SELECT rowid, -rank FROM words WHERE words MATCH :terms AND rank MATCH 'bm25({TITLE_WEIGHT}, 1.0)' "
            f"{restriction} ORDER BY rank LIMIT :limit",
            {"terms": expression, "limit": limit, "among": json.dumps(list(among or ()))},
        )
        return [(row[0], row[1]) for row in found]

    def document_frequency(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages, titles counted, each term occurs; 0 for a term that occurs in none."""
        asked = _safe(terms)
        found = self.rows(
            "SELECT term, doc FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))", (json.dumps(asked),)
        )
        return dict.fromkeys(asked, 0) | {row[0]: row[1] for row in found}

    def known_terms(self, terms: Sequence[str]) -> list[str]:
        """The terms, those that occur nowhere replaced by the nearest that does: a slip of the keyboard.

        One letter more, less, other or swapped in words of five to seven letters, two in longer ones; the first
        two letters must stand. A term with no near one stays.
        """
        found = self.document_frequency(terms)
        return [term if found.get(term, 1) else self._nearest(term) or term for term in terms]

    def _nearest(self, term: str) -> str | None:
        from rapidfuzz.distance import OSA

        if len(term) < 5 or not term.isalpha():
            return None
        most = 1 if len(term) < 8 else 2
        near = self.rows(
            "SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ?",
            (term[:2], term[:2] + "\U0010ffff", len(term) - most, len(term) + most),
        )
        scored = [(OSA.distance(term, row[0], score_cutoff=most), -row[1], row[0]) for row in near]
        return next((word for distance, _, word in sorted(scored) if distance <= most), None)

    def passage_terms(self, ids: Sequence[int]) -> dict[int, tuple[list[str], list[str]]]:
        """The indexed terms of each passage's title (with the outlet) and of its text, in order."""
        found = self.rows(
            "SELECT rowid, title, body FROM words WHERE rowid IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0]: (row[1].split(), row[2].split()) for row in found}

    def rebuild_words(self) -> None:
        """Make the word index again from the passages."""
        with self.write(changes_passages=False) as connection:
            connection.execute("DELETE FROM words")
            found = connection.execute(
                "SELECT p.id, a.title, o.name, "
                'substr(a.text, p.start + 1, p."end" - p.start) FROM passages AS p JOIN articles AS a '
                "ON a.id = p.article LEFT JOIN outlets AS o ON o.id = a.outlet"
            )
            for passage, title, source, body in found:
                index_passage(connection, passage, title_terms(title, source), body)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('analysis', ?)", (ANALYSIS,))


def _safe(terms: Iterable[str]) -> list[str]:
    """Distinct terms that are words to FTS5's tokenizer, so that none can act as an operator."""
    return [term for term in dict.fromkeys(terms) if term.replace("_", "").isalnum()]
