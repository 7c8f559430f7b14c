"""Check of direction: no word is the opposite of the source's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rag.checking.rules.changes import changes
from rag.checking.rules.clauses import clauses
from rag.checking.rules.homes import content_of, numbers_of, sentences_of
from rag.checking.rules.polarity import polarity
from rag.checking.rules.rule_words import Word, lexicon, stem_of, words_of
from rag.checking.rules.scope import negated_by_prefix
from rag.checking.source import Source
from rag.language.figures import same
from rag.language.fold import flat
from rag.types import Check

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
        or _prefixed(sentence, source)
    )
    return Check("direction", not compared, compared)


def trends(text: str) -> set[int]:
    """Sides of the pair of rising and falling that ``text`` names: 0 up, 1 down."""
    pairs = lexicon().opposites.get(stem_of("augmenter"), frozenset())
    rising = {pair for pair, side in pairs if side == 0}
    words = [word for word in words_of(text) if word.content]
    found = {side for word in words for pair, side in lexicon().opposites.get(word.stem, ()) if pair in rising}
    return found


def _against_figures(sentence: str, quote: str) -> str:
    """A rise or fall in the sentence where the source's figures, or its « de plus », go the other way."""
    said, held = trends(sentence), trends(quote)
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


def _prefixed(sentence: str, source: Source) -> str:
    """A word that the source has only with a prefix that denies it, where neither text has a negation."""
    if any(negated is not False for text in (sentence, source.quote) for _, negated in polarity(text)):
        return ""
    return negated_by_prefix(sentence, source)


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
