"""The sample articles and questions are what their README says, and their dates are real days."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
ARTICLES = SAMPLES / "articles"
LATIN1 = "gazette-tersagne_mosaique.txt"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
YEAR_OF = {  # the year of the dates that the text gives without one
    "courrier-loude_pont-correction.txt": 2023,
    "brevalois-libre_pont-rapport.html": 2023,
    "courrier-loude_pont-reouverture.txt": 2024,
    "courrier-loude_aubert-departement.txt": 2024,
    "quotidien-vaurelle_reprise-verrerie.md": 2024,
    "rail-brevalois_reouverture-ligne.md": 2024,
    "quotidien-vaurelle_eau-orcevaux.html": 2023,
    "export_brevalois.jsonl": 2025,
}


def text_of(path: Path) -> str:
    return path.read_bytes().decode("latin-1" if path.name == LATIN1 else "utf-8")


def test_twenty_articles_in_eighteen_files() -> None:
    files = sorted(ARTICLES.iterdir())
    records = text_of(ARTICLES / "export_brevalois.jsonl").splitlines()
    assert len(files) == 18
    assert len(files) - 1 + len(records) == 20
    for record in records:
        assert set(json.loads(record)) == {"title", "date", "source", "url", "text"}


def test_one_file_is_latin_1() -> None:
    with pytest.raises(UnicodeDecodeError):
        (ARTICLES / LATIN1).read_text("utf-8")
    assert "mosaïque" in text_of(ARTICLES / LATIN1)


def test_weekdays_fit_their_dates() -> None:
    pattern = re.compile(rf"({'|'.join(WEEKDAYS)}) (\d{{1,2}}) ({'|'.join(MONTHS)})(?: (\d{{4}}))?", re.IGNORECASE)
    found = 0
    for path in sorted(ARTICLES.iterdir()):
        for weekday, day, month, year in pattern.findall(text_of(path)):
            date = dt.date(int(year or YEAR_OF[path.name]), MONTHS.index(month.lower()) + 1, int(day))
            assert WEEKDAYS[date.weekday()] == weekday.lower(), f"{path.name}: {weekday} {day} {month}"
            found += 1
    assert found >= 12


def test_example_questions() -> None:
    questions = json.loads((SAMPLES / "questions.json").read_text("utf-8"))
    assert len(questions) == 8
    for question in questions:
        assert set(question) == {"fr", "en", "note"}
        assert all(question.values())


def checks(name: str) -> list[dict[str, Any]]:
    lines = (Path(__file__).resolve().parent / "data" / name).read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("name", ["checks.jsonl", "checks_heldout.jsonl"])
def test_about_half_of_a_checks_set_is_true(name: str) -> None:
    rows = checks(name)
    assert 0.45 <= sum(row["true"] for row in rows) / len(rows) <= 0.55
    assert all(row["true"] == (row["planted"] is None) for row in rows)
    assert len({(row["source"], row["sentence"]) for row in rows}) == len({row["id"] for row in rows}) == len(rows)


def test_planted_errors_are_of_every_kind() -> None:
    rows = checks("checks.jsonl")
    kinds = Counter(row["planted"] for row in rows)
    assert len(rows) >= 240
    assert min(kinds[kind] for kind in ("figure", "date", "name", "negation", "speaker", "passage")) >= 15
    assert sum(row["id"].startswith("en") for row in rows) >= 30


def test_the_held_out_sources_are_others() -> None:
    """The second set is for measuring once, not for tuning."""
    assert not {row["source"] for row in checks("checks.jsonl")} & {
        row["source"] for row in checks("checks_heldout.jsonl")
    }
