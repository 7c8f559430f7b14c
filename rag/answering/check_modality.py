"""Check of modality: what is only wished, planned or supposed is not told as done, nor the planned as done."""

from __future__ import annotations

import re

from rag.answering.figures import UNITS, same
from rag.answering.homes import numbers_of
from rag.answering.polarity import polarity
from rag.answering.source import Source
from rag.answering.words import Word, flat, words_of
from rag.types import Check

FACT, PLANNED, POSSIBLE = 0, 1, 2
"""How sure a text is of what it tells: done or so; will be; may be, is wished, supposed or asked for."""

_WISH = (
    r"(?:voul(?:ai|oi|u)|veu[lt]|voudr|souhait|envisag|propos(?:e|er|ait|aient|ent|ed|es)?\b|demand|reclam|plaid|exig|menac"
    r"|esper|crain|craign|tabl(?:e|ent|ait)\b|encour|redout|pourrai|pourra|pourront|peut\b|peuvent\b|pouvai|devrai|etudi(?:e|ent|er|ait|aient)\b|reflech|refus|tent(?:e|ent|er|ait|aient)\b"
    r"|objectif|intention|volonte|renonc|echou|song(?:e|ent|er|ait)\b|cherch(?:e|ent|er|ait|aient)\b|hesit|exclu\w*|ecarte|whether\b|sollicit|conseill(?:e|ent|er|ait|aient)\b|recommand|would\b|could\b|may\b|might\b|should\b|hop(?:e|es|ed|ing)\b"
    r"|consider|want|ask(?:s|ed|ing)?\b|urg(?:e|es|ed|ing)\b|threat|likely\b|possib|eventu|risqu"
    r"|probabl|sans doute|peut-etre"
    r"|vraisembl|apparemment|sembl|accus|soupconn|presum|alleg|suspect|perhaps|maybe|seek|invit|appel(?:le|lent|ait)\\b"
    r"|suppos|hypothes|piste|favorable a|rev(?:e|ent) d)"
)
_PLAN = (
    r"(?:va\b|vont\b|allai(?:t|ent)\b|doi[tv]|devra\b|devront\b|prevoi|prevu|projet|promet|promis|promess|engag|annonc|compte(?:nt)?\b"
    r"|attend(?:u|ue|us|ues|ent)?\b|will\b|plan(?:s|ned|ning)?\b|due\b|schedul|expect|decid|programm"
    r"|prochain|promis|vow|pledg|set to"
    r"|agreed to|destine|vis(?:e|ent)\b|requ[ie]|sera\b|seront\b|aura\b|auront\b|prepar|d'ici\b"
    r"|fix(?:e|ee|es|ees)\b|intend|aim)"
)
_HEDGE = re.compile(rf"\b{_WISH}\w*")
_PLANNING = re.compile(rf"\b{_PLAN}\w*")
_CONDITIONAL = re.compile(r"(?:[^aeiou]|e|i|o|u)r(?:ait|aient)$")
_FUTURE = re.compile(
    r"(?:er|ir|dr|tr|vr|rr)(?:a|ont)$|^(?:sera|seront|aura|auront|fera|feront|pourra|pourront|ira|iront|devra|devront)$"
)
_INFINITIVE = re.compile(r"(?:er|ir|oir|dre|tre|ire|ure|ore|uivre|ivre)$")
_AUXILIARY = re.compile(
    r"\b(?:a|ont|avait|avaient|est|sont|etait|etaient|ete|n'a|n'ont|l'a|l'ont|s'est|has|have|had|was|were|been)\s+"
    r"(?:(?:\w+ment|deja|egalement|ete|depuis|aussi|enfin|encore|toujours|bien|tous|also|already|since|now)\s+){0,2}$"
)
_WILL_BE = re.compile(
    r"\b(?:sera|seront|aura|auront|(?:va|vont|doi\w+|devra|devront) etre|will be|is to be)\s+(?:\w+ment\s+)?$"
)
_WOULD_BE = re.compile(
    r"\b(?:(?:aurai|serai|pourrai|devrai)(?:t|ent))\s+(?:(?:ete|etre|avoir)\s+){0,2}(?:\w+ment\s+)?$"
)
_SUBJUNCTIVE = re.compile(
    r"\bqu(?:e |')[^,;.]{0,40}\b(?:soit|soient|puisse|puissent)\s+(?:(?:lui|elle|eux|aussi|\w+ment)\s+)*$"
)
_SUPPOSED = re.compile(
    r"\b(?:probablement|sans doute|peut-etre|vraisemblablement|apparemment|possibly|probably|likely"
    r"|perhaps|presumably)\s+(?:\S+\s+){0,2}$"
)
_SURE = re.compile(
    r"\b(?:il est etabli|il est certain|c'est certain|sans aucun doute|definitivement|it is certain"
    r"|it is established)\b"
)


def check_modality(sentence: str, source: Source) -> Check:
    """What the source only envisages, supposes or announces is not told as done, nor a fact as a supposition."""
    said, held = flat(sentence), flat(source.quote)
    hedged = next((w for w in words_of(source.quote) if _CONDITIONAL.search(w.folded)), None)
    if hedged and _SURE.search(said):
        return Check("modality", False, hedged.text)
    level = _level(sentence)
    if level == POSSIBLE:
        return _doubted(sentence, source)
    wrong = _surer_word(sentence, source, level) or _surer_figure(sentence, source.quote)
    return Check("modality", False, wrong) if wrong else _added_doubt(said, held, source.quote)


def _surer_word(sentence: str, source: Source, level: int) -> str:
    """A word of which the sentence is surer than its source, or than the title where the source lacks the word."""
    said, held, title = flat(sentence), flat(source.quote), flat(source.passage.title or "")
    there = [word for word in words_of(source.quote) if word.content]
    titled = [word for word in words_of(source.passage.title or "") if word.content]
    denied = {word.span for word, negated in polarity(sentence) if negated is not False}
    for word in words_of(sentence):
        counted = word.folded in UNITS or word.folded.rstrip("s") in ("million", "milliard", "billion")
        if counted or not word.content or word.span in denied or word.folded.endswith(("ment", "ly")):
            continue
        headed = not any(word.like(other) for other in there)
        if _surer(said, word, level, held, there) or (headed and _surer(said, word, level, title, titled)):
            return word.text
    return ""


def _surer_figure(sentence: str, quote: str) -> str:
    """A figure that the source has only under a conditional."""
    for figure in numbers_of(sentence):
        equal = [other for other in numbers_of(quote) if same(figure, other)]
        if equal and all(_figure_supposed(flat(quote), other.span[0]) for other in equal):
            return sentence[slice(*figure.span)]
    return ""


_MAY = re.compile(r"\b(?:pourrai(?:t|ent)|peut|peuvent|might|may|could)\s+(?:\w+\s+)?$")


def _doubted(sentence: str, source: Source) -> Check:
    """A thing told as possible that the source tells as done."""
    said, held = flat(sentence), flat(source.quote)
    there = [word for word in words_of(source.quote) if word.content and not word.name]
    for word in words_of(sentence):
        if word.content and _INFINITIVE.search(word.folded) and _MAY.search(said[: word.span[0]]):
            matches = [other for other in there if other.like(word)]
            if matches and all(_told_as_done(held, other) and _status(held, other) == FACT for other in matches):
                return Check("modality", False, word.text)
    return _added_doubt(said, held, source.quote)


def _level(text: str) -> int:
    """The least sure that the text is anywhere."""
    plain = flat(text)
    forms = [word.folded for word in words_of(text)]
    if (
        _HEDGE.search(plain)
        or re.search(r"\b(?:si|s'ils?|if|whether)\b", plain)
        or any(_CONDITIONAL.search(f) and len(f) > 4 for f in forms)
    ):
        return POSSIBLE
    if _PLANNING.search(plain) or any(_FUTURE.search(f) and len(f) > 4 for f in forms):
        return PLANNED
    return FACT


def _surer(said: str, word: Word, level: int, held: str, there: list[Word]) -> bool:
    """Whether the sentence is surer of the word than every place where the source has it or its like."""
    matches = [other for other in there if other.stem == word.stem] or [o for o in there if o.like(word)]
    if not matches:
        return False
    if word.name:
        return level < POSSIBLE and all(_subject_of_supposed(held, m) for m in matches)
    if level < POSSIBLE and all(_subject_of_supposed(held, m) for m in matches):
        return True
    sure = min(_status(held, other) for other in matches)
    if sure == FACT:
        return False
    if _told_as_done(said, word):
        return True
    if sure == POSSIBLE:
        return level == FACT or _told_as_will_be(said, word)
    past = any(_AUXILIARY.search(said[: m.end()] + " ") for m in re.finditer(r"\w+", said))
    return level == FACT and past and not _INFINITIVE.search(word.folded)


def _subject_of_supposed(held: str, word: Word) -> bool:
    """Whether the source's word stands before a conditional in a clause of its own: une fuite en serait la cause."""
    clause = re.split(r"[;:.,«»]\s|\b(?:mais|but|and|et)\b", held[word.span[1] :])[0]
    start = re.split(r"[;:.«»]\s|,\s|\b(?:mais|but)\b", held[: word.span[0]])[-1]
    verb = next((w for w in re.findall(r"[^\W\d_]+", clause) if _CONDITIONAL.search(w) and len(w) > 4), None)
    if verb is None or re.search(r"\b(?:qui|que|dont|who|which|that)\b", clause[: clause.find(verb)]):
        return False
    return not _AUXILIARY.search(clause[: clause.find(verb)] + " ") and not re.search(
        r"\b(?:qu'|que|a|ont|est|sont)\b", start[-24:]
    )


def _told_as_done(said: str, word: Word) -> bool:
    """Whether a verb stands in the past, or in the present with « déjà », and nothing before it makes it a wish."""
    before = said[max(0, word.span[0] - 26) : word.span[0]]
    after = said[word.span[1] : word.span[1] + 6]
    past = bool(_AUXILIARY.search(before)) and not re.search(r"\b(?:aurai|serai|a ete (?:propos|demand))", before)
    if re.search(r"(?:e|i|u|t|s|ee|es|ees|ed|ie|ue|ise)$", word.folded) is None:
        past = False
    return past or bool(re.match(r"\s+(?:deja|already)", after))


def _told_as_will_be(said: str, word: Word) -> bool:
    before = said[max(0, word.span[0] - 40) : word.span[0]]
    if _FUTURE.search(word.folded) or _WILL_BE.search(before):
        return True
    return re.search(r"\b(?:va|vont|will|shall|decide\w* (?:de |d'|to )|promis (?:de |d'))\s*$", before) is not None


def _status(held: str, word: Word) -> int:
    """How sure the source is of one of its words."""
    start = max((held.rfind(mark, 0, word.span[0]) for mark in ";:.«»"), default=0) + 1
    before = held[max(start, word.span[0] - 60) : word.span[0]]
    if _CONDITIONAL.search(word.folded) and len(word.folded) > 4:
        return PLANNED if re.search(r"\b(?:a|ont|avait) \w+ qu(?:e |')[^,]*$", before) else POSSIBLE
    if re.search(
        r"\b(?:said|says|announced|confirmed|told|added|promised|pledged)\b[^,;]*\bwould\s+(?:be\s+)?$", before
    ):
        return PLANNED
    if _WOULD_BE.search(before) or _SUBJUNCTIVE.search(before) or _SUPPOSED.search(before):
        return POSSIBLE
    if _FUTURE.search(word.folded) or _WILL_BE.search(before):
        return PLANNED
    if _AUXILIARY.search(before):
        return FACT
    if re.search(r"\b(?:si|s'ils?|if|unless|whether)\s+(?:\S+\s+){0,5}$", before):
        return POSSIBLE
    return _governed(before, word)


def _governed(before: str, word: Word) -> int:
    """What the verb of wishing or planning right before the word makes of it."""
    hedge = max(_HEDGE.finditer(before), key=re.Match.end, default=None)
    plan = max(_PLANNING.finditer(before), key=re.Match.end, default=None)
    last = max((match for match in (hedge, plan) if match), key=re.Match.end, default=None)
    if last is None:
        return FACT
    between = before[last.end() :]
    if _INFINITIVE.search(word.folded):
        near = "," not in between and sum(w.content for w in words_of(between)) <= 1
    else:
        near = _OBJECT.fullmatch(between) is not None
    if not near:
        return FACT
    return POSSIBLE if last is hedge else PLANNED


_OBJECT = re.compile(
    r"\s*(?:(?:d'|de |des |du |le |la |les |un |une |l'|son |sa |ses |leur |_ |a |an |the |to |its |his |her |their )+"
    r"(?:(?!\w+(?:er|ir|re) )[^\W\d_]+ )?)?"
)


def _figure_supposed(held: str, place: int) -> bool:
    """Whether a figure hangs on a conditional or on « peut » a few words before it, in its clause."""
    before = re.split(r"[;:.,«»]\s", held[max(0, place - 48) : place])[-1]
    near = re.findall(r"[^\W\d_]+", before)[-5:]
    return any((_CONDITIONAL.search(w) and len(w) > 4) or w in ("could", "might", "may", "would") for w in near)


def _added_doubt(said: str, held: str, quote: str) -> Check:
    added = re.search(r"\b(?:aurai(?:t|ent)|serai(?:t|ent)|pourrai(?:t|ent)|might|could|peut-etre|perhaps)\b", said)
    if added and _level(quote) == FACT and "selon" not in held and "d'apres" not in held:
        return Check("modality", False, added.group())
    return Check("modality", True)
