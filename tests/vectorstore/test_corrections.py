"""Corrections by hand: they hold when the file is read again, and the search follows them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.ingest.by_hand import checked
from rag.language.terms import terms
from rag.types import Article, Published
from tests.support.articles import STRIKE, draft, put, vectors
from vectorstore import schema, snapshot
from vectorstore.library import Library

BY_HAND = "corrigé à la main"


def correct(library: Library, article_id: str, fields: Mapping[str, str | None]) -> Article:
    article = library.article(article_id)
    assert article is not None
    assert library.correct(article, fields, BY_HAND, vectors(len(article.chunks)))
    found = library.article(article_id)
    assert found is not None
    return found


def test_what_is_corrected_shows_and_what_was_read_stays_beside_it(library: Library) -> None:
    article_id = put(library, "a.txt")
    found = correct(library, article_id, {"title": "Le canal rouvert", "source": "L'Écluse", "published": "2023-11"})
    assert (found.draft.title, found.draft.source) == ("Le canal rouvert", "L'Écluse")
    assert found.draft.published == Published("2023-11", "month", BY_HAND)
    assert found.read == {"title": "Le canal bloqué", "source": "Le Halage", "published": "2024-03-02"}
    assert found.draft.text == draft().text
    again = correct(library, article_id, {"author": "Hélène Roy", "published": None})
    assert (again.draft.author, again.draft.published) == ("Hélène Roy", None)
    assert set(again.read) == {"title", "source", "author", "published"}


def test_the_search_follows(library: Library) -> None:
    article_id = put(library, "a.txt")
    before = library.article_passages(article_id)
    correct(library, article_id, {"title": "Grève fluviale", "source": "L'Écluse", "published": "2021"})
    after = library.article_passages(article_id)
    assert len(after) == len(before)
    assert not set(after) & set(before)
    assert [found for found, _ in library.words.search(terms("fluviale"), 5)] == after
    numbers = library.source_ids()
    assert list(numbers) == ["L'Écluse"]
    first = Published("2021", "year", "")
    days = (first.first_day, first.last_day)
    assert library.words.search(terms("grève"), 5, days=days, sources=[numbers["L'Écluse"]])
    other = Published("2024", "year", "")
    assert not library.words.search(terms("grève"), 5, days=(other.first_day, other.last_day))


def test_a_correction_survives_another_reading_and_is_undone_by_what_was_read(library: Library) -> None:
    article_id = put(library, "a.txt")
    correct(library, article_id, {"title": "Le canal rouvert", "language": "en"})
    reread = draft((*STRIKE, "Un médiateur a été nommé par la région."), title="Le canal bloqué, jour 2")
    assert put(library, "a.txt", reread) == article_id
    found = library.article(article_id)
    assert found is not None
    assert (found.draft.title, found.draft.language) == ("Le canal rouvert", "en")
    assert found.read["title"] == "Le canal bloqué, jour 2"
    undone = correct(library, article_id, {"title": "Le canal bloqué, jour 2", "language": reread.language})
    assert (undone.draft, undone.read) == (reread, {})


def test_the_second_reading_of_a_corrected_article_finds_nothing_new(library: Library) -> None:
    article_id = put(library, "a.txt")
    (before,) = library.files.articles("/press", "a.txt")
    correct(library, article_id, {"title": "Autre"})
    (after,) = library.files.articles("/press", "a.txt")
    assert after.content == before.content


def test_corrections_go_with_the_article_and_with_a_copy_of_the_library(library: Library, tmp_path: Path) -> None:
    article_id = put(library, "a.txt")
    correct(library, article_id, {"source": "L'Écluse"})
    snapshot.copy(library.path, tmp_path / "copie.sqlite")
    snapshot.restore(tmp_path / "copie.sqlite", tmp_path / "ailleurs" / "library.sqlite")
    restored = Library(tmp_path / "ailleurs" / "library.sqlite").article(article_id)
    assert restored is not None
    assert (restored.draft.source, restored.read) == ("L'Écluse", {"source": "Le Halage"})
    assert library.forget(article_id)
    assert put(library, "a.txt") == article_id
    fresh = library.article(article_id)
    assert fresh is not None
    assert (fresh.draft.source, fresh.read) == ("Le Halage", {})


def test_an_older_library_gets_the_table(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    older = Library(path)
    older.feed.set_embedder("test/1", 4)
    article_id = put(older, "a.txt")
    older.close()
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE corrections")
    connection.close()
    schema.prepare(path)
    library = Library(path)
    assert correct(library, article_id, {"author": "Hélène Roy"}).draft.author == "Hélène Roy"


def test_an_article_that_is_gone(library: Library) -> None:
    article_id = put(library, "a.txt")
    article = library.article(article_id)
    assert article is not None
    library.forget(article_id)
    assert not library.correct(article, {"title": "x"}, BY_HAND, vectors(len(article.chunks)))
    assert not library.correct(replace(article, article_id="0"), {"title": "x"}, BY_HAND, vectors(len(article.chunks)))


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"text": "x"},
        {"published": "hier"},
        {"published": "2023-02-30"},
        {"published": "2023-2"},
        {"language": "français"},
        {"language": None},
        {"title": "x" * 1001},
    ],
)
def test_what_cannot_be_put_in(fields: dict[str, str | None]) -> None:
    with pytest.raises(BadInput):
        checked(fields)


def test_values_are_tidied() -> None:
    given = {"title": "  Un \n titre ", "source": "", "published": "2023-07", "language": "fr"}
    assert checked(given) == {"title": "Un titre", "source": None, "published": "2023-07", "language": "fr"}
