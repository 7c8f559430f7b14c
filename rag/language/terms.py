"""Text analysis for the word search: the same for what is indexed and what is asked.

French first; English and Spanish stop words are dropped too, since archives mix them.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any

ANALYSIS = 1
"""Raised whenever ``terms`` changes: libraries then rebuild their word index when opened."""

# Compared before accents are folded, so that « thé », « dés » and « où » are told from the, des and ou. Words that
# carry meaning in one of the languages (or, but, an, fin, son de cloche) stay unless they are far too common.
_STOP_WORDS = """
    a à ai aie ainsi ait alors après as au aucun aucune aujourd'hui auquel aura aurait aussi autre autres aux auxquelles
    auxquels avaient avait avant avec avez avoir avons ayant c ça car ce ceci cela celle celles celui ces cet cette ceux
    chaque chez ci combien comme comment d dans de déjà depuis des desquelles desquels donc dont du duquel durant elle
    elles en encore entre es est et étaient étais était étant étiez étions être eu eux fut il ils j je jusqu l la là
    laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui m ma mais me même mêmes mes moi mon n
    ne ni non nos notre nous on ont où ou par parce pas pendant peu peut plus pour pourquoi près presqu puis puisqu
    puisque qu quand que quel quelle quelles quelqu quelque quelques quels qui quoi quoiqu quoique s sa sans se sera
    serait ses si soit sommes son sont sous suis sur t ta tandis te tel telle telles tels tes toi ton tous tout toute
    toutes très tu un une vers voici voilà vos votre vous y
    about after all also and any are as at be because been before being between both by can could did do does doing
    during each for from had has have having he her here hers him his how i if in into is it its itself me more most my
    of once only other our out over she should so some such than that the their them then there these they this those
    through to under until up very was we were what when where which while who whom whose why will with would you your
    al ante aquel aquella como con cual cuál cuándo cuando cuánto cuántos cuáles de del desde donde dónde el él ella
    ellas ellos era eran esa ese eso esta está estaba están este esto estos fue fueron ha había han hasta hay la las lo
    los más muy ni nos o para pero por porque qué que quién quien se según ser si sí sin sobre son su sus también te
    tiene tienen todo todos tras una uno unos y ya yo
    """
STOP_WORDS = frozenset(_STOP_WORDS.split())

_LIKE = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "ʹ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "\u00ad": None}
    | dict.fromkeys(map(ord, "\u00a0\u202f\u2007\u2009\u200a\u2002\u2003"), " ")
    | {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"}
)
_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .,']\d{3})+(?!\d)")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.-?){2,}")
_TOKEN = re.compile(r"[^\W_]+(?:_[^\W_]+)*(?:['-][^\W_]+)*")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)'", re.IGNORECASE)


_STEMMING = threading.Lock()
"""A Snowball stemmer holds the word it works on."""


def fold(text: str) -> str:
    """Lower case, straight quotes, no accents, ligatures opened; the length may change."""
    decomposed = unicodedata.normalize("NFD", text.translate(_LIKE).lower())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def terms(text: str) -> list[str]:
    """The search terms of ``text`` in order, repeated as often as they occur.

    Each is made of letters and digits alone, with ``_`` for a decimal sign: safe in an FTS5 query between quotes.
    """
    text = unicodedata.normalize("NFC", text).translate(_LIKE)
    text = _INITIALS.sub(lambda match: match[0].replace(".", "").replace("-", "") + " ", text)
    text = _GROUPS.sub(lambda match: re.sub(r"\D", "", match[0]), text)
    text = _DECIMAL.sub("_", text)
    return [term for token in _TOKEN.findall(text) for term in _token_terms(token)]


@lru_cache(maxsize=1 << 16)
def _token_terms(token: str) -> tuple[str, ...]:
    """The terms of one token: its words, and the joined form of a compound."""
    words = [_ELISION.sub("", word) for word in _ELISION.sub("", token).split("-")]
    kept = [word for word in words if word and word.lower() not in STOP_WORDS]
    if len(kept) > 1:
        kept.append("".join(kept))
    return tuple(_term(word) for word in kept)


def _term(word: str) -> str:
    """The stem with accents folded after stemming; a word with a digit stays whole."""
    low = word.lower().replace("'", "")
    if any(c.isdigit() for c in low):
        return fold(low)
    with _STEMMING:
        return fold(_stemmer().stemWord(low))


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - the library has no types
    import snowballstemmer

    return snowballstemmer.stemmer("french")
