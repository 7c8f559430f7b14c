"""What a figure belongs to: its own part of a sentence, not the part of another figure beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.checking.rules.homes import content_of, numbers_of, sentences_of
from rag.checking.rules.rule_words import Word
from rag.checking.source import Source
from rag.language.figures import UNITS, Figure, same
from rag.language.fold import flat

_CUT = re.compile(
    r"[,;:!?()](?=\s)|[.](?=\s|$)|\s[-–—]\s|\b(?:et|and|mais|but|tandis qu\w*|alors qu\w*|while"
    r"|whereas|dont|of which|including|avec|with)\b"
)
_CONTRAST = re.compile(
    r"(?:\b(?:contre|au lieu d[eu]|au lieu des|plut[o]t que|et non(?: pas)?|instead of|against"
    r"|compared (?:with|to)|up from"
    r"|down from|rather than|not|(?:apres|avant) (?:en avoir|avoir)[^,]*)\s*(?:de |les |des |pres de "
    r"|plus de |environ )?)$"
)
_EARLIER = re.compile(
    r"\b(?:aujourd'hui|actuel\w*|today|now|currently|contre|au lieu|avant|auparavant|precede\w+"
    r"|anterieur\w*|etai(?:t|ent)|avai(?:t|ent)|initial\w*|prevu\w*|origine|depart"
    r"|jusqu\w*|hier|dernier\w*|passe\w*|plus tot|il y a|instead|against|compared|previous\w*|earlier"
    r"|before|had|was|were|from|until"
    r"|last|de \S+ [_a] |ramen\w+|\w+e(?:nt)? de|not|non|pas|fut)\b"
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A figure with the words of its part of the text."""

    figure: Figure
    words: tuple[Word, ...]
    contrast: bool
    """Whether it is the value that something no longer has: contre 610 000, au lieu de 180."""
    short: bool
    """Whether « en » stands for what another part says: la direction en propose 45."""


@lru_cache(maxsize=1 << 10)
def _parts(text: str) -> tuple[_Part, ...]:
    plain = flat(text)
    cuts = [0, *[match.start() for match in _CUT.finditer(plain)], len(text)]
    found = []
    for figure in numbers_of(text):
        start, end = next((a, b) for a, b in pairwise(cuts) if a <= figure.span[0] < b or b == len(text))
        contrast = _CONTRAST.search(plain[max(0, figure.span[0] - 40) : figure.span[0]])
        if plain[start] == "," and start:
            start = max(cut for cut in cuts if cut < start)
        own = tuple(word for word in content_of(text) if start <= word.span[0] < end and _labels(word))
        kept = contrast is None or figure.unit == "vote" or "voix" in plain or "vot" in plain
        found.append(_Part(figure, own, not kept, re.search(r"\ben\b", plain[start : figure.span[0]]) is not None))
    return tuple(found)


def mislabelled(sentence: str, source: Source) -> str:
    """A figure that the source gives something else, and another figure what the sentence is about; or nothing."""
    held = (*_parts(source.quote), *_parts(source.passage.title or ""))
    said = numbers_of(sentence)
    plain = flat(sentence)
    for figure in said:
        homes = [part for part in held if same(figure, part.figure)]
        if not homes or sentence[: figure.span[0]].endswith("-"):
            continue
        shown = sentence[slice(*figure.span)]
        if all(part.contrast for part in homes) and not _EARLIER.search(plain):
            return shown
        rivals = [p for p in held if _comparable(p.figure, figure) and not any(same(p.figure, f) for f in said)]
        if any(part.short for part in homes):
            continue
        words = _own_words(sentence, figure)
        if any(_says_rather(words, rival, homes) for rival in rivals):
            return shown
        if _of_the_part(sentence, figure, source.quote):
            return shown
        if _whole_of(sentence, source.quote, homes):
            return shown
        if _lonely(sentence, figure, source) or _other_complement(sentence, figure, source.quote, homes):
            return shown
    return ""


_PART_OF = re.compile(r"\b(?:dont|including|of which|of whom|parmi lesquel\w+)\b[^,;.]*")


def _of_the_part(sentence: str, figure: Figure, quote: str) -> bool:
    """Whether what the source says of a part, « dont 17 grièvement », is told of a figure that stands before it."""
    match = _PART_OF.search(flat(quote))
    inside = [f for f in numbers_of(quote) if match and match.start() <= f.span[0] < match.end()]
    if match is None or not inside or any(same(f, other) for f in inside for other in numbers_of(sentence)):
        return False
    before = [f for f in numbers_of(quote) if f.span[1] <= match.start()]
    if not before or not same(before[-1], figure):
        return False
    apart = [w for w in content_of(quote) if inside[0].span[1] <= w.span[0] < match.end() and _labels(w)]
    rest = [w for w in content_of(quote) if not match.start() <= w.span[0] < match.end()]
    own = [w for w in apart if not any(w.like(o) for o in rest)]
    return bool(own) and any(w.like(o) for w in own for o in content_of(sentence))


_OF_ALL = re.compile(
    r"\s(?:[^\W\d_]+ sur|[^\W\d_]+ out of|des|de ses|de leurs|sur (?:les|ses|leurs)|of (?:the|its|their|his|her))\s+"
)


def _whole_of(sentence: str, quote: str, homes: list[_Part]) -> bool:
    """Whether what the source tells of a part is told of the whole: « a payé 14 des 20 millions »."""
    plain = flat(quote)
    for part, whole in pairwise(numbers_of(quote)):
        if not any(home.figure == whole for home in homes) or not _OF_ALL.fullmatch(
            plain[part.span[1] : whole.span[0]]
        ):
            continue
        if any(same(part, figure) for figure in numbers_of(sentence)):
            continue
        verb = [w for w in content_of(quote) if w.span[1] <= part.span[0] and part.span[0] - w.span[1] <= 12][-1:]
        if any(w.like(v) for v in verb for w in content_of(sentence)):
            return True
    return False


def _lonely(sentence: str, figure: Figure, source: Source) -> bool:
    """Whether the figure stands in a sentence of the quotation that holds nothing else of what is told."""
    quoted = [home.text for home in sentences_of(source) if home.quoted]
    words = [word for word in content_of(sentence) if _labels(word)]
    shares = [
        (sum(any(w.like(o) for o in content_of(text)) for w in words), any(same(figure, f) for f in numbers_of(text)))
        for text in quoted
    ]
    with_figure = [share for share, has in shares if has]
    return bool(with_figure) and max(with_figure) == 0 and max(share for share, _ in shares) >= 2


_COMPLEMENT = re.compile(r"\s?(?:[^\W\d_]+|[€$£%])?\s?(?:d'|de |des |du |of |in )(?P<word>[^\W\d_]{3,})")


def _other_complement(sentence: str, figure: Figure, quote: str, homes: list[_Part]) -> bool:
    """Whether the figure is of what the source gives another figure: 11 millions, dont 2 millions d'aides."""
    if figure.unit is None:
        return False
    match = _COMPLEMENT.match(flat(sentence), figure.span[1])
    if match is None:
        return False
    plain = flat(quote)
    own = [_COMPLEMENT.match(plain, part.figure.span[1]) for part in homes if part.figure in numbers_of(quote)]
    others = [_COMPLEMENT.match(plain, f.span[1]) for f in numbers_of(quote) if _comparable(f, figure)]
    said = match["word"]
    return any(m and m["word"] == said for m in others) and not any(m and m["word"] == said for m in own)


def _comparable(one: Figure, other: Figure) -> bool:
    bare = (one.unit is None and not one.noun) or (other.unit is None and not other.noun)
    return (one.unit == other.unit or bare) and one.value != other.value


def _labels(word: Word) -> bool:
    return word.folded != "#" and word.folded not in UNITS


def _own_words(sentence: str, figure: Figure) -> tuple[Word, ...]:
    """The words of the sentence, only those of the figure's own part where it has several figures."""
    if len(numbers_of(sentence)) < 2:
        return tuple(word for word in content_of(sentence) if _labels(word))
    return next((part.words for part in _parts(sentence) if part.figure == figure), ())


def _says_rather(words: tuple[Word, ...], rival: _Part, homes: list[_Part]) -> bool:
    """Whether the words are more those of the rival's part than those of any part that the figure has."""
    return all(_score(words, rival, home) > max(1, _score(words, home, rival)) for home in homes)


def _score(words: tuple[Word, ...], part: _Part, other: _Part) -> int:
    """How many of the words stand in the one part and not in the other."""
    return sum(any(word.like(w) for w in part.words) and not any(word.like(w) for w in other.words) for word in words)
