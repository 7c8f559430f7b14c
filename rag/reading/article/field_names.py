"""The names that databases and programs give to the fields of an article, in French, English and Spanish."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from rag.language.fold import fold

_NAMES: dict[str, str] = {
    "title": "title titre headline titulo titular titredelarticle articletitle hed",
    "text": "text texte body content contenu article corps maintext fulltext articlebody articletext contenthtml"
    " bodyhtml cuerpo texto contenido paragraphs paragraphes textecomplet texteintegral textintegral corpsdutexte"
    " corpsdelarticle textedelarticle contenudelarticle",
    "published": "date published datepublication datedepublication datedeparution dateparution datepublish publishedat"
    " publicationdate datepublished publishdate pubdate fecha timestamp datetime datedelarticle parution parule"
    " publiele issued dateiso",
    "updated": "updated modified updatedat datemodified datemodification datedemodification miseajour lastmod",
    "source": "source journal publicationtitle site outlet media publisher publication sourcename sitename newspaper"
    " fuente domain sourcedomain nomdelasource titredepublication titredujournal nomdujournal support containertitle"
    " medias quotidien",
    "author": "author auteur authors auteurs byline creator autor journaliste journalistes signature",
    "url": "url link lien href permalink canonicalurl sourceurl adresse lienurl",
}
_MORE: dict[str, str] = {
    "standfirst": "chapo chapeau standfirst dek soustitre subtitle subheadline",
    "summary": "abstractnote abstract resume summary description extrait",
    "notes": "notes note",
    "year": "publicationyear year annee an",
    "month": "publicationmonth month mois",
    "day": "publicationday day jour",
}
"""What tables and bibliographies have besides."""


def _aliases(*tables: Mapping[str, str]) -> dict[str, str]:
    return {alias: name for names in tables for name, aliases in names.items() for alias in aliases.split()}


_ALIASES = _aliases(_NAMES)
_ALL = _aliases(_NAMES, _MORE)


def key_of(name: str) -> str:
    """A field's name as the aliases are written: folded, without spaces or marks; « Auteur(s) » is « auteurs »."""
    return re.sub(r"[\W_]", "", fold(name))


def aliases() -> Iterable[tuple[str, str]]:
    """Alias and field of a record, the likelier alias first."""
    return _ALIASES.items()


def columns_of(names: Iterable[str]) -> dict[str, list[int]]:
    """For each field the columns that bear one of its names, the likelier name first."""
    keys = [key_of(name) for name in names]
    found: dict[str, list[int]] = {}
    for alias, field in _ALL.items():
        found.setdefault(field, []).extend(at for at, key in enumerate(keys) if key == alias)
    return {field: columns for field, columns in found.items() if columns}
