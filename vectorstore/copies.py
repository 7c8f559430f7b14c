"""Copies of one dispatch and versions of one article, by what they share of three-word shingles.

Measured on 53 articles and their variants: different stories share at most .08 of the smaller one's
shingles; cut, rewritten or extended copies at least .49.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Literal, Protocol

from rag.language.fold import fold
from rag.types import Line, Published

SAME_DISPATCH = 0.5
"""Containment from which two articles carry the same dispatch."""
SAME_AGENCY = 0.4
"""Containment that is enough where both name the same agency and came out within ``_DAYS`` of each other."""
_DAYS = 2
_WORDS = 3
_SAMPLE = 8
_FEW = 256
_WORD = re.compile(r"\w+")


class DraftLike(Protocol):
    """What ``relation`` reads of an article."""

    @property
    def text(self) -> str:
        """The canonical text."""

    @property
    def lines(self) -> Sequence[Line]:
        """The labelled lines."""

    @property
    def source(self) -> str | None:
        """The outlet."""

    @property
    def agency(self) -> str | None:
        """The agency that wrote it."""

    @property
    def published(self) -> Published | None:
        """When it came out."""

    @property
    def updated(self) -> Published | None:
        """When it was last changed."""


def body_text(text: str, lines: Sequence[Line]) -> str:
    """The body lines alone: what copies of a dispatch share."""
    return "\n".join(text[line.start : line.end] for line in lines if line.label == "body")


def shingles(text: str) -> frozenset[int]:
    """Signed 64-bit hashes (as SQLite stores integers) of every three words in a row, folded."""
    words = _WORD.findall(fold(text))
    if not words:
        return frozenset()
    count = max(1, len(words) - _WORDS + 1)
    return frozenset(_hash(" ".join(words[at : at + _WORDS])) for at in range(count))


def _hash(shingle: str) -> int:
    return int.from_bytes(
        hashlib.blake2b(shingle.encode("utf-8", "replace"), digest_size=8).digest(), "big", signed=True
    )


def containment(a: frozenset[int], b: frozenset[int]) -> float:
    """Share of the smaller set that the other holds, 0 to 1."""
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else 0.0


def sketch(hashes: frozenset[int]) -> frozenset[int]:
    """A sample for the index of candidates: every eighth hash by value, all where there are few."""
    return hashes if len(hashes) <= _FEW else frozenset(value for value in hashes if value % _SAMPLE == 0)


def relation(a: DraftLike, b: DraftLike, overlap: float | None = None) -> Literal["copy", "version"] | None:
    """What ``b`` is to ``a``; ``overlap`` is their containment where the caller has it already."""
    first, second = body_text(a.text, a.lines), body_text(b.text, b.lines)
    if overlap is None:
        overlap = containment(shingles(first), shingles(second))
    if overlap < SAME_DISPATCH and not (overlap >= SAME_AGENCY and _one_dispatch(a, b)):
        return None
    same_outlet = bool(a.source and b.source) and _key(a.source) == _key(b.source)
    return "version" if same_outlet and _WORD.findall(fold(first)) != _WORD.findall(fold(second)) else "copy"


def _one_dispatch(a: DraftLike, b: DraftLike) -> bool:
    if not a.agency or not b.agency or _key(a.agency) != _key(b.agency):
        return False
    if a.published is None or b.published is None:
        return True
    return max(a.published.first_day - b.published.last_day, b.published.first_day - a.published.last_day) <= _DAYS


def supersedes(a: DraftLike, b: DraftLike) -> bool:
    """Whether ``a`` is certainly the newer of two versions, by update or publication."""
    new, old = a.updated or a.published, b.updated or b.published
    if new is None or old is None:
        return False
    if new.first_day > old.last_day:
        return True
    return new.value == old.value and a.updated is not None and b.updated is None


def _key(source: str | None) -> str:
    return "".join(_WORD.findall(fold(source or "")))
