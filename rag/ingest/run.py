"""From files to the library: only what is new or has changed is read and embedded, and nothing taken is lost."""

from __future__ import annotations

import hashlib
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rag.errors import SourcierError, Unavailable
from rag.ingest.folders import Found, printable, walk
from rag.ingest.intake import BATCH, Intake, embedding_text
from rag.ingest.pace import Pace, Progress
from rag.ingest.report import report_lines, report_object
from rag.reading.formats.format import too_large
from rag.types import FileReport, IngestReport
from vectorstore.files import KnownFile
from vectorstore.library import Library

if TYPE_CHECKING:
    from rag.reading import Reading
    from vectorstore.embedding.embedder import Embedder

__all__ = ["Progress", "add_upload", "embedding_text", "ingest", "reembed", "report_lines", "report_object"]

READING = 5
"""Raised when files must be read again because the rules of reading changed; what they say is then compared."""
MOST_BYTES = 64 * 2**20
"""Larger files are not even opened; the reader has lower limits of its own by format."""
AHEAD, AHEAD_BYTES = 32, 8 * 2**20
"""Files, and bytes of files, that are read while the articles before are being embedded."""
UPLOAD = "upload"
"""The root of what came without a folder."""


class Reader(Protocol):
    """What turns the bytes of a file into articles."""

    def read(self, data: bytes, name: str, told: Callable[[int, int], None] | None = None) -> Reading:
        """The articles of a file; raises Unreadable or TooLarge. ``told`` hears which page of how many is read."""


def ingest(
    library: Library,
    embedder: Embedder,
    reader: Reader,
    paths: Sequence[Path],
    *,
    progress: Callable[[Progress], None] | None = None,
    stop: threading.Event | None = None,
    language: str = "fr",
    skip: Collection[Path] = (),
) -> IngestReport:
    """Bring the library up to date with files and folders; what ``stop`` leaves undone, the next run does.

    Files in ``skip`` are still being written and left for later. Files that are gone are noted as such, unless a folder
    is empty as it is when its disk is not mounted.

    Raises NotFound for a path that does not exist; a file that cannot be read is refused in the report.
    """
    started = time.monotonic()
    known = {root: library.files.of(root) for root in library.files.roots() if root != UPLOAD}
    found = walk(paths, known)
    here = [(file.root, file.file) for file in found.found]
    found.found = [file for file in found.found if file.path not in skip]
    stop = stop or threading.Event()
    reembed(library, embedder, stop)
    with Intake(library, embedder, language, stop) as intake:
        run = _Run(library, reader, intake)
        changed = [file for file in found.found if not run.unchanged(file, known.get(file.root, {}).get(file.file))]
        pace = Pace(len(found.found), changed, progress)
        with closing(run.load_ahead(changed, known)) as files:
            for file, loading in files:
                pace.start(file)
                run.pace = pace
                loaded = loading.result()
                if stop.is_set():
                    break
                run.take(loaded, pace)
        intake.flush()
    gone = [name for name in found.missing if name not in run.moved]
    library.files.mark_gone(gone if here else (), here)
    library.sync()
    pace.end()
    unread = [FileReport(name, "refused", reason=en if language == "en" else fr) for name, fr, en in found.unread]
    missing = [FileReport(name, "missing") for _, name in gone]
    return intake.report(started, unread + missing)


def add_upload(
    library: Library,
    embedder: Embedder,
    reader: Reader,
    data: bytes,
    name: str,
    told: Callable[[int, int], None] | None = None,
    language: str = "fr",
) -> IngestReport:
    """Take in one file that came without a folder; refused ones are said so in the report, not stored.

    A file of the same name is replaced where it is an older state of the same article; else a new name is found.
    """
    started = time.monotonic()
    reembed(library, embedder)
    with Intake(library, embedder, language, threading.Event()) as intake:
        named = printable(Path(name.replace("\\", "/")).name.strip()) or "article.txt"
        _upload(library, reader, intake, data, named, told)
        intake.flush()
    library.sync()
    return intake.report(started)


def reembed(
    library: Library,
    embedder: Embedder,
    stop: threading.Event | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Embed the passages that have no vector, after a change of embedder; gives how many it did."""
    library.feed.set_embedder(embedder.name, embedder.dimensions)
    done, after = 0, 0
    while (passages := library.feed.texts_to_embed(after, BATCH)) and not (stop and stop.is_set()):
        vectors = embedder.passages([embedding_text(title, text) for _, title, text in passages])
        library.feed.set_vectors([passage for passage, _, _ in passages], vectors)
        after = passages[-1][0]
        done += len(passages)
        if progress:
            progress(done)
    return done


@dataclass(frozen=True, slots=True)
class _Loaded:
    """A file and its articles, or why it has none; neither where its content is known."""

    found: Found
    state: KnownFile
    known: KnownFile | None
    reading: Reading | None = None
    fault: SourcierError | None = None


@dataclass(slots=True)
class _Run:
    """One ingest of folders: which files must be read, and what has moved."""

    library: Library
    reader: Reader
    intake: Intake
    moved: set[tuple[str, str]] = field(default_factory=set)
    pace: Pace | None = None

    def unchanged(self, found: Found, known: KnownFile | None) -> bool:
        """Whether size, time and reading rules are those of the last time; then that is reported."""
        same = known is not None and (known.size, known.mtime_ns) == (found.size, found.mtime_ns)
        if known is None or not same or known.reading != READING:
            return False
        self.intake.again(found.file, known)
        return True

    def load_ahead(
        self, files: Sequence[Found], known: Mapping[str, Mapping[str, KnownFile]]
    ) -> Generator[tuple[Found, Future[_Loaded]]]:
        """The files in order; while one is taken in, the next ones are read."""
        with ThreadPoolExecutor(1, "read") as pool:
            coming: deque[tuple[Found, Future[_Loaded]]] = deque()
            try:
                for file in files:
                    while coming and (
                        len(coming) >= AHEAD or file.size + sum(other.size for other, _ in coming) > AHEAD_BYTES
                    ):
                        yield coming.popleft()
                    coming.append((file, pool.submit(self._load, file, known.get(file.root, {}).get(file.file))))
                while coming:
                    yield coming.popleft()
            finally:
                pool.shutdown(cancel_futures=True)

    def _load(self, found: Found, known: KnownFile | None) -> _Loaded:
        """Read one file, unless its content is known."""
        state = KnownFile("", found.mtime_ns, found.size, READING)
        try:
            data = self._bytes(found)
            state = replace(state, sha256=hashlib.sha256(data).hexdigest())
            before = known or next(self._moved_from(state), (None, None, None))[2]
            if before and (before.sha256, before.reading) == (state.sha256, READING):
                return _Loaded(found, state, known)
            return _Loaded(found, state, known, self.reader.read(data, found.path.name, partial(self._page, found)))
        except SourcierError as fault:
            return _Loaded(found, state, known, fault=fault)

    def _page(self, found: Found, page: int, of: int) -> None:
        if self.pace:
            self.pace.page(found, page, of)

    def take(self, loaded: _Loaded, pace: Pace) -> None:
        """Take in what a file says; one whose content is known is reported as the same or as renamed."""
        found, state, known = loaded.found, loaded.state, loaded.known
        if known is None and state.sha256:
            known = self._moved_here(found, state)
        if known and (known.sha256, known.reading) == (state.sha256, READING):
            if (found.root, found.file) not in self.intake.renamed:
                self.library.files.note(found.root, found.file, replace(state, refused=known.refused))
                self.intake.again(found.file, known)
        elif loaded.fault:
            self.intake.refuse(found.root, found.file, state, loaded.fault)
        elif loaded.reading is None:
            # Another file of the same content has meanwhile taken the place of the one that moved.
            self.take(self._load(found, known), pace)
        else:
            self.intake.add(found.root, found.file, state, loaded.reading, pace)

    def _bytes(self, found: Found) -> bytes:
        if found.size > MOST_BYTES:
            raise too_large(found.path.name, found.size, MOST_BYTES)
        try:
            return found.path.read_bytes()
        except OSError as error:
            raise Unavailable(f"illisible : {error.strerror}.", f"cannot be read: {error.strerror}.") from error

    def _moved_from(self, state: KnownFile) -> Iterator[tuple[str, str, KnownFile]]:
        """The known files with this content whose path is gone: root, name, state."""
        for root, file, known in self.library.files.same_content(state.sha256):
            if root != UPLOAD and not os.path.lexists(f"{root}/{file}"):
                yield root, file, known

    def _moved_here(self, found: Found, state: KnownFile) -> KnownFile | None:
        """The known file that this one was, which it now is under a new name."""
        for root, file, known in self._moved_from(state):
            self.library.files.rename(root, file, found.root, found.file, replace(state, refused=known.refused))
            self.moved.add((root, file))
            self.intake.rename(file, found.root, found.file)
            return known
        return None


def _upload(
    library: Library,
    reader: Reader,
    intake: Intake,
    data: bytes,
    name: str,
    told: Callable[[int, int], None] | None,
) -> None:
    """Read what came without a folder, unless the library has it already."""
    state = KnownFile(hashlib.sha256(data).hexdigest(), 0, len(data), READING)
    for _, file, known in library.files.same_content(state.sha256):
        if known.refused is None and known.reading == READING:
            intake.again(file, known)
            return
    try:
        reading = reader.read(data, name, told)
    except SourcierError as fault:
        intake.refuse(UPLOAD, name, state, fault, remember=False)
        return
    intake.add(UPLOAD, _upload_name(library, name, reading), state, reading)


def _upload_name(library: Library, name: str, reading: Reading) -> str:
    """The name itself where it is free or is that of an older state of the same article; else with a number."""
    path, number = Path(name), 1
    titles = {draft.title for draft in reading.drafts}
    while True:
        taken = [library.article(known.article_id) for known in library.files.articles(UPLOAD, name)]
        if not taken or titles & {article.draft.title for article in taken if article}:
            return name
        number += 1
        name = f"{path.stem} ({number}){path.suffix}"
