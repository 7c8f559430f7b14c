"""The prompt of the answer step and the sentences of what a model writes on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from rag.answering.choose import Limits, best
from rag.answering.evidence import Evidence
from rag.answering.latest import by_date
from rag.answering.phrases import date_words
from rag.types import Question

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

PROMPTS = Path(__file__).resolve().parent.parent.parent / "prompts"
SHOWN = Limits(800, 8, 4, "prompt")
"""Sentences of evidence in the prompt: 100 more tokens cost more than a second before the first word."""
ANSWER_TOKENS = 160
_CONTROL = re.compile(r"<\|[^|>]{1,40}\|>|</?(?:s|im_start|im_end|system|user|assistant)>|\[/?INST\]", re.IGNORECASE)


@lru_cache(maxsize=8)
def prompt(name: str) -> str:
    """A prompt's text, from ``prompts/``."""
    return (PROMPTS / f"{name}.txt").read_text("utf-8")


def messages(
    question: Question, evidence: Sequence[Evidence], *, window: int, count_tokens: Callable[[str], int]
) -> list[BaseMessage]:
    """System and user message; evidence is dropped from the end until the prompt fits the window."""
    from langchain_core.messages import HumanMessage, SystemMessage
    from langchain_core.prompts import PromptTemplate

    language = "en" if question.language == "en" else "fr"
    system = prompt(f"system.{language}").strip()
    asked = prompt(f"answer.{language}").strip()
    template = PromptTemplate.from_template(prompt(f"evidence.{language}").strip())
    items = shown(question, evidence)
    while True:
        user = template.format(evidence=evidence_text(items, language), question=clean(question.standalone), task=asked)
        if len(items) <= 1 or count_tokens(system + user) + ANSWER_TOKENS + 64 <= window:
            return [SystemMessage(system), HumanMessage(user)]
        items.pop()


def shown(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The sentences that the prompt shows, in its order: passage by passage, each in the article's order."""
    chosen = best(by_date(question, evidence), SHOWN)
    passages = list(dict.fromkeys(item.source.passage.passage_id for item in chosen))
    return sorted(chosen, key=lambda item: (passages.index(item.source.passage.passage_id), item.source.start))


def evidence_text(items: Sequence[Evidence], language: str) -> str:
    """One line a passage: outlet, date, then its sentences."""
    lines: list[str] = []
    passage = None
    for item in items:
        words = clean(" ".join(item.source.quote.split()))
        if item.source.passage.passage_id == passage:
            lines[-1] += f" {words}"
            continue
        passage = item.source.passage.passage_id
        date = date_words(item.source.passage, language)
        lines.append(f"- {clean(item.source.passage.source or '?')}, {date} : {words}")
    return "\n".join(lines)


def clean(text: str) -> str:
    """Articles' and readers' words without the tokens that a chat template gives a meaning to."""
    return _CONTROL.sub(" ", text)


def whole(draft: str) -> str:
    """A draft that came to its limit, without the sentence that was cut off."""
    from rag.language.sentences import split_sentences

    start, end = (split_sentences(draft) or [(0, 0)])[-1]
    return draft if draft[start:end].rstrip(' »”"').endswith((".", "!", "?", "…")) else draft[:start]


_NOISE = re.compile(r"^\s*(?:[-*•]\s+|#+\s*|\d+[.)]\s+)|\*\*|__|`")
_MARK = re.compile(r"\s*(?:\[\d+(?:\s*[,;]\s*\d+)*\])")


def sentences_of(text: str) -> list[str]:
    """The sentences that a model wrote, without list signs, emphasis or marks of its own."""
    from rag.language.sentences import split_sentences

    plain = "\n".join(_NOISE.sub("", line) for line in _MARK.sub("", text).splitlines())
    found = [plain[start:end].strip() for start, end in split_sentences(plain)]
    return [" ".join(sentence.split()) for sentence in found if re.search(r"\w", sentence)]
