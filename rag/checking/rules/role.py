"""Check of what somebody is: office, trade or title as the source has it, for that person, and still held."""

from __future__ import annotations

import re

from rag.checking.rules.clauses import agents, same_role
from rag.checking.rules.rule_words import lexicon, stem_of, words_of
from rag.checking.source import Source
from rag.language.fold import flat
from rag.types import Check

_AUTHORITIES = frozenset(
    """prefecture mairie municipalite region departement ministere gouvernement etat tribunal justice parquet
    rectorat syndicat
    syndicats union opposition senat parlement police gendarmerie government
    ministry parliament senate council""".split()
)
"""Bodies that no general word stands for: where the source has none of the kind, the sentence errs."""


_FORMER = re.compile(
    r"\b(?:ex-|ancien(?:ne)?s? |former |ex )(?:\w+ ){0,1}?$"
    r"|\b(?:avoir|a|ont|avait|avaient|had|has|have) (?:ete|been) (?:[#\w]+ ){0,3}?$|\b(?:fut|served as) (?:\w+ )?$"
)
_TAKEN_UP = re.compile(
    r"\b(?:elu|nomme|design|reelu|reconduit|choisi|promu|elected|named|appointed|chosen|promoted)\w*"
)


def _still(sentence: str, source: Source) -> str:
    """A role that the source says somebody no longer has, and the sentence gives as held; or nothing."""
    said, held = flat(sentence), flat(source.around)
    for word in words_of(sentence):
        if word.folded not in lexicon().people or _FORMER.search(said[: word.span[0]]):
            continue
        if re.search(r"\b(?:ete|etait|fut|was|been|avait)\b", said) or said[word.span[0] :].startswith("ex-"):
            continue
        there = [other for other in words_of(source.around) if other.folded == word.folded]
        former = [o for o in there if _was(held[: o.span[0]]) or held[o.span[0] :].startswith("ex-")]
        named = any(agent.name for agent in agents(sentence) if not agent.oblique)
        if there and len(former) == len(there) and named:
            return word.text
    return ""


def _was(before: str) -> bool:
    """Whether what stands before a role says that it is held no longer: "après avoir été quatre ans"."""
    former = _FORMER.search(before[-60:])
    return former is not None and not _TAKEN_UP.search(former[0])


_COPULA = re.compile(r"\s+(?:est|etait|sera|reste|devient|is|was|becomes|remains)\s+(?:l'|(?:le|la|un|une|the|an?)\s)?")


def _of_a_place(sentence: str, source: Source) -> str:
    """A role given to what the source has only as the place that somebody's role is of: maire de Saint-Avelin."""
    plain, held = flat(sentence), flat(source.around)
    theirs = [agent for agent in agents(source.around) if agent.name]
    for subject in agents(sentence):
        copula = _COPULA.match(plain, subject.span[1]) if subject.name and not subject.oblique else None
        role = next((w for w in words_of(sentence) if copula and w.span[0] == copula.end()), None)
        if role is None or role.folded not in lexicon().people:
            continue
        same = [agent for agent in theirs if agent.name & subject.name]
        of = [
            m
            for w in words_of(source.around)
            if w.folded in lexicon().people and (m := _ROLE_OF.match(held, w.span[1]))
        ]
        if any(m["place"] in subject.name for m in of) and all(agent.oblique for agent in same):
            return role.text
    return ""


_ROLE_OF = re.compile(r"(?: \w+){0,1}? (?:de la |de l'|des |du |de |d'|aux |au |_ la |of the |of )(?P<place>[\w-]{3,})")


def _of_other_place(sentence: str, source: Source) -> str:
    """What somebody is head of, where the source has somebody's role beside another place; or nothing."""
    known = _places(source.around)
    for name, role, place in _places(sentence):
        theirs = {p for n, r, p in known if n & name and same_role(r, role)}
        others = {p for n, r, p in known if not n & name}
        named = any(word.name and word.folded == place for word in words_of(sentence))
        if theirs and place not in theirs and (named or place in others or not _mentioned(place, source.around)):
            return f"{role} {place}"
    return ""


def _mentioned(place: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(place)}\b", flat(text)) is not None


def _places(text: str) -> list[tuple[frozenset[str], str, str]]:
    """Name, role and what the role is of: Olivier Sandré, maire, Fressines."""
    plain, found = flat(text), []
    for agent in agents(text):
        for word in words_of(text):
            if agent.name and word.folded in agent.roles and agent.span[0] <= word.span[0] < agent.span[1]:
                match = _ROLE_OF.match(plain, word.span[1])
                if match and match["place"] not in agent.name:
                    found.append((agent.name, word.folded, match["place"]))
    return found


_ARREST = re.compile(
    r"\b(?:interpell|arret|garde _ vue|enquet|commissariat|ecrou|perquisition|arrest|detain|suspect|raid)"
)


def _implied(role: str, source: Source) -> bool:
    """Whether an arrest or an inquiry says without the word that the police acted."""
    return role.startswith(("polic", "gendarm", "enquet")) and _ARREST.search(flat(source.around)) is not None


_REPORTS = re.compile(r"\bf(?:ai[st]|ont|it|irent|aire|aisait|aisant|era) etat de\b")


def check_role(sentence: str, source: Source) -> Check:
    """A role, trade or title given to somebody is the source's for that person, or at least stands in the passage."""
    around = agents(source.around)
    known = {word.folded for word in words_of(source.around)}
    stems = {w.stem for w in words_of(source.around) if not w.name and w.folded not in lexicon().people}
    roles = {role for agent in around for role in agent.roles} | (known & lexicon().people.keys())
    for agent in agents(sentence):
        of_person = {role for other in around if agent.name & other.name for role in other.roles}
        others = {r for other in around if other.name and not agent.name & other.name for r in other.roles}
        for role in agent.roles:
            if (
                role in lexicon().anybody
                or (role == "etat" and _REPORTS.search(flat(sentence)))
                or (not agent.name and _implied(role, source))
                or (role not in known and stem_of(role) in stems)
                or any(same_role(role, other) for other in of_person)
            ):
                continue
            if agent.name and of_person and (role in others or role not in known):
                return Check("role", False, role)
            if (
                (role not in lexicon().bodies or (role in _AUTHORITIES and not agent.oblique))
                and role not in known
                and not any(same_role(role, r) for r in roles)
            ):
                return Check("role", False, role)
    wrong = _still(sentence, source) or _of_other_place(sentence, source) or _of_a_place(sentence, source)
    return Check("role", not wrong, wrong)
