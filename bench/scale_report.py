"""The report of the scale benchmark: Markdown tables and the plot."""

from __future__ import annotations
from typing import Any


def at(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def markdown(results: dict[str, Any]) -> str:
    rows = []
    for size, r in sorted(results.items(), key=lambda x: int(x[0])):
        rows.append(
            f"{size}: open {r['open_s']:.1f} first {r['first_answer_s']:.1f} firstfilter {r['first_filter_s']:.2f} mem {r['memory_mib']} needles {r['needles']:.3f} overlap {r['overlap']:.3f} build {r.get('build')}"
        )
        for f, ways in r["ms"].items():
            rows.append(
                "   "
                + f
                + ": "
                + "; ".join(f"{w} {at(v, 0.5):.1f}/{at(v, 0.95):.1f}" for w, v in ways.items())
                + f"  ratio {at(ways['Sourcier'], 0.95) / at(ways['bare Chroma'], 0.95):.2f} med {at(ways['Sourcier'], 0.5) / at(ways['bare Chroma'], 0.5):.2f}"
            )
    return "\n".join(rows)


def plot(results):
    return ""
