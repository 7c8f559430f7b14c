"""Factiva's RTF and what is pasted or saved of it as text: articles end with their number, « Document LEMOND0020… »."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rag.language.fold import fold_marks as fold
from rag.reading import Reading
from rag.reading.decode import clean
from rag.reading.exports.many import Entry, articles
from rag.reading.formats.format import Format, Given
from rag.reading.formats.rtf import rtf_text
from rag.reading.press.factiva import CODE, NUMBER, WHAT, WORDS, from_fields, from_lines

_FIELD = re.compile(r"(?P<code>[A-Z]{2,3})(?:\s*\|\s*|\t| {2,})(?P<value>.*)")
_END = re.compile(rf"(?:AN(?:\s*\|\s*|\t| +))?{NUMBER.pattern}\|?\s*")
_RTF = re.compile(rb"(?:Document|Dokument) [A-Z0-9]{4,12}(?:19|20)\d{6}\w{6}|Factiva, Inc|\\title Factiva")
_TEXT = re.compile(r"^(?:AN\W{1,4})?(?:Document|Dokument) [A-Z0-9]{4,12}(?:19|20)\d{6}\w{6,20}\s*\|?$", re.M)
_PAGE = "\f"
_LOOK = 4 * 2**20
"""Bytes of an RTF in which the mark of the database is looked for: pictures may stand before the first article."""


def _sniff(given: Given) -> bool:
    if given.is_rtf:
        return bool(_RTF.search(given.data[:_LOOK]))
    return bool(_TEXT.search(given.head)) and not given.is_html


def read_factiva_text(given: Given) -> Reading:
    """Every article of an export. Raises Unreadable where none can be told."""
    repairs: list[str] = []
    if given.is_rtf:
        text = rtf_text(given.data, given.name, repairs)
    else:
        text = given.decoded.text
        repairs += given.decoded.repairs
    raw = text.replace("\r\n", "\n").replace("\f", f"\n{_PAGE}\n").split("\n")
    lines = [line if line == _PAGE else clean(line, repairs).strip() for line in raw]
    ends = [number for number, line in enumerate(lines) if _END.fullmatch(line)]
    starts = [0, *(end + 1 for end in ends)]
    found = [_entry(lines[start : end + 1], first=not start) for start, end in zip(starts, ends, strict=False)]
    raws = [entry.raw("factiva") for entry in found if entry]
    return articles(given, raws, marks=len(ends), what=WHAT, repaired=repairs)


FORMAT = Format("factiva text", (".rtf", ".txt"), _sniff, read_factiva_text, many=True)


def _entry(lines: Sequence[str], *, first: bool) -> Entry | None:
    """The article that ends with the last of the lines."""
    codes = _codes(lines)
    if "HD" in codes.values():
        return from_fields(_fields(lines, codes))
    return from_lines(_own(lines, first=first))


def _codes(lines: Sequence[str]) -> dict[int, str]:
    """The lines that open a field, with its code: before a cell's mark, a tab or a gap, or alone on the line."""
    bare = {line for line in lines if CODE.fullmatch(line)}
    alone = {"HD", "PD", "SN"} <= bare
    found = ((number, _FIELD.match(line), line) for number, line in enumerate(lines))
    return {
        number: match["code"] if match else line for number, match, line in found if match or (alone and line in bare)
    }


def _fields(lines: Sequence[str], codes: Mapping[int, str]) -> dict[str, list[str]]:
    """Paragraphs by code: each field goes on until the next code."""
    fields: dict[str, list[str]] = {}
    code = ""
    for number in range(min(codes), len(lines)):
        line = lines[number]
        if number in codes:
            code = codes[number]
            line = line.removeprefix(code).lstrip("| \t\u00a0")
        if (text := line.rstrip("|").strip()) and line != _PAGE:
            fields.setdefault(code, []).append(text)
    return fields


def _own(lines: Sequence[str], *, first: bool) -> list[str]:
    """The lines of the article itself: what stands above its page, or above the first header, is a list of contents."""
    words = next((number for number, line in enumerate(lines) if WORDS.fullmatch(fold(line).strip())), 0)
    breaks = [number for number in range(words) if lines[number] == _PAGE]
    blanks = [number for number in range(words) if not lines[number]]
    start = breaks[-1] + 1 if breaks else blanks[-1] + 1 if first and blanks and lines[words - 1] else 0
    return [line for line in lines[start:] if line and line != _PAGE]
