"""Abbreviations as the articles define them: « Société des amis des orgues (SAO) », or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.language.fold import fold_open
from rag.language.stop_words import SILENT
from rag.language.terms import terms

_SHORT = r"[A-ZÀ-Ý](?:[.-]?[A-ZÀ-Ý0-9]){1,9}\.?"
_BEFORE = re.compile(rf"\(({_SHORT})\)")
_AFTER = re.compile(rf"\b({_SHORT})[ \u00a0]+\(([^()]{{5,120}})\)")
_REACH = 120
"""Characters before an abbreviation in which its long form begins."""


def definitions(text: str) -> Iterator[tuple[str, str]]:
    """Each abbreviation that the text defines, with what it stands for."""
    for found in _BEFORE.finditer(text):
        if long := _spelled(found[1], text[max(0, found.start() - _REACH) : found.start()].split()):
            yield found[1], long
    for found in _AFTER.finditer(text):
        if long := _spelled(found[1], found[2].split()):
            yield found[1], long


def _spelled(short: str, words: list[str]) -> str | None:
    """The last of the words whose initials are the abbreviation; None where they are not."""
    letters = re.sub(r"\W", "", fold_open(short))
    initials = ""
    for at in range(len(words) - 1, -1, -1):
        word = fold_open(re.sub(r"^\W*(?:[^\W\d_]{1,2}['’](?=\w))?", "", words[at]))
        if word and word not in SILENT:
            initials = word[0] + initials
            if initials == letters:
                return " ".join(words[at:])
            if len(initials) >= len(letters):
                return None
    return None


def other_names(asked: Iterable[str], texts: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What the question's terms are called otherwise: terms of the other name, each with the terms that it is for."""
    known = frozenset(asked)
    added: dict[str, tuple[str, ...]] = {}
    for short, long in {definition for text in texts if "(" in text for definition in definitions(text)}:
        one, other = tuple(terms(short)), tuple(dict.fromkeys(terms(long)))
        for here, there in ((one, other), (other, one)):
            if here and known.issuperset(here):
                added |= {term: here for term in there if term not in known}
    return added
