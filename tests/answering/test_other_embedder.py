"""Whole questions through an embedder that nothing was calibrated for: answered, told so, refused on what code sees."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rag.doctor import examine
from rag.language.terms import terms
from rag.reader.calibration import calibration
from rag.settings import Settings
from rag.sourcier import Sourcier
from rag.types import Answer, Filters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ARTICLES = {
    "halle.txt": "La halle de Larnac sera rénovée\n\nLe Fanal\n12 mars 2024\n\n"
    "Le conseil municipal de Larnac a voté lundi la rénovation de la halle. "
    "Les travaux coûteront 2,4 millions d'euros et dureront huit mois.",
    "bac.txt": "Le bac de Vaurelle ne passe plus\n\nLe Fanal\n3 avril 2024\n\n"
    "Le bac de Vaurelle est arrêté depuis mardi à cause de la crue. "
    "La mairie de Vaurelle attend la décrue pour le remettre en service.",
}


class HashedWords:
    """A small real embedder: each word's stem counts in one of 512 places."""

    name = "hashed-words/512"
    dimensions = 512

    def query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self.passages([text])[0]
        return vector

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        import numpy as np

        counts = np.full((len(texts), self.dimensions), 1e-3, np.float32)
        for row, text in zip(counts, texts, strict=True):
            for term in terms(text):
                row[zlib.crc32(term.encode()) % self.dimensions] += 1
        vectors: NDArray[np.float32] = counts / np.linalg.norm(counts, axis=1, keepdims=True)
        return vectors

    def groups(self, groups: Sequence[Sequence[str]]) -> list[NDArray[np.float32]]:
        return [self.passages(group) for group in groups]

    def token_vectors(self, kind: str, texts: Sequence[tuple[str, ...]]) -> list[list[NDArray[np.float16]]] | None:
        return None


@pytest.fixture
def settings(tmp_path: Path, sourcier: Sourcier, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A data folder whose embedder is the one above; the converted reader is the tests' own."""
    monkeypatch.setattr("vectorstore.embedding.embedder.make_embedder", lambda settings: HashedWords())
    (tmp_path / "models").symlink_to(sourcier.settings.data / "models")
    return Settings(data=tmp_path, answerer="extractive")


@pytest.fixture
def other(settings: Settings) -> Iterator[Sourcier]:
    opened = Sourcier.open(settings)
    for name, text in ARTICLES.items():
        opened.add(text.encode(), name)
    yield opened
    opened.close()


def noted(answer: Answer) -> str:
    assert answer.answerer.note
    return answer.answerer.note


def test_it_answers_and_says_that_it_is_not_calibrated(other: Sourcier) -> None:
    answer = other.ask("Combien coûtera la rénovation de la halle de Larnac ?")
    assert answer.status == "answered"
    assert "2,4 millions" in answer.sentences[0].text
    assert answer.citations[0].passage.file == "halle.txt"
    assert "n'est pas étalonné" in noted(answer)
    assert "no calibration" in noted(other.ask("Why is the Vaurelle ferry stopped?"))


def test_an_estimate_of_another_embedder_refuses_nothing(other: Sourcier, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "Pourquoi le bac de Vaurelle est-il arrêté ?"
    monkeypatch.setattr("rag.answering.refuse.estimate", lambda found: 0.0)
    assert other.ask(asked).status == "answered"
    monkeypatch.setattr(HashedWords, "name", calibration().embedder)
    answer = other.ask(asked)
    assert (answer.status, answer.answerer.note) == ("refused", None)


@pytest.mark.parametrize(
    ("question", "cause"),
    [
        ("Que pense Hortense Maubrac de la halle ?", "silent"),
        ("Quel âge a le maire de Vaurelle ?", "silent"),
        ("Merci beaucoup !", "smalltalk"),
    ],
    ids=["stranger", "no age", "smalltalk"],
)
def test_what_code_can_see_is_refused(other: Sourcier, question: str, cause: str) -> None:
    answer = other.ask(question)
    assert answer.refusal is not None
    assert answer.refusal.cause == cause


def test_a_period_without_articles_is_refused(other: Sourcier) -> None:
    answer = other.ask("Que sait-on de la halle ?", filters=Filters("2019", "2019"))
    assert answer.refusal is not None
    assert answer.refusal.cause == "period"


def test_the_log_and_the_doctor_say_so_in_one_line(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "rag.reader.calibration"):
        Sourcier.open(settings).close()
    assert [record.getMessage() for record in caplog.records if "calibration" in record.name] == [
        "No calibration for the embedder hashed-words/512: only what code can see is refused"
    ]
    told: dict[str, Any] = {finding.name: finding for finding in examine(settings)}
    assert told["étalonnage"].ok
    assert "hashed-words/512" in told["étalonnage"].detail
