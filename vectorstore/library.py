"""The library: one SQLite file that holds the truth, from which every index can be made again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rag.archive_types import ArticleQuery
from rag.language.terms import ANALYSIS
from rag.types import Article, Chunk, Coverage, Draft, Label, Passage
from vectorstore import corrections, kinship, relabelled, rows
from vectorstore.catalogue.annotations import Annotations
from vectorstore.catalogue.conversations import Conversations
from vectorstore.catalogue.listing import Catalogue
from vectorstore.consistency import problems_of
from vectorstore.database import Database
from vectorstore.feed import Feed, blob
from vectorstore.files import Files, KnownFile, delete_article, write_file
from vectorstore.standing_rows import StandingRows
from vectorstore.word_index import Words, index_passage, title_terms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_IN = "IN (SELECT value FROM json_each(?))"


class Library:
    """Articles and passages, and the parts that hold what belongs to them.

    Safe to use from several threads and processes.
    """

    def __init__(self, path: Path) -> None:
        """Open or create; SetupError for a file that is damaged, foreign or newer than this program."""
        self.path = path
        self.database = Database(path)
        self.words = Words(self.database)
        self.feed = Feed(self.database)
        self.files = Files(self.database)
        self.annotations = Annotations(self.database)
        self.catalogue = Catalogue(self.database, self.annotations)
        self.conversations = Conversations(self.database)
        self.standing = StandingRows(self.database)
        if self.database.meta("analysis") != ANALYSIS:
            self.words.rebuild()

    def close(self) -> None:
        """Close the connections of all threads; a later call opens a new one."""
        self.database.close()

    def sync(self) -> None:
        """Wait until all that was written would survive a power cut."""
        self.database.sync()

    def generation(self) -> int:
        """Goes up with every change of the passages or their vectors."""
        return self.database.generation()

    def check(self, language: str = "fr") -> list[str]:
        """What is wrong with the library, a plain sentence each; empty when it is whole. Reads all of it."""
        return problems_of(self.database, language)

    # -- writing

    def put(
        self,
        *,
        root: str,
        file: str,
        sha256: str,
        draft: Draft,
        chunks: Sequence[Chunk],
        vectors: NDArray[np.float32],
        mtime_ns: int,
        size: int,
        complete: bool = True,
        reading: int = 0,
        content: str | None = None,
    ) -> str:
        """Store an article in one transaction; the older content of the same (root, file, record) is replaced.

        ``complete`` is False while other records of the file are still to come: the file then counts as unread.
        ``content`` is the hash of what was read where the chunks follow labels put by hand (``labels``).
        Returns the article's id.
        """
        if len(vectors) != len(chunks):
            raise ValueError(f"{len(chunks)} passages, {len(vectors)} vectors")
        with self.database.write() as connection:
            row = connection.execute(
                "SELECT id, article_id FROM articles WHERE root = ? AND file = ? AND record IS ?",
                (root, file, draft.record),
            ).fetchone()
            article_id = row["article_id"] if row else _new_id(connection, root, file, draft.record)
            # its content is what was read, so that a second reading finds nothing new
            content_read = {"content": content or rows.content_hash(draft, chunks)}
            draft = relabelled.apply(connection, article_id, corrections.apply(connection, article_id, draft))
            values = (
                rows.article_values(draft, chunks)
                | content_read
                | {
                    "article_id": article_id,
                    "root": root,
                    "file": file,
                    "record": draft.record,
                    "outlet": _outlet(connection, draft.source),
                }
            )
            article = _write_article(connection, row["id"] if row else None, values)
            _write_passages(connection, article, draft, chunks, vectors)
            kinship.relate(connection, article, draft)
            if complete:
                write_file(connection, root, file, KnownFile(sha256, mtime_ns, size, reading))
        return str(article_id)

    def correct(
        self, article: Article, fields: Mapping[str, str | None], evidence: str, vectors: NDArray[np.float32]
    ) -> bool:
        """Put these values in the place of what was read; False if the article is gone.

        ``vectors`` are those of its chunks under the new title. The passages get new ids, so that indexes follow.
        """
        with self.database.write() as connection:
            if not _is_there(connection, article):
                return False
            draft = corrections.keep(connection, article.article_id, article.draft, fields, evidence)
            _rewrite(connection, replace(article, draft=draft), vectors)
        return True

    def relabel(self, article: Article, labels: Mapping[str, Label], vectors: NDArray[np.float32]) -> bool:
        """Keep labels put by hand, by the words of their lines; False if the article is gone.

        The article comes as it is with them, with the chunks that follow from them, and ``labels_read`` for each.
        """
        with self.database.write() as connection:
            if not _is_there(connection, article):
                return False
            relabelled.keep(connection, article.article_id, article.labels_read, labels)
            _rewrite(connection, article, vectors)
        return True

    def labels(self, root: str, file: str, record: int | None) -> dict[str, Label]:
        """The labels put by hand on lines of an article, by their words; none where it is not there yet."""
        found = self.database.rows(
            "SELECT l.line, l.label FROM relabelled AS l JOIN articles AS a ON a.article_id = l.article_id "
            "WHERE a.root = ? AND a.file = ? AND a.record IS ?",
            (root, file, record),
        )
        return {row["line"]: row["label"] for row in found}

    def forget(self, article_id: str) -> bool:
        """Remove an article, its passages and, with its last article, its file; False if there is none."""
        with self.database.write() as connection:
            row = connection.execute("SELECT * FROM articles WHERE article_id = ?", (article_id,)).fetchone()
            if row is None:
                return False
            delete_article(connection, row["id"])
            corrections.drop(connection, article_id)
            relabelled.drop(connection, article_id)
            connection.execute(
                "DELETE FROM files WHERE root = ? AND file = ? AND NOT EXISTS "
                "(SELECT 1 FROM articles AS a WHERE a.root = files.root AND a.file = files.file)",
                (row["root"], row["file"]),
            )
        return True

    # -- articles

    def article(self, article_id: str) -> Article | None:
        """The whole article, or None."""
        found = self.database.rows(
            f"SELECT {rows.ARTICLE_COLUMNS}, a.text, a.lines FROM {rows.ARTICLES} WHERE a.article_id = ?",
            (article_id,),
        )
        if not found:
            return None
        chunks = self.database.rows(
            'SELECT n, start, "end", sentences FROM passages WHERE article = ? ORDER BY n', found[0][:1]
        )
        labels = self.database.rows("SELECT line, was FROM relabelled WHERE article_id = ?", (article_id,))
        return rows.article(
            found[0],
            found[0]["text"],
            found[0]["lines"],
            chunks=tuple(Chunk(r["n"], r["start"], r["end"], rows.spans(r["sentences"])) for r in chunks),
            copies=self._copies(found)[found[0]["id"]],
            labels_read={row["line"]: row["was"] for row in labels},
        )

    def articles(self, limit: int, offset: int = 0, query: str | None = None) -> tuple[list[Article], int]:
        """A page of the articles without text, lines and chunks, newest first, and how many there are in all."""
        found = self.catalogue.find(ArticleQuery(query or ""), limit, offset)
        return self.listed(found.article_ids), found.total

    def listed(self, article_ids: Sequence[str]) -> list[Article]:
        """These articles in this order, without text, lines and chunks; unknown ids are left out."""
        found = self.database.rows(
            f"SELECT {rows.ARTICLE_COLUMNS} FROM {rows.ARTICLES} WHERE a.article_id {_IN}",
            (json.dumps(list(article_ids)),),
        )
        copies = self._copies(found)
        by_id = {row["article_id"]: rows.article(row, copies=copies[row["id"]]) for row in found}
        return [by_id[article_id] for article_id in article_ids if article_id in by_id]

    def sources(self) -> list[str]:
        """The outlets that have articles, in alphabetical order."""
        return sorted(self.source_ids())

    def source_ids(self) -> dict[str, int]:
        """Number of each outlet that has articles, as in the metadata of the vectors."""
        return self.database.kept("outlets", self._source_ids)

    def _source_ids(self) -> dict[str, int]:
        found = self.database.rows(
            "SELECT name, id FROM outlets WHERE EXISTS (SELECT 1 FROM articles WHERE outlet = outlets.id)"
        )
        return {row["name"]: row["id"] for row in found}

    def coverage(self) -> Coverage:
        """How many articles there are, from when to when, of which outlets."""
        return self.database.kept("coverage", self._coverage)

    def _coverage(self) -> Coverage:
        first = self.database.value(
            "SELECT coalesce(published, updated) FROM articles WHERE first_day > 0 ORDER BY first_day LIMIT 1"
        )
        last = self.database.value(
            "SELECT coalesce(published, updated) FROM articles WHERE last_day > 0 ORDER BY last_day DESC LIMIT 1"
        )
        return Coverage(self.database.value("SELECT count(*) FROM articles"), first, last, tuple(self.sources()))

    # -- passages

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """The passages with these ids; unknown ids are left out."""
        found = self.database.rows(
            f"SELECT {rows.PASSAGE_COLUMNS} FROM passages AS p JOIN articles AS a ON a.id = p.article "
            f"LEFT JOIN outlets AS o ON o.id = a.outlet WHERE p.id {_IN}",
            (json.dumps(list(ids)),),
        )
        copies = self._copies(found)
        return {row[2]: rows.passage(row, copies[row[0]]) for row in found}

    def neighbours(self, passage_id: int, reach: int = 1) -> list[int]:
        """The passages at most ``reach`` places away in the same article, itself not, in order."""
        found = self.database.rows(
            "SELECT p.id FROM passages AS p JOIN passages AS here ON here.article = p.article "
            "WHERE here.id = ?1 AND p.id <> ?1 AND abs(p.n - here.n) <= ?2 ORDER BY p.n",
            (passage_id, reach),
        )
        return [row[0] for row in found]

    def article_passages(self, article_id: str) -> list[int]:
        """Ids of an article's passages in order."""
        found = self.database.rows(
            "SELECT p.id FROM passages AS p JOIN articles AS a ON a.id = p.article WHERE a.article_id = ? ORDER BY p.n",
            (article_id,),
        )
        return [row[0] for row in found]

    def _copies(self, found: Iterable[sqlite3.Row]) -> dict[int, tuple[str, ...]]:
        """By article row, the files of the other articles of its dispatch."""
        wanted = {row["id"]: row["dispatch"] for row in found}
        dispatches = sorted({dispatch for dispatch in wanted.values() if dispatch})
        carriers: dict[str, list[tuple[int, str]]] = {dispatch: [] for dispatch in dispatches}
        if dispatches:
            for row in self.database.rows(
                f"SELECT id, dispatch, file, record FROM articles WHERE dispatch {_IN} ORDER BY file, record",
                (json.dumps(dispatches),),
            ):
                name = row["file"] if row["record"] is None else f"{row['file']}#{row['record']}"
                carriers[row["dispatch"]].append((row["id"], name))
        return {
            article: tuple(name for other, name in carriers.get(dispatch or "", ()) if other != article)
            for article, dispatch in wanted.items()
        }


def _is_there(connection: sqlite3.Connection, article: Article) -> bool:
    known = connection.execute("SELECT 1 FROM articles WHERE article_id = ?", (article.article_id,))
    return known.fetchone() is not None


def _rewrite(connection: sqlite3.Connection, article: Article, vectors: NDArray[np.float32]) -> None:
    """Write an article anew as it is; what it was read as, its content, stays."""
    draft = article.draft
    row = connection.execute("SELECT id, content FROM articles WHERE article_id = ?", (article.article_id,)).fetchone()
    values = rows.article_values(draft, article.chunks)
    values |= {"content": row["content"], "outlet": _outlet(connection, draft.source)}
    _write_article(connection, row["id"], values)
    _write_passages(connection, row["id"], draft, article.chunks, vectors)
    kinship.relate(connection, row["id"], draft)


def _new_id(connection: sqlite3.Connection, root: str, file: str, record: int | None) -> str:
    """Twelve hex digits from the file and record, the same on every machine; from the root too where taken."""
    salt = ""
    while True:
        article_id = hashlib.sha256(f"{file}\0{record}\0{salt}".encode("utf-8", "surrogateescape")).hexdigest()[:12]
        if not connection.execute("SELECT 1 FROM articles WHERE article_id = ?", (article_id,)).fetchone():
            return article_id
        salt += root or "+"


def _outlet(connection: sqlite3.Connection, name: str | None) -> int | None:
    if not name:
        return None
    connection.execute("INSERT INTO outlets (name) VALUES (?) ON CONFLICT DO NOTHING", (name,))
    return int(connection.execute("SELECT id FROM outlets WHERE name = ?", (name,)).fetchone()[0])


def _write_article(connection: sqlite3.Connection, article: int | None, values: dict[str, object]) -> int:
    names = list(values)
    if article is None:
        cursor = connection.execute(
            f"INSERT INTO articles ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})", values
        )
        return int(cursor.lastrowid or 0)
    assignments = ", ".join(f"{name} = :{name}" for name in names)
    connection.execute(f"UPDATE articles SET {assignments} WHERE id = :id", values | {"id": article})
    connection.execute("DELETE FROM passages WHERE article = ?", (article,))
    return article


def _write_passages(
    connection: sqlite3.Connection, article: int, draft: Draft, chunks: Sequence[Chunk], vectors: NDArray[np.float32]
) -> None:
    title = title_terms(draft.title, draft.source)
    for chunk, vector in zip(chunks, vectors, strict=True):
        cursor = connection.execute(
            'INSERT INTO passages (article, n, start, "end", sentences) VALUES (?, ?, ?, ?, ?)',
            (article, chunk.n, chunk.start, chunk.end, rows.packed(chunk.sentences)),
        )
        passage = int(cursor.lastrowid or 0)
        connection.execute("INSERT INTO embeddings VALUES (?, ?)", (passage, blob(vector)))
        index_passage(connection, passage, title, draft.text[chunk.start : chunk.end])
