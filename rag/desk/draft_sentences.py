"""The sentences of a draft that somebody wrote, where they stand in it, and whether they state anything checkable."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.figures import figures
from rag.language.moments import moments
from rag.language.names import names
from rag.language.sentences import split_sentences
from rag.language.terms import terms
from rag.types import Span

_SIGNS = re.compile(r"(?:[-*•–—>]\s+|#+\s+|\d{1,2}[.)]\s+)+")
"""Signs of a list, a heading or a quotation by mail, before a sentence."""
_INSIDE = re.compile(r"\*\*|__|`|\s*\[\d+(?:\s*[,;]\s*\d+)*\]")
"""Emphasis and marks of citations, which are no words."""
_QUESTION = re.compile(r"\?[\s»”\"')\]]*$")
FEW = 4
"""Words, small ones too, from which a sentence without figure, date or name may still state something."""


@dataclass(frozen=True, slots=True)
class Drafted:
    """A sentence: its words without signs of markup, and its span in the draft."""

    text: str
    span: Span


def drafted(text: str) -> list[Drafted]:
    """The sentences of a draft in order; what holds no letter or digit is none."""
    found = []
    for start, end in split_sentences(text):
        signs = _SIGNS.match(text, start, end)
        start = signs.end() if signs else start
        plain = " ".join(_INSIDE.sub("", text[start:end]).split())
        if re.search(r"\w", plain):
            found.append(Drafted(plain, (start, end)))
    return found


def states_something(sentence: str) -> bool:
    """Whether there is anything to check: a question is not, nor are a few words without figure, date or name."""
    if _QUESTION.search(sentence):
        return False
    if len(set(terms(sentence))) < 2:
        return False
    return len(sentence.split()) >= FEW or bool(figures(sentence) or moments(sentence) or names(sentence))
