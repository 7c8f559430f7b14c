"""Retrieval at scale: a made-up archive grows from 1,000 to 300,000 passages, measured at each size.

    python bench/scale.py [--data DIR] [--sizes 1000,10000,100000] [--tutorial 100000]

Goes on where an earlier run of the same folder stopped, and prints the report so far. Beside Sourcier stand a bare
Chroma query on the same collection and, where langchain-chroma is installed, LangChain's tutorial retriever on the
same passages. Each size is measured in a new process. The questions are real and embedded for real, each once.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.generated import PASSAGES, Generator, put
from bench.scale_measure import measure, tutorial_store
from bench.scale_report import markdown, plot
from rag.ingest.intake import embedding_text
from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1000, 3000, 10_000, 30_000, 100_000, 300_000)
EMBEDDED = 2000
"""Passages embedded for real, from which the vectors of all others are derived."""
BATCH = 50


def grow(data: Path, size: int, tutorial: bool) -> dict[str, float]:
    """Bring the library and the indexes of a folder to ``size`` passages; seconds of each."""
    import numpy as np

    sourcier = Sourcier.open(Settings(data=data, answerer="extractive"))
    generator = Generator(SAMPLES)
    if not sourcier.library.feed.passage_count():
        sourcier.ingest([SAMPLES])
    base = data / "embedded.npy"
    if not base.exists():
        texts = [text for n in range(EMBEDDED // PASSAGES) for text in _texts(generator, n)]
        np.save(base, sourcier.embedder.passages(texts))
    real = np.load(base)
    started = time.perf_counter()
    put(sourcier.library, generator, real, size)
    written = time.perf_counter()
    sourcier.sync()
    indexed = time.perf_counter()
    if tutorial:
        _grow_tutorial(data, sourcier)
    seconds = {
        "library_s": written - started,
        "index_s": indexed - written,
        "tutorial_s": time.perf_counter() - indexed,
    }
    sourcier.close()
    return seconds


def _texts(generator: Generator, number: int) -> Iterator[str]:
    made = generator.article(number)
    for chunk in made.chunks:
        yield embedding_text(made.draft.title, made.draft.text[chunk.start : chunk.end])


def _grow_tutorial(data: Path, sourcier: Sourcier) -> None:
    """Give LangChain's store the passages that it lacks, with the library's own vectors."""
    collection = tutorial_store(data, sourcier.embedder)._collection
    known = collection.count()
    after = int(max(collection.get(limit=1, offset=known - 1)["ids"], default="0")) if known else 0
    while batch := sourcier.library.feed.vectors_after(after, 1000):
        import numpy as np

        ids = [row[0] for row in batch]
        passages = sourcier.library.passages(ids)
        collection.add(
            ids=[str(i) for i in ids],
            embeddings=[np.frombuffer(row[1], "<f4") for row in batch],
            documents=[passages[i].text for i in ids],
            metadatas=[{**row[2], "outlet": passages[row[0]].source or ""} for row in batch],
        )
        after = ids[-1]


def main() -> None:
    """Grow, measure each size in a process of its own, report."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, default=ROOT / "data" / "bench-scale")
    options.add_argument("--sizes", default=",".join(map(str, SIZES)))
    options.add_argument("--tutorial", type=int, default=10_000, help="largest size of the tutorial's store")
    options.add_argument("--again", action="store_true", help="measure the size that the folder has again")
    options.add_argument("--measure", type=float, help=argparse.SUPPRESS)
    options.add_argument("--plot", type=Path, help="write the plot to this SVG file")
    given = options.parse_args()
    given.data.mkdir(parents=True, exist_ok=True)
    if given.measure:
        print(json.dumps(measure(given.data, given.measure)))
        return
    results = given.data / "results.json"
    known: dict[str, dict[str, object]] = json.loads(results.read_text()) if results.exists() else {}
    for size in map(int, given.sizes.split(",")):
        if (str(size) in known and not given.again) or any(int(other) > size for other in known):
            continue
        print(f"{size} passages", file=sys.stderr)
        spent = grow(given.data, size, size <= given.tutorial)
        command = [sys.executable, __file__, "--data", str(given.data), "--measure", str(time.time())]
        found = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, cwd=ROOT).stdout)
        known[str(size)] = found | {"build": spent}
        results.write_text(json.dumps(known, indent=1))
    print(markdown(known))
    if given.plot:
        given.plot.write_text(plot(known), "utf-8")


if __name__ == "__main__":
    main()
