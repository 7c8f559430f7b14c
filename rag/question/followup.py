"""A follow-up made to stand alone by rules: nothing that the reader said is dropped, only context is added.

"Et son neveu, il prend combien ?" becomes "Et son neveu, il prend combien ? (à propos de : peine, armateur,
Hugo Tessier, tribunal de Larnac)": rewriting into grammar would need certainty about who is meant.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from rag.language.detect import language_of_question
from rag.language.fold import fold
from rag.language.stop_words import SEARCH
from rag.question.patterns import ABOUT, any_of, compiled
from rag.question.period.find import find_period
from rag.question.period.vocabulary import NUMBERS
from rag.types import Turn

_LONGEST_CONTEXT = 240
_LONGEST_TURN = 1200
_TURNS_BACK = 4

_OPENING = re.compile(
    r"\W*(?:(?:et|mais|alors|donc|puis|ensuite|sinon|and|but|so|what about|how about|then|pero"
    r"|entonces)\b(?! alors)|y (?!a\b|a-))"
)
_PRONOUN = compiled(
    """
    (?:il|ils)(?!\\w| y a| faut| s'agit| existe| est (?:vrai|possible|prevu|question)|-meme)
    (?:elles?|lui|eux|leurs?|son|sa|ses|ella|ellos|ellas|su|sus)(?![\\w'])
    (?:celui|celle|ceux|celles)-(?:ci|la)\\b
    ce (?!mois|jour|matin|soir|week|trimestre|printemps|qu|sont|est)[a-z]|cet (?!ete|hiver|automne)[a-z]
    (?:cette|ces) (?!semaine|annee|nuit|jour|sont|est)[a-z]
    (?:cela|ca|la-bas|la-dessus|la-dedans|ledit|ladite|idem|autrement)\\b
    (?:qu'en|s'en|combien en|qui en|d'autres?|les autres|l'autre|l'un d'eux|le meme|la meme|les memes)\\b
    (?<!il )(?<!ils )y(?! a\\b| a-t-| avait| aura| compris|\\w|')
    (?<!qui )(?<!que )l'(?:a|ont|avait|avaient|aurait)\\b
    (?:he|she|they|him|her|hers|his|them|their|its|those|eso|ello|alli|esa|ese)\\b
    (?<!is )it\\b
    (?:over there|did that|was that|does that|this one|that one|these|the same|else)\\b
    """
)
_WHO_OBJECT = re.compile(
    r"\W*(?:qui|pourquoi|quand|ou|comment) (?:l'|les |la |le |lui |leur )(?:a|ont|avait|avaient|aurait)\b"
)
_ASKING = any_of(
    """
    (?:\\w+ ){0,2}quel(?:le)?s?(?: (?!(?:le|la|les|un|une|des|du|ce|cet|cette)\\b)[a-z]+){0,3}
    (?:\\w+ )?(?:qui|quoi|quand|ou|comment|pourquoi|combien(?: de [a-z]+| d'[a-z]+)?)
    que
    """
)
_ALONE = re.compile(
    r"\W*(?:quels? (?:articles?|journaux|titres?|sources?|medias?) (?:en )?(?:parle|evoque|traite|raconte|mentionne)"
    r"|(?:que s'est-il passe|what happened)\b.*\d|(?:which|what) (?:articles?|papers?) (?:speak|write|mention))"
)
"""Short, but of the archive itself or of a date that it names."""
_IMPERSONAL = re.compile(
    r"\b(?:y a|s'est|faut|s'agit|existe|reste|se fait|semble)-(?:t-)?il\b|\best-il (?:vrai|possible|prevu|question)"
)
_INVERTED = re.compile(
    rf"\W*(?:{_ASKING} |qu')?(?:(?:en|y|lui|leur|l'|s'|se|ne|n') ?)?[a-z']+-(?:t-)?(?:il|elle|ils|elles)\b"
)
_ANTECEDENT = re.compile(
    r"(?<!\w)(?:l'|(?:le|la|les|du|des|au|aux|un|une|the|a|an|el|los|las|del) )(?!plus\b|moins\b|meme\b|suite\b"
    r"|a\b|ont\b)[a-z]{3}"
)
_LABEL = re.compile(r"^- [^«“\n]{1,120}\([^()\n]{3,40}\) ?: ?(?=[«“])", re.MULTILINE)
"""Before each quotation of an answer: its outlet and date were not spoken of."""
_NO_REPLY = re.compile(r"articles? (?:\w+ )?(?:ne|n')|articles? (?:do|does) not|no lo dicen|los articulos no")
_LATER = re.compile(
    r"\b(?:depuis|ensuite|apres|maintenant|aujourd'hui|actuel\w*|now|since|later|then|today|current\w*)\b"
)
_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_LINK = re.compile(r" (?:d['’]|de la |de l['’]|de |du |des |of )?")
_ELIDED = re.compile(r"^(?:[cdjlmnst]|qu)['’]", re.IGNORECASE)
_EMPTY = frozenset(
    "combien quel quelle quels quelles comment pourquoi quand fait faire dit dire etre avoir ete donc alors"
    " aussi encore"
    " toujours peux peut expliquer explique article articles selon passe passee agit who what when where why".split()
)


def needs_history(asked: str) -> bool:
    """Whether the question leans on what was said before: "Et …", a pronoun without antecedent, too few words."""
    asked = asked.strip()
    text = fold(asked)
    if _OPENING.match(text) or _WHO_OBJECT.match(text):
        return True
    inverted = _INVERTED.match(text)
    if inverted and not _IMPERSONAL.search(inverted[0]) and not _name_in(asked[: inverted.end()]):
        return True
    for found in _PRONOUN.finditer(text):
        before = asked[: found.start()]
        if not before.endswith("-") and not _named_before(before):
            return True
    if _ALONE.match(text):
        return False
    content = [word for word in _TOKEN.findall(asked) if _is_content(word)]
    # Who writes capitals and names nobody means what was just spoken of: "Quand le procès en appel aura-t-il lieu ?"
    enough = 4 if asked[:1].isupper() and not any(c.isdigit() for c in asked) else 2
    return len(content) <= enough and not _name_in(asked) and not re.search(r'[«“"]', asked)


def make_standalone(asked: str, history: Sequence[Turn]) -> str:
    """``asked``, with its context in brackets where it does not stand alone."""
    context = context_of(asked, history) if needs_history(asked) else ""
    return f"{asked} ({ABOUT[language_of_question(asked)]}{context})" if context else asked


def inherits_period(asked: str, history: Sequence[Turn]) -> str | None:
    """The earlier question whose period the follow-up still speaks of, or None."""
    if not history or not needs_history(asked) or _LATER.search(fold(asked)):
        return None
    questions = [turn.content for turn in history if turn.role == "user"]
    return questions[-1][:_LONGEST_TURN] if questions else None


def context_of(asked: str, history: Sequence[Turn]) -> str:
    """Names and key words of the earlier questions and of the last answer, the nearest first, cut to length."""
    said = {fold(_ELIDED.sub("", word)) for word in _TOKEN.findall(asked)}
    phrases: list[str] = []
    length = 0
    for phrase in _phrases(asked, history):
        fresh = {fold(_ELIDED.sub("", word)) for word in _TOKEN.findall(phrase)} - SEARCH - said
        if not fresh or length + len(phrase) + 2 > _LONGEST_CONTEXT:
            continue
        said |= fresh
        length += len(phrase) + 2
        phrases.append(phrase)
    return ", ".join(phrases)


def _phrases(asked: str, history: Sequence[Turn]) -> Iterator[str]:
    own_period = find_period(asked, dt.date(2000, 1, 1)) is not None
    answered = False
    for turn in [*reversed(history)][: 2 * _TURNS_BACK]:
        text = re.sub(r"\[\d+\]|[*_#`>|]", " ", _LABEL.sub("", turn.content)[:_LONGEST_TURN])
        if turn.role == "assistant":
            if not answered and not _NO_REPLY.search(fold(text)):
                yield from (phrase for phrase in _chunks(text) if _names_something(phrase))
            answered = True
            continue
        if own_period and (period := find_period(text, dt.date(2000, 1, 1))):
            text = text[: period.span[0]] + "," + text[period.span[1] :]
        yield from _chunks(text)
        if not needs_history(turn.content[:_LONGEST_TURN]):
            return


def _chunks(text: str) -> Iterator[str]:
    """Runs of content words, joined by "de": "tribunal d'Aubremont"."""
    start = end = -1
    for found in _TOKEN.finditer(text):
        word = found[0]
        begin = found.start()
        elided = _ELIDED.match(word)
        if elided:
            begin += elided.end()
        if not _is_content(word):
            continue
        if start >= 0 and _LINK.fullmatch(text[end:begin]) and not (elided and elided[0][0] not in "dD"):
            end = found.end()
            continue
        if start >= 0:
            yield text[start:end]
        start, end = begin, found.end()
    if start >= 0:
        yield text[start:end]


def _is_content(word: str) -> bool:
    low = fold(_ELIDED.sub("", word)).replace("’", "'")
    bare_name = _ELIDED.sub("", word)
    bare = bare_name.lower()
    inverted = re.search(r"-(?:t-)?(?:il|elle|ils|elles|on|ce|je|tu|vous|moi)$", low)
    long_enough = len(low) > 2 or (len(low) == 2 and bare_name[0].isupper())
    return long_enough and not inverted and low not in SEARCH and bare not in SEARCH and low not in _EMPTY


def _names_something(phrase: str) -> bool:
    """Of an answer only names come along: its figures and its verbs must not pass for the reader's words."""
    words = _TOKEN.findall(phrase)
    figure = any(word[0].isdigit() or fold(word) in NUMBERS for word in words)
    return not figure and any(_ELIDED.sub("", word)[0].isupper() for word in words)


def _name_in(text: str) -> bool:
    """Whether a capitalised word stands there that is no mere start of the sentence."""
    words = [_ELIDED.sub("", word) for word in _TOKEN.findall(text)]
    return any(word[:1].isupper() and (n > 0 or word.isupper()) and _is_content(word) for n, word in enumerate(words))


def _named_before(before: str) -> bool:
    """Whether the words before a pronoun hold what it may stand for: a name, a noun with its article, a quotation."""
    first = next(iter(_TOKEN.findall(before)), "")
    named = _name_in(before) or (first[:1].isupper() and _is_content(first) and len(first) > 3)
    return named or bool(_ANTECEDENT.search(fold(before))) or "«" in before or '"' in before
