"""Whole conversations, turn by turn: what is completed and how, what stays as it was asked.

``tests/data/dialogues.jsonl``: one conversation a line; of each turn the question, the answer that was given, and the
readings that are right (the question itself where it stands alone).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rag.question import understand
from rag.types import Turn
from tests.support.questions import TODAY

DIALOGUES = [
    json.loads(line) for line in (Path(__file__).parents[1] / "data/dialogues.jsonl").read_text("utf-8").splitlines()
]


def test_half_of_the_later_questions_stand_alone() -> None:
    later = [turn for dialogue in DIALOGUES for turn in dialogue[1:]]
    alone = [turn for turn in later if turn["asked"] in turn["read"]]
    assert len(later) >= 190
    assert all(2 <= len(dialogue) <= 6 for dialogue in DIALOGUES)
    first = len(DIALOGUES)
    assert len(alone) + first >= (len(later) + first) / 2


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=lambda dialogue: dialogue[0]["asked"][:60])
def test_dialogue(dialogue: list[dict[str, Any]]) -> None:
    history: list[Turn] = []
    for turn in dialogue:
        assert understand(turn["asked"], history, today=TODAY).standalone in turn["read"]
        history += [Turn("user", turn["asked"]), Turn("assistant", turn["answer"])]
