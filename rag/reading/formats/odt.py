"""OpenDocument texts: the paragraphs of ``content.xml``, without what is struck out, hidden or a note."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.article.draft import Block, RawArticle, join_blocks
from rag.reading.decode import check_text, clean
from rag.reading.exports.many import articles
from rag.reading.exports.reviews import Line, split_review
from rag.reading.formats.format import Format, Given, one
from rag.reading.safe_xml import local, parse_xml
from rag.reading.safe_zip import check_zip, unpack

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_XML = 20 * 2**20
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_APART = frozenset(
    "tracked-changes annotation hidden-text hidden-paragraph table-of-content alphabetical-index bibliography note"
    " sequence-decls forms script title desc event-listeners".split()
)
"""Elements whose text is not read: changes, remarks, lists of contents, what a drawing is called."""


def _sniff(given: Given) -> bool:
    kind = given.member("mimetype", 100).strip()
    return kind.startswith(b"application/vnd.oasis.opendocument.text") or (
        given.is_zip and given.suffix in (".odt", ".ott") and (not given.members or "content.xml" in given.members)
    )


def _read(given: Given) -> Reading:
    """One article, or those of a press review whose headings have outlet and date below them."""
    check_zip(given)
    if b"encryption-data" in given.member("META-INF/manifest.xml", 2**20):
        raise Unreadable(
            f"{given.name} : document protégé, mot de passe requis ; enregistrez-en une copie sans mot de passe.",
            f"{given.name}: a locked document that asks for a password; save a copy without one.",
        )
    repairs: list[str] = []
    tree = parse_xml(unpack(given, "content.xml", MAX_XML), given.name, "ODT", repairs)
    lines = [Line(text, level) for raw, level in _lines(tree) if (text := " ".join(clean(raw, repairs).split()))]
    notes = sum(local(element) == "note" for element in tree.iter())
    if (review := split_review(lines)) is not None:
        raws = [entry.raw("odt") for entry in review.entries]
        return articles(given, raws, marks=review.marks, what="revue de presse", repaired=repairs)
    first = next((line for line in lines if line.level == 1), None)
    text, raw_lines = join_blocks(
        [Block(line.text, "title" if line is first else "heading" if line.level else None) for line in lines]
    )
    check_text(text, given.name)
    said = f"{notes} note{'s' * (notes > 1)} de bas de page laissée{'s' * (notes > 1)} de côté."
    return one(RawArticle(text, raw_lines, "odt", warnings=(said,) if notes else ()), given, tuple(repairs))


def _lines(tree: _Element) -> Iterator[tuple[str, int]]:
    """Text and level of each paragraph, heading and table row, in order; without recursion."""
    stack = [element for element in tree.iter() if local(element) == "text" and "office" in str(element.tag)][:1]
    while stack:
        element = stack.pop()
        name = local(element)
        if name in _APART:
            continue
        if name == "table-row":
            yield " | ".join(" ".join(_text(cell).split()) for cell in element if local(cell) == "table-cell"), 0
            continue
        if name in ("p", "h"):
            level = int(element.get(f"{_TEXT}outline-level") or 1) if name == "h" else 0
            for line in _text(element).split("\n"):
                yield line, level
            stack.extend(reversed([inner for inner in element.iter() if inner is not element and _boxed(inner)]))
            continue
        stack.extend(reversed(element))


def _boxed(element: _Element) -> bool:
    """Whether it is a text box, whose paragraphs stand inside that to which it is tied."""
    return local(element) == "text-box"


def _text(top: _Element) -> str:
    """The text of a paragraph or cell; what is a line of its own is left out of a paragraph, ended in a cell."""
    pieces: list[str] = []
    stack: list[tuple[_Element, bool]] = [(top, False)]
    while stack:
        element, done = stack.pop()
        name = local(element)
        if done:
            pieces.append(" " if name in ("p", "h") and element is not top else "")
        elif name and name not in _APART and not (element is not top and name == "text-box"):
            count = element.get(f"{_TEXT}c") or "1"
            blank = {"s": " " * min(int(count) if count.isdigit() else 1, 80), "tab": "\t", "line-break": "\n"}
            pieces.append(blank.get(name, "") + (element.text or ""))
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(element))
            continue
        if element is not top:
            pieces.append(element.tail or "")
    return "".join(pieces)


FORMAT = Format("odt", (".odt",), _sniff, _read)
