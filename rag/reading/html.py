"""Saved pages: every visible line is kept in the order of the page; trafilatura says which are the article's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.reading.lexicon import is_sentence
from rag.reading.markup import Node, flat_text, nodes_of, parse
from rag.reading.meta import read_meta
from rag.reading.plain import text_lines
from rag.reading.raw import Block, RawArticle, join_blocks
from rag.reading.zones import LITTLE_BODY, Hint

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ZONES = ("comment", "furniture", "teaser")
_BLANK = re.compile(r"\s+")
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
    text, lines = join_blocks(
        [Block(node.text, hint, node.tight) for node, hint in zip(nodes, _hints(nodes, inside), strict=True)]
    )
    headline = _headline(nodes, meta.title)
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
    if not any(inside):
        return [node.hint for node in nodes]
    held: Counter[HtmlElement] = Counter()
    parents: Counter[HtmlElement] = Counter()
    for node, among in zip(nodes, inside, strict=True):
        if among:
            held.update(dict.fromkeys(node.inside, len(node.text)))
            parents[node.element.getparent()] += len(node.text)
    total = sum(len(node.text) for node, among in zip(nodes, inside, strict=True) if among)
    container = max(parents, key=lambda element: parents[element])
    hints: list[Hint | None] = []
    for node, among in zip(nodes, inside, strict=True):
        # A class says nothing where the element that bears it holds most of the article.
        trusted = not any(held[element] > total / 2 for element in node.inside)
        if node.hint is not None and (trusted or not among or node.hint not in _ZONES):
            hints.append(node.hint)
        else:
            hints.append("body" if among or _left_out(node, container) else "outside")
    return hints


def _left_out(node: Node, container: HtmlElement) -> bool:
    """A paragraph that stands beside those of the extract and ends like a sentence."""
    beside = node.element.tag == "p" and node.element.getparent() is container
    return beside and len(node.text) >= 40 and is_sentence(node.text)


def _headline(nodes: Sequence[Node], stated: str | None) -> str | None:
    """The first main heading of the page that is no site name, else what the metadata state."""
    heads = [node.text for node in nodes if node.hint == "title" and len(node.text) >= 12]
    if stated and any(_squeeze(stated) == _squeeze(head) for head in heads):
        return stated
    return heads[0] if heads else stated


def _outlet(page_title: str, headline: str | None) -> str | None:
    """What <title> says besides the headline, where it says both with a mark between."""
    for mark in (" | ", " — ", " – ", " - ", " • ", " :: "):
        for head, _, rest in (page_title.rpartition(mark), tuple(reversed(page_title.partition(mark)))):
            if headline and rest and len(rest) <= 60 and _squeeze(head) == _squeeze(headline):
                return rest
    return None
