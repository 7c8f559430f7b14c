"""The templates of page and exports, filled: every value that is not markup of ours passes through ``esc``."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rag.types import Language
from web.day_text import readable
from web.escape import esc
from web.words import say

_FOLDERS = [Path(__file__).parents[1] / room / "templates" for room in ("page", "export")]


def render(name: str, language: Language, **values: object) -> str:
    """The template of this name; it has ``say`` and ``readable`` in the reader's language."""
    shown = partial(readable, language=language)
    return (
        _environment()
        .get_template(name)
        .render(say=partial(say, language=language), readable=shown, language=language, **values)
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDERS),
        autoescape=True,
        finalize=_escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _escaped(value: object) -> object:
    """Markup as it is; else text that stays text, Gradio's own signs too."""
    return value if isinstance(value, Markup) else Markup(esc("" if value is None else value))
