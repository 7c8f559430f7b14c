"""The reader's network as ONNX Runtime runs it: made of the weights once, kept by their digest with the models."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vectorstore.embedding.e5 import FOLDER, onnx_faults
from vectorstore.embedding.e5_weights import packaged_weights, read_weights
from vectorstore.embedding.reader_network import reader_network
from vectorstore.embedding.tokens import Tokens

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class ReaderSession:
    """One run takes one core; safe to use from several threads."""

    def __init__(self, network: Path, tokens: Tokens, name: str) -> None:
        os.putenv("ORT_DISABLE_TELEMETRY", "1")  # see e5.py
        import onnxruntime

        self.tokens = tokens
        self.name = name
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(str(network), options, providers=["CPUExecutionProvider"])
        except onnx_faults() as error:
            raise ValueError(str(error)) from error

    @classmethod
    def open(cls, models: Path, weights: Path) -> ReaderSession:
        """Made of the weights where it is not there yet (3 s); OSError or ValueError where that fails."""
        digest = hashlib.sha256(weights.read_bytes()).hexdigest()[:16]
        network = models / f"reader-{digest}.onnx"
        if not network.is_file():
            reader_network(weights, network)
        try:
            tokens = Tokens.of_folder(models / FOLDER)
        except (OSError, ValueError):
            tokens = Tokens.of_weights(read_weights(packaged_weights()))
        try:
            return cls(network, tokens, digest)
        except ValueError:
            reader_network(weights, network)  # a damaged file is made again, once
            return cls(network, tokens, digest)

    def run(self, ids: NDArray[np.int64], mask: NDArray[np.int32]) -> tuple[NDArray[np.float32], ...]:
        """Logits of the spans' starts and ends (batch, length, 2), and of an answer (batch, 1)."""
        span, answers = self._session.run(["span", "answers"], {"ids": ids, "mask": mask})
        return span, answers
