"""Put a question file to the program and score the answers: what ``python -m rag eval`` prints.

A question is one JSON object a line: id, question, lang, type, answerable, gold (article and exact quote),
must (groups of alternatives), must_not, note; optionally gold_alt and history.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rag.errors import BadInput, SourcierError
from rag.evaluation.metrics import METRICS, Row, facts_found, grade, load_articles, share, summarize

Question = dict[str, Any]
Ask = Callable[[str, list[dict[str, str]]], dict[str, Any]]
Search = Callable[[str, int], list[dict[str, Any]]]
DEPTHS = (3, 6, 12)
_REQUIRED = {"id", "question", "type", "answerable", "gold", "must", "must_not"}


@dataclass(frozen=True, slots=True)
class Scores:
    """The figures of one run; shares in 0..1, None where nothing could be counted, times in seconds."""

    questions: int
    missing: int
    metrics: dict[str, float | None]
    times: dict[str, float]
    by_type: dict[str, tuple[int, int]]
    ceiling: dict[str, float]
    """Share of the answerable questions whose facts all stand in the first 3, 6, 12 passages."""
    rows: tuple[Row, ...] = field(default=(), repr=False)
    errors: dict[str, str] = field(default_factory=dict)
    """What the program said, by question id, where it failed."""

    def as_json(self) -> dict[str, Any]:
        """One flat JSON object with every figure, and the questions that failed."""
        return {
            "questions": self.questions,
            "missing": self.missing,
            **self.metrics,
            **self.times,
            **self.ceiling,
            "by_type": {name: f"{good}/{all_}" for name, (good, all_) in self.by_type.items()},
            "failed": [row.id for row in self.rows if not row.ok],
            "errors": self.errors,
        }


def load_questions(path: Path) -> list[Question]:
    """Read a question file. Raises BadInput, naming the line, for one that cannot be used."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} ne se lit pas : {error}.", f"{path} cannot be read: {error}.") from error
    questions = [_parse(path, n, line) for n, line in enumerate(lines, 1) if line.strip()]
    if not questions:
        raise BadInput(f"{path} ne contient aucune question.", f"{path} holds no question.")
    return questions


def evaluate(
    questions: Path,
    articles: Path,
    ask: Ask,
    search: Search | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Scores:
    """Ask every question of the file, score the answers against ``articles``, and measure the search's ceiling.

    ``ask`` takes question and history and gives the answer object; a SourcierError counts as a missing answer.
    """
    asked, texts = load_questions(questions), load_articles(articles)
    rows: list[Row] = []
    errors: dict[str, str] = {}
    for n, question in enumerate(asked, 1):
        start = time.perf_counter()
        response: object = None
        try:
            response = ask(question["question"], question.get("history") or [])
        except SourcierError as error:
            errors[question["id"]] = str(error)
        rows.append(grade(question, response, texts, time.perf_counter() - start))
        if progress:
            progress(n, len(asked))
    return score_rows(rows, measure_ceiling(asked, search) if search else {}, errors)


def score_rows(
    rows: Sequence[Row], ceiling: dict[str, float] | None = None, errors: dict[str, str] | None = None
) -> Scores:
    """Sum graded rows up."""
    types = sorted({row.type for row in rows})
    outcomes = {name: [row.ok for row in rows if row.type == name] for name in types}
    return Scores(
        questions=len(rows),
        missing=sum(row.missing for row in rows),
        metrics=summarize(rows),
        times=_times("seconds", [row.seconds for row in rows]) | _times("first", [row.first_source_s for row in rows]),
        by_type={name: (sum(oks), len(oks)) for name, oks in outcomes.items()},
        ceiling=ceiling or {},
        rows=tuple(rows),
        errors=errors or {},
    )


def measure_ceiling(questions: Sequence[Question], search: Search) -> dict[str, float]:
    """How far retrieval lets the answers go; a follow-up is searched with its history's words before it."""
    found: list[tuple[bool, ...]] = []
    for question in (question for question in questions if question["answerable"]):
        turns = [turn["content"] for turn in question.get("history") or []]
        passages = search(" ".join([*turns, question["question"]]), max(DEPTHS))
        found.append(tuple(facts_found(question, passages[:depth]) for depth in DEPTHS))
    return {f"facts@{depth}": share([(row[n], 1) for row in found]) or 0.0 for n, depth in enumerate(DEPTHS) if found}


def markdown_table(scores: Scores) -> str:
    """The figures as Markdown: one table of metrics, one by type of question."""
    lines = [f"{scores.questions} questions, {scores.missing} without an answer object.", ""]
    lines += ["| figure | value | what it is |", "|---|---|---|"]
    lines += [f"| {name} | {_shown(value)} | {METRICS[name]} |" for name, value in scores.metrics.items()]
    lines += [
        f"| {name} | {_shown(value)} | required facts all in the first passages |"
        for name, value in scores.ceiling.items()
    ]
    lines += [f"| {name} | {value:.2f} s | |" for name, value in scores.times.items()]
    lines += ["", "| type | right | of |", "|---|---|---|"]
    lines += [f"| {name} | {good} | {all_} |" for name, (good, all_) in scores.by_type.items()]
    return "\n".join(lines) + "\n"


def failures(scores: Scores, limit: int = 10) -> str:
    """The first questions that were not right, with what was answered."""
    failed = [row for row in scores.rows if not row.ok][:limit]
    return "\n".join(
        f"{row.id} {row.type} {'refused' if row.refused else 'missing' if row.missing else 'answered'}"
        f"\n  Q {row.question}\n  A {scores.errors.get(row.id) or row.answer[:400]}"
        for row in failed
    )


def check_floors(scores: Scores, floors: Path) -> list[str]:
    """What falls short of the floors file: ``{"at_least": {metric: share}, "at_most": {metric: share}}``."""
    limits = json.loads(floors.read_text("utf-8"))
    values: Mapping[str, float | None] = {"missing": scores.missing, **scores.metrics, **scores.ceiling}
    broken = []
    for kind, sign in (("at_least", 1), ("at_most", -1)):
        for name, limit in limits.get(kind, {}).items():
            value = values.get(name)
            if value is None or sign * value < sign * limit - 1e-9:
                broken.append(f"{name} is {_shown(value)}, the floor is {kind.replace('_', ' ')} {limit}")
    return broken


def _parse(path: Path, n: int, line: str) -> Question:
    try:
        question = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"{path}, ligne {n} : {error}.", f"{path}, line {n}: {error}.") from error
    missing = _REQUIRED - set(question) if isinstance(question, dict) else _REQUIRED
    if missing:
        listed = ", ".join(sorted(missing))
        raise BadInput(f"{path}, ligne {n} : il manque {listed}.", f"{path}, line {n}: missing {listed}.")
    return dict(question)


def _times(name: str, values: Sequence[float | None]) -> dict[str, float]:
    known = sorted(value for value in values if value is not None)
    if not known:
        return {}
    late = known[min(len(known) - 1, int(len(known) * 0.95))]
    return {f"{name}_p50": statistics.median(known), f"{name}_p95": late}


def _shown(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}".rstrip("0").rstrip(".")
