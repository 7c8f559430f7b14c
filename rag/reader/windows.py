"""What the reader's network reads at once: a question, a title and a run of whole sentences, as token ids.

In: tokens with their character offsets and the spans of the sentences. Out: windows of at most ``WINDOW`` tokens; a
long passage takes several, each with the last sentence of the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.types import Span

QUESTION, TITLE, WINDOW = 80, 20, 240
"""Tokens of a question, a title and a whole window, as in training."""
START, END = 0, 2
LONGEST_ANSWER = 30
"""Tokens of an answer's span."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token ids of a text and the character span of each, (0, 0) for those that stand for no character."""

    ids: tuple[int, ...]
    offsets: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the network; ``first`` is where the text's tokens begin, ``offsets`` are theirs."""

    ids: tuple[int, ...]
    first: int
    offsets: tuple[Span, ...]


def windows(question: Tokens, title: Tokens, text: Tokens, sentences: Sequence[Span]) -> list[Window]:
    """The windows over a text, whose ``sentences`` are character spans in it; one at least."""
    head = (START, *question.ids[:QUESTION], END, END)
    if title.ids:
        head += (*title.ids[:TITLE], END)
    return [
        Window((*head, *text.ids[a:b], END), len(head), text.offsets[a:b])
        for a, b in _runs(len(text.ids), _starts(text, sentences), WINDOW - len(head) - 1)
    ]


def _starts(text: Tokens, sentences: Sequence[Span]) -> list[int]:
    """Index of the first token of each sentence, rising from 0."""
    starts, at = [0], 0
    for start, _ in sentences:
        while at < len(text.ids) and text.offsets[at][1] <= start:
            at += 1
        if starts[-1] < at < len(text.ids):
            starts.append(at)
    return starts


def _runs(total: int, starts: Sequence[int], room: int) -> list[tuple[int, int]]:
    """Token ranges of at most ``room``, from sentence to sentence; one longer than that is cut."""
    ends = [*starts[1:], total]
    runs: list[tuple[int, int]] = []
    n = 0
    while n < len(starts):
        last = n
        while last + 1 < len(starts) and ends[last + 1] - starts[n] <= room:
            last += 1
        runs += [(a, min(a + room, ends[last])) for a in range(starts[n], max(ends[last], starts[n] + 1), room)]
        if last + 1 == len(starts):
            break
        n = last if last > n and ends[last + 1] - starts[last] <= room else last + 1
    return runs
