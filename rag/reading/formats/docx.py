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
_RELATIONS = "_rels/.rels"
_FOOTNOTES = ("footnotes.xml", "endnotes.xml")
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
)
"""Word's « Strict Open XML » is the same under other names."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BOX = f"{_W}txbxContent"
_NOT_SHOWN = frozenset(
    {f"{_W}moveFrom", f"{_W}del", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
"""What was moved away or struck out, and the second copy of a text box for old programs."""
_PIECES = {"tab": "\t", "noBreakHyphen": "\u2011", "br": "\n", "cr": "\n"}
_SYMBOLS = {"A2": "’", "B0": "°", "B1": "±", "B2": "″", "B7": "•", "A3": "≤", "B3": "≥", "B4": "×", "DE": "⇒"}
"""Characters of the font Symbol that stand in running text."""
_TITLE = re.compile(r"^(?:title|titre|titel|titulo)$", re.I)
_HEADING = re.compile(r"^(?:heading|titre|title|berschrift|titulo)\s?\d", re.I)
_CAPTION = re.compile(r"^(?:caption|legende|lgende|epigrafe)$", re.I)


def read_docx(data: bytes, name: str) -> RawArticle:
    """Paragraphs, headings, table rows and notes. Raises Unreadable, TooLarge for bombs."""
    parts = [parse_part(part, name) for part in _documents(data, name)]
    repairs: list[str] = []
    blocks = [
        Block(text, hint, tight)
        for tree in parts
        for raw, hint, tight in _paragraphs(tree)
        if (text := clean(raw, repairs).strip())
    ]
    text, lines = join_blocks(blocks)
    check_text(text, name)
    return RawArticle(text, lines, "docx", warnings=tuple(dict.fromkeys(repairs)))


def main_part(data: bytes, name: str) -> bytes:
    """The main part, never more than its cap whatever the archive claims."""
    return _documents(data, name)[0]


def _documents(data: bytes, name: str) -> list[bytes]:
    """The main part and its notes, none more than its cap whatever the archive claims."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
                raise _bomb(name)
            main = _main_part(archive)
            if archive.getinfo(main).flag_bits & 1:
                raise _damaged(name)
            folder = main.rpartition("/")[0]
            there = {member.filename for member in members}
            notes = [path for note in _FOOTNOTES if (path := f"{folder}/{note}".lstrip("/")) in there]
            contents = []
            for path in (main, *notes):
                with archive.open(path) as part:
                    contents.append(part.read(MAX_XML + 1))
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, OSError, NotImplementedError, ValueError) as fault:
        raise _damaged(name) from fault
    if any(len(content) > MAX_XML for content in contents):
        raise _bomb(name)
    return contents


def _main_part(archive: zipfile.ZipFile) -> str:
    """The path of the document itself: usually, but not always, word/document.xml."""
    if _MAIN in archive.namelist() or _RELATIONS not in archive.namelist():
        return _MAIN
    with archive.open(_RELATIONS) as part:
        relations = part.read(MAX_XML)
    found = re.search(rb"<[^<>]*/officeDocument\"[^<>]*>", relations)
    target = re.search(rb'Target="/?([^"]+)"', found[0]) if found else None
    return target[1].decode("utf-8", "replace") if target else _MAIN


def parse_part(content: bytes, name: str) -> _Element:
    """The tree of a part. Raises Unreadable for damage and for entities."""
    from lxml import etree

    if re.search(rb"<!(?:DOCTYPE|ENTITY)", content.replace(b"\x00", b"")[:100_000], re.I):
        raise _damaged(name)
    for strict, usual in _STRICT:
        content = content.replace(strict, usual)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise _damaged(name) from fault


def _paragraphs(tree: _Element) -> Iterator[tuple[str, Hint | None, bool]]:
    """Text, hint and tightness of each paragraph and table row, in order."""
    body = tree.find(f"{_W}body")
    for element in tree if body is None else body:
        if element.get(f"{_W}type") in ("separator", "continuationSeparator", "continuationNotice"):
            continue
        if element.tag == f"{_W}tbl":
            for number, row in enumerate(element.iter(f"{_W}tr")):
                cells = [" ".join(text_of(cell, boxes=True).split()) for cell in row.iter(f"{_W}tc")]
                yield " | ".join(cells), "body", number > 0
        else:
            for paragraph in element.iter(f"{_W}p"):
                if any(ancestor.tag in _NOT_SHOWN for ancestor in paragraph.iterancestors()):
                    continue
                hint = _hint(paragraph)
                for number, line in enumerate(text_of(paragraph).split("\n")):
                    yield line, hint, number > 0


def text_of(element: _Element, *, boxes: bool = False) -> str:
    """Runs, tabs and breaks; left out is what is struck out or moved away, hidden, or in a box (unless ``boxes``)."""
    pieces = []
    waiting = [element]
    while waiting:
        node = waiting.pop()
        if node.tag in _NOT_SHOWN or (node.tag == _BOX and not boxes) or _is_hidden(node):
            continue
        name = str(node.tag).removeprefix(_W)
        if name in _PIECES:
            pieces.append(_PIECES[name])
        elif name == "t":
            pieces.append(node.text or "")
        elif name == "sym":
            code = str(node.get(f"{_W}char") or "")[-2:].upper()
            pieces.append(_SYMBOLS.get(code, ""))
        if name != "pPr":
            waiting.extend(reversed(node))
    return "".join(pieces)


def _is_hidden(run: _Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish") if run.tag == f"{_W}r" else None
    return vanish is not None and str(vanish.get(f"{_W}val") or "1") not in ("0", "false", "off")


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
