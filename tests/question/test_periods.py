"""The table of time expressions; text and span read; any text, in linear time."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rag.question.period import find as periods
from rag.question.period.find import find_period

TABLE: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parents[1] / "data" / "periods.jsonl").read_text("utf-8").splitlines()
]
TODAY = dt.date(2024, 5, 15)
PIECES = (
    "en|de|du|à|au|entre|et|depuis|avant|jusqu'en|fin|début|mi-|la veille du|les six premiers mois de|2023|2024|mars"
    "|été|l'été|31|30 février|1er|mai|-|, |premier trimestre|il y a|trois|999|ans|semaines|siècle|xxe|années 90|dernier"
    "|last|week|ago|the|of|May|Q3|H1|12/2023|99.99.2023|2023-13-45|0000|9999|today|aujourd'hui|«|»|\"|?|🎉"
).split("|")


def days(row: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    return row["from"], row["to"], row["precision"]


def read(question: str, today: str) -> tuple[str | None, str | None, str | None]:
    period = find_period(question, dt.date.fromisoformat(today))
    if period is None:
        return None, None, None
    first, last = (n and dt.date.fromordinal(n).isoformat() for n in (period.first_day, period.last_day))
    return first or None, last or None, period.precision


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["question"])
def test_table(row: dict[str, Any]) -> None:
    assert read(row["question"], row["today"]) == days(row)


def test_the_table_is_long_enough() -> None:
    with_period = [row for row in TABLE if row["precision"]]
    assert len(with_period) >= 120
    assert len(TABLE) - len(with_period) >= 40


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Qui dirigeait le port en septembre 2023 ?", "septembre 2023"),
        ("Bilan depuis trois mois", "depuis trois mois"),
        ("Qu’a-t-il dit à la fin d’août 2031 ?", "fin d’août 2031"),
        ("Où s'est tenue la foire du 3 au 9 avril 2024 ?", "3 au 9 avril 2024"),
        ("What happened before April 2024?", "before April 2024"),
    ],
)
def test_text_and_span(question: str, text: str) -> None:
    period = find_period(question, TODAY)
    assert period
    assert question[period.span[0] : period.span[1]] == period.text == text


@pytest.mark.parametrize(
    ("today", "question", "first", "last"),
    [
        ("2024-03-31", "Qu'a-t-on dit le mois dernier ?", "2024-02-01", "2024-02-29"),
        ("2024-01-02", "Qu'a-t-on dit la semaine dernière ?", "2023-12-25", "2023-12-31"),
        ("2024-01-01", "Qu'a-t-on dit hier ?", "2023-12-31", "2023-12-31"),
        ("2024-02-29", "Qu'a-t-on dit l'an dernier ?", "2023-01-01", "2023-12-31"),
        ("2025-02-28", "Qu'a-t-on dit le 29 février ?", "2024-02-29", "2024-02-29"),
        ("2024-12-20", "Que s'est-il passé cet hiver ?", "2024-12-01", "2025-02-28"),
        ("2024-01-10", "Qu'a-t-on dit en mars ?", "2023-03-01", "2023-03-31"),
        ("2024-05-13", "Qu'a-t-on dit lundi dernier ?", "2024-05-06", "2024-05-06"),
        ("2031-08-31", "Qu'a-t-on dit depuis six mois ?", "2031-02-28", None),
    ],
)
def test_today_is_injected(today: str, question: str, first: str, last: str | None) -> None:
    assert read(question, today)[:2] == (first, last)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join), st.dates())
@example("il y a 999 ans", dt.date(1, 1, 1))
@example("in 999 years from now, la semaine prochaine", dt.date(9999, 12, 31))
def test_any_mixture_of_date_words(question: str, today: dt.date) -> None:
    period = find_period(question, today)
    if period:
        assert period.first_day is not None or period.last_day is not None
        assert (period.first_day or 1) <= (period.last_day or period.first_day or 1)
        assert question[period.span[0] : period.span[1]].strip() == period.text


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_any_text(question: str) -> None:
    find_period(question, TODAY)


@pytest.mark.parametrize(
    "piece",
    ["de mars à ", "la fin de la fin de ", "3 au 9 ", "2022-", "l'", "du 3 avril 2024 au ", "« ", "a " * 50 + "?"],
)
def test_time_grows_linearly(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in atoms tried, not in seconds: twice the text, about twice the work."""
    counted = 0
    atom = periods._atom

    def counting(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401
        nonlocal counted
        counted += 1
        return atom(*arguments, **named)

    monkeypatch.setattr(periods, "_atom", counting)
    tried = []
    for length in (2000, 4000):
        counted = 0
        find_period((piece * 4000)[:length], TODAY)
        tried.append(counted)
    assert tried[1] <= 2.5 * tried[0] + 20
    assert tried[1] <= 4 * 4000
