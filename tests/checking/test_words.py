"""Text analysis: what is asked meets what is written."""

from __future__ import annotations

import threading

import pytest

from rag.language.fold import fold_open as fold
from rag.language.terms import terms


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("grévistes", "Les grévistes"),
        ("greviste", "grévistes"),
        ("licenciement", "licenciements"),
        ("L'ÉLYSÉE", "l’Elysée"),
        ("14500", "14 500"),
        ("14.500", "14\u202f500"),
        ("1 234 567", "1.234.567"),
        ("3.5 %", "3,5\u00a0%"),
        ("Saint Malo", "Saint-Malo"),
        ("porteparole", "porte-parole"),
        ("ONU", "l’O.N.U."),
        ("œuvre", "oeuvres"),
        ("e\u0301cole", "école"),
        ("coop\u00aderative", "cooperative"),
        ("jusqu'en 2023", "en 2023"),
    ],
)
def test_same_terms(asked: str, written: str) -> None:
    assert set(terms(asked)) <= set(terms(written))
    assert terms(asked)


@pytest.mark.parametrize(
    ("one", "other"), [("2023 500", "2023500"), ("3,5", "35"), ("12.03.2024", "12032024"), ("thé", "the"), ("or", "ou")]
)
def test_different_terms(one: str, other: str) -> None:
    assert set(terms(one)) != set(terms(other))


def test_stop_words_and_elisions_leave_nothing() -> None:
    assert terms("Qu'est-ce que c'est, et jusqu'à quand y a-t-il ?") == []
    assert terms("What was it, and who did this to you?") == []
    assert terms("¿Cuándo fue y por qué?") == []


def test_empty_and_signs() -> None:
    assert terms("") == terms(" «—» …\n\t") == terms("' - _ ''") == []


def test_only_letters_and_digits_come_out() -> None:
    nasty = "AND OR NOT NEAR(a b) \"x\" *y* col:z ^w {v} 'u' -- ; été² ½ Ⅻ 日本 ﷺ \ud800 🐟 a_b __"
    assert all(term.replace("_", "").isalnum() for term in terms(nasty))


def test_long_input_is_linear() -> None:
    assert len(terms("l'" * 50_000 + "x")) <= 1
    assert len(terms("mot-" * 50_000)) == 50_001
    assert len(terms("1 " * 50_000)) == 50_000


def test_stemming_from_several_threads() -> None:
    words = [f"{stem}{ending}" for stem in ("march", "vot", "négoci", "command") for ending in ("ait", "ons", "eurs")]
    expected = [terms(word) for word in words]
    wrong: list[str] = []

    def work(salt: int) -> None:
        for n in range(50):
            for word, own in zip(words, expected, strict=True):
                if terms(word) != own:
                    wrong.append(word)
                terms(f"{word}x{'abcdefghij'[salt]}{'abcdefghij'[n % 10]}")

    threads = [threading.Thread(target=work, args=(salt,)) for salt in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_fold() -> None:
    assert fold("L’Œuvre d’ÉLÉA\u00a0: «\u00a0Où\u00a0?\u00a0»") == "l'oeuvre d'elea : « ou ? »"
