"""Kind, expected answer, language, outlet and follow-ups of invented questions; bad input."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.errors import BadInput
from rag.question import (
    expected_answer,
    find_order,
    find_sources,
    language_of,
    make_standalone,
    needs_history,
    understand,
)
from rag.question.kind import kind_of
from rag.types import Filters, Turn

TODAY = dt.date(2024, 5, 15)

KINDS = """
timeline | Retracez l'affaire du pont de Larnac.
timeline | Peux-tu me faire une chronologie de la grève des éboueurs ?
timeline | Comment le prix du blé a-t-il évolué entre 2020 et 2023 ?
timeline | Quelles ont été les étapes de la fermeture de la scierie ?
timeline | Dans l'ordre, qui a dirigé le conservatoire de Mornay ?
timeline | Reconstituez le déroulement de l'accident du funiculaire.
timeline | Quelle a été l'évolution du nombre de grévistes ?
timeline | Raconte l'affaire Delmas, du premier signalement à la condamnation.
timeline | Comment la position du maire sur le stade a-t-elle évolué ?
timeline | Give me a timeline of the harbour strike.
timeline | How did the story unfold from the fire to the verdict?
timeline | Quel est l'historique du projet de piscine ?
timeline | Fais-moi un récapitulatif pas à pas de la négociation.
timeline | Quels montants ont été successivement annoncés ?
timeline | Que s'est-il passé au chantier naval entre mars 2021 et juin 2022 ?
timeline | Quels bilans successifs la préfecture a-t-elle donnés ?
timeline | What happened at the mill between May and July 2020?
fact | Je prépare une chronologie de la grève : quel cabinet a mené l'audit ?
fact | Combien de défaites successives le club a-t-il connues ?
compare | Les journaux s'accordent-ils sur le nombre de blessés ?
compare | Combien de manifestants selon la police et combien selon les syndicats ?
compare | À quelle heure l'alarme a-t-elle sonné d'après le gardien et d'après le maire ?
compare | Le club et la mairie donnent-ils le même prix ?
compare | How many were hurt according to the union and according to the company?
compare | En quoi la version du syndicat diffère-t-elle de celle de la direction ?
compare | Les articles se contredisent-ils sur la cause de l'incendie ?
compare | D'un titre à l'autre, le bilan est-il le même ?
compare | Toutes les sources donnent-elles la même date ?
compare | Comparez ce que disent les deux quotidiens de la fusion.
compare | Y a-t-il des divergences entre les récits de la bagarre ?
compare | Quelles différences entre les deux versions du communiqué ?
compare | Le préfet et le maire donnent-ils la même explication ?
compare | Do the newspapers agree on the death toll?
compare | How do the two accounts of the crash differ?
compare | Les deux dépêches sont-elles d'accord sur le lieu ?
who_said | Qui a dit que le barrage tiendrait ?
who_said | Que pense Odile Marchetti du nouveau tarif ?
who_said | Qu'a déclaré le préfet après l'incendie ?
who_said | Qui a qualifié l'accord de « mascarade » ?
who_said | Qui accuse la régie d'avoir caché le rapport ?
who_said | De qui est la phrase « la mer reprend ce qu'elle donne » ?
who_said | Quelle est la position de la maire sur la fusion ?
who_said | Qu'en pense le syndicat des marins ?
who_said | Quels propos le ministre a-t-il tenus à Belmer ?
who_said | Comment la directrice justifie-t-elle la fermeture ?
who_said | Quelle a été la réaction du club ?
who_said | Selon qui la digue était-elle fragile ?
who_said | Que répond l'exploitant aux riverains ?
who_said | Qu'a dit Bastien Roque à propos de la piscine ?
who_said | Who said that the bridge was safe?
who_said | What did the mayor say about the fire?
who_said | Who criticised the new fares?
who_said | ¿Qué dijo la alcaldesa sobre el puente?
fact | Qui est le maire de Belmer ?
fact | Combien coûte le nouveau stade ?
fact | Où se trouve la nouvelle gare ?
fact | Quand le pont a-t-il rouvert ?
fact | Pourquoi la scierie a-t-elle fermé ?
fact | Qui a signé l'accord de pêche ?
fact | Quel âge avait la victime ?
fact | prix du ticket de tram
fact | Qui a remporté la régate ?
fact | Le maire a-t-il été réélu ?
fact | Quelle entreprise a construit le tunnel ?
fact | Who won the regatta?
fact | When did the bridge reopen?
fact | How many people live in Belmer?
fact | Quelle est la capitale de l'Australie ?
fact | Qui a remplacé la directrice du port ?
fact | Bonjour, qui est le maire de Belmer ?
fact | Merci. Et combien a coûté la digue ?
fact | Qui a écrit le poème lu à la cérémonie ?
fact | Que s'est-il passé à Belmer ?
fact | Qui êtes-vous allés interroger à Belmer ?
fact | Quelle blague a valu une amende au conseiller ?
fact | Bonjour tristesse est-il au programme du festival ?
fact | Salut les copains a-t-il été rediffusé ?
smalltalk | Bonjour
smalltalk | Salut, ça va ?
smalltalk | Merci beaucoup !
smalltalk | Bonsoir, comment allez-vous ?
smalltalk | Qui es-tu ?
smalltalk | Tu es un robot ?
smalltalk | Écris-moi un poème sur l'automne.
smalltalk | Peux-tu traduire cette phrase en allemand : le chat dort
smalltalk | Raconte-moi une blague
smalltalk | Salut ! Ça va ? Tu me racontes une blague ?
smalltalk | Hello, how are you? Tell me a joke
smalltalk | Écris une fonction Python qui trie une liste
smalltalk | Que sais-tu faire ?
smalltalk | Hello!
smalltalk | Hi, how are you?
smalltalk | Thanks a lot
smalltalk | Can you write me a poem about the sea?
smalltalk | Tell me a joke
smalltalk | Who are you?
smalltalk | What can you do?
smalltalk | Hola, ¿qué tal?
smalltalk | Quel temps fait-il ?
smalltalk | Combien font 12 x 12 ?
smalltalk | Ok merci
smalltalk | Au revoir et bonne journée
timeline | Quelles sont les grandes dates de l'affaire Delmas ?
timeline | Raconte-moi la grève du port, du préavis à l'accord.
timeline | Comment a évolué le nombre de blessés au fil des heures ?
timeline | Que s'est-il passé entre 2020 et 2023 au port de Belmer ?
timeline | Liste dans l'ordre les directeurs du musée.
timeline | What were the key steps of the merger?
timeline | Quelle est la chronologie des faits ?
timeline | Résume l'évolution du conflit.
timeline | Comment le dossier a-t-il avancé depuis 2021 ?
compare | Les deux journaux racontent-ils la même chose ?
compare | Le bilan varie-t-il d'une source à l'autre ?
compare | Quels points opposent les deux versions ?
compare | Y a-t-il une contradiction entre le maire et le préfet ?
compare | Les chiffres de la police et des syndicats concordent-ils ?
compare | Est-ce que Le Courrier et L'Écho donnent le même chiffre ?
compare | Does the Post contradict the Courier on the cause?
compare | Compare the two accounts
compare | Qui, du maire ou du préfet, donne le chiffre le plus élevé ?
who_said | Qui parle de « honte » à propos du stade ?
who_said | Que reproche la directrice au syndicat ?
who_said | Qui s'est dit « soulagé » après le verdict ?
who_said | À qui attribue-t-on la phrase « on verra demain » ?
who_said | Que dit le procureur de la plainte ?
who_said | Quel ministre a promis une aide aux pêcheurs ?
who_said | Quel expert met en doute le rapport ?
who_said | Comment le maire a-t-il justifié son absence ?
who_said | Qu'a répondu la direction ?
who_said | Qu'est-ce que Roque a dit du barrage ?
who_said | Who called the deal a disgrace?
who_said | What was the minister's reaction?
fact | Où s'est déroulé le congrès ?
fact | Combien de différentes espèces vivent dans le parc ?
fact | Quelle est la différence d'âge entre les deux frères ?
fact | Qui a été condamné pour le vol ?
fact | Quel hôpital a été fermé ?
fact | À quelle heure ouvre la mairie ?
fact | Quelle somme a été demandée par les ravisseurs ?
fact | Le syndicat a-t-il signé l'accord ?
fact | Combien d'élus ont voté contre ?
fact | De quel parti est issu le maire ?
fact | Pourquoi le bateau a-t-il fait demi-tour ?
fact | Who bought the shipyard?
fact | Which company built the tunnel?
fact | Raconte ce qui est arrivé au funiculaire.
fact | Peux-tu me dire qui est le maire de Belmer ?
fact | Merci de me dire qui dirige le port.
fact | Écrivez-vous que le barrage a cédé ?
fact | Quelle chanson a été chantée à la cérémonie ?
fact | Qui a traduit le discours du président ?
fact | Salut, tu sais combien coûte le tram ?
smalltalk | Coucou toi !
smalltalk | Merci, c'est très gentil
smalltalk | Qui t'a créé ?
smalltalk | Comment tu t'appelles ?
smalltalk | Peux-tu m'écrire un petit poème sur mon chat ?
smalltalk | Traduis « bonjour » en anglais
smalltalk | Translate this into French: good night
smalltalk | Write a Python script to sort a list
smalltalk | Good morning!
smalltalk | Donne-moi une recette de crêpes
smalltalk | Tu vas bien ?
smalltalk | Es-tu une intelligence artificielle ?
smalltalk | Chante-moi une chanson
smalltalk | Bonjour, j'ai besoin d'aide
smalltalk | Aide-moi à écrire une lettre de motivation
"""

EXPECTED = """
person | Qui est le maire de Belmer ?
person | Qui a signé l'accord ?
person | Quel ministre a démissionné ?
person | Quel est le nom du capitaine ?
person | À qui la mairie a-t-elle confié le chantier ?
person | Par qui le feu a-t-il été découvert ?
person | Who leads the port authority?
person | ¿Quién ganó la regata?
person | Lequel des candidats a été battu ?
person | Quelle avocate défend la famille ?
place | Où se trouve la nouvelle gare ?
place | Dans quelle ville s'est tenu le congrès ?
place | D'où venait le cargo ?
place | Where did the congress take place?
place | Quel pays a fourni les rails ?
place | lieu du congrès ?
place | Vers quel port le cargo a-t-il été remorqué ?
date | Quand le pont a-t-il rouvert ?
date | À quelle date le procès commence-t-il ?
date | En quelle année l'usine a-t-elle fermé ?
date | Quel jour a eu lieu le vol ?
date | Depuis quand la digue est-elle fissurée ?
date | À quelle heure l'alarme a-t-elle sonné ?
date | When did the bridge reopen?
date | date d'ouverture du musée
date | ¿Cuándo abrió el museo?
duration | Combien de temps a duré la grève ?
duration | Pendant combien de jours la route a-t-elle été coupée ?
duration | Quelle est la durée du bail ?
duration | How long did the strike last?
duration | How many weeks did the works take?
number | Combien de personnes ont défilé ?
number | Combien d'arbres ont été plantés ?
number | How many ships were damaged?
number | Quel est le nombre de logements prévus ?
number | Quelle est la superficie du parc ?
number | Quel est le bilan de l'incendie ?
money | Combien coûte le nouveau stade ?
money | Quel est le prix du billet ?
money | À combien s'élève l'amende ?
money | Quelle somme la région a-t-elle versée ?
money | How much did the stadium cost?
money | Quel est le salaire de la directrice ?
money | budget du festival
money | Combien la région a-t-elle dépensé pour la digue ?
percent | Quel pourcentage des habitants a voté non ?
percent | Quelle part du budget va à la culture ?
percent | Quel est le taux de chômage à Belmer ?
percent | What percentage of residents voted no?
age | Quel âge a la nouvelle directrice ?
age | âge du capitaine
age | How old is the captain?
reason | Pourquoi la scierie a-t-elle fermé ?
reason | Quelle est la cause de l'incendie ?
reason | Pour quelle raison le match a-t-il été reporté ?
reason | Comment expliquer la baisse des ventes ?
reason | Why was the match postponed?
reason | What caused the fire?
yesno | Le maire a-t-il été réélu ?
yesno | Est-ce que la digue a tenu ?
yesno | Y a-t-il des blessés ?
yesno | Did the dam hold?
yesno | La scierie va-t-elle rouvrir ?
yesno | Is the bridge open?
definition | Qu'est-ce que le plan Estran ?
definition | Que signifie le sigle CMB ?
definition | C'est quoi la taxe Ruban ?
definition | What does CMB stand for?
quote | Qu'a déclaré le préfet ?
quote | Que dit le rapport sur la digue ?
quote | What did the mayor say about the fire?
other | Quelle décision le conseil a-t-il prise ?
other | Comment la banque a-t-elle été piratée ?
other | Quelle entreprise a construit le tunnel ?
person | Sait-on qui a prévenu les pompiers ?
person | Quel est l'auteur du rapport ?
person | Avec qui le maire s'est-il allié ?
person | En 2023, qui dirigeait le port ?
person | Qui, selon le préfet, a ouvert les vannes ?
place | Dans quel pays le suspect s'est-il enfui ?
place | D'où provient le cuivre volé ?
place | Vers où le cargo se dirigeait-il ?
place | Jusqu'où l'eau est-elle montée ?
place | Quelle est la ville d'origine du suspect ?
date | Le pont rouvre quand ?
date | C'était quand, l'incendie ?
date | Quel jour la foire ferme-t-elle ?
date | Since when has the bridge been closed?
date | De quand date le rapport ?
duration | Depuis combien de temps le pont est-il fermé ?
duration | Combien d'années de prison a-t-il reçues ?
number | À combien estime-t-on la foule ?
number | Combien sont-ils à avoir signé ?
number | Quelle est la hauteur de la tour ?
money | À quel prix la maison a-t-elle été vendue ?
money | Combien a coûté la digue ?
money | C'est combien le ticket ?
money | Quel est le montant de l'amende ?
money | How much is the fine?
percent | De quel pourcentage les prix ont-ils augmenté ?
age | À quel âge est-elle devenue maire ?
age | Quel âge avait le pilote ?
reason | Pour quel motif a-t-il été arrêté ?
reason | À cause de quoi le train a-t-il déraillé ?
reason | Qu'est-ce qui a provoqué la panne ?
yesno | La digue a-t-elle cédé ?
yesno | Est-il vrai que le maire a démissionné ?
yesno | A-t-on retrouvé le chien ?
yesno | Has the mayor resigned?
yesno | Le musée sera-t-il rouvert en juin ?
definition | Qu'est-ce qu'un préavis ?
definition | Que veut dire CMB ?
other | Que contient le rapport ?
other | Comment le voleur est-il entré ?
other | Quel bateau assure la liaison ?
other | Quelle équipe a gagné la coupe ?
"""

LANGUAGES = """
fr | Qui est le maire ?
fr | prix du tram
fr | budget tramway ?
fr | 2023 ?
fr | Navéo
fr | combien coute le stade
fr | Pourquoi ?
fr | What Else : qui a tourné la publicité ?
en | Who is the mayor?
en | How many people died?
en | Why?
en | price of the ticket in Belmer
en | What did Ana Ruiz say?
en | Is the bridge open?
en | The mayor of Belmer
es | ¿Quién es el alcalde?
es | Cuántas personas murieron en el incendio
es | que dijo la ministra sobre el puente
es | ¿Dónde está el cuadro?
"""

OUTLETS = ["Le Courrier de Belmer", "Le Monde", "Ouest-France", "L'Écho du Larnac", "La Croix", "Nouvelles des Dunes",
           "lagazettemarine.fr", "The Harbour Post", "Libération", "Le Point", "Radio Larnac", "Midi Éco"]  # fmt: skip
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


def rows(table: str) -> list[tuple[str, str]]:
    return [
        (left.strip(), right.strip())
        for left, _, right in (line.partition(" | ") for line in table.strip().splitlines())
    ]


@pytest.mark.parametrize(("kind", "question"), rows(KINDS))
def test_kind(kind: str, question: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(("expected", "question"), rows(EXPECTED))
def test_expected_answer(expected: str, question: str) -> None:
    assert expected_answer(question) == expected


@pytest.mark.parametrize(("language", "question"), rows(LANGUAGES))
def test_language(language: str, question: str) -> None:
    assert language_of(question) == language


def the_one(named: tuple[str, ...]) -> str:
    """The only outlet named; "-" for none or several."""
    return named[0] if len(named) == 1 else "-"


@pytest.mark.parametrize(("outlet", "question"), rows(NAMED))
def test_outlet(outlet: str, question: str) -> None:
    assert the_one(find_sources(question, OUTLETS)) == outlet


@pytest.mark.parametrize(("outlet", "question"), rows(NAMED_IN_PRESS))
def test_outlet_among_names_of_common_words(outlet: str, question: str) -> None:
    assert the_one(find_sources(question, PRESS)) == outlet


FINE = (
    "Quelle peine pour l'armateur ?",
    "Hugo Tessier a été condamné à sept ans de prison par le tribunal de Larnac. [1]",
)
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


def turns(*texts: str) -> list[Turn]:
    return [Turn("assistant" if n % 2 else "user", text) for n, text in enumerate(texts)]


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


ORDERS = [
    ("Quel est le dernier bilan ?", "latest"),
    ("Qui dirige actuellement le port ?", "latest"),
    ("Combien le pont a-t-il coûté finalement ?", "latest"),
    ("Qui est maire aujourd'hui ?", "latest"),
    ("Où en est le chantier du port ?", "latest"),
    ("Où en était le chantier en 2021 ?", None),
    ("Where does the strike stand?", "latest"),
    ("Qu'a-t-on appris récemment ?", "latest"),
    ("What is the latest toll?", "latest"),
    ("Who is the current mayor?", "latest"),
    ("Où a eu lieu le dernier sommet ?", "latest"),
    ("Quel était le bilan initial ?", "earliest"),
    ("Qui dirigeait le chantier au début ?", "earliest"),
    ("Quelle était la date prévue à l'origine ?", "earliest"),
    ("Quand a-t-il plu pour la première fois ?", "earliest"),
    ("What was the initial toll?", "earliest"),
    ("Qui est le premier ministre ?", None),
    ("Qui est la première adjointe ?", None),
    ("Que s'est-il passé la semaine dernière ?", None),
    ("Quel bilan ces trois derniers mois ?", None),
    ("Au début de 2023, qui dirigeait le port ?", None),
    ("Qui a dit « premier arrivé, premier servi » ?", None),
    ("Que répond ce dernier ?", None),
    ("Quel était le bilan au début, et le dernier ?", None),
    ("Who is the prime minister?", None),
]


@pytest.mark.parametrize(("question", "order"), ORDERS)
def test_order(question: str, order: str | None) -> None:
    assert understand(question, today=TODAY).order == order


def test_order_alone() -> None:
    assert find_order("Quel est l'actuel directeur ?") == "latest"


@pytest.mark.parametrize("asked", ["", "   ", "\n", "x" * 4001])
def test_empty_or_endless_questions_are_bad_input(asked: str) -> None:
    with pytest.raises(BadInput) as caught:
        understand(asked, today=TODAY)
    assert "4000" in caught.value.fr or "vide" in caught.value.fr


@pytest.mark.parametrize(
    "asked", ["le la les de", "???", "…", "🎉🎉", '""', "AND OR NOT (", "a" * 4000, '* NEAR/3 "x"']
)
def test_odd_questions_are_questions_all_the_same(asked: str) -> None:
    question = understand(asked, turns(*FINE), today=TODAY, sources=OUTLETS)
    assert question.asked == asked
    assert question.period is None


def test_filters_of_the_reader_are_strict() -> None:
    question = understand(
        "Qui a gagné en 2020 ?", filters=Filters("2023", "2023-06", "le monde"), today=TODAY, sources=OUTLETS
    )
    assert question.strict
    assert question.source == "Le Monde"
    assert question.period
    assert question.period.first_day == dt.date(2023, 1, 1).toordinal()
    assert question.period.last_day == dt.date(2023, 6, 30).toordinal()


@pytest.mark.parametrize(
    "filters",
    [Filters("2023-13"), Filters("hier"), Filters("2023-02-30"), Filters("2024", "2023"), Filters(end="0000"),
     Filters("2023-6"), Filters("２０２３")],
)  # fmt: skip
def test_bad_filters(filters: Filters) -> None:
    with pytest.raises(BadInput):
        understand("Qui a gagné ?", filters=filters, today=TODAY)


def test_an_open_filter_and_an_unknown_outlet() -> None:
    question = understand(
        "Qui a gagné ?", filters=Filters(end="9999-12", source="Inconnu"), today=TODAY, sources=OUTLETS
    )
    assert question.source == "Inconnu"
    assert question.period
    assert question.period.first_day is None
    assert question.period.last_day == dt.date.max.toordinal()


@settings(max_examples=150, deadline=None)
@given(st.text(min_size=1, max_size=300), st.text(max_size=200))
def test_never_an_exception(asked: str, before: str) -> None:
    if asked.strip():
        question = understand(asked, turns(before, before), today=TODAY, sources=OUTLETS)
        assert question.standalone.startswith(question.asked)
        expected_answer(asked)


def test_outlets_named_together_are_the_sides_of_a_comparison() -> None:
    """Two outlets named are no filter but both are kept; one is the source; a reader's own filter stands alone."""
    known = ("Le Courrier de la Loude", "Radio Brévalois", "Le Brévalois libre")
    both = understand("Le Courrier de la Loude et Radio Brévalois s'accordent-ils ?", today=TODAY, sources=known)
    assert both.source is None
    assert both.compared == ("Le Courrier de la Loude", "Radio Brévalois")
    one = understand("Que dit Radio Brévalois de la crue ?", today=TODAY, sources=known)
    assert (one.source, one.compared) == ("Radio Brévalois", ())


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
