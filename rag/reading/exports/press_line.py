"""The line below a headline in press reviews and alerts: outlet, date, and perhaps page or author."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.language.fold import fold

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = "|".join(sorted(WEEKDAYS, key=len, reverse=True))
_DATE = (
    rf"(?P<date>(?:(?:{_DAY})\.?,? )?(?:le )?(?:\d{{1,2}}(?:er)? (?:{_MONTH})\.? \d{{4}}"
    rf"|(?:{_MONTH})\.? \d{{1,2}}, \d{{4}}|\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{4}}|\d{{4}}-\d\d-\d\d"
    rf"|(?:{_MONTH})\.? \d{{4}}))"
)
_MARK = r"\s*(?:,|\s[-–—]|\||·|•|\()\s*"
_FORWARD = re.compile(rf"(?P<source>[^\d].{{1,80}}?){_MARK}{_DATE}\)?(?:{_MARK}(?P<rest>.{{1,80}}))?")
_BACKWARD = re.compile(rf"{_DATE}{_MARK}(?P<source>[^\d].{{1,80}}?)(?:{_MARK}(?P<rest>.{{1,80}}))?")
_ISSUE = re.compile(r"[,\s]+(?:n[o°º]\.?|num[ée]ro|issue) ?\d+$", re.I)
_PAGE = re.compile(r"(?:pp?|pages?|pg)\.? ?[\w -]{1,12}|[a-z]{0,3}\d{1,3}|\d+ (?:mots|words|caract[èe]res)", re.I)
_WIDEST = 180


@dataclass(frozen=True, slots=True)
class PressLine:
    """What the line says; the date as written."""

    source: str
    date: str
    author: str | None


def press_line(text: str) -> PressLine | None:
    """The parts of such a line; None for any other."""
    line = " ".join(text.split()).rstrip(" .")
    if len(line) > _WIDEST:
        return None
    folded = fold(line).replace("–", "-").replace("—", "-")
    found = _FORWARD.fullmatch(folded) or _BACKWARD.fullmatch(folded)
    if found is None:
        return None
    source = _ISSUE.sub("", line[found.start("source") : found.end("source")]).strip(" ,-–—|")
    rest = line[found.start("rest") : found.end("rest")] if found["rest"] else ""
    parts = [part.strip(" ()") for part in re.split(_MARK, rest)]
    names = [part for part in parts if part and not _PAGE.fullmatch(part)]
    if len(source.split()) > 9 or re.search(r"[.!?] ", source) or any(len(name.split()) > 5 for name in names):
        return None
    author = names[-1] if names and len(names[-1].split()) in range(2, 6) and names[-1][0].isupper() else None
    return PressLine(source, line[found.start("date") : found.end("date")], author) if source else None
