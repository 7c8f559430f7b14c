"""How long searches with operators, facets and lists take in a made-up archive.

    python bench/listing.py [--data DIR] [--size 100000] [--cpu]

The archive is grown without an embedder: the vectors are random, since no list looks at them. ``--cpu`` counts the
time that the process itself was at work, for machines with other work on them.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.generated import Generator, put
from rag.archive_types import ArticleQuery
from rag.settings import SAMPLES
from vectorstore.embedding.e5 import DIMENSIONS, NAME
from vectorstore.library import Library

SEARCHES = (
    "",
    "maire",
    "conseil municipal",
    '"conseil municipal"',
    "(maire OR préfet) AND travaux NOT police",
    "municip*",
    "date:2022-03..2022-09 budget",
    "source:courrier école",
    'titre:marché OR "a annoncé"',
)
ROUNDS = 12


def main() -> None:
    """Grow, search, print a table of milliseconds."""
    import numpy as np

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=None)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--cpu", action="store_true")
    options = parser.parse_args()
    clock = time.process_time if options.cpu else time.perf_counter
    with tempfile.TemporaryDirectory() as folder:
        library = Library((options.data or Path(folder)) / "library.sqlite")
        library.feed.set_embedder(NAME, DIMENSIONS)
        vectors = np.random.default_rng(1).normal(size=(500, DIMENSIONS)).astype(np.float32)
        put(library, Generator(SAMPLES), vectors, options.size)
        library.sync()
        print(f"{library.feed.passage_count()} passages, {library.coverage().articles} articles")
        print("| search | found | median ms | p95 ms | with facets, median | p95 |\n|---|---|---|---|---|---|")
        for text in SEARCHES:
            plain, counted = (_times(library, text, facets, clock) for facets in (False, True))
            total = library.catalogue.find(ArticleQuery(text), 25).total
            print(f"| `{text or '(all)'}` | {total} | {_told(plain)} | {_told(counted)} |")
        library.close()


def _times(library: Library, text: str, facets: bool, clock: Callable[[], float]) -> list[float]:
    taken = []
    for _ in range(ROUNDS):
        started = clock()
        found = library.catalogue.find(ArticleQuery(text), 25, facets=facets)
        library.listed(found.article_ids)
        library.annotations.of(found.article_ids)
        taken.append(1000 * (clock() - started))
    return taken


def _told(taken: list[float]) -> str:
    return f"{statistics.median(taken):.0f} | {sorted(taken)[int(0.95 * len(taken))]:.0f}"


if __name__ == "__main__":
    main()
