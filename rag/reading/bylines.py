"""Outlet, author and agency, cleaned of the words around them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.calendar_words import fold
from rag.types import Line

_AGENCIES = {
    "afp": "AFP", "agence france-presse": "AFP", "agence france presse": "AFP", "reuters": "Reuters", "ap": "AP",
    "associated press": "AP", "the associated press": "AP", "ats": "ATS", "keystone-ats": "Keystone-ATS", "belga": "Belga",
    "efe": "EFE", "agencia efe": "EFE", "tass": "TASS", "xinhua": "Xinhua", "chine nouvelle": "Xinhua", "dpa": "DPA",
    "ansa": "ANSA", "pa media": "PA Media", "ria novosti": "RIA Novosti", "bloomberg": "Bloomberg", "apa": "APA",
    "kyodo": "Kyodo", "upi": "UPI", "europa press": "Europa Press", "aps": "APS", "map": "MAP", "tap": "TAP", "anp": "ANP",
    "la presse canadienne": "La Presse canadienne", "awp": "AWP", "agefi-dow jones": "Agefi-Dow Jones", "relaxnews": "Relaxnews",
    "media services": "Media Services", "zonebourse": "Zonebourse", "interfax": "Interfax", "anadolu": "Anadolu",
}  # fmt: skip
_AGENCY_WORD = re.compile(r"\b(?:agence|agency|agencia|newswire|press agency)\b")
_LEAD = re.compile(
    r"(?:propos )?recueillis? par |(?:publie|redige|ecrit|texte|realise|enquete|reportage|dossier|article|mis a jour|posted|written|reported|published|edited) (?:de |par |by )"
    r"|(?:par|by|por|from|de|auteur|author|autor|texte|text) ?:? (?=\S)|(?:auteur|author|autor|texte) ?: ?"
)
_ROLE = re.compile(
    r",? (?:correspondant\w*|envoye\w* special\w*|journaliste|redacteur\w*|redactrice|chef\w* de service|corresponsal|correspondent|reporter|editor)\b.*"
    r"| (?:in|at|en|a) [a-z][\w' -]{1,30}$"
)
_NOBODY = re.compile(
    r"(?:la |the |notre |l')?(?:redaction|redaccion|equipe|newsroom|newsdesk|staff|admin\w*|editor\w*|webmaster|rédaction|team)\b.*|.*\b(?:redaction|equipe)\b.*|anonyme|inconnu|unknown|null|none"
)
_SPLIT = re.compile(r"\s*(?:[;|/]|, | et | and | y | avec | with | con | & )\s*", re.I)
_TRACKER = re.compile(r"[a-z]{2,5}-[a-z]{2,4}-\d{1,5}")


def clean_author(raw: str | None, source: str | None) -> tuple[str | None, str | None]:
    """Author and agency of a byline; the outlet's own name and « la rédaction » are nobody."""
    text = _plain(raw)
    people: list[str] = []
    agencies: list[str] = []
    for part in _SPLIT.split(text):
        name = _person(part)
        agency = _agency(name)
        if agency:
            agencies.append(agency)
        elif name and _is_name(name) and _key(name) != _key(source) and name not in people:
            people.append(name)
    return ", ".join(people) or None, ", ".join(dict.fromkeys(agencies)) or None


def clean_source(raw: str | None) -> str | None:
    """The outlet's name without slogan, address or markup; capitals become capitalised words."""
    text = re.sub(r"\s*\([^()]*\)$", "", _plain(raw))
    text = re.sub(r"^(?:https?://)?(?:www\.)?([\w-]+(?:\.[\w-]+)+)(?:/.*)?$", r"\1", text)
    text = re.split(r"\s+[-–—:|•·]{1,2}\s+|\s{3,}|\t", text)[0].strip(" .,:;-–—|·•")
    if not text or _TRACKER.fullmatch(text) or not any(char.isalpha() for char in text):
        return None
    return _capitalised(text) if text.isupper() and " " in text else text


def find_byline(text: str, lines: Sequence[Line]) -> tuple[str | None, str | None, str | None]:
    """Author, outlet and agency as the header and the bylines say."""
    return None, None, None


def _plain(raw: str | None) -> str:
    text = re.sub(r"<[^>]*>|[*_#>\[\]]+", " ", raw or "")
    return re.sub(r"[^\S\t]{1,2}(?=\S)", " ", text).strip()


def _person(part: str) -> str:
    text = part.strip(" .,:;-–—()")
    while (match := _LEAD.match(fold(text))) is not None:
        text = text[match.end() :].strip()
    match = _ROLE.search(fold(text))
    return (text[: match.start()] if match else text).strip(" .,:;-–—()")


def _agency(name: str) -> str | None:
    known = _AGENCIES.get(fold(name))
    return known or (name if _AGENCY_WORD.search(fold(name)) and len(name.split()) <= 5 else None)


def _is_name(name: str) -> bool:
    words = name.split()
    plain = not re.search(r"[@\d]|https?:|www\.|\.\w{2,3}$", name) and not _NOBODY.fullmatch(fold(name))
    return plain and 1 <= len(words) <= 6 and words[0][:1].isupper()


def _key(name: str | None) -> str:
    return re.sub(r"\W|\b(?:le|la|les|the|fr|com)\b", "", fold(name or ""))


def _capitalised(text: str) -> str:
    small = {
        "de",
        "du",
        "des",
        "la",
        "le",
        "les",
        "et",
        "of",
        "the",
        "and",
        "del",
        "el",
        "los",
        "en",
        "y",
        "à",
        "a",
        "au",
    }
    words = [word.lower() if n and word.lower() in small else word.capitalize() for n, word in enumerate(text.split())]
    return re.sub(r"\b([LlDd]['’])(\w)", lambda m: m[1].capitalize() + m[2].upper(), " ".join(words))
