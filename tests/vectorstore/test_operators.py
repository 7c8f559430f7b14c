"""The search language of the archive: what readers type is read as they mean it, and nothing typed is an error page."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vectorstore.catalogue.operators import (
    And,
    Expression,
    FieldIs,
    Not,
    Or,
    Phrase,
    Prefix,
    Word,
    leaves,
    parse,
    period_days,
)


def day(text: str) -> int:
    return dt.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("quai", Word("quai")),
        ("le quai des Brumes", And((Word("quai"), Word("Brumes")))),
        ('"le quai des Brumes"', Phrase("le quai des Brumes")),
        ("« le quai »", Phrase("le quai")),
        ("“le quai”", Phrase("le quai")),
        ("quai OR port", Or((Word("quai"), Word("port")))),
        ("quai OU port", Or((Word("quai"), Word("port")))),
        ("quai ET port SAUF grue", And((Word("quai"), Word("port"), Not(Word("grue"))))),
        ("quai AND NOT (grue OR treuil)", And((Word("quai"), Not(Or((Word("grue"), Word("treuil"))))))),
        ("quai -grue", And((Word("quai"), Not(Word("grue"))))),
        ('-"vieux port"', Not(Phrase("vieux port"))),
        ("quai OR port grue", Or((Word("quai"), And((Word("port"), Word("grue")))))),
        ("dock*", Prefix("dock")),
        ("ou et non", Word("ou")),
        ('source:"Le Halage"', FieldIs("source", "Le Halage")),
        ("auteur:Jousseaume", FieldIs("author", "Jousseaume")),
        ("AUTHOR:Jousseaume", FieldIs("author", "Jousseaume")),
        ("étiquette:grève", FieldIs("tag", "grève")),
        ("langue:Français", FieldIs("language", "fr")),
        ("porte-parole", Word("porte-parole")),
        ("1 200 visiteurs", And((Word("1 200"), Word("visiteurs")))),
        ("https://exemple.test/a", Word("https://exemple.test/a")),
        ("12:30", Word("12:30")),
        ("", None),
        ("   ", None),
    ],
)
def test_a_search_is_read_as_meant(text: str, expected: Expression | None) -> None:
    search = parse(text)
    assert search.fault is None
    if text == "ou et non":  # small letters are words, and these are too common to be looked for
        assert all(isinstance(leaf, Word) for leaf in leaves(search.expression))
    else:
        assert search.expression == expected


@pytest.mark.parametrize(
    ("text", "expression", "note"),
    [
        ('"quai neuf', Phrase("quai neuf"), "guillemet"),
        ("quai AND", Word("quai"), "opérateur"),
        ("OR quai", Word("quai"), "opérateur"),
        ("(quai", Word("quai"), "parenthèse"),
        ("quai)", Word("quai"), "parenthèse"),
        ("🐟 quai", Word("quai"), "🐟"),
        ("NOT NOT quai", Word("quai"), None),
        ("🐟", Word("🐟"), None),
    ],
)
def test_a_slip_is_read_and_told(text: str, expression: Expression, note: str | None) -> None:
    search = parse(text)
    assert (search.expression, search.fault) == (expression, None)
    assert [note in fr for fr, _ in search.notes] == ([True] if note else [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("AND OR NOT", "Aucun mot"),
        ('""', "Aucun mot"),
        ("()", "Aucun mot"),
        ("*", "Aucun mot"),
        ("q*", "2 lettres"),
        ('"il y a"', "trop courants"),
        ("date:2023-13", "date:2023-05"),
        ("date:2023-09..2023-05", "date:2023-05"),
        ("date:hier", "date:2023-05"),
        ("(" * 200 + "a", "parenthèses"),
        (" ".join(f"mot{n}" for n in range(100)), "60 mots"),
    ],
)
def test_what_cannot_be_meant_has_a_clear_sentence(text: str, words: str) -> None:
    fault = parse(text).fault
    assert fault is not None
    assert words in fault[0]


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-05-14", "2023-05-14", "2023-05-14"),
        ("2023-05..2023-09", "2023-05-01", "2023-09-30"),
        ("2022..", "2022-01-01", None),
        ("..2022-03", None, "2022-03-31"),
        (">2022", "2022-01-01", None),
        ("<=2022", None, "2022-12-31"),
    ],
)
def test_dates(value: str, first: str | None, last: str | None) -> None:
    assert period_days(value) == (day(first) if first else None, day(last) if last else None)


@given(st.text('ab "()*:-«»AND ORNOT\0🐟.date2023', max_size=60))
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_nothing_typed_breaks_the_reader(text: str) -> None:
    search = parse(text)
    assert search.expression is None or search.fault is None
    assert len(list(leaves(search.expression))) <= 60
