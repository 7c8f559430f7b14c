"""What kind of answer a question wants, and which relation it asks about."""

from __future__ import annotations

import re
from typing import Literal

from rag.calendar_words import fold
from rag.question.language import language_of
from rag.question.smalltalk import is_smalltalk

__all__ = ["Expected", "Kind", "expected_answer", "focus", "kind_of", "language_of"]

Kind = Literal["fact", "timeline", "compare", "who_said", "smalltalk"]
Expected = Literal[
    "person",
    "place",
    "date",
    "duration",
    "number",
    "money",
    "percent",
    "age",
    "reason",
    "yesno",
    "definition",
    "quote",
    "other",
]

_TIMELINE = re.compile(
    r"\b(?:retrac\w+|chronolog\w+|frise|reconstitu(?:ez|e|er|ons)\b|recapitul\w+|evolutions?\b|evolu(?:er|e|es|ent|ait|aient)\b"
    r"|dans l'ordre|pas a pas|etape par etape|(?:les|grandes|principales|quelles) etapes|deroul(?:e|ee|es|ement)\b|au fil (?:du temps|des)"
    r"|successi(?:f|fs|ve|ves|vement)\b|l'histoire d[eu]|l'historique|historique d[eu]|parcours d[eu]|date par date"
    r"|jour apres jour|(?:annee|mois) (?:apres|par) (?:annee|mois)|timeline|chronology|step by step|in order\b(?! to)|evolv\w+"
    r"|trace the|sequence of events|how did .{1,80} (?:change|develop|unfold) |over time|cronolog\w+|evolucion\w*|paso a paso)"
)
_FROM_TO = re.compile(
    r"^\W*(?:comment|how|raconte\w*|r[ée]sum\w*|que s['’]est-il passé|what happened|décri\w+|liste\w*|list)\b.{3,200}"
    r"(?:\b(?:de|du|des|d['’]) ?.{2,40} (?:à|au|aux|jusqu['’](?:à|au|en))|\bfrom .{2,40} to) ",
    re.IGNORECASE,
)
_COMPARE = re.compile(
    r"\b(?:s'accord\w+|d'accord (?:sur|entre)|concord\w+|differ(?:e|ent|ents|ente|ences?|s|ed)\b|diverg\w+|se contredi\w+|contredi\w+"
    r"|contradict\w+|compar(?:ez|er|e|es|aison|ons|isons?)\b|d'un (?:titre|journal|article|media|quotidien) a l'autre|d'une source a l'autre"
    r"|(?:toutes|les) (?:les )?(?:sources|versions) (?:sont|situent|disent|donnent|s'|se |concord|avancent|indiquent)|toutes les sources"
    r"|selon les (?:sources|journaux|titres|medias)|tous les (?:journaux|titres|medias|articles)|(?:la|le|les) memes? (?:chiffres?|causes?"
    r"|nombres?|dates?|version|bilan|raison|explications?|facon|lecture|analyse|moment|endroit|lieu|montant|somme)|de la meme (?:facon|maniere)"
    r"|par rapport a|desaccords?|points? communs?|en quoi .{1,80} (?:differ|se distingu)|opposent?[- ]ils|agree\w*|disagree\w*|differ\w*"
    r"|discrepanc\w+|the same (?:figure|cause|number|date|version|way|story|reason|toll)|all (?:the )?(?:sources|papers|newspapers)"
    r"|coinciden|versus|vs|diferenci\w+|contrast)\b"
)
_NOT_COMPARE = re.compile(
    r"\bqui (?:a|avait|aurait) (?:\w+ )?(?:contredit|compare)|a qui .{0,30}compar|\b(?:a|ont|avait)-t-(?:il|elle|ils|on) compare|\bcompare(?:e|es|s)? (?:a|son|sa) "
    r"|\bsigner? (?:un|l')accord|contradictoire"
)
_SAY = (
    r"(?:dit|dites?|disait|declar\w+|affirm\w+|soutien\w*|soutenu|soutenait|pense\w*|estim\w+|annonc\w+|repond\w*|repondu|critiqu\w+"
    r"|reproch\w+|accus\w+|denonc\w+|qualifi\w+|juge|jugeait|considere\w*|promis|promet|assur\w+|reconn\w+|regrett\w+|expliqu\w+|souhait\w+"
    r"|reclam\w+|demand\w+|propose|conseill\w+|prone|defend\w*|averti\w*|compar\w+|craint|espere|raconte\w*|rapporte\w*|confi\w+"
    r"|decrit|decrivait|salu\w+|condamn\w+|precis\w+|evoqu\w+|cite\w*|commente\w*|reagi\w*|insist\w+|parle|croit|preconis\w+|prete)"
)
_WHO_SAID = re.compile(
    rf"\b(?:qui|quel(?:le)?s? (?:[\w'-]+ ){{1,6}}?)(?: ?l')?(?: ?(?:a|ont|avait|avaient|aurait|s'est|se|est-ce qui|y|en|dit))* ?{_SAY}\b"
    rf"|\b(?:que|qu'|quoi|comment) ?(?:(?:a|ont|en|avait|avaient)(?:-t-(?:il|elle|on|ils|elles))? )?{_SAY}(?:-(?:t-)?(?:il|elle|on|ils|elles))?\b"
    rf"|\bqu'a(?:vait)? .{{2,60}} (?:declare|dit|affirme|annonce|repondu|reproche|explique|promis|soutenu|pense|propose)\b"
    rf"|\b(?:que|comment) [\w' -]{{2,60}}(?:a|ont)-t-(?:il|elle|ils|elles) (?:dit|declare|reagi|repondu|qualifie|commente|justifie|decrit)"
    rf"|\b(?:qu'est-ce qu(?:e |')).{{2,60}}\b{_SAY}"
    rf"|\bde qui (?:est|sont|vient|emane)\b.{{0,40}}|\ba qui doit-on|\bqui est l'auteur de (?:la|cette|ces) (?:phrase|formule|citation|mots)"
    rf"|\b(?:quels|quelles?) (?:propos|mots|declarations?|reactions?|critiques?|reproches?|avis|opinion|position|conseil|argument"
    rf"|arguments|accusations?|promesses?|phrase|formule|terme|termes)\b"
    rf"|\b(?:l'avis|la reaction|l'opinion|la position|le point de vue|les propos|les declarations|la reponse) (?:de|du|des|d')\b"
    rf"|\bselon qui\b|\bd'apres qui\b|\bto whom is .{{1,60}} attributed|\baccording to whom"
    rf"|\bwho (?:has |had )?(?:said|says|claim\w*|called|described|criticized|criticised|accused|declared|thinks|believes|denounced|blamed"
    rf"|warned|argued|compared|promised)\b|\bwhat (?:did|does|do|has) .{{1,80}} (?:say|think|claim|argue|declare|promise|answer|reply|said|call)\b"
    rf"|\bwhose (?:words|phrase|quote|statement)|\bwho coined|\bquien (?:dijo|declaro|afirmo)|\bque (?:dijo|dice|declaro|piensa|opina|afirmo)\b"
)


def kind_of(question: str) -> Kind:
    """ "fact" unless the words ask for a chronology, a comparison, somebody's words, or are mere chat."""
    if is_smalltalk(question):
        return "smalltalk"
    text = fold(question)
    if _COMPARE.search(text) and not _NOT_COMPARE.search(text):
        return "compare"
    if _TIMELINE.search(text) or _FROM_TO.search(question):
        return "timeline"
    return "who_said" if _WHO_SAID.search(text) else "fact"


def expected_answer(question: str) -> Expected:
    """The type of thing that would answer; "other" where the words do not tell."""
    from rag.question.expected import expected_answer as tell

    return tell(question)


def focus(question: str) -> list[str]:
    """The content words that name the relation asked about, as written in the question, folded."""
    from rag.question.expected import focus as tell

    return tell(question)
