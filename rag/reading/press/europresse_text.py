"""Europresse as plain text, pasted from the viewer: outlet, header with the day, title, text, copyright, number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.language.fold import fold
from rag.reading import Reading
from rag.reading.article.hyphens import without_cuts
from rag.reading.article.lexicon import is_sentence
from rag.reading.exports.many import Entry, articles, unsplit
from rag.reading.formats.format import Format, Given
from rag.reading.formats.plain import text_lines
from rag.reading.press.europresse import NUMBER, WHAT, date_it, is_caption, is_later, outlet, words
from rag.reading.press.stated import may_be_names

_MONTH = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_DAY = "|".join(sorted(map(re.escape, WEEKDAYS), key=len, reverse=True))
_DATE = rf"(?:(?:{_DAY}),? )?(?:\d{{1,2}}(?:er)? (?:{_MONTH}) \d{{4}}|(?:{_MONTH}) \d{{1,2}},? \d{{4}})"
_PAGE = (
    r"(?:pp?\.? ?[\w()/*-]+(?:, ?[\w()/*-]+)*|\d[\d .]* ?(?:mots|words)|\d{1,2}[:h]\d\d(?: ?utc.{0,10})?|utc.{0,10})"
)
_HEADER = re.compile(rf"(?:(?P<section>\D.{{0,90}}?), )?{_DATE}(?:\s*[,–—-]?\s*{_PAGE})*")
"""« Sports, jeudi 5 mars 2020 98 mots, p. 12 »: section, number of words and page may lack."""
_CERTIFICATE = re.compile(
    r"^(?:ce certificat est (?:emis|delivre)|certificat emis|this certificate is issued|certificate issued"
    r"|le present document (?:et |est ))"
)
_FOOT = re.compile(
    r"^(?:©|\(c\)\s|copyright\b|tous droits reserves|all rights reserved|numero de document ?:|document number ?:"
    r"|doc(?:ument)?\. ?n[o°] ?:|date d'emission ?:|date of issue ?:|issue date ?:)"
)
_MARK = re.compile(
    r"(?:num[ée]ro de document|document number) ?:|certificat (?:est )?(?:émis|délivré|emis)|certificate", re.I
)
_RULE = re.compile(r"([_=*~#-])\1{4,}")
_SHORT = 200
"""Characters of a title at most."""
_NEAR = 4
"""Short lines below the header among which title and author are."""


def _sniff(given: Given) -> bool:
    if not given.is_text or given.is_html or not (NUMBER.search(given.head) or _MARK.search(given.head)):
        return False
    return bool(_starts(_lines(given.head)))


def read_europresse_text(given: Given) -> Reading:
    """Every article of a text. Raises Unreadable where none can be told."""
    text, _ = without_cuts(given.decoded.text)
    lines = [" ".join(text[line.start : line.end].split()) for line in text_lines(text)]
    starts = _starts(lines)
    entries = [entry for start, end in pairwise([*starts, len(lines)]) if (entry := _entry(lines[start:end]))]
    if not entries:
        raise unsplit(given, WHAT)
    numbers = {found[0] for line in lines if (found := NUMBER.search(line))}
    raws = [entry.raw("europresse") for entry in entries]
    return articles(given, raws, marks=len(numbers) or None, what=WHAT, repaired=given.decoded.repairs)


FORMAT = Format("europresse text", (".txt",), _sniff, read_europresse_text, many=True)


def _lines(text: str) -> list[str]:
    return [line for raw in text.split("\n") if (line := " ".join(raw.split()))]


def _is_foot(line: str) -> bool:
    folded = fold(line)
    return bool(_FOOT.match(folded) or _CERTIFICATE.match(folded) or NUMBER.fullmatch(line) or _RULE.fullmatch(line))


def _is_header(line: str) -> bool:
    return len(line) <= _SHORT and _HEADER.fullmatch(fold(line).rstrip(" .")) is not None


def _starts(lines: Sequence[str]) -> list[int]:
    """Where articles begin: with the outlet above a header, none before the foot of the one before."""
    starts: list[int] = []
    ended = True
    for number, line in enumerate(lines):
        if _is_foot(line):
            ended = True
        elif ended and _is_header(line):
            above = number > 0 and not _is_foot(lines[number - 1]) and not is_sentence(fold(lines[number - 1]))
            starts.append(number - 1 if above else number)
            ended = False
    return starts


def _entry(lines: Sequence[str]) -> Entry | None:
    """One article; None for one without text."""
    at = 0 if _is_header(lines[0]) else 1
    header = _HEADER.fullmatch(fold(lines[at]).rstrip(" ."))
    section = lines[at][: header.end("section")] if header and header["section"] else ""
    entry = Entry(source=outlet(lines[0] if at else section) or None)
    entry.add(lines[0] if at else None)
    entry.add(lines[at], "date")
    own = lines[at + 1 :]
    end = next((number for number, line in enumerate(own) if _is_foot(line)), len(own))
    body = _head(entry, own[:end])
    shown = next((number for number, line in enumerate(body) if is_caption(line) and line.endswith(":")), len(body))
    entry.add_body([words(line) for line in body[:shown] if not is_later(line)])
    for line in body[:shown]:
        entry.add(line if is_later(line) else None)
    for line in body[shown:]:
        entry.add(line, "caption")
    for line in own[end:]:
        entry.add(line)
    date_it(entry, lines[at], " ".join(own[end:]))
    return entry if any(block.hint == "body" for block in entry.blocks) else None


def _head(entry: Entry, lines: Sequence[str]) -> Sequence[str]:
    """Kicker, title, standfirst and author from the short lines below the header; the rest is the text."""
    short = next((number for number, line in enumerate(lines) if _is_text(line)), 1)
    short = min(max(short, 1 if len(lines) > 1 else 0), _NEAR)
    head = list(lines[:short])
    author = head.pop() if len(head) > 1 and may_be_names(head[-1]) else None
    kicker = head.pop(0) if len(head) > 1 and _is_kicker(head[0], head[1]) else None
    entry.add(kicker)
    if head:
        entry.title = words(head[0]) or None
        entry.add(entry.title, "title")
    for line in head[1:]:
        entry.add(line, "standfirst")
    if author:
        entry.author = author
        entry.add(author, "byline")
    return lines[short:]


def _is_text(line: str) -> bool:
    return len(line) > _SHORT or is_sentence(fold(line))


def _is_kicker(line: str, below: str) -> bool:
    """Whether a line is a kicker: in capitals, or much shorter than the title below it."""
    return line.isupper() or (len(line.split()) <= 3 and len(below.split()) >= 5 and not may_be_names(below))
