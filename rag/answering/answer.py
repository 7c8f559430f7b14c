"""The answer step: evidence, claims laid out as quotations or a checked draft, then the answer or a refusal."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from rag.answering.claims import Found
from rag.answering.compose import Composed, Stated, citation_of, compose, listed_line, quotation, short_quotation
from rag.answering.evidence import Evidence, gather
from rag.answering.expected import unanswered_part
from rag.answering.ground import ground, is_verbatim
from rag.answering.latest import NO_PRESS, asks_about_now, dated, outdated, outside
from rag.answering.layout import Layout, lay_out
from rag.answering.phrases import refusal_text, say
from rag.answering.point import says_the_claim, to_the_point
from rag.answering.refuse import decide, estimate, signals
from rag.answering.write import ANSWER_TOKENS, messages, sentences_of, whole
from rag.checking.source import Source
from rag.errors import TooLarge, Unavailable
from rag.question.smalltalk import chat_of
from rag.reader.calibration import calibration
from rag.types import (
    Answer,
    AnswererUsed,
    Cause,
    Claim,
    Coverage,
    Event,
    Hit,
    Question,
    Refusal,
    Short,
    Support,
    Timings,
)

if TYPE_CHECKING:
    from rag.models.writers import Writer
    from rag.reader.reader import Reader
    from vectorstore.embedding.embedder import Embedder

NEAREST = 2
"""Sentences that a refusal gives, each of another article."""
WRITTEN = 2
"""Sentences of a model that are shown."""
MOST_BESIDE = 2
"""Quotations beside them."""


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


def answer(asked: Asked, writer: Writer, embedder: Embedder, reader: Reader) -> Iterator[Event]:
    """Stream the sources, the quotations, the draft's words and the checked answer; closing it cancels the model.

    The quotations come before the model has read its prompt. A model that fails on the way leaves them, and the answer
    says why.
    """
    clock = Clock(asked.started, time.perf_counter() - asked.started)
    yield Event("sources", hits=asked.hits)
    evidence = gather(asked.question, asked.hits, asked.weights, embedder, reader)
    laid = lay_out(asked.question, evidence)
    note = partial(_note, asked.language, embedder)
    reason = writer.reason.text(asked.language) if writer.reason else None
    used, draft = AnswererUsed(writer.kind, writer.model, note(reason)), ""
    cause = decide(asked.question, asked.hits, asked.coverage, evidence, laid.all_sources, embedder)
    if cause:
        yield Event("answer", answer=_refusal(asked, cause, evidence, used, clock))
        return
    if writer.chat is not None:
        clock.first_token()
        yield Event("quotations", quotations=_answered(asked, _quoted(asked, laid), laid, used, clock))
    try:
        for piece in _draft(asked, evidence, writer):
            draft += piece
            if piece:
                clock.written()
            yield Event("token", token=piece)
        if writer.count_tokens(draft) > 0.9 * ANSWER_TOKENS:
            draft = whole(draft)
    except (Unavailable, TooLarge) as fault:
        used, draft = AnswererUsed("extractive", None, note(fault.message(asked.language))), ""
    written = checked(draft, evidence, laid, asked.question, embedder, reader)
    if writer.chat is not None and asked.question.kind in ("timeline", "compare"):
        used = replace(used, note=note(say("chronology", asked.language)))
    elif draft.strip() and not written:
        used = replace(used, note=note(say("dropped", asked.language)))
    yield Event("answer", answer=_answered(asked, _quoted(asked, laid, written), laid, used, clock))


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


def _quoted(asked: Asked, laid: Layout, written: Sequence[Stated] = ()) -> list[Stated]:
    """What is stated: the model's sentences or the first line, then the quotations, each outlet and day told once."""
    language = asked.language
    if laid.listed:
        by_outlet = asked.question.kind == "compare"
        return [listed_line(item, language, by_outlet=by_outlet) for item in laid.told]
    articles: set[str] = set()
    shown = list(written)
    for item in laid.told[: MOST_BESIDE if written else None]:
        article = item.source.passage.article_id
        shown.append(short_quotation(item, language, told=article in articles))
        articles.add(article)
    return shown


def _note(language: str, embedder: Embedder, reason: str | None) -> str | None:
    """Why another did not write, and whether there is no calibration for the embedder."""
    foreign = None if calibration().fits(embedder.name) else say("uncalibrated", language)
    return " ".join(part for part in (reason, foreign) if part) or None


def _draft(asked: Asked, evidence: Sequence[Evidence], writer: Writer) -> Iterator[str]:
    """What the model writes, in pieces; dates and sides are told in the articles' words, since models mix them up."""
    from rag.models.writers import stream_chat

    if writer.chat is not None and asked.question.kind not in ("timeline", "compare"):
        prompt = messages(asked.question, evidence, window=writer.context, count_tokens=writer.count_tokens)
        yield from stream_chat(writer, prompt, max_tokens=ANSWER_TOKENS, pulse=True)


def checked(
    draft: str,
    evidence: Sequence[Evidence],
    laid: Layout,
    question: Question,
    embedder: Embedder,
    reader: Reader,
) -> list[Stated]:
    """The draft's sentences that hold, say what the best claim says and answer; none where the first does not.

    A sentence may be true and yet answer something else, see ``rag/answering/point.py``, or tell of an older state of
    things: ``rag/answering/latest.py``.
    """
    language = "en" if question.language == "en" else "fr"
    now = asks_about_now(question)
    usable = [item for item in evidence if not (now and outdated(item.source, laid.sources))]
    written: list[Stated] = []
    for sentence in sentences_of(draft):
        grounded = ground(sentence, usable, embedder, reader, language=language)
        source = grounded.source
        if source is None or not grounded.supported or not to_the_point(sentence, question, source, evidence):
            continue
        if not written and not (laid.claims and says_the_claim(sentence, laid.claims[0])):
            continue
        support: Support = "verbatim" if is_verbatim(sentence, source) else "supported"
        overtaken = question.period is None and source.passage.published is not None and outdated(source, laid.sources)
        text = dated(sentence, source, language) if now or overtaken else sentence
        written.append(Stated(text, (source,), support, grounded.checks))
    return written[:WRITTEN]


def _answered(asked: Asked, stated: Sequence[Stated], laid: Layout, used: AnswererUsed, clock: Clock) -> Answer:
    shown = [source for item in stated for source in item.sources]
    behind = [item.source for item in (*laid.told, *laid.others)]
    folded = [source for source in behind if not any(source.within(other) for other in shown)]
    composed = compose(stated, folded)
    remark = unanswered_part(asked.question, shown, asked.language)
    period = asked.question.period
    old = bool(period and period.last_day and period.last_day < NO_PRESS)
    if (away := outside(asked.question, shown)) and not old:
        remark = say(away, asked.language).format(source=asked.question.source)
    return Answer(
        "answered",
        "\n\n".join(part for part in (composed.text, remark) if part),
        composed.sentences,
        composed.citations,
        asked.question,
        used,
        clock.timings(),
        short=_short(laid, composed),
        claims=_claims(laid.claims, composed),
        others=composed.others,
    )


def _short(laid: Layout, composed: Composed) -> Short | None:
    """The lead's answer, by the citation that holds it; None where the reader is not sure of its span."""
    lead = laid.told[0] if laid.told and not laid.listed else None
    if lead is None or lead.reading is None or lead.reading.score < calibration().short:
        return None
    start, end = lead.answer_span
    number = _citing(lead.source, composed)
    return Short(lead.answer, number, start, end) if number else None


def _claims(found: Sequence[Found], composed: Composed) -> tuple[Claim, ...]:
    claims = []
    for claim in found:
        source = claim.best.source
        if number := _citing(source, composed):
            day = source.passage.published.value if source.passage.published else None
            claims.append(Claim(claim.value, claim.kind, claim.best.share, number, day))
    return tuple(claims)


def _citing(source: Source, composed: Composed) -> int | None:
    """The number of the citation that holds a source."""
    for citation in composed.citations:
        same = citation.passage.passage_id == source.passage.passage_id
        if same and citation.start <= source.start and source.end <= citation.end:
            return citation.n
    return None


def _refusal(asked: Asked, cause: Cause, evidence: Sequence[Evidence], used: AnswererUsed, clock: Clock) -> Answer:
    nearest = [] if cause == "smalltalk" else _nearest(evidence)
    about = cause == "silent" and bool(evidence) and estimate(signals(asked.question, evidence)) > calibration().about
    said = f"chat_{chat_of(asked.question.asked)}" if cause == "smalltalk" else "silent_about" if about else cause
    reason = say(said, asked.language).format(source=asked.question.source)
    lines = [quotation(item.source, asked.language).text for item in nearest]
    coverage = asked.coverage if cause != "smalltalk" else replace(asked.coverage, articles=0)
    text = refusal_text(reason, coverage, lines, asked.language)
    cited = [citation_of(item.source, 0) for item in nearest]
    refusal = Refusal(reason, tuple(cited), asked.coverage, cause)
    return Answer("refused", text, (), (), asked.question, used, clock.timings(), refusal)


def _nearest(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The best sentence of each of the nearest articles."""
    articles: dict[str, Evidence] = {}
    for item in evidence:
        articles.setdefault(item.source.passage.article_id, item)
    return list(articles.values())[:NEAREST]
