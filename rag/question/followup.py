"""A question that leans on what was said before, completed into one that stands alone.

The bare question comes first: only an ellipsis ("Pourquoi ?", "Et le musée ?") or a pronoun without antecedent of its
own is completed, with the one antecedent that it needs, into a sentence that a reader could have written. Where
nothing certain can be done the bare question stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.language.detect import language_of_question
from rag.question.context.antecedents import Scene
from rag.question.context.ellipsis import OPENING, fill
from rag.question.context.english_followup import fill_english, resolve_english
from rag.question.context.noun_phrases import after, nouns
from rag.question.context.pronouns import resolve
from rag.question.smalltalk import is_smalltalk
from rag.types import Turn

_LONGEST_TURN = 1200
_TURNS_BACK = 12
"""Messages of the conversation that are looked at."""
_CORRECTION = re.compile(
    r"^\W*(?:(?:non|mais|pardon|enfin|no|sorry|but)\b[ ,.!]*)*(?:je (?:parle|parlais|veux dire|voulais (?:dire|parler))"
    r"|i(?: mean| meant|['’ ]a?m talking about| was (?:talking|asking) about))\s+"
    r"(?P<of>de la |de l['’]|du |des |de |d['’])?(?P<topic>[^:;?!.,]+)(?P<then>[:;,.?!\s]*)(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
""" "Non, je parle du musée : combien coûte l'entrée ?"."""
_ARTICLES = {"de la ": "la ", "du ": "le ", "des ": "les "}


@dataclass(frozen=True, slots=True)
class Completion:
    """A follow-up as one whole sentence."""

    text: str
    ellipsis: bool
    """Whether the bare words say nothing by themselves: "Et en 2025 ?"."""


def complete(asked: str, history: Sequence[Turn]) -> Completion | None:
    """``asked`` as a sentence that stands alone; None where it does so already or nothing certain can be done."""
    return _completed(asked, _scene(history)) if len(asked) <= _LONGEST_TURN else None


def goes_on(asked: str, completion: Completion | None) -> bool:
    """Whether a question names nothing to speak of but what was said: "Qui est le maire ?", "Pourquoi ?"."""
    named = [noun for noun in nouns(asked) if noun.lead != "quel"]
    return not any(noun.name for noun in named) if completion is None else completion.ellipsis and not named


def make_standalone(asked: str, history: Sequence[Turn]) -> str:
    """``asked``, completed where it needs to be."""
    completion = complete(asked, history)
    return completion.text if completion else asked


def _completed(asked: str, scene: Scene | None) -> Completion | None:
    if scene is None or language_of_question(asked) == "es":
        return None
    asked = asked.strip()
    if found := _CORRECTION.match(asked):
        return _corrected(found, scene)
    english = language_of_question(asked) == "en"
    filled = fill_english(asked, scene) if english else fill(asked, scene)
    if filled:
        return Completion(filled, ellipsis=True)
    opened = None if english else OPENING.match(asked)
    body = asked[opened.end() :] if opened else asked
    resolved = resolve_english(asked, scene) if english else resolve(body, scene)
    return Completion(resolved, ellipsis=False) if resolved and resolved != asked else None


def _corrected(found: re.Match[str], scene: Scene) -> Completion | None:
    """The last question about what was meant, or the question put after it, about that."""
    of, topic, rest = (found["of"] or "").lower().replace("’", "'"), found["topic"].strip(), found["rest"]
    english = language_of_question(found[0]) == "en"
    topic = f"en {topic}" if topic.isdigit() and not english else _ARTICLES.get(of, "l'" * (of == "de l'")) + topic
    if about := _completed(
        rest or f"{'And' if english else 'Et'} {topic} ?", Scene.of(topic, "", scene) if rest else scene
    ):
        return Completion(about.text[:1].upper() + about.text[1:], ellipsis=True)
    rest = rest or OPENING.sub("", scene.question)
    before = f"About {topic}" if english else topic if topic.startswith("en ") else f"À propos {after('de', topic)}"
    return Completion(f"{before[:1].upper()}{before[1:]}, {rest[:1].lower()}{rest[1:]}", ellipsis=True)


def _scene(history: Sequence[Turn]) -> Scene | None:
    """What was spoken of, each earlier question as it was itself understood; thanks and greetings change nothing."""
    scene: Scene | None = None
    turns = list(history)[-_TURNS_BACK:]
    for place, turn in enumerate(turns):
        if turn.role != "user" or not turn.content.strip() or is_smalltalk(turn.content):
            continue
        question = turn.content[:_LONGEST_TURN].strip()
        completion = _completed(question, scene)
        answer = turns[place + 1].content if place + 1 < len(turns) and turns[place + 1].role == "assistant" else ""
        scene = Scene.of(completion.text if completion else question, answer, scene, leaned=completion is not None)
    return scene
