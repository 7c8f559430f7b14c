"""Bibliographic records: what RIS, CSL-JSON, BibTeX and Zotero's tables have in common."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

FROM_SUMMARY = "Texte pris dans le résumé de la notice : il peut être incomplet."
FROM_NOTE = "Texte pris dans une note de la notice : il peut être incomplet ou annoté."
_LONG_TITLE = 400
"""Characters over which a title is the text, put in the wrong field."""


def chosen_text(summary: str, notes: Sequence[str]) -> tuple[str, str]:
    """The fullest text of a record and the warning that goes with it.

    A note counts where there is no summary, or where it begins as the summary does: it then is the whole article.
    """
    summary = summary.strip()
    opening = _squeezed(summary)[:60]
    fuller = [note for note in notes if len(_squeezed(note)) > len(_squeezed(summary))]
    for note in sorted(fuller, key=len, reverse=True):
        if not summary or _squeezed(note).startswith(opening):
            return note, FROM_NOTE
    return summary, FROM_SUMMARY


def exchanged(title: str | None, text: str) -> tuple[str | None, str]:
    """Title and text, the other way round where a database put each into the other's field."""
    if title and len(title) > _LONG_TITLE and len(text) < len(title) / 2:
        return " ".join(text.split()) or None, title
    return title, text


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", "", unescape(re.sub(r"<[^<>]*>", "", text))).casefold()
