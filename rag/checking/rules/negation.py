"""Check of negation: what the source denies the sentence does not affirm, nor the other way round."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.checking.rules.homes import content_of, overlap, sentences_of
from rag.checking.rules.polarity import BREAK, DENIAL, DISMISSED, NONE, polarity
from rag.checking.rules.rule_words import Word, lexicon, saying, words_of
from rag.checking.source import Source
from rag.language.fold import flat
from rag.language.moments import Moment, moments
from rag.language.quotes import QUOTED
from rag.types import Check

_STILL = re.compile(
    r"(?:toujours|encore|still|reste\w*|remain\w*|gratuit\w*|ferme\w*|clos\w*|closed|vide|empty|inconnue?s?"
    r"|unknown|secret\w*"
    r"|difficil\w*|reserve\w*|sauve\w*|safe|unhurt|unharmed|indemnes?|intacte?s?|lack\w*|free|avant|before|jusqu|until)"
)
"""Words that a denial may put otherwise: « court toujours », n'est pas repris."""
_EXCEPT = re.compile(
    r"\b(?:sauf|hormis|excepte\w*|(?:_ l'exception|_ l'exclusion|en dehors) d\w*|except|excluding|save for"
    r"|apart from|other than"
    r"|unless)\b"
)


def check_negation(sentence: str, source: Source) -> Check:
    """What the source denies the sentence does not affirm, nor the other way round."""
    said, held = polarity(_without(sentence, source.quote)), polarity(_without(source.quote, sentence))
    if _about_exception(sentence, source.quote):
        barred = _as_the_rest(sentence, source.quote)
        return Check("negation", not barred, "sauf" if barred else "")
    wrong = (
        _other_sign(sentence, source, said, held)
        or _denial_added(sentence, source.quote, held)
        or _negation_added(sentence, source)
        or _dismissed(sentence, source.quote)
        or _not_before(sentence, source.quote)
        or _counted_after_none(sentence, source.quote)
        or _denied_thing(sentence, source.quote)
    )
    return Check("negation", not wrong, wrong)


def _without(text: str, other: str) -> str:
    """``text`` with blanks for the quotations that stand in ``other`` letter for letter: they deny the same."""
    there = flat(other)

    def blank(match: re.Match[str]) -> str:
        inside = flat(match.group()[1:-1]).strip(" .,")
        return " " * len(match.group()) if inside and inside in there else match.group()

    return QUOTED.sub(blank, text)


Polarity = Sequence[tuple[Word, bool | None]]


def _other_sign(sentence: str, source: Source, said: Polarity, held: Polarity) -> str:
    """A word that one of the two denies and the other does not."""
    near = flat(_nearest(sentence, source))
    limits = bool(_BEFORE_WHEN.search(flat(sentence))) != bool(_BEFORE_WHEN.search(near))
    limits = limits or any(_ONLY_AFTER.search(text) for text in (flat(sentence), near))
    plain = flat(_nearest(sentence, source))
    never = _FIRST.search(plain) and re.search(r"\b(?:depuis|jamais|since|never|ever)\b", flat(sentence))
    for word, negated in said:
        if negated is None or limits or word.folded in _ADVERBS:
            continue
        called_off = _CALLED_OFF.search(plain) and not _CALLED_OFF.fullmatch(word.folded)
        if negated and (never or called_off or _goes_on(word, _nearest(sentence, source))):
            continue
        matches = [other for known, other in held if known.stem == word.stem]
        matches = matches or [o for known, o in held if (known.groups & word.groups) - saying()]
        if matches and negated not in matches and None not in matches:
            return word.text
    return ""


_ADVERBS = frozenset(
    """encore toujours deja aussi seulement uniquement surtout notamment egalement actuellement desormais plus moins
    fois enfin alors environ still also yet already only about around ici""".split()
)
_BEFORE_WHEN = re.compile(r"(?<!en )\b(?:avant|jusqu|before|until|till)\b")
_ONLY_AFTER = re.compile(r"\b(?:tant qu\w*|qu'(?:apres|une fois|_ partir)|as long as|only (?:after|once|when))\b")
_DENIES = re.compile(r"\b(?:refus|rejet|exclu[stre]|interdi|annul|empech|renonc|refuse|reject|ban\b|banned|cancel)\w*")


def _denial_added(sentence: str, quote: str, held: Sequence[tuple[Word, bool | None]]) -> str:
    """A verb of refusal in the sentence where the source refuses, denies and ends nothing."""
    match = _DENIES.search(flat(sentence))
    if match is None or any(negated is not False for _, negated in held):
        return ""
    words = re.findall(r"\w+", flat(quote))
    if any(DENIAL.fullmatch(w) or _STILL.fullmatch(w) for w in words):
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
    if _NO_WORD.search(text) or any(DENIAL.fullmatch(w) or _STILL.fullmatch(w) for w in words):
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
    match = next((m for m in re.finditer(r"\w+", plain) if DISMISSED.search(plain[: m.end()])), None)
    if (
        match is None
        or any(negated is not False for _, negated in polarity(sentence))
        or _NO_WORD.search(flat(sentence))
    ):
        return ""
    start = max((cut.end() for cut in BREAK.finditer(plain, 0, match.start())), default=0)
    apart = [w for w in words_of(quote) if w.content and start <= w.span[0] < match.start()]
    rest = [w for w in words_of(quote) if w.content and not start <= w.span[0] < match.end()]
    if any(DENIAL.fullmatch(w.folded) for w in words_of(sentence)):
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


_CALLED_OFF = re.compile(
    r"\b(?:report\wes?|annul\w+|renonc\w+|abandonn\w+|suspend\w+|dropped|cancel\w+|postponed|scrapped)\b"
)
_FIRST = re.compile(r"\b(?:premi\w+|first|record|depuis|since)\b")


def _nearest(sentence: str, source: Source) -> str:
    """The sentence of the quotation that holds most of the sentence."""
    quoted = [home.text for home in sentences_of(source) if home.quoted] or [source.quote]
    return max(quoted, key=lambda text: overlap(content_of(sentence), (), text))


def _goes_on(word: Word, quote: str) -> bool:
    """Whether « toujours », « encore » of the source may deny in other words: court toujours, n'est pas repris."""
    plain = flat(quote)
    there = next((w for w in words_of(quote) if w.stem == word.stem), None)
    if there and _GOES_ON.search(plain) and not _GOES_ON.search(plain[max(0, there.span[0] - 40) : there.span[1] + 40]):
        return False
    return _GOES_ON.search(plain) is not None and not any(
        _GOES_ON.match(plain[other.span[1] :].lstrip()) for other in words_of(quote) if other.stem == word.stem
    )


_SOME = re.compile(r"(?:\b(?:des|un|une|plusieurs|de nombreu\w+|some|several|many|a|one)|\d)\s*$")


def _counted_after_none(sentence: str, quote: str) -> str:
    """A thing of which the source says that there is none, and the sentence that there are some."""
    words, said = words_of(quote), flat(sentence)
    none = [words[n + 1].stem for n, word in enumerate(words[:-1]) if word.folded in NONE]
    for word, negated in polarity(sentence):
        if word.stem in none and negated is False and _SOME.search(said[max(0, word.span[0] - 16) : word.span[0]]):
            return word.text
    return ""


_NONE_OF = re.compile(
    r"\b(?:(?:pas|plus|jamais|point|guere) (?:de |d')|aucune? (?:des )?|nul(?:le)? |no |not any |not a "
    r"|without (?:any |a )?"
    r"|sans (?:\w+(?:er|ir|re) )?(?:de |d'|aucune? |la moindre |le moindre )?)(?:(?:cas|traces?|signes?"
    r"|preuves?|risques?|cases?|signs?|evidence) (?:de |d'|of ))?(?P<what>[^\W\d_]{4,})"
)


def _denied_thing(sentence: str, quote: str) -> str:
    """A thing of which the source says only that there is none, in a sentence that denies nothing at all."""
    there = [w for w in words_of(quote) if w.content and not w.name]
    starts = {match.start("what") for match in _NONE_OF.finditer(flat(quote))}
    denied = [w for w in there if w.span[0] in starts and not re.search(r"(?:er|ir|re)$", w.folded)]
    text = flat(sentence)
    if not denied or _NO_WORD.search(text) or any(DENIAL.fullmatch(w) for w in re.findall(r"[\w-]+", text)):
        return ""
    rest = [w for w in there if w.span[0] not in starts]
    said = [w for w in content_of(sentence) if not w.name]
    return next((w.text for w in said if any(w.like(d) for d in denied) and not any(w.like(o) for o in rest)), "")


def _as_the_rest(sentence: str, quote: str) -> bool:
    """Whether what is set apart is told as what it is set apart from: denied with it, or affirmed with it."""
    plain = flat(sentence)
    if _EXCEPT.search(plain) or "seul" in plain:
        return False
    denied = any(negated for _, negated in polarity(sentence))
    apart = _EXCEPT.search(flat(quote))
    before = quote[: apart.start()] if apart else quote
    if any(negated is not False for _, negated in polarity(before)):
        return denied
    spared = any(DENIAL.fullmatch(w.folded) or _SPARED.match(w.folded) for w in words_of(sentence))
    return denied == spared


_SPARED = re.compile(r"echapp|epargn|exempt|dispens|exoner|spar|sauf|exclu|part\b|autre|other")


def _about_exception(sentence: str, quote: str) -> bool:
    """Whether the sentence tells of what the source sets apart: « aucun avion, sauf les vols sanitaires »."""
    match = _EXCEPT.search(flat(quote))
    if match is None:
        return False
    apart = [word for word in words_of(quote[match.end() : match.end() + 60]) if word.content]
    return any(word.stem == other.stem for word in words_of(sentence) if word.content for other in apart)
