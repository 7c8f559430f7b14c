"""Exports of Nexis, old and new, and of ProQuest come out as their articles with their own fields and words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.in_process import read
from rag.types import CITABLE, Draft
from tests.support.press import STORIES
from tests.support.press_nexis import classic_html, classic_rtf, classic_text, nexis_docx, nexis_rtf, proquest

TODAY = dt.date(2025, 6, 1)
FORMS: dict[str, Callable[[], bytes]] = {
    "jour.docx": nexis_docx,
    "jour.rtf": nexis_rtf,
    "classique.html": lambda: classic_html().encode(),
    "classique.txt": lambda: classic_text().encode(),
    "classique.rtf": classic_rtf,
    "proquest.txt": lambda: proquest().encode(),
}


def reading(data: bytes, name: str) -> Reading:
    return read(data, name, today=TODAY)


def body(draft: Draft) -> list[str]:
    return [draft.text[line.start : line.end] for line in draft.lines if line.label in ("body", "subhead")]


def hold(found: Reading) -> None:
    """Every story is there with its own words and fields."""
    assert [draft.record for draft in found.drafts] == [0, 1, 2]
    for draft, story in zip(found.drafts, STORIES, strict=True):
        assert (draft.title, draft.source) == (story.title, story.outlet)
        assert draft.published is not None
        assert (draft.published.value, draft.published.precision) == (story.day, "day")
        assert (draft.author or "") == story.author.replace(" et ", ", ")
        assert body(draft) == list(story.body)


@pytest.mark.parametrize("form", FORMS)
def test_each_article_keeps_its_own_fields_and_words(form: str) -> None:
    found = reading(FORMS[form](), form)
    hold(found)
    assert found.problems == ()


@pytest.mark.parametrize("form", FORMS)
def test_what_the_database_adds_is_never_citable(form: str) -> None:
    for draft in reading(FORMS[form](), form).drafts:
        shown = " ".join(draft.text[line.start : line.end] for line in draft.lines if line.label in CITABLE)
        for words in ("Copyright", "(90%)", "98 ", "Load-Date", "2024", "End of", "Lise Aubrac", "Client", "DOCUMENTS"):
            assert words not in shown


@pytest.mark.parametrize("make", [nexis_docx, nexis_rtf], ids=["docx", "rtf"])
@pytest.mark.parametrize(("heading", "end"), [("Corps", "Fin du document"), ("Tekst", "Fin du document")])
def test_an_interface_in_another_language(make: Callable[..., bytes], heading: str, end: str) -> None:
    hold(reading(make(STORIES, heading, end), f"jour.{make.__name__[-4:].strip('_')}"))


def test_the_number_that_the_cover_says_is_held_against_the_articles() -> None:
    found = reading(nexis_rtf().replace(b"Documents (3)", b"Documents (4)"), "jour.rtf")
    assert "annonce 4 articles, 3" in found.problems[0]
    assert found.problems[0] in found.drafts[2].warnings


def test_the_first_article_is_not_lost_behind_the_cover() -> None:
    one = reading(nexis_docx(STORIES[:1]), "seul.docx")
    assert [draft.title for draft in one.drafts] == [STORIES[0].title]


def test_an_error_page_in_place_of_an_article_is_counted_as_lacking() -> None:
    markup = classic_html().replace(STORIES[1].body[0], "We are sorry but there is an error in this document.")
    found = reading(markup.encode(), "a.html")
    assert [draft.title for draft in found.drafts] == [STORIES[0].title, STORIES[2].title]
    assert "annonce 3 articles, 2" in found.problems[0]


def test_date_after_the_title_and_no_copyright() -> None:
    def turned(text: str) -> str:
        blocks = text.split("\n\n")
        at = next(n for n, block in enumerate(blocks) if block.strip() == STORIES[0].title)
        blocks[at - 1], blocks[at] = blocks[at], blocks[at - 1]
        return "\n\n".join(block for block in blocks if not block.startswith("Copyright"))

    hold(reading(turned(classic_text()).encode(), "a.txt"))


def test_the_summary_alone_says_so() -> None:
    text = proquest(STORIES[:1]).replace(
        "Abstract: None available.", "Abstract: Le bac a repris son service lundi matin."
    )
    gone = text[: text.index("Full text:")] + text[text.index("Subject:") :]
    (draft,) = reading(gone.encode(), "a.txt").drafts
    assert body(draft) == ["Le bac a repris son service lundi matin."]
    assert "résumé" in draft.warnings[0]


def test_the_load_date_is_no_date() -> None:
    data = classic_html().replace("5 February 2019 Wednesday", "sans date ici")
    assert reading(data.encode(), "a.html").drafts[0].published is None


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (nexis_rtf([]), "a.rtf"),
        (b"<html><!-- LXNComment 1 --><body><p>Session close</p></body></html>", "a.html"),
        (b"1 of 3 DOCUMENTS\n\n", "a.txt"),
    ],
    ids=["rtf", "html", "txt"],
)
def test_what_is_recognised_and_cannot_be_split_is_refused(data: bytes, name: str) -> None:
    with pytest.raises(Unreadable, match="Nexis"):
        reading(data.replace(b"Job Number", b"Client/Matter"), name)
