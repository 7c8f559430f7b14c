"""Dates as a reader writes them, no more precise than they are known."""

from __future__ import annotations

from rag.contract import PublishedReply

_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_EN = "January February March April May June July August September October November December".split()


def readable(value: str, language: str) -> str:
    """``2023-07-01`` as « 1er juillet 2023 » or "1 July 2023"; a month or a year alone stays so."""
    parts = value.split("-")
    if not all(part.isdigit() for part in parts) or (len(parts) > 1 and not 1 <= int(parts[1]) <= 12):
        return value
    if len(parts) == 1:
        return value
    month = (_EN if language == "en" else _FR)[int(parts[1]) - 1]
    if len(parts) == 2:
        return f"{month} {parts[0]}"
    day = int(parts[2])
    shown = "1er" if day == 1 and language != "en" else str(day)
    return f"{shown} {month} {parts[0]}"


def published(date: PublishedReply | None, language: str, unknown: str) -> str:
    """The date of the contract's ``published`` object, or that it is not known."""
    return readable(date["value"], language) if date else unknown
