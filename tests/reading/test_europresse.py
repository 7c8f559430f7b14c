"""Europresse's exports come out as their articles, each with its own outlet, date, author and text."""

from __future__ import annotations

import datetime as dt
import textwrap
from dataclasses import replace

import pytest

from rag.errors import Unreadable
from rag.reading.in_process import read
from rag.types import CITABLE, Draft
from tests.support.press import (
    STORIES,
    europresse_classic,
    europresse_new,
    europresse_old,
    europresse_page,
    europresse_text,
)
from tests.support.press_pdf import europresse_pdf, printed
from vectorstore.copies import relation, supersedes

TODAY = dt.date(2025, 6, 1)
GENERATIONS = {"ancien": europresse_old, "classique": europresse_classic, "nouveau": europresse_new}


def drafts(markup: str | bytes, name: str = "export.HTML") -> tuple[Draft, ...]:
    data = markup.encode() if isinstance(markup, str) else markup
    return read(data, name, today=TODAY).drafts


def body(draft: Draft) -> list[str]:
    return [draft.text[line.start : line.end] for line in draft.lines if line.label in ("body", "subhead")]


@pytest.mark.parametrize("generation", GENERATIONS)
def test_each_article_keeps_its_own_fields_and_words(generation: str) -> None:
    found = drafts(GENERATIONS[generation]())
    assert [draft.record for draft in found] == [0, 1, 2]
    for draft, story in zip(found, STORIES, strict=True):
        assert (draft.title, draft.source) == (story.title, story.outlet)
        assert draft.published is not None
        assert (draft.published.value, draft.published.precision) == (story.day, "day")
        assert (draft.author or "") == story.author.replace(" et ", ", ")
        assert body(draft) == list(story.body)
        assert draft.format == "europresse"
        assert draft.warnings == ()


@pytest.mark.parametrize("generation", GENERATIONS)
def test_what_the_database_adds_is_never_citable(generation: str) -> None:
    for draft in drafts(GENERATIONS[generation]()):
        shown = " ".join(draft.text[line.start : line.end] for line in draft.lines if line.label in CITABLE)
        for words in ("Tous droits", "certificat", "news·", "Photo Lise", "cahier", "trois dates", "lien :", "p. 4"):
            assert words not in shown
        assert "Tous droits réservés" in draft.text


def test_kicker_and_standfirst_are_told_apart() -> None:
    labels = {
        draft.text[line.start : line.end]: line.label for draft in drafts(europresse_new()) for line in draft.lines
    }
    assert labels["AU FIL DE L'EAU"] == "furniture"
    assert labels["Les riverains s'en réjouissent."] == "standfirst"
    assert labels["Une attente trop longue"] == "subhead"


def test_marks_of_the_search_leave_no_trace() -> None:
    markup = (
        europresse_classic()
        .replace("câble", "<mark>câ</mark>ble")
        .replace("salle", '<span style="color:red">salle</span>')
    )
    assert [body(draft) for draft in drafts(markup)] == [list(story.body) for story in STORIES]


def test_the_page_saved_from_the_viewer() -> None:
    (draft,) = drafts(europresse_page())
    assert body(draft) == list(STORIES[0].body)
    assert (draft.title, draft.source, draft.record) == (STORIES[0].title, STORIES[0].outlet, 0)


def test_a_page_whose_article_lost_its_header_to_the_page() -> None:
    markup = europresse_page().replace("&amp;lt;p&amp;gt;", "&lt;article&gt;&lt;p&gt;", 1).replace("&amp;lt;", "&lt;")
    (draft,) = drafts(markup.replace("&amp;gt;", "&gt;"))
    assert (draft.title, draft.source) == (STORIES[0].title, STORIES[0].outlet)


@pytest.mark.parametrize("byline", ["Par Odile Brassac", "ODILE BRASSAC", "Odile d'Arvel", "De notre envoyée spéciale"])
def test_authors_of_the_tables_in_their_forms(byline: str) -> None:
    draft = drafts(europresse_old(STORIES[:1]).replace("Odile Brassac", byline))[0]
    assert body(draft) == list(STORIES[0].body)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "cp1252"])
def test_a_wrong_charset_declared(codec: str) -> None:
    data = europresse_old().encode(codec, "replace")
    assert [draft.title for draft in drafts(data)] == [story.title for story in STORIES]


@pytest.mark.parametrize("name", ["export.html", "export.txt", "export.jsonl", "export"])
def test_content_tells_it_whatever_the_name(name: str) -> None:
    assert len(drafts(europresse_classic(), name)) == 3


def test_english_headers_and_a_missing_date() -> None:
    markup = europresse_new().replace(
        "Région, mardi 5 février 2019 98 mots, p. 4", "Tuesday, February 5, 2019 98 words, p. 4"
    )
    assert [d.published.value for d in drafts(markup) if d.published] == [story.day for story in STORIES]
    undated = europresse_new().replace("mardi 5 février 2019", "")
    first = drafts(undated)[0].published
    assert first is not None
    assert (first.value, first.evidence) == ("2019-02-05", "20190205")


def test_the_date_of_the_certificate_is_no_date() -> None:
    markup = europresse_classic().replace("mardi 5 février 2019, ", "").replace("news·2019", "sans·")
    assert drafts(markup)[0].published is None


def test_two_dates_that_differ_are_said() -> None:
    draft = drafts(europresse_classic().replace("news·20190205", "news·20140205"))[0]
    assert draft.published is not None
    assert draft.published.value == "2019-02-05"
    assert "2014-02-05" in " ".join(draft.warnings)


def test_a_file_cut_short_says_so() -> None:
    whole = europresse_classic()
    reading = read(whole[: whole.rindex("<aside>")].encode(), "coupe.html", today=TODAY)
    assert len(reading.drafts) == 3
    assert "annonce 2 articles, 3" in reading.problems[0]


def test_articles_that_lost_their_frame_are_split_by_their_outlets() -> None:
    markup = europresse_classic().replace("</article> <article>", "")
    assert [draft.title for draft in drafts(markup)] == [story.title for story in STORIES]


def test_what_is_recognised_and_holds_nothing_is_refused() -> None:
    with pytest.raises(Unreadable, match="Europresse"):
        drafts(
            '<html xmlns:n1="http://www.cedrom-sni.com/schema/newsv1.xsd"><body><p>Votre session a expiré, merci '
            "de vous identifier de nouveau pour lire ces documents.</p></body></html>"
        )


def test_the_pdf_is_split_by_the_line_with_outlet_and_words() -> None:
    reading = read(europresse_pdf(), "dossier.pdf", today=TODAY)
    assert reading.problems == ()
    assert [draft.record for draft in reading.drafts] == [0, 1, 2]
    for draft, story in zip(reading.drafts, STORIES, strict=True):
        assert (draft.title, draft.source) == (story.title, story.outlet)
        assert draft.published is not None
        assert draft.published.value == story.day
        assert (draft.author or "") == story.author.replace(" et ", ", ")
        assert body(draft) == list(story.body)
        assert "Document émis" not in draft.text
        assert "Quotidien" not in draft.text


def test_another_pdf_is_none_of_europresse() -> None:
    rows = [(60, 700 - 20 * n, 11.0, part) for n, part in enumerate(STORIES[1].body)]
    (draft,) = read(printed([[(60, 740, 18.0, STORIES[1].title), *rows]]), "autre.pdf", today=TODAY).drafts
    assert draft.format == "pdf"
    assert draft.record is None


def test_regional_editions_and_the_web_version_are_copies_of_one_article() -> None:
    story = STORIES[0]
    edition = replace(story, outlet=f"{story.outlet} - Édition de Noirlac", page="93_T_17")
    shorter = replace(edition, body=story.body[:-1])
    web = replace(story, outlet=f"{story.outlet} (site web)")
    first, *others = drafts(europresse_new([story, edition, shorter, web]))
    assert len(others) == 3
    for other in others:
        assert relation(first, other) is not None
        assert not supersedes(first, other)
        assert not supersedes(other, first)


def test_one_article_as_text_has_the_fields_of_its_header() -> None:
    (draft,) = drafts(europresse_text(STORIES[:1]), "bac.txt")
    assert (draft.title, draft.source, draft.author) == (STORIES[0].title, STORIES[0].outlet, STORIES[0].author)
    assert draft.published is not None
    assert draft.published.value == "2019-02-05"
    assert body(draft) == list(STORIES[0].body)
    shown = " ".join(draft.text[line.start : line.end] for line in draft.lines if line.label in CITABLE)
    assert not any(words in shown for words in ("Tous droits", "certificat", "news·", "2024", "p. 4"))


def test_articles_as_text_are_split_at_their_headers() -> None:
    found = drafts(europresse_text(), "trois.txt")
    assert [(d.title, d.source, d.author or "") for d in found] == [
        (story.title, story.outlet, story.author.replace(" et ", ", ")) for story in STORIES
    ]
    assert [d.published.value for d in found if d.published] == [story.day for story in STORIES]
    assert [body(draft) for draft in found] == [list(story.body) for story in STORIES]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("Région, mardi 5 février 2019 98 mots, p. 4", "mardi 5 février 2019"),
        ("Région, mardi 5 février 2019 98 mots, p. 4", "Région, Tuesday, February 5, 2019 98 words, p. B4, 93_T_17"),
        ("Région, mardi 5 février 2019 98 mots, p. 4", "Région, mardi 5 février 2019 - 06:40 UTC +01:00"),
        ("La Feuille de Cormeray, no. 118\nRégion, mardi", "La Feuille de Cormeray, mardi"),
        ("\n\nNuméro de document : news", "\n\nnews"),
        ("\n\nLe bac", "\n\nRIVIÈRE\n\nLe bac"),
        ("\n\nUne attente", "\n\nmercredi 6 février 2019\n\nUne attente"),
    ],
)
def test_the_header_of_the_text_in_its_forms(was: str, now: str) -> None:
    text = europresse_text(STORIES[:1])
    assert was in text
    (draft,) = drafts(text.replace(was, now, 1), "bac.txt")
    assert (draft.title, draft.source, draft.author) == (STORIES[0].title, "La Feuille de Cormeray", "Odile Brassac")
    assert draft.published is not None
    assert draft.published.value == "2019-02-05"


def test_a_text_wrapped_by_a_printer_keeps_its_paragraphs() -> None:
    story = replace(STORIES[0], body=tuple(f"{part} {part}" for part in STORIES[0].body))
    wrapped = "\n\n".join("\n".join(textwrap.wrap(part, 72)) for part in europresse_text([story]).split("\n\n")[1:])
    (draft,) = drafts(europresse_text([story]).split("\n\n")[0] + "\n\n" + wrapped, "bac.txt")
    assert body(draft) == list(story.body)


def test_a_text_of_europresse_that_holds_nothing_is_refused() -> None:
    with pytest.raises(Unreadable, match="Europresse"):
        drafts("La Feuille\nmardi 5 février 2019\n\nUn titre seul\n\nNuméro de document : news·20190205·LF·01", "a.txt")
