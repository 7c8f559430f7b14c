"""What a model writes, on the sample articles: kept, dated, cut or dropped; only the language model is played."""

from __future__ import annotations

import pytest

from rag.answering.phrases import say
from rag.sourcier import Sourcier
from tests.answering.played import Played, holds, play


def test_a_true_sentence_is_kept_and_cited(sourcier: Sourcier) -> None:
    events, given = play(
        sourcier,
        "Combien d'habitants d'Orcevaux sont privés d'eau ?",
        "1 870 habitants d'Orcevaux sont privés d'eau potable.",
    )
    holds(given, sourcier)
    assert [event.kind for event in events][:3] == ["sources", "quotations", "token"]
    quoted = events[1].quotations
    assert quoted is not None
    assert {sentence.support for sentence in quoted.sentences} == {"verbatim"}
    holds(quoted, sourcier)
    assert given.timings.first_token_s == quoted.timings.first_token_s
    assert given.timings.written_s is not None
    assert given.timings.written_s > (given.timings.first_token_s or 0.0)
    assert any("1 870" in s.text and s.support in ("supported", "verbatim") and not s.repaired for s in given.sentences)
    assert given.answerer.note is None


def test_where_something_needed_is_missing_no_model_is_asked(
    sourcier: Sourcier, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(Played, "_stream", lambda *given, **_: asked.append(given))
    events, given = play(sourcier, "Que dit Jeanne Malvoisin de la crue de la Loude ?", "Elle a dit oui.")
    assert (given.status, [event.kind for event in events], asked) == ("refused", ["sources", "answer"], [])


@pytest.mark.parametrize(
    ("asked", "says", "stated"),
    [
        (
            "Qui dirige le conseil départemental de la Loude aujourd'hui ?",
            "Claire Aubert est la présidente du conseil départemental de la Loude.",
            [],
        ),
        (
            "Qui est maire de Saint-Avelin ?",
            "Hervé Quintard est le maire de Saint-Avelin.",
            ["Hervé Quintard est le maire de Saint-Avelin (21 octobre 2025)."],
        ),
    ],
)
def test_an_older_article_does_not_stand_for_today_nor_without_its_date(
    sourcier: Sourcier, asked: str, says: str, stated: list[str]
) -> None:
    _, given = play(sourcier, asked, says)
    holds(given, sourcier)
    assert [sentence.text for sentence in given.sentences if sentence.support == "supported"] == stated
    assert given.status == "answered"


def test_a_sentence_from_an_older_article_than_one_quoted_carries_its_date(sourcier: Sourcier) -> None:
    asked = "À combien les travaux du pont des Tanneurs étaient-ils estimés ?"
    _, given = play(sourcier, asked, "Les travaux étaient estimés à 3,8 millions d'euros.")
    holds(given, sourcier)
    assert len({c.passage.published for c in given.citations}) > 1
    assert given.sentences[0].text == "Les travaux étaient estimés à 3,8 millions d'euros (14 mars 2023)."


def test_a_chronology_is_told_in_the_articles_words(sourcier: Sourcier) -> None:
    asked = "Comment le prix du pont des Tanneurs a-t-il évolué de 2023 à 2024 ?"
    _, given = play(sourcier, asked, "Le pont des Tanneurs a été fermé le 14 mars 2023.")
    holds(given, sourcier)
    assert given.question.kind == "timeline"
    assert {sentence.support for sentence in given.sentences} == {"verbatim"}
    assert "mots mêmes" in (given.answerer.note or "")


def test_a_sentence_cut_off_at_the_limit_is_left_out(sourcier: Sourcier) -> None:
    asked, said = (
        "Combien d'habitants d'Orcevaux sont privés d'eau ?",
        "1 870 habitants d'Orcevaux sont privés d'eau potable.",
    )
    _, given = play(sourcier, asked, f"{said} " * 9 + "1 870 habitants d'Orcevaux sont")
    holds(given, sourcier)
    assert said in given.text
    assert "sont [" not in given.text
    _, given = play(sourcier, asked, "1 870 habitants d'Orcevaux sont privés d'eau")
    assert "privés d'eau [1]" in given.text, "a short reply need not end in a full stop"


def test_a_wrong_figure_never_passes(sourcier: Sourcier) -> None:
    _, given = play(
        sourcier,
        "Combien d'habitants d'Orcevaux sont privés d'eau ?",
        "2 940 habitants d'Orcevaux sont privés d'eau potable.",
    )
    holds(given, sourcier)
    assert "2 940" not in given.text
    assert all(sentence.support != "unsupported" for sentence in given.sentences)


def test_an_invention_leaves_the_quotations(sourcier: Sourcier) -> None:
    _, given = play(
        sourcier, "Pourquoi le pont des Tanneurs a-t-il été fermé ?", "Napoléon a fondé la ville de Zanzibar en 1804."
    )
    holds(given, sourcier)
    assert given.status == "answered"
    assert "Zanzibar" not in given.text
    assert given.answerer.note == say("dropped", "fr")


def test_marks_of_the_model_are_not_trusted(sourcier: Sourcier) -> None:
    _, given = play(
        sourcier,
        "Pourquoi le pont des Tanneurs a-t-il été fermé ?",
        "Le pont des Tanneurs est fermé à toute circulation [7].",
    )
    holds(given, sourcier)
    assert "[7]" not in given.text


def test_the_place_in_an_outlets_name_is_nobodys_town(sourcier: Sourcier) -> None:
    asked = "Qui a dit « Je préfère des embouteillages à un drame » ?"
    _, given = play(sourcier, asked, "Claire Aubert, maire de la Loude.")
    holds(given, sourcier)
    assert "maire de la Loude" not in given.text
    _, given = play(sourcier, asked, "Claire Aubert, maire de Saint-Avelin.")
    assert "Claire Aubert, maire de Saint-Avelin." in given.text
