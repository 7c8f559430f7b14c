"""Sentences of articles that are addressed to a program: they are never quoted, shown to a model or rested upon.

A press text tells its readers something; a sentence that tells a machine what to answer was planted. Signs are
counted, since no single one is proof: « répondez » may stand in a quotation, "system:" in a table. Such sentences
stay in the article, where readers find them; only answers do without them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from rag.types import Hit, Passage, Span

ENOUGH = 3
"""Points from which a sentence counts as an order; chosen on the sets of docs/security.md."""


def _words(text: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{text})\b", re.IGNORECASE)


_SAY = (
    "réponds|répondez|écris|écrivez|affirme[sz]?|affirmez|recopiez?|cite[zs]?|termine[zs]?|invente[zs]?|oublie[zs]?|"
    "ignore[zs]?|ignoring|reply|replies|respond|answer|output|print|pretend|disregard|speak only|begin with|start with|"
    "state that|say that|say|add that|repeat after|put that|invite|refuse[zs]?|dis|dites"
)
SIGNS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (3, re.compile(r"<\|[^|>]{1,40}\|>|\[/?INST\]|<</?SYS>>|<!--|<script\b|\{\s*\"\w+\"\s*:", re.IGNORECASE)),
    (3, re.compile(r"(?:^|[.!?#»\"]\s*|\n)\W{0,4}(?:system|système|assistant|user|utilisateur)\s*:", re.IGNORECASE)),
    (3, re.compile(r"(?:\b\w ){5,}\w\b")),
    (3, _words(r"(?:debug|developer|dan) mode|(?:you are|tu es|vous êtes) (?:now|maintenant|désormais)")),
    (
        3,
        _words(
            r"(?:ignor\w+|oubli\w+|forget|disregard)\b.{0,30}\b(?:instructions?|consignes?|règles|rules|prompts?)"
            r"\b.{0,20}\b(?:précédentes?|antérieures?|ci-dessus|previous|prior|above)"
        ),
    ),
    (
        3,
        _words(
            r"(?:ignor\w+|oubli\w+|forget|disregard)\b.{0,25}\b(?:the excerpts?|les extraits?|(?:previous|prior|above|"
            r"all|your) (?:\w+ )?(?:instructions?|rules|prompts?)|(?:tes|vos) (?:consignes|instructions|règles))"
        ),
    ),
    (2, re.compile(r"(?<!\bje )(?<!\btu )(?<!\b[Jj]')\bréponds\b", re.IGNORECASE)),
    (2, _words(r"modèles? de langage|language models?|logiciels? de réponse|chatbots?|every assistant")),
    (2, re.compile(r"(?:^|\s)(?:IA|AI|[Aa]ssistante?|[Rr]obot|[Bb]ot)\s*[,:]\s+\w")),
    (2, _words(r"(?:vos|tes|your|mes) (?:consignes|instructions|system prompt)|prompt système")),
    (2, _words(r"(?:in|dans|to|par|à) (?:your|ta|votre|chaque|every|toute) (?:answer|réponse|question|phrase)s?")),
    (2, _words(r"from now on|à partir de maintenant")),
    (1, _words(_SAY)),
    (1, _words(r"(?:toujours|seulement|uniquement|always|only|nothing else|(?:à )?chaque|every)")),
    (1, _words(r"(?:les |des |the )?(?:extraits|excerpts)|à la question|si l'on te|if you (?:are asked|do not)")),
    (1, _words(r"tu|te|toi|you|your|votre|vos")),
    (1, re.compile(r"\b[A-ZÀÂÉÈÊÎÔÛÇ][A-ZÀÂÉÈÊÎÔÛÇ-]{5,}\b")),
    (1, re.compile(r"!?\[[^\]]*\]\(\s*\w+:|\[\d+\]")),
    (1, _words(r"mots? de passe|passwords?|mot secret|secret word")),
)


@lru_cache(4096)
def is_order(text: str) -> bool:
    """Whether a sentence, a title or a name reads as an order to a program."""
    points = 0
    for weight, sign in SIGNS:
        if sign.search(text):
            points += weight
            if points >= ENOUGH:
                return True
    return False


_MARKUP = re.compile(r"\w+://|\bwww\.|!?\[[^\]]*\]\(|</?[a-z!][^>]*>", re.IGNORECASE)


def has_markup(text: str) -> bool:
    """Whether a sentence holds an address, a link, an image or a tag: what a model writes is words."""
    return _MARKUP.search(text) is not None


def citable(hit: Hit) -> Hit:
    """The hit without the sentences, title, outlet and author that are orders; usually the hit itself."""
    passage = hit.passage
    sentences = tuple(part for span in passage.sentences for part in _parts(passage, span))
    title, source, author = (None if is_order(text or "") else text for text in _names(passage))
    if (sentences, title, source, author) == (passage.sentences, *_names(passage)):
        return hit
    return replace(hit, passage=replace(passage, sentences=sentences, title=title, source=source, author=author))


def _names(passage: Passage) -> tuple[str | None, str | None, str | None]:
    return passage.title, passage.source, passage.author


_STOP = re.compile(r"(?<=[.!?])\s+")
"""Where a sentence ends before signs that no sentence begins with, such as those of a chat template."""


def _parts(passage: Passage, span: Span) -> list[Span]:
    """The sentence itself, or what is left of it beside its orders."""
    start, end = span[0] - passage.start, span[1] - passage.start
    if not is_order(passage.text[start:end]):
        return [span]
    parts, at = [], start
    for stop in [*_STOP.finditer(passage.text, start, end), None]:
        until = stop.start() if stop else end
        if until - at < end - start and not is_order(passage.text[at:until]):
            parts.append((at + passage.start, until + passage.start))
        at = stop.end() if stop else end
    return parts
