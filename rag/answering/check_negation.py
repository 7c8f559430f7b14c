"""Check of negation: what the source denies the sentence does not affirm, nor the other way round."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.homes import content_of, overlap, sentences_of
from rag.answering.moments import Moment, moments
from rag.answering.source import Source
from rag.answering.words import NEUTRAL, Word, flat, lexicon, words_of
from rag.types import Check

_NEGATORS = frozenset("pas jamais aucun aucune guere nullement ni plus rien personne nul nulle point".split())
_NOT = frozenset("not never without nor cannot non sans neither".split())
_NONE = frozenset("aucun aucune nul nulle no none nobody".split())
_DENIAL = re.compile(
    r"(?:nie|nient|niait|nier|dement\w*|refus\w*|rejet\w*|exclu\w*|absence|echou\w*|renonc\w*|contest\w*|den[iy]\w*"
    r"|fail\w*|impossible|interdi\w*|ignor\w*|manqu\w*|priv\w*|ecart\w*|annul\w*|empech\w*|suspen\w*|ban|bans|banned"
    r"|declin\w*|inchange\w*|stable\w*|unchanged|abandon\w*|seule?s?|seulement|only|moins|peu|fin|levee|stop\w*)"
)
_LINKS = frozenset("ne n was were is are has have had will would can could been did do does".split())
_STILL = re.compile(
    r"(?:toujours|encore|still|reste\w*|remain\w*|gratuit\w*|ferme\w*|clos\w*|closed|vide|empty|inconnue?s?"
    r"|unknown|secret\w*"
    r"|difficil\w*|reserve\w*|sauve\w*|safe|unhurt|unharmed|indemnes?|intacte?s?|lack\w*|free|avant|before|jusqu|until)"
)
"""Words that a denial may put otherwise: « court toujours », n'est pas repris."""
_EXCEPT = re.compile(r"\b(?:sauf|hormis|excepte|_ l'exception d|except|apart from|other than|unless)\b")
_BREAK = re.compile(
    r"[.;:!?,()«»“”\"]|\b(?:mais|but|sauf|except|que|qu|qui|that|who|which|et|and|afin|alors|tandis|while|depuis"
    r"|since)\b"
)


def check_negation(sentence: str, source: Source) -> Check:
    """What the source denies the sentence does not affirm, nor the other way round."""
    said, held = polarity(sentence), polarity(source.quote)
    if _about_exception(sentence, source.quote):
        barred = (
            any(negated for _, negated in said) and not _EXCEPT.search(flat(sentence)) and "seul" not in flat(sentence)
        )
        return Check("negation", not barred, "sauf" if barred else "")
    limits = bool(_BEFORE_WHEN.search(flat(sentence))) != bool(_BEFORE_WHEN.search(flat(_nearest(sentence, source))))
    first = _FIRST.search(flat(source.quote)) is not None
    for word, negated in said:
        if negated is None or limits or word.folded in _ADVERBS:
            continue
        matches = [other for known, other in held if known.stem == word.stem]
        matches = matches or [o for known, o in held if known.groups & word.groups]
        if negated and _CALLED_OFF.search(flat(source.quote)):
            continue
        if negated and first and re.search(r"\b(?:depuis|jamais|since|never|ever)\b", flat(sentence)):
            continue
        if negated and _goes_on(word, source.quote):
            continue
        if matches and negated not in matches and None not in matches:
            return Check("negation", False, word.text)
    wrong = (
        _denial_added(sentence, source.quote, held)
        or _negation_added(sentence, source)
        or _dismissed(sentence, source.quote)
        or _not_before(sentence, source.quote)
        or _counted_after_none(sentence, source.quote)
    )
    if wrong:
        return Check("negation", False, wrong)
    return Check("negation", True)


_ADVERBS = frozenset(
    """encore toujours deja aussi seulement uniquement surtout notamment egalement actuellement desormais plus moins
    fois enfin alors environ still also yet already only about around ici""".split()
)
_BEFORE_WHEN = re.compile(r"(?<!en )\b(?:avant|jusqu|before|until|till)\b")
_DENIES = re.compile(r"\b(?:refus|rejet|exclu[stre]|interdi|annul|empech|renonc|refuse|reject|ban\b|banned|cancel)\w*")


def _denial_added(sentence: str, quote: str, held: Sequence[tuple[Word, bool | None]]) -> str:
    """A verb of refusal in the sentence where the source refuses, denies and ends nothing."""
    match = _DENIES.search(flat(sentence))
    if match is None or any(negated is not False for _, negated in held):
        return ""
    words = re.findall(r"\w+", flat(quote))
    if any(_DENIAL.fullmatch(w) or _STILL.fullmatch(w) for w in words):
        return ""
    verb = next((w for w in words_of(sentence) if w.span[0] == match.start()), None)
    return verb.text if verb and not any(verb.like(word) for word, _ in held) else ""


_PLAIN_NOT = re.compile(r"\b(?:ne|n')\s?(?:\S+\s){1,4}?(?:pas|jamais|aucune?|rien|personne)\b|\b(?:not|never)\b|n't\b")
_NO_WORD = re.compile(
    r"\b(?:ne|n'|pas|non|aucune?|sans|ni|jamais|rien|sauf|hors|hormis|not|no|never|without|none|nobody|neither|nor|premi\w+|first|record)\b|n't\b"
    r"|\b(?:in|im|ir|il)(?:possible|connu|capable|suffisant|complet|utile|legal|certain)\w*|\bun\w{4,}ed\b"
)


def _negation_added(sentence: str, source: Source) -> str:
    """A plain negation in the sentence where the source denies, refuses, limits and ends nothing at all."""
    match = _PLAIN_NOT.search(flat(sentence))
    if match is None or re.search(r"\b(?:que|qu')", flat(sentence)[match.start() : match.start() + 24]):
        return ""
    if re.match(r".{0,30}\b(?:plus|more|seul)\b", flat(sentence)[match.start() :]):
        return ""
    sides = lexicon().opposites
    turned = {
        (pair, 1 - side)
        for w, negated in polarity(sentence)
        if negated is not False
        for pair, side in sides.get(w.stem, ())
    }
    if any(turned & sides.get(w.stem, frozenset()) for w in words_of(source.quote)):
        return ""
    text = flat(f"{source.quote}\n{source.passage.title or ''}")
    words = re.findall(r"[\w-]+", text)
    if _NO_WORD.search(text) or any(_DENIAL.fullmatch(w) or _STILL.fullmatch(w) for w in words):
        return ""
    return match.group()


_NOT_BEFORE = re.compile(
    r"\b(?:ne|n')\s?(?:\S+\s){1,3}?(?:pas|jamais)\s+(?:\S+\s){0,3}?avant\b|\bnot\s+(?:\S+\s){0,3}?(?:before|until)\b"
)
_LATER = re.compile(
    r"\b(?:avant|apres|tot|partir|compter|des|before|until|after|earliest|from|since|plus tard|attend\w*|moins)\b"
)


def _dismissed(sentence: str, quote: str) -> str:
    """A word of the sentence, which denies nothing, that the source names only to rule it out."""
    plain = flat(quote)
    match = next((m for m in re.finditer(r"\w+", plain) if _DISMISSED.search(plain[: m.end()])), None)
    if (
        match is None
        or any(negated is not False for _, negated in polarity(sentence))
        or _NO_WORD.search(flat(sentence))
    ):
        return ""
    start = max((cut.end() for cut in _BREAK.finditer(plain, 0, match.start())), default=0)
    apart = [w for w in words_of(quote) if w.content and start <= w.span[0] < match.start()]
    rest = [w for w in words_of(quote) if w.content and not start <= w.span[0] < match.end()]
    if any(_DENIAL.fullmatch(w.folded) for w in words_of(sentence)):
        return ""
    said = [w for w in words_of(sentence) if w.content and not w.name]
    return next((w.text for w in said if any(w.like(o) for o in apart) and not any(w.like(o) for o in rest)), "")


def _not_before(sentence: str, quote: str) -> str:
    """A moment told as the very one, of which the source says that it will not be sooner."""
    held = _NOT_BEFORE.search(flat(quote))
    if held is None or _LATER.search(flat(sentence)):
        return ""
    after = moments(quote[held.end() : held.end() + 40])
    return next((sentence[slice(*m.span)] for m in moments(sentence) for o in after[:1] if _same_time(m, o)), "")


def _same_time(one: Moment, other: Moment) -> bool:
    return (one.year, one.month, one.day) == (other.year, other.month, other.day)


_GOES_ON = re.compile(r"\b(?:toujours|encore|still|reste|restent|remains?)\b")


_CALLED_OFF = re.compile(r"\b(?:report\wes?|annul\w+|renonc\w+|abandonn\w+|suspend\w+|dropped|cancel\w+|postponed|scrapped)\b")
_FIRST = re.compile(r"\b(?:premi\w+|first|record|depuis|since)\b")


def _nearest(sentence: str, source: Source) -> str:
    """The sentence of the quotation that holds most of the sentence."""
    quoted = [home.text for home in sentences_of(source) if home.quoted] or [source.quote]
    return max(quoted, key=lambda text: overlap(content_of(sentence), (), text))


def _goes_on(word: Word, quote: str) -> bool:
    """Whether « toujours », « encore » of the source may deny in other words: court toujours, n'est pas repris."""
    plain = flat(quote)
    return _GOES_ON.search(plain) is not None and not any(
        _GOES_ON.match(plain[other.span[1] :].lstrip()) for other in words_of(quote) if other.stem == word.stem
    )


_SOME = re.compile(r"(?:\b(?:des|un|une|plusieurs|de nombreu\w+|some|several|many|a|one)|\d)\s*$")


def _counted_after_none(sentence: str, quote: str) -> str:
    """A thing of which the source says that there is none, and the sentence that there are some."""
    words, said = words_of(quote), flat(sentence)
    none = [words[n + 1].stem for n, word in enumerate(words[:-1]) if word.folded in _NONE]
    for word, negated in polarity(sentence):
        if word.stem in none and negated is False and _SOME.search(said[max(0, word.span[0] - 16) : word.span[0]]):
            return word.text
    return ""


def _about_exception(sentence: str, quote: str) -> bool:
    """Whether the sentence tells of what the source sets apart: « aucun avion, sauf les vols sanitaires »."""
    match = _EXCEPT.search(flat(quote))
    if match is None:
        return False
    apart = [word for word in words_of(quote[match.end() : match.end() + 60]) if word.content]
    return any(word.stem == other.stem for word in words_of(sentence) if word.content for other in apart)


@lru_cache(maxsize=1 << 10)
def polarity(text: str) -> tuple[tuple[Word, bool | None], ...]:
    """Each content word, and whether a negation governs it; None where that cannot be told."""
    folded = flat(text)
    words = words_of(text)
    breaks = [match.start() for match in _BREAK.finditer(folded)]
    found: dict[int, bool | None] = {}
    for place, word in enumerate(words):
        before = folded[max(0, word.span[0] - 2) : word.span[0]]
        if word.folded == "ne" or before == "n'":
            first = place if before == "n'" else place + 1
            ahead = range(first, min(first + 7, len(words)))
            only = next((p for p in ahead if words[p].folded in ("que", "qu")), len(words) + 1)
            end = next((p for p in ahead if words[p].folded in _NEGATORS and p < only - 1), None)
            if end is not None and place not in found:
                verbs = [p for p in range(first, end) if words[p].content]
                if any(words[p].folded.startswith("exist") or words[p].folded == "y" for p in range(first, end)):
                    found |= _reach(words, end + 1, breaks, (None,) * 5)
                    continue
                found |= dict.fromkeys(verbs, True)
                if words[end].folded in _NONE:
                    found |= _reach(words, end + 1, breaks, (True, None, None))
                    continue
                found |= _reach(words, end + 1, breaks, (None, None) if verbs else (True, None))
        elif word.folded in _NONE:
            found = _reach(words, place + 1, breaks, (None, None, None)) | found
            if re.match(
                r"\s+(?:of (?:which|whom|them|these)|d'entre eux|d'entre elles|des deux)\b", folded[word.span[1] :]
            ):
                found |= _reach(words, place + 3, [c for c in breaks if c > words[place + 2].span[1]], (True, None))
                continue
            verb = next((p for p in range(place + 1, min(place + 7, len(words))) if words[p].folded in _LINKS), None)
            if verb is not None:
                found |= _reach(words, verb + 1, breaks, (True, None))
        elif word.folded == "yet" and folded[word.span[1] :].startswith(" to "):
            found |= _reach(words, place + 1, breaks, (True,))
        elif word.folded == "ni":
            found |= _reach(words, place + 1, breaks, (True,))
        elif word.folded in _NOT or _bare_pas(folded, word) or folded[word.span[0] : word.span[1] + 2].endswith("n't"):
            found |= _reach(words, place + 1, breaks, (True, None))
        elif word.content and _DENIAL.fullmatch(word.folded) and not _epithet(folded, words, place):
            found = _reach(words, place + 1, breaks, (None, None)) | found
            if _DISMISSED.search(folded[: word.span[1]]):
                found |= _subject(words, place, breaks)
    return tuple((word, found.get(place, False)) for place, word in enumerate(words) if word.content and not word.name)


_DISMISSED = re.compile(
    r"\b(?:est|sont|a ete|ont ete|etait|was|were|is|are|been)\s+(?:\w+ment\s+)?(?:ecart|exclu|rejet|dement|abandon|refut|ruled out"
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
