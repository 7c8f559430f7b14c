"""Batches at work: each is asked in a task of its own, whoever looks on, between the questions of readers."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial

from rag.errors import SourcierError
from rag.types import Language
from web.api.requests import clean_question
from web.request_limits import Wrong
from web.service import Opening
from web.words import say
from web.work import Desk, answer_in_turn

log = logging.getLogger("sourcier.page")


class BatchRunner:
    """Which batches are being asked now, and how long they still take."""

    def __init__(self, opening: Opening, desk: Desk) -> None:
        self._opening = opening
        self._desk = desk
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._paces: dict[str, float] = {}
        """Seconds that a question of each took of late."""

    def start(self, identity: str, language: Language) -> None:
        """Ask what is still to be asked; nothing where it is at work. Faults are told in this language."""
        if not self.at_work(identity):
            task = asyncio.create_task(self._ask_all(identity, language))
            self._tasks[identity] = task
            task.add_done_callback(lambda done: self._tasks.pop(identity) if self._tasks.get(identity) is done else 0)

    async def stop(self, identity: str) -> None:
        """Ask no further; what is answered stays."""
        task = self._tasks.get(identity)
        if task is not None:
            task.cancel()
            await asyncio.wait({task})

    def at_work(self, identity: str) -> bool:
        """Whether it is being asked now."""
        return identity in self._tasks

    def seconds_left(self, identity: str, questions: int) -> float | None:
        """The time that so many more questions take; None before the first is answered."""
        pace = self._paces.get(identity)
        return pace * questions if pace is not None else None

    async def _ask_all(self, identity: str, language: Language) -> None:
        self._paces.pop(identity, None)
        try:
            batches, run = self._opening.get().desk.batches, self._desk.calls.run
            for place, question in await run(partial(batches.missing, identity)):
                began = time.monotonic()
                await self._ask(identity, place, question, language)
                took = time.monotonic() - began
                self._paces[identity] = 0.8 * self._paces.get(identity, took) + 0.2 * took
        except SourcierError as error:  # deleted meanwhile, or no room on the disk: what is answered stays
            log.warning("batch stopped: %s", error.en)

    async def _ask(self, identity: str, place: int, question: str, language: Language) -> None:
        """Answer one question; a fault is kept in its row, and the next one goes on."""
        service, run = self._opening.get(), self._desk.calls.run
        batches = service.desk.batches
        answerer = (await run(partial(batches.get, identity))).answerer
        try:
            start = partial(service.stream, clean_question(question), (), answerer=answerer)
            answer = await answer_in_turn(self._desk, start)
        except SourcierError as error:
            reason = error.message(language)
        except Wrong as error:
            reason = error.en if language == "en" else error.fr
        except Exception:
            log.exception("unexpected fault in a batch")
            reason = say("unexpected", language)
        else:
            await run(partial(batches.answered, identity, place, answer))
            return
        await run(partial(batches.failed, identity, place, reason))
