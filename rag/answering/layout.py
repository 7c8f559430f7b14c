"""How an answer is laid out: the first line, at most two quotations that add something, the rest behind the fold.

In: a question and its evidence, best first. Out: a ``Layout``. Each way to tell has one place: ``_at_a_glance`` for a
fact, the latest or earliest state and who said what, ``_in_lines`` for a chronology or a comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.choose import Limits, Lines, best, each_article, is_row, rows_asked_for
from rag.answering.claims import Found, find_claims
from rag.answering.evidence import Evidence
from rag.answering.latest import by_date, of_the_period
from rag.answering.speech import said_by
from rag.checking.source import Source
from rag.checking.table_cells import is_head
from rag.question.subquestions import parts
from rag.reader.calibration import calibration
from rag.types import Question

EXTRAS = 2
"""Quotations after the first line."""
ROWS = 5
"""The same where the answer is the rows of a table."""
FOLDED = Limits(900, 6, 2, "folded")
TIMELINE = Lines(6, "timeline")
COMPARED = Lines(4, "compared")
"""How much is told. Measured: docs/evaluation.md."""


@dataclass(frozen=True)
class Layout:
    """What is told, in its order, what stands behind the fold, and the claims, best first."""

    told: tuple[Evidence, ...]
    others: tuple[Evidence, ...]
    claims: tuple[Found, ...]
    listed: bool
    """Whether all of it is a list of equals, a chronology or a comparison, without a first line."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Those of what is told."""
        return tuple(item.source for item in self.told)

    @property
    def all_sources(self) -> tuple[Source, ...]:
        """Those behind the fold too."""
        return tuple(item.source for item in (*self.told, *self.others))


def lay_out(question: Question, evidence: Sequence[Evidence]) -> Layout:
    """The layout for the question's kind; empty where there is no evidence."""
    if not evidence:
        return Layout((), (), (), listed=False)
    if question.kind in ("timeline", "compare"):
        return _in_lines(question, evidence)
    return _at_a_glance(question, evidence)


def _in_lines(question: Question, evidence: Sequence[Evidence]) -> Layout:
    """A chronology by its days, a comparison by its outlets: the best sentence of each article first."""
    timeline = question.kind == "timeline"
    stating = [item for item in evidence if not _answers_nothing(item.source)]
    told = each_article(of_the_period(question, stating) or evidence, TIMELINE if timeline else COMPARED)
    if timeline:
        told.sort(key=lambda item: (item.source.day or 0, item.rank, item.source.start))
    else:
        order = list(dict.fromkeys(item.source.passage.article_id for item in told))
        told.sort(key=lambda item: order.index(item.source.passage.article_id))
    return Layout(tuple(told), (), tuple(find_claims(question, told)), listed=True)


def _at_a_glance(question: Question, evidence: Sequence[Evidence]) -> Layout:
    """The best sentence first, then what adds to it."""
    stating = [item for item in rows_asked_for(question, evidence) if not _answers_nothing(item.source)] or list(
        evidence
    )
    ranked = said_by(question, by_date(question, of_the_period(question, stating)))
    lead = ranked[0]
    near = [item for item in ranked if lead.score - item.score <= calibration().near["folded"]]
    claims = find_claims(question, near)
    told = [lead]
    most = ROWS if is_row(lead.source) else EXTRAS
    for item in near[1:]:
        if len(told) <= most and _adds(question, item, told, claims):
            told.append(item)
    rest = [item for item in best(near, FOLDED) if not any(item.source.within(other.source) for other in told)]
    return Layout(tuple(told), tuple(rest), tuple(claims), listed=False)


def _adds(question: Question, item: Evidence, told: Sequence[Evidence], claims: Sequence[Found]) -> bool:
    """Whether a sentence tells more than those before it: another value, another version, another part asked for."""
    below, near = told[0].score - item.score, calibration().near
    if any(item.source.within(other.source) for other in told):
        return False
    if len(parts(question.standalone)) > 1:
        return below <= near["folded"]
    if item.source.passage.article_id in {other.source.passage.article_id for other in told}:
        return below <= near["same_article"]
    known = {found.value for found in claims if any(other in found.evidence for other in told)}
    own = next((found.value for found in claims if item in found.evidence), None)
    return own is not None and own not in known and below <= near["adds"]


def _answers_nothing(source: Source) -> bool:
    """Whether it is a question of the article's own or the head of a table, which answer nothing."""
    passage = source.passage
    head = is_head(passage.text, (source.start - passage.start, source.end - passage.start))
    return head or source.quote.rstrip(' »”"').endswith("?")
