"""ProQuest's text: between lines of underscores a title, labelled lines, « Full text: », labelled lines again."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.language.fold import fold_marks as fold
from rag.reading import Reading
from rag.reading.article import headings
from rag.reading.article.dates import parse_date
from rag.reading.exports.fields import people
from rag.reading.exports.many import Entry, articles
from rag.reading.formats.format import Format, Given
from rag.reading.press.stated import stated_author, stated_date

WHAT = "export ProQuest"
_RULE = re.compile(r"^[ \t]*_{40,}[ \t]*$", re.M)
_KNOWN = re.compile(r"^(?:Full text|Publication info|Texte intégral|Infos? (?:sur la )?publication) ?:", re.M)
_ID = re.compile(r"^[^\n:]{0,30}ProQuest[^\n:]{0,20}:\s*\d{4,}\s*$", re.M)
_FIELD = re.compile(r"(?P<name>[A-ZÀ-Þ][^:\n]{1,50}?) ?:(?:\s+|$)(?P<value>.*)", re.S)
_NOTHING = re.compile(r"(?:none available|aucun|non disponible|not available|full text not available)\b.*", re.S)


def _sniff(given: Given) -> bool:
    return (
        not given.is_html and "ProQuest" in given.head and bool(_RULE.search(given.head) and _KNOWN.search(given.head))
    )


def read_proquest(given: Given) -> Reading:
    """Every article of an export. Raises Unreadable where none can be told."""
    text = given.decoded.text
    entries = [entry for part in _RULE.split(text) if (entry := _entry(_blocks(part)))]
    return articles(
        given,
        [entry.raw("proquest") for entry in entries],
        marks=len(_ID.findall(text)) or None,
        what=WHAT,
        repaired=given.decoded.repairs,
    )


FORMAT = Format("proquest", (".txt",), _sniff, read_proquest, many=True)


def _blocks(part: str) -> list[str]:
    """Paragraphs; a line that is labelled opens one even without a blank line before it."""
    blocks: list[str] = []
    last = ""
    for line in (line.strip() for line in part.split("\n")):
        if line and last and not _FIELD.fullmatch(line):
            blocks[-1] += f" {line}"
        elif line:
            blocks.append(line)
        last = line
    return blocks


def _label(block: str) -> tuple[str, str]:
    found = _FIELD.fullmatch(block)
    return (fold(found["name"]).strip(), found["value"].strip()) if found else ("", "")


def _entry(blocks: Sequence[str]) -> Entry | None:
    """One article; None for the cover and for « Contact ProQuest »."""
    names = [_label(block) for block in blocks]
    opened = next((n for n, (name, _) in enumerate(names) if headings.FULL_TEXT.fullmatch(name)), None)
    listed = next((n for n in range((opened or 0) + 1, len(blocks)) if headings.TITLE.fullmatch(names[n][0])), None)
    if opened is None and listed is None:
        return None
    entry = Entry()
    fields = {name: value for name, value in reversed(names) if name}
    _fields(entry, fields)
    top = opened if opened is not None else len(blocks)
    first = blocks[0] if not names[0][0] else None
    entry.title = first or (names[listed][1] if listed is not None else None)
    entry.add(entry.title, "title")
    for block in blocks[1 if first else 0 : top]:
        entry.add(block, "byline" if headings.AUTHOR.fullmatch(_label(block)[0]) else "furniture")
    end = _foot(names, top + 1, listed)
    body = [names[top][1], *blocks[top + 1 : end]] if opened is not None else []
    body = [part for part in body if part and not _NOTHING.fullmatch(fold(part))]
    if not body and (abstract := _abstract(fields)):
        body = [abstract]
        entry.warnings.append("ProQuest ne donne que le résumé de cet article.")
    entry.add_body(body)
    for block in blocks[end:]:
        entry.add(block)
    return entry if body else None


def _foot(names: Sequence[tuple[str, str]], start: int, listed: int | None) -> int:
    """Where the labelled lines below the text begin: those that end in the one that repeats the title."""
    end = listed if listed is not None else len(names)
    while end > start and names[end - 1][0]:
        end -= 1
    return end


def _abstract(fields: dict[str, str]) -> str | None:
    found = next((value for name, value in fields.items() if headings.ABSTRACT.fullmatch(name)), "")
    return found if found and not _NOTHING.fullmatch(fold(found)) else None


def _fields(entry: Entry, fields: dict[str, str]) -> None:
    """Author, outlet and day as the labelled lines give them; « Nom, Prénom » the other way round."""
    for name, value in fields.items():
        if headings.AUTHOR.fullmatch(name):
            entry.author = stated_author(people(value.split(";")))
        elif headings.OUTLET.fullmatch(name):
            entry.source = value.split(";")[0].strip() or None
        elif headings.PUBLISHED.fullmatch(name):
            entry.published = stated_date(value)
    issue = next((value for name, value in fields.items() if headings.ISSUE.fullmatch(name)), "")
    entry.source = entry.source or issue.split(";")[0].strip() or None
    if entry.published is None and issue and parse_date(issue):
        entry.published = issue
