"""Training on a handful of examples: the same weights from the same seed, stopped or not; the network as shipped."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from random import Random

import numpy as np
import pytest

from training.claim_examples import claim_development, claim_examples
from training.development import area, best_span, overlap
from training.encode import present, write_examples
from training.press_parts import read_part
from training.question_examples import development, question_examples

torch = pytest.importorskip("torch", reason="torch is not installed: make train makes an environment that has it")

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ROOT / "rag" / "reader" / "weights.npz"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    articles = read_part(ROOT / "training" / "press" / "p6")[:2]
    examples = [*present(question_examples(articles, Random(1))), *present(claim_examples(articles, Random(1)))]
    short = sorted(examples, key=lambda example: len(example.ids))[:80]
    write_examples(folder / "train.jsonl.gz", short)
    kept = [*present([*development(articles[:1]), *claim_development(articles[:1])])]
    write_examples(folder / "dev.jsonl.gz", kept[::4])
    return folder


def train(data: Path, out: Path, *more: str) -> dict[str, np.ndarray]:
    given = ["--data", str(data), "--out", str(out), "--start", str(WEIGHTS), "--every", "40", *more]
    done = subprocess.run(
        [sys.executable, "-m", "training.train", *given], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    with np.load(out / "weights.npz") as file:
        return {name: file[name] for name in file.files}


def test_the_same_seed_gives_the_same_weights_stopped_or_not(data: Path, tmp_path: Path) -> None:
    whole = train(data, tmp_path / "whole", "--examples", "80")
    again = train(data, tmp_path / "stopped", "--examples", "80", "--stop", "40")
    assert any((whole[name] != again[name]).any() for name in whole)
    again = train(data, tmp_path / "stopped", "--examples", "80")
    assert all((whole[name] == again[name]).all() for name in whole)
    lines = [json.loads(line) for line in (tmp_path / "whole" / "log.jsonl").read_text().splitlines()]
    assert [line["examples"] for line in lines] == [0, 40, 80]
    assert all(0 <= line["claims_auc"] <= 1 for line in lines)


def test_the_frozen_layers_stay(data: Path, tmp_path: Path) -> None:
    trained = train(data, tmp_path, "--examples", "40")
    with np.load(WEIGHTS) as file:
        same = {name for name in file.files if (file[name] == trained[name]).all()}
    assert {f"layers.{n}.qkv.weight" for n in range(4)} < same
    assert not {f"layers.{n}.qkv.weight" for n in range(4, 12)} & same
    assert {"span.weight", "cls.weight"} <= set(trained)


def test_the_network_as_shipped_is_the_one_that_was_trained(tmp_path: Path) -> None:
    import onnxruntime

    from training.torch_network import Reader, batch
    from vectorstore.embedding.reader_network import reader_network

    examples = list(present(development(read_part(ROOT / "training" / "press" / "p7")[:1])))[:12]
    reader = Reader()
    reader.load(WEIGHTS)
    with torch.no_grad():
        ids, places = batch(examples)
        answers = reader(ids, places)[2].numpy()
    reader_network(WEIGHTS, tmp_path / "reader.onnx")
    session = onnxruntime.InferenceSession(str(tmp_path / "reader.onnx"), providers=["CPUExecutionProvider"])
    given = {"ids": ids.numpy(), "mask": (ids.numpy() != 1).astype(np.int32)}
    assert np.corrcoef(session.run(["answers"], given)[0][:, 0], answers)[0, 1] > 0.97


def test_figures_of_development() -> None:
    assert area([2.0, 3.0], [1.0, 2.0]) == pytest.approx(0.875)
    assert best_span(np.array([0.0, 5, 1, 0]), np.array([9.0, 0, 1, 4]), 1, 4) == (1, 3)
    assert overlap((2, 3), (3, 4)) == pytest.approx(0.5)
    assert overlap((2, 3), (5, 6)) == 0
