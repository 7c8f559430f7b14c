"""Hostile requests, one by one, each with what must become of it; docs/security.md shows them as a table."""

from __future__ import annotations

import contextlib
import http.client
import json
import logging
import os
import re
import resource
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from rag.settings import Settings
from rag.sourcier import Sourcier
from tests.support.browser import serving
from tests.support.fake_service import FakeService
from tests.support.hostile import ARTICLE
from web.server import create_app

ROOT = Path(__file__).resolve().parents[2]
SECRET = "une clé longue et secrète"
PORTS = ("tcp", "tcp6")


@pytest.fixture(scope="module")
def keyed(service: FakeService) -> Iterator[str]:
    """The same with a key."""
    with serving(create_app(service, Settings(api_key=SECRET))) as url:
        end = time.monotonic() + 60
        bearer = {"Authorization": f"Bearer {SECRET}".encode(), "Accept": "text/html"}
        while httpx.get(url, headers=bearer).status_code == 503 and time.monotonic() < end:
            time.sleep(0.2)
        yield url


@pytest.fixture
def archive(sourcier: Sourcier) -> Iterator[TestClient]:
    """The real library, without the page."""
    with TestClient(create_app(sourcier, Settings(), page=False), base_url="http://127.0.0.1:7860") as client:
        yield client


def raw(
    url: str, method: str, path: str, headers: dict[str, str] | None = None, body: bytes = b""
) -> tuple[int, bytes]:
    """A request whose path no client has tidied."""
    host, port = url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=20)
    connection.putrequest(method, path, skip_host="Host" in (headers or {}))
    for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    reply = connection.getresponse()
    content = reply.read()
    connection.close()
    return reply.status, content


ELSEWHERE = [
    ("another name for this address (DNS rebinding)", {"Host": "evil.example"}),
    ("a name that begins as this one", {"Host": "localhost.evil.example"}),
    ("an address that is not this machine's", {"Host": "192.168.1.7:7860"}),
    ("no name at all", {"Host": ""}),
    ("a name that is no name", {"Host": "[::1"}),
]


@pytest.mark.parametrize(("said", "headers"), ELSEWHERE, ids=[said for said, _ in ELSEWHERE])
@pytest.mark.parametrize("path", ["/", "/api/articles", "/v1/models", "/mcp", "/gradio_api/info", "/ui/page.css"])
def test_foreign_hosts_are_refused_on_every_route(url: str, said: str, headers: dict[str, str], path: str) -> None:
    assert raw(url, "GET", path, headers)[0] == 403


FORGED = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:9"},
    {"Origin": "http://localhost"},
    {"Sec-Fetch-Site": "cross-site"},
]
CHANGING = [
    ("POST", "/api/ask"),
    ("POST", "/api/articles"),
    ("DELETE", "/api/articles/0"),
    ("POST", "/api/export"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/mcp"),
    ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/upload"),
    ("POST", "/en/gradio_api/upload"),
    ("POST", "/login"),
]


@pytest.mark.parametrize(("method", "path"), CHANGING)
@pytest.mark.parametrize("headers", FORGED, ids=str)
def test_cross_site_requests_change_nothing(url: str, headers: dict[str, str], method: str, path: str) -> None:
    assert raw(url, method, path, headers, b"{}")[0] == 403


OUTSIDE = [
    "/gradio_api/file=/etc/passwd",
    "/gradio_api/file=../../../../../../etc/passwd",
    "/gradio_api/file=%2e%2e%2f%2e%2e%2f%2e%2e%2fetc%2fpasswd",
    f"/gradio_api/file={ROOT}/app.py",
    "/gradio_api/file=app.py",
    "/gradio_api/file=.env",
    "/gradio_api/file=data/library.sqlite",
    "/gradio_api/file=file:///etc/passwd",
    "/gradio_api/file=http://127.0.0.1:1/",
    "/gradio_api/file=https://example.org/x.png",
    "/gradio_api/file=//example.org/x.png",
    "/en/gradio_api/file=/etc/passwd",
    "/en/gradio_api/file=https://example.org/x.png",
    "/gradio_api/file/etc/passwd",
    "/gradio_api/proxy=https://example.org/x",
    "/gradio_api/stream/a/b/c/playlist.m3u8",
    "/gradio_api/custom_component/../../../../etc/passwd",
    "/gradio_api/dev/reload",
    "/gradio_api/deep_link?session_hash=x",
    "/static/../../../../../../etc/passwd",
    "/static/..%2f..%2f..%2f..%2f..%2fetc%2fpasswd",
    "/assets/..%2f..%2froutes.py",
    "/svelte/..%2f..%2froutes.py",
    "/ui/../security.py",
    "/ui/..%2fsecurity.py",
    "/ui/%2e%2e/%2e%2e/app.py",
    "/ui//etc/passwd",
    "/article/..%2f..%2fetc%2fpasswd",
    "/api/articles/..%2f..%2f..%2fetc%2fpasswd",
    "//etc/passwd",
]


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_file_of_the_machine_is_read(url: str, path: str) -> None:
    status, content = raw(url, "GET", path)
    assert status in (400, 403, 404, 405), (status, content[:200])
    assert b"root:" not in content
    assert b"def main" not in content


@pytest.mark.parametrize("path", ["{own}", "{relative}", "http://127.0.0.1:1/x.txt", "https://example.org/x.txt"])
def test_a_file_that_was_not_uploaded_is_not_taken_in(
    url: str, service: FakeService, path: str, tmp_path: Path
) -> None:
    """Gradio's queue takes a file by its path or address: neither the machine's own nor another's is fetched."""
    own = tmp_path / "secret.txt"
    own.write_text(ARTICLE, "utf-8")
    path = path.format(own=own, relative=os.path.relpath(own))
    config = httpx.get(f"{url}/config").json()
    events = [d["id"] for d in config["dependencies"] if any(t[1] == "upload" for t in d["targets"])]
    assert events
    before = set(service.library)
    for event in events:
        payload = {"path": path, "url": path, "orig_name": "x.txt", "meta": {"_type": "gradio.FileData"}}
        body = {"data": [[payload], ""], "fn_index": event, "session_hash": "abc", "trigger_id": None}
        joined = httpx.post(f"{url}/gradio_api/queue/join", json=body)
        if joined.status_code == 200:
            with httpx.stream("GET", f"{url}/gradio_api/queue/data?session_hash=abc", timeout=20) as stream:
                said = ""
                for line in stream.iter_lines():
                    said += line
                    if "process_completed" in line or "close_stream" in line:
                        break
            assert '"success":true' not in said.replace(" ", "")
    assert own.is_file()
    assert set(service.library) == before


EVERYTHING = [
    ("GET", "/"), ("GET", "/en/"), ("GET", "/config"), ("GET", "/gradio_api/info"), ("POST", "/gradio_api/queue/join"),
    ("POST", "/gradio_api/upload"), ("GET", "/gradio_api/file=x"), ("GET", "/theme.css"), ("GET", "/ui/page.js"),
    ("GET", "/api/articles"), ("POST", "/api/ask"), ("GET", "/v1/models"), ("POST", "/mcp"), ("GET", "/metrics"),
    ("GET", "/docs"), ("GET", "/openapi.json"), ("GET", "/article/x"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), EVERYTHING)
@pytest.mark.parametrize("given", ["", SECRET[:-1], SECRET + "x", "Bearer"])
def test_without_the_key_nothing_opens(keyed: str, method: str, path: str, given: str) -> None:
    headers = {"Authorization": f"Bearer {given}".encode()} if given else {}
    assert httpx.request(method, keyed + path, headers=headers).status_code == 401


def test_with_the_key_everything_does(keyed: str) -> None:
    headers = {"Authorization": f"Bearer {SECRET}".encode()}
    for path in ("/", "/config", "/gradio_api/info", "/api/articles", "/v1/models", "/metrics", "/docs"):
        assert httpx.get(keyed + path, headers=headers).status_code == 200, path


def test_an_endless_login_is_cut_off(keyed: str) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 200_000_000:
            sent += 1_000_000
            yield b"key=" + b"x" * 1_000_000

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with contextlib.suppress(httpx.WriteError):  # the server may hang up
        assert httpx.post(f"{keyed}/login", content=endless(), timeout=60).status_code == 413
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024
    assert grown < sent / 2, "what comes beyond the limit is not kept"


def test_a_websocket_is_closed_at_once() -> None:
    with TestClient(create_app(FakeService(), Settings(api_key=SECRET), page=False)) as client:
        from starlette.websockets import WebSocketDisconnect

        for path in ("/", "/gradio_api/queue/join", "/mcp"):
            with pytest.raises(WebSocketDisconnect) as caught, client.websocket_connect(path):
                pass
            assert caught.value.code == 1008


QUERIES = [
    '"', "'", "pont OR 1=1", 'pont" OR title:"x', "pont*", "NEAR(pont tanneurs, 2)", "title : pont", "pont AND NOT",
    "^pont", "{pont tanneurs}", "(((((", "-pont", "pont; DROP TABLE articles; --", "%", "_", "\\", "\x00pont",
    "a" * 1000, "pont " * 190, "\u202epont", "${7*7} {{7*7}} <%= 7 %>", "\ud7ff\ue000", "🏳️‍🌈" * 50,
]  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=[repr(q[:20]) for q in QUERIES])
def test_queries_are_words_and_never_a_language(archive: TestClient, sourcier: Sourcier, query: str) -> None:
    before = sourcier.coverage().articles
    for reply in (
        archive.get("/api/search", params={"q": query}),
        archive.get("/api/articles", params={"q": query[:200]}),
        archive.post("/api/ask", json={"question": query}),
    ):
        assert reply.status_code in (200, 422), reply.text
    assert sourcier.coverage().articles == before
    assert sourcier.library.check() == []


UPLOADS = [
    ("a path", "../../../../tmp/x.txt", ARTICLE.encode(), 201),
    ("a Windows path", "C:\\Windows\\x.txt", ARTICLE.encode(), 201),
    ("a hidden file", ".bashrc", ARTICLE.encode(), 201),
    ("a program", "x.exe", b"MZ" + bytes(500), 415),
    ("an archive", "x.zip", b"PK\x03\x04" + bytes(500), 415),
    ("a name with control characters", "a\x1b[31m\x07.txt", ARTICLE.encode(), 201),
    ("a name that is markup", "<img src=x onerror=alert(1)>.txt", ARTICLE.encode(), 201),
    ("a long name", "a" * 900 + ".txt", ARTICLE.encode(), 201),
    ("nothing", "x.txt", b"", 415),
]


@pytest.mark.parametrize(("said", "name", "data", "status"), UPLOADS, ids=[row[0] for row in UPLOADS])
def test_uploads(archive: TestClient, sourcier: Sourcier, said: str, name: str, data: bytes, status: int) -> None:
    unlike = data.replace(b"Br\xc3\xa9vin", f"Br{len(name)}vin{said[:9]}".encode())
    reply = archive.post("/api/articles", files={"file": (name, unlike)})
    assert reply.status_code == status, reply.text
    shown = reply.json().get("report", reply.json())["files"][0]["file"]
    assert "/" not in shown
    assert "\\" not in shown
    assert shown.isprintable()
    assert len(shown) <= 112
    assert str(sourcier.settings.data) not in reply.text
    for known in sourcier.library.files.articles("upload", shown):
        sourcier.forget(known.article_id)


def test_too_many_too_large_and_not_said_how_large(archive: TestClient) -> None:
    many = [("file", (f"{n}.txt", b"x")) for n in range(500)]
    assert archive.post("/api/articles", files=many).status_code in (400, 413, 422)
    large = {"Content-Length": str(10**12)}
    assert archive.post("/api/articles", content=b"x", headers=large).status_code == 413
    assert archive.post("/api/ask", content=b"x" * 17_000_000).status_code == 413
    deep = b'{"question": ' + b"[" * 100_000
    assert archive.post("/api/ask", content=deep, headers={"Content-Type": "application/json"}).status_code == 400


def test_no_reply_names_a_folder_of_the_machine(archive: TestClient, sourcier: Sourcier) -> None:
    folder = str(sourcier.settings.data.parent)
    (article, *_), _ = sourcier.articles(1)
    for reply in (
        archive.get("/api/articles"),
        archive.get(f"/api/articles/{article.article_id}"),
        archive.get("/api/search", params={"q": "pont"}),
        archive.post("/api/ask", json={"question": "Pourquoi le pont des Tanneurs a-t-il été fermé ?"}),
        archive.post("/api/ask", json={"question": "pont", "answerer": "embedded"}),
        archive.post("/api/ask", json={"question": "pont", "answerer": "ollama"}),
        archive.get("/readyz"),
        archive.get("/api/articles/nothing"),
        archive.get("/api/nothing"),
        archive.get("/metrics"),
    ):
        assert folder not in reply.text
        assert str(ROOT) not in reply.text


def test_logs_hold_one_line_a_request_and_no_words_of_it(archive: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="sourcier.requests"):
        archive.post("/api/ask", json={"question": "Qui a fermé le pont des Tanneurs ?"})
        archive.get("/api/search", params={"q": "le pont des Tanneurs"})
        archive.get("/api/articles/%0d%0aINFO%20forged%1b[2J")
    assert len(caplog.records) == 3
    for record in caplog.records:
        line = record.getMessage()
        assert "Tanneurs" not in line
        assert line.isprintable()
        assert re.fullmatch(r"method=\w+ path='[^']*' status=\d{3} ms=\d+", line)


HOSTILE = '=HYPERLINK("http://evil.example","x")\x1b[2J\r\nTY  - EVIL}, author={x} <script>alert(1)</script>'


@pytest.mark.parametrize("format", ["markdown", "html", "bibtex", "ris"])
def test_exports_hold_hostile_words_as_words(archive: TestClient, format: str) -> None:
    asked = {"question": "Pourquoi le pont des Tanneurs a-t-il été fermé ?"}
    answer: dict[str, Any] = archive.post("/api/ask", json=asked).json()
    for citation in answer["citations"]:
        citation |= {"title": HOSTILE, "source": HOSTILE, "author": HOSTILE, "url": "javascript:alert(1)"}
    reply = archive.post("/api/export", json={"format": format, "answers": [answer], "title": HOSTILE})
    assert reply.status_code == 200, reply.text
    text = reply.text
    assert "\x1b" not in text
    assert "javascript:" not in text
    if format == "ris":
        assert len(re.findall(r"^TY  - ", text, re.MULTILINE)) == len(re.findall(r"^ER  - ", text, re.MULTILINE))
    if format == "bibtex":
        assert text.count("{") == text.count("}")
    if format == "markdown":
        assert "<script" not in text.replace("\\<", "")
    if format == "html":
        assert "<script" not in text
        assert "sandbox" in reply.headers["content-security-policy"]


def test_a_terminal_gets_no_escapes(capsys: pytest.CaptureFixture[str]) -> None:
    from rag.terminal import printable

    assert "\x1b" not in printable("titre \x1b]0;x\x07\x1b[2J\x9b31m")
    assert "\x9b" not in printable("titre \x9b31m")


def test_the_process_listens_on_its_own_port_alone(url: str) -> None:
    own = {str(fd.readlink()) for fd in Path("/proc/self/fd").iterdir() if fd.is_symlink()}
    rows = [line.split() for table in PORTS for line in Path("/proc/net", table).read_text().splitlines()[1:]]
    listening = [row[1] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own]
    assert listening
    assert all(address.startswith(("0100007F:", "00000000000000000000000001000000:")) for address in listening)
    assert json.loads(httpx.get(f"{url}/readyz").text)["ready"]
