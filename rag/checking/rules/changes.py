"""What a text says to have changed from one value to another: passé de 19 à 23, 540 contre 610."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.checking.rules.homes import numbers_of
from rag.language.fold import flat

_TO = re.compile(r"\W*(?:[^\W\d_]+\s+){0,3}?(?:(?:en|in) \d{4}\s+)?(?:_|to)\s+(?:\w+\s+)?")
_AGAINST = re.compile(
    r"[^.;:]{0,40}?\b(?:contre|au lieu de|against|compared with|compared to|instead of|up from|down from)\s+(?:\w+\s+)?"
)


def changes(text: str) -> list[tuple[float, float]]:
    """Pairs of the earlier and the later value, of figures with one unit that stand side by side."""
    plain, found = flat(text), []
    if re.search(r"\b(?:voix|vot\w+|votes?|suffrages?|match|score|battu\w*|beat)\b", plain):
        return []
    for one, other in pairwise(numbers_of(text)):
        between = plain[one.span[1] : other.span[0]]
        if one.unit and other.unit and one.unit != other.unit:
            continue
        if _TO.fullmatch(between) and re.search(r"\b(?:de|d'|from)\s*(?:\w+\s+)?$", plain[: one.span[0]]):
            found.append((one.value, other.value))
        elif _AGAINST.fullmatch(between):
            found.append((other.value, one.value))
    return found


_VERSUS = re.compile(r"\s*(?:voix|votes?|suffrages?|points?)?\s*(?:contre|against|to|_)\s+")


def versus(text: str) -> list[tuple[float, float]]:
    """Pairs of votes or points set against each other, in their order: 412 voix contre 287."""
    plain = flat(text)
    if not re.search(r"\b(?:voix|vot\w+|suffrages?|match|score|battu\w*|beat|gagn\w+|won|lost)\b", plain):
        return []
    found = numbers_of(text)
    return [(a.value, b.value) for a, b in pairwise(found) if _VERSUS.fullmatch(plain[a.span[1] : b.span[0]])]
