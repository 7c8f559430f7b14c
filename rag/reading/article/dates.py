"""When an article came out: value, precision and the words it was read from, or nothing at all.

Evidence counts only where publishers put it: date lines, bylines, the header above the body, a stored
« date 2023-07 » and agency datelines. Prose, captions, comments, teasers and printing dates never count.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.language.fold import fold
from rag.reading.article.weekdays import resolve_weekdays, weekday_dates
from rag.types import Line, Precision, Published

__all__ = ["find_published", "parse_date", "resolve_weekdays", "weekday_dates"]

_AHEAD = dt.timedelta(days=3653)
"""How far past this machine's clock a date may lie: collections may be set ahead of it, 2099 is a slip."""
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_DATE = re.compile(
    rf"(?<![\d/.-])(?P<d1>\d{{1,2}})(?:er|ro|st|nd|rd|th|º)?[ -]{{1,2}}(?:de "
    rf"|of )?(?P<m1>{_MONTH})\.?,?[ -]{{1,2}}(?:de |del )?(?P<y1>\d{{4}})(?!\d)"
    rf"|\b(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? {{1,2}}(?P<y2>\d{{4}})(?!\d)"
    r"|(?<![\d/.-])(?P<d3>\d{1,2})(?P<s3>[/.-])(?P<m3>\d{1,2})(?P=s3)(?P<y3>\d{4})(?!\d)"
    r"|(?<![\d/.-])(?P<y4>\d{4})(?P<s4>[/.-])(?P<m4>\d{2})(?:(?P=s4)(?P<d4>\d{2}))?(?!\d)"
    r"|(?<![\d/.-])(?P<d6>\d{1,2})(?P<s6>[/.])(?P<m6>\d{1,2})(?P=s6)(?P<y6>\d{2})(?![\d/.%€])"
    rf"|\b(?P<m5>{_MONTH})\.? (?:de |del )?(?P<y5>\d{{4}})(?!\d)"
)
_TIME = re.compile(
    r"[ ,]{0,2}(?:a |at |- |a las |\| )?\d{1,2} ?(?:[h:]\d{2}(?::\d{2})?"
    r"| h \d{2})(?: ?[ap]\.?m\.?)?"
)
_SEVERAL_DAYS = re.compile(rf"\b\d{{1,2}}(?:er)? (?:et|y|and|au|al|to) (?:(?:le |el )?(?:{_DAY}) )?$")
"""What makes a date the last of several days, « samedi 9 et dimanche 10 mars »: then the month alone is certain."""
_UPDATED = re.compile(
    r"mise? a jour|mis a jour|\bmaj\b|modifi\w+|modification|actualis\w+|updated|actualizad\w+|corrige le|edited"
)
_PUBLISHED = re.compile(
    r"publi\w+|poste le|posted|paru\w*|mise? en ligne|edition du|edition of|edicion del|cree le|diffuse le"
    r"|\bdate\b(?: de publication)?|fecha"
)
_PAGE = re.compile(r"[|•·—–-] ?(?:page|p\.) ?\d{1,3}\b|\b(?:page|p\.) ?\d{1,3} ?[|•·—–-]")
"""A running head with the number of its page was printed: its day is the paper's."""
_EDITION = re.compile(r"edition du|edition of|edicion del")
_OTHER_EDITIONS = re.compile(
    r"(?:editions?|numeros?) (?:precedent|anterieur)\w*|(?:toutes les|autres|previous|past) editions?|archives"
)
_RENDERED = re.compile(
    r"imprim|printed|impreso|consult|accessed|genere|capture|archived on|archive le|telecharg|export"
    r"|copyright|©|\(c\)"
)
_PREFIX = re.compile(r"[\s*_#>-]*date\s*:?\s*(?P<y>\d{4})(?:-(?P<m>\d{2})(?:-(?P<d>\d{2}))?)?(?![\d/-])")
_SEGMENT = re.compile(r"[^|•·—–\t]+?(?= - | {3}|[|•·—–\t]|$)")
_WIDEST, _DEEPEST = 400, 40
"""Characters of a line and lines at either end of a header that are looked at."""
_DATELINE = re.compile(r"[^\d\n]{2,60}?,? (?:le |el |on )?")
_AFTER_DATELINE = re.compile(r"\s*(?:\([^()\n]{2,40}\))?\s*[.,]?\s*[-–—:]")

_Kind = Literal["published", "updated", "plain"]


@dataclass(frozen=True, slots=True)
class _Seen:
    """A date found, its kind and how far it is to be trusted: 0 is best."""

    date: Published
    kind: _Kind
    rank: int


def parse_date(value: str) -> Published | None:
    """A date that metadata give: ISO (as printed, whatever the zone), RFC 822, French, seconds since 1970.

    The day stands before the month; milliseconds will do too.
    """
    text = value.strip()
    folded = fold(text)
    if re.fullmatch(r"(?:1[5-9]|20|21)\d\d", folded):
        return _published(folded, None, None, text)
    if re.fullmatch(r"1\d{9}(?:\d{3})?", folded):
        moment = dt.datetime.fromtimestamp(int(folded[:10]), dt.UTC)
        return _published(str(moment.year), str(moment.month), str(moment.day), text)
    compact = re.fullmatch(r"(\d{4})(\d{2})(\d{2})(?:t?\d{4,6}z?)?", folded)
    if compact:
        return _published(compact[1], compact[2], compact[3], text)
    return next((date for date, _, _ in _dates(text, folded, whole=True)), None)


def find_published(text: str, lines: Sequence[Line], *, today: dt.date) -> tuple[Published | None, Published | None]:
    """Publication and update as the article's own lines say; None where they do not."""
    latest = (today + _AHEAD).toordinal()
    seen = [found for found in _evidence(text, lines) if found.date.first_day <= latest]
    updated = [found.date for found in seen if found.kind == "updated"]
    candidates = [found for found in seen if found.kind != "updated"]
    best = min((found.rank for found in candidates), default=0)
    top = [found.date for found in candidates if found.rank == best]
    return _agreed(top), max(updated, key=lambda date: date.first_day, default=None)


def _agreed(dates: list[Published]) -> Published | None:
    """The most precise of dates that do not contradict each other; of two that do, neither."""
    if not dates:
        return None
    finest = max(dates, key=lambda date: len(date.value))
    return finest if all(finest.value.startswith(date.value) for date in dates) else None


def _evidence(text: str, lines: Sequence[Line]) -> Iterator[_Seen]:
    body = [n for n, line in enumerate(lines) if line.label in ("body", "standfirst", "subhead")]
    first, last = (body[0], body[-1]) if body else (len(lines), len(lines))
    title = next((n for n, line in enumerate(lines) if line.label == "title"), first)
    for n, line in enumerate(lines):
        if line.end - line.start > _WIDEST or line.label in ("body", "standfirst", "teaser", "comment", "caption"):
            continue
        if line.label == "title":
            yield from _prefix(text, line)
        elif line.label in ("date", "byline") and n > last:
            yield from (found for found in _labelled(text, line, 0) if found.kind != "plain")
        elif line.label in ("date", "byline"):
            yield from _labelled(text, line, 1 if n > title else 2)
        elif line.label == "furniture" and (n < _DEEPEST or first - _DEEPEST <= n) and n < first:
            yield from _header(text, line)
    if body:
        opening = next((lines[n] for n in body if lines[n].label == "body"), lines[first])
        yield from _dateline(text, opening)


def _prefix(text: str, line: Line) -> Iterator[_Seen]:
    match = _PREFIX.match(fold(text[line.start : line.end]))
    if match:
        evidence = text[line.start : line.start + match.end()].strip(" *_#>-")
        date = _published(match["y"], match["m"], match["d"], evidence)
        if date:
            yield _Seen(date, "published", 0)


def _labelled(text: str, line: Line, rank: int) -> Iterator[_Seen]:
    """Dates of a date line or byline, each with the word before it that says what it is."""
    raw = text[line.start : line.end]
    prefix = list(_prefix(text, line))
    if prefix:
        yield from prefix
        return
    folded = fold(raw)
    before = 0
    for date, start, end in _dates(raw, folded):
        kind, word = _kind(folded, before, start)
        if kind is not None:
            alone = not (folded[before:word] + folded[end:]).strip(" -*_.,:()[]") and word < start
            if (
                kind == "plain"
                and rank == 2
                and alone
                and not re.search(r"\d ?[h:]", date.evidence)
                and not _told(text, date)
            ):
                continue
            if rank == 2 and _EDITION.search(folded, word, start):
                # The page's own day, unless nothing else is dated: other editions may be had there.
                if _OTHER_EDITIONS.search(folded):
                    continue
                kind = "plain"
            evidence = raw[word:end] if start - word <= 40 else date.evidence
            yield _Seen(
                Published(date.value, date.precision, evidence.strip()), kind, 0 if kind == "published" else rank
            )
        before = end


def _kind(folded: str, start: int, end: int) -> tuple[_Kind | None, int]:
    """What the words between two dates say of the second one, and where they say it; None for a printing date."""
    if _RENDERED.search(folded, start, end):
        return None, end
    for kind, pattern in (("updated", _UPDATED), ("published", _PUBLISHED)):
        match = pattern.search(folded, start, end)
        if match:
            return ("updated" if kind == "updated" else "published"), match.start()
    weekday = re.search(rf"(?:{_DAY})\.?,? ?$", folded[start:end])
    return "plain", start + weekday.start() if weekday else end


def _header(text: str, line: Line) -> Iterator[_Seen]:
    """A date that fills a segment of a header line; with its weekday it may be the day of visiting the page."""
    raw = text[line.start : line.end]
    folded = fold(raw)
    for segment in _SEGMENT.finditer(folded):
        for date, start, end in _dates(raw, folded, segment.start(), segment.end()):
            kind, word = _kind(folded, segment.start(), start)
            lead = folded[segment.start() : word].strip(" -*_.,:()[]")
            rest = folded[end : segment.end()].strip(" -*_.,:()[]")
            if kind is None or lead or rest:
                continue
            if kind == "plain" and word < start and not (_PAGE.search(folded) or _told(text, date)):
                continue
            evidence = raw[word:end].strip()
            yield _Seen(Published(date.value, date.precision, evidence), kind, 0 if kind == "published" else 3)


def _told(text: str, date: Published) -> bool:
    """Whether the text itself names a day of the ten before ``date``: then the page's date is the article's."""
    if date.precision != "day":
        return False
    last = dt.date.fromordinal(date.first_day)
    days = {((last - dt.timedelta(days=n)).day, (last - dt.timedelta(days=n)).month) for n in range(1, 11)}
    mentions = re.finditer(rf"\b(\d{{1,2}})(?:er)? ({_MONTH})\b(?! \d{{4}})", fold(text[:20_000]))
    return any((int(match[1]), MONTHS[match[2]]) in days for match in mentions)


def _dateline(text: str, line: Line) -> Iterator[_Seen]:
    """An agency's « PÉKIN, 9 avril 2024 (Reuters) – » at the start of the first paragraph."""
    raw = text[line.start : min(line.end, line.start + 160)]
    folded = fold(raw)
    for date, start, end in _dates(raw, folded):
        place = raw[:start]
        plain = _DATELINE.fullmatch(folded, 0, start) and place[:2].isupper()
        if plain and _AFTER_DATELINE.match(folded, end):
            yield _Seen(Published(date.value, date.precision, raw[:end].strip()), "published", 1)
        return


def _dates(
    raw: str, folded: str, start: int = 0, end: int | None = None, *, whole: bool = False
) -> Iterator[tuple[Published, int, int]]:
    """Dates with a year, in order, with their span; the time of day counts as evidence."""
    for match in _DATE.finditer(folded, start, len(folded) if end is None else end):
        n = next(n for n in "123456" if match.groupdict().get(f"y{n}"))
        year, month, day = match[f"y{n}"], match[f"m{n}"], match[f"d{n}"] if n != "5" else None
        time = _TIME.match(folded, match.end())
        stop = time.end() if time else match.end()
        number = str(MONTHS[month]) if month in MONTHS else month
        if day and _SEVERAL_DAYS.search(folded, max(start, match.start() - 30), match.start()):
            day = None
        if day and int(number) > 12 >= int(day) and n == "3":
            day, number = number, day
        year = year if len(year) == 4 else f"20{year}"
        found = _published(year, number, day, raw if whole else raw[match.start() : stop])
        if found:
            yield found, match.start(), stop


def _published(year: str, month: str | None, day: str | None, evidence: str) -> Published | None:
    """The date at the precision given; None for one that no calendar has."""
    if not 1500 <= int(year) <= 2199:
        return None
    try:
        found = dt.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    precision: Precision = "day" if day else "month" if month else "year"
    return Published(found.isoformat()[: {"day": 10, "month": 7, "year": 4}[precision]], precision, evidence)
