"""JSON lines: one article a record; a bad line is named by its number and the others are kept."""

from __future__ import annotations

import datetime as dt
import json

from rag.errors import SourcierError, Unreadable
from rag.reading import Reading
from rag.reading.decode import MAX_BYTES, check_text, clean, decode_only
from rag.reading.raw import RawArticle, to_draft
from rag.reading.zones import RawLine, shift

_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "titre", "headline", "titulo"),
    "text": ("text", "texte", "body", "content", "contenu", "article", "corps", "maintext", "content_html", "cuerpo"),
    "published": (
        "date",
        "published",
        "date_publication",
        "published_at",
        "publication_date",
        "datePublished",
        "pubdate",
        "fecha",
    ),
    "updated": ("updated", "modified", "updated_at", "date_modified", "dateModified", "mise_a_jour"),
    "source": ("source", "site", "journal", "outlet", "media", "publisher", "publication", "source_name", "fuente"),
    "author": ("author", "auteur", "authors", "auteurs", "byline", "creator", "autor"),
    "url": ("url", "link", "lien", "href", "permalink"),
}
_ALIASES = {alias.lower(): name for name, aliases in _NAMES.items() for alias in aliases}
_MOST_PROBLEMS = 50


def read_jsonl(data: bytes, name: str, *, today: dt.date | None = None) -> Reading:
    """Every readable record as a draft. Raises Unreadable where there is none.

    Records are numbered from 0 over the non-blank lines; problems name the line of the file, from 1.
    """
    repaired: list[str] = []
    text = decode_only(data, repaired)
    drafts = []
    problems: list[str] = []
    record = -1
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        record += 1
        try:
            drafts.append(to_draft(_article(line, record), today=today))
        except SourcierError as fault:
            problems.append(f"ligne {number} : {fault.fr}")
    if not drafts:
        raise Unreadable(
            f"{name} : aucun enregistrement lisible ({'; '.join(problems[:3])}).",
            f"{name}: no readable record ({len(problems)} bad lines).",
        )
    if len(problems) > _MOST_PROBLEMS:
        problems[_MOST_PROBLEMS:] = [f"et {len(problems) - _MOST_PROBLEMS} autres lignes illisibles"]
    return Reading(tuple(drafts), tuple(problems), tuple(repaired))


def _article(line: str, record: int) -> RawArticle:
    values = _values(line)
    title, body = values.get("title"), values.get("text") or ""
    if len(body) > MAX_BYTES:
        raise Unreadable("texte trop long.", "the text is too long.")
    body = clean(body)
    check_text(body, "texte")
    title = " ".join(clean(title).split()) if title else None
    text, lines = _body(body)
    if title and text[: len(title) + 1].strip() != title:
        text, lines = f"{title}\n\n{text}", [RawLine(0, len(title), "title"), *shift(lines, len(title) + 2)]
    return RawArticle(
        text,
        lines,
        "jsonl",
        record=record,
        title=title,
        source=values.get("source"),
        author=values.get("author"),
        url=values.get("url"),
        published=values.get("published"),
        updated=values.get("updated"),
    )


def _body(body: str) -> tuple[str, list[RawLine]]:
    from rag.reading.markup import has_markup, text_with_tags
    from rag.reading.plain import text_lines

    if has_markup(body) or body.lstrip()[:3].lower() in ("<p>", "<di", "<p "):
        return text_with_tags(body)
    return body, text_lines(body)


def _values(line: str) -> dict[str, str]:
    """The fields of a record under our names; the first alias that has a value wins."""
    try:
        record = json.loads(line, strict=False)
    except (ValueError, RecursionError) as fault:
        raise Unreadable("JSON invalide.", "not valid JSON.") from fault
    if not isinstance(record, dict):
        raise Unreadable("ce n'est pas un objet JSON.", "not a JSON object.")
    found: dict[str, str] = {}
    given = {str(key).lower(): value for key, value in record.items()}
    for alias, name in _ALIASES.items():
        value = _as_text(given.get(alias))
        if value and name not in found:
            found[name] = value
    if not found.get("text"):
        raise Unreadable("aucun champ de texte.", "no text field.")
    return found


def _as_text(value: object) -> str | None:
    if isinstance(value, dict):
        return _as_text(value.get("name"))
    if isinstance(value, list):
        return ", ".join(text for text in map(_as_text, value) if text) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None
