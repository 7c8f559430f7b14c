"""Limits in time: until, by, from and not before a date, and spans from one moment to another."""

from __future__ import annotations

import re
from itertools import pairwise

from rag.checking.source import Source
from rag.language.fold import flat
from rag.language.moments import moments

_UP_TO = re.compile(r"\s*(?:heures?|h|pm|am)?\s*(?:et|and|_|au|to|until|jusqu'(?:au|_)|-|–)\s+(?:le )?")


def span_turned(sentence: str, source: Source) -> bool:
    """Whether a span goes from its end to its beginning: entre 20 heures et 8 heures."""
    said, held = _stretches(sentence), _stretches(source.quote)
    return any((b, a) in held and (a, b) not in held for a, b in said)


def _stretches(text: str) -> set[tuple[tuple[int | None, ...], tuple[int | None, ...]]]:
    found, plain = moments(text), flat(text)
    pairs = ((a, b) for a, b in pairwise(found) if _UP_TO.fullmatch(plain[a.span[1] : b.span[0]]))
    return {((a.month, a.day, a.hour, a.minute), (b.month, b.day, b.hour, b.minute)) for a, b in pairs}


_LIMIT = re.compile(
    r"(?:(?P<until>jusqu'(?:au|_|en)|until|till)|(?P<by>d'ici(?: (?:au|_|la fin(?: d\w*)?))?|au plus tard(?: en)?|\bby)"
    r"|(?P<not_before>pas avant(?: fin)?|not (?:before|until))|(?P<since>_ partir d[ue]|_ compter d[ue]|des"
    r"|depuis|since"
    r"|starting))(?: le| l'| on)?\s*$"
)
_TURNED = frozenset(
    {
        ("until", "since"),
        ("since", "until"),
        ("by", "since"),
        ("since", "by"),
        ("by", "not_before"),
        ("not_before", "by"),
    }
)
"""Limits that contradict each other at one date."""


def limit_turned(sentence: str, source: Source) -> bool:
    """Whether something lasts until a date, or is done by it, in one text and begins on it in the other."""
    said, held = _limits(sentence), _limits(source.quote)
    return any(
        (one, other) in _TURNED and (when, one) not in held
        for when, one in said
        for there, other in held
        if there == when
    )


def _limits(text: str) -> set[tuple[tuple[int | None, ...], str]]:
    """The dates of ``text`` with what limit they are."""
    folded = flat(text)
    found: set[tuple[tuple[int | None, ...], str]] = set()
    for moment in moments(text):
        before = folded[max(0, moment.span[0] - 20) : moment.span[0]]
        match = _LIMIT.search(before)
        if match and match.lastgroup and not moment.is_time:
            found.add(((moment.day, moment.month, moment.weekday), match.lastgroup))
    return found
