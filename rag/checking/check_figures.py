"""Check of figures: each stands in the source, with its unit, its bound, its rate and what it counts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from rag.checking.rules.changes import changes, versus
from rag.checking.rules.figure_labels import mislabelled
from rag.checking.rules.rule_words import Word, words_of
from rag.checking.source import Source
from rag.language.bounds import bound, same_bound
from rag.language.figures import Figure, figures, same
from rag.language.fold import flat
from rag.language.fold import fold as fold_same_length
from rag.language.moments import moments
from rag.language.proportions import ordinals, proportions, rate
from rag.types import Check

_BOTH = re.compile(
    r"\b(?:les|ces|ses|leurs|tous|des|the|these|los|las)\s+(?:deux|trois|quatre|cinq|two|three|four|dos|\d)\b"
    r"|\bboth\b|\bl'une? des (?:deux|trois)\b|\bone of the two\b"
)


@lru_cache(maxsize=1 << 10)
def _figures(text: str) -> tuple[Figure, ...]:
    return tuple(figures(text, [moment.span for moment in moments(text)]))


def check_figures(sentence: str, source: Source, *, translated: bool = False) -> Check:
    """Every figure of the sentence stands in the quotation, with its unit, its bound and what it counts."""
    both = [match.span() for match in _BOTH.finditer(fold_same_length(sentence))]
    for figure in _figures(sentence):
        if not any(a <= figure.span[0] < b for a, b in both):
            fault = _fault(sentence, figure, source, translated=translated)
            if fault:
                return Check("figures", False, fault)
    loose = "" if translated else mislabelled(sentence, source)
    wrong = loose or _turned(sentence, source.quote)
    return Check("figures", False, wrong) if wrong else _ranks(sentence, source)


def _fault(sentence: str, figure: Figure, source: Source, *, translated: bool) -> str:
    """The figure with the words around it where the source has it not, or not so; else nothing."""
    held = _figures(source.quote)
    folded, quote = fold_same_length(sentence), fold_same_length(source.quote)
    equal = [o for o in held if same(figure, o) and (translated or not _counts_otherwise(figure, o, source.quote))]
    if not equal:
        known = _elsewhere_or_otherwise(sentence, figure, source, translated=translated)
        return "" if known else sentence[slice(*figure.span)]
    kept = (
        same_bound(bound(folded, figure), {bound(quote, other) for other in equal})
        and not _end_of_range(folded, figure, quote, equal, held)
        and _same_tail(folded, figure, quote, equal)
        and _same_rate(folded, figure, quote, equal)
        and (translated or _same_noun(sentence, figure, source, equal, held))
    )
    return "" if kept else sentence[max(0, figure.span[0] - 12) : figure.span[1] + 16].strip()


def _elsewhere_or_otherwise(sentence: str, figure: Figure, source: Source, *, translated: bool) -> bool:
    """Whether the title has the figure, or the quotation says it as a rank, a share, a rounder figure or a time."""
    titled = _figures(source.passage.title or "")
    headed = [other for other in titled if same(figure, other)]
    if headed and (translated or _same_noun(sentence, figure, source, headed, titled, source.passage.title)):
        return True
    if figure.unit == "hour" and any(m.hour == figure.value and not m.minute for m in moments(source.quote)):
        return True
    return (
        (figure.unit is None and any(rank == figure.value for rank, _ in ordinals(source.quote)))
        or _as_share(figure, source.quote)
        or _in_share(figure, sentence, source.quote)
        or _rounded(fold_same_length(sentence), figure, _figures(source.quote))
    )


def _rounded(folded: str, figure: Figure, held: Iterable[Figure]) -> bool:
    """Whether the sentence says of the source's figure that it is more than, less than or about a rounder one."""
    near = {"over": (1.0, 1.1), "under": (0.9, 1.0), "about": (0.95, 1.05)}.get(bound(folded, figure) or "")
    return near is not None and any(
        same(replace(figure, value=other.value), other)
        and figure.value * near[0] < other.value < figure.value * near[1]
        and figure.value >= 10
        for other in held
    )


def _end_of_range(folded: str, figure: Figure, quote: str, equal: Sequence[Figure], held: Sequence[Figure]) -> bool:
    """Whether the sentence tells as the value itself what is one end of a range in the source."""
    if bound(folded, figure) is not None:
        return False
    ends = [(a, b) for a, b in pairwise(held) if _is_range(quote, a, b)]
    inside = [other for other in equal if any(other in pair for pair in ends)]
    if len(inside) < len(equal) or not inside:
        return False
    others = {f.value for pair in ends if any(o in pair for o in inside) for f in pair} - {figure.value}
    return not others & {f.value for f in _figures(folded)}


_CHANGED = re.compile(
    r"\b(?:pass\w+|ramen\w+|tomb\w+|mont\w+|augment\w+|baiss\w+|chut\w+|recul\w+|grimp\w+|port\w+|fell|r[io]se\w*|cut|up|down"
    r"|redui\w+|diminu\w+|progress\w+|went|relev\w+|hausse|bond\w+)\b[^;.]{0,40}\b(?:de|d'|from)\s*$"
)


def _is_range(quote: str, one: Figure, other: Figure) -> bool:
    """« entre 60 et 75 », « 8 à 10 % », but not « passé de 19 à 23 »."""
    between, before = quote[one.span[1] : other.span[0]], quote[max(0, one.span[0] - 9) : one.span[0]]
    if re.search(r"\b(?:entre|between)\s*$", before):
        return re.search(r"\b(?:et|and)\s+$", between) is not None
    return re.fullmatch(r"\s?(?:a|to|-|–)\s?", between) is not None and not _CHANGED.search(quote[: one.span[0]])


_TAIL = re.compile(
    r"[^,;:.]{0,14}?(?:\bde (?P<more>plus)\b|\bde (?P<less>moins)\b|\b(?P<more2>more|higher)\b|\b(?P<less2>less"
    r"|fewer|lower)\b)"
)


def _tail(folded: str, figure: Figure) -> str | None:
    match = _TAIL.match(folded, figure.span[1])
    return None if match is None else "more" if match["more"] or match["more2"] else "less"


def _same_tail(folded: str, figure: Figure, quote: str, equal: Iterable[Figure]) -> bool:
    """Whether « 28 % de moins » is not « 28 % de plus » in the source."""
    said = _tail(folded, figure)
    tails = {_tail(quote, other) for other in equal}
    return said is None or said in tails or None in tails


def _turned(sentence: str, quote: str) -> str:
    """« de 900 à 1 200 » where the source goes from 1 200 to 900."""
    there = changes(quote) + versus(quote)
    turned = [(a, b) for a, b in changes(sentence) + versus(sentence) if (b, a) in there and (a, b) not in there]
    return f"{turned[0][0]:g} → {turned[0][1]:g}" if turned else ""


def _same_rate(folded: str, figure: Figure, quote: str, equal: Iterable[Figure]) -> bool:
    """Whether a figure counted by month in one text is not counted by year in the other."""
    said = rate(folded, figure)
    rates = {rate(quote, other) for other in equal}
    return said is None or said in rates or (None in rates and _rated(said, quote))


def _rated(said: str, quote: str) -> bool:
    """Whether a text that gives no rate beside the figure gives it elsewhere, or is about no rate at all."""
    return said not in _TIMES or any(word in quote for word in _TIMES[said])


_TIMES = {
    "an": ("an", "annee", "annuel", "year"),
    "mois": ("mois", "mensuel", "month"), "jour": ("jour", "quotidien", "day", "dail"),
    "semaine": ("semaine", "hebdo", "week"), "heure": ("heure", "horaire", "hour"), "nuit": ("nuit", "night"),
}  # fmt: skip


def _as_share(figure: Figure, quote: str) -> bool:
    """Whether a percentage stands in the source as a fraction in words: 50 %, la moitié."""
    if figure.unit != "%":
        return False
    found = _figures(quote)
    shares = [value for value, _ in proportions(quote)] + [
        a.value / b.value
        for a, b in pairwise(found)
        if b.value and re.fullmatch(r"\s+(?:\w+\s+)?(?:sur|in|out of)\s+", quote[a.span[1] : b.span[0]])
    ]
    return any(abs(value - figure.value / 100) < 0.006 for value in shares)


def _in_share(figure: Figure, sentence: str, quote: str) -> bool:
    """Whether the figure is one of « neuf sur dix », which the source says as a fraction or a percentage."""
    shares = {value for value, _ in proportions(quote)} | {f.value / 100 for f in _figures(quote) if f.unit == "%"}
    return any(
        figure in (a, b) and b.value and any(abs(a.value / b.value - share) < 0.006 for share in shares)
        for a, b in pairwise(_figures(sentence))
        if re.fullmatch(r"\s+(?:[^\W\d_]+\s+)?(?:sur|in|out of)\s+", sentence[a.span[1] : b.span[0]])
    )


def _counts_otherwise(figure: Figure, other: Figure, quote: str) -> bool:
    """Whether a measure is told of a number that counts things in the source: 26 jours, 26 concerts."""
    if figure.unit is None or other.unit is not None or not other.noun or figure.unit == "vote":
        return False
    return any(len(word.folded) > 3 and word.folded.endswith("s") for word in _counted(quote, other.span[1])[:1])


_GENERIC = frozenset("personne personnes people individus fois cas reprises times exemplaires unites".split())


def _counted(text: str, end: int) -> list[Word]:
    """The content words right after a figure, up to the first word that is no part of the counted thing."""
    rest = text[end : end + 48]
    cut = re.search(r"[,;:.!?()«»“”\"]|\s[-–—]", rest)
    found: list[Word] = []
    for word in words_of(rest[: cut.start()] if cut else rest):
        if word.folded in ("depuis", "avant", "apres", "lors", "pendant", "durant", "since", "before", "after"):
            break
        if any(figure.span[0] == end + word.span[0] for figure in _figures(text)):
            break
        if word.folded in ("de", "d", "of", "pour", "cent", "per"):
            continue
        if not word.content or word.name or word.folded == "#" or len(found) == 2:
            break
        found.append(word)
    return found


_DONT = re.compile(r"\b(?:dont|parmi lesquel\w+|including|of whom|of which)\b[^;.]{0,60}")


def _same_noun(
    sentence: str,
    figure: Figure,
    source: Source,
    equal: Sequence[Figure],
    held: Sequence[Figure],
    text: str | None = None,
) -> bool:
    """Whether what the figure counts in the sentence is what it counts in the source, or stands in it elsewhere."""
    if (
        figure.unit is not None
        or re.match(r"\s?-\s?\d", sentence[figure.span[1] :])
        or re.search(r"\d\s?-\s?$", sentence[: figure.span[0]])
    ):
        return True
    said = _counted(sentence, figure.span[1])
    if not said:
        return True
    nouns = [_counted(text or source.quote, other.span[1]) for other in equal]
    if any(not counted for counted in nouns) or any(a.like(b) for a in said for c in nouns for b in c):
        return True
    elsewhere = [other for other in held if other not in equal]
    parts = [word for match in _DONT.finditer(flat(source.quote)) for word in words_of(match.group()) if word.content]
    if any(said[0].like(word) for word in parts):
        return False
    if said[0].folded in _GENERIC:
        return True
    if any(said[0].like(word) for other in elsewhere for word in _counted(text or source.quote, other.span[1])):
        return _part_named(sentence, source.quote, equal)
    none = re.findall(r"\b(?:aucune?|no)\s+(\w+)", flat(source.quote))
    if any(word.folded.rstrip("s") == other.rstrip("s") for word in said for other in none):
        return False
    if any(word.like(other) for word in words_of(sentence) if word.content for c in nouns for other in c):
        return True
    known = [word for word in words_of(source.around) if word.content]
    return any(a.like(b) for a in said for b in known)


def _part_named(sentence: str, quote: str, equal: Sequence[Figure]) -> bool:
    """Whether a figure after « dont », « sur » goes with what the source says of that part."""
    folded = fold_same_length(quote)
    for figure in equal:
        if re.search(r"\b(?:dont|parmi|sur|among|including|of which|of)\s[^,.;]{0,24}$", folded[: figure.span[0]]):
            cut = re.search(r"[,;.]\s", quote[figure.span[1] :])
            rest = quote[figure.span[1] : figure.span[1] + cut.start() if cut else len(quote)]
            told = [word for word in words_of(rest) if word.content]
            if not told or any(word.like(other) for word in words_of(sentence) if word.content for other in told):
                return True
    return False


def _ranks(sentence: str, source: Source) -> Check:
    """Ranks (première, 3e) and multiples or fractions in words (doubler, un tiers) are the source's."""
    texts = (source.quote, source.passage.title or "")
    skip = [moment.span for moment in moments(sentence)]
    ranks = {rank for text in texts for rank, _ in ordinals(text)}
    for rank, span in ordinals(sentence, skip):
        if rank not in ranks and not re.search(r"\bministr", fold_same_length(sentence[span[1] : span[1] + 9])):
            return Check("figures", False, sentence[span[0] : span[1]])
    shares = {value for text in texts for value, _ in proportions(text)}
    shares |= {f.value / 100 for text in texts for f in _figures(text) if f.unit == "%"}
    for value, span in proportions(sentence):
        if not any(abs(value - share) < 0.035 or (value == 2.0 and share == 1.0) for share in shares):
            return Check("figures", False, sentence[span[0] : span[1]])
    return Check("figures", True)
