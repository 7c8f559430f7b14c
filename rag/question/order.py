"""Whether a question wants the newest or the oldest state of things."""

from __future__ import annotations

import re
from typing import Literal

from rag.calendar_words import fold

_LATEST = re.compile(
    r"(?<!ce )(?<!cette )(?<!ces )\b(?:derniere?s?|dernierement|actuel(?:le)?s?|actuellement|aujourd'hui|recemment|recente?s?"
    r"|desormais|maintenant|en ce moment|a ce jour|a l'heure actuelle|ces jours-ci|de nos jours|jusqu'ici"
    r"|latest|most recent|recently|recent|current|currently|nowadays|right now|to date|so far|at present|these days"
    r"|ultim[oa]s?|actualmente|actual(?:es)?|hoy|recientes?|ahora)\b"
    r"|\b(?:the|'s) last\b|\bnow\b|\btoday\b"
)
_EARLIEST = re.compile(
    r"\b(?:au (?:tout )?debut|a l'origine|originellement|initialement|initiale?s?|initiaux|au depart|tout d'abord|a l'epoque"
    r"|premiers?|premieres?|at first|initial|initially|originally|at the (?:beginning|start|outset)|first|earliest"
    r"|al principio|inicialmente|primer[oa]?s?)\b"
)
_NO_ORDER = re.compile(
    r"\b(?:premiere?s? (?:ministres?|ministeriel\w*|dames?|adjointe?s?|secretaires?|presidente?s?|vice\S*|degre|plan|lieu"
    r"|etages?|classe|guerre|ligne|tour|division|league|main|place|rang|necessite|cercle|aid)"
    r"|first (?:minister|lady|ladies|name|names|aid|class|floor|division|world war|place|hand|responders?)"
    r"|prime minister|primer[oa]? (?:ministr[oa]|dam[ae])"
    r"|en premier|dernier (?:recours|etage|ressort|mot)|en dernier|derniere (?:chance|ligne|place)|tiers actuel"
    r"|last (?:name|names|resort|word|minute)|a la une|au debut d[eu]s? )"
)
_QUOTED = re.compile(r"«[^»]{0,400}»|“[^”]{0,400}”|\"[^\"]{0,400}\"")


def find_order(question: str, period_span: tuple[int, int] | None = None) -> Literal["latest", "earliest"] | None:
    """Which end of the story is asked for; the words of the period itself do not count."""
    text = fold(question)
    if period_span:
        start, end = period_span
        text = text[:start] + " " * (end - start) + text[end:]
    text = _NO_ORDER.sub(" ", _QUOTED.sub(" ", text))
    latest, earliest = _LATEST.search(text), _EARLIEST.search(text)
    if latest and earliest:
        return None
    if latest:
        return "latest"
    return "earliest" if earliest else None
