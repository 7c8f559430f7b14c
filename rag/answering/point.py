"""Whether a written sentence answers what was asked, or only sounds so.

A small model likes to repeat the question's words round some name or figure that it has read: "Lise Morand a été
acquittée de toute accusation", where the article names her and tells of no acquittal. Such a sentence passes checks
of names and figures; what gives it away is that its other words are the question's and not the source's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from rag.answering.claims import Found
from rag.answering.evidence import Evidence
from rag.answering.expected import holds_answer, wanted
from rag.answering.ground import is_verbatim
from rag.checking.check_names import names
from rag.checking.rules.rule_words import words_of
from rag.checking.source import Source
from rag.language.figures import figures
from rag.language.fold import fold_open as fold
from rag.language.terms import terms
from rag.reader.calibration import calibration
from rag.types import Question

FRAGMENT = 6
"""Words up to which a piece of its source says nothing by itself."""
ECHOED = 1
"""Words that a sentence may take from the question without its source having them."""


def to_the_point(sentence: str, question: Question, source: Source, evidence: Sequence[Evidence]) -> bool:
    """Whether the source is among the better sentences, speaks of what the question names, and carries the sentence."""
    scores = [item.score for item in evidence if item.source.within(source)]
    if not scores:
        return False
    below = evidence[0].score - max(scores)
    fragment = is_verbatim(sentence, source) and len(sentence.split()) <= FRAGMENT
    if below > calibration().near["fragment" if fragment else "to_the_point"]:
        return False
    if _stutters(sentence) or _leaves_out(sentence, question, source):
        return False
    named = set(terms(" ".join(names(question.standalone))))
    if (named & set(terms(evidence[0].source.around))) - set(terms(source.around)):
        return False
    return source.passage.language != question.language or len(echoed(sentence, question, source)) <= ECHOED


def _stutters(sentence: str) -> bool:
    """Whether five words stand in it twice."""
    said = re.findall(r"\w+", fold(sentence))
    runs = list(zip(*(said[n:] for n in range(5)), strict=False))
    return len(runs) > len(set(runs))


_NAME_ASKED = re.compile(
    r"\bs'appel\w+|\bse nomm(?:e|ait|ent)\b|(?<!\bau )\bnoms?\b|\bnames? of\b"
    r"|\bwhat (?:is|was|are|were)\b.{2,60} called\b"
)


def _leaves_out(sentence: str, question: Question, source: Source) -> bool:
    """Whether a name, figure or sum is asked for that the source has and the sentence does not give."""
    named = _NAME_ASKED.search(fold(question.standalone)) is not None
    expected = wanted(question)
    if not named and expected not in ("number", "money", "percent", "age"):
        return False
    expected = "person" if named else expected
    passage = replace(source.passage, text=sentence, start=0, end=len(sentence), sentences=((0, len(sentence)),))
    said = Source(passage, 0, len(sentence))
    held = holds_answer(question.standalone, expected, source)
    return held and not holds_answer(question.standalone, expected, said)


def echoed(sentence: str, question: Question, source: Source) -> list[str]:
    """The content words that the sentence has from the question and not from its source or the source's title."""
    asked = [word for word in words_of(question.asked) if word.content]
    held = [word for word in words_of(f"{source.passage.title or ''}. {source.quote}") if word.content]
    return [
        word.text
        for word in words_of(sentence)
        if word.content and any(word.like(other) for other in asked) and not any(word.like(other) for other in held)
    ]


def says_the_claim(sentence: str, claim: Found) -> bool:
    """Whether the sentence gives the value of the best claim: its figures, its day or its name; words share one."""
    said = set(terms(sentence))
    if claim.kind == "number":
        told = {figure.value for figure in figures(sentence)}
        return {figure.value for figure in figures(claim.best.answer)} <= told
    held = set(terms(claim.best.answer))
    return not held or (held <= said if claim.kind == "name" else bool(held & said))
