from __future__ import annotations

import datetime as dt

import pytest

from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.language.fold import fold
from rag.reading.article.dates import find_published, parse_date, resolve_weekdays, weekday_dates
from rag.types import Label, Line, Published

TODAY = dt.date(2026, 6, 1)
BODY = "La commune a voté le budget de la piscine, qui rouvrira après deux ans de travaux."


def article(*parts: tuple[Label, str]) -> tuple[str, list[Line]]:
    text, lines = "", []
    for label, content in parts:
        lines.append(Line(len(text), len(text) + len(content), label))
        text += content + "\n"
    return text, lines


def published(*parts: tuple[Label, str]) -> str | None:
    found = find_published(*article(*parts), today=TODAY)[0]
    return found.value if found else None


def day(value: str) -> Published:
    found = parse_date(value)
    assert found
    return found


def test_fold_keeps_the_length() -> None:
    text = "L’ÉTÉ à Noël, œuvre ß İstanbul n°\u00a05"
    assert len(fold(text)) == len(text)
    assert fold("Février ÉCHO l’an") == "fevrier echo l'an"
    assert (MONTHS["aout"], MONTHS["setiembre"], WEEKDAYS["miercoles"]) == (8, 9, 2)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-07-01T23:30:00+02:00", "2023-07-01"),
        ("Tue, 09 Apr 2024 10:00:00 +0200", "2024-04-09"),
        ("Publié le 9 avril 2024 à 10h", "2024-04-09"),
        ("04/09/2024", "2024-09-04"),
        ("2023-07", "2023-07"),
        ("2024", "2024"),
        ("20240409", "2024-04-09"),
        ("1er mars 2024", "2024-03-01"),
        ("October 22, 2025", "2025-10-22"),
        ("12 de septiembre de 2025", "2025-09-12"),
        ("mars 2021", "2021-03"),
        ("31/02/2024", None),
        ("il y a 2 jours", None),
        ("lundi, septembre 2", None),
        ("", None),
    ],
)
def test_parse_date(value: str, expected: str | None) -> None:
    found = parse_date(value)
    assert (found.value if found else None) == expected
    assert found is None or found.evidence == value


def test_evidence_and_update_are_told_apart() -> None:
    line = "Publié le 12/02/2024 à 18:22 - Mis à jour le 13/02/2024 à 09:05"
    first, second = find_published(*article(("title", "Piscine"), ("date", line), ("body", BODY)), today=TODAY)
    assert first == Published("2024-02-12", "day", "Publié le 12/02/2024 à 18:22")
    assert second == Published("2024-02-13", "day", "Mis à jour le 13/02/2024 à 09:05")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("date", "mardi 5 mars 2024, 17 h 42")], "2024-03-05"),
        ([("byline", "03/03/2024 par Lise Aubin")], "2024-03-03"),
        ([("title", "date 2023-07 La piscine rouvre")], "2023-07"),
        ([("furniture", "La Feuille - Archives - Juin 2022")], "2022-06"),
        ([("date", "Publié le 11/03/24 à 9h")], "2024-03-11"),
        ([("date", "mercredi 5 mars 2025"), ("title", "La piscine")], None),
        (
            [("date", "mercredi 5 mars 2025"), ("title", "La piscine"), ("body", "Elle a rouvert lundi 3 mars.")],
            "2025-03-05",
        ),
        ([("date", "samedi 9 et dimanche 10 mars 2024")], "2024-03"),
        ([("date", "Publié le 12/03 à 18:22")], None),
        ([("date", "vendredi 6 février, 16:31")], None),
        ([("date", "Imprimé le 02/11/2024")], None),
        ([("caption", "La piscine, le 3 mars 2024.")], None),
        ([("teaser", "Le stade ferme (03/01/2024)")], None),
        ([("furniture", "mercredi 4 mars 2026")], None),
        ([("furniture", "Nous sommes le jeudi 3 juillet 2025")], None),
        ([("date", "Publié le 3 mars 2099")], None),
        ([("date", "03/03/2024"), ("date", "09/03/2024")], None),
    ],
)
def test_where_a_date_counts(parts: list[tuple[Label, str]], expected: str | None) -> None:
    assert published(*parts, ("body", BODY)) == expected


def test_a_collection_may_be_ahead_of_the_clock() -> None:
    assert published(("date", "Publié le 3 mars 2031"), ("body", BODY)) == "2031-03-03"


def test_nothing_below_the_body_or_in_prose() -> None:
    assert published(("body", BODY + " Le 3 mars 2024, tout ira mieux."), ("date", "04/03/2024")) is None
    assert published(("body", BODY), ("date", "Article publié le 4 mars 2024")) == "2024-03-04"


@pytest.mark.parametrize(
    ("opening", "expected"),
    [
        ("PÉKIN, 9 avril 2024 (Reuters) – Le fleuve monte.", "2024-04-09"),
        ("PARIS, 3 mars (AFP) - Le fleuve monte.", None),
        ("Le 9 avril 2024 - date du vote - restera.", None),
    ],
)
def test_agency_dateline(opening: str, expected: str | None) -> None:
    assert published(("title", "Le fleuve"), ("body", opening)) == expected


def resolved(sentence: str, value: str | None = "2024-04-10", updated: str | None = None) -> dict[str, str]:
    """Wednesday 10 April 2024 unless told otherwise."""
    when, later = day(value) if value else None, day(updated) if updated else None
    found = weekday_dates(sentence, 0, len(sentence), when, updated=later)
    return {sentence[start:end]: date.isoformat() for (start, end), date in found}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Le maire a démissionné lundi.", {"lundi": "2024-04-08"}),
        ("Le maire a démissionné mercredi.", {"mercredi": "2024-04-10"}),
        ("Il est arrivé samedi dernier à Lyon.", {"samedi": "2024-04-06"}),
        ("Le toit a cédé dans la nuit de mardi à mercredi.", {"mardi": "2024-04-09", "mercredi": "2024-04-10"}),
        ("Le vote a eu lieu hier.", {"hier": "2024-04-09"}),
        ("The mayor resigned on Monday.", {"Monday": "2024-04-08"}),
        ("La alcaldesa dimitió el lunes.", {"lunes": "2024-04-08"}),
        (
            "Le vote a eu lieu lundi. Le maire avait parlé la veille.",
            {"lundi": "2024-04-08", "la veille": "2024-04-07"},
        ),
        ("Le maire, élu mardi 9 avril, se tait.", {"mardi 9 avril": "2024-04-09"}),
        ("Le procès s'ouvrira lundi.", {}),
        ("Le procès s'ouvre mardi à Paris devant une foule.", {}),
        ("Il devrait rencontrer lundi le ministre.", {}),
        ("Il a été convoqué lundi devant le juge.", {}),
        ("Il a promis de revenir lundi.", {}),
        ("Il a déclaré qu'il viendrait lundi.", {}),
        ("Il avait parlé lundi.", {}),
        ("Le marché a lieu le mardi.", {}),
        ("Il restera jusqu'à jeudi.", {}),
        ("« Je suis venu lundi », a-t-il dit.", {}),
        ("Le maire, élu mardi 8 avril, se tait.", {}),
        ("Il a fêté Mardi gras.", {}),
        ("La musique d'hier a plu.", {}),
    ],
)
def test_weekdays_only_where_certain(sentence: str, expected: dict[str, str]) -> None:
    assert resolved(sentence) == expected


def test_weekdays_need_a_day_and_agree_with_the_update() -> None:
    assert resolved("Le maire a démissionné lundi.", "2024-04") == {}
    assert resolved("Le maire a démissionné lundi.", None) == {}
    assert resolved("Le maire a démissionné lundi.", "2024-04-10", "2024-04-11") == {"lundi": "2024-04-08"}
    assert resolved("Le maire a démissionné jeudi.", "2024-04-10", "2024-04-11") == {}
    assert resolved("Élu mardi 9 avril, il se tait.", "2024-04") == {"mardi 9 avril": "2024-04-09"}


def test_notes() -> None:
    text, lines = article(("body", "Le maire a démissionné lundi 1er avril."), ("comment", "Il a menti mardi."))
    assert resolve_weekdays(text, lines, day("2024-04-03")) == ("« lundi 1er avril » = 1er avril 2024",)
