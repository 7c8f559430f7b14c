"""Helpers to write long lists of alternatives readably."""

from __future__ import annotations

import re


def any_of(listed: str) -> str:
    """The alternatives, one a line, as one group of a regular expression."""
    return "(?:" + "|".join(line.strip() for line in listed.splitlines() if line.strip()) + ")"


def words(listed: str) -> str:
    """The alternatives, separated by spaces, as one group."""
    return "(?:" + "|".join(listed.split()) + ")"


def compiled(listed: str) -> re.Pattern[str]:
    """The alternatives, one a line, each starting at a word boundary."""
    return re.compile(r"(?<!\w)" + any_of(listed))
