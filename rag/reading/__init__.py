"""Reading: the bytes of a file become drafts with canonical text, labelled lines and metadata.

Files of unknown origin go through ``rag.reading.worker``, which stands apart; ``rag.reading.in_process`` parses here.
"""

from __future__ import annotations

from dataclasses import dataclass

from rag.types import Draft


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held: its articles, the records that could not be read, what was repaired (in French)."""

    drafts: tuple[Draft, ...]
    problems: tuple[str, ...] = ()
    repaired: tuple[str, ...] = ()
