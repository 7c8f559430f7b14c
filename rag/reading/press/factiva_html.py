"""Factiva's HTML: with codes, a table row a field; without, one block a field in a fixed order."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.reading import Reading
from rag.reading.exports.many import Entry, articles
from rag.reading.formats.format import Format, Given
from rag.reading.formats.markup import nodes_of, parse
from rag.reading.press.factiva import CODE, NUMBER, WHAT, from_fields, from_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE = re.compile(r"""<div\b[^<>]*\bclass\s*=\s*["']?[^"'<>]*\b[a-z]{2}Article\b[^<>]*>""")
_KNOWN = re.compile(r"<title>\s*(?:Dow Jones )?Factiva\s*</title>|\b[a-z]{2}Article\b[^<>]*>|factivalogo", re.I)


def _sniff(given: Given) -> bool:
    head = given.head
    return "factiva" in head.lower() and bool(_KNOWN.search(head)) and "<" in given.head[:2000]


def read_factiva(given: Given) -> Reading:
    """Every article of an export. Raises Unreadable where none can be told."""
    markup = given.decoded.text
    starts = [found.start() for found in _ARTICLE.finditer(markup)]
    entries = [
        entry for start, end in pairwise([*starts, len(markup)]) if (entry := _entry(markup[start:end])) is not None
    ]
    marks = len({found["number"] for found in re.finditer(rf"(?<![\w-]){NUMBER.pattern}<", markup)})
    return articles(
        given,
        [entry.raw("factiva") for entry in entries],
        marks=marks or None,
        what=WHAT,
        repaired=given.decoded.repairs,
    )


FORMAT = Format("factiva", (".html", ".htm"), _sniff, read_factiva, many=True)


def _entry(piece: str) -> Entry | None:
    tree = parse(piece) if "<" in piece[1:] else None
    block = tree.find(".//div") if tree is not None else None
    if block is None:
        return None
    fields = _fields(block)
    return from_fields(fields) if fields else _plain(block)


def _fields(block: HtmlElement) -> dict[str, list[str]]:
    """Paragraphs by code, where the article is a table of codes."""
    fields: dict[str, list[str]] = {}
    for row in block.iter("tr"):
        cells = row.findall("td")
        code = str(cells[0].text_content()).strip(" \t\r\n\u00a0") if cells else ""
        if CODE.fullmatch(code) and len(cells) > 1:
            fields.setdefault(code, []).extend(_lines(cells[1]))
    return fields


def _lines(element: HtmlElement) -> list[str]:
    """Paragraphs; the line breaks in them are only blanks."""
    return [node.text for node in nodes_of(element)]


def _plain(block: HtmlElement) -> Entry | None:
    """Headline and author by their class, everything else by its place."""
    headline = block.xpath('.//*[contains(@class, "Headline")]')
    author = block.xpath('.//*[@class="author"]')
    titles, names = ([" ".join(_lines(found)) for found in part] for part in (headline, author))
    if not titles and not block.xpath('.//*[contains(@class, "articleParagraph")]'):
        return None
    return from_lines(_lines(block), titles[0] if titles else None, names[0] if names else None)
