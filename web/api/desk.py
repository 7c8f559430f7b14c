"""The REST API of the desk: a text checked against the archive, many questions at once, questions that stand."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import AsyncIterator, Iterator
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from rag.desk_contract import CheckedTextReply, StandingListReply, StandingReply
from rag.errors import SourcierError
from rag.present import answer_object, checked_object, standing_object
from rag.settings import Settings
from rag.types import CheckedSentence, Filters, Language
from web.api.atom_feed import ATOM, atom
from web.api.requests import BatchBody, CheckBody, StandingBody
from web.problems import problem, promised
from web.service import Opening
from web.words import language_of
from web.work import Desk, Lane, answer_in_turn

NDJSON = "application/x-ndjson"
TABLES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jsonl": NDJSON,
}
_TABLES: dict[str, Any] = {media: {"schema": {"type": "string", "format": "binary"}} for media in TABLES.values()}
_BATCH: dict[int | str, dict[str, Any]] = {200: {"description": "A line of JSON a question", "content": {NDJSON: {}}}}


def add_desk(api: APIRouter, opening: Opening, desk: Desk, settings: Settings) -> None:
    """Add the routes of the desk to those under ``/api``."""

    @api.post(
        "/check",
        responses={200: {"model": CheckedTextReply}},
        summary="Hold a text to the archive, sentence by sentence",
    )
    async def check(body: CheckBody, request: Request) -> Response:
        sentences = await desk.calls.run(partial(start_check, opening, body))
        checked = []
        while (sentence := await desk.calls.run(partial(next, sentences, None))) is not None:
            checked.append(checked_object(sentence))
            if await request.is_disconnected():
                return Response(status_code=499)
        return JSONResponse({"sentences": checked})

    @api.post("/batch", responses=_BATCH, summary="Many questions: an answer a line, as soon as each is there")
    async def batch(body: BatchBody, request: Request) -> Response:
        opening.get()
        language = language_of(request.headers, settings.language)
        lines = (json.dumps(line, ensure_ascii=False) + "\n" async for line in answers(opening, desk, body, language))
        return StreamingResponse(lines, media_type=NDJSON, headers={"Cache-Control": "no-cache"})

    @api.get(
        "/batches/{identity}/answers",
        response_class=Response,
        responses={200: {"description": "A table to save", "content": _TABLES}, **promised(s404="No such batch")},
        summary="The answers of a batch that was begun on the page, as a table",
    )
    async def table(
        identity: Annotated[str, Path(max_length=100)],
        file: Annotated[Literal["csv", "xlsx", "jsonl"], Query()] = "xlsx",
    ) -> Response:
        data = await desk.calls.run(lambda: opening.get().desk.batches.table(identity, f".{file}"))
        name = f'attachment; filename="reponses-{dt.date.today().isoformat()}.{file}"'
        return Response(data, media_type=TABLES[file], headers={"Content-Disposition": name})

    _add_standing(api, opening, desk.calls, settings)


def _add_standing(api: APIRouter, opening: Opening, lane: Lane, settings: Settings) -> None:
    @api.get("/standing", responses={200: {"model": StandingListReply}}, summary="Standing questions, news first")
    async def standing() -> StandingListReply:
        return {"standing": [standing_object(item) for item in await lane.run(lambda: opening.get().desk.standing())]}

    @api.post(
        "/standing", status_code=201, responses={201: {"model": StandingReply}}, summary="Ask a question from now on"
    )
    async def add(body: StandingBody) -> StandingReply:
        return standing_object(await lane.run(lambda: opening.get().desk.add_standing(body.question)))

    @api.delete(
        "/standing/{number}",
        status_code=204,
        responses=promised(s404="No such question"),
        summary="Ask a question no longer",
    )
    async def remove(number: Annotated[int, Path(ge=0, le=2**53)]) -> None:
        await lane.run(lambda: opening.get().desk.remove_standing(number))

    feed_type: dict[int | str, dict[str, Any]] = {200: {"description": "An Atom feed", "content": {ATOM: {}}}}

    @api.get("/standing.atom", response_class=Response, responses=feed_type, summary="What they found, as a feed")
    async def feed(request: Request) -> Response:
        kept = await lane.run(lambda: opening.get().desk.standing())
        language = language_of(request.headers, settings.language)
        return Response(atom(kept, str(request.base_url).rstrip("/"), language), media_type=ATOM)


async def answers(opening: Opening, desk: Desk, body: BatchBody, language: Language) -> AsyncIterator[dict[str, Any]]:
    """The answer objects, each with the number of its question; a fault is told in the line of its question."""
    filters = body.filters.filters() if body.filters else Filters()
    for number, question in enumerate(body.questions):
        start = partial(opening.get().stream, question, (), answerer=body.answerer, filters=filters)
        try:
            yield {"n": number, **answer_object(await answer_in_turn(desk, start))}
        except SourcierError as error:
            fault = problem(error.status, error.message(language), language)
            yield {"n": number, "status": "failed", "question": {"asked": question}, "fault": fault}


def start_check(opening: Opening, body: CheckBody) -> Iterator[CheckedSentence]:
    """The sentences of the text that was sent, each checked when it is asked for."""
    filters = body.filters.filters() if body.filters else Filters()
    return opening.get().desk.check(body.text, filters=filters, sources=body.sources, passages=body.passages)
