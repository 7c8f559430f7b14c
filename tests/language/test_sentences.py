from __future__ import annotations

from itertools import pairwise

import pytest

from rag.language.sentences import LONG_QUOTATION, LONG_SENTENCE, split_sentences


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "whole",
    [
        "M. Durand et le Dr. Petit ont signé.",
        "« Il pleut. Il vente », a dit Anne Petit.",
        "“It rains. It blows,” she said.",
        "Né en 55 av. J.-C. à Rome, il écrit.",
        "Voir l'art. 12, p. 4, du n° 3.",
        "Le prix est de 3.500 euros, soit 2,5 % de plus.",
        "J. F. Martin est venu.",
        "Il parle (...) Et se tait.",
        "The U.S. Senate voted.",
        "Il arrive à 9 h. 30 au plus tard.",
        "Le 5 janv. 2024 au soir.",
        "1. Regardez le contrat.",
        "Il a répondu : « Non. Jamais. »",
    ],
)
def test_kept_whole(whole: str) -> None:
    assert split(whole) == [whole]


@pytest.mark.parametrize(
    "parts",
    [
        ["Il l'a ratifié.", "Elle est venue."],
        ["Pourquoi ?", "Parce que…", "Oui."],
        ["Le plan B.", "Il échoue."],
        ["« Non. »", "Il est parti."],
        ["Un jour d'été.", "« Enfin », dit-elle."],
        ["Les élus du conseil (CPD).", "Le vote suit."],
        ["¿Qué pasa?", "Nada."],
        ["En 2023.", "L'année suivante."],
    ],
)
def test_split(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


def test_wrapped_lines_bullets_and_rows() -> None:
    wrapped = (
        "Le conseil municipal de la petite ville a voté le budget\n"
        "de la piscine. Elle rouvrira en mai après deux années de\nlongs travaux."
    )
    assert [part.replace("\n", " ") for part in split(wrapped)] == [
        "Le conseil municipal de la petite ville a voté le budget de la piscine.",
        "Elle rouvrira en mai après deux années de longs travaux.",
    ]
    assert split("- un point\n- deux points\n| a | b |\nA ..... 12\nB ..... 13") == [
        "- un point", "- deux points", "| a | b |", "A ..... 12", "B ..... 13",
    ]  # fmt: skip
    assert split("Un intertitre\nUne phrase entière suit.") == ["Un intertitre", "Une phrase entière suit."]


def test_long_quotations_are_cut_inside() -> None:
    sentence = "Nous avons beaucoup travaillé à ce dossier cette année. "
    quotation = "« " + sentence * (LONG_QUOTATION // len(sentence) + 1) + "Fin », a-t-il dit."
    assert len(split(quotation)) > 3


@pytest.mark.parametrize("unit", ["mot ", "a", ".", ". ", "«", '"', " ", "\n", "« ", '"A." ', "a\n"])
def test_hostile_lines_take_linear_time_and_lose_nothing(unit: str) -> None:
    text = unit * 60_000
    spans = split_sentences(text)
    covered = sum(len(text[start:end].split()) and end - start for start, end in spans)
    assert all(end - start <= LONG_SENTENCE for start, end in spans)
    assert covered >= len("".join(text.split()))
    assert all(one[1] <= two[0] for one, two in pairwise(spans))
