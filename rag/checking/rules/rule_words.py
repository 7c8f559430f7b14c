"""The words of a sentence for its checks: stems, synonyms, opposites, names, people and clauses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rag.checking.rules.forms import regular
from rag.language.calendar_words import MONTHS, WEEKDAYS
from rag.language.fold import fold_open as fold
from rag.language.names import is_name
from rag.language.people import people
from rag.language.terms import terms
from rag.types import Span

HERE = Path(__file__).resolve().parent
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*|\d+(?:[.,\s\u202f]\d+)*")
_ELIDED = re.compile(r"^(?:[ldjmnsctLDJMNSCT]|qu|Qu|jusqu|lorsqu|puisqu)['’]")
FUNCTION = frozenset(
    """a as ai ait aura aurait aurait ont avait avaient avoir est sont etait etaient etre ete sera seront serait
    soit fut
    furent
    y en se s me te lui leur leurs son sa ses ce cet cette ces celui celle ceux celles il ils elle elles on nous vous je
    tu le la les l un une des du de d au aux et ou ni ne n pas point que qu qui quoi dont a par pour sur sous dans chez
    vers avec sans entre contre selon comme si mais or donc car puis alors tandis lors lorsque quand tres aussi meme
    ainsi tout toute tous toutes deja bien peu plusieurs quelques certains certaines autre autres jusque jusqu parce
    afin the an of to in on at by for from with and or but that which who whom it its he she they them his her their
    is are was were be been being has have had will would can could may might this these those as into than then
    there here not no so such very also when while where whether if because after before during over under about
    dit soit soient monsieur madame mr mrs ms mme""".split()
)
"""Words that say nothing of their own; compared without accents."""


NEUTRAL = frozenset(
    """dit dire declare affirme assure explique estime juge indique precise souligne annonce ajoute rappelle confie
    raconte
    repond evoque signale releve observe note remarque considere pense parle defend reagi selon s'eleve eleve
    atteint compte
    doit devait doivent va vont situe trouve concerne represente durant pendant avant surtout notamment egalement
    seulement
    ici uniquement environ actuellement desormais auparavant deja encore toujours alors enfin
    totale total nouveau nouvelle
    lors cours plus moins fois propos partir ancien ancienne suite said says told states stated explains announced
    add yet about around also only during already
    still total new remonte remonter date dater fallu faudra faut""".split()
)
"""Words that take no sense away and add none: a verb of speech, a light verb, an adverb of time or degree."""
_D = ("d'", "d’", "D'", "D’")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its folded form, stem, the groups it belongs to, and where it stands."""

    text: str
    folded: str
    stem: str
    groups: frozenset[int]
    span: Span
    name: bool = False
    content: bool = True

    def like(self, other: Word) -> bool:
        """Whether the two say the same: one stem, one group of synonyms, or one root."""
        if self.stem == other.stem or self.folded == other.folded:
            return True
        if self.groups & other.groups:
            return True
        if ("-" in self.folded or "-" in other.folded) and _compound(self.folded, other.folded):
            return True
        return _one_root(self.stem, other.stem)


def _compound(one: str, other: str) -> bool:
    """Whether one is the last part of the other: pompiers, sapeurs-pompiers."""
    return one.endswith("-" + other) or other.endswith("-" + one)


def _one_root(one: str, other: str) -> bool:
    """Whether two stems begin alike for most of their length: enrich, enrichissement; five letters at least."""
    if one[:5] != other[:5]:
        return False
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return len(short) >= 5 and long.startswith(short) and len(long) - len(short) <= 7


@lru_cache(maxsize=1 << 15)
def stem_of(word: str) -> str:
    """The stem of one word, French or English, without accents; the word itself where it is too short."""
    folded = fold(word)
    known = regular(folded) if len(folded) > 2 else folded
    if known != folded:
        folded = word = known
    if len(folded) < 4 or not folded[0].isalpha():
        return folded
    if "-" in folded:
        return folded.replace("-", "")
    found = terms(word)
    stem = found[-1] if found else folded
    for ending in ("ingly", "ing", "ed", "ly"):
        if stem.endswith(ending) and len(stem) - len(ending) >= 3:
            stem = stem[: -len(ending)]
            break
    stem = stem[:-1] if len(stem) > 4 and stem[-1] == stem[-2] else stem
    return stem[:-1] if len(stem) > 3 and stem[-1] == "e" else stem


@dataclass(frozen=True)
class Lexicon:
    """The groups of ``words.txt`` by stem, and the people of ``rag.language.people``."""

    same: dict[str, frozenset[int]]
    opposites: dict[str, frozenset[tuple[int, int]]]
    """For a stem the pairs it belongs to and its side, 0 or 1."""
    people: dict[str, frozenset[int]]
    anybody: frozenset[str]
    bodies: frozenset[str]
    kinds: tuple[tuple[re.Pattern[str], ...], ...]
    """Kinds of things that exclude each other, each side as a pattern of folded words."""


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    same, opposites, kinds = _word_groups()
    known = people()
    return Lexicon(
        {stem: frozenset(groups) for stem, groups in same.items()},
        {stem: frozenset(sides) for stem, sides in opposites.items()},
        known.groups,
        known.anybody,
        known.bodies,
        tuple(kinds),
    )


def _word_groups() -> tuple[dict[str, set[int]], dict[str, set[tuple[int, int]]], list[tuple[re.Pattern[str], ...]]]:
    """The three sections of ``words.txt``."""
    same: dict[str, set[int]] = {}
    opposites: dict[str, set[tuple[int, int]]] = {}
    kinds: list[tuple[re.Pattern[str], ...]] = []
    section = ""
    for number, line in enumerate(_lines("words.txt")):
        if line.startswith("["):
            section = line
        elif section == "[same]":
            for word in line.split():
                for form in (word, f"{word}s") if word.endswith("er") else (word,):
                    same.setdefault(stem_of(form), set()).add(number)
        elif section == "[kinds]":
            kinds.append(tuple(_pattern(side.split()) for side in line.split("|")))
        else:
            for side, words in enumerate(line.split("|")):
                for word in words.split():
                    opposites.setdefault(stem_of(word), set()).add((number, side))
    return same, opposites, kinds


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Any of the words, whole; a final * stands for any ending."""
    forms = "|".join(re.escape(fold(word)).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"(?<![\w-])(?:{forms})(?![\w-])")


def _lines(name: str) -> list[str]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


_folded = lru_cache(maxsize=1 << 15)(fold)


@lru_cache(maxsize=1 << 11)
def words_of(text: str) -> tuple[Word, ...]:
    """Every word and number of ``text`` in order; ``name`` by its capitals, ``content`` where it says something."""
    groups = lexicon().same
    matches = list(_WORD.finditer(text))
    found = []
    for place, match in enumerate(matches):
        written = match.group()
        folded = _folded(written)
        if written[0].isdigit():
            found.append(Word(written, "#", "#", frozenset(), match.span(), False, False))
            continue
        folded = folded.removeprefix("ex-")
        name = is_name(text, matches, place)
        content = (
            len(folded) > 2
            and folded not in FUNCTION
            and not (folded == "apres" and text[: match.start()][-2:] in _D)
            and folded not in MONTHS
            and folded not in WEEKDAYS
        )
        stem = stem_of(written.lower().removeprefix("ex-"))
        found.append(Word(written, folded, stem, groups.get(stem, frozenset()), match.span(), name, content or name))
    return tuple(found)


@lru_cache(maxsize=1)
def saying() -> frozenset[int]:
    """The groups of « dire », whose verbs everybody shares."""
    return lexicon().same[stem_of("declarer")] & lexicon().same[stem_of("affirmer")]
