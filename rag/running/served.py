"""The running program, asked over HTTP: no second copy of its models is loaded for a command."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, cast

from rag.contract import AnswerReply, SearchReply
from rag.desk_contract import CheckedReply
from rag.errors import SourcierError, Unavailable
from rag.running.address import Address
from rag.settings import Settings
from rag.types import Answerer, Filters

if TYPE_CHECKING:
    import httpx

CONNECT_S = 2.0
LONGEST_S = 900.0
"""A long text to check, or a place in line behind answers that a language model writes."""
PAUSE_S = 0.5
"""Between two looks whether the program is ready."""


class Gone(Unavailable):
    """The program does not answer, or not us: the command can do without it."""

    def __init__(self, url: str) -> None:
        super().__init__(f"Sourcier ne répond pas à {url}.", f"Sourcier does not answer at {url}.")


class Refused(SourcierError):
    """What the program said that it cannot do."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail, detail)
        self.status = status


class Served:
    """One running program. Every call raises Gone where it does not answer, Refused where it says no."""

    def __init__(self, address: Address, settings: Settings) -> None:
        import httpx

        headers: dict[str, str] = {"Accept-Language": settings.language}
        if settings.api_key:
            headers["Authorization"] = f"Bearer {settings.api_key}"
        timeout = httpx.Timeout(LONGEST_S, connect=CONNECT_S)
        # trust_env: a proxy of the environment knows nothing of this machine
        self._client = httpx.Client(base_url=address.url, headers=headers, timeout=timeout, trust_env=False)
        self._answerer = None if settings.answerer == "auto" else settings.answerer

    def ask(self, question: str, answerer: Answerer | None, filters: Filters) -> AnswerReply:
        """Answer a question."""
        body = {"question": question, "answerer": answerer or self._answerer, "filters": _filters(filters)}
        return cast(AnswerReply, self._send("POST", "/api/ask", json=body))

    def search(self, question: str, k: int, filters: Filters) -> SearchReply:
        """The ranked passages of a question."""
        return cast(SearchReply, self._send("GET", "/api/search", params={"q": question, "k": k, **_filters(filters)}))

    def check(self, text: str, filters: Filters) -> list[CheckedReply]:
        """The sentences of a text, each checked."""
        found = self._send("POST", "/api/check", json={"text": text, "filters": _filters(filters)})
        return cast(list[CheckedReply], found["sentences"])

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()

    def _send(self, method: str, path: str, **sent: Any) -> dict[str, Any]:  # noqa: ANN401 - what httpx takes
        patience = time.monotonic() + LONGEST_S
        while time.monotonic() < patience:
            reply = self._request(method, path, **sent)
            if reply.status_code == 200:
                return _json(reply)
            if reply.status_code == 503 and self._request("GET", "/readyz").status_code == 503:
                time.sleep(PAUSE_S)  # it has only just been started
                continue
            detail = _json(reply).get("detail")
            if reply.status_code == 401 or not isinstance(detail, str):
                raise Gone(str(self._client.base_url))
            raise Refused(reply.status_code, detail)
        raise Gone(str(self._client.base_url))

    def _request(self, method: str, path: str, **sent: Any) -> httpx.Response:  # noqa: ANN401
        import httpx

        try:
            return self._client.request(method, path, **sent)
        except httpx.TransportError as error:
            raise Gone(str(self._client.base_url)) from error


def _filters(filters: Filters) -> dict[str, str]:
    """The filters as the API names them, without those that are not set."""
    named = {"from": filters.start, "to": filters.end, "source": filters.source, "tag": filters.tag}
    return {name: value for name, value in named.items() if value}


def _json(reply: httpx.Response) -> dict[str, Any]:
    try:
        found = reply.json()
    except ValueError as error:
        raise Gone(str(reply.url)) from error
    return found if isinstance(found, dict) else {}
