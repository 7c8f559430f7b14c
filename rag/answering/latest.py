"""Questions that want the newest or the oldest state of things: told in that order, and never without its date."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import zip_longest
from typing import Literal

from rag.answering.evidence import Evidence
from rag.answering.expected import wanted
from rag.answering.phrases import date_words
from rag.checking.source import Source
from rag.language.fold import fold
from rag.language.moments import moments
from rag.reader.calibration import calibration
from rag.retrieval.ranking import from_outlet, in_period
from rag.types import Passage, Question

NO_PRESS = dt.date(1900, 1, 1).toordinal()
"""Day before which no article can be from the period asked about: "la mosaïque du IIe siècle"."""
_WHO_IS = re.compile(
    r"(?:^|[,;:.!?»] |\bet |\band )(?:qui|who)(?:'s)? "
    r"(?:est|sont|dirige|preside|gouverne|commande|is|are|runs|leads|heads|chairs)\b"
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def asks_about_now(question: Question) -> bool:
    """Whether the question is about the state of things today, or about who holds an office, and gives no period."""
    return question.period is None and (question.order == "latest" or bool(_WHO_IS.search(fold(question.standalone))))


def outdated(source: Source, quotations: Sequence[Source]) -> bool:
    """Whether one of the quotations is from a later day than the source, or the source has none."""
    days = [quotation.day for quotation in quotations if quotation.day is not None]
    return bool(days) and (source.dated is None or source.dated.last_day < max(days))


def dated(sentence: str, source: Source, language: str) -> str:
    """The sentence with its article's date at the end, unless it names a year."""
    if _YEAR.search(sentence):
        return sentence
    said = re.fullmatch(r"(.*?)([\s.!?…]*)", sentence, re.DOTALL)
    assert said, "the pattern matches every text"
    return f"{said[1]} ({date_words(source.passage, language)}){said[2]}"


def by_date(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Where one end of the story is asked for, the two articles that bear on it in turn: that end's and the best's.

    Without another such article, the evidence as it is. Its scores stay as they are: whether there is an answer at all
    is not a matter of dates.
    """
    end = question.order or ("latest" if asks_about_now(question) else None)
    if end is None and wanted(question) == "date":
        return _by_day(evidence)
    if not evidence or end is None or question.kind in ("timeline", "compare"):
        return list(evidence)
    best, sign = evidence[0], -1 if end == "earliest" else 1
    near = [item for item in evidence if item.source.day is not None and _may_lead(question, item, best)]
    lead = max(near, key=lambda item: (sign * (item.source.day or 0), item.score), default=best)
    if lead.source.day == best.source.day:
        return list(evidence)
    sides = [
        [item for item in evidence if item.source.passage.article_id == side.source.passage.article_id]
        for side in (lead, best)
    ]
    return [item for pair in zip_longest(*sides) for item in pair if item]


def _by_day(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with a near sentence that tells the day before one that tells no date, or one counted back."""
    told = [
        item
        for item in evidence
        if evidence[0].score - item.score <= calibration().near["the_day"] and _tells_the_day(item.source)
    ]
    first = told[:1] if evidence and not _tells_the_day(evidence[0].source) else []
    return [*first, *(item for item in evidence if item not in first)]


def _tells_the_day(source: Source) -> bool:
    return bool(source.resolved) or any(moment.day and moment.month for moment in moments(source.quote))


def of_the_period(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Asked about a period or an outlet, what its articles say or what names the year, where any is near the best."""
    kept = [item for item in evidence if not outside(question, [item.source])]
    if not kept or len(kept) == len(evidence):
        return list(evidence)
    below = max(item.score for item in evidence) - max(item.score for item in kept)
    return (
        kept
        if question.strict or below <= calibration().near["from_outlet" if question.source else "in_period"]
        else list(evidence)
    )


def outside(question: Question, sources: Sequence[Source]) -> Literal["outside_outlet", "outside_period"] | None:
    """Whether none of the sources is of the outlet, or of the period, that is asked about."""
    if question.source and not any(from_outlet(question, source.passage) for source in sources):
        return "outside_outlet"
    period = question.period
    if period is None or any(in_period(period, source.passage) is not False for source in sources):
        return None
    years = {dt.date.fromordinal(day).year for day in (period.first_day, period.last_day) if day}
    return None if any(str(year) in source.quote for source in sources for year in years) else "outside_period"


def _may_lead(question: Question, item: Evidence, best: Evidence) -> bool:
    """Whether it fits the question about as well as the best, in kind and in period, and no later version took its
    place. By words and vectors: the trained reader prefers the fuller sentence, not the later one."""
    passage = item.source.passage
    replaced = passage.superseded_by is not None and question.order != "earliest"
    fits = item.typed >= best.typed and _in_period(question, passage) >= _in_period(question, best.source.passage)
    near = calibration().near
    return (
        fits
        and not replaced
        and best.words - item.words <= near["later"]
        and best.score - item.score <= near["another_state"]
    )


def _in_period(question: Question, passage: Passage) -> bool:
    return question.period is None or bool(in_period(question.period, passage))
