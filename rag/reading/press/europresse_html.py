"""Europresse's HTML of three generations: tables (until 2014), ``<article>`` (to 2018), the same with rdp__ classes.

Also the single page saved from the viewer, whose text stands escaped in a script.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from rag.reading import Reading
from rag.reading.exports.many import Entry, articles
from rag.reading.formats.format import Format, Given
from rag.reading.formats.markup import nodes_of, parse
from rag.reading.press.europresse import (
    NUMBER,
    WHAT,
    date_it,
    is_caption,
    is_later,
    outlet,
    words,
)
from rag.reading.press.stated import may_be_names

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_CLASS = r"""class\s*=\s*["']?[^"'<>]*\b"""
_OUTLET = re.compile(rf"<\w+[^<>]*{_CLASS}DocPublicationName\b[^<>]*>", re.I)
_SPAN = re.compile(rf"<span[^<>]*{_CLASS}DocPublicationName\b[^<>]*>", re.I)
_ARTICLE = re.compile(r"<article\b[^<>]*>", re.I)
_FOOT = re.compile(rf"<[^<>]*(?:id\s*=\s*[\"']?PubliC_lblNodoc|{_CLASS}publiC-lblNodoc)\b", re.I)
_NUMBERED = re.compile(r"(?:num[ée]ro de document|document number)\s*:", re.I)
_KNOWN = re.compile(
    rf"{_CLASS}(?:DocPublicationName|titreArticleVisu|TitreArticleVisu)\b|xmlns:\w+\s*=\s*[\"']?http://www\.cedrom-sni"
)
_SCRIPT = re.compile(
    r"<script\b[^<>]*>(?:(?!</script).)*?\bdocumentText\s*=\s*`(?P<text>(?:\\.|[^`\\])*)`.*?</script\s*>", re.S
)
_SOMETHING = re.compile(r"DocPublicationName|titreArticle|DocText|<section", re.I)
_COPYRIGHT = re.compile(r"^(?:©|\(c\)\s|copyright\b)", re.I)


def _sniff(given: Given) -> bool:
    head = given.head
    return bool(_KNOWN.search(head)) or ("documentText" in head and "europresse" in head.lower())


def read_europresse(given: Given) -> Reading:
    """Every article of an export. Raises Unreadable where none can be told."""
    markup = _SCRIPT.sub(_unescaped, given.decoded.text)
    marks = len(_FOOT.findall(markup)) or len(_NUMBERED.findall(markup))
    entries = [entry for piece in _pieces(markup, marks) if (entry := _entry(piece))]
    return articles(
        given,
        [entry.raw("europresse") for entry in entries],
        marks=marks or None,
        what=WHAT,
        repaired=given.decoded.repairs,
    )


FORMAT = Format("europresse", (".html", ".htm"), _sniff, read_europresse, many=True)


def _unescaped(script: re.Match[str]) -> str:
    """The text that a script holds, as the markup it was before it was escaped, up to three times."""
    text = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), script["text"])
    text = re.sub(r"\\(.)", lambda found: {"n": "\n", "t": " ", "r": ""}.get(found[1], found[1]), text)
    for _ in range(3):
        if re.search(r"<\w", text):
            break
        text = html.unescape(text)
    return f'<div class="DocText">{text}</div>'


def _pieces(markup: str, marks: int) -> Iterator[str]:
    """The markup of each article: from one ``<article>`` to the next, else from one outlet's name to the next."""
    starts = [found.start() for found in _ARTICLE.finditer(markup)]
    named = [found.start() for found in _OUTLET.finditer(markup)]
    if len(starts) == 1 and named and named[-1] < starts[0]:
        starts = [0]
    elif not starts or len(starts) < marks:
        starts = _outlets(markup) or starts
    for start, end in pairwise([*starts, len(markup)]):
        yield markup[start:end]


def _outlets(markup: str) -> list[int]:
    """Where outlets are named; a short and a long name in a row are one."""
    found = list(_SPAN.finditer(markup)) or list(_OUTLET.finditer(markup))
    starts: list[int] = []
    last = 0
    for tag in found:
        if not starts or re.search(r"DocHeader|titreArticle", markup[last : tag.start()], re.I):
            starts.append(tag.start())
        last = tag.end()
    return starts


def _entry(piece: str) -> Entry | None:
    """One article; None for what has neither outlet nor title nor text."""
    tree = parse(piece) if _SOMETHING.search(piece) else None
    if tree is None:
        return None
    return _modern(tree) if tree.find(".//section") is not None or _all(tree, "DocText") else _old(tree)


def _all(tree: HtmlElement, name: str) -> list[HtmlElement]:
    """The elements of a class, in the order of the page."""
    found = tree.xpath(f'.//*[contains(concat(" ", normalize-space(@class), " "), " {name} ")]')
    return found if isinstance(found, list) else []


def _text(element: HtmlElement | None) -> str:
    return "" if element is None else words(" ".join(str(element.text_content()).split()))


def _lines(element: HtmlElement) -> list[str]:
    return [text for node in nodes_of(element) if (text := words(node.text))]


def _drop(element: HtmlElement) -> list[str]:
    """The lines of an element, which then leaves the tree."""
    lines = _lines(element)
    element.drop_tree()
    return lines


def _modern(tree: HtmlElement) -> Entry | None:
    """An ``<article>`` of header, section, aside and footer."""
    entry = Entry()
    boxes = [line for name in ("rdp__newsdoc", "apd-wrapper") for box in _all(tree, name) for line in _drop(box)]
    asides = [line for aside in tree.findall(".//aside") for line in _drop(aside)]
    foot = [line for footer in tree.findall(".//footer") for line in _drop(footer)]
    _head(entry, tree, " ".join(foot))
    _body(entry, tree)
    caption = False
    for line in (*boxes, *asides):
        caption = is_caption(line) or (caption and not line.rstrip().endswith(":"))
        entry.add(line, "caption" if caption else "furniture")
    for line in foot:
        entry.add(line)
    return entry if entry.title or any(block.hint == "body" for block in entry.blocks) else None


def _head(entry: Entry, tree: HtmlElement, foot: str) -> None:
    """Outlet, date, kicker, title, standfirst and author, each from the element that is for it."""
    name = next((text for span in _all(tree, "DocPublicationName") if (text := _text(span))), "")
    header = next((text for span in _all(tree, "DocHeader") if (text := _text(span))), "")
    entry.source = outlet(name) or None
    date_it(entry, header, foot)
    entry.add(name)
    entry.add(header, "date")
    titled = next(iter(_all(tree, "titreArticle")), None)
    title = next((found for given in ("titreArticleVisu", "rdp__articletitle") for found in _all(tree, given)), None)
    for kicker in _before(titled if titled is not None else title):
        entry.add(kicker)
    passed = False
    for line in [title] if titled is None or title is titled else list(titled):
        if line is None:
            continue
        here = line is title or (title is not None and title in line.iterdescendants())
        if here:
            entry.title = _text(title) or None
            entry.add(entry.title, "title")
        else:
            entry.add(_text(line), "standfirst" if passed or "subtitle" in (line.get("class") or "") else "furniture")
        passed = passed or here
    _author(entry, tree, titled if titled is not None else title)


def _before(title: HtmlElement | None) -> Iterator[str]:
    """What stands between outlet, date and title: section or kicker."""
    for element in () if title is None else reversed(list(title.itersiblings(preceding=True))):
        if isinstance(element.tag, str) and "Doc" not in _classes(element) and not _all(element, "DocPublicationName"):
            yield "" if _all(element, "DocHeader") else _text(element)


def _classes(element: HtmlElement) -> str:
    return " ".join(str(element.get("class") or "").split())


def _author(entry: Entry, tree: HtmlElement, title: HtmlElement | None) -> None:
    """The element for authors, else the one block after the title that has no other purpose."""
    named = next(iter(_all(tree, "docAuthors")), None)
    if named is None and title is not None:
        named = next((element for element in title.itersiblings() if _is_author(element)), None)
    if (author := _text(named)) and len(author.split()) <= 30:
        entry.author = author
        entry.add(author, "byline")


def _is_author(element: HtmlElement) -> bool:
    own = element.tag in ("p", "div", "span") and not element.findall(".//section") and not _all(element, "DocText")
    plain = re.fullmatch(r"(?:sm-margin-\w+)?", _classes(element)) is not None
    return own and plain and 0 < len(_text(element).split()) <= 30


def _body(entry: Entry, tree: HtmlElement) -> None:
    """The paragraphs of the text; where else it came out is not of it, but gives its address."""
    holders = _all(tree, "docOcurrContainer") or _all(tree, "DocText") or tree.findall(".//section")
    body: list[str] = []
    after: list[str] = []
    for holder in holders:
        if any(holder in other.iterdescendants() for other in holders):
            continue
        for node in nodes_of(holder):
            text = words(node.text)
            if is_later(node.text):
                links = node.element.xpath(".//a/@href")
                entry.url = entry.url or next((str(link) for link in links if "://" in link), None)
                after.append(text)
            elif text:
                body.append(text)
    entry.add_body(body)
    for text in after:
        entry.add(text)


def _old(tree: HtmlElement) -> Entry | None:
    """The table of an article until 2014: named spans for outlet, header and title, bare text for all else."""
    entry = Entry()
    names, headers = _all(tree, "DocPublicationName"), _all(tree, "DocHeader")
    title = next((found for name in ("TitreArticleVisu", "titreArticleVisu") for found in _all(tree, name)), None)
    header = " ".join("".join(str(span.text_content()) for span in headers).split())
    entry.source = outlet(_text(next(iter(names), None))) or None
    entry.add(_text(next(iter(names), None)))
    entry.add(header, "date")
    for span in (*names, *headers):
        span.drop_tree()
    if title is not None:
        title.tag = "h1"
    nodes = [(node.element.tag == "h1", words(node.text)) for node in nodes_of(tree)]
    at = next((number for number, (heading, _) in enumerate(nodes) if heading), -1)
    for _, kicker in nodes[: max(at, 0)]:
        entry.add(kicker)
    if at >= 0:
        entry.title = nodes[at][1]
        entry.add(entry.title, "title")
    _old_body(entry, [text for _, text in nodes[at + 1 :] if text])
    numbers = " ".join(text for _, text in nodes if NUMBER.search(text))
    date_it(entry, header, numbers)
    return entry if entry.title or any(block.hint == "body" for block in entry.blocks) else None


def _old_body(entry: Entry, lines: list[str]) -> None:
    """Author, paragraphs, and what the database puts below them."""
    if len(lines) > 1 and may_be_names(lines[0]):
        entry.author = lines.pop(0)
        entry.add(entry.author, "byline")
    foot = next(
        (n for n, line in enumerate(lines) if _COPYRIGHT.match(line) or _NUMBERED.match(line) or NUMBER.match(line)),
        len(lines),
    )
    illustrated = next((n for n, line in enumerate(lines[:foot]) if is_caption(line) and line.endswith(":")), foot)
    entry.add_body(lines[:illustrated])
    for line in lines[illustrated:foot]:
        entry.add(line, "caption")
    for line in lines[foot:]:
        entry.add(line)
