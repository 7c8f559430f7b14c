"""Work that a reader may stop, by the browser's session; and how long it still takes, in words."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from rag.types import Language
from web.words import say


class Stops:
    """What stops the work under way of each session."""

    def __init__(self) -> None:
        self._events: dict[str | None, set[asyncio.Event]] = defaultdict(set)

    @contextmanager
    def working(self, session: str | None) -> Iterator[asyncio.Event]:
        """The event that is set when the reader stops the work inside."""
        stop = asyncio.Event()
        self._events[session].add(stop)
        try:
            yield stop
        finally:
            self._events[session].discard(stop)
            if not self._events[session]:
                del self._events[session]

    def stop(self, session: str | None) -> None:
        """Stop all work of a session."""
        for event in self._events.get(session, ()):
            event.set()


def time_left(seconds: float, language: Language) -> str:
    """The time still to come: seconds up to a minute and a half, then minutes."""
    if seconds < 90:
        return say("left_seconds", language, seconds=max(1, round(seconds)))
    return say("left_minutes", language, minutes=round(seconds / 60))
