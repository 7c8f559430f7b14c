"""The settings, read once from the environment and ``.env``, then passed around frozen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast, get_args
from urllib.parse import urlsplit

from rag.errors import SetupError
from rag.types import Answerer, Language

SAMPLES = Path(__file__).resolve().parent.parent / "samples" / "articles"


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the program; see ``.env.example`` for what each does."""

    data: Path = Path("data")
    articles: Path = SAMPLES
    host: str = "127.0.0.1"
    port: int = 7860
    answerer: Answerer = "auto"
    model: str | None = None
    ollama_host: str = "http://127.0.0.1:11434"
    embeddings: str = "embedded"
    chroma: str | None = None
    api_key: str | None = None
    language: Language = "fr"
    terminal: Language = "fr"
    """Of messages on the terminal: that of the system's locale, unless SOURCIER_LANGUAGE says another."""


def load_settings(environment: Mapping[str, str] | None = None, env_file: Path = Path(".env")) -> Settings:
    """Read the settings; a variable of the environment wins over the file.

    Raises SetupError, naming the variable, for a value that cannot be used.
    """
    values = dict(_read_env_file(env_file))
    values.update(os.environ if environment is None else environment)
    given = {name: value.strip() for name, value in values.items() if value.strip()}
    host = given.get("OLLAMA_HOST", "http://127.0.0.1:11434")
    return Settings(
        data=Path(given.get("SOURCIER_DATA", "data")).expanduser(),
        articles=Path(given.get("SOURCIER_ARTICLES", str(SAMPLES))).expanduser(),
        host=given.get("SOURCIER_HOST", "127.0.0.1"),
        port=_port(given.get("SOURCIER_PORT", "7860")),
        answerer=cast(Answerer, _one_of("SOURCIER_ANSWERER", given.get("SOURCIER_ANSWERER", "auto"), Answerer)),
        model=given.get("SOURCIER_MODEL"),
        ollama_host=_ollama_url(host),
        embeddings=_embeddings(given.get("SOURCIER_EMBEDDINGS", "embedded")),
        chroma=_chroma(given.get("SOURCIER_CHROMA")),
        api_key=given.get("SOURCIER_API_KEY"),
        language=cast(Language, _one_of("SOURCIER_LANGUAGE", given.get("SOURCIER_LANGUAGE", "fr"), Language)),
        terminal=cast(Language, given.get("SOURCIER_LANGUAGE") or _of_locale(given)),
    )


def _of_locale(given: Mapping[str, str]) -> Language:
    """French, unless the system's locale is another; ``C`` says nothing."""
    locale = next((given[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if name in given), "")
    return "fr" if locale.partition(".")[0] in ("", "C", "POSIX") or locale.startswith("fr") else "en"


def _read_env_file(path: Path) -> list[tuple[str, str]]:
    if not path.is_file():
        return []
    pairs = []
    for line in path.read_text("utf-8").splitlines():
        name, equals, value = line.strip().partition("=")
        if equals and not name.startswith("#"):
            pairs.append((name.strip(), value.strip().strip("\"'")))
    return pairs


def _port(text: str) -> int:
    if text.isdigit() and 0 <= int(text) < 65536:
        return int(text)
    raise SetupError(
        f"SOURCIER_PORT vaut « {text} » : donnez un numéro de port entre 0 et 65535.",
        f"SOURCIER_PORT is '{text}': give a port number between 0 and 65535.",
    )


def _one_of(name: str, value: str, choices: object) -> str:
    allowed = get_args(choices)
    if value in allowed:
        return value
    listed = ", ".join(allowed)
    raise SetupError(
        f"{name} vaut « {value} » : choisissez parmi {listed}.", f"{name} is '{value}': choose one of {listed}."
    )


def _embeddings(value: str) -> str:
    if value == "embedded" or (value.startswith("ollama:") and len(value) > len("ollama:")):
        return value
    raise SetupError(
        f"SOURCIER_EMBEDDINGS vaut « {value} » : écrivez embedded, ou ollama:NOM.",
        f"SOURCIER_EMBEDDINGS is '{value}': write embedded, or ollama:NAME.",
    )


def _chroma(value: str | None) -> str | None:
    """The address without a slash at its end."""
    if value is None:
        return None
    try:
        url = urlsplit(value)
        if url.scheme in ("http", "https") and url.hostname and url.port != 0:
            return value.rstrip("/")
    except ValueError:
        pass
    raise SetupError(
        f"SOURCIER_CHROMA vaut « {value} » : écrivez http://hôte:port, ou rien.",
        f"SOURCIER_CHROMA is '{value}': write http://host:port, or nothing.",
    )


def _ollama_url(host: str) -> str:
    """OLLAMA_HOST as Ollama itself reads it: scheme and port may be missing, 0.0.0.0 means here."""
    scheme, _, rest = host.rpartition("://")
    name, colon, port = rest.rstrip("/").rpartition(":")
    if not colon:
        name, port = rest.rstrip("/"), "443" if scheme == "https" else "11434"
    name = "127.0.0.1" if name in ("", "0.0.0.0") else name
    return f"{scheme or 'http'}://{name}:{port}"
