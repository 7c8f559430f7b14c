"""DOCX: the archive and its XML read with caps, without entities; styles give hints."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.errors import TooLarge, Unreadable
from rag.reading import Reading
from rag.reading.article.draft import Block, RawArticle, join_blocks
from rag.reading.article.zones import Hint
from rag.reading.decode import check_text, clean
from rag.reading.formats.format import Format, Given, one

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_XML = 20 * 2**20
MAX_UNPACKED = 200 * 2**20
MAX_MEMBERS = 2_000
_MAIN = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_TITLE = re.compile(r"^(?:title|titre|titel|titulo)$", re.I)
_HEADING = re.compile(r"^(?:heading|titre|title|berschrift|titulo)\s?\d", re.I)
_CAPTION = re.compile(r"^(?:caption|legende|lgende|epigrafe)$", re.I)


def read_docx(data: bytes, name: str) -> RawArticle:
    """Paragraphs, headings and table rows. Raises Unreadable, TooLarge for bombs."""
    tree = parse_part(main_part(data, name), name)
    repairs: list[str] = []
    blocks = [
        Block(text, hint, tight) for raw, hint, tight in _paragraphs(tree) if (text := clean(raw, repairs).strip())
    ]
    text, lines = join_blocks(blocks)
    check_text(text, name)
    return RawArticle(text, lines, "docx", warnings=tuple(dict.fromkeys(repairs)))


def main_part(data: bytes, name: str) -> bytes:
    """The main part, never more than its cap whatever the archive claims."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise _bomb(name)
            main = archive.getinfo(_MAIN)
            if main.flag_bits & 1:
                raise _damaged(name)
            with archive.open(main) as part:
                content = part.read(MAX_XML + 1)
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError, ValueError) as fault:
        raise _damaged(name) from fault
    if len(content) > MAX_XML:
        raise _bomb(name)
    return content


def parse_part(content: bytes, name: str) -> _Element:
    """The tree of a part. Raises Unreadable for damage and for entities."""
    from lxml import etree

    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content.replace(b"\x00", b"")[:100_000], re.I):
        raise _damaged(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise _damaged(name) from fault


def _paragraphs(tree: _Element) -> Iterator[tuple[str, Hint | None, bool]]:
    """Text, hint and tightness of each paragraph and table row, in order."""
    body = tree.find(f"{_W}body")
    for element in tree if body is None else body:
        if element.tag == f"{_W}tbl":
            for number, row in enumerate(element.iter(f"{_W}tr")):
                cells = [" ".join(text_of(cell).split()) for cell in row.iter(f"{_W}tc")]
                yield " | ".join(cells), "body", number > 0
        else:
            for paragraph in element.iter(f"{_W}p"):
                hint = _hint(paragraph)
                for number, line in enumerate(text_of(paragraph).split("\n")):
                    yield line, hint, number > 0


def text_of(element: _Element) -> str:
    """Runs, tabs and breaks; text struck out by a tracked change is left out."""
    pieces = []
    for node in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        name = str(node.tag).removeprefix(_W)
        pieces.append({"t": node.text or "", "tab": "\t", "noBreakHyphen": "\u2011"}.get(name, "\n"))
    return "".join(pieces)


def _hint(paragraph: _Element) -> Hint | None:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    name = str(style.get(f"{_W}val") or "") if style is not None else ""
    if _TITLE.match(name):
        return "title"
    if _HEADING.match(name):
        return "heading"
    return "caption" if _CAPTION.match(name) else None


def _bomb(name: str) -> TooLarge:
    return TooLarge(
        f"{name} : une fois décompressé, le document dépasse la limite ; il est refusé.",
        f"{name}: once unpacked the document is over the limit; it is refused.",
    )


def _damaged(name: str) -> Unreadable:
    return Unreadable(
        f"{name} : document Word abîmé, protégé ou suspect ; enregistrez-le de nouveau en .docx.",
        f"{name}: this Word document is damaged, locked or suspect; save it again as .docx.",
    )


def _sniff(given: Given) -> bool:
    inside = b"word/document.xml" in given.data or b"word/" in given.data[:100_000]
    return given.is_zip and (inside or given.suffix == ".docx")


def _read(given: Given) -> Reading:
    return one(read_docx(given.data, given.name), given)


FORMAT = Format("docx", (".docx",), _sniff, _read)
