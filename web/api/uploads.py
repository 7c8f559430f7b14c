"""Articles that come in over HTTP: uploads, and text as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from rag.contract import FileReply, ReportReply
from rag.errors import BadInput, SourcierError
from rag.types import FileReport, IngestReport, Language
from web.api.requests import ArticleBody
from web.request_limits import FILES_LIMIT
from web.service import Opening
from web.words import say
from web.work import Lane


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of what was sent."""

    report: ReportReply
    changed: bool
    refusal_status: int | None
    """Status of the whole request when nothing at all could be taken in."""
    refusal_reason: str


def both(key: str, **values: object) -> BadInput:
    """A BadInput with the sentence ``key`` in each language."""
    return BadInput(say(key, "fr", **values), say(key, "en", **values))


async def take_uploads(request: Request, opening: Opening, lane: Lane, language: Language) -> Taken:
    """The files of a multipart form, one after the other; one that is refused does not stop the rest."""
    async with request.form(max_files=FILES_LIMIT, max_fields=20) as form:
        files = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
        if not files:
            raise both("no_file")
        results = []
        for file in files:
            name = safe_name(file.filename or "")
            results.append((name, await add_one(opening, lane, await file.read(), name)))
    return summarise(results, language)


async def take_json(request: Request, opening: Opening, lane: Lane, language: Language) -> Taken:
    """An article sent as JSON: the text of a file (``name``), or the fields of a record."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise both("bad_form")
    try:
        body = ArticleBody.model_validate_json(await request.body())
    except ValidationError as error:
        raise RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]) from error
    data, name = article_file(body)
    return summarise([(name, await add_one(opening, lane, data, name))], language)


def article_file(body: ArticleBody) -> tuple[bytes, str]:
    """The bytes and the name under which pasted text is taken in."""
    if not body.text.strip():
        raise both("no_text")
    fields = {name: getattr(body, name) for name in ("title", "date", "source", "url") if getattr(body, name)}
    if not fields:
        return body.text.encode(), safe_name(body.name or first_words(body.text), ".txt")
    record = json.dumps({**fields, "text": body.text}, ensure_ascii=False)
    stem = PurePosixPath(safe_name(body.name or body.title or first_words(body.text))).stem
    return record.encode(), f"{stem}.jsonl"


async def add_one(
    opening: Opening, lane: Lane, data: bytes, name: str, told: Callable[[int, int], None] | None = None
) -> IngestReport | SourcierError:
    """The report on one file, or why it was refused; ``told`` hears which page of a scan is read."""
    try:
        return await lane.run(partial(opening.get().add, data, name, told))
    except SourcierError as error:
        return error


def safe_name(name: str, suffix: str = "") -> str:
    """A plain file name: no folders, no control characters, not hidden, not endless."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(char for char in last if char.isprintable() and char not in '<>:"|?*').strip(". ")
    stem, dot, ending = kept.rpartition(".")
    if suffix:
        return (kept[:100].strip(". ") or "article") + ("" if kept.lower().endswith(suffix) else suffix)
    return f"{stem[:100]}.{ending[:10]}" if dot and stem else kept[:100] or "article"


def first_words(text: str) -> str:
    """The first words of a text, for a file name."""
    return "-".join(text.split()[:6])[:60]


def summarise(results: Sequence[tuple[str, IngestReport | SourcierError]], language: Language) -> Taken:
    """One report for several files, each with the name it came under."""
    lines: list[FileReply] = []
    statuses: list[int] = []
    good = [report for _, report in results if isinstance(report, IngestReport)]
    for name, result in results:
        if isinstance(result, SourcierError):
            statuses.append(result.status)
            lines.append({"file": name, "outcome": "refused", "articles": 0, "reason": result.message(language)})
        else:
            lines += [_file(file) for file in result.files]
    outcomes = {line["outcome"] for line in lines}
    nothing = bool(lines) and outcomes == {"refused"}
    body: ReportReply = {
        "files": lines,
        "articles": sum(report.articles for report in good),
        "passages": sum(report.passages for report in good),
        "seconds": round(sum(report.seconds for report in good), 3),
    }
    status = (statuses[0] if statuses else 415) if nothing else None
    reason = (lines[0]["reason"] or "") if nothing else ""
    return Taken(body, bool(outcomes - {"same", "refused", "missing"}), status, reason)


def _file(file: FileReport) -> FileReply:
    return {
        "file": file.file,
        "outcome": file.outcome,
        "articles": file.articles,
        "reason": file.reason,
        "notes": list(file.notes),
    }
