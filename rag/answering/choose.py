"""Choosing, from the scored sentences, the best few within limits of length and number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.evidence import Evidence
from rag.checking.source import Source
from rag.language.figures import figures
from rag.language.terms import terms
from rag.types import Question

SAME = 0.7
"""Share of common stems from which two sentences say the same."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is quoted: characters, sentences, articles; how far below the best sentence (logits)."""

    characters: int
    sentences: int
    articles: int
    below: float
    other_article: float
    sides: int = 1
    """Articles that are quoted though the best sentence of the next is further below than ``other_article``."""


def rows_asked_for(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Without the rows of a table or list that name nothing of the question, where other rows of it do.

    The price of the next line is a wrong answer under a right citation.
    """
    asked = frozenset(terms(question.standalone))
    rows = [(item, asked & frozenset(terms(item.source.quote))) for item in evidence if is_row(item.source)]
    named = {item.source.passage.passage_id for item, shared in rows if shared}
    besides = {id(item) for item, shared in rows if not shared and item.source.passage.passage_id in named}
    return [item for item in evidence if id(item) not in besides]


def is_row(source: Source) -> bool:
    """Whether the quotation is a whole line with a figure that ends like no sentence; a table's head has none."""
    text, start = source.passage.text, source.passage.start
    before, after = text[: source.start - start].rstrip(" |"), text[source.end - start :].lstrip(" |")
    alone = (not before or before.endswith("\n")) and (not after or after.startswith("\n"))
    ended = source.quote.rstrip(' |"»”').endswith((".", "!", "?", "…"))
    return alone and not ended and any(letter.isdigit() for letter in source.quote)


def best(evidence: Sequence[Evidence], limits: Limits) -> list[Evidence]:
    """The best sentences within the limits, those that say the same once."""
    chosen: list[Evidence] = []
    for item in evidence:
        articles = {c.source.passage.article_id for c in chosen}
        below = evidence[0].score - item.score
        elsewhere = item.source.passage.article_id not in articles
        if len(chosen) == limits.sentences:
            break
        if below > limits.below:
            continue
        if elsewhere and len(articles) >= limits.sides and below > limits.other_article:
            continue
        if elsewhere and len(articles) == limits.articles:
            continue
        length = sum(len(c.source.quote) for c in chosen) + len(item.source.quote)
        if (chosen and length > limits.characters) or any(_same(item, c) for c in chosen):
            continue
        chosen.append(item)
    return chosen


def in_turn(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Each article's best sentence, then each one's second, and so on: every side, every date has its turn."""
    places: Counter[str] = Counter()
    turns: list[tuple[int, int]] = []
    for n, item in enumerate(evidence):
        turns.append((places[item.source.passage.article_id], n))
        places[item.source.passage.article_id] += 1
    return [evidence[n] for _, n in sorted(turns)]


def _same(new: Evidence, chosen: Evidence) -> bool:
    """Whether it says what is chosen already; with another figure it may contradict it."""
    first, second = set(terms(new.source.quote)), set(terms(chosen.source.quote))
    if len(first & second) < SAME * min(len(first), len(second)):
        return False
    return {f.value for f in figures(new.source.quote)} <= {f.value for f in figures(chosen.source.quote)}
