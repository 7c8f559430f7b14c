"""Questions about the present: an older article never stands for a newer state of things, nor without its date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.answering.phrases import date_words
from rag.answering.source import Source
from rag.calendar_words import fold
from rag.types import Question

_WHO_IS = re.compile(
    r"(?:^|[,;:.!?»] |\bet |\band )(?:qui|who)(?:'s)? "
    r"(?:est|sont|dirige|preside|gouverne|commande|is|are|runs|leads|heads|chairs)\b"
)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")


def asks_about_now(question: Question) -> bool:
    """Whether the question is about the state of things today, or about who holds an office, and gives no period."""
    return question.period is None and (question.order == "latest" or bool(_WHO_IS.search(fold(question.standalone))))


def outdated(source: Source, quotations: Sequence[Source]) -> bool:
    """Whether one of the quotations is from a later day than the source, or the source has none."""
    days = [q.passage.published.first_day for q in quotations if q.passage.published]
    published = source.passage.published
    return bool(days) and (published is None or published.last_day < max(days))


def dated(sentence: str, source: Source, language: str) -> str:
    """The sentence with its article's date at the end, unless it names a year."""
    if _YEAR.search(sentence):
        return sentence
    said = re.fullmatch(r"(.*?)([\s.!?…]*)", sentence, re.DOTALL)
    assert said, "the pattern matches every text"
    return f"{said[1]} ({date_words(source.passage, language)}){said[2]}"
