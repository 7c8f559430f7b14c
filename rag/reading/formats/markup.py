"""The tags of a page as blocks with hints: for whole pages, fragments, and text with tags in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from typing import TYPE_CHECKING

from rag.reading.article.draft import Block, join_blocks
from rag.reading.article.zones import Hint, RawLine

if TYPE_CHECKING:
    from lxml.html import HtmlElement

MAX_DEPTH = 200
"""Tags nested deeper are read as flat text."""

_MARKUP = re.compile(r"</(?:p|div|h[1-6]|ul|ol|table|script|article|section)>|<br\s*/?>|<p[ >]", re.I)
_SKIPPED = frozenset(
    "script style noscript template svg iframe object embed head textarea select option math canvas audio video".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body button caption center dd details dialog div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hr html label legend li main nav ol p pre section summary table tbody tfoot"
    " thead time title tr ul".split()
)
_WHOLE = frozenset({"html", "body", "main", "article"})
"""Elements whose class speaks of the page or the article as a whole."""
_INLINE = frozenset({"span", "small", "strong", "em", "a", "b", "i"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KICKER = re.compile(
    r"kicker|sur-?titre|overline|eyebrow|rubrique|categor(?:y|ie)|topline|dachzeile|cintillo|antetitulo", re.I
)
_CLOSING = ".!?:»”)"
_INLINE_BLOCKS = frozenset({"time", "label", "button"})
_TAG_HINTS: dict[str, Hint] = {
    "h1": "title",
    "h2": "heading",
    "h3": "heading",
    "h4": "heading",
    "h5": "heading",
    "h6": "heading",
    "figcaption": "caption",
    "nav": "furniture",
    "footer": "furniture",
    "form": "furniture",
    "button": "furniture",
    "dialog": "furniture",
    "aside": "teaser",
}
_CLASS_NAMES: tuple[tuple[Hint, str], ...] = (
    ("comment", r"comments?|commentaires?|reactions?|disqus\w*|reponses?|comentarios?"),
    (
        "furniture",
        r"share|sharing|partage|social|cookies?|gdpr|consent|newsletter|promo|pub|ads?|advert\w*|paywall|abonnement"
        r"|breadcrumbs?|fil|menu|nav|navigation|tags?|toolbar|bandeau|banner|subscribe|subscription|popup|modal",
    ),
    (
        "teaser",
        r"related|teasers?|lire|read-?more|recommend\w*|most-?read|plus-lus|outbrain|taboola|en-bref|sidebar|voir-aussi",
    ),
    ("caption", r"legende|caption|credits?"),
    ("byline", r"byline|author|auteur|signature|sig"),
    ("standfirst", r"chapo|chapeau|standfirst|excerpt|dek|article__desc"),
)
_CLASS_HINTS: tuple[tuple[Hint, re.Pattern[str]], ...] = tuple(
    (hint, re.compile(rf"(?:^|[\s_-])(?:{names})(?:$|[\s_-])", re.I)) for hint, names in _CLASS_NAMES
)


@dataclass(slots=True)
class Node:
    """A block of text with the element that holds it and the hint of the nearest tag that gives one."""

    text: str
    element: HtmlElement
    hint: Hint | None
    inside: tuple[HtmlElement, ...] = field(default=())
    """The elements whose class or tag gave a hint, outermost first."""
    tight: bool = False
    """Whether no blank line stands before it: a row, a list item, the text after one line break."""


def has_markup(text: str) -> bool:
    """Whether a text that is no page has at least three block tags in it."""
    return len(_MARKUP.findall(text[:200_000])) >= 3


def parse(markup: str) -> HtmlElement | None:
    """The tree of a page or fragment; None where there is nothing to parse."""
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        return html.document_fromstring(markup.encode("utf-8", "ignore"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def text_with_tags(text: str) -> tuple[str, list[RawLine]]:
    """Text in which both line breaks and tags matter: the tags go, the breaks stay."""
    tree = parse(re.sub(r"\n", "<br>\n", text))
    blocks = [Block(node.text, node.hint, node.tight) for node in nodes_of(tree)] if tree is not None else []
    return join_blocks(blocks or [Block(line) for line in flat_text(text).split("\n") if line])


def flat_text(markup: str) -> str:
    """The text of markup that no parser follows, nested too deep for instance."""
    return re.sub(r"\s*\n\s*", "\n", unescape(re.sub(r"<[^<>]*>", "\n", markup))).strip()


def nodes_of(tree: HtmlElement) -> Iterator[Node]:
    """The visible text of a tree, block by block, in the order of the page."""
    yield from _Walk().run(tree)


def hint_of(element: HtmlElement) -> Hint | None:
    """What the tag, the class or the id of an element says of its text."""
    if element.tag in _WHOLE:
        return None
    if _is_kicker(element):
        return "furniture"
    if element.tag == "h1":
        return "title"
    named = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('itemprop') or ''}".strip()
    if named:
        for hint, pattern in _CLASS_HINTS:
            if pattern.search(named):
                return hint
    return _TAG_HINTS.get(element.tag)


def _is_kicker(element: HtmlElement) -> bool:
    """The line above a headline that stands in its element: a section or a subject."""
    parent = element.getparent()
    within = element.tag in _INLINE and parent is not None and parent.tag in _HEADINGS
    return (
        within
        and bool(_KICKER.search(f"{element.get('class') or ''}"))
        and bool((element.tail or "").strip() or element.getnext() is not None)
    )


class _Walk:
    """A walk without recursion, so that deep nesting cannot exhaust the stack."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.breaks = 2
        self.last_tag = ""

    def run(self, tree: HtmlElement) -> Iterator[Node]:
        stack: list[tuple[HtmlElement, bool, tuple[HtmlElement, ...]]] = [(tree, False, ())]
        hinted: tuple[HtmlElement, ...] = ()
        holder = tree
        while stack:
            element, done, before = stack.pop()
            block = (element.tag in _BLOCKS and element.tag not in _INLINE_BLOCKS) or _is_kicker(element)
            if done:
                if block:
                    yield from self._flush(element, hinted)
                    self.breaks = 2
                hinted = before
                self._put(element.tail or (" " if _apart(element) else ""), element)
                holder = element.getparent() if element.getparent() is not None else holder
                continue
            if not isinstance(element.tag, str) or element.tag in _SKIPPED or _hidden(element):
                self.pieces.append(element.tail or "")
                continue
            if block:
                yield from self._flush(holder, hinted)
                self.breaks = 2
            elif element.tag in ("td", "th") and "".join(self.pieces).strip():
                self.pieces.append(" | ")
            holder = element if block else holder
            stack.append((element, True, hinted))
            if hint_of(element) is not None:
                hinted = (*hinted[-MAX_DEPTH:], element)
            if element.tag == "br":
                yield from self._flush(holder, hinted)
                self.breaks += 1
            self._put(element.text or "", element)
            stack.extend((child, False, ()) for child in reversed(element))
        yield from self._flush(tree, hinted)

    def _put(self, text: str, beside: HtmlElement) -> None:
        """Text inside or after an element; in a heading a capital right after a small letter begins a word."""
        before = next((piece for piece in reversed(self.pieces) if piece), "")[-1:]
        if beside.tag in _INLINE and _new_word(before, text[:1]) and _in_heading(beside):
            self.pieces.append(" ")
        self.pieces.append(text)

    def _flush(self, element: HtmlElement, hinted: tuple[HtmlElement, ...]) -> Iterator[Node]:
        text = " ".join(re.split(r"[ \t\n\r]+", "".join(self.pieces))).strip(" \t\n\r\u00a0")
        self.pieces.clear()
        if text:
            tag = str(element.tag)
            tight = self.breaks == 1 or (tag in ("tr", "li") and tag == self.last_tag)
            self.breaks, self.last_tag = 0, tag
            yield Node(text, element, strongest(hinted), hinted, tight)


def _in_heading(element: HtmlElement) -> bool:
    return any(ancestor.tag in _HEADINGS for ancestor in list(element.iterancestors())[:3])


def _new_word(before: str, after: str) -> bool:
    return (before.islower() or before in _CLOSING) and before != "" and after.isupper()


def strongest(hinted: Sequence[HtmlElement]) -> Hint | None:
    """The zone that an outer element opens wins over what an inner one says."""
    hints = [hint_of(element) for element in hinted]
    for hint in ("comment", "furniture", "teaser", "caption"):
        if hint in hints:
            return hint
    return hints[-1] if hints else None


def _apart(element: HtmlElement) -> bool:
    """Whether the page shows a gap after it although there is none in the markup."""
    following = element.getnext()
    apart = ("a", "button", "label", "time")
    return element.tag in apart and following is not None and following.tag in apart


def _hidden(element: HtmlElement) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style
