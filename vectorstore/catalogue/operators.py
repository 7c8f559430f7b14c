"""The search language of the archive: "phrase", AND OR NOT, prefix*, parentheses, and fields such as ``source:``.

Whatever is typed is read: a quotation mark that is not closed ends with the text, an operator with nothing beside it is
left out, and ``notes`` says so. Only a search that could not mean anything has a ``fault``.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from rag.language.fold import fold_open as fold
from rag.language.terms import terms

FieldName = Literal["source", "author", "date", "tag", "language", "title", "format", "file", "starred"]
Told = tuple[str, str]
"""A sentence in French and English."""
MOST_PARTS = 60
"""Words and fields of one search."""
DEEPEST = 20
"""Parentheses within parentheses."""
SHORTEST_PREFIX = 2


@dataclass(frozen=True, slots=True)
class Word:
    """A word in whatever form it takes."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words exactly so, in this order; case and accents do not count."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so."""

    text: str


@dataclass(frozen=True, slots=True)
class FieldIs:
    """Something that is known of the article; ``days`` is what a date means, both ends included, None open."""

    name: FieldName
    value: str
    days: tuple[int | None, int | None] = (None, None)


@dataclass(frozen=True, slots=True)
class Not:
    """Articles that are not so."""

    part: Expression


@dataclass(frozen=True, slots=True)
class And:
    """Articles that are all of this."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Articles that are one of these at least."""

    parts: tuple[Expression, ...]


Expression = Word | Phrase | Prefix | FieldIs | Not | And | Or


@dataclass(frozen=True, slots=True)
class Search:
    """A search as read: None looks for nothing in particular."""

    expression: Expression | None
    notes: tuple[Told, ...] = ()
    fault: Told | None = None


_FIELDS: dict[str, FieldName] = {
    **dict.fromkeys(("source", "outlet", "journal", "media"), "source"),
    **dict.fromkeys(("auteur", "author"), "author"),
    "date": "date",
    **dict.fromkeys(("tag", "etiquette"), "tag"),
    **dict.fromkeys(("langue", "language", "lang"), "language"),
    **dict.fromkeys(("titre", "title"), "title"),
    "format": "format",
    **dict.fromkeys(("fichier", "file"), "file"),
    **dict.fromkeys(("etoile", "starred"), "starred"),
}
_SIGNS = {"AND": "and", "ET": "and", "&&": "and", "OR": "or", "OU": "or", "||": "or", "NOT": "not", "SAUF": "not"}
_LANGUAGES = {
    **dict.fromkeys(("francais", "french"), "fr"),
    **dict.fromkeys(("anglais", "english"), "en"),
    **dict.fromkeys(("espagnol", "spanish", "espanol"), "es"),
    **dict.fromkeys(("allemand", "german", "deutsch"), "de"),
    **dict.fromkeys(("italien", "italian", "italiano"), "it"),
}
_PIECE = re.compile(
    r"""\s*(?:
    (?P<open>\() | (?P<close>\)) | (?P<minus>(?:(?<=[\s(])|^)-(?=["“«(\w])) |
    (?:(?P<field>[^\W\d_]+):)?(?:
        "(?P<straight>[^"]*)(?:"|$) | [“”](?P<curly>[^“”"]*)(?:[“”"]|$) | «\s*(?P<guillemets>[^»]*)(?:»|$) |
        (?P<bare>\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+(?!\w) | [^\s()"“”«»]+)
    ) | (?P<stray>.))""",
    re.VERBOSE | re.DOTALL,
)
_OPENED = {'"': '"', "“": "”", "«": "»"}
_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


def parse(text: str) -> Search:
    """The search that a reader typed."""
    reader = _Reader(text)
    try:
        expression = reader.read()
    except _Fault as fault:
        return Search(None, tuple(reader.notes), fault.told)
    if expression is None and text.strip():
        nothing = (
            "Aucun mot à chercher : donnez un mot, une expression entre guillemets ou un champ (source:, date:, tag:).",
            "No word to search for: give a word, a phrase in quotes or a field (source:, date:, tag:).",
        )
        return Search(None, tuple(reader.notes), nothing)
    return Search(expression, tuple(dict.fromkeys(reader.notes)))


def leaves(expression: Expression | None) -> Iterator[Word | Phrase | Prefix]:
    """The words that an article is found by: none that it must not hold."""
    if isinstance(expression, Word | Phrase | Prefix):
        yield expression
    elif isinstance(expression, And | Or):
        for part in expression.parts:
            yield from leaves(part)


def period_days(value: str) -> tuple[int | None, int | None] | None:
    """First and last day (ordinals) of ``2023-05``, ``2023-05..2023-09``, ``..2022``, ``>2021-03``; else None."""
    if value[:1] in "<>" and value[1:]:
        value = f"{value[1:].lstrip('=')}.." if value[0] == ">" else f"..{value[1:].lstrip('=')}"
    first, dots, last = value.partition("..")
    ends = [_day(end.strip(". ")) for end in ((first, last) if dots else (value, value))]
    if any(end is False for end in ends) or not any(ends):
        return None
    start, end = (end or (None, None) for end in ends)
    if start[0] and end[1] and start[0] > end[1]:
        return None
    return start[0], end[1]


def _day(text: str) -> tuple[int, int] | Literal[False] | None:
    """First and last day of a date; None where nothing is given, False for what is no date."""
    if not text:
        return None
    found = _DAY.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part or 0) for part in found.groups())
    try:
        first = dt.date(year, month or 1, day or 1)
        last = first if day else dt.date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return False
    return first.toordinal(), last.toordinal()


class _Fault(Exception):
    def __init__(self, fr: str, en: str) -> None:
        super().__init__(en)
        self.told = (fr, en)


@dataclass
class _Reader:
    """Reads pieces from left to right; AND binds closer than OR, and stands between words beside one another."""

    text: str
    notes: list[Told] = field(default_factory=list)
    _pieces: list[tuple[str, Expression | None]] = field(default_factory=list)
    _at: int = 0
    _parts: int = 0

    def read(self) -> Expression | None:
        self._pieces = list(self._split())
        found: list[Expression] = []
        while self._at < len(self._pieces):
            part = self._either(0)
            found += [part] if part else []
            if self._peek() == "close":  # closes what was never opened
                self._note("Une parenthèse fermante en trop est ignorée.", "A closing bracket too many is left out.")
                self._at += 1
        return _joined(And, found)

    def _either(self, depth: int) -> Expression | None:
        parts = [self._all(depth)]
        while self._peek() == "or":
            self._at += 1
            parts.append(self._all(depth))
        if len(parts) > 1 and not all(parts):
            self._dangling()
        return _joined(Or, [part for part in parts if part])

    def _all(self, depth: int) -> Expression | None:
        parts: list[Expression] = []
        waiting = False
        while (kind := self._peek()) not in ("", "or", "close"):
            if kind == "and":
                if waiting or not parts:
                    self._dangling()
                waiting = True
                self._at += 1
                continue
            part = self._one(depth)
            if part:
                parts.append(part)
                waiting = False
        if waiting:
            self._dangling()
        return _joined(And, _telling(parts, self.notes))

    def _one(self, depth: int) -> Expression | None:
        negated = False
        while self._peek() == "not":
            negated = not negated
            self._at += 1
        kind = self._peek()
        if kind in ("", "and", "or", "close"):
            self._dangling()
            return None
        self._at += 1
        part = self._bracket(depth) if kind == "open" else self._pieces[self._at - 1][1]
        return Not(part) if negated and part else part

    def _bracket(self, depth: int) -> Expression | None:
        if depth >= DEEPEST:
            raise _Fault(
                f"Trop de parenthèses les unes dans les autres : {DEEPEST} au plus.",
                f"Too many brackets within brackets: {DEEPEST} at most.",
            )
        inner = self._either(depth + 1)
        if self._peek() == "close":
            self._at += 1
        else:
            self._note(
                "Une parenthèse n'est pas fermée : lue jusqu'au bout.", "A bracket is not closed: read to the end."
            )
        return inner

    def _peek(self) -> str:
        return self._pieces[self._at][0] if self._at < len(self._pieces) else ""

    def _split(self) -> Iterator[tuple[str, Expression | None]]:
        for found in _PIECE.finditer(self.text):
            kind = found.lastgroup or ""
            if kind in ("open", "close"):
                yield kind, None
            elif kind == "minus":
                yield "not", None
            elif kind == "bare" and found["field"] is None and found["bare"] in _SIGNS:
                yield _SIGNS[found["bare"]], None
            elif kind in ("straight", "curly", "guillemets", "bare"):
                yield from self._leaf(found, kind)

    def _leaf(self, found: re.Match[str], kind: str) -> Iterator[tuple[str, Expression | None]]:
        value = " ".join(found[kind].split())
        if (kind != "bare" and found[0][-1] not in '"”“»') or found[0].strip() in _OPENED:
            self._note(
                "Un guillemet n'est pas fermé : lu jusqu'au bout.", "A quotation mark is not closed: read to the end."
            )
        name = _FIELDS.get(fold(found["field"])) if found["field"] else None
        if found["field"] and not name:  # 12:30, https://…
            value = f"{found['field']}:{value}"
        if not value.strip("*"):
            return
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise _Fault(
                f"La recherche compte plus de {MOST_PARTS} mots : raccourcissez-la.",
                f"The search has more than {MOST_PARTS} words: shorten it.",
            )
        yield "leaf", self._named(name, value) if name else self._plain(kind, value)

    def _plain(self, kind: str, value: str) -> Expression:
        if kind != "bare":
            return self._phrase(value)
        if value.endswith("*"):
            return self._prefix(value)
        return Word(value.lstrip("*+"))

    def _phrase(self, value: str) -> Expression:
        if not terms(value) and " " in value:
            raise _Fault(
                f"« {value} » n'a que des mots trop courants : ajoutez-en un plus rare.",
                f"'{value}' has only words that are too common: add a rarer one.",
            )
        return Phrase(value) if terms(value) else Word(value)

    def _prefix(self, value: str) -> Expression:
        beginning = value.strip("*")
        if len(fold(beginning)) < SHORTEST_PREFIX:
            raise _Fault(
                f"« {value} » : donnez au moins {SHORTEST_PREFIX} lettres avant l'astérisque.",
                f"'{value}': give at least {SHORTEST_PREFIX} letters before the asterisk.",
            )
        return Prefix(beginning)

    def _named(self, name: FieldName, value: str) -> Expression:
        if name == "date":
            days = period_days(value)
            if days is None:
                raise _Fault(
                    f"« date:{value} » : écrivez date:2023, date:2023-05, date:2023-05-14 ou date:2023-05..2023-09.",
                    f"'date:{value}': write date:2023, date:2023-05, date:2023-05-14 or date:2023-05..2023-09.",
                )
            return FieldIs(name, value, days)
        if name == "language":
            value = _LANGUAGES.get(fold(value), fold(value)[:2])
        return FieldIs(name, value)

    def _dangling(self) -> None:
        self._note(
            "Un opérateur (AND, OR, NOT) sans mot à côté est ignoré.",
            "An operator (AND, OR, NOT) without a word beside it is left out.",
        )

    def _note(self, fr: str, en: str) -> None:
        self.notes.append((fr, en))


def _joined(kind: type[And] | type[Or], parts: list[Expression]) -> Expression | None:
    return kind(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None


def _telling(parts: list[Expression], notes: list[Told]) -> list[Expression]:
    """The parts without the words that no index holds, as long as others stay: « le », a smiley."""
    empty = [part for part in parts if isinstance(part, Word) and not terms(part.text)]
    if len(empty) == len(parts):
        return parts
    odd = [part.text for part in empty if not any(char.isalnum() for char in part.text)]
    if odd:
        notes.append((f"Ignoré : {' '.join(odd)}", f"Left out: {' '.join(odd)}"))
    return [part for part in parts if part not in empty]
