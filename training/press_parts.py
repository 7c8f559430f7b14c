"""A part of the press data: its articles cut into the product's own passages, with their questions and claims."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rag.language.sentences import split_sentences
from rag.reading.decode import clean
from rag.reading.formats.jsonl import read_jsonl
from rag.reading.passages import make_chunks
from rag.types import Span
from training.encode import WINDOW, Text

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Article:
    """An article as the product keeps it."""

    name: str
    title: str
    text: str
    passages: tuple[Text, ...]
    sentences: tuple[Span, ...]
    questions: tuple[Row, ...]
    claims: tuple[Row, ...]

    def around(self, sources: Sequence[str], neighbours: int, longest: int = WINDOW) -> Text | None:
        """The sentences that hold ``sources`` with their neighbours, in order; None where one is not found."""
        places: set[int] = set()
        for source in sources:
            at = self.text.find(clean(source).strip())
            if at < 0:
                return None
            end = at + len(clean(source).strip())
            places |= {n for n, (a, b) in enumerate(self.sentences) if a < end and b > at}
        if not places:
            return None
        kept = sorted(places)
        for place in sorted({n + d for n in places for d in range(-neighbours, neighbours + 1)} - places):
            if 0 <= place < len(self.sentences):
                more = sorted({*kept, place})
                kept = more if sum(b - a for a, b in (self.sentences[n] for n in more)) <= longest else kept
        return Text(self.title, " ".join(self.text[slice(*self.sentences[n])] for n in kept), self.name)


def read_part(folder: Path) -> list[Article]:
    """The articles of a part, in the order of its file."""
    rows = {name: _rows(folder / f"{name}.jsonl") for name in ("articles", "questions", "claims")}
    return [_article(row, rows["questions"], rows["claims"]) for row in rows["articles"]]


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _article(row: Row, questions: list[Row], claims: list[Row]) -> Article:
    record = {"title": row["title"], "source": row["source"], "date": row["published"], "text": row["text"]}
    draft = read_jsonl(json.dumps(record, ensure_ascii=False).encode(), row["id"]).drafts[0]
    title = draft.title or row["title"]
    chunks = make_chunks(draft.text, draft.lines)
    return Article(
        row["id"],
        title,
        draft.text,
        tuple(Text(title, draft.text[chunk.start : chunk.end], row["id"]) for chunk in chunks),
        tuple(span for chunk in chunks for span in chunk.sentences),
        tuple(question for question in questions if question["article"] == row["id"]),
        tuple(claim for claim in claims if claim["article"] == row["id"]),
    )


def sentences(text: str) -> Iterator[str]:
    """The sentences of a text."""
    return (text[a:b] for a, b in split_sentences(text))
