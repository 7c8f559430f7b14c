"""Texts to vectors: multilingual-e5-small in the process, or a model that Ollama serves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from rag.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """What turns texts into L2-normalised float32 vectors; safe to call from several threads."""

    @property
    def name(self) -> str:
        """Recorded in the library: vectors of two names never meet."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, shape (d,)."""

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of passages, shape (n, d)."""

    def groups(self, groups: Sequence[Sequence[str]]) -> list[NDArray[np.float32]]:
        """The vectors of each group of passages, shape (n, d), whatever other groups are asked for with it."""

    def token_vectors(self, kind: str, texts: Sequence[tuple[str, ...]]) -> list[list[NDArray[np.float16]]] | None:
        """Of each text, given in pieces, the token vectors of every piece; None from what does not give them.

        ``kind`` is query or passage.
        """


def make_embedder(settings: Settings) -> Embedder:
    """The embedder that the settings name; weights are loaded at the first use."""
    kind, _, model = settings.embeddings.partition(":")
    if kind == "ollama":
        from vectorstore.embedding.ollama_embedder import OllamaEmbedder

        return OllamaEmbedder(model, settings.ollama_host)
    from vectorstore.embedding.e5 import E5Embedder

    return E5Embedder(settings.data / "models")
