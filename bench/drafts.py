"""How well a text is held to the articles: ``python -m bench.drafts [--set eval/desk] [--data FOLDER] [--wrong]``.

Each labelled sentence of the set is checked by itself, against an archive of the set's articles and once more against
their texts as ``passages``; the table counts the verdicts by what the sentence is and how it was made. ``--wrong``
lists what came out wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag.settings import Settings
from rag.sourcier import Sourcier
from rag.types import CheckedSentence

WANTED = {"supported": "supported", "contradicted": "contradicted", "absent": "unsupported"}
VERDICTS = ("supported", "contradicted", "unsupported", "none")
Check = Callable[[str], CheckedSentence]


def main() -> None:
    """Check them all both ways and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set", type=Path, default=Path(__file__).resolve().parent.parent / "eval" / "desk")
    parser.add_argument(
        "--data", type=Path, help="a data folder to use; a library that is there must hold the set alone"
    )
    parser.add_argument("--wrong", action="store_true")
    options = parser.parse_args()
    rows = [json.loads(line) for line in (options.set / "sentences.jsonl").read_text("utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as folder:
        sourcier = Sourcier.open(Settings(data=options.data or Path(folder), answerer="extractive"))
        sourcier.ingest([options.set / "articles.jsonl"])
        articles = (options.set / "articles.jsonl").read_text("utf-8").splitlines()
        texts = [json.loads(line)["text"] for line in articles]
        ways: dict[str, Check] = {
            "against the archive": lambda text: next(sourcier.desk.check(text)),
            "against `passages`": lambda text: next(sourcier.desk.check(text, passages=texts)),
        }
        for way, check in ways.items():
            measure(way, check, rows, show=options.wrong)
        sourcier.close()


def measure(way: str, check: Check, rows: Sequence[dict[str, Any]], *, show: bool) -> None:
    """One way of checking, as a table."""
    started = time.process_time()
    found = [(row, check(row["text"])) for row in rows]
    spent = (time.process_time() - started) / len(rows)
    print(f"\n{way} ({spent:.2f} s of processor time a sentence)\n")
    print(f"| sentence | sentences | {' | '.join(VERDICTS)} | right |\n|---|---|---|---|---|---|---|")
    for label, wanted in WANTED.items():
        of_label = [(row["kind"], sentence.support) for row, sentence in found if row["label"] == label]
        _line(label, [support for _, support in of_label], wanted)
        for kind in dict.fromkeys(kind for kind, _ in of_label):
            _line(f"&nbsp; {kind}", [support for other, support in of_label if other == kind], wanted)
    right = sum(sentence.support == WANTED[row["label"]] for row, sentence in found)
    print(f"| all | {len(found)} | | | | | {right / len(found):.2f} |")
    for row, sentence in found if show else ():
        if sentence.support != WANTED[row["label"]]:
            failed = [f"{c.name} ({c.detail})" for c in sentence.checks if not c.passed]
            print(f"{row['label']}, {row['kind']} -> {sentence.support}: {row['text']} {failed}")


def _line(name: str, supports: Sequence[str], wanted: str) -> None:
    counts = Counter(supports)
    cells = " | ".join(str(counts[verdict]) for verdict in VERDICTS)
    print(f"| {name} | {len(supports)} | {cells} | {counts[wanted] / len(supports):.2f} |")


if __name__ == "__main__":
    main()
