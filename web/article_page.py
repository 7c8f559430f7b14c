"""The article page: a whole article at the quoted spot, what is never cited greyed out. No script runs there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rag.settings import Settings
from rag.types import CITABLE, Article, Language, Line
from web.day_text import readable
from web.service import Opening
from web.wording.templating import render
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


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of an article: the words marked in it, and what stands around them; ``first`` is the spot."""

    tag: str
    kind: str
    label: str
    before: str
    marked: str = ""
    after: str = ""
    first: bool = False


def article_page(article: Article, start: int, end: int, language: Language) -> str:
    """The whole page."""
    draft = article.draft
    aside = Counter(line.label for line in draft.lines if line.label not in CITABLE)
    return render(
        "article.html",
        language,
        title=draft.title or say("untitled", language),
        origin=_origin(article, language),
        written_in=draft.language[:2],
        lines=list(lines(draft.text, draft.lines, start, end)),
        set_aside=", ".join(f"{say(f'label_{label}', language)} ({count})" for label, count in aside.most_common()),
        notes=(("copies_of", article.copies), ("warnings", draft.warnings)),
    )


def lines(text: str, labelled: tuple[Line, ...], start: int, end: int) -> Iterator[ShownLine]:
    """The lines of an article, the words between ``start`` and ``end`` marked, the first mark being ``#spot``."""
    marked = False
    for line in labelled:
        kind = "citable" if line.label in CITABLE else "grey"
        tag = {"title": "h1", "subhead": "h2"}.get(line.label, "p")
        low, high = max(start, line.start), min(end, line.end)
        if low >= high:
            yield ShownLine(tag, kind, line.label, text[line.start : line.end])
            continue
        before, after = text[line.start : low], text[high : line.end]
        yield ShownLine(tag, kind, line.label, before, text[low:high], after, first=not marked)
        marked = True


def _origin(article: Article, language: Language) -> list[str]:
    draft = article.draft
    date = readable(draft.published.value, language) if draft.published else say("no_date", language)
    parts = [draft.source or say("no_source", language), draft.author, date]
    if draft.updated:
        parts.append(say("updated", language, date=readable(draft.updated.value, language)))
    where = article.file if draft.record is None else f"{article.file} #{draft.record}"
    gone = say("gone", language) if article.gone else None
    return [part for part in [*parts, where, gone] if part]
