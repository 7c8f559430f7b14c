"""An Ollama server: whether it answers, what it has, and its faults in plain words. Loads nothing of LangChain."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpx

from rag.errors import Unavailable

if TYPE_CHECKING:
    import ollama

PREFERRED = ("mistral-small", "gemma3", "qwen3", "qwen2.5", "mistral", "llama3")
"""Which model is used when none is named: families that write good French, best first; in a family the largest."""
EMBEDDING_FAMILIES = {"bert", "nomic-bert", "nomic-bert-moe", "xlm-roberta"}
REMEMBERED_S = 3.0
"""How long ``answers`` trusts its last look."""
_looked: dict[str, tuple[float, bool]] = {}


def answers(host: str, timeout: float = 0.5) -> bool:
    """Whether an Ollama server answers at ``host``; remembered for a few seconds."""
    seen = _looked.get(host)
    if seen and time.monotonic() - seen[0] < REMEMBERED_S:
        return seen[1]
    try:
        found = "version" in httpx.get(f"{host}/api/version", timeout=timeout).json()
    except (httpx.HTTPError, ValueError, TypeError):
        found = False
    _looked[host] = (time.monotonic(), found)
    return found


def list_models(host: str) -> list[str]:
    """Names of the chat models that are pulled, the preferred one first."""
    import ollama

    with faults(host):
        listed = ollama.Client(host, timeout=5.0).list().models
    chat = [entry for entry in listed if entry.model and not _embeds(entry)]
    chat.sort(key=lambda entry: (_rank(entry.model or ""), -(entry.size or 0)))
    return [entry.model for entry in chat if entry.model]


def find_model(host: str, wanted: str | None) -> str:
    """The model named, or the preferred one of those pulled; Unavailable says which to pull."""
    names = list_models(host)
    if wanted is None:
        if names:
            return names[0]
        raise missing("qwen2.5:3b")
    for name in (wanted, f"{wanted}:latest"):
        if name in names:
            return name
    raise missing(wanted)


@contextmanager
def faults(host: str, model: str | None = None) -> Iterator[None]:
    """Turn what the client raises into Unavailable with the model and the command."""
    import ollama

    try:
        yield
    except ollama.ResponseError as error:
        if model and "not found" in error.error:
            raise missing(model) from error
        raise broken_off(model or "?", error.error[:200]) from error
    except (ConnectionError, httpx.ConnectError, httpx.ConnectTimeout) as error:
        raise unreachable(host, model) from error
    except (httpx.HTTPError, ValueError, AttributeError, TypeError) as error:
        # What is no JSON, or JSON of another shape, comes from the client as one of the last three.
        raise broken_off(model or "?", str(error)[:200]) from error


def unreachable(host: str, model: str | None) -> Unavailable:
    """The fault of a server that is not there."""
    get = f" (ollama pull {model})" if model else ""
    return Unavailable(
        f"Ollama ne répond pas à {host} : lancez « ollama serve »{get}, corrigez OLLAMA_HOST, "
        "ou mettez SOURCIER_ANSWERER=auto.",
        f"Ollama does not answer at {host}: start 'ollama serve'{get}, correct OLLAMA_HOST, "
        "or set SOURCIER_ANSWERER=auto.",
    )


def missing(model: str) -> Unavailable:
    """The fault of a server that lacks the model."""
    return Unavailable(
        f"Ollama n'a pas le modèle « {model} » : lancez « ollama pull {model} ».",
        f"Ollama does not have the model '{model}': run 'ollama pull {model}'.",
    )


def broken_off(model: str, reason: str) -> Unavailable:
    """The fault of a reply that ended before its end or made no sense."""
    return Unavailable(
        f"Ollama n'a pas fini sa réponse avec « {model} » ({reason}) : posez la question de nouveau ; "
        f"si cela continue, relancez « ollama serve » ou « ollama pull {model} ».",
        f"Ollama did not finish its reply with '{model}' ({reason}): ask again; "
        f"if it goes on, restart 'ollama serve' or run 'ollama pull {model}'.",
    )


def _embeds(entry: ollama.ListResponse.Model) -> bool:
    families = set(entry.details.families or [entry.details.family or ""]) if entry.details else set()
    return bool(families & EMBEDDING_FAMILIES) or "embed" in (entry.model or "")


def _rank(name: str) -> int:
    base = name.rsplit("/", 1)[-1]
    return next((i for i, family in enumerate(PREFERRED) if base.startswith(family)), len(PREFERRED))
