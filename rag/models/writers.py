"""Which model writes the answers, and the download of the default one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.errors import SetupError, SourcierError, Unavailable
from rag.models.faults import Message, overflow
from rag.models.weights import DEFAULT, Stopped, Weights, WeightsStatus, download, ready_file, status
from rag.settings import Settings
from rag.types import Answerer, AnswererKind

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from rag.models.llama import LlamaChat
    from rag.models.ollama import OllamaChat

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Writer:
    """Who writes: a chat model with its window in tokens, or nobody (``extractive``)."""

    kind: AnswererKind
    model: str | None = None
    chat: LlamaChat | OllamaChat | None = None
    context: int = 0
    count_tokens: Callable[[str], int] = len
    reason: Message | None = None
    """Why a better writer is not used."""
    language: str = "fr"

    @property
    def note(self) -> str | None:
        """The reason in the language of the settings."""
        return self.reason.text(self.language) if self.reason else None


class Models:
    """The models of one process: loaded when first wanted, shared by all threads."""

    def __init__(self, settings: Settings, weights: Weights = DEFAULT) -> None:
        self._settings = settings
        self._weights = weights
        self._lock = threading.Lock()
        self._embedded: LlamaChat | None = None
        self._served: dict[str, OllamaChat] = {}
        self._broken: tuple[float, SourcierError] | None = None
        self._download: threading.Thread | None = None
        self._progress: WeightsStatus | None = None
        self._stop = threading.Event()

    def writer(self, wanted: Answerer | None = None) -> Writer:
        """Who answers: for ``auto`` the best there is; Unavailable where the one asked for is not there."""
        return self._choose(wanted or self._settings.answerer, load=True)

    def prospect(self) -> Writer:
        """Who would answer, as far as that can be told without loading a model: its ``chat`` is None."""
        return self._choose(self._settings.answerer, load=False)

    def _choose(self, wanted: Answerer, *, load: bool) -> Writer:
        if wanted == "extractive":
            return Writer("extractive")
        if wanted == "ollama":
            return self._ollama(load)
        if wanted == "embedded":
            return self._llama(load)
        try:
            return self._best(load)
        except SourcierError as error:
            return Writer("extractive", reason=Message(error.fr, error.en), language=self._settings.language)

    def describe(self) -> tuple[AnswererKind, str | None]:
        """Kind and name of the model that ``auto`` or the settings give, without loading anything."""
        wanted = self._settings.answerer
        if wanted in ("auto", "ollama") and not self._is_file():
            from rag.models.ollama_server import answers, find_model

            try:
                if answers(self._settings.ollama_host):
                    return "ollama", find_model(self._settings.ollama_host, self._settings.model)
            except Unavailable as error:
                log.info("%s", error)
        if wanted in ("auto", "embedded"):
            path = self._path()
            if path and path.is_file() and not self._known_broken(path):
                return "embedded", path.stem
        return "extractive", None

    def _best(self, load: bool) -> Writer:
        """Ollama if it answers and has the model, else the embedded one."""
        if self._is_file():
            return self._llama(load)
        from rag.models.ollama_server import answers, unreachable

        host, named = self._settings.ollama_host, self._settings.model
        refused = unreachable(host, named) if named else None
        if answers(host):
            try:
                return self._ollama(load)
            except Unavailable as error:
                refused = error
        writer = self._llama(load)
        # The model that was named is not there: say so beside the answers of the other.
        return replace(writer, reason=Message(refused.fr, refused.en)) if refused and named else writer

    def _ollama(self, load: bool) -> Writer:
        from rag.models.ollama_server import find_model

        named = None if self._is_file() else self._settings.model
        model = find_model(self._settings.ollama_host, named)
        if not load:
            return Writer("ollama", model)
        from rag.models.ollama import make_chat

        with self._lock:
            if model not in self._served:
                self._served[model] = make_chat(self._settings.ollama_host, model)
            chat = self._served[model]
        return Writer("ollama", model, chat, chat.num_ctx or 0, chat.count_tokens, language=self._settings.language)

    def _llama(self, load: bool) -> Writer:
        if not load:
            from rag.models.llama_server import check_gguf, check_memory

            path = self._loadable()
            check_gguf(path)
            check_memory(path)
            return Writer("embedded", path.stem)
        with self._lock:
            if self._embedded is None:
                self._embedded = self._load()
            chat = self._embedded
        server = chat.server
        return Writer(
            "embedded", server.model.stem, chat, server.context, chat.count_tokens, language=self._settings.language
        )

    def _loadable(self) -> Path:
        """The file of the embedded model; raises what keeps it from being loaded."""
        path = self._path()
        if path is None:
            raise self._absent()
        if fault := self._known_broken(path):
            raise fault
        return path

    def _load(self) -> LlamaChat:
        path = self._loadable()
        from rag.models.llama import LlamaChat
        from rag.models.llama_server import LlamaServer

        try:
            return LlamaChat(server=LlamaServer(path))
        except SetupError as error:
            self._broken = _changed(path), error
            raise

    def _known_broken(self, path: Path) -> SourcierError | None:
        """Why a file did not load, until there is another in its place."""
        return self._broken[1] if self._broken and self._broken[0] == _changed(path) else None

    def _path(self) -> Path | None:
        return Path(self._settings.model or "").expanduser() if self._is_file() else self._file()

    def _is_file(self) -> bool:
        return (self._settings.model or "").lower().endswith(".gguf")

    def _file(self) -> Path | None:
        return ready_file(self._settings.data, self._weights)

    def _absent(self) -> Unavailable:
        state = self.download_state()
        if state.state == "failed" and state.message:
            return Unavailable(state.message.fr, state.message.en)
        if self._download and self._download.is_alive():
            share = f"{state.done / state.total:.0%}"
            return Unavailable(
                f"Le modèle de langage se télécharge ({share}) : en attendant, les réponses sont des citations.",
                f"The language model is being downloaded ({share}): meanwhile answers are quotations.",
            )
        return Unavailable(
            "Le modèle de langage n'est pas encore là : « python -m rag models » le télécharge (1,1 Go).",
            "The language model is not there yet: 'python -m rag models' downloads it (1.1 GB).",
        )

    def start_download(self) -> None:
        """Fetch the default weights in the background, unless another file is named or they are there."""
        if self._is_file() or self._download or status(self._settings.data, self._weights).state == "ready":
            return
        self._download = threading.Thread(target=self._fetch, name="weights", daemon=True)
        self._download.start()

    def _fetch(self) -> None:
        def progress(done: int, total: int) -> None:
            self._progress = WeightsStatus("partial", done, total)

        try:
            download(self._settings.data, progress, self._stop, self._weights)
            self._progress = None
        except Stopped:
            self._progress = None
        except (SourcierError, OSError) as error:
            fr, en = (error.fr, error.en) if isinstance(error, SourcierError) else (str(error), str(error))
            now = status(self._settings.data, self._weights)
            self._progress = WeightsStatus("failed", now.done, now.total, Message(fr, en))
            log.warning("%s", fr if self._settings.language == "fr" else en)

    def download_state(self) -> WeightsStatus:
        """How far the default weights are."""
        return self._progress or status(self._settings.data, self._weights)

    def overview(self) -> dict[str, Any]:
        """What Ollama has, where it answers, and how far the default weights are; loads nothing."""
        from rag.models.ollama_server import answers, list_models

        host, served = self._settings.ollama_host, []
        reachable = answers(host)
        if reachable:
            try:
                served = list_models(host)
            except Unavailable:
                reachable = False
        state = self.download_state()
        return {
            "ollama": {"host": host, "reachable": reachable, "models": served},
            "embedded": {
                "model": self._weights.name,
                "state": state.state,
                "done": state.done,
                "total": state.total,
            },
        }

    def warm_up(self) -> None:
        """Load the model that would answer, so that the first question does not wait for it."""
        writer = self.writer()
        if writer.chat is not None:
            from langchain_core.messages import HumanMessage

            try:
                for _ in stream_chat(writer, [HumanMessage("Bonjour")], max_tokens=1):
                    pass
            except SourcierError as error:
                log.warning("%s", error.message(self._settings.language))

    def close(self) -> None:
        """Stop the download and free the models."""
        self._stop.set()
        if self._download:
            self._download.join(timeout=10)
        with self._lock:
            if self._embedded:
                self._embedded.server.close()
                self._embedded = None


def _changed(path: Path) -> float:
    """When a file was last changed; 0 where there is none."""
    return path.stat().st_mtime if path.is_file() else 0.0


def stream_chat(
    writer: Writer,
    messages: Sequence[BaseMessage],
    *,
    max_tokens: int,
    grammar: str | None = None,
    stop: list[str] | None = None,
    pulse: bool = False,
) -> Iterator[str]:
    """The reply piece by piece; closing the generator stops the model.

    A prompt that leaves no room for ``max_tokens`` raises TooLarge before anything is sent. ``grammar``
    (GBNF) binds the embedded model; Ollama has no such thing and writes freely. With ``pulse`` empty
    strings come while the prompt is read, so that a reader who leaves then is noticed.
    """
    if writer.chat is None:
        raise ValueError("the extractive answerer has no chat model")
    tokens = writer.chat.count_prompt(messages)
    if tokens + max_tokens > writer.context:
        raise overflow(writer.model or "", tokens + max_tokens, writer.context)
    chunks = writer.chat.stream(list(messages), stop=stop, max_tokens=max_tokens, grammar=grammar)
    for chunk in chunks:
        text = str(chunk.text)
        if text or pulse:
            yield text
