"""The REST API over a small facade in memory."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Iterator
from functools import partial

import pytest
from fastapi.testclient import TestClient

from rag.errors import SetupError
from rag.settings import Settings
from tests.support.fake_service import FakeService
from web.binding import bind
from web.server import create_app
from web.service import Opening
from web.work import Busy, Lane

HERE = "http://127.0.0.1:7860"


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def client(service: FakeService) -> Iterator[TestClient]:
    with TestClient(create_app(service, Settings(), page=False), base_url=HERE) as client:
        yield client


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    blocks = [block.split("\n", 1) for block in text.strip().split("\n\n")]
    return [(head.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for head, data in blocks]


def test_an_answer_is_the_contracts_object(client: TestClient, service: FakeService) -> None:
    history = [{"role": "user", "content": "Bonjour"}, {"role": "assistant", "content": "Bonjour."}]
    body = {"question": "  Combien ont coûté les travaux ? ", "history": history, "filters": {"from": "2023"}}
    reply = client.post("/api/ask", json=body)
    assert reply.status_code == 200
    answer = reply.json()
    assert answer["status"] == "answered"
    citation = answer["citations"][0]
    article = client.get(f"/api/articles/{citation['article_id']}").json()
    assert article["text"][citation["start"] : citation["end"]] == citation["quote"]
    question, turns, filters = service.asked[0]
    assert question == "Combien ont coûté les travaux ?"
    assert [turn.role for turn in turns] == ["user", "assistant"]
    assert filters.start == "2023"


def test_a_refusal_is_an_answer_and_a_fault_is_not(client: TestClient) -> None:
    refused = client.post("/api/ask", json={"question": "xyzzy plugh"})
    assert (refused.status_code, refused.json()["status"]) == (200, "refused")
    assert refused.json()["refusal"]["coverage"]["articles"] == 3
    fault = client.post("/api/ask", json={"question": "PANNE"}, headers={"Accept-Language": "en"})
    assert fault.status_code == 503
    assert fault.headers["content-type"] == "application/problem+json"
    assert fault.headers["retry-after"]
    assert fault.json()["detail"] == "The model does not answer."


def test_a_stream_gives_sources_tokens_and_the_answer(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": "Combien ont coûté les travaux ?", "stream": True})
    assert reply.headers["content-type"].startswith("text/event-stream")
    received = events(reply.text)
    kinds = [kind for kind, _ in received]
    assert kinds[0] == "sources"
    assert kinds[-1] == "answer"
    assert set(kinds[1:-1]) == {"token"}
    assert received[-1][1]["status"] == "answered"
    assert received[1][1]["token"].strip() == received[-1][1]["answer"], "the quotations come before what is written"


def test_a_fault_in_mid_stream_is_an_event(client: TestClient) -> None:
    reply = client.post("/api/ask", json={"question": "COUPURE des travaux", "stream": True})
    kind, data = events(reply.text)[-1]
    assert (kind, data["detail"]) == ("error", "Le modèle s'est arrêté.")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, "question"),
        ({"question": ""}, "vide"),
        ({"question": "x" * 20_000}, "20000 caractères"),
        ({"question": 3}, "question"),
        ({"question": "a", "history": [{"role": "robot", "content": ""}]}, "history"),
        ({"question": "a", "filters": {"from": "2023-02-30"}}, "calendrier"),
        ({"question": "a", "filters": {"from": "2023-05", "to": "2022"}}, "finit avant"),
        ({"question": "a", "surprise": 1}, "surprise"),
        ({"question": "a", "answerer": "oracle"}, "answerer"),
    ],
)
def test_a_wrong_question_gets_a_plain_sentence(client: TestClient, body: dict[str, object], words: str) -> None:
    reply = client.post("/api/ask", json=body)
    assert reply.status_code == 422
    assert words in reply.json()["detail"]
    assert reply.json()["title"] == "Demande invalide"


def test_broken_json_lone_surrogates_and_wrong_paths(client: TestClient) -> None:
    plain = {"Content-Type": "application/json"}
    assert client.post("/api/ask", content=b"{", headers=plain).status_code == 422
    assert client.post("/api/ask", content=b'{"question": "\\ud800"}', headers=plain).status_code == 422
    assert client.get("/api/nothing").json()["detail"] == "Il n'y a rien à cette adresse."
    assert client.put("/api/ask").status_code == 405


def test_search_gives_ranked_passages(client: TestClient) -> None:
    reply = client.get("/api/search", params={"q": "travaux pont", "k": 2}).json()
    assert reply["passages"][0]["source"] == "Le Courrier de Valombre"
    assert reply["question"]["asked"] == "travaux pont"
    assert client.get("/api/search", params={"q": " "}).status_code == 422
    assert client.get("/api/search", params={"q": "a", "k": 0}).status_code == 422
    assert client.get("/api/search", params={"q": "a", "from": "2023", "to": "2022"}).status_code == 422


def test_articles_are_paged_read_and_removed(client: TestClient) -> None:
    page = client.get("/api/articles", params={"limit": 2}).json()
    assert (len(page["articles"]), page["total"]) == (2, 3)
    assert "text" not in page["articles"][0]
    known = page["articles"][0]["article_id"]
    assert client.delete(f"/api/articles/{known}").status_code == 204
    assert client.delete(f"/api/articles/{known}").status_code == 404
    assert client.get(f"/api/articles/{known}").status_code == 404
    assert client.get("/api/articles", params={"limit": 0}).status_code == 422


def test_an_article_that_the_client_has_is_not_sent_again(client: TestClient, service: FakeService) -> None:
    path = f"/api/articles/{next(iter(service.library))}"
    tag = client.get(path).headers["etag"]
    for held in (tag, f'"other", W/{tag}', "*"):
        again = client.get(path, headers={"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    fresh = client.get(path, headers={"If-None-Match": '"other"'})
    assert (fresh.status_code, fresh.json()["file"]) == (200, "pont.txt")
    assert client.get(f"/api/articles/{list(service.library)[1]}").headers["etag"] != tag


def test_metrics_count_by_route_and_outcome_and_hold_no_words(client: TestClient) -> None:
    for question in ("Combien ont coûté les travaux ?", "xyzzy plugh", "PANNE"):
        client.post("/api/ask", json={"question": question})
    client.get("/api/articles/secret-id")
    client.get("/api/secret-path")
    client.get("/secret-page")
    reply = client.get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = reply.text.splitlines()
    assert 'sourcier_request_seconds_count{method="POST",route="/api/ask",status="200"} 2' in lines
    assert 'sourcier_request_seconds_count{method="GET",route="/api/articles/{article_id}",status="404"} 1' in lines
    for outcome in ("answered", "refused", "failed"):
        assert f'sourcier_answer_seconds_count{{outcome="{outcome}"}} 1' in lines
    assert not any(word in reply.text for word in ("secret", "xyzzy", "travaux"))


def test_articles_come_in_as_files_and_as_text(client: TestClient, service: FakeService) -> None:
    files = [("file", ("../../dossier/a.txt", b"Titre\nUn texte.")), ("file", ("b.exe", b"MZ"))]
    reply = client.post("/api/articles", files=files)
    assert reply.status_code == 201
    assert [file["outcome"] for file in reply.json()["files"]] == ["taken", "refused"]
    assert any(article.file == "a.txt" for article in service.library.values())
    assert client.post("/api/articles", files=[("file", ("a.txt", b"Titre\nUn texte."))]).status_code == 200
    refused = client.post("/api/articles", files=[("file", ("b.exe", b"MZ"))])
    assert (refused.status_code, refused.json()["title"]) == (415, "Illisible")
    record = {"title": "Une annonce", "source": "Gazette", "date": "2024-01-02", "text": "Le texte."}
    assert client.post("/api/articles", json=record).status_code == 201
    assert client.post("/api/articles", json={"name": "note", "text": "Le texte."}).status_code == 201
    assert client.post("/api/articles", json={"text": " "}).status_code == 422
    assert client.post("/api/articles", json={"text": 3}).status_code == 422
    assert client.post("/api/articles", content=b"x").status_code == 422


def test_huge_bodies_are_refused(client: TestClient) -> None:
    reply = client.post("/api/ask", content=b"x", headers={"Content-Length": str(10**9)})
    assert reply.status_code == 413


def test_probes_and_headers(client: TestClient) -> None:
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json()["ready"] is True
    reply = client.get("/api/articles")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'self'" in reply.headers["content-security-policy"]


def test_foreign_hosts_and_cross_site_posts_are_refused(client: TestClient) -> None:
    assert client.get("/api/articles", headers={"Host": "evil.example"}).status_code == 403
    assert client.get("/api/articles", headers={"Host": "localhost:9999"}).status_code == 200
    for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post("/api/ask", json={"question": "a"}, headers=headers).status_code == 403
    same = {"Origin": HERE, "Host": "127.0.0.1:7860"}
    assert client.post("/api/ask", json={"question": "a"}, headers=same).status_code == 200


def test_the_key_opens_everything_and_nothing_opens_without_it(service: FakeService) -> None:
    settings = Settings(api_key="clé secrète")
    with TestClient(create_app(service, settings, page=False), base_url=HERE) as client:
        for path in (
            "/api/articles",
            "/v1/models",
            "/mcp",
            "/openapi.json",
            "/docs",
            "/metrics",
            "/article/x",
            "/gradio_api/info",
        ):
            assert client.get(path).status_code == 401, path
        assert client.get("/healthz").status_code == 200
        assert client.get("/api/articles", headers={"X-API-Key": "faux"}).status_code == 401
        for headers in ({b"X-API-Key": "clé secrète".encode()}, {b"Authorization": "Bearer clé secrète".encode()}):
            assert client.get("/api/articles", headers=headers).status_code == 200
        assert "<form" in client.get("/", headers={"Accept": "text/html"}).text
        assert client.post("/login", data={"key": "faux"}, follow_redirects=False).status_code == 401
        assert client.post("/login", data={"key": "clé secrète"}, follow_redirects=False).status_code == 303
        assert client.get("/api/articles").status_code == 200


def test_another_address_demands_a_key(service: FakeService) -> None:
    with pytest.raises(SetupError, match="SOURCIER_API_KEY"):
        create_app(service, Settings(host="0.0.0.0"), page=False)
    create_app(service, Settings(host="0.0.0.0", api_key="x"), page=False)


def test_the_article_page_marks_the_words_and_runs_nothing(client: TestClient, service: FakeService) -> None:
    bridge, _, hostile = service.library.values()
    start = bridge.draft.text.index("4,2 millions")
    reply = client.get(f"/article/{bridge.article_id}", params={"start": start, "end": start + 12})
    assert '<mark id="spot">4,2 millions</mark>' in reply.text
    assert 'class="grey teaser"' in reply.text
    assert "script" not in reply.headers["content-security-policy"]
    shown = client.get(f"/article/{hostile.article_id}").text
    assert "<script>" not in shown
    assert "<img" not in shown
    assert "date inconnue" in client.get(f"/article/{list(service.library)[1]}").text


def test_the_line_is_bounded_and_says_when_to_come_back(service: FakeService) -> None:
    async def crowd() -> None:
        lane = Lane(width=1, waiting=1)
        service.endless = True
        streams = [lane.stream(partial(service.stream, "Combien ont coûté les travaux ?")) for _ in range(2)]
        first = asyncio.ensure_future(anext(streams[0]))
        second = asyncio.ensure_future(anext(streams[1]))
        await first
        assert lane.ahead == 1
        with pytest.raises(Busy):
            await anext(lane.stream(partial(service.stream, "travaux")))
        second.cancel()
        await streams[0].aclose()
        while lane.inside:
            await asyncio.sleep(0.01)
        assert service.closed_streams == 1

    asyncio.run(crowd())


def test_until_the_library_is_open_the_server_says_so() -> None:
    with TestClient(create_app(Opening(), Settings(), page=False), base_url=HERE) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        reply = client.post("/api/ask", json={"question": "a"})
        assert (reply.status_code, "retry-after" in reply.headers) == (503, True)


def test_a_busy_port_is_one_plain_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SetupError, match="SOURCIER_PORT"):
        bind(Settings(port=taken.getsockname()[1]))


def test_an_article_is_corrected_by_hand(client: TestClient, service: FakeService) -> None:
    article_id = next(iter(service.library))
    reply = client.patch(f"/api/articles/{article_id}", json={"published": "2019-05", "author": None})
    assert reply.status_code == 200
    assert reply.json()["published"] == {"value": "2019-05", "precision": "month", "evidence": "corrigé à la main"}
    assert set(reply.json()["read"]) == {"published", "author"}
    assert client.patch(f"/api/articles/{article_id}", json={"published": "2019-13"}).status_code == 422
    assert client.patch(f"/api/articles/{article_id}", json={"text": "x"}).status_code == 422
    assert client.patch("/api/articles/000000000000", json={"title": "x"}).status_code == 404


def test_what_was_set_aside_is_taken_in_by_its_lines(client: TestClient, service: FakeService) -> None:
    article_id = next(iter(service.library))
    path = f"/api/articles/{article_id}"
    shown = client.get(path).json()
    aside = next(line for line in shown["lines"] if line["label"] == "teaser")
    place = {"start": aside["start"], "end": aside["end"]}
    reply = client.patch(path, json={"lines": [place | {"label": "body"}]}).json()
    assert {**place, "label": "body", "read": "teaser"} in reply["lines"]
    assert reply["read"] == {}
    undone = client.patch(path, json={"lines": [place | {"label": None}]}).json()
    assert undone["lines"] == shown["lines"]
    assert client.patch(path, json={"lines": [place | {"label": "prose"}]}).status_code == 422
    assert client.patch(path, json={"lines": [{"start": 0}]}).status_code == 422
