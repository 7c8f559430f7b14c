"""Sentences altered so that their source no longer holds them, as small models alter them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

from rag.language.figures import figures
from rag.language.moments import Moment, moments
from rag.language.names import name_phrases
from rag.types import Span

Altered = tuple[str, str]
"""The sentence and the kind of change."""

_SPEECH = re.compile(
    r"«|»|\bselon\b|\bd'après\b|\bpour\b|\b(?:affirm|déclar|expliqu|estim|jug|assur|indiqu|précis|regrett)", re.I
)
_DENIALS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b[Nn]e ([^\W\d_]+) (?:pas|plus|jamais|guère) "), r"\1 "),
    (re.compile(r"\bn['’]([^\W\d_]+) (?:pas|plus|jamais|guère|aucune?) "), r"\1 "),
    (re.compile(r"\bsans "), "avec "),
    (
        re.compile(r"\b(a|avait|aurait|est|était|aura|ont|avaient) (?=[^\W\d_]+(?:é|i|u|is|it|ée|és|ées)\b)"),
        r"n'\1 pas ",
    ),
    (re.compile(r"\b(sera|seront|sont|peut|peuvent|doit|doivent|va|vont|fera|pourra|devra) "), r"ne \1 pas "),
)
_TURNS: tuple[tuple[str, str, str], ...] = tuple(
    (kind, one, other)
    for kind, pairs in {
        "direction": "hausse:baisse augmenté:diminué augmente:diminue progressé:reculé supérieur:inférieur gagné:perdu "
        "ouvert:fermé ouverture:fermeture avant:après accepté:refusé approuvé:rejeté pour:contre entrée:sortie "
        "nord:sud est:ouest premier:dernier première:dernière acheté:vendu départ:arrivée début:fin",
        "bound": "plus_de:moins_de au_moins:au_plus près_de:plus_de jusqu'à:plus_de dès:avant",
        "scope": "certains:tous_les certaines:toutes_les plusieurs:tous_les la_plupart_des:tous_les quelques:tous_les "
        "une_partie_des:toutes_les la_moitié_des:tous_les",
        "modality": "pourrait:va pourraient:vont devrait:va devraient:vont envisage_de:a_décidé_de espère:est_sûr_de "
        "demande:a_obtenu réclame:a_obtenu souhaite:va aurait:a auraient:ont serait:est seraient:sont "
        "prévoit_de:vient_de",
    }.items()
    for pair in pairs.split()
    for one, other in [pair.replace("_", " ").split(":")]
)


def alter(sentence: str, around: str, random: Random) -> Altered | None:
    """One change that makes ``sentence`` say what ``around`` does not, or None where no change fits."""
    ways = list(_WAYS)
    random.shuffle(ways)
    for way in ways:
        changed = way(sentence, around, random)
        if changed and changed[0] != sentence and changed[0] not in around:
            return changed
    return None


def _put(sentence: str, span: Span, new: str) -> str:
    return sentence[: span[0]] + new + sentence[span[1] :]


def _choice(random: Random, found: Sequence[str]) -> str | None:
    return random.choice(list(dict.fromkeys(found))) if found else None


def _figure(sentence: str, around: str, random: Random) -> Altered | None:
    """Another figure of the passage, where two are alike in unit; else other digits."""
    here = figures(sentence, [moment.span for moment in moments(sentence)])
    if not here:
        return None
    chosen = random.choice(here)
    digits = re.match(r"[\d][\d .,\u202f\u00a0]*\d|\d", sentence[chosen.span[0] : chosen.span[1]])
    there = figures(around, [moment.span for moment in moments(around)])
    others = [
        around[slice(*other.span)]
        for other in there
        if other.unit == chosen.unit and other.value not in {figure.value for figure in here}
    ]
    other = _choice(random, others)
    if other and random.random() < 0.75:
        return _put(sentence, chosen.span, other), "figure"
    if not digits:
        return None
    span = (chosen.span[0], chosen.span[0] + len(digits.group()))
    return _put(sentence, span, _other_digits(digits.group(), random)), "figure"


def _other_digits(text: str, random: Random) -> str:
    places = [place for place, character in enumerate(text) if character.isdigit()]
    if len(places) > 1 and random.random() < 0.4 and text[places[0]] != text[places[1]] != "0":
        one, two = places[:2]
        return text[:one] + text[two] + text[one + 1 : two] + text[one] + text[two + 1 :]
    place = random.choice(places[:2])
    least = 1 if place == places[0] else 0
    digit = random.choice([str(n) for n in range(least, 10) if str(n) != text[place]])
    return text[:place] + digit + text[place + 1 :]


def _shape(moment: Moment) -> tuple[bool, ...]:
    parts = (moment.year, moment.month, moment.day, moment.weekday, moment.hour)
    return tuple(part is not None for part in parts)


def _date(sentence: str, around: str, random: Random) -> Altered | None:
    """Another date of the passage that gives the same parts; else another weekday, month or number."""
    here = moments(sentence)
    if not here:
        return None
    chosen = random.choice(here)
    said = {sentence[slice(*moment.span)].lower() for moment in here}
    others = [around[slice(*m.span)] for m in moments(around) if _shape(m) == _shape(chosen)]
    other = _choice(random, [text for text in others if text.lower() not in said])
    if other and random.random() < 0.7:
        return _put(sentence, chosen.span, other), "date"
    words = re.sub(r"[^\W\d_]+|\d+", lambda found: _other_part(found.group(), random), sentence[slice(*chosen.span)])
    return _put(sentence, chosen.span, words), "date"


_CYCLES = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche".split(),
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "monday tuesday wednesday thursday friday saturday sunday".split(),
)


def _other_part(word: str, random: Random) -> str:
    for cycle in _CYCLES:
        if word.lower() in cycle:
            new = random.choice([other for other in cycle if other != word.lower()])
            return new.title() if word[0].isupper() else new
    if word.isdigit() and random.random() < 0.6:
        return str(max(1, int(word) + random.choice([-3, -2, -1, 1, 2, 3])))
    return word


def _name(sentence: str, around: str, random: Random) -> Altered | None:
    """Another name of the passage in the place of one: who spoke, who did it, or where."""
    here = name_phrases(sentence)
    if not here:
        return None
    chosen = random.choice(here)
    words = {part for phrase in here for part in phrase.parts}
    length = min(len(chosen.parts), 2)
    there = [p for p in name_phrases(around) if not words & set(p.parts) and min(len(p.parts), 2) == length]
    other = _choice(random, [around[slice(*phrase.span)] for phrase in there])
    if other is None:
        return None
    return _put(sentence, chosen.span, other), "speaker" if _SPEECH.search(sentence) else "name"


def _denial(sentence: str, around: str, random: Random) -> Altered | None:
    """A denial lost or added."""
    fitting = [(pattern, new) for pattern, new in _DENIALS if pattern.search(sentence)]
    if not fitting:
        return None
    pattern, new = fitting[0] if random.random() < 0.5 else random.choice(fitting)
    if "pas" in new and re.search(r"\b(?:ne|n['’]|se|s['’])", sentence):
        return None
    return pattern.sub(new, sentence, count=1), "denial"


def _turn(sentence: str, around: str, random: Random) -> Altered | None:
    """A word by its opposite: direction, bound, scope; a plan or a claim told as done."""
    fitting = []
    for kind, one, other in _TURNS:
        for old, new in ((one, other), (other, one)) if kind in ("direction", "bound") else ((one, other),):
            if found := re.search(rf"(?<![\w'’-]){re.escape(old)}(?![\w'’-])", sentence):
                fitting.append((found.span(), new, kind))
    if not fitting:
        return None
    span, new, kind = random.choice(fitting)
    return _put(sentence, span, new), kind


def _unattributed(sentence: str, around: str, random: Random) -> Altered | None:
    """What somebody said told as a fact."""
    found = re.match(r"(?:Selon|D['’]après|Pour) [^,]{3,60}, (?=[^\W\d_]{2})", sentence)
    if not found:
        return None
    rest = sentence[found.end() :]
    return rest[0].upper() + rest[1:], "opinion"


_WAYS: tuple[Callable[[str, str, Random], Altered | None], ...] = (_figure, _date, _name, _denial, _turn, _unattributed)
