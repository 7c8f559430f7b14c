"""Factiva (Dow Jones): an article from its coded fields, or from lines whose order and shape say what they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from rag.language.fold import fold_marks as fold
from rag.reading.exports.many import Entry
from rag.reading.press.stated import may_be_names, stated_author, stated_date

WHAT = "export Factiva"
CODE = re.compile(r"[A-Z]{2,3}")
"""The code of a field: HD headline, SN outlet, PD day, LP lead, TD text …"""
NUMBER = re.compile(r"(?:Document|Dokument|Documento) (?P<number>[A-Za-z0-9]{15,40})\s*")
"""The line that ends an article."""
WORDS = re.compile(r"\d[\d .,\u00a0\u202f]* ?(?:mots|words|worter|palabras|parole)")
"""The line, folded, that says how many words an article has: what header and body are anchored on."""
_HOUR = re.compile(r"\d{1,2}[:h]\d{2}(?: ?[ap]m)?(?: gmt)?")
_CODE = re.compile(r"[A-Z0-9]{2,8}")
_LANGUAGE = re.compile(
    r"(?:francais|anglais|allemand|espagnol|italien|french|english|german|spanish|italian|franzosisch|englisch|deutsch).*"
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)|copyright\b)", re.I)
_NUMBERED = re.compile(r"^\d{1,3}\)\s+")
_HEADER = 14
"""Lines between the number of words and the body at most."""


def from_fields(fields: Mapping[str, Sequence[str]]) -> Entry | None:
    """An article from paragraphs by code; None where there is neither a headline nor text."""

    def one(code: str) -> str:
        return " ".join(" ".join(fields.get(code, ())).split())

    body = [*fields.get("LP", ()), *fields.get("TD", ()), *fields.get("TX", ())]
    if not one("HD") and not body:
        return None
    entry = Entry(title=_NUMBERED.sub("", one("HD")) or None, source=one("SN") or None)
    entry.author = stated_author(one("BY"))
    entry.published = stated_date(one("PD"))
    entry.add(one("SN"))
    entry.add(one("PD"), "date")
    entry.add(one("SE"))
    entry.add(entry.title, "title")
    entry.add(one("BY"), "byline")
    entry.add(one("CR"), "byline")
    entry.add_body(body)
    for code, values in fields.items():
        if code == "ART":
            entry.add(one(code), "caption")
        elif code not in ("SN", "PD", "SE", "HD", "BY", "CR", "LP", "TD", "TX"):
            entry.add(f"{code} {' '.join(values)}")
    return entry


def from_lines(lines: Sequence[str], title: str | None = None, author: str | None = None) -> Entry | None:
    """An article without codes, up to its number: what stands above the number of words, below it, then the body.

    ``title`` and ``author``: what the markup says they are; without it they are the last lines above.
    None where neither the number of words nor a date is found: then nothing tells header from body.
    """
    at = _anchor(lines)
    if at is None:
        return None
    above = [line for line in lines[:at] if line not in (title, author)]
    if title is None:
        title, author, above = _headed(above)
    entry = Entry(title=_NUMBERED.sub("", title) if title else None, author=stated_author(author))
    for line in above:
        entry.add(line)
    entry.add(entry.title, "title")
    entry.add(author, "byline")
    begin = _below(entry, lines, at)
    body = [line for line in lines[begin:] if not NUMBER.fullmatch(line)]
    # The provider's name may stand alone between the text and its number.
    provider = body.pop() if len(body) > 1 and may_be_names(body[-1]) else None
    entry.add_body(body)
    entry.add(provider)
    for line in lines[begin:]:
        if NUMBER.fullmatch(line):
            entry.add(line)
    return entry


def _anchor(lines: Sequence[str]) -> int | None:
    """The line with the number of words, else the first that is nothing but a date."""
    worded = (number for number, line in enumerate(lines) if WORDS.fullmatch(fold(line).strip()))
    dated = (number for number, line in enumerate(lines) if len(line) <= 30 and stated_date(line))
    return next(worded, next(dated, None))


def _headed(above: Sequence[str]) -> tuple[str | None, str | None, list[str]]:
    """Title, author and the rest of the lines above the number of words."""
    lines = list(above)
    author = lines.pop() if len(lines) > 1 and may_be_names(lines[-1]) else None
    title = lines.pop() if lines else None
    return title, author, lines


def _below(entry: Entry, lines: Sequence[str], at: int) -> int:
    """Date, hour, outlet, code, page, language, copyright: each in this order or absent. Gives the body's place."""
    end = min(len(lines), at + _HEADER)
    closed = next((n for n in range(at, end) if _COPYRIGHT.match(lines[n])), None)
    spoken = next((n for n in range(at, end) if _LANGUAGE.fullmatch(fold(lines[n]))), None)
    coded = next((n for n in range(at + 2, end) if _CODE.fullmatch(lines[n]) and not lines[n].isdigit()), None)
    last = next((n for n in (closed, spoken, coded) if n is not None), at)
    for number in range(at, last + 1):
        line = lines[number]
        dated = stated_date(line) if entry.published is None and number < (coded or end) else None
        entry.published = dated or entry.published
        entry.add(line, "date" if dated else "furniture")
    entry.source = _outlet(lines[at : coded if coded is not None else last])
    return min(last + 1, len(lines))


def _outlet(lines: Iterable[str]) -> str | None:
    """The outlet: the line after date and hour."""
    named = [
        line
        for line in lines
        if not (stated_date(line) or _HOUR.fullmatch(fold(line)) or WORDS.fullmatch(fold(line).strip()))
    ]
    return named[0] if named else None
