"""What page and exports tell of an answer: its paragraphs, what each sentence rests on, who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from rag.contract import AnswerReply, CheckReply, SentenceReply
from rag.types import Language
from web.words import check_name, say

MARKS = {"verbatim": "”", "supported": "✓", "repaired": "↻", "unsupported": "?"}


def paragraphs(answer: AnswerReply) -> Iterator[tuple[list[SentenceReply], bool]]:
    """The sentences by paragraph or list item, as the answer's text has them; true for an item."""
    text: str = answer["answer"]
    place = 0
    block: list[SentenceReply] = []
    is_item = text.startswith("- ")
    for sentence in answer["sentences"]:
        at = text.find(sentence["text"], place)
        between = text[place:at] if at >= 0 else "\n"
        if "\n" in between and block:
            yield block, is_item
            block, is_item = [], between.rstrip(" ").endswith("-")
        block.append(sentence)
        place = at + len(sentence["text"]) if at >= 0 else place
    if block:
        yield block, is_item


def support_of(sentence: SentenceReply) -> str:
    """What a sentence rests on; whatever is not known to be supported counts as unsupported."""
    support = sentence.get("support")
    if support not in ("verbatim", "supported") or not sentence.get("citations"):
        return "unsupported"
    return "repaired" if sentence.get("repaired") else str(support)


def check_words(check: CheckReply, language: Language) -> str:
    """A check in words, with what it stumbled over."""
    name = check_name(str(check.get("name")), language)
    # the details of these two checks are scores, which tell a reader nothing
    detail = str(check.get("detail") or "") if check.get("name") not in ("content", "entailment") else ""
    return f"{name} ({detail})" if detail else name


def answerer_name(used: Mapping[str, object], language: Language) -> str:
    """Who writes, in words."""
    kind = used.get("kind") or "extractive"
    model = re.sub(r".*[/\\]", "", str(used.get("model") or ""))
    return say(f"kind_{kind}", language, model=model)
