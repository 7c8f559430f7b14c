"""What a dossier holds: the answers, their citations, and which of their quotations stand in the archive."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rag.contract import AnswerReply, CitationReply
from rag.errors import NotFound
from rag.types import Article, Language
from web.day_text import published
from web.words import say

Place = tuple[str, int, int, str]
"""A quotation and where it stands: article id, start, end, words."""


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is exported: answer objects, and which of their quotations stand in the archive."""

    title: str
    answers: Sequence[AnswerReply]
    standing: frozenset[Place]
    language: Language
    made: dt.date


def cited(answer: AnswerReply) -> list[CitationReply]:
    """The citations of an answer, or what was nearest where it was refused: these have the number 0."""
    if answer["citations"] or answer["refusal"] is None:
        return answer["citations"]
    return [{"n": 0, **nearest} for nearest in answer["refusal"]["nearest"]]


def standing_quotes(article: Callable[[str], Article], citations: Sequence[CitationReply]) -> Iterator[Place]:
    """The quotations whose words stand in the archive where they are said to."""
    texts: dict[str, str] = {}
    for citation in citations:
        identity = citation["article_id"]
        if identity not in texts:
            try:
                texts[identity] = article(identity).draft.text
            except NotFound:
                texts[identity] = ""
        place = place_of(citation)
        if place[3] and texts[identity][place[1] : place[2]] == place[3]:
            yield place


def place_of(citation: CitationReply) -> Place:
    """Where a citation says that its words stand."""
    return citation["article_id"], citation["start"], citation["end"], citation["quote"]


def facts(citation: CitationReply, dossier: Dossier) -> list[str]:
    """What must be known of a quotation: file, place, fingerprint, and whether it still stands there."""
    language = dossier.language
    where = citation["file"] if citation["record"] is None else f"{citation['file']} #{citation['record']}"
    place = say("offsets", language, start=citation["start"], end=citation["end"])
    stands = say("in_place" if place_of(citation) in dossier.standing else "not_in_place", language)
    digest = hashlib.sha256(citation["quote"].encode()).hexdigest()
    shown = [f"{say('article_in', language, file=where)}, {place}", f"SHA-256 {digest}", stands]
    if citation["copies"]:
        shown.append(say("also_in", language, files=", ".join(citation["copies"])))
    return shown


def origin(citation: CitationReply, language: Language) -> list[str]:
    """Outlet, day and author of the article that is quoted."""
    date = published(citation["published"], language, say("no_date", language))
    return [part for part in (citation["source"] or say("no_source", language), date, citation["author"]) if part]


def beside(citation: CitationReply, dossier: Dossier) -> list[str]:
    """What a reader must know beside a quotation: that it no longer stands there, who else carries the dispatch."""
    language = dossier.language
    shown = [] if place_of(citation) in dossier.standing else [say("not_in_place", language)]
    if citation["copies"]:
        shown.append(say("also_in", language, files=", ".join(citation["copies"])))
    return shown


def proof(citation: CitationReply, dossier: Dossier) -> list[str]:
    """What the appendix tells of a quotation: the facts, and what its date was read from."""
    evidence = citation["published"]["evidence"] if citation["published"] else ""
    read = [say("date_read", dossier.language, evidence=evidence)] if evidence else []
    return [*facts({**citation, "copies": []}, dossier), *read]


def web_address(url: str | None) -> str | None:
    """The address when a browser may be sent there: http or https, printable ASCII or letters, no blanks."""
    if not url or not url.lower().startswith(("http://", "https://")):
        return None
    return url if url.isprintable() and not set(url) & set(' <>"`') else None
