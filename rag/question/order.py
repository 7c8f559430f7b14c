"""Whether a question wants the newest or the oldest state of things."""

from __future__ import annotations

import re
from typing import Literal

from rag.language.fold import fold
from rag.question.patterns import compiled, words

_EVENTS = words(
    """
    bilans? annonces? versions? estimations? heures? dates? chiffres? reactions? rapports? temoignages?
    communiques? articles? fois
    declarations? sommets? reunions? rencontres? projets? decisions? votes? proces jugements? jours? resultats?
    verdicts? offres?
    propositions? accords? enquetes? alertes? signalements? montants? nouvelles? informations? explications?
    plaintes? audiences?
    tolls? reports? statements? meetings? summits? figures? accounts? times? days? hours? results? announcements?
    trials? dispatch\\w*
    versiones informes? declaraciones cumbres?
    """
)
_LATEST = compiled(
    """
    (?<!ce )(?<!cette )(?<!ces )derniere?s?\\b|dernierement|actuel(?:le)?s?\\b|actuellement|aujourd'hui|recemment
    recente?s?\\b
    desormais|maintenant|en ce moment|a ce jour|a l'heure actuelle|ces jours-ci|de nos jours|jusqu'ici|latest
    most recent
    recently|current(?:ly)?\\b|nowadays|right now|to date\\b|so far|at present|these days|the last\\b|now\\b|today\\b
    ou en (?:est|sont)\\b|where (?:does|do) .{2,60} stand\\b
    finalement|au final\\b|en definitive|au bout du compte|in the end\\b|ultimately|eventually
    ultim[oa]s?\\b|actualmente|actual(?:es)?\\b|hoy\\b|recientes?\\b|ahora\\b
    """
)
_EARLIEST = compiled(
    f"""
    au (?:tout )?debut\\b|a l'origine(?! d)|originellement|initial(?:e|es|ement|ly)?\\b|initiaux|au depart\\b
    tout d'abord
    premiere?s? (?:\\w+ )?{_EVENTS}\\b|at first\\b|originally|at the (?:beginning|start|outset)|earliest
    first (?:\\w+ )?{_EVENTS}\\b|al principio|inicial(?:mente)?\\b|primer[oa]?s? {_EVENTS}\\b
    """
)
_NO_ORDER = compiled(
    """
    dernier (?:recours|etage|ressort|mot)|en dernier\\b|derniere (?:chance|ligne|place)
    last (?:name|names|resort|word|minute)
    au (?:tout )?debut (?:de|du|des|d')|au depart (?:de|du|des|d')|at the (?:beginning|start) of
    """
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
