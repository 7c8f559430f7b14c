"""People by what they do or are: the groups of ``people.txt``, whose words may stand for one another."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.language.fold import fold_open


@dataclass(frozen=True, slots=True)
class People:
    """Words for people and bodies, folded, each with its plural."""

    groups: dict[str, frozenset[int]]
    """The groups of a word; by folded form, not by stem: mari and mars, juge and juger are not to be confused."""
    anybody: frozenset[str]
    """Words general enough to stand for anybody."""
    bodies: frozenset[str]
    """Institutions and other bodies."""


@lru_cache(maxsize=1)
def people() -> People:
    """The table, read once."""
    groups: dict[str, set[int]] = {}
    marked: dict[str, set[str]] = {"*": set(), "@": set()}
    for number, line in enumerate(_lines()):
        forms = {form for word in line.lstrip("*@").split() for form in (fold_open(word), fold_open(word) + "s")}
        for form in forms:
            groups.setdefault(form, set()).add(number)
        marked.get(line[0], set()).update(forms)
    return People(
        {form: frozenset(numbers) for form, numbers in groups.items()}, frozenset(marked["*"]), frozenset(marked["@"])
    )


def _lines() -> list[str]:
    lines = Path(__file__).with_name("people.txt").read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]
