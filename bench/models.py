"""Every chat model that the Ollama server has, on one set of questions: ``make eval-models [LIMIT=40]``.

    python -m bench.models [QUESTIONS.jsonl] [--articles DIR] [--limit N] [--only MODEL …] [--rows FILE]

Each outcome is put on the disk at once; run again, it goes on where it stopped. A row of the Markdown table is a model,
the first one none at all (quotations alone). A written sentence counts as false where it holds a fact that the set
forbids there, or a figure that stands neither in the question nor in the passages handed to the model: what code can
tell for certain, not all that is false. It is stopped where the answer does not show it.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from bench.public.brought import followed, shown, thinned
from rag.answering.write import sentences_of
from rag.errors import SourcierError, Unavailable
from rag.evaluation.command import with_models
from rag.evaluation.evaluate import Question, load_questions
from rag.evaluation.metrics import Row, comparable, grade, load_articles, numbers, summarize
from rag.models.ollama import list_models
from rag.present import answer_object
from rag.settings import SAMPLES, Settings, load_settings
from rag.sourcier import Sourcier
from rag.types import Answer, Hit, Turn

ROOT = Path(__file__).resolve().parent.parent
NONE = "none (quotations alone)"
"""Stands for the extractive answerer among the models."""


@dataclasses.dataclass(frozen=True, slots=True)
class Outcome:
    """One question put to one model; of its own sentences how many were written, shown, false, and false and shown."""

    row: Row
    written: int = 0
    shown: int = 0
    false: int = 0
    false_shown: int = 0
    fault: str = ""
    """Why the model wrote nothing, where it failed."""


def put(sourcier: Sourcier, question: Question, texts: Mapping[str, str], model: str) -> Outcome:
    """Ask one question, score the answer, and compare what was written with what is shown."""
    turns = [Turn(turn["role"], turn["content"]) for turn in question.get("history") or []]
    hits: Sequence[Hit] = ()
    answer: Answer | None = None
    draft, fault, started = "", "", time.perf_counter()
    try:
        for event in sourcier.stream(question["question"], turns):
            hits, answer, draft = event.hits or hits, event.answer or answer, draft + event.token
    except SourcierError as error:
        fault = error.en
    row = grade(question, answer and answer_object(answer), texts, time.perf_counter() - started)
    if answer is None:
        return Outcome(row, fault=fault)
    if model != NONE and answer.answerer.kind == "extractive":
        fault = answer.answerer.note or "wrote nothing"
    told = [comparable(sentence.text) for sentence in answer.sentences]
    written = [
        (is_false(s, question, hits), any(comparable(s).rstrip(" .") in t for t in told)) for s in sentences_of(draft)
    ]
    return Outcome(
        row, len(written), sum(there for _, there in written), sum(false for false, _ in written),
        sum(false and there for false, there in written), fault,
    )  # fmt: skip


def is_false(sentence: str, question: Question, hits: Iterable[Hit]) -> bool:
    """Whether it holds a forbidden fact, or a figure of its own."""
    passages = [hit.passage for hit in hits]
    held = " ".join(f"{p.title} {p.source} {p.published and p.published.value} {p.text}" for p in passages)
    known = numbers(f"{held} {question['question']}")
    known |= {str(int(number)) for number in known if number.isdigit()}
    return bool(numbers(sentence) - known) or any(comparable(f) in comparable(sentence) for f in question["must_not"])


def run(questions: Sequence[Question], articles: Path, settings: Settings, models: Sequence[str], rows: Path) -> None:
    """Put what is missing in ``rows``, a JSON line each; the settings' data folder takes the articles."""
    rows.parent.mkdir(parents=True, exist_ok=True)
    done, texts = {(model, outcome.row.id) for model, outcome in read(rows)}, load_articles(articles)
    with rows.open("a", encoding="utf-8") as kept:
        kept.write("\n")  # after a line that was cut off
        for model in models:
            missing = [question for question in questions if (model, question["id"]) not in done]
            if not missing:
                continue
            plain = {"answerer": "extractive"} if model == NONE else {"answerer": "ollama", "model": model}
            with closing(Sourcier.open(dataclasses.replace(settings, **plain))) as sourcier:  # type: ignore[arg-type]
                sourcier.ingest([articles])
                for question in followed(missing, model):
                    outcome = put(sourcier, question, texts, model)
                    kept.write(json.dumps([model, dataclasses.asdict(outcome)], ensure_ascii=False) + "\n")
                    kept.flush()
                    os.fsync(kept.fileno())


def read(rows: Path) -> Iterator[tuple[str, Outcome]]:
    """What was put there; a last line that was cut off in the middle is none."""
    for line in rows.read_text("utf-8").splitlines() if rows.is_file() else ():
        try:
            model, held = json.loads(line)
        except ValueError:
            continue
        yield model, Outcome(**held | {"row": Row(**held["row"])})


HEAD = (
    "model", "questions", "direct", "accuracy", "false refusals", "refusal accuracy", "wrong facts",
    "sentences shown", "false ones stopped", "seconds, median / 95th", "failed",
)  # fmt: skip


def table(outcomes: Mapping[str, Sequence[Outcome]]) -> Iterator[str]:
    """A row a model, the best ``direct`` first among them."""
    yield f"| {' | '.join(HEAD)} |\n|{'---|' * len(HEAD)}"

    def order(model: str) -> tuple[bool, float, str]:
        return model != NONE, -(summarize([o.row for o in outcomes[model]])["direct"] or 0.0), model

    for model in sorted(outcomes, key=order):
        found = outcomes[model]
        figures = summarize([outcome.row for outcome in found])
        named = ("direct", "accuracy", "false_refusals", "refusal_accuracy", "wrong_facts")
        times = sorted(outcome.row.seconds or 0.0 for outcome in found)
        false = sum(o.false for o in found)
        cells = [
            model, len(found), *(shown(figures[name]) for name in named),
            f"{sum(o.shown for o in found)} of {sum(o.written for o in found)}",
            f"{false - sum(o.false_shown for o in found)} of {false}",
            f"{statistics.median(times):.1f} / {times[min(len(times) - 1, int(len(times) * 0.95))]:.1f}",
            sum(bool(o.fault) for o in found),
        ]  # fmt: skip
        yield f"| {' | '.join(map(str, cells))} |"


def report(questions: Sequence[Question], models: Sequence[str], rows: Path) -> Iterator[str]:
    """The table of these questions and models, and the first fault of each model that had one."""
    asked = {question["id"] for question in questions}
    held = [(model, outcome) for model, outcome in read(rows) if outcome.row.id in asked]
    outcomes = {model: [outcome for name, outcome in held if name == model] for model in models}
    yield from table({model: found for model, found in outcomes.items() if found})
    for model, found in outcomes.items():
        if fault := next((outcome.fault for outcome in found if outcome.fault), ""):
            yield f"\n{model} failed: {fault}"


def chosen(host: str, only: Sequence[str]) -> list[str]:
    """No model, then the server's chat models, or those of them that are named; Unavailable where one is missing."""
    there = list_models(host)
    if missing := [name for name in only if name not in there]:
        listed = ", ".join(there) or "–"
        raise Unavailable(
            f"Ollama n'a pas {', '.join(missing)} ; il a : {listed}.",
            f"Ollama does not have {', '.join(missing)}; it has: {listed}.",
        )
    return [NONE, *(only or there)]


def main() -> int:
    """Ask, then print; 1 with a line for a fault."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("questions", type=Path, nargs="?", default=ROOT / "eval" / "questions.jsonl")
    arguments.add_argument("--articles", type=Path, default=SAMPLES)
    arguments.add_argument("--limit", type=int, help="at most so many questions, evenly from the whole set")
    arguments.add_argument("--only", nargs="+", default=[], metavar="MODEL")
    arguments.add_argument("--rows", type=Path, help="outcomes, to go on from; delete it to begin anew")
    given = arguments.parse_args()
    rows = given.rows or ROOT / ".cache" / f"models-{given.questions.stem}.jsonl"
    settings = load_settings()
    try:
        questions = thinned(load_questions(given.questions), given.limit)
        models = chosen(settings.ollama_host, given.only)
        with tempfile.TemporaryDirectory(prefix="sourcier-models-") as folder:
            own = dataclasses.replace(settings, data=with_models(Path(folder), settings.data))
            run(questions, given.articles, own, models, rows)
        print("\n".join(report(questions, models, rows)))
    except SourcierError as error:
        print(error.message(settings.language), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
