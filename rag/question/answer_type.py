"""The type of thing that would answer a question."""

from __future__ import annotations

import re
from typing import Literal

from rag.language.fold import fold
from rag.question.patterns import compiled, words

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

_IS = "(?:est |etait |sera |sont |fut |serait |etaient |seront |furent |a ete |ont ete )?"
_THE = "(?:le |la |l'|les |son |sa |ses |leurs? )?"
_WHICH = f"quel(?:le)?s? {_IS}{_THE}"
_PRICES = words(
    """
    prix couts? tarifs? montants? sommes? budgets? salaires? remunerations? indemnit\\w+ amendes? dettes? pib
    factures? loyers? primes?
    subventions? recettes? deficits? benefices? depenses? rancon dedommagements? bonus fortune penalites?
    cautions? pertes? gains?
    price cost fare fee fees salary budget fine amount debt revenue turnover ransom precio coste multa sueldo salario
    """
)
_PRICED = f"(?:nouveau |total |meilleur )?(?:{_PRICES}|chiffre d'affaires)\\b"
_PAYS = words(
    "cout\\w+ vaut val\\w+ gagn\\w+ paie\\w* pay\\w+ touch\\w+ verse\\w* versait depens\\w+ debours\\w+"
    " investi\\w* empoch\\w+ factur\\w+"
)
_ROLES = words(
    """
    noms? prenoms? auteure?s? identite patronn?e?s? maires? ministres? president\\w* dirigeante?s? directeurs?
    directrices? depute\\w*
    juges? avocate?s? chef\\w* responsables? candidate?s? capitaines? senat\\w+ premier entraineurs? procureur\\w*
    prefete? ambassad\\w+
    """
)
_PLACES = words(
    "villes? pays regions? villages? endroits? lieux? communes? departements? quartiers? salles? ports?"
    " continents? etats? rues? hotels?"
    " hopita\\w+ adresse capitale gares? iles? prisons?"
)
_MEASURES = words(
    """
    nombres? bilans? quantites? superficies? longueurs? hauteurs? distances? vitesses? tailles? puissances?
    capacites? altitudes?
    largeurs? profondeurs? poids population ecarts? tonnages? effectifs? frequentation tirages?
    """
)
_TIME_UNITS = "(?:temps|jours|semaines|mois|annees|ans|heures|minutes|siecles)"
_RULES: dict[Expected, re.Pattern[str]] = {
    "age": compiled(
        f"quel age\\b|(?<!a )l'age d|{_WHICH}age\\b|^\\W*(?:et )?age (?:de|du|des|d')|how old\\b|what age\\b"
        f"|cuantos anos tiene"
    ),
    "duration": compiled(
        f"""
        combien (?:de |d'){_TIME_UNITS}\\b|(?:pendant|depuis|dans|sur) combien (?:de |d'){_TIME_UNITS}|pendant combien
        {_WHICH}duree\\b|^\\W*duree (?:de|du|des|d')|how long\\b(?! ago)
        how many (?:days|weeks|months|years|hours|minutes)\\b
        cuanto tiempo|combien (?:a|ont) dure\\b|combien dure
        """
    ),
    "date": compiled(
        f"""
        quand\\b|a quelles? dates?\\b|{_WHICH}(?:nouvelle |prochaine )?dates?\\b|quel (?:jour|mois)\\b
        (?:a )?quelle (?:annee|heure)\\b
        en quel(?:le)? (?:annee|mois|saison)|^\\W*dates? (?:de|du|des|d'|prevue)|(?:nouvelle )?date\\b.{{0,40}}\\?$
        when\\b|how long ago
        (?:a |durant |en )?quel(?:le)? (?:siecle|epoque|moment)\\b|(?:what|which) (?:date|day|year|time|month)\\b
        cuando\\b|que (?:dia|ano)\\b|^ouverture .{{2,40}}\\?$|^\\W*(?:date|horaires?)\\b
        """
    ),
    "percent": compiled(
        f"""
        pourcentages?|quelle (?:part|proportion|fraction)\\b|{_WHICH}(?:taux|pourcentage)\\b|^\\W*taux (?:de|du|d')
        porcentaje
        percentage|what (?:share|proportion|percent|fraction)\\b|combien de pour(?: cent|centages?)|de combien de points
        """
    ),
    "money": compiled(
        f"""
        combien (?:a |ont )?{_PAYS}\\b|combien (?:d'argent|d'euros|de (?:dollars|francs|livres|millions))\\b
        a combien (?:s'eleve|se monte)
        combien (?!de |d').{{2,80}}-t-(?:il|elle|ils|elles|on) {_PAYS}\\b
        combien (?!de |d').{{2,80}} {_PAYS}-(?:t-)?(?:il|elle|on|ils|elles)\\b
        c'est combien\\b|combien (?!de |d').{{2,80}} (?:sur la table|(?:a ete|s'est) vendu\\w*)|{_WHICH}{_PRICED}
        what {_PRICED}
        ^\\W*(?:et )?(?:le |la |l')?{_PRICED} (?:de|du|des|d'|total|[\\w'-]+ ?\\?|[\\w'-]+$)|^\\W*{_PRICED} ?\\?$
        cuanto (?:cuesta|costo|pago|vale)
        how much (?:does|did|do|is|was|were|will|would|money|has|have|are)\\b
        what (?:is|was|were|are) the (?:\\w+ )?{_PRICED}
        """
    ),
    "number": compiled(
        f"""
        combien\\b|how many\\b|how much\\b|cuant[oa]s?\\b|{_WHICH}{_MEASURES}\\b|nombre (?:de|d')|what number\\b
        how (?:far|tall|high|big|fast|deep|heavy|large|often)\\b|^\\W*{_MEASURES} (?:de|du|des|d')
        """
    ),
    "reason": compiled(
        f"""
        pourquoi\\b|why\\b|por que\\b|{_WHICH}(?:raisons?|causes?|motifs?|origine)\\b
        comment (?:se fait-il|(?:[\\w' -]{{2,60}} )?expliqu\\w+)|how come\\b
        (?:pour|sur) quel(?:le)?s? (?:raisons?|motifs?)|a cause de quoi|en raison de quoi|(?:for )?what reason
        ^\\W*causes? (?:de|du|des|d')
        what (?:caused|led to|(?:is|was|were) the (?:causes?|reasons?))\\b
        qu'est-ce qui (?:a (?:cause|provoque|entraine)|explique)
        qu'est-ce qui a (?:mis|motive|declenche|pousse|conduit)
        """
    ),
    "place": compiled(
        f"""
        (?<=^)(?:\\W*(?:et |jusqu')?)ou (?!plutot|bien|en (?:est|sont|etai))
        ou ?\\?+$|d'ou (?:vien|ven|prov|part|est|sort|arriv|tir)
        (?<=, )ou (?=[^,]*-t?-?)
        (?:dans|de|vers|pour|a|en) quel(?:le)?s? {_PLACES}\\b|{_WHICH}{_PLACES}\\b|a quel endroit
        (?:in |to |from )?(?:which|what) (?:city|country)
        (?:vers|par|jusqu') ?ou\\b|where\\b|donde\\b|^\\W*lieux? (?:de|du|d')
        (?:in )?(?:which|what) (?:town|village|place|region|port)\\b
        """
    ),
    "quote": compiled(
        """
        (?:que|qu'|quoi) ?(?:a|ont)?(?:-t-(?:il|elle|on|ils|elles))? ?(?:dit|declare|repond\\w*|affirme)\\b
        (?:que|qu'|quoi) ?(?:a|ont)?(?:-t-(?:il|elle|on|ils|elles))? ?(?:pense|pensent|reproche)\\b
        (?:que|qu') ?(?:disait|soutient|raconte|explique|estime|promet|annonce)\\b|en quels termes
        quel(?:le)?s? (?:propos|mots)\\b
        qu'a(?:vait)? .{2,60} (?:declare|dit|affirme|repondu|promis)\\b
        quelles? (?:etait|fut|est) (?:la |sa )?(?:reaction|reponse)\\b
        quel(?:le)?s? (?:declarations?|phrase|formule|reactions?)\\b
        que .{2,60}-t-(?:il|elle|ils|elles) (?:dit|declare|repondu)
        what (?:did|does|do) .{1,80} (?:say|think|claim|declare|reply)\\b|que (?:dijo|dice|declaro)\\b
        """
    ),
    "person": compiled(
        f"""
        (?:a |de |par |pour |avec |chez |contre |sur )?(?<!ce )(?<!-ce )qui\\b
        {_WHICH}(?:nouve\\w+ |ancienn?e? )?{_ROLES}\\b
        (?:to |by )?who(?:m|se)?\\b|quien(?:es)?\\b|laquelle des personnes
        lequel des (?:candidats|ministres|accuses|prevenus)
        ^\\W*nom (?:de la|du|des|de l'|de) |what is the name
        """
    ),
    "definition": compiled(
        """
        qu'est[- ]ce qu(?:e |')(?:c'est|un |une |le |la |l'|les )|c'est quoi\\b
        (?:que|qui) (?:signifie|veut dire|designe|veulent dire)\\b
        defini(?:r|tion|s|ssez|tions)\\b|what does .{1,60} (?:mean|stand for)
        ^what (?:is|are) (?:an? )[\\w' -]{2,60}\\?$|que es\\b
        en quoi consiste\\w*|sens du mot|signification
        """
    ),
}
_INVERTED = re.compile(
    r"^(?:et |mais |donc |alors |[^,?]{2,60}, )?(?:est-ce qu(?:e |')|[^?]{0,120}?[a-z]+-(?:t-)?(?:il|elle|ils"
    r"|elles|on|ce)\b)"
)
_AUXILIARY = re.compile(r"(?:[^,?]{2,60}, )?(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b")
_POLITE = re.compile(
    r"^(?:(?:bonjour|salut|hello|merci)[ ,.!]*)?(?:(?:sait-on|sais-tu|savez-vous|tu sais|vous savez|do you know"
    r"|je cherche a savoir)"
    r"|(?:peux-tu|pouvez-vous|pourriez-vous|peut-on|can you|could you) (?:me |nous )?(?:dire|preciser|indiquer"
    r"|rappeler|tell me)) "
)
_BEFORE_QUI = frozenset("et mais donc alors selon apres sait savoir dire dis est ou puis bonjour matin soir".split())
_ASKING = re.compile(
    r"\b(?:qui|que|quoi|quel(?:le)?s?|quand|ou|comment|pourquoi|combien|(?:le|la|les)quel\w*|who\w*|what|when"
    r"|where|why|how|which)\b"
    r"|\bqu'"
)


_FOLLOWED: dict[Expected, re.Pattern[str]] = {
    "money": compiled(f"(?:{_PRICES}|facture|chiffr(?:e|ent|er))\\b"),
    "percent": compiled("(?:taux|pourcentage|percentage|rate)\\b"),
    "number": compiled(f"(?:{_MEASURES}|chiffres?|victimes|morts|deaths|toll|numbers?|figures?|combien|how many)\\b"),
    "duration": compiled("(?:durees?|delais?|duration)\\b"),
    "date": compiled("(?:dates?|datations?|heures?|horaires?|moments?|siecles?|calendrier|echeances?|time)\\b"),
}


def followed(question: str) -> Expected:
    """What a chronology follows or a comparison compares: a price, a number, a date; "other" where none is named."""
    text = fold(question)
    return next((kind for kind, pattern in _FOLLOWED.items() if pattern.search(text)), "other")


def expected_answer(question: str) -> Expected:
    """The type of thing that would answer; "other" where the words do not tell."""
    text = _POLITE.sub("", fold(question).strip())
    asking = _ASKING.search(text)
    if text.startswith(("est-ce qu", "et est-ce qu", "es que ")) or _AUXILIARY.match(text):
        return "yesno"
    inverted = _INVERTED.match(text)
    if inverted and (not asking or asking.start() > inverted.end() - 4):
        return "yesno"
    found = [
        (match.start(), kind)
        for kind, pattern in _RULES.items()
        if (match := pattern.search(text)) and not (kind == "person" and _relative(text, match, asking))
    ]
    if not found:
        return "other"
    earliest = min(at for at, _ in found)
    if asking and earliest > asking.end() + 45:
        return "other"  # a relative clause far behind "Quelle entreprise …"
    return next(kind for at, kind in found if at <= earliest + 3)


def _relative(text: str, found: re.Match[str], asking: re.Match[str] | None) -> bool:
    """Whether "qui" joins a clause ("celle qui l'a précédé") rather than asks."""
    before = re.search(r"([^\W\d_]+) $", text[: found.start()])
    if found[0] != "qui" or not before or before[1] in _BEFORE_QUI:
        return False
    return before[1] in ("celui", "celle", "ceux", "celles", "ce") or bool(asking and asking.start() < found.start())
