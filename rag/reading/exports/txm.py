"""XML for TXM: a ``<text>`` an article, its fields as attributes; read with caps and without entities."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.reading import Reading
from rag.reading.article.field_names import columns_of
from rag.reading.decode import decode_only
from rag.reading.exports.fields import entry, reading
from rag.reading.exports.many import Entry
from rag.reading.formats.format import Format, Given
from rag.reading.safe_xml import local, parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_TEXT = re.compile(
    r"<(?:\w+:)?text(?=[\s>])[^<>]{0,4000}?\b(?:titre|title|journal|source|auteur|author|date)\s*=", re.I
)
_BREAK = re.compile(r"<\s*/?\s*(?:lb|br|pb|p)\s*/?\s*>|</\s*(?:lb|p)\s*>", re.I)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_BREAKS = ("lb", "p", "ab", "l", "pb", "head", "div")
_APART = ("ref", "note", "teiHeader")
"""Elements that are not of the article: links to the original, notes, what is said of the file."""


def _sniff(given: Given) -> bool:
    """Whether it is XML with texts whose attributes are fields of an article."""
    return given.start.startswith(b"<") and not given.is_html and bool(_TEXT.search(given.head))


def _read(given: Given) -> Reading:
    """One article for each ``<text>``."""
    repaired: list[str] = []
    tree = parse_xml(given.data, given.name, "TXM", repaired)
    marks = len(re.findall(rb"<(?:\w+:)?text[\s>]", given.data))
    texts = [element for element in tree.iter() if local(element) == "text"]
    if len(texts) < marks:
        # Several texts one after the other, as when files were joined, have no root of their own.
        repaired.clear()
        joined = re.sub(r"<\?xml[^<>]*\?>", "", decode_only(given.data, repaired))
        tree = parse_xml(f"<corpus>{joined}</corpus>".encode("utf-8", "replace"), given.name, "TXM", repaired)
        texts = [element for element in tree.iter() if local(element) == "text"]
    return reading(given, map(_entry, texts), "txm", marks=marks, what="XML pour TXM", repaired=repaired)


def _entry(element: _Element) -> Entry:
    names = [str(name).rpartition("}")[2] for name in element.attrib]
    values = [_plain(str(value)) for value in element.attrib.values()]
    columns = columns_of(names)

    def value(field: str) -> str | None:
        return next((values[at] for at in columns.get(field, ()) if values[at]), None)

    date = re.sub(r"^(\d{4}) (\d\d) (\d\d)(?=T|$)", r"\1-\2-\3", value("published") or "")
    date = date or "-".join(part.zfill(2) for part in map(value, ("year", "month", "day")) if part)
    author = value("author")
    return entry(
        "\n\n".join(_paragraphs(element)),
        title=value("title"),
        source=value("source"),
        author=author.title() if author and author.islower() else author,
        published=date or None,
        url=value("url"),
    )


def _paragraphs(element: _Element) -> list[str]:
    """The paragraphs; some tools escape their own line breaks, which then stand in the text as written."""
    pieces: list[str] = []
    _gather(element, pieces)
    text = _TAG.sub("", _BREAK.sub("\n", "".join(pieces)))
    return [" ".join(line.split()) for line in text.split("\n") if line.strip()]


def _gather(top: _Element, pieces: list[str]) -> None:
    """Text in order, a line break for each element that makes one; without recursion."""
    stack: list[tuple[_Element, bool]] = [(top, False)]
    while stack:
        element, done = stack.pop()
        name = local(element)
        if done:
            pieces.append("\n" if name in _BREAKS else "")
        elif name and name not in _APART:
            if name == "w":
                pieces.append(" " if pieces and not pieces[-1].endswith((" ", "\n", "'", "’")) else "")
            pieces.append(("\n" if name in _BREAKS else "") + re.sub(r"\s+", " ", element.text or ""))
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
            continue
        if element is not top:
            pieces.append(re.sub(r"\s+", " ", element.tail or ""))


def _plain(value: str) -> str:
    return " ".join(_TAG.sub("", value).split())


FORMAT = Format("txm", (".xml",), _sniff, _read, many=True, strict=True)
