"""Words of a question and of an article meet in the word search."""

from __future__ import annotations

import pytest

from rag.language.terms import terms


@pytest.mark.parametrize(
    "forms",
    [
        "rouvrir rouvre rouvrent rouvrira rouvert rouvertes réouverture réouvert",
        "ouvrir ouvre ouvrent ouvrait ouvert ouverts ouverture ouvertures",
    ],
)
def test_irregular_forms_of_one_verb_are_one_term(forms: str) -> None:
    assert len(set(terms(forms))) == 1


def test_other_verbs_stay_apart() -> None:
    assert not {*terms("découvert"), *terms("couverture")} & {*terms("ouvert")}
