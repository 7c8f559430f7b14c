"""Checks of the hard facts of a sentence: figures, dates, names and quotations must stand in its source."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.answering.figures import Figure, figures, same
from rag.answering.moments import Moment, moments
from rag.answering.source import Source
from rag.calendar_words import MONTHS, WEEKDAYS
from rag.calendar_words import fold as fold_same_length
from rag.french import STOP_WORDS, fold
from rag.types import Check

_BOUNDS = {
    "over": ("plus de", "plus d'", "au moins", "more than", "over", "at least", "mas de", "superieur a", "depasse"),
    "under": ("moins de", "moins d'", "au plus", "less than", "fewer than", "under", "at most", "up to", "menos de"),
}
_BOTH = re.compile(r"\b(?:les|ces|ses|leurs|tous|the|these|los|las)\s+(?:deux|two|dos)\b|\bboth\b")


def check_figures(sentence: str, source: Source) -> Check:
    """Every figure of the sentence stands in the quotation, with its unit and its bound."""
    held = _figures(source.quote)
    titled = _figures(source.passage.title or "")
    folded, quote = fold_same_length(sentence), fold_same_length(source.quote)
    both = [match.span() for match in _BOTH.finditer(folded)]
    for figure in _figures(sentence):
        if any(a <= figure.span[0] < b for a, b in both):
            continue
        equal = [other for other in held if same(figure, other)]
        if not equal and not any(same(figure, other) for other in titled):
            return Check("figures", False, sentence[figure.span[0] : figure.span[1]])
        if equal and _bound(folded, figure) not in {_bound(quote, other) for other in equal}:
            return Check("figures", False, sentence[max(0, figure.span[0] - 12) : figure.span[1]])
    return Check("figures", True)


def _figures(text: str) -> list[Figure]:
    return figures(text, [moment.span for moment in moments(text)])


def _bound(folded: str, figure: Figure) -> str | None:
    before = folded[max(0, figure.span[0] - 14) : figure.span[0]].rstrip()
    for name, words in _BOUNDS.items():
        if any(before.endswith(word) for word in words):
            return name
    return None


_AS_OF = re.compile(r"\b(?:article|edition|publi\w+|numero|depeche|paru\w*|issue|published|au|en date du|as of)\s*$")


def check_dates(sentence: str, source: Source) -> Check:
    """Every date and time of the sentence is the source's, or follows with certainty from its publication day."""
    near = moments(source.quote)
    around = moments(source.around)
    for moment in moments(sentence):
        before = fold_same_length(sentence[max(0, moment.span[0] - 24) : moment.span[0]])
        if not _dated(moment, source, near, around, article_date=bool(_AS_OF.search(before.rstrip(" (,le")))):
            return Check("dates", False, sentence[moment.span[0] : moment.span[1]])
    return Check("dates", True)


def _dated(
    moment: Moment, source: Source, near: Iterable[Moment], around: Iterable[Moment], *, article_date: bool
) -> bool:
    near, around = list(near), list(around)
    if moment.is_time:
        return any((m.hour, m.minute) == (moment.hour, moment.minute) for m in near)
    if moment.day is not None:
        return _day_stands(moment, source, near, around, article_date)
    if moment.month is not None:
        return _month_stands(moment, source, near, around)
    if moment.year is not None:
        return moment.year in _years(source, around)
    return any(m.weekday == moment.weekday for m in near) or any(d.weekday() == moment.weekday for d in source.resolved)


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
            if moment.year in (None, other.year) or (other.year is None and moment.year in _years(source, around)):
                return True
    return False


def _month_stands(moment: Moment, source: Source, near: list[Moment], around: list[Moment]) -> bool:
    months: set[tuple[int | None, int | None]] = {(m.month, m.year) for m in near if m.month}
    months |= {(d.month, d.year) for d in source.resolved}
    published = source.passage.published
    if published and published.precision != "year":
        year, month = (int(part) for part in published.value.split("-")[:2])
        months.add((month, year))
    years = _years(source, around)
    return any(
        month == moment.month and (moment.year in (None, year) or (year is None and moment.year in years))
        for month, year in months
    )


def _years(source: Source, around: Iterable[Moment]) -> set[int]:
    """Years the passage names, and those that its undated days may belong to by the publication date."""
    years = {m.year for m in around if m.year is not None} | {day.year for day in source.resolved}
    if source.passage.published:
        years.add(int(source.passage.published.value[:4]))
    return years


_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TITLES = frozenset("m mm mme mmes mlle dr me pr st ste mr mrs ms sir lord sr sra don".split())
_OPENERS = frozenset(
    """ainsi alors apres aucun aucune aujourd au aux avant avec bien cependant certains cette ces cet ce ceux celle
    celui celles chaque comme contrairement dans de depuis des deux du elle elles en enfin ensuite entre environ
    finalement grace hier il ils interroge interrogee jusqu l la le les leur leurs lors lorsque mais malgre
    meme moins ni non nous on or ou outre par parmi pas pendant plus plusieurs pour pourtant pres puis quand quant
    que quelque quelques qui quoi sa sans selon ses si soit son sous sur tandis tous tout toute toutes trois un une
    vers y after although an and as at before both but by during each finally following for from he her his however
    in it its later more most no not of on one only other our she since so some that the their then there these they
    this those to two under until we when where which while who with according d'apres d'abord oui dont""".split()
)
_ABBREVIATED = {"onu": "nations unies", "ue": "union europeenne", "usa": "etats-unis"}


def check_names(sentence: str, source: Source) -> Check:
    """Every proper name of the sentence stands in the passage, its title, outlet or author."""
    known = set(_words(source.around))
    joined = fold(source.around)
    for name in names(sentence):
        folded = fold(name)
        parts = [part for part in re.split(r"[-' ]", folded) if len(part) > 1]
        if folded in known or all(part in known for part in parts):
            continue
        if _ABBREVIATED.get(folded, "\0") in joined or _initials(folded, source.around):
            continue
        return Check("names", False, name)
    return Check("names", True)


def names(sentence: str) -> list[str]:
    """Words that are proper names by their capitals; the first word only where it cannot be a common one."""
    matches = list(_WORD.finditer(sentence))
    found = []
    for place, match in enumerate(matches):
        word = re.sub(r"^(?:[LlDdJjMmNnSsCcTt]|[Qq]u|[Jj]usqu)['’]", "", match.group())
        folded = fold(word)
        if not word[:1].isupper() or folded in _TITLES or folded in MONTHS or folded in WEEKDAYS:
            continue
        opens = place == 0 or sentence[: match.start()].rstrip()[-1:] in '.!?:«“"•(['
        if opens and (folded in _OPENERS or folded in STOP_WORDS or not _bare_subject(matches, place, sentence)):
            continue
        if len(folded) > 1:
            found.append(word)
    return found


def _bare_subject(matches: list[re.Match[str]], place: int, sentence: str) -> bool:
    """Whether a first word is followed by a name or a verb, as a name is and a common noun without article is not."""
    if sentence[matches[place].start() :][:3].isupper():
        return True
    if place + 1 >= len(matches):
        return False
    following = matches[place + 1].group()
    return following[:1].isupper() or fold(following) in _VERBS


_VERBS = frozenset(
    "a est avait etait sera fut ont sont aurait n ne s se dit declare affirme estime annonce has is was had says said "
    "will would".split()
)


def _words(text: str) -> Iterable[str]:
    for match in _WORD.finditer(text):
        folded = fold(match.group())
        yield folded
        yield from (part for part in re.split(r"[-']", folded) if part)


def _initials(acronym: str, text: str) -> bool:
    """Whether the initials of neighbouring words spell it: OCS, Organisation de coopération de Shanghai."""
    if not 2 <= len(acronym) <= 6:
        return False
    letters = "".join(fold(m.group())[0] for m in _WORD.finditer(text) if fold(m.group()) not in STOP_WORDS)
    return acronym in letters


_QUOTED = re.compile(r"[«“\"]\s*([^«»“”\"]{2,}?)\s*[»”\"]")


def check_quotations(sentence: str, source: Source) -> Check:
    """What stands between quotation marks stands so in the passage, blanks and kinds of quotes folded."""
    text = _squash(source.around)
    for match in _QUOTED.finditer(sentence):
        if _squash(match.group(1)).strip(" .,;") not in text:
            return Check("quotations", False, match.group(1))
    return Check("quotations", True)


def _squash(text: str) -> str:
    text = re.sub(r"[«»“”\"]", " ", text.replace("’", "'"))
    return re.sub(r"\s+", " ", text).lower()
