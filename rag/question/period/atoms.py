"""Single dates of a question: a day, a month, a season, a year, a relative date. Read from folded text."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from rag.language.calendar_words import MONTHS
from rag.question.period.vocabulary import (
    DAY,
    MONTH,
    NEXT,
    ORDINAL,
    ORDINALS,
    PAST,
    SEASON,
    SEASONS,
    WEEKDAY,
    YEAR,
    YEAR_SPEC,
)
from rag.types import Precision

Days = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Atom:
    """A date as written: the interval it is in a given year, and the year where one is said."""

    start: int
    end: int
    make: Callable[[int], Days]
    """May raise ValueError where that year has no such day."""
    year: int | None
    precision: Precision
    bare_year: bool = False
    named: bool = False
    """True where the words alone might mean something else: a preposition must stand before."""
    direction: str = ""
    """"last" or "next" where the words say so, "this" for the current year."""

    def days(self, today: dt.date, year: int | None = None) -> Days | None:
        """First and last day; without a year the latest that has begun by ``today``."""
        known = self.year or year
        try:
            return self.make(known) if known else _nearest(self.make, today, self.direction)
        except (ValueError, OverflowError):
            return None


def _nearest(make: Callable[[int], Days], today: dt.date, direction: str) -> Days | None:
    if direction == "this":  # in December "cet hiver" has begun and carries next year's number
        following = make(today.year + 1) if today.year < dt.MAXYEAR else None
        return following if following and following[0] <= today else make(today.year)
    years = range(today.year, today.year + 9) if direction == "next" else range(today.year + 1, today.year - 9, -1)
    for year in years:
        try:
            first, last = make(year)
        except ValueError:  # 29 February
            continue
        begun = last < today if direction == "last" else first <= today
        if begun if direction != "next" else first > today:
            return first, last
    return None


def month_days(year: int, month: int, count: int = 1) -> Days:
    """First and last day of ``count`` months from the given one; ``month`` may lie outside 1 to 12."""
    y, m = divmod(year * 12 + month - 1, 12)
    y2, m2 = divmod(year * 12 + month - 2 + count, 12)
    return dt.date(y, m + 1, 1), dt.date(y2, m2 + 1, calendar.monthrange(y2, m2 + 1)[1])


def season_days(year: int, month: int) -> Days:
    """Three whole months; the winter of a year is the one that ends in it."""
    return month_days(year - 1 if month == 12 else year, month, 3)


def _day(year: int, month: int, day: int) -> Days:
    date = dt.date(year, month, day)
    return date, date


def _number(text: str) -> int:
    figure = re.match(r"\d+", text)
    return int(figure[0]) if figure else 1  # "premier"


_ISO = re.compile(r"(?<![\d-])(\d{4})-(\d\d)(?:-(\d\d))?(?![\d-])")
_SLASHED = re.compile(r"(?<![\d/.])(?:(\d{1,2})([/.-]))?(\d{1,2})(?(2)\2|/)((?:19|20)\d\d)(?![\d/])")
_DAY_MONTH = re.compile(
    rf"(?:{WEEKDAY}?(?P<d1>{DAY})(?: ?[-–—] ?| (?:au|et|a|to|and|y|al|ou|or) (?:le |the |el )?))?"
    rf"(?:{WEEKDAY}(?:le |the )?)?(?P<d>{DAY})(?: of)?(?: de)? (?P<m>{MONTH}){YEAR_SPEC}?(?: (?P<past>{PAST})"
    rf"| (?P<next>{NEXT}))?"
)
_MONTH_DAY = re.compile(
    rf"(?:{WEEKDAY})?(?P<m>{MONTH}) (?:the )?(?P<d>{DAY})(?: ?[-–—] ?(?P<d2>{DAY})| (?:to"
    rf"|and) (?P<d3>{DAY})(?! [a-z]))?"
    rf"{YEAR_SPEC}?"
)
_MONTH = re.compile(
    rf"(?:(?:le |du |au )?mois (?:de |d')|the month of |el mes de )?(?P<m>{MONTH})(?P<y>{YEAR_SPEC}"
    rf"| (?P<past>{PAST})| (?P<next>{NEXT}))?"
)
_SEASON = re.compile(
    rf"(?P<s>{SEASON})(?:{YEAR_SPEC}(?: ?[-/–] ?(?P<y2>{YEAR}|\d\d(?!\w)))?| (?P<past>{PAST})| (?P<next>{NEXT}))?"
)
_PERIOD_OF_YEAR = re.compile(
    rf"(?:(?P<o>{ORDINAL}) (?P<u>trimestre|semestre|quarter|half)|(?P<l>[tqsh])(?P<n>[1-4]))\b{YEAR_SPEC}?"
)
_YEAR = re.compile(
    rf"(?:(?:l')?annee |an |the year |(?:el )?ano |saison |exercice )?(?<![\w.,'])(?P<y>{YEAR})"
    rf"(?: ?[-/–] ?(?P<y2>{YEAR}|\d\d(?![\w/-])))?"
)
_DECADE = re.compile(
    r"(?:les |des |aux )?(?:annees|anos|decennie) (?P<d>(?:1[5-9]|20)?\d0)\b|(?:the )?(?P<e>(?:1[5-9]|20)?\d0)s\b"
)
_CENTURY = re.compile(
    r"(?P<c>x?x?(?:i[xv]|v?i{0,3}))e siecle|(?P<n>\d\d?)(?:e|eme|st|nd|rd|th) (?:siecle|century)|siglo (?P<s>[xvi]+)\b"
)


def read_date(text: str, at: int, today: dt.date) -> Atom | None:
    """The date that stands at ``at`` in folded ``text``, or None."""
    for reader in (_iso, _slashed, _day_month, _month_day, _season, _period_of_year, _decade, _century, _month, _year):
        atom = reader(text, at, today)
        if atom is not None:
            return atom
    return None


def fixed(start: int, end: int, first: dt.date, last: dt.date, precision: Precision) -> Atom:
    """An atom whose days are known."""
    return Atom(start, end, lambda _: (first, last), first.year, precision)


def _iso(text: str, at: int, today: dt.date) -> Atom | None:
    found = _ISO.match(text, at)
    if not found:
        return None
    year, month, day = int(found[1]), int(found[2]), int(found[3] or 0)
    if day:
        return _checked(Atom(at, found.end(), lambda y: _day(y, month, day), year, "day"))
    return _checked(Atom(at, found.end(), lambda y: month_days(y, month), year, "month")) if month <= 12 else None


def _slashed(text: str, at: int, today: dt.date) -> Atom | None:
    found = _SLASHED.match(text, at)
    if not found:
        return None
    month, year = int(found[3]), int(found[4])
    if not 1 <= month <= 12:
        return None
    if found[1]:
        day = int(found[1])
        return _checked(Atom(at, found.end(), lambda y: _day(y, month, day), year, "day"))
    return Atom(at, found.end(), lambda y: month_days(y, month), year, "month")


def _checked(atom: Atom) -> Atom | None:
    return atom if atom.year and atom.year > 1000 and atom.days(dt.date.min) else None


def _day_month(text: str, at: int, today: dt.date) -> Atom | None:
    found = _DAY_MONTH.match(text, at)
    if not found:
        return None
    month, last = MONTHS[found["m"].rstrip(".")], _number(found["d"])
    first = _number(found["d1"]) if found["d1"] else last

    def make(year: int) -> Days:
        return dt.date(year, month, first), dt.date(year, month, last)

    if first > last or not _possible(make):
        return None
    return Atom(at, found.end(), make, _year_of(found, today), "day", direction=_direction(found))


def _month_day(text: str, at: int, today: dt.date) -> Atom | None:
    found = _MONTH_DAY.match(text, at)
    if not found:
        return None
    month, first = MONTHS[found["m"].rstrip(".")], _number(found["d"])
    last = _number(found["d2"] or found["d3"] or found["d"])

    def make(year: int) -> Days:
        return dt.date(year, month, first), dt.date(year, month, last)

    return Atom(at, found.end(), make, _year_of(found, today), "day") if last >= first and _possible(make) else None


def _possible(make: Callable[[int], Days]) -> bool:
    try:
        make(2024)
    except ValueError:
        return False
    return True


def _month(text: str, at: int, today: dt.date) -> Atom | None:
    found = _MONTH.match(text, at)
    if not found:
        return None
    month = MONTHS[found["m"].rstrip(".")]
    bare = found["y"] is None and found.start("m") == at
    year, direction = _year_of(found, today), _direction(found)
    return Atom(at, found.end(), lambda y: month_days(y, month), year, "month", named=bare, direction=direction)


def _season(text: str, at: int, today: dt.date) -> Atom | None:
    found = _SEASON.match(text, at)
    if not found:
        return None
    month, year = SEASONS[found["s"]], _year_of(found, today)
    if found["y2"] and year and month == 12:
        year += 1
    direction = _direction(found)
    bare = not year and not direction
    return Atom(at, found.end(), lambda y: season_days(y, month), year, "month", named=bare, direction=direction)


def _period_of_year(text: str, at: int, today: dt.date) -> Atom | None:
    found = _PERIOD_OF_YEAR.match(text, at)
    if not found:
        return None
    year = _year_of(found, today)
    unit = found["u"] or found["l"]
    months = 3 if unit in ("trimestre", "quarter", "t", "q") else 6
    n = int(found["n"]) if found["n"] else ORDINALS[found["o"]]
    n = 12 // months if n == -1 else n
    if n * months > 12 or (year is None and (found["l"] or ORDINALS.get(found["o"], 0) < 0)):
        return None
    if year is None and re.match(r" (?:of|de|du|d'|for)\b", text[found.end() : found.end() + 5]):
        return None
    return Atom(at, found.end(), lambda y: month_days(y, (n - 1) * months + 1, months), year, "month", named=not year)


def _decade(text: str, at: int, today: dt.date) -> Atom | None:
    found = _DECADE.match(text, at)
    if not found:
        return None
    decade = int(found["d"] or found["e"])
    if decade < 100:
        decade += 1900 if decade >= 30 else 2000
    return fixed(at, found.end(), dt.date(decade, 1, 1), dt.date(decade + 9, 12, 31), "year")


def _century(text: str, at: int, today: dt.date) -> Atom | None:
    found = _CENTURY.match(text, at)
    if not found:
        return None
    roman = found["c"] or found["s"]
    n = _roman(roman) if roman else int(found["n"] or 0)
    if not 1 <= n <= 30:
        return None
    return fixed(at, found.end(), dt.date(n * 100 - 99, 1, 1), dt.date(n * 100, 12, 31), "year")


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _year(text: str, at: int, today: dt.date) -> Atom | None:
    found = _YEAR.match(text, at)
    if not found:
        return None
    year = int(found["y"])
    last = year
    if found["y2"]:
        last = int(found["y2"]) if len(found["y2"]) == 4 else year // 100 * 100 + int(found["y2"])
    if last < year:
        return None
    atom = fixed(at, found.end(), dt.date(year, 1, 1), dt.date(last, 12, 31), "year")
    return replace(atom, bare_year=found.start("y") == at and last == year)


def _year_of(found: re.Match[str], today: dt.date) -> int | None:
    if found["year"]:
        return int(found["year"])
    for group, shift in (("ly", -1), ("ty", 0), ("ny", 1)):
        if found[group]:
            return today.year + shift
    return None


def _direction(found: re.Match[str]) -> str:
    groups = found.re.groupindex
    if "past" in groups and found["past"]:
        return "last"
    return "next" if "next" in groups and found["next"] else ""
