"""The type of answer that a question expects, and the words of the relation asked about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rag.calendar_words import fold

if TYPE_CHECKING:
    from rag.question.kind import Expected

_MONEY_NOUNS = (
    r"(?:prix|couts?|tarifs?|montants?|sommes?|budgets?|salaires?|remunerations?|indemnit\w+|amendes?|dettes?|chiffre d'affaires|pib"
    r"|factures?|loyers?|primes?|subventions?|recettes?|deficits?|benefices?|depenses?|rancon|dedommagements?|bonus|fortune|penalites?"
    r"|price|cost|fare|fee|salary|budget|fine|amount|debt|revenue|turnover|bonus|ransom|precio|coste|multa|sueldo)"
)
_RULES: tuple[tuple[Expected, str], ...] = (
    (
        "age",
        r"\bquel age\b|\bl'age d|\bage (?:de|du|des|d')|\bhow old\b|\bwhat age\b|\bcuantos anos tiene|\bquel est l'age",
    ),
    (
        "duration",
        r"\bcombien de (?:temps|jours|semaines|mois|annees|ans|heures|minutes|siecles)\b|\bpendant combien|\bquelle (?:est |etait |fut |sera )?(?:la )?duree"
        r"|\bduree (?:de|du|des|d')|\bhow long\b|\bhow many (?:days|weeks|months|years|hours|minutes)\b|\bcuanto tiempo"
        r"|\bdepuis combien de|\bdans combien de temps|\bsur combien d'annees|\bcombien d'(?:annees|heures)|\bcombien a dure",
    ),
    (
        "date",
        r"\bquand\b|\ba quelles? dates?\b|\bquelle (?:est |etait |sera )?(?:la )?(?:nouvelle )?date|\bquel (?:jour|mois)\b|\bquelle (?:annee|heure)\b"
        r"|\ben quelle annee|\ben quel(?:le)? (?:mois|saison)|\bdates? (?:de|du|des|d'|prevue)|\bdepuis quand|\bjusqu'a quand|\bwhen\b|\bwhat (?:date|day|year|time|month)\b"
        r"|\bwhich (?:year|day|month)\b|\bcuando\b|\ba quelle heure|\bque (?:dia|ano)\b|\bhow long ago|^(?:\w+ )?date\b|\bc'est quand|\bouverture .{2,40}\?$",
    ),
    (
        "percent",
        r"\bpourcentage|\bquelle (?:part|proportion|fraction)\b|\bquel (?:est |etait )?(?:le )?(?:taux|score)|\btaux (?:de|du|d')|\bpercentage|\bwhat (?:share|proportion|percent|fraction)"
        r"|\bporcentaje|\bcombien de pour cent|\bde combien de (?:%|points)",
    ),
    (
        "money",
        r"\bcombien (?:coute\w*|a coute|ont coute|coutait|coutera\w*|vaut|valait|gagne\w*|paie\w*|paye\w*|touche\w*|rapporte\w*|verse\w*|depense\w*|d'argent|d'euros|d'eur|de (?:dollars|francs|millions d'euros))\b"
        r"|\bcombien .{2,80}-t-(?:il|elle|ils|elles|on) (?:coute|paye|paie|verse|depense|touche|debourse|rapporte|investi\w*|gagne|empoche|facture)"
        r"|\bcombien .{2,80} (?:paie|paye|coute|verse|touche|gagne|met)(?:-t)?-(?:t-)?(?:il|elle|on|ils|elles)\b"
        r"|\bcombien .{2,80} (?:sur la table|a ete vendu\w*|s'est vendu\w*)"
        rf"|\b(?:a |pour |de |sur )?quel(?:le)?s? (?:est |etait |sera |sont |fut |serait |etaient )?(?:le |la |l'|les |son |sa |leurs? )?(?:nouveau |total |meilleur )?{_MONEY_NOUNS}\b"
        rf"|^{_MONEY_NOUNS} (?:de|du|des|d'|de la|of|total|\w+ ?\?)|\bhow much (?:does|did|do|is|was|were|will|would|money|has|have|are)\b|\bcuanto (?:cuesta|costo|pago|vale)"
        rf"|\bwhat (?:is|was|were|are) the (?:\w+ )?{_MONEY_NOUNS}|\bwhat {_MONEY_NOUNS}\b|\b(?:quel|quelle) {_MONEY_NOUNS}",
    ),
    (
        "number",
        r"\bcombien\b|\bhow many\b|\bhow much\b|\bcuant[oa]s?\b|\bquel(?:le)?s? (?:est |etait |sont |fut )?(?:le |la |les )?(?:nombre|bilan|quantite|superficie|longueur|hauteur|distance|vitesse|taille|puissance|capacite|altitude|largeur|profondeur|poids|population|ecarts?|tonnage)\b"
        r"|\bnombre (?:de|d')|\bwhat number\b|\bhow (?:far|tall|high|big|fast|deep|heavy|large|often)\b",
    ),
    (
        "reason",
        r"\bpourquoi\b|\bwhy\b|\bpor que\b|\bquel(?:le)?s? (?:est |etait |sont |furent |etaient )?(?:la |le |les |l')?(?:raisons?|causes?|motifs?|origine)\b"
        r"|\b(?:pour|sur) quel(?:le)?s? (?:raisons?|motifs?)|\ba cause de quoi|\bcomment (?:se fait-il|explique\w*|expliquer)|\bwhat (?:caused|is the (?:cause|reason)|was the (?:cause|reason)|led to)"
        r"|\bqu'est-ce qui (?:a (?:cause|provoque|entraine|mis|motive|declenche)|explique)|\bhow come\b|\ben raison de quoi|\bfor what reason|\bwhat reason",
    ),
    (
        "place",
        r"\bou\b(?! (?:non|pas|bien|plutot|plus|moins|encore|alors|le|la|les|un|une|des)\b.{0,40}\?$)(?= (?:est|sont|se |s'|a |ont|etait|etaient|va|vont|aura|sera|seront|ce|peut|faut|en|habite|vit|travaille|trouve\w*|le|la|les|l'|un|une|des|doit|fut|furent|avait|[a-z]+-t-|[a-z' ]+-t-(?:il|elle|on)|[\w'-]+))"
        r"|^(?:et )?ou\b|\bou ?\?+$|\bd'ou\b|\b(?:dans|de|vers|pour) quel(?:le)?s? (?:ville|pays|region|village|endroit|lieu|commune|departement|quartier|salle|port|continent|etat|rue|hotel|hopital)"
        r"|\bquel(?:le)? (?:est |etait )?(?:la |le )?(?:ville|pays|lieu|endroit|adresse|village|commune|capitale)\b|\bin which (?:city|country|town|place|village|region)|\bwhere\b|\bdonde\b"
        r"|^lieu (?:de|du|d')|\bwhat (?:city|country|place|town)\b|\ba quel endroit|\bwhich (?:city|country|town|village)\b",
    ),
    (
        "quote",
        r"\b(?:que|qu'|quoi) ?(?:a|ont)?(?:-t-(?:il|elle|on|ils|elles))? ?(?:dit|declare|repond\w*|repondu|pense|pensent|affirme|reproche|disait|soutient|raconte|explique|estime)\b"
        r"|\bqu'a .{2,60} (?:declare|dit|affirme|repondu)|\b(?:quels|quelles?) (?:propos|mots|declarations?|phrase|formule|termes?|reaction)\b|\bwhat (?:did|does|do) .{1,80} (?:say|think|claim|declare|reply)\b"
        r"|\bque .{2,60}-t-(?:il|elle|ils|elles) (?:dit|declare|repondu|affirme)|\ben quels termes|\bquelles? (?:etait|fut|est) (?:la |sa )(?:reaction|reponse)",
    ),
    (
        "person",
        r"\b(?:a |de |par |pour |avec |chez |contre |sur )?qui\b(?=(?: |-|'|$|\?))(?<!ce qui)(?<!est-ce qui)|\bquel(?:le)?s? (?:est |etait |sont |fut )?(?:le |la |les )?(?:nom|prenom|auteure?|identite|patron|maire|ministre"
        r"|president|presidente|dirigeante?|directeur|directrice|depute|deputee|juge|avocate?|chef|responsable|candidate?|premier ministre|capitaine|senateur)s?\b"
        r"|^who\b|\bwho(?:m|se)?\b(?=[^,]*\?)|\bquien(?:es)?\b|\blaquelle des personnes|\blequel des (?:candidats|ministres|accuses|prevenus)|\bnom (?:de la|du|des|de l'|de) ",
    ),
    (
        "definition",
        r"\bqu'est[- ]ce qu(?:e |')(?:c'est|un |une |le |la |l'|les )|\bc'est quoi\b|\bque (?:signifie|veut dire|designe)\b|\bdefini\w+|\bwhat does .{1,60} (?:mean|stand for)|^what (?:is|are) (?:an? |the )?[\w' -]{2,60}\?$"
        r"|\ben quoi consiste\w*|\bque es\b|\bsens du mot|\bque veulent dire|\bsignification",
    ),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _RULES)
_YESNO = re.compile(
    r"^(?:et |mais |donc |alors |[^,?]{2,60}, )?(?:est-ce qu(?:e |')|(?:a|ont|est|sont|etait|etaient|avait|avaient|peut|peuvent|doit|sera|seront|va|vont|aura)-(?:t-)?(?:il|elle|on|ils|elles|ce)\b"
    r"|y a-t-il|existe-t-il|(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b)"
    r"|^[^?]{2,120}[a-z](?:-t)?-(?:il|elle|ils|elles|on)\b"
)
_QUESTION_WORD = re.compile(
    r"\b(?:qui|que|qu'|quoi|quel(?:le)?s?|quand|ou|comment|pourquoi|combien|lequel|laquelle|lesquel\w+|who\w*|what|when|where|why|how|which)(?![\w])"
)


def expected_answer(question: str) -> Expected:
    """The type of thing that would answer; "other" where the words do not tell."""
    text = fold(question).strip()
    yesno = _YESNO.search(text)
    word = _QUESTION_WORD.search(text)
    if yesno and (not word or text.startswith(("est-ce qu", "et est-ce qu"))):
        return "yesno"
    found = [(match.start(), kind) for kind, pattern in _COMPILED if (match := pattern.search(text))]
    if not found:
        return (
            "yesno"
            if re.match(r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would)\b", text)
            else "other"
        )
    earliest = min(at for at, _ in found)
    return next(kind for at, kind in found if at <= earliest + 3)


def focus(question: str) -> list[str]:
    """The content words of the relation asked about, folded."""
    return []
