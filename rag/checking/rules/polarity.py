"""Which words of a text a negation governs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.checking.rules.rule_words import NEUTRAL, Word, words_of
from rag.language.fold import flat

_NEGATORS = frozenset("pas jamais aucun aucune guere nullement ni plus rien personne nul nulle point".split())
_NOT = frozenset("not never without nor cannot non sans neither".split())
NONE = frozenset("aucun aucune nul nulle no none nobody".split())
DENIAL = re.compile(
    r"(?:nie|nient|niait|nier|dement\w*|refus\w*|rejet\w*|exclu\w*|absence|echou\w*|renonc\w*|contest\w*|den[iy]\w*"
    r"|fail\w*|impossible|interdi\w*|ignor\w*|manqu\w*|priv\w*|ecart\w*|annul\w*|empech\w*|suspen\w*|ban|bans|banned"
    r"|abst[ie]\w*|evit\w*|omet\w*|omis\w*|oubli\w*|neglig\w*|incapable\w*|unable|refrain\w*|prevented|barred"
    r"|echapp\w*|epargn\w*|exempt\w*|dispens\w*|declin\w*|inchange\w*|stable\w*|unchanged|abandon\w*|seule?s?|seulement|only|moins|peu|fin|levee|stop\w*)"
)
_LINKS = frozenset("ne n was were is are has have had will would can could been did do does".split())
BREAK = re.compile(
    r"[.;:!?,()«»“”\"]|\b(?:mais|but|sauf|except|que|qu|qui|that|who|which|et|and|afin|alors|tandis|while|depuis"
    r"|since)\b"
)

_STILL_TO = re.compile(
    r"(?:doi(?:t|vent) encore|restent? _|(?:has|have) yet to|still (?:has|have|needs?) to|remains? to)\b"
)
"""What is still to be done is not done: doivent encore confirmer, n'ont pas confirmé."""
_END = re.compile(r"[.;:!?](?=\s)")


@lru_cache(maxsize=1 << 10)
def polarity(text: str) -> tuple[tuple[Word, bool | None], ...]:
    """Each content word, and whether a negation governs it; None where that cannot be told."""
    scan = _Scan(text)
    for place, word in enumerate(scan.words):
        before = scan.folded[max(0, word.span[0] - 2) : word.span[0]]
        if word.folded == "ne" or before == "n'":
            scan.ne(place if before == "n'" else place + 1, known=place in scan.found)
        elif _STILL_TO.match(scan.folded, word.span[0]):
            scan.mark(place + 1, (None, None))
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
        self.ends = [match.start() for match in _END.finditer(self.folded)]
        self.found: dict[int, bool | None] = {}

    def mark(self, first: int, values: tuple[bool | None, ...], breaks: list[int] | None = None) -> None:
        """Give the next content words these values, over what they had."""
        self.found |= _reach(self.words, first, self.breaks if breaks is None else breaks, values, self.ends)

    def ne(self, first: int, *, known: bool) -> None:
        """« ne … pas »: the verbs between the two, and what follows."""
        words = self.words
        ahead = range(first, min(first + 7, len(words)))
        only = next((p for p in ahead if words[p].folded in ("que", "qu")), len(words) + 1)
        opinion = any(_OPINION.match(word.folded) for word in words[first:only])
        end = next((p for p in ahead if words[p].folded in _NEGATORS and p < only - (not opinion)), None)
        if end is None or known or first >= len(words):
            return
        if _THERE_IS.search(self.folded, words[first].span[0] - 1, words[end].span[0]):
            self.mark(end + 1, (None,) * 5)
            return
        verbs = [p for p in range(first, end) if words[p].content]
        if _NO_PLACE.search(self.folded[words[first].span[0] : words[end].span[1] + 12]):
            self.found |= _subject(words, first - 1, self.breaks)
        self.found |= dict.fromkeys(verbs, True)
        if words[end].folded in NONE:
            self.mark(end + 1, (True, None, None))
        else:
            light = all(_LIGHT.fullmatch(words[p].folded) for p in verbs)
            self.mark(end + 1, (True, None) if light else (None, None))

    def none(self, place: int) -> None:
        """« aucun », « none of which »: what is counted, and its verb."""
        words = self.words
        self.found = _reach(words, place + 1, self.breaks, (None, None, None), self.ends) | self.found
        if _NONE_OF.match(self.folded, words[place].span[1]):
            self.mark(place + 3, (True, None), [c for c in self.breaks if c > words[place + 2].span[1]])
            return
        verb = next((p for p in range(place + 1, min(place + 7, len(words))) if words[p].folded in _LINKS), None)
        if verb is not None:
            self.mark(verb + 1, (True, None))

    def denial(self, place: int) -> None:
        """A verb of refusing or ending: what follows it, and the subject of its passive, may be denied."""
        word = self.words[place]
        undone = _UNDONE.fullmatch(word.folded) and _TO_DO.match(self.folded, word.span[1])
        first = True if undone and not self.found.get(place) else None
        self.found = _reach(self.words, place + 1, self.breaks, (first, None), self.ends) | self.found
        if first:
            self.found |= {p: True for p in self.found if place < p <= place + 6 and _DONE.search(self.words[p].folded)}
        if _RULED_OUT.search(self.folded[: word.span[1]]) and (after := _ANY.match(self.folded, word.span[1])):
            self.found |= {p: True for p, w in enumerate(self.words) if w.span[0] == after.end()}
        if DISMISSED.search(self.folded[: self.words[place].span[1]]):
            self.found |= _subject(self.words, place, self.breaks)


_OPINION = re.compile(r"(?:croi|pens|estim|veu[tlx]|voul|souhait|consider|jug)")
"""Verbs after which « pas que » opens a clause; after others it says « not only »."""
_LIGHT = re.compile(
    r"(?:f(?:ait|aire|era|eront|erait|eraient|aisait|ont)|p(?:rend|rendra|rendre|ris)|m(?:et|ettra|ettre|is)|donne\w*|tien\w*)"
)
"""Verbs whose object says what is denied: ne fera pas appel."""
_UNDONE = re.compile(
    r"(?:refus|echou|renonc|absten|abstien|abstin|evit|omet|omis|oubli|neglig|rechign|fail|declin|incapable|unable|refrain"
    r"|stopped|prevented|barred|dissuad)\w*"
)
_TO_DO = re.compile(
    r"\s*(?:de |d'|_ |from (?=\w+ing\b)|to )(?:(?:se |s'|y |en |l'|les? |la )*[^\W\d_]+(?:er|ir|re)\b"
    r"|(?<=to )\w|(?<=from )\w)"
)
"""Verbs that deny the one they govern: refuse de payer, failed to list."""
_DONE = re.compile(r"(?:er|ir|ed)$")
_RULED_OUT = re.compile(r"(?:(?<!pas )exclu\w*|ecart\w*|rejet\w*|refus\w*|reject\w*|rule[sd]? out)$")
_ANY = re.compile(r"\s+(?:toute? (?:idee d\w* |forme d\w* )?|any |all |l'idee d'une? |l'idee de )")
_THERE_IS = re.compile(r"\b(?:exist\w+|y (?:a|avait|aura|aurait|ait))\b")
_NO_PLACE = re.compile(r"\b(?:aura|auront|a|ont|aurait|avait|eu)\s+(?:pas|jamais|plus)\s+(?:eu\s+)?lieu\b")
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
    words: tuple[Word, ...], first: int, breaks: list[int], values: tuple[bool | None, ...], ends: Sequence[int] = ()
) -> dict[int, bool | None]:
    """What the next content words up to the end of the clause get from a negation before them, in turn."""
    found: dict[int, bool | None] = {}
    if any(word.folded in ("aussi", "si", "autant", "so") for word in words[first : first + 2]):
        values = (None, None)
    left = list(values)
    for place in range(max(1, first), len(words)):
        if not left:
            break
        if any(words[place - 1].span[1] <= cut <= words[place].span[0] for cut in (ends if place == first else breaks)):
            break
        if words[place].content and words[place].folded not in NEUTRAL:
            found[place] = left.pop(0)
        elif words[place].content and place == first:
            found[place] = left[0]
    return found
