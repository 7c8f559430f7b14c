"""Batches of questions that outlive the program: each is a journal of lines, its questions first, then its answers."""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import secrets
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rag.archive_types import Batch
from rag.desk.answer_tables import MOST_ROWS, Row, read_questions, write_rows
from rag.desk.batch import journal_lines, row_of
from rag.errors import BadInput, NotFound, Unavailable
from rag.present import answer_object
from rag.types import Answer, Answerer

MOST = 100
"""Batches that are kept."""
_NAMED = re.compile(r"[0-9a-f]{16}")


@dataclass(slots=True)
class _Kept:
    name: str
    made: str
    answerer: Answerer | None
    questions: list[str]
    rows: dict[int, Row] = field(default_factory=dict)


class KeptBatches:
    """The batches in a folder, read when they are first asked for. Safe to call from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.RLock()
        self._known: dict[str, _Kept] = {}

    def all(self) -> list[Batch]:
        """All of them, the newest first."""
        with self._lock:
            names = [file.stem for file in self._folder.glob("*.jsonl")] if self._folder.is_dir() else []
            found = [self._batch(name) for name in names if _NAMED.fullmatch(name) and self._load(name)]
        return sorted(found, key=lambda batch: (batch.made, batch.id), reverse=True)

    def get(self, identity: str) -> Batch:
        """One; NotFound where there is none."""
        with self._lock:
            self._one(identity)
            return self._batch(identity)

    def read(self, file: Path) -> list[str]:
        """The questions of a table; BadInput where there is none, Unreadable for a broken file."""
        return read_questions(file)

    def begin(self, name: str, questions: Sequence[str], answerer: Answerer | None) -> Batch:
        """Keep questions; BadInput for none or too many."""
        asked = [" ".join(question.split()) for question in questions if question.strip()]
        if not asked or len(asked) > MOST_ROWS:
            raise BadInput(
                f"{len(asked)} question : écrivez-en une par ligne, au plus {MOST_ROWS}."
                if len(asked) < 2
                else f"{len(asked)} questions : c'est trop, au plus {MOST_ROWS} à la fois.",
                f"{len(asked)} questions: write one a line, at most {MOST_ROWS}.",
            )
        with self._lock:
            if len(self.all()) >= MOST:
                raise BadInput(
                    f"{MOST} séries sont gardées : supprimez-en une.", f"{MOST} batches are kept: delete one."
                )
            identity, made = secrets.token_hex(8), dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
            kept = _Kept(name.strip()[:200] or asked[0][:100], made, answerer, asked)
            head = {"name": kept.name, "made": made, "answerer": answerer, "questions": asked}
            self._folder.mkdir(parents=True, exist_ok=True)
            self._write(identity, head)
            self._known[identity] = kept
            return self._batch(identity)

    def missing(self, identity: str) -> list[tuple[int, str]]:
        """The questions still to be asked, with their places; those that failed too."""
        with self._lock:
            kept = self._one(identity)
            done = {place for place, row in kept.rows.items() if row["status"] != "failed"}
            return [(place, question) for place, question in enumerate(kept.questions) if place not in done]

    def answered(self, identity: str, place: int, answer: Answer) -> None:
        """Keep an answer, on the disk before this returns."""
        self._put(identity, place, row_of(self._question(identity, place), answer_object(answer)))

    def failed(self, identity: str, place: int, reason: str) -> None:
        """Keep why a question was not answered; it stays to be asked."""
        question = self._question(identity, place)
        self._put(identity, place, {"question": question, "status": "failed", "answer": reason, "quotations": []})

    def rows(self, identity: str, first: int, most: int) -> list[Row]:
        """The rows of the table from a place on, those not asked yet without a status."""
        with self._lock:
            kept = self._one(identity)
            shown = range(max(0, first), min(len(kept.questions), first + most))
            return [kept.rows.get(place) or _open(kept.questions[place]) for place in shown]

    def table(self, identity: str, ending: str) -> bytes:
        """What is answered so far as ``.csv``, ``.xlsx`` or ``.jsonl``."""
        with self._lock:
            kept = self._one(identity)
            rows = [kept.rows[place] for place in sorted(kept.rows)]
        with tempfile.TemporaryDirectory(prefix="sourcier-") as folder:
            file = Path(folder) / f"answers{ending}"
            write_rows(file, rows)
            return file.read_bytes()

    def remove(self, identity: str) -> None:
        """Remove one with its answers."""
        with self._lock:
            self._one(identity)
            del self._known[identity]
            self._file(identity).unlink(missing_ok=True)

    def _question(self, identity: str, place: int) -> str:
        with self._lock:
            return self._one(identity).questions[place]

    def _put(self, identity: str, place: int, row: Row) -> None:
        with self._lock:
            kept = self._one(identity)
            self._write(identity, {"place": place, "row": row})
            kept.rows[place] = row

    def _write(self, identity: str, line: Mapping[str, object]) -> None:
        file = self._file(identity)
        try:
            with file.open("ab+") as target:
                if target.tell() and _cut_off(file):
                    target.write(b"\n")  # a kill cut the last line off
                target.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
                target.flush()
                os.fsync(target.fileno())
        except OSError as error:
            raise Unavailable(
                f"Les réponses ne s'écrivent pas ({error.strerror}) : faites de la place, puis reprenez.",
                f"The answers cannot be written ({error.strerror}): make room, then resume.",
            ) from error

    def _one(self, identity: str) -> _Kept:
        found = self._load(identity) if _NAMED.fullmatch(identity) else None
        if found is None:
            raise NotFound("Cette série n'est plus là.", "This batch is no longer there.")
        return found

    def _load(self, identity: str) -> _Kept | None:
        """From memory, else from its journal; lines that were cut off are none."""
        file = self._file(identity)
        if identity in self._known or not file.is_file():
            return self._known.get(identity)
        lines = journal_lines(file)
        if not lines or "questions" not in lines[0]:
            return None
        head, *rest = lines
        kept = _Kept(head["name"], head["made"], head["answerer"], head["questions"])
        kept.rows = {line["place"]: line["row"] for line in rest}
        self._known[identity] = kept
        return kept

    def _batch(self, identity: str) -> Batch:
        kept = self._known[identity]
        failed = sum(row["status"] == "failed" for row in kept.rows.values())
        total, done = len(kept.questions), len(kept.rows) - failed
        return Batch(identity, kept.name, kept.made, kept.answerer, total, done, failed)

    def _file(self, identity: str) -> Path:
        return self._folder / f"{identity}.jsonl"


def _open(question: str) -> Row:
    return {"question": question, "status": "", "answer": "", "quotations": []}


def _cut_off(file: Path) -> bool:
    """Whether the last line has no end."""
    with file.open("rb") as source:
        source.seek(-1, os.SEEK_END)
        return source.read(1) != b"\n"
