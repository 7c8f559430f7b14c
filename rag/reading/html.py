"""Saved pages: every visible line is kept in the order of the page; trafilatura says which are the article's."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.reading.labels import LITTLE_BODY, Hint
from rag.reading.markup import Node, nodes_of, parse
from rag.reading.meta import read_meta
from rag.reading.raw import Block, RawArticle, join_blocks

_BLANK = re.compile(r"\s+")
_SHORT = 25
"""Characters (blanks left out) under which a block must equal a whole line of the extract."""


def read_html(markup: str) -> RawArticle:
    """The page as an article: visible text, hints, and the metadata it states of itself."""
    tree = parse(markup)
    if tree is None:
        return RawArticle(markup, [], "html")
    meta = read_meta(tree)
    nodes = [node for node in nodes_of(tree) if node.tag != "title"]
    inside = _inside(nodes, _extract(markup))
    blocks = [
        Block(node.text, _hint(node, among, nodes, inside), node.tight)
        for node, among in zip(nodes, inside, strict=True)
    ]
    text, lines = join_blocks(blocks)
    warnings = ("Article réservé aux abonnés : le texte peut être incomplet.",) if meta.paywalled else ()
    headline = _headline(nodes, meta.title)
    return RawArticle(
        text,
        lines,
        "html",
        extracted=any(inside),
        title=headline,
        source=meta.source,
        author=meta.author,
        url=meta.url,
        published=meta.published,
        updated=meta.updated,
        warnings=warnings,
    )


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


def _hint(node: Node, among: bool, nodes: Sequence[Node], inside: Sequence[bool]) -> Hint | None:
    if not any(inside):
        return node.hint
    zone = node.hint
    if zone in ("comment", "furniture", "teaser") and among and not _trusted(node, nodes, inside):
        zone = None
    if zone is not None:
        return zone
    return "body" if among else "outside"


def _trusted(node: Node, nodes: Sequence[Node], inside: Sequence[bool]) -> bool:
    """A class says nothing where the element that bears it holds most of the article."""
    total = sum(len(other.text) for other, among in zip(nodes, inside, strict=True) if among)
    for element in node.inside:
        held = sum(
            len(other.text) for other, among in zip(nodes, inside, strict=True) if among and element in other.inside
        )
        if held > total / 2:
            return False
    return True


def _headline(nodes: Sequence[Node], stated: str | None) -> str | None:
    """The first main heading of the page that is no site name, else what the metadata state."""
    heads = [node.text for node in nodes if node.hint == "title" and len(node.text) >= 12]
    if stated and any(_squeeze(stated) == _squeeze(head) for head in heads):
        return stated
    return heads[0] if heads else stated
