"""Check of modality: what is only wished, planned or supposed is not told as done."""

from __future__ import annotations

import re

from rag.answering.check_negation import polarity
from rag.answering.source import Source
from rag.answering.words import Word, flat, words_of
from rag.types import Check

_GOVERNORS = (
    r"(?:voul|veu[lt]|voudr|souhait|envisag|prevoi|prevu|projet|propos|demand|reclam|plaid|requ[ie]|exig|promet|promis"
    r"|menac|esper|crain|redout|pourrai|devrai|doi[tv]|devra|pourr[ao]|compte\b|etudi|reflech|possib|eventu|risqu"
    r"|refus|tent|cherch|vise|appel|sollicit|invit|conseill|recommand|would|could|may\b|might|should|plan|hope"
    r"|propos|seek"
    r"|consider|want|ask|threat|urge|expect|likely|will\b|va\b|vont\b|accus|soupconn|presum|alleg|suspect|report"
    r"|d'ici|exclu|ecart|whether|decide)"
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
    r"\b(?:il est etabli|il est certain|c'est certain|sans aucun doute|definitivement|it is certain"
    r"|it is established)\b"
)


def check_modality(sentence: str, source: Source) -> Check:
    """What the source only envisages, supposes or announces is not told as done, nor a fact as a supposition."""
    said, held = flat(sentence), flat(source.quote)
    hedged = _CONDITIONAL.search(held)
    if hedged and _SURE.search(said):
        return Check("modality", False, hedged.group())
    source_words = [word for word in words_of(source.quote) if word.content and not word.name]
    manner = ("ment", "ly")
    denied = {word.span for word, negated in polarity(sentence) if negated is not False}
    for word in words_of(sentence):
        if not word.content or word.name or word.span in denied or word.folded.endswith(manner):
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
    r"(?:\b(?:le|la|les|un|une|des|de|du|au|aux|ce|cet|cette|ces|son|sa|ses|leur|leurs|_|pour|par|sans|en|et|ou"
    r"|plus|moins|the"
    r"|an|of|to|its|his|her|their|for|and|no)|[ld]'|#|\d)\s*$"
)


def _told_as_fact(said: str, word: Word) -> bool:
    """Whether a word is a finite verb, present or future, in a sentence that holds no wish, plan or doubt."""
    before = said[max(0, word.span[0] - 12) : word.span[0]]
    if re.search(r"\b(?:va|vont|will|sera|seront|will be)\s*$", before):
        return True
    if not before.strip() or _NOMINAL.search(before) or _INFINITIVE.search(word.folded):
        return False
    finite = re.search(
        r"(?:e|ent|it|nd|et|ld|ght|ed|pt|lt|un|an|ew|ook|ot|era|eront|ira|iront|dra|dront|s)$", word.folded
    )
    return bool(finite) and not _GOVERNOR.search(said) and not _CONDITIONAL.search(said)


_WISH = re.compile(
    r"\b(?:voul|veu[lt]|voudr|souhait|envisag|propos|demand|reclam|plaid|exig|menac|esper|crain|redout|pourrai|devrai"
    r"|etudi|reflech|refus|tent|cherch|exclu|ecart|whether|sollicit|conseill|recommand|would|could|may\b|might"
    r"|should|hope|consider|want|ask"
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
    if re.search(r"\b(?:si|s'ils?|if|unless|whether)\s+(?:\S+\s+){0,5}$", before):
        return True
    last = max(_GOVERNOR.finditer(before), key=re.Match.end, default=None)
    if last is None:
        return False
    between = [w for w in words_of(before[last.end() :]) if w.content]
    return len(between) <= (2 if _INFINITIVE.search(word.folded) else 1)


def _added_doubt(said: str, held: str) -> Check:
    added = re.search(r"\b(?:aurai(?:t|ent)|serai(?:t|ent)|pourrai(?:t|ent)|might|could|peut-etre|perhaps)\b", said)
    open_ended = _CONDITIONAL.search(held) or re.search(_GOVERNORS, held) or "selon" in held
    if added and not open_ended and not any(_FUTURE.search(word.folded) for word in words_of(held)):
        return Check("modality", False, added.group())
    return Check("modality", True)
