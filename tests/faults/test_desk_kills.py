"""``kill -9`` in the middle of tagging and of a batch: nothing lost, nothing double."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rag.sourcier import Sourcier
from tests.faults import tasks
from tests.faults.bed import Zygote
from tests.faults.conftest import FULL

ARTICLES = 200 if FULL else 12
QUESTIONS = 40 if FULL else 4
BATCH_KILLS: list[dict[str, Any]] = [
    {"at": "os:fsync", "call": 2, "before": True},
    {"at": "os:fsync", "call": 3, "before": False},
    {"reported": 2, "after": 0.02},
]
TAG_KILLS: list[dict[str, Any]] = [
    {"reported": 5, "after": 0.0},
    {"at": "vectorstore.catalogue.annotations:Annotations.tag", "call": 4, "before": True},
]
"""The first of each in a run of all tests, all in a full one."""


class Desk:
    """A library to be copied for each round."""

    def __init__(self, folder: Path, models: Path) -> None:
        self.folder, self.models, self.zygote = folder, models, Zygote(folder)
        self.zygote.done("build", data=str(folder / "whole"), articles=ARTICLES, indexed=ARTICLES)

    def copy(self, name: str = "whole") -> Path:
        """The library as it was."""
        data = self.folder / f"{name}-round"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(self.folder / name, data, symlinks=True)
        if not (data / "models").exists():
            (data / "models").symlink_to(self.models)
        return data

    def killed(self, task: str, kill: dict[str, Any], **arguments: object) -> str:
        """What a task had printed when it was killed."""
        log = self.folder / "killed.log"
        assert self.zygote.run(task, log, kill, **arguments) == -9
        return log.read_text("utf-8")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, sourcier: Sourcier) -> Iterator[Desk]:
    sourcier.embedder.query("le quai")  # makes the embedder's network, once for all
    made = Desk(tmp_path_factory.mktemp("desk"), sourcier.settings.data / "models")
    yield made
    made.zygote.close()


def some(kills: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return kills if FULL else kills[:1]


@pytest.mark.parametrize("kill", some(TAG_KILLS), ids=str)
def test_tags_and_notes_that_were_reported_are_kept(desk: Desk, kill: dict[str, Any]) -> None:
    data = desk.copy()
    reported = [line.split()[1] for line in desk.killed("tag", kill, data=str(data)).splitlines() if "taken" in line]
    told = desk.zygote.told("tagged", data=str(data))
    whole = [one for one, (tags, note, _) in told["found"].items() if tags == ["à relire"] and note.startswith("vu")]
    assert len(reported) >= 2
    assert set(reported) <= set(whole)
    assert len(told["found"]) - len(reported) in (0, 1, 2)  # what was under way is there or not, whole or half
    assert len({told["found"][one][2] for one in whole}) == 1
    assert told["tags"] == {"à relire": len([1 for tags, _, _ in told["found"].values() if tags])}
    desk.zygote.done("tag", data=str(data))
    told = desk.zygote.told("tagged", data=str(data))
    assert told["tags"] == {"à relire": ARTICLES}


@pytest.mark.parametrize("kill", some(BATCH_KILLS), ids=str)
def test_a_batch_goes_on_where_it_was(desk: Desk, kill: dict[str, Any], tmp_path: Path) -> None:
    data, output = desk.copy(), tmp_path / "answers.jsonl"
    given: dict[str, Any] = {"data": str(data), "output": str(output), "count": QUESTIONS}
    printed = desk.killed("batch", kill, **given)
    reported = [line.removeprefix("taken ") for line in printed.splitlines() if line.startswith("taken")]
    lines = (tmp_path / "answers.jsonl.journal").read_text("utf-8").splitlines()
    written = [json.loads(line)["question"] for line in lines]
    told = desk.zygote.told("batch", **given)
    asked = tasks.questions(QUESTIONS)
    assert written
    assert set(reported) <= set(written)
    assert told["asked"] == asked[len(written) :]
    assert [row["question"] for row in told["rows"]] == asked
    assert [json.loads(line) for line in output.read_text("utf-8").splitlines()] == told["rows"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.jsonl"]
    undisturbed = desk.zygote.told("batch", **{**given, "output": str(tmp_path / "other.jsonl")})
    assert undisturbed["rows"] == told["rows"]
