"""The routes of the desk over a small facade in memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from tests.support.fake_service import FakeService
from web.server import create_app

SERVICE = FakeService()


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(create_app(SERVICE, Settings(), page=False), base_url="http://127.0.0.1:7860") as client:
        yield client


def test_a_batch_gives_a_line_a_question_and_a_fault_takes_its_line_alone(client: TestClient) -> None:
    questions = ["Combien ont coûté les travaux ?", "PANNE", "xyzzy plugh"]
    reply = client.post("/api/batch", json={"questions": questions, "filters": {"from": "2023"}})
    assert reply.headers["content-type"] == "application/x-ndjson"
    lines = [json.loads(line) for line in reply.text.splitlines()]
    assert [(line["n"], line["status"]) for line in lines] == [(0, "answered"), (1, "failed"), (2, "refused")]
    assert lines[0]["citations"][0]["n"] == 1
    assert (lines[1]["question"]["asked"], lines[1]["fault"]["status"]) == ("PANNE", 503)
    assert SERVICE.asked[0][2].start == "2023"


@pytest.mark.parametrize("body", [{}, {"questions": []}, {"questions": [" "]}, {"questions": ["a"] * 1_001}])
def test_a_wrong_batch_is_refused(client: TestClient, body: dict[str, object]) -> None:
    assert client.post("/api/batch", json=body).status_code == 422


def test_a_checked_text_has_the_contracts_shape(client: TestClient) -> None:
    text = "Les travaux du pont ont coûté 4,2 millions d'euros."
    (sentence,) = client.post("/api/check", json={"text": text, "passages": []}).json()["sentences"]
    assert set(sentence) == {"text", "start", "end", "support", "checks", "citations"}
    assert set(sentence["checks"][0]) == {"name", "passed", "detail"}
    assert text[sentence["start"] : sentence["end"]] == sentence["text"]
    assert {"n", "article_id", "quote", "start", "end", "passage", "copies"} <= set(sentence["citations"][0])
    assert client.post("/api/check", json={"text": "a", "passages": ["x" * 20_001]}).status_code == 422


def test_standing_questions_and_their_feed(client: TestClient) -> None:
    made = client.post("/api/standing", json={"question": "Le <pont> & les travaux\x0b ?"})
    assert made.status_code == 201
    listed = client.get("/api/standing").json()["standing"]
    assert listed[-1] == made.json()
    assert len(listed) == 2
    feed = client.get("/api/standing.atom")
    assert feed.headers["content-type"].startswith("application/atom+xml")
    tree = ElementTree.fromstring(feed.text)
    name = "{http://www.w3.org/2005/Atom}"
    entry = tree.findall(f"{name}entry")[-1]
    assert entry.findtext(f"{name}title") == "Le <pont> & les travaux ?"
    assert tree.findtext(f"{name}updated") == entry.findtext(f"{name}updated")
    assert entry.find(f"{name}link").attrib["href"].startswith("http://127.0.0.1:7860/article/")  # type: ignore[union-attr]
    assert client.delete(f"/api/standing/{listed[-1]['id']}").status_code == 204
    assert client.delete(f"/api/standing/{listed[-1]['id']}").status_code == 404
    assert client.post("/api/standing", json={"question": " "}).status_code == 422
    assert client.get("/api/standing").json() == {"standing": listed[:1]}


def test_the_answers_of_a_batch_are_a_table(client: TestClient) -> None:
    batch = SERVICE.batches.begin("", ["=1+1", "PANNE"], None)
    SERVICE.batches.failed(batch.id, 0, "Le modèle ne répond pas.")
    for ending, start in (("xlsx", b"PK"), ("csv", "\ufeffquestion,status".encode()), ("jsonl", b'{"question"')):
        reply = client.get(f"/api/batches/{batch.id}/answers", params={"file": ending})
        assert reply.content.startswith(start)
        assert reply.headers["content-disposition"].endswith(f'.{ending}"')
    assert client.get("/api/batches/0000000000000000/answers").status_code == 404
    assert client.get("/api/batches/..%2Fx/answers").status_code == 404
    assert client.get(f"/api/batches/{batch.id}/answers", params={"file": "exe"}).status_code == 422
