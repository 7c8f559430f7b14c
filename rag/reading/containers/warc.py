"""Web archives: the pages among their records, each read as any page; the date of capture is not the article's."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rag.errors import SourcierError, Unreadable
from rag.reading import Reading
from rag.reading.article.draft import to_draft
from rag.reading.decode import MAX_BYTES, declared_charset, decode
from rag.reading.formats.format import Format, Given
from rag.types import CITABLE, Draft

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

MOST_RECORDS = 50_000
LITTLE = 200
"""Citable characters under which a page is no article but a list of links."""
_FRONT = ("", "/", "/index.html", "/index.php", "/accueil", "/home", "/fr", "/fr/")


@dataclass(slots=True)
class _Page:
    url: str
    content: bytes
    charset: str | None


def _sniff(given: Given) -> bool:
    return given.start.startswith((b"WARC/1.", b"WARC/0."))


def _read(given: Given) -> Reading:
    """One article for each page that is one; of a page captured twice the last. Raises Unreadable."""
    problems: list[str] = []
    pages = {page.url: page for page in _pages(given, problems)}
    drafts: list[Draft] = []
    others: list[str] = []
    for page in pages.values():
        draft = _draft(page, given)
        if draft is None:
            others.append(page.url)
        else:
            drafts.append(replace(draft, record=len(drafts)))
    if others:
        shown = ", ".join(others[:5]) + (" …" if len(others) > 5 else "")
        count = f"{len(others)} page{'s' * (len(others) > 1)}"
        problems.append(f"{count} sans article, laissée{'s' * (len(others) > 1)} de côté : {shown}")
    if not drafts:
        raise Unreadable(
            f"{given.name} : archive web reconnue, mais sans page d'article ({len(pages)} pages HTML).",
            f"{given.name}: a web archive, but without the page of an article ({len(pages)} HTML pages).",
        )
    return Reading(tuple(drafts), tuple(problems))


def _pages(given: Given, problems: list[str]) -> Iterator[_Page]:
    """The HTML pages that a server gave; what stands behind a damaged record is lost, and said to be."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        for number, record in enumerate(ArchiveIterator(io.BytesIO(given.data))):
            if number >= MOST_RECORDS:
                problems.append(f"plus de {MOST_RECORDS} enregistrements : les suivants ne sont pas lus")
                return
            if (page := _page(record)) is not None:
                yield page
    except (ArchiveLoadFailed, OSError, EOFError, ValueError, KeyError, AttributeError) as fault:
        problems.append(f"archive abîmée, lue jusqu'à l'enregistrement endommagé ({type(fault).__name__})")


def _page(record: ArcWarcRecord) -> _Page | None:
    if record.rec_type not in ("response", "resource"):
        return None
    headers = record.http_headers
    kind = str((headers.get_header("Content-Type") if headers else record.rec_headers.get_header("Content-Type")) or "")
    good = headers is None or str(headers.get_statuscode()) == "200"
    if not good or not kind.lower().startswith(("text/html", "application/xhtml")):
        return None
    content = record.content_stream().read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        return None
    charset = kind.lower().partition("charset=")[2].strip(" \"'") or None
    return _Page(str(record.rec_headers.get_header("WARC-Target-URI") or ""), content, charset)


def _draft(page: _Page, given: Given) -> Draft | None:
    """The page as an article; None for front pages, lists and errors."""
    from rag.reading.formats.html import read_html

    parts = urlsplit(page.url.strip("<>"))
    if parts.path.lower() in _FRONT and not parts.query:
        return None
    try:
        raw = read_html(decode(page.content, declared=page.charset or declared_charset(page.content)).text)
        draft = to_draft(replace(raw, format="warc", url=raw.url or page.url), today=given.today)
    except SourcierError:
        return None
    citable = sum(line.end - line.start for line in draft.lines if line.label in CITABLE)
    return draft if citable >= LITTLE else None


FORMAT = Format("warc", (".warc",), _sniff, _read, many=True, strict=True)
