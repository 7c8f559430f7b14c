"""Kind, type of answer and language of invented questions."""

from __future__ import annotations

import pytest

from rag.question import expected_answer, language_of_question
from rag.question.kind import kind_of
from tests.support.questions import rows

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


@pytest.mark.parametrize(("kind", "question"), rows(KINDS))
def test_kind(kind: str, question: str) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(("expected", "question"), rows(EXPECTED))
def test_expected_answer(expected: str, question: str) -> None:
    assert expected_answer(question) == expected


@pytest.mark.parametrize(("language", "question"), rows(LANGUAGES))
def test_language(language: str, question: str) -> None:
    assert language_of_question(question) == language
