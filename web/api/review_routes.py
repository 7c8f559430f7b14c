"""Press reviews over the REST API."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import Field

from rag.settings import Settings
from rag.types import Language
from web.api.catalogue import ListParameters
from web.api.requests import Text
from web.export.press_review import By, Review, collect, review_markdown, review_page
from web.export.review_document import review_document
from web.service import Opening
from web.words import language_of
from web.work import Lane

TYPES = {
    "html": ("text/html", "html"),
    "markdown": ("text/markdown", "md"),
    "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
}
_FILES: dict[str, Any] = {media: {"schema": {"type": "string", "format": "binary"}} for media, _ in TYPES.values()}


class ReviewParameters(ListParameters):
    """What ``GET /api/articles`` takes, and how the review is laid out."""

    by: By = "day"
    file: Annotated[str, Field(pattern="^(html|markdown|docx)$")] = "html"
    title: Text | None = Field(None, max_length=200)
    language_of_review: Language | None = Field(None, alias="lang")


def add_routes(api: APIRouter, opening: Opening, lane: Lane, settings: Settings) -> None:
    """The route ``/api/review``."""

    @api.get(
        "/review",
        response_class=Response,
        responses={200: {"description": "The press review, to save as a file", "content": _FILES}},
        summary="A press review of what a search finds, by day or outlet",
    )
    async def review(given: Annotated[ReviewParameters, Query()], request: Request) -> Response:
        language = given.language_of_review or language_of(request.headers, settings.language)
        made = dt.date.today()
        call = partial(collect, opening.get(), given.query(), given.by, given.title, language, made)
        media_type, ending = TYPES[given.file]
        found = await lane.run(call)
        headers = {
            "Content-Disposition": f'attachment; filename="revue-{made.isoformat()}.{ending}"',
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        }
        return Response(await lane.run(lambda: _written(found, given.file)), media_type=media_type, headers=headers)


def _written(review: Review, wanted: str) -> bytes:
    if wanted == "docx":
        return review_document(review)
    return (review_markdown(review) if wanted == "markdown" else review_page(review)).encode()
