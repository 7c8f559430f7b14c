"""What standing questions found, as an Atom feed (RFC 4287)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from rag.types import Finding, Language, Standing

ATOM = "application/atom+xml"
MOST = 100
"""Entries of the feed, the newest."""
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TITLE = {"fr": "Sourcier : questions gardées", "en": "Sourcier: standing questions"}


def atom(kept: Sequence[Standing], address: str, language: Language) -> str:
    """The feed of all findings, newest first; ``address`` is where the program is reached."""
    found = [(finding, item) for item in kept for finding in item.findings]
    found.sort(key=lambda row: row[0].found, reverse=True)
    newest = found[0][0].found if found else max((item.added for item in kept), default="1970-01-01T00:00:00+00:00")
    entries = "".join(_entry(finding, item, address) for finding, item in found[:MOST])
    here = quoteattr(f"{address}/api/standing.atom")
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>{_TITLE[language]}</title><id>urn:sourcier:standing</id><updated>{newest}</updated>"
        f'<link rel="self" href={here}/><author><name>Sourcier</name></author>{entries}</feed>\n'
    )


def _entry(finding: Finding, item: Standing, address: str) -> str:
    cited = finding.citation
    origin = ", ".join(
        part for part in (cited["source"], (cited["published"] or {}).get("value"), cited["title"]) if part
    )
    name = hashlib.sha256(f"{item.id} {cited['article_id']} {cited['quote']}".encode()).hexdigest()[:32]
    link = quoteattr(f"{address}/article/{quote(cited['article_id'])}")
    return (
        f"<entry><title>{_text(item.question)}</title><id>urn:sourcier:standing:{name}</id>"
        f"<updated>{finding.found}</updated><link href={link}/>"
        f"<content>{_text(cited['quote'])}\n{_text(origin)}</content></entry>"
    )


def _text(text: str) -> str:
    return escape(_NO_XML.sub("", text))
