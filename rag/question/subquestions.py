"""The questions that one question asks at once."""

from __future__ import annotations

import re

_ASKS = (
    r"(?:(?:à|a|de|d['’]|pour|sur|en|dans|depuis|pendant|jusqu['’]à|avec|par|selon|at|in|for|by|on|from|to|since) ?)?"
    r"(?:quel(?:le)?s?|combien|quand|qui|où|comment|pourquoi|what|which|how|when|where|who|why)\b"
)
_JOINT = re.compile(rf",? (?:et|and|mais|but) (?:aussi |also )?(?={_ASKS})", re.IGNORECASE)
_ASKING = re.compile(rf"\b{_ASKS}", re.IGNORECASE)


def parts(question: str) -> list[str]:
    """The questions asked, in their order: « Qui a signé, et pour quel montant ? » has two; most have one."""
    text = question.strip().rstrip(" ?!.")
    found = [part.strip() for part in _JOINT.split(text)]
    return found if len(found) > 1 and _ASKING.search(found[0]) else [text]
