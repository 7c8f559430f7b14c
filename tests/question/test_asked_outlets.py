"""Outlets that a question names."""

from __future__ import annotations

import pytest

from rag.question import find_sources, understand
from tests.support.questions import OUTLETS, TODAY, rows

NAMED = """
Le Courrier de Belmer | Selon Le Courrier de Belmer, qui a gagné ?
Le Courrier de Belmer | selon le courrier de belmer qui a gagne ?
Le Courrier de Belmer | Que rapporte le Courrier de Belmer sur la digue ?
Le Courrier de Belmer | Selon Le Courrier, qui a gagné ?
Le Monde | D'après Le Monde, combien de blessés ?
Le Monde | Que dit Le Monde de la fusion ?
Le Monde | Quelle date donne Le Monde ?
Ouest-France | Dans Ouest-France, qui est cité ?
Ouest-France | Que lit-on dans Ouest France sur la digue ?
L'Écho du Larnac | D'après l'Echo du Larnac, où est le cargo ?
L'Écho du Larnac | L’Écho du Larnac parle-t-il de la digue ?
La Croix | Selon La Croix, que demande l'évêque ?
The Harbour Post | According to the Harbour Post, who won?
Libération | Qu'écrit Libération sur la grève ?
Libération | D'après Libération, qui a gagné ?
Nouvelles des Dunes | Quel chiffre dans la version corrigée des Nouvelles des Dunes ?
lagazettemarine.fr | Selon lagazettemarine.fr, quel port ?
Le Point | Dans Le Point, qui est interrogé ?
Radio Larnac | Que dit Radio Larnac ?
Midi Éco | Selon Midi Éco, quel est le déficit ?
- | Tout le monde est-il d'accord ?
- | Quel est le plus grand port du monde ?
- | Quelle croix a été volée dans l'église ?
- | Qui a planté la croix ?
- | Quel est le point de désaccord ?
- | La libération des otages a-t-elle eu lieu ?
- | Qui a envoyé le courrier à la mairie ?
- | Quelles nouvelles du chantier ?
- | Le Monde et Libération disent-ils la même chose ?
- | Qui a gagné la régate de Belmer ?
- | Où en est le projet du Larnac ?
- | Selon le monde entier, qui a raison ?
"""

PRESS = [
    "Le Courrier du Larnac", "Ouest-Lacs Info", "Le Figaro", "Le Monde diplomatique", "Le Monde", "20 Minutes",
    "AFP", "Reuters", "L'Express", "Le Parisien", "La Gazette de l'Orme", "Gazette maritime",
    "Les Échos", "L'Écho de Mornay", "BBC News", "El País", "Mon Panier Futé", "La Voix du Nord",
    "www.lavoiedesports.fr", "The Belmer Courier", "Europe 1", "Point de vue",
]  # fmt: skip
NAMED_IN_PRESS = """
Le Courrier du Larnac | Selon le Courrier du Larnac, que s'est-il passé ?
Ouest-Lacs Info | Que rapporte Ouest-Lacs Info ?
Ouest-Lacs Info | Selon Ouest-Lacs, qui a tort ?
Le Figaro | Que dit le Figaro ?
Le Figaro | D'après un article du Figaro, qui a signé ?
Le Monde diplomatique | Selon Le Monde diplomatique, qui gouverne ?
Le Monde | Un article du Monde cite-t-il le maire ?
20 Minutes | Selon 20 Minutes, combien de blessés ?
- | Le match a-t-il duré 20 minutes ?
AFP | Que dit l'AFP de l'accord ?
Reuters | According to Reuters, who won?
L'Express | D'après L'Express, quel est le prix ?
- | Le train express est-il en retard ?
- | Un Parisien a-t-il gagné le loto ?
La Gazette de l'Orme | Que révèle la Gazette de l'Orme ?
- | Selon la gazette, qui a gagné ?
Gazette maritime | Dans la Gazette maritime, quel port ?
Les Échos | D'après Les Échos, quel résultat ?
L'Écho de Mornay | Selon l'Écho de Mornay, quel résultat ?
BBC News | What does BBC News say?
BBC News | According to the BBC, who resigned?
El País | Según El País, ¿quién ganó?
- | ¿Quién gobierna el país?
Mon Panier Futé | Que conseille le blog Mon Panier Futé ?
- | Comment mon panier a-t-il été calculé ?
La Voix du Nord | La Voix du Nord a-t-elle publié un démenti ?
- | Qui a perdu la voix ?
The Belmer Courier | What did the Belmer Courier report?
Le Monde | Le Monde a-t-il parlé de l'incendie ?
- | Selon tout le monde, qui est coupable ?
- | Quel est le point de vue du maire ?
Europe 1 | Sur Europe 1, qu'a dit le ministre ?
- | Qui est le plus grand écrivain au monde ?
- | Qui lit Le Figaro et Le Parisien ?
- | Dans le monde entier, combien de cas ?
- | Dans Le Havre, combien de cas ?
"""


def the_one(named: tuple[str, ...]) -> str:
    """The only outlet named; "-" for none or several."""
    return named[0] if len(named) == 1 else "-"


@pytest.mark.parametrize(("outlet", "question"), rows(NAMED))
def test_outlet(outlet: str, question: str) -> None:
    assert the_one(find_sources(question, OUTLETS)) == outlet


@pytest.mark.parametrize(("outlet", "question"), rows(NAMED_IN_PRESS))
def test_outlet_among_names_of_common_words(outlet: str, question: str) -> None:
    assert the_one(find_sources(question, PRESS)) == outlet


def test_outlets_named_together_are_the_sides_of_a_comparison() -> None:
    """Two outlets named are no filter but both are kept; one is the source; a reader's own filter stands alone."""
    known = ("Le Courrier de la Loude", "Radio Brévalois", "Le Brévalois libre")
    both = understand("Le Courrier de la Loude et Radio Brévalois s'accordent-ils ?", today=TODAY, sources=known)
    assert both.source is None
    assert both.compared == ("Le Courrier de la Loude", "Radio Brévalois")
    one = understand("Que dit Radio Brévalois de la crue ?", today=TODAY, sources=known)
    assert (one.source, one.compared) == ("Radio Brévalois", ())
