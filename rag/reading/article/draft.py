"""An article as a format gives it, and how it becomes a Draft: labels, metadata, warnings."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape

from rag.language.fold import fold_marks as fold
from rag.reading.article.labels import label_lines
from rag.reading.article.zones import Hint, RawLine
from rag.types import Draft, Line, Published

_MACHINES = (
    "(?:ia|ai|intelligence artificielle|artificial intelligence|inteligencia"
    " artificial|machine|maquina|ordinateur|logiciel"
    "|outil|google|deepl|chatgpt|gpt|systran|reverso|microsoft|bing|mistral|modele de langage)"
)
_TRANSLATED = re.compile(
    r"\btraduction (?:automatique|generee|par (?:une? )?(?:ia|machine|logiciel))\b|\bmachine translat"
    r"|\b(?:traduit|traduction|translated|traducido)\w*(?: [\w']+){0,4} (?:automatiquement"
    r"|automatically|automaticamente"
    rf"|(?:par|avec|a l'aide d[e']|by|with|using|por|con) (?:l'|une? |la |the |an? )?{_MACHINES})\b"
    r"|\bautomatically translated|\btraduccion automatica\b|\bgoogle (?:trad|translate)"
)
_UTC = re.compile(r"T\d\d:\d\d\S*?(?:Z|[+-]00:?00)$", re.I)
_URL_DATE = re.compile(r"//[^/]+/(?:[\w-]+/){0,3}((?:19|20)\d\d)/(0[1-9]|1[0-2])(?:/(0[1-9]|[12]\d|3[01]))?/")
_LOOK = 1_500
"""Characters at the head of a text in which a translation is announced."""


@dataclass(frozen=True, slots=True)
class RawArticle:
    """Text, raw lines and what the format itself says of the article; nothing of it is cleaned yet."""

    text: str
    lines: Sequence[RawLine]
    format: str
    extracted: bool = False
    record: int | None = None
    title: str | None = None
    source: str | None = None
    author: str | None = None
    url: str | None = None
    published: str | None = None
    updated: str | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    stated: bool = False
    """Whether title, outlet, author and dates are fields of a database: then nothing of the text may stand for them."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, row … of a structured file, on its way to a line of the text."""

    text: str
    hint: Hint | None = None
    tight: bool = False
    """Whether it follows on the next line, without a blank one between."""


def join_blocks(blocks: Sequence[Block]) -> tuple[str, list[RawLine]]:
    """One text of all blocks and the line of each; a blank line stands between those that are not tight."""
    parts: list[str] = []
    lines: list[RawLine] = []
    position = 0
    for block in blocks:
        gap = "" if not lines else "\n" if block.tight else "\n\n"
        position += len(gap)
        lines.append(RawLine(position, position + len(block.text), block.hint))
        parts += (gap, block.text)
        position += len(block.text)
    return "".join(parts), lines


def to_draft(raw: RawArticle, *, today: dt.date | None = None) -> Draft:
    """Label the lines and settle title, outlet, author, dates, language and warnings."""
    from rag.reading.article.bylines import clean_author, clean_source, find_byline
    from rag.reading.article.dates import find_published, parse_date, resolve_weekdays
    from rag.reading.article.walls import find_wall, set_aside

    labelled = label_lines(raw.text, raw.lines, extracted=raw.extracted, stated=raw.extracted and raw.stated)
    lines = labelled.lines
    seen_date, seen_update = (None, None) if raw.stated else find_published(raw.text, lines, today=today or _today())
    url = raw.url or (None if raw.stated else _own_address(raw.text, lines))
    dated = None if raw.stated else _date_in(url)
    published = _first_date(parse_date, raw.published) or seen_date or _first_date(parse_date, dated)
    published = _local(published, raw.published, seen_date)
    updated = _first_date(parse_date, raw.updated) or seen_update
    source = clean_source(raw.source)
    author, agency = clean_author(raw.author, source)
    line_author, line_source, line_agency = (None, None, None) if raw.stated else find_byline(raw.text, lines)
    title = raw.title or next((raw.text[line.start : line.end] for line in lines if line.label == "title"), None)
    warnings = list(raw.warnings)
    if labelled.doubt:
        warnings.append("Le corps de l'article n'a pas pu être distingué du reste : tout a été gardé.")
    if labelled.injection:
        warnings.append("Un passage s'adresse à un modèle de langage : il n'est suivi par personne.")
    if wall := find_wall(raw.text, lines, title):
        warnings.append(f"Ce fichier contient surtout {wall.fr}, pas un article.")
    elif not labelled.doubt and (aside := set_aside(raw.text, lines, labelled.language)):
        warnings.append(aside)
    if _TRANSLATED.search(fold(raw.text[:_LOOK])):
        warnings.append("Traduction automatique : les citations peuvent être inexactes.")
    return Draft(
        text=raw.text,
        lines=lines,
        record=raw.record,
        title=_tidy_title(title),
        source=source or line_source,
        author=author or line_author,
        agency=agency or line_agency,
        url=url or None,
        published=published,
        updated=updated,
        language=labelled.language,
        format=raw.format,
        warnings=tuple(warnings),
        notes=raw.notes + resolve_weekdays(raw.text, lines, published, updated),
    )


def _today() -> dt.date:
    return dt.date.today()


def _first_date(parse: Callable[[str], Published | None], value: str | None) -> Published | None:
    return parse(value) if value else None


def _local(stated: Published | None, written: str | None, seen: Published | None) -> Published | None:
    """The day that the page shows where the one stated for machines is that day's midnight, or evening, in UTC."""
    if (
        stated is None
        or seen is None
        or "day" not in (stated.precision, seen.precision)
        or not _UTC.search(written or "")
    ):
        return stated
    return seen if seen.precision == "day" and abs(seen.first_day - stated.first_day) == 1 else stated


def _own_address(text: str, lines: Sequence[Line]) -> str | None:
    """The one address that stands alone on a line above the body: where the article was copied from."""
    first = next((n for n, line in enumerate(lines) if line.label == "body"), 0)
    above = [text[line.start : line.end] for line in lines[:first] if line.label == "furniture"]
    found = [line for line in above if re.fullmatch(r"https?://[^\s/]+/\S+", line)]
    return found[0] if len(found) == 1 else None


def _date_in(url: str | None) -> str | None:
    """The year, month and perhaps day that the path of an address begins with."""
    found = _URL_DATE.search(url or "")
    return "-".join(part for part in found.groups() if part) if found else None


def _tidy_title(title: str | None) -> str | None:
    text = " ".join(unescape(title or "").replace("**", "").split()).strip("#* ")
    # What follows a kicker that was taken off.
    return re.sub(r"^[:|–—-]+ ", "", text) or None
