"""Batches that outlive the program: their journal, a kill in the middle of a line, bad input, the table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rag.desk.kept_batches import KeptBatches
from rag.errors import BadInput, NotFound
from rag.types import Answer
from tests.support.fake_service import FakeService

ASKED = ["Combien a coûté le pont de Valombre ?", "=1+1", "Qui a rouvert le pont ?"]


def answer_of(service: FakeService, question: str) -> Answer:
    return next(event.answer for event in service.stream(question) if event.answer)


def test_what_was_answered_is_there_for_the_next_program(tmp_path: Path) -> None:
    service, kept = FakeService(), KeptBatches(tmp_path)
    batch = kept.begin("questions.csv", ASKED, "extractive")
    kept.answered(batch.id, 0, answer_of(service, ASKED[0]))
    kept.failed(batch.id, 2, "Le modèle ne répond pas.")
    again = KeptBatches(tmp_path)
    assert again.get(batch.id) == kept.get(batch.id)
    assert (again.get(batch.id).done, again.get(batch.id).failed, again.get(batch.id).left) == (1, 1, 2)
    assert again.missing(batch.id) == [(1, "=1+1"), (2, ASKED[2])]
    assert [row["status"] for row in again.rows(batch.id, 0, 10)] == ["answered", "", "failed"]


def test_a_line_that_a_kill_cut_off_is_asked_again_and_spoils_nothing(tmp_path: Path) -> None:
    service, kept = FakeService(), KeptBatches(tmp_path)
    batch = kept.begin("", ASKED, None)
    kept.answered(batch.id, 0, answer_of(service, ASKED[0]))
    file = tmp_path / f"{batch.id}.jsonl"
    file.write_bytes(file.read_bytes()[:-40])
    again = KeptBatches(tmp_path)
    assert len(again.missing(batch.id)) == 3
    again.answered(batch.id, 1, answer_of(service, ASKED[1]))
    assert [place for place, _ in KeptBatches(tmp_path).missing(batch.id)] == [0, 2]


def test_the_table_holds_no_formula(tmp_path: Path) -> None:
    kept = KeptBatches(tmp_path)
    batch = kept.begin("", ["=cmd|' /C calc'!A0"], None)
    kept.failed(batch.id, 0, "@SUM(1)")
    assert b"'=cmd" in kept.table(batch.id, ".csv")
    assert b"'@SUM" in kept.table(batch.id, ".csv")
    assert json.loads(kept.table(batch.id, ".jsonl"))["status"] == "failed"
    assert kept.table(batch.id, ".xlsx").startswith(b"PK")


def test_none_too_many_and_unknown_are_told(tmp_path: Path) -> None:
    kept = KeptBatches(tmp_path)
    for questions in ([], [" ", ""], ["a"] * 10_001):
        with pytest.raises(BadInput):
            kept.begin("x", questions, None)
    for identity in ("0" * 16, "../../etc/passwd", ""):
        with pytest.raises(NotFound):
            kept.get(identity)
    assert kept.all() == []


def test_ten_thousand_questions_are_kept_and_removed(tmp_path: Path) -> None:
    kept = KeptBatches(tmp_path)
    batch = kept.begin("", [f"question {n} ?" for n in range(10_000)], None)
    assert kept.get(batch.id).left == 10_000
    assert [row["question"] for row in kept.rows(batch.id, 9_990, 25)] == [
        f"question {n} ?" for n in range(9_990, 10_000)
    ]
    kept.remove(batch.id)
    assert KeptBatches(tmp_path).all() == []
