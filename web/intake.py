"""Articles that come in over HTTP: uploads, and text as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.datastructures import UploadFile

from rag.errors import BadInput, SourcierError
from rag.types import FileReport, IngestReport
from web.schemas import FILES_LIMIT, ArticleBody
from web.service import Service
from web.words import say
from web.work import Lane


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of what was sent."""

    report: dict[str, Any]
    changed: bool
    refusal_status: int | None
    """Status of the whole request when nothing at all could be taken in."""
    refusal_reason: str


def both(key: str, **values: object) -> BadInput:
    """A BadInput with the sentence ``key`` in each language."""
    return BadInput(say(key, "fr", **values), say(key, "en", **values))


async def take_uploads(request: Request, service: Service, lane: Lane) -> Taken:
    """The files of a multipart form, one after the other; one that is refused does not stop the rest."""
    async with request.form(max_files=FILES_LIMIT, max_fields=20) as form:
        files = [part for part in form.getlist("file") if isinstance(part, UploadFile)]
        if not files:
            raise both("no_file")
        reports = []
        for file in files:
            name = safe_name(file.filename or "")
            data = await file.read()
            reports.append(await add_one(service, lane, data, name))
    return summarise(reports)


async def take_json(request: Request, service: Service, lane: Lane) -> Taken:
    """An article sent as JSON: the text of a file (``name``), or the fields of a record."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        raise both("bad_form")
    try:
        body = ArticleBody.model_validate_json(await request.body())
    except ValidationError as error:
        raise RequestValidationError([{**fault, "loc": ("body", *fault["loc"])} for fault in error.errors()]) from error
    data, name = article_file(body)
    return summarise([await add_one(service, lane, data, name)])


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


async def add_one(service: Service, lane: Lane, data: bytes, name: str) -> IngestReport | SourcierError:
    """The report on one file, or why it was refused."""
    try:
        return await lane.run(partial(service.add, data, name))
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


def summarise(results: Iterable[IngestReport | SourcierError]) -> Taken:
    """One report for several files."""
    reports = list(results)
    good = [report for report in reports if isinstance(report, IngestReport)]
    bad = [error for error in reports if isinstance(error, SourcierError)]
    files = [file for report in good for file in report.files]
    refused = [file for file in files if file.outcome == "refused"]
    changed = any(file.outcome not in ("same", "refused", "missing") for file in files)
    nothing = not files or len(refused) == len(files)
    status = (bad[0].status if bad else 415) if nothing and (bad or refused) else None
    reason = str(bad[0].fr) if bad else (refused[0].reason or "") if refused else ""
    body = {
        "files": [_file(file) for file in files] + [{"outcome": "refused", "reason": error.fr} for error in bad],
        "articles": sum(report.articles for report in good),
        "passages": sum(report.passages for report in good),
        "seconds": round(sum(report.seconds for report in good), 3),
    }
    return Taken(body, changed, status, reason)


def _file(file: FileReport) -> dict[str, Any]:
    return {
        "file": file.file,
        "outcome": file.outcome,
        "articles": file.articles,
        "reason": file.reason,
        "notes": list(file.notes),
    }
