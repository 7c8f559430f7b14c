"""Check of single words: none was put in the place of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.checking.rules.attachments import dismissed_instead, other_part, other_place
from rag.checking.rules.cause import other_cause
from rag.checking.rules.direction import trends
from rag.checking.rules.kinds import other_of_kind
from rag.checking.rules.rule_words import NEUTRAL, Word, lexicon, words_of
from rag.checking.rules.scope import other_scope
from rag.checking.source import Source
from rag.language.figures import UNITS
from rag.language.fold import flat
from rag.types import Check

_DETERMINERS = frozenset(
    """le la les l un une des de du d au aux en ce cet cette ces son sa ses leur leurs the a an of in its his her
    their""".split()
)


def check_wording(sentence: str, source: Source) -> Check:
    """No word stands where the source, with the same words around it, has another that is no synonym."""
    said = [w for w in words_of(sentence) if w.content]
    held = [w for w in words_of(source.quote) if w.content]
    titled = [w for w in words_of(source.passage.title or "")]
    for mine, theirs in _gaps(said, held):
        if len(mine) != 1 or not 1 <= len(theirs) <= 2:
            continue
        word = mine[0]
        if word.folded in NEUTRAL or (not word.name and any(other.name for other in theirs)):
            continue
        if trends(word.text):
            continue
        if any(word.like(other) for other in theirs) or any(word.stem == other.stem for other in titled):
            continue
        if (
            word.folded in lexicon().bodies
            or _to_do(sentence, word)
            or not _framed(sentence, word, source.quote, theirs)
        ):
            continue
        return Check("wording", False, f"{word.text} / {' '.join(w.text for w in theirs)}")
    for word, other in _at_ends(said, held):
        novel = not word.name and not other.name and not any(word.like(w) for w in (*held, *titled))
        known = word.folded in NEUTRAL or word.folded in UNITS or word.folded in lexicon().people or trends(word.text)
        if novel and not known and _framed(sentence, word, source.quote, [other]):
            return Check("wording", False, f"{word.text} / {other.text}")
    swapped = (
        _other_complement(sentence, source)
        or other_of_kind(sentence, source)
        or other_cause(sentence, source)
        or other_place(sentence, source)
        or other_part(sentence, source)
        or other_scope(sentence, source)
        or dismissed_instead(sentence, source.quote)
    )
    return Check("wording", not swapped, swapped)


def _to_do(sentence: str, word: Word) -> bool:
    """Whether the word is an infinitive with its object, which no noun can stand for: de payer un chantier."""
    before, after = flat(sentence[: word.span[0]]), flat(sentence[word.span[1] :])
    verb = re.search(r"(?:er|ir|re)$", word.folded) and re.search(r"(?:\bde|\bd'|_|\bpour|\bto)\s*$", before)
    return bool(verb) and re.match(r"\s+(?:l[ae]s?|une?|des|du|ses?|son|sa|leurs?)\b|\s+l'", after) is not None


def _framed(sentence: str, word: Word, quote: str, theirs: Sequence[Word]) -> bool:
    """Whether the same words stand right before and right after in both texts."""

    def around(text: str, first: Word, last: Word) -> tuple[list[str], list[str]]:
        words = words_of(text)
        before = [w.folded for w in words if w.span[1] <= first.span[0]][-1:]
        after = [w.folded for w in words if w.span[0] >= last.span[1]][:1]
        return before, after

    said, held = around(sentence, word, word), around(quote, theirs[0], theirs[-1])
    return bool(said[0] and held[0]) and said[0][0] in _DETERMINERS and held[0][0] in _DETERMINERS


def _gaps(said: Sequence[Word], held: Sequence[Word]) -> Iterator[tuple[Sequence[Word], Sequence[Word]]]:
    """Stretches of both texts that stand between the same neighbours."""
    pairs = _aligned(said, held)
    for (i, j), (k, m) in pairwise(pairs):
        if k - i > 1 and m - j > 1:
            yield said[i + 1 : k], held[j + 1 : m]


def _at_ends(said: Sequence[Word], held: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """The first or last content word of a sentence and the one that the source has at the same neighbour."""
    if len(said) < 2 or len(held) < 2:
        return
    for place, other in enumerate(held):
        if (
            place
            and other.like(said[1])
            and not _voices_differ(other, said[1])
            and _near(said[0], said[1])
            and _near(held[place - 1], other, 16)
        ):
            yield said[0], held[place - 1]
        if (
            place + 1 < len(held)
            and other.like(said[-2])
            and _near(said[-2], said[-1])
            and _near(other, held[place + 1], 16)
        ):
            yield said[-1], held[place + 1]


_FINITE, _PARTICIPLE = re.compile(r"ent$"), re.compile(r"(?:[eiu]e?s?|ed)$")


def _voices_differ(one: Word, other: Word) -> bool:
    """Whether one is a present plural and the other a participle: les pirates réclament, la rançon réclamée."""
    return any(_FINITE.search(a.folded) and _PARTICIPLE.search(b.folded) for a, b in ((one, other), (other, one)))


def _near(one: Word, other: Word, most: int = 7) -> bool:
    """Whether little more than an article stands between two words."""
    return other.span[0] - one.span[1] <= most


_OF = re.compile(r"\s+(?:de|du|des|de la|of|of the)\s+|\s+(?:d|de l)'")


def _complements(text: str) -> list[tuple[Word, Word]]:
    """Pairs of words that « de » joins: train de fret, arrosage des pelouses."""
    words = [word for word in words_of(text) if word.content]
    return [(a, b) for a, b in pairwise(words) if _OF.fullmatch(flat(text)[a.span[1] : b.span[0]])]


def _other_complement(sentence: str, source: Source) -> str:
    """A complement that the source does not know at all, of a word that has another complement there."""
    held = _complements(source.quote)
    known = [word for word in words_of(source.around) if word.content]
    for head, word in _complements(sentence):
        if word.name or word.folded in NEUTRAL or word.folded in lexicon().people or any(word.like(w) for w in known):
            continue
        theirs = [other for other_head, other in held if other_head.stem == head.stem and not other.name]
        if theirs:
            return f"{word.text} / {theirs[0].text}"
    return ""


def _aligned(said: Sequence[Word], held: Sequence[Word]) -> list[tuple[int, int]]:
    """The longest common subsequence of the two, as pairs of places."""
    rows, columns = len(said), len(held)
    best = [[0] * (columns + 1) for _ in range(rows + 1)]
    equal = [[a.like(b) for b in held] for a in said]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            best[i][j] = best[i + 1][j + 1] + 1 if equal[i][j] else max(best[i + 1][j], best[i][j + 1])
    pairs, i, j = [], 0, 0
    while i < rows and j < columns:
        if equal[i][j] and best[i][j] == best[i + 1][j + 1] + 1:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
