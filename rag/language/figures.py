"""Figures of a text, in digits or in words, French, English and Spanish, with their units and spans."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.language.fold import fold
from rag.language.number_words import ABOUT, HUNDREDS, JOINERS, ONES, SCALES, SMALL
from rag.types import Span

UNITS: dict[str, str] = {
    word: unit
    for unit, words in {
        "%": "% pourcent pct percent porcentaje",
        "€": "€ euro euros eur",
        "$": "$ dollar dollars usd dolares",
        "£": "£ livre livres pound pounds gbp",
        "year": "an ans annee annees year years ano anos",
        "month": "mois month months mes meses",
        "week": "semaine semaines week weeks semana semanas",
        "day": "jour jours journee journees day days dia dias",
        "hour": "heure heures hour hours h hora horas",
        "minute": "minute minutes min minutos",
        "second": "seconde secondes second seconds sec s segundos",
        "km": "km kilometre kilometres kilometer kilometers kilometros",
        "m": "m metre metres meter meters metros",
        "cm": "cm centimetre centimetres",
        "mm": "mm millimetre millimetres",
        "kg": "kg kilo kilos kilogramme kilogrammes",
        "t": "t tonne tonnes ton tons toneladas",
        "ha": "ha hectare hectares",
        "MW": "mw megawatt megawatts",
        "GW": "gw gigawatt gigawatts",
        "m²": "mq",
        "m³": "mc",
        "km²": "kmq",
        "mile": "mile miles milles nautiques",
        "knot": "noeud noeuds nœud nœuds knot knots",
        "mph": "mph",
        "hPa": "hpa hectopascal hectopascals millibar millibars",
        "kWh": "kwh kilowattheure kilowattheures",
        "TWh": "twh terawattheure terawattheures",
        "barrel": "baril barils barrel barrels",
        "dB": "db decibel decibels",
        "W": "w watt watts",
        "mo": "mo megaoctet megaoctets mb megabyte megabytes",
        "go": "go gigaoctet gigaoctets gb gigabyte gigabytes",
        "krone": "couronne couronnes krone kroner krona kronor",
        "rouble": "rouble roubles ruble rubles",
        "yuan": "yuan yuans",
        "rupee": "roupie roupies rupee rupees",
        "real": "reais",
        "peso": "peso pesos",
        "dirham": "dirham dirhams",
        "dinar": "dinar dinars",
        "lb": "lb lbs",
        "ounce": "once onces ounce ounces",
        "stone": "stones",
        "century": "siecle siecles century centuries",
        "decade": "decennie decennies decade decades",
        "quarter": "trimestre trimestres",
        "term": "semestre semestres",
        "ft": "foot feet pied pieds",
        "mg": "mg milligramme milligrammes milligram milligrams",
        "ug": "microgramme microgrammes microgram micrograms",
        "g": "gramme grammes gram grams",
        "l": "litre litres liter liters",
        "hl": "hl hectolitre hectolitres",
        "acre": "acre acres",
        "kW": "kw kilowatt kilowatts",
        "MWh": "mwh megawattheure megawattheures",
        "GWh": "gwh gigawattheure gigawattheures",
        "degree": "degre degres degree degrees",
        "CHF": "franc francs chf",
        "yen": "yen yens",
        "point": "point points puntos",
        "vote": "voix suffrage suffrages vote votes votos",
    }.items()
    for word in words.split()
}

_TOKEN = re.compile(r"\d+(?:[   .,]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[^\W\d_]+|[%€$£]")
_DIGITS = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit class (None where the noun is not a unit) and its span."""

    value: float
    unit: str | None
    span: Span
    noun: str = ""
    """The folded word after the number: what is counted."""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    span: Span


def figures(text: str, skip: Iterable[Span] = ()) -> list[Figure]:
    """Every figure of ``text`` outside the ``skip`` spans (dates, mostly), in order."""
    return list(_found(text, tuple(skip)))


@lru_cache(maxsize=1 << 10)
def _found(text: str, skipped: tuple[Span, ...]) -> tuple[Figure, ...]:
    folded = _NO_NUMBER.sub(lambda match: _POWERS.get(match.group(), "_") * len(match.group()), fold(text))
    tokens = [
        _Token(match.group(), match.span())
        for match in _TOKEN.finditer(folded)
        if not any(a < match.end() and match.start() < b for a, b in skipped)
    ]
    found: list[Figure] = []
    place = 0
    while place < len(tokens):
        value, after = _number(tokens, place)
        if value is None:
            place += 1
            continue
        start = tokens[place].span[0]
        unit, noun, place_after = _unit(tokens, after, folded, start)
        found.append(Figure(value, unit, (start, tokens[after - 1].span[1]), noun))
        place = place_after
    return tuple(_shared(folded, found))


_NO_NUMBER = re.compile(
    r"(?<=\d)(?:e|er|re|ere|eme|emes|es|th|st|nd|rd)\b|\b\d+(?=(?:e|er|re|ere|eme|emes|es|th|st|nd|rd)\b)"
    r"|(?<=\bm)[23²³]|(?<=\bkm)[2²]|(?<=\bco)2\b"
    r"|(?<=multiplie par )\w+|(?<=multipliee par )\w+|(?<=multiplies par )\w+|(?<=multiplier par )\w+"
    r"|\b(?:deux|trois|quatre|two|three|four)(?= (?:fois|times) (?:plus|moins|more|less|as|fewer|higher|lower)\b)"
)
"""Ranks, square metres and multiples: digits and words that count nothing here."""
_POWERS = {"2": "q", "²": "q", "3": "c", "³": "c"}
_BETWEEN = re.compile(r"\s?(?:a|et|ou|to|and|or|des|sur|sur les|sur ses|of the|of its|out of|-|–)\s?")


def _shared(folded: str, found: Sequence[Figure]) -> Iterable[Figure]:
    """The figures, the first of a pair with the scale and unit of the second: de 19 à 23 millions d'euros."""
    for place, one in enumerate(found):
        other = found[place + 1] if place + 1 < len(found) else None
        if other and one.unit is None and one.value < 1000 and _BETWEEN.fullmatch(folded[one.span[1] : other.span[0]]):
            scale = next((s for w, s in SCALES.items() if re.search(rf"\b{w}$", folded[slice(*other.span)])), 1.0)
            yield Figure(one.value * scale, other.unit, one.span, other.noun)
        else:
            yield one


def _number(tokens: Sequence[_Token], place: int) -> tuple[float | None, int]:
    """The number that begins at ``place`` and the place after it."""
    first = tokens[place].text
    spelt, after = _words(tokens, place) if not _DIGITS.match(first) else (_digits(first), place + 1)
    if spelt is None:
        return None, place
    value: float = spelt
    while after < len(tokens) and tokens[after].text in SCALES and _adjacent(tokens, after):
        value *= SCALES[tokens[after].text]
        after += 1
    if after < len(tokens) and tokens[after].text == "m" and place and tokens[place - 1].text in "€$£":
        value, after = value * 1e6, after + 1
    return value, after


def _digits(text: str) -> float:
    compact = re.sub(r"[   ]", "", text)
    if re.fullmatch(r"\d{1,3}([.,]\d{3})+", compact):
        return float(re.sub(r"[.,]", "", compact))
    return float(re.sub(r"[.,](?=\d{3}\b.*[.,])", "", compact).replace(",", "."))


def _words(tokens: Sequence[_Token], place: int) -> tuple[float | None, int]:
    word = tokens[place].text
    if word in ABOUT or (word.endswith("s") and word[:-1] in ABOUT and place and tokens[place - 1].text in ONES):
        return float(ABOUT.get(word) or ABOUT[word[:-1]]), place + 1
    total, current, after, seen = 0.0, 0.0, place, False
    while after < len(tokens):
        word = tokens[after].text
        if after > place and not _adjacent(tokens, after):
            break
        if word in ONES:
            value = ONES[word]
            current = current * 20 if value == 20 and current == 4 else current + value
        elif word in SMALL and seen and current >= 20:
            current += 1
        elif word in HUNDREDS:
            current = (current or 1) * 100
        elif word in SCALES and (seen or word in ("mille", "mil")):
            total, current = total + (current or 1) * SCALES[word], 0.0
        elif word in JOINERS and seen and after + 1 < len(tokens) and _continues(tokens[after + 1].text, current):
            after += 1
            continue
        else:
            break
        seen, after = True, after + 1
    return (total + current, after) if seen else (None, place)


def _continues(word: str, current: float) -> bool:
    """Whether "et" or "and" between the two belongs to the number: vingt et un, soixante et onze."""
    return (current >= 20 and current % 10 == 0) and (word in SMALL or ONES.get(word, 99) < 20)


def _adjacent(tokens: Sequence[_Token], place: int) -> bool:
    return tokens[place].span[0] - tokens[place - 1].span[1] <= 1


def _unit(tokens: Sequence[_Token], after: int, folded: str, start: int) -> tuple[str | None, str, int]:
    """Unit class, counted noun, and the place from which to read on."""
    if start and folded[start - 1] in "€$£":
        return UNITS[folded[start - 1]], "", after
    place = after
    while place < len(tokens) and tokens[place].text in ("de", "d", "of") and place - after < 2:
        place += 1
    if place >= len(tokens) or tokens[place].span[0] - tokens[after - 1].span[1] > 6:
        return None, "", after
    word = tokens[place].text
    if word in ("pour", "per", "por") and place + 1 < len(tokens) and tokens[place + 1].text in _CENT:
        return "%", "", place + 2
    unit, following = UNITS.get(word), tokens[place + 1].text if place + 1 < len(tokens) else ""
    power = "²" if following.startswith("carre") else "³" if following.startswith("cube") else ""
    return (f"{unit}{power}" if unit in ("m", "km", "cm") else unit), word, after


_CENT = frozenset({"cent", "ciento"})


def same(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same: equal values, and units that do not contradict."""
    if abs(one.value - other.value) > 1e-9 * max(1.0, abs(one.value)):
        return False
    return one.unit is None or other.unit is None or one.unit == other.unit
