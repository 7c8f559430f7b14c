"""The newcomer's pipeline, to compare with: LangChain's RAG tutorial as it stands.

Recursive splitter (1000 characters, 200 shared), in-memory vector store, the four nearest chunks, its prompt.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_core.vectorstores import InMemoryVectorStore
from langchain_text_splitters import RecursiveCharacterTextSplitter

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from vectorstore.embedding.embedder import Embedder

CHUNK, OVERLAP, NEAREST = 1000, 200, 4
PROMPT = """You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer \
the question. If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the \
answer concise.
Question: {question}
Context: {context}
Answer:"""
UNKNOWING = re.compile(
    r"\W*(i (do not|don't) know|je ne (le )?sais pas|i'm sorry|(je suis )?désolé|none of the (provided )?sources"
    r"|aucune des (\w+ )?sources|the (provided )?sources do not|les sources ne)",
    re.IGNORECASE,
)
"""How a reply begins that counts as a refusal."""


class Vectors(Embeddings):
    """Sourcier's embedder in LangChain's clothes."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of passages."""
        return [[float(x) for x in vector] for vector in self._embedder.passages(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""
        return [float(x) for x in self._embedder.query(text)]


def pipeline(chat: BaseChatModel, embedder: Embedder, articles: Mapping[str, str]) -> Callable[[str], dict[str, Any]]:
    """What answers a question, in the shape that is scored: its sources are the chunks that it was given."""
    store = InMemoryVectorStore(Vectors(embedder))
    documents = [Document(text, metadata={"name": name}) for name, text in articles.items()]
    store.add_documents(
        RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP).split_documents(documents)
    )

    def ask(question: str) -> dict[str, Any]:
        start = time.perf_counter()
        found = store.similarity_search(question, NEAREST)
        retrieval = time.perf_counter() - start
        context = "\n\n".join(document.page_content for document in found)
        text = str(chat.invoke(PROMPT.format(question=question, context=context)).content)
        return {
            "status": "refused" if UNKNOWING.match(text) else "answered",
            "answer": text,
            "sentences": [{"text": text, "citations": list(range(1, len(found) + 1))}],
            "citations": [source(document.metadata["name"], document.page_content) for document in found],
            "timings": {"retrieval_s": retrieval},
        }

    return ask


def source(name: str, text: str) -> dict[str, Any]:
    """A chunk as a citation."""
    file, _, record = name.partition("#")
    return {"file": file, "record": int(record) if record else None, "title": None, "passage": text, "quote": text}
