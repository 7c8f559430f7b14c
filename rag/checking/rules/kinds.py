"""Words of one kind that exclude each other: nord and sud, mensuel and annuel, corruption and favoritisme."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.checking.rules.rule_words import lexicon
from rag.checking.source import Source
from rag.language.fold import flat

_TOGETHER = tuple(
    (re.compile(pattern), word)
    for pattern, word in (
        (r"\bl'est\b|(?<=du nord) _ l'est\b", " lest "),
        (r"\b(?:l'|cet |d'|en |un )ete\b(?! \w+ee?s?\b)", " lete "),
        (r"\bchiffres? d'affaires\b", "chiffredaffaires"),
        (r"\b(?:par|chaque|tous les|per|a|each|every) mois\b|\b(?:per|a|each|every) month\b", "mensuel"),
        (r"\b(?:par|chaque|tous les) (?:ans?|annees?)\b|\b(?:per|a|each|every) year\b", "annuel"),
        (r"\b(?:par|chaque|toutes les) semaines?\b|\b(?:per|a|each|every) week\b", "hebdomadaire"),
        (r"\b(?:par|chaque|tous les) jours?\b|\b(?:per|a|each|every) day\b|\bdaily\b", "journalier"),
        (r"\bquotidien(?:ne)?s?\b", "journalier"),
        (r"\btou(?:te)?s les (?=\w+ (?:ans|mois|semaines|jours|minutes|heures))", " "),
        (r"\bd'or\b", " dor "),
        (r"\bmis\w* en examen\b", "misenexamen"),
    )
)


@lru_cache(maxsize=1 << 11)
def _plain(text: str) -> str:
    plain = flat(text)
    for pattern, word in _TOGETHER:
        plain = pattern.sub(word, plain)
    return plain


@lru_cache(maxsize=1 << 11)
def _sides(text: str) -> tuple[tuple[int, int, str], ...]:
    """The kinds that ``text`` names, with their side and the word."""
    plain = _plain(text)
    return tuple(
        (kind, side, match.group())
        for kind, patterns in enumerate(lexicon().kinds)
        for side, pattern in enumerate(patterns)
        if (match := pattern.search(plain))
    )


def same_kind(word: str, text: str) -> bool:
    """Whether ``text`` holds another form of the folded ``word``: Vietnamese, Vietnam."""
    return any(mine.fullmatch(word) and mine.search(_plain(text)) for patterns in lexicon().kinds for mine in patterns)


def other_of_kind(sentence: str, source: Source) -> str:
    """A word of the sentence that is not the source's, where the source has another of its kind; or nothing."""
    held = _sides(source.quote)
    titled = {(kind, side) for kind, side, _ in _sides(f"{source.passage.title or ''} {source.passage.source or ''}")}
    own = {(kind, side) for kind, side, _ in held}
    said = _sides(sentence)
    for kind, side, word in said:
        if (kind, side) in own or (kind, side) in titled:
            continue
        rivals = [other for k, s, other in held if k == kind and (k, s) not in {(a, b) for a, b, _ in said}]
        if rivals:
            return f"{word} / {rivals[0]}"
    return ""
