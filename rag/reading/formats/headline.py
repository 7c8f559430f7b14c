"""Which heading of a page is the article's: the one that the page's own statements name, not the site's logo."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.language.fold import fold
from rag.reading.article.meta import Meta
from rag.reading.article.zones import Hint
from rag.reading.formats.markup import Node

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SEPARATOR = re.compile(r" [|–—•·:»-]+ | :: ")
_LOGO = re.compile(
    r"(?:^|[\s_-])(?:logo|brand|branding|masthead|(?:site|blog)[_-]?(?:title|name|description))(?:$|[\s_-])", re.I
)
_HEADLINE_CLASS = re.compile(r"(?:^|[\s_-])(?:entry|article|post)[_-]*(?:title|headline)|headline|(?:^|\s)titre", re.I)
_HOME = re.compile(r"(?:https?://[^/]+)?/?(?:index\.\w+)?")
_LEAST, _LEAST_UNNAMED = 3, 12
"""Letters of a headline at least: where the page names it elsewhere, and where it does not."""
_KICKER, _LEAST_BESIDE = 70, 20
"""Letters that a heading may hold beside the stated headline, and of the stated headline itself."""


def find_headline(
    nodes: Sequence[Node], hints: Sequence[Hint | None], inside: Sequence[bool], meta: Meta
) -> tuple[int | None, str | None]:
    """The number of the block that is the headline, if one is, and the headline."""
    first = next((n for n, among in enumerate(inside) if among and hints[n] == "body"), len(nodes))
    places = [n for n, hint in enumerate(hints) if hint == "title" or (hint == "heading" and n <= first)]
    scored = [(_score(nodes[n], hints[n], meta), -n) for n in places]
    best, place = max(scored, default=(0, 0))
    if best < 1:
        return None, _without_site(meta)
    head = nodes[-place].text
    return -place, _without_kicker(head, meta.title)


def _score(node: Node, hint: Hint | None, meta: Meta) -> int:
    """How much speaks for a heading; under 1 it is none."""
    text = squeezed(node.text)
    named = max(_named(text, meta.title), _named(text, meta.page_title))
    if len(text) < (_LEAST if named else _LEAST_UNNAMED):
        return 0
    logo = _is_logo(node.element) or text == squeezed(meta.source or "")
    marked = bool(_HEADLINE_CLASS.search(f"{node.element.get('class') or ''} {node.element.get('itemprop') or ''}"))
    within = any(True for _ in node.element.iterancestors("article", "main"))
    main = hint == "title"
    if not (main or named):
        return 0
    return 2 * named + 2 * main + marked + within - 5 * logo


def _named(text: str, statement: str | None) -> int:
    """How well a statement of the page names a heading: 3 wholly, 2 by its beginning, 1 by its end."""
    parts = _SEPARATOR.split(statement or "")
    if text == squeezed(statement or ""):
        return 3
    for cut in range(len(parts) - 1, 0, -1):
        if text == squeezed("".join(parts[:cut])):
            return 2
        if text == squeezed("".join(parts[cut:])):
            return 1
    return 0


def _is_logo(element: HtmlElement) -> bool:
    """Whether its own or a near element's class says so, or it only leads to the front page."""
    near = [element, *list(element.iterancestors())[:2], *element.iterdescendants("a", "span", "img")]
    if any(
        _LOGO.search(f"{part.get('class') or ''} {part.get('id') or ''}") for part in near if isinstance(part.tag, str)
    ):
        return True
    links = [str(link.get("href") or "-") for link in element.iterdescendants("a")]
    return bool(links) and all(_HOME.fullmatch(link) for link in links)


def _without_site(meta: Meta) -> str | None:
    """The headline as stated, without the site's name behind it."""
    parts = _SEPARATOR.split(meta.title or "")
    if len(parts) > 1 and meta.source and squeezed(parts[-1]) == squeezed(meta.source) and meta.title:
        return meta.title[: meta.title.rindex(parts[-1])].rstrip(" |–—•·:»-")
    return meta.title


def _without_kicker(head: str, stated: str | None) -> str:
    """The stated headline where the heading holds it and a few words more, a kicker above it for instance."""
    short, whole = squeezed(stated or ""), squeezed(head)
    beside = len(whole) - len(short)
    if stated and len(short) >= _LEAST_BESIDE and 0 < beside <= _KICKER and whole.endswith(short):
        return stated
    return head


def squeezed(text: str) -> str:
    """Folded, letters and figures alone."""
    return re.sub(r"\W", "", fold(text))
