"""Reading in this process, without limits of time and memory: for files that one made oneself."""

from __future__ import annotations

import datetime as dt

from rag.reading import Reading
from rag.reading.formats import registry
from rag.reading.formats.format import Given


def read(data: bytes, name: str, *, today: dt.date | None = None) -> Reading:
    """Read a file of any known format, told by its content. Raises Unreadable or TooLarge."""
    return registry.read(Given(data, name, today))
