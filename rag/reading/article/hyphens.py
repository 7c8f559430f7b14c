"""Words cut at the end of a line: whether the hyphen is the printer's or the word's own."""

from __future__ import annotations

import re

from rag.language.fold import fold

HYPHENS = "-\u2010\u00ad\u00ac"
_CUT_WORD = re.compile(rf"([^\W\d_]+)[{HYPHENS}][ \t]*\n[ \t]*(?=([^\W\d_][\w'’-]*))")
"""A word with its hyphen at the end of a line, and how the next line begins."""
_BEFORE = frozenset(
    "vice non demi semi quasi pseudo avant apres arriere porte garde nord sud ouest centre saint sainte saints saintes "
    "quatre vingt trente quarante cinquante soixante peut anti franco anglo germano socio politico week "
    "quelques".split()
)
"""What hardly ever begins a word that is written in one: « Saint-Malo », « vingt-deux », « porte-parole »."""
_PAIRS = re.compile(
    r"sous-(?!cri|trac|trai|trair|venir)\w{4,}"
    r"|ex-(?:ministre|president|maire|patron|femme|mari|depute|senateur|policier|premier|secretaire|directeur|chef|candidat)\w*"
    r"|mi-(?:temps|chemin|course|parcours|mandat|hauteur|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre"
    r"|novembre|decembre)"
    r"|grand-(?:mere|pere|messe|place|rue|chose|est|ouest)s?|grands-(?:parents|peres)"
    r"|contre-(?:attaque|offensive|exemple|pouvoir|courant|productif|indication|expertise|manifest|la)\w*"
    r"|entre-(?:deux|temps)|haute?-\w{4,}|bass?e?-(?:fond|cour|ville|rhin|normandie)\w*|chefs?-(?:d|lieu)\w*"
    r"|(?:au|par|la|ci|en)-(?:dessus|dessous|dela|bas|haut|devant|dehors|contre|joint|apres)"
    r"|\w+-(?:elles?|ils?|on|je|tu|nous|vous|memes?|moi|toi)|(?:cel\w+|ceux)-(?:ci|la)|(?:est|soit|sera|fut|etait)-ce"
)


def without_cuts(text: str) -> tuple[str, int]:
    """The text with the words that were cut at the end of a line made whole, and how many were."""
    if not _CUT_WORD.search(text):
        return text, 0
    folded = fold(text)
    return _CUT_WORD.subn(lambda cut: cut[1] + ("-" if own_hyphen(cut[1], cut[2], folded) else ""), text)


def own_hyphen(before: str, after: str, folded: str = "") -> bool:
    """Whether « before-after » keeps its hyphen: as the rest of the (folded) text writes it, else"
    " by the words themselves."""
    first, rest = fold(before), fold(after).rstrip("-")
    if re.search(rf"\b{re.escape(first)}-{re.escape(rest)}\b", folded):
        return True
    if re.search(rf"\b{re.escape(first + rest)}\b", folded):
        return False
    if after[:1].isupper():
        return not before.isupper()
    # « c'est-à-dire », « a-t-elle », « Aix-en-Provence » have more hyphens than the one at the end of the line.
    return "-" in rest or first in _BEFORE or _PAIRS.fullmatch(f"{first}-{rest}") is not None
