"""The word index: FTS5 over the terms of each passage and of its title."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from rag.language.terms import ANALYSIS, terms
from vectorstore.database import Database
from vectorstore.index.exact import Days

TITLE_WEIGHT = 2.0
"""Weight of a term of the title against 1 for one of the passage, in BM25."""
MOST_TERMS = 100
"""Longer questions are searched by their first distinct terms: FTS5 bounds the size of an expression."""
MOST_MATCHES = 10_000
"""Passages that the terms of one search stand in at most."""
FREQUENCIES_KEPT = 50_000
_NEVER = 1 << 40
_PASSES = """EXISTS (
    SELECT 1 FROM passages AS p CROSS JOIN articles AS a ON a.id = p.article WHERE p.id = {passage}
    AND (NOT :dated OR a.first_day > 0 AND a.last_day >= :first AND a.first_day <= :last)
    AND (:sources IS NULL OR a.outlet IN (SELECT value FROM json_each(:sources)))
    AND (:within IS NULL OR p.id IN (SELECT value FROM json_each(:within)))
)"""


def title_terms(title: str | None, source: str | None) -> str:
    """What the word index holds for the title of each passage of an article."""
    return " ".join((*terms(title or ""), *terms(source or "")))


def index_passage(connection: sqlite3.Connection, passage: int, title: str, body: str) -> None:
    """Put one passage in the word index; ``title`` is what ``title_terms`` gives."""
    connection.execute(
        "INSERT INTO words (rowid, title, body) VALUES (?, ?, ?)",
        (passage, title, " ".join(terms(body))),
    )


class Words:
    """Search by words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(
        self,
        terms: Sequence[str],
        limit: int,
        *,
        days: Days | None = None,
        sources: Sequence[int] | None = None,
        within: Sequence[int] | None = None,
    ) -> list[tuple[int, float]]:
        """Passages that hold any of the terms and pass the filters, with their BM25, best first.

        ``days`` keeps what was published in the interval, both ends included; undated passages do not pass.
        ``within`` names the passages among which is searched.
        """
        expression = " OR ".join(f'"{term}"' for term in self._telling(_safe(terms)[:MOST_TERMS], MOST_MATCHES))
        filtered = days or sources or within is not None
        if not expression or limit < 1 or (sources is not None and not sources):
            return []
        # bm25() with SQLite's own sorting costs half of FTS5's "ORDER BY rank", which keeps all that it found
        found = self._database.rows(
            f"SELECT rowid, -bm25(words, {TITLE_WEIGHT}, 1.0) AS score FROM words WHERE words MATCH :terms "
            f"{'AND ' + _PASSES.format(passage='words.rowid') if filtered else ''} "
            "ORDER BY score DESC, rowid LIMIT :limit",
            {"terms": expression, "limit": limit, **_filters(days, sources, within)},
        )
        return [(row[0], row[1]) for row in found]

    def passing(
        self,
        ids: Sequence[int],
        limit: int,
        *,
        days: Days | None = None,
        sources: Sequence[int] | None = None,
        within: Sequence[int] | None = None,
    ) -> list[int]:
        """The first ``limit`` of these passages that pass the filters, in their order."""
        found = self._database.rows(
            f"SELECT value FROM json_each(:ids) WHERE {_PASSES.format(passage='value')} LIMIT :limit",
            {"ids": json.dumps(list(ids)), "limit": limit, **_filters(days, sources, within)},
        )
        return [row[0] for row in found]

    def _telling(self, terms: Sequence[str], most: int) -> list[str]:
        """The rarest terms, as many as stand in ``most`` passages together, and one at least.

        Each passage that holds a term costs the search some microseconds; words that half the archive holds tell
        nothing, and still count where a passage is ranked.
        """
        found = self.document_frequency(terms)
        kept: list[str] = []
        matches = 0
        for term in sorted(terms, key=lambda term: found[term]):
            matches += found[term]
            if kept and matches > most:
                break
            kept.append(term)
        return kept

    def document_frequency(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many passages, titles counted, each term occurs; 0 for a term that occurs in none."""
        known: dict[str, int] = self._database.kept("frequencies", dict)
        asked = _safe(terms)
        if new := [term for term in asked if term not in known]:
            if len(known) > FREQUENCIES_KEPT:
                known.clear()
            counted = self._database.rows(
                "SELECT term, doc FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))", (json.dumps(new),)
            )
            known.update(dict.fromkeys(new, 0) | {row[0]: row[1] for row in counted})
        return {term: known.get(term, 0) for term in asked}

    def known_terms(self, terms: Sequence[str]) -> list[str]:
        """The terms, those that occur nowhere replaced by the nearest that does: a slip of the keyboard.

        One letter more, less, other or swapped in words of five to seven letters, two in longer ones; the first
        two letters must stand. A term with no near one stays.
        """
        found = self.document_frequency(terms)
        return [term if found.get(term, 1) else self._nearest(term) or term for term in terms]

    def _nearest(self, term: str) -> str | None:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        if len(term) < 5 or not term.isalpha():
            return None
        most = 1 if len(term) < 8 else 2
        known: dict[str, int] = self._database.kept(f"terms in {term[:2]}", lambda: self._beginning(term[:2]))
        found = process.extract(term, list(known), scorer=OSA.distance, score_cutoff=most, limit=None)
        return min(((distance, -known[word], word) for word, distance, _ in found), default=(0, 0, None))[2]

    def _beginning(self, letters: str) -> dict[str, int]:
        """The terms that begin so, with the passages they stand in: reading them costs 20 ms in a large archive."""
        found = self._database.rows(
            "SELECT term, doc FROM vocabulary WHERE term >= ? AND term < ?", (letters, letters + "\U0010ffff")
        )
        return {row[0]: row[1] for row in found}

    def passage_terms(self, ids: Sequence[int]) -> dict[int, tuple[list[str], list[str]]]:
        """The indexed terms of each passage's title (with the outlet) and of its text, in order."""
        found = self._database.rows(
            "SELECT rowid, title, body FROM words WHERE rowid IN (SELECT value FROM json_each(?))",
            (json.dumps(list(ids)),),
        )
        return {row[0]: (row[1].split(), row[2].split()) for row in found}

    def rebuild(self) -> None:
        """Make the word index again from the passages."""
        with self._database.write(changes_passages=False) as connection:
            connection.execute("DELETE FROM words")
            found = connection.execute(
                "SELECT p.id, a.title, o.name, "
                'substr(a.text, p.start + 1, p."end" - p.start) FROM passages AS p JOIN articles AS a '
                "ON a.id = p.article LEFT JOIN outlets AS o ON o.id = a.outlet"
            )
            for passage, title, source, body in found:
                index_passage(connection, passage, title_terms(title, source), body)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('analysis', ?)", (ANALYSIS,))


def _filters(
    days: Days | None, sources: Sequence[int] | None, within: Sequence[int] | None = None
) -> dict[str, object]:
    """What ``_PASSES`` is asked with."""
    first, last = days or (None, None)
    return {
        "dated": days is not None,
        "first": first or 0,
        "last": last or _NEVER,
        "sources": None if sources is None else json.dumps(list(sources)),
        "within": None if within is None else json.dumps(list(within)),
    }


def _safe(terms: Iterable[str]) -> list[str]:
    """Distinct terms that are words to FTS5's tokenizer, so that none can act as an operator."""
    return [term for term in dict.fromkeys(terms) if term.replace("_", "").isalnum()]
