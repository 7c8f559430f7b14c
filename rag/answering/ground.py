"""Finding, for a sentence that a model wrote, what it rests on; checking it there; repairing or dropping it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.evidence import Evidence
from rag.answering.orders import has_markup
from rag.checking.entailment import check_entailment
from rag.checking.sentence import check_sentence, passed
from rag.checking.source import Source, source_of
from rag.language.fold import fold_open as fold
from rag.language.terms import terms
from rag.reader.calibration import calibration
from rag.reader.reader import Reader
from rag.types import Check

if TYPE_CHECKING:
    from vectorstore.embedding.embedder import Embedder

TRIED = 5
"""Sources tried for one sentence, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Grounded:
    """A sentence, the source it rests on (None where nothing fits) and what the checks said."""

    text: str
    source: Source | None
    checks: tuple[Check, ...]

    @property
    def supported(self) -> bool:
        """Whether a source was found that every check lets stand."""
        return self.source is not None and passed(self.checks)


def ground(
    sentence: str, evidence: Sequence[Evidence], embedder: Embedder, reader: Reader, *, language: str
) -> Grounded:
    """The first source among the likeliest that supports the sentence, else the likeliest with its failed checks.

    The trained reader is asked last, of a source that every other check lets stand; a source in another language is
    taken only where the calibration knows which vectors mean the same.
    """
    if has_markup(sentence) or _obeys(sentence, evidence):
        return Grounded(sentence, None, ())
    ranked = likeliest(sentence, evidence, embedder)
    first: Grounded | None = None
    comparable = calibration().fits(embedder.name)
    for cosine, source in ranked[:TRIED]:
        translated = source.passage.language != language
        if translated and not (comparable and cosine >= calibration().same_meaning):
            continue
        for candidate in (source, *widened(source)):
            checks = check_sentence(sentence, candidate, translated=translated)
            if passed(checks) and not is_verbatim(sentence, candidate):
                learned = check_entailment(sentence, candidate, reader)
                checks = (*checks, learned) if learned else checks
            outcome = Grounded(sentence, candidate, checks)
            if outcome.supported:
                return outcome
            first = first or outcome
    return first or Grounded(sentence, None, ())


def _obeys(sentence: str, evidence: Sequence[Evidence]) -> bool:
    """Whether it says a word that its article has only in what was withheld as an order (rag/answering/orders.py)."""
    sources = {item.source.passage.passage_id: item.source for item in evidence}.values()
    withheld = {term for s in sources for term in set(terms(s.passage.text)) - set(terms(s.around))}
    return not withheld.isdisjoint(terms(sentence))


def likeliest(sentence: str, evidence: Sequence[Evidence], embedder: Embedder) -> list[tuple[float, Source]]:
    """Sources by shared words and meaning, best first, each with the cosine of its sentence."""
    if not evidence:
        return []
    wanted = set(terms(sentence))
    (vector,) = embedder.passages([sentence])
    scored = []
    for item in evidence:
        cosine = float(item.vector @ vector)
        held = set(terms(item.source.quote))
        share = len(wanted & held) / len(wanted) if wanted else 0.0
        scored.append((share + cosine, cosine, item.source))
    scored.sort(key=lambda row: -row[0])
    return [(cosine, source) for _, cosine, source in scored]


def widened(source: Source) -> list[Source]:
    """The source with the sentence after it, and with the one before, where nothing lies between."""
    passage = source.passage
    spans = list(passage.sentences)
    place = next((n for n, span in enumerate(spans) if span[0] == source.start), None)
    if place is None:
        return []
    pairs = [(spans[n], spans[n + 1]) for n in (place, place - 1) if 0 <= n < len(spans) - 1]
    return [
        source_of(passage, (first[0], second[1]))
        for first, second in pairs
        if not passage.text[first[1] - passage.start : second[0] - passage.start].strip()
    ]


def is_verbatim(sentence: str, source: Source) -> bool:
    """Whether the sentence, marks and outer quotation marks aside, is a piece of its source."""
    return _plain(sentence) in _plain(source.quote)


def _plain(text: str) -> str:
    return " ".join(fold(text).translate(str.maketrans('«»“”"', "     ")).split()).strip(" .")
