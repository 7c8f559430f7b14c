"""From grounded sentences to the text of an answer, its sentences and its numbered citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.phrases import origin
from rag.answering.source import Source
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


@dataclass(frozen=True, slots=True)
class Composed:
    """The answer's Markdown text, its sentences and citations."""

    text: str
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


def quotation(source: Source, language: str, *, repaired: bool = False) -> Stated:
    """The source's own words, with outlet and date before them."""
    words = " ".join(source.quote.split())
    opening, closing = ("« ", " »") if language == "fr" else ("“", "”")
    colon = " : " if language == "fr" else ": "
    if words.startswith(("«", "“", '"')) and words.endswith(("»", "”", '"')):
        opening = closing = ""
    return Stated(
        f"{origin(source.passage, language)}{colon}{opening}{words}{closing}", (source,), "verbatim", (), repaired
    )


def compose(stated: Sequence[Stated], *, bullets: bool = False) -> Composed:
    """Number the citations 1, 2, 3 in the order shown and put the marks after the sentences."""
    numbers: dict[tuple[str, int, int], int] = {}
    citations: list[Citation] = []
    sentences: list[Sentence] = []
    lines: list[str] = []
    for item in stated:
        cited = []
        for source in item.sources:
            key = (source.passage.article_id, source.start, source.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                citations.append(Citation(numbers[key], source.passage, source.quote, source.start, source.end))
            cited.append(numbers[key])
        text = _MARK.sub("", item.text).strip()
        sentences.append(Sentence(text, tuple(cited), item.support, item.checks, item.repaired))
        lines.append(f"{text} " + "".join(f"[{n}]" for n in cited))
    joined = "\n".join(f"- {line}" for line in lines) if bullets and len(lines) > 1 else "\n\n".join(lines)
    return Composed(joined, tuple(sentences), tuple(citations))
