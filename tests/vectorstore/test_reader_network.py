"""The reader's network made from the weights in the repository, and the offsets of its tokens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest

from vectorstore.embedding.e5_weights import packaged_weights, read_weights
from vectorstore.embedding.reader_network import reader_network
from vectorstore.embedding.tokens import Tokens

WEIGHTS = Path(__file__).resolve().parents[2] / "rag" / "reader" / "weights.npz"
PASSAGE = "La passerelle de Vaurenard a rouvert lundi. Les travaux ont coûté 340 000 euros, payés par la commune."


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Any:  # noqa: ANN401 - no types of its own
    path = tmp_path_factory.mktemp("reader") / "reader.onnx"
    reader_network(WEIGHTS, path)
    assert [entry.name for entry in path.parent.iterdir()] == ["reader.onnx"]
    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    return Tokens.of_weights(read_weights(packaged_weights()))


def pair(tokens: Tokens, question: str, passage: str) -> tuple[list[int], int]:
    """The ids of question and passage, and where the passage begins."""
    before = [0, *tokens.read(question)[0], 2, 2]
    return [*before, *tokens.read(passage)[0], 2], len(before)


def run(network: Any, rows: list[list[int]]) -> list[np.ndarray[Any, Any]]:  # noqa: ANN401
    ids = np.ones((len(rows), max(map(len, rows))), np.int64)
    for row, text in zip(ids, rows, strict=True):
        row[: len(text)] = text
    found: list[np.ndarray[Any, Any]] = network.run(
        ["span", "answers"], {"ids": ids, "mask": (ids != 1).astype(np.int32)}
    )
    return found


def test_it_finds_what_answers(network: Any, tokens: Tokens) -> None:  # noqa: ANN401
    ids, begins = pair(tokens, "Combien ont coûté les travaux de la passerelle ?", PASSAGE)
    span, answers = run(network, [ids])
    assert span.shape == (1, len(ids), 2)
    assert answers.shape == (1, 1)
    offsets = tokens.read(PASSAGE)[1]
    first, last = (span[0, begins:-1].argmax(axis=0)).tolist()
    assert PASSAGE[offsets[first][0] : offsets[last][1]] == "340 000 euros"


def test_what_answers_scores_above_what_does_not(network: Any, tokens: Tokens) -> None:  # noqa: ANN401
    asked = "Combien ont coûté les travaux de la passerelle ?"
    other = "Le marché de Vaurenard se tient le samedi sur la place haute."
    _, answers = run(network, [pair(tokens, asked, PASSAGE)[0], pair(tokens, asked, other)[0]])
    assert answers[0, 0] > answers[1, 0] + 1


@pytest.mark.parametrize("damage", ["cut", "lacking", "other"])
def test_other_weights_are_refused_and_leave_nothing(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "weights.npz"
    if damage == "cut":
        path.write_bytes(WEIGHTS.read_bytes()[:100_000])
    else:
        with np.load(WEIGHTS) as file:
            arrays = {name: file[name] for name in file.files}
        arrays["ln.weight"] = arrays["ln.weight"][:100]
        np.savez(path, **(arrays if damage == "other" else {"ln.weight": arrays["ln.bias"]}))
    with pytest.raises(ValueError, match=r".+"):
        reader_network(path, tmp_path / "reader.onnx")
    assert [entry.name for entry in tmp_path.iterdir()] == ["weights.npz"]


@pytest.mark.parametrize("text", ["", "L’été à Vaurenard", "½ ﬁnancé  ①", "東京 2024", "a\u200bb\tc", "  deux  mots"])
def test_offsets_are_of_the_text_as_given(tokens: Tokens, text: str) -> None:
    ids, offsets = tokens.read(text)
    assert len(ids) == len(offsets)
    assert all(0 <= start <= end <= len(text) for start, end in offsets)
    covered = {at for start, end in offsets for at in range(start, end)}
    assert covered >= {at for at, character in enumerate(text) if character.isalnum()}
