"""A page saved as MHTML: its main part read as any page; the date of saving is not the article's."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.decode import declared_charset, decode
from rag.reading.formats.format import Format, Given, one

_RELATED = re.compile(r"^content-type:\s*multipart/related", re.I | re.M)
_SAVED = re.compile(
    r"^(?:snapshot-content-location:|from:\s*<?saved by |x-mimeole:|content-location:\s*\w+:)", re.I | re.M
)


def _sniff(given: Given) -> bool:
    """A multipart of a saved page: newsletters may be of related parts too, but no browser saved them."""
    top = re.split(r"\n\s*\n", given.head.lstrip(), maxsplit=1)[0]
    named = given.suffix in (".mhtml", ".mht")
    return bool(_RELATED.search(top) and (named or _SAVED.search(given.head[:4000]))) and bool(
        re.match(r"[\w-]+:", top)
    )


def _read(given: Given) -> Reading:
    """The page. Raises Unreadable where the file holds none."""
    from rag.reading.formats.html import read_html

    message = parsed(given)
    page = next((part for part in message.walk() if part.get_content_type() in _PAGES), None)
    content = page.get_payload(decode=True) if page is not None else None
    if page is None or not isinstance(content, bytes) or not content.strip():
        raise Unreadable(
            f"{given.name} : aucune page dans ce fichier MHTML ; enregistrez-la de nouveau.",
            f"{given.name}: no page in this MHTML file; save it again.",
        )
    decoded = decode(content, declared=page.get_content_charset() or declared_charset(content))
    raw = read_html(decoded.text)
    address = heading(message, "Snapshot-Content-Location") or heading(page, "Content-Location")
    url = raw.url or (address if re.match(r"https?://\S+$", address) else None)
    return one(replace(raw, format="mhtml", url=url), given, decoded.repairs)


def parsed(given: Given) -> Message:
    """The message of a file. Raises Unreadable for one whose parts are nested without end."""
    try:
        message = email.message_from_bytes(given.data.lstrip(b"\xef\xbb\xbf \t\r\n"))
        sum(1 for _ in message.walk())
    except (RecursionError, LookupError, ValueError, AttributeError, IndexError) as fault:
        raise Unreadable(
            f"{given.name} : message abîmé ou imbriqué trop profondément ; enregistrez-le de nouveau.",
            f"{given.name}: a damaged message, or one nested too deeply; save it again.",
        ) from fault
    return message


def heading(message: Message, name: str) -> str:
    """A field of the head, its words decoded and its lines joined; "" where it lacks. Of an endless one the beginning.

    The standard library's own reading of it takes time that grows with the square of its length.
    """
    raw = " ".join(str(message.get(name) or "")[:_LONGEST].split())
    try:
        return " ".join(str(make_header(decode_header(raw))).split())
    except (HeaderParseError, LookupError, ValueError):
        return raw


_LONGEST = 4_000
_PAGES = ("text/html", "application/xhtml+xml")
FORMAT = Format("mhtml", (".mhtml", ".mht"), _sniff, _read, strict=True)
