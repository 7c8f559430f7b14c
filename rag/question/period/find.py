"""The period that a question speaks of: a grammar for French and English, with some Spanish.

A date without a year is the latest that has begun by ``today``; "depuis" and "since" leave the end open;
several dates give the span from the first to the last, since retrieval only prefers what overlaps it.
Dates within quotation marks, names of streets, laws, games and programmes are no period.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from rag.language.calendar_words import AMBIGUOUS
from rag.language.fold import fold
from rag.question.order import find_order
from rag.question.period.atoms import Atom, Days, read_date
from rag.question.period.named import is_name
from rag.question.period.relative import NOW, count, read_current, read_elapsed, read_relative, shift
from rag.question.period.spans import cut, share
from rag.question.period.vocabulary import MONTH, NUMBER, UNIT, UNITS, YEAR
from rag.types import Period, Precision

__all__ = ["find_order", "find_period"]

_THE = r"(?: ?(?:l'|la |le |les |the |el |los )| )"
_PREPOSITION = re.compile(
    rf"(?:(?P<before>avant|anterieure?s? aux?|before|prior to|earlier than|antes de)"
    rf"|(?P<until>jusqu'(?:a|en|aux?)|d'ici(?: a| en)?|until|till|up to|by|hasta)"
    rf"|(?P<after>apres|posterieure?s? aux?|after|later than|despues de)"
    rf"|(?P<since>depuis|(?:a partir|a compter) (?:de|du)|des|since|as from|starting(?: in| on| from)?|desde)"
    rf"|(?P<between>entre|between)"
    rf"|(?P<strong>en|pendant|durant|au cours (?:de|du)|courant|in|on|during|within|throughout|over|over the course of"
    rf"|au mois d[e']|dans|durante)"
    rf"|(?P<of>de|du|d'|des|from|of|del)"
    rf"|(?P<weak>au|aux?|a|vers|autour (?:de|du)|around|le|la|l'|the|el|al))(?:(?<=')|{_THE})"
)
_JOIN = re.compile(
    rf"(?: ?[-–—] ?|,? (?:a|au|aux|et|jusqu'(?:a|en|au)|en|to|until|till|through|and|y|hasta|ou|or|puis|then)"
    rf"(?:(?<=')|{_THE})(?:en |in |de |d'|celui de |celle de )?)"
)
_PART = re.compile(
    r"(?:la |le |l'|the |el )?(?:(?P<fr>debuts?|fin|mi|milieu|courant)(?:-| de l'| de la | du | de | d'| des | )"
    r"|(?P<en>early|late|mid)(?: in| of)?[ -]"
    r"|(?P<of>beginning|start|middle|end|principios|mediados|finales|fines)(?: of| del?)(?: the)? )(?:l'|le |la "
    r"|the |el )?"
)
_KIND = {"debut": "start", "debuts": "start", "early": "start", "beginning": "start", "principios": "start"}
_KIND |= {"start": "start", "mi": "middle", "milieu": "middle", "mid": "middle", "middle": "middle"}
_KIND |= {"mediados": "middle", "fin": "end", "late": "end", "end": "end", "finales": "end", "fines": "end"}
_SHARE = re.compile(
    rf"(?:les |la |le |the |los )?(?:(?P<n1>{NUMBER}) )?"
    rf"(?P<o>premiere?s?|derniere?s?|deuxieme|seconde?|first|last|second|primer[oa]s?"
    rf"|ultim[oa]s?) (?:(?P<n2>{NUMBER}) )?"
    rf"(?P<u>moitie|quinzaine|fortnight|half|{UNIT})(?: de l'| de la | du | de | d'| des | of the | of | in | del )"
    rf"(?:l'|le |la |the )?"
)
_OFFSET = re.compile(
    rf"(?:la |l'|le |the |el )?(?:(?P<day>avant-veille|veille|surlendemain|lendemain|day before|day after"
    rf"|eve)(?: de| of)?"
    rf"|(?P<n>{NUMBER}) (?P<u>{UNIT}) (?P<way>avant|apres|before|after))(?: du | de l'| des | d'| de | the | le "
    rf"| la | l'| )"
    rf"(?:la |le |the )?"
)
_DAY_OF = re.compile(r"(?P<d>[12]?\d|3[01]) (?:du |of )(?:the )?")
_FEW = {"day": 7, "week": 4, "month": 4, "year": 4}
"""How many "les premiers jours", "les derniers mois" of something are."""
_DAY_STEPS = {"avant-veille": -2, "veille": -1, "eve": -1, "day before": -1, "day after": 1, "lendemain": 1}
_DAY_STEPS |= {"surlendemain": 2}
_WORD = re.compile(r"(?<![\w'])[a-z0-9]|(?<=[a-z]')[a-z0-9]")
_SINCE_DES = re.compile(rf"{MONTH} |debut|fin|hier|{YEAR}")
_QUOTED = re.compile(r"«[^»]{0,400}»|“[^”]{0,400}”|\"[^\"]{0,400}\"")
_RANK: dict[Precision, int] = {"day": 0, "month": 1, "year": 2}


@dataclass(frozen=True, slots=True)
class _Reading:
    first: dt.date | None
    last: dt.date | None
    precision: Precision
    start: int
    end: int


def find_period(question: str, today: dt.date) -> Period | None:
    """The interval of days that ``question`` speaks of, with the words it was read from; None where it names none."""
    readings = _readings(question, today)
    if not readings:
        return None
    first = None if any(r.first is None for r in readings) else min(r.first for r in readings if r.first)
    last = None if any(r.last is None for r in readings) else max(r.last for r in readings if r.last)
    if (first is None and last is None) or (first and last and first > last):
        return None
    start, end = readings[0].start, max(r.end for r in readings)
    return Period(
        first.toordinal() if first else None,
        last.toordinal() if last else None,
        max((r.precision for r in readings), key=_RANK.__getitem__),
        question[start:end].strip(),
        (start, end),
    )


def _readings(question: str, today: dt.date) -> list[_Reading]:
    folded = fold(question)
    quoted = [found.span() for found in _QUOTED.finditer(question)]
    readings: list[_Reading] = []
    done = 0
    for word in _WORD.finditer(folded):
        at = word.start()
        if at < done:
            continue
        reading = _phrase(folded, question, at, today)
        if reading is None:
            continue
        done = reading.end
        named = reading.first is None and reading.last is None
        if not named and not any(start <= at < end for start, end in quoted):
            readings.append(reading)
    return readings


def _phrase(text: str, question: str, at: int, today: dt.date) -> _Reading | None:
    """A preposition and its date or dates, at ``at``."""
    found = _PREPOSITION.match(text, at)
    kind = found.lastgroup or "" if found else ""
    begin = found.end() if found else at
    if kind == "since" and (elapsed := read_elapsed(text, begin, today)):
        return _Reading(elapsed.make(0)[0], None, elapsed.precision, at, elapsed.end)
    if kind == "until" and (now := NOW.match(text, begin)):
        return _Reading(None, today, "day", at, now.end())
    if kind == "since" and question[at : at + 3].lower() == "des" and not _SINCE_DES.match(text, begin):
        kind = "of"  # "des deux dernières années" against "dès mars"
    left = _atom(text, begin, today)
    if left is None:
        return None
    joined = _joined(text, left, today)
    end = joined[0] if joined else left.end
    if is_name(text, question, at, left, kind, end):
        return _Reading(None, None, "day", at, end)
    if joined:
        _, days, precision = joined
    elif left.named and not _allowed(text, question, left, kind, begin):
        return None
    else:
        known, precision = left.days(today), left.precision
        if known is None:
            return None
        days = known
    first, last = _bounded(kind if not joined or kind in ("before", "after") else "", days, text[begin:end])
    telling = kind in ("before", "until", "after", "since", "between")
    return _Reading(first, last, precision, at if telling else begin, end)


def _bounded(kind: str, days: Days, words: str) -> tuple[dt.date | None, dt.date | None]:
    first, last = days
    if kind == "before":
        ends = re.match(r"(?:la )?fin\b|(?:the )?end\b", words)
        return None, last if ends else first - dt.timedelta(days=1)
    if kind == "until":
        return None, last
    if kind == "after":
        return last + dt.timedelta(days=1), None
    return (first, None) if kind == "since" else (first, last)


def _allowed(text: str, question: str, atom: Atom, kind: str, begin: int) -> bool:
    """A month or season without a year needs a preposition of time, and no capital that makes it a name."""
    word = text[atom.start : atom.end]
    if word.rstrip(".") in AMBIGUOUS - {"mai", "may"}:
        return False  # "pendant sept siècles"
    if word in ("printemps", "ete", "automne", "hiver") and text[:begin].endswith(("on ", "in ", "over ", "during ")):
        return False
    if word in ("printemps", "ete", "automne", "hiver", "spring", "summer", "autumn", "fall", "winter"):
        if kind == "weak":
            return text[:begin].endswith((" a l'", "au ")) or begin <= 4
        return bool(kind) and kind != "of"
    capital = question[atom.start].isupper() and word not in ("march", "may", "august", "june", "july", "april")
    return kind not in ("", "weak", "of") or (kind == "of" and not capital)


def _joined(text: str, left: Atom, today: dt.date) -> tuple[int, Days, Precision] | None:
    """The end, span and precision of "A à B", "A et B", "A-B"."""
    join = _JOIN.match(text, left.end)
    if not join:
        return None
    if left.days(today, today.year) and (now := NOW.match(text, join.end())):
        days = left.days(today)
        return (now.end(), (days[0], today), left.precision) if days and days[0] <= today else None
    right = _atom(text, join.end(), today)
    if right is None or (left.year is None and right.year is None and left.named != right.named):
        return None
    a, b = left.days(today, right.year), right.days(today, left.year)
    if a and b and a[0] > b[1]:
        if left.year is None and right.year:
            a = left.days(today, right.year - 1)
        elif right.year is None and left.year:
            b = right.days(today, left.year + 1)
    if not a or not b:
        return None
    precision = max(left.precision, right.precision, key=_RANK.__getitem__)
    return right.end, (min(a[0], b[0]), max(a[1], b[1])), precision


def _atom(text: str, at: int, today: dt.date, depth: int = 0) -> Atom | None:
    """A date, with what narrows or moves it."""
    if depth < 3:
        for pattern, apply in ((_OFFSET, _moved), (_SHARE, _shared), (_PART, _parted), (_DAY_OF, _day_of)):
            found = pattern.match(text, at)
            inner = _atom(text, found.end(), today, depth + 1) if found else None
            if found and inner and (atom := apply(found, inner)):
                return replace(atom, start=at, named=False, bare_year=False)
    return (
        read_relative(text, at, today)
        or read_date(text, at, today)
        or (read_current(text, at, today) if depth else None)
    )


def _parted(found: re.Match[str], atom: Atom) -> Atom:
    part = _KIND.get(found["fr"] or found["en"] or found["of"] or "")
    if part is None:
        return atom
    precision: Precision = (
        "day" if _is_month(atom) else "year" if atom.precision == "year" and not _is_year(atom) else "month"
    )
    return replace(atom, make=lambda year: cut(atom.make(year), part), precision=precision)


def _is_year(atom: Atom) -> bool:
    return _length(atom) <= 366


def _is_month(atom: Atom) -> bool:
    return _length(atom) < 41


def _length(atom: Atom) -> int:
    """Number of days; 0 for a day that its year does not have."""
    days = atom.days(dt.date(2024, 12, 31))
    return (days[1] - days[0]).days + 1 if days else 0


def _shared(found: re.Match[str], atom: Atom) -> Atom | None:
    from_end, second = found["o"].startswith(("dern", "last", "ult")), found["o"].startswith(("deux", "sec"))
    said, word = found["n1"] or found["n2"], found["u"]
    plural = found["o"].endswith("s") or (word.endswith("s") and word != "mois")
    number = count(said) if said else _FEW.get(UNITS.get(word, ""), 1) if plural else 1
    unit = UNITS.get(word, word)

    def make(year: int) -> Days:
        return share(atom.make(year), word, number, from_end=from_end, second=second)

    return replace(atom, make=make, precision="month" if unit in ("month", "quarter") or not _is_month(atom) else "day")


def _day_of(found: re.Match[str], atom: Atom) -> Atom | None:
    """ "le 3 du mois dernier"."""
    if atom.year is None or not _is_month(atom) or atom.precision != "month":
        return None
    day = int(found["d"])
    return replace(atom, make=lambda year: (atom.make(year)[0].replace(day=day),) * 2, precision="day")


def _moved(found: re.Match[str], atom: Atom) -> Atom | None:
    if atom.precision != "day":
        return None
    unit, step = ("day", _DAY_STEPS[found["day"]]) if found["day"] else (UNITS[found["u"]], count(found["n"]))
    if found["way"] in ("avant", "before"):
        step = -step

    def make(year: int) -> Days:
        day = shift(atom.make(year)[0], unit, step)
        return day, day

    return replace(atom, make=make)
