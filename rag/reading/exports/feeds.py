"""RSS and Atom by feedparser, from the bytes given: nothing is fetched."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.article.draft import Block
from rag.reading.exports.fields import entry, reading
from rag.reading.exports.many import Entry
from rag.reading.formats.format import Format, Given

_FEED = re.compile(
    r"(?:(?><!--.*?-->)|(?><\?[^<>]*\?>)|(?><!DOCTYPE[^<>\[]*(?:\[[^\]]*\]\s*)?>)|\s++)*+<(?:\w+:)?(?:rss|feed|RDF)[\s>]",
    re.S,
)
"""Nothing is tried twice: the head of any file comes here."""
_ENTITY = re.compile(rb"<!ENTITY", re.I)
_MARK = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_TAIL = re.compile(
    r"(?:l['’]article|cet article|le post|la publication|the post|the article|this (?:post|article)|el articulo"
    r"|la entrada)\b.{0,300}(?:est apparue? en premier|est paru|appeared first|first appeared|was first published"
    r"|aparece primero|se public)",
    re.I | re.S,
)
_MORE = re.compile(
    r"(?:\[?(?:…|\.\.\.)\]?\s*)?(?:lire la suite|lire l['’]article|en savoir plus|read more|continue reading"
    r"|leer m[aá]s)\W*$",
    re.I,
)
_ALERT = re.compile(r"google alert|alerte google|google (?:news|actualit)", re.I)
_SUMMARY = "Le flux ne donne qu'un résumé de cet article."


def _sniff(given: Given) -> bool:
    return given.is_text and bool(_FEED.match(given.head.lstrip("\ufeff")))


def _read(given: Given) -> Reading:
    """One article for each item. Raises Unreadable for what is no feed, or declares entities of its own."""
    if _ENTITY.search(given.data[:100_000]):
        raise Unreadable(f"{given.name} : flux suspect (entités).", f"{given.name}: suspect feed (entities).")
    import feedparser

    feed = feedparser.parse(io.BytesIO(given.data), resolve_relative_uris=False, sanitize_html=False)
    entries = [_entry(item, feed.feed, str(feed.version)) for item in feed.entries]
    marks = len(_MARK.findall(given.data))
    return reading(given, entries, "rss", marks=marks, what="flux RSS ou Atom")


def _entry(item: Mapping[str, Any], feed: Mapping[str, Any], version: str) -> Entry:
    full = max((str(part.get("value") or "") for part in item.get("content", ())), key=len, default="")
    summary = str(item.get("summary") or "")
    text = full if len(full) >= len(summary) else summary
    # Atom says when an article came out and when it was changed; RSS 1.0 has one date, which is read as a change.
    published, updated = item.get("published"), item.get("updated") if "updated" in item else None
    if published is None and not version.startswith("atom"):
        published, updated = updated, None
    source = item.get("source") or {}
    outlet = source.get("title") or feed.get("title")
    made = entry(
        text,
        title=_plain(item.get("title")),
        source=None if outlet and _ALERT.search(str(outlet)) else _plain(outlet),
        author=_plain(item.get("author")),
        published=published,
        updated=updated,
        url=item.get("link"),
        markup=True,
        warnings=() if full else (_SUMMARY,),
    )
    made.blocks[:] = [_without_more(block) for block in made.blocks]
    return made


def _without_more(block: Block) -> Block:
    """What the site adds below an article is not of it: « L'article X est apparu en premier sur Y »."""
    if block.hint == "body" and (_TAIL.match(block.text) or _MORE.match(block.text)):
        return Block(block.text, "furniture", block.tight)
    if block.hint == "body" and (more := _MORE.search(block.text)):
        return Block(block.text[: more.start()].rstrip(), "body", block.tight) if more.start() else block
    return block


def _plain(value: object) -> str | None:
    """A title as text: some feeds escape it twice, some write tags in it."""
    text = re.sub(r"<[^<>]*>", "", unescape(unescape(str(value or ""))))
    return " ".join(text.split()) or None


FORMAT = Format("rss", (".rss", ".atom", ".xml"), _sniff, _read, many=True, strict=True)
