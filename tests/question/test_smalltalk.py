"""Thanks, greetings and questions about the program: precision first."""

from __future__ import annotations

import pytest

from rag.question.smalltalk import Chat, chat_of, is_smalltalk

CHAT = """
Merci
Merci !
merci bcp
Merci beaucoup pour ces informations
merci pour la réponse
Merci, c'est très clair
Merci bien, bonne journée !
super merci
ok merci
ok super
OK
ok parfait
top
Top !
nickel
génial, merci
c'est noté
C'est noté, merci
d'accord
D'accord, merci pour ces précisions
je vois
je comprends
très intéressant
Intéressant !
ah ok
ah d'accord
hmm
haha
mdr
😀
👍
Merci 🙏
bien joué
bravo
qui es-tu
Qui es-tu ?
qui êtes-vous
t'es qui ?
tu es qui toi
c'est quoi sourcier
C'est quoi Sourcier ?
aide
Aide-moi
à l'aide
help
comment ça marche ?
Comment tu marches ?
comment t'utiliser ?
Que peux-tu faire pour moi ?
que sais-tu faire
bonjour
Bonjour !
bonjour à toi
Salut Sourcier
coucou
bonsoir
au revoir
À plus
bonne soirée
hello
hi there
Hey!
thanks
Thank you so much!
thanks a lot, very helpful
great, thanks
got it
I see
ok thanks
cool
awesome
Who are you?
what are you
what can you do?
How does this work?
bye
have a nice day
good job
you're great
test
oui
non
ça va ?
comment vas-tu
Merci pour tout
rien, merci
c'est tout, merci
pas mal
parfait
excellent
de rien
désolé
pardon
sorry
oups
"""
QUESTIONS = """
Merci de me dire qui est le maire
Bonjour, qui est le maire de Sarmont ?
Ok, et en 2025 ?
Super, et le musée ?
Aide aux entreprises : combien ?
Quelle aide la région apporte-t-elle ?
L'aide humanitaire
Qui êtes-vous, de Solène Kervadec, de quoi parle ce livre ?
Merci qui ?
Test de dépistage
Super U
Comment marche le système d'alerte ?
Comment ça marche, la consigne ?
Que peut faire le maire ?
Intéressant, combien coûte le pont ?
Top 5 des musées
Bravo Zulu
Salut fiscal
Help for refugees
How does the siren work?
What can the mayor do?
Thanks to whom was the factory saved?
Pardon présidentiel
oui ou non au référendum
Quoi de neuf à Saint-Avelin ?
Pourquoi ?
Combien ?
Et alors ?
Non-lieu
Je vois que le pont est fermé, pourquoi ?
"""


@pytest.mark.parametrize("said", CHAT.strip().splitlines())
def test_chat(said: str) -> None:
    assert is_smalltalk(said)


@pytest.mark.parametrize("asked", QUESTIONS.strip().splitlines())
def test_a_question_beside_a_greeting_is_a_question(asked: str) -> None:
    assert not is_smalltalk(asked)


@pytest.mark.parametrize(
    ("message", "sort"),
    [
        ("Merci beaucoup !", "thanks"),
        ("bonjour, merci", "thanks"),
        ("ok", "noted"),
        ("👍", "noted"),
        ("Bonjour", "hello"),
        ("comment ça va ?", "hello"),
        ("Bonjour, qui es-tu ?", "about"),
        ("que peux-tu faire ?", "about"),
        ("Who are you?", "about"),
        ("What can you do?", "about"),
        ("thanks, bye", "thanks"),
        ("Bonne soirée", "bye"),
        ("Écris-moi un poème", "other"),
        ("quelle heure est-il ?", "other"),
    ],
)
def test_each_sort_of_chat_has_its_own_line(message: str, sort: Chat) -> None:
    assert is_smalltalk(message)
    assert chat_of(message) == sort
