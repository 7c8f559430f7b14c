"""Check of content: the source says it at all, above all what is told to have been done."""

from __future__ import annotations

import re
from functools import lru_cache

from rag.checking.rules.changes import changes
from rag.checking.rules.homes import content_of, numbers_of, overlap, sentences_of, told_of
from rag.checking.rules.polarity import polarity
from rag.checking.rules.rule_words import NEUTRAL, Word, lexicon, saying, stem_of, words_of
from rag.checking.source import Source
from rag.language.figures import figures, same
from rag.language.fold import flat
from rag.language.moments import moments
from rag.language.proportions import proportions
from rag.types import Check

SUPPORT, OWN = 0.5, 0.34
"""Least share of a sentence's weight that its source with the title, and its source alone, must hold."""


def check_content(sentence: str, source: Source, *, translated: bool = False) -> Check:
    """The sentence is made of what its source says: most of its content words stand there."""
    if translated:
        return Check("content", True)
    for word in predicates(sentence):
        if not _told(word, sentence, source) or (word.folded not in _LIGHT and not told_of(word, sentence, source)):
            return Check("content", False, word.text)
    elsewhere = _better_elsewhere(sentence, source)
    if elsewhere:
        return Check("content", False, elsewhere)
    title = f"{source.passage.title or ''} {source.passage.source or ''}"
    own = content_share(sentence, source.quote)
    whole = content_share(sentence, f"{source.quote}\n{title}")
    return Check("content", own >= OWN and whole >= SUPPORT, f"{own:.2f} {whole:.2f}")


def _better_elsewhere(sentence: str, source: Source) -> str:
    """The beginning of a sentence of the passage, outside the quotation, that holds more of the sentence."""
    words, numbers = content_of(sentence), numbers_of(sentence)
    here = overlap(words, numbers, source.quote)
    there = ((overlap(words, numbers, home.text), home.text) for home in sentences_of(source) if not home.quoted)
    most, text = max(there, default=(0.0, ""), key=lambda row: row[0])
    if most > here + 0.5:
        return f"{text[:40]}…"
    bare = ((overlap(words, (), home.text), home.text) for home in sentences_of(source) if not home.quoted)
    most, text = max(bare, default=(0.0, ""), key=lambda row: row[0])
    return f"{text[:40]}…" if most > overlap(words, (), source.quote) + 1.5 else ""


_LIGHT = frozenset(
    """fait faits faite mis mise pris prise obtenu obtenue obtenus eu lieu effectue effectuee realise realisee concerne
    concernee concernes situe situee possible necessaire impossible dit connu connue publie publiee interroge interrogee
    survenu survenue produit produite deroule deroulee tenu tenue passe passee devenu devenue age agee present presente
    dure reuni reunis reunie rassemble rassembles multiplie unhurt unharmed compose composee lie liee due du dus
    dues estime estimee evalue evaluee chiffre cause causee provoque provoquee entraine mobilise mobilises deploye
    deployes engage engages known made done taken put
    touche touches touchee touchees vise vises visee visees soumis soumise soumises affecte affectes donne donnee
    given located based reported published able said called involved""".split()
)
_COMPARED = re.compile(r"\b(?:plus|moins|aucune?|no|more|less|fewer|contre|than|jamais|impossible)\b")


_STRONG = """mourir mort deceder tuer tue blesser bruler incendier couler exploser condamner condamne acquitter juger
inculper incarcerer ecrouer liberer arreter interpeller expulser rejeter adopter annuler ratifier signer vendre
acheter demissionner limoger licencier nommer elire elu reelu battu detruire evacuer hospitaliser enlever
agresser cambrioler voler disparaître effondrer ecraser derailler fermer ouvrir construire demolir abandonner
achever terminer commencer lancer reporter suspendre die kill injure burn sink sank explode convict acquit
charge jail release arrest expel reject adopt cancel sign sell sold buy bought resign sack fire appoint elect
destroy evacuate kidnap collapse crash close open build built demolish abandon finish complete begin launch
postpone suspend hold held vote ban approve agree accept accepter approuver accorder grant waive reconnaître
avouer admit confess nier deny confirmer confirm prouver prove demontrer valider promulguer inaugurer decider
decide classer doubler double tripler triple demolir reparer repair rembourser refund indemniser compensate
interdire autoriser authorise allow permit renoncer quitter leave left perdre lose lost win won atteindre
saisir seize livrer deliver entrer retablir restore requisitionner capturer guerir heal infecter infect facturer
convoquer juger poursuivre inculper demissionner dissoudre expulser reconduire renouveler ceder racheter fusionner
merge blanchir nationaliser privatiser geler freeze exonerer lever lift casser overturn relaxer rejuger"""
"""What changes a state of affairs: none of it is a manner of speaking."""


@lru_cache(maxsize=1)
def _moving() -> frozenset[int]:
    """The groups of rising, falling and forbidding, which a comparison or « aucun » may say as well."""
    same_groups = lexicon().same
    return same_groups[stem_of("augmenter")] | same_groups[stem_of("baisser")] | same_groups[stem_of("interdiction")]


_ONGOING = re.compile(r"\b(?:en cours|encore|toujours|se poursui\w+|under way|ongoing|still|continue\w*)\b")
_SINCE = re.compile(r"\b(?:depuis|premi\w+|des|_ partir|since|first|from)\b")


@lru_cache(maxsize=1)
def _ending() -> frozenset[int]:
    return lexicon().same[stem_of("terminer")]


@lru_cache(maxsize=1)
def _beginning() -> frozenset[int]:
    return lexicon().same[stem_of("commencer")]


@lru_cache(maxsize=1)
def _strong() -> frozenset[str]:
    return frozenset(stem_of(word) for word in _STRONG.split())


_NOT_DONE = re.compile(r"renonc|refus|abandonn|ecarte|exclu|annul|echapp|evit")


def _told(word: Word, sentence: str, source: Source) -> bool:
    """Whether what is said to have been done stands in the source or its title, in its words or like ones."""
    if word.folded in _LIGHT or word.groups & saying() or word.folded in lexicon().people:
        return True
    if any(word.like(other) for other in words_of(f"{source.quote}\n{source.passage.title or ''}") if other.content):
        return True
    if word.groups & _moving() and changes(source.quote):
        return True
    if _turned(word, sentence, source.quote):
        return True
    told = next((negated for known, negated in polarity(sentence) if known.span == word.span), False)
    if told and word.groups & _ending() and _ONGOING.search(flat(source.quote)):
        return True
    if word.groups & _beginning() and _SINCE.search(flat(source.quote)):
        return True
    denied = any(negated for _, negated in polarity(source.quote)) or "ruled out" in flat(source.quote)
    if _NOT_DONE.match(word.folded) and denied:
        return True
    if word.stem not in lexicon().opposites and word.stem not in _strong():
        return True
    return bool(word.groups & _moving()) and _COMPARED.search(flat(source.quote)) is not None


def content_share(sentence: str, text: str) -> float:
    """Share of the content words and figures of ``sentence`` that ``text`` holds; names count half."""
    held = [word for word in words_of(text) if word.content]
    stems = {word.stem for word in held}
    total = found = 0.0
    for word in words_of(sentence):
        if not word.content or _spells_a_number(word.folded):
            continue
        weight = 0.5 if word.name else 1.0
        total += weight
        if (
            word.stem in stems
            or any(word.like(other) for other in held)
            or (not word.name and _turned(word, sentence, text))
        ):
            found += weight
    numbers = figures(text)
    for figure in figures(sentence, [moment.span for moment in moments(sentence)]):
        total += 1.0
        shares = [value for value, _ in proportions(text)] if figure.unit == "%" else []
        found += any(same(figure, o) for o in numbers) or any(abs(s - figure.value / 100) < 0.006 for s in shares)
    return found / total if total else 0.0


def _turned(word: Word, sentence: str, text: str) -> bool:
    """Whether ``text`` has the word's opposite and one of the two is denied: ne rouvrira pas, restera fermé."""
    sides = lexicon().opposites.get(word.stem, frozenset())
    mine = next((negated for known, negated in polarity(sentence) if known.span == word.span), False)
    return bool(sides) and any(
        bool(mine) != bool(negated)
        and any((pair, 1 - side) in lexicon().opposites.get(o.stem, ()) for pair, side in sides)
        for o, negated in polarity(text)
    )


@lru_cache(maxsize=1 << 12)
def _spells_a_number(word: str) -> bool:
    return bool(figures(word))


_PREDICATE = re.compile(
    r"\b(?:a|ont|n'a|n'ont|l'a|s'est|se sont|avait|avaient|est|sont|etait|etaient|sera|seront|aurait|serait|va"
    r"|vont|will|has|have|had|was"
    r"|were|is|are|be)\s+(?:(?:ete|been|pas|plus|jamais|egalement|aussi|deja|also|not|already|\w+ment|\w+ly)\s+){0,3}$"
)


def predicates(text: str) -> list[Word]:
    """Content words right after an auxiliary, and English pasts of a strong verb: what is said to have been done."""
    folded = flat(text)
    return [
        word
        for word in words_of(text)
        if word.content
        and not word.name
        and word.folded not in NEUTRAL
        and (
            _PREDICATE.search(folded[max(0, word.span[0] - 40) : word.span[0]])
            or (word.folded.endswith("ed") and word.stem in _strong())
        )
    ]
