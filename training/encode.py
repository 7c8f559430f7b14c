"""A pair of texts as the reader's network takes it: token ids, the place of the passage, what is to be learned."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from rag.language.sentences import split_sentences
from rag.types import Span
from vectorstore.embedding.e5_weights import packaged_weights, read_weights
from vectorstore.embedding.tokens import Tokens

LONGEST = 240
"""Tokens of a pair; the network reads up to 512, and longer pairs take longer to train on."""
QUESTION, TITLE = 80, 20
"""Tokens of a question or claim, and of a title; what lies beyond is left out."""
WINDOW = 640
"""Characters of a window of sentences: most fit into LONGEST with question and title."""
HELD_OUT = 10
"""One article in so many is kept for development."""
START, END = 0, 2


@dataclass(frozen=True, slots=True)
class Example:
    """``ids[begin:end]`` is the passage; ``first`` and ``last`` are the span's tokens, 0 where nothing answers.

    ``answers``: whether the passage answers the question or, in its place, holds the claim.
    """

    ids: list[int]
    begin: int
    end: int
    first: int
    last: int
    answers: bool
    kind: str
    group: str


@dataclass(frozen=True, slots=True)
class Text:
    """A passage or a window of one."""

    title: str
    text: str
    article: str = ""


@lru_cache(maxsize=1)
def _tokens() -> Tokens:
    return Tokens.of_weights(read_weights(packaged_weights()))


@lru_cache(maxsize=1 << 13)
def _read(text: str) -> tuple[list[int], list[Span]]:
    return _tokens().read(text)


def encode(asked: str, passage: Text, span: Span | None, kind: str, group: str = "") -> Example | None:
    """A question with a passage; ``span`` is what answers, as characters of the passage. None where it is cut off."""
    ids, begin, offsets = _pair(asked, passage)
    first = last = 0
    if span:
        inside = [n for n, (a, b) in enumerate(offsets) if a < b and b > span[0] and a < span[1]]
        if not inside or offsets[inside[-1]][1] < span[1]:
            return None
        first, last = begin + inside[0], begin + inside[-1]
    return Example(ids, begin, begin + len(offsets), first, last, span is not None, kind, group)


def encode_claim(claim: str, source: Text, span: Span | None, kind: str, group: str = "") -> Example | None:
    """A sentence with what it is held to, as a question is: the span is what says it, None where nothing does."""
    return encode(claim, source, span, f"claim {kind}", group)


def _pair(asked: str, passage: Text) -> tuple[list[int], int, list[Span]]:
    title = _read(passage.title)[0][:TITLE] if passage.title else []
    before = [START, *_read(asked)[0][:QUESTION], END, END, *([*title, END] if title else [])]
    room = LONGEST - len(before) - 1
    ids, offsets = _read(passage.text)
    return [*before, *ids[:room], END], len(before), offsets[:room]


def window(text: str, keep: Span, longest: int = WINDOW) -> Span:
    """Characters of whole sentences around ``keep``, at most ``longest`` where ``keep`` allows."""
    sentences = [span for span in split_sentences(text) if span[0] < span[1]] or [(0, len(text))]
    held = [n for n, (a, b) in enumerate(sentences) if b > keep[0] and a < keep[1]] or [0]
    low, high = held[0], held[-1]
    grown = True
    while grown:
        grown = False
        for place in (low - 1, high + 1):
            if 0 <= place < len(sentences):
                start, end = sentences[min(place, low)][0], sentences[max(place, high)][1]
                if end - start <= longest:
                    low, high, grown = min(place, low), max(place, high), True
    return sentences[low][0], sentences[high][1]


def held_out(article: str) -> bool:
    """Whether an article is kept for development; by its name alone, so that it stays so."""
    return int(hashlib.sha256(article.encode()).hexdigest(), 16) % HELD_OUT == 0


def write_examples(path: Path, examples: Iterable[Example]) -> None:
    """One JSON object a line, compressed, without the time, so that equal examples make equal files."""
    with path.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, 0) as file:
        for example in examples:
            file.write((json.dumps(asdict(example), ensure_ascii=False) + "\n").encode())


def read_examples(path: Path) -> list[Example]:
    """What ``write_examples`` wrote."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [Example(**json.loads(line)) for line in file]


def present(examples: Iterable[Example | None]) -> Iterator[Example]:
    """Those that are there."""
    return (example for example in examples if example is not None)


def find_all(text: str, part: str) -> Sequence[Span]:
    """Where ``part`` stands in ``text``."""
    spans, at = [], text.find(part)
    while at >= 0 and part:
        spans.append((at, at + len(part)))
        at = text.find(part, at + 1)
    return spans
