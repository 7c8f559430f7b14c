"""What people may put in the place of what was read of an article."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rag.archive_types import CORRECTABLE
from rag.errors import BadInput
from rag.ingest.intake import embedding_text, relabelled
from rag.reading.passages import make_chunks
from rag.types import Article, Label, Relabel

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.embedding.embedder import Embedder
    from vectorstore.library import Library

_LONGEST = 1_000
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")


def checked(fields: Mapping[str, str | None]) -> dict[str, str | None]:
    """The values without blanks around them, empty ones as None. Raises BadInput for one that cannot be."""
    values: dict[str, str | None] = {}
    for name, value in fields.items():
        if name not in CORRECTABLE:
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
    library: Library,
    embedder: Embedder,
    article: Article,
    fields: Mapping[str, str | None],
    language: str,
    lines: Sequence[Relabel] = (),
) -> None:
    """Put the values in the place of what was read; the passages are embedded under the new title.

    ``fields``: title, source, author, published (YYYY[-MM[-DD]]) and language; None where it is not known.
    ``lines``: spans of lines with the label to put on them; what is so taken in can be cited from then on.
    """
    values = checked(fields) if fields or not lines else {}
    labels = _labels(article, lines)
    if values:
        named = replace(article, draft=replace(article.draft, title=values.get("title", article.draft.title)))
        by_hand = "corrected by hand" if language == "en" else "corrigé à la main"
        library.correct(article, values, by_hand, _vectors(embedder, named))
    now = library.article(article.article_id) if labels else None
    if now is not None:
        read = {now.draft.words(line): line.label for line in now.draft.lines} | dict(now.labels_read)
        draft = relabelled(now.draft, labels)
        shown = replace(now, draft=draft, chunks=make_chunks(draft.text, draft.lines), labels_read=read)
        library.relabel(shown, labels, _vectors(embedder, shown))


def _labels(article: Article, lines: Sequence[Relabel]) -> dict[str, Label]:
    """The labels by the words of their lines. Raises BadInput for a span that is no line, or a second title."""
    text = article.draft.text
    known = {(line.start, line.end): line.label for line in article.draft.lines}
    labels: dict[str, Label] = {}
    for span, label in lines:
        if span not in known:
            raise BadInput(
                f"L'article n'a pas de ligne {span[0]}-{span[1]} : prenez celles de « lines ».",
                f"The article has no line {span[0]}-{span[1]}: take those of 'lines'.",
            )
        words = text[span[0] : span[1]]
        labels[words] = label or article.labels_read.get(words, known[span])
        if label == "title":
            raise BadInput("Un titre se corrige par « title ».", "A title is corrected by 'title'.")
    return labels


def _vectors(embedder: Embedder, article: Article) -> NDArray[np.float32]:
    """A vector for each passage."""
    import numpy as np

    draft = article.draft
    texts = [embedding_text(draft.title, draft.text[chunk.start : chunk.end]) for chunk in article.chunks]
    return embedder.passages(texts) if texts else np.empty((0, embedder.dimensions), np.float32)
