"""Bounds of figures: plus de, au moins, jusqu'à, environ."""

from __future__ import annotations

import re

from rag.language.figures import Figure

_BOUNDS = {
    "under": re.compile(
        r"(?:pas plus d[e']|(?:no|not) more than|moins d[e']|au plus|less than|fewer than|under|at most|menos de"
        r"|inferieure?s? a|below|maximum(?: d[e'])?"
        r"|plafonnee?s? a|limitee?s? a|limited to|capped at|maxim\w+ (?:de|fixee?s? a))\s*$"
        r"|\b(?:limit|plafonn|cap)\w*[^,;.\d]{3,50} (?:a|to|at)\s*$"
    ),
    "over": re.compile(
        r"(?:pas avant|not before|pas moins d[e']|no (?:less|fewer) than|plus d[e']|au moins"
        r"|au-dela d[e']|more than|over|at least|mas de"
        r"|superieure?s? a|depass\w+(?: l[ea]s?)?|exceed\w*|above|minimum(?: d[e'])?|au bas mot)\s*$"
    ),
    "up to": re.compile(r"(?:jusqu'a|up to)\s*$"),
    "about": re.compile(
        r"(?:environ|pres d[e']|quelques?|autour d[e']|a peu pres|presque|quasi\w*|aux alentours d[e']|de l'ordre d[e']"
        r"|around|about|nearly|almost|approximately|roughly|some|(?:avoisin|approch|frol)\w+(?: l[ea]s?)?|unos)\s*$"
    ),
}
_AFTER = {
    "over": re.compile(r"[^,;.\d]{0,24}?\b(?:ou plus|or more|et plus|au moins|au minimum|at least)\b"),
    "under": re.compile(r"[^,;.\d]{0,24}?\b(?:ou moins|or less|or fewer|au plus|au maximum|at most|maximum)\b"),
    "about": re.compile(r"[^,;.\d]{0,24}?\b(?:environ|or so|ou presque)\b"),
}
_NOBODY = re.compile(r"\b(?:aucune?|nul|no|nobody|jamais|ne \w+ (?:pas|guere)|cannot|not)\b[^,;.]{0,60}$")
_ROUNDED = re.compile(r"(?:aine|millier|dozen)s?$")


def bound(folded: str, figure: Figure) -> str | None:
    """Which bound the words around a figure set: over, under, up to, about; or none."""
    before, after = folded[max(0, figure.span[0] - 60) : figure.span[0]].rstrip("€$£"), folded[figure.span[1] :]
    named = next((name for name, words in _BOUNDS.items() if words.search(before)), None)
    if named in ("under", "over") and _NOBODY.search(folded[max(0, figure.span[0] - 70) : max(0, figure.span[0] - 8)]):
        named = {"under": "over", "over": "under"}[named]
    named = named or next((name for name, words in _AFTER.items() if words.match(after)), None)
    return named or ("about" if _ROUNDED.search(folded[slice(*figure.span)]) else None)


def same_bound(said: str | None, held: set[str | None]) -> bool:
    """Whether « plus de », « environ » are kept; « jusqu'à » may go, since it is as often an hour's as a number's."""
    if said in held or (said in (None, "up to") and bool(held & {None, "up to"})):
        return True
    return said == "about" and None in held
