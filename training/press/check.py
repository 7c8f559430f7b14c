"""Check the form of a part: python training/press/check.py FOLDER; says what is wrong, exit 0 where nothing is."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import mean
from typing import Any

Row = dict[str, Any]
FIELDS = {
    "articles": {"id", "title", "source", "published", "lang", "text"},
    "questions": {"id", "article", "question", "lang", "answerable", "type", "answers", "tempting"},
    "claims": {"id", "article", "sentence", "label", "kind", "source"},
}
LABELS = ("supported", "contradicted", "unsupported")
WORDS = range(120, 701)


def faults(part: dict[str, list[Row]]) -> Iterator[str]:
    """One line for everything that is not as README.md says."""
    for name, rows in part.items():
        yield from (f"{row.get('id')}: its fields are {sorted(row)}" for row in rows if set(row) != FIELDS[name])
    texts = {article["id"]: article["text"] for article in part["articles"]}
    for name, text in texts.items():
        if len(text.split()) not in WORDS:
            yield f"{name}: {len(text.split())} words"
    for row in part["questions"]:
        yield from _question(row, texts.get(row["article"], ""))
    for row in part["claims"]:
        if row["label"] not in LABELS:
            yield f"{row['id']}: no such label: {row['label']}"
        if not row["source"] or any(source not in texts.get(row["article"], "") for source in row["source"]):
            yield f"{row['id']}: its source is not in the text"
    names = [row["id"] for rows in part.values() for row in rows]
    if len(names) != len(set(names)):
        yield "some ids are not unique"
    told, untold = (
        [len(r["question"].split()) for r in part["questions"] if r["answerable"] is a] for a in (True, False)
    )
    if abs(mean(told or [0]) - mean(untold or [0])) > 1:
        yield "the questions of the two kinds differ in length by more than a word"


def _question(row: Row, text: str) -> Iterator[str]:
    if row["answerable"] and (not row["answers"] or any(answer not in text for answer in row["answers"])):
        yield f"{row['id']}: its answer is not in the text"
    if not row["answerable"] and (row["answers"] or not row["tempting"] or row["tempting"] not in text):
        yield f"{row['id']}: it must have tempting words of the text and no answer"


def main() -> int:
    """Read the three files and say what is wrong."""
    folder = Path(sys.argv[1])
    part = {
        name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").splitlines() if line.strip()]
        for name in FIELDS
    }
    found = list(faults(part))
    sys.stdout.write("\n".join([*found, ", ".join(f"{len(rows)} {name}" for name, rows in part.items())]) + "\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
