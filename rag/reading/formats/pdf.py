"""PDF: pypdfium2, with pypdf behind it; running heads are labelled, wrapped lines become paragraphs."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from rag.errors import TooLarge, Unreadable
from rag.reading import Reading
from rag.reading.article.draft import Block, RawArticle, join_blocks
from rag.reading.article.hyphens import HYPHENS, own_hyphen
from rag.reading.article.zones import Hint
from rag.reading.decode import MAX_LINES, check_text, clean
from rag.reading.formats.format import Format, Given, one
from rag.reading.formats.pdf_layout import PrintedRow, laid_out, printed_rows
from rag.reading.formats.scan import read_pages

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

MAX_PAGES = 500
_EDGE_LINES = 3
"""Lines at the head and foot of a page among which running heads are looked for."""
_DIGITS = re.compile(r"\d+")
_HYPHEN = re.compile("\ufffe[ \r\n]*")
"""What pdfium gives for a hyphen at the end of a line."""
_CUT = re.compile(rf"([^\W\d_]+)[{HYPHENS}]$")
_NARROWEST = 14
"""Characters of the narrowest column whose lines are joined."""
_FEWEST_DOTS, _DOTS, _MOST_DOTS = 150, 300, 30_000_000
"""Dots an inch of a page's picture, at least and at most, and dots of a picture at most."""
_FULL = 0.85
"""Share of a page's usual width from which a line counts as full."""


def read_pdf(
    data: bytes, name: str, *, scans: bool = True, told: Callable[[int, int], None] | None = None
) -> RawArticle:
    """The text of a PDF in the order of its content, or as its pages show it. Raises Unreadable, or Scanned."""
    try:
        pages = _pdfium(data, name)
    except ImportError:
        pages = _pypdf(data, name)
    if not any(page.strip() for page in pages):
        images = [partial(_image, data, n, name) for n in range(len(pages))]
        return read_pages(images, name, "pdf", allowed=scans, told=told)
    repairs: list[str] = []
    texts = [clean(_HYPHEN.sub("-\n", page), repairs) for page in pages]
    check_text(" ".join(texts), name)
    blocks, first_blocks = _blocks(texts)
    text, lines = join_blocks(blocks)
    starts = [f"p. {number} à partir de {lines[first].start}" for number, first in first_blocks if first < len(lines)]
    empty = sum(not page.strip() for page in pages)
    if empty > 1 and empty * 3 >= len(pages):
        repairs.append(f"{empty} pages sur {len(pages)} n'ont pas de texte (numérisées ?) : elles ne sont pas lues.")
    note = f"Pages (caractères) : {', '.join(starts)}." if len(starts) > 1 else ""
    return RawArticle(text, lines, "pdf", warnings=tuple(dict.fromkeys(repairs)), notes=(note,) if note else ())


def _pdfium(data: bytes, name: str) -> list[str]:
    import pypdfium2 as pdfium
    from pypdfium2.raw import FPDF_ERR_PASSWORD

    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as fault:
        if getattr(fault, "err_code", None) == FPDF_ERR_PASSWORD or "password" in str(fault).lower():
            raise _locked(name) from fault
        return _pypdf(data, name)
    try:
        _check_pages(len(document), name)
        pages, length = [], 0
        for page in document:
            text = laid_out(page.get_textpage())
            length += text.count("\n")
            _check_lines(length, name)
            pages.append(text)
        return pages
    except pdfium.PdfiumError:
        return _pypdf(data, name)
    finally:
        document.close()


def _image(data: bytes, number: int, name: str) -> bytes:
    """A page as a grey picture (PGM) of 300 dots an inch, fewer where it is very large."""
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(data)
        try:
            page = document[number]
            points = page.get_width() * page.get_height()
            scale = min(_sharpness(page), (_MOST_DOTS / max(1.0, points)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True)
            rows, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width
            picture = b"".join(rows[at * stride : at * stride + width] for at in range(bitmap.height))
            return b"P5 %d %d 255\n" % (width, bitmap.height) + picture
        finally:
            document.close()
    except pdfium.PdfiumError as fault:
        raise Unreadable(
            f"{name} : PDF abîmé ou incomplet ; téléchargez-le de nouveau.",
            f"{name}: this PDF is damaged or cut short; download it again.",
        ) from fault


def _sharpness(page: PdfPage) -> float:
    """Dots a point of the page's largest image: to draw it larger would only draw its specks larger."""
    from pypdfium2 import PdfImage

    widths: list[int] = [
        image.get_px_size()[0] for image in page.get_objects(max_depth=3) if isinstance(image, PdfImage)
    ]
    own = max(widths, default=0) / max(1.0, float(page.get_width()))
    return min(_DOTS / 72, max(_FEWEST_DOTS / 72, own))


def page_rows(data: bytes, most: int = MAX_PAGES) -> list[list[PrintedRow]]:
    """The printed rows of each page, for readers that go by their size and place; none where they cannot be had."""
    try:
        import pypdfium2 as pdfium
    except ImportError:
        return []
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError:
        return []
    try:
        texts = (document[number].get_textpage() for number in range(min(len(document), most)))
        return [printed_rows(text, str(text.get_text_range(errors="ignore"))) for text in texts]
    except pdfium.PdfiumError:
        return []
    finally:
        document.close()


def _pypdf(data: bytes, name: str) -> list[str]:
    """The same with a reader in Python, for files that the first one cannot open."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), strict=True)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _locked(name)
        _check_pages(len(reader.pages), name)
        return [page.extract_text() for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError) as fault:
        raise Unreadable(
            f"{name} : PDF abîmé ou incomplet ; téléchargez-le de nouveau.",
            f"{name}: this PDF is damaged or cut short; download it again.",
        ) from fault


def _locked(name: str) -> Unreadable:
    return Unreadable(
        f"{name} : PDF protégé, mot de passe requis ; enregistrez-en une copie sans mot de passe.",
        f"{name}: this PDF needs a password; save a copy without one.",
    )


def _check_pages(count: int, name: str) -> None:
    if count > MAX_PAGES:
        raise TooLarge(
            f"{name} : {count} pages, la limite est de {MAX_PAGES} ; découpez le fichier.",
            f"{name}: {count} pages, the limit is {MAX_PAGES}; split the file.",
        )


def _check_lines(count: int, name: str) -> None:
    if count > MAX_LINES:
        raise TooLarge(
            f"{name} : plus de {MAX_LINES} lignes ; découpez le fichier.",
            f"{name}: more than {MAX_LINES} lines; split the file.",
        )


@dataclass(slots=True)
class _Paragraph:
    text: str
    page: int
    hint: Hint | None = None
    last: str = ""
    """Its last line, empty once nothing may follow."""


def _blocks(pages: Sequence[str]) -> tuple[list[Block], list[tuple[int, int]]]:
    """Paragraphs of all pages, and for each page the number of its first block."""
    running = _running_heads(pages)
    paragraphs: list[_Paragraph] = []
    for number, page in enumerate(pages, start=1):
        lines = [line.strip() for line in page.split("\n")]
        width = _usual_width(lines)
        for position, line in enumerate(lines):
            if not line:
                _close(paragraphs)
            elif _mask(line) in running and _near_edge(position, len(lines)):
                paragraphs.append(_Paragraph(line, number, "furniture"))
            else:
                _add(paragraphs, line, number, width)
    first: dict[int, int] = {}
    for index, paragraph in enumerate(paragraphs):
        first.setdefault(paragraph.page, index)
    return [Block(paragraph.text, paragraph.hint) for paragraph in paragraphs], sorted(first.items())


def _usual_width(lines: Sequence[str]) -> int:
    """Width that a tenth of the lines reach."""
    widths = sorted((len(line) for line in lines if line), reverse=True)
    return widths[len(widths) // 10] if widths else 0


def _close(paragraphs: list[_Paragraph]) -> None:
    if paragraphs:
        paragraphs[-1].last = ""


def _add(paragraphs: list[_Paragraph], line: str, page: int, width: int) -> None:
    """Put a line on the paragraph that it continues, running heads between two pages passed over, or begin one."""
    last = next((paragraph for paragraph in reversed(paragraphs[-4:]) if paragraph.hint is None), None)
    if last is not None and (last is paragraphs[-1] or line[:1].islower()) and _continues(last.last, line, width):
        last.text, last.last = _join(last.text, line), line
    else:
        paragraphs.append(_Paragraph(line, page, None, line))


def _continues(before: str, line: str, width: int) -> bool:
    """Whether a line was cut for want of room, and no sentence ended short of the margin."""
    if _CUT.search(before) and line[:1].isalpha():
        return True
    if len(before) < _NARROWEST or width < _NARROWEST:
        return False
    if before.endswith((".", "!", "?", "»", ":")) and len(before) < 0.93 * width:
        return False
    room = len(before) + 1 + len(line.split(" ", 1)[0])
    return room > _FULL * width or (line[:1].islower() and len(before) > width / 2)


def _join(text: str, line: str) -> str:
    """Join two lines; the hyphen between them is the printer's or the word's own."""
    cut = _CUT.search(text)
    if cut and line[:1].isalpha():
        after = re.split(r"[^\w'’-]", line, maxsplit=1)[0]
        return text[: cut.end(1)] + ("-" if own_hyphen(cut[1], after) else "") + line
    return f"{text} {line}"


def _running_heads(pages: Sequence[str]) -> frozenset[str]:
    """Lines near an edge that stand, figures aside, on at least half of three or more pages."""
    if len(pages) < 3:
        return frozenset(_page_numbers(pages))
    counts: Counter[str] = Counter()
    for page in pages:
        lines = [line.strip() for line in page.split("\n")]
        edges = {_mask(line) for number, line in enumerate(lines) if line and _near_edge(number, len(lines))}
        # A small letter goes on with a sentence: that is the text's.
        counts.update(line for line in edges if not line[0].islower())
    heads = {line for line, count in counts.items() if count * 2 >= len(pages)}
    return frozenset(heads | _page_numbers(pages))


def _page_numbers(pages: Sequence[str]) -> set[str]:
    edges = [line.strip() for page in pages for line in (*page.split("\n")[:2], *page.rstrip().split("\n")[-2:])]
    return {
        _mask(line) for line in edges if re.fullmatch(r"(?:[Pp]age\s*)?[-–— ]*\d{1,4}\s*(?:/\s*\d{1,4})?[-–— ]*", line)
    }


def _near_edge(position: int, count: int) -> bool:
    return position < _EDGE_LINES or position >= count - _EDGE_LINES - 1


def _mask(line: str) -> str:
    return _DIGITS.sub("0", line)


def is_pdf(given: Given) -> bool:
    """Whether the mark of a PDF stands near its head."""
    return b"%PDF-" in given.data[:1024]


def _read(given: Given) -> Reading:
    return one(read_pdf(given.data, given.name, scans=given.scans, told=given.told), given)


FORMAT = Format("pdf", (".pdf",), is_pdf, _read)
