from __future__ import annotations

import pytest

from rag.reading.article.bylines import clean_author, clean_source, find_byline
from rag.types import Label, Line


@pytest.mark.parametrize(
    ("raw", "source", "expected"),
    [
        ("Par Lise Aubin", None, ("Lise Aubin", None)),
        ("Propos recueillis par Lise Aubin", None, ("Lise Aubin", None)),
        ("By Ann Lee and Bo Li in Port Rive", None, ("Ann Lee, Bo Li", None)),
        ("By Ann Lee, Rive Daily", None, ("Ann Lee", None)),
        ("La Feuille; Lise Aubin", "La Feuille", ("Lise Aubin", None)),
        ("Lafeuille Fr", "La Feuille", (None, None)),
        ("AFP", "La Feuille", (None, "AFP")),
        ("Lise Aubin avec Reuters", None, ("Lise Aubin", "Reuters")),
        ("Agence Boréale", None, (None, "Agence Boréale")),
        ("Lise Aubin, correspondante à Rome", None, ("Lise Aubin", None)),
        ("La rédaction", None, (None, None)),
        ("contact@feuille.exemple", None, (None, None)),
        (None, None, (None, None)),
    ],
)
def test_author_and_agency(raw: str | None, source: str | None, expected: tuple[str | None, str | None]) -> None:
    assert clean_author(raw, source) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("LA FEUILLE D'ORVAL", "La Feuille d'Orval"),
        ("RFI", "RFI"),
        ("www.feuille.exemple/une", "feuille.exemple"),
        ("La Feuille - le journal du soir", "La Feuille"),
        ("*La Feuille* (traduction)", "La Feuille"),
        ("ttn-fr-56", None),
        ("", None),
    ],
)
def test_source(raw: str, expected: str | None) -> None:
    assert clean_source(raw) == expected


def header(*parts: tuple[Label, str]) -> tuple[str | None, str | None, str | None]:
    text, lines = "", []
    for label, content in (*parts, ("body", "Le conseil a voté le budget de la piscine municipale.")):
        lines.append(Line(len(text), len(text) + len(content), label))
        text += content + "\n"
    return find_byline(text, lines)


def test_masthead_and_byline() -> None:
    found = header(
        ("furniture", "Menu   À la une   Sports   Météo   Emploi"),
        ("furniture", "Le Courrier d'Orval"),
        ("title", "La piscine rouvre"),
        ("byline", "Par Lise Aubin | il y a 4 jours"),
    )
    assert found == ("Lise Aubin", "Le Courrier d'Orval", None)


def test_provided_by() -> None:
    assert header(("title", "T"), ("byline", "information fournie par Boréal avec AFP 03/03/2024")) == (
        None,
        "Boréal",
        "AFP",
    )


def test_dateline_and_menus_that_are_no_outlet() -> None:
    text = "RIVE (Agence Boréale) - Le conseil a voté."
    assert find_byline(text, [Line(0, len(text), "body")]) == (None, None, "Agence Boréale")
    assert header(("furniture", "Accueil"), ("furniture", "Partager sur un réseau"), ("title", "T")) == (
        None,
        None,
        None,
    )
