"""RIS of Zotero and of press databases: two letters, two blanks, a hyphen, a value, which may run over lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.reading import Reading
from rag.reading.decode import decode_only
from rag.reading.exports.bibliography import chosen_text, exchanged
from rag.reading.exports.fields import entry, people, reading
from rag.reading.exports.many import Entry
from rag.reading.formats.format import Format, Given
from rag.reading.formats.markup import has_markup

_TAG = re.compile(r"^([A-Z][A-Z0-9]) {1,2}-(?: (.*)|)$")
_HEAD = re.compile(r"\s*(?:\d+\.?\s*\n)?TY {1,2}- ?\w+[ \t]*\n")

_Record = dict[str, list[str]]


def _sniff(given: Given) -> bool:
    return bool(_HEAD.match(given.head))


def _read(given: Given) -> Reading:
    """One article for each reference that has a text."""
    repaired: list[str] = []
    text = decode_only(given.data, repaired)
    return reading(given, map(_entry, _records(text)), "ris", what="fichier RIS", repaired=repaired)


def _records(text: str) -> Iterator[_Record]:
    record: _Record = {}
    last = ""
    for line in text.split("\n"):
        tag = _TAG.match(line.rstrip())
        if tag and tag[1] == "TY":
            if record:
                yield record
            record, last = {"TY": [tag[2] or ""]}, ""
        elif tag and tag[1] == "ER":
            last = ""
        elif tag and record:
            last = tag[1]
            record.setdefault(last, []).append(tag[2] or "")
        elif last:
            record[last][-1] += "\n" + line
    if record:
        yield record


def _entry(record: _Record) -> Entry:
    def value(*tags: str) -> str:
        return next((text.strip() for tag in tags for text in record.get(tag, ()) if text.strip()), "")

    text, warning = chosen_text(max(value("AB"), value("N2"), key=len), record.get("N1", []))
    title, text = exchanged(value("TI", "T1", "CT") or None, text)
    return entry(
        text,
        title=title,
        source=value("T2", "JF", "JO", "JA", "BT", "PB") or None,
        author=people([*record.get("AU", ()), *record.get("A1", ())]),
        published=_date(value("DA", "Y1", "PY")),
        url=value("UR") or None,
        markup=has_markup(text),
        warnings=(warning,),
    )


def _date(value: str) -> str | None:
    """« 2021/03/15/ », « 2021/03// » and « 2021/// »: the parts that are given."""
    parts = [part.zfill(2) for part in value.split("/")[:3] if part.isdigit()] if "/" in value else []
    return "-".join(parts) if parts and len(parts[0]) == 4 else value or None


FORMAT = Format("ris", (".ris",), _sniff, _read, many=True, strict=True)
