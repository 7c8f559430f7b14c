"""Speed on the sample articles, as ratios within one run: python bench/speed.py. Prints a Markdown table.

Scale (100,000 passages and more) is not measured here yet.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier


def timed(call: Callable[[str], object], questions: list[str]) -> tuple[float, float]:
    """Median and 95th percentile of one call, in milliseconds."""
    spent = []
    for question in questions:
        start = time.perf_counter()
        call(question)
        spent.append((time.perf_counter() - start) * 1000)
    spent.sort()
    return statistics.median(spent), spent[int(len(spent) * 0.95)]


def main() -> None:
    """Measure and print."""
    lines = (SAMPLES.parent.parent / "eval" / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line)["question"] for line in lines]
    with tempfile.TemporaryDirectory() as folder:
        sourcier = Sourcier.open(Settings(data=Path(folder), answerer="extractive"))
        sourcier.embedder.query("warm")
        start = time.perf_counter()
        report = sourcier.ingest([SAMPLES])
        ingest_s = time.perf_counter() - start
        vectors = {question: sourcier.embedder.query(question) for question in questions}
        bare = timed(lambda question: sourcier.index.search(vectors[question], 10), questions)
        search = timed(lambda question: sourcier.search(question, 10), questions)
        ask = timed(sourcier.ask, questions[:10])
        sourcier.close()
    print("| what | median ms | p95 ms | times a bare Chroma query (median) |\n|---|---|---|---|")
    for name, (median, late) in {
        "bare Chroma query": bare,
        "whole retrieval": search,
        "extractive answer": ask,
    }.items():
        print(f"| {name} | {median:.1f} | {late:.1f} | {median / bare[0]:.1f} |")
    print(f"\nIngest: {report.articles} articles, {report.passages} passages in {ingest_s:.1f} s.")


if __name__ == "__main__":
    main()
