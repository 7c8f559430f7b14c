"""What the page shows and its text does not: gaps between paragraphs, and headlines by the size of their letters."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Protocol

_GAP = 1.45
"""Distance between lines, in usual ones, from which a paragraph ends."""
_ALIKE = 0.12
"""Share by which the sizes of letters in one paragraph differ at most."""
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
    for above, below in pairwise(rows):
        alike = abs(above.size - below.size) <= _ALIKE * max(above.size, below.size)
        near = above.bottom - below.bottom <= _GAP * max(step, below.size)
        if alike and near and below.size >= _HEADLINE * usual and above.bottom > below.bottom:
            parts += (" ", below.text)
        elif (alike and near) or above.text.endswith("\ufffe"):
            parts += ("\n", below.text)
        else:
            parts += ("\n\n", below.text)
    return "".join(parts)


def printed_rows(page: TextPage, text: str) -> list[PrintedRow]:
    """The lines that show something, with the height and the foot of their first letter; none where that is unsure."""
    if len(text) != page.count_chars():
        return []
    rows = []
    at = 0
    for line in text.split("\n"):
        bare = line.strip()
        if bare:
            _, bottom, _, top = page.get_charbox(at + line.index(bare[0]), loose=True)
            rows.append(PrintedRow(bare, top - bottom, bottom))
        at += len(line) + 1
    return rows
