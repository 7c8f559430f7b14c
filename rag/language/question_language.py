"""The language of a question, from few words."""

from __future__ import annotations

import re
from typing import Literal

from rag.language.calendar_words import fold
from rag.language.quotes import QUOTED

_FRENCH = frozenset(
    "le la les l un une des du de d et est sont qui que qu quoi quel quelle quels quelles quand comment pourquoi"
    " combien ou"
    " au aux en dans sur pour par avec sans ce cet cette ces il elle ils elles on nous vous je tu son sa ses"
    " leur leurs y a"
    " ont ete etait etaient avait fait dit pas ne n plus selon apres avant depuis entre c s t j m bonjour salut merci"
    " bonsoir moi toi peux peut donne raconte".split()
)
_ENGLISH = frozenset(
    "the a an of and is are was were be been who what which when where why how many much did does do has have"
    " had in on at"
    " to for from by with about according it its he she they their his her this that these those there not will would"
    " should could can you your me my hello hi thanks thank please tell give between since before after".split()
)
_SPANISH = frozenset(
    "el la los las un una unos unas del de y es son quien quienes que cual cuales cuando donde como cuanto"
    " cuantos cuanta"
    " cuantas por para en con sin se su sus fue fueron ha han al lo le les esta este hola gracias segun"
    " entre desde".split()
)


def language_of(question: str) -> Literal["fr", "en", "es"]:
    """ "fr" (where nothing tells), "en" or "es"; words quoted from an article do not count."""
    question = QUOTED.sub(" ", question)
    folded = fold(question)
    words = re.findall(r"[a-z]+", folded)
    spanish = sum(word in _SPANISH for word in words) + 3 * bool(re.search(r"[¿¡ñ]|[aeo]ción\b", question.lower()))
    french = sum(word in _FRENCH for word in words) + bool(re.search(r"[êçœèùâî]", question.lower()))
    french += len(re.findall(r"\b(?:qu|l|d|c|j|n|s|t)['’]|-(?:t-)?(?:il|elle|on|ils|elles)\b|\best-ce\b", folded))
    english = sum(word in _ENGLISH for word in words) + len(re.findall(r"['’]s\b|\bn['’]t\b", folded))
    best = max(french, english, spanish)
    if best == 0 or french == best:
        return "fr"
    return "en" if english == best else "es"
