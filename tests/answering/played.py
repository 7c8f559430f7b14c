"""A language model that says what it is given, and what every answer must satisfy."""

from __future__ import annotations

from collections.abc import Iterator

from langchain_core.language_models.chat_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult

from rag.answering.answer import Asked, answer
from rag.models.writers import Writer
from rag.sourcier import Sourcier
from rag.types import Answer, Event


class Played(BaseChatModel):
    """Says what it is given."""

    says: str

    @property
    def _llm_type(self) -> str:
        return "played"

    def count_prompt(self, messages: list[BaseMessage]) -> int:
        return sum(len(str(message.content)) for message in messages) // 3

    def _generate(self, messages: list[BaseMessage], *_: object, **__: object) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.says))])

    def _stream(self, messages: list[BaseMessage], *_: object, **__: object) -> Iterator[ChatGenerationChunk]:
        for word in self.says.split(" "):
            yield ChatGenerationChunk(message=AIMessageChunk(word + " "))


def play(sourcier: Sourcier, question: str, says: str) -> tuple[list[Event], Answer]:
    understood = sourcier.understand(question)
    found = sourcier.retriever.find(understood, 12)
    asked = Asked(understood, found.hits, found.weights, sourcier.coverage(), 0.0)
    writer = Writer("embedded", "played", Played(says=says), 4096, lambda text: len(text) // 3)  # type: ignore[arg-type]
    events = list(answer(asked, writer, sourcier.embedder, sourcier.answer_reader))
    assert events[-1].answer is not None
    return events, events[-1].answer


def holds(given: Answer, sourcier: Sourcier) -> None:
    """What every answer must satisfy."""
    numbers = [citation.n for citation in given.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    for citation in given.citations:
        text = sourcier.article(citation.passage.article_id).draft.text
        assert text[citation.start : citation.end] == citation.quote
        assert citation.passage.start <= citation.start < citation.end <= citation.passage.end
    for sentence in given.sentences:
        assert sentence.citations
        assert set(sentence.citations) <= set(numbers)
