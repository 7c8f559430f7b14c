"""Saved pages: every visible line is kept in the order of the page; trafilatura says which are the article's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.reading import Reading
from rag.reading.article.draft import Block, RawArticle, join_blocks
from rag.reading.article.lexicon import is_sentence
from rag.reading.article.meta import read_meta
from rag.reading.article.zones import LITTLE_BODY, Hint
from rag.reading.formats.format import Format, Given, one
from rag.reading.formats.headline import find_headline, squeezed
from rag.reading.formats.markup import Node, flat_text, nodes_of, parse, strongest
from rag.reading.formats.plain import text_lines

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLANK = re.compile(r"\s+")
_LIVE = re.compile(r"(?:^|[\s_-])(?:live|direct|liveblog|minute|match|ticker)(?:$|[\s_-])", re.I)
_SOLD = re.compile(r"(?:^|[\s_-])(?:paywall|abonnement|premium|subscribe|subscription)(?:$|[\s_-])", re.I)
_SHORT = 25
"""Characters (blanks left out) under which a block must equal a whole line of the extract."""


def read_html(markup: str) -> RawArticle:
    """The page as an article: visible text, hints, and the metadata it states of itself."""
    tree = parse(markup)
    nodes = [node for node in nodes_of(tree) if node.element.tag != "title"] if tree is not None else []
    if tree is None or not nodes:
        return _flat(markup)
    meta = read_meta(tree)
    inside = _inside(nodes, _extract(markup))
    hints = _hints(nodes, inside)
    place, headline = find_headline(nodes, hints, inside, meta)
    if place is not None:
        hints = ["title" if n == place else "heading" if hint == "title" else hint for n, hint in enumerate(hints)]
    blocks = [Block(node.text, hint, node.tight) for node, hint in zip(nodes, hints, strict=True)]
    text, lines = join_blocks(blocks)
    if headline is None and not any(block.hint == "heading" for block in blocks):
        headline = max(re.split(r" [|–—:•-]+ ", meta.page_title), key=len).strip() or None
    warnings = ("Article réservé aux abonnés : le texte peut être incomplet.",) if meta.paywalled else ()
    return RawArticle(
        text,
        lines,
        "html",
        extracted=any(inside),
        title=headline,
        source=meta.source or _outlet(meta.page_title, headline),
        author=meta.author,
        url=meta.url,
        published=meta.published,
        updated=meta.updated,
        warnings=warnings,
    )


def _flat(markup: str) -> RawArticle:
    text = flat_text(markup)
    return RawArticle(text, text_lines(text), "html", warnings=("Balises illisibles : le texte seul a été gardé.",))


def _extract(markup: str) -> str:
    """The article's text according to trafilatura; empty where it finds less than a paragraph or two."""
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    for precise in (True, False):
        found = bare_extraction(markup, include_comments=False, favor_precision=precise, with_metadata=False)
        text = found.text if isinstance(found, Document) else None
        if text and len(text) >= LITTLE_BODY:
            return str(text)
    return ""


def _squeeze(text: str) -> str:
    return _BLANK.sub("", text.replace("|", ""))


def _inside(nodes: Sequence[Node], extract: str) -> list[bool]:
    """For each block whether the extract holds it, blanks left out."""
    whole = _squeeze(extract)
    lines = {_squeeze(line).lstrip("-•") for line in extract.split("\n")}
    found = []
    for node in nodes:
        text = _squeeze(node.text)
        found.append(text in lines or (len(text) >= _SHORT and text in whole))
    return found


def _hints(nodes: Sequence[Node], inside: Sequence[bool]) -> list[Hint | None]:
    """The hint of each block: the zone it stands in, else whether the extract holds it."""
    extracted = any(inside)
    article = [node for node, among in zip(nodes, inside, strict=True) if among or (not extracted and _paragraph(node))]
    held: Counter[HtmlElement] = Counter()
    parents: Counter[HtmlElement] = Counter()
    for node in article:
        held.update(dict.fromkeys(node.inside, len(node.text)))
        parents[node.element.getparent()] += len(node.text)
    half = sum(len(node.text) for node in article) / 2
    live = _is_live(nodes)
    container = max(parents, key=lambda element: parents[element], default=None)
    hints: list[Hint | None] = []
    for node, among in zip(nodes, inside, strict=True):
        # A class says nothing where the element that bears it holds most of the article.
        hint = strongest([element for element in node.inside if held[element] <= half])
        if (hint == "comment" and live) or (hint == "furniture" and among and _sold(node)):
            hint = "body" if node.element.tag in ("p", "li", "div", "span") else None
        if hint is None and extracted:
            hint = "body" if among or _left_out(node, container) else "outside"
        hints.append(hint)
    return hints


def _is_live(nodes: Sequence[Node]) -> bool:
    """Whether what calls itself comments is the report of an event as it goes, and nearly all the page has to tell."""
    said = [node for node in nodes if node.hint == "comment"]
    told = sum(len(node.text) for node in nodes if node.hint in (None, "body") and _paragraph(node))
    live = any(
        _LIVE.search(f"{element.get('class') or ''} {element.get('id') or ''}")
        for node in said
        for element in node.inside
    )
    return live and told < LITTLE_BODY


def _sold(node: Node) -> bool:
    """A paragraph that stands in the article and is set apart only because it is, or was, for subscribers."""
    named = " ".join(f"{element.get('class') or ''} {element.get('id') or ''}" for element in node.inside)
    return (
        bool(_SOLD.search(named))
        and node.element.tag in ("p", "li", "blockquote", "div", "h2", "h3")
        and len(node.text) >= _SHORT
    )


def _paragraph(node: Node) -> bool:
    return node.element.tag == "p" and len(node.text) >= 70


def _left_out(node: Node, container: HtmlElement | None) -> bool:
    """A paragraph that stands beside those of the extract and ends like a sentence."""
    beside = node.element.tag == "p" and node.element.getparent() is container
    return beside and len(node.text) >= 40 and is_sentence(node.text)


def _outlet(page_title: str, headline: str | None) -> str | None:
    """What <title> says besides the headline, where it says both with a mark between."""
    for mark in (" | ", " — ", " – ", " - ", " • ", " :: "):
        for head, _, rest in (page_title.rpartition(mark), tuple(reversed(page_title.partition(mark)))):
            named = 0 < len(rest) <= 60 and not re.match(r"impri|print", rest, re.I)
            if headline and named and squeezed(head) == squeezed(headline):
                return rest
    return None


def _read(given: Given) -> Reading:
    return one(read_html(given.decoded.text), given, given.decoded.repairs)


FORMAT = Format("html", (".html", ".htm"), lambda given: given.is_html, _read)
