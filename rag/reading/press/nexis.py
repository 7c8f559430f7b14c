"""Nexis (LexisNexis, Lexis+): an article from the lines of today's DOCX and RTF, whose body has its own heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.language.fold import fold_marks as fold
from rag.reading.article import headings
from rag.reading.exports.many import Entry
from rag.reading.press.stated import stated_author, stated_date

WHAT = "export Nexis"
PAGE = "\f"
"""Stands among the lines where a page or section ends."""
COPYRIGHT = re.compile(
    r"(?:copyright\b|©|\(c\) )|(?:all rights reserved|tous droits reserves|alle rechte vorbehalten)\W*$"
)
_FIELD = re.compile(r"(?P<name>[^\W\d_][^:\n]{1,40}?) ?:(?:[ \u00a0]+|$)(?P<value>.*)", re.S)
_COUNT = re.compile(r"Documents? \((?P<count>\d{1,4})\)")
_RULE = re.compile(r"_{10,}")
_DATE_WIDEST = 90


def field(line: str) -> tuple[str, str]:
    """Name, folded, and value of a labelled line; two empty texts where it is none that Nexis writes."""
    found = _FIELD.fullmatch(line)
    name = fold(found["name"]).strip() if found else ""
    known = found is not None and (headings.LABEL.fullmatch(name) or line[found.end("name") :].startswith(":\u00a0"))
    return (name, found["value"].strip()) if found and known else ("", "")


def announced(lines: Sequence[str]) -> int | None:
    """How many documents the cover says there are."""
    return next((int(found["count"]) for line in lines[:200] if (found := _COUNT.fullmatch(line))), None)


def is_end(line: str) -> bool:
    """Whether a line ends a document."""
    return headings.END.fullmatch(fold(line).strip()) is not None


def from_lines(lines: Sequence[str], body_at: int | None = None) -> Entry | None:
    """The article whose lines, blank ones too, are given; a cover may stand before it.

    ``body_at``: the line that heads the body, where a bookmark says it. None where no body can be told.
    """
    body_at = _body_heading(lines) if body_at is None else body_at
    if body_at is None:
        return None
    entry = Entry()
    _header(entry, lines[:body_at])
    _body(entry, lines[body_at + 1 :])
    return entry


def _body_heading(lines: Sequence[str]) -> int | None:
    """The line « Body », in whatever language: alone, short, after the last labelled line of the header."""
    named = [n for n, line in enumerate(lines) if headings.BODY.fullmatch(fold(line).strip())]
    if named:
        return named[0]
    labelled = [n for n, line in enumerate(lines) if field(line)[0]]
    runs = [n for n, after in pairwise([*labelled, len(lines)]) if after - n > 2]
    for start in runs:
        after = next((n for n in range(start + 1, len(lines)) if lines[n]), None)
        if after is not None and len(lines[after].split()) <= 3 and not lines[after].endswith("."):
            return after
    return None


def _header(entry: Entry, lines: Sequence[str]) -> None:
    """Upwards from the body: labelled lines and copyright, the date, the outlet, the title; a cover is left out."""
    plain = [n for n, line in enumerate(lines) if line and line != PAGE and not field(line)[0]]
    shut = next((n for n in reversed(plain) if COPYRIGHT.search(fold(lines[n]))), None)
    below = [n for n in plain if shut is None or n < shut] if shut is not None else plain
    dated = next((n for n in reversed(below) if len(lines[n]) <= _DATE_WIDEST and stated_date(lines[n])), None)
    anchor = dated if dated is not None else shut if shut is not None else len(lines)
    above = [n for n in plain if n < anchor]
    named = above[-1] if above else None
    first = _title_start(lines, named)
    title = " ".join(lines[n] for n in range(first, named) if lines[n]) if named is not None else ""
    entry.title, entry.source = title or None, lines[named] if named is not None else None
    entry.published = stated_date(lines[dated]) if dated is not None else None
    entry.add(entry.title, "title")
    entry.add(entry.source)
    for number in range((named if named is not None else -1) + 1, len(lines)):
        name, value = field(lines[number])
        if headings.AUTHOR.fullmatch(name):
            entry.author = stated_author(value)
            entry.add(lines[number], "byline")
        elif headings.STANDFIRST.fullmatch(name):
            entry.add(value, "standfirst")
        elif lines[number] != PAGE:
            entry.add(lines[number], "date" if number == dated else "furniture")


def _title_start(lines: Sequence[str], outlet: int | None) -> int:
    """The first of the lines of the title: those right above the outlet, blank ones between them and it passed over."""
    if outlet is None:
        return 0
    number = outlet
    while number > 0 and not lines[number - 1]:
        number -= 1
    while number > 0 and lines[number - 1] not in ("", PAGE) and not _RULE.fullmatch(lines[number - 1]):
        number -= 1
    return number


def _body(entry: Entry, lines: Sequence[str]) -> None:
    """The text, the abstract before it as standfirst, then graphics and indexing."""
    end = next((n for n, line in enumerate(lines) if _closes(line)), len(lines))
    while end and (not lines[end - 1] or field(lines[end - 1])[0]):
        end -= 1
    body = list(lines[:end])
    heads = [n for n, line in enumerate(body) if headings.FULL_TEXT.fullmatch(fold(line).strip(" :"))]
    if heads:
        for line in body[: heads[0]]:
            entry.add(line, "furniture" if headings.ABSTRACT.fullmatch(fold(line).strip(" :")) else "standfirst")
        entry.add(body[heads[0]])
        body = body[heads[0] + 1 :]
    entry.add_body(line for line in body if line != PAGE)
    caption = False
    for line in lines[end:]:
        folded = fold(line).strip(" :")
        caption = headings.GRAPHIC.fullmatch(folded) is not None or (caption and not _closes(line))
        if line != PAGE:
            entry.add(line, "caption" if caption and not headings.GRAPHIC.fullmatch(folded) else "furniture")


def _closes(line: str) -> bool:
    """Whether a line is the heading of what follows the body."""
    folded = fold(line).strip(" :")
    heads = (headings.GRAPHIC, headings.CLASSIFICATION, headings.END)
    return any(head.fullmatch(folded) for head in heads)
