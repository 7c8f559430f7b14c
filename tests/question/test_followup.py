"""Questions that need the conversation before them, and those that do not."""

from __future__ import annotations

import datetime as dt

import pytest

from rag.question import expected_answer, make_standalone, needs_history, understand
from rag.question.kind import kind_of
from rag.types import Turn
from tests.support.questions import FINE, TODAY, turns

TRAM = ("Combien coûtait le billet de tram à Belmer en juillet 2031 ?", "Il coûtait 2,40 euros.")
DIGUE = ("Qui dirige le chantier de la digue de Mornay ?", "L'ingénieure Odile Marchetti, du cabinet Sarvan.")
PORT = ("Who runs the port of Belmer?", "Odile Marchetti has run it since 2030.")
SALE = ("Qui a acheté le chantier naval de Mornay ?", "Le groupe Sarvan, en 2031.")
FOLLOWUPS = [
    (FINE, "et son neveu il prend combien ?", ["Hugo Tessier", "armateur"]),
    (FINE, "A-t-il fait appel ?", ["Hugo Tessier"]),
    (FINE, "Qui l'a défendu ?", ["Hugo Tessier"]),
    (FINE, "Quel âge a-t-il ?", ["Hugo Tessier"]),
    (FINE, "Pourquoi ?", ["Hugo Tessier", "peine"]),
    (FINE, "Et sa femme ?", ["Hugo Tessier"]),
    (FINE, "Comment a-t-il réagi ?", ["Hugo Tessier"]),
    (FINE, "Quand cette décision a-t-elle été rendue ?", ["tribunal de Larnac"]),
    (FINE, "Quel est le montant de l'amende ?", ["armateur"]),
    (FINE, "Ils sont de la même famille ?", ["Hugo Tessier"]),
    (FINE, "Où est-ce qu'il habite ?", ["Hugo Tessier"]),
    (FINE, "Que lui reproche-t-on ?", ["Hugo Tessier"]),
    (TRAM, "Et en 2033 ?", ["billet", "Belmer"]),
    (TRAM, "Et pour les enfants ?", ["billet", "Belmer"]),
    (TRAM, "Qui l'a décidé ?", ["billet"]),
    (TRAM, "Combien maintenant ?", ["billet", "Belmer"]),
    (DIGUE, "Quel âge a-t-elle ?", ["Odile Marchetti"]),
    (DIGUE, "Qui la remplace ?", ["Odile Marchetti"]),
    (DIGUE, "Combien ça coûte ?", ["digue de Mornay"]),
    (DIGUE, "Que s'y passe-t-il depuis ?", ["digue de Mornay"]),
    (DIGUE, "Qui a-t-elle rencontré là-bas ?", ["Odile Marchetti", "Mornay"]),
    (DIGUE, "Et avant elle ?", ["digue de Mornay"]),
    (DIGUE, "Quel est son parcours ?", ["Odile Marchetti"]),
    (PORT, "How old is she?", ["Odile Marchetti"]),
    (PORT, "What about her deputy?", ["Marchetti"]),
    (PORT, "When was it built?", ["port of Belmer"]),
    (("¿Quién dirige el puerto de Belmer?", "Odile Marchetti."), "¿Y su salario?", ["Odile Marchetti"]),
    (SALE, "Quand le procès en appel aura-t-il lieu ?", ["Mornay"]),
    (SALE, "Combien de voix a obtenu l'autre offre ?", ["Mornay"]),
    (SALE, "Did they pay in cash?", ["Sarvan"]),
    (SALE, "Pour combien ?", ["chantier naval de Mornay"]),
    (SALE, "Qui en est le patron ?", ["Sarvan"]),
    (SALE, "Combien d'ouvriers y travaillent ?", ["Mornay"]),
    (SALE, "Et les salariés, qu'en disent-ils ?", ["Mornay"]),
    (SALE, "Leur réaction ?", ["Sarvan"]),
    (SALE, "Quand a eu lieu cette vente ?", ["Mornay"]),
    (SALE, "Ce groupe a-t-il d'autres chantiers ?", ["Sarvan"]),
    (SALE, "Était-ce la seule offre ?", ["Mornay"]),
    (SALE, "Where is it located?", ["Mornay"]),
    (SALE, "Peux-tu préciser ?", ["Mornay"]),
    (SALE, "Et selon le syndicat ?", ["Mornay"]),
    (SALE, "Qui l'avait vendu ?", ["Mornay"]),
    (SALE, "Quelles sont les conséquences pour eux ?", ["Sarvan"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "asked", "wanted"), FOLLOWUPS)
def test_followup(before: tuple[str, str], asked: str, wanted: list[str]) -> None:
    standalone = make_standalone(asked, turns(*before))
    assert standalone.startswith(asked)
    assert all(phrase in standalone for phrase in wanted), standalone
    assert len(standalone) < len(asked) + 270


STAND_ALONE = [
    "Qui dirige le musée Casteran de Belmer ?",
    "Pourquoi le pont de Larnac est-il fermé ?",
    "Combien de personnes le maire de Larnac a-t-il reçues ?",
    "Qui est le maire de Belmer ?",
    "Combien coûte la digue de Mornay ?",
    "Le capitaine Quentin Salles a-t-il été sanctionné ?",
    "Quelle peine le tribunal de Larnac a-t-il prononcée ?",
    "Y a-t-il des blessés dans l'incendie de la scierie de Mornay ?",
    "Quelles paroles Odile Marchetti prête-t-elle à son adjoint ?",
    "Pourquoi l'usine Sarvan a-t-elle fermé ?",
    "Que s'est-il passé le 3 mai 2023 à Belmer ?",
    "« La mer reprend ce qu'elle donne » : de qui est cette phrase ?",
    "Who is the mayor of Belmer?",
    "Is there a hospital in Belmer?",
    "Combien Sarvan verse-t-elle à Hugo Tessier pour sa villa ?",
    "Quelle sentence le tribunal a-t-il rendue dans le procès Tessier ?",
    "Qui dirigeait la banque Sarvan lorsqu'elle a fait faillite ?",
]


@pytest.mark.parametrize("asked", STAND_ALONE)
def test_a_question_that_stands_alone_is_not_touched(asked: str) -> None:
    assert make_standalone(asked, turns(*FINE)) == asked


def test_without_history_nothing_is_added() -> None:
    assert needs_history("Et sa femme ?")
    assert make_standalone("Et sa femme ?", []) == "Et sa femme ?"


def test_figures_of_an_answer_and_refusals_add_nothing() -> None:
    assert "sept" not in make_standalone("A-t-il fait appel ?", turns(*FINE))
    refused = turns(
        "Qui dirige la digue de Mornay ?", "Les articles ne le disent pas : Hugo Tessier est cité ailleurs."
    )
    assert "Tessier" not in make_standalone("Et avant ?", refused)


def test_chat_takes_no_context_and_context_changes_no_reading() -> None:
    assert understand("Merci !", turns(*FINE), today=TODAY).standalone == "Merci !"
    for asked in ("A-t-il fait appel ?", "Quel est son âge ?", "Et où est-il ?"):
        standalone = make_standalone(asked, turns(*FINE))
        assert standalone != asked
        assert expected_answer(standalone) == expected_answer(asked)
        assert kind_of(standalone) == kind_of(asked)


def test_context_reaches_back_through_a_chain_of_followups() -> None:
    history = turns(*DIGUE, "Et son adjoint ?", "Bastien Roque.")
    standalone = make_standalone("Quel âge a-t-il ?", history)
    assert "Bastien Roque" in standalone
    assert "digue de Mornay" in standalone


def test_a_followup_keeps_the_period_unless_it_has_its_own() -> None:
    asked = "Et qui était son adjoint ?"
    history = turns("Qui dirigeait Navéo en mai 2031 ?", "Odile Marchetti.")
    kept = understand(asked, history, today=TODAY).period
    assert kept
    assert kept.first_day == dt.date(2031, 5, 1).toordinal()
    own = understand("Et en 2033 ?", history, today=TODAY).period
    assert own
    assert own.first_day == dt.date(2033, 1, 1).toordinal()
    assert understand("Et depuis ?", history, today=TODAY).period is None


@pytest.mark.parametrize(
    "asked",
    ["Quels articles parlent de la mosaïque ?", "Que s'est-il passé en janvier 2025 ?", "What happened in 2024?"],
)
def test_short_questions_about_the_archive_or_a_date_stand_alone(asked: str) -> None:
    history = (Turn("user", "Combien coûte le pont des Tanneurs ?"), Turn("assistant", "4,6 millions d'euros. [1]"))
    assert understand(asked, history, today=TODAY).standalone == asked


def test_the_outlets_and_dates_before_an_answers_quotations_are_no_topic() -> None:
    quoted = "- Le Courrier d'Yverne (3 mars 2024) : « La passerelle des Saules a été rouverte. » [1]\n"
    history = [Turn("user", "Que devient la passerelle ?"), Turn("assistant", quoted)]
    standalone = make_standalone("Et quand a-t-elle été fermée ?", history)
    assert "passerelle des Saules" in standalone
    assert "Courrier" not in standalone
    assert "Yverne" not in standalone
