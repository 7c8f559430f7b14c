"""Vectors from a model that Ollama serves."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rag.errors import Unavailable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 32
PREFIXES = {"nomic": ("search_query: ", "search_document: "), "e5": ("query: ", "passage: ")}
"""What a family of models was trained to find before a question and before a passage."""


class OllamaEmbedder:
    """An embedding model of an Ollama server; ``dimensions`` asks the server once."""

    def __init__(self, model: str, host: str) -> None:
        self.name = f"ollama:{model}"
        self._model = model
        self._host = host
        self._lock = threading.Lock()
        self._client: Any = None
        self._dimensions = 0
        base = model.rsplit("/", 1)[-1].lower()
        self._prefixes = next((pair for family, pair in PREFIXES.items() if family in base), ("", ""))

    @property
    def dimensions(self) -> int:
        """Length of a vector, as the server gives it."""
        if not self._dimensions:
            self._embed(["dimensions"])
        return self._dimensions

    def query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, shape (d,)."""
        vector: NDArray[np.float32] = self._embed([self._prefixes[0] + text])[0]
        return vector

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of passages, shape (n, d), asked for in batches."""
        import numpy as np

        if not texts:
            return np.empty((0, self.dimensions), np.float32)
        asked = [self._prefixes[1] + text for text in texts]
        return np.concatenate([self._embed(asked[i : i + BATCH]) for i in range(0, len(asked), BATCH)])

    def groups(self, groups: Sequence[Sequence[str]]) -> list[NDArray[np.float32]]:
        """The vectors of each group of passages, shape (n, d)."""
        import numpy as np

        ends = list(itertools.accumulate(len(group) for group in groups))
        return np.split(self.passages([text for group in groups for text in group]), ends)[: len(groups)]

    def token_vectors(self, kind: str, texts: Sequence[tuple[str, ...]]) -> None:
        """Ollama gives no token vectors."""

    def _embed(self, texts: list[str]) -> NDArray[np.float32]:
        import httpx
        import numpy as np
        import ollama

        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        try:
            answer = self._connect().embed(model=self._model, input=clean)
        except ollama.ResponseError as error:
            raise self._refused(error.status_code, error.error) from error
        except (ConnectionError, httpx.HTTPError) as error:
            raise Unavailable(
                f"Ollama ne répond pas à {self._host} : lancez ollama serve, ou mettez SOURCIER_EMBEDDINGS=embedded.",
                f"Ollama does not answer at {self._host}: start ollama serve, or set SOURCIER_EMBEDDINGS=embedded.",
            ) from error
        vectors = np.asarray(answer.embeddings, np.float32)
        if vectors.ndim != 2 or len(vectors) != len(texts) or not vectors.shape[1]:
            raise self._refused(200, "no vectors")
        self._dimensions = vectors.shape[1]
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        unit: NDArray[np.float32] = (vectors / np.maximum(norms, 1e-12)).astype(np.float32)
        return unit

    def _connect(self) -> Any:  # noqa: ANN401 - the client of an optional library
        import ollama

        with self._lock:
            if self._client is None:
                self._client = ollama.Client(host=self._host, timeout=120)
            return self._client

    def _refused(self, status: int, reason: str) -> Unavailable:
        if status == 404:
            return Unavailable(
                f"Ollama n'a pas le modèle de vecteurs « {self._model} » : ollama pull {self._model}",
                f"Ollama lacks the embedding model '{self._model}': ollama pull {self._model}",
            )
        return Unavailable(
            f"Ollama n'a pas donné de vecteurs avec « {self._model} » ({reason}) : choisissez un modèle de vecteurs.",
            f"Ollama gave no vectors with '{self._model}' ({reason}): choose an embedding model.",
        )
