"""Models side by side: what a model wrote is counted against what is shown, and a run goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench.models import NONE, Outcome, chosen, is_false, put, read, report, run, table
from rag.errors import Unavailable
from rag.evaluation.command import with_models
from rag.evaluation.evaluate import load_questions
from rag.evaluation.metrics import Row, load_articles
from rag.models.writers import Writer
from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier
from tests.answering.played import Played
from tests.support.ollama_server import OllamaServer
from tests.support.smollm import smollm

QUESTION: dict[str, Any] = {
    "id": "m1",
    "question": "Combien d'habitants d'Orcevaux sont privés d'eau ?",
    "type": "number",
    "answerable": True,
    "gold": [],
    "must": [["1 870"]],
    "must_not": ["avant la Toussaint"],
}
DRAFT = "1 870 habitants d'Orcevaux sont privés d'eau potable. Ils seront 73 911 demain."


def test_a_written_sentence_is_false_with_a_fact_of_its_own(sourcier: Sourcier) -> None:
    hits = sourcier.search(QUESTION["question"])[1]
    assert not is_false("À Orcevaux, 1 870 habitants sont privés d'eau [1].", QUESTION, hits)
    assert is_false("73 911 habitants sont privés d'eau.", QUESTION, hits)
    assert is_false("L'eau revient avant la Toussaint.", QUESTION, hits)


def test_what_the_checks_stop_is_counted(sourcier: Sourcier, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = Writer("ollama", "played", Played(says=DRAFT), 4096, lambda text: len(text) // 3)  # type: ignore[arg-type]
    monkeypatch.setattr(sourcier.models, "writer", lambda wanted=None: writer)
    outcome = put(sourcier, QUESTION, load_articles(SAMPLES), "played")
    assert outcome.row.ok
    assert (outcome.written, outcome.shown, outcome.false, outcome.false_shown) == (2, 1, 1, 0)
    assert not outcome.fault


def test_a_model_that_cannot_be_had_is_told(sourcier: Sourcier, monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(wanted: object = None) -> Writer:
        raise Unavailable("absent", "absent")

    monkeypatch.setattr(sourcier.models, "writer", absent)
    outcome = put(sourcier, QUESTION, {}, "gone")
    assert (outcome.row.missing, outcome.fault) == (True, "absent")


def row(number: int, **fields: Any) -> Row:  # noqa: ANN401
    return Row(f"q{number}", "fact", True, "?", seconds=float(number), **fields)


def test_the_table_has_a_row_a_model_the_best_first(tmp_path: Path) -> None:
    poor = [Outcome(row(1), 4, 2, 2, 1), Outcome(row(3, refused=True), fault="too long")]
    good = [Outcome(row(1, ok=True, direct=True), 1, 1, 0, 0)]
    told = list(table({"poor": poor, "good": good, NONE: [Outcome(row(1, ok=True))]}))
    assert told[1].startswith(f"| {NONE} | 1 | 0.000 | 1.000 |")
    assert told[2] == "| good | 1 | 1.000 | 1.000 | 0.000 | – | 0.000 | 1 of 1 | 0 of 0 | 1.0 / 1.0 | 0 |"
    assert told[3] == "| poor | 2 | 0.000 | 0.000 | 0.500 | – | 0.000 | 2 of 4 | 1 of 2 | 2.0 / 3.0 | 1 |"


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.jsonl"
    other = QUESTION | {"id": "m2", "question": "Qui a peint le plafond de la gare de Brissac ?", "answerable": False}
    file.write_text("".join(json.dumps(q) + "\n" for q in (QUESTION, other)), "utf-8")
    return file


def test_a_run_goes_on_where_it_stopped(tmp_path: Path, questions: Path, sourcier: Sourcier) -> None:
    rows, asked = tmp_path / "rows.jsonl", load_questions(questions)
    settings = Settings(data=with_models(tmp_path, sourcier.settings.data))
    run(asked[:1], SAMPLES, settings, [NONE], rows)
    kept = rows.read_text("utf-8")
    rows.write_text(kept + '["none', "utf-8")
    run(asked, SAMPLES, settings, [NONE], rows)
    assert rows.read_text("utf-8").startswith(kept)
    assert [outcome.row.id for _, outcome in read(rows)] == ["m1", "m2"]
    run(asked, SAMPLES, settings, [NONE], rows)
    assert len(list(read(rows))) == 2
    assert f"| {NONE} | 2 |" in "\n".join(report(asked, [NONE], rows))
    assert f"| {NONE} | 1 |" in "\n".join(report(asked[1:], [NONE], rows))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OllamaServer]:
    running = OllamaServer(tmp_path_factory.mktemp("ollama"))
    running.start()
    try:
        running.create("smollm2", smollm())
        yield running
    finally:
        running.stop()


@pytest.mark.ollama
def test_every_chat_model_of_the_server_is_asked(
    server: OllamaServer, tmp_path: Path, questions: Path, sourcier: Sourcier
) -> None:
    models = chosen(server.host, [])
    assert models == [NONE, "smollm2:latest"]
    with pytest.raises(Unavailable, match="does not have nobody; it has: smollm2:latest"):
        chosen(server.host, ["nobody"])
    own = with_models(tmp_path, sourcier.settings.data)
    settings, rows = Settings(data=own, ollama_host=server.host), tmp_path / "rows.jsonl"
    asked = load_questions(questions)
    run(asked[:1], SAMPLES, settings, models, rows)
    assert server.requests("/api/chat") == 1
    run(asked[:1], SAMPLES, settings, models, rows)
    assert server.requests("/api/chat") == 1
    told = "\n".join(report(asked, models, rows))
    assert "| smollm2:latest | 1 |" in told
    (_, outcome) = list(read(rows))[1]
    assert outcome.written
    assert replace(outcome.row, seconds=None).ok
