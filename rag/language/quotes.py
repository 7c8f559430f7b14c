"""Quotations of a text and, where the grammar is certain, to whom the text attributes them.

The attribution is the phrase as written (« le porte-parole du ministère »), never a resolved speaker:
on held-out press pages resolving names was right in 72 % of the cases, the phrase in 96 %.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.fold import fold
from rag.types import Span

QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"")
"""What stands between quotation marks, the marks included."""
_MARK = re.compile(r'[«»“”„"]')
_CLOSING = {"«": "»", "“": "”", "„": "“”"}
_LINK = re.compile(r"\s{0,3}[,.]?\s{0,3}(?:[-–—] ?)?")
_LONGEST = 120
_SHORT = 6


@dataclass(frozen=True, slots=True)
class Quotation:
    """The words between two quotation marks, and the phrase that names the speaker (« ce dernier », « il » too)."""

    span: Span
    attribution: Span | None


def quote_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of quotations, marks included; a mark without its partner is passed over."""
    spans: list[Span] = []
    opened, mark = -1, ""
    for match in _MARK.finditer(text, start, len(text) if end is None else end):
        at, char = match.start(), match.group()
        if mark and char in _CLOSING.get(mark, '"') and (mark != '"' or char == '"'):
            spans.append((opened, at + 1))
            mark = ""
        elif (char in "«“„" and not (mark == "«" and char in "“„")) or (char == '"' and not mark and _opens(text, at)):
            opened, mark = at, char
    return spans


def _opens(text: str, at: int) -> bool:
    """Whether the straight mark at ``at`` can open: words follow, and it does not end one."""
    after = text[at + 1 : at + 2]
    return bool(after) and not after.isspace() and not text[max(0, at - 1) : at].isalnum()


def find_quotations(text: str, start: int = 0, end: int | None = None) -> list[Quotation]:
    """Quotations of ``text[start:end]`` in order: the words without the marks, the speaker as written."""
    stop = len(text) if end is None else end
    return [Quotation(_inner(text, span), _attribution(text, span, stop)) for span in quote_spans(text, start, stop)]


def _attribution(text: str, span: Span, end: int) -> Span | None:
    """The speaker after an inverted verb or « selon »; None for a mere expression between marks."""
    from rag.language.speech_words import ACCORDING, INDEFINITE, NAMED, NO_SPEAKER, VERB, WITH_PRONOUN

    link = _LINK.match(text, span[1], end)
    begin = link.end() if link else span[1]
    last_word = text[_inner(text, span)[1] - 1]
    if "," not in text[span[1] : begin] and last_word not in ",!?.…":
        return None
    folded = fold(text[begin : min(end, begin + 2 * _LONGEST)]).replace("\n", " ")
    pronoun = WITH_PRONOUN.match(folded)
    if pronoun:
        group = "p1" if pronoun["p1"] else "p2"
        return begin + pronoun.start(group), begin + pronoun.end(group)
    named = NAMED.match(text, begin, end)
    if named:
        return named.span("name")
    verb = VERB.match(folded) or ACCORDING.match(folded)
    if not verb or (NO_SPEAKER.match(folded, verb.end()) and verb.re is ACCORDING):
        return None
    if text.count(" ", *span) < _SHORT and INDEFINITE.match(folded, verb.end() + 1):
        return None
    return _speaker(text, folded, begin, verb.end())


def _speaker(text: str, folded: str, begin: int, after: int) -> Span | None:
    """The noun phrase at ``after`` up to where it stops, with the name set beside a function."""
    from rag.language.speech_words import BESIDE, DETERMINER, STOP

    first = after + (folded[after : after + 1] == " ")
    determined = DETERMINER.match(folded, first)
    if not determined and not text[begin + first : begin + first + 1].isupper():
        return None
    stop = STOP.search(folded, determined.end() if determined else first)
    last = stop.start() if stop else len(folded.rstrip())
    beside = BESIDE.match(text, begin + last) if determined else None
    last = beside.end() - begin if beside else last
    return (begin + first, begin + last) if 1 < last - first <= _LONGEST else None


def _inner(text: str, span: Span) -> Span:
    first, last = span[0] + 1, span[1] - 1
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return first, last
