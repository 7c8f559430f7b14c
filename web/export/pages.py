"""A dossier to read: as Markdown, and as one HTML page that needs no other file and prints well."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.contract import AnswerReply, CitationReply, SentenceReply
from web.answer_text import MARKS, answerer_name, paragraphs, support_of
from web.day_text import readable
from web.escape import CONTROLS
from web.export.dossier import Dossier, beside, cited, origin, proof, web_address
from web.wording.templating import render
from web.words import say

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&$])")
_LINE_START = re.compile(r"^([ \t]*\d*)([-+=.)])")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE = """
@page { margin: 2cm; }
body { font: 11pt/1.5 Georgia, "Noto Serif", "DejaVu Serif", serif; color: #1b1a18; background: #fff;
  max-width: 46rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.2; border-bottom: 3px double; padding-bottom: .5rem; }
h2 { font-size: 1.2rem; margin-top: 2rem; break-after: avoid; }
h3 { font-size: .85rem; text-transform: uppercase; letter-spacing: .06em; color: #5c5852; break-after: avoid; }
.small, .facts { font: .78rem/1.45 system-ui, "DejaVu Sans", sans-serif; color: #5c5852; }
.facts { list-style: none; padding: 0; margin: .3rem 0 0; }
.source { break-inside: avoid; margin-bottom: 1.1rem; }
.source p { margin: 0; }
blockquote { margin: .3rem 0; padding-left: .9rem; border-left: 3px solid #d9d4c8; white-space: pre-wrap; }
.mark { font: 700 .75em system-ui, sans-serif; color: #1f6a3a; }
.mark.unsupported { color: #8a5200; } .mark.repaired { color: #8a1c14; }
.unsupported.said { text-decoration: underline wavy #8a5200 1px; }
a { color: inherit; }
"""


def mark_down(text: str) -> str:
    """Text that stays text in Markdown, on one line."""
    line = " ".join(_CONTROLS.sub("", part) for part in text.splitlines())
    line = _LINE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", line))
    lead = len(line) - len(line.lstrip(" \t"))
    return "".join(f"&#{ord(char)};" for char in line[:lead]) + line[lead:]


def quote_down(text: str) -> str:
    """A quotation in Markdown, every line of it marked as such."""
    lines = [mark_down(line) for line in text.splitlines()]
    ends = ["\\" if line and after else "" for line, after in zip(lines, [*lines[1:], ""], strict=False)]
    return "\n".join(f"> {line}{end}".rstrip(" ") for line, end in zip(lines, ends, strict=True))


def markdown(dossier: Dossier) -> str:
    """The dossier as Markdown."""
    language = dossier.language
    made = say("accessed", language, date=readable(dossier.made.isoformat(), language))
    parts = [f"# {mark_down(dossier.title)}", mark_down(made)]
    for answer in dossier.answers:
        parts.append(f"## {mark_down(answer['question']['asked'])}")
        parts += _answer_down(answer, dossier)
    return "\n\n".join([*parts, *_appendix_down(dossier)]) + "\n"


def _answer_down(answer: AnswerReply, dossier: Dossier) -> list[str]:
    language = dossier.language
    parts = [f"**{say('refused', language)}**"] if answer["status"] == "refused" else []
    if not answer["sentences"]:
        parts.append(mark_down(answer["answer"]))
    for sentences, is_item in paragraphs(answer):
        said = " ".join(_sentence_down(sentence) for sentence in sentences)
        parts.append(f"- {said}" if is_item else said)
    shown = [support_of(sentence) for sentence in answer["sentences"]]
    legend = [f"{MARKS[kind]} {say(kind, language)}" for kind in MARKS if kind in shown]
    writes = say("writes", language, name=answerer_name(answer["answerer"], language))
    parts.append(f"*{mark_down(' · '.join([*legend, writes]))}*")
    sources = cited(answer)
    if sources:
        parts.append(f"### {say('sources' if answer['citations'] else 'nearest', language)}")
    return parts + [_source_down(citation, dossier) for citation in sources]


def _sentence_down(sentence: SentenceReply) -> str:
    numbers = "".join(f"\\[{n}\\]" for n in sentence["citations"])
    return f"{mark_down(sentence['text'])} {numbers}{MARKS[support_of(sentence)]}"


def _source_down(citation: CitationReply, dossier: Dossier) -> str:
    number = f"\\[{citation['n']}\\] " if citation["n"] else ""
    title = mark_down(citation["title"] or say("untitled", dossier.language))
    address = web_address(citation["url"])
    about = [mark_down(part) for part in origin(citation, dossier.language)] + ([f"<{address}>"] if address else [])
    listed = "\n".join(f"- {mark_down(fact)}" for fact in beside(citation, dossier))
    return f"**{number}{title}**\\\n{', '.join(about)}\n\n{quote_down(citation['quote'])}\n\n{listed}".rstrip("\n")


def _appendix_down(dossier: Dossier) -> list[str]:
    """Where the quotations stand, answer by answer."""
    parts = [f"## {say('appendix', dossier.language)}", mark_down(say("offsets_note", dossier.language))]
    for number, citation in _numbered(dossier):
        parts.append(f"- {number}: " + "; ".join(mark_down(fact) for fact in proof(citation, dossier)))
    return parts if len(parts) > 2 else []


def _numbered(dossier: Dossier) -> list[tuple[str, CitationReply]]:
    """The quotations by answer and number: 2.3 is the third source of the second answer."""
    return [
        (f"{place}.{citation['n'] or count}", citation)
        for place, answer in enumerate(dossier.answers, 1)
        for count, citation in enumerate(cited(answer), 1)
    ]


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    support: str
    citations: Sequence[int]


@dataclass(frozen=True, slots=True)
class _Paragraph:
    listed: bool
    sentences: Sequence[_Sentence]


@dataclass(frozen=True, slots=True)
class _Source:
    n: int
    title: str
    origin: Sequence[str]
    address: str | None
    quote: str
    beside: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Told:
    """One answer as the template shows it; ``text`` where it has no sentences of its own."""

    number: int
    asked: str
    refused: bool
    text: str
    paragraphs: Sequence[_Paragraph]
    legend: Sequence[str]
    writer: str
    heading: str
    sources: Sequence[_Source]


def page(dossier: Dossier) -> str:
    """The dossier as a page of its own; it fetches nothing and runs nothing."""
    language = dossier.language
    filled = render(
        "dossier_page.html",
        language,
        title=dossier.title,
        about=say("accessed", language, date=readable(dossier.made.isoformat(), language)),
        answers=[_told(number, answer, dossier) for number, answer in enumerate(dossier.answers, 1)],
        proofs=[(number, list(proof(citation, dossier))) for number, citation in _numbered(dossier)],
        marks=MARKS,
        policy=POLICY,
        style=STYLE,
    )
    return filled.translate(CONTROLS)


def _told(number: int, answer: AnswerReply, dossier: Dossier) -> _Told:
    shown = [support_of(sentence) for sentence in answer["sentences"]]
    return _Told(
        number,
        answer["question"]["asked"],
        answer["status"] == "refused",
        "" if answer["sentences"] else answer["answer"],
        [_Paragraph(listed, [_sentence(sentence) for sentence in said]) for said, listed in paragraphs(answer)],
        [kind for kind in MARKS if kind in shown],
        answerer_name(answer["answerer"], dossier.language),
        "sources" if answer["citations"] else "nearest",
        [_source(citation, dossier) for citation in cited(answer)],
    )


def _sentence(sentence: SentenceReply) -> _Sentence:
    return _Sentence(sentence["text"], support_of(sentence), sentence["citations"])


def _source(citation: CitationReply, dossier: Dossier) -> _Source:
    title = citation["title"] or say("untitled", dossier.language)
    about = origin(citation, dossier.language)
    address = web_address(citation["url"])
    return _Source(citation["n"], title, about, address, citation["quote"], list(beside(citation, dossier)))
