"""Choosing, from the scored sentences, the few that an extractive answer quotes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.evidence import Evidence
from rag.answering.latest import by_date
from rag.checking.source import Source, source_of
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


PLAIN = Limits(900, 6, 2, 5.0, 0.4)
BROAD = Limits(1400, 8, 6, 6.0, 2.0)
"""For a chronology or, with both sides, a comparison. Measured on the sets: docs/evaluation.md."""
COMPARED = replace(BROAD, sides=2)


def choose(question: Question, evidence: Sequence[Evidence]) -> list[Source]:
    """The quotations, in the order to show them; sentences that follow one another make one."""
    limits = {"timeline": BROAD, "compare": COMPARED}.get(question.kind, PLAIN)
    ranked = by_date(question, rows_asked_for(question, evidence)) if limits is PLAIN else _in_turn(evidence)
    merged = _told(_merged([item.source for item in best(ranked, limits)]))
    articles = list(dict.fromkeys(source.passage.article_id for source in merged))
    passages = list(dict.fromkeys(source.passage.passage_id for source in merged))
    merged.sort(
        key=lambda source: (
            articles.index(source.passage.article_id),
            passages.index(source.passage.passage_id),
            source.start,
        )
    )
    return sorted(merged, key=lambda source: source.day or 0) if question.kind == "timeline" else merged


def rows_asked_for(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Without the rows of a table or list that name nothing of the question, where other rows of it do.

    The price of the next line is a wrong answer under a right citation.
    """
    asked = frozenset(terms(question.standalone))
    rows = [(item, asked & frozenset(terms(item.source.quote))) for item in evidence if _is_row(item.source)]
    named = {item.source.passage.passage_id for item, shared in rows if shared}
    besides = {id(item) for item, shared in rows if not shared and item.source.passage.passage_id in named}
    return [item for item in evidence if id(item) not in besides]


def _is_row(source: Source) -> bool:
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


def _in_turn(evidence: Sequence[Evidence]) -> list[Evidence]:
    """Each article's best sentence, then each one's second, and so on: every side, every date has its turn."""
    places: Counter[str] = Counter()
    turns: list[tuple[int, int]] = []
    for n, item in enumerate(evidence):
        turns.append((places[item.source.passage.article_id], n))
        places[item.source.passage.article_id] += 1
    return [evidence[n] for _, n in sorted(turns)]


def _merged(sources: Sequence[Source]) -> list[Source]:
    """Sentences side by side in one paragraph become one quotation."""
    merged: list[Source] = []
    for source in sources:
        for n, other in enumerate(merged):
            if _touch(source, other):
                span = (min(source.start, other.start), max(source.end, other.end))
                merged[n] = source_of(source.passage, span)
                break
        else:
            merged.append(source)
    return merged


def _told(sources: Sequence[Source]) -> list[Source]:
    """Without the questions that no quotation answers at once: "Faut-il paniquer ?" alone tells nothing."""
    asked = [source for source in sources if source.quote.rstrip(' »”"').endswith("?")]
    alone = [q for q in asked if not any(q.start < s.start and not _between(q, s).strip() for s in _beside(q, sources))]
    return [source for source in sources if source not in alone] or list(sources)


def _touch(one: Source, other: Source) -> bool:
    if not _beside(one, [other]):
        return False
    between = _between(*sorted((one, other), key=lambda source: source.start))
    return not between.strip() and "\n" not in between


def _beside(one: Source, others: Sequence[Source]) -> list[Source]:
    return [other for other in others if other.passage.passage_id == one.passage.passage_id]


def _between(first: Source, second: Source) -> str:
    """The text from the one's end to the other's start, both of one passage."""
    return first.passage.text[first.end - first.passage.start : second.start - first.passage.start]


def _same(new: Evidence, chosen: Evidence) -> bool:
    """Whether it says what is chosen already; with another figure it may contradict it."""
    first, second = set(terms(new.source.quote)), set(terms(chosen.source.quote))
    if len(first & second) < SAME * min(len(first), len(second)):
        return False
    return {f.value for f in figures(new.source.quote)} <= {f.value for f in figures(chosen.source.quote)}
