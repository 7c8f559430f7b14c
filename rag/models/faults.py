"""The faults of language models, each with what to do about it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from rag.errors import SetupError, TooLarge, Unavailable


@dataclass(frozen=True, slots=True)
class Message:
    """One plain sentence in each language."""

    fr: str
    en: str

    def text(self, language: str) -> str:
        """The sentence in ``fr`` or ``en``."""
        return self.en if language == "en" else self.fr


def damaged(model: Path) -> SetupError:
    """The fault of a file that llama.cpp does not load."""
    return SetupError(
        f"Le fichier {model.name} n'est pas un modèle GGUF utilisable (abîmé, incomplet ou trop récent) : "
        "supprimez-le pour qu'il soit téléchargé de nouveau, ou indiquez-en un autre dans SOURCIER_MODEL.",
        f"The file {model.name} is no usable GGUF model (damaged, incomplete or too new): "
        "delete it to have it downloaded again, or name another in SOURCIER_MODEL.",
    )


def stopped(model: Path) -> Unavailable:
    """The fault of a llama.cpp that was closed or broke off."""
    return Unavailable(
        f"Le modèle {model.name} s'est arrêté : posez la question de nouveau.",
        f"The model {model.name} has stopped: ask again.",
    )


def fault(model: Path, text: str) -> SetupError | TooLarge | Unavailable:
    """Turn an error reply of llama.cpp into ours."""
    try:
        error = json.loads(text)["error"]
        kind, detail = error.get("type", ""), str(error.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        kind, detail = "", text[:200]
    if kind == "exceed_context_size_error":
        return overflow(model.name, error["n_prompt_tokens"], error["n_ctx"])
    return Unavailable(f"Le modèle {model.name} a échoué : {detail}", f"The model {model.name} failed: {detail}")


def overflow(model: str, tokens: int, context: int) -> TooLarge:
    """The fault of a prompt that does not fit, with the room for the reply."""
    return TooLarge(
        f"Le texte pour le modèle {model} fait {tokens} jetons et sa fenêtre en tient {context} : "
        "raccourcissez la question, ou commencez une nouvelle conversation.",
        f"The text for the model {model} is {tokens} tokens and its window holds {context}: "
        "shorten the question, or begin a new conversation.",
    )
