"""Every sentence that serving shows, in French and English."""

from __future__ import annotations

from collections.abc import Mapping

from rag.types import Language
from web.page_words import PAGE_WORDS
from web.wording.desk_words import DESK_WORDS

_WORDS: dict[str, tuple[str, str]] = {
    # faults of the API
    "bad_request": ("Demande incorrecte", "Bad request"),
    "unauthorized": ("Clé demandée", "Key required"),
    "forbidden": ("Refusé", "Refused"),
    "not_found": ("Introuvable", "Not found"),
    "method": ("Méthode non admise", "Method not allowed"),
    "too_large": ("Trop volumineux", "Too large"),
    "unreadable": ("Illisible", "Unreadable"),
    "invalid": ("Demande invalide", "Invalid request"),
    "unavailable": ("Indisponible pour le moment", "Unavailable for now"),
    "internal": ("Erreur interne", "Internal error"),
    "no_route": ("Il n'y a rien à cette adresse.", "There is nothing at this address."),
    "no_method": ("Cette adresse n'accepte pas cette méthode.", "This address does not accept this method."),
    "need_key": (
        "Donnez la clé du service (en-tête Authorization: Bearer … ou X-API-Key).",
        "Give the service's key (header Authorization: Bearer … or X-API-Key).",
    ),
    "foreign_host": (
        "Ce service ne répond qu'à l'adresse de cette machine (127.0.0.1 ou localhost).",
        "This service answers only at this machine's own address (127.0.0.1 or localhost).",
    ),
    "foreign_origin": (
        "Demande envoyée depuis un autre site : refusée.",
        "Request sent from another site: refused.",
    ),
    "body_limit": (
        "La demande dépasse la taille admise ({limit} Mo).",
        "The request is over the size allowed ({limit} MB).",
    ),
    "bad_field": (
        "« {field} » manque ou n'a pas la forme attendue.",
        "'{field}' is missing or not of the expected form.",
    ),
    "unknown_field": ("« {field} » n'est pas un champ connu.", "'{field}' is not a known field."),
    "bad_json": ("Le corps de la demande n'est pas du JSON valide.", "The body of the request is not valid JSON."),
    "unexpected": (
        "Une erreur inattendue s'est produite ; elle est notée dans le journal du serveur.",
        "Something unexpected failed; it is noted in the server's log.",
    ),
    "no_file": ("Joignez au moins un fichier (champ « file »).", "Attach at least one file (field 'file')."),
    "many_files": ("Au plus {limit} fichiers à la fois.", "At most {limit} files at a time."),
    "no_text": ("Le texte de l'article est vide.", "The article's text is empty."),
    "login_title": ("Sourcier : entrer", "Sourcier: sign in"),
    "login_label": ("Clé d'accès", "Access key"),
    "login_button": ("Entrer", "Sign in"),
    "login_wrong": ("Cette clé n'est pas la bonne.", "That key is not the right one."),
    # the article page
    "untitled": ("Sans titre", "Untitled"),
    "gone": ("n'est plus dans le dossier", "no longer in the folder"),
    "no_date": ("date inconnue", "date unknown"),
    "no_source": ("source inconnue", "outlet unknown"),
    "updated": ("mis à jour le {date}", "updated {date}"),
    "grey_note": (
        "En gris : ce que Sourcier tient pour de l'habillage (menus, légendes, renvois) et ne cite jamais.",
        "In grey: what Sourcier takes for furniture (menus, captions, teasers) and never cites.",
    ),
    "set_aside": ("Mis de côté ici : {lines}.", "Set aside here: {lines}."),
    "label_date": ("date", "date"),
    "label_byline": ("signature", "byline"),
    "label_caption": ("légende", "caption"),
    "label_furniture": ("habillage", "furniture"),
    "label_teaser": ("renvoi", "teaser"),
    "label_comment": ("commentaire", "comment"),
    "copies_of": ("Même dépêche dans :", "Same dispatch in:"),
    "warnings": ("Remarques de lecture :", "Notes from reading:"),
    "back": ("Retour à Sourcier", "Back to Sourcier"),
    "loading": ("Sourcier démarre…", "Sourcier is starting…"),
    "bad_form": (
        'Envoyez un formulaire multipart (champ « file ») ou du JSON ({{"title", "text", …}}).',
        'Send a multipart form (field \'file\') or JSON ({{"title", "text", …}}).',
    ),
    **PAGE_WORDS,
    **DESK_WORDS,
}


def say(key: str, language: str, **values: object) -> str:
    """The sentence in ``fr`` or ``en``, its blanks filled; ``{s}`` is the plural of ``count``."""
    words = _WORDS[key][1 if language == "en" else 0]
    count = values.get("count")
    if isinstance(count, int):
        values["s"] = "s" if count > 1 or (count == 0 and language == "en") else ""
    return words.format(**values) if values or "{{" in words else words


def check_name(name: str, language: str) -> str:
    """The name of a check of a sentence; one that is not known here keeps its own."""
    return say(f"check_{name}", language) if f"check_{name}" in _WORDS else name


def language_of(headers: Mapping[str, str], default: Language) -> Language:
    """The language that a client prefers by its Accept-Language, else the setting."""
    best: tuple[float, Language] | None = None
    for item in headers.get("accept-language", "")[:500].split(","):
        name, _, rest = item.strip().partition(";")
        code = name.lower()[:2]
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest else 1.0
        except ValueError:
            continue
        if code in ("fr", "en") and weight > 0 and (best is None or weight > best[0]):
            best = (weight, "fr" if code == "fr" else "en")
    return best[1] if best else default
