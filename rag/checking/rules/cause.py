"""Causes and grounds: what the sentence gives as one stands in its source."""

from __future__ import annotations

import re

from rag.checking.rules.homes import content_of
from rag.checking.rules.rule_words import Word
from rag.checking.source import Source
from rag.language.fold import flat

_CAUSE = re.compile(
    r"\b(?:_ cause d|en raison d|faute d|du fait d|grace _|suite _|pour cause d|due? (?:_|aux?|to)"
    r"|dus? (?:_|aux?)|dues? aux?|because of"
    r"|owing to|thanks to|(?:expliqu|justifi|motiv|caus|provoqu|endommag|detrui|ravag"
    r"|declench)\w*\b[^,;.]{0,40}? par|caused by"
    r"|(?:plainte|condamn|poursuiv|compara|enquete|en examen|accus|soupconn|interpell"
    r"|jug)\w*\b[^,;.]{0,40}? pour|conclu\w* _|_ l'origine d|coupables? d|accus\w+ d|soupconn\w+ d|relax\w+ d"
    r"|acquitt\w+ d"
    r"|guilty of|accused of|charged with|convicted of|acquitted of|cleared of|suspected of|(?:jailed|fined"
    r"|sentenced)\b[^,;.]{0,30}? for)"
    r"(?:e la|e l'|es|e|u|u fait|'| la| le| l'| les| un| une| the| a)*\s*(?P<what>[^,;.]{3,60})"
)


def other_cause(sentence: str, source: Source) -> str:
    """The words of a cause, a purpose or a lack that the source knows nothing of."""
    unknown = _unknown(sentence, source) or _purpose(sentence, source)
    return unknown or _lacking(sentence, source.quote) or _reason(sentence, source)


def _unknown(sentence: str, source: Source) -> str:
    """The words of a cause, or of a charge, of which the source holds none."""
    words = [w for w in _told(sentence, _CAUSE) if not w.name]
    return "" if _held(words, source.quote, source) else " ".join(w.text for w in words)


def _told(sentence: str, pattern: re.Pattern[str]) -> list[Word]:
    """The telling words of what a pattern finds after a mark of cause or purpose, figures left out."""
    match = pattern.search(flat(sentence))
    start, end = (match.start("what"), match.end()) if match else (0, 0)
    return [w for w in content_of(sentence) if start <= w.span[0] < end and w.folded != "#"]


def _held(words: list[Word], text: str, source: Source) -> int:
    """How many of the words the text and its title hold."""
    known = content_of(f"{text}\n{source.passage.title or ''}")
    return sum(any(w.like(o) for o in known) for w in words)


_PURPOSE = re.compile(
    r"\b(?:pour|afin de?|de facon a|de maniere a|in order to|so as to|to(?= avoid| prevent| protect))\s?'?"
    r"(?P<what>(?:ne pas )?(?:\w{2,}(?:er|ir|re|oir)\b|(?<=to )\w+)[^,;.]{3,60})"
)


def _purpose(sentence: str, source: Source) -> str:
    """The words of a purpose of which the passage holds none."""
    words = _told(sentence, _PURPOSE)
    return "" if _held(words, source.passage.text, source) else " ".join(w.text for w in words)


_LACK = re.compile(
    r"\b(?:faute|manqu\w*|penurie|absence|insuffisance|depourvus?|defaut|lack|lacks|shortage"
    r"|absence)\s+(?:de |d'|des |of (?:the )?)"
    r"(?P<what>[^\W\d_]{4,}(?:-[^\W\d_]+)*)"
)


def _lacking(sentence: str, quote: str) -> str:
    """What is lacking in the sentence, where the source lacks only something else."""
    said, held = ([m.span("what") for m in _LACK.finditer(flat(text))] for text in (sentence, quote))
    mine = [w for w in content_of(sentence) if any(a <= w.span[0] < b for a, b in said)]
    theirs = [w for w in content_of(quote) if any(a <= w.span[0] < b for a, b in held)]
    wrong = [w for w in mine if not any(w.like(o) for o in content_of(quote))]
    return wrong[0].text if theirs and wrong else ""


_BECAUSE = re.compile(r"\b(?:parce qu\w*|puisqu\w*|car|because(?! of)|au motif qu\w*|c'est qu\w*)\b(?P<what>[^;.]{8,})")


def _reason(sentence: str, source: Source) -> str:
    """The words of a clause of cause of which the source and the title hold less than half."""
    words = _told(sentence, _BECAUSE)
    held = _held(words, source.quote, source)
    return " ".join(w.text for w in words) if len(words) > 2 and held < len(words) / 2 else ""
