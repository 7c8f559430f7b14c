"""The tables of the library and how its file is opened."""

from __future__ import annotations

import errno
import secrets
import sqlite3
from pathlib import Path

from rag.errors import SetupError, SourcierError, Unavailable

APPLICATION = 0x534F5552
"""SQLite's application_id of a library: « SOUR »."""
VERSION = 1
"""SQLite's user_version; raised with each change of the tables."""

TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
CREATE TABLE outlets (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE);
CREATE TABLE files (
    root TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, mtime_ns INTEGER NOT NULL, size INTEGER NOT NULL,
    reading INTEGER NOT NULL, refused_fr TEXT, refused_en TEXT, PRIMARY KEY (root, file)
) WITHOUT ROWID;
CREATE INDEX files_by_content ON files (sha256);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL UNIQUE,
    root TEXT NOT NULL, file TEXT NOT NULL, record INTEGER, content TEXT NOT NULL,
    title TEXT, outlet INTEGER REFERENCES outlets (id),
    author TEXT, agency TEXT, url TEXT,
    published TEXT, published_precision TEXT, published_evidence TEXT, first_day INTEGER NOT NULL DEFAULT 0,
    last_day INTEGER NOT NULL DEFAULT 0, updated TEXT, updated_precision TEXT, updated_evidence TEXT,
    language TEXT NOT NULL, format TEXT NOT NULL, warnings TEXT NOT NULL, notes TEXT NOT NULL,
    shingles INTEGER NOT NULL DEFAULT 0, sketched INTEGER NOT NULL DEFAULT 0,
    dispatch TEXT, superseded_by TEXT,
    -- last, since SQLite reads through a long value to reach what follows it
    lines TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX articles_by_file ON articles (root, file, record);
CREATE INDEX articles_by_dispatch ON articles (dispatch) WHERE dispatch IS NOT NULL;
CREATE INDEX articles_by_outlet ON articles (outlet);
CREATE INDEX articles_by_day ON articles (first_day, last_day);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    n INTEGER NOT NULL, start INTEGER NOT NULL, "end" INTEGER NOT NULL, sentences TEXT NOT NULL
);
CREATE UNIQUE INDEX passages_by_article ON passages (article, n);
CREATE TABLE embeddings (
    passage INTEGER PRIMARY KEY REFERENCES passages (id) ON DELETE CASCADE, vector BLOB NOT NULL
);
CREATE TABLE removed (seq INTEGER PRIMARY KEY AUTOINCREMENT, passage INTEGER NOT NULL);
CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
    INSERT INTO removed (passage) VALUES (old.id);
    DELETE FROM words WHERE rowid = old.id;
END;
CREATE TABLE sketches (
    hash INTEGER NOT NULL, article INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    PRIMARY KEY (hash, article)
) WITHOUT ROWID;
CREATE INDEX sketches_by_article ON sketches (article);
CREATE TABLE kin (
    a INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    b INTEGER NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    newer INTEGER, CHECK (a < b), PRIMARY KEY (a, b)
) WITHOUT ROWID;
CREATE INDEX kin_by_b ON kin (b);
CREATE VIRTUAL TABLE words USING fts5 (title, body, tokenize = "ascii tokenchars '_'");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
"""


ADDITIONS = """
CREATE INDEX IF NOT EXISTS embeddings_by_passage ON embeddings (passage);
CREATE INDEX IF NOT EXISTS articles_by_last_day ON articles (last_day);
CREATE INDEX IF NOT EXISTS articles_listed ON articles (
    outlet, author, language, format, first_day, last_day, published, dispatch, title, file, record, article_id,
    warnings
);
CREATE TABLE IF NOT EXISTS annotations (
    article_id TEXT NOT NULL, start INTEGER NOT NULL DEFAULT 0, "end" INTEGER NOT NULL DEFAULT 0,
    quote TEXT NOT NULL DEFAULT '', starred INTEGER NOT NULL DEFAULT 0, note TEXT NOT NULL DEFAULT '',
    previous TEXT NOT NULL DEFAULT '', version INTEGER NOT NULL, changed TEXT NOT NULL,
    PRIMARY KEY (article_id, start, "end")
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS corrections (
    article_id TEXT PRIMARY KEY, fields TEXT NOT NULL, evidence TEXT NOT NULL, was TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS relabelled (
    article_id TEXT NOT NULL, line TEXT NOT NULL, label TEXT NOT NULL, was TEXT NOT NULL, PRIMARY KEY (article_id, line)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tags (
    article_id TEXT NOT NULL, folded TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (article_id, folded)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS tags_by_name ON tags (folded);
CREATE TABLE IF NOT EXISTS conversations (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, asked INTEGER NOT NULL, turns TEXT NOT NULL, changed TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS standing (
    id INTEGER PRIMARY KEY AUTOINCREMENT, question TEXT NOT NULL UNIQUE, added TEXT NOT NULL, asked TEXT, status TEXT,
    findings TEXT NOT NULL DEFAULT '[]', generation INTEGER, newest INTEGER
);
CREATE TABLE IF NOT EXISTS gone (root TEXT NOT NULL, file TEXT NOT NULL, PRIMARY KEY (root, file)) WITHOUT ROWID;
"""
"""Made in older libraries too, which any program can still read: counting the vectors without an index reads them all,
and so does a list of the articles. Annotations hang on the article's public id, not on its row: they outlive a file
that is read again."""


class Connection(sqlite3.Connection):
    """A connection that can be referred to weakly, so that it goes with its thread."""


def connect(path: Path) -> Connection:
    """A connection for one thread.

    ``synchronous=NORMAL``: a killed process loses nothing, and an fsync an article doubled the time of an ingest on a
    busy disk; ``Database.sync`` makes what was written survive a power cut too.
    """
    connection = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False, factory=Connection)
    connection.row_factory = sqlite3.Row
    connection.executescript(
        # five vectors of 384 numbers fill a page of 8 KiB; two waste a quarter of one of 4
        "PRAGMA page_size=8192; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;"
    )
    return connection


def prepare(path: Path) -> None:
    """Create the library's tables where there are none; SetupError where the file cannot be used."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = connect(path)
        try:
            _prepare(connection, path)
        finally:
            connection.close()
    except (sqlite3.DatabaseError, OSError) as error:
        raise unusable(path, error) from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("BEGIN IMMEDIATE")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if tables == 0:
        for statement in _statements(TABLES):
            connection.execute(statement)
        connection.execute("INSERT INTO meta VALUES ('identity', ?), ('generation', 0)", (secrets.token_hex(8),))
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    elif application != APPLICATION:
        raise SetupError(
            f"{path.name} n'est pas une bibliothèque de Sourcier : déplacez ce fichier, ou changez SOURCIER_DATA.",
            f"{path.name} is not a Sourcier library: move that file away, or change SOURCIER_DATA.",
        )
    elif version > VERSION:
        raise SetupError(
            f"{path.name} vient d'un Sourcier plus récent : mettez Sourcier à jour, ou changez SOURCIER_DATA.",
            f"{path.name} was written by a newer Sourcier: update Sourcier, or change SOURCIER_DATA.",
        )
    for statement in _statements(ADDITIONS):
        connection.execute(statement)
    connection.execute("COMMIT")


def _statements(script: str) -> list[str]:
    """The script's statements; executescript would commit the transaction they belong to."""
    statements, current = [], ""
    for line in script.splitlines(keepends=True):
        current += line
        if sqlite3.complete_statement(current):
            statements.append(current)
            current = ""
    return statements


def unusable(path: Path, error: Exception) -> SourcierError:
    """The fault for a file that SQLite or the system refuses; readers see it, so no folder of the machine is named."""
    if getattr(error, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(error, "errno", 0) == errno.ENOSPC:
        return Unavailable(
            "Le disque est plein : libérez de la place et recommencez ; ce qui était déjà pris est intact.",
            "The disk is full: make room and try again; what was taken in before is untouched.",
        )
    reason = getattr(error, "strerror", None) or error
    return SetupError(
        f"La bibliothèque ({path.name}, dans SOURCIER_DATA) ne peut pas être utilisée ({reason}) : vérifiez le disque "
        "et les droits ; si le fichier est abîmé, mettez-le de côté, puis remettez une sauvegarde "
        "(python -m rag import) ou relancez l'ingestion.",
        f"The library ({path.name}, in SOURCIER_DATA) cannot be used ({reason}): check the disk and the permissions; "
        "if the file is damaged, move it away, then put a backup back (python -m rag import) or ingest again.",
    )
