"""Whether the passages say what was asked: one decision, its causes, one calibrated estimate.

In: the question, its hits and evidence. Out: the cause of a refusal, or None. The numbers are in
``rag/reader/calibration.json``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.answering.evidence import Evidence
from rag.answering.expected import holds_answer, wanted
from rag.checking.source import Source
from rag.language.names import stranger
from rag.reader.calibration import calibration
from rag.types import Cause, Coverage, Hit, Question

if TYPE_CHECKING:
    from vectorstore.embedding.embedder import Embedder

NEEDED = ("money", "age")
"""What a question of that type cannot be answered without; dates and numbers are told in too many ways."""


def decide(
    question: Question,
    hits: Sequence[Hit],
    coverage: Coverage,
    evidence: Sequence[Evidence],
    told: Sequence[Source],
    embedder: Embedder,
) -> Cause | None:
    """Why the question is refused, or None: what code can see first, then the estimate.

    Of an embedder without calibration only what code can see counts.
    """
    if question.kind == "smalltalk":
        return "smalltalk"
    if not coverage.articles:
        return "empty"
    if not hits and question.strict:
        return "period" if question.period else "outlet"
    if not hits or not told or asks_about_a_stranger(question, hits) or lacks_what_is_asked(question, told):
        return "silent"
    if not calibration().fits(embedder.name):
        return None
    found, limits = signals(question, evidence), calibration().refusal
    least = limits.threshold if "answers" in found else limits.unread_threshold
    return "silent" if estimate(found) < least else None


def signals(question: Question, evidence: Sequence[Evidence]) -> dict[str, float]:
    """What speaks for an answer, by the names of the calibration; the reader's only where it read."""
    broad = float(question.kind in ("timeline", "compare"))
    if not evidence:
        return {"broad": broad}
    best = evidence[0]
    by_words = sorted(evidence, key=lambda item: -item.words)
    found = {
        "cosine": max(item.cosine for item in by_words[:5]),
        "words": by_words[0].words,
        "gap": by_words[0].words - by_words[3].words if len(by_words) > 3 else 0.0,
        "typed": float(best.typed),
        "broad": broad,
        "foreign": float(best.source.passage.language != question.language),
    }
    read = [item.reading for item in evidence if item.reading]
    if read and best.reading:
        passages = {item.rank: item.reading.answers for item in evidence if item.reading}
        ranked = sorted(passages.values(), reverse=True)
        found |= {
            "answers": ranked[0],
            "second": ranked[1] if len(ranked) > 1 else ranked[0],
            "best_answers": best.reading.answers,
            "span": max(reading.score for reading in read),
            "best_span": best.reading.score,
        }
    return found


def estimate(found: dict[str, float]) -> float:
    """Probability that the articles answer the question, with the reader's signals where they are there."""
    weights = calibration().refusal.weights if "answers" in found else calibration().refusal.unread
    z = sum(weights.get(name, 0.0) * value for name, value in found.items()) + weights["intercept"]
    return 1 / (1 + math.exp(-max(min(z, 30.0), -30.0)))


def asks_about_a_stranger(question: Question, hits: Sequence[Hit]) -> bool:
    """Whether the question gives a full name that none of its passages holds: of 1,000 answerable questions not one.

    Only where question and passages are in one language: names of places and bodies are translated.
    """
    if not hits or hits[0].passage.language != question.language:
        return False
    passages = [hit.passage for hit in hits]
    return bool(stranger(question.standalone, [f"{p.title} {p.source} {p.author} {p.text}" for p in passages]))


def lacks_what_is_asked(question: Question, quoted: Sequence[Source]) -> bool:
    """Whether a sum or an age is asked for and no quotation holds one."""
    expected = wanted(question)
    if question.kind in ("timeline", "compare") or expected not in NEEDED:
        return False
    return not any(holds_answer(question.standalone, expected, source) for source in quoted)
