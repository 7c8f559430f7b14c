"""Figures in digits and in words, their units, ranks, multiples and rates."""

import pytest

from rag.language.figures import figures
from rag.language.fold import fold
from rag.language.proportions import ordinals, proportions, rate


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("214 passagers", 214, None),
        ("1 850 mètres", 1850, "m"),
        ("5\u202f300 spectateurs", 5300, None),
        ("2,7 millions d'euros", 2.7e6, "€"),
        ("1.4 billion euros", 1.4e9, "€"),
        ("31,4 %", 31.4, "%"),
        ("douze pour cent", 12, "%"),
        ("quatre-vingt-dix personnes", 90, None),
        ("vingt et un ans", 21, "year"),
        ("soixante et onze jours", 71, "day"),
        ("deux cent trente euros", 230, "€"),
        ("trois mille hectares", 3000, "ha"),
        ("une vingtaine de voix", 20, "vote"),
        ("twenty-four hours", 24, "hour"),
        ("three hundred and five tonnes", 305, "t"),
        ("siete meses", 7, "month"),
        ("$3 million", 3e6, "$"),
        ("9 points", 9, "point"),
    ],
)
def test_one_figure_with_its_unit(text: str, value: float, unit: str | None) -> None:
    (figure,) = figures(text)
    assert figure.value == pytest.approx(value)
    assert figure.unit == unit


def test_the_span_is_the_number_s() -> None:
    text = "Il reste 41 élèves."
    (figure,) = figures(text)
    assert text[slice(*figure.span)] == "41"


def test_an_article_is_no_figure() -> None:
    assert not figures("Une usine et un pont pour la ville.")


@pytest.mark.parametrize(
    ("text", "per"),
    [
        ("120 euros par mois", "mois"),
        ("120 euros de plus par an", "an"),
        ("8 pounds a head; per day", None),
        ("38 vols chaque semaine", "semaine"),
    ],
)
def test_what_a_figure_is_counted_by(text: str, per: str | None) -> None:
    assert rate(fold(text), figures(text)[0]) == per


def test_ranks_are_no_seconds() -> None:
    assert [rank for rank, _ in ordinals("la première fois, le 3e jour, a second time")] == [1, 3, 2]
    assert not ordinals("un mètre cube par seconde")


def test_multiples_and_fractions() -> None:
    assert [value for value, _ in proportions("doubler le trafic")] == [2.0]
    assert [value for value, _ in proportions("la moitié, ou les deux tiers")] == [0.67, 0.5]
    assert [value for value, _ in proportions("prices have tripled")] == [3.0]
