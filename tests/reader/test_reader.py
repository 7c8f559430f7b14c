"""The trained reader on odd input: always a sensible score or none at all, never an exception."""

from __future__ import annotations

import logging
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from rag.language.sentences import split_sentences
from rag.reader.lazy import WEIGHTS, LazyReader
from rag.reader.reader import NoReader, Pair, Reader
from rag.reader.windows import WINDOW, Tokens, windows
from rag.sourcier import Sourcier
from rag.types import Passage

TEXT = (
    "Le conseil de Larnac a voté mardi la rénovation de la halle. Elle coûtera 2,4 millions d'euros. La maire a refusé."
)


def passage(text: str, start: int = 0) -> Passage:
    """A passage that begins at ``start`` of its article."""
    spans = tuple((start + a, start + b) for a, b in split_sentences(text))
    return Passage(
        passage_id=1, article_id="a", file="f", record=None, n=0, start=start, end=start + len(text), text=text,
        sentences=spans, title="La halle sera rénovée", source=None, author=None, url=None, published=None,
        updated=None, language="fr", copies=(), dispatch=None, superseded_by=None,
    )  # fmt: skip


@pytest.fixture(scope="module")
def reader(sourcier: Sourcier) -> Reader:
    """The shipped weights, with the converted network of the session."""
    return sourcier.answer_reader


def test_the_span_is_counted_in_the_article(reader: Reader) -> None:
    found = reader.read("Combien coûtera la rénovation de la halle ?", [passage(TEXT, 1000)])
    assert found is not None
    (reading,) = found
    assert len(reading.sentences) == 3
    best = max((s for s in reading.sentences if s), key=lambda s: s.score)
    assert "2,4 millions" in TEXT[best.span[0] - 1000 : best.span[1] - 1000]
    assert best.score == reading.score


def test_what_answers_scores_above_what_does_not(reader: Reader) -> None:
    other = "Le vent a soufflé toute la nuit sur la côte. Les ferries sont restés à quai."
    found = reader.read("Combien coûtera la rénovation de la halle ?", [passage(TEXT), passage(other)])
    assert found is not None
    assert found[0].answers > found[1].answers


def test_a_reading_does_not_depend_on_what_else_is_read(reader: Reader, sourcier: Sourcier) -> None:
    fresh = LazyReader(sourcier.settings.data / "models")
    alone = reader.read("Qui a refusé ?", [passage(TEXT)])
    beside = fresh.read("Qui a refusé ?", [passage(TEXT * 4), passage(TEXT)])
    assert alone is not None
    assert beside is not None
    assert beside[1] == alone[0]


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("", ""),
        ("?", "Oui."),
        ("Où ?", "x" * 20_000),
        ("Combien ? " * 500, TEXT),
        ("Combien ?", TEXT * 150),
        ("Сколько стоит рынок?", "Рынок стоит два миллиона. 市場は高い。 🙂🙂"),
        ("Combien ?", "A | B | C\n1 | 2 | 3\n" * 40),
        ("Combien ?", "\ud800 \u0000 \u200b …"),
    ],
    ids=["empty", "short", "one word", "long question", "long passage", "scripts", "table", "surrogate"],
)
def test_odd_input_gives_finite_scores(reader: Reader, question: str, text: str) -> None:
    found = reader.read(question, [passage(text)])
    assert found is not None
    (reading,) = found
    assert len(reading.sentences) == len(split_sentences(text))
    for sentence, span in zip(reading.sentences, split_sentences(text), strict=True):
        assert sentence is None or (span[0] <= sentence.span[0] <= sentence.span[1] <= span[1])
        assert sentence is None or abs(sentence.score) < 1000


def test_nothing_to_read_is_read_at_once(reader: Reader) -> None:
    assert reader.read("Qui ?", []) == []


def test_support_is_a_probability(reader: Reader) -> None:
    found = reader.supports(
        [Pair("La halle coûtera 2,4 millions.", "La halle", TEXT), Pair("", "", ""), Pair("x" * 9000, "", TEXT)]
    )
    assert found is not None
    assert all(0 <= probability <= 1 for probability in found)
    assert len(set(found)) == 3


@pytest.mark.parametrize("content", [None, b"", b"PK not an archive", "cut"])
def test_missing_or_damaged_weights_fall_back_with_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes | str | None
) -> None:
    weights = tmp_path / "weights.npz"
    if content is not None:
        weights.write_bytes(WEIGHTS.read_bytes()[:200_000] if content == "cut" else bytes(content))  # type: ignore[arg-type]
    fallen = LazyReader(tmp_path / "models", weights)
    with caplog.at_level(logging.WARNING):
        assert fallen.read("Qui ?", [passage(TEXT)]) is None
        assert fallen.supports([Pair("a", "", "b")]) is None
    assert len([r for r in caplog.records if r.name.startswith("rag.reader")]) == 1
    assert not list((tmp_path / "models").glob("*.onnx")) if (tmp_path / "models").exists() else True


def test_without_weights_questions_are_answered_by_words_and_vectors(
    sourcier: Sourcier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sourcier, "answer_reader", NoReader())
    given = sourcier.ask("Combien d'habitants d'Orcevaux sont privés d'eau ?")
    assert given.status == "answered"
    assert given.short is None
    assert given.citations


def test_windows_hold_whole_sentences_and_overlap() -> None:
    text = Tokens(tuple(range(10, 610)), tuple((n, n + 1) for n in range(600)))
    sentences = [(n, n + 60) for n in range(0, 600, 60)]
    found = windows(Tokens((5, 6), ((0, 1), (1, 2))), Tokens((), ()), text, sentences)
    assert all(len(window.ids) <= WINDOW for window in found)
    assert all(window.offsets[0][0] % 60 == 0 and window.offsets[-1][1] % 60 == 0 for window in found)
    assert {offset for window in found for offset in window.offsets} == set(text.offsets)
    assert all(a.offsets[-1][1] > b.offsets[0][0] for a, b in pairwise(found))


def test_one_sentence_longer_than_a_window_is_cut() -> None:
    text = Tokens(tuple(range(500)), tuple((n, n + 1) for n in range(500)))
    found = windows(Tokens((5,), ((0, 1),)), Tokens((7,) * 40, ((0, 1),) * 40), text, [(0, 500)])
    assert all(len(window.ids) <= WINDOW for window in found)
    assert {offset for window in found for offset in window.offsets} == set(text.offsets)


def test_the_article_is_named_once(reader: Reader) -> None:
    untitled = replace(passage(TEXT), title=None)
    assert reader.read("Qui ?", [untitled]) is not None
