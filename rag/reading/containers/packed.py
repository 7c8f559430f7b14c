"""ZIP and gzip of anything that is read: each file in turn, bounded in number, depth, sizes and ratio."""

from __future__ import annotations

import posixpath
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace

from rag.errors import SourcierError, TooLarge, Unreadable
from rag.reading import Reading
from rag.reading.decode import MAX_MANY_BYTES
from rag.reading.exports.many import MOST_ARTICLES
from rag.reading.formats.format import Format, Given
from rag.reading.safe_zip import MAX_UNPACKED, bomb, check_zip, damaged, unpack
from rag.types import Draft

MAX_DEPTH = 2
"""Archives within archives that are opened."""
_MOST_PROBLEMS = 50
_OFFICE = frozenset(("[Content_Types].xml", "mimetype", "META-INF/container.xml"))
"""Members of documents that are ZIPs of one format or another, and no archives."""
_DEPTH: ContextVar[int] = ContextVar("depth", default=0)


def _sniff_zip(given: Given) -> bool:
    return given.is_zip and (given.suffix == ".zip" or bool(given.members)) and not _OFFICE.intersection(given.members)


def _sniff_gzip(given: Given) -> bool:
    return given.data.startswith(b"\x1f\x8b\x08")


def _read_zip(given: Given) -> Reading:
    """The articles of its files, numbered through. Raises Unreadable where no file has one, TooLarge for bombs."""
    members = [member for member in check_zip(given) if not member.is_dir() and not _is_hidden(member.filename)]
    drafts: list[Draft] = []
    problems: list[str] = []
    repaired: dict[str, None] = {}
    unpacked = 0
    with _deeper(given):
        for member in sorted(members, key=lambda member: member.filename):
            name = _shown(member.filename)
            try:
                content = unpack(Given(given.data, name), member, min(MAX_MANY_BYTES, MAX_UNPACKED - unpacked))
                unpacked += len(content)
                reading = _inside(content, name, given)
            except SourcierError as fault:
                problems.append(fault.fr)
                continue
            drafts += reading.drafts
            problems += [f"{name} : {problem}" for problem in reading.problems]
            repaired |= dict.fromkeys(f"{name} : {repair}" for repair in reading.repaired)
            if len(drafts) > MOST_ARTICLES:
                problems.append(f"plus de {MOST_ARTICLES} articles : découpez l'archive")
                break
    if not drafts:
        raise Unreadable(
            f"{given.name} : archive sans article lisible ({'; '.join(problems[:3]) or 'aucun fichier'}).",
            f"{given.name}: an archive without a readable article ({len(members)} files).",
        )
    if len(problems) > _MOST_PROBLEMS:
        problems[_MOST_PROBLEMS:] = [f"et {len(problems) - _MOST_PROBLEMS} autres remarques"]
    numbered = tuple(replace(draft, record=number) for number, draft in enumerate(drafts[:MOST_ARTICLES]))
    return Reading(numbered, tuple(problems), tuple(repaired)[:_MOST_PROBLEMS])


def _read_gzip(given: Given) -> Reading:
    """What the one file in it says. Raises Unreadable, TooLarge for bombs."""
    content = _gunzip(given)
    name = given.name[:-3] if given.suffix == ".gz" else given.name
    with _deeper(given):
        return _inside(content, name, given)


def _inside(content: bytes, name: str, given: Given) -> Reading:
    try:
        return given.inside(content, name)
    except RecursionError as fault:
        raise Unreadable(f"{name} : imbrication trop profonde.", f"{name}: nested too deeply.") from fault


def _gunzip(given: Given) -> bytes:
    """All members of a gzip file, as web archives have one a record; bounded whatever they hold."""
    pieces: list[bytes] = []
    rest, size = given.data, 0
    while rest.startswith(b"\x1f\x8b"):
        packer = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            pieces.append(packer.decompress(rest, MAX_MANY_BYTES + 1 - size))
        except zlib.error as fault:
            raise damaged(given) from fault
        size += len(pieces[-1])
        if size > MAX_MANY_BYTES:
            raise bomb(given)
        if not packer.eof:
            raise damaged(given)
        rest = packer.unused_data
    return b"".join(pieces)


@contextmanager
def _deeper(given: Given) -> Iterator[None]:
    """One archive further in. Raises TooLarge beyond the depth that is opened."""
    depth = _DEPTH.get()
    if depth > MAX_DEPTH:
        raise TooLarge(
            f"{given.name} : archives imbriquées trop profondément ; décompressez-les.",
            f"{given.name}: archives nested too deeply; unpack them.",
        )
    token = _DEPTH.set(depth + 1)
    try:
        yield
    finally:
        _DEPTH.reset(token)


def _is_hidden(name: str) -> bool:
    """What an operating system adds to an archive, and files that hide."""
    parts = (part for part in name.split("/") if part not in (".", ".."))
    return any(part.startswith(".") or part in ("__MACOSX", "Thumbs.db") for part in parts)


def _shown(name: str) -> str:
    """A member's name as messages show it: its end where it is long, no control characters."""
    plain = "".join(char if char.isprintable() else "?" for char in posixpath.normpath(name))
    return plain[-120:]


ZIP = Format("zip", (".zip",), _sniff_zip, _read_zip, many=True, packed=True)
GZIP = Format("gzip", (".gz",), _sniff_gzip, _read_gzip, many=True, packed=True)
