"""Whether a sentence holds something of the kind that the question asks for, and what part none does."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rag.answering.phrases import say
from rag.checking.check_names import names
from rag.checking.source import Source
from rag.language.figures import Figure, figures
from rag.language.fold import fold
from rag.language.moments import moments
from rag.language.terms import terms
from rag.question.answer_type import expected_answer
from rag.question.subquestions import parts
from rag.types import Question

if TYPE_CHECKING:
    from rag.question.answer_type import Expected

_REASON = re.compile(
    r"\b(?:car|parce qu|puisqu|en raison|a cause|faute de|grace a|du fait|afin de?|pour (?:\w+er|que)|provoqu\w*|"
    r"caus\w*|motif\w*|explique\w*|because|due to|owing to|after|so that|porque|debido)\b"
)
_DURATION = re.compile(
    r"\b(?:an|ans|annees?|mois|semaines?|jours?|heures?|minutes?|years?|months?|weeks?|days?|hours?)\b"
)
_TOLD_AGE = re.compile(
    r"\bagee?s? d|\baged \w|-year-old|\bnee?s? (?:en|le)\b|\bborn\b|\w+genaires?\b|\bteenagers?\b|\badolescente?s?\b"
    r"|(?:[,(]|\b(?:hommes?|femmes?|filles?|garcons?|fils|ses|leurs|(?:il|elle|qui|on) (?:a|avait)|fete)"
    r" (?:de |d'|eu )?)\s?"
    r"[\w-]{1,20}(?: et [\w-]+)? ans\b(?!,? (?:de (?:prison|reclusion|sursis|mandat)|apres|plus t|avant|durant))"
    r"|\bde (?:1[4-9]|[2-9]\d) ans\b(?! de (?:prison|reclusion))|, \d{1,3},"
)
"""How press texts tell an age; years of prison or of office are none."""
_CURRENCY = re.compile(
    r"\b(?:millions?|milliards?|billions?|centimes?|cents?|dollars?|livres?|francs?|yens?|yuans?|roubles?|rubles?|couronnes?"
    r"|hryvnias?|pesos?|dinars?|dirhams?|rands?|reais|reals?|roupies?|rupees?|wons?|zlotys?|forints?|marks?|lires?"
    r"|shekels?|bitcoins?|ecus?|florins?|thalers?|ducats?|pounds?|crowns?|kronor|kroner|chf|usd|eur|gbp)\b"
)
"""Coins and large numbers: what a sum is told in where no sign stands."""


def wanted(question: Question) -> Expected:
    """The type of thing that answers; of a chronology or a comparison the thing that is followed or compared."""
    from rag.question.answer_type import expected_answer, followed

    asked = expected_answer(question.standalone)
    broad = question.kind in ("timeline", "compare") and asked in ("other", "yesno", "reason")
    return followed(question.standalone) if broad else asked


def holds_answer(question: str, expected: Expected, source: Source) -> bool:
    """Whether the sentence has a date, figure, name or reason, as expected, which the question itself does not name."""
    test = _TESTS.get(expected)
    return test is None or test(question, source)


def _date(question: str, source: Source) -> bool:
    asked = {(m.year, m.month, m.day) for m in moments(question)}
    return bool(source.resolved) or any((m.year, m.month, m.day) not in asked for m in moments(source.quote))


def _number(question: str, source: Source) -> bool:
    return any(True for _ in _new_figures(question, source))


def _money(question: str, source: Source) -> bool:
    sums = any(f.unit in ("€", "$", "£") for f in _new_figures(question, source))
    return sums or bool(_CURRENCY.search(fold(source.quote)))


def _percent(question: str, source: Source) -> bool:
    return any(f.unit == "%" for f in _new_figures(question, source)) or bool(
        re.search(r"\b(?:moitie|tiers|quart|half|third|quarter)\b", fold(source.quote))
    )


def _new_figures(question: str, source: Source) -> list[Figure]:
    asked = {figure.value for figure in figures(question)}
    dates = [moment.span for moment in moments(source.quote)]
    return [figure for figure in figures(source.quote, dates) if figure.value not in asked]


def _person(question: str, source: Source) -> bool:
    asked = set(terms(question))
    return any(set(terms(name)) - asked for name in names(source.quote))


def _age(question: str, source: Source) -> bool:
    return bool(_TOLD_AGE.search(fold(source.quote)))


def _duration(question: str, source: Source) -> bool:
    return bool(_DURATION.search(fold(source.quote)))


def _reason(question: str, source: Source) -> bool:
    return bool(_REASON.search(fold(source.quote)))


_TESTS: dict[str, Callable[[str, Source], bool]] = {
    "date": _date,
    "number": _number,
    "money": _money,
    "percent": _percent,
    "person": _person,
    "place": _person,
    "age": _age,
    "duration": _duration,
    "reason": _reason,
}


TOLD_IN_FIGURES = ("age", "duration", "money", "number", "percent")
"""Types whose absence shows: names and reasons are told in too many ways, a date stands before each quotation."""


def unanswered_part(question: Question, sources: Sequence[Source], language: str) -> str:
    """One sentence that names the part nothing quoted can answer; empty where none is or all are left open."""
    asked = parts(question.standalone)
    if len(asked) < 2 or question.kind in ("timeline", "compare"):
        return ""
    open_ = [part for part in asked if _is_open(part, sources)]
    if not open_ or len(open_) == len(asked):
        return ""
    return say("part", language).format(part=open_[0])


def _is_open(part: str, sources: Sequence[Source]) -> bool:
    expected = expected_answer(part)
    return expected in TOLD_IN_FIGURES and not any(holds_answer(part, expected, source) for source in sources)
