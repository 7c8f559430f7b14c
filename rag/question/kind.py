"""What kind of answer a question wants."""

from __future__ import annotations

import re
from typing import Literal

from rag.language.detect import language_of_question
from rag.language.fold import fold
from rag.question.answer_type import Expected, expected_answer
from rag.question.patterns import compiled, words
from rag.question.smalltalk import is_smalltalk

__all__ = ["Expected", "Kind", "expected_answer", "kind_of", "language_of_question"]

Kind = Literal["fact", "timeline", "compare", "who_said", "smalltalk"]

_TIMELINE = compiled(
    """
    (?:retrac|chronolog|recapitul|cronolog|evolucion|chronicl)\\w+|frise|reconstitu(?:ez|e|er|ons)\\b
    (?<!d')evolutions? (?:de|du|des|d')|comment .{2,80} evolu\\w+|evolv\\w+|successivement\\b
    dans l'ordre|pas a pas|etape par etape|(?:les|grandes|principales|quelles) etapes|date par date|jour apres jour
    deroulement\\b|comment s'est deroulee?\\b|au fil (?:du temps|des)|(?:l')?histor(?:ique|y) (?:de|du|des|d'|of)
    (?:annee|mois) (?:apres|par) (?:annee|mois)|parcours (?:de|du|des|d')
    (?:grandes|principales|dates) dates|dates[- ]cles?|key (?:dates|steps|events|moments)|milestones
    comment .{2,80} (?:avance|progresse|change)e?s?\\b.* depuis\\b
    que s'est-il passe .{0,60}\\b(?:entre|depuis)\\b|what (?:has )?happened .{0,60}\\b(?:between|since)\\b
    que s'est-il passe (?:de|du) .{3,40} (?:a|au)|(?:quel(?:le)?s?|qui) .{0,40}successi(?:f|ve)s\\b
    timelines?\\b|chronology|step by step|in (?:chronological )?order\\b(?! to)|trace the|sequence of events
    over time\\b
    how did .{1,80} (?:change|develop|unfold)\\b|how has .{1,80} (?:changed|developed)\\b|paso a paso
    """
)
_ASIDE = re.compile(r"^\W*(?:je|j'|nous|pour|i'm|i am|we)\b[^:?]{3,120}: ", re.IGNORECASE)
""" "J'écris une chronologie de la grève : qui …" asks what follows the colon."""
_FROM_TO = re.compile(
    r"^\W*(?:raconte\w*|r[ée]sum\w*|que s['’]est-il passé|what happened|décri\w+|liste\w*|list|tell)\b.{3,200}"
    r"(?:\b(?:du|de la|de l['’]|des|d['’]) ?.{2,40} (?:à|au|aux|jusqu['’](?:à|au|en))|\bfrom .{2,40} to) "
    r"|^\W*(?:comment|how)\b.{3,200}\b(?:d[eu]|from|entre|between) [^?]{0,20}\d{4} (?:à|au|et|to|and) [^?]{0,20}\d{4}",
    re.IGNORECASE,
)
_SOURCES = words("sources? journaux titres? medias articles? quotidiens depeches versions recits temoignages comptes")
_COMPARE = compiled(
    f"""
    s'accord(?:ent|aient|er|e-t)\\S*|d'accord (?:sur|entre)|se contredi\\w+|contradict\\w*
    oppos\\w+ les (?:deux |trois )?(?:versions|recits|journaux)|concord\\w+|diverg\\w+
    desaccords?
    differ(?:e|es|s|ed|ence|ences|ent-ils|ent-elles|e-t-il|e-t-elle)?\\b|how (?:are|were) .{{2,60}} different
    diferenci\\w+|coincid\\w+|discrepanc\\w+
    compar(?:ez|er|e|es|aison|aisons|ons|ing)\\b|points? communs?|opposent?-(?:ils|elles)
    d'un[e]? (?:titre|journal|article|media|quotidien|source|version) a l'autre|agree\\b|agrees\\b|disagree\\w*
    versus|vs\\b
    toutes les {_SOURCES}|tous les {_SOURCES}|selon les {_SOURCES}
    all (?:the )?(?:sources|papers|newspapers|articles)\\b
    les (?:deux )?{_SOURCES} (?:sont|situent|disent|donnent|s'|se |avancent|indiquent|rapportent)
    l[ae]s? memes? (?:chiffres?|causes?|nombres?|dates?|version|bilan|raison|explications?|lecture|analyse)
    l[ae] meme (?:facon|maniere)
    l[ae] meme (?:moment|endroit|lieu|montant|somme|chose|recit|heure|jour|ville|personne|duree|prix|cout|taux|age)
    (?:selon|d'apres) .{{2,60}} et (?:\\w+ )?(?:selon|d'apres)\\s
    according to .{{2,60}} and (?:\\w+ )?(?:according )?to\\b
    au meme (?:moment|endroit)
    (?:de|d'une) la meme (?:facon|maniere)|est-il le meme|est-elle la meme|sont-(?:ils|elles) les memes
    qui, (?:du |de l[ae' ]+).{{2,40}} ou (?:du|de)\\b|en quoi .{{1,80}} (?:differ|se distingu)
    the same (?:figures?|cause|number|date|version|way|story|reason|toll)\\b
    contrast\\b
    """
)
_NOT_COMPARE = compiled(
    """
    differences? d[e'] ?(?!version|recit|bilan|source|chiffre)
    qui (?:a|avait|aurait) (?:\\w+ )?(?:contredit|compare)|a qui .{0,30}compar|compare-t-(?:il|elle)
    (?:a|ont|avait)-t-(?:il|elle|ils|elles|on) compare|(?:signer|trouver|conclure) (?:un|l')accord|contradictoire
    a la meme (?:heure|epoque) que|who compared
    """
)
_SAYS = words(
    """
    dit dites? disait disent declar\\w+ affirm\\w+ soutient soutenu soutenait soutiennent pense\\w* estim\\w+
    annonc\\w+ repond\\w*
    critiqu\\w+ reproch\\w+ accus\\w+ denonc\\w+ qualifi\\w+ juge jugeait considere\\w* promis promet regrett\\w+
    expliqu\\w+
    reclam\\w+ conseill\\w+ defend averti\\w* compar\\w+ craint espere raconte\\w* confie confia decrit decrivait
    salue salua
    precis\\w+ evoqu\\w+ commente\\w* reagi\\w* insist\\w+ parle croit preconis\\w+ pretend
    """
)
_SAYS_TOO = words(
    "condamn\\w+ assur\\w+ propos\\w+ demand\\w+ souhait\\w+ recommand\\w+ rapporte\\w* cite\\w* reconn\\w+"
)
_SPEAKER = words(
    """
    ministres? maires? dirigeante?s? responsables? elue?s? depute\\w* senat\\w+ avocate?s? juges? experte?s?
    syndica\\w+ patron\\w*
    president\\w* directeurs? directrices? chef\\w* porte-parole journalistes? scientifiques? chercheu\\w+
    temoins? habitants?
    candidat\\w* personnes? personnalites? associations? partis? ong organisations? medecins? historien\\w* economistes?
    """
)
_WHICH = "quel(?:le)?s? (?:est |etait |sont |fut |a ete |ont ete )?(?:l[ae]s? |l')?"
_AUX = r"(?: (?:l'|s'|y |en |se |lui |les )?(?:a|ont|avait|avaient|aurait|est|etait))*(?: [a-z]+ment)?"
_WHO_SAID = compiled(
    f"""
    qui(?: l')?{_AUX} (?:{_SAYS}|{_SAYS_TOO})\\b
    quel(?:le)?s? {_SPEAKER}(?: [\\w'-]+){{0,6}}?{_AUX} (?:{_SAYS}|{_SAYS_TOO})\\b
    (?:que|qu'|quoi) ?(?:(?:a|ont|en|avait)(?:-t-(?:il|elle|on|ils|elles))? ?)?{_SAYS}\\b
    (?:que|comment) [\\w' -]{{2,60}}(?:a|ont)-t-(?:il|elle|ils|elles) (?:dit|declare|reagi|repondu|qualifie|decrit)
    qu'a(?:vait|vaient)? .{{2,60}} (?:declare|dit|affirme|annonce|repondu|reproche|explique)\\b
    qu'a(?:vait|vaient)? .{{2,60}} (?:promis|soutenu|pense|propose)\\b
    comment .{{2,60}} (?:reagi|justifie|commente|qualifie|explique)(?:t|nt)?-t-(?:il|elle|ils|elles)
    qu'est-ce qu.{{2,60}} {_SAYS}\\b
    (?<!e )de qui (?:est|sont|vient|emane|viennent)|a qui doit-on|(?:selon|d'apres) qui\\b
    l'auteure? d[eu] .{{0,12}}(?:phrase|formule|mots)
    {_WHICH}(?:propos|mots|declarations?|reactions?|critiques?)\\b
    {_WHICH}(?:avis|opinions?|position|point de vue|conseils?|arguments?)\\b
    {_WHICH}(?:reproches?|accusations?|promesses?|phrase|formule|citations?)\\b
    (?:l'avis|la reaction|l'opinion|la position|le point de vue|les propos) (?:de|du|des|d')\\b
    (?:les declarations|la reponse) (?:de|du|des|d')\\b
    according to whom|to whom is .{{1,60}} attributed|whose (?:words|phrase|quote|statement)|who coined
    who (?:has |had )?(?:said|says|claim\\w*|called|describ\\w+|critici\\w+|accus\\w+|declar\\w+|denounced)\\b
    who (?:thinks|believes)\\b|what (?:was|is|were|are) .{{2,50}}(?:reaction|position|response|opinion|view)s?\\b
    a qui (?:attribue|attribuer|prete)\\S*|{_WHICH}{_SPEAKER} (?:met|mettent|a mis|ont mis) en (?:doute|cause)
    comment .{{2,60}}-t-(?:il|elle|ils|elles) (?:justifie|commente|explique)\\b
    who (?:has |had )?(?:blamed|warned|argued|compared|promised|predicted|complained|praised|demanded)\\b
    what (?:did|does|do|has) .{{1,80}} (?:say|think|claim|argue|declare|promise|answer|reply|said|call|tell)\\b
    quien (?:dijo|declaro|afirmo|acuso)|que (?:dijo|dice|declaro|piensa|opina|afirmo|respondio)\\b
    """
)


def kind_of(question: str) -> Kind:
    """ "fact" unless the words ask for a chronology, a comparison, somebody's words, or are mere chat."""
    if is_smalltalk(question):
        return "smalltalk"
    question = _ASIDE.sub("", question)
    text = fold(question)
    if _COMPARE.search(text) and not _NOT_COMPARE.search(text):
        return "compare"
    if _TIMELINE.search(text) or _FROM_TO.search(question):
        return "timeline"
    return "who_said" if _WHO_SAID.search(text) else "fact"
