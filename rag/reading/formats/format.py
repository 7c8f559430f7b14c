"""What a format is: the endings it claims, how its content is told, how it is read. No format is known here."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rag.errors import TooLarge, Unreadable
from rag.reading import Reading
from rag.reading.article.draft import RawArticle, to_draft
from rag.reading.article.walls import find_wall
from rag.reading.decode import (
    MAX_BYTES,
    MAX_MANY_BYTES,
    Decoded,
    binary_kind,
    check_text,
    declared_charset,
    decode,
    decode_only,
    looks_binary,
)

HEAD = 2**16
"""Bytes of a file that may be looked at to tell its format."""
_HTML = re.compile(rb"<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])", re.I)


def _closed(given: Given) -> Reading:
    raise Unreadable(
        f"{given.name} : fichier dans un autre, resté fermé.", f"{given.name}: a file in another, not opened."
    )


@dataclass(frozen=True)
class Given:
    """A file as it came: its bytes and name, and what telling the formats apart needs of them, each made once."""

    data: bytes
    name: str
    today: dt.date | None = field(default=None, compare=False)
    """The day of reading, for tests; None is the machine's."""
    scans: bool = field(default=True, compare=False)
    """Whether there is time to read images of text; else they are refused with ``Scanned``."""
    told: Callable[[int, int], None] | None = field(default=None, compare=False)
    """Is told which page of how many is being read, where pages take long."""
    read_part: Callable[[Given], Reading] = field(default=_closed, compare=False, repr=False)
    """Reads a file that stands in this one: the registry puts it here, so that no format has to know the others."""

    def inside(self, data: bytes, name: str) -> Reading:
        """What a file within this one says. Raises Unreadable or TooLarge."""
        return self.read_part(Given(data, name, self.today))

    @cached_property
    def suffix(self) -> str:
        """The ending in small letters with its dot, "" where there is none."""
        dot = self.name.rfind(".")
        return self.name[dot:].lower() if dot >= 0 else ""

    @cached_property
    def start(self) -> bytes:
        """The first bytes without mark and blanks: where magic numbers stand."""
        return self.data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")

    @cached_property
    def is_zip(self) -> bool:
        """Whether it is a ZIP, as DOCX, ODT, EPUB and XLSX are."""
        return self.start.startswith(b"PK\x03\x04")

    @cached_property
    def is_rtf(self) -> bool:
        """Whether it begins as RTF does."""
        return self.start.startswith(b"{\\rtf")

    @cached_property
    def is_text(self) -> bool:
        """Whether it can be text in some encoding: no known binary kind, hardly any control bytes."""
        return not (self.is_zip or self.is_rtf or binary_kind(self.start) or looks_binary(self.data))

    @cached_property
    def is_html(self) -> bool:
        """Whether it is text and says near its head, or by its ending, that it is a page."""
        if not self.is_text:
            return False
        named = self.suffix in (".html", ".htm", ".xhtml") and b"<" in self.start
        return named or bool(_HTML.search(self.data[:4096].replace(b"\x00", b"")))

    @cached_property
    def head(self) -> str:
        """The first 64 KiB decoded, with line ends as \\n; "" where it is no text."""
        return decode_only(self.data[:HEAD], []) if self.is_text else ""

    @cached_property
    def decoded(self) -> Decoded:
        """All of it decoded, repaired and cleaned. Only for reading: it costs time."""
        return decode(self.data, declared=declared_charset(self.data) if self.is_html else None)

    @cached_property
    def members(self) -> tuple[str, ...]:
        """The names in a ZIP; none where it is no ZIP or a damaged one."""
        if not self.is_zip:
            return ()
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                return tuple(archive.namelist())
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError):
            return ()

    def member(self, name: str, most: int = HEAD) -> bytes:
        """The first ``most`` bytes of one member of a ZIP; b"" where it cannot be had."""
        if name not in self.members:
            return b""
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive, archive.open(name) as part:
                return part.read(most)
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
            return b""


@dataclass(frozen=True, slots=True)
class Format:
    """A format. The first in the registry's list whose ``sniff`` says yes reads the file."""

    name: str
    endings: tuple[str, ...]
    """Small letters with the dot: files of folders that end so are taken in."""
    sniff: Callable[[Given], bool]
    """Whether the content is of this format; looks at a bounded part of it, and never raises."""
    read: Callable[[Given], Reading | None]
    """The articles; None where a closer look, which ``sniff`` may not take, says that it is not of this format: then
    the next one that recognises it reads it. Raises Unreadable or TooLarge, with the file's name in both sentences."""
    many: bool = False
    """Whether a file holds many articles: then it may be larger and take longer."""
    packed: bool = False
    """Whether its bytes are packed: then there is more to read than its size says."""
    strict: bool = False
    """Whether a file with one of its endings that no format recognises is refused instead of read as plain text."""

    @property
    def most(self) -> int:
        """Bytes of a file at most."""
        return MAX_MANY_BYTES if self.many else MAX_BYTES


_SPLIT: Mapping[str, tuple[str, str]] = {
    ".mbox": (
        "exportez du logiciel de courrier un dossier ou une année par fichier, ou découpez la boîte avec "
        "« formail -s » ou « git mailsplit »",
        "export one folder or one year a file from the mail program, or split the box with 'formail -s' or "
        "'git mailsplit'",
    ),
    **dict.fromkeys((".zip", ".gz", ".warc"), ("faites-en plusieurs archives", "make several archives of it")),
    **dict.fromkeys(
        (".html", ".htm", ".rtf", ".docx", ".ris", ".bib"),
        ("exportez moins d'articles à la fois", "export fewer articles at a time"),
    ),
    **dict.fromkeys(
        (".csv", ".tsv", ".xlsx", ".jsonl"),
        ("découpez le fichier, quelques milliers de lignes à la fois", "split the file, a few thousand rows at a time"),
    ),
}


def too_large(name: str, size: float, limit: float) -> TooLarge:
    """The refusal of a file over a limit, sizes in bytes; says how a file of its kind is split."""
    dot = name.rfind(".")
    fr, en = _SPLIT.get(name[dot:].lower() if dot >= 0 else "", ("découpez le fichier", "split the file"))
    mib, most = size / 2**20, limit // 2**20
    return TooLarge(
        f"{name} : {mib:.1f} Mio, la limite est de {most:.0f} Mio ; {fr}.",
        f"{name}: {mib:.1f} MiB, the limit is {most:.0f} MiB; {en}.",
    )


def check_size(given: Given, most: int) -> None:
    """Refuse what is over a limit of ``most`` bytes before anything is parsed."""
    if len(given.data) > most:
        raise too_large(given.name, len(given.data), most)


def one(raw: RawArticle, given: Given, repaired: tuple[str, ...] = ()) -> Reading:
    """The reading of a file that holds one article."""
    check_text(raw.text, given.name)
    draft = to_draft(raw, today=given.today)
    wall = find_wall(draft.text, draft.lines, draft.title)
    if wall is not None and wall.whole:
        raise Unreadable(
            f"{given.name} : {wall.fr}, sans article ; ouvrez la page, attendez l'article et enregistrez-la.",
            f"{given.name}: {wall.en}, without an article; open the page, wait for the article and save it.",
        )
    return Reading((draft,), repaired=repaired)
