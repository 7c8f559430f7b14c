"""Ingest at scale, against the embedder alone: python bench/ingest.py [--articles 5000]. Prints a Markdown table.

The embedder's own rate is measured within the same run, ten times between two files, on passages just taken in, so
that both see the same machine; those moments are not counted as time of the ingest. ``--stand-in`` takes a cheap
embedding instead of the model, through the same code, to see the memory of large collections.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.clippings import write_folder
from rag.ingest.run import Progress, embedding_text, ingest
from rag.reading.worker import Reader
from rag.settings import Settings
from rag.types import IngestReport
from vectorstore.embedding.embedder import Embedder, make_embedder
from vectorstore.library import Library

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOMENTS = 10
BARE = 128
"""Passages that the embedder is given at each moment."""


class StandIn:
    """Vectors that cost nothing."""

    name = "stand-in/1"
    dimensions = 384

    def query(self, text: str) -> NDArray[np.float32]:
        """One vector."""
        vector: NDArray[np.float32] = self.passages([text])[0]
        return vector

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Counts of the letters, unit length."""
        import numpy as np

        found = np.ones((len(texts), self.dimensions), np.float32)
        for row, text in enumerate(texts):
            found[row, np.frombuffer(text.encode()[:64], np.uint8)] += 1
        unit: NDArray[np.float32] = found / np.linalg.norm(found, axis=1, keepdims=True)
        return unit


class OneAtATime:
    """An embedder that the ingest and the bare measurement share without running at once."""

    def __init__(self, bare: Embedder) -> None:
        self.bare, self.name, self.dimensions = bare, bare.name, bare.dimensions
        self.free = threading.Lock()

    def query(self, text: str) -> NDArray[np.float32]:
        """One vector."""
        return self.bare.query(text)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors, once nobody else embeds."""
        with self.free:
            return self.bare.passages(texts)


@dataclass(slots=True)
class Watch:
    """Follows an ingest: its time without the moments of the bare embedder, and the memory of both processes."""

    library: Library
    embedder: OneAtATime
    paused: float = 0.0
    paused_cpu: float = 0.0
    bare: int = 0
    memory: list[tuple[int, int, int]] = field(default_factory=list)
    """Articles so far, MiB of this process, MiB of its child."""

    def tell(self, progress: Progress) -> None:
        """At each tenth of the files."""
        if progress.done < (len(self.memory) + 1) * progress.total / MOMENTS:
            return
        self.memory.append((self.library.coverage().articles, resident(os.getpid()), sum(map(resident, children()))))
        newest = int(self.library.database.value("SELECT max(id) FROM passages") or 0)
        found = self.library.passages(range(max(0, newest - BARE), newest + 1))
        texts = [embedding_text(passage.title, passage.text) for passage in found.values()]
        with self.embedder.free:
            start, cpu = time.perf_counter(), time.process_time()
            self.embedder.bare.passages(texts)
            self.paused += time.perf_counter() - start
            self.paused_cpu += time.process_time() - cpu
        self.bare += len(texts)


def resident(process: int) -> int:
    """MiB of memory that a process holds, as Linux counts it; 0 where it does not say."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") >> 20


def children() -> list[int]:
    """The processes started by this one."""
    found = []
    for task in Path("/proc/self/task").glob("*/children"):
        found += [int(number) for number in task.read_text("ascii").split()]
    return found


class Peak(threading.Thread):
    """The largest memory seen of this process and of its children, looked at five times a second."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.own = self.child = 0
        self.ended = threading.Event()

    def run(self) -> None:
        """Until ``ended``."""
        while not self.ended.wait(0.2):
            self.own = max(self.own, resident(os.getpid()))
            self.child = max(self.child, sum(map(resident, children())))


def measure(folder: Path, articles: int, stand_in: bool) -> None:
    """Write the articles, take them in twice, print."""
    files = write_folder(folder / "articles", articles)
    library = Library(folder / "data" / "library.sqlite")
    embedder = OneAtATime(StandIn() if stand_in else make_embedder(Settings(data=folder / "data")))
    embedder.query("warm")
    peak = Peak()
    peak.start()
    with Reader() as reader:
        watch, cpu = Watch(library, embedder), time.process_time()
        report = ingest(library, embedder, reader, [folder / "articles"], progress=watch.tell)
        spent_cpu = time.process_time() - cpu - watch.paused_cpu
        peak.ended.set()
        again = ingest(library, embedder, reader, [folder / "articles"])
    print_table(files, report, watch, spent_cpu, again, peak)
    library.close()


def print_table(
    files: int, report: IngestReport, watch: Watch, spent_cpu: float, again: IngestReport, peak: Peak
) -> None:
    """The figures, and the memory at each tenth."""
    seconds = report.seconds - watch.paused
    rate, bare = report.passages / seconds, watch.bare / watch.paused
    outcomes = {file.outcome for file in again.files}
    copies = watch.library.database.value("SELECT count(*) FROM articles WHERE dispatch IS NOT NULL")
    rows = {
        "files, articles, passages": f"{files}, {report.articles}, {report.passages}",
        "whole ingest": f"{seconds:.1f} s, {report.articles / seconds:.1f} articles/s, {rate:.1f} passages/s",
        "the embedder alone": f"{bare:.1f} passages/s ({watch.bare} passages)",
        "ratio": f"{rate / bare:.2f}",
        "processor time, reading child apart": f"{spent_cpu / report.passages * 1000:.1f} ms a passage; the embedder "
        f"alone {watch.paused_cpu / watch.bare * 1000:.1f} ms",
        "second run": f"{again.seconds:.2f} s ({', '.join(sorted(outcomes))})",
        "largest memory": f"{peak.own} MiB, reading child {peak.child} MiB",
        "taken for copies": f"{copies}",
    }
    print("| what | figure |\n|---|---|")
    for name, value in rows.items():
        print(f"| {name} | {value} |")
    print("\n| articles | MiB | MiB of the child |\n|---|---|---|")
    for articles, own, child in watch.memory:
        print(f"| {articles} | {own} | {child} |")


def main() -> None:
    """Measure in a folder that goes afterwards."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--stand-in", action="store_true", help="a cheap embedding instead of the model")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        measure(Path(folder), given.articles, given.stand_in)


if __name__ == "__main__":
    main()
