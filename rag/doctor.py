"""``python -m rag doctor``: what is set up, reachable and consistent, and what to do where it is not."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import SourcierError
from rag.settings import Settings

if TYPE_CHECKING:
    from vectorstore.embedding.embedder import Embedder
    from vectorstore.index.health import IndexState
    from vectorstore.library import Library

ROOM = 500_000_000
"""Bytes of disk under which the next ingest may not fit."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def examine(settings: Settings, *, repair: bool = False) -> list[Finding]:
    """Look at everything; ``repair`` rebuilds the word index and the vector index from the library."""
    return [
        Finding("python", True, sys.version.split()[0]),
        _disk(settings),
        *_library(settings, repair),
        *_answerers(settings),
    ]


def _say(settings: Settings, fr: str, en: str) -> str:
    return en if settings.language == "en" else fr


def _disk(settings: Settings) -> Finding:
    folder = next(path for path in (settings.data, *settings.data.resolve().parents) if path.is_dir())
    free = shutil.disk_usage(folder).free
    detail = _say(settings, f"{free / 1e9:.1f} Go libres", f"{free / 1e9:.1f} GB free")
    if free < ROOM:
        detail += _say(settings, " : libérez de la place", ": make room")
    return Finding(_say(settings, "disque", "disk"), free >= ROOM, detail)


def _library(settings: Settings, repair: bool) -> Iterator[Finding]:
    from vectorstore.embedding.embedder import make_embedder
    from vectorstore.library import Library

    name = _say(settings, "bibliothèque", "library")
    library = None
    try:
        library = Library(settings.data / "library.sqlite")
        embedder = make_embedder(settings)
        if repair:
            library.words.rebuild()
        for problem in library.check(settings.language):
            yield Finding(name, False, problem)
        counts = library.coverage().articles, library.feed.passage_count()
        yield Finding(name, True, f"{counts[0]} articles, {counts[1]} passages")
        made_by = library.feed.embedder()
        yield Finding(
            _say(settings, "vecteurs", "vectors"),
            made_by in (None, embedder.name),
            made_by or _say(settings, "aucun encore", "none yet"),
        )
        yield _calibration(settings, embedder)
        yield _index(settings, library, embedder, repair)
    except SourcierError as error:
        yield Finding(name, False, error.message(settings.language))
    finally:
        if library is not None:
            library.close()


def _calibration(settings: Settings, embedder: Embedder) -> Finding:
    """Whether the numbers of ranking and refusal were fitted for the embedder; without them it still answers."""
    from rag.reader.calibration import calibration

    none = _say(
        settings,
        f"aucun pour {embedder.name} : seul ce que le code voit est refusé",
        f"none for {embedder.name}: only what code can see is refused",
    )
    detail = embedder.name if calibration().fits(embedder.name) else none
    return Finding(_say(settings, "étalonnage", "calibration"), True, detail)


def _index(settings: Settings, library: Library, embedder: Embedder, repair: bool) -> Finding:
    """Whether the vector index follows the library; one that is damaged is built again by being opened."""
    from vectorstore.index.chroma import Index
    from vectorstore.index.health import read_state
    from vectorstore.index.lock import DataLock

    lock = DataLock(settings.data)
    if not lock.acquire():
        pid = lock.owner_pid()
        running = _say(settings, f"tenu par le processus {pid}, qui tourne", f"held by process {pid}, which is running")
        return Finding("index", True, running)
    try:
        before = read_state(settings.data / "index")
        if not repair and before and _as_closed(settings, before, library, embedder):
            count = library.feed.passage_count() - library.feed.missing_vectors()
            return Finding("index", True, _say(settings, f"{count} vecteurs", f"{count} vectors"))
        index = Index.open(settings, embedder.name, embedder.dimensions)
        try:
            if repair:
                index.rebuild(library.feed)
            index.sync(library.feed)
            if index.fault:
                return Finding("index", False, index.fault.message(settings.language))
            count = index.count()
        finally:
            index.close()
        whole = count == library.feed.passage_count() - library.feed.missing_vectors()
        detail = _say(settings, f"{count} vecteurs", f"{count} vectors")
        if not whole:
            detail += _say(settings, " : lancez doctor --repair", ": run doctor --repair")
        elif before and before.collection != _collection(settings.data):
            detail += _say(settings, ", refait à l'instant", ", built again just now")
        return Finding("index", whole, detail)
    finally:
        lock.release()


def _as_closed(settings: Settings, state: IndexState, library: Library, embedder: Embedder) -> bool:
    """Whether the index has all of the library and lies as it was closed properly: Chroma then need not be opened.

    Opening it takes a second, and what it would tell is what it told when it was closed.
    """
    from vectorstore.index.health import untouched

    return (
        not settings.chroma
        and not state.server
        and (state.embedder, state.dimensions) == (embedder.name, embedder.dimensions)
        and (state.library, state.generation) == (library.feed.identity(), library.feed.generation())
        and untouched(settings.data.resolve() / "index", state.collection)
    )


def _collection(data: Path) -> str | None:
    from vectorstore.index.health import read_state

    state = read_state(data / "index")
    return state.collection if state else None


def _answerers(settings: Settings) -> Iterator[Finding]:
    from rag.models.writers import Models

    models = Models(settings)
    writes = _say(settings, "rédacteur", "answerer")
    try:
        yield Finding(_say(settings, "modèle embarqué", "embedded model"), True, models.download_state().state)
        writer = models.prospect()
        note = f" ({writer.note})" if writer.note else ""
        yield Finding(writes, True, f"{writer.kind} {writer.model or ''}{note}".strip())
    except SourcierError as error:
        yield Finding(writes, False, error.message(settings.language))
    finally:
        models.close()
