"""Many questions, one after the other, into a table; what was answered survives a kill."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from rag.contract import AnswerReply
from rag.desk.answer_tables import Row, read_rows, write_rows
from rag.errors import BadInput, SourcierError

Tell = Callable[[int, int, float | None], None]
"""Told how many are done, of how many, and the seconds still to come."""


def run(
    questions: Sequence[str],
    output: Path,
    ask: Callable[[str], AnswerReply],
    *,
    resume: bool,
    tell: Tell = lambda *_: None,
    language: str = "fr",
) -> list[Row]:
    """Answer all questions into ``output``; with ``resume`` those that were answered before are kept.

    Each answer is put at once, on the disk, into a journal beside the output, which goes when the table is whole; an
    interrupted run leaves a table of what it has. BadInput where there is an output or a journal and no ``resume``.
    """
    journal = output.with_name(f"{output.name}.journal")
    if not resume and (output.exists() or journal.exists()):
        raise BadInput(
            f"« {output} » ou son journal existe déjà : ajoutez --resume pour continuer, ou donnez un autre nom.",
            f"'{output}' or its journal exists already: add --resume to go on, or give another name.",
        )
    known = {row["question"]: row for row in [*read_rows(output), *journal_lines(journal)] if row["status"] != "failed"}
    rows: list[Row | None] = [known.get(question) for question in questions]
    missing = [place for place, row in enumerate(rows) if row is None]
    started = time.monotonic()
    try:
        with journal.open("a", encoding="utf-8") as kept:
            for done, place in enumerate(missing):
                left = (time.monotonic() - started) / done * (len(missing) - done) if done else None
                tell(len(questions) - len(missing) + done, len(questions), left)
                row = rows[place] = _asked(questions[place], ask, language)
                kept.write(json.dumps(row, ensure_ascii=False) + "\n")
                kept.flush()
                os.fsync(kept.fileno())
        tell(len(questions), len(questions), 0.0)
    finally:
        found = [row for row in rows if row is not None]
        write_rows(output, found)
    journal.unlink(missing_ok=True)
    return found


def row_of(question: str, answer: AnswerReply) -> Row:
    """A question with its answer at a glance and its quotations."""
    told = answer["refusal"]["reason"] if answer["refusal"] else answer["answer"]
    lines = [line.strip().removeprefix("- ") for line in told.splitlines() if line.strip()]
    marks = {n: sentence["support"] for sentence in reversed(answer["sentences"]) for n in sentence["citations"]}
    quotations = [
        {
            "mark": f"[{cited['n']}] {marks.get(cited['n'], 'verbatim')}",
            "quote": cited["quote"],
            "outlet": cited["source"],
            "date": cited["published"]["value"] if cited["published"] else None,
            "address": cited["url"] or cited["file"],
            "article_id": cited["article_id"],
            "start": cited["start"],
            "end": cited["end"],
        }
        for cited in answer["citations"]
    ]
    return {"question": question, "status": answer["status"], "answer": (lines or [""])[0], "quotations": quotations}


def _asked(question: str, ask: Callable[[str], AnswerReply], language: str) -> Row:
    """The row of a question; a fault is told in it, and the next question goes on."""
    try:
        return row_of(question, ask(question))
    except SourcierError as fault:
        return {"question": question, "status": "failed", "answer": fault.message(language), "quotations": []}


def journal_lines(file: Path) -> list[Any]:
    """The lines of a journal, none where there is no file; one that was cut off in the middle is none."""
    rows = []
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return rows
