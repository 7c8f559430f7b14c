"""``python -m rag doctor``: what is set up, reachable and consistent, and what to do where it is not."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

from rag.errors import SourcierError
from rag.settings import Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at."""

    name: str
    ok: bool
    detail: str


def examine(settings: Settings, *, repair: bool = False) -> list[Finding]:
    """Look at everything; ``repair`` rebuilds the word index and the vector index from the library."""
    return [Finding("python", True, sys.version.split()[0]), *_library(settings, repair), *_answerers(settings)]


def _library(settings: Settings, repair: bool) -> Iterator[Finding]:
    from vectorstore.embedding import make_embedder
    from vectorstore.index import Index
    from vectorstore.library import Library
    from vectorstore.lock import DataLock

    try:
        library = Library(settings.data / "library.sqlite")
        embedder = make_embedder(settings)
        if repair:
            library.rebuild_words()
        for problem in library.check():
            yield Finding("bibliothèque", False, problem)
        coverage = library.coverage()
        yield Finding("bibliothèque", True, f"{coverage.articles} articles, {library.passage_count()} passages")
        yield Finding(
            "vecteurs", library.embedder() in (None, embedder.name), str(library.embedder() or "aucun encore")
        )
        lock = DataLock(settings.data)
        if settings.chroma is None and not lock.acquire():
            yield Finding("index", True, f"tenu par le processus {lock.owner_pid()}, qui tourne")
            return
        index = Index.open(settings, embedder.name, embedder.dimensions)
        if repair:
            index.rebuild(library)
        index.sync(library)
        whole = index.count() == library.passage_count() - library.missing_vectors()
        yield Finding("index", whole, f"{index.count()} vecteurs" + ("" if whole else " : lancez doctor --repair"))
        index.close()
        lock.release()
        library.close()
    except SourcierError as error:
        yield Finding("bibliothèque", False, error.message(settings.language))


def _answerers(settings: Settings) -> Iterator[Finding]:
    from rag.models.choose import Models

    models = Models(settings)
    try:
        download = models.download_state()
        yield Finding("modèle embarqué", True, download.state)
        writer = models.writer()
        note = f" ({writer.note})" if writer.note else ""
        yield Finding("rédacteur", True, f"{writer.kind} {writer.model or ''}{note}".strip())
    except SourcierError as error:
        yield Finding("rédacteur", False, error.message(settings.language))
    finally:
        models.close()
