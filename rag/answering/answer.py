"""The answer step: evidence, then quotations or a checked draft, then the answer or a refusal."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.choose import choose
from rag.answering.compose import Composed, Stated, compose, quotation
from rag.answering.evidence import Evidence, gather
from rag.answering.ground import ground, is_verbatim
from rag.answering.phrases import refusal_text, say
from rag.answering.refuse import THRESHOLD, estimate, signals
from rag.answering.write import ANSWER_TOKENS, messages, sentences_of
from rag.types import (
    Answer,
    AnswererUsed,
    Citation,
    Coverage,
    Event,
    Hit,
    Question,
    Refusal,
    Timings,
)

if TYPE_CHECKING:
    from rag.models.choose import Writer

    from vectorstore.embedding import Embedder

NEAREST = 3
"""Articles that a refusal names."""


@dataclass(frozen=True)
class Asked:
    """Everything the answer step works on."""

    question: Question
    hits: Sequence[Hit]
    weights: Mapping[str, float]
    coverage: Coverage
    started: float
    """``time.perf_counter()`` when the question came in."""

    @property
    def language(self) -> str:
        """Language of the answer: the question's, French where neither French nor English."""
        return "en" if self.question.language == "en" else "fr"


def answer(asked: Asked, writer: Writer, embedder: Embedder) -> Iterator[Event]:
    """Stream the sources, the draft's words and the checked answer; closing it cancels the model."""
    retrieval_s = time.perf_counter() - asked.started
    yield Event("sources", hits=asked.hits)
    used = AnswererUsed(writer.kind, writer.model, writer.note)
    clock = Clock(asked.started, retrieval_s)
    reason = _refused_at_once(asked)
    evidence = [] if reason else gather(asked.question, asked.hits, asked.weights, embedder)
    if reason is None and estimate(asked.question, signals(evidence)) < THRESHOLD:
        reason = say("silent", asked.language)
    if reason is not None:
        yield Event("answer", answer=_refusal(asked, reason, evidence, used, clock))
        return
    stated = [quotation(item.source, asked.language) for item in choose(asked.question, evidence)]
    if writer.chat is not None:
        draft: list[str] = []
        for piece in _draft(asked, evidence, writer):
            clock.first_token()
            draft.append(piece)
            yield Event("token", token=piece)
        stated = checked("".join(draft), evidence, stated, asked.language, embedder)
    composed = compose(stated, bullets=asked.question.kind in ("timeline", "compare"))
    yield Event("answer", answer=_answered(asked, composed, used, clock))


@dataclass
class Clock:
    """The times of one answer, in seconds since the question came in."""

    started: float
    retrieval_s: float
    first_token_s: float | None = None

    def first_token(self) -> None:
        """Note the first word, once."""
        if self.first_token_s is None:
            self.first_token_s = time.perf_counter() - self.started

    def timings(self) -> Timings:
        """The times as of now."""
        return Timings(self.retrieval_s, self.first_token_s, time.perf_counter() - self.started)


def _refused_at_once(asked: Asked) -> str | None:
    if asked.question.kind == "smalltalk":
        return say("smalltalk", asked.language)
    if not asked.coverage.articles:
        return say("empty", asked.language)
    if not asked.hits:
        return say("no_period" if asked.question.strict else "silent", asked.language)
    return None


def _draft(asked: Asked, evidence: Sequence[Evidence], writer: Writer) -> Iterator[str]:
    from rag.models.choose import stream_chat

    prompt = messages(asked.question, evidence, window=writer.context, count_tokens=writer.count_tokens)
    yield from stream_chat(writer, prompt, max_tokens=ANSWER_TOKENS)


def checked(
    draft: str, evidence: Sequence[Evidence], quotations: Sequence[Stated], language: str, embedder: Embedder
) -> list[Stated]:
    """The draft's sentences that hold; where one fails, its source's own words; the quotations where none is left."""
    kept: list[Stated] = []
    shown: set[tuple[str, int]] = set()
    for sentence in sentences_of(draft):
        grounded = ground(sentence, evidence, embedder, language=language)
        if grounded.source is None:
            continue
        key = (grounded.source.passage.article_id, grounded.source.start)
        if grounded.supported:
            support = "verbatim" if is_verbatim(sentence, grounded.source) else "supported"
            kept.append(Stated(sentence, (grounded.source,), support, grounded.checks))  # type: ignore[arg-type]
        elif key not in shown and _worth_quoting(grounded.source, evidence):
            kept.append(quotation(grounded.source, language, repaired=True))
        shown.add(key)
    return kept or list(quotations)


def _worth_quoting(source: object, evidence: Sequence[Evidence]) -> bool:
    """A failed sentence is replaced by its source only where that is among the best sentences for the question."""
    from rag.answering.source import Source

    assert isinstance(source, Source)
    best = [e.source for e in evidence[:6]]
    return any(
        b.passage.article_id == source.passage.article_id and b.start >= source.start and b.end <= source.end
        for b in best
    )


def _answered(asked: Asked, composed: Composed, used: AnswererUsed, clock: Clock) -> Answer:
    return Answer(
        "answered", composed.text, composed.sentences, composed.citations, asked.question, used, clock.timings()
    )


def _refusal(asked: Asked, reason: str, evidence: Sequence[Evidence], used: AnswererUsed, clock: Clock) -> Answer:
    nearest = _nearest(evidence)
    text = refusal_text(reason, asked.coverage, [c.passage for c in nearest], asked.language)
    refusal = Refusal(reason, tuple(nearest), asked.coverage)
    return Answer("refused", text, (), (), asked.question, used, clock.timings(), refusal)


def _nearest(evidence: Sequence[Evidence]) -> list[Citation]:
    """The best sentence of each of the nearest articles."""
    articles: dict[str, Evidence] = {}
    for item in evidence:
        articles.setdefault(item.source.passage.article_id, item)
    return [
        Citation(0, item.source.passage, item.source.quote, item.source.start, item.source.end)
        for item in list(articles.values())[:NEAREST]
    ]
