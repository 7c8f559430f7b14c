"""A label for each line of an article: position (zones) and lexicon decide, in linear time.

Nothing is deleted: a line that is not the article's is labelled so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.language.detect import language_of
from rag.language.fold import fold_marks as fold
from rag.reading.article import lexicon
from rag.reading.article.outlets import PRESS
from rag.reading.article.split import CUT, split_commands, split_prefix
from rag.reading.article.zones import (
    BULLET,
    LITTLE_BODY,
    TABLE_ROW,
    RawLine,
    Row,
    best_run,
    find_closers,
    grow,
    make_row,
)
from rag.types import CITABLE, Label, Line

_SENTENCE_END = re.compile(r"[.!?…][\"')\]]*\s+[\"'(]?\w")


@dataclass(frozen=True, slots=True)
class Labelled:
    """The labelled lines; ``doubt`` where too little body was found and all prose was kept."""

    lines: tuple[Line, ...]
    language: str
    doubt: bool = False
    injection: bool = False


def label_lines(text: str, raws: Sequence[RawLine], *, extracted: bool = False, stated: bool = False) -> Labelled:
    """Label the lines of a text.

    ``extracted``: the hints ``body`` and ``outside`` come from an extractor that knows the page, so
    that they rather than the look of a line say what is prose. ``stated``: the format itself says which lines
    are the body, so that no word opens a zone of comments or teasers in it.
    """
    folded = fold(text)
    language = language_of(folded)
    raws = split_commands(text, folded, split_prefix(text, raws))
    rows = [
        make_row(text, folded, raw, language, extracted, stated) for raw in raws if text[raw.start : raw.end].strip()
    ]
    if not rows:
        return Labelled((), language)
    find_closers(rows, extracted)
    first, last = best_run(rows)
    if first is not None and last is not None:
        _label_article(rows, _below_headline(rows, first, last), grow(rows, last))
    doubt = _keep_all_if_little(rows, extracted)
    _drop_repeats(rows)
    lines = tuple(Line(row.line.start, row.line.end, row.label or "furniture") for row in rows)
    return Labelled(lines, language, doubt, any(_commands(row) for row in rows))


def _commands(row: Row) -> bool:
    """Whether a line speaks to a language model; what may be cut has been, and is of that kind."""
    return row.kind == "tool" or (row.line.hint not in CUT and lexicon.has_injection(row.folded))


def _label_article(rows: list[Row], first: int, last: int) -> None:
    title = _find_title(rows, first)
    if title is not None:
        rows[title].label = "title"
    if title == first:
        first += 1
    for number in range(first):
        if rows[number].label is None:
            rows[number].label = _above(rows[number], below_title=title is not None and number > title)
    _label_inside(rows, first, last)
    _label_after(rows, last)


def _below_headline(rows: list[Row], first: int, last: int) -> int:
    """The first paragraph below the main heading where an extract begins with the kicker above it."""
    title = next((n for n in range(first, last) if rows[n].line.hint == "title"), None)
    if title is None or any(len(row.text) >= 70 or lexicon.is_sentence(row.folded) for row in rows[first:title]):
        return first
    return next((n for n in range(title + 1, last + 1) if rows[n].prose), first)


def _find_title(rows: list[Row], first: int) -> int | None:
    """The headline above the first paragraph, or a first line that is one by its shape."""
    marked = [number for number in range(first + 1) if rows[number].line.hint == "title"]
    if marked:
        return marked[-1]
    candidates = [number for number in range(max(0, first - 12), first) if _headline_like(rows[number])]
    headings = [number for number in candidates if rows[number].line.hint == "heading"]
    if headings:
        return headings[0]
    while len(candidates) > 1 and (passed := _short_of_headline(rows, candidates)):
        rows[candidates.pop()].label = passed
    if candidates:
        return candidates[-1]
    row = rows[first]
    alone = first + 1 < len(rows) and rows[first + 1].prose and row.line.hint != "body"
    if (
        alone
        and len(row.text) <= 200
        and not _SENTENCE_END.search(row.folded)
        and len(rows[first + 1].text) > len(row.text)
    ):
        return first
    return None


def _headline_like(row: Row) -> bool:
    return (
        row.kind is None
        and row.line.hint != "outside"
        and 12 <= len(row.text.strip()) <= 300
        and " " in row.text.strip()
        and not _MASTHEAD.search(row.folded)
    )


_MASTHEAD = re.compile(
    r"(?:[^|]+ \| ){2}|^\W*(?:hebdomadaire|quotidien|mensuel|bimensuel|journal|weekly|daily)\b.*\d ?(?:€|euros?|f)\W*$"
)
"""A ticker of figures, or what a newspaper is and costs: never a headline."""


def _short_of_headline(rows: list[Row], candidates: list[int]) -> Label | None:
    """The label of the nearest candidate where it is a standfirst or a section name below the headline."""
    nearest, above = rows[candidates[-1]], rows[candidates[-2]]
    if lexicon.is_sentence(nearest.folded) and not lexicon.is_sentence(above.folded):
        return "standfirst"
    here, there = len(nearest.text.split()), len(above.text.split())
    # The first line of a page is more often the outlet's name and motto than a headline.
    first = all(row.kind not in (None, "weak") for row in rows[: candidates[-2]])
    masthead = first and (there < 7 or bool(re.search(r" [|–—-] ", above.text)))
    if masthead:
        return None
    if here <= 4 and there > 6:
        return "furniture"
    follows = candidates[-1] == candidates[-2] + 1
    return "standfirst" if follows and here >= 5 and there >= 5 else None


def _above(row: Row, *, below_title: bool) -> Label:
    """The label of a line before the first paragraph."""
    if row.kind in ("date", "byline", "caption", "teaser", "comment"):
        return _label_of(row.kind)
    if row.kind is None and row.line.hint == "standfirst":
        return "standfirst"
    text = row.folded.strip()
    if below_title and row.kind is None and row.line.hint != "outside":
        if lexicon.is_sentence(text) or len(text) >= 60:
            return "standfirst"
        if row.line.hint == "heading":
            return "subhead"
    return "furniture"


def _label_of(kind: str | None) -> Label:
    labels: dict[str, Label] = {
        "date": "date",
        "byline": "byline",
        "caption": "caption",
        "teaser": "teaser",
        "comment": "comment",
    }
    return labels.get(kind or "", "furniture")


def _label_inside(rows: list[Row], first: int, last: int) -> None:
    """Between the first and the last paragraph all is body but what the lexicon knows."""
    teasing = False
    for number in range(first, last + 1):
        row = rows[number]
        if row.label is not None:
            continue
        if row.kind == "teasers":
            row.label, teasing = "furniture", True
        elif row.prose:
            row.label, teasing = "body", False
        elif row.line.hint == "outside":
            row.label = "teaser" if teasing else _label_of(row.kind)
        elif teasing and row.kind in (None, "weak"):
            row.label = "teaser"
        elif row.kind == "weak":
            row.label = "furniture" if _stands_alone(rows, number) else "body"
        elif row.kind is not None:
            row.label = _label_of(row.kind)
        else:
            row.label = "subhead" if _is_subhead(rows, number, last) else "body"


def _stands_alone(rows: list[Row], number: int) -> bool:
    """A line with paragraphs on both sides, so that it is no row of a table."""
    if rows[number].text.startswith("|"):
        return False
    before, after = rows[number - 1 : number], rows[number + 1 : number + 2]
    return all(row.prose or row.kind not in (None, "weak") for row in (*before, *after))


def _is_subhead(rows: list[Row], number: int, last: int) -> bool:
    row = rows[number]
    if row.line.hint == "heading":
        return True
    if (
        row.line.hint == "body"
        or number >= last
        or TABLE_ROW.search(row.text)
        or len(row.text.split()) > 16
        or BULLET.match(row.text)
    ):
        return False
    if lexicon.is_sentence(row.folded) or row.folded.rstrip().endswith((":", ",", ";")):
        return False
    return number > 0 and (rows[number - 1].prose or rows[number - 1].kind is not None) and rows[number + 1].prose


def _label_after(rows: list[Row], last: int) -> None:
    """After the article the last zone opened gives the label; its own headers and buttons are furniture."""
    zone: Label = "furniture"
    for number in range(last + 1, len(rows)):
        row = rows[number]
        if row.kind in ("comments", "teasers"):
            inline = len(row.text) > 60
            zone = "comment" if row.kind == "comments" else "teaser"
            row.label = zone if inline else "furniture"
        elif row.kind in ("furniture", "tool"):
            row.label = "furniture"
        elif row.kind in ("teaser", "comment") or (
            zone == "furniture" and row.kind in ("byline", "date", "caption") and number <= last + 2
        ):
            row.label = _label_of(row.kind)
        else:
            row.label = zone


def _keep_all_if_little(rows: list[Row], extracted: bool) -> bool:
    """Where hardly any body was found and no zone explains it, keep every line that may be one."""
    total = sum(len(row.text) for row in rows)
    body = sum(len(row.text) for row in rows if row.label in CITABLE)
    if extracted or any(row.closes for row in rows) or (body >= LITTLE_BODY and body >= 0.15 * total):
        return False
    loose = (None, "furniture", "subhead")
    title = next((number for number, row in enumerate(rows) if row.label == "title"), 0)
    above = {id(row) for row in rows[:title]}
    free = [row for row in rows if row.kind in (None, "weak") and row.label in loose and row.line.hint != "title"]
    for row in rows:
        row.label = row.label or _label_of(row.kind)
    for row in rows:
        row.label = "title" if row.line.hint == "title" and row.label not in CITABLE else row.label
    kept = [row for row in free if row.kind is None or len(row.text) > 120]
    # The outlet's name stands above the headline, however short the article is.
    kept = [row for row in kept if row.prose or id(row) not in above]
    for row in kept:
        row.label = "body"
    if not title and len(kept) > 2 and kept[0] is rows[0] and _is_masthead(kept[0]) and _headline_like(kept[1]):
        kept.pop(0).label = "furniture"
        kept[0].label = "title"
    if (
        len(kept) > 1
        and not any(row.label == "title" for row in rows)
        and kept[0] is rows[0]
        and _headline_like(kept[0])
    ):
        kept[0].label = "title"
    return bool(kept) and total >= 2 * LITTLE_BODY


def _is_masthead(row: Row) -> bool:
    """A first line that is a newspaper's name and no more."""
    return (
        len(row.text.split()) <= 6
        and ":" not in row.text
        and bool(PRESS.search(row.folded))
        and not lexicon.is_sentence(row.folded)
    )


def _drop_repeats(rows: list[Row]) -> None:
    """A line that repeats an earlier citable one is not said twice."""
    seen: set[str] = set()
    for row in rows:
        key = " ".join(row.folded.split())
        if row.label not in CITABLE or len(key) < 15:
            continue
        if key in seen:
            row.label = "furniture"
        seen.add(key)
