"""The words of time, as regular expressions over folded text (see ``rag.language.fold.fold``)."""

from __future__ import annotations

import re

from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.language.number_words import ABOUT, HUNDREDS, ONES, RANKS, SMALL

_COMPOUNDS = {"dix-sept": 17, "dix-huit": 18, "dix-neuf": 19, "quince": 15, "a": 1, "an": 1, "couple": 2}
NUMBERS: dict[str, int] = {
    word: n for word, n in (SMALL | ONES | ABOUT | HUNDREDS | _COMPOUNDS).items() if 1 <= n <= 100
}
"""How many days, weeks, months or years."""

UNITS: dict[str, str] = {
    word: unit
    for unit, words in {
        "day": "jour jours day days dia dias",
        "week": "semaine semaines week weeks semana semanas",
        "month": "mois month months mes meses",
        "quarter": "trimestre trimestres quarter quarters",
        "half": "semestre semestres",
        "year": "an ans annee annees year years ano anos",
        "decade": "decennie decennies decade decades decada decadas",
        "weekend": "week-end weekend",
    }.items()
    for word in words.split()
}
VAGUE: dict[str, int] = {"day": 7, "week": 5, "month": 6, "quarter": 2, "half": 2, "year": 5, "decade": 2, "weekend": 2}
"""How many units "these last days", "ces derniers mois" stand for where no number is given."""

SEASONS: dict[str, int] = {
    word: month
    for month, words in {
        3: "printemps spring springtime primavera",
        6: "ete summer summertime verano",
        9: "automne autumn fall otono",
        12: "hiver winter wintertime invierno",
    }.items()
    for word in words.split()
}

ORDINALS: dict[str, int] = {word: n for word, n in RANKS.items() if n <= 4} | {
    word: -1 for word in "dernier derniere last final ultimo ultima".split()
}
"""Which of several months or weeks; -1 is the last."""

PARTS: dict[str, str] = {
    word: part
    for part, words in {
        "start": "debut debuts early beginning start principios inicios comienzos",
        "middle": "mi milieu mid middle mediados",
        "end": "fin late end finales fines",
        "whole": "courant",
    }.items()
    for word in words.split()
}


def either(words: dict[str, int] | dict[str, str]) -> str:
    """The words as alternatives, longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


MONTH = f"(?:{either(MONTHS)}\\b\\.?)"
WEEKDAY = f"(?:{either(WEEKDAYS)}\\b\\.?,? )"
SEASON = f"{either(SEASONS)}\\b"
YEAR = r"(?:1[5-9]|2[01])\d\d(?![\w%€$]|[.,:]\d|-\d{1,3}\b)"
DAY = r"(?:premier|first|3[01]|[12]\d|0?[1-9]) ?(?:(?:er|ers|st|nd|rd|th|º)(?!\w))?(?<! )(?!\w)"
NUMBER = rf"(?:\d{{1,3}}|{either(NUMBERS)})"
UNIT = f"{either(UNITS)}\\b"
ORDINAL = either(ORDINALS)
OF = r"(?: ?, ?| (?:de |du |del |d'|of |of the |en |in )?(?:l'(?:annee|an) |ano )?)"
LAST_YEAR = (
    r"(?:(?:de |d')?l'an(?:nee)? (?:derniere?|passee?|precedente?)|(?:of )?(?:last|the previous) year|del ano pasado)"
)
THIS_YEAR = r"(?:(?:de )?cette annee|(?:of )?this year|de este ano|(?:de l')?annee en cours)"
NEXT_YEAR = r"(?:(?:de )?l'an(?:nee)? prochaine?|(?:of )?next year)"
YEAR_SPEC = f"(?:{OF}(?P<year>{YEAR})| (?:(?P<ly>{LAST_YEAR})|(?P<ty>{THIS_YEAR})|(?P<ny>{NEXT_YEAR})))"
PAST = r"(?:derniere?s?|passee?s?|ecoulee?s?|pasad[oa]s?)\b"
NEXT = r"(?:prochaine?s?|proxim[oa]s?)\b"
