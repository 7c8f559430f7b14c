"""Checks of single words: none is the opposite of the source's, none was put in the place of another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from rag.answering.changes import changes
from rag.answering.check_cause import other_cause
from rag.answering.check_kinds import other_of_kind
from rag.answering.clauses import clauses
from rag.answering.figures import same
from rag.answering.homes import content_of, numbers_of, sentences_of
from rag.answering.polarity import polarity
from rag.answering.source import Source
from rag.answering.words import NEUTRAL, Word, flat, lexicon, stem_of, words_of
from rag.types import Check

_DETERMINERS = frozenset(
    """le la les l un une des de du d au aux en ce cet cette ces son sa ses leur leurs the a an of in its his her
    their""".split()
)
_MORE = re.compile(r"\b(?P<more>plus|davantage|more|higher)\b|\b(?P<less>moins|fewer|less)\b")


def check_direction(sentence: str, source: Source) -> Check:
    """A word of the sentence is not the opposite of the one that the source has in its place."""
    held = [word for word in words_of(source.quote) if word.content]
    stems = {word.stem for word in held}
    sides = _sides(held)
    said = _sides([word for word in words_of(sentence) if word.content and not _after_elision(sentence, word)])
    for (pair, side), word in said.items():
        if (pair, 1 - side) not in sides or (pair, 1 - side) in said:
            continue
        if _denied(sentence, word) != _denied(source.quote, sides[pair, 1 - side]):
            continue
        if (pair, side) not in sides and word.stem not in stems:
            return Check("direction", False, f"{word.text} / {sides[pair, 1 - side].text}")
        if _nearest_says_other(word, (pair, side), sentence, source):
            return Check("direction", False, f"{word.text} / {sides[pair, 1 - side].text}")
    compared = (
        _compared(sentence, source.quote)
        or _for_or_against(sentence, source.quote)
        or _against_figures(sentence, source.quote)
        or _opposite_elsewhere(sentence, source)
    )
    return Check("direction", not compared, compared)


def _trends(text: str) -> set[int]:
    """Sides of the pair of rising and falling that ``text`` names: 0 up, 1 down."""
    pairs = lexicon().opposites.get(stem_of("augmenter"), frozenset())
    rising = {pair for pair, side in pairs if side == 0}
    words = [word for word in words_of(text) if word.content]
    found = {side for word in words for pair, side in lexicon().opposites.get(word.stem, ()) if pair in rising}
    return found


def _against_figures(sentence: str, quote: str) -> str:
    """A rise or fall in the sentence where the source's figures, or its « de plus », go the other way."""
    said, held = _trends(sentence), _trends(quote)
    if len(said) != 1 or held:
        return ""
    (way,) = said
    shared = [f for f in numbers_of(sentence) if any(same(f, g) for g in numbers_of(quote))]
    if not shared:
        return ""
    plain = flat(quote)
    kinds = {bool(m["more"]) for m in _MORE.finditer(plain) if plain[: m.start()].endswith(" de ")}
    if kinds == {way == 1}:
        return "hausse / baisse"
    pairs = changes(quote)
    if len(pairs) == 1 and (pairs[0][1] > pairs[0][0]) != (way == 0):
        return "hausse / baisse"
    return ""


def _opposite_elsewhere(sentence: str, source: Source) -> str:
    """A word of the sentence whose opposite stands in another sentence of the passage that says the same otherwise."""
    words = content_of(sentence)
    quoted = content_of(source.quote)
    for (pair, side), word in _sides(words).items():
        if any(word.like(other) for other in quoted):
            continue
        for home in sentences_of(source):
            there = _sides(content_of(home.text))
            other = there.get((pair, 1 - side))
            shared = [w for w in words if w.stem != word.stem and any(w.like(o) for o in content_of(home.text))]
            apart = not home.quoted and other and (pair, side) not in there and len(shared) >= 2
            if apart and other and _denied(sentence, word) == _denied(home.text, other):
                return f"{word.text} / {other.text}"
    return ""


def _denied(text: str, word: Word) -> bool:
    """Whether a negation governs the word, or may."""
    return any(known.span == word.span and negated is not False for known, negated in polarity(text))


def _sides(words: Sequence[Word]) -> dict[tuple[int, int], Word]:
    return {key: word for word in words for key in lexicon().opposites.get(word.stem, ())}


def _after_elision(text: str, word: Word) -> bool:
    """Whether the word is « d'après », which is no time."""
    return word.folded == "apres" and text[: word.span[0]].replace("’", "'").endswith(("d'", "D'"))


def _nearest_says_other(word: Word, key: tuple[int, int], sentence: str, source: Source) -> bool:
    """Where the source holds both a word and its opposite: whether the closest clause has the opposite only."""
    pair, side = key
    own = next((c for c in clauses(sentence) if c.span[0] <= word.span[0] < c.span[1]), None)
    if own is None:
        return False
    wanted = [w for w in words_of(own.text) if w.content and w.stem != word.stem]
    scored = []
    for clause in clauses(source.quote):
        held = [w for w in words_of(clause.text) if w.content]
        scored.append((sum(any(w.like(o) for o in held) for w in wanted), _sides(held)))
    best = max((n for n, _ in scored), default=0)
    nearest = [sides for n, sides in scored if n == best]
    return best >= 2 and all((pair, 1 - side) in sides and (pair, side) not in sides for sides in nearest)


def _compared(sentence: str, quote: str) -> str:
    """« plus » before a word that the source has with « moins », or the other way round."""
    said, held = list(_comparisons(sentence)), list(_comparisons(quote))
    for kind, word in said:
        others = {other for other, known in held if known.like(word)}
        if others and kind not in others:
            return word.text
    if said and held and not {kind for kind, _ in said} & {kind for kind, _ in held}:
        return said[0][1].text
    return ""


_VOTED = re.compile(
    r"\b(?:vot\w+|prononc\w+|manifest\w+|milit\w+|campaign\w+)\s+(?:\w+ ){0,4}?(?P<side>pour"
    r"|en faveur|contre|for|in favou?r|against)\b"
)


def _for_or_against(sentence: str, quote: str) -> str:
    """« pour » where the source votes or marches « contre », or the other way round."""
    said, held = (
        {match["side"] not in ("contre", "against") for match in _VOTED.finditer(flat(text))}
        for text in (sentence, quote)
    )
    return "pour / contre" if said and held and not said & held else ""


def _comparisons(text: str) -> Iterator[tuple[str, Word]]:
    words = words_of(text)
    for match in _MORE.finditer(flat(text)):
        kind = "more" if match["more"] else "less"
        before = flat(text)[max(0, match.start() - 24) : match.start()]
        if re.search(r"\b(?:ne|n'\w+)\b", before) and match["more"]:
            continue
        for word in words:
            if word.span[0] >= match.end() and word.content:
                if word.span[0] - match.end() <= 10:
                    yield kind, word
                break


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
        if _trends(word.text):
            continue
        if any(word.like(other) for other in theirs) or any(word.stem == other.stem for other in titled):
            continue
        if word.folded in lexicon().bodies or not _framed(sentence, word, source.quote, theirs):
            continue
        return Check("wording", False, f"{word.text} / {' '.join(w.text for w in theirs)}")
    for word, other in _at_ends(said, held):
        novel = not word.name and not other.name and not any(word.like(w) for w in (*held, *titled))
        known = word.folded in NEUTRAL or word.folded in lexicon().people or _trends(word.text)
        if novel and not known and _framed(sentence, word, source.quote, [other]):
            return Check("wording", False, f"{word.text} / {other.text}")
    swapped = _other_complement(sentence, source) or other_of_kind(sentence, source) or other_cause(sentence, source)
    return Check("wording", not swapped, swapped)


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
        if place and other.like(said[1]) and _near(said[0], said[1]) and _near(held[place - 1], other, 16):
            yield said[0], held[place - 1]
        if (
            place + 1 < len(held)
            and other.like(said[-2])
            and _near(said[-2], said[-1])
            and _near(other, held[place + 1], 16)
        ):
            yield said[-1], held[place + 1]


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
