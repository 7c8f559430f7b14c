"""Choosing, from the scored sentences, the best few within limits of length and number."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.evidence import Evidence
from rag.checking.source import Source
from rag.language.figures import figures
from rag.language.terms import terms
from rag.reader.calibration import calibration
from rag.types import Question

SAME = 0.7
"""Share of common stems from which two sentences say the same."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is quoted: characters, sentences, articles; ``near`` names in the calibration how far below the best."""

    characters: int
    sentences: int
    articles: int
    near: str

    @property
    def below(self) -> float:
        """Logits below the best sentence."""
        return calibration().near[self.near]

    @property
    def other_article(self) -> float:
        """The same for a sentence of another article than those chosen."""
        return calibration().near[f"{self.near}_elsewhere"]


@dataclass(frozen=True, slots=True)
class Lines:
    """How many lines; ``near`` names in the calibration how far below the best sentence."""

    most: int
    near: str

    @property
    def article(self) -> float:
        """Logits below the best sentence within which the best of another article is told."""
        return calibration().near[self.near]

    @property
    def again(self) -> float:
        """The same for a further sentence of an article."""
        return calibration().near[f"{self.near}_again"]


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
        if elsewhere and articles and below > limits.other_article:
            continue
        if elsewhere and len(articles) == limits.articles:
            continue
        length = sum(len(c.source.quote) for c in chosen) + len(item.source.quote)
        if (chosen and length > limits.characters) or any(_same(item, c) for c in chosen):
            continue
        chosen.append(item)
    return chosen


def each_article(evidence: Sequence[Evidence], lines: Lines) -> list[Evidence]:
    """The best sentence of each article, then second ones that are about as good; those that say the same once."""
    seen: Counter[str] = Counter()
    turns: tuple[list[Evidence], list[Evidence]] = ([], [])
    for item in evidence:
        article = item.source.passage.article_id
        below, place = evidence[0].score - item.score, seen[article]
        if place > 1 or below > (lines.again if place else lines.article):
            continue
        if not any(_same(item, other) for turn in turns for other in turn):
            turns[place].append(item)
            seen[article] += 1
    return [*turns[0], *turns[1]][: lines.most]


def _same(new: Evidence, chosen: Evidence) -> bool:
    """Whether it says what is chosen already; with another figure it may contradict it."""
    first, second = set(terms(new.source.quote)), set(terms(chosen.source.quote))
    if len(first & second) < SAME * min(len(first), len(second)):
        return False
    return {f.value for f in figures(new.source.quote)} <= {f.value for f in figures(chosen.source.quote)}
