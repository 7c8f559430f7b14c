"""Pulling a model with Ollama in the background: how far it is, and in plain words why it failed."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field

import httpx

from rag.errors import BadInput, SourcierError, Unavailable

_NAME = re.compile(r"[\w][\w.\-]*(?:[/:][\w.\-]+){0,4}", re.ASCII)
_SILENCE_S = 120.0
_NO_WAY_OUT = ("no such host", "dial tcp", "i/o timeout", "proxyconnect", "server misbehaving")


@dataclass
class Pull:
    """One pull: bytes by layer (Ollama tells them one by one), and how it ended."""

    name: str
    layers: dict[str, tuple[int, int]] = field(default_factory=dict)
    checking: bool = False
    """All bytes are there; Ollama looks them through and writes them down."""
    finished: bool = False
    fault: SourcierError | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def under_way(self) -> bool:
        """Whether it goes on."""
        return not (self.finished or self.fault or self.stopped.is_set())

    @property
    def done(self) -> int:
        """Bytes that have come."""
        return sum(done for done, _ in list(self.layers.values()))

    @property
    def total(self) -> int:
        """Bytes announced so far; 0 before the first layer."""
        return sum(total for _, total in list(self.layers.values()))


class Puller:
    """One pull at a time from the Ollama at ``host``; it goes on when the reader leaves the page."""

    def __init__(self, host: str) -> None:
        self._host = host
        self._lock = threading.Lock()
        self.last: Pull | None = None
        """The pull under way, or how the last one ended."""

    def start(self, name: str) -> Pull:
        """Begin; BadInput for what is no name of a model, Unavailable while another pull is under way."""
        name = name.strip().removeprefix("ollama pull ").strip()
        if len(name) > 200 or not _NAME.fullmatch(name):
            raise BadInput(
                "Écrivez le nom d'un modèle d'Ollama, par exemple qwen2.5:3b.",
                "Write the name of an Ollama model, for example qwen2.5:3b.",
            )
        with self._lock:
            if self.last and self.last.under_way:
                raise Unavailable(
                    f"« {self.last.name} » se télécharge encore : attendez sa fin, ou arrêtez-le.",
                    f"'{self.last.name}' is still being pulled: wait for its end, or stop it.",
                )
            pull = self.last = Pull(name)
        threading.Thread(target=self._work, args=(pull,), name="pull", daemon=True).start()
        return pull

    def stop(self) -> None:
        """End the pull under way; Ollama keeps what has come, and the next pull goes on from there."""
        if self.last:
            self.last.stopped.set()

    def _work(self, pull: Pull) -> None:
        import ollama

        from rag.models.ollama_server import unreachable

        client = ollama.Client(self._host, timeout=httpx.Timeout(_SILENCE_S, connect=3.0))
        try:
            for step in client.pull(pull.name, stream=True):
                if pull.stopped.is_set():
                    return
                if step.digest and step.total:
                    pull.layers[step.digest] = (step.completed or 0, step.total)
                pull.checking = not step.digest and bool(pull.layers)
                pull.finished = step.status == "success"
            if not pull.finished:
                pull.fault = _failed(pull.name, "…")
        except ollama.ResponseError as error:
            pull.fault = _failed(pull.name, error.error)
        except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout):
            pull.fault = unreachable(self._host, pull.name)
        except (httpx.HTTPError, ValueError, TypeError) as error:
            pull.fault = _failed(pull.name, str(error))


def _failed(name: str, reason: str) -> Unavailable:
    if any(sign in reason for sign in ("file does not exist", "not found", "invalid model name")):
        return Unavailable(
            f"Ollama ne trouve pas de modèle « {name} » : vérifiez le nom sur ollama.com/library.",
            f"Ollama finds no model '{name}': check the name on ollama.com/library.",
        )
    said = " ".join(reason.split())[:200]
    if any(sign in reason for sign in _NO_WAY_OUT):
        return Unavailable(
            f"Ollama n'atteint pas son registre pour télécharger « {name} » : vérifiez la connexion de cette machine à "
            f"Internet, puis recommencez. ({said})",
            f"Ollama cannot reach its registry to pull '{name}': check this machine's connection to the Internet, "
            f"then try again. ({said})",
        )
    if "no space left" in reason:
        return Unavailable(
            f"Il n'y a plus de place sur le disque pour « {name} » : libérez-en, puis recommencez.",
            f"There is no room left on the disk for '{name}': free some, then try again.",
        )
    return Unavailable(
        f"Le téléchargement de « {name} » s'est interrompu ({said}) : recommencez, il reprendra où il en était.",
        f"The pull of '{name}' broke off ({said}): try again, it will go on where it was.",
    )
