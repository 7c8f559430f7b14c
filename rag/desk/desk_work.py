"""What is done with the archive beside asking it: texts held to it, questions that stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from rag.desk.kept_batches import KeptBatches
from rag.desk.standing import StandingQuestions
from rag.settings import Settings
from rag.types import Answer, Answerer, Article, CheckedSentence, Filters, Hit, Question, Standing, Turn

if TYPE_CHECKING:
    from rag.reader.reader import Reader
    from rag.retrieval import Retriever
    from vectorstore.embedding.embedder import Embedder
    from vectorstore.library import Library


class Archive(Protocol):
    """The facade ``rag.sourcier.Sourcier`` as far as the desk uses it."""

    settings: Settings
    library: Library
    embedder: Embedder
    retriever: Retriever
    answer_reader: Reader

    def ask(self, question: str, history: Sequence[Turn] = (), *, answerer: Answerer | None = None) -> Answer:
        """Answer from the articles."""

    def search(self, question: str, k: int = 10) -> tuple[Question, list[Hit]]:
        """The ranked passages alone."""

    def understand(self, question: str, history: Sequence[Turn] = (), filters: Filters = ...) -> Question:
        """The question as read."""

    def article(self, article_id: str) -> Article:
        """One article; NotFound where there is none."""

    def sync(self) -> None:
        """Let the index follow the library."""


class DeskWork:
    """The desk of one archive."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.batches = KeptBatches(archive.settings.data / "batches")
        self.questions = StandingQuestions(
            archive.library,
            lambda question: archive.ask(question, answerer="extractive"),
            lambda question: archive.search(question)[1],
        )

    def check(
        self, text: str, *, filters: Filters = Filters(), sources: Sequence[str] = (), passages: Sequence[str] = ()
    ) -> Iterator[CheckedSentence]:
        """Hold a text to these passages, else to the articles with these ids, else to the filtered archive."""
        from rag.desk.check_text import check_text
        from rag.desk.likely_passages import in_archive, in_articles, in_texts

        archive = self._archive
        if passages:
            find = in_texts(passages, archive.embedder)
        elif sources:
            known = [archive.article(article_id).article_id for article_id in sources]
            find = in_articles(known, archive.library, archive.embedder)
        else:
            archive.sync()
            find = in_archive(archive.retriever, lambda sentence: archive.understand(sentence, (), filters))
        return check_text(text, find, archive.embedder, archive.answer_reader)

    def embed(self, texts: Sequence[str], *, query: bool = False) -> list[list[float]]:
        """The vector of each text, as a question or as a passage."""
        embedder = self._archive.embedder
        vectors = [embedder.query(text) for text in texts] if query else embedder.passages(texts)
        return [[float(number) for number in vector] for vector in vectors]

    def standing(self) -> list[Standing]:
        """The questions that are kept and asked again, those with something new first."""
        return self.questions.all()

    def add_standing(self, question: str) -> Standing:
        """Keep a question; it is asked in the background."""
        return self.questions.add(question)

    def remove_standing(self, number: int) -> None:
        """Keep a question no longer; NotFound where there is none."""
        self.questions.remove(number)
