"""Backup and restore: a whole library as one compressed file, checked before it is put in place.

The file is a ZIP archive of ``manifest.json`` (format, versions, counts, size, SHA-256) and ``library.sqlite``, a copy
made at one moment. Passages, vectors and the word index are in it; the Chroma index is built again from them, and
models are fetched again.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from rag import __version__
from rag.errors import BadInput, NotFound, SetupError, SourcierError, Unavailable, Unreadable
from rag.models.weights import sha256
from rag.settings import Settings

FORMAT = "sourcier-library"
VERSION = 1
"""Raised when an older program could not read the archive itself; the tables have a version of their own."""
MANIFEST, LIBRARY = "manifest.json", "library.sqlite"
MANIFEST_LIMIT = 1 << 16
BLOCK = 1 << 20
Manifest = dict[str, Any]


def export_library(settings: Settings, file: Path) -> Manifest:
    """Write the library to a new file; the program may run meanwhile. Gives the manifest."""
    from vectorstore import snapshot

    library = settings.data / LIBRARY
    if not library.is_file():
        raise NotFound(
            f"Il n'y a pas de bibliothèque dans {settings.data} : vérifiez SOURCIER_DATA.",
            f"There is no library in {settings.data}: check SOURCIER_DATA.",
        )
    if os.path.lexists(file):
        raise BadInput(f"{file} existe déjà : donnez un autre nom.", f"{file} exists already: give another name.")
    with _disk(file), tempfile.TemporaryDirectory(prefix=".sourcier-", dir=file.absolute().parent) as folder:
        copied, packed = Path(folder, LIBRARY), Path(folder, "export.zip")
        snapshot.copy(library, copied)
        held = snapshot.contents(copied)
        if held is None:
            raise SetupError(
                f"La bibliothèque {library} est abîmée, rien n'a été écrit : lancez « python -m rag doctor ».",
                f"The library {library} is damaged, nothing was written: run 'python -m rag doctor'.",
            )
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "sourcier": __version__,
            "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "schema": held.schema,
            "articles": held.articles,
            "passages": held.passages,
            "embedder": held.embedder,
            "size": copied.stat().st_size,
            "sha256": sha256(copied),
        }
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
            archive.write(copied, LIBRARY)
        os.replace(packed, file)
    return manifest


def import_library(settings: Settings, file: Path, *, replace: bool = False) -> Manifest:
    """Put an exported library in the data folder; gives its manifest.

    Raises Unreadable for a file that is damaged, foreign or of a newer program, BadInput where there is a library
    already and ``replace`` is not given, Unavailable while another process holds the data folder.
    """
    from vectorstore import snapshot
    from vectorstore.index.lock import DataLock

    library = settings.data / LIBRARY
    with _disk(settings.data):
        settings.data.mkdir(parents=True, exist_ok=True)
        with DataLock(settings.data) as lock:
            if not lock.held:
                raise _held(settings.data, lock.owner_pid())
            if not replace and _worth_keeping(library):
                raise BadInput(
                    f"{settings.data} contient déjà une bibliothèque : ajoutez --replace pour qu'elle soit remplacée, "
                    "ou changez SOURCIER_DATA.",
                    f"{settings.data} holds a library already: add --replace to have it replaced, "
                    "or change SOURCIER_DATA.",
                )
            with _workshop(settings.data / "import") as folder:
                manifest = _unpack(file, folder / LIBRARY)
                _compare(file, manifest, folder / LIBRARY)
                snapshot.restore(folder / LIBRARY, library)
    return manifest


@contextmanager
def _workshop(folder: Path) -> Iterator[Path]:
    """An empty folder, gone afterwards; what a killed import left in it goes first."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unpack(file: Path, target: Path) -> Manifest:
    """The library of an export, byte for byte as its manifest says."""
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(file, archive)
            if archive.getinfo(LIBRARY).file_size != manifest["size"]:
                raise _damaged(file)
            with archive.open(LIBRARY) as packed, target.open("wb") as unpacked:
                digest = _copy(packed, unpacked)
    except FileNotFoundError as error:
        raise NotFound(
            f"{file} n'existe pas : vérifiez le chemin.", f"{file} does not exist: check the path."
        ) from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, KeyError) as error:
        # what zipfile raises for a file cut short, flipped bytes, a method or a password of others, a member not there
        raise _damaged(file) from error
    if digest != manifest["sha256"]:
        raise _damaged(file)
    return manifest


def _manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    """The manifest, where it is one of an export that this program can read."""
    names = archive.namelist()
    if MANIFEST not in names or archive.getinfo(MANIFEST).file_size > MANIFEST_LIMIT:
        raise _foreign(file)
    try:
        manifest = json.loads(archive.read(MANIFEST))
    except ValueError as error:
        raise _foreign(file) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise _foreign(file)
    from vectorstore.schema import VERSION as SCHEMA

    known = {"version": int, "schema": int, "articles": int, "passages": int, "size": int, "sha256": str}
    if not all(type(manifest.get(name)) is kind for name, kind in known.items()):
        raise _damaged(file)
    if manifest["version"] > VERSION or manifest["schema"] > SCHEMA:
        theirs = f"Sourcier ({manifest.get('sourcier')})"
        raise Unreadable(
            f"{file} vient d'une version plus récente de {theirs} : mettez Sourcier à jour.",
            f"{file} was written by a newer {theirs}: update Sourcier.",
        )
    return manifest


def _copy(packed: IO[bytes], unpacked: IO[bytes]) -> str:
    """Copy to the end; the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    while block := packed.read(BLOCK):
        unpacked.write(block)
        digest.update(block)
    return digest.hexdigest()


def _compare(file: Path, manifest: Manifest, copied: Path) -> None:
    """The library must be whole and hold what the manifest says."""
    from vectorstore import snapshot

    held = snapshot.contents(copied)
    said = (manifest["schema"], manifest["articles"], manifest["passages"])
    if held is None or (held.schema, held.articles, held.passages) != said:
        raise _damaged(file)


def _worth_keeping(library: Path) -> bool:
    """Whether there is a library with articles, or one that cannot be read."""
    from vectorstore import snapshot

    if not library.exists():
        return False
    held = snapshot.contents(library)
    return held is None or held.articles > 0


@contextmanager
def _disk(where: Path) -> Iterator[None]:
    """Turn what the disk refuses into one plain line."""
    try:
        yield
    except OSError as error:
        place = error.filename or where
        raise SourcierError(
            f"{place} : {error.strerror or error} : vérifiez les droits et la place sur le disque.",
            f"{place}: {error.strerror or error}: check the permissions and the room on the disk.",
        ) from error


def _held(data: Path, pid: int | None) -> Unavailable:
    return Unavailable(
        f"Le processus {pid} se sert de {data} : arrêtez d'abord Sourcier.",
        f"Process {pid} is using {data}: stop Sourcier first.",
    )


def _foreign(file: Path) -> Unreadable:
    return Unreadable(
        f"{file} n'est pas un export de Sourcier : donnez un fichier fait par « python -m rag export ».",
        f"{file} is no export of Sourcier: give a file made by 'python -m rag export'.",
    )


def _damaged(file: Path) -> Unreadable:
    return Unreadable(
        f"{file} est abîmé ou incomplet : rien n'a été changé ; prenez une autre sauvegarde.",
        f"{file} is damaged or incomplete: nothing was changed; take another backup.",
    )
