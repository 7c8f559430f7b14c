"""Which words of a text a negation governs."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.answering.words import NEUTRAL, Word, flat, words_of

_NEGATORS = frozenset("pas jamais aucun aucune guere nullement ni plus rien personne nul nulle point".split())
_NOT = frozenset("not never without nor cannot non sans neither".split())
NONE = frozenset("aucun aucune nul nulle no none nobody".split())
DENIAL = re.compile(
    r"(?:nie|nient|niait|nier|dement\w*|refus\w*|rejet\w*|exclu\w*|absence|echou\w*|renonc\w*|contest\w*|den[iy]\w*"
    r"|fail\w*|impossible|interdi\w*|ignor\w*|manqu\w*|priv\w*|ecart\w*|annul\w*|empech\w*|suspen\w*|ban|bans|banned"
    r"|declin\w*|inchange\w*|stable\w*|unchanged|abandon\w*|seule?s?|seulement|only|moins|peu|fin|levee|stop\w*)"
)
_LINKS = frozenset("ne n was were is are has have had will would can could been did do does".split())
BREAK = re.compile(
    r"[.;:!?,()«»“”\"]|\b(?:mais|but|sauf|except|que|qu|qui|that|who|which|et|and|afin|alors|tandis|while|depuis"
    r"|since)\b"
)


@lru_cache(maxsize=1 << 10)
def polarity(text: str) -> tuple[tuple[Word, bool | None], ...]:
    """Each content word, and whether a negation governs it; None where that cannot be told."""
    scan = _Scan(text)
    for place, word in enumerate(scan.words):
        before = scan.folded[max(0, word.span[0] - 2) : word.span[0]]
        if word.folded == "ne" or before == "n'":
            scan.ne(place if before == "n'" else place + 1, known=place in scan.found)
        elif word.folded in NONE:
            scan.none(place)
        elif (word.folded == "yet" and scan.folded[word.span[1] :].startswith(" to ")) or word.folded == "ni":
            scan.mark(place + 1, (True,))
        elif word.folded in _NOT or _bare_pas(scan.folded, word) or _contracted(scan.folded, word):
            scan.mark(place + 1, (True, None))
        elif word.content and DENIAL.fullmatch(word.folded) and not _epithet(scan.folded, scan.words, place):
            scan.denial(place)
    found = scan.found
    return tuple(
        (word, found.get(place, False)) for place, word in enumerate(scan.words) if word.content and not word.name
    )


class _Scan:
    """A text read word by word for what its negations govern."""

    def __init__(self, text: str) -> None:
        self.folded = flat(text)
        self.words = words_of(text)
        self.breaks = [match.start() for match in BREAK.finditer(self.folded)]
        self.found: dict[int, bool | None] = {}

    def mark(self, first: int, values: tuple[bool | None, ...], breaks: list[int] | None = None) -> None:
        """Give the next content words these values, over what they had."""
        self.found |= _reach(self.words, first, self.breaks if breaks is None else breaks, values)

    def ne(self, first: int, *, known: bool) -> None:
        """« ne … pas »: the verbs between the two, and what follows."""
        words = self.words
        ahead = range(first, min(first + 7, len(words)))
        only = next((p for p in ahead if words[p].folded in ("que", "qu")), len(words) + 1)
        end = next((p for p in ahead if words[p].folded in _NEGATORS and p < only - 1), None)
        if end is None or known or first >= len(words):
            return
        if _THERE_IS.search(self.folded, words[first].span[0] - 1, words[end].span[0]):
            self.mark(end + 1, (None,) * 5)
            return
        verbs = [p for p in range(first, end) if words[p].content]
        self.found |= dict.fromkeys(verbs, True)
        if words[end].folded in NONE:
            self.mark(end + 1, (True, None, None))
        else:
            self.mark(end + 1, (None, None) if verbs else (True, None))

    def none(self, place: int) -> None:
        """« aucun », « none of which »: what is counted, and its verb."""
        words = self.words
        self.found = _reach(words, place + 1, self.breaks, (None, None, None)) | self.found
        if _NONE_OF.match(self.folded, words[place].span[1]):
            self.mark(place + 3, (True, None), [c for c in self.breaks if c > words[place + 2].span[1]])
            return
        verb = next((p for p in range(place + 1, min(place + 7, len(words))) if words[p].folded in _LINKS), None)
        if verb is not None:
            self.mark(verb + 1, (True, None))

    def denial(self, place: int) -> None:
        """A verb of refusing or ending: what follows it, and the subject of its passive, may be denied."""
        self.found = _reach(self.words, place + 1, self.breaks, (None, None)) | self.found
        if DISMISSED.search(self.folded[: self.words[place].span[1]]):
            self.found |= _subject(self.words, place, self.breaks)


_THERE_IS = re.compile(r"\b(?:exist\w+|y (?:a|avait|aura|aurait|ait))\b")
_NONE_OF = re.compile(r"\s+(?:of (?:which|whom|them|these)|d'entre eux|d'entre elles|des deux)\b")


def _contracted(folded: str, word: Word) -> bool:
    return folded[word.span[0] : word.span[1] + 2].endswith("n't")


DISMISSED = re.compile(
    r"\b(?:est|sont|a ete|ont ete|etait|was|were|is|are|been)\s+(?:\w+ment\s+)?(?:ecart|exclu|rejet"
    r"|dement|abandon|refut|ruled out"
    r"|dismiss|reject)\w*$"
)
"""Passives that deny what stands before them: la piste criminelle est écartée."""


def _epithet(folded: str, words: tuple[Word, ...], place: int) -> bool:
    """Whether a participle stands right after its noun: le surveillant suspendu."""
    before = words[place - 1] if place else None
    return bool(
        before
        and before.content
        and folded[before.span[1] : words[place].span[0]] == " "
        and re.search(r"(?:e|ee|es|ees|u|ue|us|ues|ed)$", words[place].folded)
        and before.folded not in NEUTRAL
    )


def _subject(words: tuple[Word, ...], place: int, breaks: list[int]) -> dict[int, bool | None]:
    """The content words of the clause before a passive that denies them."""
    found: dict[int, bool | None] = {}
    for before in range(place - 1, -1, -1):
        if any(words[before].span[1] <= cut <= words[before + 1].span[0] for cut in breaks):
            break
        if words[before].content and not words[before].name:
            found[before] = None
    return found


def _bare_pas(folded: str, word: Word) -> bool:
    """Whether a « pas » stands without « ne » after a comma or a conjunction: aux pluies, pas à la baisse."""
    return word.folded == "pas" and re.search(r"(?:,|\bmais|\bet)\s*$", folded[: word.span[0]]) is not None


def _reach(
    words: tuple[Word, ...], first: int, breaks: list[int], values: tuple[bool | None, ...]
) -> dict[int, bool | None]:
    """What the next content words up to the end of the clause get from a negation before them, in turn."""
    found: dict[int, bool | None] = {}
    if any(word.folded in ("aussi", "si", "autant", "so") for word in words[first : first + 2]):
        values = (None, None)
    left = list(values)
    for place in range(first, len(words)):
        if not left:
            break
        if place > first and any(words[place - 1].span[1] <= cut <= words[place].span[0] for cut in breaks):
            break
        if words[place].content and words[place].folded not in NEUTRAL:
            found[place] = left.pop(0)
    return found
