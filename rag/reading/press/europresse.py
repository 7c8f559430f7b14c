"""Europresse (Cedrom-SNi, Cision; eureka.cc in Québec): header, document number and names, in all its forms."""

from __future__ import annotations

import re

from rag.language.fold import fold_marks as fold
from rag.reading.article.dates import parse_date
from rag.reading.exports.many import Entry

WHAT = "export Europresse"
NUMBER = re.compile(r"\b[a-z]{2,8}[·•.](?P<date>(?:19|20)\d{6})[·•.][A-Z0-9]{1,8}[·•.][\w-]+")
"""The number of a document, which holds its date: news·20121004·LM·0123456."""
_ISSUE = re.compile(r"\s*,\s*(?:no|n°|nº|num[ée]ro|vol|volume|issue)\b[\s.:]*[\w./ -]*$", re.I)
_LINK = re.compile(r"\s*\((?:lien|link)\s*:\s*https?://[^\s()]*\s*\)", re.I)
_TAG = re.compile(r"</?(?:b|i|u|em|strong|br|p|sup|sub)\s*/?>", re.I)
_LATER = re.compile(
    r"(?:cet article est (?:aussi |egalement )?paru dans|this article (?:also )?appeared in|\(?(?:lien|link) ?:)"
)
_CAPTION = re.compile(r"^(?:illustration|graphi|photo|legende|caption)")


def outlet(text: str) -> str:
    """The outlet without the number of the issue."""
    return _ISSUE.sub("", " ".join(text.split())).strip(" ,")


def words(text: str) -> str:
    """A text without the tags and the addresses of links that Europresse leaves in it as letters."""
    return _LINK.sub("", _TAG.sub("", text)).strip()


def date_it(entry: Entry, header: str, numbers: str) -> None:
    """The date of the header, else the one in the document's number; where they differ, that is said."""
    stated = parse_date(header)
    number = NUMBER.search(numbers)
    held = parse_date(number["date"]) if number else None
    if stated is not None:
        entry.published = header
    elif number and held:
        entry.published = number["date"]
    if stated and held and not (held.value.startswith(stated.value) or stated.value.startswith(held.value)):
        entry.warnings.append(
            f"L'en-tête d'Europresse dit {stated.value}, le numéro du document {held.value} : date à vérifier."
        )


def is_later(text: str) -> bool:
    """Whether a paragraph only says where else the article came out."""
    return bool(_LATER.match(fold(text)))


def is_caption(text: str) -> bool:
    """Whether the heading of an aside announces illustrations."""
    return bool(_CAPTION.match(fold(text)))
