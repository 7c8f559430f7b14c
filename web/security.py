"""Who may speak to the server: hosts, origins, the key, sizes; and the headers of every reply."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import html
import ipaddress
import logging
import re
import time
from collections.abc import Awaitable, Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.errors import SetupError
from rag.settings import Settings
from web.problems import problem_response
from web.prometheus import Metrics
from web.request_limits import JSON_LIMIT, MEGABYTE, UPLOAD_LIMIT
from web.words import language_of, say

log = logging.getLogger("sourcier.requests")

COOKIE = "sourcier_key"
_OPEN = frozenset({"/healthz", "/readyz", "/login", "/ui/page.css", "/favicon.ico"})
_UPLOADS = ("/api/articles", "/gradio_api/upload", "/en/gradio_api/upload")
_GRADIO = re.compile(r"(?:/en)?/gradio_api/")
_GRADIO_USED = re.compile(
    r"(?:info|app_id|startup-events|cancel|reset|upload|upload_progress|queue/(?:join|data)|heartbeat/[\w-]+"
    r"|call/\w+(?:/[\w-]+)?|file=(?!\W*\w+:).*)/?"
)
"""What the page and Gradio's clients ask for. The rest of what Gradio serves is closed: it fetches web addresses for
the caller (``proxy=``, ``file=https:``), streams media and reloads code."""
_PAGE_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_loopback(host: str) -> bool:
    """Whether a name or address means this machine alone."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_binding(settings: Settings) -> None:
    """SetupError where the service would be open to a network without a key."""
    if not is_loopback(settings.host) and not settings.api_key:
        raise SetupError(
            f"SOURCIER_HOST vaut {settings.host}, que d'autres machines peuvent joindre : donnez une clé dans "
            "SOURCIER_API_KEY, ou revenez à 127.0.0.1.",
            f"SOURCIER_HOST is {settings.host}, which other machines can reach: set a key in SOURCIER_API_KEY, "
            "or go back to 127.0.0.1.",
        )


class Guard:
    """The outermost layer of the app: every request of every route passes here, the page's own too."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics
        self._settings = settings
        self._local = is_loopback(settings.host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what must not pass, hand on the rest."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})  # there is no such route
            return
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        outcome = 0

        async def send_safely(message: Message) -> None:
            nonlocal outcome
            if message["type"] == "http.response.start":
                outcome = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            refusal = await self._refusal(scope, receive)
            if refusal is not None:
                await refusal(scope, receive, send_safely)
            else:
                await self._app(scope, self._limited(scope, receive), send_safely)
        finally:
            seconds = time.perf_counter() - began
            self._metrics.request(scope, outcome, seconds)
            took = round(seconds * 1000)
            level = logging.DEBUG if scope["path"] in ("/healthz", "/readyz") else logging.INFO
            log.log(level, "method=%s path=%r status=%d ms=%d", scope["method"], scope["path"][:200], outcome, took)

    async def _refusal(self, scope: Scope, receive: Receive) -> Response | None:
        headers, path = Headers(scope=scope), scope["path"]
        language = language_of(headers, self._settings.language)
        if self._local and not is_loopback(_host_name(headers.get("host", ""))):
            return problem_response(path, 403, say("foreign_host", language), language)
        if scope["method"] not in ("GET", "HEAD", "OPTIONS") and _is_cross_site(headers):
            return problem_response(path, 403, say("foreign_origin", language), language)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or int(length) > _limit(path):
            return self._too_large(path, headers)
        if _closed(path):
            return problem_response(path, 404, say("no_route", language), language)
        if not self._settings.api_key:
            return None
        if path == "/login" and scope["method"] == "POST":
            return await self._log_in(Request(scope, self._limited(scope, receive)))
        if (path in _OPEN and path != "/login") or self._has_key(headers):
            return None
        if scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            return HTMLResponse(_login_page(language, wrong=False), 401)
        return problem_response(path, 401, say("need_key", language), language)

    def _has_key(self, headers: Headers) -> bool:
        key = self._settings.api_key or ""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        given = token.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")
        if _same(given.encode("latin-1", "replace"), key.encode()):
            return True
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and _same(cookie.value.encode(), _cookie_value(key).encode())

    async def _log_in(self, request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:
            return self._too_large("/login", request.headers)
        fields = parse_qs(body[:10_000].decode("utf-8", "replace"))
        key = self._settings.api_key or ""
        if not _same(fields.get("key", [""])[0].strip().encode(), key.encode()):
            await asyncio.sleep(0.5)  # slows down guessing
            return HTMLResponse(_login_page(language_of(request.headers, self._settings.language), wrong=True), 401)
        response = RedirectResponse("/", 303)
        response.set_cookie(COOKIE, _cookie_value(key), httponly=True, samesite="strict", max_age=30 * 86400)
        return response

    def _too_large(self, path: str, headers: Headers) -> Response:
        language = language_of(headers, self._settings.language)
        return problem_response(path, 413, say("body_limit", language, limit=_limit(path) // MEGABYTE), language)

    def _limited(self, scope: Scope, receive: Receive) -> Callable[[], Awaitable[Message]]:
        """Bodies of unannounced length end at the limit, as if the client had left."""
        limit, seen = _limit(scope["path"]), 0

        async def receive_within() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            return {"type": "http.disconnect"} if seen > limit else message

        return receive_within


def _closed(path: str) -> bool:
    """Whether a path is one of Gradio's that nothing here uses."""
    inside = _GRADIO.match(path)
    return inside is not None and not _GRADIO_USED.fullmatch(path[inside.end() :])


def _limit(path: str) -> int:
    return UPLOAD_LIMIT if path.startswith(_UPLOADS) else JSON_LIMIT


def _host_name(host: str) -> str:
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _is_cross_site(headers: Headers) -> bool:
    if headers.get("sec-fetch-site") == "cross-site":
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


def _same(given: bytes, expected: bytes) -> bool:
    return hmac.compare_digest(hashlib.sha256(given).digest(), hashlib.sha256(expected).digest())


def _cookie_value(key: str) -> str:
    """Derived from the key, so that a stolen cookie does not give the key itself."""
    return hmac.new(key.encode(), b"sourcier page", hashlib.sha256).hexdigest()


def _login_page(language: str, *, wrong: bool) -> str:
    words = {name: html.escape(say(f"login_{name}", language)) for name in ("title", "label", "button", "wrong")}
    fault = f'<p role="alert" class="fault">{words["wrong"]}</p>' if wrong else ""
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{words["title"]}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="stylesheet" href="/ui/page.css"></head><body class="plain"><main class="login">'
        f"<h1>Sourcier</h1>{fault}"
        f'<form method="post" action="/login"><label for="key">{words["label"]}</label>'
        '<input id="key" name="key" type="password" autocomplete="current-password" required autofocus>'
        f"<button>{words['button']}</button></form></main></body></html>"
    )
