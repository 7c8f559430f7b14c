"""Check of the dates and times of a sentence: they stand in its source or follow from its publication day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace

from rag.checking.rules.governed import date_moved
from rag.checking.rules.homes import Home, content_of, numbers_of, overlap, sentences_of
from rag.checking.rules.limits import limit_turned, span_turned
from rag.checking.rules.scope import not_yet_past
from rag.checking.source import Source, source_of
from rag.language.figures import figures
from rag.language.fold import flat
from rag.language.fold import fold as fold_same_length
from rag.language.moments import Moment, moments
from rag.types import Check

_AS_OF = re.compile(r"\b(?:article|edition|publi\w+|numero|depeche|paru\w*|issue|published|au|en date du|as of)\s*$")

_HALF_A_YEAR = 183
_NOW = re.compile(
    r"\b(?:aujourd'hui|hier|demain|ce (?:matin|soir|mois|jour|week-end)|cette (?:semaine|nuit)|lundi|mardi"
    r"|mercredi|jeudi"
    r"|vendredi|samedi|dimanche|today|yesterday|tomorrow|this (?:week|month|morning)|\w+day)\b"
)
_LAST_YEAR = re.compile(
    r"\b(?:l'an (?:dernier|passe)|l'annee (?:derniere|passee|precedente)|last year|a year (?:ago|earlier))\b"
)
_NEXT_YEAR = re.compile(r"\b(?:l'an prochain|l'annee prochaine|next year)\b")


def check_dates(sentence: str, source: Source) -> Check:
    """Every date and time of the sentence is the source's, or follows with certainty from its publication day."""
    so_far = _SO_FAR.search(flat(sentence)) and _SO_FAR.search(flat(source.quote))
    if _TODAY.search(flat(sentence)) and not so_far and not any(m.year for m in moments(sentence)):
        return Check("dates", False, _shown(sentence))
    source = _at_home(sentence, source)
    near = moments(source.quote)
    around = moments(source.around)
    for moment in moments(sentence):
        before = fold_same_length(sentence[max(0, moment.span[0] - 60) : moment.span[0]])
        if not _dated(sentence, moment, source, near, around, article_date=_of_article(before, source)):
            return Check("dates", False, sentence[moment.span[0] : moment.span[1]])
    early = not_yet_past(sentence, source)
    if early:
        return Check("dates", False, early)
    if span_turned(sentence, source):
        return Check("dates", False, "entre … et")
    if limit_turned(sentence, source):
        return Check("dates", False, "jusqu'à / à partir de")
    moved = date_moved(sentence, source)
    if moved:
        return Check("dates", False, moved)
    return Check("dates", True)


_SO_FAR = re.compile(
    r"\b(?:_ ce (?:jour|stade)|jusqu'(?:_ present|ici|alors)|pour (?:l'instant|l'heure|le moment)|so far"
    r"|to date|for now|at present)\b"
)
_TODAY = re.compile(
    r"\b(?:actuellement|_ l'heure actuelle|aujourd'hui|_ ce jour|en ce moment|de nos jours|currently|at present|today"
    r"|nowadays|at the moment)\b(?! (?:encore )?(?:decide|disparu))"
)
"""What holds at the time of reading; an article holds at its own date, which the sentence has to give."""


def _shown(sentence: str) -> str:
    match = _TODAY.search(flat(sentence))
    return sentence[slice(*match.span())] if match else ""


_NEXT_DAY = re.compile(r"\b(?:le lendemain|la veille|the (?:next|following) day|the day before|the previous day)\b")


def _at_home(sentence: str, source: Source) -> Source:
    """The one sentence of the quotation that holds the rest of the sentence, where it has a date of its own."""
    quoted = [home for home in sentences_of(source) if home.quoted]
    if len(quoted) < 2:
        return source
    words, numbers = content_of(sentence), numbers_of(sentence)
    scores = [overlap(words, numbers, home.text) for home in quoted]
    best = max(scores)
    if best < overlap(words, numbers, source.quote) - 0.25 or scores.count(best) > 1:
        return source
    home = quoted[scores.index(best)]
    if all(m.is_time for m in moments(home.text)) or _NEXT_DAY.search(flat(home.text)):
        return _not_the_day_before(home, source)
    start = source.passage.start + len(home.before)
    return source_of(source.passage, (start, start + len(home.text)))


def _not_the_day_before(home: Home, source: Source) -> Source:
    """Where the sentence of the quotation says « le lendemain », the day after is meant and not the day itself."""
    match = _NEXT_DAY.search(flat(home.text))
    if match is None:
        return source
    step = -1 if match.group() in ("la veille", "the day before", "the previous day") else 1
    days = tuple(day + dt.timedelta(days=step) for day in source.resolved)
    start = source.passage.start + len(home.before)
    return replace(source, start=start, end=start + len(home.text), resolved=days)


def _of_article(before: str, source: Source) -> bool:
    """Whether the date that follows is the article's own: « Le Phare du 14 mars », « publié le », « (Le Phare, »."""
    before = before.rstrip(" (,")
    outlet = fold_same_length(source.passage.source or "").strip()
    bare = re.sub(r"[\s,(]+(?:le|du|of|on|dated|date du|en date du)$", "", before)
    return bool(_AS_OF.search(before) or _AS_OF.search(bare)) or (bool(outlet) and bare.endswith(outlet))


def _dated(
    sentence: str,
    moment: Moment,
    source: Source,
    near: Iterable[Moment],
    around: Iterable[Moment],
    *,
    article_date: bool,
) -> bool:
    near, around = list(near), list(around)
    if moment.is_time:
        return any((m.hour, m.minute) == (moment.hour, moment.minute) for m in near) or _hour_in_words(moment, source)
    if moment.day is not None:
        return _day_stands(moment, source, near, around, article_date)
    if moment.month is not None:
        return _month_stands(moment, source, near, around)
    if moment.year is not None:
        own = {m.year for m in near if m.year is not None}
        return (
            moment.year in own
            or moment.year in _relative(own, source, compared=len({m.year for m in moments(sentence)}) > 1)
            or moment.year in _years(source, around, own)
        )
    return any(m.weekday == moment.weekday for m in near) or any(d.weekday() == moment.weekday for d in source.resolved)


def _hour_in_words(moment: Moment, source: Source) -> bool:
    """Whether a full hour stands in the source in words or by the half of the day: huit heures, 3 pm, midi."""
    if moment.minute:
        return False
    folded = fold_same_length(source.quote)
    if (moment.hour == 12 and re.search(r"\b(?:midi|noon)\b", folded)) or (
        moment.hour in (0, 24) and re.search(r"\b(?:minuit|midnight)\b", folded)
    ):
        return True
    hours = {figure.value for figure in figures(source.quote) if figure.unit == "hour" or figure.noun in ("am", "pm")}
    if re.search(r"\b(?:du soir|de l'apres-midi|pm|p\.m)\b", folded):
        hours |= {hour + 12 for hour in hours} | {m.hour + 12 for m in moments(source.quote) if m.hour}
    return moment.hour in hours


def _day_stands(moment: Moment, source: Source, near: list[Moment], around: list[Moment], article_date: bool) -> bool:
    if any((d.day, d.month) == (moment.day, moment.month) and moment.year in (None, d.year) for d in source.resolved):
        return True
    published = source.passage.published
    if article_date and published and published.precision == "day":
        year, month, day = (int(part) for part in published.value.split("-"))
        if (day, month) == (moment.day, moment.month) and moment.year in (None, year):
            return True
    for other in near:
        if (other.day, other.month) == (moment.day, moment.month):
            if moment.weekday is not None and other.weekday not in (None, moment.weekday):
                return False
            if moment.year in (None, other.year) or (
                other.year is None and moment.year in _day_years(other, source, around)
            ):
                return True
    return False


def _day_years(day: Moment, source: Source, around: list[Moment]) -> set[int]:
    """Years that a day without one may belong to: those of the passage, the last such day, and the next one if near."""
    published = source.passage.published
    years = {m.year for m in around if m.year is not None}
    if published is None or published.precision == "year" or day.month is None or day.day is None:
        return years | _years(source, around)
    year = int(published.value[:4])
    for candidate in (year - 1, year, year + 1):
        try:
            away = dt.date(candidate, day.month, day.day).toordinal() - published.last_day
        except ValueError:
            continue
        if -365 <= away <= _HALF_A_YEAR or candidate == year:
            years.add(candidate)
    return years


def _month_stands(moment: Moment, source: Source, near: list[Moment], around: list[Moment]) -> bool:
    months: set[tuple[int | None, int | None]] = {(m.month, m.year) for m in near if m.month}
    months |= {(d.month, d.year) for d in source.resolved}
    months |= {(month, None) for month, words in _ENDS_OF_YEAR if words.search(fold_same_length(source.quote))}
    published = source.passage.published
    if published and published.precision != "year" and (not months or _NOW.search(fold_same_length(source.quote))):
        year, month = (int(part) for part in published.value.split("-")[:2])
        months.add((month, year))
    years = _years(source, around) | _day_years(replace(moment, day=15), source, around)
    return any(
        month == moment.month and (moment.year in (None, year) or (year is None and moment.year in years))
        for month, year in months
    )


_ENDS_OF_YEAR = (
    (1, re.compile(r"\b(?:debut de (?:l'|cette )annee|(?:start|beginning) of the year)\b")),
    (12, re.compile(r"\b(?:fin de (?:l'|cette )annee|fin d'annee|end of the year|year's end)\b")),
)
_EARLIER = re.compile(
    r"(?<!que )\b(?:l'annee (?:precedente|d'avant)|un an (?:plus tot|auparavant|avant)"
    r"|the (?:previous year|year before)|a year earlier)\b"
)
_LATER = re.compile(
    r"\b(?:l'annee (?:suivante|d'apres)|un an (?:plus tard|apres)|the (?:following|next) year|a year later)\b"
)


def _relative(own: set[int], source: Source, *, compared: bool) -> set[int]:
    """Years a year before or after those that the quotation names."""
    folded = fold_same_length(source.quote)
    before = {year - 1 for year in own} if _EARLIER.search(folded) else set()
    if (
        re.search(r"\bque l'annee (?:precedente|d'avant)|\bthan (?:the previous year|a year earlier)", folded)
        and compared
    ):
        before |= {year - 1 for year in own}
    return before | ({year + 1 for year in own} if _LATER.search(folded) else set())


def _years(source: Source, around: Iterable[Moment], own: set[int] = frozenset()) -> set[int]:  # type: ignore[assignment]
    """Years the passage names, and those that its undated days may belong to by the publication date.

    Where the quotation names years of its own (``own``), only what it tells relative to its publication adds others.
    """
    years = {day.year for day in source.resolved}
    if not own:
        years |= {m.year for m in around if m.year is not None}
    if source.passage.published:
        year = int(source.passage.published.value[:4])
        folded = fold_same_length(source.quote)
        last, ahead = _LAST_YEAR.search(folded), _NEXT_YEAR.search(folded)
        undated = any(m.year is None and not m.is_time for m in moments(source.quote))
        if (
            (not own and not last and not ahead)
            or undated
            or re.search(r"\b(?:cette annee|this year|ce mois|this month)\b", folded)
        ):
            years.add(year)
        folded = fold_same_length(source.quote)
        if last:
            years.add(year - 1)
        if ahead:
            years.add(year + 1)
    return years
