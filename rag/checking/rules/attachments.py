"""What belongs together in the source: a place with what happened there, a doer with his part of the sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from rag.checking.rules.content import predicates
from rag.checking.rules.homes import content_of, holders, numbers_of, overlap, sentences_of
from rag.checking.rules.kinds import same_kind
from rag.checking.rules.rule_words import Word, lexicon, saying, words_of
from rag.checking.source import Source
from rag.language.figures import same
from rag.language.fold import flat
from rag.language.names import name_phrases

_AT = re.compile(
    r"(?:\b(?:_|au|aux|en|dans|sur|vers|chez|pres d[eu]|hors d[eu]|depuis|in|at|on|near|off|across|from"
    r"|outside|around)\s+(?:l[ea]s?\s+|the\s+"
    r"|l'\s?)?(?:[^\W\d_]+\s+){0,2}?(?:(?:de la|de|du|des|of the|of)\s+|d'|de l')?|\b_ l'[^\W\d_]+\s+(?:de |du |d'))$"
)
_OF = re.compile(
    r"(?P<head>[^\W\d_]{3,})\s+(?:(?:de la|de|du|des|of the|of)\s+|d'|de l')(?P<role>(?:[^\W\d_]+\s+){1,2})?$"
)


@dataclass(frozen=True, slots=True)
class _Place:
    """A name after a preposition: its parts, the noun that it belongs to, and whether it says where."""

    parts: frozenset[str]
    head: str
    where: bool
    text: str


def _places(text: str) -> list[_Place]:
    plain, found = flat(text), []
    for phrase in name_phrases(text):
        before = plain[max(0, phrase.span[0] - 48) : phrase.span[0]]
        of, at = _OF.search(before), _AT.search(before)
        if of or at:
            told = of and (not of["role"] or of["role"].split()[0] in lexicon().people)
            head = of["head"] if of and told and not of["head"].startswith("ce") else ""
            found.append(_Place(frozenset(phrase.parts), head, at is not None, text[slice(*phrase.span)]))
    return found


def other_place(sentence: str, source: Source) -> str:
    """A place that the source gives something else, or that stands elsewhere in the passage only; or nothing."""
    held, said = _places(source.quote), _places(sentence)
    known = {part for phrase in name_phrases(f"{source.quote}\n{_heading(source)}") for part in phrase.parts}
    quoted = {part for phrase in name_phrases(source.quote) for part in phrase.parts}
    mine = {part for place in said for part in place.parts}
    for place in said:
        rivals = [p for p in held if p.head and p.head == place.head]
        if rivals and not any(p.parts & place.parts for p in rivals) and not _so_elsewhere(place, source):
            return place.text
        if not place.where or place.parts & quoted or any(same_kind(part, source.quote) for part in place.parts):
            continue
        theirs = [p for p in held if p.where]
        if not place.parts & known or (theirs and not any(p.parts & mine for p in theirs)):
            return place.text
    return ""


def _so_elsewhere(place: _Place, source: Source) -> bool:
    """Whether the passage has the same name with the same noun."""
    return any(p.head == place.head and p.parts & place.parts for p in _places(source.around))


def _heading(source: Source) -> str:
    """What the whole article is about: its title, its outlet and the first sentence of the passage."""
    first = next(iter(sentences_of(source)), None)
    passage = source.passage
    return f"{passage.title or ''}\n{passage.source or ''}\n{first.text if first else ''}"


_CUT = re.compile(
    r";|,? tandis qu(?:e |')|,? alors qu(?:e |')|,? while |,? whereas |,? mais |,? but |, (?=cel(?:ui|le|les)|ceux)"
    r"|,? (?:et|and) (?=(?:l[ae]s? |l'|the |cel(?:ui|le) )[^,;.]{3,40}(?:\d|\b(?:deux|trois|quatre|cinq|six"
    r"|two|three|four|five|six|seven)\b))|, (?=l'?[^,;.]{2,30} (?:le reste|la seconde?|l'autre|the rest))"
)
_NEW_SUBJECT = re.compile(
    r", (?=[A-ZÀ-Ý][\w-]+ (?:\w+(?:ait|aient)|a|ont|est|sont|en|demande|propose|veut)\b)"
    r"|,? (?:et|and) (?=[A-ZÀ-Ý][\w-]+ (?:\d|deux|trois|quatre|two|three|four|five)\b)"
)
"""Where somebody else is named with a verb, or with a figure alone: …, Montevideo plaidait pour 1 200."""
_SUBJECT = re.compile(
    r"\W*(?:l[ae]s? |l'|une? |des |the |an? |cel(?:ui|le|les)\b|ceux\b|deux |trois |\d|[^\W\d_]+ ont )|\W*[A-ZÀ-Ý]"
)


def _parts(text: str) -> list[str]:
    """The parts of a sentence that a semicolon or a word of contrast sets against each other."""
    found = [*_CUT.finditer(flat(text)), *_NEW_SUBJECT.finditer(text)]
    ends = {match.start(): match.end() for match in found}
    cuts = [0, *sorted(ends), len(text)]
    return [text[ends.get(a, a) : b] for a, b in pairwise(cuts) if text[a:b].strip(" ,;.")]


def other_part(sentence: str, source: Source) -> str:
    """One of whom the sentence tells what another part of the source's sentence tells of another; or nothing."""
    for home in sentences_of(source):
        parts = _parts(home.text) if home.quoted else []
        if len(parts) < 2:
            continue
        for said in _parts(sentence):
            wrong = _misplaced(said, parts)
            if wrong:
                return wrong
    return ""


_SAID_BY = re.compile(
    r"\b(?:selon|d'apres|according to)\b|\bthan\b|\b(?:plus|moins|autant|superieure?s?|inferieure?s?)\b"
    r"|^pour |^\W*(?:there|il y a|il faut|on|c'est)\b"
)
_REFERS = re.compile(r"(?:^|\W)(?:en|y) \w+")
"""« en propose 95 » stands for what another part says."""


def _misplaced(said: str, parts: list[str]) -> str:
    """The subject, or a name, of a statement that stands in another part than all the rest of it."""
    subject = {word.span for holder in holders(said) for word in holder}
    words = [word for word in words_of(said) if word.content and word.folded != "#"]
    who = [word for word in words if word.name or word.span in subject]
    rest = [word for word in content_of(said) if word not in who]
    scores = [overlap(rest, numbers_of(said), part) for part in parts]
    best = max(scores)
    nearest = [part for part, score in zip(parts, scores, strict=True) if score > best - 1]
    done = [part for part in parts if any(_holds(part, word) for word in predicates(said))]
    nearest = done if len(done) == 1 and len(nearest) > 1 else nearest
    if best < 1 or len(nearest) > 1 or not _SUBJECT.match(nearest[0]):
        return ""
    others = [part for part in parts if part is not nearest[0]]
    own = {part for phrase in name_phrases(nearest[0]) for part in phrase.parts}
    if any(not any(same(f, g) for g in numbers_of(nearest[0])) for f in numbers_of(said)):
        return ""
    speaks = any(word.groups & saying() for word in words) or _SAID_BY.search(flat(said))
    if (
        speaks
        or (nearest[0] is not parts[0] and _REFERS.search(flat(nearest[0])))
        or any(_holds(nearest[0], word) for word in who if word.name)
    ):
        return ""
    known = any(_holds(nearest[0], word) for word in who)
    who = [word for word in who if not known or (word.name and own)]
    if len(done) != 1 and sorted(scores)[-2] > max(scores) - 1.5:
        return ""
    return next((word.text for word in who if any(_holds(part, word) for part in others)), "")


def _holds(text: str, word: Word) -> bool:
    return any(word.like(other) for other in words_of(text) if other.content)


_RATHER = re.compile(
    r"\s+(?:rather than|plutot qu(?:e|')|au lieu d[eu']s?|instead of|et non(?: pas)?|and not|mais (?:non|pas)"
    r"|but not),?\s*"
)


def dismissed_instead(sentence: str, quote: str) -> str:
    """What the source sets aside for another, told in that one's place: l'Islande plutôt que l'Alaska; or nothing."""
    plain = flat(quote)
    for match in _RATHER.finditer(plain):
        taken = next((w for w in reversed(content_of(quote)) if w.span[1] <= match.start()), None)
        left = next((w for w in content_of(quote) if w.span[0] >= match.end()), None)
        cut = _RATHER.search(flat(sentence))
        said = content_of(sentence[: cut.start()] if cut else sentence)
        if not taken or not left or left.span[0] - match.end() > 24 or match.start() - taken.span[1] > 2:
            continue
        denied = re.search(r"\b(?:pas|non|not|rather|plutot|ecart\w*|exclu\w*|unlikely)\b", flat(sentence))
        if any(w.like(left) for w in said) and not any(w.like(taken) for w in said) and (cut or not denied):
            return left.text
    return ""
