"""The library: what is put in comes out, whole, whatever happens around it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from rag.language.terms import terms
from rag.reading.passages import make_chunks
from rag.types import Coverage, Published
from tests.support.articles import STRIKE, WEATHER, draft, put, vectors
from vectorstore.files import KnownFile
from vectorstore.library import Library


def test_article_comes_back_as_it_was(library: Library) -> None:
    given = draft(record=3)
    article_id = put(library, "a.jsonl", given)
    article = library.article(article_id)
    assert article is not None
    assert article.draft == given
    assert article.chunks == make_chunks(given.text, given.lines)
    assert (article.file, article.copies, article.dispatch, article.superseded_by) == ("a.jsonl", (), None, None)
    assert library.article("000000000000") is None


def test_passages_are_verbatim_spans_with_their_article(library: Library) -> None:
    given = draft(("🐟 " + STRIKE[0], *STRIKE[1:], *(WEATHER * 4)))
    ids = library.article_passages(put(library, "a.txt", given))
    found = library.passages([*reversed(ids), 999])
    assert sorted(found) == ids
    assert len(ids) > 1
    for n, passage_id in enumerate(ids):
        passage = found[passage_id]
        assert passage.text == given.text[passage.start : passage.end]
        assert (passage.n, passage.title, passage.source, passage.published) == (
            n,
            given.title,
            given.source,
            given.published,
        )
        assert passage.notes == ("note",)
    assert library.neighbours(ids[0]) == ids[1:2]
    assert library.neighbours(ids[1], 9) == [ids[0], *ids[2:]]


def test_words_of_title_outlet_and_text(library: Library) -> None:
    strike = library.article_passages(put(library, "a.txt"))
    put(library, "b.txt", draft(WEATHER, title="Neige précoce", source="Cimes"))
    put(library, "c.txt", draft(("Rien de commun avec ce qui précède, hormis la langue.",), title="Divers", day=None))
    for question in ("Qui bloque les péniches ?", "canal", "halage et torcelle", "Jousseaume"):
        assert library.words.search(terms(question), 5)[0][0] in strike
    assert library.words.document_frequency(["penich", "neig", "absent"]) == {"penich": 1, "neig": 1, "absent": 0}
    title, body = library.words.passage_terms(strike)[strike[0]]
    assert title == terms("Le canal bloqué. Le Halage")
    assert "penich" in body


def test_common_words_are_left_out_of_a_search_before_rare_ones(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = library.article_passages(put(library, "a.txt", draft(WEATHER, title="Neige", source=None)))
    for n in range(6):
        put(library, f"{n}.txt", draft((f"Le canal numéro {n} est ouvert aux bateaux.",), title="Canal", source=None))
    words = terms("canal neige")
    assert len(library.words.search(words, 99)) == 7
    monkeypatch.setattr("vectorstore.word_index.MOST_MATCHES", 5)
    assert {i for i, _ in library.words.search(words, 99)} == set(rare)
    assert len(library.words.search(terms("canal"), 99)) == 6


def test_what_is_kept_of_the_whole_follows_every_change(library: Library) -> None:
    counts = []
    for n in range(3):
        put(library, f"{n}.txt", draft(source=f"Journal {n}"))
        counts.append(
            (library.feed.passage_count(), library.words.document_frequency(["penich"])["penich"], library.sources())
        )
    other = Library(library.path)
    assert other.forget(other.articles(1)[0][0].article_id)
    counts.append(
        (library.feed.passage_count(), library.words.document_frequency(["penich"])["penich"], library.sources())
    )
    assert [count[1] for count in counts] == [1, 2, 3, 2]
    assert [len(count[2]) for count in counts] == [1, 2, 3, 2]
    assert counts[0][0] * 3 == counts[2][0] > counts[3][0]


def test_indexes_come_to_an_older_library(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    Library(path).close()
    with sqlite3.connect(path) as old:
        old.execute("DROP INDEX embeddings_by_passage")
    plan = Library(path).database.rows("EXPLAIN QUERY PLAN SELECT count(*) FROM embeddings")
    assert "embeddings_by_passage" in plan[0]["detail"]


def test_no_term_is_an_operator(library: Library) -> None:
    put(library, "a.txt")
    nasty = ["AND", "NOT", "NEAR", 'a"b', "body:x", "*", "^a", "", "é", "\0", "x" * 10_000]
    assert library.words.search(nasty, 5) == []
    assert library.words.search([f"t{n}" for n in range(5_000)], 5) == []
    assert library.words.search([], 5) == library.words.search(["canal"], 0) == []
    assert library.articles(5, query='"; DROP TABLE articles; -- *') == ([], 0)
    assert set(library.words.document_frequency(nasty)) == {"AND", "NOT", "NEAR", "é", "x" * 10_000}


def test_slips_of_the_keyboard(library: Library) -> None:
    put(library, "a.txt")
    assert library.words.known_terms(terms("Jousseaumme vaumarn penich inconnu 14b")) == terms(
        "Jousseaume Vaumarin péniche inconnu 14b"
    )


def test_replacing_and_forgetting_leave_nothing_behind(library: Library) -> None:
    article_id = put(library, "a.txt")
    old = library.article_passages(article_id)
    assert put(library, "a.txt", draft(WEATHER, title="Neige")) == article_id
    new = library.article_passages(article_id)
    assert min(new) > max(old)
    assert [passage for _, passage in library.feed.removed_after(0, 99)] == old
    assert library.words.search(terms("péniches"), 5) == []
    assert library.feed.vectors(old) == {}
    assert library.forget(article_id)
    assert not library.forget(article_id)
    assert (library.feed.passage_count(), library.files.of("/press"), library.articles(9)) == (0, {}, ([], 0))
    assert library.check() == []


def test_dispatch_groups_copies_and_ungroups_when_one_goes(library: Library) -> None:
    first = put(library, "a.txt")
    second = put(library, "b.txt", draft((*STRIKE, *WEATHER), source="Le Quai", day="2024-03-03"))
    third = put(library, "c.jsonl", draft(STRIKE[:2], source="La Berge", record=7))
    other = put(library, "d.txt", draft(WEATHER * 2, title="Neige", source="Cimes"))
    dispatches = {article.article_id: article.dispatch for article in library.articles(9)[0]}
    assert dispatches[first] == dispatches[second] == dispatches[third] == min(first, second, third, other)
    passage = next(iter(library.passages(library.article_passages(first)).values()))
    assert {"b.txt", "c.jsonl#7"} <= set(passage.copies)
    library.forget(second)
    assert [article.copies for article in library.articles(9, query="neige")[0]] == [()]
    library.forget(third)
    left = library.article(first)
    assert left is not None
    assert (left.dispatch, left.copies) == (None, ())


def test_a_dispatch_that_more_carry_than_are_looked_at_is_one_group(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vectorstore.kinship._MOST_HOLDERS", 4)
    for number in range(12):
        put(library, f"{number}.txt", draft(source=f"Journal {number}"))
    assert len({article.dispatch for article in library.articles(20)[0]}) == 1
    assert all(len(article.copies) == 11 for article in library.articles(20)[0])


def test_newer_version_supersedes(library: Library) -> None:
    old = put(library, "a.txt")
    new = put(library, "b.txt", draft((*STRIKE[:2], "La régie recevra les délégués jeudi."), day="2024-03-05"))
    other = put(library, "c.txt", draft(source="Le Quai", day="2024-03-06"))
    by_id = {article.article_id: article.superseded_by for article in library.articles(9)[0]}
    assert by_id == {old: new, new: None, other: None}
    library.forget(new)
    assert {article.superseded_by for article in library.articles(9)[0]} == {None}


def test_dates_outlets_and_coverage(library: Library) -> None:
    assert library.coverage() == Coverage(0, None, None, ())
    march = put(library, "a.txt", draft(day="2024-03"))
    day = put(library, "b.txt", draft(WEATHER, source="Cimes", day="2023-11-02"))
    put(library, "c.txt", draft(("Sans date ni journal, une page trouvée.",), title="Page", source=None, day=None))
    assert library.coverage() == Coverage(3, "2023-11-02", "2024-03", ("Cimes", "Le Halage"))
    assert library.sources() == ["Cimes", "Le Halage"]
    inside = Published("2024-03-15", "day", "").first_day

    def found(**filters: Any) -> set[int]:  # noqa: ANN401
        asked = terms("péniches neige page")
        best = [i for i, _ in library.words.search(asked, 99)]
        passing = [i for i, _ in library.words.search(asked, 99, **filters)]
        assert library.words.passing(best, 99, **filters) == passing
        assert library.words.passing(best, 1, **filters) == passing[:1]
        return set(passing)

    outlets = library.source_ids()
    assert found() >= found(days=(None, None)) == found(sources=list(outlets.values())) != found()
    assert found(days=(inside, inside)) <= set(library.article_passages(march))
    assert found(days=(None, inside - 100)) == found(sources=[outlets["Cimes"]]) <= set(library.article_passages(day))
    assert found(days=(inside, None)) == found(sources=[outlets["Le Halage"]], days=(inside, None))
    assert found(sources=[outlets["Cimes"]], days=(inside, inside)) == found(sources=[]) == set()
    numbers = [numbers for _, _, numbers in library.feed.vectors_after(0, 99)]
    assert numbers[-1]["source"] == numbers[-1]["first_day"] == numbers[-1]["last_day"] == 0
    assert numbers[0]["source"] == library.source_ids()["Le Halage"]
    assert [article.file for article in library.articles(2)[0]] == ["a.txt", "b.txt"]
    assert [article.file for article in library.articles(2, 2)[0]] == ["c.txt"]
    assert library.articles(9, query="cimes")[1] == library.articles(9, query="b.TXT")[1] == 1


def test_ids_are_the_same_elsewhere_and_never_shared(library: Library, tmp_path: Path) -> None:
    other = Library(tmp_path / "other" / "library.sqlite")
    assert put(other, "a.txt") == put(library, "a.txt")
    assert other.feed.identity() != library.feed.identity()
    library.files.rename("/press", "a.txt", "/press", "b.txt", KnownFile("x", 1, 2))
    assert len({put(library, "a.txt"), put(library, "b.txt")}) == 2


def test_another_embedder_drops_the_vectors_and_numbers_passages_anew(library: Library) -> None:
    put(library, "a.txt")
    put(library, "b.txt", draft(WEATHER))
    before = [passage for passage, _, _ in library.feed.vectors_after(0, 99)]
    library.feed.set_embedder("test/1", 4)
    assert library.feed.missing_vectors() == 0
    library.feed.set_embedder("test/2", 3)
    assert (library.feed.missing_vectors(), library.feed.vectors_after(0, 99)) == (len(before), [])
    assert library.check("en") == [f"{len(before)} passages without a vector: run python -m rag doctor --repair."]
    after = [passage for passage, _, _ in library.feed.texts_to_embed(0, 99)]
    library.feed.set_vectors(after, vectors(len(after), 3))
    assert [passage for passage, _, _ in library.feed.vectors_after(max(before), 99)] == after
    assert [passage for _, passage in library.feed.removed_after(0, 99)] == before
    assert library.words.search(terms("péniches"), 5)[0][0] == after[0]
    assert library.article_passages(put(library, "c.txt"))[0] > max(after)
    assert library.check()[0].endswith("doctor --repair.")


def test_wrong_number_of_vectors_changes_nothing(library: Library) -> None:
    article = draft()
    with pytest.raises(ValueError, match="1 passages, 2 vectors"):
        library.put(
            root="/press",
            file="a.txt",
            sha256="",
            draft=article,
            chunks=make_chunks(article.text, article.lines),
            vectors=vectors(2),
            mtime_ns=1,
            size=2,
        )
    assert library.articles(9)[1] == library.generation() - 1 == 0
