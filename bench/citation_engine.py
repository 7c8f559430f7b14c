"""LlamaIndex's CitationQueryEngine as it stands; runs in an environment of its own, where llama-index-core is.

A child of bench/compare.py. Both speak JSON, an object a line: the parent sends ``{"articles": {name: text}}``, then
``{"question": …}`` each; this asks it for ``{"embed": [texts], "query": bool}`` and ``{"complete": prompt}``, and ends
each question with ``{"text": …, "sources": [{"name", "text"}]}``. So model and vectors are those of the others.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from llama_index.core import Document, Settings, VectorStoreIndex
from llama_index.core.embeddings import BaseEmbedding
from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.query_engine import CitationQueryEngine

NEAREST = 3
WINDOW, REPLY = 8192, 256


def asked(message: dict[str, Any]) -> dict[str, Any]:
    """The parent's reply to a message."""
    print(json.dumps(message), flush=True)
    reply: dict[str, Any] = json.loads(sys.stdin.readline())
    return reply


class Model(CustomLLM):
    """The parent's language model."""

    @property
    def metadata(self) -> LLMMetadata:
        """Its window, and the room for a reply."""
        return LLMMetadata(context_window=WINDOW, num_output=REPLY, model_name="parent")

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:  # noqa: ANN401
        """The whole reply."""
        return CompletionResponse(text=asked({"complete": prompt})["text"])

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:  # noqa: ANN401
        """The reply in one piece."""
        yield self.complete(prompt)


class Vectors(BaseEmbedding):
    """The parent's embedder."""

    def _get_query_embedding(self, query: str) -> list[float]:
        return list(asked({"embed": [query], "query": True})["vectors"][0])

    async def _aget_query_embedding(self, query: str) -> list[float]:
        return self._get_query_embedding(query)

    def _get_text_embedding(self, text: str) -> list[float]:
        return self._get_text_embeddings([text])[0]

    def _get_text_embeddings(self, texts: list[str]) -> list[list[float]]:
        return list(asked({"embed": texts, "query": False})["vectors"])


def main() -> None:
    """Index the articles, then answer until the parent has no more questions."""
    Settings.llm, Settings.embed_model = Model(), Vectors()
    given = json.loads(sys.stdin.readline())["articles"]
    documents = [
        Document(
            text=text,
            metadata={"name": name},
            excluded_embed_metadata_keys=["name"],
            excluded_llm_metadata_keys=["name"],
        )
        for name, text in given.items()
    ]
    engine = CitationQueryEngine.from_args(VectorStoreIndex.from_documents(documents), similarity_top_k=NEAREST)
    print(json.dumps({"ready": True}), flush=True)
    while line := sys.stdin.readline():
        response = engine.query(json.loads(line)["question"])
        sources = [{"name": s.node.metadata["name"], "text": s.node.get_content()} for s in response.source_nodes]
        print(json.dumps({"text": str(response), "sources": sources}), flush=True)


if __name__ == "__main__":
    main()
