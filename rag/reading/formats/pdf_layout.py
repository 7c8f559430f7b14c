"""What the page shows and its text does not: gaps between paragraphs, and headlines by the size of their letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Protocol

_GAP = 1.45
"""Distance between lines, in usual ones, from which a paragraph ends."""
_ALIKE = 0.12
"""Share by which the sizes of letters in one paragraph differ at most."""
_INDENT, _DEEP = 0.5, 6.0
"""Blanks before the first line of a paragraph, in heights of its letters, and those from which it is another column."""
_SHORT = 0.3
"""Share of a column that stays free after the last words of a paragraph."""
_HEADLINE = 1.2
"""Size of letters, in usual ones, from which lines are a headline's and belong together."""


class TextPage(Protocol):
    """What is asked of pypdfium2's text of a page."""

    def get_text_range(self, *, errors: str) -> str:
        """All of it."""

    def count_chars(self) -> int:
        """How many characters there are."""

    def get_charbox(self, index: int, loose: bool = False) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of a character."""


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """A line that shows something, with the height and the foot of its first letter, in points."""

    text: str
    size: float
    bottom: float
    left: float
    right: float
    foot: float
    """The foot of its last letter: a row with a hyphen in it goes over two lines."""


def laid_out(page: TextPage) -> str:
    """The page's text with a blank line wherever the page shows a gap or another size; a headline is one line."""
    text = str(page.get_text_range(errors="ignore"))
    rows = printed_rows(page, text)
    if len(rows) < 2:
        return text
    usual = median(row.size for row in rows)
    steps = [above.bottom - below.bottom for above, below in pairwise(rows) if above.bottom > below.bottom]
    step = median(steps) if steps else 0.0
    parts = [rows[0].text]
    for number, (above, below) in enumerate(pairwise(rows), start=1):
        alike = abs(above.size - below.size) <= _ALIKE * max(above.size, below.size)
        near = above.foot - below.bottom <= _GAP * max(step, below.size)
        if alike and near and below.size >= _HEADLINE * usual and above.bottom > below.bottom:
            parts += (" ", below.text)
        elif (alike and near and not _begins(rows, number)) or above.text.endswith("\ufffe"):
            parts += ("\n", below.text)
        else:
            parts += ("\n\n", below.text)
    return "".join(parts)


def _begins(rows: Sequence[PrintedRow], number: int) -> bool:
    """Whether a row begins a paragraph although no gap says so: it is indented, or the sentence above ended short."""
    above, row = rows[number - 1], rows[number]
    if not above.text.rstrip('»" ').endswith((".", "!", "?", "…")):
        return False
    if row.bottom > above.bottom:
        return row.text[:1].isupper() or row.text[:1] in "«—–"
    below = rows[number + 1] if number + 1 < len(rows) else above
    beside = [other for other in (above, below) if abs(other.left - row.left) < _DEEP * row.size]
    indent = row.left - min((other.left for other in beside), default=row.left)
    column = max(
        (
            other.right
            for other in rows[max(0, number - 6) : number + 6]
            if abs(other.left - row.left) < _DEEP * row.size
        ),
        default=0.0,
    )
    short = above.right < column - _SHORT * (column - row.left)
    return indent > _INDENT * row.size or short


def printed_rows(page: TextPage, text: str) -> list[PrintedRow]:
    """The lines that show something, with the height and the foot of their first letter; none where that is unsure."""
    if len(text) != page.count_chars():
        return []
    rows = []
    at = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            first = at + line.index(bare[0])
            left, bottom, _, top = page.get_charbox(first, loose=True)
            _, foot, right, _ = page.get_charbox(first + len(bare) - 1, loose=True)
            rows.append(PrintedRow(bare, top - bottom, bottom, left, right, foot))
        at += len(line) + 1
    return rows
