"""Whether a written sentence answers the question or merely repeats its words."""

from __future__ import annotations

import numpy as np
import pytest

from rag.answering.evidence import Evidence
from rag.answering.point import echoed, to_the_point
from rag.checking.source import Source, source_of
from rag.types import Passage, Question

VERDICT = "Le tribunal de Larnac a condamné lundi l'armateur Hugo Tessier à deux ans de prison pour le naufrage."
FLEET = "Sa compagnie exploite six chalutiers et emploie 48 marins."
OTHER = "La mairie de Brisac a rouvert la halle, dont le chantier a coûté 310 000 euros."


def source(n: int, text: str, title: str) -> Source:
    """A passage of one sentence."""
    passage = Passage(
        passage_id=n, article_id=f"a{n}", file=f"{n}.txt", record=None, n=0, start=0, end=len(text), text=text,
        sentences=((0, len(text)),), title=title, source="La Gazette", author=None, url=None, published=None,
        updated=None, language="fr", copies=(), dispatch=None, superseded_by=None,
    )  # fmt: skip
    return source_of(passage, (0, len(text)))


SOURCES = {
    VERDICT: source(1, VERDICT, "Naufrage : deux ans pour l'armateur"),
    FLEET: source(2, FLEET, "Naufrage : deux ans pour l'armateur"),
    OTHER: source(3, OTHER, "La halle rouvre"),
}
SCORED = [(VERDICT, 9.0), (FLEET, 6.5), (OTHER, 1.0)]
NOWHERE = np.zeros(1, np.float32)
EVIDENCE = [Evidence(SOURCES[text], score, 0.5, 0.8, 0.5, True, n, NOWHERE) for n, (text, score) in enumerate(SCORED)]


@pytest.mark.parametrize(
    ("question", "sentence", "rests_on", "kept"),
    [
        ("À combien Hugo Tessier a-t-il été condamné ?", "Hugo Tessier a été condamné à deux ans.", VERDICT, True),
        ("Quel accusé ressort libre et blanchi ?", "Hugo Tessier ressort libre et blanchi.", VERDICT, False),
        ("Quelle peine pour le naufrage ?", "deux ans de prison", VERDICT, True),
        ("Quelle peine pour le naufrage ?", "48 marins", FLEET, False),
        ("Quelle peine pour le naufrage ?", "Sa compagnie emploie 48 marins et exploite six chalutiers.", FLEET, True),
        ("Quelle peine pour le naufrage ?", "Le chantier de la halle a coûté 310 000 euros à la mairie.", OTHER, False),
        ("Combien de marins la compagnie emploie-t-elle ?", "Sa compagnie exploite des chalutiers.", FLEET, False),
        ("Combien de marins la compagnie emploie-t-elle ?", "Sa compagnie emploie 48 marins.", FLEET, True),
        ("Comment s'appelle l'armateur condamné ?", "L'armateur a été condamné à deux ans de prison.", VERDICT, False),
        ("Comment s'appelle l'armateur condamné ?", "L'armateur Hugo Tessier a été condamné.", VERDICT, True),
        ("Quand Hugo Tessier a-t-il été condamné ?", "Il a été condamné lundi.", VERDICT, True),
        ("À quoi l'armateur nommé Tessier est-il condamné ?", "Il est condamné à deux ans de prison.", VERDICT, True),
        ("Quelle peine ?", "Il est condamné à deux ans et il est condamné à deux ans.", VERDICT, False),
        ("Que fait la mairie de Larnac ?", "La mairie a rouvert la halle après un long chantier.", OTHER, False),
    ],
)  # fmt: skip
def test_only_sentences_that_their_source_carries_answer(
    question: str, sentence: str, rests_on: str, kept: bool
) -> None:
    """Echoes, mere names from elsewhere, far-off sources and sources silent on what is named do not answer."""
    asked = Question(question, question)
    assert to_the_point(sentence, asked, SOURCES[rests_on], EVIDENCE) is kept


def test_words_of_the_question_that_the_source_has_are_no_echo() -> None:
    asked = Question("Pourquoi l'armateur a-t-il été condamné ?", "Pourquoi l'armateur a-t-il été condamné ?")
    assert echoed("L'armateur a été condamné pour le naufrage.", asked, SOURCES[VERDICT]) == []
