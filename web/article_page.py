"""The article page: a whole article at the quoted spot, what is never cited greyed out. No script runs there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from html import escape
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rag.settings import Settings
from rag.types import CITABLE, Article, Language, Line
from web.day_text import readable
from web.service import Opening
from web.words import language_of, say
from web.work import Lane

_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'self'"


def router(opening: Opening, lane: Lane, settings: Settings) -> APIRouter:
    """The route of the article page."""
    pages = APIRouter(include_in_schema=False)

    @pages.get("/article/{article_id}")
    async def show(
        request: Request,
        article_id: str,
        start: Annotated[int, Query(ge=0)] = 0,
        end: Annotated[int, Query(ge=0)] = 0,
        lang: Annotated[Language | None, Query()] = None,
    ) -> HTMLResponse:
        article = await lane.run(partial(opening.get().article, article_id))
        language = lang or language_of(request.headers, settings.language)
        return HTMLResponse(article_page(article, start, end, language), headers={"Content-Security-Policy": _POLICY})

    return pages


def article_page(article: Article, start: int, end: int, language: Language) -> str:
    """The whole page."""
    draft = article.draft
    title = escape(draft.title or say("untitled", language))
    notes = _notes(article, language)
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title} · Sourcier</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<link rel="stylesheet" href="/ui/page.css"></head><body class="plain"><main class="article">'
        f'<p class="origin">{_origin(article, language)}</p>'
        f'<article lang="{escape(draft.language[:2])}">{"".join(lines(draft.text, draft.lines, start, end))}</article>'
        f'<aside class="notes"><p>{escape(say("grey_note", language))}</p>{notes}</aside>'
        f'<p><a href="/{"en/" if language == "en" else "?lang=fr"}" target="_top">{escape(say("back", language))}</a>'
        "</p></main></body></html>"
    )


def lines(text: str, labelled: tuple[Line, ...], start: int, end: int) -> Iterator[str]:
    """The lines of an article, the words between ``start`` and ``end`` marked, the first mark being ``#spot``."""
    marked = False
    for line in labelled:
        kind = "citable" if line.label in CITABLE else "grey"
        tag = {"title": "h1", "subhead": "h2"}.get(line.label, "p")
        low, high = max(start, line.start), min(end, line.end)
        if low >= high:
            yield f'<{tag} class="{kind} {line.label}">{escape(text[line.start : line.end])}</{tag}>'
            continue
        spot = "" if marked else ' id="spot"'
        marked = True
        yield (
            f'<{tag} class="{kind} {line.label}">{escape(text[line.start : low])}'
            f"<mark{spot}>{escape(text[low:high])}</mark>{escape(text[high : line.end])}</{tag}>"
        )


def _origin(article: Article, language: Language) -> str:
    draft = article.draft
    date = readable(draft.published.value, language) if draft.published else say("no_date", language)
    parts = [draft.source or say("no_source", language), draft.author, date]
    if draft.updated:
        parts.append(say("updated", language, date=readable(draft.updated.value, language)))
    where = article.file if draft.record is None else f"{article.file} #{draft.record}"
    gone = say("gone", language) if article.gone else None
    return " · ".join(escape(part) for part in [*parts, where, gone] if part)


def _notes(article: Article, language: Language) -> str:
    aside = Counter(line.label for line in article.draft.lines if line.label not in CITABLE)
    counted = ", ".join(f"{say(f'label_{label}', language)} ({count})" for label, count in aside.most_common())
    shown = f"<p>{escape(say('set_aside', language, lines=counted))}</p>" if counted else ""
    for key, items in (("copies_of", article.copies), ("warnings", article.draft.warnings)):
        if items:
            listed = "".join(f"<li>{escape(item)}</li>" for item in items)
            shown += f"<p>{escape(say(key, language))}</p><ul>{listed}</ul>"
    return shown
