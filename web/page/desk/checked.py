"""A text that was checked, as HTML: each sentence with its state, what differs, and the source beside it."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from rag.contract import CitationReply
from rag.desk_contract import CheckedReply
from rag.types import Language
from web.day_text import published
from web.escape import esc
from web.page.cards import article_link, typeset
from web.wording.templating import render
from web.wording.verdicts import STATE_MARKS, counted, differing, pieces, state_of
from web.words import say

FORMATS = ("print", "html", "docx", "markdown")


def checked_html(
    sentences: Sequence[CheckedReply], told: str, language: Language, *, percent: int | None = None
) -> str:
    """The sentences so far under a line that says how far it has come; exports once ``percent`` is None."""
    rows = [
        {
            "state": state_of(sentence),
            "pieces": list(pieces(sentence)),
            "differs": differing(sentence, language),
            "source": _source(sentence["citations"][0], language) if sentence["citations"] else None,
        }
        for sentence in sentences
    ]
    return render(
        "checked.html",
        language,
        rows=rows,
        counts=counted(sentences),
        marks=STATE_MARKS,
        told=told,
        percent=percent,
        formats=FORMATS,
        typeset=markup,
    )


def markup(text: str) -> Markup:
    """Text with its French spaces kept together."""
    return Markup(typeset(esc(text)))


def _source(citation: CitationReply, language: Language) -> dict[str, object]:
    before, quote, after = citation["passage"].partition(citation["quote"])
    if not quote:  # a quotation over two passages stands alone
        before, quote, after = "", citation["quote"], ""
    return {
        "outlet": citation["source"] or say("no_source", language),
        "date": published(citation["published"], language, say("no_date", language)),
        "gone": citation["gone"],
        "title": citation["title"] or say("untitled", language),
        "before": before,
        "quote": quote,
        "after": after,
        "link": Markup(article_link(citation, language)),
    }
