"""From grounded sentences to the text of an answer, its sentences and its numbered citations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.phrases import origin
from rag.checking.source import Source
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
    """Whether this is a quotation with its outlet and date rather than a written sentence."""


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
        f"{origin(source.passage, language)}{colon}{opening}{words}{closing}",
        (source,),
        "verbatim",
        (),
        repaired,
        quoted=True,
    )


def compose(stated: Sequence[Stated]) -> Composed:
    """Number the citations 1, 2, 3 in the order shown and put the marks after the sentences.

    Quotations stand one a line; a sentence whose source lies inside a quotation cites that quotation.
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
                citations.append(Citation(numbers[key], source.passage, source.quote, source.start, source.end))
            if numbers[key] not in cited:
                cited.append(numbers[key])
        text = _MARK.sub("", item.text).strip()
        sentences.append(Sentence(text, tuple(cited), item.support, item.checks, item.repaired))
    return Composed(_markdown(stated, sentences), tuple(sentences), tuple(citations))


def _markdown(stated: Sequence[Stated], sentences: Sequence[Sentence]) -> str:
    """Written sentences as one paragraph, quotations below it, as a list where there are several."""
    marked = [f"{s.text} " + "".join(f"[{n}]" for n in s.citations) for s in sentences]
    written = [text for text, item in zip(marked, stated, strict=True) if not item.quoted]
    quoted = [text for text, item in zip(marked, stated, strict=True) if item.quoted]
    lines = [f"- {text}" for text in quoted] if len(quoted) > 1 else quoted
    return "\n\n".join(part for part in (" ".join(written), "\n".join(lines)) if part)
