"""CSL-JSON as Zotero writes it: an array of references."""

from __future__ import annotations

import json
from typing import Any

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.decode import decode_only
from rag.reading.exports.bibliography import chosen_text
from rag.reading.exports.fields import entry, people, reading
from rag.reading.exports.many import Entry
from rag.reading.formats.format import Format, Given
from rag.reading.formats.markup import has_markup


def _sniff(given: Given) -> bool:
    """Whether a file is JSON of references: their type, and a journal or a date by parts."""
    head = given.head.lstrip("\ufeff \t\r\n")
    return head[:1] in ("[", "{") and '"type"' in head and ('"container-title"' in head or '"date-parts"' in head)


def _read(given: Given) -> Reading:
    """One article for each reference that has a summary."""
    repaired: list[str] = []
    try:
        whole = json.loads(decode_only(given.data, repaired), strict=False)
    except (ValueError, RecursionError) as fault:
        raise Unreadable(
            f"{given.name} : CSL-JSON incomplet ou abîmé ; exportez-le de nouveau.",
            f"{given.name}: incomplete or damaged CSL-JSON; export it again.",
        ) from fault
    items = whole.get("items", [whole]) if isinstance(whole, dict) else whole
    items = [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
    return reading(given, map(_entry, items), "csl-json", what="CSL-JSON", repaired=repaired)


def _entry(item: dict[str, Any]) -> Entry:
    text, warning = chosen_text(_text(item.get("abstract")) or "", ())
    authors = item.get("author")
    return entry(
        text,
        title=_text(item.get("title")),
        source=_text(item.get("container-title")) or _text(item.get("publisher")),
        author=people(filter(None, map(_person, authors if isinstance(authors, list) else []))),
        published=_date(item.get("issued")),
        url=_text(item.get("URL")),
        markup=has_markup(text),
        warnings=(warning,),
    )


def _person(given: object) -> str | None:
    if not isinstance(given, dict):
        return _text(given)
    parts = (given.get(key) for key in ("given", "dropping-particle", "non-dropping-particle", "family"))
    return _text(given.get("literal")) or " ".join(part for part in parts if isinstance(part, str)) or None


def _date(issued: object) -> str | None:
    """The date by parts, some of them written as text; else as it was typed. Of an interval the start."""
    if not isinstance(issued, dict):
        return _text(issued)
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts else None
    if isinstance(first, list) and first:
        return "-".join(str(part).zfill(2) for part in first[:3])
    return _text(issued.get("raw")) or _text(issued.get("literal"))


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return value.strip() or None if isinstance(value, str) else None


FORMAT = Format("csl-json", (".json",), _sniff, _read, many=True)
