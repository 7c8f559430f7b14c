"""The archive in time: bars of its articles by month, each outlet in a colour of its own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

from rag.types import Language
from web.day_text import readable
from web.escape import esc
from web.words import say

COLOURS = 6
"""Outlets that have a colour; the others share the last one."""
Count = tuple[str | None, str | None, int]
"""Month (a year where no month is known, None without a date), outlet, number of articles."""


def chart(counts: Sequence[Count], language: Language) -> str:
    """Bars of the months with articles, and what the colours mean; nothing where there is but one month."""
    months: dict[str, Counter[str]] = defaultdict(Counter)
    outlets: Counter[str] = Counter()
    for month, outlet, count in counts:
        name = outlet or say("no_source", language)
        outlets[name] += count
        months[month or ""][name] += count
    undated = months.pop("", Counter())
    if len(months) < 2:
        return ""
    ranks = {name: min(rank, COLOURS) for rank, (name, _) in enumerate(outlets.most_common(), 1)}
    most = max(sum(month.values()) for month in months.values())
    rows = [_row(readable(month, language), names, ranks, most, month) for month, names in sorted(months.items())]
    if undated:
        rows.append(_row(say("undated", language), undated, ranks, max(most, undated.total())))
    return (
        f'<details class="chart"><summary>{say("by_month", language)}</summary>{_legend(ranks, language)}'
        f"<ol>{''.join(rows)}</ol></details>"
    )


def _row(label: str, names: Counter[str], ranks: dict[str, int], most: int, month: str = "") -> str:
    told = ", ".join(f"{name} {count}" for name, count in names.most_common(12))
    parts = "".join(
        f'<span class="part c{ranks[name]}" style="width:{100 * count / most:.2f}%"></span>'
        for name, count in sorted(names.items(), key=lambda item: ranks[item[0]])
    )
    shown = (
        f'<button type="button" class="month" data-act="month" data-value="{esc(month)}" data-key="month-{esc(month)}">'
        f"{esc(label)}</button>"
        if month
        else f'<span class="month">{esc(label)}</span>'
    )
    return (
        f'<li title="{esc(told)}">{shown}'
        f'<span class="bar" role="img" aria-label="{esc(told)}">{parts}</span><span>{names.total()}</span></li>'
    )


def _legend(ranks: dict[str, int], language: Language) -> str:
    named = [name for name, rank in ranks.items() if rank < COLOURS or len(ranks) == COLOURS]
    items = "".join(f'<span><i class="c{ranks[name]}"></i> {esc(name)}</span>' for name in named)
    if len(named) < len(ranks):
        count = len(ranks) - len(named)
        items += f'<span><i class="c{COLOURS}"></i> {say("other_outlets", language, count=count)}</span>'
    return f'<p class="legend">{items}</p>'
