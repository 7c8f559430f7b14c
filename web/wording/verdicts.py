"""What became of a sentence of a text that was checked, in the words and marks of page and exports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Literal

from rag.desk_contract import CheckedReply
from rag.types import Language
from web.answer_text import check_words

State = Literal["supported", "contradicted", "partial", "absent", "none"]
STATE_MARKS: dict[State, str] = {"supported": "✓", "contradicted": "≠", "partial": "~", "absent": "?", "none": "–"}
"""In the order in which a reader wants them counted."""
_FACTS = frozenset({"figures", "dates", "names"})


def state_of(sentence: CheckedReply) -> State:
    """The contract's ``support``, an unsupported sentence told apart by whether a source says part of it.

    A source with other facts and other words is but the nearest one.
    """
    if sentence["support"] != "unsupported":
        return sentence["support"]
    failed = {check["name"] for check in sentence["checks"] if not check["passed"]}
    return "partial" if sentence["citations"] and not ("content" in failed and failed & _FACTS) else "absent"


def counted(sentences: Sequence[CheckedReply]) -> dict[State, int]:
    """How many sentences are in each state; states that none is in are left out."""
    counts = Counter(map(state_of, sentences))
    return {state: counts[state] for state in STATE_MARKS if counts[state]}


def differing(sentence: CheckedReply, language: Language) -> list[str]:
    """The checks that failed against the source that is shown, with what they stumbled over."""
    if sentence["support"] == "supported" or not sentence["citations"]:
        return []
    return list(dict.fromkeys(check_words(check, language) for check in sentence["checks"] if not check["passed"]))


def pieces(sentence: CheckedReply) -> Iterator[tuple[str, bool]]:
    """The sentence in pieces; true for words that differ from the source."""
    if sentence["support"] == "supported" or not sentence["citations"]:
        yield sentence["text"], False
        return
    details = [check["detail"] for check in sentence["checks"] if not check["passed"] and _is_words(check["detail"])]
    words = sorted({part for detail in details for part in detail.split(" / ") if part.strip()}, key=len, reverse=True)
    pattern = "|".join(rf"(?<!\w){re.escape(part)}(?!\w)" for part in words)
    for n, piece in enumerate(re.split(f"({pattern})", sentence["text"]) if words else [sentence["text"]]):
        if piece:
            yield piece, n % 2 == 1


def _is_words(detail: str) -> bool:
    """Whether a check's detail is what it stumbled over; some give scores instead."""
    return bool(detail) and not re.fullmatch(r"[\d.]+ [\d.]+|0\.\d+|1\.00", detail)
