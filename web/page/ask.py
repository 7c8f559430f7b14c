"""What the chat does: ask, stream, stop, ask again, drop a part of the reading."""

from __future__ import annotations

import json
import logging
import re
import time
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from functools import partial
from itertools import accumulate
from typing import TypeVar

from rag.errors import SourcierError
from rag.present import answer_object, hit_object
from rag.types import Answerer, Event, Filters, Language, Turn
from web.api.requests import FiltersBody, clean_question
from web.page.exchange import Exchange
from web.page.turn import conversation
from web.request_limits import Wrong
from web.service import Opening
from web.words import say
from web.work import Desk, Place, ticking

log = logging.getLogger("sourcier.page")
Item = TypeVar("Item")
REFRESH_S = 0.12
"""Least time between two updates of a draft on the page."""
WAIT_S = 0.5
"""Time after which a reader who waits is told where he stands in line."""
TURNS_KEPT = 40
TURNS_BYTES = 1_000_000
"""What the browser is asked to keep of the current conversation."""


class Chat:
    """The chat of one page; the conversation itself lives in the reader's browser."""

    def __init__(self, opening: Opening, desk: Desk, language: Language) -> None:
        self._opening = opening
        self._desk = desk
        self._language = language

    def show(self, turns: list[Exchange]) -> str:
        """The conversation as HTML."""
        return conversation(turns, self._language)

    async def ask(
        self, question: str, turns: list[Exchange], refine: Mapping[str, str | None]
    ) -> AsyncGenerator[tuple[str, list[Exchange] | None], None]:
        """The page after each step, and the conversation whenever it is to be kept."""
        item: Exchange = {"question": question.strip()[:4200], "refine": dict(refine)}
        turns = [*newest(turns[::-1][: TURNS_KEPT - 1], TURNS_BYTES)[::-1], item]
        try:
            clean_question(question)
            filters = read_filters(refine)
            past = () if refine.get("alone") else history(turns[:-1])
            # what is kept meanwhile has no outcome: after a stop or a reload it shows as interrupted
            searching: Exchange = {**item, "progress": say("searching", self._language)}
            yield self.show([*turns[:-1], searching]), [*turns[:-1], {**item}]
            async with aclosing(self._events(item, past, refine, filters)) as steps:
                async for live in steps:
                    fresh = live.get("quotations") if "quotations" not in item else None
                    if fresh is not None:
                        item["quotations"] = fresh  # a stop leaves them
                    yield self.show([*turns[:-1], live]), [*turns[:-1], {**item}] if fresh is not None else None
            item.pop("quotations", None)
        except SourcierError as error:
            item["fault"] = error.message(self._language)
        except Wrong as error:
            item["fault"] = error.en if self._language == "en" else error.fr
        except Exception:  # the page must not stay busy for ever; the API answers 500 in this case
            log.exception("unexpected fault in an answer")
            item["fault"] = say("unexpected", self._language)
        yield self.show(turns), turns

    async def _events(
        self, item: Exchange, turns: tuple[Turn, ...], refine: Mapping[str, str | None], filters: Filters
    ) -> AsyncGenerator[Exchange, None]:
        """The turn as it grows; at the end ``item`` has its answer."""
        answerer: Answerer | None = refine.get("answerer") or None  # type: ignore[assignment]
        start = partial(self._opening.get().stream, item["question"], turns, answerer=answerer, filters=filters)
        live: Exchange = {**item}
        place = Place()
        shown = 0.0
        async with aclosing(ticking(self._desk.asks.stream(start, place), WAIT_S)) as events:
            async for event in events:
                if event is not None and event.answer is not None:
                    item["answer"] = answer_object(event.answer)
                    return
                if self._grow(live, event, place) or time.monotonic() - shown > REFRESH_S:
                    shown = time.monotonic()
                    yield live

    def _grow(self, live: Exchange, event: Event | None, place: Place) -> bool:
        """Put an event into the turn, or where it stands in line; whether that is to be shown at once."""
        before = live.get("progress")
        if event is None and not live.get("hits"):
            key = "searching" if place.ahead is None else "in_line" if place.ahead else "next_in_line"
            live["progress"] = say(key, self._language, ahead=place.ahead)
        elif event is not None and event.kind == "sources":
            live["hits"] = [hit_object(hit) for hit in event.hits]
            live["progress"] = say("reading", self._language)
        elif event is not None and event.quotations is not None:
            live["quotations"] = answer_object(event.quotations)
            live["progress"] = say("quoted", self._language)
        elif event is not None and event.token:
            live["draft"] = live.get("draft", "") + event.token
            live["progress"] = say("drafting", self._language)
        return bool(live.get("progress") != before)


def newest(items: list[Item], limit: int) -> list[Item]:
    """The first items, as many as have room in ``limit`` bytes."""
    sizes = accumulate(len(json.dumps(item, ensure_ascii=False).encode()) for item in items)
    return [item for item, size in zip(items, sizes, strict=True) if size <= limit]


def history(turns: list[Exchange]) -> tuple[Turn, ...]:
    """The answered turns as the facade takes them."""
    said = []
    for item in turns:
        if item.get("answer"):
            said += [Turn("user", item["question"]), Turn("assistant", item["answer"]["answer"])]
    return tuple(said)


def read_filters(refine: Mapping[str, str | None]) -> Filters:
    """The filters of the page; Wrong for a date that is none."""
    from pydantic import ValidationError

    given = {name: (refine.get(name) or "").strip() or None for name in ("from", "to", "source", "tag")}
    try:
        return FiltersBody.model_validate(given).filters()
    except ValidationError as error:
        reason = (error.errors()[0].get("ctx") or {}).get("error")
        raise reason if isinstance(reason, Wrong) else Wrong("Filtre invalide.", "Invalid filter.") from error


def wrong_filter(refine: Mapping[str, str | None], language: Language) -> str | None:
    """What is wrong with the filters, in words; None where nothing is."""
    try:
        read_filters(refine)
    except Wrong as error:
        return error.en if language == "en" else error.fr
    return None


def without(item: Exchange, part: str) -> tuple[str, dict[str, str | None]]:
    """The question and the filters of a turn; its period, its outlet or what went before it left out."""
    refine = dict(item.get("refine") or {})
    question: str = item["question"]
    read = item["answer"]["question"]
    if part == "history":
        return question, {**refine, "alone": "yes"}
    if part == "period":
        if refine.get("from") or refine.get("to"):
            return question, {**refine, "from": None, "to": None}
        period = read.get("period")
        return cut(question, period["text"] if period else ""), refine
    if refine.get("source"):
        return question, {**refine, "source": None}
    return cut(question, read.get("source") or ""), refine


def cut(question: str, words: str) -> str:
    """A question without some of its words and the little word that led to them."""
    if not words:
        return question
    lead = r"(?:\b(?:en|dans|depuis|selon|d'après|de|du|le|la|au|par|in|since|from|on|by|according to)\s+){0,2}"
    left = re.sub(lead + re.escape(words), " ", question, count=1, flags=re.IGNORECASE)
    return re.sub(r"\s+", " ", left).strip(" ,;") or question
