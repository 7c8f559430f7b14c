"""What Sourcier itself says in an answer, in French and English. Articles' words are never made here."""

from __future__ import annotations

from collections.abc import Sequence

from rag.types import Coverage, Passage

_MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}
_TEXTS = {
    "fr": {
        "silent": "Les articles ne le disent pas.",
        "empty": "La bibliothèque est vide : ajoutez des articles avant de poser une question.",
        "smalltalk": "Je réponds seulement à des questions sur les articles de cette archive, avec leurs citations.",
        "no_period": "Aucun article de l'archive ne correspond aux filtres choisis.",
        "covers": "L'archive compte {articles}{period}{sources}.",
        "nearest": "Le plus proche : {titles}.",
        "unknown_date": "date inconnue",
        "outlet": "Source non précisée",
        "part": "Sur une partie de la question, les articles cités ne disent rien : « {part} ».",
        "chronology": "Une chronologie est donnée dans les mots mêmes des articles.",
        "dropped": "Ce que le modèle a rédigé n'a pas passé les vérifications : voici les mots des articles.",
    },
    "en": {
        "silent": "The articles do not say.",
        "empty": "The library is empty: add articles before asking.",
        "smalltalk": "I only answer questions about the articles of this archive, with their citations.",
        "no_period": "No article of the archive matches the chosen filters.",
        "covers": "The archive holds {articles}{period}{sources}.",
        "nearest": "Nearest: {titles}.",
        "unknown_date": "date unknown",
        "outlet": "Source not given",
        "part": "On one part of the question the cited articles say nothing: “{part}”.",
        "chronology": "A chronology is given in the articles' own words.",
        "dropped": "What the model wrote did not pass the checks: these are the articles' own words.",
    },
}
SHOWN_SOURCES = 6
"""Outlets named in a refusal; the others are counted."""


def say(key: str, language: str) -> str:
    """One of the fixed sentences."""
    return _TEXTS[language if language in _TEXTS else "fr"][key]


def day_words(value: str, language: str) -> str:
    """A date value (YYYY[-MM[-DD]]) in words: « 9 avril 2024 », "9 April 2024"."""
    year, *rest = value.split("-")
    if not rest:
        return year
    month = _MONTHS[language if language in _MONTHS else "fr"][int(rest[0]) - 1]
    if len(rest) == 1:
        return f"{month} {year}"
    day = int(rest[1])
    shown = "1er" if day == 1 and language == "fr" else str(day)
    return f"{shown} {month} {year}"


def origin(passage: Passage, language: str) -> str:
    """Outlet and date, as they stand before a quotation."""
    outlet = passage.source or say("outlet", language)
    return f"{outlet} ({date_words(passage, language)})"


def date_words(passage: Passage, language: str) -> str:
    """The publication date in words, or that it is not known: the date of an update is none."""
    return day_words(passage.published.value, language) if passage.published else say("unknown_date", language)


def refusal_text(reason: str, coverage: Coverage, nearest: Sequence[Passage], language: str) -> str:
    """The refusal: that the articles do not say, what they cover, and the nearest ones."""
    parts = [reason]
    if coverage.articles:
        parts.append(say("covers", language).format(**_coverage_words(coverage, language)))
    titles = [
        f"« {p.title} » ({p.source or say('outlet', language)}, {date_words(p, language)})" for p in nearest if p.title
    ]
    if titles:
        parts.append(say("nearest", language).format(titles=" ; ".join(dict.fromkeys(titles))))
    return " ".join(parts)


def _is_day(value: str) -> bool:
    return value.count("-") == 2


def _coverage_words(coverage: Coverage, language: str) -> dict[str, str]:
    many = coverage.articles > 1
    counted = f"{coverage.articles} article{'s' if many else ''}"
    period = ""
    if coverage.first and coverage.last:
        first, last = day_words(coverage.first, language), day_words(coverage.last, language)
        since, until = "du" if _is_day(coverage.first) else "de", "au" if _is_day(coverage.last) else "à"
        period = f", {since} {first} {until} {last}" if language == "fr" else f", from {first} to {last}"
    shown = ", ".join(coverage.sources[:SHOWN_SOURCES])
    more = len(coverage.sources) - SHOWN_SOURCES
    if more > 0:
        shown += f" et {more} autres" if language == "fr" else f" and {more} more"
    return {"articles": counted, "period": period, "sources": f" ({shown})" if shown else ""}
