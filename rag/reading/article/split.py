"""Lines that are two things at once, cut before they are labelled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.language.sentences import split_sentences
from rag.reading.article import lexicon
from rag.reading.article.zones import LOOK_AHEAD, Hint, RawLine
from rag.types import Span

_PREFIX = re.compile(r"^\s*(date (?:19|20)\d\d(?:-\d\d){0,2})\s+(?=\S{2,}\s+\S)", re.I)


CUT: frozenset[Hint | None] = frozenset({None, "body", "standfirst"})
"""Hints of the lines out of which sentences are cut."""
_LONGEST_TITLE = 300
"""Characters beyond which what follows such a prefix is a paragraph, as on a page that a machine read."""
_SUBJECT = re.compile(r"^((?:objet|sujet|subject|asunto)\s*:)\s*(?=\S)", re.I)


def split_prefix(text: str, raws: Sequence[RawLine]) -> list[RawLine]:
    """Cut the prefix ``date YYYY-MM``, or the « Objet : » of a letter, off a line: the rest is the title."""
    found: list[RawLine] = []
    for raw in raws:
        content = text[raw.start : raw.end] if len(found) <= LOOK_AHEAD + 2 else ""
        dated = _PREFIX.match(content) if len(found) < LOOK_AHEAD else None
        match = dated or _SUBJECT.match(content)
        if match:
            hint: Hint = "date" if dated else "furniture"
            found.append(RawLine(raw.start + match.start(1), raw.start + match.end(1), hint))
            title = raw.end - raw.start - match.end() <= _LONGEST_TITLE
            found.append(RawLine(raw.start + match.end(), raw.end, "title" if title else raw.hint))
        else:
            found.append(raw)
    return found


def split_commands(text: str, folded: str, raws: Sequence[RawLine]) -> list[RawLine]:
    """Set the sentences apart that speak to a language model: what stands around them is the article's."""
    found: list[RawLine] = []
    for raw in raws:
        line = folded[raw.start : raw.end]
        if raw.hint in CUT and lexicon.may_address(line) and not lexicon.addresses(line):
            at = raw.start
            for start, end in _commands(folded, split_sentences(text, raw.start, raw.end)):
                found += _bare(text, at, start, raw.hint)
                found += _bare(text, start, end, "tool")
                at = end
            found += _bare(text, at, raw.end, raw.hint)
        else:
            found.append(raw)
    return found


def _commands(folded: str, sentences: Sequence[Span]) -> Iterator[Span]:
    """Spans of what speaks to a language model, with the orders that follow at once."""
    command: Span | None = None
    for start, end in sentences:
        sentence = folded[start:end]
        at = lexicon.addressed_from(sentence)
        if command and (at == 0 or (at is None and lexicon.goes_on_commanding(sentence))):
            command = command[0], end
            continue
        if command:
            yield command
        command = None if at is None else (start + at, end)
    if command:
        yield command


def _bare(text: str, start: int, end: int, hint: Hint | None) -> list[RawLine]:
    """The line without the white space around it, if anything is left."""
    content = text[start:end]
    first = start + len(content) - len(content.lstrip())
    return [RawLine(first, start + len(content.rstrip()), hint)] if content.strip() else []
