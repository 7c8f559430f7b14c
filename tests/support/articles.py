"""Invented articles, and how they are put into a library without an embedder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rag.reading.passages import make_chunks
from rag.types import Draft, Line, Published
from vectorstore.library import Library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STRIKE = (
    "Les éclusiers du canal de Vaumarin ont cessé le travail lundi à l'aube, bloquant 23 péniches chargées de grain "
    "entre les biefs de Torcelle et de Saint-Abran.",
    "Ils réclament le remplacement de quatorze collègues partis à la retraite, que la régie refuse depuis deux ans.",
    "« Nous ne rouvrirons pas avant d'avoir été reçus », a prévenu Hélène Jousseaume, déléguée du personnel.",
)
WEATHER = (
    "Une fine couche de neige est tombée dans la nuit sur les hauteurs du massif, sans gêner la circulation.",
    "Les stations espèrent ouvrir leurs premières pistes au début du mois prochain si le froid se maintient.",
)


def draft(
    paragraphs: tuple[str, ...] = STRIKE,
    *,
    title: str = "Le canal bloqué",
    source: str | None = "Le Halage",
    day: str | None = "2024-03-02",
    record: int | None = None,
) -> Draft:
    lines, at, text = [], 0, "\n\n".join((title, *paragraphs))
    for number, part in enumerate((title, *paragraphs)):
        lines.append(Line(at, at + len(part), "body" if number else "title"))
        at += len(part) + 2
    published = Published(day, "day" if len(day) > 7 else "month", f"le {day}") if day else None
    return Draft(text, tuple(lines), record=record, title=title, source=source, published=published, notes=("note",))


def vectors(count: int, dimensions: int = 4) -> NDArray[np.float32]:
    import numpy as np

    return np.arange(count * dimensions, dtype=np.float32).reshape(count, dimensions)


def put(library: Library, file: str, article: Draft | None = None) -> str:
    article = article or draft()
    chunks = make_chunks(article.text, article.lines)
    return library.put(
        root="/press",
        file=file,
        sha256=f"hash of {file}",
        draft=article,
        chunks=chunks,
        vectors=vectors(len(chunks)),
        mtime_ns=1,
        size=2,
    )
