"""Where the sentences of a text are looked for: in the archive, in some articles, or in texts that came along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from rag.answering.orders import citable
from rag.desk.check_text import PASSAGES, Find
from rag.language.terms import terms
from rag.types import Hit, Line, Passage, Question

if TYPE_CHECKING:
    from rag.retrieval import Retriever
    from vectorstore.embedding.embedder import Embedder
    from vectorstore.library import Library


def in_archive(retriever: Retriever, understand: Callable[[str], Question]) -> Find:
    """What finds the passages of the archive; ``understand`` reads a sentence as a question, with the filters."""

    def find(sentence: str, language: str) -> list[Passage]:
        return [citable(hit).passage for hit in retriever.find(understand(sentence), PASSAGES).hits]

    return find


def in_articles(article_ids: Sequence[str], library: Library, embedder: Embedder) -> Find:
    """What finds the passages of these articles."""
    found: list[Passage] = []
    for article_id in article_ids:
        passages = library.passages(library.article_passages(article_id))
        found += [citable(Hit(passages[number], 0.0)).passage for number in sorted(passages)]
    return _ranked(found, embedder)


def in_texts(texts: Sequence[str], embedder: Embedder) -> Find:
    """What finds the passages of texts that came along, without any archive."""
    return _ranked([passage for number, text in enumerate(texts) for passage in given(number, text)], embedder)


def given(number: int, text: str) -> list[Passage]:
    """A text that came along as passages; its number, from 0, stands in their ``article_id``: ``passage:3``."""
    from rag.language.detect import language_of_question
    from rag.reading.passages import make_chunks

    lines, start = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append(Line(start, start + len(line), "body"))
        start += len(line) + 1
    name = f"passage:{number}"
    return [
        Passage(
            passage_id=-(number * 10_000 + chunk.n) - 1, article_id=name, file=name, record=None, n=chunk.n,
            start=chunk.start, end=chunk.end, text=text[chunk.start : chunk.end], sentences=chunk.sentences,
            title=None, source=None, author=None, url=None, published=None, updated=None,
            language=language_of_question(text), copies=(), dispatch=None, superseded_by=None,
        )
        for chunk in make_chunks(text, lines)
    ]  # fmt: skip


def _ranked(passages: Sequence[Passage], embedder: Embedder) -> Find:
    """These passages, for each sentence by shared words and meaning."""
    import numpy as np

    many = len(passages) > PASSAGES
    # one group a passage: what was embedded for an earlier text is still there
    vectors = np.concatenate(embedder.groups([[passage.text] for passage in passages])) if many else np.zeros((0, 1))
    held = [frozenset(terms(passage.text)) for passage in passages]

    def find(sentence: str, language: str) -> list[Passage]:
        if len(passages) <= PASSAGES:
            return list(passages)
        wanted = set(terms(sentence))
        cosines = (vectors @ embedder.passages([sentence])[0]).tolist()
        likeness = [len(wanted & words) / max(1, len(wanted)) + c for words, c in zip(held, cosines, strict=True)]
        best = sorted(range(len(passages)), key=lambda place: -likeness[place])
        return [passages[place] for place in best[:PASSAGES]]

    return find
