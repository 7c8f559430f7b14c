"""Public sets in their published forms, invented ones here: read, put to the product's own steps, counted."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from bench.public import memerag, nomiracl, piaf
from bench.public.__main__ import figures
from bench.public.brought import thinned
from bench.public.given_passages import Decided, GivenPassages
from rag.errors import BadInput
from rag.evaluation.command import with_models
from rag.reader.calibration import calibration
from rag.settings import Settings
from rag.sourcier import Sourcier

CANAL = (
    "Canal de Vernoy",
    "Le canal de Vernoy a été ouvert à la navigation en 1874. Il relie la Sarve au port de Lamberque.",
)
OTHERS = (
    ("Sarve", "La Sarve prend sa source dans les monts d'Aulne: elle coule vers le nord."),
    ("Port de Lamberque", "Le port de Lamberque reçoit surtout du bois.\n\n[9] Ses quais sont en granit."),
)
OPENED = "En quelle année le canal de Vernoy a-t-il été ouvert à la navigation ?"
PAINTER = "Quel peintre a décoré la salle du conseil de Brissac-le-Haut ?"


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def prompt(question: str, passages: tuple[tuple[str, str], ...]) -> str:
    contexts = "\n\n".join(f"[{n}] {title}: {text}" for n, (title, text) in enumerate(passages, 1))
    return f"I will give you a question.\n\nQUESTION:\n{question}\n\nCONTEXTS:\n{contexts}\n\nOUTPUT:\n"


@pytest.fixture
def brought(tmp_path: Path) -> Path:
    """NoMIRACL as in its repository: one question that a passage answers, one that none does, one without a prompt."""
    baselines = tmp_path / "NoMIRACL" / "results" / "baselines"
    rows = {
        "relevant": [{"query_id": "1", "prompt": prompt(OPENED, (*OTHERS, CANAL))}, {"query_id": "2", "prompt": None}],
        "non_relevant": [{"query_id": "3", "prompt": prompt(PAINTER, OTHERS)}],
    }
    for subset, held in rows.items():
        (baselines / subset).mkdir(parents=True)
        (baselines / subset / "fr.test.vanilla_prompt.jsonl").write_text(lines(held), "utf-8")
        (baselines / subset / "es.test.vanilla_prompt.jsonl").write_text("not looked at", "utf-8")
    return tmp_path


def test_nomiracl_is_read_from_the_prompts_of_its_repository(brought: Path) -> None:
    silent, told = nomiracl.load(brought)
    assert (silent.question, silent.answerable, silent.passages) == (PAINTER, False, OTHERS)
    assert (told.question, told.answerable, told.passages) == (OPENED, True, (*OTHERS, CANAL))


def test_nomiracl_is_read_from_its_data_set_with_the_answering_passages_kept(tmp_path: Path) -> None:
    folder = tmp_path / "nomiracl" / "data" / "french"
    for kind in ("topics", "qrels"):
        (folder / kind).mkdir(parents=True)
    documents = [{"docid": f"d#{n}", "title": "Sarve", "text": f"Crue numéro {n}."} for n in range(12)]
    with gzip.open(folder / "corpus.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(lines(documents))
    (folder / "topics" / "test.relevant.tsv").write_text(f'7\t{OPENED} "sic\n', "utf-8")
    (folder / "topics" / "test.non_relevant.tsv").write_text(f"8\t{PAINTER}\n", "utf-8")
    judged = "".join(f"7\tQ0\td#{n}\t{int(n == 11)}\n" for n in range(12))
    (folder / "qrels" / "test.relevant.tsv").write_text(judged, "utf-8")
    (folder / "qrels" / "test.non_relevant.tsv").write_text("8\tQ0\td#0\t0\n", "utf-8")
    told, silent = nomiracl.load(tmp_path)
    assert (told.question, told.answerable, len(told.passages)) == (f'{OPENED} "sic', True, 10)
    assert ("Sarve", "Crue numéro 11.") in told.passages
    assert (silent.answerable, silent.passages) == (False, (("Sarve", "Crue numéro 0."),))


def test_the_answer_step_decides_over_given_passages(brought: Path, sourcier: Sourcier) -> None:
    asked = nomiracl.load(brought)
    passages = [passage for item in asked for passage in item.passages]
    step = GivenPassages(passages, sourcier.embedder, sourcier.answer_reader)
    silent, told = (step.ask(item.question, item.passages) for item in asked)
    assert told.answered
    assert not silent.answered
    assert silent.likely < calibration().refusal.threshold <= told.likely
    assert step.ask("Bonjour !", OTHERS) == Decided(answered=False, likely=0.0)
    assert not step.ask(OPENED, ()).answered
    text = "\n".join(nomiracl.measure(asked, sourcier.embedder, sourcier.answer_reader, limit=2))
    assert "1 questions answered by a passage, 1 by none" in text
    assert "as shipped** | **0.000** | **0.000** |" in text
    assert "curve of the estimate: 1.000" in text


def test_both_errors_are_told_at_every_threshold() -> None:
    decided = [
        (True, Decided(answered=True, likely=0.8)),
        (True, Decided(answered=False, likely=0.2)),
        (False, Decided(answered=True, likely=0.5)),
        (False, Decided(answered=False, likely=0.2)),
    ]
    assert nomiracl.errors(decided, 0.5) == (0.5, 0.5)
    assert nomiracl.errors(decided, 0.51) == (0.0, 0.5)
    assert nomiracl.auc(decided) == (1 + 1 + 0 + 0.5) / 4
    table = "\n".join(nomiracl.table(decided))
    assert "| 0.15 | 1.000 | 0.000 |" in table
    assert "| 0.85 | 0.000 | 1.000 |" in table


def said(sentence: str, factuality: str, label: str | None) -> dict[str, Any]:
    return {"sentence_id": 0, "sentence": sentence, "factuality": factuality, "fine_grained_factuality": label}


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    file = tmp_path / "MEMERAG" / "data" / "memerag" / "fr.jsonl"
    file.parent.mkdir(parents=True)
    answer = [
        said("Le canal de Vernoy a été ouvert à la navigation en 1874.", "Supported", "Direct paraphrase"),
        said("Le canal de Vernoy a été ouvert à la navigation en 1921.", "Not Supported", "Contradiction"),
        said("On peut y voir un progrès.", "Challenging to determine", None),
        said("]\n\n", "Not Supported", "Other mistake"),
    ]
    context = [{"text": text} for _, text in (CANAL, *OTHERS)]
    file.write_text(lines([{"query_id": "1", "query": OPENED, "context": context, "answer": answer}]), "utf-8")
    return tmp_path


def test_memerag_is_judged_sentence_by_sentence(labelled: Path, sourcier: Sourcier) -> None:
    sentences = memerag.load(labelled)
    assert [(item.true, item.label) for item in sentences] == [
        (True, "Direct paraphrase"),
        (False, "Contradiction"),
        (False, "Other mistake"),
    ]
    text = "\n".join(memerag.measure(sentences, sourcier.embedder, sourcier.answer_reader))
    assert "3 sentences, 1 of them held" in text
    assert "| **1.000** | 1.000 | 1.000 |" in text
    assert "| false: Contradiction | 1 | 0 | 0.000 |" in text


def test_memerag_weighs_true_and_false_alike() -> None:
    true, false = (memerag.Said("", true=kind, label="x", passages=()) for kind in (True, False))
    judged = [(true, True), (true, True), (true, True), (true, False), (false, True), (false, False)]
    assert "| **0.625** | 0.750 | 0.500 |" in "\n".join(memerag.table(judged))


PARAGRAPHS = [{"title": title, "text": text} for title, text in (*OTHERS, CANAL)]


def test_piaf_is_asked_of_all_paragraphs(tmp_path: Path, sourcier: Sourcier) -> None:
    folder = tmp_path / "piaf"
    (folder / "articles").mkdir(parents=True)
    (folder / "articles" / "paragraphs.jsonl").write_text(lines(PARAGRAPHS), "utf-8")
    asked = [{"id": "1", "question": OPENED, "answers": ["1874"], "gold_records": [2]},
             {"id": "2", "question": OPENED, "answers": ["granit"], "gold_records": [1]}]  # fmt: skip
    (folder / "questions.jsonl").write_text(lines(asked), "utf-8")
    settings = Settings(data=with_models(tmp_path, sourcier.settings.data), answerer="extractive")
    text = "\n".join(figures(tmp_path, settings, None))
    assert "2 questions on 3 paragraphs" in text
    assert "| 0.500 | 1.000 | 0.500 | 1.000 |" in text


def test_piaf_is_read_as_published(tmp_path: Path) -> None:
    (tmp_path / "piaf").mkdir()
    answer = {"text": "1874", "answer_start": 51}
    paragraphs = [{"context": OTHERS[0][1], "qas": []},
                  {"context": CANAL[1], "qas": [{"id": 1, "question": OPENED, "answers": [answer]}]}]  # fmt: skip
    held = {"version": "1.1", "data": [{"title": CANAL[0], "paragraphs": paragraphs}]}
    (tmp_path / "piaf" / "piaf-v1.1.json").write_text(json.dumps(held), "utf-8")
    found = piaf.load(tmp_path)
    assert found is not None
    assert [row["text"] for row in found.paragraphs] == [OTHERS[0][1], CANAL[1]]
    assert found.questions == (piaf.Asked(OPENED, frozenset([1]), ("1874",)),)


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"neither nomiracl/, memerag/ nor piaf/") as fault:
        list(figures(tmp_path, Settings(data=tmp_path), None))
    assert "docs/evaluation.md" in fault.value.fr
    with pytest.raises(BadInput, match="is not a folder"):
        list(figures(tmp_path / "nowhere", Settings(data=tmp_path), None))
    for name, load in (("nomiracl", nomiracl.load), ("memerag", memerag.load), ("piaf", piaf.load)):
        (tmp_path / name).mkdir()
        with pytest.raises(BadInput, match=name):
            load(tmp_path)
    broken = tmp_path / "memerag" / "memerag" / "fr.jsonl"
    broken.parent.mkdir()
    broken.write_text('{"context": []}\n', "utf-8")
    with pytest.raises(BadInput, match="missing 'answer'"):
        memerag.load(tmp_path)
    broken.write_text('{"context": []}\n{"ans', "utf-8")
    with pytest.raises(BadInput, match=r"fr\.jsonl cannot be used \(line 2"):
        memerag.load(tmp_path)


def test_a_limit_takes_the_same_rows_from_the_whole() -> None:
    assert thinned(range(10), 3) == [0, 3, 6]
    assert thinned(range(3), 10) == thinned(range(3), None) == [0, 1, 2]
