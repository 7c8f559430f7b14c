"""A text in clauses, each with the people it is about: what tells who said or did what without a parser."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.checking.rules.rule_words import Word, lexicon, stem_of, words_of
from rag.language.fold import flat
from rag.language.names import NamePhrase, name_phrases
from rag.language.quotes import QUOTED
from rag.types import Span

_CUT = re.compile(
    r"[;!?](?=\s|$)|(?<!\bm)(?<!\bmme)(?<!\bme)(?<!\bdr)\.(?=\s|$)|:(?!\s*[«“\"])"
    r"|\bmais\b|\btandis qu|\balors qu|\bce qu[ei]\b|\bbut\b|\bwhile\b|\bwhereas\b|\bcontre (?=\d)|,\s+(?:et|and)\b"
    r"|,\s*(?:et\s+)?(?:_ |pour |par |chez |avec |selon |dans )?(?:qui|que|qu'|dont|ou|laquelle|lequel|who|whom"
    r"|which|where)\b"
    r"|\b(?:et|and) (?=en |n'|ne |y |(?!\w*\s(?:de|des|du)\b)\w{3,}(?:era|eront|erait)\b)"
)
_RESUMED = re.compile(r",\s*(?:n'|s'|l')?(?:a|ont|est|sont|va|vont|doit|avait|etait|sera|has|is|was|will|had)\b")
"""A main clause that goes on after a relative one: Me X, qui défend Y, a fait appel."""
_RELATIVE = re.compile(r",\s*(?:\w+ )?(?:qui|que|qu'|dont|ou|who|whom|which|where)\b")
_PRONOUN = re.compile(
    r"\b(?:ils?|elles?|son|sa|ses|leurs?|lui|celui-ci|celle-ci|ce dernier|cette derniere|he|she|they|his|her|their)\b"
)


@dataclass(frozen=True, slots=True)
class Agent:
    """A person or body in a text: the folded parts of its name, the groups of its role, the span of both."""

    name: frozenset[str]
    roles: frozenset[str]
    span: Span
    oblique: bool = False
    """Whether a preposition of place or belonging stands before it: no subject."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of text with one or few agents; ``words`` are its content words that name nobody."""

    text: str
    span: Span
    words: tuple[Word, ...]
    agents: tuple[Agent, ...]
    pronoun: bool
    taken: bool
    """True where the agents are the clause before's, to which this one refers."""


_AMBIGUOUS = frozenset(
    """juge accuse pilote garde arbitre conseil general officiel prevenue accusee court cours sortant sortante
    chair head cook vet guard principal interesse
    commissaire milieu marin peintre suspecte prevenu temoin fille membre direction defense region state justice cour
    commune direction union chambre club""".split()
)
_ARTICLE = re.compile(
    r"(?:\b(?:le|la|les|un|une|des|son|sa|ses|leur|leurs|ce|cet|cette|the|an|its|his|her|their|par|by|du|de la"
    r"|of the)|\bl['’])\s*$"
)
_OBLIQUE = re.compile(
    r"(?:\b(?:a|au|aux|de|du|des|en|dans|sur|vers|pres de|depuis|in|on|at|of|from|near|to|across)|\bd')\s*(?:(?:la"
    r"|le|les|the)\s+|l')?$"
)


def role_of(text: str, word: Word) -> str | None:
    """The folded word for a role, a trade or a body, else None; a word that may be a verb only after an article."""
    if re.fullmatch(r"(?:vice|sous|co)-\w+", word.folded) and word.folded.split("-")[1] in lexicon().people:
        return word.folded
    if word.name or word.folded not in lexicon().people:
        return None
    if word.folded == "personne" and re.match(r" n(?:e\b|['’])", text[word.span[1] :]):
        return None
    if word.folded in _AMBIGUOUS and not _ARTICLE.search(flat(text[max(0, word.span[0] - 8) : word.span[0]])):
        return None
    return word.folded


@lru_cache(maxsize=1 << 10)
def agents(text: str) -> tuple[Agent, ...]:
    """People and bodies with a name, with the role that stands before it or in apposition after it; then bare roles."""
    words, phrases, folded = words_of(text), name_phrases(text), flat(text)
    roles = [(word, role) for word in words if (role := role_of(text, word))]
    found: list[Agent] = []
    used: set[Span] = set()
    for phrase in phrases:
        mine, start, end = set(), phrase.span[0], phrase.span[1]
        for word, role in roles:
            if role not in lexicon().bodies and _beside(text, word, phrase, phrases):
                mine.add(role)
                used.add(word.span)
                start, end = min(start, word.span[0]), max(end, word.span[1])
        oblique = not mine and _OBLIQUE.search(folded[max(0, start - 14) : start]) is not None
        found.append(Agent(frozenset(phrase.parts), frozenset(mine), (start, end), oblique))
    for word, role in roles:
        if word.span not in used:
            start = word.span[0]
            owner = folded.startswith(("'s ", "s' "), word.span[1])
            oblique = owner or _OBLIQUE.search(folded[max(0, start - 14) : start]) is not None
            found.append(Agent(frozenset(), frozenset({role}), word.span, oblique))
    return tuple(sorted(found, key=lambda agent: agent.span))


_BEFORE = re.compile(r"(?:[\s-]+[\w’'-]+){0,6}?,?\s+(?:(?:M\.|Mme|Me|Dr|Mr|Mrs|Ms)\s+)?")
_AFTER = re.compile(
    r",\s+(?:(?:le|la|l['’]|son|sa|the|a|an|un|une|its|his|her|ancien|ancienne|former|chief"
    r"|deputy)\s*){0,3}(?:[\w-]+\s+){0,1}"
)


_VERBS = """declarer demander accuser denoncer saluer refuser nier vouloir craindre promettre
proposer menacer rencontrer
gagner quitter succeder aider reprocher accuse defendre soutenir"""


@lru_cache(maxsize=1)
def speaking() -> frozenset[int]:
    """The groups of verbs that people do to each other: accuser, saluer, promettre."""
    return frozenset(group for verb in _VERBS.split() for group in lexicon().same.get(stem_of(verb), ()))


def _has_verb(between: str) -> bool:
    """Whether the first word after a role is a verb whose object follows: la députée accuse Paul Durand."""
    first = next((word for word in words_of(between) if word.content), None)
    return bool(
        first
        and not first.name
        and first.groups & speaking()
        and re.fullmatch(r"\s+", between[: first.span[0]])
        and re.search(r"(?:e|ent|it|nt)$", first.folded)
        and not re.search(r"(?:e|ee)$", first.text.removesuffix("e"))
    )


_OPENING = re.compile(r"^\W*(?:selon|d'apres|pour|according to)\s")


def _beside(text: str, word: Word, phrase: NamePhrase, phrases: Iterable[NamePhrase]) -> bool:
    """Whether a role stands right before a name (le maire de la ville, Paul Durand) or in apposition after it."""
    if word.span[1] <= phrase.span[0]:
        between = text[word.span[1] : phrase.span[0]]
        if _OPENING.match(flat(text)) and "," in between and not text[phrase.span[1] :].lstrip().startswith(","):
            return False
        inner = [p for p in phrases if word.span[1] <= p.span[0] and p.span[1] <= phrase.span[0]]
        if inner and (len(inner) > 1 or not re.search(r",\s*(?:M\.|Mme|Me|Dr)?\s*$", between)):
            return False
        if _has_verb(between) or re.fullmatch(r"\s+(?:de|d['’]|à|of|from)\s*", between):
            return False
        if re.search(r"[;:.«»\"()](?!\s*$)|\b(?:a|ont|est|qui|que|dont|et|and|has|said|called)\b", flat(between)):
            return bool(re.fullmatch(r"\s+(?:M\.|Me)\s+", between))
        return _BEFORE.fullmatch(between) is not None
    between = text[phrase.span[1] : word.span[0]]
    return _AFTER.fullmatch(between) is not None


def _resumes(folded: str, cuts: list[int], match: re.Match[str], everybody: Iterable[Agent]) -> bool:
    """Whether the verb after a comma goes on with the main clause: a relative one stands before, no subject after."""
    last = max((cut for cut in cuts if cut < match.start()), default=0)
    inverted = any(match.end() < agent.span[0] <= match.end() + 30 for agent in everybody)
    return _RELATIVE.match(folded, last) is not None and not inverted


@lru_cache(maxsize=1 << 10)
def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of ``text``; one without anybody takes the people of the clause that it refers to."""
    folded = flat(text)
    marks = [match.span() for match in QUOTED.finditer(text)]
    cuts = [match.start() for match in _CUT.finditer(folded) if not any(a < match.start() < b for a, b in marks)]
    everybody, words = agents(text), words_of(text)
    cuts = sorted({*cuts, *(m.start() for m in _RESUMED.finditer(folded) if _resumes(folded, cuts, m, everybody))})
    bounds = [0, *[cut for cut in cuts if cut > 0], len(text)]
    found: list[Clause] = []
    for start, end in pairwise(bounds):
        if not text[start:end].strip(" ,;:."):
            continue
        own = tuple(agent for agent in everybody if start <= agent.span[0] < end)
        opening = folded[start : start + 24]
        taken = False
        if len(found) > 1 and not own and _RESUMED.match(opening):
            own, taken = found[-2].agents, True
        elif found and not own and not opening.startswith((";", ".", "!", "?")):
            own, taken = (
                found[-1].agents[-1:] if re.match(r",\s*(?:\w+ )?(?:qui|who|dont)\b", opening) else found[-1].agents,
                True,
            )
        elif found and own and re.match(r",\s*(?:_|pour|selon|par|chez|avec) (?:qui|l)", opening):
            own = (*own, *found[-1].agents[-1:])
        spans = [agent.span for agent in own]
        content = tuple(
            w for w in words
            if start <= w.span[0] < end and w.content and not w.name and not any(a <= w.span[0] < b for a, b in spans)
        )  # fmt: skip
        found.append(
            Clause(text[start:end], (start, end), content, own, bool(_PRONOUN.search(folded[start:end])), taken)
        )
    return tuple(found)


def same_role(one: str, other: str) -> bool:
    """Whether two words may name one office, trade or title."""
    people, anybody = lexicon().people, lexicon().anybody
    return (
        one == other
        or one in anybody
        or other in anybody
        or bool(people.get(one, frozenset()) & people.get(other, frozenset()))
    )
