"""Questions read from a table, answers written to one: CSV, XLSX or JSONL, by the file's ending.

No cell that is written can be read as a formula: what begins like one gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rag.errors import BadInput, Unavailable, Unreadable

Row = dict[str, Any]
"""One answered question: question, status, answer and quotations, each with mark, quote, outlet, date, address."""
ENDINGS = (".csv", ".xlsx", ".jsonl")
QUOTATIONS = 3
"""Quotations of a question that a table has columns for; JSONL has them all."""
FIELDS = ("mark", "quote", "outlet", "date", "address")
HEADS = ("question", "status", "answer", *(f"{field} {n}" for n in range(1, QUOTATIONS + 1) for field in FIELDS))
MOST_ROWS = 10_000
CELL = 32_000
"""Characters; a cell of a workbook holds 32,767."""
_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def ending(file: Path) -> str:
    """The file's ending, one of ``ENDINGS``; BadInput for another."""
    found = file.suffix.lower()
    if found not in ENDINGS:
        raise BadInput(
            f"« {file.name} » : un tableau se termine par {', '.join(ENDINGS)}.",
            f"'{file.name}': a table ends with {', '.join(ENDINGS)}.",
        )
    return found


def read_questions(file: Path) -> list[str]:
    """The questions of a table, in order: its column « question », else its first; BadInput where there is none."""
    kind = ending(file)
    found = map(_asked, _records(file)) if kind == ".jsonl" else _column(_cells(file, kind))
    questions = [question.strip() for question in found if question.strip()]
    if not questions or len(questions) > MOST_ROWS:
        raise BadInput(
            f"« {file.name} » a {len(questions)} questions : il en faut une par ligne, au plus {MOST_ROWS}.",
            f"'{file.name}' has {len(questions)} questions: give one a row, at most {MOST_ROWS}.",
        )
    return questions


def read_rows(file: Path) -> list[Row]:
    """The rows that ``write_rows`` wrote; none where there is no file."""
    if not file.exists():
        return []
    if ending(file) == ".jsonl":
        return [item for item in _records(file) if isinstance(item, dict) and "question" in item]
    heads, *lines = _cells(file, ending(file)) or [[]]
    rows = [dict(zip(heads, map(_bare, line), strict=False)) for line in lines]
    return [_row_of(cells) for cells in rows if cells.get("question")]


def write_rows(file: Path, rows: Sequence[Row]) -> None:
    """Write the whole table, or leave the old one as it was."""
    kind, part = ending(file), file.with_name(f".{file.name}.part")
    try:
        if kind == ".jsonl":
            part.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        elif kind == ".csv":
            text = io.StringIO()
            csv.writer(text).writerows([HEADS, *map(_line, rows)])
            part.write_text(text.getvalue(), "utf-8-sig", newline="")
        else:
            _write_workbook(part, [HEADS, *map(_line, rows)])
        os.replace(part, file)
    except OSError as error:
        raise Unavailable(
            f"« {file} » ne s'écrit pas ({error.strerror}) : les réponses sont gardées, reprenez avec --resume.",
            f"'{file}' cannot be written ({error.strerror}): the answers are kept, go on with --resume.",
        ) from error


def safe(value: object) -> str:
    """A cell that no spreadsheet takes for a formula, without control characters, not longer than a cell holds."""
    text = _CONTROL.sub("", "" if value is None else str(value))[:CELL]
    return f"'{text}" if text.startswith(_RISKY) else text


def _bare(cell: str) -> str:
    """The cell without the apostrophe that ``safe`` put before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_RISKY) else cell


def _line(row: Row) -> list[str]:
    quotations = [*row["quotations"][:QUOTATIONS], *({} for _ in range(QUOTATIONS))][:QUOTATIONS]
    cells = [row["question"], row["status"], row["answer"]]
    return [safe(cell) for cell in [*cells, *(q.get(field) for q in quotations for field in FIELDS)]]


def _row_of(cells: dict[str, str]) -> Row:
    quotations = [{field: cells.get(f"{field} {n}") or None for field in FIELDS} for n in range(1, QUOTATIONS + 1)]
    row: Row = {head: cells.get(head, "") for head in ("question", "status", "answer")}
    return row | {"quotations": [quotation for quotation in quotations if quotation["quote"]]}


def _cells(file: Path, kind: str) -> list[list[str]]:
    """The rows of a table that hold anything."""
    rows: Iterable[Iterable[Any]] = _workbook(file) if kind == ".xlsx" else _separated(_text(file))
    cells = [["" if cell is None else str(cell).strip() for cell in row] for row in rows]
    return [row for row in cells if any(row)]


def _separated(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    found = max((";", "\t", ","), key=first.count)
    headed = "question" in [cell.strip(' "\r').lower() for cell in first.split(found)]
    if not headed and not first.lstrip().startswith('"'):
        return [[line] for line in text.splitlines()]  # one question a line, commas and all
    return list(csv.reader(io.StringIO(text), delimiter=found))


def _column(rows: Sequence[Sequence[str]]) -> list[str]:
    heads = [cell.lower() for cell in rows[0]] if rows else []
    place = next((n for n, head in enumerate(heads) if head in ("question", "questions")), None)
    body = rows if place is None else rows[1:]
    return [row[place or 0] for row in body if len(row) > (place or 0)]


def _records(file: Path) -> list[Any]:
    try:
        return [json.loads(line) for line in _text(file).splitlines() if line.strip()]
    except json.JSONDecodeError as error:
        raise _broken(file, str(error)) from error


def _asked(item: object) -> str:
    found = item.get("question") if isinstance(item, dict) else item
    return found if isinstance(found, str) else ""


def _text(file: Path) -> str:
    data = _bytes(file)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")  # what spreadsheets of Windows write


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise _broken(file, error.strerror or "") from error


def _broken(file: Path, reason: str) -> Unreadable:
    return Unreadable(
        f"« {file} » ne se lit pas ({reason}) : vérifiez le fichier.",
        f"'{file}' cannot be read ({reason}): check the file.",
    )


def _workbook(file: Path) -> list[tuple[Any, ...]]:
    """The first sheet; formulas are read as their values."""
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(_bytes(file)), read_only=True, data_only=True)
        return list(book.worksheets[0].iter_rows(values_only=True, max_row=MOST_ROWS + 2)) if book.worksheets else []
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise _broken(file, str(error)) from error


def _write_workbook(file: Path, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Sourcier")
    sheet.freeze_panes = "A2"
    for row in rows:
        sheet.append(list(row))
    with file.open("wb") as target:
        book.save(target)
