"""Corpora of IRaMuTeQ, Alceste and Lexico: a line of variables, then the text, article after article.

The variables are made of words joined by marks: « *titre_Un_radar », « <title=Un-radar> ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from rag.reading import Reading
from rag.reading.article.field_names import columns_of
from rag.reading.article.lexicon import is_sentence
from rag.reading.decode import decode_only
from rag.reading.exports.fields import entry, person, reading
from rag.reading.exports.many import Entry
from rag.reading.formats.format import Format, Given

_STARRED = re.compile(r"^(?:\*{4}|\d{1,6})[ \t]+(?=\*\w)", re.M)
_STARRED_HEAD = re.compile(r"\s*(?:-\*.*\n\s*)?(?:\*{4}|\d{1,6})[ \t]+\*\w")
_VARIABLE = re.compile(r"(?:^|[ \t])\*([^\s_*]+)(?:_(\S*))?")
_THEME = re.compile(r"^-\*.*$", re.M)
_ELISION = re.compile(
    r"\b([LDld]|[jnmstcJNMSTC](?= [a-zà-ÿ])|[Qq]u|[Ll]orsqu|[Pp]uisqu|[Jj]usqu) (?=[aeiouyhàâéèêëîïôöùûüœæ])", re.I
)
"""Where a lost apostrophe stood: « L usine », « d Ansette »."""
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_TWO_NAMES = re.compile(r"^(\w+)-(\w+)$")
"""First and last name that were joined; a first name alone is hardly ever an author."""
_KEYS = re.compile(r"<([a-zA-Zà-ÿ_-]{2,30})=([^<>\n]{0,1000})>")
_KEYS_HEAD = re.compile(r"\s*(?:<[a-zA-Zà-ÿ_-]{2,30}=[^<>\n]{0,1000}>\s*){2}")


def _is_starred(given: Given) -> bool:
    """Whether a text begins as a corpus of IRaMuTeQ or Alceste does."""
    return bool(_STARRED_HEAD.match(given.head[:4000]))


def _is_keyed(given: Given) -> bool:
    """Whether a text begins as a corpus of Lexico does: with two keys, one of which is known."""
    head = _KEYS_HEAD.match(given.head[:4000])
    return bool(head and columns_of(name for name, _ in _KEYS.findall(head.group())))


def _read_starred(given: Given) -> Reading:
    """One article for each line of stars."""
    repaired: list[str] = []
    text = decode_only(given.data, repaired)
    starts = [found.start() for found in _STARRED.finditer(text)]
    entries = (_starred(text[at:end]) for at, end in zip(starts, [*starts[1:], len(text)], strict=True))
    return reading(given, entries, "iramuteq", marks=len(starts), what="corpus IRaMuTeQ", repaired=repaired)


def _read_keyed(given: Given) -> Reading:
    """One article for each run of keys with a text behind it."""
    repaired: list[str] = []
    entries = _keyed(decode_only(given.data, repaired))
    return reading(given, entries, "lexico", what="corpus Lexico", repaired=repaired)


def _starred(article: str) -> Entry:
    head, _, body = article.partition("\n")
    given = [(found[1], found[2] or "") for found in _VARIABLE.finditer(head)]
    return _entry(given, _THEME.sub("", body), "_")


def _titled(body: str) -> tuple[str | None, str]:
    """The first line as title where no variable gives one and it looks like one."""
    first, _, rest = body.strip().partition("\n")
    if 8 <= len(first) <= 200 and not is_sentence(first) and len(rest.strip()) > len(first):
        return first, rest
    return None, body


def _keyed(text: str) -> Iterator[Entry]:
    """Keys stand alone or several a line; those of one article follow each other with nothing between but blanks.

    A key that is not said again stays as it was: Lexico takes it to hold for all that follows, but an author who is
    not named is not the one before, so only the outlet and the date are kept.
    """
    kept: dict[str, str] = {}
    given: list[tuple[str, str]] = []
    position, keys = 0, list(_KEYS.finditer(text))
    for n, key in enumerate(keys):
        given.append((key[1], key[2]))
        position = key.end()
        body = text[position : keys[n + 1].start() if n + 1 < len(keys) else len(text)]
        if body.strip():
            said = dict(given)
            kept |= {name: value for name, value in said.items() if {"source", "published"} & columns_of([name]).keys()}
            yield _entry([*said.items(), *(pair for pair in kept.items() if pair[0] not in said)], body, "-")
            given = []


def _entry(given: Iterable[tuple[str, str]], body: str, joint: str) -> Entry:
    pairs = [(name, value) for name, value in given if value.strip("_- ")]
    columns = columns_of(_NAMES.get(name.lower(), name) for name, _ in pairs)

    def value(field: str) -> str | None:
        return pairs[columns[field][0]][1] if field in columns else None

    date = value("published") or "-".join(filter(None, map(value, ("year", "month", "day")))) or None
    title, source, author = (_words(value(field), joint) for field in ("title", "source", "author"))
    if not title and joint == "_":
        title, body = _titled(body)
    return entry(
        body,
        title=title,
        source=source,
        author=person(_TWO_NAMES.sub(r"\1 \2", author)) if author else None,
        published=_date(date),
        url=value("url"),
    )


_NAMES = {"ou": "source", "qui": "author", "src": "source", "jnl": "journal", "dat": "date"}
"""Names of variables that are short in these corpora only."""


def _words(value: str | None, joint: str) -> str | None:
    """The words of a value, whose blanks the tool replaced and whose apostrophes it often lost."""
    if not value:
        return None
    if " " in value:
        words = value
    elif joint in value:
        words = value.replace(joint, " ")
    else:
        words = value.replace("-", " ") if value.count("-") > 2 else _CAMEL.sub(" ", value.replace("_", " "))
    return _ELISION.sub(r"\1'", " ".join(words.split())) or None


def _date(value: str | None) -> str | None:
    """A date whose parts are joined by any mark, or by none."""
    if not value:
        return None
    parts = re.fullmatch(r"(\d{4})\D(\d{1,2})(?:\D(\d{1,2}))?", value)
    if parts:
        return "-".join([parts[1], *(part.zfill(2) for part in parts.groups()[1:] if part)])
    return value.replace("_", "/") if re.fullmatch(r"\d{1,2}_\d{1,2}_\d{4}", value) else value.replace("_", " ")


STARRED = Format("iramuteq", (".txt",), _is_starred, _read_starred, many=True)
KEYED = Format("lexico", (".txt",), _is_keyed, _read_keyed, many=True)
