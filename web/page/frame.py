"""What frames the page: its head, the empty state with examples, the line that says how things stand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from rag.settings import SAMPLES, Settings
from rag.types import Coverage, Language
from web.answer_text import answerer_name
from web.day_text import readable
from web.escape import esc
from web.words import say

EXAMPLES = 8


def masthead(language: Language) -> str:
    """Name, what it does, and the way to the other language."""
    href, other = ("/?lang=fr", "fr") if language == "en" else ("/en/", "en")
    return (
        f'<header class="masthead" data-language="{language}"><h1>Sourcier</h1><p>{say("tagline", language)}</p>'
        f'<a href="{href}" hreflang="{other}" lang="{other}">{say("other_language", language)}</a></header>'
    )


def welcome(settings: Settings, language: Language) -> str:
    """The examples, which are about the sample articles; nothing where other articles are loaded."""
    buttons = "".join(
        f'<li><button type="button" data-act="example" data-question="{esc(text)}">{esc(text)}</button></li>'
        for text in examples(settings, language)
    )
    return (
        f'<section class="welcome"><h2>{say("examples", language)}</h2><ul>{buttons}</ul></section>' if buttons else ""
    )


def examples(settings: Settings, language: Language) -> list[str]:
    """The example questions that go with the sample articles."""
    path = SAMPLES.parent / "questions.json"
    if settings.articles != SAMPLES or not path.is_file():
        return []
    return [item[language] for item in json.loads(path.read_text("utf-8"))[:EXAMPLES]]


def status_line(state: Mapping[str, Any], coverage: Coverage | None, language: Language) -> str:
    """What the archive holds, who writes, and how far the download of the model has come."""
    if not state.get("ready"):
        told = state.get(f"message_{language}")
        return f'<p role="status">{esc(told or say("opening", language))}</p>'
    parts = [_coverage(coverage, language)] if coverage else []
    used = state.get("answerer") or {}
    if used.get("kind"):
        parts.append(say("writes", language, name=answerer_name(used, language)))
    download = state.get("download") or {}
    bar = ""
    if is_downloading(state):
        percent = int(100 * download["done"] / download["total"])
        parts.append(say("downloading", language, percent=percent))
        bar = f' <progress value="{percent}" max="100" aria-hidden="true"></progress>'
    elif download.get("state") == "failed":
        parts.append(say("download_failed", language))
    return f'<p role="status">{" · ".join(esc(part) for part in parts)}{bar}</p>'


def is_downloading(state: Mapping[str, Any]) -> bool:
    """Whether the weights are on their way."""
    download = state.get("download") or {}
    return bool(download.get("total")) and download.get("state") not in ("ready", "failed", "absent", "none")


def settled(state: Mapping[str, Any]) -> bool:
    """Whether the line needs no more updates."""
    return bool(state.get("ready")) and not is_downloading(state)


def _coverage(coverage: Coverage, language: Language) -> str:
    if not coverage.articles:
        return say("empty_archive", language)
    if not coverage.first or not coverage.last:
        return say("covers_undated", language, count=coverage.articles)
    first, last = readable(coverage.first, language), readable(coverage.last, language)
    return say("covers", language, count=coverage.articles, first=first, last=last)
