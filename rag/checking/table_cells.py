"""Rows of a table written in text: each cell under the head of its column.

In: a text and the span of one of its lines. Out: the row's ``Cell``s, none where the line is no row under a head.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.types import Span

_CELL = re.compile(r"[^|\t\n]+")
_RULE = re.compile(r"[\s|:+=-]*")


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one column of a row; ``span`` is where, without white space."""

    head: str
    text: str
    span: Span


def headed_cells(text: str, line: Span) -> tuple[Cell, ...]:
    """The cells of a row with the heads of their columns.

    The first of the lines above with as many cells is the head where it holds no digit or a rule follows it.
    """
    own = _cells(text, *line)
    if len(own) < 2:
        return ()
    first: list[Span] = []
    ruled = False
    at = line[0]
    while at > 0:
        end = at - 1 if text[at - 1] == "\n" else at
        at = text.rfind("\n", 0, end) + 1
        above = text[at:end]
        if _RULE.fullmatch(above):
            ruled = ruled or "-" in above
            if not above.strip():
                break
        elif len(cells := _cells(text, at, end)) == len(own):
            first = cells
        else:
            break
    heads = [text[slice(*span)] for span in first]
    if not heads or (any(map(str.isdigit, "".join(heads))) and not ruled):
        return ()
    return tuple(Cell(head, text[slice(*span)], span) for head, span in zip(heads, own, strict=True))


def is_head(text: str, line: Span) -> bool:
    """Whether a line is the head of a table: cells without a figure above a line with as many."""
    words = text[slice(*line)]
    if "|" not in words or any(map(str.isdigit, words)) or headed_cells(text, line):
        return False
    for below in text[line[1] :].splitlines()[1:]:
        if not below.strip():
            return False
        if not _RULE.fullmatch(below):
            return len(_cells(below, 0, len(below))) == len(_cells(text, *line))
    return False


def _cells(text: str, start: int, end: int) -> list[Span]:
    found = []
    for match in _CELL.finditer(text, start, end):
        words = match.group().strip()
        if words:
            begin = match.start() + match.group().index(words)
            found.append((begin, begin + len(words)))
    return found
