"""The answer step end to end on the sample articles, without a language model."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.evidence import gather
from rag.answering.expected import holds_answer
from rag.answering.latest import asks_about_now
from rag.answering.phrases import date_words, refusal_text, say
from rag.answering.refuse import lacks_what_is_asked
from rag.checking.source import source_of
from rag.errors import Unavailable
from rag.present import answer_object
from rag.question.subquestions import parts
from rag.reader.calibration import calibration
from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier
from rag.types import Coverage, Filters, Published
from tests.answering.played import holds
from vectorstore.index.chroma import Index


def test_every_example_question_gets_an_answer_object(sourcier: Sourcier) -> None:
    for example in json.loads((SAMPLES.parent / "questions.json").read_text("utf-8")):
        for language in ("fr", "en"):
            given = sourcier.ask(example[language])
            holds(given, sourcier)
            assert given.status in ("answered", "refused")
            assert given.question.language == language
            assert json.dumps(answer_object(given))


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("Que dit Jeanne Malvoisin de la crue de la Loude ?", "refused"),
        ("Que dit Hervé Quintard de la crue de la Loude ?", "answered"),
        ("Que dit Hervé Quintart de la crue de la Loude ?", "answered"),
    ],
)
def test_who_is_in_no_passage_has_said_nothing(sourcier: Sourcier, asked: str, status: str) -> None:
    assert sourcier.ask(asked).status == status


def test_a_comparison_quotes_both_sides_though_one_is_told_more_closely(sourcier: Sourcier) -> None:
    given = sourcier.ask("Les journaux donnent-ils le même nombre de véhicules ?")
    holds(given, sourcier)
    assert {"Le Brévalois libre", "Le Courrier de la Loude"} <= {c.passage.source for c in given.citations}
    assert "11 200" in given.text
    assert "9 400" in given.text


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("Combien la réparation du pont a-t-elle coûté finalement ?", "2024-09"),
        ("Où en est le pont des Tanneurs ?", "2024-09"),
        ("Qui dirige actuellement la ville de Saint-Avelin ?", "2025-10-21"),
        ("Quel était initialement le montant des travaux du pont des Tanneurs ?", "2023-03-16"),
        ("Combien de salariés la verrerie employait-elle au début ?", "2024-02-06"),
    ],
)
def test_the_asked_end_of_the_story_is_quoted_first(sourcier: Sourcier, asked: str, first: str) -> None:
    given = sourcier.ask(asked)
    holds(given, sourcier)
    published = given.citations[0].passage.published
    assert published
    assert published.value == first


def test_what_the_repair_cost_in_the_end(sourcier: Sourcier) -> None:
    given = sourcier.ask("Combien la réparation du pont a-t-elle coûté finalement ?")
    assert given.text.index("5,3 millions") < given.text.index("à 4,6 millions")


@pytest.mark.parametrize(
    ("asked", "about_now"),
    [
        ("Qui dirige la coopérative ?", True),
        ("En mars 2023, qui dirigeait la ville ?", False),
        ("Qui est maire de Saint-Avelin en mars 2023 ?", False),
        ("Who runs the cooperative?", True),
        ("De qui est cette phrase ?", False),
        ("Quel est le dernier bilan de la crue ?", True),
        ("Combien de personnes ont été évacuées ?", False),
    ],
)
def test_which_questions_are_about_now(sourcier: Sourcier, asked: str, about_now: bool) -> None:
    assert asks_about_now(sourcier.understand(asked)) is about_now


def test_the_span_is_shown_where_the_reader_is_sure_of_it(sourcier: Sourcier, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "Combien coûte l'entrée du musée du Poulpe ?"
    short = sourcier.ask(asked).short
    assert short is not None
    assert "".join(short.text.split()) == "7euros"
    cited = next(citation for citation in sourcier.ask(asked).citations if citation.n == short.citation)
    text = sourcier.article(cited.passage.article_id).draft.text
    assert text[short.start : short.end] == short.text
    monkeypatch.setattr("rag.answering.answer.calibration", lambda: replace(calibration(), short=99.0))
    unsure = sourcier.ask(asked)
    assert (unsure.status, unsure.short) == ("answered", None)


def test_of_a_table_only_the_row_asked_for_is_quoted(sourcier: Sourcier) -> None:
    one = sourcier.ask("Combien coûte un billet plein tarif de Saint-Avelin à Vaurelle ?")
    assert "6,40" in one.text
    assert "9,80" not in one.text
    assert "3,90" not in one.text


def test_a_sum_is_not_answered_without_one(sourcier: Sourcier) -> None:
    question = sourcier.understand("Combien Hervé Quintard a-t-il dépensé pour sa campagne ?")
    found = sourcier.retriever.find(question, 12)
    evidence = gather(question, found.hits, found.weights, sourcier.embedder, sourcier.answer_reader)
    without = [item.source for item in evidence if not re.search("euro|million", item.source.quote)]
    assert lacks_what_is_asked(question, without)
    assert not lacks_what_is_asked(question, [item.source for item in evidence if "euros" in item.source.quote])


@pytest.mark.parametrize(
    ("told", "age"),
    [
        ("Lucie Arnal, 52 ans, a été nommée.", True),
        ("L'institutrice de 34 ans avait abandonné.", True),
        ("The 34-year-old driver was not hurt.", True),
        ("Il est né en 1972 à Larnac.", True),
        ("Le gardien écope de quatre ans, dont deux avec sursis.", False),
        ("Le tribunal, cinq ans après, l'a condamné à 20 ans de prison.", False),
        ("Depuis trois ans, elle dirige le port.", False),
        ("Le serrurier est condamné à cinq ans, son neveu à trois.", False),
        ("Il a 34 ans.", True),
    ],
)
def test_years_of_prison_or_office_are_no_age(sourcier: Sourcier, told: str, age: bool) -> None:
    passage = sourcier.search("pont", 1)[1][0].passage
    held = source_of(replace(passage, start=0, end=len(told), text=told, sentences=((0, len(told)),)), (0, len(told)))
    assert holds_answer("Quel âge a-t-il ?", "age", held) is age


def test_what_one_part_of_a_question_leaves_open_is_said(sourcier: Sourcier) -> None:
    given = sourcier.ask("Combien d'habitants d'Orcevaux sont privés d'eau, et quel âge a leur maire ?")
    holds(given, sourcier)
    assert "1 870" in given.text
    assert given.text.endswith(say("part", "fr").format(part="quel âge a leur maire"))


def test_nothing_is_said_to_be_open_where_both_parts_are_answered(sourcier: Sourcier) -> None:
    given = sourcier.ask("Combien coûtera le chantier du pont des Tanneurs, et combien de temps va-t-il durer ?")
    assert given.status == "answered"
    assert "ne disent rien" not in given.text


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Qui a signé, et pour quel montant ?", ["Qui a signé", "pour quel montant"]),
        ("How many died and when did it happen?", ["How many died", "when did it happen"]),
        ("Combien de morts et de blessés ?", ["Combien de morts et de blessés"]),
        ("Le maire et celui qui l'a battu se parlent-ils ?", ["Le maire et celui qui l'a battu se parlent-ils"]),
    ],
)
def test_the_parts_of_a_question(question: str, found: list[str]) -> None:
    assert parts(question) == found


def test_closing_the_stream_stops_the_model(sourcier: Sourcier) -> None:
    stream = sourcier.stream("Pourquoi le pont des Tanneurs a-t-il été fermé ?")
    assert next(stream).kind == "sources"
    stream.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("question", ["Bonjour, écris-moi un poème.", "Hello, tell me a joke"])
def test_small_talk_is_declined(sourcier: Sourcier, question: str) -> None:
    given = sourcier.ask(question)
    assert given.status == "refused"
    assert given.refusal is not None
    assert given.refusal.coverage.articles == sourcier.coverage().articles


@pytest.mark.parametrize("question", ["?!…", "le la les de", "🙂🙂", 'NEAR("x" AND NOT *', "a" * 4000])
def test_odd_questions_never_raise(sourcier: Sourcier, question: str) -> None:
    assert sourcier.ask(question).status in ("answered", "refused")


def test_a_filter_that_leaves_nothing_is_a_refusal_that_says_so(sourcier: Sourcier) -> None:
    given = sourcier.ask("Pourquoi le pont a-t-il fermé ?", filters=Filters(start="1990", end="1991"))
    assert given.status == "refused"
    assert "filtre" in given.text


@pytest.mark.parametrize(
    ("published", "updated", "words"),
    [
        (Published("2024-04-09", "day", "e"), Published("2024-04-10", "day", "e"), "9 avril 2024"),
        (None, Published("2024-04-10", "day", "e"), "date inconnue"),
        (None, None, "date inconnue"),
    ],
)
def test_the_date_of_an_update_is_no_date_of_publication(
    sourcier: Sourcier, published: Published | None, updated: Published | None, words: str
) -> None:
    passage = replace(sourcier.search("pont")[1][0].passage, published=published, updated=updated)
    assert date_words(passage, "fr") == words


def test_what_the_archive_covers_is_said_in_good_french() -> None:
    covered = Coverage(2, "2028-06", "2032-11-30", ())
    assert "de juin 2028 au 30 novembre 2032" in refusal_text("…", covered, [], "fr")
    assert "du 1er mars 2030 à 2032" in refusal_text("…", replace(covered, first="2030-03-01", last="2032"), [], "fr")


def test_an_english_question_is_answered_from_french_articles(sourcier: Sourcier) -> None:
    given = sourcier.ask("Who runs the cooperative that took over the Sarmont glassworks?")
    holds(given, sourcier)
    assert given.status == "answered"
    assert {citation.passage.language for citation in given.citations} == {"fr"}


def test_an_archive_that_is_being_read_is_not_called_empty(
    tmp_path: Path, sourcier: Sourcier, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models").symlink_to(sourcier.settings.data / "models")
    opened = Sourcier.open(Settings(data=tmp_path, articles=SAMPLES, answerer="extractive"))
    goes_on, ingest = threading.Event(), opened.ingest
    monkeypatch.setattr(opened, "ingest", lambda paths, *more: goes_on.wait(60) and ingest(paths, *more))
    try:
        opened.prepare()
        with pytest.raises(Unavailable):
            opened.ask("Qui est maire de Saint-Avelin ?")
        goes_on.set()
        assert opened._loaded.wait(120)
        assert opened._background
        opened._background[0].join(120)
        assert isinstance(opened.index, Index)
        assert opened.index._exact
        assert opened.index._exact._size, "the vectors are read before anybody asks"
        assert opened.ask("Pourquoi le pont des Tanneurs a-t-il été fermé ?").status == "answered"
    finally:
        goes_on.set()
        opened.close()
