"""Dates and times of day in a sentence, and the days that bare weekdays most likely mean."""

import datetime as dt

import pytest

from rag.language.moments import likely_days, moments
from rag.types import Published


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("le 4 mars 2021", (2021, 3, 4, None, None, None)),
        ("le 1er janvier", (None, 1, 1, None, None, None)),
        ("mardi 12 mars", (None, 3, 12, 1, None, None)),
        ("March 4, 2021", (2021, 3, 4, None, None, None)),
        ("13 February 2024", (2024, 2, 13, None, None, None)),
        ("2024-09-05", (2024, 9, 5, None, None, None)),
        ("05/09/2024", (2024, 9, 5, None, None, None)),
        ("en septembre 2024", (2024, 9, None, None, None, None)),
        ("depuis 1976", (1976, None, None, None, None, None)),
        ("à 18h30", (None, None, None, None, 18, 30)),
        ("vers 3 heures", (None, None, None, None, 3, 0)),
        ("at 18:05", (None, None, None, None, 18, 5)),
        ("on Friday", (None, None, None, 4, None, None)),
    ],
)
def test_one_moment(text: str, parts: tuple[int | None, ...]) -> None:
    (moment,) = moments(text)
    assert (moment.year, moment.month, moment.day, moment.weekday, moment.hour, moment.minute) == parts


def test_both_days_of_a_night_and_both_hours_of_an_opening() -> None:
    assert [(m.day, m.month) for m in moments("dans la nuit du 28 au 29 septembre")] == [(28, 9), (29, 9)]
    assert [m.hour for m in moments("de 14 à 18 heures")] == [14, 18]


@pytest.mark.parametrize("text", ["2000 euros", "une marche", "il a dit", "mar et dec"])
def test_what_is_no_moment(text: str) -> None:
    assert not moments(text)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Le tribunal a suspendu mardi la fermeture.", ["2024-03-12"]),
        ("Le théâtre rouvrira samedi.", ["2024-03-16"]),
        ("La route est coupée depuis dimanche.", ["2024-03-10"]),
        ("Rien ne sera livré avant lundi.", ["2024-03-18"]),
        ("La bibliothèque ouvre chaque dimanche.", []),
        ("« Je l'ai vu mardi », dit-il.", []),
        ("The council voted on Tuesday.", ["2024-03-12"]),
    ],
)
def test_likely_days(text: str, days: list[str]) -> None:
    thursday = Published("2024-03-14", "day", "14 mars 2024")
    assert likely_days(text, thursday) == [dt.date.fromisoformat(day) for day in days]


def test_no_day_without_a_publication_day() -> None:
    assert not likely_days("Le tribunal a suspendu mardi la fermeture.", Published("2024-03", "month", "mars 2024"))
