"""The answer step: evidence, then quotations or a checked draft, then the answer or a refusal."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rag.answering.choose import choose
from rag.answering.compose import Composed, Stated, compose, quotation
from rag.answering.evidence import Evidence, gather
from rag.answering.ground import ground, is_verbatim
from rag.answering.latest import asks_about_now, dated, outdated
from rag.answering.partial import unanswered_part
from rag.answering.phrases import refusal_text, say
from rag.answering.point import to_the_point
from rag.answering.refuse import DOUBT, THRESHOLD, asks_about_a_stranger, estimate, lacks_what_is_asked, signals
from rag.answering.write import ANSWER_TOKENS, messages, sentences_of, whole
from rag.checking.source import Source
from rag.errors import TooLarge, Unavailable
from rag.types import (
    Answer,
    AnswererUsed,
    Citation,
    Coverage,
    Event,
    Hit,
    Question,
    Refusal,
    Support,
    Timings,
)

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

    from rag.models.writers import Writer
    from vectorstore.embedding.embedder import Embedder

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
    """Stream the sources, the quotations, the draft's words and the checked answer; closing it cancels the model.

    The quotations come before the model has read its prompt, unless the estimate without it is a refusal.
    A model that fails on the way leaves the quotations, and the answer says why.
    """
    clock = Clock(asked.started, time.perf_counter() - asked.started)
    yield Event("sources", hits=asked.hits)
    reason = _refused_at_once(asked)
    evidence = [] if reason else gather(asked.question, asked.hits, asked.weights, embedder)
    quotations = choose(asked.question, evidence)
    reason = reason or _lacking(asked, quotations)
    used, draft = _used(writer, asked.language), ""
    if writer.chat is not None and not reason and not _silent(asked, evidence, None):
        preview = compose([quotation(source, asked.language) for source in quotations])
        clock.first_token()
        yield Event("quotations", quotations=_answered(asked, preview, "", used, clock))
    try:
        reason = reason or _silent(asked, evidence, _judge(asked, evidence, writer))
        if reason is None:
            for piece in _draft(asked, evidence, writer):
                draft += piece
                if piece:
                    clock.written()
                yield Event("token", token=piece)
            if writer.count_tokens(draft) > 0.9 * ANSWER_TOKENS:
                draft = whole(draft)
    except (Unavailable, TooLarge) as fault:
        used, draft = AnswererUsed("extractive", None, fault.message(asked.language)), ""
        reason = _silent(asked, evidence, None)
    if reason is not None:
        yield Event("answer", answer=_refusal(asked, reason, evidence, used, clock))
        return
    written, quoted = checked(draft, evidence, quotations, asked.question, embedder)
    if writer.chat is not None and asked.question.kind == "timeline":
        used = replace(used, note=say("chronology", asked.language))
    elif draft.strip() and not written:
        used = replace(used, note=say("dropped", asked.language))
    stated = written + quoted
    remark = unanswered_part(asked.question, [source for s in stated for source in s.sources], asked.language)
    yield Event("answer", answer=_answered(asked, compose(stated), remark, used, clock))


@dataclass
class Clock:
    """The times of one answer, in seconds since the question came in."""

    started: float
    retrieval_s: float
    first_token_s: float | None = None
    written_s: float | None = None

    def first_token(self) -> None:
        """Note the first words, once."""
        if self.first_token_s is None:
            self.first_token_s = time.perf_counter() - self.started

    def written(self) -> None:
        """Note the model's first word, once."""
        self.first_token()
        if self.written_s is None:
            self.written_s = time.perf_counter() - self.started

    def timings(self) -> Timings:
        """The times as of now."""
        return Timings(self.retrieval_s, self.first_token_s, time.perf_counter() - self.started, self.written_s)


def _refused_at_once(asked: Asked) -> str | None:
    if asked.question.kind == "smalltalk":
        return say("smalltalk", asked.language)
    if not asked.coverage.articles:
        return say("empty", asked.language)
    if not asked.hits:
        return say("no_period" if asked.question.strict else "silent", asked.language)
    return None


def _lacking(asked: Asked, quotations: Sequence[Source]) -> str | None:
    """The refusal's first sentence where something without which there is no answer is missing: no model is asked."""
    lacking = asks_about_a_stranger(asked.question, asked.hits) or lacks_what_is_asked(asked.question, quotations)
    return say("silent", asked.language) if lacking else None


def _silent(asked: Asked, evidence: Sequence[Evidence], judged: float | None) -> str | None:
    """The refusal's first sentence where the passages hardly say what was asked."""
    unlikely = estimate(signals(asked.question, evidence, judged)) < THRESHOLD
    return say("silent", asked.language) if unlikely else None


def _used(writer: Writer, language: str) -> AnswererUsed:
    return AnswererUsed(writer.kind, writer.model, writer.reason.text(language) if writer.reason else None)


def _judge(asked: Asked, evidence: Sequence[Evidence], writer: Writer) -> float | None:
    """Probability that the model gives to yes, asked in doubt whether the best sentence answers; else None."""
    low, high = DOUBT
    if writer.chat is None or not low < estimate(signals(asked.question, evidence)) < high:
        return None
    yes, no = ("yes", "no") if asked.language == "en" else ("oui", "non")
    found = writer.chat.first_token_probabilities(_prompt(asked, evidence, writer, "judge"), [yes, no])
    return found[yes] / (found[yes] + found[no]) if found and found[yes] + found[no] > 0 else None


def _draft(asked: Asked, evidence: Sequence[Evidence], writer: Writer) -> Iterator[str]:
    """What the model writes, in pieces; a chronology is told in the articles' words, since models mix up its dates."""
    from rag.models.writers import stream_chat

    if writer.chat is not None and asked.question.kind != "timeline":
        prompt = _prompt(asked, evidence, writer, "answer")
        yield from stream_chat(writer, prompt, max_tokens=ANSWER_TOKENS, pulse=True)


def _prompt(asked: Asked, evidence: Sequence[Evidence], writer: Writer, task: str) -> list[BaseMessage]:
    return messages(asked.question, evidence, task, window=writer.context, count_tokens=writer.count_tokens)


def checked(
    draft: str, evidence: Sequence[Evidence], quotations: Sequence[Source], question: Question, embedder: Embedder
) -> tuple[list[Stated], list[Stated]]:
    """The draft's sentences that hold, and the quotations; the source's own words where a sentence fails.

    A sentence may be true and yet answer something else, see ``rag/answering/point.py``, or tell of an older state of
    things: ``rag/answering/latest.py``.
    """
    language = "en" if question.language == "en" else "fr"
    now = asks_about_now(question)
    usable = [item for item in evidence if not (now and outdated(item.source, quotations))]
    written: list[Stated] = []
    failed: list[Source] = []
    for sentence in sentences_of(draft):
        grounded = ground(sentence, usable, embedder, language=language)
        if grounded.source is None or not to_the_point(sentence, question, grounded.source, evidence):
            continue
        if grounded.supported:
            support: Support = "verbatim" if is_verbatim(sentence, grounded.source) else "supported"
            known = question.period is None and grounded.source.passage.published is not None
            overtaken = known and outdated(grounded.source, quotations)
            text = dated(sentence, grounded.source, language) if now or overtaken else sentence
            written.append(Stated(text, (grounded.source,), support, grounded.checks))
        else:
            failed.append(grounded.source)
    repaired = [quotation(s, language, repaired=True) for s in failed if not any(s.within(q) for q in quotations)]
    return written, [quotation(source, language) for source in quotations] + repaired


def _answered(asked: Asked, composed: Composed, remark: str, used: AnswererUsed, clock: Clock) -> Answer:
    text = "\n\n".join(part for part in (composed.text, remark) if part)
    return Answer("answered", text, composed.sentences, composed.citations, asked.question, used, clock.timings())


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
