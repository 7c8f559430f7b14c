"""Parts of an interval: its start, middle and end, its first six months, its second half, its last weekend."""

from __future__ import annotations

import datetime as dt

from rag.question.period.atoms import Days, month_days
from rag.question.period.relative import shift
from rag.question.period.vocabulary import UNITS


def cut(days: Days, part: str) -> Days:
    """The start, middle or end of a year (a quarter, four months, a quarter), a month (thirds) or a season."""
    first, last = days
    length = (last - first).days + 1
    if length < 27:
        return days
    if length < 40:
        at = {"start": (1, 10), "middle": (11, 20), "end": (21, last.day)}[part]
        return first.replace(day=at[0]), first.replace(day=at[1])
    months = round(length / 30.44)
    if months == 12:
        offset, number = {"start": (0, 3), "middle": (4, 4), "end": (9, 3)}[part]
    else:
        number = 48 if months == 120 else max(1, months // 3)
        offset = {"start": 0, "middle": (months - number) // 2, "end": months - number}[part]
    return month_days(first.year, first.month + offset, number)


def share(days: Days, word: str, number: int, *, from_end: bool, second: bool) -> Days:
    """The first, second or last ``number`` of the unit that ``word`` names, within ``days``."""
    first, last = days
    if word in ("moitie", "half"):
        return _half(days, late=second or from_end)
    if UNITS.get(word) == "weekend":
        return _weekend(days, from_end=from_end, second=second)
    unit, n = ("day", 15) if word in ("quinzaine", "fortnight") else (UNITS[word], number)
    if from_end:
        return max(first, shift(last + dt.timedelta(days=1), unit, -n)), last
    begin = shift(first, unit, n) if second else first
    if second and unit == "day" and n == 15:
        return begin, last
    return begin, min(last, shift(begin, unit, n) - dt.timedelta(days=1))


def _half(days: Days, *, late: bool) -> Days:
    first, last = days
    length = ((last - first).days + 1) // 2
    middle = first + dt.timedelta(days=length)
    if length > 150:
        middle = shift(first, "month", round(length / 30.44))
    return (middle, last) if late else (first, middle - dt.timedelta(days=1))


def _weekend(days: Days, *, from_end: bool, second: bool) -> Days:
    first, last = days
    saturday = first + dt.timedelta(days=(5 - first.weekday()) % 7 + (7 if second else 0))
    if from_end:
        saturday = last - dt.timedelta(days=(last.weekday() - 5) % 7)
    return saturday, saturday + dt.timedelta(days=1)
