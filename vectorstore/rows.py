"""Rows of the library to the words of the domain, and back."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Sequence
from typing import Any, cast

from rag.types import Article, Chunk, Draft, Label, Line, Passage, Precision, Published, Span
from vectorstore.corrections import read_before

ARTICLE_COLUMNS = """
    a.id, a.article_id, a.root, a.file, a.record, a.title, o.name AS source, a.author, a.agency, a.url, a.published,
    a.published_precision, a.published_evidence, a.updated, a.updated_precision, a.updated_evidence, a.language,
    a.format, a.warnings, a.notes, a.dispatch, a.superseded_by,
    EXISTS (SELECT 1 FROM gone AS g WHERE g.root = a.root AND g.file = a.file) AS gone, c.fields, c.was
"""
PASSAGE_COLUMNS = """
    a.id, a.dispatch, p.id, a.article_id, a.file, a.record, p.n, p.start, p."end",
    substr(a.text, p.start + 1, p."end" - p.start), p.sentences, a.title, o.name, a.author, a.url, a.language,
    a.superseded_by, a.notes, EXISTS (SELECT 1 FROM gone AS g WHERE g.root = a.root AND g.file = a.file),
    a.published, a.published_precision, a.published_evidence, a.updated, a.updated_precision, a.updated_evidence
"""
ARTICLES = (
    "articles AS a LEFT JOIN outlets AS o ON o.id = a.outlet LEFT JOIN corrections AS c ON c.article_id = a.article_id"
)


def published(row: sqlite3.Row, name: str) -> Published | None:
    """The date in the columns called ``name``, or None where the article gives none."""
    if row[name] is None:
        return None
    precision = cast(Precision, row[f"{name}_precision"])
    return Published(row[name], precision, row[f"{name}_evidence"])


def article(row: sqlite3.Row, text: str = "", lines: str = "[]", **more: Any) -> Article:  # noqa: ANN401
    """An Article; ``more`` gives its chunks and copies."""
    draft = Draft(
        text=text,
        lines=tuple(Line(start, end, cast(Label, label)) for start, end, label in json.loads(lines)),
        record=row["record"],
        title=row["title"],
        source=row["source"],
        author=row["author"],
        agency=row["agency"],
        url=row["url"],
        published=published(row, "published"),
        updated=published(row, "updated"),
        language=row["language"],
        format=row["format"],
        warnings=tuple(json.loads(row["warnings"])),
        notes=tuple(json.loads(row["notes"])),
    )
    return Article(
        row["article_id"],
        row["file"],
        draft,
        dispatch=row["dispatch"],
        superseded_by=row["superseded_by"],
        gone=bool(row["gone"]),
        read=read_before(row["fields"], row["was"]),
        **more,
    )


def passage(row: sqlite3.Row, copies: tuple[str, ...]) -> Passage:
    """A Passage from a row with PASSAGE_COLUMNS, taken by place: a search reads a hundred, and names are slow."""
    (_, dispatch, passage_id, article_id, file, record, n, start, end, text, sentences, *rest) = row
    title, source, author, url, language, superseded_by, notes, gone, value, precision, evidence, *updated = rest
    return Passage(
        passage_id=passage_id,
        article_id=article_id,
        file=file,
        record=record,
        n=n,
        start=start,
        end=end,
        text=text,
        sentences=spans(sentences),
        title=title,
        source=source,
        author=author,
        url=url,
        published=None if value is None else Published(value, precision, evidence),
        updated=None if updated[0] is None else Published(*updated),
        language=language,
        copies=copies,
        dispatch=dispatch,
        superseded_by=superseded_by,
        notes=() if notes == "[]" else tuple(json.loads(notes)),
        gone=bool(gone),
    )


def spans(text: str) -> tuple[Span, ...]:
    """Sentence spans from their JSON."""
    return tuple((start, end) for start, end in json.loads(text))


def packed(values: Sequence[object]) -> str:
    """Compact JSON."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def content_hash(draft: Draft, chunks: Sequence[Chunk]) -> str:
    """What the article says and how it is cut, whatever its file, record number and modification time."""
    values = [getattr(draft, name) for name in Draft.__dataclass_fields__ if name != "record"]
    return hashlib.sha256(repr((values, [(c.start, c.end, c.sentences) for c in chunks])).encode()).hexdigest()


def article_values(draft: Draft, chunks: Sequence[Chunk]) -> dict[str, object]:
    """The columns that come from the draft, the outlet's id apart."""
    dated = draft.published or draft.updated
    first, last = (dated.first_day, dated.last_day) if dated else (0, 0)
    values: dict[str, object] = {
        "content": content_hash(draft, chunks),
        "text": draft.text,
        "lines": packed([(line.start, line.end, line.label) for line in draft.lines]),
        "title": draft.title,
        "author": draft.author,
        "agency": draft.agency,
        "url": draft.url,
        "first_day": first,
        "last_day": last,
        "language": draft.language,
        "format": draft.format,
        "warnings": packed(draft.warnings),
        "notes": packed(draft.notes),
    }
    for name, date in (("published", draft.published), ("updated", draft.updated)):
        values[name] = date.value if date else None
        values[f"{name}_precision"] = date.precision if date else None
        values[f"{name}_evidence"] = date.evidence if date else None
    return values
