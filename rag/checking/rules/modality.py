"""Check of modality: what is only wished, planned or supposed is not told as done, nor the planned as done."""

from __future__ import annotations

import re

from rag.checking.rules.homes import numbers_of
from rag.checking.rules.modals import (
    ACT,
    AUXILIARY,
    CONDITIONAL,
    DOUBT,
    FUTURE,
    HEDGE,
    IF,
    INFINITIVE,
    MAY,
    MAY_HAVE,
    OBJECT,
    PARTICIPLE,
    PENDING,
    PLANNING,
    REGRETTED,
    SUBJUNCTIVE,
    SUPPOSED,
    SURE,
    TO_DO,
    WILL_BE,
    WOULD_BE,
)
from rag.checking.rules.polarity import polarity
from rag.checking.rules.rule_words import Word, saying, words_of
from rag.checking.source import Source
from rag.language.figures import UNITS, same
from rag.language.fold import flat
from rag.types import Check

FACT, PLANNED, POSSIBLE = 0, 1, 2
"""How sure a text is of what it tells: done or so; will be; may be, is wished, supposed or asked for."""


def check_modality(sentence: str, source: Source) -> Check:
    """What the source only envisages, supposes or announces is not told as done, nor a fact as a supposition."""
    said, held = flat(sentence), flat(source.quote)
    hedged = next((w.folded for w in words_of(source.quote) if CONDITIONAL.search(w.folded)), None)
    hedged = hedged or next((match.group() for match in DOUBT.finditer(held)), None)
    if hedged and SURE.search(said) and not SURE.search(held):
        return Check("modality", False, hedged)
    level = _level(sentence)
    if level == POSSIBLE:
        return _doubted(sentence, source)
    wrong = _surer_word(sentence, source, level) or _surer_figure(sentence, source.quote) or _undone(sentence, source)
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


def _undone(sentence: str, source: Source) -> str:
    """A verb told as still to come that the source tells only as done."""
    said, held = flat(sentence), flat(source.quote)
    there = [word for word in words_of(source.quote) if word.content and not word.name]
    for word in words_of(sentence):
        if word.content and not word.name and _told_as_will_be(said, word):
            matches = [other for other in there if other.stem == word.stem]
            if matches and all(_over(held, other) for other in matches):
                return word.text
    return ""


def _over(held: str, word: Word) -> bool:
    """Whether the source tells it as past, and not in a passive of the present: « est maintenu »."""
    present = re.search(r"\b(?:est|sont|is|are)\s+(?:\w+ment\s+)?$", held[: word.span[0]])
    return not present and _told_as_done(held, word) and _status(held, word) == FACT


def _surer_figure(sentence: str, quote: str) -> str:
    """A figure that the source has only under a conditional."""
    for figure in numbers_of(sentence):
        equal = [other for other in numbers_of(quote) if same(figure, other)]
        if equal and all(_figure_supposed(flat(quote), other.span[0]) for other in equal):
            return sentence[slice(*figure.span)]
        if equal and all(_figure_hoped_for(flat(quote), other.span[0]) for other in equal):
            return sentence[slice(*figure.span)]
    return ""


def _doubted(sentence: str, source: Source) -> Check:
    """A thing told as possible that the source tells as done."""
    said, held = flat(sentence), flat(source.quote)
    there = [word for word in words_of(source.quote) if word.content and not word.name]
    for word in words_of(sentence):
        if word.content and INFINITIVE.search(word.folded) and MAY.search(said[: word.span[0]]):
            matches = [other for other in there if other.like(word)]
            if matches and all(_told_as_done(held, other) and _status(held, other) == FACT for other in matches):
                return Check("modality", False, word.text)
    return _added_doubt(said, held, source.quote)


def _level(text: str) -> int:
    """The least sure that the text is anywhere."""
    plain = flat(text)
    forms = [word.folded for word in words_of(text)]
    if (
        HEDGE.search(plain)
        or re.search(r"\b(?:si|s'ils?|if|whether)\b", plain)
        or any(CONDITIONAL.search(f) and len(f) > 4 for f in forms)
    ):
        return POSSIBLE
    if PLANNING.search(plain) or any(FUTURE.search(f) and len(f) > 4 for f in forms):
        return PLANNED
    return FACT


def _surer(said: str, word: Word, level: int, held: str, there: list[Word]) -> bool:
    """Whether the sentence is surer of the word than every place where the source has it or its like."""
    matches = [other for other in there if other.stem == word.stem] or [o for o in there if o.like(word)]
    if _told_as_done(said, word):
        matches = [other for other in matches if not other.groups & saying()] or matches
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
    past = any(AUXILIARY.search(said[: m.end()] + " ") for m in re.finditer(r"\w+", said))
    return level == FACT and past and not INFINITIVE.search(word.folded)


def _subject_of_supposed(held: str, word: Word) -> bool:
    """Whether the source's word stands before a conditional in a clause of its own: une fuite en serait la cause."""
    clause = re.split(r"[;:.,«»]\s|\b(?:mais|but|and|et)\b", held[word.span[1] :])[0]
    start = re.split(r"[;:.«»]\s|,\s|\b(?:mais|but)\b", held[: word.span[0]])[-1]
    verb = next((w for w in re.findall(r"[^\W\d_]+", clause) if CONDITIONAL.search(w) and len(w) > 4), None)
    if verb is None or re.search(r"\b(?:qui|que|dont|who|which|that)\b", clause[: clause.find(verb)]):
        return False
    return not AUXILIARY.search(clause[: clause.find(verb)] + " ") and not re.search(
        r"\b(?:qu'|que|a|ont|est|sont)\b", start[-24:]
    )


def _told_as_done(said: str, word: Word) -> bool:
    """Whether a verb stands in the past, or in the present with « déjà », and nothing before it makes it a wish."""
    before = said[max(0, word.span[0] - 26) : word.span[0]]
    after = said[word.span[1] : word.span[1] + 6]
    past = bool(AUXILIARY.search(before)) and not re.search(r"\b(?:aurai|serai|a ete (?:propos|demand))", before)
    if re.search(r"(?:e|i|u|t|s|ee|es|ees|ed|ie|ue|ise)$", word.folded) is None:
        past = False
    return past or bool(re.match(r"\s+(?:deja|already|depuis|since)", after))


def _told_as_will_be(said: str, word: Word) -> bool:
    before = said[max(0, word.span[0] - 40) : word.span[0]]
    if FUTURE.search(word.folded) or WILL_BE.search(before):
        return True
    return re.search(r"\b(?:va|vont|will|shall|decide\w* (?:de |d'|to )|promis (?:de |d'))\s*$", before) is not None


def _status(held: str, word: Word) -> int:
    """How sure the source is of one of its words."""
    start = max((held.rfind(mark, 0, word.span[0]) for mark in ";:.«»"), default=0) + 1
    before = held[max(start, word.span[0] - 60) : word.span[0]]
    if CONDITIONAL.search(word.folded) and len(word.folded) > 4:
        return PLANNED if re.search(r"\b(?:a|ont|avait) \w+ qu(?:e |')[^,]*$", before) else POSSIBLE
    if re.search(
        r"\b(?:said|says|announced|confirmed|told|added|promised|pledged)\b[^,;]*\bwould\s+(?:be\s+)?$", before
    ):
        return PLANNED
    if WOULD_BE.search(before) or SUPPOSED.search(before) or MAY_HAVE.search(before):
        return POSSIBLE
    done = PARTICIPLE.fullmatch(word.folded)
    if (done and SUBJUNCTIVE.search(held[start : word.span[0]]) and not REGRETTED.search(before)) or (
        ACT.search(word.folded) and PENDING.search(before)
    ):
        return POSSIBLE
    if re.search(r"\b(?:aura|auront)\s+$", before) and PARTICIPLE.fullmatch(word.folded):
        return FACT
    if FUTURE.search(word.folded) or WILL_BE.search(before):
        return PLANNED
    if AUXILIARY.search(before):
        return FACT
    if IF.search(before):
        return POSSIBLE
    return _governed(before, word)


def _governed(before: str, word: Word) -> int:
    """What the verb of wishing or planning right before the word makes of it."""
    hedge = max(HEDGE.finditer(before), key=re.Match.end, default=None)
    plan = max(PLANNING.finditer(before), key=re.Match.end, default=None)
    last = max((match for match in (hedge, plan) if match), key=re.Match.end, default=None)
    if last is None:
        return FACT
    between = before[last.end() :]
    if INFINITIVE.search(word.folded):
        near = "," not in between and sum(w.content for w in words_of(between)) <= 1
    else:
        near = OBJECT.fullmatch(between) is not None or TO_DO.fullmatch(between) is not None
    if not near:
        return FACT
    return POSSIBLE if last is hedge else PLANNED


def _figure_supposed(held: str, place: int) -> bool:
    """Whether a figure hangs on a conditional or on « peut » a few words before it, in its clause."""
    before = re.split(r"[;:.,«»]\s", held[max(0, place - 48) : place])[-1]
    near = re.findall(r"[^\W\d_]+", before)[-5:]
    told = re.search(r"\b(?:said|says|announced|confirmed|told|promised|pledged)\b", held[:place])
    doubts = ("could", "might", "may") if told else ("could", "might", "may", "would")
    return any((CONDITIONAL.search(w) and len(w) > 4) or w in doubts for w in near)


def _figure_hoped_for(held: str, place: int) -> bool:
    """Whether a figure hangs on the infinitive that a wish governs: espère porter le budget à 900 000 euros."""
    clause = re.split(r"[;:.«»]\s|,\s", held[max(0, place - 90) : place])[-1]
    hedge = max(HEDGE.finditer(clause), key=re.Match.end, default=None)
    if hedge is None or re.search(r"\b(?:a|ont|est|sont|was|were|has|have)\s", clause[hedge.end() :]):
        return False
    return (
        re.match(r"\s+(?:de |d'|_ |to |(?:\S+ ){1,5}to )?(?:\w+(?:er|ir|re)\b|(?<=to )\w)", clause[hedge.end() :])
        is not None
    )


def _added_doubt(said: str, held: str, quote: str) -> Check:
    added = DOUBT.search(said)
    if added and _level(quote) == FACT and "selon" not in held and not re.search(r"d'apres|affirm|contest|claim", held):
        return Check("modality", False, added.group())
    return Check("modality", True)
