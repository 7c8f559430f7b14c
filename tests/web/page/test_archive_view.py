"""What the controls of the archive tab do, without a browser: nothing that they cannot send changes anything."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from rag.archive_types import AnnotationChange, ArticleQuery
from tests.support.fake_service import FakeService
from web.archive_filters import View
from web.page.archive import listing, review_links

HOSTILE = "<img src=x onerror=window.pwned=1>{{x}}${y}`"


@pytest.mark.parametrize(
    ("data", "query"),
    [
        ({"act": "filter", "field": "outlet", "value": "Cimes"}, ArticleQuery(outlets=("Cimes",), copies="first")),
        ({"act": "filter", "field": "author", "value": ""}, ArticleQuery(authors=("",), copies="first")),
        ({"act": "month", "value": "2023-05"}, ArticleQuery(start="2023-05", end="2023-05", copies="first")),
        ({"act": "field", "field": "sort", "value": "title"}, ArticleQuery(sort="title", copies="first")),
        ({"act": "field", "field": "order", "value": "asc"}, ArticleQuery(descending=False, copies="first")),
        ({"act": "field", "field": "copies", "value": "all"}, ArticleQuery()),
        ({"act": "field", "field": "start", "value": "2023-05-14"}, ArticleQuery(start="2023-05-14", copies="first")),
        ({"act": "field", "field": "starred", "value": "true"}, ArticleQuery(starred=True, copies="first")),
        ({"act": "field", "field": "warned", "value": "true"}, ArticleQuery(warned=True, copies="first")),
        ({"act": "field", "field": "sort", "value": "colour"}, ArticleQuery(copies="first")),
        ({"act": "field", "field": "query", "value": "x"}, ArticleQuery(copies="first")),
        ({"act": "filter", "field": "offset", "value": "x"}, ArticleQuery(copies="first")),
        ({"act": "page", "offset": "-1"}, ArticleQuery(copies="first")),
        ({}, ArticleQuery(copies="first")),
    ],
)
def test_what_a_control_asks_for(data: dict[str, object], query: ArticleQuery) -> None:
    assert View().after(data).query("") == query


def test_a_choice_is_dropped_by_choosing_it_again_by_its_chip_or_with_all() -> None:
    chosen = View(offset=50).after({"act": "filter", "field": "tag", "value": "port"})
    assert (chosen.tag, chosen.offset) == ("port", 0)
    assert chosen.after({"act": "filter", "field": "tag", "value": "port"}).tag is None
    assert chosen.after({"act": "drop", "field": "tag"}).tag is None
    month = chosen.after({"act": "month", "value": "2023-05"})
    assert month.after({"act": "drop", "field": "period"}).query("") == chosen.query("")
    assert month.after({"act": "clear"}).query("") == View().query("")


def test_a_press_review_takes_what_is_listed() -> None:
    view = View(outlet="L'Écho & Cie", start="2023-05", starred=True)
    address = review_links(view, '"port" NOT grue', "fr").split('href="')[1].split('"')[0].replace("&amp;", "&")
    asked = parse_qs(urlsplit(address.replace("&#x27;", "'")).query)
    assert asked == {
        "q": ['"port" NOT grue'], "from": ["2023-05"], "copies": ["first"], "starred": ["true"],
        "outlet": ["L'Écho & Cie"], "by": ["day"], "file": ["html"], "lang": ["fr"],
    }  # fmt: skip


def test_markup_of_articles_and_readers_is_text() -> None:
    service = FakeService()
    first = next(iter(service.library))
    service.annotate(first, AnnotationChange(tags=(HOSTILE,), note=HOSTILE))
    page = service.archive(ArticleQuery("script OR pont"), 25, facets=True)
    shown = listing(page, View(tag=HOSTILE, opened=first), [HOSTILE], HOSTILE, "fr")
    for sign in ("<img", "<script", "{{", "${", "`"):
        assert sign not in shown
    assert "<mark>" in shown
