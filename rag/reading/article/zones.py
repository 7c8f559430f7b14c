"""Where the article stands on its page: prose lines, what opens a zone of comments or of teasers.

The article is the run of prose with most characters; a header of comments ends it, a header of
teasers too unless prose comes back soon after. All in linear time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from rag.language.detect import small_word_share
from rag.reading.article import lexicon
from rag.types import Label

Hint = Literal[
    "title",
    "heading",
    "standfirst",
    "body",
    "date",
    "byline",
    "caption",
    "furniture",
    "teaser",
    "comment",
    "outside",
    "tool",
]
"""What the format itself says of a line; ``outside`` is a line that an extractor left out of the article, ``tool`` part
of one that speaks to a language model."""

BRIDGE = 8
"""Lines without prose that the article may run across."""
LOOK_AHEAD = 4
"""Lines within which prose must come back after a header of teasers."""
LONG_BOX = 40
"""The same where an extractor says which lines are prose."""
LITTLE_BODY = 250
"""Characters under which a body counts as not found."""

BULLET = re.compile(r"^\s*(?:[•·▪◦‣*–—-]|\d{1,2}[.)])\s+\S")
_TWO_SENTENCES = re.compile(r"[.!?…][\"')\]]*\s+[\"'(]?\w")
_ENTRY = re.compile(
    r"\w.* ?[:=] ?\S.*|^\W{0,3}\d[\d.,]* .*|\d+ ?(?:-|a) ?\d+|\(\d+[^()]{0,20}\)\W*$|\d[\d .,]* ?\w{0,8}\W*$"
)
_ALIKE = 3
"""Such lines in a row that make a list."""
TABLE_ROW = re.compile(r"\d[\d .,%€$£)]*$|\|.*\||\.{4,}|\S\s{3,}\S")


@dataclass(frozen=True, slots=True)
class RawLine:
    """A line before it has a label, with what its format says of it."""

    start: int
    end: int
    hint: Hint | None = None


def shift(lines: Sequence[RawLine], by: int) -> list[RawLine]:
    """The same lines, ``by`` code points further on."""
    return [replace(line, start=line.start + by, end=line.end + by) for line in lines]


@dataclass(slots=True)
class Row:
    """One line while labels are being found."""

    line: RawLine
    text: str
    folded: str
    kind: str | None
    prose: bool
    label: Label | None = None
    closes: bool = False
    """A header of teasers or comments that ends the article."""


def make_row(text: str, folded: str, raw: RawLine, language: str, extracted: bool, stated: bool = False) -> Row:
    """A line with what the lexicon, its format and its look say of it."""
    line, low = text[raw.start : raw.end], folded[raw.start : raw.end]
    hint = raw.hint
    # What the file itself says of a line needs no second opinion, and the lexicon's takes most of the time of reading.
    kind: str | None = None if stated and hint not in ("body", None) else lexicon.kind_of(low)
    if hint in ("furniture", "teaser", "comment", "caption", "tool") or (
        hint in ("date", "byline") and kind != "furniture"
    ):
        kind = hint
    elif hint in ("title", "heading", "standfirst") and kind not in ("comments", "teasers", "teaser"):
        kind = None
    if stated and hint in ("body", None) and kind in ("comments", "teasers", "comment", "weak"):
        kind = None
    free = kind in (None, "weak") and hint not in ("outside", "title", "heading")
    prose = free and (hint == "body" if extracted else is_prose(low, language))
    return Row(raw, line, low, kind, prose)


def is_prose(folded: str, language: str) -> bool:
    """Whether a line looks like a paragraph: long and full of small words, or less long and a sentence."""
    length = len(folded.strip())
    if length < 70:
        return False
    share = small_word_share(folded[:2000], language)
    return (length >= 160 and share >= 0.25) or (share >= 0.28 and lexicon.is_sentence(folded))


def find_closers(rows: list[Row], extracted: bool) -> None:
    """Mark the headers that end the article: comments always, teasers unless prose comes back soon.

    Where an extractor says what is prose, a box of links in the middle may be as long as it likes.
    """
    seen_prose = 0
    far = LONG_BOX if extracted else LOOK_AHEAD
    for number, row in enumerate(rows):
        if row.prose:
            seen_prose += len(row.text)
        if row.kind == "comments":
            row.closes = seen_prose > 0
        elif row.kind == "teasers":
            row.closes = seen_prose > 0 and not _resumes(rows, number, far)


def _resumes(rows: list[Row], number: int, far: int) -> bool:
    """More than a sentence of prose within ``far`` lines, with no byline, date or bullet in between."""
    for place in range(number + 1, min(number + 1 + far, len(rows))):
        row = rows[place]
        if row.kind in ("byline", "date", "comments", "teasers") or BULLET.match(row.text):
            return False
        if row.prose:
            # The summary under another article's title is one sentence and stands alone.
            more = any(other.prose for other in rows[place + 1 : place + 3])
            return more or (len(row.text) >= 160 and bool(_TWO_SENTENCES.search(row.folded)))
    return False


def best_run(rows: list[Row]) -> tuple[int | None, int | None]:
    """First and last line of the run of prose with most characters; none after readers' comments."""
    best: tuple[int, int | None, int | None] = (0, None, None)
    first: int | None = None
    last = weight = gap = 0
    listing = False
    in_list = _lists(rows)
    for number, row in enumerate(rows):
        if row.closes or gap > BRIDGE:
            best = max(best, (weight, first, last), key=lambda run: run[0])
            first, weight, gap = None, 0, 0
        if row.closes and row.kind == "comments" and best[0] >= LITTLE_BODY:
            break
        if row.prose:
            first = number if first is None else first
            last, weight, gap = number, weight + len(row.text), 0
        elif not (in_list[number] or TABLE_ROW.search(row.text) or (listing and BULLET.match(row.text))):
            gap += 1
        listing = row.folded.rstrip().endswith(":") or (listing and bool(BULLET.match(row.text)))
    if first is not None:
        best = max(best, (weight, first, last), key=lambda run: run[0])
    return best[1], best[2]


def _lists(rows: list[Row]) -> list[bool]:
    """Which lines are entries of a list of alike ones: results, line-ups, ingredients, names after a colon."""
    alike = [
        row.kind in (None, "weak")
        and row.line.hint != "outside"
        and len(row.text) <= 120
        and bool(_ENTRY.search(row.folded))
        for row in rows
    ]
    found = [False] * len(rows)
    start = 0
    for number in range(len(rows) + 1):
        if number < len(rows) and alike[number] and not rows[number].prose:
            continue
        if number - start >= _ALIKE:
            found[start:number] = [True] * (number - start)
        start = number + 1
    return found


def grow(rows: list[Row], last: int) -> int:
    """Take the short sentences, list items and table rows that follow the last paragraph."""
    end, number = last, last + 1
    open_list = rows[last].folded.rstrip().endswith(":")
    while number < len(rows) and not rows[number].closes:
        row = rows[number]
        if row.kind in ("teaser", "caption", "tool") or (
            row.kind == "furniture" and lexicon.is_advertisement(row.folded)
        ):
            number += 1
            continue
        item = bool(BULLET.match(row.text) or TABLE_ROW.search(row.text))
        if row.kind is not None or row.line.hint == "outside":
            break
        if not lexicon.is_sentence(row.folded) and not (item and open_list):
            break
        open_list = item or row.folded.rstrip().endswith(":")
        end, number = number, number + 1
    return end
