"""Checks of what a sentence makes of its source: negation, modality, direction, speaker, common words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from rag.answering.source import Source
from rag.calendar_words import fold as fold_same_length
from rag.french import fold, terms
from rag.types import Check

_TOKEN = re.compile(r"[^\W\d_]+|n'|n’|[.;!?]")
_NEGATORS = frozenset("pas jamais aucun aucune guere nullement ni".split())
_NOT = frozenset("not never no without nor cannot sans jamas ningun ninguna nunca".split())
_DENIALS = re.compile(
    r"\b(?:nie\w*|dement\w*|refus\w*|rejet\w*|exclu\w*|absence|echou\w*|renonc\w*|contest\w*|den[iy]\w*|reject\w*|fail\w*|"
    r"impossible|interdi\w*|ignor\w*|manqu\w*|priv\w*|conteste\w*|niega\w*)\b"
)


def check_negation(sentence: str, source: Source) -> Check:
    """What the source denies the sentence does not affirm, nor the other way round."""
    said, held = _polarity(sentence), _polarity(source.quote)
    for stem, negated in said.items():
        if stem in held and not negated & held[stem]:
            return Check("negation", False, stem)
    denies, denied = (any(True in polarity for polarity in text.values()) for text in (said, held))
    if denies and not denied and not _DENIALS.search(fold_same_length(source.quote)):
        return Check("negation", False, sentence)
    return Check("negation", True)


def _polarity(text: str) -> dict[str, set[bool]]:
    """For each content stem whether it occurs denied, affirmed, or both."""
    polarity: dict[str, set[bool]] = {}
    for clause in re.split(r"[.;:!?,«»“”\"]| mais | but | pero ", text):
        tokens = [token.replace("’", "'") for token in re.findall(r"[^\W\d_]+['’]?", clause.lower())]
        denied = _denied_places([fold(token) for token in tokens])
        for place, token in enumerate(tokens):
            for stem in _stem(token):
                polarity.setdefault(stem, set()).add(place in denied)
    return polarity


def _denied_places(tokens: Sequence[str]) -> set[int]:
    """Places of the words that a negation governs: its verb and the participle after it."""
    denied: set[int] = set()
    for place, token in enumerate(tokens):
        if token in ("ne", "n'"):
            end = next(
                (
                    p
                    for p in range(place + 1, min(place + 7, len(tokens)))
                    if tokens[p] in _NEGATORS or tokens[p] == "plus"
                ),
                None,
            )
            if end is not None:
                denied.update(range(place + 1, min(end + 3, len(tokens))))
        elif token in _NOT or (token.endswith("n't") or token == "t'"):
            denied.update(range(place + 1, min(place + 4, len(tokens))))
    return denied


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> tuple[str, ...]:
    return tuple(terms(word)) if len(word) > 3 else ()


_MODAL = re.compile(
    r"\b(?:aurai(?:t|ent)|serai(?:t|ent)|pourrai(?:t|ent)|devrai(?:t|ent)|irai(?:t|ent)|peut-etre|possible\w*|eventuel\w*|"
    r"envisag\w*|presum\w*|suppos\w*|hypothes\w*|probable\w*|semble\w*|souhait\w*|esper\w*|compte(?:nt)?|projet\w*|prevoi\w*|"
    r"prevu\w*|voudrai\w*|propos\w*|menac\w*|demand\w*|vis(?:e|ent|ait)|would|could|may|might|should|plans?|planned|hopes?|"
    r"considers?|considering|likely|possibl[ey]|reportedly|allegedly|proposes?|podria\w*|deberia\w*)\b"
)
_FUTURE = re.compile(r"\b\w+er(?:a|ont)\b|\bva\b|\bvont\b|\bwill\b|\bsera\b|\bseront\b|\bdoi(?:t|vent)\b|\bdevra\w*\b")


def check_modality(sentence: str, source: Source) -> Check:
    """What the source only envisages, supposes or asks for is not told as done, nor a fact as a supposition."""
    said, held = fold_same_length(sentence), fold_same_length(source.quote)
    modal = _MODAL.search(held)
    if modal and not _MODAL.search(said) and not _FUTURE.search(said) and _governs(held, modal, said):
        return Check("modality", False, modal.group())
    added = re.search(r"\b(?:aurai(?:t|ent)|serai(?:t|ent)|pourrai(?:t|ent)|might|could)\b", said)
    if added and not modal and not _FUTURE.search(held):
        return Check("modality", False, added.group())
    return Check("modality", True)


def _governs(held: str, modal: re.Match[str], said: str) -> bool:
    """Whether a word that the modality governs (the three content stems after it) is used in the sentence."""
    after = terms(held[modal.end() : modal.end() + 60])[:2]
    return bool(set(after) & set(terms(said)))


_OPPOSITES = """
hausse* augment* progress* accr* grimp* increas* rise* rose rising | baiss* diminu* recul* chut* redui* fell fall* drop*
davantage superieur* plus_de plus_que plus_eleve* more_than higher | inferieur* moins_de moins_que less_than fewer lower
accept* approuv* adopt* autoris* valid* approv* allow* | refus* rejet* interdi* annul* invalid* reject* ban* block*
avant before antes | apres after despues
gagn* remport* victoire win* won | perd* defaite lose* lost
ouvr* ouvert* ouverture open* | ferm* fermeture clos*
favorable* soutien* soutenu* approuv* salue* | defavorable* oppos* hostile* denonc* critiqu*
plus_tot plus_jeune* plus_cher* earlier | plus_tard plus_age* moins_cher* later
nord north | sud south
oriental* | ouest west occidental*
achet* acqui* bought | vend* cede* sold
condamn* coupable* convicted | acquitt* relax* innocent* acquitted
cree* creation* embauch* | supprim* suppression* licenci*
debut* commenc* lanc* began begin* start* | termin* achev* arret* suspend* end* stop*
majorit* | minorit*
confirm* | dement* infirm*
premier premiere premiers premieres first | dernier* last
gratuit* free | payant*
public publique* | prive* private
"""
"""Words against their opposites, a pair a line; * any ending, _ a blank."""


@lru_cache(maxsize=1)
def _opposites() -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    def pattern(words: str) -> re.Pattern[str]:
        choices = words.strip().replace("*", r"\w*").replace("_", r"\s+").split(" ")
        return re.compile(rf"\b(?:{'|'.join(choices)})\b")

    pairs = (line.split("|") for line in _OPPOSITES.strip().splitlines())
    return [(pattern(one), pattern(other)) for one, other in pairs]


def check_direction(sentence: str, source: Source) -> Check:
    """A word of the sentence is not the opposite of the one that the source has in its place."""
    said, held = fold_same_length(sentence), fold_same_length(source.quote)
    for one, other in _opposites():
        for here, there in ((one, other), (other, one)):
            match = here.search(said)
            if match and there.search(held) and not here.search(held) and not there.search(said):
                return Check("direction", False, match.group())
    return Check("direction", True)


_SAYS = (
    r"d[ie]t|declar\w*|affirm\w*|assur\w*|expliqu\w*|estim\w*|ajout\w*|indiqu\w*|precis\w*|soulign\w*|annonc\w*|lanc\w*|"
    r"regrett\w*|denonc\w*|juge\w*|rappel\w*|confi\w*|reconnu\w*|raconte\w*|promis|promet\w*|critiqu\w*|accus\w*|repond\w*|"
    r"said|says|told|added|stated|explained|argued|warned|claimed"
)
_NAME = (
    r"(?:(?:M\.|Mme|Mr\.?|Mrs\.?|Ms\.?)\s+)?[A-ZÀ-Ý][\w’'-]+(?:\s+(?:de|du|des|la|le|van|von|el)?\s*[A-ZÀ-Ý][\w’'-]+)*"
)
_SPEAKERS = (
    re.compile(rf"(?:[Ss]elon|[Dd]['’]après|[Pp]our|[Aa]ccording to)\s+(?:l[ae]s?\s+|l['’]|the\s+)?(?P<name>{_NAME})"),
    re.compile(
        rf"(?P<name>{_NAME})(?:,[^,«»]{{0,60}},)?\s+(?:a|avait|ont|has|s['’]est)?\s*(?:\w+ment\s+)?(?:{_SAYS})\b"
    ),
    re.compile(rf"\ba(?:vait)?\s+(?:{_SAYS})\s+(?:l[ae]\s+|l['’])?(?:[\w’'-]+\s+){{0,6}}?(?P<name>{_NAME})"),
)


def check_speaker(sentence: str, source: Source) -> Check:
    """Who is said to have said it is who the source lets say it, or the outlet itself."""
    from rag.reading.quotes import find_quotations

    speakers = [match.group("name") for pattern in _SPEAKERS for match in pattern.finditer(sentence)]
    if not speakers:
        return Check("speaker", True)
    quote, text = source.quote, source.passage.text
    begin = source.start - source.passage.start
    attributions = [
        text[q.attribution[0] : q.attribution[1]]
        for q in find_quotations(text)
        if q.attribution and q.span[0] < begin + len(quote) and begin < q.span[1]
    ]
    outlet = set(terms(f"{source.passage.source or ''} {source.passage.author or ''}"))
    for speaker in speakers:
        wanted = set(terms(speaker))
        if wanted & outlet or wanted & set(terms(quote)):
            others = [a for a in attributions if not wanted & set(terms(a)) and re.search(_NAME, a)]
            if attributions and len(others) == len(attributions) and not wanted & outlet:
                return Check("speaker", False, speaker)
            continue
        unnamed = not attributions or any(not re.search(_NAME, a) or wanted & set(terms(a)) for a in attributions)
        if unnamed and wanted & set(terms(source.around)):
            continue
        return Check("speaker", False, speaker)
    return Check("speaker", True)


SUPPORT = 0.5
"""Least share of a sentence's content stems that its source (or title) must hold."""


def check_content(sentence: str, source: Source, *, translated: bool = False) -> Check:
    """The sentence is made of what its source says: most of its content words stand there."""
    if translated:
        return Check("content", True)
    share = content_share(sentence, [source.quote, source.passage.title or "", source.passage.source or ""])
    return Check("content", share >= SUPPORT, f"{share:.2f}")


def content_share(sentence: str, texts: Iterable[str]) -> float:
    """Share of the content stems of ``sentence`` that one of ``texts`` holds."""
    wanted = set(terms(sentence))
    held = {stem for text in texts for stem in terms(text)}
    return len(wanted & held) / len(wanted) if wanted else 0.0
