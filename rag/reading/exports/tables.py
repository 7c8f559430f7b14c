"""Tables with an article a row: CSV and TSV by the standard library, XLSX, XLS and ODS by python-calamine.

The columns are known by their names; a table without a column for the text is refused with the names it has.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rag.errors import TooLarge, Unreadable
from rag.reading import Reading
from rag.reading.article.field_names import columns_of
from rag.reading.decode import MAX_BYTES, decode_only
from rag.reading.exports.bibliography import chosen_text
from rag.reading.exports.fields import entry, people, reading
from rag.reading.exports.many import Entry
from rag.reading.formats.format import Format, Given
from rag.reading.formats.markup import has_markup

Row = Sequence[str]

_DELIMITERS = ";,\t|"
_DEEPEST = 15
"""Rows above which the names of the columns stand: titles and remarks may come first."""
_FULL_CELL = 32_767
"""Characters that a cell of Excel holds at most."""
_CUT = "Texte coupé à 32 767 caractères par le tableur : la fin manque."
_MISPLACED = "guillemets mal placés dans le tableau : des lignes ont pu être réunies, vérifiez-le"
_FORMULA = re.compile(r'=(?:HYPERLINK|LIEN_HYPERTEXTE)\(\s*"([^"]*)"\s*(?:[;,]\s*"([^"]*)"\s*)?\)', re.I)
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4})\b(.*)", re.S)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a table, the names of its columns and the place of each field."""

    names: Row
    columns: dict[str, list[int]]
    rows: list[Row]


def find_sheet(rows: Iterable[Row], least: int = 1) -> Sheet | None:
    """The table below the first row that names a text, and ``least`` fields in all; None where no row does."""
    kept: list[Row] = []
    for row in rows:
        kept.append(row)
        if len(kept) > _DEEPEST:
            return None
        columns = columns_of(row)
        if (
            ("text" in columns or ("summary" in columns and len(columns) > 1))
            and len(columns) >= least
            and _are_names(row)
        ):
            return Sheet(row, columns, list(rows))
    return None


def _are_names(row: Row) -> bool:
    return all(len(cell) <= 60 and "\n" not in cell.strip() for cell in row)


def entries_of(sheet: Sheet) -> Iterator[Entry]:
    """An entry for each row that has a text or a title: blank rows and totals have neither."""
    zotero = "item type" in (name.strip().lower() for name in sheet.names)
    sheet = replace(sheet, rows=[[_shown(cell) for cell in row] for row in sheet.rows])
    american = _month_first(sheet)
    for row in sheet.rows:

        def value(field: str, row: Row = row) -> str:
            places = sheet.columns.get(field, ())
            return next((row[at].strip() for at in places if at < len(row) and row[at].strip()), "")

        if not (value("text") or value("title")) and not value("summary"):
            continue
        yield _entry(value, american, zotero)


def _entry(value: Callable[[str], str], american: bool, zotero: bool) -> Entry:
    text, warnings = value("text"), []
    if not text:
        text, warning = chosen_text(value("summary"), [value("notes")] if value("notes") else [])
        warnings.append(warning)
    if _FULL_CELL - 2 <= len(text) <= _FULL_CELL:
        warnings.append(_CUT)
    author = value("author")
    date = value("published") or "-".join(part.zfill(2) for part in map(value, ("year", "month", "day")) if part)
    return entry(
        text,
        title=value("title"),
        standfirst=value("standfirst") or (value("summary") if value("text") and not zotero else None),
        source=value("source"),
        author=people(author.split(";")) if zotero else author,
        published=_date(date, american),
        updated=_date(value("updated"), american),
        url=value("url"),
        markup=has_markup(text),
        warnings=warnings,
    )


def _shown(cell: str) -> str:
    """What a cell shows: the words of a link, the text that a formula only guards."""
    if cell.startswith("="):
        link = _FORMULA.fullmatch(cell.strip())
        if link:
            return link[2] or link[1]
        guarded = re.fullmatch(r'="(.*)"', cell.strip(), re.S)
        return guarded[1].replace('""', '"') if guarded else ""
    return cell


def _month_first(sheet: Sheet) -> bool:
    """Whether dates are written month first: some have no other reading, and none has the usual one only."""
    seen = [
        _NUMBERS.match(row[at].strip())
        for row in sheet.rows
        for at in sheet.columns.get("published", ())
        if at < len(row)
    ]
    pairs = [(int(found[1]), int(found[3])) for found in seen if found]
    return any(second > 12 for _, second in pairs) and all(first <= 12 for first, _ in pairs)


def _date(value: str, american: bool) -> str | None:
    numbers = _NUMBERS.match(value)
    if numbers and american:
        return f"{numbers[4]}-{numbers[1].zfill(2)}-{numbers[3].zfill(2)}"
    serial = re.fullmatch(r"(\d{5})(?:\.\d+)?", value)
    if serial and 15_000 < int(serial[1]) < 60_000:
        return (dt.date(1899, 12, 30) + dt.timedelta(days=int(serial[1]))).isoformat()
    return value or None


def refusal(given: Given, seen: Sequence[Row]) -> Unreadable:
    """The refusal that names the columns seen and those that are looked for."""
    rows = [[cell.strip()[:40] for cell in row if cell.strip()] for row in seen]
    names = next((", ".join(row[:20]) for row in rows if len(row) > 1), "") or "aucune"
    return Unreadable(
        f"{given.name} : tableau reconnu, mais pas ses colonnes ({names}) ; nommez-les « titre », « source », "
        "« auteur », « date », « texte », un article par ligne.",
        f"{given.name}: a table, but its columns are not known ({names}); name them title, source, author, date, text, "
        "with an article a row.",
    )


def _rows(text: str, delimiter: str, strict: bool = False) -> Iterator[Row]:
    csv.field_size_limit(MAX_BYTES)
    return csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), delimiter=delimiter, strict=strict)


def _delimiter(text: str, least: int = 1) -> str | None:
    """The mark that makes columns with known names out of one of the first rows."""
    best: tuple[int, str] = (0, "")
    head = re.sub(r"\A\ufeff?sep=(.)\n", "", text[: 2**16])
    for mark in _DELIMITERS:
        try:
            sheet = find_sheet(_rows(head, mark), least)
        except csv.Error:
            continue
        if sheet is not None and len(sheet.columns) > best[0]:
            best = len(sheet.columns), mark
    return best[1] or None


def _sniff(given: Given) -> bool:
    """A known ending, or a first row that names a text and one field more; no page, no JSON."""
    if not given.is_text or given.is_html or given.start[:1] in (b"{", b"<"):
        return False
    return given.suffix in (".csv", ".tsv", ".tab") or (
        any(mark in given.head[:300].split("\n")[0] for mark in _DELIMITERS)
        and _delimiter(given.head[:4000], 2) is not None
    )


def _read(given: Given) -> Reading:
    """The rows as articles. Raises Unreadable with the names of the columns where they are not known."""
    repaired: list[str] = []
    text = re.sub(r"\A\ufeff?sep=.\n", "", decode_only(given.data, repaired))
    delimiter = _delimiter(text)
    if delimiter is None:
        mark = max(_DELIMITERS, key=text[:2000].count)
        raise refusal(given, [row for row, _ in zip(_rows(text[:20_000], mark), range(_DEEPEST), strict=False)])
    sheet, notes = _parsed(given, text, delimiter)
    found = reading(given, entries_of(sheet), "csv", what="tableau", repaired=repaired)
    return replace(found, problems=(*notes, *found.problems))


def _parsed(given: Given, text: str, delimiter: str) -> tuple[Sheet, tuple[str, ...]]:
    """The table, and a note where its quotation marks are not where they should be: a cell may hold several rows."""
    for strict in (True, False):
        try:
            sheet = find_sheet(_rows(text, delimiter, strict))
        except csv.Error:
            continue
        if sheet is None:
            raise refusal(given, [])
        return sheet, () if strict else (_MISPLACED,)
    raise TooLarge(
        f"{given.name} : une cellule dépasse la limite (guillemet jamais fermé ?) ; enregistrez de nouveau le tableau.",
        f"{given.name}: a cell is over the limit (a quotation mark never closed?); save the table again.",
    )


FORMAT = Format("csv", (".csv", ".tsv"), _sniff, _read, many=True, strict=True)
