"""Dates and times of day that a text names, with the parts it gives and their spans."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import lru_cache

from rag.language.calendar_words import AMBIGUOUS, MONTHS, WEEKDAYS
from rag.language.fold import flat, fold
from rag.language.quotes import QUOTED
from rag.types import Published, Span

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(name for name in sorted(WEEKDAYS, key=len, reverse=True) if len(name) > 3)
_YEAR = r"(?P<year>1[89]\d\d|20\d\d)"
_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<year>\d{4})-(?P<month>\d\d)(?:-(?P<day>\d\d))?(?!\d)",
        rf"\b(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.]{_YEAR}\b",
        rf"(?:\b(?P<weekday>{_WEEKDAY}),?\s+(?:le\s+|the\s+)?)?\b(?P<day>\d{{1,2}})(?:er|st|nd|rd|th)?"
        rf"\s+(?:de\s+|of\s+)?(?P<name>{_MONTH})\b\.?(?:,?\s+(?:de\s+|of\s+)?{_YEAR}\b)?",
        rf"(?:\b(?P<weekday>{_WEEKDAY}),?\s+)?\b(?P<name>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd"
        rf"|th)?\b(?!\s*(?:h\b|euros|%))"
        rf"(?:,?\s+{_YEAR}\b)?",
        rf"\b(?P<day>\d{{1,2}})(?:er)?(?=\s*(?:au|et|et le|ou|ou le|to|and|or|-|–)\s*\d{{1,2}}(?:er|st|nd|rd|th)?\s+"
        rf"(?P<name>{_MONTH})\b(?:\s+{_YEAR}\b)?)",
        rf"\b(?P<name>{_MONTH})\.?\s+(?:de\s+|of\s+)?{_YEAR}\b",
        r"\b(?P<hour>[01]?\d|2[0-4])(?=\s*(?:a|et|-|–)\s*(?:[01]?\d|2[0-4])\s?(?:h|heures)\b)",
        r"\b(?P<hour>[01]?\d|2[0-4])\s?(?:h|heures?)(?:\s?(?P<minute>[0-5]\d))?\b",
        r"\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\b",
        rf"(?<![\d,.€$£])\b{_YEAR}\b(?![,.]\d|\s?(?:%|€|euros?|dollars?|habitants|personnes|voix|clients|km\b))",
        r"\b(?:en|depuis|fin|debut|mi|in|since|until|jusqu'en|des|courant)[ -](?P<only>mai|may|sept(?!\s+[a-z])|dec)\b",
        rf"\b(?P<name>{_MONTH})\b",
        rf"\b(?P<weekday>{_WEEKDAY})\b",
    )
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A date or a time of day; parts that the text does not give are None."""

    span: Span
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    hour: int | None = None
    minute: int | None = None

    @property
    def is_time(self) -> bool:
        """Whether this is a time of day."""
        return self.hour is not None


def moments(text: str) -> list[Moment]:
    """Every date and time that ``text`` names, in order; the longest reading wins."""
    return list(_moments(text))


@lru_cache(maxsize=1 << 10)
def _moments(text: str) -> tuple[Moment, ...]:
    folded = fold(text)
    found: list[Moment] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            if any(m.span[0] < match.end() and match.start() < m.span[1] for m in found):
                continue
            moment = _moment(match)
            if moment is not None:
                found.append(moment)
    return tuple(sorted(found, key=lambda moment: moment.span))


def _moment(match: re.Match[str]) -> Moment | None:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    only = parts.pop("only", None)
    name = parts.pop("name", None)
    if name is not None and len(parts) == 0 and (name in AMBIGUOUS or len(name) < 4):
        return None
    name = name or only
    month = MONTHS[name] if name else _number(parts.get("month"))
    day = _number(parts.get("day"))
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    weekday = parts.get("weekday")
    hour = _number(parts.get("hour"))
    return Moment(
        span=match.span(),
        year=_number(parts.get("year")),
        month=month,
        day=day,
        weekday=WEEKDAYS[weekday] if weekday else None,
        hour=hour,
        minute=_number(parts.get("minute")) or (0 if hour is not None else None),
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


_ANY_WEEKDAY = re.compile(rf"\b(?:{_WEEKDAY})\b")
_HABIT = re.compile(r"\b(?:chaque|tous les|les|every|each|un|une)\s*$")
_AHEAD = re.compile(r"\b(?:avant|d'ici(?: _)?|jusqu'(?:a|au)|des|_ partir de|_ compter de|until|by|before|from)\s*$")
_FUTURE = re.compile(
    r"\b(?:va|vont|doit|doivent|devai(?:t|ent)|devrai\w+|pourrai\w+|will|would|shall|plans?|planned|intends?|hopes?|threatens?|prevue?s?|attendue?s?|due|prochaine?|expected"
    r"|scheduled)\b"
    r"|\b\w+(?:er|ir|dr|tr|vr)(?:a|ont)\b|\b(?:sera|seront|aura|auront|fera|feront|pourra|pourront|devra|devront)\b"
)
_DONE = re.compile(
    r"\b(?:a|ont|est|sont|etait|etaient|avait|avaient|n'a|s'est|l'a|was|were|had|has|depuis|since|on)\b"
    r"|\w+(?:[^r]aient|[^r]ait|ees?|ed)\b|\b(?:parti|sorti|mort|fini|pris|mis|fait|ouvert|told|said|met|won|lost"
    r"|began|took)\w{0,2}\b"
)
_CLAUSE_END = re.compile(r"[;:.!?()«»]|, |\bmais\b|\bbut\b|\bwhile\b")


def likely_days(text: str, published: Published | None) -> list[dt.date]:
    """Days that bare weekdays of ``text`` most likely mean: the last one where it is told as done, else the next.

    Good enough to let a sentence stand that says the same; never shown to a reader. Nothing without a publication day.
    """
    if published is None or published.precision != "day":
        return []
    folded = flat(text)
    if not _ANY_WEEKDAY.search(folded):
        return []
    today = dt.date.fromordinal(published.first_day)
    quoted = [match.span() for match in QUOTED.finditer(text)]
    found = []
    for moment in moments(text):
        start, end = moment.span
        if moment.weekday is None or moment.day is not None or any(a < start < b for a, b in quoted):
            continue
        before, after = folded[max(0, start - 16) : start], folded[end : end + 12]
        if _HABIT.search(before) or after.startswith("s"):
            continue
        found += [_nearest(today, moment.weekday, ahead) for ahead in _directions(folded, start, end, before, after)]
    return found


def _directions(folded: str, start: int, end: int, before: str, after: str) -> list[bool]:
    """Whether the weekday lies ahead of the publication: True, False, or nothing where the clause does not tell."""
    if re.match(r"\s+(?:prochain|next)", after) or re.search(r"\bnext\s*$", before) or _AHEAD.search(before):
        return [True]
    if re.search(r"\b(?:ce|this)\s*$", before):
        return [False, True]
    if re.match(r"\s+(?:dernier|passe)", after) or re.search(r"\b(?:depuis|since|last)\s*$", before):
        return [False]
    cuts = [match.span() for match in _CLAUSE_END.finditer(folded)]
    first = max((b for a, b in cuts if b <= start), default=0)
    last = min((a for a, b in cuts if a >= end), default=len(folded))
    clause = folded[first:last]
    for stretch in (clause, folded):
        future, done = _FUTURE.search(stretch), _DONE.search(stretch)
        if future or done:
            return [True] if future and not done else [False] if done and not future else [False, True]
    return [False, True]


def _nearest(today: dt.date, weekday: int, ahead: bool) -> dt.date:
    """The day of that name on or after, or on or before, ``today``."""
    shift = (weekday - today.weekday()) % 7 if ahead else -((today.weekday() - weekday) % 7)
    return today + dt.timedelta(days=shift)
