"""Finding the passages that a question needs: words and vectors together, then a light reranker."""

from rag.retrieval.search import Retriever

__all__ = ["Retriever"]
