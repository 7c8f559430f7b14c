"""Questions that stand: asked again when the archive has changed, and what is new since the time before is told.

They are asked without a language model. New is what an answer cites and did not cite before, and the best passage of
an article that came since and ranks beside those that answer.
"""

from __future__ import annotations

import datetime as dt
import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rag.errors import BadInput, NotFound, SourcierError
from rag.language.terms import terms
from rag.present import nearest_object
from rag.types import Answer, Citation, Finding, Hit, Standing

if TYPE_CHECKING:
    from vectorstore.library import Library

MOST = 200
"""Questions that may stand: each is asked after every change of the archive."""
KEPT = 50
"""Findings kept of one question, the newest."""
BESIDE = 0.6
"""Score of a new article's passage, as a share of the best, from which it ranks beside what answers."""
PAUSE_S = 5.0
"""Between two looks whether the archive has changed; it must have rested for one."""


class StandingQuestions:
    """The standing questions of a library; ``ask`` and ``search`` are the program's own."""

    def __init__(self, library: Library, ask: Callable[[str], Answer], search: Callable[[str], Sequence[Hit]]) -> None:
        self._library = library
        self._ask = ask
        self._search = search
        self._asking = threading.Lock()

    def add(self, question: str) -> Standing:
        """Keep a question; one that stands already is given as it is. BadInput for none, or beyond ``MOST``."""
        question = " ".join(question.split())
        known = self._library.standing.all()
        if not question or (len(known) >= MOST and question not in {row["question"] for row in known}):
            raise BadInput(
                f"Écrivez une question ; au plus {MOST} sont gardées : retirez-en une.",
                f"Write a question; at most {MOST} are kept: remove one.",
            )
        number = self._library.standing.keep(question, _now())
        return next(item for item in self.all() if item.id == number)

    def remove(self, number: int) -> None:
        """Keep a question no longer; NotFound where there is none of this number."""
        if not self._library.standing.drop(number):
            raise NotFound(
                f"Aucune question gardée ne porte le numéro {number}.", f"No standing question has the number {number}."
            )

    def all(self) -> list[Standing]:
        """The questions, those with the newest finding first; a question's findings too."""
        found = [_standing(row) for row in self._library.standing.all()]
        return sorted(found, key=lambda item: (bool(item.new), item.findings[0].found if item.findings else ""))[::-1]

    def refresh(self, stop: threading.Event | None = None) -> int:
        """Ask every question that the archive has changed under; how many were asked."""
        asked = 0
        with self._asking:
            for row in self._library.standing.all():
                generation = self._library.generation()
                if stop and stop.is_set():
                    break
                if row["generation"] != generation:
                    self._renew(row, generation)
                    asked += 1
        return asked

    def follow(self, stop: threading.Event, ready: Callable[[], bool]) -> None:
        """Ask again after each change, once it is over and the program is ready, until ``stop`` is set."""
        before = -1
        while not stop.wait(PAUSE_S):
            with suppress(SourcierError):  # a busy library, a first reading: they are asked at the next look
                generation = self._library.generation()
                if generation == before and ready():
                    self.refresh(stop)
                before = generation

    def _renew(self, row: dict[str, Any], generation: int) -> None:
        """Ask one question and keep what is new; written whole, so that a kill loses and doubles nothing."""
        answer = self._ask(row["question"])
        newest = self._library.standing.newest_article()
        kept = json.loads(row["findings"])
        known = {(item["article_id"], item["quote"]) for item in kept}
        cited = [*answer.citations, *self._beside(row, answer)]
        now = _now()
        new = [
            {**nearest_object(citation), "found": now, "new": row["generation"] is not None}
            for citation in cited
            if (citation.passage.article_id, citation.quote) not in known
        ]
        if new:
            kept = [*new, *({**item, "new": False} for item in kept)][:KEPT]
        self._library.standing.set_findings(
            row["id"], answer.status, json.dumps(kept, ensure_ascii=False), now, generation, newest
        )

    def _beside(self, row: dict[str, Any], answer: Answer) -> Iterator[Citation]:
        """The best sentence of each article that came since and ranks beside those that answer."""
        if answer.status != "answered" or row["newest"] is None:
            return
        hits = list(self._search(row["question"]))
        fresh = self._library.standing.articles_since(row["newest"])
        seen = {citation.passage.article_id for citation in answer.citations}
        for hit in hits:
            passage = hit.passage
            if passage.article_id in fresh - seen and hit.score >= BESIDE * hits[0].score and passage.sentences:
                seen.add(passage.article_id)
                start, end = best_sentence(row["question"], hit)
                yield Citation(0, passage, passage.text[start - passage.start : end - passage.start], start, end)


def best_sentence(question: str, hit: Hit) -> tuple[int, int]:
    """The span of the sentence that shares most words with the question, the first of several."""
    wanted, passage = set(terms(question)), hit.passage
    shared = [
        len(wanted & set(terms(passage.text[a - passage.start : b - passage.start]))) for a, b in passage.sentences
    ]
    return passage.sentences[shared.index(max(shared))]


def _standing(row: dict[str, Any]) -> Standing:
    found = [Finding(item.pop("found"), item.pop("new"), item) for item in json.loads(row["findings"])]
    new = sum(finding.new for finding in found)
    return Standing(row["id"], row["question"], row["added"], row["asked"], row["status"], new, tuple(found))


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
