"""Weekdays and « hier » of an article's text as days of the calendar, only where that is certain.

Certain means: publication known to the day, a finished past in the same clause, outside quotations, no
future or habit about it; or a weekday with day and month whose year only one calendar fits.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence

from rag.calendar_words import MONTHS, WEEKDAYS, fold
from rag.reading.quotes import quote_spans
from rag.reading.sentences import split_sentences
from rag.types import Line, Published, Span

_FULL_DAYS = [name for name in WEEKDAYS if len(name) > 4 and name not in {"tues", "thurs"}]
_MONTH = "|".join(sorted((name for name in MONTHS if len(name) > 3 or name == "mai"), key=len, reverse=True))
_MENTION = re.compile(
    rf"\b(?P<day>{'|'.join(_FULL_DAYS)})\b,?(?: (?P<d>\d{{1,2}})(?:er|st|nd|rd|th)?(?: de)? (?P<m>{_MONTH})\b"
    rf"|,? (?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b)?(?:,?(?: de| del)? (?P<y>\d{{4}})\b)?"
    r"|\b(?P<rel>avant-hier|hier|aujourd'hui|yesterday|today|ayer|anteayer|la veille|le lendemain)\b"
)
_BACK = {"hier": 1, "yesterday": 1, "ayer": 1, "avant-hier": 2, "anteayer": 2, "aujourd'hui": 0, "today": 0}
_STEP = {"la veille": -1, "le lendemain": 1}
_CLAUSE = re.compile(
    r"[;:()–—]|, |\b(?:que|dont|ou|alors|tandis|mais|where|while|but)\b|\bqu'|\b(?:et|and) (?=\w+ (?:a|ont|est|sont|sera)\b)"
)
_PAST = re.compile(
    r"\b(?:a|ont|est|sont|s'est|se sont|ete|n'a|n'ont|n'est|ai|avons)\b(?: \w+){0,3}? \w*(?:e|ee|es|ees|i|ie|is|ise|it|ite|u|ue|us|ues|ert|erte|int|ort|orte)\b"
    r"|\b(?:\w{3,}ed|said|told|was|were|held|met|won|took|made|gave|left|began|came|went|rose|fell|cut)\b|\b\w{2,}(?:aron|ieron)\b|\b\w{2,}[oi] el\b"
)
_OPEN = re.compile(
    r"\b(?:jusqu'|d'ici|a partir|a compter|des|avant|apres|depuis|prochain\w*|next|until|from|before|after|since|by|proxim\w|hasta|desde|tous|toutes|chaque|every"
    r"|doit|doivent|devra\w*|devrai\w*|devai\w+|va|vont|sera|seront|serai\w*|aura|auront|aurai\w*|avai\w+|etai\w+|attendu\w*|prevu\w*|will|would|had|due|expected"
    r"|scheduled|\w{3,}(?:era|eront|erait|eraient|ira|iront|irait|iraient|ra|ront|rait|raient)|sera|seran|habia)\b"
)
_HABIT_BEFORE = re.compile(r"\b(?:le|les|chaque|tous les|every|los|du|au|un|one|black|good|cyber) $")
_NOT_A_DAY = re.compile(
    r" (?:saint|gras|noir|des cendres|de paques|de pentecote|prochain\w*|suivant\w*|next|proximo|precedent\w*|d'avant)\b"
)
_LAST = re.compile(r" (?:dernier|pasado)\b")
_NAMES = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"


def weekday_dates(
    text: str, start: int, end: int, published: Published | None, *, updated: Published | None = None
) -> list[tuple[Span, dt.date]]:
    """Weekdays, « hier », « la veille » of ``text[start:end]`` with their day, where it is certain."""
    if published is None:
        return []
    folded = fold(text)
    quotes = quote_spans(text, start, end)
    opens = [span[0] for span in quotes]
    found: list[tuple[Span, dt.date]] = []
    narrated: dt.date | None = None
    for first, last in split_sentences(text, start, end):
        here: list[tuple[Span, dt.date]] = []
        for match in _MENTION.finditer(folded, first, last):
            quote = bisect_right(opens, match.start()) - 1
            if quote >= 0 and match.start() < quotes[quote][1]:
                continue
            if match["rel"] in _STEP:
                base = here[-1][1] if here else narrated
                day = base + dt.timedelta(days=_STEP[match["rel"]]) if base and len({d for _, d in here}) < 2 else None
            else:
                day = _resolve(folded, match, (first, last), published, updated)
            if day:
                here.append((match.span(), day))
        days = {day for _, day in here}
        narrated = days.pop() if len(days) == 1 else None
        found += here
    return found


def resolve_weekdays(
    text: str, lines: Sequence[Line], published: Published | None, updated: Published | None = None
) -> tuple[str, ...]:
    """Notes for the reader such as « mardi » = 9 avril 2024; a phrase that means two days gets none."""
    meanings: dict[str, set[dt.date]] = {}
    for line in lines:
        if line.label in ("body", "standfirst"):
            for (start, end), day in weekday_dates(text, line.start, line.end, published, updated=updated):
                if not re.search(r"\d{4}$", text[start:end]):
                    meanings.setdefault(" ".join(text[start:end].lower().split()), set()).add(day)
    return tuple(f"« {phrase} » = {_french(*days)}" for phrase, days in meanings.items() if len(days) == 1)


def _french(day: dt.date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {_NAMES.split()[day.month - 1]} {day.year}"


def _resolve(
    folded: str, match: re.Match[str], sentence: Span, published: Published, updated: Published | None
) -> dt.date | None:
    if match["d"] or match["d2"]:
        return _with_date(match, published)
    if published.precision != "day" or match["y"] or not _certain(folded, match, sentence):
        return None
    last = _LAST.match(folded, match.end()) is not None
    day = _before(match, published.first_day, last=last)
    if updated is not None and (updated.precision != "day" or _before(match, updated.first_day, last=last) != day):
        return None
    return day


def _with_date(match: re.Match[str], published: Published) -> dt.date | None:
    """« mardi 9 avril »: the year near the publication in which that day was a Tuesday."""
    number, month, weekday = int(match["d"] or match["d2"]), MONTHS[match["m"] or match["m2"]], WEEKDAYS[match["day"]]
    printed = int(match["y"]) if match["y"] else None
    middle = (published.first_day + published.last_day) // 2
    year = dt.date.fromordinal(middle).year
    fits: list[dt.date] = []
    for candidate in (printed,) if printed else (year - 1, year, year + 1):
        try:
            day = dt.date(candidate, month, number)
        except ValueError:
            continue
        if day.weekday() == weekday and (printed or abs(day.toordinal() - middle) <= 370):
            fits.append(day)
    return fits[0] if len(fits) == 1 else None


def _before(match: re.Match[str], published: int, *, last: bool) -> dt.date | None:
    """The last such day up to the publication; « mardi dernier » on a Tuesday or Wednesday stays open."""
    if match["rel"]:
        return dt.date.fromordinal(published - _BACK[match["rel"]])
    back = (dt.date.fromordinal(published).weekday() - WEEKDAYS[match["day"]]) % 7
    if last and back < 2:
        return dt.date.fromordinal(published - 7) if back == 0 else None
    return dt.date.fromordinal(published - back)


def _certain(folded: str, match: re.Match[str], sentence: Span) -> bool:
    """Whether the clause tells of something done, once."""
    start, end = match.span()
    if match["rel"]:
        return folded[max(sentence[0], start - 2) : start] != "d'" and not folded.startswith(" encore", end)
    if _NOT_A_DAY.match(folded, end) or _HABIT_BEFORE.search(folded, max(sentence[0], start - 12), start):
        return folded[max(sentence[0], start - 3) : start] == "el " and not _NOT_A_DAY.match(folded, end)
    first, last = sentence
    for bound in _CLAUSE.finditer(folded, *sentence):
        if bound.end() <= start:
            first = bound.end()
        elif bound.start() >= end:
            last = bound.start()
            break
    return bool(_PAST.search(folded, first, last)) and not _OPEN.search(folded, first, last)
