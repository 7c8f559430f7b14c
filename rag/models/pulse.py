"""An asynchronous stream read from a thread: its reader may leave at any moment, also while nothing comes."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from queue import Empty, SimpleQueue
from typing import TypeVar

T = TypeVar("T")
EVERY_S = 0.25
"""How long a reader waits before it is asked whether it is still there."""
_starting = threading.Lock()
_loop: asyncio.AbstractEventLoop | None = None


def pulsed(start: Callable[[], AsyncIterator[T]], every_s: float = EVERY_S) -> Iterator[T | None]:
    """The items as they come, and None after each wait for one; closing the iterator cancels the stream.

    What the stream raises is raised here. All streams run in one event loop, so that they can share a client.
    """
    items: SimpleQueue[T | None] = SimpleQueue()

    async def read() -> None:
        async for item in start():
            items.put(item)

    reading = asyncio.run_coroutine_threadsafe(read(), _running_loop())
    reading.add_done_callback(lambda _: items.put(None))
    try:
        while True:
            try:
                item = items.get(timeout=every_s)
            except Empty:
                yield None
                continue
            if item is None:
                break
            yield item
        reading.result()
    finally:
        reading.cancel()


def _running_loop() -> asyncio.AbstractEventLoop:
    global _loop
    with _starting:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="streams", daemon=True).start()
        return _loop
