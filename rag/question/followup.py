"""A question that leans on what was said before, completed into one that stands alone.

The bare question comes first: only an ellipsis ("Pourquoi ?", "Et le musée ?") or a pronoun without antecedent of its
own is completed, with the one antecedent that it needs, into a sentence that a reader could have written. Where
nothing certain can be done the bare question stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rag.language.detect import language_of_question
from rag.question.context.antecedents import Scene
from rag.question.context.ellipsis import OPENING, fill
from rag.question.context.english_followup import fill_english, resolve_english
from rag.question.context.pronouns import resolve
from rag.question.smalltalk import is_smalltalk
from rag.types import Turn

_LONGEST_TURN = 1200
_TURNS_BACK = 12
"""Messages of the conversation that are looked at."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A follow-up as one whole sentence."""

    text: str
    ellipsis: bool
    """Whether the bare words say nothing by themselves: "Et en 2025 ?"."""


def complete(asked: str, history: Sequence[Turn]) -> Completion | None:
    """``asked`` as a sentence that stands alone; None where it does so already or nothing certain can be done."""
    return _completed(asked, _scene(history)) if len(asked) <= _LONGEST_TURN else None


def make_standalone(asked: str, history: Sequence[Turn]) -> str:
    """``asked``, completed where it needs to be."""
    completion = complete(asked, history)
    return completion.text if completion else asked


def _completed(asked: str, scene: Scene | None) -> Completion | None:
    if scene is None or language_of_question(asked) == "es":
        return None
    asked = asked.strip()
    english = language_of_question(asked) == "en"
    filled = fill_english(asked, scene) if english else fill(asked, scene)
    if filled:
        return Completion(filled, ellipsis=True)
    opened = None if english else OPENING.match(asked)
    body = asked[opened.end() :] if opened else asked
    resolved = resolve_english(asked, scene) if english else resolve(body, scene)
    return Completion(resolved, ellipsis=False) if resolved and resolved != asked else None


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
