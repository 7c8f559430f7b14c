"""A follow-up made to stand alone by rules: nothing that the reader said is dropped, only context is added."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.calendar_words import fold
from rag.french import STOP_WORDS
from rag.types import Turn

_LONGEST_CONTEXT = 240
_OPENING = re.compile(r"^\W*(?:et|mais|alors|donc|puis|and|but|so|what about|how about|then|ok|y)\b(?!-)")
_PRONOUN = re.compile(
    r"(?<!y a-t-)(?<!\w)(?:il|elle|ils|elles|lui|eux|leur|leurs|son|sa|ses|celui-ci|celle-ci|ceux-ci|celles-ci|celui-la|celle-la|ce dernier"
    r"|cette derniere|ces derniers|cela|ca|la-bas|la-dessus|en|y|he|she|they|him|her|his|hers|them|their|it|its|there|that one"
    r"|this one|those|ce chiffre|cette (?:decision|affaire|somme|peine|date|annonce|mesure|reunion|rencontre|personne|ville)"
    r"|ce (?:projet|montant|dernier|jour-la|moment-la|pays|texte|accord)|meme|autre|l'un|l'une|ella|ellos|su|sus)(?!\w)"
)


def needs_history(asked: str) -> bool:
    """Whether the question leans on what was said before."""
    text = fold(asked).strip()
    if _OPENING.match(text):
        return True
    words = re.findall(r"[a-z0-9]+", text)
    return bool(_PRONOUN.search(text)) or len([w for w in words if w not in STOP_WORDS]) <= 1


def make_standalone(asked: str, history: Sequence[Turn]) -> str:
    """``asked`` with its context in brackets where it does not stand alone."""
    if not history or not needs_history(asked):
        return asked
    users = [turn.content for turn in history if turn.role == "user"]
    answers = [turn.content for turn in history if turn.role == "assistant"]
    context = _context(asked, users[-1] if users else "", answers[-1] if answers else "")
    if not context:
        return asked
    return f"{asked} ({'à propos de'} : {context})"


def _context(asked: str, question: str, answer: str) -> str:
    kept: list[str] = []
    seen = {fold(word) for word in re.findall(r"\w+", asked)}
    for text in (question, answer):
        for word in re.findall(r"[\w'’-]+", text):
            low = fold(word)
            if low in STOP_WORDS or low in seen or len(low) < 3:
                continue
            seen.add(low)
            kept.append(word)
    while len(", ".join(kept)) > _LONGEST_CONTEXT:
        kept.pop()
    return ", ".join(kept)
