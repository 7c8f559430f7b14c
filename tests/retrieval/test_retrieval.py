"""Retrieval on the sample articles: the right passage, folded copies, filters, slips of the keyboard."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rag.retrieval.reranking import READ, rerank
from rag.sourcier import Sourcier
from rag.types import Filters, Hit

QUESTIONS = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "eval" / "questions.jsonl").read_text("utf-8").splitlines()
]


def name(hit: Hit) -> str:
    passage = hit.passage
    return passage.file if passage.record is None else f"{passage.file}#{passage.record}"


def test_the_gold_article_is_among_the_first_five(sourcier: Sourcier) -> None:
    asked = [q for q in QUESTIONS if q["answerable"] and not q.get("history")]
    found = 0
    for question in asked:
        gold = {g["article"] for g in question["gold"] + question.get("gold_alt", [])}
        found += bool(gold & {name(hit) for hit in sourcier.search(question["question"], 5)[1]})
    assert found / len(asked) >= 0.95


def test_hits_come_best_first_and_are_whole_passages(sourcier: Sourcier) -> None:
    _, hits = sourcier.search("Pourquoi le pont des Tanneurs a-t-il été fermé ?", 10)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    for hit in hits:
        text = sourcier.article(hit.passage.article_id).draft.text
        assert text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert 0 <= hit.score <= 1


def test_the_same_question_gives_the_same_hits(sourcier: Sourcier) -> None:
    first, second = (sourcier.search("fermeture de la verrerie", 8)[1] for _ in range(2))
    assert [h.passage.passage_id for h in first] == [h.passage.passage_id for h in second]


def test_a_tag_is_the_scope_of_a_question(sourcier: Sourcier) -> None:
    article = next(a for a in sourcier.articles(99)[0] if a.file == "gazette-tersagne_mosaique.txt")
    sourcier.tag("fouilles", [article.article_id], [])
    try:
        read, hits = sourcier.search("Pourquoi la verrerie ferme-t-elle ?", 10, filters=Filters(tag="Fouilles"))
        assert (read.tag, read.strict) == ("Fouilles", True)
        assert {hit.passage.article_id for hit in hits} == {article.article_id}
        assert sourcier.search("verrerie", 10, filters=Filters(tag="aucune"))[1] == []
    finally:
        sourcier.rename_tag("fouilles", "")


@pytest.mark.parametrize(
    ("asked", "file"),
    [
        ("mosaique romaine tersagne", "gazette-tersagne_mosaique.txt"),
        ("verrerie de sarmon fermeture du four", "verrerie"),
        ("How many people were evacuated in the flood?", "crue"),
    ],
)
def test_no_accents_slips_and_english(sourcier: Sourcier, asked: str, file: str) -> None:
    found = [name(hit) for hit in sourcier.search(asked, 5)[1]]
    assert any(file in one or "floods" in one for one in found)


def test_filters_exclude(sourcier: Sourcier) -> None:
    _, hits = sourcier.search("pont", 10, filters=Filters(start="2024", end="2024-12-31"))
    assert hits
    for hit in hits:
        assert hit.passage.published
        assert hit.passage.published.value.startswith("2024")
    _, hits = sourcier.search("pont", 10, filters=Filters(source="La Gazette de Tersagne"))
    assert {hit.passage.source for hit in hits} <= {"La Gazette de Tersagne"}


def test_a_period_in_the_question_prefers_but_does_not_exclude(sourcier: Sourcier) -> None:
    question, hits = sourcier.search("Que s'est-il passé au pont des Tanneurs en mars 2023 ?", 5)
    assert question.period is not None
    assert hits[0].passage.published is not None
    assert hits[0].passage.published.value.startswith("2023-03")


def test_copies_of_a_dispatch_take_one_place(sourcier: Sourcier) -> None:
    _, hits = sourcier.search("Qui annonce la fermeture de la verrerie de Sarmont ?", 12)
    texts = [hit.passage.text for hit in hits if hit.passage.dispatch]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    "odd", ['"" OR *', "NEAR(a, b)", "🙂", "le la les", "x" * 3900, "en 2199", "entre 2030 et 1990"]
)
def test_odd_searches_never_raise(sourcier: Sourcier, odd: str) -> None:
    assert isinstance(sourcier.search(odd, 5)[1], list)


def test_filters_reach_beyond_the_nearest_passages_of_all(sourcier: Sourcier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.retrieval.search.CANDIDATES", 3)
    asked = "Quand le pont des Tanneurs a-t-il fermé ?"
    assert "Tersagne Infos" not in {hit.passage.source for hit in sourcier.search(asked, 10)[1]}
    kept = sourcier.search(asked, 10, filters=Filters(source="Tersagne Infos"))[1]
    assert {hit.passage.source for hit in kept} == {"Tersagne Infos"}
    dated = sourcier.search(asked, 10, filters=Filters(start="2025", end="2025"))[1]
    assert len(dated) >= 3
    assert all(hit.passage.published and hit.passage.published.value.startswith("2025") for hit in dated)


def test_passages_of_a_period_named_in_the_question_are_looked_for(
    sourcier: Sourcier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rag.retrieval.search.CANDIDATES", 3)
    question = sourcier.understand("Que s'est-il passé à la verrerie en janvier 2025 ?")
    assert question.period is not None
    found = sourcier.retriever.find(question, 40).hits
    assert any(hit.passage.published and hit.passage.published.value.startswith("2025-01") for hit in found)
    assert any(hit.passage.published and not hit.passage.published.value.startswith("2025-01") for hit in found)


class Tokenless:
    """The embedder without its token vectors, as one that Ollama serves."""

    def __init__(self, sourcier: Sourcier) -> None:
        self._embedder = sourcier.embedder

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._embedder, name)

    def token_vectors(self, kind: str, texts: Sequence[tuple[str, ...]]) -> None:
        return None


def test_a_second_look_at_the_first_passages(sourcier: Sourcier) -> None:
    question = sourcier.understand("Pourquoi le pont des Tanneurs a-t-il été fermé ?")
    found = sourcier.retriever.find(question, 20)
    again = rerank(question, found.hits, found.weights, sourcier.embedder)
    assert {hit.passage.passage_id for hit in again[:READ]} == {hit.passage.passage_id for hit in found.hits[:READ]}
    assert again[READ:] == list(found.hits[READ:])
    assert [hit.score for hit in again[:READ]] != [hit.score for hit in found.hits[:READ]]
    assert all(0 <= hit.score <= 1 for hit in again)
    assert "pont des Tanneurs" in again[0].passage.text
    backwards = rerank(question, found.hits[READ - 1 :: -1], found.weights, sourcier.embedder)
    assert [hit.passage.passage_id for hit in backwards] == [hit.passage.passage_id for hit in again[:READ]]


@pytest.mark.parametrize(
    "asked",
    ["Retracez les étapes du chantier du pont des Tanneurs", "Comparez les chiffres de la crue selon les journaux"],
)
def test_what_is_spread_over_articles_keeps_its_order(sourcier: Sourcier, asked: str) -> None:
    question = sourcier.understand(asked)
    assert question.kind in ("timeline", "compare")
    found = sourcier.retriever.find(question, 12)
    assert rerank(question, found.hits, found.weights, sourcier.embedder) == list(found.hits)


def test_a_question_in_another_language_keeps_the_first_order(sourcier: Sourcier) -> None:
    question = sourcier.understand("How high did the Loude rise in January 2025?")
    assert question.language == "en"
    found = sourcier.retriever.find(question, 12)
    assert found.hits[0].passage.language == "fr"
    assert rerank(question, found.hits, found.weights, sourcier.embedder) == list(found.hits)


def test_no_second_look_without_token_vectors_words_or_passages(sourcier: Sourcier) -> None:
    question = sourcier.understand("Pourquoi le pont des Tanneurs a-t-il été fermé ?")
    found = sourcier.retriever.find(question, 12)
    tokenless = Tokenless(sourcier)
    assert rerank(question, found.hits, found.weights, tokenless) == list(found.hits)  # type: ignore[arg-type]
    assert rerank(question, (), found.weights, sourcier.embedder) == []
    wordless = replace(question, standalone=" ")
    assert rerank(wordless, found.hits, {}, sourcier.embedder) == list(found.hits)
