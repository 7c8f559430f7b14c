from __future__ import annotations

import pytest

from rag.language.quotes import find_quotations


def read(text: str) -> list[tuple[str, str | None]]:
    return [
        (text[q.span[0] : q.span[1]], text[q.attribution[0] : q.attribution[1]] if q.attribution else None)
        for q in find_quotations(text)
    ]


@pytest.mark.parametrize(
    ("text", "quotation", "speaker"),
    [
        ("« Il pleut », a déclaré Anne Petit.", "Il pleut", "Anne Petit"),
        (
            "« Il pleut », a déclaré mardi la maire de Rive, Anne Petit, devant la presse.",
            "Il pleut",
            "la maire de Rive, Anne Petit",
        ),
        ('"Il pleut" , a pour sa part ajouté le préfet lors du conseil.', "Il pleut", "le préfet"),
        ("« Il pleut », lui a lancé M. Durand en partant.", "Il pleut", "M. Durand"),
        ("« Il pleut ! » s'agace son voisin.", "Il pleut !", "son voisin"),
        ("“Il pleut”, selon Pékin.", "Il pleut", "Pékin"),
        ("« Il pleut », dit-elle.", "Il pleut", "elle"),
        ("« Il pleut », a-t-il ajouté.", "Il pleut", "il"),
        ("“It rains,” said the chair, Ann Lee.", "It rains,", "the chair, Ann Lee"),
        ('"It rains," Ann Lee said.', "It rains,", "Ann Lee"),
        ("«Llueve», explicó la inspectora Ana Gil.", "Llueve", "la inspectora Ana Gil"),
        ("Les « gilets gris » ont défilé.", "gilets gris", None),
        ("Il dénonce un « tour de force » et annonce un recours.", "tour de force", None),
        ("Il parle de « pression », selon un communiqué.", "pression", None),
        ("Il a parlé d'une « affaire close ». Le maire a dit non.", "affaire close", None),
        ("Le bateau « Goulet », venu de loin, coule.", "Goulet", None),
    ],
)
def test_spans_and_speakers_as_written(text: str, quotation: str, speaker: str | None) -> None:
    assert read(text) == [(quotation, speaker)]


def test_broken_and_nested_marks() -> None:
    assert read("« Un début sans fin. “Mot” puis « autre ».")[-1][0] == "autre"
    assert [q for q, _ in read("« Il a dit “oui” hier », dit-il.")] == ["Il a dit “oui” hier"]
    assert read('Une vis de 5" et rien') == []
    assert find_quotations("") == []
    assert find_quotations("«»")[0].attribution is None
