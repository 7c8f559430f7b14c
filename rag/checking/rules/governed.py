"""The verb that a date stands beside: « a annulé, mardi 20 novembre, l'autorisation délivrée un an plus tôt »."""

from __future__ import annotations

import re

from rag.checking.rules.homes import content_of
from rag.checking.rules.rule_words import Word
from rag.checking.source import Source
from rag.language.fold import flat
from rag.language.moments import Moment, moments

_BESIDE = re.compile(
    r"\b(?:a|ont|avait|avaient|est|sont|etait|etaient|fut|furent|has|have|had|was|were)\s(?:(?:ete|been|ensuite|alors)\s)?"
    r"(?P<verb>(?!fixe|prevu|programme|attendu|annonce|scheduled|planned|expected|due\b)[a-z-]{4,})"
    r"[\s,(]+(?:(?:le|on|ce|en)\s)?$"
)
"""Not so a verb of planning: « l'audience est fixée » to the day on which it « aura lieu »."""


def date_moved(sentence: str, source: Source) -> str:
    """The date of the sentence whose verb in the source the sentence does not have; empty where there is none."""
    for said in moments(sentence):
        if said.day is None:
            continue
        held = [m for m in moments(source.quote) if (m.day, m.month) == (said.day, said.month)]
        verb = _verb_beside(source.quote, held[0]) if len(held) == 1 else None
        if verb and not any(verb.like(word) for word in content_of(sentence)):
            return sentence[slice(*said.span)]
    return ""


def _verb_beside(text: str, moment: Moment) -> Word | None:
    match = _BESIDE.search(flat(text[: moment.span[0]]))
    if match is None:
        return None
    start = match.start("verb")
    return next((word for word in content_of(text) if word.span[0] == start), None)
