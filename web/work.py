"""Blocking work in threads, behind a line of bounded length, stopped when nobody listens any more."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import anyio
import anyio.to_thread

from rag.errors import Unavailable
from rag.types import Answer, Event
from web.prometheus import Metrics

T = TypeVar("T")


class Busy(Unavailable):
    """Too many callers in line; the client is told when to come back."""

    retry_after_s = 15

    def __init__(self) -> None:
        super().__init__(
            "Trop de demandes attendent déjà : réessayez dans quelques instants.",
            "Too many requests are waiting already: try again shortly.",
        )


class Place:
    """Where a caller stands in line."""

    def __init__(self) -> None:
        self.ahead: int | None = None
        """How many are before it; None once its work has begun."""


class Lane:
    """At most ``width`` calls at once and ``waiting`` more in line, first come, first served."""

    def __init__(self, width: int, waiting: int, done: Callable[[str, float], None] = lambda *_: None) -> None:
        self._done = done
        self._limiter = anyio.CapacityLimiter(width)
        self._room = width + waiting
        self._width = width
        self._line: list[Place] = []
        self.inside = 0

    @property
    def ahead(self) -> int:
        """How many wait for a thread now."""
        return max(0, self.inside - self._width)

    async def run(self, call: Callable[[], T]) -> T:
        """The call's result, from a thread; Busy when the line is full."""
        with self._place():
            return await anyio.to_thread.run_sync(call, limiter=self._limiter)

    async def stream(
        self, start: Callable[[], Iterator[Event]], place: Place | None = None
    ) -> AsyncGenerator[Event, None]:
        """The events of a blocking generator, which is closed as soon as this one is.

        The thread runs ahead of a slow reader, so that one does not hold up the line. ``place`` is kept up to date.
        """
        if self.inside >= self._room:
            raise Busy
        place = place or Place()
        self._line.append(place)
        self._count()
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        put = asyncio.get_running_loop().call_soon_threadsafe
        started, stopped = threading.Event(), threading.Event()

        def work() -> None:
            started.set()
            put(self._leave_line, place)
            events = start()
            try:
                for event in events:
                    if stopped.is_set():
                        break
                    put(queue.put_nowait, event)
            finally:
                close = getattr(events, "close", None)
                if close is not None:
                    close()

        task = asyncio.ensure_future(self.run(work))
        task.add_done_callback(lambda done: _finish(done, queue))
        began, outcome = time.perf_counter(), "left"
        try:
            while (event := await queue.get()) is not None:
                if event.answer is not None:
                    outcome = event.answer.status
                yield event
            if outcome == "left":
                outcome = "failed"
            task.result()
        finally:
            self._done(outcome, time.perf_counter() - began)
            stopped.set()
            self._leave_line(place)
            if not started.is_set():
                task.cancel()  # still in line; a thread at work keeps its place until it has really ended

    def _leave_line(self, place: Place) -> None:
        if place in self._line:
            self._line.remove(place)
            place.ahead = None
            self._count()

    def _count(self) -> None:
        for number, place in enumerate(self._line):
            place.ahead = number

    @contextmanager
    def _place(self) -> Iterator[None]:
        if self.inside >= self._room:
            raise Busy
        self.inside += 1
        try:
            yield
        finally:
            self.inside -= 1


async def until(stop: asyncio.Event, items: AsyncGenerator[T, None]) -> AsyncGenerator[T, None]:
    """The items until ``stop`` is set, even while the next one is awaited; what makes them is closed then."""
    halted = asyncio.ensure_future(stop.wait())
    try:
        while not stop.is_set():
            step = asyncio.ensure_future(anext(items))
            await asyncio.wait({step, halted}, return_when=asyncio.FIRST_COMPLETED)
            if not step.done():
                step.cancel()
                await asyncio.wait({step})
                return
            try:
                item = step.result()
            except StopAsyncIteration:
                return
            yield item
    finally:
        halted.cancel()
        await items.aclose()


async def ticking(items: AsyncGenerator[T, None], seconds: float) -> AsyncGenerator[T | None, None]:
    """The items, and None as often as the next one takes ``seconds`` more; what makes them is closed at the end."""
    step: asyncio.Future[T] | None = None
    try:
        while True:
            step = asyncio.ensure_future(anext(items))
            while not (await asyncio.wait({step}, timeout=seconds))[0]:
                yield None
            try:
                item = step.result()
            except StopAsyncIteration:
                return
            yield item
    finally:
        if step is not None and not step.done():
            step.cancel()
            await asyncio.wait({step})
        await items.aclose()


class Desk:
    """The lanes of one server: answers, and everything that is quick."""

    def __init__(self) -> None:
        self.metrics = Metrics()
        self.asks = Lane(width=2, waiting=16, done=self.metrics.answer)
        self.calls = Lane(width=8, waiting=128)


async def last_answer(events: AsyncIterator[Event]) -> Answer:
    """The answer that ends a stream."""
    answer = None
    async for event in events:
        answer = event.answer or answer
    if answer is None:
        raise RuntimeError("the stream ended without an answer")
    return answer


PATIENCE_S = 0.5
"""Between two tries of a question of many to get in line."""


async def answer_in_turn(desk: Desk, start: Callable[[], Iterator[Event]]) -> Answer:
    """The answer of one question of many, which waits where readers stand in line."""
    while True:
        try:
            return await last_answer(desk.asks.stream(start))
        except Busy:
            await asyncio.sleep(PATIENCE_S)


def _finish(task: asyncio.Future[None], queue: asyncio.Queue[Event | None]) -> None:
    if not task.cancelled():
        task.exception()  # marks it as seen when nobody is left to raise it to
    queue.put_nowait(None)
