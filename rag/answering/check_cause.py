"""Causes and grounds: what the sentence gives as one stands in its source."""

from __future__ import annotations

import re

from rag.answering.homes import content_of
from rag.answering.source import Source
from rag.answering.words import flat

_CAUSE = re.compile(
    r"\b(?:_ cause d|en raison d|faute d|du fait d|grace _|suite _|pour cause d|due? (?:_|aux?|to)"
    r"|dus? (?:_|aux?)|dues? aux?|because of"
    r"|owing to|thanks to|(?:expliqu|justifi|motiv|caus|provoqu|endommag|detrui|ravag"
    r"|declench)\w*\b[^,;.]{0,40}? par|caused by"
    r"|(?:plainte|condamn|poursuiv|compara|enquete|en examen|accus|soupconn|interpell"
    r"|jug)\w*\b[^,;.]{0,40}? pour|conclu\w* _)"
    r"(?:e la|e l'|es|e|u|u fait|'| la| le| l'| les| un| une| the| a)*\s*(?P<what>[^,;.]{3,60})"
)


def other_cause(sentence: str, source: Source) -> str:
    """The words of a cause that the passage knows nothing of."""
    match = _CAUSE.search(flat(sentence))
    if match is None:
        return ""
    words = [
        w
        for w in content_of(sentence)
        if match.start("what") <= w.span[0] < match.end() and not w.name and w.folded != "#"
    ]
    known = content_of(f"{source.quote}\n{source.passage.title or ''}")
    if words and not any(w.like(o) for w in words for o in known):
        return " ".join(w.text for w in words)
    return ""
