"""Reading: the bytes of a file become drafts with canonical text, labelled lines and metadata.

``read`` parses in this process; files of unknown origin go through ``rag.reading.worker``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from rag.types import Draft


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held: its articles, the records that could not be read, what was repaired (in French)."""

    drafts: tuple[Draft, ...]
    problems: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()


def read(data: bytes, name: str, *, today: dt.date | None = None) -> Reading:
    """Read a file of any known format, told by its content. Raises Unreadable or TooLarge."""
    from rag.reading.formats import registry
    from rag.reading.formats.format import Given

    return registry.read(Given(data, name, today))
