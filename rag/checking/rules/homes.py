"""The sentences of a passage that a sentence is at home in, and those of whom it tells."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rag.checking.rules.clauses import Agent, agents, speaking
from rag.checking.rules.rule_words import NEUTRAL, Word, lexicon, saying, words_of
from rag.checking.source import Source
from rag.language.figures import Figure, figures, same
from rag.language.fold import flat
from rag.language.moments import moments


@dataclass(frozen=True, slots=True)
class Home:
    """A sentence of the passage, what stands before it there, and whether it lies in the quotation."""

    text: str
    before: str
    quoted: bool


def sentences_of(source: Source) -> tuple[Home, ...]:
    """The sentences of the passage, in order."""
    passage = source.passage
    return tuple(
        Home(
            passage.text[a - passage.start : b - passage.start],
            passage.text[: a - passage.start],
            source.start <= a and b <= source.end,
        )
        for a, b in passage.sentences
    )


_CONTRAST = re.compile(
    r"(?:, (?=tous les autres|toutes les autres|les autres|all (?:the )?others|the others)|;"
    r"|,? tandis qu(?:e |')|,? alors que |,? while |,? whereas |[,;] (?:mais|but) |, ce qu(?:e"
    r"|i) (?=\w+ l)(?:\w+ ))\s*(?=(?:le|la|les"
    r"|un|une|the|son|sa|ses|leur"
    r"|leurs|il|elle|ils|elles|ce|on|he|she|they|it|its|his|her|their|m\.|mme|tous|toutes|all)\b|l')"
)


def _parts(home: Home) -> list[Home]:
    """The sentence in the parts that a semicolon or a word of contrast sets against each other."""
    starts = {agent.span[0] for agent in agents(home.text)} | {
        word.span[0] for word in words_of(home.text) if word.name
    }
    found = [match.span() for match in _CONTRAST.finditer(flat(home.text))]
    cuts = [
        a
        for a, b in found
        if any(b <= start <= b + 4 for start in starts)
        or _OPEN.match(flat(home.text[b:]))
        or "autres" in home.text[b : b + 18]
    ]
    cuts = [0, *cuts, len(home.text)]
    return [Home(home.text[a:b].lstrip(" ,;"), home.before + home.text[:a], home.quoted) for a, b in pairwise(cuts)]


@lru_cache(maxsize=1 << 11)
def numbers_of(text: str) -> tuple[Figure, ...]:
    """The figures of ``text`` that are no dates."""
    return tuple(figures(text, [moment.span for moment in moments(text)]))


@lru_cache(maxsize=1 << 11)
def content_of(text: str) -> tuple[Word, ...]:
    """The words of ``text`` that say something, numbers aside."""
    return tuple(word for word in words_of(text) if word.content and word.folded not in NEUTRAL)


def overlap(words: Iterable[Word], numbers: Iterable[Figure], text: str) -> float:
    """How many of the words and figures ``text`` holds; a figure counts twice, a name half."""
    held, there = content_of(text), numbers_of(text)
    found = sum((0.5 if w.name else 1.0) for w in words if any(w.like(o) for o in held))
    return found + 2.0 * sum(any(same(f, g) for g in there) for f in numbers)


_HOLDER = re.compile(r"\b(?:selon|d'apres|according to)\s+|^pour (?=l[ea]s? |m\. |mme |[^\W\d_]+ )")
_LEADING = re.compile(
    r"^(?:selon|d'apres|pour|en|_|au|aux|le \d+|depuis|par|sur|dans|apres|avant|malgre|durant|pendant|lors|des|faute"
    r"|according|for|in|on|at|since|after|before|despite|during|by|under|from|with|avec|sans|contrairement|grace"
    r"|ainsi|enfin|de|du|\w+ee?s? (?:le|la|les|en|par|depuis))\b[^,]{0,90},\s*"
)


_TRAILING = re.compile(
    r"[,»”]\s+(?:(?:a|ont|a-t-il|has|had)\s+)?(?:(?P<verb>[^\W\d_]+)\s+)?(?P<who>(?:l[ae]s? |l'|the |mme "
    r"|m\. )?[^\W\d_][^,«»“”]{2,50}?)"
    r"(?:\s+(?P<said>said|says|insisted|added|warned|argued|claimed|told \w+|explained|announced|stressed"
    r"|noted|admitted))?\W*$"
)
"""Who says it, after what is said: …, insisted X; …, a affirmé X."""
_BY = re.compile(r"\b\w+(?:ee?s?|ie?s?|ue?s?|ite?s?|ise?s?|erte?s?|ed|made|built|sold|taken|given) (?:par|by) ")


def holders(sentence: str) -> list[tuple[Word, ...]]:
    """The words that name those who speak or act: after « selon », and what the sentence begins with."""
    plain, words = flat(sentence), [w for w in words_of(sentence) if w.content]
    starts = [match.end() for match in _HOLDER.finditer(plain)]
    spoken = _spoken_by(sentence, words)
    if spoken is not None:
        starts.append(spoken)
    leading = _LEADING.match(plain)
    if leading or not _HOLDER.match(plain):
        starts.append(leading.end() if leading else 0)
    everybody = agents(sentence)
    found = []
    for start in starts:
        first = next((w for w in words if w.span[0] >= start), None)
        nobody = first is not None and first.folded in ("personne", "rien", "nobody", "nothing")
        if first is None or nobody or first.span[0] - start > 24 or first.folded in NEUTRAL:
            continue
        agent = next((a for a in everybody if a.span[0] <= first.span[0] < a.span[1]), None)
        found.append(tuple(w for w in words if agent.span[0] <= w.span[0] < agent.span[1]) if agent else (first,))
    return [_with_adjective(holder, words, plain) for holder in found]


def _spoken_by(sentence: str, words: Sequence[Word]) -> int | None:
    """Where the one is named who is said, after what is said, to say it: …, insists X."""
    match = _TRAILING.search(flat(sentence))
    if match is None:
        return None
    start, end = match.span("who")
    says = match["said"] or any(w.groups & saying() for w in words if match["verb"] and w.span == match.span("verb"))
    return start if says and any(w.name and start <= w.span[0] < end for w in words) else None


def doers(sentence: str) -> list[tuple[Word, ...]]:
    """The words that name those by whom something was done: chiffrés par des pirates."""
    plain, words, found = flat(sentence), [w for w in words_of(sentence) if w.content], []
    everybody = agents(sentence)
    for end in (match.end() for match in _BY.finditer(plain)):
        agent = next((a for a in everybody if 0 <= a.span[0] - end <= 9), None)
        if agent:
            found.append(tuple(w for w in words if agent.span[0] <= w.span[0] < agent.span[1]))
    return [_with_adjective(holder, words, plain) for holder in found]


def _with_adjective(holder: tuple[Word, ...], words: Sequence[Word], plain: str) -> tuple[Word, ...]:
    """The holder with the adjective right after it: conseil municipal."""
    last = holder[-1]
    after = next((w for w in words if w.span[0] == last.span[1] + 1), None)
    adjective = (
        after and not after.name and re.search(r"(?:al|ale|aux|ales|if|ive|ique|iques|ier|iere|iste)$", after.folded)
    )
    return (*holder, after) if after and adjective else holder


_OPEN = re.compile(
    r"^\W*(?:[^\W\d_]+\W+){0,3}?(?:ils?|elles?|on|son|sa|ses|leurs?|ce(?:tte)? derni\w+|celui-ci|celle-ci|ceux-ci|ces"
    r"|cette|cet|ce|l'un|l'une|aucun d'eux|he|she|they|it|his|her|its|their|these|this)\b"
    r"|-t-(?:il|elle|on)\b|\b[^\W\d_]+-(?:ils?|elles?)\b|\b(?:he|she|they) (?:said|says|added|told)\b"
    r"|\b(?:dit|explique|selon|d'apres) (?:lui|elle|eux)\b"
)


_NEXT = re.compile(
    r",? (?:et|and|mais|but) (?=(?:le|la|les|il|elle|the|he|she|they)\b|l')|;|,? alors qu|,? tandis qu|,? while "
)


_POSSESSED = re.compile(r"^\W*(?:son|sa|ses|leurs?|his|her|its|their) ")


def stranger(sentence: str, source: Source) -> str:
    """One of whom the sentence tells what the passage tells of somebody else, in another sentence; or nothing."""
    whole = sentences_of(source)
    denies = re.search(r"\b(?:contest|nie\b|dement|refut|den[iy]|disput|recus|rejet)", flat(sentence))
    homes = list(whole) if denies else [part for home in whole for part in _parts(home)]
    said = [w for w in content_of(sentence) if w.folded != "#"]
    who = [(holder, homes) for holder in holders(sentence)] + [(doer, list(whole)) for doer in doers(sentence)]
    for holder, homes in who:
        spans, first = {word.span for word in holder}, holder[0].span[0]
        end = next((m.start() for m in _NEXT.finditer(flat(sentence)) if m.start() > holder[-1].span[1]), len(sentence))
        start = max((m.end() for m in _NEXT.finditer(flat(sentence)) if m.end() <= first), default=0)
        rest = [word for word in said if word.span not in spans and start <= word.span[0] < end]
        numbers = [figure for figure in numbers_of(sentence) if start <= figure.span[0] < end]
        scores = [overlap(rest, numbers, home.text) for home in homes]
        best = max(scores)
        if len(homes) < 2 or best < 1.0 or (best < 2.0 and len(rest) > 2):
            continue
        nearest = [home for home, score in zip(homes, scores, strict=True) if score >= best - 0.25]
        elliptic = [home for home in homes if _refers_back(home)]
        if not any(_tells_of(holder, home, sentence, source) for home in [*nearest, *elliptic]):
            return " ".join(word.text for word in holder)
    return ""


_SPEAKS = re.compile(
    r"(?:\b(?:le|la|les|une?|the|an?|ce|cette|son|sa)\s+|\bl['’])(?P<who>[a-z-]{4,})\s+"
    r"(?:(?:n'|l')?(?:a|ont|avait|avaient|has|have|had)\s+)?(?P<verb>[a-z-]+)"
)


def unheard(sentence: str, source: Source) -> str:
    """One who speaks in the sentence (le régulateur a indiqué) and of whom no word of the passage tells; or nothing."""
    at = {word.span[0]: word for word in words_of(sentence)}
    known = content_of(source.around)
    for match in _SPEAKS.finditer(flat(sentence)):
        who, verb = at.get(match.start("who")), at.get(match.start("verb"))
        if who is None or verb is None or not who.content or not verb.groups & saying():
            continue
        if not who.name and who.folded not in lexicon().people and not any(who.like(other) for other in known):
            return who.text
    return ""


def _refers_back(home: Home) -> bool:
    """Whether a part of a sentence stands for more with « en » or « y »: la direction en propose 45."""
    begins = home.before.rstrip()[-1:] in ("", ".", "!", "?", "»", "”")
    return not begins and re.search(r"(?:^|\W)(?:en|y) \w+", flat(home.text)) is not None


def told_of(predicate: Word, sentence: str, source: Source) -> bool:
    """Whether a sentence of the quotation that holds the predicate may be about the first of the sentence's holders."""
    quoted = [home for home in sentences_of(source) if home.quoted]
    first = holders(sentence)[:1]
    if len(quoted) < 2 or not first:
        return True
    holding = [home for home in quoted if any(predicate.like(word) for word in content_of(home.text))]
    return not holding or any(_tells_of(first[0], home, sentence, source) for home in holding)


def _tells_of(holder: Sequence[Word], home: Home, sentence: str, source: Source) -> bool:
    """Whether the sentence of the passage may be about the holder."""
    titles = f"{source.passage.title or ''}\n{source.passage.source or ''}\n{source.passage.author or ''}"
    if _named(holder, home.text):
        return True
    people = _enriched(holder, sentence, source)
    after = source.passage.text[len(home.before) + len(home.text) :].lstrip()[:40]
    if re.match(r"\W*(?:une?|an?) ", flat(home.text)) and people and people.name and _named(holder, after):
        return True
    if not _named(holder, source.passage.text):
        return True
    owned = [a for a in agents(home.text) if a.roles and a.span[0] < 14] if _POSSESSED.match(flat(home.text)) else []
    theirs = bool(owned) and not any(a.roles & b.roles for a in owned for b in agents(sentence))
    if (
        _OPEN.search(flat(home.text))
        and not (theirs and people)
        and (not home.before.strip() or _named(holder, f"{home.before}\n{titles}"))
    ):
        return True
    if people is None:
        return _named(holder, f"{home.before}\n{titles}")
    return any(_may_be(people, other) for other in agents(home.text))


def _named(holder: Sequence[Word], text: str) -> bool:
    held = [word for word in words_of(text) if word.content]
    people = lexicon().people
    return any(
        w.like(o) or bool(people.get(w.folded, frozenset()) & people.get(o.folded, frozenset()))
        for w in holder
        for o in held
        if w.name or not o.name or w.folded == o.folded
    )


def _enriched(holder: Sequence[Word], sentence: str, source: Source) -> Agent | None:
    """The holder as an agent, with the roles that the passage gives the name; None for a thing."""
    agent = next((a for a in agents(sentence) if a.span[0] <= holder[0].span[0] < a.span[1]), None)
    if agent is None:
        after = next((w for w in words_of(sentence) if w.content and w.span[0] > holder[-1].span[0]), None)
        speaks = after and after.groups & (saying() | speaking()) and after.span[0] - holder[-1].span[1] <= 6
        return Agent(frozenset(), frozenset({holder[0].folded}), holder[0].span) if speaks else None
    given = {r for other in agents(source.around) if agent.name & other.name for r in other.roles}
    return Agent(agent.name, agent.roles | given, agent.span)


_COMPANIES = frozenset(
    """entreprise societe groupe firme compagnie fabricant association club equipe cooperative musee ville commune
    company firm group maker manufacturer charity team museum city town""".split()
)
"""Bodies that may stand for one that has been named."""


def _may_be(one: Agent, other: Agent) -> bool:
    """Whether a role alone may stand for somebody named elsewhere."""
    if other.name:
        return bool(one.name & other.name)
    words = lexicon()
    if one.name and not one.roles and other.roles & _COMPANIES and not other.oblique:
        return True
    return any(
        role in words.anybody
        or any(words.people.get(role, frozenset()) & words.people.get(r, frozenset()) for r in one.roles)
        for role in other.roles
    )
