"""Checks of who: who said or did it, and what he or she is, are as the source has them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rag.checking.check_names import quoted
from rag.checking.rules.clauses import Agent, Clause, agents, clauses, same_role
from rag.checking.rules.homes import stranger, unheard
from rag.checking.rules.rule_words import Word, lexicon, saying, words_of
from rag.checking.source import Source
from rag.language.figures import figures, same
from rag.language.fold import flat
from rag.language.fold import fold_open as fold
from rag.types import Check


def check_speaker(sentence: str, source: Source) -> Check:
    """What somebody is told to have said or done the source tells of him or her, and not of somebody else."""
    outlet = _parts(f"{source.passage.source or ''} {source.passage.author or ''}")
    held = clauses(source.quote)
    for clause in clauses(sentence):
        own = [a for a in clause.agents if not (a.name and a.name <= outlet)]
        wrong = _quoted_by_other(clause, own, held, source) or _of_other(clause, own, held, source)
        if wrong:
            return Check("speaker", False, wrong)
    other = (
        _swapped(sentence, source.quote)
        or _only_told(sentence, source.quote)
        or stranger(sentence, source)
        or unheard(sentence, source)
    )
    return Check("speaker", not other, other)


def _parts(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", fold(text)))


def _quoted_by_other(clause: Clause, own: Sequence[Agent], held: Sequence[Clause], source: Source) -> str:
    """The name of one who is given words between quotation marks that the source gives somebody else."""
    if not own:
        return ""
    for words, _ in quoted(clause.text):
        wanted = _squash(words)
        speakers = _attributed(wanted, source)
        if speakers and not _meet(own, speakers):
            return _shown(own)
        homes = [c for c in held if wanted in _squash(c.text)]
        if homes and all(c.agents and not _meet(own, c.agents) and not _open(own, c, source) for c in homes):
            return _shown(own)
    return ""


def _attributed(words: str, source: Source) -> list[Agent]:
    """Whom the grammar of the source names right after these quoted words, where it names somebody."""
    from rag.language.quotes import find_quotations

    text = source.quote
    for quotation in find_quotations(text):
        if quotation.attribution and words in _squash(text[slice(*quotation.span)]):
            start, end = quotation.attribution
            return [a for a in agents(text) if a.span[0] < end and start < a.span[1]]
    return []


def _squash(text: str) -> str:
    return re.sub(r"[^\w]+", " ", fold(text)).strip()


def _of_other(clause: Clause, own: Sequence[Agent], held: Sequence[Clause], source: Source) -> str:
    """The name of one of whom the sentence tells what the source's closest clause tells of others only."""
    if not any(agent.name for agent in own) and not _known_role(own, held):
        return ""
    in_quote = {part for c in held for agent in c.agents for part in agent.name}
    own = [agent for agent in own if not agent.oblique or agent.name & in_quote]
    own = [agent for agent in own if agent.name or not any(_many(role) for role in agent.roles)]
    if not own:
        return ""
    numbers = figures(clause.text)
    overlaps = [
        (
            sum(any(w.like(o) for o in c.words) for w in clause.words)
            + 2 * sum(any(same(f, g) for g in figures(c.text)) for f in numbers),
            c,
        )
        for c in held
    ]
    overlaps = [
        (n + (overlaps[place - 1][0] if place and _OBJECT.match(c.text) else 0), c)
        for place, (n, c) in enumerate(overlaps)
    ]
    best = max((n for n, _ in overlaps), default=0)
    if not any(agent.name for agent in own) and best < 3:
        return ""
    if best < 2 and not (best == 1 and len(clause.words) + len(numbers) <= 1):
        return ""
    mine = max((n for n, c in overlaps if _meet(own, c.agents)), default=0)
    if best - mine < 2:
        return ""
    nearest = [c for n, c in overlaps if n == best]
    if all(not c.agents for c in nearest) and _elsewhere(clause, own, nearest, held):
        return _shown(own)
    if any(not c.agents or _meet(own, c.agents) or _open(own, c, source) for c in nearest):
        return ""
    return _shown(own)


def _many(role: str) -> bool:
    """Whether a role in the plural is no body that speaks: lycéens, of whom there may be several groups."""
    return role.endswith("s") and role not in lexicon().bodies


_OBJECT = re.compile(r",\s*(?:que\b|qu['’]|which\b)")
"""A relative clause about something of the clause before it: « 1,2 million d'euros, que la ville refuse de payer »."""
_SAID_BY = re.compile(r"\b(?:selon|d'apres|according to)\b")


def _elsewhere(clause: Clause, own: Sequence[Agent], nearest: Sequence[Clause], held: Sequence[Clause]) -> bool:
    """Whether « selon X » is set before what nobody is said to have said, while X speaks after a semicolon."""
    if not _SAID_BY.search(flat(clause.text)):
        return False
    theirs = [c for c in held if _meet(own, c.agents)]
    return bool(theirs) and all(c.text.startswith((";", ".")) and c not in nearest for c in theirs)


def _known_role(own: Sequence[Agent], held: Sequence[Clause]) -> bool:
    """Whether an agent named by role alone stands in the source, beside another clause's people."""
    return any(_meet([agent], c.agents) for agent in own for c in held)


def _open(own: Sequence[Agent], clause: Clause, source: Source) -> bool:
    """Whether a clause's pronoun may stand for somebody who is named elsewhere in the passage."""
    elsewhere = not any(_meet(own, c.agents) for c in clauses(source.quote))
    return elsewhere and clause.pronoun and _meet(own, agents(source.around))


def _meet(own: Iterable[Agent], others: Iterable[Agent]) -> bool:
    """Whether one of the agents may be one of the others: one name, or like roles where a name lacks."""
    others = list(others)
    return any(_may_be(one, other) for one in own for other in others)


def _may_be(one: Agent, other: Agent) -> bool:
    if one.name and other.name:
        return bool(one.name & other.name)
    if one.name & other.roles or one.roles & other.name:
        return True
    return any(same_role(a, b) for a in one.roles for b in other.roles) or not (one.roles and other.roles)


def _shown(own: Iterable[Agent]) -> str:
    return ", ".join(" ".join(sorted(agent.name or agent.roles)) for agent in own)


_PASSIVE = re.compile(r"\b(?:ete|etre|est|sont|etait|etaient|sera|seront|was|were|been|is|are)\s+(?:\w+\s+)?$")


def _swapped(sentence: str, quote: str) -> str:
    """A verb that one of two agents does in the sentence and the other does in the source."""
    held = _subjects(quote)
    for word, subjects in _subjects(sentence):
        mine = [
            agent
            for verb, found in held
            if verb.stem == word.stem or (verb.like(word) and not word.groups & saying())
            for agent in found
        ]
        if mine and not _meet(subjects, mine):
            return _shown(subjects[-1:])
    return ""


def _subjects(text: str) -> list[tuple[Word, list[Agent]]]:
    """Verbs right after an agent, with it; after a comma, all agents before it in its clause may be the subject."""
    found: list[tuple[Word, list[Agent]]] = []
    folded = flat(text)
    words = [word for word in words_of(text) if word.content and not word.name]
    for clause in clauses(text):
        for agent in clause.agents:
            word = next((word for word in words if word.span[0] >= agent.span[1]), None)
            if word is None or agent.oblique:
                continue
            between = folded[agent.span[1] : word.span[0]]
            if _TO_VERB.fullmatch(between) and not _PASSIVE.search(between):
                before = [a for a in clause.agents if a.span <= agent.span] if "," in between else [agent]
                found.append((word, before))
    return found


_THAT = re.compile(r"[^,;.:«»\"]{0,30}?\b(?:que |qu'|that )(?P<told>[^;,]+)")
_HIMSELF = re.compile(r"(?:ils?|elles?|on|he|she|they|lui|soi)\b")


def _only_told(sentence: str, quote: str) -> str:
    """One who does in the sentence what he only tells in the source: « affirme que la sirène a été déclenchée »."""
    said, plain = flat(sentence), flat(quote)
    held = _subjects(quote)
    for word, subjects in _subjects(sentence):
        mine = [agent for agent in subjects if "," not in said[agent.span[1] : word.span[0]]]
        if word.groups & saying() or any(w.like(word) and _meet(mine, found) for w, found in held):
            continue
        for verb, found in held:
            told = _THAT.match(plain, verb.span[1]) if verb.groups & saying() and _meet(mine, found) else None
            if told and not _HIMSELF.match(told["told"]) and any(w.like(word) for w in words_of(told["told"])):
                return _shown(mine)
    return ""


_TO_VERB = re.compile(
    r",?\s+(?:(?:n'|ne |s'|se |l'|le |la |les |en |y |lui )?(?:a |ont |avait |aurait |has |had |have )?)"
)
