"""Dates that are part of a name, a title or a quantity, and therefore no period."""

from __future__ import annotations

import re

from rag.question.patterns import words
from rag.question.period.atoms import Atom

_STREET = re.compile(
    r"\b(?:rue|avenue|boulevard|place|quai|pont|square|lycee|college|ecole|hopital|stade|caserne|impasse|metro"
    r"|station|passage|cite|street|calle|plaza|avenida) (?:de la |du |de |des |the |of )?$"
)
_LAW = re.compile(
    r"\b(?:lois?|ordonnance|decret|constitution|charte|traites?|convention|code|directive|concordat|edit|act|law"
    r"|treaty|ley"
    r")(?: [\w'-]+){0,2} (?:de |du |des |of |d')?$"
)
_PAST_EVENT = re.compile(
    r"\b(?:guerres?|revolution|bataille|armistice|krach|crise|war|revolution|crash|tremblement de terre|tempete"
    r")(?: [\w'-]+)? (?:de |du |of |d')?$"
)
_EVENT = re.compile(
    r"\b(?:jo|j\.o\.|jeux(?: [\w'-]+)?|olympi\w+|paralympi\w+|mondial|mondiaux|coupe(?: [\w'-]+){1,3}|euro"
    r"|eurovision|cop"
    r"|games|world cup|olympics|championnats?(?: [\w'-]+){1,3}|expo|exposition universelle|roland-garros"
    r"|festival(?: [\w'-]+)?"
    r"|(?:champion\w*|tournoi|grand prix|finale|open)(?: [\w'-]+){0,3}|tour de france|vendee globe|super bowl"
    r"|biennale|miss [\w'-]+|mundial|jmj)"
    r"(?: d'ete| d'hiver| de \w+)?(?: de | of | d')?\s?$"
)
_PROGRAMME = re.compile(
    r"\b(?:agenda|horizon|horizons|france|vision|objectifs?|plan|paris|rio|tokyo|londres|athenes|pekin"
    r"|los angeles|brisbane"
    r"|milan|europe|mars|millesime|article|art\.|numero|no|n°|page|salle|vol|chambre|modele|windows|projet"
    r"|programme|mission"
    r"|film|roman|livre|album|cap|destination|ville|presidentielle|presidentielles|legislatives|municipales|europeennes"
    r"|regionales|senatoriales|cantonales|departementales|election|elections|target|goals?|blade runner"
    r"|peugeot) (?:l'|de )?$"
)
_QUANTITY = re.compile(
    r"[ -]?(?:euros?|dollars?|francs?|livres|personnes?|habitants?|morts?|blesses|metres?|km|kilometres?|tonnes?"
    r"|hectares?"
    r"|emplois?|postes?|voix|salaries|manifestants|heures?|pages?|exemplaires?|signatures?|people|jobs|pounds"
    r"|meters|miles"
    r"|tons|deaths|votes|points?|places?|logements?|kg|m2|mw|gw|fois|times|watts?|calories|millions?|milliards?"
    r"|billions?)\b"
    r"|[ ]?[%€$£]"
)
_COUNTING = re.compile(r"(?:plus|moins|pres|au-dela|environ|quelque|around|about|over|than|nearly) (?:de |d')?$")
_NO_NOUN = words(
    "les des ses nos vos mes tes plus dans sans was is has does as sous chez apres puis alors vs moins lors depuis tous"
)
_PLURAL_AFTER = re.compile(rf" (?!{_NO_NOUN}\b)[a-z]{{3,}}[sx]\b")
_ANNIVERSARY = re.compile(r"(?:attentats?|attaques?|attacks?) (?:du |of |de )?$")
_LONG_AGO = 1990
"""A law, war or treaty of before this year is named by it; a press archive has no articles from then."""


def is_name(text: str, question: str, at: int, atom: Atom, kind: str, end: int) -> bool:
    """Whether the date at ``at`` (preposition included) belongs to a name or a quantity in folded ``text``."""
    before = text[max(0, at - 60) : at]
    with_preposition = text[max(0, at - 60) : atom.start]
    if _STREET.search(with_preposition) or (atom.year is None and _ANNIVERSARY.search(with_preposition)):
        return True
    if text[atom.start : end] in ("hier", "demain") and question[atom.start].isupper() and before[-2:-1].isalnum():
        return True
    if kind == "of" and atom.bare_year and end > atom.end and re.search(r"\bpass\w+ $", before):
        return True  # "est passé de 1900 à 2100"
    if re.fullmatch(r"\d+-[a-z]+(?:-\d+)?", text[atom.start : end]) or re.search(r"\d-$", text[:at][-3:]):
        return True
    if _LAW.search(with_preposition) and kind in ("", "of", "weak"):
        return True
    if _PAST_EVENT.search(with_preposition) and (atom.year or 9999) < _LONG_AGO:
        return True
    if atom.precision == "year" or atom.bare_year:
        return _is_named_year(text, question, before, with_preposition, atom, kind, end)
    return bool(question[atom.start].isupper() and _PROGRAMME.search(with_preposition))


def _is_named_year(
    text: str, question: str, before: str, with_preposition: str, atom: Atom, kind: str, end: int
) -> bool:
    if kind in ("", "of", "weak") and _EVENT.search(with_preposition):
        return True
    if not atom.bare_year:
        return False
    if kind == "of" and (atom.year or 0) < _LONG_AGO and end == atom.end:
        return True
    if _QUANTITY.match(text, end):
        return True
    if kind == "weak" and re.search(r"\b(?:le|la|au|aux|el|al) $|l'$", with_preposition):
        return True
    if kind in ("of", "until", "") and (_COUNTING.search(with_preposition) or _PLURAL_AFTER.match(text, end)):
        return kind != "of" or bool(_COUNTING.search(with_preposition))
    if kind in ("", "weak") and _PROGRAMME.search(with_preposition):
        return True
    last_word = re.search(r"([^\s]+) $", question[: atom.start]) if not kind else None
    return bool(last_word and last_word[1][:1].isupper() and last_word.start() > 0)
