"""The REST API: ask, search, articles."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import json
from collections.abc import AsyncIterator, Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import ValidationError

from rag.contract import AnswerReply, ArticleReply, ReportReply, SearchReply
from rag.errors import SourcierError
from rag.present import answer_object, article_object, hit_object, question_object
from rag.settings import Settings
from rag.types import Answer, Event, Language
from web.api import catalogue, kept_conversations, review_routes
from web.api.desk import add_desk
from web.api.requests import AskBody, CorrectionBody, Date, ExportBody, FiltersBody, QuestionText, SourceName
from web.api.uploads import take_json, take_uploads
from web.export.export import WRITERS, export
from web.problems import problem, promised
from web.service import Opening
from web.words import language_of
from web.work import Desk, Lane, last_answer

Json = dict[str, Any]
PROBLEM = promised(
    s400="Not readable as JSON or as a form",
    s401="The service's key is missing or wrong",
    s403="Foreign host or origin",
    s413="Too large",
    s422="Invalid request",
    s503="Opening, or too many callers",
)
_MISSING = promised(s404="No such article")
_EVENT = {"event": {"enum": ["sources", "token", "answer", "error"]}, "data": {"type": "string"}}
_EVENTS = {"text/event-stream": {"schema": {"type": "object", "properties": _EVENT, "required": list(_EVENT)}}}
_ASKED: dict[int | str, Json] = {
    200: {"model": AnswerReply, "description": "Answered or refused; events when streamed", "content": _EVENTS}
}
_ADDED: dict[int | str, Json] = {
    200: {"model": ReportReply, "description": "All of it was there already"},
    201: {"model": ReportReply, "description": "Something was taken in"},
    **promised(s415="Nothing could be read; ``report`` says why"),
}


def event_line(name: str, data: Mapping[str, object]) -> str:
    """One server-sent event."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def event_object(event: Event) -> Mapping[str, object]:
    """The data of an event: the passages, a token, or the whole answer object.

    The quotations go out as a token, the only kind of text between passages and answer that the contract knows.
    """
    if event.answer is not None:
        return answer_object(event.answer)
    if event.kind == "sources":
        return {"passages": [hit_object(hit) for hit in event.hits]}
    if event.quotations is not None:
        return {"token": f"{event.quotations.text}\n\n"}
    return {"token": event.token}


def tagged(response: Response, known: str | None) -> Response:
    """The response with an ETag of its body; 304 without the body where the client has it already."""
    tag = f'"{hashlib.sha256(response.body).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "no-cache"}
    held = [item.strip().removeprefix("W/") for item in (known or "").split(",")]
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return response


async def unless_gone(request: Request, answering: AsyncIterator[Event]) -> Answer | None:
    """The answer, or None when the client left first; the work then stops."""
    work = asyncio.ensure_future(last_answer(answering))

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass

    watcher = asyncio.ensure_future(watch())
    try:
        await asyncio.wait({work, watcher}, return_when=asyncio.FIRST_COMPLETED)
        return await work if work.done() else None
    finally:
        watcher.cancel()
        work.cancel()


async def first_then_rest(events: AsyncIterator[Event]) -> AsyncIterator[Event]:
    """The same events, once the first is there: a fault before it is an HTTP status, not an event."""
    first = await anext(events)

    async def rest() -> AsyncIterator[Event]:
        yield first
        async for event in events:
            yield event

    return rest()


def router(opening: Opening, desk: Desk, settings: Settings) -> APIRouter:
    """The routes under ``/api``."""
    api = APIRouter(prefix="/api", tags=["Sourcier"], responses=PROBLEM)
    _add_asking(api, opening, desk, settings)
    catalogue.add_routes(api, opening, desk.calls, settings)
    kept_conversations.add_routes(api, opening, desk.calls)
    review_routes.add_routes(api, opening, desk.calls, settings)
    _add_articles(api, opening, desk.calls, settings)
    _add_export(api, opening, desk.calls, settings)
    add_desk(api, opening, desk, settings)
    return api


def _add_asking(api: APIRouter, opening: Opening, desk: Desk, settings: Settings) -> None:
    @api.post("/ask", responses=_ASKED, summary="Answer from the articles, or say that they do not say")
    async def ask(body: AskBody, request: Request) -> Response:
        filters = (body.filters or FiltersBody.model_validate({})).filters()
        start = partial(
            opening.get().stream, body.question, body.turns(), answerer=body.answerer, filters=filters
        )  # fmt: skip
        events = desk.asks.stream(start)
        if body.stream:
            language = language_of(request.headers, settings.language)
            lines = _lines(await first_then_rest(events), language)
            return StreamingResponse(lines, media_type="text/event-stream", headers={"Cache-Control": "no-cache"})
        answer = await unless_gone(request, events)
        return JSONResponse(answer_object(answer)) if answer else Response(status_code=499)

    @api.get("/search", responses={200: {"model": SearchReply}}, summary="The ranked passages alone")
    async def search(
        q: Annotated[QuestionText, Query()],
        k: Annotated[int, Query(ge=1, le=100)] = 10,
        start: Annotated[Date | None, Query(alias="from")] = None,
        end: Annotated[Date | None, Query(alias="to")] = None,
        source: Annotated[SourceName | None, Query()] = None,
        tag: Annotated[SourceName | None, Query()] = None,
    ) -> Json:
        try:
            body = FiltersBody.model_validate({"from": start, "to": end, "source": source, "tag": tag})
        except ValidationError as error:
            raise RequestValidationError([{**fault, "loc": ("query", "to")} for fault in error.errors()]) from error
        call = partial(opening.get().search, q, k, filters=body.filters())
        question, hits = await desk.calls.run(call)
        return {"passages": [hit_object(hit) for hit in hits], "question": question_object(question)}


def _add_articles(api: APIRouter, opening: Opening, lane: Lane, settings: Settings) -> None:
    @api.get(
        "/articles/{article_id}",
        summary="One article with its text",
        responses={200: {"model": ArticleReply}, 304: {"description": "As the client has it"}, **_MISSING},
    )
    async def article(article_id: str, request: Request) -> Response:
        found = article_object(await lane.run(lambda: opening.get().article(article_id)), full=True)
        return tagged(JSONResponse(found), request.headers.get("if-none-match"))

    @api.patch(
        "/articles/{article_id}",
        summary="Correct an article by hand, or the labels of its lines",
        responses=_MISSING,
    )
    async def correct(article_id: str, body: CorrectionBody) -> ArticleReply:
        fields = body.model_dump(exclude_unset=True, exclude={"lines"})
        call = partial(opening.get().correct, article_id, fields, body.relabels())
        return article_object(await lane.run(call), full=True)

    @api.delete("/articles/{article_id}", status_code=204, summary="Remove an article everywhere", responses=_MISSING)
    async def forget(article_id: str) -> None:
        await lane.run(lambda: opening.get().forget(article_id))

    @api.post(
        "/articles",
        status_code=201,
        responses=_ADDED,
        summary="Add articles: files, or text",
        openapi_extra=_add_schema(),
    )
    async def add(request: Request) -> Response:
        language = language_of(request.headers, settings.language)
        is_form = request.headers.get("content-type", "").startswith("multipart/form-data")
        taken = await (take_uploads if is_form else take_json)(request, opening, lane, language)
        status = 201 if taken.changed else taken.refusal_status or 200
        if status >= 400:
            body = problem(status, taken.refusal_reason, language, report=taken.report)
            return JSONResponse(body, status, media_type="application/problem+json")
        return JSONResponse(taken.report, status)


def _add_export(api: APIRouter, opening: Opening, lane: Lane, settings: Settings) -> None:
    files = {media_type: {"schema": {"type": "string"}} for _, media_type, _ in WRITERS.values()}
    told: dict[int | str, Json] = {200: {"description": "The dossier, to save as a file", "content": files}}

    @api.post("/export", response_class=Response, responses=told, summary="Answers as a dossier, or what they cite")
    async def export_answers(body: ExportBody, request: Request) -> Response:
        language = language_of(request.headers, settings.language)
        made = dt.date.today()
        file = await lane.run(lambda: export(opening.get(), body, language, made))
        headers = {
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
        }
        return Response(file.text, media_type=file.media_type, headers=headers)


async def _lines(events: AsyncIterator[Event], language: Language) -> AsyncIterator[str]:
    try:
        async for event in events:
            name = "token" if event.kind == "quotations" else event.kind
            yield event_line(name, event_object(event))
    except SourcierError as error:
        yield event_line("error", problem(error.status, error.message(language), language))


def _add_schema() -> Json:
    record = {name: {"type": "string"} for name in ("name", "title", "source", "date", "url", "text")}
    files = {"type": "array", "items": {"type": "string", "format": "binary"}, "minItems": 1}
    form = {"type": "object", "properties": {"file": files}, "required": ["file"]}
    return {
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {"schema": form},
                "application/json": {"schema": {"type": "object", "properties": record, "required": ["text"]}},
            },
        }
    }
