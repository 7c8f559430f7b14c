"""Lists of the archive's articles: searched, filtered, sorted, counted."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rag.archive_types import ArticleQuery, Excerpt, Facets
from rag.errors import BadInput
from rag.language.fold import fold_open as fold
from vectorstore.catalogue.annotations import Annotations
from vectorstore.catalogue.excerpts import excerpts, finders
from vectorstore.catalogue.matches import Matches, Row
from vectorstore.catalogue.operators import parse, period_days
from vectorstore.database import Database

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FACET_VALUES = 100
"""Values of a facet that are told, most frequent first; months are told all."""
_folded = lru_cache(1 << 16)(fold)
_ALL = 1 << 40
_COLUMNS = ", ".join(Row._fields)


@dataclass(frozen=True, slots=True)
class Listing:
    """What was found: article ids in order, the number of all, facets where asked, and how to cut excerpts."""

    article_ids: list[str]
    total: int
    facets: Facets | None
    notes: tuple[tuple[str, str], ...]
    excerpts: Mapping[str, tuple[Excerpt, ...]]


class Catalogue:
    """Searches over the articles of one library."""

    def __init__(self, database: Database, annotations: Annotations) -> None:
        self._database = database
        self._annotations = annotations

    def find(self, query: ArticleQuery, limit: int, offset: int = 0, *, facets: bool = False) -> Listing:
        """One page of the articles; BadInput for a search or a period that cannot be read."""
        search = parse(query.text)
        if search.fault:
            raise BadInput(*search.fault)
        rows = [Row(*row) for row in self._database.rows(f"SELECT {_COLUMNS} FROM articles")]
        outlets = {row[0]: row[1] for row in self._database.rows("SELECT id, name FROM outlets")}
        matches = Matches(self._database, rows, outlets, self._annotations.tagged, self._annotations.starred)
        mask = matches.articles(search.expression) if search.expression else None
        chosen = [row for row in _masked(rows, mask) if all(test(row) for test in self._tests(query, outlets))]
        if query.copies != "all":
            chosen = _by_dispatch(chosen, query.copies == "first")
        counts = self._facets(chosen, outlets) if facets else None
        page = _sorted(chosen, query, outlets)[offset : offset + limit]
        return Listing(
            [row.article_id for row in page], len(chosen), counts, search.notes, self._excerpts(page, matches)
        )

    def article_ids(self, query: ArticleQuery) -> list[str]:
        """All that is found, in order."""
        return self.find(query, _ALL).article_ids

    def _tests(self, query: ArticleQuery, outlets: Mapping[int, str]) -> list[Callable[[Row], bool]]:
        tests: list[Callable[[Row], bool]] = []
        for name, wanted in (("author", query.authors), ("language", query.languages), ("format", query.formats)):
            if wanted:
                tests.append(lambda row, name=name, wanted=wanted: (getattr(row, name) or "") in wanted)  # type: ignore[misc]
        if query.outlets:
            known = {fold(name) for name in query.outlets}
            numbers = {number for number, name in outlets.items() if fold(name) in known}
            tests.append(lambda row: row.outlet in numbers or (row.outlet is None and "" in known))
        if query.tags:
            tagged = frozenset().union(*map(self._annotations.tagged, query.tags))
            tests.append(lambda row: row.article_id in tagged)
        if query.starred is not None:
            starred = self._annotations.starred()
            tests.append(lambda row: (row.article_id in starred) is query.starred)
        if query.warned is not None:
            tests.append(lambda row: (row.warnings != "[]") is query.warned)
        if query.start or query.end:
            tests.append(_in_period(query))
        return tests

    def _facets(self, chosen: Sequence[Row], outlets: Mapping[int, str]) -> Facets:
        counted: dict[str, Counter[str | None]] = {
            "outlet": Counter(outlets.get(row.outlet or 0) for row in chosen),
            "author": Counter(row.author for row in chosen),
            "month": Counter(row.published[:7] if row.published else None for row in chosen),
            "language": Counter(row.language for row in chosen),
            "format": Counter(row.format for row in chosen),
            "warning": Counter("yes" if row.warnings != "[]" else "no" for row in chosen),
            "copies": Counter("yes" if row.dispatch else "no" for row in chosen),
        }
        here = {row.article_id for row in chosen}
        counted["tag"] = Counter(
            {tag: len(ids & here) for tag, ids in self._annotations.by_tag().items() if ids & here}
        )
        starred = len(self._annotations.starred() & here)
        counted["starred"] = Counter({"yes": starred, "no": len(here) - starred})
        return {name: _values(name, counter) for name, counter in counted.items()}

    def _excerpts(self, page: Sequence[Row], matches: Matches) -> dict[str, tuple[Excerpt, ...]]:
        """Where the words that were searched stand in the articles of a page."""
        if not matches.found or not page:
            return {}
        import numpy as np

        held = np.unique(np.concatenate([passages for _, passages in matches.found]))
        article_of = matches.article_of()
        here = held[np.isin(article_of[held], [row.id for row in page])]
        found = self._database.rows(
            'SELECT p.article, p.start, substr(a.text, p.start + 1, p."end" - p.start) FROM passages AS p '
            "JOIN articles AS a ON a.id = p.article WHERE p.id IN (SELECT value FROM json_each(?)) ORDER BY p.id",
            (json.dumps(here.tolist()),),
        )
        passages: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for article, start, text in found:
            passages[article].append((start, text))
        find = finders([leaf for leaf, _ in matches.found])
        return {row.article_id: excerpts(passages[row.id], find) for row in page if row.id in passages}


def _masked(rows: Sequence[Row], mask: NDArray[np.bool_] | None) -> Iterator[Row]:
    return iter(rows) if mask is None else (row for row, kept in zip(rows, mask.tolist(), strict=True) if kept)


def _in_period(query: ArticleQuery) -> Callable[[Row], bool]:
    days = period_days(f"{query.start or ''}..{query.end or ''}")
    if days is None:
        raise BadInput(
            "Période illisible : une date s'écrit AAAA, AAAA-MM ou AAAA-MM-JJ, la première avant la seconde.",
            "The period cannot be read: a date is written YYYY, YYYY-MM or YYYY-MM-DD, the first before the second.",
        )
    first, last = days[0] or 1, days[1] or 1 << 30
    return lambda row: row.first_day > 0 and row.last_day >= first and row.first_day <= last


def _by_dispatch(chosen: Sequence[Row], first_alone: bool) -> list[Row]:
    """The articles that have copies; or every article, of each dispatch the one that came out first."""
    if not first_alone:
        return [row for row in chosen if row.dispatch]
    firsts: dict[str, Row] = {}
    for row in chosen:
        known = firsts.get(row.dispatch or "")
        if row.dispatch and (known is None or _came_out(row) < _came_out(known)):
            firsts[row.dispatch] = row
    return [row for row in chosen if row.dispatch is None or firsts[row.dispatch] is row]


def _came_out(row: Row) -> tuple[bool, int, int]:
    return row.first_day == 0, row.first_day, row.id


def _sorted(chosen: list[Row], query: ArticleQuery, outlets: Mapping[int, str]) -> list[Row]:
    """In the order asked for; what has no date, outlet or title comes last either way."""
    keys: dict[str, Callable[[Row], tuple[bool, object]]] = {
        "date": lambda row: (row.last_day == 0, row.last_day),
        "outlet": lambda row: (row.outlet is None, _folded(outlets.get(row.outlet or 0, ""))),
        "title": lambda row: (not row.title, _folded(row.title or "")),
        "added": lambda row: (False, row.id),
    }
    descending = query.descending if query.descending is not None else query.sort in ("date", "added")
    place = {row.id: keys[query.sort](row) for row in chosen}
    steady = sorted(chosen, key=lambda row: (row.file, -1 if row.record is None else row.record, row.id))
    if query.sort == "outlet":
        steady.sort(key=lambda row: -row.last_day)
    steady.sort(key=lambda row: place[row.id][1], reverse=descending)  # type: ignore[arg-type,return-value]
    return sorted(steady, key=lambda row: place[row.id][0])


def _values(name: str, counter: Counter[str | None]) -> tuple[tuple[str | None, int], ...]:
    if name == "month":
        return tuple(sorted(counter.items(), key=lambda item: item[0] or ""))
    ranked = sorted(counter.items(), key=lambda item: (-item[1], item[0] is None, item[0] or ""))
    return tuple((value, count) for value, count in ranked if count)[:FACET_VALUES]
