"""Clients that leave or read slowly, over a real server: the work stops with them, and they hold up nobody."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from rag.settings import Settings
from tests.support.browser import serving
from tests.support.fake_service import FakeService
from web.server import create_app

ASK = {"question": "Combien ont coûté les travaux du pont de Valombre ?"}
CHAT = {"model": "sourcier", "messages": [{"role": "user", "content": ASK["question"]}]}


@pytest.fixture
def service() -> FakeService:
    return FakeService()


@pytest.fixture
def url(service: FakeService) -> Iterator[str]:
    with serving(create_app(service, Settings(), page=False)) as url:
        yield url


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions"])
def test_a_client_that_leaves_a_stream_ends_the_work(path: str, url: str, service: FakeService) -> None:
    service.endless = True
    body = {**(ASK if path == "/api/ask" else CHAT), "stream": True}
    with httpx.stream("POST", f"{url}{path}", json=body, timeout=20) as reply:
        lines = reply.iter_lines()
        next(lines)
        assert service.closed_streams == 0
    until(lambda: service.closed_streams == 1)


@pytest.mark.parametrize("path", ["/api/ask", "/v1/chat/completions"])
def test_a_client_that_does_not_wait_for_the_answer_ends_the_work(path: str, url: str, service: FakeService) -> None:
    service.endless = True
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{url}{path}", json=ASK if path == "/api/ask" else CHAT, timeout=1)
    until(lambda: service.closed_streams == 1)


def test_readers_that_stand_still_hold_up_nobody(url: str, service: FakeService) -> None:
    address = urlsplit(url)
    assert address.hostname
    body = b'{"question": "pont de Valombre", "stream": true}'
    head = (
        f"POST /api/ask HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    still = [socket.create_connection((address.hostname, address.port or 0)) for _ in range(4)]
    try:
        for number, reader in enumerate(still, 1):
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            reader.sendall(head.encode() + body)
            until(lambda number=number: len(service.asked) == number)  # type: ignore[misc]
        assert httpx.post(f"{url}/api/ask", json=ASK, timeout=20).json()["status"] == "answered"
        text = b"".join(iter(lambda: still[0].recv(512), b"")).decode("utf-8", "replace")
        assert text.count("event: sources") == text.count("event: answer") == 1
    finally:
        for reader in still:
            reader.close()
