"""A press review: what it quotes stands in the articles, its references are clean, and nothing in it acts as markup."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import replace

import docx
import pytest
from fastapi.testclient import TestClient

from rag.archive_types import AnnotationChange
from rag.settings import Settings
from tests.support.fake_service import FakeService
from web.server import create_app


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def client(service: FakeService) -> Iterator[TestClient]:
    with TestClient(create_app(service, Settings(), page=False), base_url="http://127.0.0.1:7860") as client:
        yield client


def words(text: str) -> str:
    return " ".join(text.split())


def test_a_review_by_day_quotes_the_sentences_that_were_searched(client: TestClient, service: FakeService) -> None:
    reply = client.get("/api/review", params={"q": "millions OR adjoint", "file": "markdown", "title": "Travaux"})
    text = reply.text
    assert reply.headers["content-type"].startswith("text/markdown")
    assert text.startswith("# Travaux\n")
    assert text.index("## 14 mars 2023") < text.index("## date inconnue") < text.index("## Annexe")
    body, appendix = text.split("## Annexe")
    assert "4,2 millions" in body
    assert "Le Courrier de Valombre, 14 mars 2023" in body
    assert not re.search(r"[0-9a-f]{40}", body), "fingerprints stand in the appendix alone"
    digests = re.findall(r"(\d+) à (\d+), SHA-256 ([0-9a-f]{64})", appendix)
    texts = [article.draft.text for article in service.library.values()]
    assert digests
    for start, end, digest in digests:
        assert any(hashlib.sha256(t[int(start) : int(end)].encode()).hexdigest() == digest for t in texts)


def test_a_page_to_print_runs_and_fetches_nothing(client: TestClient) -> None:
    reply = client.get("/api/review", params={"by": "outlet"})
    assert "sandbox" in reply.headers["content-security-policy"]
    headings = re.findall(r"<h2>(.*?)</h2>", reply.text)
    assert headings[:3] == ["&lt;i&gt;Gazette&lt;/i&gt;", "L&#x27;Écho d&#x27;Ormeval", "Le Courrier de Valombre"]
    assert not re.search(r"<(script|img|link|iframe)", reply.text)
    assert "&lt;script&gt;" in reply.text


def test_a_word_document_holds_the_same(client: TestClient, service: FakeService) -> None:
    first = next(iter(service.library))
    service.annotate(first, AnnotationChange(note="À vérifier", tags=("pont",)))
    reply = client.get("/api/review", params={"tag": "pont", "file": "docx", "lang": "en"})
    assert reply.headers["content-disposition"].endswith('.docx"')
    shown = [words(paragraph.text) for paragraph in docx.Document(io.BytesIO(reply.content)).paragraphs]
    assert shown[0] == "Press review"
    assert "Le Courrier de Valombre · 14 March 2023" in shown
    assert "Note : À vérifier" in shown
    assert any("Same dispatch in 1 other article" in line for line in shown)
    text = words(service.library[first].draft.text)
    quoted = [p.text for p in docx.Document(io.BytesIO(reply.content)).paragraphs if p.style.name == "Intense Quote"]
    assert quoted
    assert all(words(quote) in text for quote in quoted)


def test_an_overtaken_article_is_said_to_be_so(client: TestClient, service: FakeService) -> None:
    old, new, _ = service.library.values()
    service.library[old.article_id] = replace(old, superseded_by=new.article_id)
    text = client.get("/api/review", params={"q": "millions", "file": "html"}).text
    assert "Une version plus récente le remplace" in text


def test_nothing_found_is_a_plain_sentence(client: TestClient) -> None:
    reply = client.get("/api/review", params={"q": "introuvable"})
    assert (reply.status_code, "élargissez" in reply.json()["detail"]) == (422, True)
    assert client.get("/api/review", params={"file": "exe"}).status_code == 422
