"""The items of a newsletter, where its mark-up or its repeated « Lire la suite » tells one from the next."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.language.fold import fold
from rag.reading.article.draft import Block
from rag.reading.article.lexicon import is_sentence
from rag.reading.article.mail_words import MORE
from rag.reading.decode import clean
from rag.reading.exports.many import Entry
from rag.reading.formats.markup import Node, nodes_of, parse

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HEADINGS = ("h1", "h2", "h3", "h4")
_LEAST = 40
"""Characters of a sentence without which an item says nothing."""
_HIDDEN = re.compile(
    r"display:none|visibility:hidden|max-height:0|font-size:[01](?:px|pt|em|;|$)|opacity:0|mso-hide:all"
)


def html_nodes(markup: str) -> list[Node]:
    """The blocks that a reader of the mail sees."""
    tree = parse(markup)
    if tree is None:
        return []
    for element in tree.xpath("//*[@style]"):
        if _HIDDEN.search(str(element.get("style")).replace(" ", "").lower()):
            element.set("hidden", "hidden")
    return [node for node in nodes_of(tree) if node.element.tag != "title"]


def split_html(nodes: Sequence[Node]) -> list[Entry]:
    """The items, each under a heading of its own; none where fewer than two headings have a text below them."""
    for tag in _HEADINGS:
        places = [n for n, node in enumerate(nodes) if _heading(node) == tag]
        if len(places) < 2:
            continue
        heads = {_head_element(nodes[n], tag) for n in places}
        items = []
        for place, end in zip(places, [*places[1:], len(nodes)], strict=True):
            holder = _holder(_head_element(nodes[place], tag), heads)
            inside = [node for node in nodes[place + 1 : end] if holder is None or _within(node.element, holder)]
            items.append(_item(nodes[place].text, [(node.text, node.tight) for node in inside]))
        found = [item for item in items if item is not None]
        if len(found) >= 2:
            return found
    return []


def split_text(text: str) -> list[Entry]:
    """The items of a plain text whose every item ends in « Lire la suite »; none where fewer than two do."""
    items: list[Entry] = []
    lines: list[str] = []
    for line in text.split("\n"):
        if line.strip() and MORE.fullmatch(line.strip()):
            items += filter(None, [_ended(lines)])
            lines = []
        else:
            lines.append(line.strip())
    return items if len(items) >= 2 else []


def _ended(lines: Sequence[str]) -> Entry | None:
    """An item out of the lines above its link: the last one that is no sentence, and the sentences below it."""
    kept = [line for line in lines if line]
    first = next((n for n in range(len(kept) - 1, -1, -1) if not is_sentence(fold(kept[n]))), -1)
    if first < 0 or first == len(kept) - 1:
        return None
    return _item(kept[first], [(line, False) for line in kept[first + 1 :]])


def _item(title: str, below: Sequence[tuple[str, bool]]) -> Entry | None:
    """Heading and sentences of an item, up to its link; what is left is the next item's kicker or the mail's foot."""
    parts: list[tuple[str, bool]] = []
    for text, tight in below:
        if MORE.fullmatch(text):
            break
        parts.append((text, tight))
    while parts and not is_sentence(fold(parts[-1][0])):
        parts.pop()
    if not any(len(text) >= _LEAST and is_sentence(fold(text)) for text, _ in parts):
        return None
    made = Entry(title=" ".join(clean(title).split()))
    made.add(title, "title")
    made.blocks += [Block(" ".join(clean(text).split()), "body", tight) for text, tight in parts]
    return made


def _heading(node: Node) -> str:
    """The tag of the heading that a block is or stands in."""
    for element in (node.element, *node.element.iterancestors()):
        if element.tag in _HEADINGS:
            return str(element.tag)
    return ""


def _head_element(node: Node, tag: str) -> HtmlElement:
    return next(element for element in (node.element, *node.element.iterancestors()) if element.tag == tag)


def _holder(head: HtmlElement, heads: set[HtmlElement]) -> HtmlElement | None:
    """The largest element around a heading that holds no other; None where they all stand side by side."""
    holder = None
    for element in head.iterancestors():
        if any(other is not head and other in heads for other in element.iter(head.tag)):
            break
        holder = element
    return holder


def _within(element: HtmlElement, holder: HtmlElement) -> bool:
    return element is holder or holder in element.iterancestors()
