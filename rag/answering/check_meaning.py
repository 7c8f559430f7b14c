"""Checks of what a sentence makes of its source: negation, modality, and whether the source says it at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.answering.figures import figures, same
from rag.answering.moments import moments
from rag.answering.source import Source
from rag.answering.words import Word, flat, lexicon, stem_of, words_of
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
    r"(?:toujours|encore|still|reste\w*|remain\w*|gratuit\w*|ferme\w*|clos\w*|closed|vide|empty|inconnue?s?|unknown|secret\w*"
    r"|difficil\w*|reserve\w*|sauve\w*|safe|unhurt|unharmed|indemnes?|intacte?s?|lack\w*|free|avant|before|jusqu|until)"
)
"""Words that a denial may put otherwise: « court toujours », n'est pas repris."""
_EXCEPT = re.compile(r"\b(?:sauf|hormis|excepte|_ l'exception d|except|apart from|other than|unless)\b")
_BREAK = re.compile(
    r"[.;:!?,()«»“”\"]|\b(?:mais|but|sauf|except|que|qu|qui|that|who|which|et|and|afin|alors|tandis|while|depuis|since)\b"
)


def check_negation(sentence: str, source: Source) -> Check:
    """What the source denies the sentence does not affirm, nor the other way round."""
    said, held = polarity(sentence), polarity(source.quote)
    if _about_exception(sentence, source.quote):
        barred = any(negated for _, negated in said) and not _EXCEPT.search(flat(sentence)) and "seul" not in flat(sentence)
        return Check("negation", not barred, "sauf" if barred else "")
    limits = bool(_BEFORE_WHEN.search(flat(sentence))) != bool(_BEFORE_WHEN.search(flat(source.quote)))
    for word, negated in said:
        if negated is None or limits:
            continue
        matches = [other for known, other in held if known.stem == word.stem]
        matches = matches or [other for known, other in held if known.like(word)]
        if matches and negated not in matches and None not in matches:
            return Check("negation", False, word.text)
    wrong = _denial_added(sentence, source.quote, held) or _counted_after_none(sentence, source.quote)
    if wrong:
        return Check("negation", False, wrong)
    folded = flat(source.quote)
    if any(negated for _, negated in said) and not any(negated for _, negated in held):
        if not any(_DENIAL.fullmatch(w) or _STILL.fullmatch(w) for w in re.findall(r"\w+", folded)) and not _opposed(said, held):
            return Check("negation", False, next(word.text for word, negated in said if negated))
    return Check("negation", True)


def _opposed(said: Sequence[tuple[Word, bool | None]], held: Sequence[tuple[Word, bool | None]]) -> bool:
    """Whether the source has the opposite of a word that the sentence denies: pas gratuit, payant."""
    table = lexicon().opposites
    there = {key for word, _ in held for key in table.get(word.stem, ())}
    return any((pair, 1 - side) in there for word, negated in said if negated for pair, side in table.get(word.stem, ()))


_BEFORE_WHEN = re.compile(r"\b(?:avant|jusqu|before|until|till)\b")
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
            only = next((p for p in ahead if words[p].folded in ("que", "qu")), len(words))
            end = next((p for p in ahead if words[p].folded in _NEGATORS and p < only), None)
            if end is not None and place not in found:
                verbs = [p for p in range(first, end) if words[p].content]
                found |= dict.fromkeys(verbs, True)
                if words[end].folded in _NONE:
                    found |= _reach(words, end + 1, breaks, (True, None, None))
                    continue
                found |= _reach(words, end + 1, breaks, (None, None) if verbs else (True, None))
        elif word.folded in _NONE:
            found = _reach(words, place + 1, breaks, (None, None, None)) | found
            verb = next((p for p in range(place + 1, min(place + 7, len(words))) if words[p].folded in _LINKS), None)
            if verb is not None:
                width = (True, True) if words[verb].folded in ("ne", "n") else (True, None)
                found |= _reach(words, verb + 1, breaks, width)
        elif word.folded in _NOT or _bare_pas(folded, word) or folded[word.span[0] : word.span[1] + 2].endswith("n't"):
            found |= _reach(words, place + 1, breaks, (True, None))
        elif word.content and _DENIAL.fullmatch(word.folded):
            found = _reach(words, place + 1, breaks, (None, None)) | found
    return tuple((word, found.get(place, False)) for place, word in enumerate(words) if word.content and not word.name)


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


_GOVERNORS = (
    r"(?:voul|veu[lt]|voudr|souhait|envisag|prevoi|prevu|projet|propos|demand|reclam|plaid|requ[ie]|exig|promet|promis"
    r"|menac|esper|crain|redout|pourrai|devrai|doi[tv]|devra|pourr[ao]|compte\b|etudi|reflech|possib|eventu|risqu"
    r"|refus|tent|cherch|vise|appel|sollicit|invit|conseill|recommand|would|could|may\b|might|should|plan|hope|propos|seek"
    r"|consider|want|ask|threat|urge|expect|likely|will\b|va\b|vont\b|accus|soupconn|presum|alleg|suspect|report|d'ici|exclu|ecart|whether|decide)"
)
_GOVERNOR = re.compile(rf"\b{_GOVERNORS}\w*")
_CONDITIONAL = re.compile(r"\b\w+r(?:ait|aient)\b|\b(?:would|could|might)\b|\bselon\b.*\baurai")
_FUTURE = re.compile(
    r"(?:er|ir|dr|tr|vr|rr)(?:a|ont)$|^(?:sera|seront|aura|auront|fera|feront|pourra|pourront|ira|iront)$"
)
_INFINITIVE = re.compile(r"(?:er|ir|oir|dre|tre|ire|ure|ore|uivre|ivre)$")
_AUXILIARY = re.compile(
    r"\b(?:a|ont|avait|avaient|est|sont|ete|n'a|l'a|has|have|had|was|were|been)\s+(?:\w+ment\s+|deja\s+)?$"
)
_SURE = re.compile(
    r"\b(?:il est etabli|il est certain|c'est certain|sans aucun doute|definitivement|it is certain|it is established)\b"
)


def check_modality(sentence: str, source: Source) -> Check:
    """What the source only envisages, supposes or announces is not told as done, nor a fact as a supposition."""
    said, held = flat(sentence), flat(source.quote)
    hedged = _CONDITIONAL.search(held)
    if hedged and _SURE.search(said):
        return Check("modality", False, hedged.group())
    source_words = [word for word in words_of(source.quote) if word.content and not word.name]
    denied = {word.span for word, negated in polarity(sentence) if negated is not False}
    for word in words_of(sentence):
        if not word.content or word.name or word.span in denied:
            continue
        done, meant = _told_as_done(said, word), _told_as_fact(said, word)
        if not done and not meant:
            continue
        same_words = [other for other in source_words if other.stem == word.stem or word.like(other)]
        exact = [other for other in same_words if other.stem == word.stem] or same_words
        if exact and done and all(_unreal(held, other) for other in exact):
            return Check("modality", False, word.text)
        if exact and meant and all(_only_wished(held, other) for other in exact):
            return Check("modality", False, word.text)
    return _added_doubt(said, held)


def _told_as_done(said: str, word: Word) -> bool:
    """Whether a verb stands in the past, or in the present with « déjà », and nothing before it makes it a wish."""
    before = said[max(0, word.span[0] - 26) : word.span[0]]
    after = said[word.span[1] : word.span[1] + 6]
    past = bool(_AUXILIARY.search(before)) and not re.search(r"\b(?:aurai|serai|a ete (?:propos|demand))", before)
    if re.search(r"(?:e|i|u|t|s|ee|es|ees|ed|ie|ue|ise)$", word.folded) is None:
        past = False
    return past or bool(re.match(r"\s+(?:deja|already)", after))


_NOMINAL = re.compile(
    r"(?:\b(?:le|la|les|un|une|des|de|du|au|aux|ce|cet|cette|ces|son|sa|ses|leur|leurs|_|pour|par|sans|en|et|ou|plus|moins|the"
    r"|an|of|to|its|his|her|their|for|and|no)|[ld]'|#|\d)\s*$"
)


def _told_as_fact(said: str, word: Word) -> bool:
    """Whether a word is a finite verb, present or future, in a sentence that holds no wish, plan or doubt."""
    before = said[max(0, word.span[0] - 12) : word.span[0]]
    if re.search(r"\b(?:va|vont|will)\s*$", before):
        return True
    if not before.strip() or _NOMINAL.search(before) or _INFINITIVE.search(word.folded):
        return False
    finite = re.search(r"(?:e|ent|it|nd|et|ld|ght|ed|pt|lt|un|an|ew|ook|ot|era|eront|ira|iront|dra|dront|s)$", word.folded)
    return bool(finite) and not _GOVERNOR.search(said) and not _CONDITIONAL.search(said)


_WISH = re.compile(
    r"\b(?:voul|veu[lt]|voudr|souhait|envisag|propos|demand|reclam|plaid|exig|menac|esper|crain|redout|pourrai|devrai"
    r"|etudi|reflech|refus|tent|cherch|exclu|ecart|whether|sollicit|conseill|recommand|would|could|may\b|might|should|hope|consider|want|ask"
    r"|urge)\w*\s+(?:(?:d'|de |_ |to |que |qu'|pas |to |ne |n'|se |s'|y |le |la |les )*)(?:etre |be )?$"
)


def _only_wished(held: str, word: Word) -> bool:
    """Whether the source's word is an infinitive right after a wish, a request or a possibility."""
    return _WISH.search(held[max(0, word.span[0] - 40) : word.span[0]]) is not None


def _unreal(held: str, word: Word) -> bool:
    """Whether the source's word is a future, a conditional, or hangs on a wish, a plan, a demand or a possibility."""
    if _FUTURE.search(word.folded) or re.search(r"r(?:ait|aient)$", word.folded):
        return True
    if re.search(r"\b(?:aurai|serai|pourrai|devrai)(?:t|ent)\s+(?:ete\s+)?$", held[: word.span[0]]):
        return True
    start = max((held.rfind(mark, 0, word.span[0]) for mark in ";:.«»"), default=0) + 1
    before = held[max(start, word.span[0] - 44) : word.span[0]]
    if _AUXILIARY.search(before):
        return False
    last = None
    for last in _GOVERNOR.finditer(before):
        pass
    if last is None:
        return False
    between = [w for w in words_of(before[last.end() :]) if w.content]
    return len(between) <= (2 if _INFINITIVE.search(word.folded) else 1)


def _added_doubt(said: str, held: str) -> Check:
    added = re.search(r"\b(?:aurai(?:t|ent)|serai(?:t|ent)|pourrai(?:t|ent)|might|could|peut-etre|perhaps)\b", said)
    if added and not _CONDITIONAL.search(held) and not re.search(_GOVERNORS, held) and "selon" not in held:
        if not any(_FUTURE.search(word.folded) for word in words_of(held)):
            return Check("modality", False, added.group())
    return Check("modality", True)


@lru_cache(maxsize=1)
def saying() -> frozenset[int]:
    """The groups of « dire », whose verbs everybody shares."""
    return lexicon().same[stem_of("declarer")]


SUPPORT, OWN = 0.5, 0.34
"""Least share of a sentence's weight that its source with the title, and its source alone, must hold."""


def check_content(sentence: str, source: Source, *, translated: bool = False) -> Check:
    """The sentence is made of what its source says: most of its content words stand there."""
    if translated:
        return Check("content", True)
    for word in predicates(sentence):
        if not _told(word, source):
            return Check("content", False, word.text)
    title = f"{source.passage.title or ''} {source.passage.source or ''}"
    own = content_share(sentence, source.quote)
    whole = content_share(sentence, f"{source.quote}\n{title}")
    return Check("content", own >= OWN and whole >= SUPPORT, f"{own:.2f} {whole:.2f}")


_LIGHT = frozenset(
    """fait faits faite mis mise pris prise obtenu obtenue obtenus eu lieu effectue effectuee realise realisee concerne
    concernee concernes situe situee possible necessaire impossible dit connu connue publie publiee interroge interrogee
    survenu survenue produit produite deroule deroulee tenu tenue passe passee devenu devenue age agee present presente
    dure reuni reunis reunie rassemble rassembles multiplie unhurt unharmed compose composee lie liee due du dus dues estime estimee evalue evaluee chiffre cause causee provoque provoquee entraine mobilise mobilises deploye deployes engage engages known made done taken put
    located based reported published able said called involved""".split()
)
_COMPARED = re.compile(r"\b(?:plus|moins|aucune?|no|more|less|fewer|contre|than|jamais|impossible)\b")


def _told(word: Word, source: Source) -> bool:
    """Whether what is said to have been done stands in the source, in its words, in like ones or as its title has it."""
    if word.folded in _LIGHT or word.groups & saying() or word.folded in lexicon().people:
        return True
    if any(word.like(other) for other in words_of(f"{source.quote}\n{source.passage.title or ''}") if other.content):
        return True
    return word.stem in lexicon().opposites and _COMPARED.search(flat(source.quote)) is not None


def content_share(sentence: str, text: str) -> float:
    """Share of the content words and figures of ``sentence`` that ``text`` holds, synonyms allowed; names count half."""
    held = [word for word in words_of(text) if word.content]
    stems = {word.stem for word in held}
    total = found = 0.0
    for word in words_of(sentence):
        if not word.content or (not word.name and _spells_a_number(word.folded)):
            continue
        weight = 0.5 if word.name else 1.0
        total += weight
        if word.stem in stems or any(word.like(other) for other in held):
            found += weight
    numbers = figures(text)
    for figure in figures(sentence, [moment.span for moment in moments(sentence)]):
        total += 1.0
        found += any(same(figure, other) for other in numbers)
    return found / total if total else 0.0


@lru_cache(maxsize=1 << 12)
def _spells_a_number(word: str) -> bool:
    return bool(figures(word))


_PREDICATE = re.compile(
    r"\b(?:a|ont|n'a|n'ont|l'a|s'est|se sont|avait|avaient|est|sont|etait|etaient|sera|seront|aurait|serait|va|vont|will|has|have|had|was"
    r"|were|is|are|be)\s+(?:(?:ete|been|pas|plus|jamais|egalement|aussi|deja|also|not|already|\w+ment|\w+ly)\s+){0,3}$"
)


NEUTRAL = frozenset(
    """dit dire declare affirme assure explique estime juge indique precise souligne annonce ajoute rappelle confie raconte
    repond evoque signale releve observe note remarque considere pense parle defend reagi selon s'eleve eleve atteint compte
    doit devait doivent va vont situe trouve concerne represente durant pendant avant surtout notamment egalement seulement
    uniquement environ actuellement desormais auparavant deja encore toujours alors enfin totale total nouveau nouvelle
    lors cours plus moins fois said says told states stated explains announced add yet about around also only during already
    still total new""".split()
)
"""Words that take no sense away and add none: a verb of speech, a light verb, an adverb of time or degree."""


def predicates(text: str) -> list[Word]:
    """Content words right after an auxiliary: what is said to have been done."""
    folded = flat(text)
    return [
        word
        for word in words_of(text)
        if word.content and not word.name and word.folded not in NEUTRAL and _PREDICATE.search(folded[max(0, word.span[0] - 40) : word.span[0]])
    ]
