"""Checks of a translation: it is in one language, and denies what its source denies.

Names and what stands between quotation marks do not count.
"""

from __future__ import annotations

import re

from rag.checking.source import Source
from rag.language.fold import fold_open as fold
from rag.language.quotes import QUOTED
from rag.types import Check

_FUNCTION_WORDS = {
    "fr": "le les des du et une dans pour avec qui que est sont ont sur cette ses leur leurs aux au elle ils de la",
    "en": "it its the and of his her their they was were has had which who with from this that will would not by",
    "es": "el los las del una para con fue sus ha han por",
}
"""Words without which no sentence of the language does, and which French, English and Spanish do not share here."""
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def check_language(sentence: str, source: Source) -> Check:
    """Whether a sentence in another language than its source is free of the source's function words.

    "The states signed an accord of partage des eaux" is no translation. Beside a capital they belong to a name: "the
    Banque de France".
    """
    foreign = _FUNCTION_WORDS.get(source.passage.language, "").split()
    words: list[str] = _WORD.findall(QUOTED.sub(" ", sentence))
    for place, word in enumerate(words):
        if word not in foreign:
            continue
        before = next((w for w in reversed(words[:place]) if w not in foreign), "A")
        after = next((w for w in words[place + 1 :] if w not in foreign), "A")
        if before[0].islower() and after[0].islower():
            return Check("language", False, word)
    return Check("language", True)


_DENIES = re.compile(
    r"\b(?:ne|aucun\w*|jamais|rien|sans|non|pas|desaccords?|ni(?:e|ent|er|era|ait)|refus\w*|rejet\w*"
    r"|dement(?:i|ent|ait|ir)?|contest(?:e|ent|er|ait)|exclu(?:t|ent|re|ait)?"
    r"|not?|never|nor|neither|none|nobody|nothing|without|disagree\w*|den(?:y|ies|ied)|reject\w*|dismiss\w*"
    r"|ni|nunca|nada|nadie|ningun\w*|sin|nieg\w*|rechaz\w*)\b|\bn'|n't\b"
)
"""How French, English and Spanish deny."""


def check_denial(sentence: str, source: Source) -> Check:
    """Whether a translation denies something where its source does, and only there."""
    said, held = (_DENIES.search(fold(QUOTED.sub(" ", text))) for text in (sentence, source.quote))
    wrong = said if held is None else held if said is None else None
    return Check("negation", wrong is None, wrong[0] if wrong else "")
