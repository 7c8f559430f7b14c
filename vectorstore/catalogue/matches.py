"""Which articles a search with operators is about, and in which passages its words stand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from rag.language.fold import fold_open as fold
from rag.language.terms import terms
from vectorstore.catalogue.operators import And, Expression, FieldIs, Not, Or, Phrase, Prefix, Word
from vectorstore.database import Database

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ids = NDArray[np.int64]
    Mask = NDArray[np.bool_]

ENDING = 5
"""Letters that a stem lacks of the word it stands for, at most: « municipalit* » must find « municipal »."""
_ACCENTED = {
    "a": "aàâäáãå", "c": "cç", "e": "eéèêë", "i": "iîïíì", "n": "nñ", "o": "oôöóòõ", "u": "uùûüú", "y": "yÿý",
}  # fmt: skip


class Row(NamedTuple):
    """What a list of articles is filtered, counted and sorted by."""

    id: int
    outlet: int | None
    author: str | None
    language: str
    format: str
    first_day: int
    last_day: int
    published: str | None
    dispatch: str | None
    title: str | None
    file: str
    record: int | None
    article_id: str
    warnings: str


@dataclass
class Matches:
    """One search: ``rows`` are all articles, ``tagged`` gives the articles of a tag, ``starred`` those with a star."""

    database: Database
    rows: Sequence[Row]
    outlets: dict[int, str]
    tagged: Callable[[str], frozenset[str]]
    starred: Callable[[], frozenset[str]]
    found: list[tuple[Word | Phrase | Prefix, Ids]] = field(default_factory=list)
    """The passages of each word that was searched, for the excerpts."""

    def articles(self, expression: Expression) -> Mask:
        """True at the row number of each article that the expression holds for."""
        import numpy as np

        if isinstance(expression, Not):
            before = len(self.found)
            inner = self.articles(expression.part)
            del self.found[before:]  # what must not stand there is not shown
            return ~inner
        if isinstance(expression, And | Or):
            join = np.logical_and if isinstance(expression, And) else np.logical_or
            mask = self.articles(expression.parts[0])
            for part in expression.parts[1:]:
                mask = join(mask, self.articles(part))
            return mask
        if isinstance(expression, FieldIs):
            return self._field(expression)
        passages = self._passages(expression)
        self.found.append((expression, passages))
        mask = self._holding(passages)
        return mask if isinstance(expression, Phrase) else mask | self._named(expression.text)

    def article_of(self) -> NDArray[np.int64]:
        """At each passage's id, the row id of its article."""
        return self.database.kept("article of passage", self._article_of)

    def _article_of(self) -> NDArray[np.int64]:
        import numpy as np

        pairs = np.array([tuple(row) for row in self.database.rows("SELECT id, article FROM passages")], np.int64)
        places = np.zeros(int(pairs[:, 0].max()) + 1 if len(pairs) else 1, np.int64)
        if len(pairs):
            places[pairs[:, 0]] = pairs[:, 1]
        return places

    def _holding(self, passages: Ids) -> Mask:
        """The articles of these passages."""
        import numpy as np

        ids = np.fromiter((row.id for row in self.rows), np.int64, len(self.rows))
        article_of = self.article_of()
        hit = np.zeros(int(max(ids.max(initial=0), article_of.max(initial=0))) + 1, np.bool_)
        hit[article_of[passages[passages < len(article_of)]]] = True
        return hit[ids]

    def _where(self, test: Callable[[Row], bool]) -> Mask:
        import numpy as np

        return np.fromiter((test(row) for row in self.rows), np.bool_, len(self.rows))

    def _named(self, text: str) -> Mask:
        """Articles whose file or outlet has the words in its name, and whose title where no index holds them."""
        plain = text.lower()
        outlets = {number for number, name in self.outlets.items() if plain in name.lower()}
        if terms(text):
            return self._where(lambda row: row.outlet in outlets or plain in row.file.lower())
        word = re.compile(rf"(?<!\w){re.escape(plain)}(?!\w)")
        return self._where(lambda row: row.outlet in outlets or bool(word.search(f"{row.title} {row.file}".lower())))

    # -- words

    def _passages(self, leaf: Word | Phrase | Prefix) -> Ids:
        if isinstance(leaf, Prefix):
            return self._beginning(leaf.text)
        if isinstance(leaf, Word):
            words = [f'"{" ".join(part)}"' for part in _compounds(leaf.text)]
            return self._matching(" OR ".join(words))
        candidates = self._matching(" AND ".join(map(_loosely, _apart(leaf.text))))
        return self._confirmed(candidates, phrase_pattern(leaf.text))

    def _matching(self, expression: str) -> Ids:
        import numpy as np

        if not expression:
            return np.empty(0, np.int64)
        found = self.database.rows("SELECT rowid FROM words WHERE words MATCH ?", (expression,))
        return np.fromiter((row[0] for row in found), np.int64, len(found))

    def _beginning(self, beginning: str) -> Ids:
        """Passages with a word that begins so; of stems that are shorter the text itself is looked at."""
        import numpy as np

        start = "".join(char for char in fold(beginning) if char.isalnum())
        if not start:
            return np.empty(0, np.int64)
        sure = self._matching(f'"{start}"*')
        shorter = [start[:length] for length in range(max(3, len(start) - ENDING), len(start))]
        known = self.database.rows(
            "SELECT term FROM vocabulary WHERE term IN (SELECT value FROM json_each(?))", (json.dumps(shorter),)
        )
        maybe = self._matching(" OR ".join(f'"{row[0]}"' for row in known))
        return np.union1d(sure, self._confirmed(np.setdiff1d(maybe, sure), prefix_pattern(beginning)))

    def _confirmed(self, passages: Ids, pattern: re.Pattern[str]) -> Ids:
        """The passages whose text, or whose article's title, has the pattern."""
        import numpy as np

        kept: list[int] = []
        for at in range(0, len(passages), 2000):
            found = self.database.rows(
                'SELECT p.id, substr(a.text, p.start + 1, p."end" - p.start), a.title FROM passages AS p '
                "JOIN articles AS a ON a.id = p.article WHERE p.id IN (SELECT value FROM json_each(?))",
                (json.dumps(passages[at : at + 2000].tolist()),),
            )
            kept += [row[0] for row in found if pattern.search(row[1]) or (row[2] and pattern.search(row[2]))]
        return np.array(kept, np.int64)

    # -- what is known of an article

    def _field(self, leaf: FieldIs) -> Mask:
        wanted = fold(leaf.value).strip("* ")
        if leaf.name == "date":
            first, last = leaf.days
            return self._where(
                lambda row: (
                    row.first_day > 0
                    and (first is None or row.last_day >= first)
                    and (last is None or row.first_day <= last)
                )
            )
        if leaf.name == "source":
            exact = {number for number, name in self.outlets.items() if fold(name) == wanted}
            chosen = exact or {number for number, name in self.outlets.items() if wanted in fold(name)}
            return self._where(lambda row: row.outlet in chosen)
        if leaf.name in ("tag", "starred"):
            no = leaf.name == "starred" and wanted in ("non", "no", "0")
            marked = self.tagged(leaf.value) if leaf.name == "tag" else self.starred()
            return self._where(lambda row: (row.article_id in marked) != no)
        if leaf.name == "title":
            return self._titled(leaf.value)
        if leaf.name in ("language", "format"):
            return self._where(lambda row: fold(getattr(row, leaf.name)).startswith(wanted))
        return self._where(lambda row: wanted in fold(getattr(row, leaf.name) or ""))

    def _titled(self, value: str) -> Mask:
        wanted = terms(value)
        if value.endswith("*") or not wanted:
            pattern = prefix_pattern(value.strip("*"))
            return self._where(lambda row: bool(row.title and pattern.search(row.title)))
        expression = " AND ".join(f'title : "{term}"' for term in dict.fromkeys(wanted))
        return self._in_title(self._holding(self._matching(expression)), wanted)

    def _in_title(self, mask: Mask, wanted: list[str]) -> Mask:
        """Of these articles those whose title has the terms: the index keeps the outlet beside the title."""
        import numpy as np

        chosen = np.zeros(len(self.rows), np.bool_)
        for at in np.flatnonzero(mask).tolist():
            chosen[at] = set(wanted) <= set(terms(self.rows[at].title or ""))
        return chosen


def phrase_pattern(text: str) -> re.Pattern[str]:
    """The words exactly so, in a row, whatever their case and accents and what stands between them."""
    words = re.findall(r"\w+", fold(text))
    apart = r"[\W_]+".join(map(_letters, words))
    return re.compile(rf"(?<!\w){apart}(?!\w)", re.IGNORECASE)


def prefix_pattern(beginning: str) -> re.Pattern[str]:
    """Words that begin so, whatever their case and accents."""
    return re.compile(rf"(?<!\w){_letters(fold(beginning))}\w*", re.IGNORECASE)


def _letters(word: str) -> str:
    return re.sub("oe|ae|.", lambda found: _letter(found[0]), word)


def _letter(folded: str) -> str:
    if len(folded) == 2:
        plain = "".join(map(_letter, folded))
        return f"(?:{plain}|{'œ' if folded == 'oe' else 'æ'})"
    accented = _ACCENTED.get(folded)
    return f"[{accented}]" if accented else re.escape(folded)


def _apart(text: str) -> list[str]:
    """The terms of a phrase without the joined forms of its compounds, which « porte parole » has not."""
    joined = {parts[1][0] for word in text.split() if len(parts := _compounds(word)) > 1}
    return [term for term in dict.fromkeys(terms(text)) if term not in joined]


def _loosely(term: str) -> str:
    """A term of a phrase for the index: without accents, « premieres », a word may have another stem."""
    return f'"{term[: max(4, len(term) - 2)]}"*' if len(term) > 4 and term.isalpha() else f'"{term}"'


def _compounds(word: str) -> list[list[str]]:
    """How a word may stand in the index: its parts in a row or, for a compound, joined."""
    found = terms(word)
    if "-" in word and len(found) > 2:
        return [found[:-1], found[-1:]]
    return [found] if found else []
