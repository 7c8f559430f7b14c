"""Folding of text for comparison: lower case without accents, at its own length or with ligatures opened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache


class _Table(dict[int, str]):
    """Filled as characters are met: base letter in lower case; always one character for one."""

    def __init__(self, special: Mapping[str, str], *, marks: bool = False) -> None:
        super().__init__({ord(char): plain for char, plain in special.items()})
        self._marks = marks

    def __missing__(self, code: int) -> str:
        character = chr(code)
        base = unicodedata.normalize("NFD", character)[0]
        if self._marks and base.isspace() and base != "\n":
            base = " "
        elif self._marks and unicodedata.category(base) == "Pd":
            base = "-"
        low = base.lower()
        folded = self[code] = low if len(low) == 1 else base
        return folded


_LETTERS = _Table({"’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "‑": "-"})
_MARKS = _Table(
    dict.fromkeys("’‘ʼ", "'") | dict.fromkeys("«»“”„", '"') | {"œ": "o", "æ": "a", "ß": "s"},
    marks=True,
)
ALIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "ʹ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "\u00ad": None}
    | dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009\u200a\u2002\u2003"), " ")
    | {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"}
)
"""Signs that are written in several ways, and ligatures, as one; the length may change."""
_TO = re.compile(r"(?<!\w)[àÀ](?!\w)")


def fold(text: str) -> str:
    """Lower case without accents, straight apostrophes; of the same length as ``text`` so that offsets stay true."""
    return text.lower() if text.isascii() else text.translate(_LETTERS)


def fold_marks(text: str) -> str:
    """As ``fold``, with all quotation marks, dashes and spaces plain too; of the same length as ``text``."""
    return text.translate(_MARKS)


def fold_open(text: str) -> str:
    """As ``fold``, with ligatures opened (cœur, coeur) and soft hyphens dropped; the length may change."""
    decomposed = unicodedata.normalize("NFD", text.translate(ALIKE).lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=1 << 11)
def flat(text: str) -> str:
    """``text`` folded at its own length, with « à » as ``_`` so that it is not taken for the verb « a »."""
    return fold(_TO.sub("_", text))
