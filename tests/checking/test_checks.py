"""The checks of a sentence against its source: measured on a set of true and altered sentences, then one by one."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.ground import TRIED, widened
from rag.checking.sentence import check_sentence, passed
from rag.checking.source import Source, source_of
from rag.language.sentences import split_sentences
from rag.language.terms import terms
from rag.types import Passage, Precision, Published

DATA = Path(__file__).parents[1] / "data"
ROWS = [json.loads(line) for line in (DATA / "checks.jsonl").read_text("utf-8").splitlines()]
PRECISION: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
BLIND = {
    "checks_blind1": (0.959, 0.06),
    "checks_blind2": (0.965, 0.103),
    "checks_blind3": (0.965, 0.112),
    "checks_blind4": (0.974, 0.152),
    "checks_blind5": (0.834, 0.239),
}
"""The same for sets of whole passages; docs/checks.md has their first figures.

Of set 5 nobody has looked at a sentence or a failure, and nobody should: it tells what mending on the others is worth.
"""
FLOORS = {"development": (0.99, 0.01), "held out": (0.936, 0.118)}
"""Least share of the altered caught, most of the true refused, a hundredth worse than measured.

The rules were written while looking at the development half; of the other half only the figures were looked at, until
set 4 was mended: then its failures were printed once, so that it is no longer unseen.
"""


def source(
    text: str, published: str | None = None, title: str | None = None, language: str = "fr", outlet: str = "Le Relais"
) -> Source:
    date = Published(published, PRECISION[len(published)], "date") if published else None
    passage = Passage(
        passage_id=1, article_id="a", file="f", record=None, n=0, start=0, end=len(text), text=text,
        sentences=((0, len(text)),), title=title, source=outlet, author=None, url=None, published=date,
        updated=None, language=language, copies=(), dispatch=None, superseded_by=None,
    )  # fmt: skip
    return source_of(passage, (0, len(text)))


def failed(sentence: str, held: Source, *, translated: bool = False) -> set[str]:
    return {check.name for check in check_sentence(sentence, held, translated=translated) if not check.passed}


def half(name: str) -> list[dict[str, object]]:
    """Every other line of each kind, so that both halves hold all kinds."""
    seen: Counter[str] = Counter()
    rows = []
    for row in ROWS:
        kind = row["planted"] or "true"
        if (seen[kind] % 2 == 0) == (name == "development"):
            rows.append(row)
        seen[kind] += 1
    return rows


@pytest.mark.parametrize("name", FLOORS)
def test_the_altered_are_caught_and_the_true_let_through(name: str) -> None:
    outcomes: dict[bool, list[bool]] = {True: [], False: []}
    for row in half(name):
        context = row["context"]
        assert isinstance(context, dict)
        held = source(str(row["source"]), context["published"], context["title"], outlet=context["outlet"])
        outcomes[bool(row["true"])].append(passed(check_sentence(str(row["sentence"]), held)))
    caught = outcomes[False].count(False) / len(outcomes[False])
    refused = outcomes[True].count(False) / len(outcomes[True])
    least, most = FLOORS[name]
    assert (caught >= least, refused <= most) == (True, True), f"caught {caught:.3f}, refused {refused:.3f}"


def stands(sentence: str, passage: Passage) -> bool:
    """Whether some sentence of the passage, alone or with a neighbour, supports the sentence, as in an answer."""
    wanted = set(terms(sentence))
    sources = [source_of(passage, span) for span in passage.sentences]
    sources.sort(key=lambda held: -len(wanted & set(terms(held.quote))))
    return any(passed(check_sentence(sentence, held)) for one in sources[:TRIED] for held in (one, *widened(one)))


@pytest.mark.parametrize("name", BLIND)
def test_sentences_on_passages_are_told_apart(name: str) -> None:
    outcomes: dict[str, list[bool]] = {"true": [], "altered": []}
    for line in (DATA / f"{name}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        held = source(row["text"], row["published"], row["title"], row["language"], row["outlet"]).passage
        held = replace(held, sentences=tuple(split_sentences(row["text"])))
        for kind, found in outcomes.items():
            found += [stands(sentence, held) for _, sentence in row[kind]]
    caught = outcomes["altered"].count(False) / len(outcomes["altered"])
    refused = outcomes["true"].count(False) / len(outcomes["true"])
    least, most = BLIND[name]
    assert (caught >= least, refused <= most) == (True, True), f"caught {caught:.3f}, refused {refused:.3f}"


FERRY = source(
    "Le ferry transportait 214 passagers et 38 membres d'équipage lorsqu'il a pris feu au large de Santorin."
)
MILL = source(
    "Le papetier Norvex pourrait fermer son site de Grandval et supprimer jusqu'à 430 emplois, selon un document.",
    "2024-10-02",
)
BRIDGE = source("Le pont suspendu de Malaure rouvre ce samedi après dix-huit mois de travaux.", "2024-09-05")
RENT = source(
    "Le loyer moyen est de 640 euros par mois ; plus de 300 logements sont vides, 12 % de moins qu'en 2021.",
    "2023",
)
WORDS = source(
    "« Nous ne céderons rien », a prévenu Hugo Lantier, secrétaire général du syndicat des dockers, alors que le maire,"
    " Paul Ferri, dénonçait un blocage."
)
CAREER = source(
    "Lise Morand, 52 ans, a été nommée préfète de la Varre. Elle dirige le port depuis 2021, après avoir été quatre ans"
    " maire de Saint-Brévin.",
    "2025-10-21",
)
SIREN = source(
    "Le préfet, Gilles Astruc, affirme que la sirène a été déclenchée à 22 h 50. Le maire, lui, assure qu'il a fermé"
    " les quais dès 21 heures."
)
TOWN = source(
    "Le village compte 312 habitants ; neuf sur dix sont inscrits. Près de 2 000 foyers, à 14 milles des côtes,"
    " subissent leur troisième panne, qui coûtera de 60 à 75 millions d'euros."
)
GRANTS = source(
    "La ville a versé 70 des 90 000 euros promis. Les clubs toucheront 30 000 euros, contre 40 000 l'an dernier, et le"
    " festival coûtera entre 50 000 et 60 000 euros. L'ancienne présidente de la fanfare, Ana Rols, juge la salle trop"
    " petite. Le trésorier met en cause une panne au sud de la ville. La fanfare, elle, n'a rien dit.",
    "2023-05-04",
)
LINE = source("La ministre Claire Dumas n'exclut pas de rouvrir la ligne, mais le préfet Ali Benna n'y croit plus.")
MILLS = source(
    "Le collège de Brey sera rénové en priorité, celui de Vannes devant attendre. Les maraîchers échappent aux"
    " restrictions. Le comité, faute de moyens, refuse de payer un expert. L'arrosage est interdit entre 8 heures et"
    " 20 heures. Le préfet demande que la digue, longue de 300 mètres, soit rehaussée.",
    "2024-05-03",
)
TRIAL = source(
    "Its chairman, Owen Trask, urged the government to waive the loans. The ash points to Alaska rather than Iceland."
    " Conservationists failed to list the chimney. The eruption may have cooled the north by half a degree.",
    "2024-05-03",
    language="en",
)
COACH = source(
    "At least seven people were injured when a bus overturned near Dunholm on Friday; the driver was not hurt.",
    "2022-11-07",
    language="en",
)


@pytest.mark.parametrize(
    ("sentence", "held"),
    [
        ("214 passagers.", FERRY),
        ("Oui, le ferry a pris feu au large de Santorin.", FERRY),
        ("Il y avait 38 membres d'équipage à bord.", FERRY),
        ("Norvex pourrait fermer son site de Grandval pour supprimer jusqu'à 430 emplois.", MILL),
        ("Le pont a rouvert en septembre 2024.", BRIDGE),
        ("Le pont de Malaure rouvre le samedi 7 septembre 2024, après 18 mois de travaux.", BRIDGE),
        ("Norvex envisage de supprimer jusqu'à 430 postes.", MILL),
        ("Le site de Grandval pourrait être fermé.", MILL),
        ("Plus de 300 logements sont vides.", RENT),
        ("Le loyer moyen s'élève à 640 euros par mois.", RENT),
        ("Hugo Lantier a déclaré : « Nous ne céderons rien ».", WORDS),
        ("Selon le maire, Paul Ferri, il s'agit d'un blocage.", WORDS),
        ("M. Benna ne croit plus à une réouverture de la ligne.", LINE),
        ("The driver was not hurt.", COACH),
        ("Le village compte plus de 300 habitants.", TOWN),
        ("90 % des habitants du village sont inscrits.", TOWN),
        ("Environ 2 000 foyers subissent leur 3e panne.", TOWN),
        ("La panne coûtera entre 60 et 75 millions d'euros.", TOWN),
        ("At least 7 people were injured near Dunholm.", COACH),
        ("Les maraîchers ne sont pas visés par les restrictions.", MILLS),
        ("Le préfet voudrait que la digue soit rehaussée.", MILLS),
        (
            "La mairie d'Ostel maintiendra le marché.",
            source("Le marché est maintenu par la mairie d'Ostel.", "2024-05-03"),
        ),
        ("Les syndicats demandent un délai.", source("Un délai a été demandé par les syndicats.", "2024-05-03")),
        ("Lise Morand a été nommée préfète de la Varre.", CAREER),
        ("Lise Morand a été maire de Saint-Brévin.", CAREER),
        ("Selon le préfet, la sirène a été déclenchée à 22 h 50.", SIREN),
        ("Le préfet affirme que la sirène a été déclenchée à 22 h 50.", SIREN),
        ("Le maire a fermé les quais dès 21 heures.", SIREN),
    ],
)
def test_a_true_sentence_stands(sentence: str, held: Source) -> None:
    assert not failed(sentence, held)


@pytest.mark.parametrize(
    ("check", "sentence", "held"),
    [
        ("wording", "Le pont de Malaure rouvre ce samedi pour éviter la malchance.", BRIDGE),
        ("wording", "A bus overturned near Dunholm to avoid a fine.", COACH),
        ("figures", "Le ferry transportait 241 passagers.", FERRY),
        ("figures", "214 équipages.", FERRY),
        ("figures", "Le ferry transportait 38 passagers.", FERRY),
        ("figures", "Le loyer moyen est de 640 euros par an.", RENT),
        ("figures", "Le loyer moyen est de 640 dollars.", RENT),
        ("figures", "Moins de 300 logements sont vides.", RENT),
        ("figures", "300 logements sont vides.", RENT),
        ("figures", "C'est 12 % de plus qu'en 2021.", RENT),
        ("figures", "At most seven people were injured.", COACH),
        ("figures", "Le loyer moyen est de 640 euros par semaine.", RENT),
        ("figures", "La part des logements vides a baissé de 12 points.", RENT),
        ("dates", "Actuellement, le loyer moyen est de 640 euros.", RENT),
        ("figures", "Le village compte moins de 300 habitants.", TOWN),
        ("figures", "2 000 foyers subissent une panne.", TOWN),
        ("figures", "La panne coûtera 75 millions d'euros.", TOWN),
        ("figures", "Les foyers sont à 26 kilomètres de la côte.", TOWN),
        ("figures", "Les clubs toucheront 40 000 euros.", GRANTS),
        ("figures", "Le festival coûtera 60 000 euros.", GRANTS),
        ("figures", "La ville a versé 90 000 euros.", GRANTS),
        ("wording", "Le trésorier met en cause une panne au nord de la ville.", GRANTS),
        ("role", "La présidente de la fanfare, Ana Rols, juge la salle trop petite.", GRANTS),
        ("dates", "Le pont rouvre le dimanche 8 septembre 2024.", BRIDGE),
        ("dates", "Le pont a rouvert en octobre 2024.", BRIDGE),
        ("names", "Le ferry a pris feu au large de Mykonos.", FERRY),
        ("names", "Hugo Ferri dénonce un blocage.", WORDS),
        ("quotations", "Hugo Lantier a prévenu : « Nous ne lâcherons rien ».", WORDS),
        ("speaker", "Paul Ferri a prévenu : « Nous ne céderons rien ».", WORDS),
        ("speaker", "Hugo Lantier a dénoncé un blocage.", WORDS),
        ("speaker", "Paul Ferri dénonce un blocage, tandis que le régulateur a indiqué un retard.", WORDS),
        ("role", "Le ministre Paul Ferri dénonce un blocage.", WORDS),
        ("role", "La députée Claire Dumas n'exclut pas de rouvrir la ligne.", LINE),
        ("role", "Saint-Brévin est maire.", CAREER),
        ("role", "Lise Morand est maire de Saint-Brévin.", CAREER),
        ("speaker", "Le préfet a déclenché la sirène à 22 h 50.", SIREN),
        ("speaker", "Gilles Astruc a déclenché la sirène.", SIREN),
        ("negation", "La ministre Claire Dumas exclut de rouvrir la ligne.", LINE),
        ("negation", "The driver was hurt.", COACH),
        ("modality", "La ligne a été rouverte.", LINE),
        ("modality", "Norvex ferme son site de Grandval.", MILL),
        ("modality", "Norvex a fermé son site de Grandval.", MILL),
        ("modality", "Norvex va fermer son site de Grandval.", MILL),
        ("direction", "Norvex pourrait ouvrir un site à Grandval.", MILL),
        ("direction", "Norvex pourrait créer jusqu'à 430 emplois.", MILL),
        ("wording", "Le collège de Vannes sera rénové en priorité.", MILLS),
        ("direction", "Les maraîchers sont soumis aux restrictions.", MILLS),
        ("wording", "Le comité manque d'eau, faute de pluie.", MILLS),
        ("dates", "L'arrosage est interdit entre 20 heures et 8 heures.", MILLS),
        ("modality", "La digue a été rehaussée.", MILLS),
        ("modality", "The government waived the loans.", TRIAL),
        ("wording", "The ash points to Iceland rather than Alaska.", TRIAL),
        ("modality", "The eruption cooled the north by half a degree.", TRIAL),
        ("dates", "Le pont a rouvert le 8 novembre 2024.", BRIDGE),
        ("wording", "Tous les logements sont vides.", RENT),
        ("content", "Le ferry a coulé au large de Santorin.", FERRY),
        ("content", "Le conseil a voté le budget de la bibliothèque.", RENT),
    ],
)
def test_an_altered_sentence_fails_its_check(check: str, sentence: str, held: Source) -> None:
    assert check in failed(sentence, held)


@pytest.mark.parametrize(
    ("sentence", "names"),
    [
        ("Le conseil a rejeté le projet le 20 novembre.", set()),
        ("Le projet a été rejeté mardi 20 novembre par le conseil.", set()),
        ("Le projet a été accepté par la préfecture le 20 novembre.", {"dates"}),
        ("La préfecture a accepté le projet un an plus tôt.", set()),
        ("L'audience aura lieu le 12 mai.", set()),
    ],
)
def test_a_date_keeps_its_verb(sentence: str, names: set[str]) -> None:
    told = "Le conseil a rejeté, mardi 20 novembre, le projet accepté un an plus tôt par la préfecture."
    held = source(told if "projet" in sentence else "L'audience est fixée au 12 mai.", "2029-11-21")
    assert failed(sentence, held) & {"dates"} == names


def test_the_detail_names_the_words() -> None:
    (check,) = (check for check in check_sentence("Le ferry transportait 241 passagers.", FERRY) if not check.passed)
    assert (check.name, check.detail) == ("figures", "241")


def test_where_somebody_is_said_to_have_said_it_the_pronoun_may_be_of_the_passage() -> None:
    held = source("Il souhaite doubler le trafic d'ici à 2030.", "2022-04-06", "Noé Castan prend la tête du port")
    assert not failed("Noé Castan souhaite doubler le trafic d'ici à 2030.", held)
    assert "figures" in failed("Noé Castan souhaite tripler le trafic d'ici à 2030.", held)
