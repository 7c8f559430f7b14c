"""Understanding a question: what it asks on its own, of which period and outlet, and for what kind of answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import replace

from rag.errors import BadInput
from rag.language.fold import fold
from rag.question.asked_outlets import find_sources
from rag.question.followup import complete, goes_on, make_standalone
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
    "readings",
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
    """The question as read, completed where it leans on the conversation: the last of ``readings``."""
    return readings(asked, history, filters=filters, today=today, sources=sources)[-1]


def readings(
    asked: str,
    history: Sequence[Turn] = (),
    *,
    filters: Filters | None = None,
    today: dt.date,
    sources: Sequence[str] = (),
) -> tuple[Question, ...]:
    """The bare question and, where it points back, the completed one; the latter alone where the bare says nothing.

    The reader's own filters stand above what the words say. Raises BadInput for an empty or over-long question and for
    filter dates that are none.
    """
    asked = _checked(asked)
    chosen = _chosen(asked, filters or Filters(), sources)
    completion = None if kind_of(asked) == "smalltalk" else complete(asked, history)
    last = history[-1] if history else None
    if last and last.role == "assistant" and goes_on(asked, completion) and not find_period(asked, today):
        chosen = replace(chosen, said=" ".join(last.content.split()))
    texts = [completion.text] if completion and completion.ellipsis else [asked]
    if completion and not completion.ellipsis:
        texts.append(completion.text)
    return tuple(_read(chosen, text, today=today, sources=sources) for text in texts)


def _chosen(asked: str, filters: Filters, sources: Sequence[str]) -> Question:
    """The question with the reader's own filters alone."""
    period, source = _filter_period(filters), _filter_source(filters.source, sources)
    tag = _whole_characters(filters.tag or "").strip() or None
    return Question(asked, asked, period=period, source=source, tag=tag, strict=bool(period or source or tag))


def _read(chosen: Question, text: str, *, today: dt.date, sources: Sequence[str]) -> Question:
    """One reading of a question: what its words say where the reader has set no filter."""
    kind = kind_of(text)
    found = find_period(text, today) if chosen.period is None and kind != "smalltalk" else None
    named = find_sources(text, sources)
    # spans count in what was asked
    read = found if found is None or text == chosen.asked else replace(found, span=(0, 0))
    return replace(
        chosen,
        standalone=text,
        language=language_of_question(text),
        period=chosen.period or read,
        source=chosen.source or (named[0] if len(named) == 1 else None),
        order=find_order(text, found.span if found else None),
        kind=kind,
        compared=named if len(named) > 1 and not chosen.source else (),
    )


def _checked(asked: str) -> str:
    asked = _whole_characters(asked).strip()
    if not asked:
        raise BadInput("La question est vide : écrivez une question.", "The question is empty: write one.")
    if len(asked) > LONGEST:
        raise BadInput(
            f"La question compte {len(asked)} caractères : la limite est de {LONGEST}.",
            f"The question has {len(asked)} characters: the limit is {LONGEST}.",
        )
    return asked


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
