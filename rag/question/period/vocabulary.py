"""The words of time, as regular expressions over folded text (see ``rag.language.calendar_words.fold``)."""

from __future__ import annotations

import re

from rag.language.calendar_words import MONTHS, WEEKDAYS

NUMBERS: dict[str, int] = {
    word: n
    for n, words in enumerate(
        (
            "un une one a an uno una",
            "deux two dos couple",
            "trois three tres",
            "quatre four cuatro",
            "cinq five cinco",
            "six seis",
            "sept seven siete",
            "huit eight ocho",
            "neuf nine nueve",
            "dix ten diez",
            "onze eleven once",
            "douze twelve doce",
            "treize thirteen trece",
            "quatorze fourteen catorce",
            "quinze fifteen quince",
            "seize sixteen",
            "dix-sept seventeen",
            "dix-huit eighteen",
            "dix-neuf nineteen",
            "vingt twenty veinte",
        ),
        1,
    )
    for word in words.split()
}
NUMBERS |= {
    "trente": 30,
    "thirty": 30,
    "treinta": 30,
    "quarante": 40,
    "dizaine": 10,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "cinquante": 50,
    "soixante": 60,
    "cent": 100,
}

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

ORDINALS: dict[str, int] = {
    word: n
    for n, words in {
        1: "premier premiere 1er 1ere 1re first 1st primer primera",
        2: "deuxieme second seconde 2e 2nd 2eme 2nde segundo segunda",
        3: "troisieme third 3e 3rd 3eme tercer tercera",
        4: "quatrieme fourth 4e 4th 4eme cuarto cuarta",
        -1: "dernier derniere last final ultimo ultima",
    }.items()
    for word in words.split()
}

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
