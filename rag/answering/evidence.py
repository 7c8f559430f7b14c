"""From passages to the few sentences that may answer: each scored by itself, best first.

In: the question and its hits. Out: ``Evidence``, sentence by sentence: words, vectors and, where the trained reader
can be asked, what it finds in the sentence, in one score.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from rag.answering.expected import holds_answer, wanted
from rag.checking.source import Source, source_of
from rag.language.terms import terms
from rag.reader.calibration import calibration
from rag.reader.reader import Reader, Reading, SentenceReading
from rag.retrieval.ranking import from_outlet, in_period
from rag.types import Hit, Question, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.embedding.embedder import Embedder

PASSAGES = 10
"""Passages whose sentences are looked at."""
READ = 8
"""Passages that the trained reader reads: the answer is in the first six of .90 of the questions."""
SIGNS = ' .,;:!?…«»“”"()[]–—\n\t\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'
UNREAD = -8.0
"""Stands for both logits where a passage was not read though others were."""
LONGEST = 700
"""Characters; a longer "sentence" is a table or a list and is not quoted whole."""
A_SENTENCE = 30
"""Characters from which words that stand in the last answer were quoted there."""
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""Stands where bytes of a file made no letter: such a sentence is not quoted."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a retrieved passage and how well it fits the question."""

    source: Source
    score: float
    """Logit; only differences between sentences of one question mean something."""
    share: float
    """Softmax of the logits over all sentences of the question, 0..1."""
    cosine: float
    coverage: float
    """Share of the question's idf weight in the sentence, its title counting half."""
    typed: bool
    """Whether it holds something of the kind asked for that the question does not."""
    rank: int
    """Place of its passage among the hits, from 0."""
    vector: NDArray[np.float32] = field(repr=False, compare=False)
    """Of the sentence alone, shape (d,)."""
    reading: SentenceReading | None = None
    """What the trained reader found in it; None where it was not asked."""
    words: float = 0.0
    """Logit of words and vectors alone."""

    @property
    def answer_span(self) -> Span:
        """Where the answer stands in the article, without signs at its ends; without a reader the whole sentence."""
        start, end = self.reading.span if self.reading else (self.source.start, self.source.end)
        start, end = max(start, self.source.start), min(end, self.source.end)
        words = self.source.quote[start - self.source.start : end - self.source.start]
        bare = words.strip(SIGNS) if self.reading else words
        at = start + words.index(bare) if bare else start
        return at, at + len(bare or words)

    @property
    def answer(self) -> str:
        """The words of the answer, character for character."""
        start, end = self.answer_span
        return self.source.quote[start - self.source.start : end - self.source.start]


@dataclass(frozen=True, slots=True)
class _Place:
    rank: int
    hit: Hit
    source: Source
    stems: frozenset[str]
    first: bool


def gather(
    question: Question, hits: Sequence[Hit], weights: Mapping[str, float], embedder: Embedder, reader: Reader
) -> list[Evidence]:
    """The sentences of the first passages, best first; ``weights`` is the idf of the question's terms."""
    places = [place for rank, hit in enumerate(hits[:PASSAGES]) for place in _places(rank, hit)]
    if not places:
        return []
    asked = embedder.query(question.standalone)
    titled, vectors = _vectors(places, embedder)
    titles, cosines = (titled @ asked).tolist(), (vectors @ asked).tolist()
    rows = _features(question, places, weights, _scaled(titles), _scaled(cosines))
    weighed = calibration().sentence
    worded = [sum(weighed[name] * value for name, value in row.items()) for row in rows]
    read = reader.read(question.standalone, [hit.passage for hit in hits[:READ]])
    readings = [_reading(place, read) for place in places]
    logits = [_blend(z, reading) if read else z for z, reading in zip(worded, readings, strict=True)]
    top = max(logits)
    whole = sum(math.exp(z - top) for z in logits)
    found = [
        Evidence(
            place.source,
            z,
            math.exp(z - top) / whole,
            cosine,
            row["coverage"] + row["title"] / 2,
            bool(row["typed"]) or not row["untyped"],
            place.rank,
            vector,
            reading,
            words,
        )
        for place, row, z, cosine, vector, reading, words in zip(
            places, rows, logits, cosines, vectors, readings, worded, strict=True
        )
    ]
    return sorted(found, key=lambda e: (-e.score, e.rank, e.source.start))


def _reading(place: _Place, read: Sequence[Reading] | None) -> SentenceReading | None:
    """What the reader found in a place's sentence."""
    if read is None or place.rank >= len(read):
        return None
    spans = place.hit.passage.sentences
    return read[place.rank].sentences[spans.index((place.source.start, place.source.end))]


def _blend(words: float, reading: SentenceReading | None) -> float:
    span, answers = (reading.score, reading.answers) if reading else (UNREAD, UNREAD)
    weights = calibration().blend
    return weights["words"] * words + weights["span"] * span + weights["answers"] * answers


def _vectors(places: Sequence[_Place], embedder: Embedder) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Of each sentence the vector with its title before it, and alone, shape (n, d) each."""
    import numpy as np

    passages = [list(group) for _, group in groupby(places, key=lambda place: place.rank)]
    texts = [
        [*(f"{p.source.passage.title or ''}\n{p.source.quote}" for p in group), *(p.source.quote for p in group)]
        for group in passages
    ]
    halves = [np.split(found, 2) for found in embedder.groups(texts)]
    return np.concatenate([titled for titled, _ in halves]), np.concatenate([alone for _, alone in halves])


def _places(rank: int, hit: Hit) -> list[_Place]:
    spans: list[Span] = [span for span in hit.passage.sentences if 3 <= span[1] - span[0] <= LONGEST]
    sources = [source for span in spans if UNREADABLE not in (source := source_of(hit.passage, span)).quote]
    return [_Place(rank, hit, s, frozenset(terms(s.quote)), n == 0) for n, s in enumerate(sources)]


def _scaled(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    return [(value - low) / ((high - low) or 1.0) for value in values]


def _spoken_of(question: Question, places: Sequence[_Place]) -> frozenset[str]:
    """The articles that the last answer quoted, for a question that goes on from it."""
    told = [place for place in places if question.said and len(place.source.quote) > A_SENTENCE]
    return frozenset(p.hit.passage.article_id for p in told if " ".join(p.source.quote.split()) in question.said)


def _features(
    question: Question,
    places: Sequence[_Place],
    weights: Mapping[str, float],
    titled: Sequence[float],
    cosines: Sequence[float],
) -> list[dict[str, float]]:
    """Of each sentence what the calibration weighs, each in 0..1."""
    whole = sum(weights.values()) or 1.0
    asked = frozenset(weights)
    kind, spoken = wanted(question), _spoken_of(question, places)

    def share(stems: frozenset[str]) -> float:
        return sum(weights[stem] for stem in stems & asked) / whole

    rows = []
    for n, place in enumerate(places):
        before = None if place.first else places[n - 1]
        after = places[n + 1] if n + 1 < len(places) and not places[n + 1].first else None
        title = frozenset(terms(place.source.passage.title or ""))
        typed = kind != "other" and holds_answer(question.standalone, kind, place.source)
        rows.append(
            {
                "cosine_titled": titled[n],
                "cosine": cosines[n],
                "coverage": share(place.stems),
                "title": share(title - place.stems),
                "before": share(before.stems - place.stems - title) if before else 0.0,
                "after": share(after.stems - place.stems - title) if after else 0.0,
                "passage": place.hit.score,
                "passage_coverage": place.hit.coverage,
                "first": 1 / (1 + place.rank),
                "typed": float(typed),
                "untyped": float(kind not in ("other", "reason") and not typed),  # a reason need not be called one
                "headline": float(place.source.quote.strip() == (place.source.passage.title or "").strip()),
                "cosine_before": cosines[n - 1] if before else 0.0,
                "novelty": 1 - len(place.stems & asked) / max(1, len(place.stems)),
                "spoken_of": float(place.hit.passage.article_id in spoken),
                "outlet": float(from_outlet(question, place.hit.passage)),
                "foreign": float(place.source.passage.language != question.language),
                "period": float(bool(question.period and in_period(question.period, place.hit.passage))),
            }
        )
    return rows
