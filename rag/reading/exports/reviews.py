"""Press reviews typed in a word processor: a heading, a line with outlet and date, the article, and so on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.language.fold import fold
from rag.reading.article.bylines import clean_author
from rag.reading.article.lexicon import is_sentence
from rag.reading.article.press_line import PressLine, press_line
from rag.reading.exports.many import Entry

_NEAR = 3
"""Lines below a heading within which outlet and date stand."""
_RIGHTS = re.compile(r"(?:©|\(c\)|copyright\b|tous droits r[ée]serv[ée]s)", re.I)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph; ``level`` is that of a heading, 0 is none."""

    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """The articles of a review, and how many headings of their level it has."""

    entries: list[Entry]
    marks: int


def split_review(lines: Sequence[Line]) -> Review | None:
    """The articles where at least two headings of one level have outlet and date below them; else None.

    What stands above the first of them, a list of contents for instance, is of no article.
    """
    starts = {n: found for n, line in enumerate(lines) if line.level and (found := _below(lines, n))}
    levels = [lines[n].level for n in starts]
    level = max(set(levels), key=levels.count, default=0)
    if levels.count(level) < 2:
        return None
    places = [n for n, line in enumerate(lines) if line.level == level]
    first = min(n for n in starts if lines[n].level == level)
    places = [n for n in places if n >= first]
    entries = []
    for place in places:
        end = next((n for n in range(place + 1, len(lines)) if 0 < lines[n].level <= level), len(lines))
        entries.append(_entry(lines[place:end], starts.get(place)))
    return Review(entries, len(places))


def _below(lines: Sequence[Line], heading: int) -> tuple[int, PressLine] | None:
    """Where below a heading outlet and date stand, and what they are."""
    for near in range(1, _NEAR + 1):
        if heading + near >= len(lines) or lines[heading + near].level:
            return None
        if found := press_line(lines[heading + near].text):
            return near, found
    return None


def _entry(lines: Sequence[Line], said: tuple[int, PressLine] | None) -> Entry:
    made = Entry(title=lines[0].text)
    made.add(lines[0].text, "title")
    body = 1
    if said:
        near, line = said
        made.source, made.published, made.author = line.source, line.date, line.author
        for other in lines[1:near]:
            made.add(other.text, "standfirst" if is_sentence(fold(other.text)) else "furniture")
        made.add(lines[near].text, "byline")
        body = near + 1
    if made.author is None and body < len(lines) and (author := _author(lines[body].text)):
        made.author = author
        made.add(lines[body].text, "byline")
        body += 1
    for line_ in lines[body:]:
        if line_.level:
            made.add(line_.text, "heading")
        elif _RIGHTS.match(line_.text):
            made.add(line_.text)
        else:
            made.add_body([line_.text])
    return made


def _author(text: str) -> str | None:
    """A line that is a name and nothing else."""
    if len(text) > 80 or is_sentence(fold(text)) or not re.fullmatch(r"(?:par |by )?[^\d:;!?]+", text, re.I):
        return None
    words = re.sub(r"^(?:par|by) ", "", text, flags=re.I).split()
    named = 2 <= len(words) <= 8 and all(
        word[:1].isupper() or word in ("et", "de", "du", "and", "van") for word in words
    )
    return clean_author(text, None)[0] if named else None
