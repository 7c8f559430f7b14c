"""ZIPs of unknown origin: bounded in members, sizes and ratio; what a member claims is never believed."""

from __future__ import annotations

import io
import zipfile
import zlib

from rag.errors import TooLarge, Unreadable
from rag.reading.formats.format import Given

MAX_MEMBERS = 2_000
MAX_UNPACKED = 200 * 2**20
MAX_RATIO = 200
"""Unpacked by packed bytes: text packs by ten at most, a table of zeros by a hundred."""
_SMALL = 2**20
"""Bytes under which no ratio is looked at."""


def check_zip(given: Given) -> list[zipfile.ZipInfo]:
    """The members of a ZIP, none of which is unpacked. Raises Unreadable, TooLarge for bombs."""
    try:
        with zipfile.ZipFile(io.BytesIO(given.data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as fault:
        raise damaged(given) from fault
    if len(members) > MAX_MEMBERS:
        raise TooLarge(
            f"{given.name} : plus de {MAX_MEMBERS} fichiers dans l'archive ; découpez-la.",
            f"{given.name}: more than {MAX_MEMBERS} files in the archive; split it.",
        )
    total = sum(member.file_size for member in members)
    dense = any(m.file_size > _SMALL and m.file_size > MAX_RATIO * max(m.compress_size, 1) for m in members)
    if total > MAX_UNPACKED or dense:
        raise bomb(given)
    return members


def unpack(given: Given, member: zipfile.ZipInfo | str, most: int) -> bytes:
    """One member, ``most`` bytes at most whatever it claims. Raises Unreadable, TooLarge."""
    try:
        with zipfile.ZipFile(io.BytesIO(given.data)) as archive, archive.open(member) as part:
            content = part.read(most + 1)
    except RuntimeError as fault:
        raise Unreadable(
            f"{given.name} : protégé par un mot de passe ; enregistrez-en une copie sans mot de passe.",
            f"{given.name}: locked with a password; save a copy without one.",
        ) from fault
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError, NotImplementedError) as fault:
        raise damaged(given) from fault
    if len(content) > most:
        raise bomb(given)
    return content


def bomb(given: Given) -> TooLarge:
    """The refusal of what unpacks to more than its limit."""
    return TooLarge(
        f"{given.name} : une fois décompressé, le fichier dépasse la limite ; il est refusé.",
        f"{given.name}: once unpacked the file is over the limit; it is refused.",
    )


def damaged(given: Given) -> Unreadable:
    """The refusal of an archive that does not open."""
    return Unreadable(
        f"{given.name} : archive abîmée ou incomplète ; téléchargez-la ou enregistrez-la de nouveau.",
        f"{given.name}: a damaged or incomplete archive; download or save it again.",
    )
