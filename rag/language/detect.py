"""Folding that keeps every offset, and the words by which a language is known."""

from __future__ import annotations

import re
import unicodedata

_SPECIAL = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "„": '"',
    "œ": "o",
    "æ": "a",
    "ß": "s",
}


class _Folding(dict[int, str]):
    """Filled as characters are met: base letter, lower case, plain quotes and spaces."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        base = _SPECIAL.get(char) or unicodedata.normalize("NFD", char)[0]
        if base.isspace() and base != "\n":
            base = " "
        elif unicodedata.category(base) == "Pd":
            base = "-"
        low = base.lower()
        folded = low if len(low) == 1 else base
        self[code] = folded
        return folded


_FOLDING = _Folding()
_WORD = re.compile(r"[^\W\d_]+")

STOP_WORDS: dict[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "fr": "le la les un une des de du d l au aux et ou a est sont ont ete etait avait dans par pour sur que qu"
        " qui ce cette ces ne pas se s son sa ses il elle ils en n on nous vous avec plus leur leurs mais ou"
        " dont comme entre apres avant selon sans sous encore aussi tout fait c y deux contre depuis",
        "en": "the a an of to in and or is are was were be been has have had that which who this these it its he"
        " she they his her their with for on by at as from not but after before will would said about more"
        " than into over out",
        "es": "el la los las un una unos de del al y o es son fue era ha han en por para sobre que quien este esta"
        " estos no se su sus con mas pero como entre tras segun sin lo le dos desde hasta cuando muy ya",
        "de": "der die das den dem des ein eine einer eines und oder ist sind war waren hat haben in im mit auf fur"
        " von zu zum zur nicht auch als nach bei aus dass sich er sie es wird werden uber wie noch",
        "it": "il lo la gli le un una uno di del della dei delle e o in nel nella con per su che chi questo questa"
        " non si suo sua da dal dalla sono stato ha hanno ma come piu tra dopo anche",
        "pt": "o a os as um uma de do da dos das e ou em no na nos nas com por para que quem este esta nao se seu"
        " sua foi sao mais mas como entre apos ao pelo pela tambem",
    }.items()
}


def fold(text: str) -> str:
    """The same text, same length: lower case, no accents, straight quotes, plain spaces and hyphens."""
    return text.translate(_FOLDING)


def words(folded: str) -> list[str]:
    """The words of a folded text, without figures."""
    return _WORD.findall(folded)


def language_of(folded: str) -> str:
    """Two letters for the language whose small words are most frequent; ``und`` where none is."""
    found = words(folded[:50_000])
    if not found:
        return "und"
    counts = {language: sum(word in small for word in found) for language, small in STOP_WORDS.items()}
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= 0.15 * len(found) else "und"


def small_word_share(folded: str, language: str) -> float:
    """Share of the words that are small words of the language; 1.0 where the language is not known."""
    small = STOP_WORDS.get(language)
    if small is None:
        return 1.0
    found = words(folded)
    return sum(word in small for word in found) / len(found) if found else 0.0
