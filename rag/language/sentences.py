"""Sentences of press text, French first: quote-aware, linear, with offsets that never move.

A quotation stays in one piece with the words that attribute it (« A. B », a dit X), unless it is long.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from rag.language.fold import fold
from rag.language.quotes import quote_spans
from rag.types import Span

LONG_QUOTATION = 350
"""Characters from which a quotation is cut between its own sentences."""
LONG_SENTENCE = 1200
"""Characters from which a run without a sentence end is cut at spaces, into pieces of about ``PIECE``."""
PIECE = 600

_NARROWEST_WRAP, _WIDEST_WRAP = 45, 130
_LINE = re.compile(r"[^\n]+")
_ITEM = re.compile(r"\s*(?:[-–—•*▪◦‣·>]\s|\d{1,2}[.)]\s|\|)")
_ROW = re.compile(r"\||\t|\S {3,}\S|\.{4,}")
_END = re.compile(r"(?<![.!?…])[.!?…]++(?:[)\]”\"’']|[ \u00a0\u202f]?»)*+\s++")
_STARTS = re.compile(r"[A-ZÀ-ÖØ-Þ0-9«“„\"'’‘(\[¿¡•–—-]")
_LAST_WORD = re.compile(r"[^\s(«“\"\[’']+\Z")

_TITLES = (
    "m mm mr mrs ms dr drs pr prof me mgr st ste sr jr sra srta dra gen gén col lt cdt sgt capt cap gov sen rep rev hon"
)
_REFERENCES = (
    "art p pp vol chap fig cf env av apr no nos n° num al ex vs ave bd bld blvd éd ed coll dir réf tél tel hab approx "
    "dept dépt i.e e.g p.ex c.-à-d"
)
_MONTHS = "janv févr fév avr juil sept oct nov déc jan feb apr aug sep dec ene abr ago dic"
_BEFORE_LETTER = (
    "plan vitamine groupe hépatite catégorie classe type point bureau contre option série ligue zone annexe lot "
    "bâtiment hall porte ligne monsieur madame et ou vitamin group category class grade schedule"
)
_OPENINGS = "The He She It In But They We A An This That On At As And If For There Its His Her Le La Les Il Elle En"
_NEVER_END = frozenset((_TITLES + " " + _REFERENCES).split())
_MONTH_SHORT = frozenset(_MONTHS.split())
_LETTERED = frozenset(_BEFORE_LETTER.split())
_STARTERS = frozenset(_OPENINGS.split())
_PRONOUNS = frozenset({"me", "col", "cap", "no", "al", "dir", "ex"})
"""Abbreviations that are words too: lower case before a full stop, they end the sentence."""


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Spans of the sentences of ``text[start:end]``, in order, without the white space around them."""
    sentences: list[Span] = []
    for block in blocks(text, start, len(text) if end is None else end):
        for first, last in _block_sentences(text, *block):
            sentences.extend(_cut_long(text, first, last))
    return sentences


def blocks(text: str, start: int, end: int) -> Iterator[Span]:
    """Spans of paragraphs: lines that were only wrapped are joined, list items and table rows stand alone."""
    paragraph: list[Span] = []
    for match in _LINE.finditer(text, start, end):
        if match.group().isspace():
            continue
        if paragraph and text.count("\n", paragraph[-1][1], match.start()) > 1:
            yield from _unwrap(text, paragraph)
            paragraph = []
        paragraph.append(match.span())
    yield from _unwrap(text, paragraph)


def is_row(text: str, block: Span) -> bool:
    """Whether a block is a list item, a table row or a short « label : figure »."""
    start, end = block
    if _ITEM.match(text, start, end) or _ROW.search(text, start, min(end, start + 200)):
        return True
    return end - start < 80 and text[end - 1] not in ".!?…»”" and any(char.isdigit() for char in text[start:end])


def _unwrap(text: str, lines: list[Span]) -> Iterator[Span]:
    if not lines:
        return
    width = max(last - first for first, last in lines)
    first, last = lines[0]
    for following in lines[1:]:
        if _wrapped(text, (first, last), following, width, lines):
            last = following[1]
        else:
            yield _strip(text, first, last)
            first, last = following
    yield _strip(text, first, last)


def _wrapped(text: str, block: Span, following: Span, width: int, lines: list[Span]) -> bool:
    """Whether the newline before ``following`` is only a wrap: the line before had no room for its first word."""
    if not _NARROWEST_WRAP <= width <= _WIDEST_WRAP or _ITEM.match(text, *following):
        return False
    before = text.rfind("\n", block[0], block[1]) + 1 or block[0]
    if _ROW.search(text, before, block[1]) or _ROW.search(text, *following):
        return False
    space = text.find(" ", following[0], following[1])
    word = (following[1] if space < 0 else space) - following[0]
    return block[1] - before + 1 + word > width or text[following[0]].islower()


def _block_sentences(text: str, start: int, end: int) -> Iterator[Span]:
    quotes = [span for span in quote_spans(text, start, end) if span[1] - span[0] <= LONG_QUOTATION]
    opens = [span[0] for span in quotes]
    first = start
    for match in _END.finditer(text, start, end):
        cut = match.end()
        if cut >= end or not _STARTS.match(text, cut):
            continue
        mark = match.start()
        quote = bisect_right(opens, mark) - 1
        inside = quote >= 0 and mark < quotes[quote][1]
        if inside and cut < quotes[quote][1]:
            continue
        if _ends(text, first, mark, match.group(), cut):
            yield _strip(text, first, cut)
            first = cut
    yield _strip(text, first, end)


def _ends(text: str, first: int, mark: int, ending: str, cut: int) -> bool:
    """Whether the stop at ``mark`` ends the sentence that began at ``first``."""
    stop = ending.rstrip()
    if stop[0] in "!?":
        return True
    if mark > first and text[mark - 1] in "([" and stop[-1] in ")]":
        return False
    if stop != ".":
        return not stop.startswith("....")
    found = _LAST_WORD.search(text, max(first, mark - 30), mark)
    word = found.group() if found else ""
    if word.isdigit() and text[first:mark].strip(" \t*-–—>") == word:
        return False
    lowered = word.lower()
    if lowered in _NEVER_END:
        return word in _PRONOUNS and text[cut].isupper()
    if lowered in _MONTH_SHORT or lowered in {"h", "min", "km", "kg"}:
        return not text[cut].isdigit()
    if len(word) == 1 and word.isupper():
        before = text[max(first, mark - 40) : mark - 1].split()
        return bool(before) and before[-1].lower() in _LETTERED
    if re.fullmatch(r"(?:[A-Za-z]\.-?)+[A-Za-z]", word):
        return text[cut : cut + 12].split(" ", 1)[0] in _STARTERS or lowered.endswith("j.-c")
    return True


def _strip(text: str, first: int, last: int) -> Span:
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return first, last


def _cut_long(text: str, first: int, last: int) -> Iterator[Span]:
    while last - first > LONG_SENTENCE:
        space = text.rfind(" ", first + PIECE // 2, first + PIECE)
        cut = space if space > 0 else first + PIECE
        yield first, cut
        first = _strip(text, cut, last)[0]
    if first < last:
        yield first, last


GLANCE = 240
"""Characters of a first line."""
_SAYING = (
    r"(?:dit|declare|affirme|indique|precise|explique|annonce|estime|assure|juge|reconnu|reconnait|ajoute|accuse"
    r"|reproche)"
)
_NEVER_LEFT_OUT = re.compile(
    r"\b(?:ne|n|pas|non|sans|sauf|hormis|mais|si|selon|apres|d'apres|jamais|aucune?|(?:au|se|pour|dev)r(?:ai|aie)n?t"
    rf"|{_SAYING}|not|no|without|unless|but|if|according|said|says|told|would|could|might|never|none|except)\b"
    r"|[\"«»“”]|-t-(?:il|elle|on)\b"
)
_RELATIVE = r"(?:qui|dont|ou|laquelle|lequel|ce qui|alors que|tandis que|ainsi que|who|which|where|while)"
_CLOSING_PART = re.compile(rf", (?={_RELATIVE}\b)| ?; ")
_OPENING_PART = re.compile(
    r"^(?:lors|pendant|durant|au cours|depuis|reuni\w*|interroge\w*|dans|during|in|at)\b[^,;:]{3,160}, "
)


def shorten(words: str, answer: Span, limit: int = GLANCE) -> Span:
    """The span of ``words`` round its ``answer`` to show: all of it where it is short or cannot be cut safely.

    A part that holds a denial, a condition, a speaker or a doubt is never left out: "412 morts, selon des témoins"
    without its witnesses would be another sentence.
    """
    start, end = 0, len(words)
    if end <= limit:
        return start, end
    folded = fold(words)
    for found in _CLOSING_PART.finditer(folded, answer[1]):
        if not _NEVER_LEFT_OUT.search(folded, found.start()):
            end = found.start()
            break
    opening = _OPENING_PART.match(folded)
    if end - start > limit and opening and opening.end() <= answer[0] and not _NEVER_LEFT_OUT.search(opening[0]):
        start = opening.end()
    return start, end
