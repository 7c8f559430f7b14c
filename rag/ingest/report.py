"""The report of an ingest as text and as JSON."""

from __future__ import annotations

from collections import Counter

from rag.types import IngestReport

_WORDS = {
    "taken": ("pris", "taken"),
    "updated": ("mis à jour", "updated"),
    "same": ("inchangé", "unchanged"),
    "repaired": ("pris et réparé", "taken and repaired"),
    "refused": ("refusé", "refused"),
    "renamed": ("renommé", "renamed"),
    "missing": ("disparu du dossier, gardé", "gone from the folder, kept"),
}
_SEVERAL = {
    "same": "inchangés",
    "repaired": "pris et réparés",
    "refused": "refusés",
    "renamed": "renommés",
    "missing": "disparus du dossier, gardés",
}
"""French plurals that differ."""


def report_lines(report: IngestReport, language: str = "fr") -> list[str]:
    """A line for each file that is not simply unchanged, then a summary."""
    english = language == "en"
    lines = []
    for file in report.files:
        if file.outcome == "same" and not file.notes:
            continue
        count = f", {file.articles} articles" if file.articles > 1 else ""
        details = (" ; ", "; ")[english].join(part for part in (file.reason, *file.notes) if part)
        details = f" ({details})" if details else ""
        lines.append(f"{file.file}{':' if english else ' :'} {_WORDS[file.outcome][english]}{count}{details}")
    return [*lines, _summary(report, english)]


def _summary(report: IngestReport, english: bool) -> str:
    counts: Counter[str] = Counter(file.outcome for file in report.files)
    if not report.articles and set(counts) <= {"same"}:
        number = counts["same"]
        return (
            f"Nothing new: {number} files unchanged." if english else f"Rien de nouveau : {number} fichiers inchangés."
        )
    each = ", ".join(f"{count} {_word(outcome, count, english)}" for outcome, count in sorted(counts.items()))
    rate = f"{report.passages / report.seconds:.0f}" if report.seconds else "-"
    if english:
        return (
            f"{len(report.files)} files ({each}): {report.articles} articles, {report.passages} passages "
            f"in {report.seconds:.1f} s ({rate} passages a second)."
        )
    return (
        f"{len(report.files)} fichiers ({each}) : {report.articles} articles, {report.passages} passages "
        f"en {report.seconds:.1f} s ({rate} passages par seconde)."
    )


def _word(outcome: str, count: int, english: bool) -> str:
    one = _WORDS[outcome][english]
    return one if english or count == 1 else _SEVERAL.get(outcome, one)


def report_object(report: IngestReport) -> dict[str, object]:
    """The report for ``--json``."""
    counts = Counter(file.outcome for file in report.files)
    return {
        "files": [
            {
                "file": file.file,
                "outcome": file.outcome,
                "articles": file.articles,
                "reason": file.reason,
                "notes": list(file.notes),
            }
            for file in report.files
        ],
        "counts": dict(counts),
        "articles": report.articles,
        "passages": report.passages,
        "seconds": round(report.seconds, 3),
    }
