"""Factiva's exports, with codes and without, come out as their articles with their own fields and words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.in_process import read
from rag.types import CITABLE, Draft
from tests.support.press import (
    STORIES,
    accession,
    factiva_coded,
    factiva_lines,
    factiva_plain,
    factiva_rtf_coded,
    factiva_rtf_plain,
    rtf_file,
)

TODAY = dt.date(2025, 6, 1)
FORMS: dict[str, Callable[[], bytes]] = {
    "codes.html": lambda: factiva_coded().encode(),
    "article.html": lambda: factiva_plain().encode(),
    "codes.rtf": factiva_rtf_coded,
    "article.rtf": factiva_rtf_plain,
    "article.txt": lambda: "\n\n".join(line for story in STORIES for line in factiva_lines(story)).encode(),
}


def reading(data: bytes | str, name: str) -> Reading:
    return read(data.encode() if isinstance(data, str) else data, name, today=TODAY)


def body(draft: Draft) -> list[str]:
    return [draft.text[line.start : line.end] for line in draft.lines if line.label in ("body", "subhead")]


@pytest.mark.parametrize("form", FORMS)
def test_each_article_keeps_its_own_fields_and_words(form: str) -> None:
    found = reading(FORMS[form](), form)
    assert found.problems == ()
    assert [draft.record for draft in found.drafts] == [0, 1, 2]
    for draft, story in zip(found.drafts, STORIES, strict=True):
        assert (draft.title, draft.source, draft.format) == (story.title, story.outlet, "factiva")
        assert draft.published is not None
        assert (draft.published.value, draft.published.precision) == (story.day, "day")
        assert (draft.author or "") == story.author.replace(" et ", ", ")
        assert body(draft) == list(story.body)


@pytest.mark.parametrize("form", FORMS)
def test_what_the_database_adds_is_never_citable(form: str) -> None:
    for draft in reading(FORMS[form](), form).drafts:
        shown = " ".join(draft.text[line.start : line.end] for line in draft.lines if line.label in CITABLE)
        for words in ("Document LA", "gcat", "1 098 mots", "(c) 2019", "Passerelle", "Résumé", "Factiva", "LFCX"):
            assert words not in shown


def test_a_frame_in_a_frame_is_one_article() -> None:
    markup = factiva_plain().replace('class="article">', 'class="article frArticle">')
    assert [draft.title for draft in reading(markup, "a.html").drafts] == [story.title for story in STORIES]


def test_the_german_interface() -> None:
    markup = factiva_plain().replace("1 098 mots", "1.098 Wörter").replace("février", "Februar")
    markup = markup.replace("<div>Français</div>", "<div>Französisch</div>").replace("<p>Document", "<p>Dokument")
    found = reading(markup, "a.html")
    assert [draft.published.value for draft in found.drafts if draft.published] == [story.day for story in STORIES]
    assert [draft.source for draft in found.drafts] == [story.outlet for story in STORIES]


def test_fields_that_move_when_others_lack() -> None:
    for gone in (
        "<div>06:40</div>",
        "<div>4</div>",
        "<div>Région</div>",
        "<div>Français</div>",
        "<div>1 098 mots</div>",
    ):
        found = reading(factiva_plain().replace(gone, ""), "a.html")
        assert [(draft.source, body(draft)) for draft in found.drafts] == [(s.outlet, list(s.body)) for s in STORIES]


def test_a_paragraph_may_begin_like_the_end_of_an_article() -> None:
    markup = factiva_plain().replace("Le câble", "Document après document, le câble")
    assert body(reading(markup, "a.html").drafts[0])[1].startswith("Document après document, le câble")


def test_an_article_without_a_header_is_counted_as_lacking() -> None:
    lines = [*factiva_lines(STORIES[0]), "Des mots sans en-tête.", f"Document {accession(STORIES[1])}"]
    found = reading("\n".join(lines), "a.txt")
    assert len(found.drafts) == 1
    assert "annonce 2 articles, 1" in found.problems[0]
    assert found.problems[0] in found.drafts[0].warnings


def test_what_is_recognised_and_cannot_be_split_is_refused() -> None:
    with pytest.raises(Unreadable, match="Factiva"):
        reading(rtf_file(r"\pard Aucun document\par {\footer \'a9 2024 Factiva, Inc.}"), "a.rtf")
    with pytest.raises(Unreadable, match="Factiva"):
        reading(
            "<html><head><title>Factiva</title></head><body><p>Session expirée, merci de revenir</p></body>", "a.html"
        )
