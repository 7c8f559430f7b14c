"""The page at its addresses: built in a thread while the rest of the server answers, then framed with a head of ours.

Gradio takes seconds to import. Its HTML is served with our language, style and script, and no word of other hosts.
"""

from __future__ import annotations

import asyncio
import gc
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape

import anyio.to_thread
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.settings import Settings
from rag.types import Language
from web.service import Opening
from web.words import language_of, say
from web.work import Desk

_SOCIAL = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')
_CHARSET = '<meta charset="utf-8" />'
_PAGES: dict[str, Language] = {"": "fr", "/": "fr", "/en/": "en"}


class LatePage:
    """The page at ``/`` (French) and ``/en/`` (English); a page that reloads itself until it is there."""

    def __init__(self, opening: Opening, desk: Desk, settings: Settings) -> None:
        self._opening = opening
        self._desk = desk
        self._settings = settings
        self._inner: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Show the page, in the language that the browser prefers."""
        if scope["type"] != "http":
            return
        headers, path = Headers(scope=scope), scope["path"]
        wants_html = "text/html" in headers.get("accept", "")
        if self._inner is None:
            language = language_of(headers, self._settings.language)
            await HTMLResponse(_waiting(language), 503, {"Retry-After": "2"})(scope, receive, send)
        elif path in ("", "/") and wants_html and b"lang=" not in scope["query_string"] and self._is_english(headers):
            await RedirectResponse("/en/", 307, {"Vary": "Accept-Language"})(scope, receive, send)
        elif path in _PAGES and scope["method"] == "GET":
            await send_framed(self._inner, scope, receive, send, _PAGES[path])
        else:
            await self._inner(scope, receive, send)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Build the page, keep it alive, and end it with the server."""
        stop = asyncio.Event()
        task = asyncio.create_task(self._run(stop))
        try:
            yield
        finally:
            stop.set()
            await task

    async def _run(self, stop: asyncio.Event) -> None:
        inner = await anyio.to_thread.run_sync(self._build)
        async with inner.router.lifespan_context(inner):
            self._inner = inner
            await stop.wait()
            self._inner = None

    def _build(self) -> FastAPI:
        gc.disable()  # Gradio's import makes a million objects that stay: collecting meanwhile costs a seventh more
        try:
            from web.page.gradio_import import without_stubs

            with without_stubs():
                from web.page.blocks import mount_pages

            return mount_pages(self._opening, self._desk, self._settings)
        finally:
            gc.enable()

    def _is_english(self, headers: Headers) -> bool:
        return language_of(headers, self._settings.language) == "en"


def _waiting(language: str) -> str:
    words = escape(say("loading", language))
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><meta http-equiv="refresh" content="1">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>Sourcier</title><link rel="stylesheet" href="/ui/page.css"></head>'
        f'<body class="plain"><main class="login"><h1>Sourcier</h1><p role="status">{words}</p></main></body></html>'
    )


def framed(html: str, language: Language) -> str:
    """Gradio's page in its language; its own texts follow ``navigator.language``, which here is that of the page."""
    head = (
        f'{_CHARSET}<script>Object.defineProperty(navigator, "language", {{value: "{language}"}})</script>'
        '<link rel="icon" href="/ui/icon.svg"><link rel="stylesheet" href="/ui/page.css">'
        f'<script src="/ui/page.js" defer></script><meta name="description" content="{say("tagline", language)}">'
    )
    html = _SOCIAL.sub("", html).replace('lang="en"', f'lang="{language}"', 1).replace(_CHARSET, head, 1)
    return html.replace("</body>", f"<noscript><p>{say('no_script', language)}</p></noscript></body>", 1)


async def send_framed(app: ASGIApp, scope: Scope, receive: Receive, send: Send, language: Language) -> None:
    """The app's reply with its HTML framed; any other reply as it is."""
    start: Message = {}
    body = b""

    async def collect(message: Message) -> None:
        nonlocal start, body
        if message["type"] == "http.response.start":
            start = message
        else:
            body += message.get("body", b"")

    await app(scope, receive, collect)
    headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    if start["status"] == 200:
        body = framed(body.decode(), language).encode()
    await send({**start, "headers": [*headers, (b"content-length", str(len(body)).encode())]})
    await send({"type": "http.response.body", "body": body})
