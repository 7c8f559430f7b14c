"""JSON lines: one article a record; a bad line is named by its number and the others are kept."""

from __future__ import annotations

import datetime as dt
import json

from rag.errors import SourcierError, Unreadable
from rag.reading import Reading
from rag.reading.article.draft import RawArticle, to_draft
from rag.reading.article.field_names import aliases, key_of
from rag.reading.article.zones import RawLine, shift
from rag.reading.decode import MAX_BYTES, check_text, clean, decode_only
from rag.reading.formats.format import Format, Given

_MOST_PROBLEMS = 50
_INSIDE = ("name", "rendered", "$date", "$numberLong", "literal")
"""Where an object that stands for a value has it: MongoDB's dates, WordPress's texts, a person's name."""


def read_jsonl(data: bytes, name: str, *, today: dt.date | None = None) -> Reading:
    """Every readable record as a draft. Raises Unreadable where there is none.

    Records are numbered from 0 over the non-blank lines; problems name the line of the file, from 1.
    """
    repaired: list[str] = []
    text = decode_only(data, repaired)
    drafts = []
    problems: list[str] = []
    record = -1
    for number, line in enumerate(_records(text), start=1):
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


def _records(text: str) -> list[str]:
    """The lines; the objects of a file that is one JSON array, bare or under « articles », or one object."""
    if text.lstrip()[:1] in ("[", "{"):
        try:
            whole = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            return text.split("\n")
        whole = whole.get("articles", whole) if isinstance(whole, dict) else whole
        return [json.dumps(record) for record in (whole if isinstance(whole, list) else [whole])]
    return text.split("\n")


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
    from rag.reading.formats.markup import has_markup, text_with_tags
    from rag.reading.formats.plain import text_lines

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
    given = {key_of(str(key)): value for key, value in record.items()}
    for alias, name in aliases():
        value = _as_text(given.get(alias), "\n\n" if name == "text" else ", ")
        if value and name not in found:
            found[name] = value
    if not found.get("text"):
        raise Unreadable("aucun champ de texte.", "no text field.")
    return found


def _as_text(value: object, between: str) -> str | None:
    if isinstance(value, dict):
        return _as_text(next((value[key] for key in _INSIDE if value.get(key)), None), between)
    if isinstance(value, list):
        return between.join(text for text in (_as_text(part, between) for part in value) if text) or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() or None if isinstance(value, str) else None


def _sniff(given: Given) -> bool:
    named = given.suffix in (".jsonl", ".ndjson")
    return given.is_text and (named or (given.suffix == ".json" and given.start[:1] in (b"{", b"[")))


def _read(given: Given) -> Reading:
    return read_jsonl(given.data, given.name, today=given.today)


FORMAT = Format("jsonl", (".jsonl",), _sniff, _read, many=True)
