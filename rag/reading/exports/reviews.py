"""Press reviews: a headline, a line with outlet and date, the article, and so on; with headings or as plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.language.fold import fold
from rag.reading import Reading
from rag.reading.article.bylines import clean_author
from rag.reading.article.lexicon import is_sentence
from rag.reading.exports.many import Entry, articles, unsplit
from rag.reading.exports.press_line import PressLine, press_line
from rag.reading.formats.format import Format, Given

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


def split_plain(lines: Sequence[str]) -> Review | None:
    """The articles of a review without headings: two lines at least with outlet and date, each with a headline.

    The headline stands above such a line; or the line gives section and date, the outlet stands above it and the
    headline below. None where any of them lacks its headline or its text: then it is no review.
    """
    kept = [line for raw in lines if (line := " ".join(raw.split())) and not _RULE.fullmatch(line)]
    anchors = [(n, found) for n, line in enumerate(kept) if n and (found := press_line(line))]
    anchors = [(n, found) for n, found in anchors if _is_short(kept[n - 1])]
    if len(anchors) < 2:
        return None
    # One file is laid out in one way: a section's own name, « Vie locale », is told by those that are known.
    sections = 2 * sum(_is_section(kept, place, said) for place, said in anchors) > len(anchors)
    entries = []
    for (place, said), end in zip(anchors, [*(n - 1 for n, _ in anchors[1:]), len(kept)], strict=True):
        made = _plain_entry(kept, place, said, end, sections)
        if made is None:
            return None
        entries.append(made)
    return Review(entries, len(entries))


def _plain_entry(lines: Sequence[str], place: int, said: PressLine, end: int, sections: bool) -> Entry | None:
    below = place + 1
    if sections:
        if below >= end or not _is_short(lines[below]):
            return None
        made = Entry(title=lines[below], source=lines[place - 1], published=said.date, author=said.author)
        made.add(lines[place - 1])
        made.add(lines[place], "byline")
        made.add(lines[below], "title")
        below += 1
    else:
        made = Entry(title=lines[place - 1], source=said.source, published=said.date, author=said.author)
        made.add(lines[place - 1], "title")
        made.add(lines[place], "byline")
    if below < end and made.author is None and (author := _author(lines[below])):
        made.author = author
        made.add(lines[below], "byline")
        below += 1
    rights = next((n for n in range(below, end) if _RIGHTS.match(lines[n])), end)
    made.add_body(lines[below:rights])
    for line in lines[rights:end]:
        made.add(line)
    told = any(len(line) >= 60 and is_sentence(fold(line)) for line in lines[below:rights])
    return made if told else None


def _is_section(lines: Sequence[str], place: int, said: PressLine) -> bool:
    """Whether a line gives section and date, with the outlet above and the headline below it."""
    below = lines[place + 1] if place + 1 < len(lines) else ""
    headed = _is_short(below) and len(below.split()) > len(lines[place - 1].split()) and _author(below) is None
    return headed and bool(_SECTION.fullmatch(fold(said.source)))


def _is_short(line: str) -> bool:
    return 2 <= len(line) <= 200 and not is_sentence(fold(line)) and press_line(line) is None


def _sniff(given: Given) -> bool:
    text = given.head
    if not text or given.is_html or text.lstrip()[:1] in ("{", "[", "<"):
        return False
    return split_plain(text.split("\n")) is not None


def _read(given: Given) -> Reading:
    """The articles. Raises Unreadable where the whole file is no review although its beginning looks like one."""
    found = split_plain(given.decoded.text.split("\n"))
    if found is None:
        raise unsplit(given, "revue de presse")
    raws = [entry.raw("txt") for entry in found.entries]
    return articles(given, raws, marks=found.marks, what="revue de presse", repaired=given.decoded.repairs)


def _read_word(given: Given) -> Reading | None:
    """The articles of a review in Word; None for any other document."""
    from rag.reading.formats.docx import read_docx

    raw = read_docx(given.data, given.name)
    texts = [(raw.text[line.start : line.end], line.hint) for line in raw.lines]
    lines = [Line(" ".join(text.split()), {"title": 1, "heading": 2}.get(hint or "", 0)) for text, hint in texts]
    review = split_review(lines) or split_plain([line.text for line in lines])
    if review is None:
        return None
    raws = [entry.raw("docx") for entry in review.entries]
    return articles(given, raws, marks=review.marks, what="revue de presse", repaired=raw.warnings)


def _sniff_word(given: Given) -> bool:
    return given.is_zip and "word/document.xml" in given.members


_RULE = re.compile(r"([_=*~#-])\1{4,}")
_SECTION = re.compile(
    r"(?:sports?|economie|politique|societe|culture|france|monde|international|regions?|faits divers"
    r"|locale?|opinions?|une|actualites?)"
)
FORMAT = Format("revue", (".txt",), _sniff, _read, many=True)
WORD = Format("revue-docx", (".docx",), _sniff_word, _read_word)
