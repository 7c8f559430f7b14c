"""LexisNexis before 2018: HTML, RTF and text; articles begin with « 1 of 3 DOCUMENTS », fields are labelled lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rag.language.fold import fold_marks as fold
from rag.reading import Reading
from rag.reading.article import headings
from rag.reading.decode import clean
from rag.reading.exports.many import Entry, articles
from rag.reading.formats.format import Format, Given
from rag.reading.formats.markup import nodes_of, parse
from rag.reading.formats.rtf import rtf_text
from rag.reading.press.nexis import COPYRIGHT, WHAT
from rag.reading.press.stated import stated_author, stated_date

_COUNT = re.compile(
    r"(?:documents? |dokument )?(?P<n>\d{1,4}) (?:of|de|von|sur) (?P<all>\d{1,4})(?: documents?| dokumente?n?)?", re.I
)
_FIRST = (
    r"(?:1 (?:of|de|von|sur) \d{1,4} (?:DOCUMENT|DOKUMENT)|(?:Document|Dokument|DOCUMENT) 1 (?:of|de|von|sur) \d{1,4})"
)
_LINE = re.compile(rf"^\s*{_FIRST}\w*\s*$", re.M)
_RTF = re.compile(_FIRST.encode())
_HTML = re.compile(r"<DOC NUMBER=\s*\d+|<a name=[\"']?DOC_ID_0_\d+|LXNComment")
_ANCHOR = re.compile(r"<a name=[\"']?DOC_ID_0_\d+[\"']?", re.I)
_NUMBER = re.compile(r"<DOC NUMBER=\s*\d+\s*>", re.I)
_FIELD = re.compile(
    r"(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ' -]{2,30}|[A-Z][a-z-]+(?: [a-z-]+)?) ?:(?:[ \u00a0]+|$)(?P<value>.*)", re.S
)
_SHOWN = re.compile(r">[^<]*\w{3}")
"""Letters outside tags: an article has some, and thousands of bare anchors need not be parsed."""
_DATE_WIDEST = 90


def _is_html(given: Given) -> bool:
    return given.is_html and bool(_HTML.search(given.head))


def _is_lines(given: Given) -> bool:
    if given.is_rtf:
        return bool(_RTF.search(given.data[: 2**22]))
    return not given.is_html and bool(_LINE.search(given.head))


def read_html(given: Given) -> Reading:
    """Every article of an HTML export. Raises Unreadable where none can be told."""
    markup = given.decoded.text
    starts = [found.start() for found in _ANCHOR.finditer(markup)] or [f.start() for f in _NUMBER.finditer(markup)]
    pieces = [_paragraphs(markup[start:end]) for start, end in pairwise([*starts, len(markup)])]
    return _reading(given, pieces, given.decoded.repairs)


def read_lines(given: Given) -> Reading:
    """Every article of an RTF or a text. Raises Unreadable where none can be told."""
    repairs: list[str] = []
    text = rtf_text(given.data, given.name, repairs).replace("\f", "\n") if given.is_rtf else given.decoded.text
    lines = [clean(line, repairs).strip() for line in text.split("\n")]
    starts = [n for n, line in enumerate(lines) if _LINE.fullmatch(line) or (_COUNT.fullmatch(line) and _worded(line))]
    whole = [] if given.is_rtf else list(given.decoded.repairs)
    blocks = [_blocks(lines[start:end], joined=not given.is_rtf) for start, end in pairwise([*starts, len(lines)])]
    return _reading(given, blocks, [*whole, *repairs])


HTML = Format("nexis html", (".html", ".htm"), _is_html, read_html, many=True)
LINES = Format("nexis text", (".rtf", ".txt"), _is_lines, read_lines, many=True)


def _worded(line: str) -> bool:
    return re.search(r"do[ck]ument", line, re.I) is not None


def _paragraphs(piece: str) -> list[str]:
    """The paragraphs of an article's markup; line breaks in them are only blanks."""
    tree = parse(piece) if _SHOWN.search(piece) else None
    if tree is None:
        return []
    held = [" ".join(node.text for node in nodes_of(element)) for element in tree.iter("p")]
    return [text for text in held if text] or [node.text for node in nodes_of(tree)]


def _blocks(lines: Sequence[str], *, joined: bool) -> list[str]:
    """The paragraphs of a text: lines between blank ones joined where it is wrapped, but for labelled ones."""
    blocks: list[str] = []
    last = ""
    for line in lines:
        if line and joined and last and not _label(line):
            blocks[-1] += f" {line}"
        elif line:
            blocks.append(line)
        last = line
    return blocks


def _reading(given: Given, pieces: Sequence[Sequence[str]], repairs: Sequence[str]) -> Reading:
    entries = [entry for piece in pieces if (entry := _entry(piece))]
    counts = [int(found["all"]) for piece in pieces if piece and (found := _COUNT.fullmatch(piece[0]))]
    marks = max(counts, default=len(pieces)) or None
    return articles(given, [entry.raw("nexis") for entry in entries], marks=marks, what=WHAT, repaired=tuple(repairs))


def _label(block: str) -> str:
    """The folded name of a labelled line that Nexis writes; "" for anything else."""
    found = _FIELD.fullmatch(block)
    name = fold(found["name"]).strip() if found else ""
    coined = found is not None and "-" in name and found["name"].isupper()
    return name if coined or headings.LABEL.fullmatch(name) else ""


def _is_foot(block: str) -> bool:
    return bool(_label(block) or COPYRIGHT.search(fold(block)))


def _entry(piece: Sequence[str]) -> Entry | None:
    """Outlet, date and title above the labelled lines, the body below them, labelled lines again."""
    blocks = [block for block in piece if not _COUNT.fullmatch(block)]
    if any(headings.CUT_OFF.search(fold(block)) for block in blocks) or len(blocks) < 3:
        return None
    top = next((n for n, block in enumerate(blocks) if _label(block)), 3)
    begin = top
    while begin < len(blocks) and _is_foot(blocks[begin]):
        begin += 1
    end = len(blocks)
    while end > begin and _is_foot(blocks[end - 1]):
        end -= 1
    entry = Entry()
    _head(entry, blocks[:top])
    for block in blocks[top:begin]:
        _field(entry, block)
    entry.add_body(blocks[begin:end])
    for block in blocks[end:]:
        if headings.AUTHOR.fullmatch(_label(block)):
            _field(entry, block)
        else:
            entry.add(block, "caption" if headings.GRAPHIC.fullmatch(_label(block)) else "furniture")
    return entry if begin < end or entry.title else None


def _head(entry: Entry, blocks: Sequence[str]) -> None:
    """The outlet first, the date before or after the title, the title last of the rest."""
    free = [block for block in blocks if not COPYRIGHT.search(fold(block))]
    dated = next((block for block in free[1:] if len(block) <= _DATE_WIDEST and stated_date(block)), None)
    rest = [block for block in free[1:] if block != dated]
    entry.source = free[0] if free else None
    entry.published = stated_date(dated) if dated else None
    entry.title = rest[-1] if rest else None
    for block in blocks:
        entry.add(block, "title" if block == entry.title else "date" if block == dated else "furniture")


def _field(entry: Entry, block: str) -> None:
    name, value = _label(block), block.partition(":")[2].strip()
    if headings.AUTHOR.fullmatch(name):
        entry.author = entry.author or stated_author(value)
        entry.add(block, "byline")
    elif headings.STANDFIRST.fullmatch(name):
        entry.add(value, "standfirst")
    elif headings.TITLE.fullmatch(name):
        entry.title = value
        entry.add(value, "title")
    else:
        entry.add(block)
