"""A library, a small embedder and a small reader, to take files in with."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.errors import Unreadable
from rag.ingest.run import Progress, ingest
from rag.reading import Reading
from rag.types import Draft, IngestReport, Line
from vectorstore.library import Library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STORY = (
    "La coopérative laitière de Brévannes a suspendu la collecte dans 40 fermes du plateau, mercredi.",
    "Le directeur, Anselme Corbic, invoque une panne de la tour de séchage et promet une indemnité sous un mois.",
)


class Letters:
    """A small real embedder: counts of letters, so that equal texts have equal vectors."""

    name = "letters/1"
    dimensions = 26

    def __init__(self) -> None:
        self.embedded = 0

    def query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.passages([text])[0]
        return vector

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        self.embedded += len(texts)
        counts = np.array([[t.lower().count(chr(97 + i)) + 1 for i in range(26)] for t in texts], np.float32)
        vectors: NDArray[np.float32] = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return vectors


class Lines:
    """A small reader: a title line, then paragraphs; one article a line of a .jsonl file."""

    def __init__(self) -> None:
        self.read_names: list[str] = []

    def read(self, data: bytes, name: str, told: Callable[[int, int], None] | None = None) -> Reading:
        self.read_names.append(name)
        if b"\0" in data or not data.strip():
            raise Unreadable("ce n'est pas du texte.", "this is not text.")
        if not name.endswith(".jsonl"):
            return Reading((_draft(data.decode()),))
        drafts, problems = [], []
        for number, line in enumerate(data.decode().splitlines()):
            try:
                drafts.append(_draft(json.loads(line), number))
            except json.JSONDecodeError:
                problems.append(f"ligne {number + 1} illisible")
        return Reading(tuple(drafts), tuple(problems))


def _draft(text: str, record: int | None = None) -> Draft:
    lines, at = [], 0
    for number, line in enumerate(text.split("\n")):
        if line.strip():
            lines.append(Line(at, at + len(line), "body" if number else "title"))
        at += len(line) + 1
    return Draft(text, tuple(lines), record=record, title=text.split("\n")[0], source="Le Plateau")


class Bench:
    """A library, a folder of articles and the means to ingest it."""

    def __init__(self, tmp_path: Path) -> None:
        self.library = Library(tmp_path / "data" / "library.sqlite")
        self.embedder, self.reader = Letters(), Lines()
        self.folder = tmp_path / "articles"
        self.folder.mkdir()

    def write(self, name: str, *parts: str) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(parts or ("Lait perdu", *STORY)), "utf-8")
        return path

    def ingest(
        self,
        *paths: Path,
        progress: Callable[[Progress], None] | None = None,
        stop: threading.Event | None = None,
    ) -> IngestReport:
        wanted = list(paths) or [self.folder]
        return ingest(self.library, self.embedder, self.reader, wanted, progress=progress, stop=stop)

    def outcomes(self, *paths: Path) -> dict[str, str]:
        return {file.file: file.outcome for file in self.ingest(*paths).files}

    def ids(self) -> dict[str, str]:
        return {
            f"{article.file}#{article.draft.record}": article.article_id for article in self.library.articles(1000)[0]
        }
