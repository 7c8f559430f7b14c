"""Answers as a dossier: what it holds, and that nothing in it acts as markup."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from rag.settings import Settings
from tests.support.fake_service import FakeService
from web.api.requests import ExportBody
from web.export.export import WRITERS, export
from web.export.pages import mark_down, quote_down
from web.server import create_app

Json = dict[str, Any]
DAY = dt.date(2024, 5, 6)
HOSTILE = '{} \\ } <script>x</script> "] ](javascript:1) # *a* _b_ $1$ ~ 100 % & @book{x,\nER  - \r\nTY  - BOOK'
SOME_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=80)


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = create_app(FakeService(), Settings(), page=False)
    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        yield client


def asked(client: TestClient, question: str = "Combien ont coûté les travaux du pont ?") -> Json:
    answer: Json = client.post("/api/ask", json={"question": question}).json()
    return answer


def hostile() -> Json:
    citation = {
        "n": 1, "article_id": HOSTILE, "file": HOSTILE, "title": HOSTILE, "source": HOSTILE, "author": HOSTILE,
        "url": "javascript:alert(1)", "quote": HOSTILE, "start": 0, "end": 9, "copies": [HOSTILE],
    }  # fmt: skip
    sentence = {"text": HOSTILE, "citations": [1], "support": "supported"}
    return {
        "status": "answered", "answer": HOSTILE, "sentences": [sentence],
        "citations": [citation], "question": {"asked": HOSTILE},
    }  # fmt: skip


def written(format: str, *answers: Json, service: FakeService | None = None) -> str:
    body = ExportBody.model_validate({"format": format, "answers": answers})
    return export(service or FakeService(), body, "fr", DAY).text


@pytest.mark.parametrize("format", ["markdown", "html"])
def test_each_quotation_comes_with_article_date_place_and_fingerprint(client: TestClient, format: str) -> None:
    answer = asked(client)
    citation = answer["citations"][0]
    reply = client.post("/api/export", json={"format": format, "answers": [answer]})
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith(WRITERS[format][1])  # type: ignore[index]
    assert reply.headers["content-disposition"].startswith('attachment; filename="sourcier-')
    for words in (
        "Le Courrier de Valombre", "14 mars 2023", "pont-bis.txt",
        f"caractères {citation['start']} à {citation['end']}",
        hashlib.sha256(citation["quote"].encode()).hexdigest(),
        "retrouvée à cette place", "https://example.org/article",
    ):  # fmt: skip
        assert words in reply.text.replace("\\", ""), words


def test_fingerprints_and_places_stand_in_an_appendix_alone(client: TestClient) -> None:
    for format in ("markdown", "html"):
        body, appendix = written(format, asked(client)).split("Annexe")
        assert not re.search("[0-9a-f]{40}|caractères [0-9]", body)
        assert re.search("[0-9a-f]{64}", appendix)


def test_dates_are_no_more_precise_than_known(client: TestClient) -> None:
    undated = asked(client, "Quand la médiathèque ouvrira-t-elle six jours sur sept ?")
    assert "date inconnue" in written("markdown", undated)
    assert "date inconnue" in written("bibtex", undated)
    assert not re.search(r"^(PY|DA)  - ", written("ris", undated), re.MULTILINE)
    year = asked(client, "Combien de visiteurs attire le marché de Brisac ?")
    assert "date = {2022}" in written("bibtex", year)
    assert "month" not in written("bibtex", year)
    assert "DA  - 2022///\r\n" in written("ris", year)


def test_a_quotation_that_left_the_archive_is_said_to_have(client: TestClient) -> None:
    answer = asked(client)
    service = FakeService()
    service.library.clear()
    assert "ne se trouve plus à cette place" in written("markdown", answer, service=service)
    answer["citations"][0]["quote"] = "Autre chose."
    assert "ne se trouve plus à cette place" in written("html", answer)


def test_unsupported_sentences_are_marked_and_refusals_named(client: TestClient) -> None:
    answer = asked(client)
    answer["sentences"][0] |= {"support": "unsupported", "repaired": True}
    for format in ("markdown", "html"):
        assert "sans appui vérifié" in written(format, answer)
        refused = written(format, asked(client, "xyzzy plugh"))
        assert "Les articles ne répondent pas" in refused
        assert "Ce qui s&#x27;en approche le plus" in refused or "Ce qui s'en approche le plus" in refused
    assert written("bibtex", asked(client, "xyzzy plugh")) == ""


def test_an_article_cited_twice_is_one_reference(client: TestClient) -> None:
    answer = asked(client)
    both = written("ris", answer, answer)
    cited = {citation["article_id"] for citation in answer["citations"]}
    assert both.count("TY  - NEWS\r\n") == len(cited)
    assert len(set(re.findall(r"@article\{([^,]+),", written("bibtex", answer, answer)))) == len(cited)


def test_nothing_acts_as_markup() -> None:
    page = written("html", hostile())
    assert "<script" not in page
    assert 'href="javascript' not in page
    tokens = MarkdownIt("commonmark").enable("table").parse(written("markdown", hostile()))
    kinds = {child.type for token in tokens for child in token.children or []} | {token.type for token in tokens}
    assert not kinds & {"html_inline", "html_block", "link_open", "image", "code_inline", "fence", "code_block"}
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h3", "h2"]
    ris = written("ris", hostile()).split("\r\n")
    assert [line[:2] for line in ris if line] == ["TY", "TI", "AU", "T2", "N1", "N1", "ER"]
    assert "javascript" not in "".join(line for line in ris if line.startswith("UR"))


@given(SOME_TEXT)
@settings(max_examples=150, deadline=None, derandomize=True, database=None)
def test_any_text_stays_itself_in_markdown(text: str) -> None:
    for source in (mark_down(text), quote_down(text)):
        tokens = MarkdownIt("commonmark").enable("table").parse(source)
        allowed = {"paragraph_open", "paragraph_close", "inline", "blockquote_open", "blockquote_close"}
        assert {token.type for token in tokens} <= allowed
        inside = [child for token in tokens for child in token.children or []]
        assert {child.type for child in inside} <= {"text", "text_special", "softbreak", "hardbreak"}
        shown = "".join(child.content for child in inside)
        bare = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
        assert bare.sub("", shown) == bare.sub("", text)


@given(SOME_TEXT)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_any_text_leaves_bibtex_balanced_and_ris_whole(text: str) -> None:
    answer = hostile()
    answer["citations"][0] |= {"title": text, "source": text, "quote": text, "url": f"http://x.example/{text}"}
    bibtex = written("bibtex", answer)
    depth = 0
    for index, char in enumerate(bibtex):
        depth += (char == "{") - (char == "}")
        assert depth > 0 or index in (*range(8), len(bibtex) - 2, len(bibtex) - 1)
    assert depth == 0
    for line in written("ris", answer).split("\r\n"):
        assert line == "" or re.match(r"[A-Z][A-Z0-9]  - ", line)
        assert len(line.splitlines()) <= 1


@pytest.mark.parametrize(
    "body",
    [
        {"format": "pdf", "answers": [{}]},
        {"format": "ris", "answers": []},
        {"format": "ris", "answers": [{"status": "answered"}]},
        {"format": "ris", "answers": [{**hostile(), "citations": [{"quote": "x"}]}]},
        {"format": "ris"},
    ],
)
def test_what_is_no_answer_object_is_refused(client: TestClient, body: Json) -> None:
    reply = client.post("/api/export", json=body)
    assert (reply.status_code, reply.headers["content-type"]) == (422, "application/problem+json")
