"""Dates said from today ("la semaine dernière", "three months ago") or from another date ("la veille du 4 mai")."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.question.period.atoms import Atom, Days, fixed, month_days, season_days
from rag.question.period.vocabulary import (
    MONTH,
    NEXT,
    NUMBER,
    NUMBERS,
    PAST,
    SEASON,
    SEASONS,
    UNIT,
    UNITS,
    VAGUE,
    either,
)
from rag.types import Precision

PRECISION: dict[str, Precision] = {"day": "day", "week": "day", "weekend": "day", "month": "month", "quarter": "month"}
PRECISION |= {"half": "month", "year": "year", "decade": "year"}
_MONTHS_IN = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}

_DAYS = {
    "avant-hier": -2,
    "avant hier": -2,
    "the day before yesterday": -2,
    "anteayer": -2,
    "hier": -1,
    "yesterday": -1,
    "ayer": -1,
    "demain": 1,
    "tomorrow": 1,
    "ce matin": 0,
    "cet apres-midi": 0,
    "ce soir": 0,
    "cette nuit": 0,
    "this morning": 0,
    "tonight": 0,
    "this evening": 0,
}
_DAY_WORD = re.compile(rf"{either({word: 0 for word in _DAYS})}(?: matin| soir| midi| apres-midi)?(?![\w-])")
NOW = re.compile(
    r"(?:aujourd'hui|maintenant|(?:nos|ce) jours?|present|l'heure actuelle|now|today|the present(?: day)?|hoy|ahora)\b"
)
_SHIFTED = re.compile(
    rf"(?:(?:la |le |l'|les |el )?(?P<u1>{UNIT}) (?:(?P<past>{PAST})|(?P<next>{NEXT})|(?P<now>en cours|courante?)\b)"
    rf"|(?:the )?(?P<w>last|previous|past|next|coming) (?P<u2>{UNIT})"
    rf"|(?:cet(?:te)?|ce|this|the current|est[ea]) (?P<u3>{UNIT})(?:-ci)?)"
)
_WEEKDAY = re.compile(
    rf"(?:(?P<d1>{either(WEEKDAYS)}) (?:(?P<past>{PAST})|(?P<next>{NEXT}))|(?P<w>last|next"
    rf"|this) (?P<d2>{either(WEEKDAYS)}))\b"
)
_NAMED = re.compile(
    rf"(?P<w>last|next|this|cet(?:te)?|ce|este|esta) (?:mois de |mois d')?(?:(?P<m>{MONTH})|(?P<s>{SEASON}))(?!\w)"
)
_AGO = re.compile(
    rf"(?:il y a|voici|voila|hace)(?: environ| pres de| a peu pres| plus de)? (?:une )?(?P<n1>{NUMBER})"
    rf" (?:d'|de )?(?P<u1>{UNIT})"
    rf"|(?P<n2>{NUMBER}) (?P<u2>{UNIT}) ago"
)
_RECENT = re.compile(
    rf"(?:les |ces |des |the |these |los |estos |estas |las )?(?:(?P<n1>{NUMBER}) )?"
    rf"(?:(?P<past>derniere?s|past|last|recent|ultim[oa]s)|(?P<next>prochaine?s|next|coming|proxim[oa]s)) "
    rf"(?:(?P<n2>{NUMBER}|few|couple of|several) )?(?P<u>{UNIT})"
)
_ELAPSED = re.compile(
    rf"(?:(?:plus de|moins de|environ|pres de|over|more than|nearly|almost|about|the past|the last|mas de) )?"
    rf"(?:une )?(?P<n>{NUMBER}) (?:d'|de )?(?P<u>{UNIT})"
)
_IN_FUTURE = re.compile(rf"dans (?P<n>{NUMBER}) (?P<u>{UNIT})|(?P<n2>{NUMBER}) (?P<u2>{UNIT}) from now")

_CURRENT = re.compile(
    r"(?P<u>annee|ano|year|mois|mes|month|semaine|week|trimestre|quarter)(?= ?[?!,;.:]|$| [^\d])(?! \w+ire)"
)


def read_relative(text: str, at: int, today: dt.date) -> Atom | None:
    """The date relative to ``today`` that stands at ``at``, or None."""
    for reader in (_day_word, _recent, _shifted, _weekday, _named, _ago, _future):
        try:
            atom = reader(text, at, today)
        except (ValueError, OverflowError):
            continue
        if atom is not None:
            return atom
    return None


def read_elapsed(text: str, at: int, today: dt.date) -> Atom | None:
    """ "trois mois" after "depuis": from that long ago to today."""
    found = _ELAPSED.match(text, at)
    if not found:
        return None
    unit = UNITS[found["u"]]
    try:
        return fixed(at, found.end(), shift(today, unit, -count(found["n"])), today, PRECISION[unit])
    except (ValueError, OverflowError):
        return None


def read_current(text: str, at: int, today: dt.date) -> Atom | None:
    """ "l'année", "the month" after "la fin de": the current one."""
    found = _CURRENT.match(text, at)
    return fixed(at, found.end(), *around(today, UNITS[found["u"]]), PRECISION[UNITS[found["u"]]]) if found else None


def count(word: str) -> int:
    """The number that a word or figure says."""
    return int(word) if word.isdigit() else NUMBERS[word]


def shift(day: dt.date, unit: str, n: int) -> dt.date:
    """``day`` moved by ``n`` units, kept within its month ("31 March" less a month is 28 or 29 February)."""
    if unit in _MONTHS_IN:
        y, m = divmod(day.year * 12 + day.month - 1 + n * _MONTHS_IN[unit], 12)
        return dt.date(y, m + 1, min(day.day, calendar.monthrange(y, m + 1)[1]))
    return day + dt.timedelta(days=n * (1 if unit == "day" else 7))


def around(day: dt.date, unit: str) -> Days:
    """The whole week, month, quarter … that holds ``day``."""
    if unit == "day":
        return day, day
    if unit in ("week", "weekend"):
        monday = day - dt.timedelta(days=day.weekday())
        return monday + dt.timedelta(days=5 if unit == "weekend" else 0), monday + dt.timedelta(days=6)
    if unit == "decade":
        return dt.date(day.year // 10 * 10, 1, 1), dt.date(day.year // 10 * 10 + 9, 12, 31)
    months = _MONTHS_IN[unit]
    return month_days(day.year, (day.month - 1) // months * months + 1, months)


def _day_word(text: str, at: int, today: dt.date) -> Atom | None:
    found = _DAY_WORD.match(text, at)
    if not found:
        return None
    day = today + dt.timedelta(days=next(n for word, n in _DAYS.items() if found[0].startswith(word)))
    return fixed(at, found.end(), day, day, "day")


def _shifted(text: str, at: int, today: dt.date) -> Atom | None:
    found = _SHIFTED.match(text, at)
    if not found:
        return None
    unit = UNITS[found["u1"] or found["u2"] or found["u3"]]
    step = 0
    if found["past"] or found["w"] in ("last", "previous", "past"):
        step = -1
    elif found["next"] or found["w"]:
        step = 1
    return fixed(at, found.end(), *around(shift(today, unit, step), unit), PRECISION[unit])


def _weekday(text: str, at: int, today: dt.date) -> Atom | None:
    found = _WEEKDAY.match(text, at)
    if not found:
        return None
    wanted = WEEKDAYS[found["d1"] or found["d2"]]
    if found["past"] or found["w"] == "last":
        day = today - dt.timedelta(days=(today.weekday() - wanted - 1) % 7 + 1)
    elif found["w"] == "this":
        day = today + dt.timedelta(days=wanted - today.weekday())
    else:
        day = today + dt.timedelta(days=(wanted - today.weekday() - 1) % 7 + 1)
    return fixed(at, found.end(), day, day, "day")


def _named(text: str, at: int, today: dt.date) -> Atom | None:
    found = _NAMED.match(text, at)
    if not found:
        return None
    direction = found["w"] if found["w"] in ("last", "next") else "this"
    if found["m"]:
        month = MONTHS[found["m"].rstrip(".")]
        return Atom(at, found.end(), lambda y: month_days(y, month), None, "month", direction=direction)
    season = SEASONS[found["s"]]
    return Atom(at, found.end(), lambda y: season_days(y, season), None, "month", direction=direction)


def _ago(text: str, at: int, today: dt.date) -> Atom | None:
    found = _AGO.match(text, at)
    if not found:
        return None
    unit = UNITS[found["u1"] or found["u2"]]
    day = shift(today, unit, -count(found["n1"] or found["n2"]))
    return fixed(at, found.end(), *around(day, unit), PRECISION[unit])


def _recent(text: str, at: int, today: dt.date) -> Atom | None:
    found = _RECENT.match(text, at)
    if not found:
        return None
    unit, said = UNITS[found["u"]], found["n1"] or found["n2"]
    if not said and not found["u"].endswith(("s", "mois")):
        return None
    n = count(said) if said and said not in ("few", "couple of", "several") else VAGUE[unit]
    if found["next"]:
        return fixed(at, found.end(), today, shift(today, unit, n), PRECISION[unit])
    return fixed(at, found.end(), shift(today, unit, -n), today, PRECISION[unit])


def _future(text: str, at: int, today: dt.date) -> Atom | None:
    found = _IN_FUTURE.match(text, at)
    if not found:
        return None
    unit = UNITS[found["u"] or found["u2"]]
    day = shift(today, unit, count(found["n"] or found["n2"]))
    return fixed(at, found.end(), *around(day, unit), PRECISION[unit])
