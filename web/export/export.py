"""A conversation as a file to save: Markdown, a page to print, and the cited articles as BibTeX or RIS."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from rag.contract import AnswerReply
from rag.types import Language
from web.api.requests import ExportBody, ExportFormat
from web.export import pages, references
from web.export.dossier import Dossier, cited, standing_quotes
from web.words import say

if TYPE_CHECKING:
    from web.service import Service

WRITERS: dict[ExportFormat, tuple[Callable[[Dossier], str], str, str]] = {
    "markdown": (pages.markdown, "text/markdown", "md"),
    "html": (pages.page, "text/html", "html"),
    "bibtex": (references.bibtex, "application/x-bibtex", "bib"),
    "ris": (references.ris, "application/x-research-info-systems", "ris"),
}
"""By format: what writes it, its media type, the ending of its file."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to save."""

    name: str
    media_type: str
    text: str


def export(service: Service, body: ExportBody, language: Language, made: dt.date) -> Exported:
    """The dossier of these answers, each quotation looked up in the archive once more."""
    # what a client sends back has been checked field by field, as far as a dossier shows it
    answers = [cast(AnswerReply, answer.model_dump()) for answer in body.answers]
    standing = frozenset(standing_quotes(service.article, [c for a in answers for c in cited(a)]))
    dossier = Dossier(body.title or say("dossier", language), answers, standing, language, made)
    write, media_type, ending = WRITERS[body.format]
    return Exported(f"sourcier-{made.isoformat()}.{ending}", media_type, write(dossier))
