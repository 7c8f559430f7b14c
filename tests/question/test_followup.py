"""Questions that need the conversation before them, and those that do not."""

from __future__ import annotations

import datetime as dt

import pytest

from rag.question import expected_answer, make_standalone, readings, understand
from rag.question.kind import kind_of
from rag.types import Turn
from tests.support.questions import FINE, TODAY, turns

TRAM = ("Combien coûtait le billet de tram à Belmer en juillet 2031 ?", "Il coûtait 2,40 euros.")
DIGUE = ("Qui dirige le chantier de la digue de Mornay ?", "L'ingénieure Odile Marchetti, du cabinet Sarvan.")
PORT = ("Who runs the port of Belmer?", "Odile Marchetti has run it since 2030.")
SALE = ("Qui a acheté le chantier naval de Mornay ?", "Le groupe Sarvan, en 2031.")
FOLLOWUPS = [
    (FINE, "et son neveu il prend combien ?", "Le neveu d'Hugo Tessier il prend combien ?"),
    (FINE, "A-t-il fait appel ?", "Hugo Tessier a-t-il fait appel ?"),
    (FINE, "Qui l'a défendu ?", "Qui a défendu Hugo Tessier ?"),
    (FINE, "Quel âge a-t-il ?", "Quel âge a Hugo Tessier ?"),
    (FINE, "Pourquoi ?", "Quelle peine pour l'armateur, et pourquoi ?"),
    (FINE, "Et sa femme ?", "Quelle peine pour la femme d'Hugo Tessier ?"),
    (FINE, "Comment a-t-il réagi ?", "Comment Hugo Tessier a-t-il réagi ?"),
    (FINE, "Où est-ce qu'il habite ?", "Où est-ce qu'Hugo Tessier habite ?"),
    (FINE, "Que lui reproche-t-on ?", "Que reproche-t-on à Hugo Tessier ?"),
    (TRAM, "Et en 2033 ?", "Combien coûtait le billet de tram à Belmer en 2033 ?"),
    (TRAM, "Et pour les enfants ?", "Combien coûtait le billet de tram à Belmer pour les enfants en juillet 2031 ?"),
    (TRAM, "Qui l'a décidé ?", "Qui a décidé le billet de tram ?"),
    (TRAM, "Combien maintenant ?", "Combien coûtait le billet de tram à Belmer maintenant ?"),
    (DIGUE, "Quel âge a-t-elle ?", "Quel âge a l'ingénieure Odile Marchetti ?"),
    (DIGUE, "Qui la remplace ?", "Qui remplace l'ingénieure Odile Marchetti ?"),
    (DIGUE, "Combien ça coûte ?", "Combien coûte le chantier de la digue de Mornay ?"),
    (DIGUE, "Que s'y passe-t-il depuis ?", "Que se passe-t-il au chantier de la digue de Mornay depuis ?"),
    (DIGUE, "Qui a-t-elle rencontré là-bas ?", "Qui l'ingénieure Odile Marchetti a-t-elle rencontré là-bas ?"),
    (DIGUE, "Et avant elle ?", "Qui dirigeait le chantier de la digue de Mornay avant l'ingénieure Odile Marchetti ?"),
    (DIGUE, "Quel est son parcours ?", "Quel est le parcours de l'ingénieure Odile Marchetti ?"),
    (PORT, "How old is she?", "How old is Odile Marchetti?"),
    (PORT, "What about her deputy?", "Who is Odile Marchetti's deputy?"),
    (PORT, "When was it built?", "When was the port of Belmer built?"),
    (SALE, "Pour combien ?", "Qui a acheté le chantier naval de Mornay, et pour combien ?"),
    (SALE, "Qui en est le patron ?", "Qui est le patron du groupe Sarvan ?"),
    (SALE, "Combien d'ouvriers y travaillent ?", "Combien d'ouvriers travaillent au chantier naval de Mornay ?"),
    (SALE, "Leur réaction ?", "La réaction du groupe Sarvan ?"),
    (SALE, "Quand a eu lieu cette vente ?", "Quand a eu lieu la vente du chantier naval de Mornay ?"),
    (SALE, "Ce groupe a-t-il d'autres chantiers ?", "Le groupe Sarvan a-t-il d'autres chantiers ?"),
    (SALE, "Where is it located?", "Where is Sarvan located?"),
    (SALE, "Peux-tu préciser ?", "Qui a acheté le chantier naval de Mornay ?"),
    (SALE, "Et selon le syndicat ?", "Qui a acheté le chantier naval de Mornay selon le syndicat ?"),
    (SALE, "Qui l'avait vendu ?", "Qui avait vendu le chantier naval de Mornay ?"),
    (SALE, "Où l'a-t-on construit ?", "Où a-t-on construit le chantier naval de Mornay ?"),
    (SALE, "Selon le syndicat ?", "Qui a acheté le chantier naval de Mornay selon le syndicat ?"),
    (TRAM, "Non, je parle du bus", "Combien coûtait le bus à Belmer en juillet 2031 ?"),
    (TRAM, "Je voulais dire en 2033", "Combien coûtait le billet de tram à Belmer en 2033 ?"),
    (DIGUE, "Non, je parle du port : qui le dirige ?", "Qui dirige le port ?"),
    (DIGUE, "Je parle de 2029 : qui était l'architecte ?", "En 2029, qui était l'architecte ?"),
    (DIGUE, "Pardon, je parle du phare : quelle est la hauteur ?", "À propos du phare, quelle est la hauteur ?"),
    (PORT, "No, I mean the lighthouse: how tall is it?", "How tall is the lighthouse?"),
]
"""The last question and its answer, the follow-up, and the sentence that it becomes."""


@pytest.mark.parametrize(("before", "asked", "wanted"), FOLLOWUPS)
def test_followup(before: tuple[str, str], asked: str, wanted: str) -> None:
    assert make_standalone(asked, turns(*before)) == wanted


UNCERTAIN = [
    (FINE, "Quand cette décision a-t-elle été rendue ?"),
    (FINE, "Quel est le montant de l'amende ?"),
    (FINE, "Ils sont de la même famille ?"),
    (SALE, "Quand le procès en appel aura-t-il lieu ?"),
    (SALE, "Combien de voix a obtenu l'autre offre ?"),
    (SALE, "Et les salariés, qu'en disent-ils ?"),
    (SALE, "Était-ce la seule offre ?"),
    (SALE, "Quelles sont les conséquences pour eux ?"),
    (("¿Quién dirige el puerto de Belmer?", "Odile Marchetti."), "¿Y su salario?"),
]
"""A noun phrase of its own, nothing that fits, or a language that is only read: the bare question stands."""


@pytest.mark.parametrize(("before", "asked"), UNCERTAIN)
def test_where_nothing_is_certain_the_bare_question_stands(before: tuple[str, str], asked: str) -> None:
    assert make_standalone(asked, turns(*before)) == asked


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
    "Et en 2033, combien de salariés compte l'usine ?",
    "Et la tour Casteran, combien a-t-elle coûté ?",
]


@pytest.mark.parametrize("asked", STAND_ALONE)
def test_a_question_that_stands_alone_is_not_touched(asked: str) -> None:
    assert make_standalone(asked, turns(*FINE)) == asked


def test_without_history_nothing_is_added() -> None:
    assert make_standalone("Et sa femme ?", []) == "Et sa femme ?"


def test_figures_of_an_answer_and_refusals_add_nothing() -> None:
    assert "sept" not in make_standalone("A-t-il fait appel ?", turns(*FINE))
    refused = turns(
        "Qui dirige la digue de Mornay ?", "Les articles ne le disent pas : Hugo Tessier est cité ailleurs."
    )
    assert make_standalone("Et avant ?", refused) == "Qui dirige la digue de Mornay, et avant ?"
    assert make_standalone("Quel âge a-t-il ?", refused) == "Quel âge a-t-il ?"


def test_another_noun_takes_the_place_of_a_pronoun_that_stayed() -> None:
    history = turns("Combien d'emplois ont-ils gardés ?", "La Scop en garde 164.")
    assert make_standalone("Et Cristal & Fils ?", history) == "Combien d'emplois Cristal & Fils a-t-il gardés ?"


def test_chat_takes_no_context_and_is_no_topic() -> None:
    assert understand("Merci !", turns(*FINE), today=TODAY).standalone == "Merci !"
    thanked = turns(*FINE, "Merci !", "Avec plaisir.")
    assert make_standalone("A-t-il fait appel ?", thanked) == "Hugo Tessier a-t-il fait appel ?"


def test_a_completed_question_wants_the_same_kind_of_answer() -> None:
    for asked in ("A-t-il fait appel ?", "Quel est son âge ?", "Et où est-il ?"):
        standalone = make_standalone(asked, turns(*FINE))
        assert standalone != asked
        assert expected_answer(standalone) == expected_answer(asked)
        assert kind_of(standalone) == kind_of(asked)


def test_context_reaches_back_through_a_chain_of_followups() -> None:
    history = turns(*DIGUE, "Et son adjoint ?", "Bastien Roque.")
    assert make_standalone("Quel âge a-t-il ?", history) == "Quel âge a Bastien Roque ?"


def test_an_ellipsis_keeps_the_period_unless_it_has_its_own() -> None:
    history = turns("Qui dirigeait Navéo en mai 2031 ?", "Odile Marchetti.")
    asked = understand("Et son adjoint ?", history, today=TODAY)
    assert asked.standalone == "Qui était l'adjoint d'Odile Marchetti en mai 2031 ?"
    assert asked.period
    assert asked.period.first_day == dt.date(2031, 5, 1).toordinal()
    own = understand("Et en 2033 ?", history, today=TODAY).period
    assert own
    assert own.first_day == dt.date(2033, 1, 1).toordinal()
    assert understand("Et aujourd'hui ?", history, today=TODAY).standalone == "Qui dirigeait Navéo aujourd'hui ?"


def test_a_whole_question_leaves_the_earlier_period_behind() -> None:
    history = turns("Qui dirigeait Navéo en mai 2031 ?", "Odile Marchetti.")
    for asked in ("Et qui était son adjoint ?", "Quel âge a-t-elle ?", "Qui est le maire de Belmer ?"):
        assert understand(asked, history, today=TODAY).period is None


def test_readings_are_the_bare_question_and_the_completed_one() -> None:
    history = turns(*DIGUE)
    both = readings("Que pense-t-elle du port ?", history, today=TODAY)
    assert [q.standalone for q in both] == [
        "Que pense-t-elle du port ?",
        "Que pense l'ingénieure Odile Marchetti du port ?",
    ]
    assert {q.asked for q in both} == {"Que pense-t-elle du port ?"}
    ellipsis = readings("Pourquoi ?", history, today=TODAY)
    assert [q.standalone for q in ellipsis] == [
        "Pourquoi l'ingénieure Odile Marchetti dirige-t-elle le chantier de la digue de Mornay ?"
    ]
    assert [q.standalone for q in readings("Qui est le maire ?", history, today=TODAY)] == ["Qui est le maire ?"]


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


def test_a_question_that_names_nothing_goes_on_from_the_last_answer() -> None:
    history = turns(*DIGUE)
    for asked, goes_on in (
        ("Qui est le maire ?", True),
        ("Pourquoi ?", True),
        ("Combien d'habitants sont concernés ?", True),
        ("Qui est le maire de Belmer ?", False),
        ("Et le musée ?", False),
        ("Quel âge a-t-elle ?", False),
        ("Que s'est-il passé en 2029 ?", False),
    ):
        read = readings(asked, history, today=TODAY)
        assert all(bool(question.said) == goes_on for question in read), asked
