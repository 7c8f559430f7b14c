"""What a page states of itself: JSON-LD first, then meta tags, then its <title>."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_ARTICLE = re.compile(r"Article$|^(?:BlogPosting|Report|LiveBlogPosting|Review)$")
_DATES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "date",
    "publication_date",
    "publish-date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
)
_UPDATES = ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified", "revised")
_AUTHORS = ("author", "article:author", "dc.creator", "dcterms.creator", "parsely-author", "sailthru.author", "byl")
_SOURCES = ("og:site_name", "dc.publisher", "dcterms.publisher", "application-name", "publisher")
_TITLES = ("og:title", "twitter:title", "dc.title", "title")
_MOST_NODES = 2_000
_MOST_AUTHORS = 4
"""More names than these are those of a list of articles."""
_ALL_OF = re.compile(r"\b(?:posts?|articles?|beitr[aä]ge|entradas|billets|tous|toutes|all|alle)\b", re.I)
_UPDATE = re.compile(r"mise? à jour|modifi|actualis|updated|actualizad|edited", re.I)


@dataclass(frozen=True, slots=True)
class Meta:
    """Statements as written; nothing cleaned, dates not parsed."""

    title: str | None = None
    source: str | None = None
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    url: str | None = None
    paywalled: bool = False
    page_title: str = ""
    """The text of <title>, which often ends in the outlet's name."""


def read_meta(tree: HtmlElement) -> Meta:
    """The metadata of a parsed page."""
    tags = _tags(tree)
    objects = list(_stated(tree))
    named = {node["@id"]: node for node in objects if isinstance(node.get("@id"), str) and "name" in node}
    stated = next((node for node in objects if _is_article(node)), {})

    def tag(*names: str) -> str | None:
        return next((tags[name] for name in names if tags.get(name)), None)

    links = tree.xpath("//link[@rel='canonical']/@href")
    return Meta(
        title=_text(stated.get("headline")) or tag(*_TITLES),
        # The organisation that a graph refers to is often the company behind the paper.
        source=_name(stated.get("publisher"), {}) or tag(*_SOURCES) or _name(stated.get("publisher"), named),
        author=_name(stated.get("author"), named) or _no_address(tag(*_AUTHORS)) or _marked_author(tree),
        published=_text(stated.get("datePublished"))
        or tag(*_DATES)
        or _time(tree, "datePublished")
        or _headline_time(tree),
        updated=_text(stated.get("dateModified")) or tag(*_UPDATES) or _time(tree, "dateModified"),
        url=_web(links[0] if links else None) or _web(tag("og:url")) or _web(_text(stated.get("url"))),
        page_title=" ".join(str(tree.xpath("string(//title)")).split()),
        paywalled=str(stated.get("isAccessibleForFree")).lower() == "false",
    )


def _tags(tree: HtmlElement) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.xpath("//meta[@content]")[:_MOST_NODES]:
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        found.setdefault(str(name).strip().lower(), " ".join(str(element.get("content")).split()))
    return found


def _stated(tree: HtmlElement) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects of the page."""
    for script in tree.xpath("//script[contains(@type, 'ld+json')]")[:50]:
        try:
            value = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _objects(value)


def _is_article(node: dict[str, Any]) -> bool:
    kinds = node.get("@type")
    return any(
        isinstance(kind, str) and _ARTICLE.search(kind) for kind in (kinds if isinstance(kinds, list) else [kinds])
    )


def _objects(value: object) -> Iterator[dict[str, Any]]:
    """Objects at the top, in lists, in @graph or as mainEntity; a bounded number of them."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_NODES:
        node = waiting.pop(0)
        seen += 1
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            waiting.extend(
                node[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(node.get(key), (list, dict))
            )


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return " ".join(value.split()) or None if isinstance(value, str) else None


def _name(value: object, named: Mapping[str, dict[str, Any]]) -> str | None:
    """The name of a person or organisation, or several joined by commas; ``named`` holds those referred to by @id."""
    if isinstance(value, list):
        names = [name for name in (_name(part, named) for part in value) if name]
        return ", ".join(dict.fromkeys(names)) or None
    if isinstance(value, dict):
        reference = value.get("@id")
        other = named.get(reference, {}) if isinstance(reference, str) else {}
        return _text(value.get("name")) or _text(other.get("name"))
    return _no_address(_text(value))


def _no_address(value: str | None) -> str | None:
    return None if value and re.match(r"https?://|@", value) else value


def _web(value: str | None) -> str | None:
    return value if value and re.match(r"https?://\S+$", value) else None


def _marked_author(tree: HtmlElement) -> str | None:
    """The author that microdata or a link name: of the article, not of what stands beside or below it."""
    found = [
        _text("".join((element.xpath("(.//*[@itemprop='name'])[1]") or [element])[0].itertext()))
        or element.get("content")
        for element in tree.xpath("//*[@itemprop='author' or @itemprop='creator'] | //a[contains(@rel, 'author')]")[:50]
        if not element.xpath("ancestor::aside or ancestor::nav or ancestor::footer") and not _of_another(element)
    ]
    names = list(dict.fromkeys(name for name in found if name and len(name) <= 60 and not _ALL_OF.search(name)))
    return ", ".join(names) if 1 <= len(names) <= _MOST_AUTHORS else None


def _of_another(element: HtmlElement) -> bool:
    """Whether the innermost object that has this author is a comment, or another article beside this one."""
    scopes = element.xpath("ancestor::*[@itemscope][1]/@itemtype")
    listed = element.xpath("ancestor::li or ancestor::*[contains(@class, 'comment') or contains(@id, 'comment')]")
    return bool(listed) or bool(scopes and not _ARTICLE.search(str(scopes[0])))


def _time(tree: HtmlElement, name: str) -> str | None:
    found = tree.xpath(f"//*[@itemprop='{name}']")
    if not found:
        return None
    value = found[0].get("datetime") or found[0].get("content")
    return str(value) if value else None


def _headline_time(tree: HtmlElement) -> str | None:
    """The machine's date of the one <time> between the headline and the first paragraph, unless it is an update's."""
    found = []
    for element in tree.xpath("(//h1)[1]/following::*[self::time or self::p]")[:200]:
        text = " ".join(element.text_content().split())
        if element.tag == "p" and len(text) > 70:
            break
        if element.get("datetime") and not element.xpath("ancestor::aside or ancestor::nav or ancestor::footer"):
            said = f"{''.join(element.xpath('preceding::text()[position() < 4]'))} {text} {element.get('class') or ''}"
            if "published" in said or not _UPDATE.search(said):
                found.append(str(element.get("datetime")))
    return found[0] if len(found) == 1 else None
