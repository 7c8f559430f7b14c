"""English questions that lean on the last one: "Why?", "What about the museum?", "How old is she?"."""

from __future__ import annotations

import datetime as dt
import re

from rag.question.context.antecedents import Scene, antecedent
from rag.question.context.genders import Gender
from rag.question.context.noun_phrases import Noun, nouns
from rag.question.period.find import find_period

_END = re.compile(r"[\s?!.…]+$")
_OPENING = re.compile(r"^\W*(?:and|but|so|then|what about|how about|and what about)\b[ ,]*", re.IGNORECASE)
_LONE = re.compile(
    r"(?:why|when|where|how|since when|by whom|how much|how many|who|what for|until when)(?: exactly| is that)?",
    re.IGNORECASE,
)
_SWAPPABLE = re.compile(r"(?:why|when|where|how|since when|by whom|until when)", re.IGNORECASE)
_MORE = re.compile(
    r"(?:can|could) you (?:elaborate|explain|be more precise|tell me more|say more)|tell me more"
    r"|more details?|are you sure|really",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"^(?:why|when|where|how|since when|by whom|until when|at what time|in what year"
    r"|in which year) (?P<clause>(?:was|were|is|are|did|does|do|has|have"
    r"|had|will|would|can|could) .+)$",
    re.IGNORECASE,
)
_YES_NO = re.compile(r"^(?:was|were|is|are|did|does|do|has|have|had|will|would|can|could) .+$", re.IGNORECASE)
_VERB = re.compile(
    r"\b(?:was|were|is|are|did|does|do|has|have|had|will|would|can|could|who|what|when|where|why|how|which)\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"\b(?:he|she|it|they|him|her|them|his|its|their|hers|theirs)\b(?!')", re.IGNORECASE)
_IMPERSONAL = re.compile(
    r"\bit (?:true|possible|likely|rain\w*|take|takes|took|cost to)|\b(?:is|was) it (?:to|that|who)\b", re.IGNORECASE
)
_HUMAN = {"it": False, "its": False} | dict.fromkeys(("he", "she", "him", "her", "his", "hers"), True)
_POSSESSIVE = ("his", "its", "their")
_THERE = re.compile(r"\b(?:over there|(?<!is )(?<!are )(?<!was )(?<!were )there)(?=\W*$)", re.IGNORECASE)
_PAIRS = (("is", "are"), ("was", "were"), ("has", "have"), ("does", "do"))
_ANY = dt.date(2000, 1, 1)


def fill_english(asked: str, scene: Scene) -> str | None:
    """The last question with what ``asked`` changes in it; None where ``asked`` is a whole question."""
    text = _END.sub("", asked.strip())
    opened = _OPENING.match(text)
    body = text[opened.end() :].strip() if opened else text
    last = _END.sub("", scene.question)
    if not body or not last:
        return None
    if _MORE.fullmatch(body):
        return scene.question
    if _LONE.fullmatch(body):
        word = re.sub(r" (?:exactly|is that)$", "", body).lower()
        clause = _CLAUSE.match(last)
        if _SWAPPABLE.fullmatch(word) and (clause or _YES_NO.match(last)):
            told = clause["clause"] if clause else last[:1].lower() + last[1:]
            return f"{word[:1].upper()}{word[1:]} {told}?"
        return f"{last}, and {word}?"
    if opened is None or _VERB.search(body):
        return None
    found = _other_time(body, last) or _other_noun(body, last, scene)
    return f"{found[:1].upper()}{found[1:]}?" if found else None


def _other_time(body: str, last: str) -> str | None:
    own = find_period(body, _ANY)
    if own is None or len(body[: own.span[0]].strip()) > 6 or body[own.span[1] :].strip():
        return None
    period = find_period(last, _ANY)
    if period is None:
        return f"{last} {body}"
    return f"{last[: period.span[0]]}{own.text}{last[period.span[1] :]}"


def _other_noun(body: str, last: str, scene: Scene) -> str | None:
    """ "the tunnel", "her deputy", "for children", "in Larnack"."""
    if own := re.match(r"(?P<own>his|her|its|their) (?P<noun>.+)$", body, re.IGNORECASE):
        owner = antecedent(scene, body, gender=_gender(own["own"]), plural=own["own"].lower() == "their")
        if owner is None or not english_name(owner):
            return None
        return (
            f"Who is {_genitive(english_name(owner))} {own['noun']}"
            if owner is scene.answered
            else f"What about {_genitive(english_name(owner))} {own['noun']}"
        )
    if re.match(r"(?:for|in|at|with|by|according to|after|before|on|during) ", body, re.IGNORECASE):
        return f"{last} {body}"
    new = next(iter(nouns(f"what {body}")), None)
    if new is None or new.end < len(body) + 5:
        return None
    asked = [noun for noun in scene.candidates() if noun in scene.asked]
    old = next((noun for noun in asked if noun.person == new.person), asked[0] if asked else None)
    if old is None:
        return None
    start = last.lower().find(old.text.lower(), max(old.start - 1, 0))
    if start < 0:
        return None
    before = last[:start]
    if old.plural != new.plural:
        before = _numbered(before, plural=new.plural)
    return f"{before}{new.text}{last[start + len(old.text) :]}"


def _numbered(before: str, *, plural: bool) -> str:
    for singular, many in _PAIRS:
        old, new = (singular, many) if plural else (many, singular)
        if re.search(rf"\b{old} $", before):
            return re.sub(rf"\b{old} $", f"{new} ", before)
    return before


def resolve_english(asked: str, scene: Scene) -> str | None:
    """The question with its pronoun replaced by what it stands for; None where none points back or nothing fits."""
    for found in _PRONOUN.finditer(asked):
        before, word = asked[: found.start()], found[0].lower()
        if any(noun.lead != "quel" for noun in nouns(before)) or _IMPERSONAL.search(asked):
            return None
        noun = antecedent(
            scene, asked, gender=_gender(word), plural=word in ("they", "them", "their", "theirs"),
            human=_HUMAN.get(word),
        )  # fmt: skip
        if noun is None or not (text := english_name(noun)):
            continue
        possessive = word in _POSSESSIVE or (
            word == "her"
            and re.match(r" [a-z]", asked[found.end() :]) is not None
            and not re.match(r" (?:in|at|on|as|for|to|from|by|after|before|with|when)\b", asked[found.end() :])
        )
        text = _genitive(text) if possessive else text
        return f"{before}{text if before else text[:1].upper() + text[1:]}{asked[found.end() :]}"
    there = _THERE.search(asked)
    place = scene.place()
    if there and place and not nouns(asked[: there.start()]):
        return f"{asked[: there.start()]}in {place.text}{asked[there.end() :]}"
    return None


def _gender(word: str) -> Gender:
    return "m" if word.lower() in ("he", "him", "his") else "f" if word.lower() in ("she", "her", "hers") else ""


def _genitive(name: str) -> str:
    return f"{name}'" if name.startswith("the ") and name.endswith("s") else f"{name}'s"


def english_name(noun: Noun) -> str:
    """The noun in an English sentence: of "le groupe Sarvan" its name; empty where it has none."""
    return noun.text if noun.name or noun.text.startswith("the ") else named_within(noun)


def named_within(noun: Noun) -> str:
    """The proper name in a noun phrase of another language."""
    found = re.search(r"[A-ZÀ-Ý][\w'’-]+(?: [A-ZÀ-Ý][\w'’-]+)*", noun.text)
    return found[0] if found else ""
