"""Gradio's HTML with a head of ours: language, style and script at once, and no word of other hosts."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.types import Language
from web.words import say

_SOCIAL = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>\s*')
_CHARSET = '<meta charset="utf-8" />'


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
