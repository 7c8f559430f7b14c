"""Lists of the archive: what a search with operators finds, filters, order, facets, excerpts."""

from __future__ import annotations

import pytest

from rag.archive_types import ArticleQuery
from rag.errors import BadInput
from rag.types import Draft
from tests.support.articles import STRIKE, WEATHER, draft, put
from vectorstore.library import Library

FAIR = (
    "La foire aux pommes d'Estrebois a attiré 1 200 visiteurs malgré la pluie, selon le comité des fêtes.",
    "Le porte-parole du comité promet une édition municipale plus grande l'an prochain.",
)


@pytest.fixture
def archive(library: Library) -> Library:
    put(library, "canal.txt", draft(STRIKE))
    put(library, "neige.txt", draft(WEATHER, title="Neige précoce", source="Cimes", day="2023-11-20"))
    put(library, "foire.txt", draft(FAIR, title="Foire d'Estrebois", source="Le Verger", day="2023-09"))
    put(library, "divers.txt", draft(("Les municipalités attendent.",), title="Divers", source=None, day=None))
    return library


def found(library: Library, text: str, **filters: object) -> list[str]:
    listing = library.catalogue.find(ArticleQuery(text, **filters), 50)  # type: ignore[arg-type]
    return [article.file.removesuffix(".txt") for article in library.listed(listing.article_ids)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ["canal", "neige", "foire", "divers"]),
        ("péniche", ["canal"]),
        ("peniches retraite", ["canal"]),  # in two passages or sentences of one article
        ("péniches neige", []),
        ("péniches OR neige", ["canal", "neige"]),
        ("NOT péniches", ["neige", "foire", "divers"]),
        ('"couche de neige"', ["neige"]),
        ('"COUCHE DE NEIGE"', ["neige"]),
        ('"premieres pistes"', ["neige"]),
        ('"neige couche"', []),
        ('"couche de neiges"', []),  # exactly so
        ('"a prévenu hélène"', ["canal"]),
        ("municip*", ["foire", "divers"]),
        ("municipalit*", ["divers"]),  # longer than the stem in the index
        ("porte-parole", ["foire"]),
        ('"porte parole du comité"', ["foire"]),
        ("1200", ["foire"]),
        ("1 200 visiteurs", ["foire"]),
        ('"1 200 visiteurs"', ["foire"]),
        ("halage", ["canal"]),  # the outlet's name
        ("foire.txt", ["foire"]),  # the file's
        ("source:verger", ["foire"]),
        ("source:Cimes OR source:verger", ["neige", "foire"]),
        ("date:2023", ["neige", "foire"]),
        ("date:2023-09-15", ["foire"]),  # a month that holds the day
        ("date:..2023-10", ["foire"]),
        ("date:2023 NOT source:Cimes", ["foire"]),
        ("titre:neige", ["neige"]),
        ("titre:cimes", []),  # that is the outlet
        ("titre:estreb*", ["foire"]),
        ("langue:français", ["canal", "neige", "foire", "divers"]),
        ("langue:en", []),
        ("format:txt péniches", ["canal"]),
        ("fichier:neige", ["neige"]),
        ("🐟", []),
        ("le", ["canal", "foire"]),  # too common for the index: looked for in titles and names alone
        ('"; DROP TABLE articles; -- *', []),
    ],
)
def test_what_a_search_finds(archive: Library, text: str, expected: list[str]) -> None:
    assert found(archive, text) == expected


def test_only_operators_is_a_clear_fault(archive: Library) -> None:
    with pytest.raises(BadInput, match="No word to search for"):
        found(archive, "AND OR")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"outlets": ("cimes", "Le Verger")}, ["neige", "foire"]),
        ({"outlets": ("",)}, ["divers"]),
        ({"start": "2023-10"}, ["canal", "neige"]),
        ({"end": "2023"}, ["neige", "foire"]),
        ({"languages": ("fr",), "formats": ("txt",), "outlets": ("Cimes",)}, ["neige"]),
        ({"languages": ("en",)}, []),
        ({"warned": True}, []),
        ({"authors": ("personne",)}, []),
        ({"sort": "title"}, ["divers", "foire", "canal", "neige"]),
        ({"sort": "title", "descending": True}, ["neige", "canal", "foire", "divers"]),
        ({"sort": "outlet"}, ["neige", "canal", "foire", "divers"]),
        ({"sort": "added"}, ["divers", "foire", "neige", "canal"]),
        ({"sort": "date", "descending": False}, ["foire", "neige", "canal", "divers"]),
    ],
)
def test_filters_and_orders(archive: Library, filters: dict[str, object], expected: list[str]) -> None:
    assert found(archive, "", **filters) == expected


def test_pages_and_facets_count_the_same_articles(archive: Library) -> None:
    archive.annotations.tag("À relire, vite", [archive.articles(1)[0][0].article_id])
    page = archive.catalogue.find(ArticleQuery(""), 2, 1, facets=True)
    assert (len(page.article_ids), page.total) == (2, 4)
    assert page.facets is not None
    assert dict(page.facets["outlet"]) == {"Le Halage": 1, "Cimes": 1, "Le Verger": 1, None: 1}
    assert page.facets["month"] == ((None, 1), ("2023-09", 1), ("2023-11", 1), ("2024-03", 1))
    assert page.facets["tag"] == (("À relire, vite", 1),)
    assert page.facets["starred"] == (("no", 4),)
    narrowed = archive.catalogue.find(ArticleQuery("date:2023"), 9, facets=True).facets
    assert narrowed is not None
    assert sum(count for _, count in narrowed["outlet"]) == 2
    assert narrowed["tag"] == ()


def test_excerpts_mark_the_words_where_they_stand(archive: Library) -> None:
    page = archive.catalogue.find(ArticleQuery('péniche OR "selon le comité"'), 9)
    for article_id in page.article_ids:
        article = archive.article(article_id)
        assert article is not None
        (excerpt,) = page.excerpts[article_id]
        text = article.draft.text
        assert text[excerpt.start : excerpt.end] == excerpt.text
        assert {text[a:b] for a, b in excerpt.marks} <= {"péniches", "selon le comité"}
        assert excerpt.marks
    assert archive.catalogue.find(ArticleQuery("source:Cimes"), 9).excerpts == {}
    hidden = archive.catalogue.find(ArticleQuery("neige NOT péniches"), 9)
    assert len(hidden.excerpts) == 1


def test_copies_stand_under_the_article_that_came_out_first(library: Library) -> None:
    first = put(library, "b.txt", draft(STRIKE, source="Le Halage", day="2024-03-02"))
    put(library, "a.txt", draft(STRIKE, source="Cimes", day="2024-03-05"))
    put(library, "neige.txt", draft(WEATHER, title="Neige", source="Cimes", day="2023-11-20"))
    assert len(found(library, "", copies="only")) == 2
    assert found(library, "", copies="first") == ["b", "neige"]
    assert library.catalogue.find(ArticleQuery("", copies="first"), 1).article_ids == [first]


def test_a_long_article_has_an_excerpt_around_the_word(library: Library) -> None:
    filler = "Le vent souffle et la route reste fermée aux camions. " * 12
    text = (f"{filler}Une girouette tourne. {filler}",)
    (article_id,) = [put(library, "long.txt", Draft(**{**_fields(draft(text)), "title": "Vent"}))]
    (excerpt,) = library.catalogue.find(ArticleQuery("girouette"), 9).excerpts[article_id]
    assert "girouette" in excerpt.text
    assert len(excerpt.text) <= 260
    assert not excerpt.text.startswith(("e ", "ent "))


def _fields(given: Draft) -> dict[str, object]:
    return {name: getattr(given, name) for name in Draft.__dataclass_fields__}
