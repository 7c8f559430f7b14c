"""What the passages say in answer: from the scored sentences to claims, equal values once.

In: a question and its evidence, best first. Out: claims, best first: the span that answers, its value in a normal
form, and every source that says the same (copies of one dispatch count once).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.evidence import Evidence
from rag.answering.expected import wanted
from rag.language.figures import figures
from rag.language.fold import fold
from rag.language.moments import moments
from rag.language.terms import terms
from rag.types import ClaimKind, Question

_IN_FIGURES = frozenset({"number", "money", "percent", "age", "duration"})


@dataclass(frozen=True, slots=True)
class Found:
    """One value with the sentences that give it, the best first."""

    value: str
    kind: ClaimKind
    evidence: tuple[Evidence, ...]

    @property
    def best(self) -> Evidence:
        """The sentence that the claim rests on."""
        return self.evidence[0]


def find_claims(question: Question, evidence: Sequence[Evidence]) -> list[Found]:
    """The claims of the sentences, in their order; a second sentence of equal value joins the first's claim."""
    kind = wanted(question)
    found: list[Found] = []
    for item in evidence:
        claim = Found(*_value(kind, item), (item,))
        same = next((n for n, other in enumerate(found) if _equal(other, claim)), None)
        if same is None:
            found.append(claim)
        elif not _copied(found[same].evidence, item):
            found[same] = replace(found[same], evidence=(*found[same].evidence, item))
    return found


def _value(expected: str, item: Evidence) -> tuple[str, ClaimKind]:
    """The answer's value in a form in which equal values are equal text, and its kind."""
    words = item.answer
    if expected in _IN_FIGURES and (held := figures(words)):
        return " ".join(f"{figure.value:.15g} {figure.unit or figure.noun}".strip() for figure in held), "number"
    if expected == "date":
        if days := [d.isoformat() for d in item.source.resolved]:
            return days[0], "date"
        if held_days := [m for m in moments(words) if not m.is_time]:
            first = held_days[0]
            parts = (
                first.year and f"{first.year:04}",
                first.month and f"{first.month:02}",
                first.day and f"{first.day:02}",
            )
            return "-".join(str(part) for part in parts if part), "date"
    if expected == "person":
        return fold(" ".join(words.split())), "name"
    return fold(" ".join(words.split())).strip(" .,;:"), "text"


def _equal(one: Found, other: Found) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind in ("number", "date"):
        return one.value == other.value
    first, second = set(terms(one.value)), set(terms(other.value))
    return (
        bool(first and second) and (first <= second or second <= first) and one.kind == "name"
    ) or first == second != set()


def _copied(known: Sequence[Evidence], item: Evidence) -> bool:
    """Whether the sentence's article, or a copy of its dispatch, is among the sources already."""
    passage = item.source.passage
    return any(
        passage.article_id == other.source.passage.article_id
        or (passage.dispatch is not None and passage.dispatch == other.source.passage.dispatch)
        for other in known
    )
