"""Excerpts of an article around the words that were searched, with the words marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from rag.archive_types import Excerpt
from rag.language.terms import terms
from rag.types import Span
from vectorstore.catalogue.matches import phrase_pattern, prefix_pattern
from vectorstore.catalogue.operators import Phrase, Prefix, Word

WIDTH = 240
"""Characters of an excerpt, marks well inside."""
EACH = 2
"""Excerpts of an article."""
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+(?!\d)")
Leaf = Word | Phrase | Prefix
Find = Callable[[str], list[Span]]


def finders(leaves: Sequence[Leaf]) -> list[Find]:
    """What finds each of the words in a text."""
    return [_finder(leaf) for leaf in leaves]


def _finder(leaf: Leaf) -> Find:
    if isinstance(leaf, Word) and (wanted := set(terms(leaf.text))):
        return lambda text: [
            found.span()
            for pattern in (_TOKEN, _NUMBER)
            for found in pattern.finditer(text)
            if not wanted.isdisjoint(terms(found[0]))
        ]
    pattern = prefix_pattern(leaf.text) if isinstance(leaf, Prefix) else phrase_pattern(leaf.text)
    return lambda text: [found.span() for found in pattern.finditer(text) if found[0]]


def excerpts(passages: Sequence[tuple[int, str]], find: Sequence[Find]) -> tuple[Excerpt, ...]:
    """The best excerpts of an article's passages, each given with its offset, in their order; copies of one are one."""
    found = []
    for start, text in passages:
        by_word = [each(text) for each in find]
        marks = _apart([span for spans in by_word for span in spans])
        if marks:
            found.append((sum(map(bool, by_word)), start, text, marks))
    best = sorted(found, key=lambda item: (-item[0], item[1]))[:EACH]
    made = [_excerpt(start, text, marks) for _, start, text, marks in sorted(best, key=lambda item: item[1])]
    return tuple(made[:1]) if len(made) > 1 and made[1].start < made[0].end else tuple(made)


def _excerpt(start: int, text: str, marks: Sequence[Span]) -> Excerpt:
    """A window of ``WIDTH`` that holds most marks, cut between words."""
    first = max(
        marks, key=lambda mark: sum(mark[0] <= other[0] and other[1] <= mark[0] + WIDTH - 80 for other in marks)
    )
    low = max(0, first[0] - 60)
    high = min(len(text), max(low + WIDTH, first[1]))
    low = max(0, min(low, high - WIDTH))
    while low > 0 and not text[low - 1].isspace() and low < first[0]:
        low += 1
    while high < len(text) and not text[high].isspace() and high > first[1]:
        high -= 1
    inside = tuple((start + a, start + b) for a, b in marks if low <= a and b <= high)
    return Excerpt(start + low, start + high, text[low:high], inside)


def _apart(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, those that touch an earlier one left out."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept
