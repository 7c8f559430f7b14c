"""Conversations put to the program turn by turn, each answer judged by the facts that it must and must not hold.

    python bench/dialogues.py [eval/dialogues.jsonl] [--set dev|blind] [--data DIR] [--quiet]

A line is one conversation: id, set, articles (a folder) and its turns, each with what is asked, the kind of turn, what
it means by itself, the outcome (answered, refused, smalltalk) and the facts, as in ``eval/questions.jsonl``. Of every
turn the text that was read, the answer and the verdict are printed, then the shares by kind. The answerer is the
extractive one: what is judged is how a turn is understood. What is refused is asked once more without the conversation:
a bare question that has an answer may not be refused within one.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag.evaluation.metrics import comparable, facts_stand
from rag.settings import Settings
from rag.sourcier import Sourcier
from rag.types import Answer, Turn

ROOT = Path(__file__).resolve().parent.parent
DIALOGUES = ROOT / "eval" / "dialogues.jsonl"


@dataclass(frozen=True, slots=True)
class Judged:
    """One turn with what was made of it."""

    dialogue: str
    turn: Mapping[str, Any]
    answer: Answer
    right: bool
    bare_answered: bool
    """Whether it was refused here and is answered without the conversation."""


def outcome(answer: Answer) -> str:
    """answered, refused or smalltalk."""
    small = answer.refusal is not None and answer.refusal.cause == "smalltalk"
    return "smalltalk" if small else answer.status


def is_right(turn: Mapping[str, Any], answer: Answer) -> bool:
    """Whether a turn came out as it should, with every required fact and no forbidden one."""
    told = comparable(answer.text)
    wrong = answer.status == "answered" and any(comparable(fact) in told for fact in turn["must_not"])
    return outcome(answer) == turn["outcome"] and facts_stand(turn["must"], told) and not wrong


def put(sourcier: Sourcier, dialogue: Mapping[str, Any]) -> Iterator[Judged]:
    """Ask the turns of one conversation in their order, each with all that was said before it."""
    history: list[Turn] = []
    for turn in dialogue["turns"]:
        answer = sourcier.ask(turn["asked"], history, answerer="extractive")
        alone = sourcier.ask(turn["asked"], answerer="extractive") if outcome(answer) == "refused" else answer
        bare_answered = outcome(answer) == "refused" and alone.status == "answered"
        yield Judged(dialogue["id"], turn, answer, is_right(turn, answer), bare_answered)
        history += [Turn("user", turn["asked"]), Turn("assistant", answer.text)]


def run(dialogues: Sequence[Mapping[str, Any]], data: Path) -> Iterator[Judged]:
    """Put all conversations, those on one folder of articles to one library."""
    for folder in dict.fromkeys(dialogue["articles"] for dialogue in dialogues):
        own = data / folder.replace("/", "-")
        with closing(Sourcier.open(Settings(data=own, answerer="extractive"))) as sourcier:
            sourcier.ingest([ROOT / folder])
            for dialogue in dialogues:
                if dialogue["articles"] == folder:
                    yield from put(sourcier, dialogue)


def shown(judged: Judged) -> str:
    """A turn in a few lines."""
    turn, answer = judged.turn, judged.answer
    mark = "right" if judged.right else "WRONG"
    lines = [f"{mark} {judged.dialogue} [{turn['kind']}] {turn['asked']}"]
    if answer.question.standalone != turn["asked"]:
        lines.append(f"      read: {answer.question.standalone}")
    if turn["means"] not in ("", answer.question.standalone, turn["asked"]):
        lines.append(f"     means: {turn['means']}")
    bare = " (answered without the conversation)" if judged.bare_answered else ""
    lines.append(f"  {outcome(answer)}{bare}: {' '.join(answer.text.split())[:300]}")
    return "\n".join(lines)


def summary(rows: Sequence[Judged]) -> str:
    """The shares by set and kind of turn, as a Markdown table."""
    kinds = dict.fromkeys(row.turn["kind"] for row in rows)
    lines = ["| kind of turn | right | of |", "|---|---|---|"]
    for kind in kinds:
        of_kind = [row.right for row in rows if row.turn["kind"] == kind]
        lines.append(f"| {kind} | {sum(of_kind)} | {len(of_kind)} |")
    right = sum(row.right for row in rows)
    refused = Counter(row.bare_answered for row in rows)[True]
    lines.append(f"| **all** | **{right}** ({right / len(rows):.2f}) | {len(rows)} |")
    return "\n".join([*lines, "", f"Refused though the bare question is answered: {refused}."])


def main() -> None:
    """Put the conversations of a set, or of all, and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("dialogues", type=Path, nargs="?", default=DIALOGUES)
    options.add_argument("--set", choices=("dev", "blind"), help="one of the two sets")
    options.add_argument("--data", type=Path, help="keep the libraries there (default: thrown away)")
    options.add_argument("--quiet", action="store_true", help="the wrong turns and the figures alone")
    given = options.parse_args()
    dialogues = [json.loads(line) for line in given.dialogues.read_text("utf-8").splitlines()]
    chosen = [dialogue for dialogue in dialogues if given.set in (None, dialogue["set"])]
    rows = []
    with tempfile.TemporaryDirectory(prefix="sourcier-dialogues-") as folder:
        for judged in run(chosen, given.data or Path(folder)):
            rows.append(judged)
            if not (given.quiet and judged.right):
                print(shown(judged), flush=True)
    print(f"\n{summary(rows)}")


if __name__ == "__main__":
    main()
