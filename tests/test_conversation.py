"""Follow-ups asked through the whole program, and which of two readings stands."""

from __future__ import annotations

from dataclasses import replace

from rag.conversation import better
from rag.sourcier import Sourcier
from rag.types import Question, Turn

FIRST = "Qui a succédé à Claire Aubert à la mairie de Saint-Avelin ?"
HISTORY = [Turn("user", FIRST), Turn("assistant", "**Hervé Quintard** lui a succédé. [1]")]
KNOWN = "Pourquoi le pont des Tanneurs a-t-il été fermé ?"
UNKNOWN = "Pourquoi la patinoire de Kermadoc a-t-elle été vendue à un armateur grec ?"


def stands(sourcier: Sourcier, bare: str, completed: str) -> str:
    first = sourcier.understand(bare)
    questions: tuple[Question, ...] = (first, replace(first, standalone=completed))
    looked = better(questions, sourcier._look, sourcier.embedder, sourcier.answer_reader, sourcier.coverage())
    return looked.question.standalone


def test_a_follow_up_is_completed_shown_and_what_it_asks_for_is_found(sourcier: Sourcier) -> None:
    answer = sourcier.ask("Quel âge a-t-il ?", HISTORY, answerer="extractive")
    assert answer.question.standalone == "Quel âge a Hervé Quintard ?"
    assert "58 ans" in answer.text


def test_a_completed_question_never_refuses_what_the_bare_one_answers(sourcier: Sourcier) -> None:
    assert stands(sourcier, KNOWN, UNKNOWN) == KNOWN


def test_the_completed_question_stands_where_it_is_answered(sourcier: Sourcier) -> None:
    assert stands(sourcier, UNKNOWN, KNOWN) == KNOWN


def test_thanks_in_a_conversation_are_no_question(sourcier: Sourcier) -> None:
    answer = sourcier.ask("Merci !", HISTORY, answerer="extractive")
    assert answer.question.kind == "smalltalk"
    assert answer.question.standalone == "Merci !"
    assert answer.text.startswith("Avec plaisir")
    assert answer.citations == ()


def test_small_talk_is_answered_warmly_and_never_searched(sourcier: Sourcier) -> None:
    for asked, told in (("Qui es-tu ?", "Je suis Sourcier."), ("hello", "Hello!"), ("ok merci", "Avec plaisir")):
        (looked, answered) = sourcier.stream(asked, HISTORY, answerer="extractive")
        assert looked.hits == ()
        assert answered.answer
        assert answered.answer.text.startswith(told)
