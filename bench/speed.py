"""Speed on a small archive in a minute or two: python bench/speed.py. Prints Markdown; bench/scale.py goes further.

The sample articles, and made-up ones up to 3,000 passages. Times are taken in turn within one run, so that the ratios
hold on a busy machine too: read those, and the milliseconds as what this machine gave.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.generated import Generator, put
from bench.scale_measure import FILTERS, Bench
from bench.scale_report import at
from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier

PASSAGES = 3000
ANSWERS = 20


def main() -> None:
    """Measure and print."""
    import numpy as np

    lines = (SAMPLES.parent.parent / "eval" / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        sourcier = Sourcier.open(Settings(data=Path(folder), answerer="extractive"))
        sourcier.embedder.query("the network is made and loaded")
        start = time.perf_counter()
        report = sourcier.ingest([SAMPLES])
        ingest_s = time.perf_counter() - start
        real = np.frombuffer(b"".join(row[1] for row in sourcier.library.feed.vectors_after(0, 10_000)), "<f4")
        put(sourcier.library, Generator(SAMPLES), real.reshape(-1, sourcier.embedder.dimensions), PASSAGES)
        sourcier.sync()
        bench = Bench(sourcier, None, questions)
        rows = {name: bench.compare(filters) for name, filters in FILTERS.items()}
        answers = []
        for asked in questions[:ANSWERS]:
            bench.forget_vectors()
            start = time.perf_counter()
            sourcier.ask(asked["question"])
            answers.append((time.perf_counter() - start) * 1000)
        found = bench.needles()
        sourcier.close()
    print(f"| {PASSAGES:,} passages | median ms | p95 ms | times a bare Chroma query, median | p95 |")
    print("|---|---|---|---|---|")
    plain = rows["no filter"]["bare Chroma"]
    timed = [(f"search, {name}", spent["Sourcier"], spent["bare Chroma"]) for name, spent in rows.items()]
    second = rows["no filter"]["with the second look"]
    timed.append(("search, no filter, with the second look", second, plain))
    for name, spent, bare in [("bare Chroma query", plain, plain), *timed, ("extractive answer", answers, plain)]:
        ratios = [f"{at(spent, share) / at(bare, share):.1f}" for share in (0.5, 0.95)]
        print(f"| {name} | {at(spent, 0.5):.1f} | {at(spent, 0.95):.1f} | {' | '.join(ratios)} |")
    print("\nA filtered search is compared with a bare Chroma query under the same filter.")
    print(f"Gold article in the first 5: {found:.3f}.")
    print(f"Ingest: {report.articles} articles, {report.passages} passages in {ingest_s:.1f} s.")


if __name__ == "__main__":
    main()
