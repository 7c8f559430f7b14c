"""Plain text and Markdown as raw lines: hard-wrapped paragraphs are one line, marks are left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from rag.language.fold import fold_marks as fold
from rag.reading import Reading
from rag.reading.article.draft import RawArticle
from rag.reading.article.hyphens import without_cuts
from rag.reading.article.lexicon import kind_of
from rag.reading.article.zones import Hint, RawLine
from rag.reading.decode import check_text
from rag.reading.formats.format import Format, Given, one

_HEADING = re.compile(r"^ {0,3}(#{1,6})\s+")
_QUOTE = re.compile(r"^ {0,3}>\s?")
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_PAIR = re.compile(r"^([A-Za-zÀ-ÿ_-]{2,30})\s*:\s*(.*)$")
DATE_NAMES = ("date", "published", "publication_date", "date_publication")
SOURCE_NAMES = ("source", "site", "journal", "publication", "media")
AUTHOR_NAMES = ("author", "auteur", "authors", "auteurs")
_WIDEST = 110
"""No mail program or agency wire wraps wider than this."""
_NARROWEST, _NARROW = 18, 30
"""Characters of the narrowest column of a newspaper, and of one that half of the lines must speak for."""
_LEAST = 3
"""Lines cut in mid-sentence without which a text does not count as hard-wrapped."""

_FULL = 0.92
"""Share of the widest line from which a line counts as full; words are not cut, so most are a little narrower."""


def text_lines(text: str, start: int = 0, *, unwrap: bool = True) -> list[RawLine]:
    """The non-blank lines of a text, a hard-wrapped paragraph as one."""
    lines = list(_physical(text, start))
    return _unwrap(text, lines) if unwrap else lines


def _physical(text: str, start: int) -> Iterator[RawLine]:
    position = start
    for line in text[start:].split("\n"):
        bare = line.strip()
        if bare:
            first = position + len(line) - len(line.lstrip())
            # The indent stays in the text; the label begins at the first character that is seen.
            yield RawLine(first, first + len(bare))
        position += len(line) + 1


def _unwrap(text: str, lines: list[RawLine]) -> list[RawLine]:
    """Join the lines of hard-wrapped paragraphs.

    A line that goes on in small letters was cut; where several were, and near one width, the text is
    hard-wrapped, and every line that the next one's first word would not have fitted on was cut too.
    """
    pairs = [(here, after) for here, after in pairwise(lines) if text.count("\n", here.end, after.start) == 1]
    cut = [(here, after) for here, after in pairs if text[after.start].islower()]
    width = max((here.end - here.start for here, _ in cut), default=0)
    full = sum(_fills(text, here, after, width) for here, after in cut)
    if not _NARROWEST <= width <= _WIDEST or full < _LEAST or full < 0.7 * len(cut) or len(cut) < 0.2 * len(pairs):
        return lines
    if width < _NARROW and len(cut) < 0.5 * len(pairs):
        return lines
    joined = lines[:1]
    for here, after in pairwise(lines):
        if _was_cut(text, here, after, width):
            joined[-1] = RawLine(joined[-1].start, after.end)
        else:
            joined.append(after)
    return joined


def _fills(text: str, here: RawLine, after: RawLine, width: int) -> bool:
    """Whether the first word of the next line would not have fitted on this one."""
    word = text[after.start : after.end].split(" ", 1)[0]
    return here.end - here.start + 1 + len(word) > _FULL * width


def _was_cut(text: str, here: RawLine, after: RawLine, width: int) -> bool:
    if text.count("\n", here.end, after.start) != 1 or here.end - here.start > width:
        return False
    following = text[after.start : after.end]
    if following[0].islower():
        return True
    if _known(text[here.start : here.end]) or _known(following):
        return False
    return _fills(text, here, after, width)


def _known(line: str) -> bool:
    return kind_of(fold(line)) not in (None, "weak")


def front_matter(text: str) -> tuple[dict[str, str], int]:
    """The ``name: value`` pairs and simple lists at the head of a Markdown file, and where the text begins."""
    found = _FRONT.match(text)
    if not found:
        return {}, 0
    values: dict[str, str] = {}
    name = ""
    for line in found.group(1).split("\n"):
        pair = _PAIR.match(line.strip())
        item = re.match(r"\s*-\s+(.+)", line)
        if item and name:
            values[name] = ", ".join(part for part in (values[name], item.group(1).strip(" \"'")) if part)
        elif pair:
            name = pair.group(1).lower()
            values[name] = pair.group(2).strip().strip("[]\"'")
    return (values, found.end()) if values else ({}, 0)


def markdown_lines(text: str) -> tuple[dict[str, str], list[RawLine]]:
    """Front matter and lines of a Markdown file; the marks of headings and quotes are outside the lines."""
    values, body_start = front_matter(text)
    head = [
        RawLine(line.start, line.end, _front_hint(text, line)) for line in text_lines(text[:body_start], unwrap=False)
    ]
    return values, head + [_marked(text, line) for line in text_lines(text, body_start)]


def _front_hint(text: str, line: RawLine) -> Hint:
    pair = _PAIR.match(text[line.start : line.end])
    name = pair.group(1).lower() if pair else ""
    return "date" if name in DATE_NAMES else "byline" if name in (*SOURCE_NAMES, *AUTHOR_NAMES) else "furniture"


def _marked(text: str, line: RawLine) -> RawLine:
    content = text[line.start : line.end]
    if mark := _HEADING.match(content):
        return RawLine(line.start + mark.end(), line.end, "heading")
    if mark := _QUOTE.match(content):
        return RawLine(line.start + mark.end(), line.end) if mark.end() < len(content) else line
    return line


def read_text(text: str) -> RawArticle:
    """A text as it is, or one with tags in it."""
    from rag.reading.formats.markup import has_markup, text_with_tags

    if has_markup(text):
        text, lines = text_with_tags(text)
        return RawArticle(text, lines, "txt")
    return RawArticle(text, text_lines(text), "txt")


def read_markdown(text: str) -> RawArticle:
    """A Markdown text with what its front matter says."""
    values, lines = markdown_lines(text)

    def value(*names: str) -> str | None:
        return next((values[name] for name in names if values.get(name)), None)

    return RawArticle(
        text,
        lines,
        "md",
        title=value("title", "titre"),
        source=value(*SOURCE_NAMES),
        author=value(*AUTHOR_NAMES),
        url=value("url", "link", "lien"),
        published=value(*DATE_NAMES),
        updated=value("updated", "modified", "lastmod", "mise_a_jour"),
    )


def _reader(article_of: Callable[[str], RawArticle]) -> Callable[[Given], Reading]:
    def read(given: Given) -> Reading:
        check_text(given.decoded.text, given.name)
        text, cuts = without_cuts(given.decoded.text)
        glued = (f"{cuts} coupure{'s' * (cuts > 1)} en fin de ligne recollée{'s' * (cuts > 1)}",) if cuts else ()
        return one(article_of(text), given, (*given.decoded.repairs, *glued))

    return read


def _is_markdown(given: Given) -> bool:
    return given.is_text and given.suffix in (".md", ".markdown")


MARKDOWN = Format("md", (".md",), _is_markdown, _reader(read_markdown))
TEXT = Format("txt", (".txt",), lambda given: given.is_text, _reader(read_text))
