"""Checks of names and quotations: they must stand in the source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from rag.checking.rules.kinds import same_kind
from rag.checking.rules.places import same_place
from rag.checking.rules.rule_words import lexicon, stem_of, words_of
from rag.checking.source import Source
from rag.language.fold import fold_open as fold
from rag.language.names import NamePhrase, name_phrases, names
from rag.language.stop_words import SEARCH
from rag.types import Check, Span

__all__ = ["check_names", "check_quotations", "names", "quoted"]

_ABBREVIATED = {"onu": "nations unies", "ue": "union europeenne", "usa": "etats-unis"}


def check_names(sentence: str, source: Source, *, translated: bool = False) -> Check:
    """Every proper name of the sentence stands in the passage, its title, outlet or author, beside its neighbours."""
    around = _around(sentence, source)
    known, joined = _known(around)
    opening = sentence.lstrip(' «“"')
    for name in names(sentence):
        folded = fold(name)
        if opening.startswith(name) and _common(name, source):
            continue
        parts = [part for part in folded.split("-") if len(part) > 1]
        if folded in known or all(part in known for part in parts):
            continue
        if _ABBREVIATED.get(folded, "\0") in joined or _initials(folded, around):
            continue
        if same_place(folded, known, translated=translated) or same_kind(folded, around):
            continue
        return Check("names", False, name)
    mixed = _mixed(name_phrases(sentence), name_phrases(around))
    return Check("names", not mixed, mixed)


_OF = re.compile(r"\s+(?:de|du|des|d['’]|of)\b", re.IGNORECASE)


def _around(sentence: str, source: Source) -> str:
    """What names may rest on; the place in an outlet's name only where the sentence gives that name whole.

    "Le Courrier de la Loude" does not make anybody mayor of the Loude.
    """
    outlet = source.passage.source or ""
    if not _OF.search(outlet) or fold(outlet) in fold(sentence):
        return source.around
    return replace(source, passage=replace(source.passage, source=_OF.split(outlet)[0])).around


def _common(name: str, source: Source) -> bool:
    """Whether a sentence's first word is a common one: of the lexicon, or in lower case in the source."""
    stem = stem_of(name.lower())
    return stem in lexicon().same or any(word.stem == stem and not word.name for word in words_of(source.around))


@lru_cache(maxsize=1 << 9)
def _known(text: str) -> tuple[frozenset[str], str]:
    joined = fold(text)
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", joined)
    return frozenset(words) | {part for word in words for part in word.split("-")}, joined


def _mixed(said: Sequence[NamePhrase], held: Sequence[NamePhrase]) -> str:
    """A first name with another's family name, both of the source, or nothing."""
    after: dict[str, set[str]] = {}
    before: dict[str, set[str]] = {}
    for phrase in held:
        for one, other in pairwise(phrase.parts):
            after.setdefault(one, set()).add(other)
            before.setdefault(other, set()).add(one)
    for phrase in said:
        for one, other in pairwise(phrase.parts):
            known = one in after and other in before and other not in after[one]
            if known and not any({one, other} <= set(p.parts) for p in held):
                return f"{one} {other}"
    return ""


def _initials(acronym: str, text: str) -> bool:
    """Whether the initials of neighbouring words spell it: OCS, Organisation de coopération de Shanghai."""
    if not 2 <= len(acronym) <= 6:
        return False
    words = (fold(match.group()) for match in re.finditer(r"[^\W\d_]+", text))
    return acronym in "".join(word[0] for word in words if word not in SEARCH)


_QUOTED = re.compile(r"«\s*([^»]{2,}?)\s*»|“\s*([^”]{2,}?)\s*”|\"\s*([^\"]{2,}?)\s*\"")


def quoted(text: str) -> list[tuple[str, Span]]:
    """The words between quotation marks, and their spans with the marks."""
    return [(next(filter(None, match.groups())), match.span()) for match in _QUOTED.finditer(text)]


def check_quotations(sentence: str, source: Source) -> Check:
    """What stands between quotation marks stands so in the passage, blanks and kinds of quotes folded."""
    text = _squash(source.around)
    for words, _ in quoted(sentence):
        if _squash(words).strip(" .,;!?") not in text:
            return Check("quotations", False, words)
    return Check("quotations", True)


def _squash(text: str) -> str:
    text = re.sub(r"[«»“”\"]", " ", text.replace("’", "'"))
    return re.sub(r"\s+", " ", text).strip().lower()
