"""Text analysis for the word search: the same for what is indexed and what is asked.

French first; English and Spanish stop words are dropped too, since archives mix them.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from functools import lru_cache
from typing import Any

from rag.language.fold import ALIKE, fold_open
from rag.language.stop_words import SEARCH

ANALYSIS = 2
"""Raised whenever ``terms`` changes: libraries then rebuild their word index when opened."""

_GROUPS = re.compile(r"(?<![\d.,])\d{1,3}(?:[ .,']\d{3})+(?!\d)")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.-?){2,}")
_TOKEN = re.compile(r"[^\W_]+(?:_[^\W_]+)*(?:['-][^\W_]+)*")
_ELISION = re.compile(r"^(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu|quelqu)'", re.IGNORECASE)


_FAMILY = {
    form: verb
    for verb, forms in (
        ("ouvr", "ouvert ouvertur ouvrent"),
        ("rouvr", "rouvert rouvrent reouvr reouvert reouvertur reouvrent"),
    )
    for form in forms.split()
}
"""Stems of irregular forms that the stemmer leaves apart, "rouvert" and "réouverture": what is told of most places.
Other families (fermer, élire, vendre, construire…) give nothing or take away: docs/notebook.md."""
_STEMMING = threading.Lock()
"""A Snowball stemmer holds the word it works on."""


def terms(text: str) -> list[str]:
    """The search terms of ``text`` in order, repeated as often as they occur.

    Each is made of letters and digits alone, with ``_`` for a decimal sign: safe in an FTS5 query between quotes.
    """
    text = unicodedata.normalize("NFC", text).translate(ALIKE)
    text = _INITIALS.sub(lambda match: match[0].replace(".", "").replace("-", "") + " ", text)
    text = _GROUPS.sub(lambda match: re.sub(r"\D", "", match[0]), text)
    text = _DECIMAL.sub("_", text)
    return [term for token in _TOKEN.findall(text) for term in _token_terms(token)]


@lru_cache(maxsize=1 << 16)
def _token_terms(token: str) -> tuple[str, ...]:
    """The terms of one token: its words, and the joined form of a compound."""
    words = [_ELISION.sub("", word) for word in _ELISION.sub("", token).split("-")]
    kept = [word for word in words if word and word.lower() not in SEARCH]
    if len(kept) > 1:
        kept.append("".join(kept))
    return tuple(_term(word) for word in kept)


def _term(word: str) -> str:
    """The stem with accents folded after stemming; a word with a digit stays whole."""
    low = word.lower().replace("'", "")
    if any(c.isdigit() for c in low):
        return fold_open(low)
    with _STEMMING:
        stem = fold_open(_stemmer().stemWord(low))
    return _FAMILY.get(stem, stem)


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - the library has no types
    import snowballstemmer

    return snowballstemmer.stemmer("french")
