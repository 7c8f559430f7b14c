"""The outlet of the archive that a question names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.calendar_words import fold

_ARTICLES = r"(?:le|la|les|l'|the|el|los|las|un|une)"
_CUE = re.compile(
    r"(?:selon|d'apres|dans|pour|chez|lu dans|par|sur|a en croire|que (?:dit|dirait|disent|rapporte|ecrit"
    r"|raconte|publie|affirme)"
    r"|(?:dit|rapporte|ecrit|publie|affirme|annonce|indique|raconte)-?(?:t-)?(?:il|elle)?|according to|in|says?"
    r"|by|reported by"
    r"|segun|en|de|du|des|d'|et|and|y|entre|between|version d[eu]|articles? d[eu]|journal|site|quotidien"
    r"|hebdomadaire|blog"
    r"|newspaper|agence)\s*$"
)
_STRONG_CUE = re.compile(
    r"(?:selon|d'apres|a en croire|according to|reported by|segun|lu dans|journal|site|quotidien|hebdomadaire|blog"
    r"|newspaper|articles? d[eu]|version d[eu])(?: d[eu]| of)?\s*$"
)
_GENERIC = frozenset(
    "journal quotidien presse info infos actu actualites actualite news daily post times media medias magazine"
    " hebdo revue"
    " radio tele tv blog site web com fr org net www agence nouvelles gazette lettre matin soir dimanche jour"
    " jours nuit monde"
    " france paris ouest sud nord est point express croix echos liberation opinion tribune progres depeche"
    " republique voix"
    " union courrier temps figaro humanite parisien independant eclair montagne telegramme marianne canard"
    " enchaine echo"
    " libre nouvelle nouveau petit grand local economique eco sport sports vie mon ma nos budget international national"
    " the de du des le la les et and of en a l d sur pour par dans un une".split()
)


def find_source(question: str, sources: Sequence[str]) -> str | None:
    """The one of ``sources`` that ``question`` names; None where it names none, or several.

    A whole name counts where it is written as a name or follows "selon", "dans" …; a part of a name only where no
    other outlet and no common word shares it, and a cue stands before it.
    """
    named = [found for source in dict.fromkeys(sources) if (found := _whole(question, source))]
    longest = [a for a in named if not any(b is not a and b[0] <= a[0] and a[1] <= b[1] and b != a for b in named)]
    names = list(dict.fromkeys(source for _, _, source in longest))
    if names:
        return names[0] if len(names) == 1 else None
    parts = {source for source in sources if _part(question, source, sources)}
    return parts.pop() if len(parts) == 1 else None


def _words(name: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(re.sub(r"\.(?:fr|com|org|net|info|eu|be|ch|ca|co\.uk)$", "", name.strip())))


def _whole(question: str, source: str) -> tuple[int, int, str] | None:
    """Where the whole name stands, its leading article left out."""
    words = _words(source)
    bare = words[1:] if len(words) > 1 and re.fullmatch(_ARTICLES.replace("l'", "l"), words[0]) else words
    if not bare:
        return None
    folded = fold(question)
    pattern = r"(?<![^\W_])" + r"[\W_]{1,3}".join(map(re.escape, bare)) + r"(?![^\W_])"
    had_article = bare is not words
    for found in re.finditer(pattern, folded):
        if len(bare) > 1 and not all(word in _GENERIC for word in bare):
            return found.start(), found.end(), source
        if _named(question, folded, found.start(), words[0] if had_article else "", single=len(bare) == 1):
            return found.start(), found.end(), source
    return None


def _named(question: str, folded: str, at: int, article: str, *, single: bool) -> bool:
    """Whether common words at ``at`` are meant as a name: capital letter and article, or a strong cue."""
    before = folded[max(0, at - 40) : at]
    capital = question[at].isupper()
    if article:
        found = re.search(rf"(?:\b{article}[ '’]\s?|\b(?:du|au|des|aux) )$", before)
        if not found:
            return False
        article_at = at - len(before) + found.start()
        contracted = found[0].strip() in ("du", "au", "des", "aux")
        lead = before[: found.start()].rstrip()
        if contracted:
            return capital and bool(
                re.search(r"(?:journal|articles?|version|lecteurs|journalistes?|une|site|selon)$", lead)
            )
        if capital and (question[article_at].isupper() or _CUE.search(lead + " ") or not lead):
            return True
        return bool(_STRONG_CUE.search(lead + " ")) and not single
    lead = re.sub(rf"\b{_ARTICLES} ?$", "", before)
    return (capital and bool(_CUE.search(lead) or not lead.strip())) or bool(_STRONG_CUE.search(lead))


def _part(question: str, source: str, sources: Sequence[str]) -> bool:
    """Whether a telling part of the name follows a cue: "selon Le Courrier" where one outlet is a Courrier."""
    folded = fold(question)
    others = {word for other in sources if other != source for word in _words(other)}
    for word in _words(source):
        if len(word) < 4 or word in others:
            continue
        for found in re.finditer(rf"(?<![^\W_]){re.escape(word)}(?![^\W_])", folded):
            lead = re.sub(rf"\b{_ARTICLES}\s?$", "", folded[max(0, found.start() - 40) : found.start()])
            article = len(lead) < found.start() and folded[: found.start()].rstrip().endswith(
                ("le", "la", "les", "l'", "the", "du")
            )
            capital = question[found.start()].isupper()
            if _STRONG_CUE.search(lead) and capital and (word not in _GENERIC or article):
                return True
    return False
