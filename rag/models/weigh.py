"""How likely a reply begins with this word or that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp


def weigh(top: Iterable[tuple[str, float]], candidates: Sequence[str]) -> dict[str, float]:
    """Sum the probabilities of the tokens that begin one candidate and no other (``Ou`` counts for ``oui``)."""
    totals = dict.fromkeys(candidates, 0.0)
    for token, logprob in top:
        start = token.strip().casefold()
        fitting = [name for name in candidates if start and name.casefold().startswith(start)]
        if len(fitting) == 1:
            totals[fitting[0]] += exp(logprob)
    return totals
