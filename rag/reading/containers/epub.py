"""EPUB: the chapters that are articles, in the order of the book; covers, contents and imprints are not."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from rag.errors import Unreadable
from rag.language.fold import fold
from rag.reading import Reading
from rag.reading.article.dates import parse_date
from rag.reading.article.draft import Block
from rag.reading.article.lexicon import is_sentence
from rag.reading.article.zones import Hint
from rag.reading.decode import clean, decode
from rag.reading.exports.fields import person
from rag.reading.exports.many import Entry, articles
from rag.reading.formats.format import Format, Given
from rag.reading.formats.markup import Node, nodes_of, parse
from rag.reading.safe_xml import local, parse_xml
from rag.reading.safe_zip import check_zip, unpack

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_CHAPTER = 5 * 2**20
MAX_CHAPTERS = 1_000
_CONTAINER = "META-INF/container.xml"
_OTHER = re.compile(
    r"(?:couverture|cover|page de titre|title ?page|sommaire|table des matieres|contents|table of contents|ours"
    r"|colophon|mentions legales|copyright|impressum|imprint|dans ce numero|in this issue|a propos"
    r"|abonnements?|index|notes?)"
)
_KINDS = re.compile(r"\b(?:cover|toc|titlepage|copyright-page|colophon|imprint|landmarks|index|halftitlepage)\b")
_LEAST = 60
"""Characters of a sentence without which a chapter is no article."""
_ISSUE = re.compile(
    r"\s*(?:[-–—,:(]\s*)?(?:n[o°º]\.?\s?\d+|num[ée]ro \d+|\d{1,2}[/.]\d{1,2}[/.]\d{2,4}|\d{4}-\d\d-\d\d"
    r"|(?:\d{1,2}(?:er)? )?[a-zéûô]{3,9} (?:19|20)\d\d)\)?.*$",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Book:
    source: str | None
    published: str | None
    chapters: tuple[str, ...]


def _sniff(given: Given) -> bool:
    damaged = given.is_zip and given.suffix == ".epub" and not given.members
    return damaged or given.member("mimetype", 100).strip() == b"application/epub+zip" or _CONTAINER in given.members


def _read(given: Given) -> Reading:
    """An article for each chapter, or each main heading of one. Raises Unreadable, TooLarge."""
    check_zip(given)
    # Fonts may be made unreadable for others without the text being locked.
    if re.search(rb"""URI=["'][^"']+\.x?html?["']""", given.member("META-INF/encryption.xml", MAX_CHAPTER), re.I):
        raise Unreadable(
            f"{given.name} : livre protégé (DRM) ; donnez-en une copie qui ne l'est pas.",
            f"{given.name}: this book is locked (DRM); give a copy that is not.",
        )
    book = _book(given)
    entries: list[Entry] = []
    left: list[str] = []
    chapters = [_nodes(unpack(given, chapter, MAX_CHAPTER)) for chapter in book.chapters[:MAX_CHAPTERS]]
    tops = [top for nodes in chapters if (top := min(_heads(nodes), default=""))]
    main = max(sorted(set(tops)), key=tops.count, default="h1")
    for nodes in chapters:
        _take(nodes, main, book, entries, left)
    entries = _once(entries)
    reading = articles(given, [entry.raw("epub") for entry in entries], what="livre EPUB")
    if left:
        said = f"pages sans article, laissées de côté : {', '.join(left[:8])}{' …' if len(left) > 8 else ''}"
        return replace(reading, problems=(said, *reading.problems))
    return reading


def _book(given: Given) -> _Book:
    """Title, day of issue and chapters, in order, as the package says."""
    container = parse_xml(unpack(given, _CONTAINER, MAX_CHAPTER), given.name, "EPUB")
    path = next((str(element.get("full-path")) for element in container.iter() if local(element) == "rootfile"), "")
    if path not in given.members:
        raise Unreadable(
            f"{given.name} : livre incomplet (sans sommaire technique) ; téléchargez-le de nouveau.",
            f"{given.name}: an incomplete book (without its package file); download it again.",
        )
    package = parse_xml(unpack(given, path, MAX_CHAPTER), given.name, "EPUB")
    items = {str(e.get("id")): e for e in package.iter() if local(e) == "item" and e.get("href")}
    spine = [
        items.get(str(e.get("idref"))) for e in package.iter() if local(e) == "itemref" and e.get("linear") != "no"
    ]
    base = posixpath.dirname(path)
    paths = [
        posixpath.normpath(posixpath.join(base, unquote(str(item.get("href")).partition("#")[0])))
        for item in spine
        if item is not None and "nav" not in (item.get("properties") or "").split()
    ]
    title = _ISSUE.sub("", _said(package, "title") or "").strip() or _said(package, "title")
    return _Book(title, _issued(package), tuple(path for path in paths if path in given.members))


def _said(package: _Element, name: str) -> str | None:
    texts = (
        " ".join((e.text or "").split()) for e in package.iter() if local(e) == name and "purl.org/dc" in str(e.tag)
    )
    return next(filter(None, texts), None)


def _issued(package: _Element) -> str | None:
    """The day of issue; days of change and of making the file do not count."""
    for element in package.iter():
        if local(element) == "date" and "purl.org/dc" in str(element.tag):
            event = next((value for key, value in element.attrib.items() if str(key).endswith("event")), "")
            if event in ("", "publication", "original-publication", "issued") and parse_date(
                (element.text or "").strip()
            ):
                return (element.text or "").strip()
    return None


def _nodes(content: bytes) -> list[Node]:
    """The blocks of a chapter without those of its contents, cover and imprint."""
    tree = parse(re.sub(r"\A\s*<\?xml[^<>]*\?>", "", decode(content).text))
    if tree is None:
        return []
    nodes = []
    for node in nodes_of(tree):
        kinds = " ".join(str(e.get("epub:type") or "") for e in (node.element, *node.element.iterancestors()))
        if node.element.tag != "title" and not _KINDS.search(kinds):
            nodes.append(node)
    return nodes


def _heads(nodes: Sequence[Node]) -> list[str]:
    return [str(node.element.tag) for node in nodes if node.element.tag in ("h1", "h2", "h3")]


def _take(nodes: Sequence[Node], main: str, book: _Book, entries: list[Entry], left: list[str]) -> None:
    """Add the articles of a chapter; one without a heading of the book's main kind goes on with the article before."""
    top = min([main, *_heads(nodes)])
    places = [n for n, node in enumerate(nodes) if node.element.tag == top]
    if not places:
        if entries and _is_prose(nodes):
            entries[-1].blocks += [Block(clean(node.text), _within(node), node.tight) for node in nodes]
        return
    for place, end in zip(places, [*places[1:], len(nodes)], strict=True):
        title = " ".join(clean(nodes[place].text).split())
        part = nodes[place + 1 : end]
        if _OTHER.fullmatch(fold(title)) or not _is_prose(part):
            left.append(f"« {title[:60]} »")
            continue
        above = nodes[:place] if place == places[0] else ()
        entries.append(_entry(title, above, part, book))


def _is_prose(nodes: Sequence[Node]) -> bool:
    return any(node.hint in (None, "body") and len(node.text) >= _LEAST and is_sentence(node.text) for node in nodes)


def _entry(title: str, above: Sequence[Node], part: Sequence[Node], book: _Book) -> Entry:
    made = Entry(title=title, source=book.source, published=book.published)
    for node in above:
        made.add(node.text)
    made.add(title, "title")
    names: list[str] = []
    for node in part:
        name = _by(node.text) or (person(node.text) if node.hint == "byline" and len(node.text) <= 80 else None)
        names += [name] if name and node.hint in (None, "byline") else []
        hint: Hint = (
            "byline" if name and node.hint is None else "heading" if node.hint == "title" else node.hint or "body"
        )
        made.blocks.append(Block(clean(node.text), hint, node.tight))
    made.author = ", ".join(dict.fromkeys(names[:3])) or None
    return made


def _within(node: Node) -> Hint:
    """The title is set apart: a main heading further down is one of the text's own."""
    return "heading" if node.hint == "title" else node.hint or "body"


def _by(text: str) -> str | None:
    """The name of a short line that begins with « Par »."""
    found = re.fullmatch(r"(?:par|by|texte ?:|propos recueillis par)\s+([^.!?]{3,80})", " ".join(text.split()), re.I)
    return person(found[1]) if found and found[1][0].isupper() else None


def _once(entries: Sequence[Entry]) -> list[Entry]:
    """Each article once: some books print it on both pages of a spread."""
    seen: dict[tuple[str | None, str], Entry] = {}
    for entry in entries:
        seen.setdefault((entry.title, "\n".join(block.text for block in entry.blocks)), entry)
    return list(seen.values())


FORMAT = Format("epub", (".epub",), _sniff, _read, many=True)
