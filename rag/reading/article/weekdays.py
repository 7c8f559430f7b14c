"""Weekdays and « hier » of an article's text as days of the calendar, only where that is certain.

Certain means: publication known to the day, a finished past in the same clause, outside quotations, no
future or habit about it; or a weekday with day and month whose year only one calendar fits.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice

from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.language.fold import fold
from rag.language.quotes import quote_spans
from rag.language.sentences import split_sentences
from rag.types import Line, Published, Span

_FULL_DAYS = [name for name in WEEKDAYS if len(name) > 4 and name not in {"tues", "thurs"}]
_MONTH = "|".join(sorted((name for name in MONTHS if len(name) > 3 or name == "mai"), key=len, reverse=True))
_MENTION = re.compile(
    rf"\b(?P<day>{'|'.join(_FULL_DAYS)})\b(?:,? (?P<d>\d{{1,2}})(?:er|st|nd|rd|th)?(?! ?(?:h"
    rf"|heures)\b)(?:(?: de)? (?P<m>{_MONTH})\b)?"
    rf"|,? (?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b)?(?:,?(?: de| del)? (?P<y>(?:1[5-9]|2[01])\d\d)\b)?"
    r"|\b(?P<rel>avant-hier|hier|yesterday|ayer|anteayer|la veille|le lendemain)\b"
)
_BACK = {"hier": 1, "yesterday": 1, "ayer": 1, "avant-hier": 2, "anteayer": 2}
_STEP = {"la veille": -1, "le lendemain": 1}
_CLAUSE = re.compile(
    r"[;:()–—]|, |\b(?:que|qui|dont|où|alors|tandis|mais|where|while|but|that|who|which)\b|\bqu['’]|\b(?:et"
    r"|and) (?=\w+ (?:a|ont|est|sont|sera)\b)"
)
_ENDINGS = (
    "rouvert couvert dit mis pris fait promis permis admis remis soumis écrit élu reçu vu tenu venu rendu "
    "perdu répondu "
    "reconnu convenu "
    "obtenu retenu entendu défendu vendu conclu connu voulu pu lu eu ouvert offert découvert fini choisi "
    "réussi démenti "
    "averti saisi subi réagi franchi accompli fui conduit détruit construit produit réduit rejoint atteint "
    "éteint contraint"
)
_MOVED = "arrivé venu mort parti tombé entré sorti devenu allé revenu décédé rentré intervenu survenu né"
_ENGLISH = (
    "said told announced met signed ruled arrested launched opened closed rejected approved died arrived "
    "agreed voted resigned "
    "reported admitted confirmed denied fined sentenced accused urged warned called won lost took made gave "
    "left began came "
    "went rose fell held killed published ordered"
)
_PARTICIPLE = rf"(?:\w+é(?:e|s|es)?|(?:{'|'.join(_ENDINGS.split())})(?:e|s|es)?)\b"
_PAST = re.compile(
    rf"\b(?:a|ont|n['’]a|n['’]ont|l['’]a|l['’]ont|m['’]a|s['’]est|se sont|avons)(?: [\w'’]+){{0,3}}? {_PARTICIPLE}"
    rf"|\b(?:est|sont) (?:{'|'.join(_MOVED.split())})(?:e|s|es)?\b"
    rf"|\b(?:{'|'.join(_ENGLISH.split())}|(?:was|were) \w+(?:ed|en))\b|\b\w+(?:ó|aron|ieron)\b|\b(?:fueron|fue"
    rf"|dijo|hizo|tuvo|vino)\b"
)
"""A finished past, looked for in the text itself: without accents « à » would pass for « a »."""
_FUTURE = (
    "doit doivent va vont aura auront attendu attendue attendus prochain prochaine tous toutes chaque will "
    "would had due expected "
    "scheduled next every será serán había is are habitude"
)
_PUT_OFF = "convoqu report fixé programm invit appel repouss assign prévu planifi ajourn postpon"
_OPEN = re.compile(
    rf"\b(?:(?:{'|'.join(_FUTURE.split())})\b|(?:{'|'.join(_PUT_OFF.split())})|dev(?:ra|ai)|(?:av|ét)ai(?:s|t"
    rf"|ent)\b"
    r"|\w+(?:[eioau]r|dr|tr|rr)(?:a|ont|ait|aient)\b|\w+r(?:á|án)\b|(?:de |d['’]|à |pour )\w+(?:er|ir|re"
    r"|oir)\b|to \w+\b)"
)
"""Future, conditional, pluperfect, appointments and infinitives: the day may lie ahead, or further back."""
_BEFORE_DAY = re.compile(
    r"(?:\b(?:le|les|los|du|au|à|pour|chaque|every|un|one|avant|après|depuis|dès|until|from|before|after"
    r"|since|by|hasta|desde|for"
    r"|next|this|black|good|ce)|jusqu['’]à|jusqu['’]au|d['’]ici|d['’])\s*$",
    re.I,
)
_NIGHT = re.compile(r"\b(?:nuit|night) (?:de|from|of) \w+(?: \d+)? (?:à|to) $")
_IN_A_ROW = re.compile(r",? (?:(?P<to>a|au|to) |(?:et|and|y|e|puis|ou|or) )(?:le |la )?")
_NOT_A_DAY = re.compile(
    r" (?:saint|gras|noir|des cendres|de paques|de pentecote|prochain\w*|suivant\w*|next|proximo|precedent\w*"
    r"|d'avant|en huit)\b"
)
_HALF_A_YEAR = 183
_FAR, _MOST = 60_000, 12
"""Characters of an article that get notes; mentions of one sentence that are looked at."""
_LAST = re.compile(r" (?:dernier|pasado)\b")
_NAMES = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"


def weekday_dates(
    text: str, start: int, end: int, published: Published | None, *, updated: Published | None = None
) -> list[tuple[Span, dt.date]]:
    """Weekdays, « hier », « la veille » of ``text[start:end]`` with their day, where it is certain."""
    known = published or updated
    if known is None or not (excerpt := text[start:end]):
        return []
    folded = fold(excerpt)
    if not _MENTION.search(folded):
        return []
    quotes = quote_spans(excerpt)
    opens = [span[0] for span in quotes]
    found: list[tuple[Span, dt.date]] = []
    narrated: dt.date | None = None
    for sentence in split_sentences(excerpt):
        here: list[tuple[Span, dt.date]] = []
        for match in islice(_MENTION.finditer(folded, *sentence), _MOST):
            quote = bisect_right(opens, match.start()) - 1
            if quote >= 0 and match.start() < quotes[quote][1]:
                continue
            days = {day for _, day in here} or ({narrated} if narrated else set())
            if match["rel"] in _STEP:
                day = days.pop() + dt.timedelta(days=_STEP[match["rel"]]) if len(days) == 1 else None
            elif match["m"] or match["m2"]:
                day = _with_date(match, known)
            else:
                day = _bare(excerpt, match, sentence, published, updated)
            if here and _backwards(text, here[-1], start + match.start(), day):
                here.pop()
            elif day:
                here.append(((start + match.start(), start + match.end()), day))
        days = {day for _, day in here}
        narrated = days.pop() if len(days) == 1 else None
        found += here
    return found


def _backwards(text: str, before: tuple[Span, dt.date], start: int, day: dt.date | None) -> bool:
    """Whether of two days in a row, « la nuit de jeudi à vendredi », the second lies before the first or far after it.

    Then one of them is of another week, and nothing says which.
    """
    between = _IN_A_ROW.fullmatch(fold(text[before[0][1] : start])) if day else None
    if between is None or day is None:
        return False
    return day <= before[1] or (between["to"] is not None and (day - before[1]).days > 3)


def resolve_weekdays(
    text: str, lines: Sequence[Line], published: Published | None, updated: Published | None = None
) -> tuple[str, ...]:
    """Notes for the reader such as « mardi » = 9 avril 2024; a phrase that means two days gets none."""
    meanings: dict[str, set[dt.date]] = {}
    written: dict[str, str] = {}
    for line in lines:
        if line.label in ("body", "standfirst") and line.start < _FAR:
            for (start, end), day in weekday_dates(text, line.start, min(line.end, _FAR), published, updated=updated):
                phrase = " ".join(text[start:end].split())
                if not re.search(r"\d{4}$", phrase):
                    meanings.setdefault(fold(phrase), set()).add(day)
                    written.setdefault(fold(phrase), phrase)
    return tuple(f"« {written[phrase]} » = {_french(*days)}" for phrase, days in meanings.items() if len(days) == 1)


def _french(day: dt.date) -> str:
    return f"{'1er' if day.day == 1 else day.day} {_NAMES.split()[day.month - 1]} {day.year}"


def _bare(
    text: str, match: re.Match[str], sentence: Span, published: Published | None, updated: Published | None
) -> dt.date | None:
    """A weekday alone, or with the day of the month: the last one up to the publication."""
    if published is None or published.precision != "day" or match["y"] or not _certain(text, match, sentence):
        return None
    last = _LAST.match(fold(text[match.end() : match.end() + 10])) is not None
    day = _before(match, published.first_day, last=last)
    if updated is not None and (updated.precision != "day" or _before(match, updated.first_day, last=last) != day):
        return None
    return day if day is None or not match["d"] or day.day == int(match["d"]) else None


def _with_date(match: re.Match[str], published: Published) -> dt.date | None:
    """« mardi 9 avril »: the nearest such day to the publication, if it was a Tuesday."""
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
        if day.weekday() == weekday and (printed or abs(day.toordinal() - middle) <= _HALF_A_YEAR):
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


def _certain(text: str, match: re.Match[str], sentence: Span) -> bool:
    """Whether the clause tells of something done, once."""
    start, end = match.span()
    before, after = text[max(sentence[0], start - 40) : start], fold(text[end : end + 20])
    if match["rel"]:
        return not re.search(r"d['’]$", before) and not after.startswith(" encore")
    if (_BEFORE_DAY.search(before) and not _NIGHT.search(before)) or _NOT_A_DAY.match(after):
        return False
    first, last = sentence
    for bound in _CLAUSE.finditer(text, *sentence):
        if bound.end() <= start:
            first = bound.end()
        elif bound.start() >= end:
            last = bound.start()
            break
    return bool(_PAST.search(text, first, last)) and not _OPEN.search(text, first, last)
