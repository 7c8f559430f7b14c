"""Order, filters and bad input; odd questions are questions all the same."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import BadInput
from rag.question import expected_answer, find_order, understand
from rag.types import Filters
from tests.support.questions import FINE, OUTLETS, TODAY, turns

ORDERS = [
    ("Quel est le dernier bilan ?", "latest"),
    ("Qui dirige actuellement le port ?", "latest"),
    ("Combien le pont a-t-il coûté finalement ?", "latest"),
    ("Qui est maire aujourd'hui ?", "latest"),
    ("Où en est le chantier du port ?", "latest"),
    ("Où en était le chantier en 2021 ?", None),
    ("Where does the strike stand?", "latest"),
    ("Qu'a-t-on appris récemment ?", "latest"),
    ("What is the latest toll?", "latest"),
    ("Who is the current mayor?", "latest"),
    ("Où a eu lieu le dernier sommet ?", "latest"),
    ("Quel était le bilan initial ?", "earliest"),
    ("Qui dirigeait le chantier au début ?", "earliest"),
    ("Quelle était la date prévue à l'origine ?", "earliest"),
    ("Quand a-t-il plu pour la première fois ?", "earliest"),
    ("What was the initial toll?", "earliest"),
    ("Qui est le premier ministre ?", None),
    ("Qui est la première adjointe ?", None),
    ("Que s'est-il passé la semaine dernière ?", None),
    ("Quel bilan ces trois derniers mois ?", None),
    ("Au début de 2023, qui dirigeait le port ?", None),
    ("Qui a dit « premier arrivé, premier servi » ?", None),
    ("Que répond ce dernier ?", None),
    ("Quel était le bilan au début, et le dernier ?", None),
    ("Who is the prime minister?", None),
]


@pytest.mark.parametrize(("question", "order"), ORDERS)
def test_order(question: str, order: str | None) -> None:
    assert understand(question, today=TODAY).order == order


def test_order_alone() -> None:
    assert find_order("Quel est l'actuel directeur ?") == "latest"


@pytest.mark.parametrize("asked", ["", "   ", "\n", "x" * 4001])
def test_empty_or_endless_questions_are_bad_input(asked: str) -> None:
    with pytest.raises(BadInput) as caught:
        understand(asked, today=TODAY)
    assert "4000" in caught.value.fr or "vide" in caught.value.fr


@pytest.mark.parametrize(
    "asked", ["le la les de", "???", "…", "🎉🎉", '""', "AND OR NOT (", "a" * 4000, '* NEAR/3 "x"']
)
def test_odd_questions_are_questions_all_the_same(asked: str) -> None:
    question = understand(asked, turns(*FINE), today=TODAY, sources=OUTLETS)
    assert question.asked == asked
    assert question.period is None


def test_filters_of_the_reader_are_strict() -> None:
    question = understand(
        "Qui a gagné en 2020 ?", filters=Filters("2023", "2023-06", "le monde"), today=TODAY, sources=OUTLETS
    )
    assert question.strict
    assert question.source == "Le Monde"
    assert question.period
    assert question.period.first_day == dt.date(2023, 1, 1).toordinal()
    assert question.period.last_day == dt.date(2023, 6, 30).toordinal()


@pytest.mark.parametrize(
    "filters",
    [Filters("2023-13"), Filters("hier"), Filters("2023-02-30"), Filters("2024", "2023"), Filters(end="0000"),
     Filters("2023-6"), Filters("２０２３")],
)  # fmt: skip
def test_bad_filters(filters: Filters) -> None:
    with pytest.raises(BadInput):
        understand("Qui a gagné ?", filters=filters, today=TODAY)


def test_an_open_filter_and_an_unknown_outlet() -> None:
    question = understand(
        "Qui a gagné ?", filters=Filters(end="9999-12", source="Inconnu"), today=TODAY, sources=OUTLETS
    )
    assert question.source == "Inconnu"
    assert question.period
    assert question.period.first_day is None
    assert question.period.last_day == dt.date.max.toordinal()


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=300), st.text(max_size=200))
def test_never_an_exception(asked: str, before: str) -> None:
    if asked.strip():
        question = understand(asked, turns(before, before), today=TODAY, sources=OUTLETS)
        assert question.standalone.startswith(question.asked)
        expected_answer(asked)
