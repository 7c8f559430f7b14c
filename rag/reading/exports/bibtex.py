"""BibTeX and BibLaTeX, by bibtexparser: accents of TeX become letters, braces go."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rag.reading import Reading
from rag.reading.decode import decode_only
from rag.reading.exports.bibliography import chosen_text
from rag.reading.exports.fields import entry, person, reading
from rag.reading.exports.many import Entry
from rag.reading.formats.format import Format, Given
from rag.reading.formats.markup import has_markup

if TYPE_CHECKING:
    from bibtexparser.library import Library

_HEAD = re.compile(
    r"(?:\s*(?:%[^\n]*\n|@(?:comment|preamble|string)\s*[{(][^\n]*\n))*\s*@[a-z]{4,20}\s*\{[^\s{},]*,", re.I
)
_ENTRY = re.compile(r"^\s*@(?!comment|preamble|string)[a-z]+\s*\{", re.I | re.M)


def _sniff(given: Given) -> bool:
    return bool(_HEAD.match(given.head[:4000]))


def _read(given: Given) -> Reading:
    """One article for each entry that has a summary."""
    repaired: list[str] = []
    text = decode_only(given.data, repaired)
    library = _library(text)
    entries = [_entry({key.lower(): str(field.value) for key, field in e.fields_dict.items()}) for e in library.entries]
    held = len(_ENTRY.findall(text))
    return reading(given, entries, "bibtex", marks=held, what="fichier BibTeX", repaired=repaired)


def _library(text: str) -> Library:
    import bibtexparser

    # What could not be parsed is counted; the library says so on standard error as well.
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    return bibtexparser.parse_string(text)  # type: ignore[attr-defined]


def _entry(fields: Mapping[str, str]) -> Entry:
    def value(*names: str) -> str:
        return next((text for name in names if (text := _plain(fields.get(name, "")))), "")

    note = fields.get("annotation") or fields.get("annote") or ""
    text, warning = chosen_text(fields.get("abstract", ""), [note] if note else [])
    names = re.split(r"\s+and\s+", fields.get("author", ""))
    authors = [_plain(name) if name.startswith("{") else person(_plain(name)) for name in names]
    return entry(
        text if has_markup(text) else _plain_text(text),
        title=value("title") or None,
        source=value("journal", "journaltitle", "booktitle", "howpublished", "publisher") or None,
        author=" ; ".join(filter(None, authors)),
        published=_date(fields),
        url=value("url") or None,
        markup=has_markup(text),
        warnings=(warning,),
    )


def _date(fields: Mapping[str, str]) -> str | None:
    """``date`` where there is one; else the month, by its name or number, and the year."""
    date, year, month, day = (_plain(fields.get(name, "")) for name in ("date", "year", "month", "day"))
    if date or not month:
        return date.partition("/")[0] or year or None
    parts = [year, month.zfill(2), *([day.zfill(2)] if day.isdigit() else [])]
    return "-".join(parts) if month.isdigit() else " ".join(filter(None, (day if day.isdigit() else "", month, year)))


def _plain(value: str) -> str:
    return " ".join(_plain_text(value).split())


def _plain_text(value: str) -> str:
    """A value of TeX as text; its line breaks stay."""
    if "\\" in value or "$" in value:
        from pylatexenc.latex2text import LatexNodes2Text

        paragraphs = value.split("\n")
        value = "\n".join(
            LatexNodes2Text(math_mode="verbatim").latex_to_text(part, tolerant_parsing=True) for part in paragraphs
        )
    return value.replace("{", "").replace("}", "").replace("~", "\u00a0")


FORMAT = Format("bibtex", (".bib",), _sniff, _read, many=True, strict=True)
