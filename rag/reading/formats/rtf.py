"""RTF as plain text, by striprtf: pictures and objects are left out unread, page breaks are form feeds."""

from __future__ import annotations

import re

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.article.draft import RawArticle
from rag.reading.decode import check_text, clean
from rag.reading.exports.many import articles
from rag.reading.exports.reviews import split_plain
from rag.reading.formats.format import Format, Given, one

MAX_DEPTH = 400
"""Groups nested deeper are no document of a word processor."""

_PACKED = re.compile(r"[0-9a-fA-F\s]{1000,}")
"""Pictures and objects, written out in hexadecimal digits: no text has a thousand of them in a row."""
_PAGE = re.compile(r"\\(?:page|sect)(?![a-z])")


def read_rtf(data: bytes, name: str) -> RawArticle:
    """The paragraphs of an RTF file. Raises Unreadable for one that is damaged."""
    from rag.reading.formats.plain import text_lines

    repairs: list[str] = []
    text = clean(rtf_text(data, name, repairs), repairs)
    text = re.sub(r"\n{3,}", "\n\n", text).strip("\n")
    check_text(text, name)
    return RawArticle(text, text_lines(text), "rtf", warnings=tuple(dict.fromkeys(repairs)))


def rtf_text(data: bytes, name: str, repairs: list[str] | None = None) -> str:
    """The text of an RTF file: a paragraph a line, cells ended by « | », pages and sections by a form feed.

    Raises Unreadable.
    """
    source = _PACKED.sub(" ", _source(data))
    if not source.lstrip().startswith("{\\rtf") or _depth(source) > MAX_DEPTH:
        raise _damaged(name)
    from striprtf.striprtf import rtf_to_text

    try:
        text = str(rtf_to_text(_PAGE.sub(r"\\par \f\\par ", source), errors="replace"))  # type: ignore[no-untyped-call]
    except (ValueError, LookupError, TypeError, OverflowError) as fault:
        raise _damaged(name) from fault
    # Signs beyond the first plane are written as two halves.
    text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    bad = text.count("\ufffd")
    if bad and repairs is not None:
        repairs.append(f"{bad} caractère{'s' * (bad > 1)} illisible{'s' * (bad > 1)} dans le fichier RTF")
    return text


def _source(data: bytes) -> str:
    """RTF is ASCII; bytes beyond it, which careless programs write, are UTF-8 where they can be."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _depth(source: str) -> int:
    """How deep groups are nested."""
    deepest = depth = 0
    for brace in re.finditer(r"\\.|[{}]", source, re.S):
        depth += {"{": 1, "}": -1}.get(brace.group(), 0)
        deepest = max(deepest, depth)
    return deepest


def _damaged(name: str) -> Unreadable:
    return Unreadable(
        f"{name} : document RTF abîmé ou suspect ; enregistrez-le de nouveau en .docx.",
        f"{name}: this RTF document is damaged or suspect; save it again as .docx.",
    )


def _sniff(given: Given) -> bool:
    return given.is_rtf


def _read(given: Given) -> Reading:
    """One article, or those of a press review."""
    raw = read_rtf(given.data, given.name)
    review = split_plain(raw.text.split("\n"))
    if review is None:
        return one(raw, given)
    raws = [entry.raw("rtf") for entry in review.entries]
    return articles(given, raws, marks=review.marks, what="revue de presse", repaired=raw.warnings)


FORMAT = Format("rtf", (".rtf",), _sniff, _read)
