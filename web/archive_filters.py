"""What the archive tab shows: the reader's filters and order, their controls, chips and facets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from rag.archive_types import ArticleQuery, Facets, Sort
from rag.types import Language
from web.day_text import readable
from web.escape import esc
from web.words import say

SORTS: tuple[Sort, ...] = ("date", "outlet", "title", "added")
COPIES: tuple[Literal["first", "all", "only"], ...] = ("first", "all", "only")
CHOICES = ("outlet", "author", "tag", "language", "format")
"""Facets whose values can be chosen, one of each."""
VALUES = 12
"""Values of a facet that are shown at once; the others unfold."""


@dataclass(frozen=True, slots=True)
class View:
    """What a reader has chosen; None of a facet is no choice, "" are the articles that do not say."""

    sort: Sort = "date"
    descending: bool | None = None
    outlet: str | None = None
    author: str | None = None
    tag: str | None = None
    language: str | None = None
    format: str | None = None
    start: str = ""
    end: str = ""
    starred: bool = False
    warned: bool = False
    copies: Literal["first", "all", "only"] = "first"
    offset: int = 0
    unfolded: bool = False
    """Whether the facets are open."""
    opened: str = ""
    """The article whose tags and note are open."""
    aside: str = ""
    """The article of which is shown what was set aside."""

    def query(self, text: str) -> ArticleQuery:
        """The same for the facade."""

        def one(value: str | None) -> tuple[str, ...]:
            return () if value is None else (value,)

        return ArticleQuery(
            text,
            self.sort,
            self.descending,
            one(self.outlet),
            one(self.author),
            one(self.language),
            one(self.format),
            one(self.tag),
            self.start or None,
            self.end or None,
            True if self.warned else None,
            True if self.starred else None,
            self.copies,
        )

    def parameters(self, text: str) -> list[tuple[str, str]]:
        """The same for ``GET /api/articles`` and what takes its parameters."""
        given = [("q", text), ("from", self.start), ("to", self.end), ("copies", self.copies)]
        chosen = [(field, getattr(self, field)) for field in CHOICES]
        ticked = [(name, "true") for name, is_on in (("starred", self.starred), ("warning", self.warned)) if is_on]
        return [
            *((name, value) for name, value in given if value),
            *((name, value) for name, value in chosen if value is not None),
            *ticked,
        ]

    def after(self, data: Mapping[str, object]) -> View:
        """The view after a control was used; anything that no control sends changes nothing."""
        act, field, value = (str(data.get(name) or "") for name in ("act", "field", "value"))
        if act == "page":
            offset = str(data.get("offset") or "")
            return replace(self, offset=int(offset) if offset.isdigit() else 0)
        if act == "aside":
            return replace(self, aside="" if self.aside == data.get("id") else str(data.get("id") or ""))
        first_page = replace(self, offset=0, opened="", aside="")
        if act == "clear":
            return View(self.sort, self.descending, unfolded=self.unfolded)
        if act == "month":
            return replace(first_page, start=value, end=value)
        if act == "filter" and field in CHOICES:
            chosen = None if getattr(self, field) == value else value
            return replace(first_page, unfolded=True, **cast(Any, {field: chosen}))
        if act == "drop":
            return first_page._without(field)
        return first_page._set(field, value) if act == "field" else self

    def _without(self, field: str) -> View:
        if field == "period":
            return replace(self, start="", end="")
        if field in CHOICES:
            return replace(self, **cast(Any, {field: None}))
        return replace(self, **cast(Any, {field: False})) if field in ("starred", "warned") else self

    def _set(self, field: str, value: str) -> View:
        if field == "sort" and value in SORTS:
            return replace(self, sort=value, descending=None)
        if field == "order":
            return replace(self, descending=value == "desc")
        if field == "copies" and value in COPIES:
            return replace(self, copies=value)
        if field in ("start", "end"):
            return replace(self, **cast(Any, {field: value[:10]}))
        return replace(self, **cast(Any, {field: value == "true"})) if field in ("starred", "warned") else self

    @property
    def falling(self) -> bool:
        """Whether the order is from new to old, or from Z to A."""
        return self.descending if self.descending is not None else self.sort in ("date", "added")


def controls(view: View, facets: Facets, language: Language) -> str:
    """Order, period, copies, star; the choices made, as chips; the facets to unfold."""
    order = say("order_falling" if view.falling else "order_rising", language)
    turned = "asc" if view.falling else "desc"
    return (
        f'<div class="tools">{_select("sort", SORTS, view.sort, language)}'
        f'<button type="button" data-act="field" data-field="order" data-value="{turned}" data-key="order" '
        f'title="{esc(say("order_turn", language))}">{esc(order)}</button>'
        f"{_day('start', view.start, language)}{_day('end', view.end, language)}"
        f"{_select('copies', COPIES, view.copies, language)}"
        f"{_tick('starred', view.starred, language)}{_tick('warned', view.warned, language)}</div>"
        f"{_chips(view, language)}{_facets(view, facets, language)}"
    )


def _select(field: str, values: tuple[str, ...], chosen: str, language: Language) -> str:
    options = "".join(
        f'<option value="{value}"{" selected" if value == chosen else ""}>'
        f"{esc(say(f'{field}_{value}', language))}</option>"
        for value in values
    )
    label = esc(say(f"{field}_by", language))
    return f'<label>{label} <select data-field="{field}" data-key="{field}">{options}</select></label>'


def _day(field: str, value: str, language: Language) -> str:
    shown = value if len(value) == 10 else ""
    label = esc(say("from" if field == "start" else "to", language))
    return f'<label>{label} <input type="date" data-field="{field}" data-key="{field}" value="{esc(shown)}"></label>'


def _tick(field: str, chosen: bool, language: Language) -> str:
    checked = " checked" if chosen else ""
    label = esc(say(f"only_{field}", language))
    return f'<label><input type="checkbox" data-field="{field}" data-key="{field}"{checked}> {label}</label>'


def _chips(view: View, language: Language) -> str:
    chosen = [(field, value_name(field, getattr(view, field), language)) for field in CHOICES]
    named = [(field, f"{say(f'facet_{field}', language)} : {name}") for field, name in chosen if name is not None]
    if view.start or view.end:
        period = " – ".join(readable(day, language) if day else "…" for day in dict.fromkeys((view.start, view.end)))
        named.append(("period", say("period", language, period=period)))
    named += [(field, say(f"only_{field}", language)) for field in ("starred", "warned") if getattr(view, field)]
    if not named:
        return ""
    chips = "".join(
        f'<span class="chip">{esc(words)}<button type="button" data-act="drop" data-field="{field}" '
        f'data-key="drop-{field}" aria-label="{esc(say("drop_filter", language, what=words))}">×</button></span>'
        for field, words in named
    )
    clear = (
        f'<button type="button" class="plain" data-act="clear" data-key="clear">{esc(say("clear", language))}</button>'
    )
    return f'<div class="chips">{chips}{clear}</div>'


def value_name(field: str, value: str | None, language: Language) -> str | None:
    """A value of a facet in words."""
    if value is None:
        return None
    if not value:
        return say("not_said", language)
    return say(f"language_{value}", language) if field == "language" and value in ("fr", "en", "es") else value


def _facets(view: View, facets: Facets, language: Language) -> str:
    parts = "".join(_facet(view, name, facets[name], language) for name in CHOICES if facets.get(name))
    opened = " open" if view.unfolded else ""
    summary = esc(say("facets", language))
    return f'<details class="facets"{opened}><summary data-key="facets">{summary}</summary><div>{parts}</div></details>'


def _facet(view: View, name: str, values: tuple[tuple[str | None, int], ...], language: Language) -> str:
    items = [
        f'<li><button type="button" data-act="filter" data-field="{name}" data-value="{esc(value or "")}" '
        f'data-key="{name}-{esc(value or "")}" aria-pressed="{str(getattr(view, name) == (value or "")).lower()}">'
        f"<span>{esc(value_name(name, value or '', language))}</span> <b>{count}</b></button></li>"
        for value, count in values
    ]
    more = len(items) - VALUES
    rest = (
        f"<details><summary>{esc(say('more_values', language, count=more))}</summary>"
        f"<ul>{''.join(items[VALUES:])}</ul></details>"
        if more > 0
        else ""
    )
    heading = esc(say(f"facet_{name}", language))
    return f"<section><h3>{heading}</h3><ul>{''.join(items[:VALUES])}</ul>{rest}</section>"
