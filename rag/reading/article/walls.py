"""What stands in an article's place, a wall of cookies or an error page; how much of a file may not be cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.language.fold import fold_marks as fold
from rag.reading.article.zones import is_prose
from rag.types import CITABLE, Line

_LONGEST = 4_000
"""Characters of text over which a page is no mere wall."""
_QUOTED = re.compile(r'"[^"]*"')
_CONSENT = re.compile(
    r"\b(?:cookies?|traceurs|consentement|consentir|vie privee|donnees (?:personnelles|a caractere personnel)"
    r"|interet legitime|partenaires|confidentialite|consent|privacy|personal data|legitimate interest|partners"
    r"|consentimiento|privacidad|datos personales|socios)\b"
)
_ADDRESS = re.compile(
    r"\b(?:vous|votre|vos|nos|notre|nous (?:et|utilisons|stockons|traitons)|you|your|we (?:and|use|store|process)|our"
    r"|su|sus|usted|nuestros?|nosotros)\b"
)
_ROBOT = re.compile(
    r"\b(?:n'etes pas un robot|are not a robot|are (?:a )?human|etes humain|no eres un robot|captcha"
    r"|cloudflare|access denied"
    r"|acces (?:refuse|interdit)|(?:activer|enable|activez|habilit\w+) (?:le |la )?(?:javascript|cookies)"
    r"|javascript (?:is|est|semble) (?:disabled|desactive)|security check|verifi\w+ (?:que vous|your browser|you are)"
    r"|unusual traffic|trafic inhabituel|ray id)\b"
)
_MISSING = re.compile(
    r"\b(?:page|article|document|contenu) (?:\w+ ){0,3}(?:introuvable|n'existe (?:pas|plus)"
    r"|n'a pas (?:pu etre|ete) trouvee?)"
    r"|\b(?:error|erreur) (?:404|403|500|502|503)\b|\b404 (?:not found|error)\b"
    r"|\bpage (?:you\b.{0,40} )?(?:not found|no longer exists)"
    r"|\bpagina no (?:encontrada|existe)\b"
)
_TEMPLATE = re.compile(
    r"\{\{[^{}]*\}\}?|\{%[^{}]*%\}|\$\{[^{}]*\}|<%.*?%>|\blorem ipsum\b|\bdolor sit amet\b|%[A-Z_]{4,}%"
)


@dataclass(frozen=True, slots=True)
class Wall:
    """What a file holds instead of an article, in both languages; ``whole`` where it holds nothing else."""

    fr: str
    en: str
    whole: bool


_KINDS = (
    ("une demande de consentement aux cookies", "a request to accept cookies"),
    ("un contrôle contre les robots", "a check against robots"),
    ("une page d'erreur", "an error page"),
    ("un gabarit non rempli", "a template left unfilled"),
)


def find_wall(text: str, lines: Sequence[Line], title: str | None) -> Wall | None:
    """The wall that most of the citable text of a page is made of; None for an article, be it about cookies."""
    told = [text[line.start : line.end] for line in lines if line.label in CITABLE and line.label != "title"]
    total = sum(map(len, told))
    if not 0 < total <= _LONGEST:
        return None
    for number, (fr, en) in enumerate(_KINDS):
        share = sum(len(line) for line in told if _is_of(number, line)) / total
        named = number == 2 and bool(_MISSING.search(fold(title or ""))) and total < 600
        if share >= 0.5 or named:
            return Wall(fr, en, share >= 0.75 or named)
    return None


def _is_of(number: int, line: str) -> bool:
    """Whether a paragraph belongs to a wall of one kind."""
    if number == 3:
        return bool(_TEMPLATE.search(line.lower() if "psum" in line else line))
    folded = _QUOTED.sub(" ", fold(line))
    if number == 0:
        return bool(_CONSENT.search(folded) and _ADDRESS.search(folded))
    return bool((_ROBOT if number == 1 else _MISSING).search(folded)) and len(line) < 400


_LITTLE = 200
"""Characters under which little can be cited."""
_TOLD = re.compile(
    r"peuvent être cités|^Rien de ce fichier|^Lu par une machine|pages n'ont p|^Ce fichier contient surtout"
)
_ASIDE = re.compile(r"peuvent être cités, \d+ % de la prose|^Rien de ce fichier ne peut être cité")
_WHOLE = re.compile(r"Le corps de l'article n'a pas pu|Ce fichier contient surtout")
"""What is said instead of what was set aside."""
_SHARE = 1 / 3
"""Share of the prose under which much was set aside."""


def set_aside(text: str, lines: Sequence[Line], language: str) -> str | None:
    """A warning where hardly anything, or less than a third of the file's prose, may be cited; None for a brief."""
    parts = [(line.label, text[line.start : line.end]) for line in lines]
    cited = sum(len(part) for label, part in parts if label in CITABLE and label != "title")
    others = [(label, part) for label, part in parts if label not in CITABLE and is_prose(fold(part), language)]
    aside = sum(len(part) for _, part in others)
    total = cited + aside
    if not cited and len(text.strip()) > 2:
        return "Rien de ce fichier ne peut être cité : aucun texte d'article n'y a été reconnu."
    if total and aside and (cited < _LITTLE or cited < _SHARE * total):
        return (
            f"{cited} caractères seulement peuvent être cités, {round(100 * cited / total)} % de la prose du fichier ; "
            f"{_kinds([label for label, _ in others])} ont été mis de côté (voir la page de l'article)."
        )
    return None


def told_anew(warnings: Sequence[str], text: str, lines: Sequence[Line], language: str) -> tuple[str, ...]:
    """The warnings with what is to be said of the labels as they are now, where they were put by hand."""
    kept = tuple(warning for warning in warnings if not _ASIDE.search(warning))
    if any(_WHOLE.match(warning) for warning in kept):
        return kept
    said = set_aside(text, lines, language)
    return (*kept, said) if said else kept


def _kinds(labels: Sequence[str]) -> str:
    """What was set aside, in French."""
    names = {"comment": "des commentaires", "teaser": "des annonces d'autres articles", "caption": "des légendes"}
    kinds = list(dict.fromkeys(names.get(label, "des textes de la page") for label in labels))
    return " et ".join((", ".join(kinds[:-1]), kinds[-1])) if len(kinds) > 1 else kinds[0]


def reported(warnings: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """What the report on a file tells of its articles' warnings: what is lacking, with how many lack it."""
    told = [next((warning for warning in article if _TOLD.search(warning)), "") for article in warnings]
    number = sum(map(bool, told))
    if len(told) == 1 or not number:
        return tuple(filter(None, told))
    return (f"{number} articles sur {len(told)} : une part du texte manque ou n'est pas citable, voir leurs remarques",)
