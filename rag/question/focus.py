"""The words that name the relation a question asks about: what a passage must speak of to answer it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rag.calendar_words import MONTHS, fold
from rag.french import STOP_WORDS
from rag.question.patterns import without_context, words

_ASKED = re.compile(
    r"\b(?:quel(?:le)?s?|what|which|how many|how much|combien (?:de |d')|cual(?:es)?|cuant[oa]s"
    r"|que (?=[a-z]+ (?:le|les|ha|tiene)\b))"
    r"(?:\s+|(?<='))?(?:(?:est|etait|sera|sont|fut|serait|etaient|is|was|are|were|son|fue)\s+)?(?:l'|(?:le|la"
    r"|les|son|sa|ses|leurs?|the|el)\s)?"
)
_PARTICIPLE = re.compile(
    r"(?:(?:-t-|-)(?:il|elle|ils|elles|on)|\b(?:a|ont|avait|avaient|aurait|est|sont|was|were|has|have|had|ha"
    r"|han)|\b(?:l|s|d|qu)'(?:a|est|ont))"
    r"\s+(?:(?:ete|been|pas|plus|jamais|deja|bien|finalement|d'abord|lui|encore)\s+|[a-z]+ment\s+)*(?P<verb>[a-z]{4,})"
)
_DID = re.compile(
    r"\b(?:did|does|do|will|would|should)\b.{2,80}?\b(?P<verb>[a-z]{4,})(?=\s*(?:\?|$|for|from|to|in|on|at|about"
    r"|with|the|a)\b|\s*\?)"
)
_QUI = re.compile(r"\b(?:qui|who)\s+(?!(?:est|etait|a|ont|sont|avait|sera|is|was|are|has|had)\b)(?P<verb>[a-z]{4,})")
_LIKE_A_VERB = re.compile(
    r"(?:e|ee|es|ees|ent|i|ie|is|ies|it|u|ue|us|ues|t|te|ts|tes|s|se|ses|er|ir|re|ed|en|ait|aient|[a-z]{2}[krpmnyldg])$"
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_STOPS = re.compile(
    words(
        """
        a ont avait avaient aurait est sont etait etaient sera seront fut de du des d qui que qu pour par dans
        sur au aux en avec sans
        le la les l un une il elle on se s ne n and of for in on at to by from the did does do is was were are
        has have had will would
        should del los las el y et ou lors depuis apres avant chez entre contre sous vers selon
        """
    )
    + r"$"
)
_INVERTED = re.compile(r"-(?:t-)?(?:il|elle|ils|elles|on|ce|je|tu|vous|nous)$")
_EMPTY = frozenset(
    "fait faire dire dit passe annee mois jour article articles journal fois chose type sorte etait sera peut"
    " doit faut savoir"
    " combien quel quelle quels quelles comment pourquoi quand bonjour merci selon apres exactement environ many"
    " much what which"
    " where when does ete meme matin soir retracez retrace reconstituez listez lister raconte racontez resume"
    " resumez comparez est etait"
    " peux pouvez moi donne donnez explique expliquez etre avoir actually quien donde cuando".split()
)


def focus(question: str) -> list[str]:
    """Folded, in order: the noun asked for with its adjectives, then the main verb; else every common content word.

    "Quel est le parti politique de X ?" gives parti, politique; "À quelle peine X a-t-elle été condamnée ?" gives
    peine, condamnee. Names are left out.
    """
    question = without_context(question)
    text = fold(question)
    found = [word for match in [_ASKED.search(text)] if match for word in _nouns(question, text, match.end())]
    verb = next(_verbs(question, text), None)
    found += [verb] if verb else []
    if not found:
        found = _nouns(question, text, 0)
    if not found:
        found = [
            _INVERTED.sub("", m[0]) for m in _WORD.finditer(text) if question[m.start()].islower() and _tells(m[0])
        ]
    return list(dict.fromkeys(found))


def _verbs(question: str, text: str) -> Iterator[str]:
    for pattern in (_PARTICIPLE, _QUI, _DID):
        for found in pattern.finditer(text):
            preposition = question[found.start()] in "àÀ"
            if (
                not preposition
                and _LIKE_A_VERB.search(found["verb"])
                and _tells(found["verb"])
                and question[found.start("verb")].islower()
            ):
                yield found["verb"]


def _nouns(question: str, text: str, at: int) -> list[str]:
    """The common words from ``at`` to the first name, preposition, article or verb that ends the noun phrase."""
    nouns: list[str] = []
    begin = at
    for match in _WORD.finditer(text, at):
        word, gap = match[0], text[at : match.start()]
        if word in ("de", "d") and nouns:
            continue  # "lieu de fabrication" is one relation, "prix du billet" a relation and its object
        if (
            (nouns and re.search(r"[^\s']", re.sub(r"\bd[e']", "", gap)))
            or _STOPS.match(word)
            or _INVERTED.search(word)
        ):
            break
        written = question[match.start() : match.end()]
        if begin and written[0].isupper() and not (written.isupper() and len(written) > 1):
            break
        if _tells(word):
            nouns.append(word)
        at = match.end()
    return nouns


def _tells(word: str) -> bool:
    bare = _INVERTED.sub("", word)
    return len(bare) > 2 and bare not in STOP_WORDS and bare not in _EMPTY and bare not in MONTHS
