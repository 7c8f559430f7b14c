"""Whether the library is whole, for the doctor."""

from __future__ import annotations

import sqlite3

from rag.errors import SourcierError
from vectorstore.database import Database

_COUNTS = (
    (
        "SELECT count(*) FROM passages AS p JOIN articles AS a ON a.id = p.article "
        'WHERE p.start < 0 OR p."end" <= p.start OR p."end" > length(a.text)',
        "{} passages hors du texte de leur article : relancez l'ingestion de ces articles.",
        "{} passages outside their article's text: ingest these articles again.",
    ),
    (
        "SELECT count(*) FROM passages WHERE id NOT IN (SELECT passage FROM embeddings)",
        "{} passages sans vecteur : lancez python -m rag doctor --repair.",
        "{} passages without a vector: run python -m rag doctor --repair.",
    ),
    (
        "SELECT count(*) FROM embeddings WHERE length(vector) <> "
        "4 * (SELECT value FROM meta WHERE name = 'dimensions')",
        "{} vecteurs d'une autre longueur : lancez python -m rag doctor --repair.",
        "{} vectors of another length: run python -m rag doctor --repair.",
    ),
    (
        "SELECT count(*) FROM passages WHERE id NOT IN (SELECT rowid FROM words)",
        "{} passages absents de l'index des mots : lancez python -m rag doctor --repair.",
        "{} passages missing from the word index: run python -m rag doctor --repair.",
    ),
    (
        "SELECT count(*) FROM words WHERE rowid NOT IN (SELECT id FROM passages)",
        "{} entrées orphelines dans l'index des mots : lancez python -m rag doctor --repair.",
        "{} orphans in the word index: run python -m rag doctor --repair.",
    ),
)


def problems_of(database: Database, language: str = "fr") -> list[str]:
    """What is wrong with the library, a plain sentence each; empty when it is whole. Reads all of it."""
    problems = [str(row[0]) for row in database.rows("PRAGMA integrity_check(20)") if row[0] != "ok"]
    problems += [f"foreign key: {row[0]} {row[1]} -> {row[2]}" for row in database.rows("PRAGMA foreign_key_check")]
    try:
        with database.write(changes_passages=False) as connection:
            connection.execute("INSERT INTO words (words) VALUES ('integrity-check')")
    except (SourcierError, sqlite3.IntegrityError):
        problems.append(
            "The word index is damaged: run python -m rag doctor --repair."
            if language == "en"
            else "L'index des mots est abîmé : lancez python -m rag doctor --repair."
        )
    for sql, fr, en in _COUNTS:
        if count := database.value(sql):
            problems.append((en if language == "en" else fr).format(count))
    return problems
