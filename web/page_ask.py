"""What the chat does: ask, stream, stop, ask again, drop a part of the reading."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from functools import partial
from typing import Any

from rag.errors import SourcierError
from rag.present import answer_object, hit_object
from rag.types import Answerer, Filters, Language, Turn
from web.page_turn import conversation
from web.schemas import FiltersBody, Wrong, clean_question
from web.service import Opening
from web.words import say
from web.work import Desk

Json = dict[str, Any]
REFRESH_S = 0.12
"""Least time between two updates of a draft on the page."""
TURNS_KEPT = 40


class Chat:
    """The chat of one page; the conversation itself lives in the reader's browser."""

    def __init__(self, opening: Opening, desk: Desk, language: Language) -> None:
        self._opening = opening
        self._desk = desk
        self._language = language

    def show(self, turns: list[Json]) -> str:
        """The conversation as HTML."""
        return conversation(turns, self._language)

    async def ask(
        self, question: str, turns: list[Json], refine: Mapping[str, str | None]
    ) -> AsyncGenerator[tuple[str, list[Json] | None], None]:
        """The page after each step, and the conversation whenever it is to be kept."""
        item: Json = {"question": question.strip()[:4200], "refine": dict(refine)}
        turns = [*turns, item][-TURNS_KEPT:]
        try:
            clean_question(question)
            filters = read_filters(refine)
            ahead = self._desk.asks.ahead
            waiting = say("in_line", self._language, ahead=ahead) if ahead else say("searching", self._language)
            # what is kept meanwhile has no outcome: after a stop or a reload it shows as interrupted
            yield self.show([*turns[:-1], {**item, "progress": waiting}]), [*turns[:-1], dict(item)]
            async for live in self._events(item, history(turns[:-1]), refine, filters):
                yield self.show([*turns[:-1], live]), None
        except SourcierError as error:
            item["fault"] = error.message(self._language)
        except Wrong as error:
            item["fault"] = error.en if self._language == "en" else error.fr
        yield self.show(turns), turns

    async def _events(
        self, item: Json, turns: tuple[Turn, ...], refine: Mapping[str, str | None], filters: Filters
    ) -> AsyncIterator[Json]:
        """The turn as it grows; at the end ``item`` has its answer."""
        answerer: Answerer | None = refine.get("answerer") or None  # type: ignore[assignment]
        start = partial(self._opening.get().stream, item["question"], turns, answerer=answerer, filters=filters)
        live: Json = {**item, "progress": say("reading", self._language)}
        shown = 0.0
        async for event in self._desk.asks.stream(start):
            if event.answer is not None:
                item["answer"] = answer_object(event.answer)
                return
            if event.kind == "sources":
                live["hits"] = [hit_object(hit) for hit in event.hits]
            else:
                live["draft"] = live.get("draft", "") + event.token
                live["progress"] = say("drafting", self._language)
            if event.kind == "sources" or time.monotonic() - shown > REFRESH_S:
                shown = time.monotonic()
                yield live


def history(turns: list[Json]) -> tuple[Turn, ...]:
    """The answered turns as the facade takes them."""
    said = []
    for item in turns:
        if item.get("answer"):
            said += [Turn("user", item["question"]), Turn("assistant", item["answer"]["answer"])]
    return tuple(said)


def read_filters(refine: Mapping[str, str | None]) -> Filters:
    """The filters of the page; Wrong for a date that is none."""
    from pydantic import ValidationError

    given = {name: (refine.get(name) or "").strip() or None for name in ("from", "to", "source")}
    try:
        return FiltersBody.model_validate(given).filters()
    except ValidationError as error:
        reason = (error.errors()[0].get("ctx") or {}).get("error")
        raise reason if isinstance(reason, Wrong) else Wrong("Filtre invalide.", "Invalid filter.") from error


def without(item: Json, part: str) -> tuple[str, Json]:
    """The question and the filters of a turn, its period or its outlet left out."""
    refine = dict(item.get("refine") or {})
    question: str = item["question"]
    read = item["answer"]["question"]
    if part == "period":
        if refine.get("from") or refine.get("to"):
            return question, {**refine, "from": None, "to": None}
        return cut(question, (read.get("period") or {}).get("text") or ""), refine
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
