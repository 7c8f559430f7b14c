"""What an ingest holds while it runs: articles that wait to be embedded, reports, and the pace."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

from rag.errors import SourcierError, TooLarge, Unreadable
from rag.ingest.pace import Pace
from rag.reading.article.walls import reported, told_anew
from rag.reading.passages import make_chunks
from rag.types import Chunk, Draft, FileReport, IngestReport, Label
from vectorstore.files import KnownArticle, KnownFile
from vectorstore.library import Library
from vectorstore.rows import content_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from rag.reading import Reading
    from vectorstore.embedding.embedder import Embedder

Outcome = Literal["taken", "updated", "same", "repaired"]
BATCH = 64
"""Passages embedded at once, across articles."""


def embedding_text(title: str | None, passage: str) -> str:
    """What is embedded for a passage: the article's title, then the passage, unless it opens with the title."""
    return passage if not title or passage.startswith(title) else f"{title}\n{passage}"


def relabelled(draft: Draft, labels: Mapping[str, Label]) -> Draft:
    """The draft with these labels, by the words of their lines, and the warning on what is set aside told anew."""
    shown = draft.with_labels(labels)
    return replace(shown, warnings=told_anew(shown.warnings, shown.text, shown.lines, shown.language))


@dataclass(slots=True)
class _File:
    """A file whose articles are on their way into the library."""

    root: str
    file: str
    state: KnownFile
    report: FileReport
    left: int
    count: int
    pace: Pace | None


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article on its way; ``content`` is the hash of what was read where labels put by hand changed its chunks."""

    file: _File
    draft: Draft
    chunks: tuple[Chunk, ...]
    content: str | None


_Batch = list[_Waiting]


@dataclass(slots=True)
class Intake:
    """Gathers changed articles, embeds them in batches, stores each at once and whole, and keeps the reports.

    While one batch is embedded, the one before is stored and the next is gathered.
    """

    library: Library
    embedder: Embedder
    language: str
    stop: threading.Event
    renamed: set[tuple[str, str]] = field(default_factory=set)
    _waiting: _Batch = field(default_factory=list)
    _passages: int = 0
    _embedding: tuple[_Batch, Future[NDArray[np.float32]]] | None = None
    _worker: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "ingest"))
    _reports: list[FileReport] = field(default_factory=list)
    _stored: tuple[int, int] = (0, 0)

    def __enter__(self) -> Intake:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._worker.shutdown(cancel_futures=True)

    def again(self, file: str, known: KnownFile) -> None:
        """Report a file that has not changed."""
        if known.refused:
            self._reports.append(FileReport(file, "refused", reason=known.refused[self.language == "en"]))
        else:
            self._reports.append(FileReport(file, "same"))

    def rename(self, old: str, root: str, file: str) -> None:
        """Report a file that moved."""
        self.renamed.add((root, file))
        self._reports.append(FileReport(file, "renamed", reason=old))

    def refuse(self, root: str, file: str, state: KnownFile, fault: SourcierError, remember: bool = True) -> None:
        """Report a file that cannot be read; it is not read again before it changes, unless the fault may pass."""
        name = file.rpartition("/")[2]
        reasons = (fault.fr.removeprefix(f"{name} : "), fault.en.removeprefix(f"{name}: "))
        if remember and isinstance(fault, Unreadable | TooLarge):
            self.library.files.note(root, file, replace(state, refused=reasons))
        notes: tuple[str, ...] = ()
        if self.library.files.articles(root, file):
            notes = (_KEPT_EN if self.language == "en" else _KEPT_FR,)
        self._reports.append(FileReport(file, "refused", reason=reasons[self.language == "en"], notes=notes))

    def add(
        self,
        root: str,
        file: str,
        state: KnownFile,
        reading: Reading,
        pace: Pace | None = None,
    ) -> None:
        """Take in what a file says: articles that it said before are left as they are."""
        if not reading.drafts:
            reason = " ; ".join(reading.problems)
            self.refuse(root, file, state, Unreadable(reason or "aucun article.", reason or "no article."))
            return
        articles = [
            (draft, make_chunks(draft.text, draft.lines)) for draft in map(_storable, _numbered(reading.drafts))
        ]
        before = self.library.files.articles(root, file)
        fresh, records, gone = _compare(before, articles)
        if gone or records:
            self.library.files.settle(records, gone)
        notes = (*reading.problems, *reading.repaired, *reported([draft.warnings for draft in reading.drafts]))
        changed = bool(fresh or gone)
        outcome: Outcome = "repaired" if reading.repaired else "taken"
        if before:
            outcome = "updated" if changed else "same"
        report = FileReport(file, outcome, len(articles), notes=notes)
        if not fresh:
            self.library.files.note(root, file, state)
            self._reports.append(report)
            return
        entry = _File(root, file, state, report, len(fresh), len(fresh), pace)
        for draft, chunks in fresh:
            if self.stop.is_set():
                return
            waiting = self._as_put_by_hand(entry, draft, chunks)
            self._waiting.append(waiting)
            self._passages += len(waiting.chunks)
            if self._passages >= BATCH:
                self._hand_over()

    def _as_put_by_hand(self, entry: _File, draft: Draft, chunks: tuple[Chunk, ...]) -> _Waiting:
        """The article cut by the labels that were put by hand on its lines before, where there are any."""
        labels = self.library.labels(entry.root, entry.file, draft.record)
        if not labels:
            return _Waiting(entry, draft, chunks, None)
        shown = relabelled(draft, labels)
        told = replace(draft, warnings=shown.warnings)
        return _Waiting(entry, told, make_chunks(shown.text, shown.lines), content_hash(draft, chunks))

    def flush(self) -> None:
        """Embed and store what waits."""
        self._hand_over()
        self._store_embedded()

    def _hand_over(self) -> None:
        """Begin to embed what waits, then store what was embedded before."""
        batch, self._waiting, self._passages = self._waiting, [], 0
        texts = [
            embedding_text(waiting.draft.title, waiting.draft.text[chunk.start : chunk.end])
            for waiting in batch
            for chunk in waiting.chunks
        ]
        vectors = self._worker.submit(self._embed, texts)
        self._store_embedded()
        self._embedding = batch, vectors

    def _embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        parts = [self.embedder.passages(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)]
        return np.concatenate([np.empty((0, self.embedder.dimensions), np.float32), *parts])

    def _store_embedded(self) -> None:
        """Store the batch that is being embedded, an article at a time."""
        if self._embedding is None:
            return
        (batch, embedded), self._embedding = self._embedding, None
        vectors, at = embedded.result(), 0
        for waiting in batch:
            self._store(waiting, vectors[at : at + len(waiting.chunks)])
            at += len(waiting.chunks)

    def report(self, started: float, more: Sequence[FileReport] = ()) -> IngestReport:
        """What was done since ``started``."""
        files = sorted((*self._reports, *more), key=lambda report: report.file)
        return IngestReport(tuple(files), *self._stored, time.monotonic() - started)

    def _store(self, waiting: _Waiting, vectors: NDArray[np.float32]) -> None:
        entry, draft, chunks = waiting.file, waiting.draft, waiting.chunks
        entry.left -= 1
        state = entry.state
        self.library.put(
            root=entry.root,
            file=entry.file,
            sha256=state.sha256,
            draft=draft,
            chunks=chunks,
            vectors=vectors,
            mtime_ns=state.mtime_ns,
            size=state.size,
            complete=not entry.left,
            reading=state.reading,
            content=waiting.content,
        )
        self._stored = (self._stored[0] + 1, self._stored[1] + len(chunks))
        if entry.pace:
            entry.pace.within((entry.root, entry.file), 1 - entry.left / entry.count)
        if not entry.left:
            self._reports.append(entry.report)


_KEPT_FR = "ce qu'il disait avant reste dans la bibliothèque"
_KEPT_EN = "what it said before stays in the library"


_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
"""What SQLite cannot hold or would end a text at; replaced one for one, so that offsets stand."""


def _storable(draft: Draft) -> Draft:
    """The draft itself, or without what cannot be stored."""
    given = {name: getattr(draft, name) for name in ("text", "title", "source", "author", "agency", "url")}
    changed: dict[str, Any] = {
        name: _UNSTORABLE.sub("\ufffd", value) for name, value in given.items() if value and _UNSTORABLE.search(value)
    }
    return replace(draft, **changed) if changed else draft


def _numbered(drafts: Sequence[Draft]) -> list[Draft]:
    """The articles of a file, each with a record number where there are several."""
    drafts = [_storable(draft) for draft in drafts]
    if len({draft.record for draft in drafts}) == len(drafts):
        return drafts
    return [replace(draft, record=number) for number, draft in enumerate(drafts)]


def _compare(
    before: Sequence[KnownArticle], articles: Sequence[tuple[Draft, tuple[Chunk, ...]]]
) -> tuple[list[tuple[Draft, tuple[Chunk, ...]]], dict[str, int | None], list[str]]:
    """What is new, the record numbers that have changed by article id, and the ids of what is gone.

    An article that says the same as before keeps its id wherever in the file it stands now; one that says something
    else in the same place is the same article, changed.
    """
    left: dict[str, list[KnownArticle]] = {}
    for known in before:
        left.setdefault(known.content, []).append(known)
    fresh, records = [], {}
    for draft, chunks in articles:
        same = left.get(content_hash(draft, chunks))
        if not same:
            fresh.append((draft, chunks))
            continue
        known = next((k for k in same if k.record == draft.record), same[0])
        same.remove(known)
        if known.record != draft.record:
            records[known.article_id] = draft.record
    kept = {draft.record for draft, _ in fresh}
    gone = [k.article_id for rest in left.values() for k in rest if k.record not in kept]
    return fresh, records, gone
