"""Corrections by hand: they hold when the file is read again, and the search follows them."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from rag.errors import BadInput
from rag.ingest import by_hand
from rag.ingest.by_hand import checked
from rag.ingest.intake import Intake
from rag.language.terms import terms
from rag.reading import Reading
from rag.reading.article.walls import told_anew
from rag.types import Article, Draft, Label, Published
from tests.support.articles import STRIKE, draft, put, vectors
from tests.support.ingest_bench import Letters
from vectorstore import schema, snapshot
from vectorstore.files import KnownFile
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


ASIDE = ("Les bateliers, eux, chiffrent leurs pertes à 40 000 euros par jour.", "À lire aussi : la crue de janvier")


def with_aside(*more: str) -> Draft:
    """The strike, with two lines below that were set aside."""
    return draft((*STRIKE, *more, *ASIDE)).with_labels(dict.fromkeys(ASIDE, "teaser"))


def take_in(library: Library, article_id: str, words: str, label: Label | None = "body") -> Article:
    article = library.article(article_id)
    assert article is not None
    place = next((line.start, line.end) for line in article.draft.lines if article.draft.words(line) == words)
    by_hand.correct(library, Letters(), article, {}, "fr", [(place, label)])
    return found(library, article_id)


def found(library: Library, article_id: str) -> Article:
    article = library.article(article_id)
    assert article is not None
    return article


def cited(article: Article) -> str:
    return " ".join(article.draft.text[chunk.start : chunk.end] for chunk in article.chunks)


@pytest.fixture
def letters(tmp_path: Path) -> Library:
    """A library for vectors of the small embedder."""
    library = Library(tmp_path / "letters.sqlite")
    library.feed.set_embedder(Letters.name, Letters.dimensions)
    return library


def take(library: Library, article: Draft) -> str:
    """Take an article in as an ingest does."""
    with Intake(library, Letters(), "fr", threading.Event()) as intake:
        intake.add("/press", "a.txt", KnownFile(article.text, 1, 2), Reading((article,)))
        intake.flush()
    (known,) = library.files.articles("/press", "a.txt")
    return known.article_id


def test_what_was_set_aside_is_taken_in_and_found(letters: Library) -> None:
    article_id = take(letters, with_aside())
    assert not letters.words.search(terms("bateliers"), 5)
    taken = take_in(letters, article_id, ASIDE[0])
    assert ASIDE[0] in cited(taken)
    assert ASIDE[1] not in cited(taken)
    assert taken.labels_read == {ASIDE[0]: "teaser"}
    assert letters.words.search(terms("bateliers"), 5)
    undone = take_in(letters, article_id, ASIDE[0], None)
    assert (undone.draft.lines, undone.labels_read) == (with_aside().lines, {})
    assert not letters.words.search(terms("bateliers"), 5)


def test_what_was_taken_in_stays_so_when_the_file_is_read_again_and_in_a_copy(letters: Library, tmp_path: Path) -> None:
    article_id = take(letters, with_aside())
    take_in(letters, article_id, ASIDE[0])
    assert take(letters, with_aside()) == article_id
    assert ASIDE[0] in cited(found(letters, article_id))
    assert take(letters, with_aside("Un médiateur a été nommé lundi par la région.")) == article_id
    again = found(letters, article_id)
    assert "médiateur" in cited(again)
    assert ASIDE[0] in cited(again)
    snapshot.copy(letters.path, tmp_path / "copie.sqlite")
    snapshot.restore(tmp_path / "copie.sqlite", tmp_path / "ailleurs" / "library.sqlite")
    restored = found(Library(tmp_path / "ailleurs" / "library.sqlite"), article_id)
    assert restored.labels_read == {ASIDE[0]: "teaser"}
    assert ASIDE[0] in cited(restored)
    assert letters.forget(article_id)
    assert ASIDE[0] not in cited(found(letters, take(letters, with_aside())))


def test_a_second_reading_of_what_was_taken_in_finds_nothing_new(letters: Library) -> None:
    article_id = take(letters, with_aside())
    take_in(letters, article_id, ASIDE[0])
    changed = with_aside("Un médiateur a été nommé lundi par la région.")
    take(letters, changed)
    passages = letters.article_passages(article_id)
    take(letters, changed)
    assert letters.article_passages(article_id) == passages


def test_the_warning_follows_what_was_taken_in(letters: Library) -> None:
    short = draft(title="Brève").with_labels(dict.fromkeys(("Brève", *STRIKE), "furniture"))
    article_id = take(letters, replace(short, warnings=told_anew((), short.text, short.lines, "fr")))
    assert found(letters, article_id).draft.warnings[0].startswith("Rien de ce fichier")
    for words in STRIKE:
        take_in(letters, article_id, words)
    assert found(letters, article_id).draft.warnings == ()
    again = take_in(letters, article_id, STRIKE[0], None)
    assert again.labels_read.keys() == set(STRIKE[1:])


def test_only_lines_of_the_article_and_no_second_title(letters: Library) -> None:
    article = found(letters, take(letters, with_aside()))
    second = (article.draft.lines[1].start, article.draft.lines[1].end)
    for change in (((0, 3), "body"), (second, "title")):
        with pytest.raises(BadInput):
            by_hand.correct(letters, Letters(), article, {}, "fr", [change])


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
