"""A text that was checked, as a file to save: a page to print, Markdown, a Word document."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass

from rag.contract import CitationReply
from rag.desk_contract import CheckedReply
from rag.types import Language
from web.day_text import readable
from web.escape import CONTROLS
from web.export.dossier import origin, web_address
from web.export.pages import POLICY, STYLE, mark_down, quote_down
from web.export.review_document import CREATED, plain
from web.wording.templating import render
from web.wording.verdicts import STATE_MARKS, counted, differing, state_of
from web.words import say

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {"html": ("text/html", "html"), "markdown": ("text/markdown", "md"), "docx": (DOCX, "docx")}


@dataclass(frozen=True, slots=True)
class File:
    """A file to save."""

    name: str
    media_type: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence as it is exported: its number, mark and words, what differs, and the source that it was held to."""

    n: int
    text: str
    mark: str
    verdict: str
    quote: str
    origin: str
    title: str
    address: str | None
    proof: str


def export_checked(sentences: Sequence[CheckedReply], kind: str, language: Language, made: dt.date) -> File:
    """The text as one of ``KINDS``."""
    lines = [_line(n, sentence, language) for n, sentence in enumerate(sentences, 1)]
    counts = ", ".join(say(f"count_{state}", language, count=count) for state, count in counted(sentences).items())
    about = say("checked_made", language, date=readable(made.isoformat(), language), counts=counts)
    media_type, ending = KINDS[kind]
    written = {"html": _page, "markdown": _markdown, "docx": _document}[kind](lines, about, language)
    return File(f"verification-{made.isoformat()}.{ending}", media_type, written)


def _line(n: int, sentence: CheckedReply, language: Language) -> Line:
    state, differs = state_of(sentence), differing(sentence, language)
    verdict = say(f"state_{state}", language)
    if differs:
        verdict += f" · {say('check_differs', language, names=', '.join(differs))}"
    source = sentence["citations"][0] if sentence["citations"] else None
    text = " ".join(sentence["text"].split())
    if source is None:
        return Line(n, text, STATE_MARKS[state], verdict, "", "", "", None, "")
    title = source["title"] or say("untitled", language)
    about = ", ".join(origin(source, language))
    return Line(
        n,
        text,
        STATE_MARKS[state],
        verdict,
        source["quote"],
        about,
        title,
        web_address(source["url"]),
        _proof(source, language),
    )


def _proof(source: CitationReply, language: Language) -> str:
    where = source["file"] if source["record"] is None else f"{source['file']} #{source['record']}"
    place = say("offsets", language, start=source["start"], end=source["end"])
    digest = hashlib.sha256(source["quote"].encode()).hexdigest()
    return f"{say('article_in', language, file=where)}, {place}, SHA-256 {digest}"


def _page(lines: Sequence[Line], about: str, language: Language) -> bytes:
    filled = render("checked_page.html", language, lines=lines, about=about, policy=POLICY, style=STYLE)
    return filled.translate(CONTROLS).encode()


def _markdown(lines: Sequence[Line], about: str, language: Language) -> bytes:
    parts = [f"# {say('checked_title', language)}", mark_down(about), mark_down(say("checked_note", language))]
    for line in lines:
        parts.append(f"{line.n}\\. {mark_down(line.text)}\\\n**{line.mark} {mark_down(line.verdict)}**")
        if line.quote:
            address = f", <{line.address}>" if line.address else ""
            parts += [quote_down(line.quote), f"{mark_down(line.origin)}, *{mark_down(line.title)}*{address}"]
    proofs = [f"- {line.n}: {mark_down(line.proof)}" for line in lines if line.proof]
    if proofs:
        note = mark_down(say("offsets_note", language))
        parts += [f"## {say('appendix', language)}", note, "\n".join(proofs)]
    return ("\n\n".join(parts) + "\n").encode()


def _document(lines: Sequence[Line], about: str, language: Language) -> bytes:
    import docx

    document = docx.Document()
    document.core_properties.title = say("checked_title", language)
    document.core_properties.author = "Sourcier"
    document.core_properties.created = dt.datetime(*CREATED)
    document.add_heading(say("checked_title", language), 0)
    document.add_paragraph(plain(about))
    document.add_paragraph(say("checked_note", language))
    for line in lines:
        said = document.add_paragraph(plain(f"{line.n}. {line.text}"))
        said.paragraph_format.keep_with_next = True
        document.add_paragraph().add_run(plain(f"{line.mark} {line.verdict}")).bold = True
        if line.quote:
            document.add_paragraph(plain(line.quote), style="Intense Quote")
            told = [line.origin, line.title, *([line.address] if line.address else [])]
            document.add_paragraph(plain(" · ".join(told)))
    if any(line.proof for line in lines):
        document.add_heading(say("appendix", language), 1)
        document.add_paragraph(say("offsets_note", language))
    for line in lines:
        if line.proof:
            document.add_paragraph(plain(f"{line.n}. {line.proof}"))
    packed = io.BytesIO()
    document.save(packed)
    return packed.getvalue()
