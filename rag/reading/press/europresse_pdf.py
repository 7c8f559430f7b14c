"""Europresse's PDF, as far as it can be known: no public file of it was found, so every mark may be absent.

An article begins with its day and the line « Outlet · p. 7 · 86 mots », and ends with its copyright and its number.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from rag.language.fold import fold_marks as fold
from rag.reading import Reading
from rag.reading.article import headings
from rag.reading.exports.many import Entry, articles
from rag.reading.formats.format import Format, Given
from rag.reading.formats.pdf import is_pdf, page_rows
from rag.reading.formats.pdf_layout import PrintedRow
from rag.reading.press.europresse import NUMBER, WHAT, date_it, outlet, words
from rag.reading.press.stated import may_be_names, stated_date

_DOT = r"\s*[·•|]\s*"
_OUTLET = re.compile(
    rf"(?P<outlet>[^·•|]{{2,80}}?){_DOT}(?:p\.? ?[\w, ()/-]{{1,20}}{_DOT})?\d[\d .,\u00a0\u202f]* ?(?:mots|words)", re.I
)
_COUNT = re.compile(
    r"(?:nombre de documents|number of documents)\s*: ?(?P<count>\d{1,4})|(?P<or>\d{1,4}) documents?", re.I
)
_LOOK = 4
"""Pages at the head in which the first article is looked for."""
_GAP = 1.5
"""Distance between the feet of rows, in heights of a letter, from which a paragraph ends."""
_LARGER = 1.2
"""Size of letters, in usual ones, from which rows are a headline's."""


@dataclass(frozen=True, slots=True)
class _Row:
    text: str
    size: float
    bottom: float
    page: int


def read_europresse_pdf(given: Given) -> Reading | None:
    """Every article of an export; None for a PDF that is none. Raises Unreadable where none can be told."""
    first = _rows(page_rows(given.data, _LOOK))
    if not any(NUMBER.search(row.text) for row in first) or not any(_OUTLET.fullmatch(row.text) for row in first):
        return None
    rows = _without_edges(_rows(page_rows(given.data)))
    starts = [n for n, row in enumerate(rows) if _OUTLET.fullmatch(row.text)]
    ends = [*starts[1:], len(rows)]
    entries = [_entry(rows, start, end) for start, end in zip(starts, ends, strict=True)]
    announced = next((found for row in first if (found := _COUNT.fullmatch(row.text))), None)
    marks = int(announced["count"] or announced["or"]) if announced else sum(map(_is_number, rows))
    return articles(given, [entry.raw("europresse") for entry in entries], marks=marks or None, what=WHAT)


FORMAT = Format("europresse pdf", (".pdf",), is_pdf, read_europresse_pdf)


def _rows(pages: Sequence[Sequence[PrintedRow]]) -> list[_Row]:
    return [_Row(row.text, row.size, row.bottom, n) for n, page in enumerate(pages) for row in page]


def _is_number(row: _Row) -> bool:
    return NUMBER.fullmatch(row.text.strip()) is not None


def _without_edges(rows: Sequence[_Row]) -> list[_Row]:
    """The rows without those that stand, figures aside, on half of the pages, and without the box about the source."""
    pages = rows[-1].page + 1 if rows else 0
    edges = _edges(rows)
    seen = Counter(text for text, _ in {(_mask(row.text), row.page) for row in rows if row in edges})
    kept: list[_Row] = []
    boxed = False
    for row in rows:
        often = pages >= 3 and row in edges and seen[_mask(row.text)] * 2 >= pages and not _OUTLET.fullmatch(row.text)
        heading = headings.SOURCE_BOX.fullmatch(fold(row.text).strip(" :")) is not None
        if not (heading or boxed or (often and not _is_number(row) and not stated_date(row.text))):
            kept.append(row)
        boxed = heading
    return kept


def _edges(rows: Sequence[_Row]) -> set[_Row]:
    """The highest and lowest rows of each page: one text in several editions repeats itself only between them."""
    places: dict[int, list[_Row]] = {}
    for row in rows:
        places.setdefault(row.page, []).append(row)
    heights = (sorted(page, key=lambda row: row.bottom) for page in places.values())
    return {row for page in heights for row in (*page[:3], *page[-2:])}


def _mask(text: str) -> str:
    return re.sub(r"\d+", "0", text)


def _entry(rows: Sequence[_Row], start: int, end: int) -> Entry:
    """The article under the line with its outlet; its day stands on the line before."""
    header, own = rows[start], list(rows[start + 1 : end])
    day = rows[start - 1].text if start and stated_date(rows[start - 1].text) else ""
    stop = next((n for n, row in enumerate(own) if row.text.startswith("©") or _is_number(row)), len(own))
    foot = next((n for n in range(len(own) - 1, stop - 1, -1) if _is_number(own[n])), len(own) - 1)
    found = _OUTLET.fullmatch(header.text)
    entry = Entry(source=outlet(found["outlet"]) if found else None)
    entry.add(header.text)
    entry.add(day, "date")
    _text(entry, own[:stop])
    for row in own[stop : foot + 1]:
        entry.add(row.text)
    date_it(entry, day, " ".join(row.text for row in own[stop : foot + 1]))
    return entry


def _text(entry: Entry, rows: Sequence[_Row]) -> None:
    """The headline by the size of its letters, the names below it, then the paragraphs."""
    usual = median(row.size for row in rows) if rows else 0.0
    head = next((n for n, row in enumerate(rows[:8]) if row.size >= _LARGER * usual), 0)
    last = head
    while last + 1 < len(rows) and rows[head].size >= _LARGER * usual and rows[last + 1].size >= 0.95 * rows[head].size:
        last += 1
    for row in rows[:head]:
        entry.add(row.text)
    entry.title = words(" ".join(row.text for row in rows[head : last + 1])) or None
    entry.add(entry.title, "title")
    rest = list(rows[last + 1 :])
    if len(rest) > 1 and len(rest[0].text) <= 80 and may_be_names(rest[0].text):
        entry.author = rest.pop(0).text
        entry.add(entry.author, "byline")
    entry.add_body(map(words, _paragraphs(rest)))


def _paragraphs(rows: Sequence[_Row]) -> list[str]:
    """Rows that follow closely are one paragraph; over a page's end one goes on where no sentence ended."""
    paragraphs: list[str] = []
    before: _Row | None = None
    for row in rows:
        if before is not None and _goes_on(before, row):
            hyphen = paragraphs[-1].endswith("\ufffe")
            paragraphs[-1] = paragraphs[-1].rstrip("\ufffe") + ("" if hyphen else " ") + row.text
        else:
            paragraphs.append(row.text)
        before = row
    return [paragraph.replace("\ufffe", "") for paragraph in paragraphs]


def _goes_on(before: _Row, row: _Row) -> bool:
    if abs(before.size - row.size) > 0.12 * max(before.size, row.size):
        return False
    if before.page != row.page or before.bottom <= row.bottom:
        return not before.text.rstrip().endswith((".", "!", "?", "…", "»"))
    return before.bottom - row.bottom <= _GAP * before.size
