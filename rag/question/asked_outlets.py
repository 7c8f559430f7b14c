"""The outlet of the archive that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rag.language.fold import fold
from rag.question.patterns import any_of

_ARTICLE = r"(?:le|la|les|l'|the|el|los|las|un|une)"
_STRONG = any_of(
    """
    selon|d'apres|a en croire|according to|reported by|segun|lu dans|journal|site|quotidien|hebdomadaire|blog|newspaper
    articles? d[eu]|articles? des|version d[eu]|version des|article in|articles in
    """
)
_WEAK = any_of(
    """
    dans|pour|chez|par|sur|que (?:dit|dirait|disent|rapporte|ecrit|raconte|publie|affirme|revele|conseille)|agence
    (?:dit|rapporte|ecrit|publie|affirme|annonce|indique|raconte)(?:-t)?(?:-(?:il|elle))?|in|says?|by|en|de|du|des|d'
    et|and|y|entre|between|what (?:does|did)|date donne
    """
)
_STRONG_CUE = re.compile(rf"(?<!\w){_STRONG}(?: d[eu]| of)?\s*$")
_CUE = re.compile(rf"(?<!\w)(?:{_STRONG}|{_WEAK})(?: d[eu]| of)?\s*$")
_STRONG_AHEAD = re.compile(rf"(?<!\w){_STRONG}(?: d[eu]| of)?\s+(?P<article>{_ARTICLE}\s?)?(?=\w)")
_OWNED = re.compile(r"(?:journal|articles?|version|lecteurs|journalistes?|une|site|selon)$")
_GENERIC = frozenset(
    "journal quotidien presse info infos actu actualites actualite news daily post times media medias magazine"
    " hebdo revue"
    " radio tele tv blog site web com fr org net www agence nouvelles gazette lettre matin soir dimanche jour"
    " jours nuit"
    " monde france paris ouest sud nord est point express croix echos liberation opinion tribune progres depeche"
    " republique"
    " voix union courrier temps figaro humanite parisien independant eclair montagne telegramme marianne canard"
    " enchaine"
    " echo libre nouvelle nouveau petit grand local economique eco sport sports vie mon ma nos budget"
    " international vue vues"
    " national minutes heures 20 24 the de du des le la les et and of en a l d sur pour par dans un une europe".split()
)


def find_sources(question: str, sources: Sequence[str]) -> tuple[str, ...]:
    """Those of ``sources`` that ``question`` names, in the order of ``sources``.

    A whole name counts where it is written as a name or follows "selon", "dans" …; a part of a name only after
    "selon", "d'après" …, where no whole one is named and one outlet alone has it.
    """
    folded = fold(question)
    present = set(re.findall(r"[^\W_]+", folded))
    named = [
        (*span, source)
        for source in dict.fromkeys(sources)
        if (words := _bare(source)) and present.issuperset(words) and (span := _whole(question, folded, source))
    ]
    whole = tuple(c for a, b, c in named if not any(x <= a and b <= y and (x, y) != (a, b) for x, y, _ in named))
    part = None if whole else _part(question, folded, sources)
    return (part,) if part else whole


@lru_cache(maxsize=1 << 13)
def _words(name: str) -> tuple[str, ...]:
    bare = re.sub(r"\.(?:fr|com|org|net|info|eu|be|ch|ca|co\.uk)$", "", name.strip().removeprefix("www."))
    return tuple(re.findall(r"[^\W_]+", fold(bare)))


def _bare(source: str) -> tuple[str, ...]:
    """The words of the name without its leading article."""
    words = _words(source)
    return words[1:] if len(words) > 1 and words[0] in ("le", "la", "les", "l", "the", "el", "los", "las") else words


def _whole(question: str, folded: str, source: str) -> tuple[int, int] | None:
    """Where the whole name stands, its leading article left out."""
    words, bare = _words(source), _bare(source)
    article = words[0] if len(bare) < len(words) else ""
    pattern = r"(?<![^\W_])" + r"[\W_]{1,3}".join(map(re.escape, bare)) + r"(?![^\W_])"
    for found in re.finditer(pattern, folded):
        at, end = found.span()
        before = folded[max(0, at - 40) : at]
        lead = re.sub(rf"(?<!\w){_ARTICLE}\s?$", "", before)
        generic = [word in _GENERIC for word in bare]
        if len(bare) == 1 or all(generic):
            if _named(question, before, at, article, single=len(bare) == 1):
                return at, end
        elif any(c.isupper() for c in question[at:end]) or (_CUE if not any(generic) else _STRONG_CUE).search(lead):
            return at, end
    return None


def _named(question: str, before: str, at: int, article: str, *, single: bool) -> bool:
    """Whether common words at ``at`` are meant as a name: capital letter and article, or a strong cue."""
    capital = question[at].isupper()
    if not article:
        lead = re.sub(rf"(?<!\w){_ARTICLE}\s?$", "", before)
        return (capital and bool(_CUE.search(lead) or not lead.strip())) or bool(_STRONG_CUE.search(lead))
    found = re.search(rf"(?:(?<!\w){article}[ '’]\s?|(?<!\w)(?:du|au|des|aux) )$", before)
    if not found:
        return False
    lead = before[: found.start()].rstrip()
    if found[0].strip() in ("du", "au", "des", "aux") and article not in ("du", "des"):
        return capital and bool(_OWNED.search(lead))
    article_capital = question[at - len(before) + found.start()].isupper()
    if capital and (article_capital or not lead or _CUE.search(lead)):
        return True
    return bool(_STRONG_CUE.search(lead)) and not single


def _part(question: str, folded: str, sources: Sequence[str]) -> str | None:
    """ "selon Le Courrier" where one outlet is a Courrier, "according to the BBC" for BBC News."""
    for cue in _STRONG_AHEAD.finditer(folded):
        following = list(re.finditer(r"[^\W_]+", folded[cue.end() : cue.end() + 80]))
        if not following or not question[cue.end()].isupper():
            continue
        lengths = {source: _run(_bare(source), [found[0] for found in following]) for source in dict.fromkeys(sources)}
        best = max(lengths.values(), default=0)
        if best == 0 or list(lengths.values()).count(best) != 1:
            continue
        written = [question[cue.end() + found.start() : cue.end() + found.end()] for found in following[:best]]
        if any(_telling(word, bool(cue["article"])) for word in written) or best > 1:
            return next(source for source, length in lengths.items() if length == best)
    return None


def _run(name: tuple[str, ...], following: list[str]) -> int:
    """How many words of ``following`` run along ``name`` from any of its words."""
    return max(_shared(name[start:], following) for start in range(len(name))) if name else 0


def _shared(name: Sequence[str], following: Sequence[str]) -> int:
    length = 0
    for a, b in zip(name, following, strict=False):
        if a != b:
            break
        length += 1
    return length


def _telling(word: str, article: bool) -> bool:
    """Whether one word is enough: long, and no common word unless its article stands before; or an abbreviation."""
    return (len(word) >= 4 and (fold(word) not in _GENERIC or article)) or (len(word) > 1 and word.isupper())
