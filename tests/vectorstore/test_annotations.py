"""Tags, stars and notes: kept whatever becomes of the file, and told apart by a version."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from rag.archive_types import Annotation, AnnotationChange, ArticleQuery, QuoteNote
from rag.errors import BadInput
from tests.support.articles import STRIKE, WEATHER, draft, put
from vectorstore import schema, snapshot
from vectorstore.library import Library

ROOT = Path(__file__).resolve().parents[2]
ODD = ("grève, blocus", "🐟 à relire", "<b>gras</b>", "l'été")


def test_tags_are_kept_as_typed_whatever_they_hold(library: Library) -> None:
    article_id = put(library, "a.txt")
    library.annotations.change(article_id, AnnotationChange(tags=ODD))
    assert set(library.annotations.of([article_id])[article_id].tags) == set(ODD)
    for tag in ODD:
        assert library.annotations.tagged(tag) == {article_id}
        assert library.catalogue.find(ArticleQuery(f'tag:"{tag}"'), 9).article_ids == [article_id]
        assert library.catalogue.find(ArticleQuery("", tags=(tag,)), 9).total == 1
    assert library.annotations.tagged("GREVE, blocus") == {article_id}
    assert library.annotations.tagged("gr*") == {article_id}


def test_a_tag_has_one_spelling_and_can_be_renamed_or_dropped(library: Library) -> None:
    a, b = put(library, "a.txt"), put(library, "b.txt", draft(WEATHER))
    library.annotations.tag("Élections", [a])
    library.annotations.tag("elections", [a, b])
    assert library.annotations.by_tag() == {"Élections": {a, b}}
    assert library.annotations.rename("élections", "Vote") == 2
    assert library.annotations.by_tag() == {"Vote": {a, b}}
    library.annotations.tag("vote", remove=[a])
    assert library.annotations.by_tag() == {"Vote": {b}}
    assert library.annotations.rename("Vote", "") == 1
    assert library.annotations.by_tag() == {}


@pytest.mark.parametrize("tag", ["", " \t", "x" * 101, "\0\x07"])
def test_a_tag_that_is_none_is_refused(library: Library, tag: str) -> None:
    with pytest.raises(BadInput):
        library.annotations.tag(tag, [put(library, "a.txt")])
    assert library.annotations.by_tag() == {}


def test_the_later_of_two_windows_wins_and_is_told_what_it_replaced(library: Library) -> None:
    article_id = put(library, "a.txt")
    first = library.annotations.change(article_id, AnnotationChange(note="vu par A", version=0))
    assert (first.annotation.version, first.overwrote) == (1, None)
    second = library.annotations.change(article_id, AnnotationChange(note="vu par B", version=0))
    assert (second.annotation.note, second.annotation.version, second.overwrote) == ("vu par B", 2, "vu par A")
    again = library.annotations.change(article_id, AnnotationChange(note="vu par B, encore", version=2))
    assert again.overwrote is None
    assert library.database.value("SELECT previous FROM annotations") == "vu par B"
    star = library.annotations.change(article_id, AnnotationChange(starred=True, version=0))
    assert (star.overwrote, star.annotation.note) == (None, "vu par B, encore")
    assert library.annotations.starred() == {article_id}


def test_a_quotation_has_a_star_and_a_note_of_its_own(library: Library) -> None:
    article_id = put(library, "a.txt")
    change = AnnotationChange(note="à vérifier", starred=True, span=(5, 20), quote="quinze signes..")
    library.annotations.change(article_id, change)
    found = library.annotations.of([article_id])[article_id]
    assert (found.note, found.starred) == ("", False)
    (quote,) = found.quotes
    assert (quote.start, quote.end, quote.quote, quote.note, quote.starred) == (
        5, 20, "quinze signes..", "à vérifier", True,
    )  # fmt: skip


def test_annotations_outlive_a_changed_file_and_go_with_a_forgotten_article(library: Library) -> None:
    article_id = put(library, "a.txt")
    library.annotations.change(article_id, AnnotationChange(tags=("port",), note="n", starred=True))
    assert put(library, "a.txt", draft(WEATHER)) == article_id
    library.files.settle({}, [article_id])  # the record is gone from the file, and comes back
    assert put(library, "a.txt", draft(STRIKE)) == article_id
    assert library.annotations.of([article_id])[article_id].tags == ("port",)
    library.annotations.forget(article_id)
    assert library.annotations.of([article_id])[article_id] == Annotation(article_id)


def test_an_export_is_taken_in_without_losing_what_is_there(library: Library, tmp_path: Path) -> None:
    a, b = put(library, "a.txt"), put(library, "b.txt", draft(WEATHER))
    library.annotations.change(a, AnnotationChange(tags=ODD, note="de A", starred=True))
    library.annotations.change(b, AnnotationChange(note="de B"))
    library.annotations.change(b, AnnotationChange(note="sur la citation", span=(1, 4), quote="abc"))
    exported = library.annotations.all()
    other = Library(tmp_path / "other.sqlite")
    assert other.annotations.merge(exported) == []
    assert [(x.tags, x.note, x.starred, len(x.quotes)) for x in other.annotations.all()] == [
        (x.tags, x.note, x.starred, len(x.quotes)) for x in exported
    ]
    assert other.annotations.merge(exported) == []  # twice is as once
    assert [x.version for x in other.annotations.all()] == [1 for _ in exported]
    other.annotations.change(a, AnnotationChange(note="autre"))
    assert other.annotations.merge(exported) == [a]
    assert other.annotations.of([a])[a].note == "autre"
    assert other.annotations.merge([Annotation("ffffffffffff", ("seul",), quotes=(QuoteNote(1, 2, "x"),))]) == []


def test_an_older_library_gets_the_tables_and_a_backup_keeps_them(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    library = Library(path)
    library.feed.set_embedder("test/1", 4)
    article_id = put(library, "a.txt")
    library.close()
    with sqlite3.connect(path) as old:  # as it was before there were annotations
        for name in ("annotations", "tags"):
            old.execute(f"DROP TABLE {name}")
        old.execute("DROP INDEX articles_listed")
    library = Library(path)
    library.annotations.change(article_id, AnnotationChange(tags=("gardé",), note="gardée"))
    snapshot.copy(path, tmp_path / "copy.sqlite")
    library.close()
    back = Library(tmp_path / "copy.sqlite")
    assert back.annotations.of([article_id])[article_id].note == "gardée"
    assert back.database.value("PRAGMA user_version") == schema.VERSION


def test_lists_read_no_text(library: Library) -> None:
    from vectorstore.catalogue.matches import Row

    plan = library.database.rows(f"EXPLAIN QUERY PLAN SELECT {', '.join(Row._fields)} FROM articles")
    assert "COVERING INDEX articles_listed" in plan[0]["detail"]


TAGGING = """
import sys
from pathlib import Path
from rag.archive_types import AnnotationChange
from vectorstore.library import Library
library = Library(Path(sys.argv[1]))
for n in range(100_000):
    article = sys.argv[2 + n % 2]
    library.annotations.change(article, AnnotationChange(note=f"note {n}"))
    library.annotations.tag(f"tag {n}", [article])
    print(n, flush=True)
"""


@pytest.mark.parametrize("said", [1, 12, 30])
def test_a_kill_in_the_middle_of_tagging_loses_nothing_that_was_said(tmp_path: Path, said: int) -> None:
    path = tmp_path / "library.sqlite"
    library = Library(path)
    library.feed.set_embedder("test/1", 4)
    ids = [put(library, "a.txt"), put(library, "b.txt", draft(WEATHER))]
    library.close()
    child = subprocess.Popen(
        [sys.executable, "-c", TAGGING, str(path), *ids], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert child.stdout
    lines = [child.stdout.readline() for _ in range(said)]
    child.send_signal(signal.SIGKILL)
    lines += child.stdout.readlines()
    child.wait()
    last = max(int(line) for line in lines if line.endswith("\n"))
    library = Library(path)
    assert library.check() == []
    tags = library.annotations.by_tag()
    assert {f"tag {n}" for n in range(last + 1)} <= set(tags)
    assert len(tags) in (last + 1, last + 2)  # one more may be in or out
    assert all(articles <= set(ids) and len(articles) == 1 for articles in tags.values())
    note = library.annotations.of(ids)[ids[last % 2]].note
    assert note in (f"note {last}", f"note {last + 2}")
