"""A press review as a Word document."""

from __future__ import annotations

import io
from typing import Any

from web.escape import CONTROLS
from web.export.dossier import web_address
from web.export.press_review import Entry, Review, appendix, reference
from web.words import say

CREATED = (2000, 1, 1)
"""The document says nothing of the machine or the hour that it was made at."""


def review_document(review: Review) -> bytes:
    """The review as DOCX, headings in Word's own styles."""
    import datetime as dt

    import docx

    document = docx.Document()
    document.core_properties.title = plain(review.title)
    document.core_properties.author = "Sourcier"
    document.core_properties.created = dt.datetime(*CREATED)
    document.add_heading(plain(review.title), 0)
    document.add_paragraph(plain(review.about))
    for heading, entries in review.groups:
        document.add_heading(plain(heading), 1)
        for entry in entries:
            _add_entry(document, entry, review)
    document.add_heading(say("appendix", review.language), 1)
    document.add_paragraph(say("offsets_note", review.language))
    for entry in review.entries():
        facts = "\n".join(appendix(entry, review.language))
        document.add_paragraph(plain(f"{entry.n}. {facts}"))
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()


def _add_entry(document: Any, entry: Entry, review: Review) -> None:  # noqa: ANN401 - python-docx has no types
    draft, language = entry.article.draft, review.language
    title = document.add_paragraph()
    title.add_run(plain(f"{entry.n}. {draft.title or say('untitled', language)}")).bold = True
    title.paragraph_format.keep_with_next = True
    about = reference(entry.article, language)
    address = web_address(draft.url)
    document.add_paragraph(plain(" · ".join([*about, *([address] if address else [])])))
    for span in entry.quotes:
        document.add_paragraph(plain(entry.words(span)), style="Intense Quote")
    for remark in entry.remarks:
        document.add_paragraph().add_run(plain(remark)).italic = True
    if entry.note:
        document.add_paragraph(plain(f"{say('note', language)} : {entry.note}"))


def plain(text: str) -> str:
    """Text that XML can hold."""
    return "".join(char for char in text.translate(CONTROLS) if char not in "\ufffe\uffff\x0b\x0c")
