"""XLSX, XLSM, XLS and ODS by python-calamine: values only, no formula is worked out and no macro run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from rag.errors import Unreadable
from rag.reading import Reading
from rag.reading.exports.fields import reading
from rag.reading.exports.many import Entry
from rag.reading.exports.tables import Row, entries_of, find_sheet, refusal
from rag.reading.formats.format import Format, Given
from rag.reading.safe_zip import check_zip

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook

_OLE = b"\xd0\xcf\x11\xe0"
_BOOK = "Workbook".encode("utf-16-le")
_WORD = "WordDocument".encode("utf-16-le")
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PARTS = ("xl/workbook.xml", "xl/workbook.bin")
_SHEET = "application/vnd.oasis.opendocument.spreadsheet"
_MOST_CELLS = 5_000_000


def _sniff(given: Given) -> bool:
    if given.start.startswith(_OLE):
        word = _WORD in given.data
        return (_BOOK in given.data and not word) or _LOCKED in given.data
    named = given.suffix in (".xlsx", ".xlsm", ".ods") and not given.members
    odf = given.member("mimetype", 100).decode("ascii", "replace").startswith(_SHEET)
    return given.is_zip and (named or odf or any(part in given.members for part in _PARTS))


def _read(given: Given) -> Reading:
    """The rows of every sheet whose columns are known. Raises Unreadable."""
    if given.start.startswith(_OLE) and _LOCKED in given.data:
        raise _locked(given)
    if given.is_zip:
        check_zip(given)
    entries: list[Entry] = []
    unknown: list[str] = []
    seen: list[Row] = []
    book = _open(given)
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        found = find_sheet(_rows(sheet))
        if found is not None:
            entries += entries_of(found)
        elif sheet.height:
            seen += list(islice(_rows(sheet), 15))
            unknown.append(f"feuille « {name} » : colonnes non reconnues, laissée de côté")
    if not entries:
        raise refusal(given, seen)
    found_articles = reading(given, entries, "xlsx", what="tableau")
    return replace(found_articles, problems=(*unknown, *found_articles.problems))


def _open(given: Given) -> CalamineWorkbook:
    import io

    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(given.data))
    except CalamineError as fault:
        if "assword" in str(fault):
            raise _locked(given) from fault
        raise Unreadable(
            f"{given.name} : tableau abîmé ou incomplet ; enregistrez-le de nouveau en .xlsx ou .csv.",
            f"{given.name}: a damaged or incomplete table; save it again as .xlsx or .csv.",
        ) from fault


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    if sheet.height * sheet.width > _MOST_CELLS:
        return
    for row in sheet.iter_rows():
        yield [_cell(value) for value in row]


def _cell(value: object) -> str:
    """A value as text: dates in ISO, whole numbers without their point."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat()
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.replace("\r\n", "\n").replace("_x000D_", "") if isinstance(value, str) else str(value)


def _locked(given: Given) -> Unreadable:
    """The refusal of what Office locked: workbooks and texts look alike then."""
    return Unreadable(
        f"{given.name} : document protégé, mot de passe requis ; enregistrez-en une copie sans mot de passe.",
        f"{given.name}: a locked document that asks for a password; save a copy without one.",
    )


FORMAT = Format("xlsx", (".xlsx", ".xlsm", ".xls", ".ods"), _sniff, _read, many=True)
