"""What people may put in the place of what was read of an article."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from rag.errors import BadInput
from rag.types import Article

if TYPE_CHECKING:
    from vectorstore.embedding.embedder import Embedder
    from vectorstore.library import Library

FIELDS = ("title", "source", "author", "published", "language")
_LONGEST = 1_000
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def checked(fields: Mapping[str, str | None]) -> dict[str, str | None]:
    """The values without blanks around them, empty ones as None. Raises BadInput for one that cannot be."""
    values: dict[str, str | None] = {}
    for name, value in fields.items():
        if name not in FIELDS:
            raise BadInput(f"« {name} » ne se corrige pas.", f"'{name}' cannot be corrected.")
        values[name] = " ".join((value or "").split()) or None
        if len(values[name] or "") > _LONGEST:
            raise BadInput(
                f"Plus de {_LONGEST} caractères : raccourcissez.", f"Over {_LONGEST} characters: shorten it."
            )
    if not values:
        raise BadInput(
            "Rien à corriger : donnez un titre, une source, un auteur, une date ou une langue.",
            "Nothing to correct: give a title, an outlet, an author, a date or a language.",
        )
    if values.get("published") and not _exists(values["published"] or ""):
        raise BadInput(
            "Une date s'écrit AAAA, AAAA-MM ou AAAA-MM-JJ et doit exister dans le calendrier.",
            "A date is written YYYY, YYYY-MM or YYYY-MM-DD and must exist in the calendar.",
        )
    if "language" in values and not re.fullmatch(r"[a-z]{2,3}", values["language"] or ""):
        raise BadInput("Une langue s'écrit « fr », « en », « es »…", "A language is written 'fr', 'en', 'es'…")
    return values


def _exists(date: str) -> bool:
    parts = [int(part) for part in date.split("-")] if _DATE.fullmatch(date) else []
    try:
        return bool(parts) and bool(dt.date(*[*parts, 1, 1][:3])) and 1000 <= parts[0] <= 2199
    except ValueError:
        return False


def correct(
    library: Library, embedder: Embedder, article: Article, fields: Mapping[str, str | None], language: str
) -> None:
    """Put the values in the place of what was read; the passages are embedded under the new title.

    ``fields``: title, source, author, published (YYYY[-MM[-DD]]) and language; None where it is not known.
    """
    import numpy as np

    from rag.ingest.intake import embedding_text

    values = checked(fields)
    title = values.get("title", article.draft.title)
    texts = [embedding_text(title, article.draft.text[chunk.start : chunk.end]) for chunk in article.chunks]
    vectors = embedder.passages(texts) if texts else np.empty((0, embedder.dimensions), np.float32)
    library.correct(article, values, "corrected by hand" if language == "en" else "corrigé à la main", vectors)
