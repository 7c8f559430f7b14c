"""Today's Nexis files: DOCX, where bookmarks say where articles and bodies begin, and RTF, where end marks do."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.reading import Reading
from rag.reading.decode import clean
from rag.reading.exports.many import Entry, articles
from rag.reading.formats.docx import main_part, parse_part, text_of
from rag.reading.formats.format import Format, Given
from rag.reading.formats.rtf import rtf_text
from rag.reading.press.nexis import PAGE, WHAT, announced, from_lines, is_end

if TYPE_CHECKING:
    from lxml.etree import _Element

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "word/document.xml"
_LOOK = 2**20
"""Unpacked bytes of a document that are looked at: a cover of a hundred titles stands before the first bookmark."""
_MARKS = re.compile(rb"End of Document|Fin du document|Load-Date:|Client/Matter|Client/Dossier")
_BOOKMARKS = re.compile(rb'w:name="(?:Bookmark_1|Body|Body_0)"')
_ARTICLE, _BODY = re.compile(r"Bookmark_\d+"), re.compile(r"Body(?:_\d+)?")


def _is_docx(given: Given) -> bool:
    part = given.member(_MAIN, _LOOK)
    return bool(_BOOKMARKS.search(part) and _MARKS.search(part)) or part.count(b"End of Document") > 0


def _is_rtf(given: Given) -> bool:
    return given.is_rtf and bool(_MARKS.search(given.data[: 4 * _LOOK]))


def read_docx(given: Given) -> Reading:
    """Every article of a DOCX. Raises Unreadable where none can be told."""
    tree = parse_part(main_part(given.data, given.name), given.name)
    repairs: list[str] = []
    lines: list[str] = []
    starts: list[int] = []
    bodies: list[int] = []
    for paragraph in tree.iter(f"{_W}p"):
        names = [str(mark.get(f"{_W}name")) for mark in paragraph.iter(f"{_W}bookmarkStart")]
        if any(_ARTICLE.fullmatch(name) for name in names):
            starts.append(len(lines))
        own = [clean(part, repairs).strip() for part in text_of(paragraph).split("\n")]
        if any(_BODY.fullmatch(name) for name in names):
            bodies.append(len(lines) + next((n for n, part in enumerate(own) if part), 0))
        lines += own
        if _section_ends(paragraph):
            lines.append(PAGE)
    return _reading(given, lines, starts, bodies, repairs)


def _section_ends(paragraph: _Element) -> bool:
    return paragraph.find(f"{_W}pPr/{_W}sectPr") is not None


def read_rtf(given: Given) -> Reading:
    """Every article of an RTF. Raises Unreadable where none can be told."""
    repairs: list[str] = []
    text = rtf_text(given.data, given.name, repairs).replace("\f", f"\n{PAGE}\n")
    lines = [line if line == PAGE else clean(line, repairs).strip() for line in text.split("\n")]
    return _reading(given, lines, [], [], repairs)


def _reading(
    given: Given, lines: Sequence[str], starts: Sequence[int], bodies: Sequence[int], repairs: Iterable[str]
) -> Reading:
    """The articles: from bookmark to bookmark, else from one end mark to the next, else from page to page."""
    ends = [n + 1 for n, line in enumerate(lines) if is_end(line)]
    pages = [n + 1 for n, line in enumerate(lines) if line == PAGE]
    cuts = [*starts, len(lines)] if len(starts) >= len(ends) and starts else [0, *(ends or pages), len(lines)]
    entries: list[Entry] = []
    for start, stop in pairwise(cuts):
        here = next((n - start for n in bodies if start <= n < stop), None)
        entry = from_lines(lines[start:stop], here)
        entries += [entry] if entry else []
    marks = announced(lines) or len(ends) or None
    return articles(given, [entry.raw("nexis") for entry in entries], marks=marks, what=WHAT, repaired=tuple(repairs))


DOCX = Format("nexis docx", (".docx",), _is_docx, read_docx, many=True)
RTF = Format("nexis rtf", (".rtf",), _is_rtf, read_rtf, many=True)
