"""The archive over the REST API: searches with operators, facets, tags, stars and notes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

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


def test_the_archive_is_searched_filtered_and_counted(client: TestClient, service: FakeService) -> None:
    reply = client.get("/api/articles", params={"q": '"pont de Valombre" travaux', "facets": "true"}).json()
    assert reply["total"] == 1
    (article,) = reply["articles"]
    text = client.get(f"/api/articles/{article['article_id']}").json()["text"]
    for part in article["excerpts"]:
        assert text[part["start"] : part["end"]] == part["text"]
        assert all(part["start"] <= a < b <= part["end"] for a, b in part["marks"])
    assert {"value": "Le Courrier de Valombre", "count": 1} in reply["facets"]["outlet"]
    told = client.get("/api/articles", params={"q": '"pont de'}, headers={"Accept-Language": "en"}).json()
    assert told["notes"] == ["A quotation mark is not closed: read to the end."]
    assert client.get("/api/articles", params={"outlet": "L'Écho d'Ormeval"}).json()["total"] == 1
    sorted_list = client.get("/api/articles", params={"sort": "title", "order": "desc"}).json()["articles"]
    titles = [article["title"] for article in sorted_list]
    assert titles == sorted(titles, reverse=True)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"q": "AND OR"}, "Aucun mot"),
        ({"q": "date:2023-13"}, "date:2023-05"),
        ({"sort": "colour"}, "sort"),
        ({"from": "2023-99"}, "calendrier"),
        ({"copies": "some"}, "copies"),
    ],
)
def test_a_search_that_cannot_be_read_gets_a_plain_sentence(
    client: TestClient, params: dict[str, str], words: str
) -> None:
    reply = client.get("/api/articles", params=params)
    assert reply.status_code == 422
    assert words in reply.json()["detail"]


def test_tags_stars_and_notes(client: TestClient, service: FakeService) -> None:
    first, second, _ = service.library
    path = f"/api/articles/{first}/annotation"
    assert client.get(path).json()["version"] == 0
    done = client.put(path, json={"tags": ["pont, travaux", "🐟"], "note": "à relire", "starred": True, "version": 0})
    assert (done.status_code, done.json()["version"], done.json()["overwrote"]) == (200, 1, None)
    late = client.put(path, json={"note": "autre fenêtre", "version": 0}).json()
    assert (late["note"], late["overwrote"], late["version"]) == ("autre fenêtre", "à relire", 2)
    assert client.post("/api/tags", json={"tag": "PONT, TRAVAUX", "add": [second]}).json() == {
        "tags": [{"tag": "pont, travaux", "articles": 2}, {"tag": "🐟", "articles": 1}]
    }
    listed = client.get("/api/articles", params={"tag": "pont, travaux"}).json()
    assert [a["tags"] for a in listed["articles"]] == [["pont, travaux", "🐟"], ["pont, travaux"]]
    exported = client.get("/api/annotations").json()
    service.reset()
    assert client.post("/api/annotations", json=exported).json() == {"taken": 2, "kept": []}
    assert client.get(path).json()["note"] == "autre fenêtre"
    renamed = client.post("/api/tags", json={"tag": "pont, travaux", "rename": "chantier"}).json()
    assert {"tag": "chantier", "articles": 2} in renamed["tags"]
    assert client.put("/api/articles/none/annotation", json={"note": "x"}).status_code == 404
    assert client.post("/api/tags", json={"tag": "x", "add": ["none"]}).status_code == 404
    assert client.post("/api/tags", json={"tag": " ", "add": [second]}).status_code == 422
    assert client.put(path, json={"start": 3}).status_code == 422


def test_conversations_are_listed_exported_renamed_and_deleted(client: TestClient, service: FakeService) -> None:
    identity = service.conversations.keep([{"question": "Qui ?", "answer": {"answer": "Odile."}}])
    (listed,) = client.get("/api/conversations").json()["conversations"]
    assert (listed["id"], listed["asked"], listed["first"]) == (identity, 1, "Qui ?")
    assert client.get(f"/api/conversations/{identity}").json()["turns"][0]["answer"] == {"answer": "Odile."}
    assert client.patch(f"/api/conversations/{identity}", json={"name": "Pont"}).status_code == 204
    assert client.get(f"/api/conversations/{identity}").json()["name"] == "Pont"
    assert client.delete(f"/api/conversations/{identity}").status_code == 204
    assert client.delete(f"/api/conversations/{identity}").status_code == 404
    assert client.get("/api/conversations").json() == {"conversations": []}
