"""Rates, ranks, multiples and fractions in words: par mois, troisième, doubler, deux tiers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rag.language.figures import Figure
from rag.language.fold import fold
from rag.language.number_words import RANKS, SPANISH_RANKS
from rag.types import Span

_PER = re.compile(
    r"(?:\b(?:par|per|chaque|each|every)\s+|/\s?)(?P<unit>an|annee|year|mois|month|semaine|week|jour|day|nuit"
    r"|night|heure|hour"
    r"|minute|seconde|second|h|s|habitant|personne|person|head|tonne|litre|kilo|metre|m2|hectare|foyer|menage"
    r"|eleve)s?\b"
)
_PER_UNIT = {
    "annee": "an", "year": "an", "month": "mois", "week": "semaine", "day": "jour", "night": "nuit", "hour": "heure",
    "h": "heure", "second": "seconde", "s": "seconde", "person": "personne", "head": "personne",
}  # fmt: skip


def rate(folded: str, figure: Figure) -> str | None:
    """What the figure is counted by (120 euros par mois), looked for in the words after it."""
    match = _PER.search(folded, figure.span[1], figure.span[1] + 48)
    if match is None or re.search(r"[;:.]\s|\d", folded[figure.span[1] : match.start()]):
        return None
    return _PER_UNIT.get(match["unit"], match["unit"])


_ORDINAL = {word: n for word, n in RANKS.items() if word not in SPANISH_RANKS}
_ORDINAL_WORD = re.compile(rf"(?<!par )(?<!per )(?<!\d )\b(?P<word>{'|'.join(_ORDINAL)}|(?P<n>\d+)(?:e|eme|th))s?\b")


def ordinals(text: str, skip: Iterable[Span] = ()) -> list[tuple[int, Span]]:
    """Ranks that ``text`` names (première, 3e, second), with their spans; a second of time is none."""
    skipped = list(skip)
    return [
        (int(match["n"]) if match["n"] else _ORDINAL[match["word"]], match.span())
        for match in _ORDINAL_WORD.finditer(fold(text))
        if not any(a < match.end() and match.start() < b for a, b in skipped)
    ]


_PROPORTIONS = (
    (2.0, r"doubl\w*|deux fois plus|twice|two times|multipli\w* par (?:deux|2)|x ?2"),
    (3.0, r"tripl\w*|trois fois plus|three times|threefold|multipli\w* par (?:trois|3)"),
    (4.0, r"quadrupl\w*|quatre fois plus|four times|fourfold|multipli\w* par (?:quatre|4)"),
    *(
        (n / 10, rf"{word}[ -](?:dixiemes|tenths)")
        for n, word in enumerate(("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"), 1)
    ),
    *((n / 5, rf"{word}[ -](?:cinquiemes?|fifths?)") for n, word in enumerate(("un", "deux", "trois", "quatre"), 1)),
    (0.75, r"(?:les )?trois[ -]quarts|three[ -]quarters"),
    (0.67, r"(?:les )?deux[ -]tiers|two[ -]thirds"),
    (0.5, r"moitie|deux fois moins|half|halv\w+"),
    (0.33, r"tiers|a third|one third|trois fois moins"),
    (0.25, r"(?:un|d'un|le|du) quart|a quarter|one quarter"),
)
_PROPORTION = tuple((value, re.compile(rf"\b(?:{pattern})\b")) for value, pattern in _PROPORTIONS)


def proportions(text: str) -> list[tuple[float, Span]]:
    """Multiples and fractions in words (doubler, la moitié, deux tiers), with their spans."""
    folded = fold(text)
    found: list[tuple[float, Span]] = []
    for value, pattern in _PROPORTION:
        for match in pattern.finditer(folded):
            if not any(a < match.end() and match.start() < b for _, (a, b) in found):
                found.append((value, match.span()))
    return found
