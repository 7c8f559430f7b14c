"""The learned check: whether the trained reader finds that a source says a sentence.

In: a sentence and its source. Out: a ``Check`` with the probability as its detail, None where no reader can be asked.
"""

from __future__ import annotations

from rag.checking.source import Source
from rag.reader.calibration import calibration
from rag.reader.reader import Pair, Reader
from rag.types import Check


def check_entailment(sentence: str, source: Source, reader: Reader) -> Check | None:
    """Whether the source, read with a sentence on each side, says the sentence."""
    least = calibration().support
    if least is None:
        return None
    found = reader.supports([Pair(sentence, source.passage.title or "", with_neighbours(source))])
    return Check("entailment", found[0] >= least, f"{found[0]:.2f}") if found else None


def with_neighbours(source: Source) -> str:
    """The source's sentences with the one before and the one after, as the reader was trained."""
    passage = source.passage
    inside = [n for n, (a, b) in enumerate(passage.sentences) if a < source.end and b > source.start]
    if not inside:
        return source.quote
    spans = passage.sentences[max(0, inside[0] - 1) : inside[-1] + 2]
    return " ".join(passage.text[a - passage.start : b - passage.start] for a, b in spans)
