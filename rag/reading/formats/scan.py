"""Scans: pages without text, and images, are read by the program Tesseract where it is installed.

How sure it is of each word comes with the words: sentences with many doubtful ones are kept but never cited.
"""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from statistics import median

from rag.errors import Unreadable
from rag.language.sentences import split_sentences
from rag.reading import Reading
from rag.reading.article.draft import Block, RawArticle, join_blocks
from rag.reading.article.hyphens import HYPHENS, own_hyphen
from rag.reading.article.zones import RawLine
from rag.reading.decode import check_text, clean
from rag.reading.formats.format import Format, Given, one

LANGUAGES = ("fra", "eng", "spa")
"""Language data that are asked for by name, those that are installed."""
PAGES = 60
"""Pages of one file that are read at most."""
PAGE_SECONDS, FILE_SECONDS = 60.0, 480.0
"""Time for one page and for all of a file."""
_DOUBTFUL = 60.0
"""Confidence of a word, of 100, under which it is doubtful."""
_SHARE = 0.25
"""Share of doubtful words from which a sentence is not cited."""
_LARGE = 1.35
"""Height of a line, in usual ones, from which it is a heading."""
_CUT = re.compile(rf"([^\W\d_]+)[{HYPHENS}]$")
_MAGIC = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"II*\x00": "TIFF", b"MM\x00*": "TIFF"}
INSTALL_FR = "Debian : apt-get install tesseract-ocr tesseract-ocr-fra ; macOS : brew install tesseract tesseract-lang"
INSTALL_EN = "Debian: apt-get install tesseract-ocr tesseract-ocr-fra; macOS: brew install tesseract tesseract-lang"


class Scanned(Unreadable):
    """A file of images of text: whoever asked must allow for the time that they take."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it was read, how sure that is (0 to 100), and how high its line is."""

    text: str
    sure: float
    height: float


@cache
def languages() -> tuple[str, ...]:
    """The languages of ``LANGUAGES`` that Tesseract has here; none where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return ()
    try:
        told = subprocess.run([program, "--list-langs"], capture_output=True, text=True, timeout=20, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    there = set((told.stdout + told.stderr).split())
    return tuple(language for language in LANGUAGES if language in there)


def read_pages(
    pages: Sequence[Callable[[], bytes]],
    name: str,
    format: str,
    *,
    allowed: bool,
    told: Callable[[int, int], None] | None = None,
) -> RawArticle:
    """The article on images of pages, each made when its turn comes. Raises Unreadable, saying what to install.

    ``told`` hears which page, from 1, of how many is read now.
    """
    if not languages():
        raise Unreadable(
            f"{name} : aucun texte (document numérisé ?) ; installez Tesseract ({INSTALL_FR}), "
            "ou passez-le à la reconnaissance de caractères.",
            f"{name}: no text (a scan?); install Tesseract ({INSTALL_EN}), or run character recognition on it first.",
        )
    if not allowed:
        raise Scanned(f"{name} : document numérisé.", f"{name}: a scan.")
    deadline = time.monotonic() + FILE_SECONDS
    read: list[list[list[Word]]] = []
    for number, page in enumerate(pages[:PAGES], start=1):
        if time.monotonic() > deadline:
            break
        if told:
            told(number, len(pages[:PAGES]))
        read.append(_page(page(), name))
    raw = _article(read, name, format)
    left = len(pages) - len(read)
    return raw if not left else _with(raw, f"{left} pages n'ont pas été lues : découpez le fichier.")


def _page(image: bytes, name: str) -> list[list[Word]]:
    """The paragraphs of a page in reading order, column by column."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page"
        path.write_bytes(image)
        command = [shutil.which("tesseract") or "tesseract", str(path), "stdout", "-l", "+".join(languages()), "tsv"]
        try:
            told = subprocess.run(
                command, capture_output=True, timeout=PAGE_SECONDS, check=False, env={"OMP_THREAD_LIMIT": "1"}
            )
        except (OSError, subprocess.TimeoutExpired) as fault:
            raise _failed(name) from fault
    if told.returncode:
        raise _failed(name)
    return _paragraphs(told.stdout.decode("utf-8", "replace"))


def _paragraphs(table: str) -> list[list[Word]]:
    """The words of Tesseract's table by paragraph; the halves of a word cut at a line's end as one."""
    found: dict[tuple[str, ...], list[tuple[str, Word]]] = {}
    rows = csv.DictReader(table.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    heights: dict[tuple[str, ...], float] = {}
    for row in rows:
        line = tuple(row[key] or "" for key in ("page_num", "block_num", "par_num", "line_num"))
        if row["level"] == "4":
            heights[line] = float(row["height"] or 0)
        text = clean(row["text"] or "").strip()
        if row["level"] == "5" and text:
            word = Word(text, float(row["conf"] or 0), heights.get(line, 0.0))
            found.setdefault(line[:3], []).append((line[3], word))
    return [_joined(words) for words in found.values()]


def _joined(words: Sequence[tuple[str, Word]]) -> list[Word]:
    joined: list[Word] = []
    before = ""
    for line, word in words:
        cut = _CUT.search(joined[-1].text) if joined and line != before else None
        if cut and word.text[:1].isalpha():
            last = joined.pop()
            hyphen = "-" if own_hyphen(cut[1], re.split(r"[^\w'’-]", word.text)[0]) else ""
            word = Word(last.text[:-1] + hyphen + word.text, min(last.sure, word.sure), last.height)
        joined.append(word)
        before = line
    return joined


def _article(pages: Sequence[Sequence[Sequence[Word]]], name: str, format: str) -> RawArticle:
    paragraphs = [paragraph for page in pages for paragraph in page]
    words = [word for paragraph in paragraphs for word in paragraph]
    if not words:
        raise Unreadable(
            f"{name} : aucun texte lisible dans ce document numérisé ; refaites-en une image plus nette.",
            f"{name}: no text could be read in this scan; make a sharper image of it.",
        )
    usual = median(word.height for word in words)
    blocks = [
        Block(" ".join(word.text for word in paragraph), "heading" if _is_large(paragraph, usual) else None)
        for paragraph in paragraphs
    ]
    text, lines = join_blocks(blocks)
    check_text(text, name)
    marked: list[RawLine] = []
    doubts = 0
    for line, paragraph in zip(lines, paragraphs, strict=True):
        for part in _by_sureness(text, line, paragraph):
            doubts += part.hint == "furniture"
            marked.append(part)
    sure = sum(word.sure >= _DOUBTFUL for word in words) / len(words)
    said: tuple[str, ...] = (
        f"Lu par une machine (Tesseract, {'+'.join(languages())}) : {sure:.0%} des mots sont sûrs ; "
        "vérifiez les citations sur l'original.".replace("%", " %"),
    )
    if doubts:
        said += (f"{doubts} passage{'s' * (doubts > 1)} trop incertain{'s' * (doubts > 1)} pour être cité.",)
    return RawArticle(text, marked, format, warnings=said)


def _is_large(paragraph: Sequence[Word], usual: float) -> bool:
    return len(paragraph) <= 30 and median(word.height for word in paragraph) >= _LARGE * usual


def _by_sureness(text: str, line: RawLine, words: Sequence[Word]) -> Iterator[RawLine]:
    """The paragraph, or its sure and its doubtful sentences each as a line of its own."""
    sure: list[tuple[int, float]] = []
    at = line.start
    for word in words:
        sure.append((at, word.sure))
        at += len(word.text) + 1
    kind, start, end = line.hint, line.start, line.start
    for first, last in split_sentences(text, line.start, line.end):
        inside = [value for place, value in sure if first <= place < last]
        doubtful = sum(value < _DOUBTFUL for value in inside) > _SHARE * len(inside)
        hint = "furniture" if doubtful else line.hint
        if hint != kind and end > start:
            yield RawLine(start, end, kind)
            start = first
        kind, end = hint, last
    yield RawLine(start, max(end, start + 1), kind)


def _with(raw: RawArticle, warning: str) -> RawArticle:
    return replace(raw, warnings=(*raw.warnings, warning))


def _failed(name: str) -> Unreadable:
    return Unreadable(
        f"{name} : cette image n'a pas pu être lue (abîmée, trop grande ou trop lente) ; refaites-la plus petite.",
        f"{name}: this image could not be read (damaged, too large or too slow); make a smaller one.",
    )


def _kind(given: Given) -> str | None:
    return next((kind for magic, kind in _MAGIC.items() if given.data.startswith(magic)), None)


def _read(given: Given) -> Reading:
    kind = _kind(given) or "image"
    name = f"{given.name} ({kind})"
    return one(read_pages([lambda: given.data], name, kind.lower(), allowed=given.scans, told=given.told), given)


FORMAT = Format("image", (".png", ".jpg", ".jpeg", ".tif", ".tiff"), lambda given: _kind(given) is not None, _read)
