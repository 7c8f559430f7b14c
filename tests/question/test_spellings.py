"""Names in other transliterations and with other hyphens, abbreviations, slips, no accents, other languages.

``data/spellings.json``: 30 little articles and 56 questions, searched for among 1,000 made-up passages.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bench.generated import Generator, put
from rag.language.terms import terms
from rag.retrieval.abbreviations import definitions, other_names
from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier

ROWS = json.loads((Path(__file__).parents[1] / "data" / "spellings.json").read_text("utf-8"))
FLOORS = {
    "transliteration": 1.0,
    "hyphen": 1.0,
    "abbreviation": 1.0,
    "no accents": 1.0,
    "typo": 1.0,
    "english": 0.75,
    "spanish": 0.875,
}
"""Share of the questions whose article is among the first five, as measured."""


@pytest.fixture(scope="module")
def archive(sourcier: Sourcier, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sourcier]:
    data = tmp_path_factory.mktemp("spellings")
    (data / "models").symlink_to(sourcier.settings.data.resolve() / "models")
    opened = Sourcier.open(Settings(data=data, answerer="extractive"))
    for name, text in ROWS["articles"].items():
        opened.add(text.encode(), f"{name}.txt")
    real = b"".join(row[1] for row in opened.library.feed.vectors_after(0, 1000))
    vectors = np.frombuffer(real, "<f4").reshape(-1, opened.embedder.dimensions)
    put(opened.library, Generator(SAMPLES), vectors, 1000)
    yield opened
    opened.close()


@pytest.mark.parametrize("kind", FLOORS)
def test_the_article_is_among_the_first_five(archive: Sourcier, kind: str) -> None:
    asked = [row for row in ROWS["questions"] if row["kind"] == kind]
    assert len(asked) == 8
    missed = []
    for row in asked:
        found = [hit.passage.file for hit in archive.search(row["question"], 5)[1]]
        if f"{row['gold']}.txt" not in found:
            missed.append(row["question"])
    assert 1 - len(missed) / len(asked) >= FLOORS[kind], missed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("devant la Ligue des orgues et des chœurs (LOC) hier", [("LOC", "Ligue des orgues et des chœurs")]),
        ("la S.A.O. (Société des amis de l'orgue) demande", [("S.A.O.", "Société des amis de l'orgue")]),
        ("l’Agence régionale de l’air (ARA) et l'Union des ports (UP)", [("ARA", None), ("UP", None)]),
        ("dix musiciens venus de loin (ABC) ont joué (PDF)", []),
        ("(LOC) seul, puis LOC (2024)", []),
    ],
)
def test_definitions(text: str, found: list[tuple[str, str | None]]) -> None:
    got = list(definitions(text))
    assert [short for short, _ in got] == [short for short, _ in found]
    assert all(long is None or long == read for (_, long), (_, read) in zip(found, got, strict=True))


def test_another_name_is_found_in_both_directions() -> None:
    text = ["La Ligue des orgues et chœurs (LOC) proteste."]
    assert set(other_names(terms("Que veut la LOC ?"), text)) == set(terms("ligue orgues chœurs"))
    assert set(other_names(terms("La ligue des orgues et chœurs"), text)) == set(terms("LOC"))
    assert other_names(terms("La ligue des orgues"), text) == other_names([], text) == {}
