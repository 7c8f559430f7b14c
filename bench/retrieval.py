"""Retrieval measured: recall and reciprocal rank of the gold record, against words alone, vectors alone and RRF.

    python bench/retrieval.py QUESTIONS.jsonl ARTICLES_DIR [--data DIR]

Questions carry ``gold_records`` (record numbers of the one JSONL file). Prints a Markdown table with 95 % paired
bootstrap intervals of the difference to Sourcier's ranking, and writes nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag.question import understand
from rag.retrieval.features import Candidate, idf
from rag.retrieval.ranking import rank
from rag.settings import Settings
from rag.sourcier import Sourcier

RRF_K = 60
"""Cormack, Clarke and Büttcher, 2009."""
DEPTH = 20
"""Passages asked for: enough for ten records."""


def records(candidates: Sequence[Candidate], order: Sequence[int]) -> list[int | None]:
    """Record numbers in ranked order, each article once."""
    return list(dict.fromkeys(candidates[i].passage.record for i in order))


def by(values: Sequence[float]) -> list[int]:
    """Places of the values, the highest first."""
    return sorted(range(len(values)), key=lambda i: -values[i])


def rankings(question: object, candidates: list[Candidate]) -> dict[str, list[int | None]]:
    """The record numbers as each system orders them."""
    words, vectors = by([c.bm25 for c in candidates]), by([c.cosine for c in candidates])
    places = [{i: n for n, i in enumerate(order)} for order in (words, vectors)]
    fused = by([sum(1 / (RRF_K + 1 + place[i]) for place in places) for i in range(len(candidates))])
    ranked = [hit.passage.record for hit in rank(question, candidates)]  # type: ignore[arg-type]
    return {
        "BM25 French": records(candidates, words),
        "e5": records(candidates, vectors),
        "RRF": records(candidates, fused),
        "Sourcier at the first look": list(dict.fromkeys(ranked)),
    }


def reciprocal(order: Sequence[int | None], gold: set[int]) -> float:
    """One over the place of the first gold record among ten, else 0."""
    return next((1 / (n + 1) for n, record in enumerate(order[:10]) if record in gold), 0.0)


def interval(ours: Sequence[float], theirs: Sequence[float]) -> tuple[float, float]:
    """95 % interval of the mean paired difference, 1,000 resamples, fixed seed."""
    chance, n = random.Random(1), len(ours)
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    means = sorted(sum(chance.choices(differences, k=n)) / n for _ in range(1000))
    return means[25], means[974]


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("questions", type=Path)
    options.add_argument("articles", type=Path)
    options.add_argument("--data", type=Path, default=Path("data/bench-retrieval"))
    given = options.parse_args()
    sourcier = Sourcier.open(Settings(data=given.data, answerer="extractive"))
    sourcier.ingest([given.articles])
    results: dict[str, dict[str, list[float]]] = {}
    total = sourcier.library.feed.passage_count()
    for line in given.questions.read_text("utf-8").splitlines():
        asked = json.loads(line)
        question = understand(asked["question"], today=dt.date.today(), sources=())
        retriever = sourcier.retriever
        terms = retriever.terms(question)
        frequencies = sourcier.library.words.document_frequency(terms)
        candidates = retriever.candidates(
            question, {t: idf(frequencies[t], total) for t in terms}, retriever.ask_aside(question)
        )
        gold = set(asked["gold_records"])
        read = [hit.passage.record for hit in sourcier.search(asked["question"], DEPTH)[1]]
        for name, order in (rankings(question, candidates) | {"Sourcier": list(dict.fromkeys(read))}).items():
            row = results.setdefault(name, {"R@1": [], "R@5": [], "MRR@10": []})
            row["R@1"].append(float(bool(gold & set(order[:1]))))
            row["R@5"].append(float(bool(gold & set(order[:5]))))
            row["MRR@10"].append(reciprocal(order, gold))
    sourcier.close()
    print("| system | R@1 | R@5 | MRR@10 | Sourcier's R@1 is higher by |\n|---|---|---|---|---|")
    for name, row in results.items():
        low, high = interval(results["Sourcier"]["R@1"], row["R@1"])
        means = " | ".join(f"{sum(v) / len(v):.3f}" for v in row.values())
        print(f"| {name} | {means} | [{low:+.3f}, {high:+.3f}] |")


if __name__ == "__main__":
    main()
