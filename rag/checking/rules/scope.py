"""How far a statement reaches: all or some, alone or among others, this year or last, and what is not yet past."""

from __future__ import annotations

import re

from rag.checking.rules.content import predicates
from rag.checking.rules.homes import numbers_of
from rag.checking.rules.rule_words import words_of
from rag.checking.source import Source
from rag.language.fold import flat
from rag.language.moments import moments

_ALL = re.compile(
    r"\b(?:tous|toutes|chaque|chacune?s?|l'ensemble d\w*|la totalite|l'integralite|unanim\w+|sans exception"
    r"|systematiquement"
    r"|all|every|each|everyone|whole|entire\w*|entier\w*|always)\b"
    r"(?! (?:les |ses |leurs )?(?:deux|trois|quatre|cinq|\d+ )?\s?(?:ans|jours?|mois|matins?|soirs?|semaines?"
    r"|annees?|heures?|minutes?|years?|days?"
    r"|months?|weeks?))"
)
_WHOLE = re.compile(
    r"\b(?:tou[st]\w*|chaque|chacune?|ensemble|totalite|total\w*|integral\w+|unanim\w+|entier\w*|complet\w*|all|every\w*|each|whole|entire\w*"
    r"|both|aucune?|nul|personne|rien|no|none|nobody|any|sans|without|seule?s?|sauf|_ l'exception"
    r"|generalis\w+|partout|toujours|always)\b"
)
_ONLY = re.compile(r"\b(?:seule?s?|seulement|uniquement|uniques?|exclusivement|only|sole|solely|alone|exclusively)\b")
_ALONE = re.compile(
    r"\b(?:seul\w*|uniqu\w+|exclu\w+|only|sole\w*|alone|exclusiv\w+|sauf|except\w*|hormis|premi\w+|first"
    r"|aucun\w*|no|just)\b|\bn(?:e |').*\bqu"
)


def other_scope(sentence: str, source: Source) -> str:
    """A word of the sentence that says more than the source: tous, seul, cette année; or nothing."""
    said, held = flat(sentence), flat(f"{source.quote}\n{source.passage.title or ''}")
    for mine, theirs in ((_ALL, _WHOLE), (_ONLY, _ALONE)):
        match = mine.search(said)
        beside = any(f.span[0] - 12 < match.start() < f.span[1] + 14 for f in numbers_of(sentence)) if match else False
        if match and not theirs.search(held) and not (mine is _ONLY and beside):
            return match.group()
    added = _SUM.search(said)
    if added and not _SUMMED.search(held):
        return added.group()
    return _other_year(said, flat(source.quote))


_SUM = re.compile(
    r"\b(?:reunie?s(?=\s*[,.]|$)|cumul\w+|confondue?s|additionn\w+|au total|en tout|combined|put together"
    r"|in total|altogether|both years)\b"
)
_SUMMED = re.compile(
    r"\b(?:reuni\w*|cumul\w*|confond\w*|total\w*|en tout|ensemble|combined|together|both|somme|soit)\b"
)
_RELATIVE = tuple(
    re.compile(pattern)
    for pattern in (
        r"\b(?:l'an (?:dernier|passe)|l'annee (?:derniere|passee)|la saison (?:derniere|passee)|(?:le mois"
        r"|la semaine) (?:derni\w+|passee?)"
        r"|last (?:year|month|week|season)|precedent\w*)\b",
        r"\b(?:cette (?:annee|saison|semaine)|ce mois(?:-ci)?|this (?:year|month|week|season))\b",
        r"\b(?:l'an prochain|l'annee prochaine|la (?:saison|semaine) prochaine|le mois prochain|next (?:year"
        r"|month|week|season|spring|summer|autumn))\b",
    )
)


def _other_year(said: str, held: str) -> str:
    """« cette année » where the source has only « l'an passé », or the other way round."""
    mine = {n: m.group() for n, pattern in enumerate(_RELATIVE) if (m := pattern.search(said))}
    theirs = {n for n, pattern in enumerate(_RELATIVE) if pattern.search(held)}
    return "" if not mine or not theirs or set(mine) & theirs else next(iter(mine.values()))


_PAST = re.compile(
    r"\b(?:a|ont|s'est|se sont|n'a|n'ont|was|were|has|have|had|took place|began|opened|depuis|since"
    r"|(?:est|sont) (?:entre|repart|part|arriv|ven|devenu|mort|tomb|sort)\w*)\b(?! (?:prevu|programm|attendu"
    r"|annonc|fix))"
)
_COMING = re.compile(
    r"\b(?:v[ao]n?t?|doi\w+|devr\w+|prevu\w*|programm\w+|attendu\w*|will|would|should|shall|could|may|must|due|plan\w*|expected|scheduled|set|annonc\w+|promis\w*|promet\w*"
    r"|repouss\w+|report\w+|fix\w+|prolong\w+|jusqu\w*|until|before|avant|d'ici|valable|plaid\w+|demand\w+|souhait\w+|decid\w+|confirm\w+|vot\w+)\b"
    r"|\w+(?:[ei]r|dr|tr|vr)(?:a|ont|ait|aient)\b|\b(?:se|au|fe|pou|i)r(?:a|ont|ait|aient)\b"
)


def not_yet_past(sentence: str, source: Source) -> str:
    """A date after the publication at which something is told to have been done; or nothing."""
    published = source.passage.published
    plain = flat(sentence)
    if published is None or not predicates(sentence) or not _PAST.search(plain) or _COMING.search(plain):
        return ""
    parts = [int(part) for part in published.value.split("-")]
    for moment in moments(sentence):
        when = [p for p in (moment.year, moment.month, moment.day) if p is not None]
        if moment.year is not None and len(when) > 0 and when[: len(parts)] > parts[: len(when)]:
            return sentence[slice(*moment.span)]
    return ""


_NOT = re.compile(r"(?:in|im|ir|il|un|non-?|des|dis|mal|me)$")


def negated_by_prefix(sentence: str, source: Source) -> str:
    """A word of the sentence that the source has only with a prefix that denies it, or the other way round."""
    said = {w.folded for w in words_of(sentence) if w.content and not w.name and len(w.folded) > 4}
    held = {
        w.folded for w in words_of(f"{source.quote} {source.passage.title or ''}") if w.content and len(w.folded) > 4
    }
    for mine in said - held:
        for other in held - said:
            long, short = (mine, other) if len(mine) > len(other) else (other, mine)
            stem = short[: max(5, len(short) - 2)]
            at = long.find(stem)
            if at > 1 and _NOT.fullmatch(long[:at]) and abs(len(long) - at - len(short)) <= 2:
                return mine
    return ""
