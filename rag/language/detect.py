"""The language of a text and of a question, by the small words of each."""

from __future__ import annotations

import re
from typing import Literal

from rag.language.fold import fold
from rag.language.quotes import QUOTED
from rag.language.stop_words import ASKED, TOLD

_WORD = re.compile(r"[^\W\d_]+")


def words(folded: str) -> list[str]:
    """The words of a folded text, without figures."""
    return _WORD.findall(folded)


def language_of(folded: str) -> str:
    """Two letters for the language of a folded text whose small words are most frequent; ``und`` where none is."""
    found = words(folded[:50_000])
    if not found:
        return "und"
    counts = {language: sum(word in small for word in found) for language, small in TOLD.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= 0.15 * len(found) else "und"


def small_word_share(folded: str, language: str) -> float:
    """Share of the words that are small words of the language; 1.0 where the language is not known."""
    small = TOLD.get(language)
    if small is None:
        return 1.0
    found = words(folded)
    return sum(word in small for word in found) / len(found) if found else 0.0


def language_of_question(question: str) -> Literal["fr", "en", "es"]:
    """ "fr" (where nothing tells), "en" or "es"; words quoted from an article do not count."""
    question = QUOTED.sub(" ", question)
    folded = fold(question)
    words = re.findall(r"[a-z]+", folded)
    spanish = sum(word in ASKED["es"] for word in words) + 3 * bool(re.search(r"[¿¡ñ]|[aeo]ción\b", question.lower()))
    french = sum(word in ASKED["fr"] for word in words) + bool(re.search(r"[êçœèùâî]", question.lower()))
    french += len(re.findall(r"\b(?:qu|l|d|c|j|n|s|t)['’]|-(?:t-)?(?:il|elle|on|ils|elles)\b|\best-ce\b", folded))
    english = sum(word in ASKED["en"] for word in words) + len(re.findall(r"['’]s\b|\bn['’]t\b", folded))
    best = max(french, english, spanish)
    if best == 0 or french == best:
        return "fr"
    return "en" if english == best else "es"
