"""Proper names of a text, by their capitals, and the phrases that several of them make."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.language.fold import fold_open
from rag.language.people import people
from rag.language.stop_words import SEARCH
from rag.types import Span

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_TITLES = frozenset("m mm mme mmes mlle dr me pr st ste mr mrs ms sir lord sr sra don messrs".split())
_OPENERS = frozenset(
    """ainsi alors apres aucun aucune aujourd au aux avant avec bien cependant certains cette ces cet ce ceux celle
    celui celles chaque comme contrairement dans de depuis des deux du elle elles en enfin ensuite entre environ
    finalement grace hier il ils interroge interrogee jusqu l la le les leur leurs lors lorsque mais malgre
    meme moins ni non nous on or ou outre par parmi pas pendant plus plusieurs pour pourtant pres puis quand quant
    que quelque quelques qui quoi sa sans selon ses si soit son sous sur tandis tous tout toute toutes trois un une
    vers y after although an and as at before both but by during each finally following for from he her his however
    in it its later more most no not of on one only other our she since so some that the their then there these they
    this those to two under until we when where which while who with according d'apres d'abord oui dont fin debut mi
    faute non yes no nobody nothing personne rien fermee ferme actuellement desormais""".split()
)
_VERBS = frozenset(
    "a est avait etait sera fut ont sont aurait n ne s se dit declare affirme estime annonce va doit peut veut "
    "has is was had says said will would can could did does must".split()
)
_TITLE_STOP = re.compile(r"(?:^|[^\w])(?:MM?|Mme|Mlle|Mr|Mrs|Ms|Dr|Me|St|Pr|[A-Z])\.\s*$")
_ELISION = re.compile(r"(?:^|[^\w])(?:[ldjmnsct]|qu|jusqu|lorsqu|puisqu)['’]$", re.IGNORECASE)
_PARTICLE = re.compile(r"[\s ]+(?:(?:de|du|des|la|le|les|van|von|der|el|al|ben|of|the)[\s ]+){0,2}(?:[dl]['’])?|['’-]")


def is_name(text: str, matches: Sequence[re.Match[str]], place: int) -> bool:
    """Whether the word at ``place`` is a proper name; an opening word only where it cannot be a common one."""
    match = matches[place]
    word = match.group()
    if not word[0].isupper():
        return False
    folded = fold_open(word)
    if folded in _TITLES or folded in MONTHS or folded in WEEKDAYS or len(folded) < 2:
        return False
    before = text[max(0, match.start() - 80) : match.start()]
    elided = _ELISION.search(before[-8:])
    before = before[: len(before) - len(elided.group().lstrip())] if elided else before
    if _TITLE_STOP.search(before[-8:]):
        return True
    opens = not before.strip() or before.rstrip()[-1:] in '.!?:;«“"•([' or before.endswith("\n")
    if not opens:
        return True
    if folded in _OPENERS or folded in SEARCH:
        return False
    if not elided and folded in people().groups:
        return False
    return _bare_subject(text, matches, place, elided=bool(elided))


def _bare_subject(text: str, matches: Sequence[re.Match[str]], place: int, *, elided: bool) -> bool:
    """Whether a first word is followed by a name or a verb, as a name is and a common noun without article is not."""
    word = matches[place].group()
    if (
        elided
        or (word[:3].isupper() and len(word) > 1)
        or ("-" in word.strip("-") and word.split("-")[-1][:1].isupper())
    ):
        return True
    if place + 1 >= len(matches):
        return len(matches) == 1
    following = matches[place + 1].group()
    gap = text[matches[place].end() : matches[place + 1].start()]
    if following[:1].isupper() and not gap.strip():
        return True
    return fold_open(following) in _VERBS or (_looks_verbal(fold_open(following)) and not word.endswith("s"))


def _looks_verbal(word: str) -> bool:
    """A future or a conditional can only follow a subject: accédera, investira, quitterait."""
    return len(word) > 5 and re.search(r"(?:[ei]r|[dt]r)(?:a|ont|ait|aient)$", word) is not None


def names(sentence: str) -> list[str]:
    """Words that are proper names, in order, as written."""
    matches = list(_WORD.finditer(sentence))
    return [match.group() for place, match in enumerate(matches) if is_name(sentence, matches, place)]


_FULL_NAME = re.compile(r"(?<=\s)[^\W\d_a-zà-ÿ][\w’'-]+(?: [^\W\d_a-zà-ÿ][\w-]+)+")


def stranger(question: str, texts: Sequence[str]) -> str:
    """The first full name of a question whose last word is in none of the texts, a few letters aside; else empty.

    Two capitalised words or more beside each other, the question's first word left out: « Olena Tregub ».
    """
    from rapidfuzz.distance import OSA

    full_names = list(_FULL_NAME.finditer(question))
    words = {word for text in texts if full_names for word in re.findall(r"\w{3,}", fold_open(text))}
    for match in full_names:
        last = re.findall(r"\w+", fold_open(match.group()))[-1]
        slips = len(last) // 3
        if len(last) > 3 and not any(OSA.distance(last, word, score_cutoff=slips) <= slips for word in words):
            return match.group()
    return ""


@dataclass(frozen=True, slots=True)
class NamePhrase:
    """Proper names that stand together (Annie Le Tallec), folded, with their span."""

    parts: tuple[str, ...]
    span: Span


@lru_cache(maxsize=1 << 11)
def name_phrases(text: str) -> tuple[NamePhrase, ...]:
    """Every proper name of ``text`` with those beside it."""
    matches = list(_WORD.finditer(text))
    found: list[NamePhrase] = []
    for place, match in enumerate(matches):
        if not is_name(text, matches, place):
            continue
        folded = fold_open(match.group())
        previous = found[-1] if found else None
        if previous and _PARTICLE.fullmatch(text[previous.span[1] : match.start()]):
            found[-1] = NamePhrase((*previous.parts, folded), (previous.span[0], match.end()))
        else:
            found.append(NamePhrase((folded,), match.span()))
    return tuple(found)
