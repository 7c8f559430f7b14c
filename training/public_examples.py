"""Examples from public question sets: paragraphs that answer, that do not, and near misses written by people."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from rag.language.sentences import split_sentences
from training.encode import Example, Text, encode, window
from training.near import Nearest, shared
from training.perturb import alter
from training.press_parts import Row

LANGUAGES = {
    "de": 1.0,
    "en": 1.0,
    "es": 1.0,
    "fi": 0.5,
    "id": 0.5,
    "sw": 0.3,
    "ru": 0.3,
    "ar": 0.2,
    "zh": 0.2,
    "ja": 0.2,
}
"""NoMIRACL's languages and the share of their questions that is taken; French is kept for measuring."""


def _rows(path: Path) -> Iterator[Row]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from (json.loads(line) for line in file)


def nomiracl(folder: Path, random: Random) -> Iterator[Example | None]:
    """Questions that none of ten retrieved passages answers, each with one or two of the first of them."""
    for language, share in LANGUAGES.items():
        for row in _rows(folder / f"{language}.jsonl.gz"):
            if row["answerable"] or random.random() > share:
                continue
            for passage in random.sample(row["passages"][:6], 2 if share == 1 else 1):
                title, _, text = passage.partition(": ")
                text = text[:700]
                start, end = window(text, _near(row["question"], text))
                yield encode(row["question"], Text(title, text[start:end]), None, "nomiracl", row["id"])


def piaf(path: Path, random: Random) -> Iterator[Example | None]:
    """PIAF: paragraphs that answer; without the answer; the nearest that lack it; the question altered."""
    rows = list(_rows(path))
    nearest = Nearest(list({row["context"]: Text(row["title"], row["context"]) for row in rows}.values()))
    for row in rows:
        yield _positive(row, "piaf", random)
        if random.random() < 0.5:
            yield _removed(row, "piaf removed", random)
        if random.random() < 0.5:
            yield _hard(row, nearest, random)
        if random.random() < 0.25 and (other := alter(row["question"], row["context"], random)):
            start, end = window(row["context"], _answer(row, random))
            yield encode(other[0], Text(row["title"], row["context"][start:end]), None, "piaf altered", row["id"])


def squad(folder: Path, random: Random) -> Iterator[Example | None]:
    """SQuAD 2 with its near misses, each question in one of three languages; a part of SQuAD 1 and of XQuAD."""
    other = {(row["id"], lang): row for lang in ("es", "pt") for row in _rows(folder / f"squad2_{lang}.jsonl.gz")}
    for row in _rows(folder / "squad2_dev.jsonl.gz"):
        if random.random() > 0.3:
            continue
        chosen = other.get((row["id"], random.choice(("en", "es", "es", "pt"))), row)
        if chosen["answers"]:
            yield _positive(chosen, "squad2", random)
        else:
            start, end = window(chosen["context"], _near(chosen["question"], chosen["context"]))
            text = Text(chosen["title"], chosen["context"][start:end])
            yield encode(chosen["question"], text, None, "squad2 near miss", chosen["id"])
    for name, share in (("squad1_dev_rest", 0.1), ("xquad_es", 0.4), ("xquad_de", 0.15), ("xquad_ro", 0.15)):
        for row in _rows(folder / f"{name}.jsonl.gz"):
            if random.random() < share:
                yield _positive(row, name, random)


def _near(question: str, text: str) -> tuple[int, int]:
    return max(split_sentences(text) or [(0, len(text))], key=lambda span: shared(question, text[slice(*span)]))


def _answer(row: Row, random: Random) -> tuple[int, int]:
    start, text = random.choice(row["answers"])
    return start, start + len(text)


def _positive(row: Row, kind: str, random: Random) -> Example | None:
    span = _answer(row, random)
    start, end = window(row["context"], span, random.randint(250, 640))
    title = "" if random.random() < 0.2 else row["title"]
    return encode(
        row["question"], Text(title, row["context"][start:end]), (span[0] - start, span[1] - start), kind, row["id"]
    )


def _removed(row: Row, kind: str, random: Random) -> Example | None:
    """The sentences of the paragraph that do not hold an answer."""
    answers = [text.lower() for _, text in row["answers"]]
    spans = split_sentences(row["context"])
    rest = " ".join(t for t in (row["context"][a:b] for a, b in spans) if not any(x in t.lower() for x in answers))
    if len(rest) < 80:
        return None
    start, end = window(rest, _near(row["question"], rest), random.randint(250, 640))
    return encode(row["question"], Text(row["title"], rest[start:end]), None, kind, row["id"])


def _hard(row: Row, nearest: Nearest, random: Random) -> Example | None:
    """One of the nearest paragraphs without the answer."""
    answers = [text.lower() for _, text in row["answers"]]
    found = [nearest.passages[place] for place in nearest.order(row["question"])[:10]]
    kept = [p for p in found if p.text != row["context"] and not any(a in p.text.lower() for a in answers)][:3]
    if not kept:
        return None
    passage = random.choice(kept)
    start, end = window(passage.text, _near(row["question"], passage.text))
    return encode(row["question"], Text(passage.title, passage.text[start:end]), None, "piaf other", row["id"])
