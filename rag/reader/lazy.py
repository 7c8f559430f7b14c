"""The trained reader, loaded when it is first asked; without its weights, nothing that reads."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from rag.reader.reader import NoReader, Pair, Reader, Reading
from rag.types import Passage

log = logging.getLogger(__name__)

WEIGHTS = Path(__file__).resolve().parent / "weights.npz"


class LazyReader:
    """The trained reader, loaded when it is first asked; one line in the log where it cannot be."""

    def __init__(self, models: Path, weights: Path = WEIGHTS) -> None:
        self._models, self._weights = models, weights
        self._loaded: Reader | None = None

    @property
    def name(self) -> str:
        """Of the weights in use."""
        return self._reader().name

    def read(self, question: str, passages: Sequence[Passage]) -> list[Reading] | None:
        """See ``Reader``."""
        return self._reader().read(question, passages)

    def supports(self, pairs: Sequence[Pair]) -> list[float] | None:
        """See ``Reader``."""
        return self._reader().supports(pairs)

    def _reader(self) -> Reader:
        if self._loaded is None:
            self._loaded = _open(self._models, self._weights)
        return self._loaded


def _open(models: Path, weights: Path) -> Reader:
    from rag.reader.network import NetworkReader
    from vectorstore.embedding.reader_session import ReaderSession

    try:
        return NetworkReader(ReaderSession.open(models, weights))
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        log.warning("The trained reader cannot be loaded (%s): sentences are scored without it", error)
        return NoReader()
