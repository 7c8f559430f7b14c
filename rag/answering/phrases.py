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
        "chat_hello": "Bonjour ! Posez-moi une question sur les articles de l'archive : j'y réponds en les citant.",
        "chat_thanks": "Avec plaisir ! Je suis là si vous avez une autre question sur les articles.",
        "chat_bye": "Au revoir, et à bientôt !",
        "chat_noted": "Très bien ! Je suis là si vous avez une autre question sur les articles.",
        "chat_about": "Je suis Sourcier. Je réponds aux questions sur les articles de cette archive en les citant : "
        "qui a dit quoi, où et quand, la chronologie d'une affaire, ce qu'en disent deux journaux. Ce que les articles "
        "ne disent pas, je vous le dis.",
        "chat_other": "Je ne réponds qu'aux questions sur les articles de l'archive : posez-m'en une, j'y réponds en "
        "les citant.",
        "silent_about": "Les articles en parlent, mais ne le disent pas.",
        "period": "Aucun article de la période choisie n'y répond : vous pouvez retirer ce filtre.",
        "outlet": "Aucun article de « {source} » n'y répond : vous pouvez retirer ce filtre.",
        "covers": "L'archive compte {articles}{period}{sources}.",
        "nearest": "Le plus proche :",
        "unknown_date": "date inconnue",
        "no_outlet": "Source non précisée",
        "outside_period": "Ces passages ne datent pas de la période demandée.",
        "outside_outlet": "Ces passages ne viennent pas de « {source} ».",
        "part": "Sur une partie de la question, les articles cités ne disent rien : « {part} ».",
        "chronology": "Une chronologie est donnée dans les mots mêmes des articles.",
        "dropped": "Ce que le modèle a rédigé n'a pas passé les vérifications : voici les mots des articles.",
        "uncalibrated": "Cet encodeur n'est pas étalonné : une question à laquelle les articles ne répondent pas "
        "peut recevoir une réponse.",
    },
    "en": {
        "silent": "The articles do not say.",
        "empty": "The library is empty: add articles before asking.",
        "chat_hello": "Hello! Ask me about the articles of the archive: I answer by quoting them.",
        "chat_thanks": "With pleasure! I am here if you have another question about the articles.",
        "chat_bye": "Goodbye, see you soon!",
        "chat_noted": "Very good! I am here if you have another question about the articles.",
        "chat_about": "I am Sourcier. I answer questions about the articles of this archive by quoting them: who said "
        "what, where and when, how a matter went on, what two outlets say of it. What they do not say, I tell you.",
        "chat_other": "I only answer questions about the articles of the archive: ask me one, I answer with quotes.",
        "silent_about": "The articles speak of it, but do not say that.",
        "period": "No article of the chosen period answers it: you can drop that filter.",
        "outlet": "No article of “{source}” answers it: you can drop that filter.",
        "covers": "The archive holds {articles}{period}{sources}.",
        "nearest": "Nearest:",
        "unknown_date": "date unknown",
        "no_outlet": "Source not given",
        "outside_period": "These passages are not from the period asked about.",
        "outside_outlet": "These passages are not from “{source}”.",
        "part": "On one part of the question the cited articles say nothing: “{part}”.",
        "chronology": "A chronology is given in the articles' own words.",
        "dropped": "What the model wrote did not pass the checks: these are the articles' own words.",
        "uncalibrated": "There is no calibration for this embedder: a question that the articles do not answer "
        "may get an answer.",
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
    """Outlet and date, as they stand after a quotation."""
    return f"{passage.source or say('no_outlet', language)}, {date_words(passage, language)}"


def date_words(passage: Passage, language: str) -> str:
    """The publication date in words, or that it is not known: the date of an update is none."""
    return day_words(passage.published.value, language) if passage.published else say("unknown_date", language)


def refusal_text(reason: str, coverage: Coverage, nearest: Sequence[str], language: str) -> str:
    """The refusal: why, the nearest sentences, each with its outlet and day, and last what the archive covers."""
    covers = say("covers", language).format(**_coverage_words(coverage, language)) if coverage.articles else ""
    if not nearest:
        return f"{reason} {covers}".rstrip()
    told = "\n".join([f"{reason} {say('nearest', language)}", *(f"- {line}" for line in nearest)])
    return f"{told}\n\n{covers}".rstrip()


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
