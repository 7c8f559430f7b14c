"""Questions that stand: asked again after a change, told what is new, kept through a kill."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rag.desk.standing import MOST, StandingQuestions, best_sentence
from rag.errors import BadInput, NotFound
from rag.reading.passages import make_chunks
from rag.types import Answer, Draft, Hit, Line
from tests.support.articles import cite
from tests.support.fake_service import FakeService
from vectorstore.library import Library

QUESTION = "Que dit-on du pont de Valombre ?"


class Desk:
    """A real library, asked by a small facade that cites what it is given."""

    def __init__(self, folder: Path) -> None:
        self.library = Library(folder / "library.sqlite")
        self.asked: list[str] = []
        self.cited = 1
        self.hits: list[Hit] = []
        self.questions = StandingQuestions(self.library, self.ask, self.search)

    def put(self, name: str, text: str = "Le pont de Valombre attire 400 promeneurs. Il pleut.") -> str:
        draft = Draft(text, (Line(0, len(text), "body"),), title=name)
        chunks = make_chunks(text, draft.lines)
        vectors = np.ones((len(chunks), 3), np.float32)
        self.library.feed.set_embedder("test", 3)
        return self.library.put(
            root="r", file=name, sha256=name, draft=draft, chunks=chunks, vectors=vectors, mtime_ns=0, size=1
        )

    def ask(self, question: str) -> Answer:
        self.asked.append(question)
        service = FakeService()
        answer = next(e.answer for e in service.stream("Combien ont coûté les travaux du pont ?") if e.answer)
        passages = [citation.passage for citation in answer.citations]
        return replace(answer, citations=tuple(cite(n + 1, passages[0], n) for n in range(self.cited)))

    def search(self, question: str) -> Sequence[Hit]:
        return self.hits

    def hit(self, article_id: str, score: float) -> Hit:
        (number,) = self.library.article_passages(article_id)
        return Hit(self.library.passages([number])[number], score)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    made.put("before.txt")
    return made


def test_a_question_is_asked_once_a_change_and_told_what_is_new(desk: Desk) -> None:
    added = desk.questions.add(f"  {QUESTION} ")
    assert (added.question, added.asked, added.new, added.findings) == (QUESTION, None, 0, ())
    assert desk.questions.add(QUESTION).id == added.id
    assert desk.questions.refresh() == 1
    assert desk.questions.refresh() == 0, "nothing has changed"
    (first,) = desk.questions.all()
    assert (first.status, first.new, len(first.findings)) == ("answered", 0, 1)
    desk.put("other.txt")
    assert desk.questions.refresh() == 1
    assert desk.questions.all()[0].new == 0, "an article that says nothing of it is no news"
    desk.cited = 2
    fresh = desk.put("fresh.txt")
    weak = desk.put("weak.txt")
    desk.hits = [desk.hit(fresh, 0.9), desk.hit(weak, 0.2)]
    desk.questions.refresh()
    (last,) = desk.questions.all()
    assert last.new == 2
    assert [finding.new for finding in last.findings] == [True, True, False]
    assert last.findings[1].citation["article_id"] == fresh
    assert last.findings[1].citation["quote"] == "Le pont de Valombre attire 400 promeneurs."
    desk.put("again.txt")
    desk.questions.refresh()
    assert desk.questions.all()[0].findings == last.findings, "what was new stays so until there is more"


def test_what_has_news_comes_first_and_what_is_removed_is_gone(desk: Desk) -> None:
    numbers = [desk.questions.add(f"Question {n} ?").id for n in range(3)]
    desk.questions.refresh()
    desk.questions.remove(numbers[0])
    with pytest.raises(NotFound):
        desk.questions.remove(numbers[0])
    with pytest.raises(BadInput):
        desk.questions.add("   ")
    assert {item.id for item in desk.questions.all()} == set(numbers[1:])
    for n in range(MOST - 2):
        desk.questions.add(f"Une de plus, {n} ?")
    with pytest.raises(BadInput, match=str(MOST)):
        desk.questions.add("Une de trop ?")
    again = Library(desk.library.path)
    assert len(again.standing.all()) == MOST, "they are in the library's file"


def test_changes_are_followed_once_they_rest(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.desk.standing.PAUSE_S", 0.05)
    desk.questions.add(QUESTION)
    stop, ready = threading.Event(), threading.Event()
    thread = threading.Thread(target=desk.questions.follow, args=(stop, ready.is_set))
    thread.start()
    time.sleep(0.3)
    assert desk.asked == []
    ready.set()
    deadline = time.monotonic() + 60
    while not desk.library.standing.all()[0]["asked"] and time.monotonic() < deadline:
        time.sleep(0.05)
    stop.set()
    thread.join(60)
    assert desk.asked == [QUESTION]


def test_the_best_sentence_shares_most_words(desk: Desk) -> None:
    hit = desk.hit(desk.put("rain.txt", "Il pleut sur Ormeval. Le pont de Valombre ferme."), 1.0)
    start, end = best_sentence(QUESTION, hit)
    assert hit.passage.text[start:end] == "Le pont de Valombre ferme."
