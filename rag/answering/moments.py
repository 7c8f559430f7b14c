"""Dates and times of day that a text names, with the parts it gives and their spans."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.calendar_words import AMBIGUOUS, MONTHS, WEEKDAYS, fold
from rag.types import Span

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
        rf"(?:\b(?P<weekday>{_WEEKDAY}),?\s+)?\b(?P<name>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*(?:h\b|euros|%))"
        rf"(?:,?\s+{_YEAR}\b)?",
        rf"\b(?P<name>{_MONTH})\.?\s+(?:de\s+|of\s+)?{_YEAR}\b",
        r"\b(?P<hour>[01]?\d|2[0-4])\s?(?:h|heures?)(?:\s?(?P<minute>[0-5]\d))?\b",
        r"\b(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)\b",
        rf"(?<![\d,.€$£])\b{_YEAR}\b(?![,.]\d|\s?(?:%|€|euros?|dollars?|habitants|personnes|voix|clients|km\b))",
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
    folded = fold(text)
    found: list[Moment] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(folded):
            if any(m.span[0] < match.end() and match.start() < m.span[1] for m in found):
                continue
            moment = _moment(match)
            if moment is not None:
                found.append(moment)
    return sorted(found, key=lambda moment: moment.span)


def _moment(match: re.Match[str]) -> Moment | None:
    parts = {name: value for name, value in match.groupdict().items() if value is not None}
    name = parts.pop("name", None)
    if name is not None and len(parts) == 0 and (name in AMBIGUOUS or len(name) < 4):
        return None
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
