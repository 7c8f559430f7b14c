"""The conversations of the evaluation are sound, and a turn is judged by its outcome and its facts."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bench.dialogues import DIALOGUES, ROOT, Judged, is_right, outcome, put, summary
from rag.evaluation.metrics import comparable, facts_stand, load_articles
from rag.sourcier import Sourcier

CONVERSATIONS: list[dict[str, Any]] = [json.loads(line) for line in DIALOGUES.read_text("utf-8").splitlines()]
TURN = {"asked": "Bonjour", "kind": "smalltalk", "means": "", "must": [], "must_not": [], "outcome": "smalltalk"}


@pytest.fixture(scope="module")
def rows(sourcier: Sourcier) -> list[Judged]:
    asked = "Combien de visiteurs le musée du Poulpe a-t-il accueillis ?"
    turns = [
        TURN,
        {"asked": asked, "kind": "alone", "means": asked, "must": [["48 200"]], "must_not": [], "outcome": "answered"},
        {"asked": asked, "kind": "alone", "means": asked, "must": [["61 300"]], "must_not": [], "outcome": "answered"},
        {"asked": asked, "kind": "alone", "means": asked, "must": [], "must_not": ["48 200"], "outcome": "answered"},
    ]
    return list(put(sourcier, {"id": "t", "turns": turns}))


def test_a_turn_is_right_with_its_outcome_its_facts_and_no_wrong_one(rows: list[Judged]) -> None:
    assert [row.right for row in rows] == [True, True, False, False]
    assert outcome(rows[0].answer) == "smalltalk"
    assert not is_right({**TURN, "outcome": "refused"}, rows[0].answer)


def test_the_shares_are_told_by_kind(rows: list[Judged]) -> None:
    told = summary(rows)
    assert "| smalltalk | 1 | 1 |" in told
    assert "| alone | 1 | 3 |" in told
    assert "**2** (0.50)" in told


@pytest.mark.parametrize("dialogue", CONVERSATIONS, ids=lambda dialogue: dialogue["id"])
def test_what_a_turn_must_hold_stands_in_the_articles(dialogue: dict[str, Any]) -> None:
    texts = comparable(" ".join(load_articles(ROOT / dialogue["articles"]).values()))
    assert 4 <= len(dialogue["turns"]) <= 6
    for turn in dialogue["turns"]:
        assert turn["outcome"] in ("answered", "refused", "smalltalk")
        assert bool(turn["must"]) == (turn["outcome"] == "answered")
        assert facts_stand(turn["must"], texts), turn["asked"]


def test_half_of_the_conversations_are_for_the_end() -> None:
    sets = [dialogue["set"] for dialogue in CONVERSATIONS]
    assert sets.count("dev") == sets.count("blind") == 9
