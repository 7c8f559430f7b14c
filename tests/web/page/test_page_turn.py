"""An answer as HTML: its marks, its checks and its time line."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from rag.answering.phrases import refusal_text
from rag.types import Coverage
from web.answer_text import support_of
from web.escape import esc
from web.page.ask import without
from web.page.turn import reading, turn

Json = dict[str, Any]


def citation(n: int, article: str, date: str | None) -> Json:
    published = {"value": date, "precision": "day", "evidence": ""} if date else None
    return {
        "n": n, "article_id": article, "file": "a.txt", "record": None, "title": f"Titre {article}",
        "source": "Gazette", "author": None, "url": None, "published": published,
        "passage": "Un passage.", "quote": "passage", "start": 3, "end": 10, "copies": [],
    }  # fmt: skip


def shown(sentences: list[Json], citations: list[Json]) -> str:
    answer = {
        "status": "answered", "answer": " ".join(f"{s['text']} [1]" for s in sentences), "sentences": sentences,
        "citations": citations, "refusal": None, "question": {"asked": "Q ?", "standalone": "Q ?"},
        "answerer": {"kind": "extractive"}, "timings": {"total_s": 0.1},
    }  # fmt: skip
    return turn(1, {"question": "Q ?", "answer": answer}, "fr")


@pytest.mark.parametrize(
    ("sentence", "support"),
    [
        ({"support": "verbatim", "citations": [1]}, "verbatim"),
        ({"support": "supported", "citations": [1], "repaired": True}, "repaired"),
        ({"support": "unsupported", "citations": [1], "repaired": True}, "unsupported"),
        ({"support": "supported", "citations": []}, "unsupported"),
        ({"support": "something new", "citations": [1]}, "unsupported"),
        ({"citations": [1]}, "unsupported"),
    ],
)
def test_what_is_not_known_to_be_supported_looks_unsupported(sentence: Json, support: str) -> None:
    assert support_of(sentence) == support
    page = shown([{"text": "Une phrase.", **sentence}], [citation(1, "a", None)])
    assert set(re.findall(r'class="sentence (\w+)"', page)) == {support}
    assert set(re.findall(r'class="mark (\w+)"', page)) == {support}
    assert ("sans appui vérifié" in page) == (support == "unsupported")


def test_what_was_taken_from_the_questions_before_can_be_dropped() -> None:
    item = {"question": "Et après ?", "answer": {"question": {}}, "refine": {"source": "Gazette"}}
    assert without(item, "history") == ("Et après ?", {"source": "Gazette", "alone": "yes"})
    read = {"asked": "Et après ?", "standalone": "Et après la fermeture ?", "from": None, "to": None, "source": None}
    assert re.findall(r'class="chip (\w+)">([^<]+)<button', reading(1, read, "fr")) == [
        ("history", "Comprise comme : Et après la fermeture ?")
    ]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2023-01-01", "2023-12-31", "2023"),
        ("2024-02-01", "2024-02-29", "février 2024"),
        ("2023-02-01", "2023-02-27", "du 1er février 2023 au 27 février 2023"),
        ("2023-07-14", "2023-07-14", "14 juillet 2023"),
        ("2023-03-01", "2025-12-31", "du 1er mars 2023 au 31 décembre 2025"),
        ("2023-03-01", None, "depuis le 1er mars 2023"),
        (None, "2023-03-01", "jusqu'au 1er mars 2023"),
    ],
)
def test_a_period_is_told_as_short_as_it_can_be(first: str | None, last: str | None, words: str) -> None:
    read = {"asked": "Q", "standalone": "Q", "from": first, "to": last, "source": None}
    assert f">Période : {esc(words)}<" in reading(1, read, "fr")


def test_a_passage_that_is_quoted_twice_is_one_card_with_both_marks() -> None:
    first, second = citation(1, "a", None), {**citation(2, "a", None), "quote": "Un", "start": 0, "end": 2}
    page = shown([{"text": "Une phrase.", "support": "supported", "citations": [1, 2]}], [first, second])
    assert page.count('class="card"') == 1
    marks = re.findall(r'<mark(?: id="t1-s2")? data-source="([^"]+)">([^<]+)</mark>', page)
    assert marks == [("t1-s2", "Un"), ("t1-s1", "passage")]
    assert len(re.findall(r'class="open" href="/article/a\?start=(\d+)', page)) == 2


def test_checks_are_told_in_words() -> None:
    checks = [
        {"name": "figures", "passed": True, "detail": ""},
        {"name": "dates", "passed": False, "detail": "3 mai <2021>"},
        {"name": "content", "passed": True, "detail": "0.91 0.88"},
    ]
    page = shown([{"text": "Une phrase.", "support": "supported", "citations": [1], "checks": checks}], [])
    assert "Concorde avec la source : chiffres, contenu" in page
    assert "Ne concorde pas : dates (3 mai &lt;2021&gt;)" in page


def test_cited_articles_that_span_time_stand_in_a_time_line() -> None:
    sentence = {"text": "Une phrase.", "support": "supported", "citations": [1]}
    cited = [
        citation(1, "c", "2023-05-02"),
        citation(2, "b", None),
        citation(3, "a", "2022"),
        citation(4, "c", "2023-05-02"),
    ]
    line = shown([sentence], cited).split('<section class="timeline">')[1].split("</section>")[0]
    assert re.findall(r"<time[^>]*>([^<]+)|<span>(date inconnue)", line) == [
        ("2022", ""), ("2 mai 2023", ""), ("", "date inconnue")
    ]  # fmt: skip
    assert re.findall(r"\[(\d)\]", line) == ["3", "1", "4", "2"]
    for alone in (cited[:2], [cited[0], cited[3]], []):
        assert "timeline" not in shown([sentence], alone)


def test_the_days_that_words_mean_stand_in_the_card() -> None:
    dated = {**citation(1, "a", "2023-03-14"), "days": [{"text": "lundi", "value": "2023-03-13"}]}
    page = shown([{"text": "Une phrase.", "support": "verbatim", "citations": [1]}], [dated])
    assert "lundi" in page
    assert "= 13 mars 2023" in page


@pytest.mark.parametrize("nearest", [[], [citation(0, "a", None)]])
def test_a_refusal_says_why_and_what_the_archive_covers_beside_the_nearest_cards(nearest: list[Json]) -> None:
    covered = Coverage(3, "2023-01-02", "2024-05-06", ("Gazette",))
    text = refusal_text("Les articles ne le disent pas.", covered, ["« Un passage »" for _ in nearest], "fr")
    answer = {
        "status": "refused", "answer": text, "sentences": [], "citations": [], "answerer": {"kind": "extractive"},
        "question": {"asked": "Q ?", "standalone": "Q ?"}, "timings": {"total_s": 0.1},
        "refusal": {"cause": "silent", "reason": "Les articles ne le disent pas.", "nearest": nearest, "coverage": {}},
    }  # fmt: skip
    page = re.sub(r"[\s\u202f\u00a0]+", " ", turn(1, {"question": "Q ?", "answer": answer}, "fr"))
    told = html.unescape(" ".join(re.findall(r"<p>(.*?)</p>", page)[: 1 + bool(nearest)]))
    assert told.startswith("Les articles ne le disent pas. L'archive compte 3 articles")
    assert "Le plus proche" not in told
