"""From grounded sentences to the text of an answer, its sentences and its numbered citations.

In: what is stated, in its order, and the sources behind the fold. Out: ``Composed``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.evidence import Evidence
from rag.answering.phrases import date_words, origin, say
from rag.checking.source import Source, source_of
from rag.checking.table_cells import headed_cells
from rag.language.sentences import GLANCE, shorten
from rag.types import Check, Citation, Sentence, Support

_MARK = re.compile(r"\s*\[\d+(?:\s*[,;]\s*\d+)*\]")


@dataclass(frozen=True, slots=True)
class Stated:
    """A sentence ready to be shown and the sources it cites."""

    text: str
    sources: tuple[Source, ...]
    support: Support
    checks: tuple[Check, ...] = ()
    repaired: bool = False
    quoted: bool = False
    """Whether this is a quotation rather than a written sentence."""
    listed: bool = False
    """Whether it is one line among equals: a day of a chronology, a side of a comparison."""


@dataclass(frozen=True, slots=True)
class Composed:
    """The answer's Markdown text, its sentences and citations."""

    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    others: tuple[int, ...] = ()
    """Numbers of the citations that no sentence tells."""


def quotation(source: Source, language: str, *, repaired: bool = False) -> Stated:
    """The source's own words, whole, then outlet and day."""
    return _quoted(
        source, f"{_marked(source_words(source), source, language)} — {origin(source.passage, language)}", repaired
    )


def short_quotation(item: Evidence, language: str, *, told: bool = False, limit: int = GLANCE) -> Stated:
    """The sentence round its answer, cut only where that is safe; outlet and day unless they are told already."""
    text = _marked(_around_answer(item, limit), item.source, language)
    return _quoted(item.source, text if told else f"{text} — {origin(item.source.passage, language)}")


def listed_line(item: Evidence, language: str, *, by_outlet: bool) -> Stated:
    """A line of a comparison, its outlet first, or of a chronology, its day first; then the words."""
    passage = item.source.passage
    outlet, day = passage.source or say("no_outlet", language), date_words(passage, language)
    head = f"{outlet} ({day})" if by_outlet else f"{day} ({outlet})"
    colon = " : " if language == "fr" else ": "
    text = f"{head}{colon}{_marked(_around_answer(item, LINE), item.source, language)}"
    return Stated(text, (item.source,), _as_told(item.source), quoted=True, listed=True)


LINE = 180
"""Characters of a line among several."""


def _around_answer(item: Evidence, limit: int) -> str:
    """The sentence's words from one safe cut to the other; what is left out is marked."""
    source = item.source
    start, end = item.answer_span
    first, last = shorten(source.quote, (start - source.start, end - source.start), limit)
    words = source_words(source_of(source.passage, (source.start + first, source.start + last)))
    return f"{'[…] ' if first else ''}{words}{' […]' if last < len(source.quote) else ''}"


def source_words(source: Source) -> str:
    """The quotation on one line; the cells of a table's row as a list, each after its column's head."""
    words = " ".join(source.quote.split())
    return table_row(source) if _is_row(source) else words


def table_row(source: Source) -> str:
    """« Site A : Effectif 2024 120 ; Effectif 2025 98 » for a row "Site A | 120 | 98" under its table's head."""
    passage = source.passage
    cells = headed_cells(passage.text, (source.start - passage.start, source.end - passage.start))
    if not cells:
        return " ; ".join(cell.strip() for cell in source.quote.split("|") if cell.strip())
    return f"{cells[0].text} : " + " ; ".join(f"{cell.head} {cell.text}" for cell in cells[1:])


def _quoted(source: Source, text: str, repaired: bool = False) -> Stated:
    return Stated(text, (source,), _as_told(source), (), repaired, quoted=True)


def _as_told(source: Source) -> Support:
    """A row's cells stand apart from their heads in the article: told together they are no longer its own words."""
    return "supported" if _is_row(source) else "verbatim"


def _is_row(source: Source) -> bool:
    return "|" in source.quote


def _marked(words: str, source: Source, language: str) -> str:
    """Words between quotation marks, unless they bring their own or are a row's cells under their heads."""
    if _is_row(source) or (words.startswith(("«", "“", '"')) and words.endswith(("»", "”", '"'))):
        return words
    opening, closing = ("« ", " »") if language == "fr" else ("“", "”")
    return f"{opening}{words}{closing}"


def compose(stated: Sequence[Stated], others: Sequence[Source] = ()) -> Composed:
    """Number the citations 1, 2, 3 in the order shown and put the marks after the sentences; ``others`` come last.

    The first sentence stands by itself, the others as a list; one whose source lies inside a quotation cites that.
    """
    whole = [source for item in stated for source in item.sources]
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    for item in stated:
        cited: list[int] = []
        for inner in item.sources:
            source = max((s for s in whole if inner.within(s)), key=lambda s: s.end - s.start)
            key = (source.passage.article_id, source.start, source.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(citation_of(source, numbers[key]))
            if numbers[key] not in cited:
                cited.append(numbers[key])
        text = _MARK.sub("", item.text).strip()
        sentences.append(Sentence(text, tuple(cited), item.support, item.checks, item.repaired))
    told = len(citations)
    for source in others:
        citations.append(citation_of(source, len(citations) + 1))
    folded = tuple(range(told + 1, len(citations) + 1))
    return Composed(_markdown(stated, sentences), tuple(sentences), tuple(citations), folded)


def citation_of(source: Source, number: int) -> Citation:
    """The citation of a source, with the days that its words mean."""
    return Citation(number, source.passage, source.quote, source.start, source.end, source.days)


def _markdown(stated: Sequence[Stated], sentences: Sequence[Sentence]) -> str:
    """What is written, or the first quotation, as a paragraph; the quotations below it as a list."""
    marked = [f"{s.text} " + "".join(f"[{n}]" for n in s.citations) for s in sentences]
    lead = sum(not item.quoted for item in stated) or (0 if all(item.listed for item in stated) else 1)
    lines = [f"- {text}" for text in marked[lead:]]
    return "\n\n".join(part for part in (" ".join(marked[:lead]), "\n".join(lines)) if part)
