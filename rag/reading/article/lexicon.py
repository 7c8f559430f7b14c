"""What a line says of itself, by the regular expressions of ``lexicon.txt`` on folded text.

A line counts as furniture only where the whole of it fits, or where it is short and holds no
quotation: an article may well speak of newsletters.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

LineKind = Literal["furniture", "weak", "teaser", "caption", "date", "byline", "comments", "teasers", "tool"]
"""``comments`` and ``teasers`` open a zone; ``weak`` is furniture only outside the article;
``tool`` speaks to a language model rather than to a reader."""

LONGEST = 600
"""Characters over which a line is no furniture, whatever it says."""

_MARKDOWN_LINK = re.compile(r"!?\[([^\]\n]{0,300})\]\([^()\s]{0,2000}\)")
_EDGE = re.compile(r"^[\s*_>#|•·▪◦‣►▶→➜✉☰×✕\-=~]+|[\s*_|•·▶►→\-=~]+$")
_INNER_END = re.compile(r"""[.!?…]["')\]]*\s+""")
_MARKS = " \t>*•\"'(-"
_WRAPPED = re.compile(r"^[\[(]([^\[\]()]*)[\])]$")
_FINAL = re.compile(r"""[.!?…]["'»”’)\]*_\s]*(?:\([\w .,/'’-]{2,30}\)\W*)?$""")
_QUOTED = re.compile(r'"[^"]*"?')
_BRACKETS = re.compile(r"^(?:\[[^\[\]]{1,120}\](?:\([^)]*\))?[\s|·•-]*)+$")
_SEPARATORS = tuple(
    re.compile(mark) for mark in (r"\s{2,}", r" / ", r" - ", r" ?\| ?", r" ?[·•] ?", r" ?> ?", r" :: ?")
)
_FIGURES = re.compile(r"\d.*[ |:;/].*\d")
_PUBLISHED = re.compile(r"\bpublie|\bmis a jour|\bupdated|\bpar |\blecture")
_EXACT = re.compile(r"\b(?:19|20)\d\d\b|\d[/.-]\d|\b\d{1,2} ?[h:] ?\d\d|\b(?:il y a|hace|ago)\b")
_ANCHORS = {"whole": r"^(?:{})$", "start": r"^(?:{})", "anywhere": r"{}"}


@cache
def _sections() -> dict[str, str]:
    """The alternatives of each section of the lexicon, joined."""
    sections: dict[str, list[str]] = {}
    name = ""
    for line in (Path(__file__).with_name("lexicon.txt")).read_text("utf-8").splitlines():
        if re.fullmatch(r"\[[a-z-]+\]", line):
            name = line[1:-1]
        elif line and not line.startswith("#"):
            sections.setdefault(name, []).append(line)
    joined = {key: "|".join(lines) for key, lines in sections.items()}
    for key in ("has-date", "date-words"):
        joined[key] = joined[key].replace("{months}", joined["months"]).replace("{weekdays}", joined["weekdays"])
    return joined


@cache
def _pattern(section: str, where: Literal["whole", "start", "anywhere"] = "anywhere") -> re.Pattern[str]:
    return re.compile(_ANCHORS[where].replace("{}", _sections()[section]))


def tidy(folded: str) -> str:
    """A folded line without Markdown links, without the marks at its edges, single spaces."""
    text = _MARKDOWN_LINK.sub(r"\1", folded)
    return " ".join(_EDGE.sub("", text).split())


def is_sentence(text: str) -> bool:
    """At least three words and a final full stop."""
    return bool(_FINAL.search(text[-40:])) and text.count(" ") >= 2


def has_injection(folded: str) -> bool:
    """Whether the text speaks to a language model: a notice for the reader, not a defence."""
    return addressed_from(folded) is not None


def may_address(folded: str) -> bool:
    """Whether a look at each sentence is worth while: some of it may speak to a language model."""
    return any(_pattern(section).search(folded) for section in ("injection", "tool"))


def addresses(folded: str) -> bool:
    """Whether a line or sentence says at its start that it is for a language model."""
    return bool(_pattern("tool").match(folded[:300].lstrip(_MARKS)))


def addressed_from(folded: str) -> int | None:
    """Where in a folded sentence or line a language model begins to be spoken to; None where it only is quoted."""
    if addresses(folded):
        return 0
    for found in _pattern("injection").finditer(folded):
        if folded.count('"', 0, found.start()) % 2 == 0:
            ends = [end.end() for end in _INNER_END.finditer(folded, 0, found.start())]
            return ends[-1] if ends else 0
    return None


def goes_on_commanding(folded: str) -> bool:
    """Whether a folded sentence gives an order as those do that follow « ignore your instructions »."""
    return bool(_pattern("command").match(folded[:100].lstrip(_MARKS)))


def kind_of(folded: str) -> LineKind | None:
    """What the lexicon says of one folded line; None where it says nothing."""
    if addresses(folded):
        return "tool"
    if len(folded) > LONGEST:
        return None
    line = tidy(folded)
    bare = _EDGE.sub("", _WRAPPED.sub(r"\1", line).strip())
    if not bare or _pattern("symbols", "whole").match(folded.strip()):
        if _pattern("has-date").search(line) and len(line) < 40:
            return "date"
        # A row of figures may belong to a table.
        return "weak" if _FIGURES.search(line) else "furniture"
    if len(line) <= 300 and (zone := _zone(bare)):
        return zone
    if len(line) <= 260 and (label := _header(line, bare)):
        return label
    return _page(folded.strip(), line, bare)


def _zone(bare: str) -> LineKind | None:
    """Comments, and the titles of other articles."""
    if _pattern("comments", "whole").match(bare) or _pattern("comment-line", "start").match(bare):
        return "comments"
    if _pattern("teasers", "whole").match(bare.rstrip(" :.>")):
        return "teasers"
    return "teaser" if _pattern("teaser-line").search(bare) else None


def _header(line: str, bare: str) -> LineKind | None:
    """Date lines, bylines and captions."""
    if _pattern("rendered").search(bare):
        return "furniture"
    # « 18:40 h. » ends a time, no sentence.
    sentence = is_sentence(line) and not line.endswith((" h.", " hs."))
    if _pattern("caption").search(line) and (not sentence or len(line) < 200):
        return "caption"
    if len(line) > 160 or sentence:
        return None
    if len(bare) <= 120 and '"' not in bare and _pattern("byline", "start").match(bare):
        return "byline"
    if _pattern("byline-role").search(bare):
        return "byline"
    return _dated(line) if _pattern("has-date").search(line) else None


def _dated(line: str) -> LineKind | None:
    """A line that holds a date and hardly anything else; a saint's day is the page's own calendar."""
    rest = re.sub(r"[\W_]+", " ", _pattern("date-words").sub(" ", line)).strip()
    if rest.startswith(("saint ", "sainte ", "st ")):
        return "furniture"
    if len(rest) <= 3 or (len(rest) <= 60 and _PUBLISHED.search(line)):
        return "date"
    return "date" if len(rest) <= 32 and rest.count(" ") <= 2 and _EXACT.search(line) else None


def _page(folded: str, line: str, bare: str) -> LineKind | None:
    """Buttons, offers, notices and menus."""
    if len(bare) <= 200 and _pattern("calls", "whole").match(bare) and not (is_sentence(line) and len(bare) > 120):
        return "furniture"
    if _BRACKETS.match(folded) and not is_sentence(bare):
        return "furniture"
    if len(line) <= 260 and _offers(line):
        return "furniture"
    if (len(line) <= 260 and _pattern("reader", "start").match(bare)) or _pattern("consent", "start").match(bare):
        return "furniture"
    return "weak" if is_menu(folded) else None


def _offers(line: str) -> bool:
    """One word of an offer in a short line, two in what may be a sentence about offers; quoted ones do not count."""
    sentence = len(line) >= (60 if is_sentence(line) else 140)
    return len(_pattern("offers").findall(_QUOTED.sub(" ", line))) >= (2 if sentence or '"' in line else 1)


def is_advertisement(folded: str) -> bool:
    """Whether a line only announces an advertisement, so that the article may go on after it."""
    return bool(_pattern("ads", "whole").match(tidy(folded).strip("[]() ")))


def is_menu(folded: str) -> bool:
    """A row of at least three short entries without a sentence: a menu, a breadcrumb."""
    if is_sentence(folded) or len(folded) > 300 or (folded.startswith("|") and folded.endswith("|")):
        return False
    for separator in _SEPARATORS:
        parts = [part for part in separator.split(folded.strip(" |>·•-")) if part.strip()]
        if len(parts) >= 3 and max(len(part.split()) for part in parts) <= 5:
            return True
    return False
