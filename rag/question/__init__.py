"""Understanding a question: what it asks on its own, of which period and outlet, and for what kind of answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence

from rag.calendar_words import fold
from rag.errors import BadInput
from rag.question.followup import make_standalone, needs_history
from rag.question.kind import expected_answer, focus, kind_of, language_of
from rag.question.outlets import find_source
from rag.question.periods import find_order, find_period
from rag.types import Filters, Period, Published, Question, Turn

__all__ = [
    "expected_answer",
    "find_order",
    "find_period",
    "find_source",
    "focus",
    "language_of",
    "make_standalone",
    "needs_history",
    "understand",
]

LONGEST = 4000
"""Characters of a question; an article pasted whole is no question."""
_FILTER = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def understand(
    asked: str,
    history: Sequence[Turn] = (),
    *,
    filters: Filters | None = None,
    today: dt.date,
    sources: Sequence[str] = (),
    vocabulary: Callable[[str], int] | None = None,
) -> Question:
    """The question as read; the reader's own filters stand above what its words say.

    Raises BadInput for an empty or over-long question and for filter dates that are none.
    """
    asked = asked.strip()
    if not asked:
        raise BadInput("La question est vide : écrivez une question.", "The question is empty: write one.")
    if len(asked) > LONGEST:
        raise BadInput(
            f"La question compte {len(asked)} caractères : la limite est de {LONGEST}.",
            f"The question has {len(asked)} characters: the limit is {LONGEST}.",
        )
    filters = filters or Filters()
    period = _filter_period(filters)
    standalone = make_standalone(asked, history)
    read = period or find_period(asked, today)
    return Question(
        asked=asked,
        standalone=standalone,
        language=language_of(asked),
        period=read,
        source=_filter_source(filters.source, sources) or find_source(asked, sources),
        order=find_order(asked, None if period or not read else read.span),
        kind=kind_of(asked),
        strict=bool(period or (filters.source or "").strip()),
    )


def _filter_source(source: str | None, sources: Sequence[str]) -> str | None:
    """The outlet of the archive that the reader's filter means; an unknown one is kept as it is and matches nothing."""
    wanted = (source or "").strip()
    return next((known for known in sources if fold(known) == fold(wanted)), wanted) or None


def _filter_period(filters: Filters) -> Period | None:
    first, last = _filter_date(filters.start), _filter_date(filters.end)
    if first is None and last is None:
        return None
    if first and last and first.first_day > last.last_day:
        raise BadInput(
            f"La période est à l'envers : {first.value} vient après {last.value}.",
            f"The period is reversed: {first.value} comes after {last.value}.",
        )
    given = [date for date in (first, last) if date]
    text = " – ".join(date.value if date else "…" for date in (first, last))
    return Period(first.first_day if first else None, last.last_day if last else None, given[0].precision, text, (0, 0))


def _filter_date(value: str | None) -> Published | None:
    text = (value or "").strip()
    if not text:
        return None
    found = _FILTER.fullmatch(text)
    try:
        if not found or not found[1].isascii():
            raise ValueError(text)
        dt.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        raise BadInput(
            f"« {text} » n'est pas une date : écrivez AAAA, AAAA-MM ou AAAA-MM-JJ.",
            f"'{text}' is no date: write YYYY, YYYY-MM or YYYY-MM-DD.",
        ) from None
    return Published(text, "day" if found[3] else "month" if found[2] else "year", text)
