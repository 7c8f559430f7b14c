"""Understanding a question: what it asks on its own, of which period and outlet, and for what kind of answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from rag.errors import BadInput
from rag.language.fold import fold
from rag.question.asked_outlets import find_sources
from rag.question.followup import inherits_period, make_standalone, needs_history
from rag.question.kind import expected_answer, kind_of, language_of_question
from rag.question.period.atoms import month_days
from rag.question.period.find import find_order, find_period
from rag.types import Filters, Period, Precision, Question, Turn

__all__ = [
    "expected_answer",
    "find_order",
    "find_period",
    "find_sources",
    "language_of_question",
    "make_standalone",
    "needs_history",
    "understand",
]

LONGEST = 4000
"""Characters of a question; an article pasted whole is no question."""
_FILTER = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def understand(
    asked: str,
    history: Sequence[Turn] = (),
    *,
    filters: Filters | None = None,
    today: dt.date,
    sources: Sequence[str] = (),
) -> Question:
    """The question as read; the reader's own filters stand above what its words say.

    Raises BadInput for an empty or over-long question and for filter dates that are none.
    """
    asked = _whole_characters(asked).strip()
    if not asked:
        raise BadInput("La question est vide : écrivez une question.", "The question is empty: write one.")
    if len(asked) > LONGEST:
        raise BadInput(
            f"La question compte {len(asked)} caractères : la limite est de {LONGEST}.",
            f"The question has {len(asked)} characters: the limit is {LONGEST}.",
        )
    filters = filters or Filters()
    period = _filter_period(filters)
    kind = kind_of(asked)
    standalone = asked if kind == "smalltalk" else make_standalone(asked, history)
    read = period or (find_period(asked, today) if kind != "smalltalk" else None)
    if read is None and (earlier := inherits_period(asked, history)):
        inherited = find_period(earlier, today)
        read = replace(inherited, span=(0, 0)) if inherited else None
    filtered, named = _filter_source(filters.source, sources), find_sources(asked, sources)
    return Question(
        asked=asked,
        standalone=standalone,
        language=language_of_question(asked),
        period=read,
        source=filtered or (named[0] if len(named) == 1 else None),
        order=find_order(asked, None if period or not read else read.span),
        kind=kind,
        strict=bool(period or filtered or filters.tag),
        tag=_whole_characters(filters.tag or "").strip() or None,
        compared=named if len(named) > 1 and not filtered else (),
    )


def _whole_characters(text: str) -> str:
    """The text without halves of characters, as a terminal of another encoding gives them: nobody could print it."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _filter_source(source: str | None, sources: Sequence[str]) -> str | None:
    """The outlet of the archive that the reader's filter means; an unknown one is kept as it is and matches nothing."""
    wanted = _whole_characters(source or "").strip()
    return next((known for known in sources if fold(known) == fold(wanted)), wanted) or None


def _filter_period(filters: Filters) -> Period | None:
    first, last = _filter_date(filters.start), _filter_date(filters.end)
    if first is None and last is None:
        return None
    if first and last and first[0] > last[1]:
        raise BadInput(
            f"La période est à l'envers : {first[2]} vient après {last[2]}.",
            f"The period is reversed: {first[2]} comes after {last[2]}.",
        )
    text = " – ".join(date[2] if date else "…" for date in (first, last))
    length = min(len(date[2]) for date in (first, last) if date)
    precision: Precision = "year" if length == 4 else "month" if length == 7 else "day"
    return Period(first[0] if first else None, last[1] if last else None, precision, text, (0, 0))


def _filter_date(value: str | None) -> tuple[int, int, str] | None:
    """First and last day of YYYY, YYYY-MM or YYYY-MM-DD, and the text."""
    text = (value or "").strip()
    if not text:
        return None
    found = _FILTER.fullmatch(text)
    try:
        if not found:
            raise ValueError(text)
        year, month, day = (int(part or 0) for part in found.groups())
        dt.date(year, month or 1, day or 1)
        first, last = month_days(year, month or 1, 1 if month else 12)
        if day:
            first = last = first.replace(day=day)
    except ValueError:
        raise BadInput(
            f"« {text} » n'est pas une date : écrivez AAAA, AAAA-MM ou AAAA-MM-JJ.",
            f"'{text}' is no date: write YYYY, YYYY-MM or YYYY-MM-DD.",
        ) from None
    return first.toordinal(), last.toordinal(), text
