"""The scorer gives the figures that its definitions say, and the project's own question file is sound."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from rag.errors import BadInput, Unavailable
from rag.evaluation.evaluate import (
    check_floors,
    evaluate,
    failures,
    load_questions,
    markdown_table,
    measure_ceiling,
    score_rows,
)
from rag.evaluation.metrics import METRICS, comparable, grade, load_articles, numbers, share, squash

ROOT = Path(__file__).resolve().parents[2]
QUESTIONS = ROOT / "eval" / "questions.jsonl"
ARTICLES = ROOT / "samples" / "articles"
REFUSED = {"unanswerable", "furniture_trap", "out_of_scope"}

QUESTION: dict[str, Any] = {
    "id": "t1",
    "question": "Combien de barques ?",
    "type": "number",
    "answerable": True,
    "gold": [{"article": "port.txt", "quote": "Le port compte 1 240 barques."}],
    "gold_alt": [{"article": "copie.txt", "quote": "1 240 barques au port"}],
    "must": [["1240", "mille deux cent quarante"]],
    "must_not": ["900 barques"],
}
TEXTS = {
    "port.txt": "Titre\nLe port compte\u00a01 240 barques. On en voulait 900.",
    "copie.txt": "1 240 barques au port",
}


def response(answer: str, quote: str | None = None, **citation: object) -> dict[str, Any]:
    cited = {"file": "port.txt", "record": None, "passage": quote, "quote": quote, "published": None} | citation
    return {
        "status": "answered",
        "answer": answer,
        "citations": [cited] if quote else [],
        "sentences": [{"text": answer, "citations": [1] if quote else []}],
        "timings": {"retrieval_s": 0.5},
    }


def test_fold_squash_numbers() -> None:
    assert comparable("L’Été à 1\u202f234 œufs") == "l'ete a 1234 oeufs"
    assert squash("a\u00a0b\n\n c ") == "a b c"
    assert numbers("En 2024, 1 234,5 euros [1, 2] et 3.5 %") == {"2024", "1234.5", "3.5"}
    assert share([(1, 2), None, (1, 2)]) == 0.5
    assert share([]) is None


def test_right_answer() -> None:
    row = grade(QUESTION, response("Le port compte 1 240 barques [1].", "Le port compte 1 240 barques."), TEXTS)
    assert row.ok
    assert (row.hit, row.gold_cited, row.cited_gold) == (True, (1, 1), (1, 1))
    assert (row.verbatim, row.uncited, row.loose) == ((1, 1), (0, 1), ())


def test_part_of_the_gold_quote_is_a_hit_and_a_reprint_counts() -> None:
    row = grade(QUESTION, response("1240", "1 240 barques", file="copie.txt"), TEXTS)
    assert (row.hit, row.gold_cited) == (True, (1, 1))


@pytest.mark.parametrize("quote", ["Le port compte 900 barques.", "Le port compta 1 240 barques."])
def test_altered_quote_is_not_verbatim(quote: str) -> None:
    assert grade(QUESTION, response("1240", quote), TEXTS).verbatim == (0, 1)


def test_wrong_loose_and_uncited() -> None:
    row = grade(QUESTION, response("Il y a 1 240 barques, ou 900 barques, en 1987."), TEXTS)
    assert (row.ok, row.wrong_fact, row.loose, row.uncited) == (False, True, ("1240", "1987", "900"), (1, 1))


def test_date_and_title_of_the_cited_article_hold_figures() -> None:
    published = {"value": "2024-05-07", "precision": "day", "evidence": "7 mai 2024"}
    given = response("Le 7 mai 2024, 1 240.", "1 240 barques", published=published, title="Port 12")
    assert grade(QUESTION, given, TEXTS).loose == ()


def test_refusals() -> None:
    refused = response("Les articles ne le disent pas.") | {"status": "refused"}
    unanswerable = QUESTION | {"answerable": False}
    assert not grade(QUESTION, refused, TEXTS).ok
    assert grade(QUESTION, refused, TEXTS).hit is None
    assert grade(unanswerable, refused, TEXTS).ok
    assert not grade(unanswerable, response("900 barques"), TEXTS).ok
    assert not grade(unanswerable, refused | {"answer": "900 barques"}, TEXTS).wrong_fact
    assert grade(QUESTION, None, TEXTS).missing


def test_texts_of_every_format(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<script>x=1</script><p>d&eacute;j&agrave;</p>", "utf-8")
    (tmp_path / "b.jsonl").write_text('{"title": "T", "text": "un"}\n\n{"text": "deux"}\n', "utf-8")
    (tmp_path / "c.txt").write_bytes("été".encode("latin-1"))
    (tmp_path / "d.txt").write_text("l'Ã©tÃ©", "utf-8")
    texts = load_articles(tmp_path)
    assert texts["a.html"].split() == ["déjà"]
    assert (texts["b.jsonl#0"], texts["b.jsonl#1"]) == ("T un", "deux")
    assert texts["c.txt"] == "été"
    assert texts["d.txt"].endswith("l'été")


def test_evaluate_with_an_answerer_that_knows(tmp_path: Path) -> None:
    """Asked of someone who quotes the gold, every answerable question is a hit and every figure is held."""
    known = {question["question"]: question for question in load_questions(QUESTIONS)}
    texts = load_articles(ARTICLES)

    def ask(question: str, history: list[dict[str, str]]) -> dict[str, Any]:
        row = known[question]
        assert history == row.get("history", [])
        if not row["answerable"]:
            return {"status": "refused", "answer": "Les articles ne le disent pas.", "citations": []}
        entries = row["gold"] + row.get("gold_alt", [])
        citations = [_cited(entry, texts) for entry in entries]
        text = "; ".join(group[0] for group in row["must"])
        sentences = [{"text": text, "citations": [1]}]
        return {"status": "answered", "answer": text, "citations": citations, "sentences": sentences}

    def search(query: str, k: int) -> list[dict[str, Any]]:
        row = next(row for question, row in known.items() if query.endswith(question))
        return [{"title": None, "text": texts[entry["article"]]} for entry in row["gold"]][:k]

    seen: list[tuple[int, int]] = []
    scores = evaluate(QUESTIONS, ARTICLES, ask, search, lambda n, total: seen.append((n, total)))
    assert scores.missing == 0
    for name in METRICS:
        bad = name in ("false_refusals", "uncited_sentences", "loose_numbers", "wrong_facts")
        assert scores.metrics[name] == (0 if bad else 1), name
    assert scores.ceiling["facts@12"] > 0.9
    assert seen[-1] == (len(known), len(known))
    assert check_floors(scores, ROOT / "eval" / "floors.json") == []
    assert failures(scores) == ""
    assert scores.as_json()["failed"] == []


def _cited(entry: dict[str, str], texts: dict[str, str]) -> dict[str, Any]:
    name, _, record = entry["article"].partition("#")
    return {
        "file": name,
        "record": int(record) if record else None,
        "passage": texts[entry["article"]],
        "quote": entry["quote"],
        "published": {"value": "2023-2024-2025", "evidence": ""},
    }


def test_a_fault_is_a_missing_answer_with_its_message(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(json.dumps(QUESTION), "utf-8")

    def ask(question: str, history: list[dict[str, str]]) -> dict[str, Any]:
        raise Unavailable("Le modèle manque.", "The model is missing.")

    scores = evaluate(file, tmp_path, ask)
    assert (scores.missing, scores.errors) == (1, {"t1": "The model is missing."})
    assert "The model is missing." in failures(scores)


def test_floors_and_table(tmp_path: Path) -> None:
    rows = [grade(QUESTION, response("Aucune idée."), TEXTS, 2.0), grade(QUESTION, response("1240"), TEXTS, 4.0)]
    scores = score_rows(rows, {"facts@3": 0.5})
    floors = tmp_path / "floors.json"
    floors.write_text(
        json.dumps({"at_least": {"accuracy": 0.6, "verbatim": 1}, "at_most": {"uncited_sentences": 0.5}}), "utf-8"
    )
    assert check_floors(scores, floors) == [
        "accuracy is 0.5, the floor is at least 0.6",
        "verbatim is –, the floor is at least 1",
        "uncited_sentences is 1, the floor is at most 0.5",
    ]
    table = markdown_table(scores)
    assert "| accuracy | 0.5 |" in table
    assert "| number | 1 | 2 |" in table
    assert scores.times == {"seconds_p50": 3.0, "seconds_p95": 4.0, "first_p50": 0.5, "first_p95": 0.5}


def test_ceiling_counts_facts_in_the_first_passages() -> None:
    passages = [{"title": None, "text": "rien"}] * 3 + [{"title": "1 240 barques", "text": ""}]
    assert measure_ceiling([QUESTION], lambda query, k: passages[:k]) == {
        "facts@3": 0.0,
        "facts@6": 1.0,
        "facts@12": 1.0,
    }


@pytest.mark.parametrize("line", ["", "{", '{"id": "x"}', "[]"])
def test_a_question_file_that_cannot_be_used_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "q.jsonl"
    file.write_text(line, "utf-8")
    with pytest.raises(BadInput):
        load_questions(file)


def test_no_question_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput):
        load_questions(tmp_path / "absent.jsonl")


def test_own_questions_are_sound() -> None:
    questions = load_questions(QUESTIONS)
    texts = load_articles(ARTICLES)
    texts["gazette-tersagne_mosaique.txt"] = (ARTICLES / "gazette-tersagne_mosaique.txt").read_text("latin-1")
    assert len({question["id"] for question in questions}) == len(questions) >= 60
    for question in questions:
        refusal = question["type"] in REFUSED
        assert question["answerable"] != refusal, question["id"]
        assert bool(question["gold"] and question["must"]) != refusal, question["id"]
        assert ("history" in question) == (question["type"] == "followup"), question["id"]
        for entry in question["gold"] + question.get("gold_alt", []):
            assert entry["quote"] in texts[entry["article"]], (question["id"], entry)
            assert not any(comparable(bad) in comparable(entry["quote"]) for bad in question["must_not"]), question[
                "id"
            ]


def test_own_questions_have_every_type_and_their_facts() -> None:
    questions = load_questions(QUESTIONS)
    texts = {name: comparable(text) for name, text in load_articles(ARTICLES).items()}
    counts = Counter(question["type"] for question in questions)
    assert len(counts) == 14
    assert counts["unanswerable"] >= 12
    for question in questions:
        entries = question["gold"] + question.get("gold_alt", [])
        whole = " ".join(texts[entry["article"]] for entry in entries)
        for group in question["must"]:
            assert any(comparable(fact) in whole for fact in group), (question["id"], group)
    everything = " ".join(texts.values())
    for question in questions:
        if question["type"] == "furniture_trap":
            assert any(comparable(bad) in everything for bad in question["must_not"]), question["id"]
