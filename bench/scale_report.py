"""The report of the scale benchmark: Markdown tables, and the plot as SVG that reads well in light and dark."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 64, 190, 34, 52
COLOURS = {
    "Sourcier, no filter": "#0a7d5a",
    "Sourcier, a year": "#5fbf9a",
    "bare Chroma, no filter": "#c2410c",
    "bare Chroma, a year": "#f0a060",
    "LangChain, no filter": "#6d5bd0",
    "LangChain, a year": "#a99bef",
}
STYLE = """
    text { font: 12px system-ui, sans-serif; fill: #333 } .title { font-size: 14px; font-weight: 600 }
    .grid { stroke: #ddd } .limit { stroke: #b00; stroke-dasharray: 5 4 }
    polyline { fill: none; stroke-width: 2 } .late { stroke-dasharray: 2 3 }
    @media (prefers-color-scheme: dark) { text { fill: #ddd } .grid { stroke: #444 } .limit { stroke: #f77 } }
"""


def at(values: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(len(ordered) * share) - 1)]


def markdown(results: Mapping[str, Mapping[str, Any]]) -> str:
    """Tables of all sizes measured so far."""
    sizes = sorted(results, key=int)
    return "\n\n".join((_times(results, sizes), _machine(results, sizes)))


def _times(results: Mapping[str, Mapping[str, Any]], sizes: Sequence[str]) -> str:
    ways = ("Sourcier", "with the second look", "bare Chroma", "LangChain")
    rows = [
        "| passages | filter | " + " | ".join(f"{way}, median / p95 ms" for way in ways) + " | p95 to bare Chroma's |",
        "|---|---|---|---|---|---|---|",
    ]
    for size in sizes:
        for name, spent in results[size]["ms"].items():
            cells = [f"{at(spent[w], 0.5):.0f} / {at(spent[w], 0.95):.0f}" if spent.get(w) else "–" for w in ways]
            ratio = at(spent["Sourcier"], 0.95) / at(spent["bare Chroma"], 0.95)
            rows.append(f"| {int(size):,} | {name} | {' | '.join(cells)} | {ratio:.2f} |")
    return "\n".join(rows)


def _machine(results: Mapping[str, Mapping[str, Any]], sizes: Sequence[str]) -> str:
    rows = [
        "| passages | opened after s | first answer after s | of processor s | first filtered search s | memory MiB "
        "| gold article in the first 5 | of the exact nearest 10, Chroma finds |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for size in sizes:
        found = results[size]
        rows.append(
            f"| {int(size):,} | {found['open_s']:.1f} | {found['first_answer_s']:.1f} "
            f"| {found['first_answer_cpu_s']:.1f} | {found['first_filter_s']:.2f} | {found['memory_mib']} "
            f"| {found['needles']:.3f} | {found['overlap']:.2f} |"
        )
    return "\n".join(rows)


def plot(results: Mapping[str, Mapping[str, Any]]) -> str:
    """The 95th percentile of each way by the size of the archive, both axes logarithmic."""
    lines: dict[str, list[tuple[float, float]]] = {name: [] for name in COLOURS}
    for size in sorted(results, key=int):
        for name, points in lines.items():
            way, kind = name.split(", ")
            if spent := results[size]["ms"][kind].get(way):
                points.append((float(size), at(spent, 0.95)))
    lines = {name: points for name, points in lines.items() if points}
    every = [y for points in lines.values() for _, y in points]
    axes = _Axes([float(size) for size in results], every)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        "<title>95th percentile of a search by the number of passages</title>",
        f"<style>{STYLE}</style>",
        f'<text class="title" x="{LEFT}" y="20">95th percentile of a search in ms, by number of passages</text>',
        *axes.grid(),
    ]
    used: list[float] = []
    for name, points in sorted(lines.items(), key=lambda line: line[1][-1][1]):
        places = " ".join(f"{axes.x(x):.1f},{axes.y(y):.1f}" for x, y in points)
        parts.append(f'<polyline stroke="{COLOURS[name]}" points="{places}"/>')
        parts += [
            f'<circle cx="{axes.x(x):.1f}" cy="{axes.y(y):.1f}" r="3" fill="{COLOURS[name]}"/>' for x, y in points
        ]
        label = min([axes.y(points[-1][1]) + 4, *(y - 15 for y in used)])
        used.append(label)
        at_x = WIDTH - RIGHT + 12
        parts.append(f'<text x="{at_x}" y="{label:.1f}" style="fill:{COLOURS[name]}">{name}</text>')
    return "\n".join([*parts, "</svg>", ""])


class _Axes:
    """Logarithmic axes and their grid."""

    def __init__(self, sizes: Sequence[float], times: Sequence[float]) -> None:
        self._sizes = sorted(sizes)
        self._low, self._high = math.log10(min(*times, 5) * 0.8), math.log10(max(*times, 160) * 1.2)

    def x(self, size: float) -> float:
        """Where a size lies."""
        first, last = math.log10(self._sizes[0]), math.log10(max(self._sizes[-1], self._sizes[0] * 10))
        return LEFT + (math.log10(size) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(self, time: float) -> float:
        """Where a time lies."""
        return HEIGHT - BOTTOM - (math.log10(time) - self._low) / (self._high - self._low) * (HEIGHT - TOP - BOTTOM)

    def grid(self) -> list[str]:
        """The lines and their numbers, with the goal of 150 ms."""
        right = WIDTH - RIGHT
        parts: list[str] = []
        for time in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000):
            if self._low <= math.log10(time) <= self._high:
                y = self.y(time)
                parts.append(f'<line class="grid" x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}"/>')
                parts.append(f'<text x="{LEFT - 8}" y="{self.y(time) + 4:.1f}" text-anchor="end">{time}</text>')
        for size in self._sizes:
            parts.append(
                f'<text x="{self.x(size):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{size:,.0f}</text>'
            )
        parts.append(f'<line class="limit" x1="{LEFT}" x2="{right}" y1="{self.y(150):.1f}" y2="{self.y(150):.1f}"/>')
        parts.append(f'<text x="{LEFT + 6}" y="{self.y(150) - 5:.1f}">150 ms: the goal at 100,000</text>')
        return parts
