"""The newcomer's pipeline, to compare with: LangChain's RAG tutorial as it stands, on the same model.

    pip install langchain-text-splitters
    python bench/tutorial.py QUESTIONS.jsonl ARTICLES_DIR --model MODEL.gguf [--limit N] [--json]

Recursive splitter (1000 characters, 200 shared), Chroma with its default embedder (all-MiniLM-L6-v2, fetched by
Chroma the first time), the four nearest chunks, the tutorial's prompt. Scored like Sourcier's own answers; a reply
that starts by not knowing counts as a refusal.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag.evaluation import evaluate, failures, load_questions, markdown_table
from rag.metrics import load_articles

if TYPE_CHECKING:
    from chromadb import Collection
    from langchain_core.language_models import BaseChatModel

CHUNK, OVERLAP, NEAREST = 1000, 200, 4
PROMPT = """You are an assistant for question-answering tasks. Use the following pieces of retrieved context to answer \
the question. If you don't know the answer, just say that you don't know. Use three sentences maximum and keep the \
answer concise.
Question: {question}
Context: {context}
Answer:"""
UNKNOWING = re.compile(r"\W*(i (do not|don't) know|je ne (le )?sais pas|i'm sorry|(je suis )?désolé)", re.IGNORECASE)


def index(articles: Path, folder: str) -> Collection:
    """Every article in chunks, in a Chroma collection with the default embedder."""
    import chromadb
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    collection = chromadb.PersistentClient(folder).create_collection("tutorial")
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    for name, text in load_articles(articles).items():
        chunks = splitter.split_text(text)
        collection.add(
            ids=[f"{name}/{n}" for n in range(len(chunks))],
            documents=chunks,
            metadatas=[{"name": name} for _ in chunks],
        )
    return collection


def search(collection: Collection, question: str, k: int = NEAREST) -> list[dict[str, Any]]:
    """The nearest chunks as passages."""
    found = collection.query(query_texts=[question], n_results=k)
    documents, metadatas = (found["documents"] or [[]])[0], (found["metadatas"] or [[]])[0]
    passages = []
    for text, metadata in zip(documents, metadatas, strict=True):
        file, _, record = str(metadata["name"]).partition("#")
        passages.append({"file": file, "record": int(record) if record else None, "text": text, "title": None})
    return passages


def answer(chat: BaseChatModel, collection: Collection, question: str) -> dict[str, Any]:
    """The tutorial's answer, in the shape that is scored: its sources are the chunks that it was given."""
    start = time.perf_counter()
    passages = search(collection, question)
    retrieval = time.perf_counter() - start
    context = "\n\n".join(passage["text"] for passage in passages)
    text = str(chat.invoke(PROMPT.format(question=question, context=context)).content)
    return {
        "status": "refused" if UNKNOWING.match(text) else "answered",
        "answer": text,
        "sentences": [{"text": text, "citations": list(range(1, len(passages) + 1))}],
        "citations": [passage | {"passage": passage["text"], "quote": passage["text"]} for passage in passages],
        "timings": {"retrieval_s": retrieval},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="a GGUF file")
    parser.add_argument("--limit", type=int, help="only the first N questions")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    from rag.models.llama import LlamaChat
    from rag.models.llama_server import LlamaServer

    chat = LlamaChat(server=LlamaServer(options.model), max_tokens=256)
    with tempfile.TemporaryDirectory(prefix="tutorial-", ignore_cleanup_errors=True) as folder:
        collection = index(options.articles, folder)
        asked = Path(folder, "questions.jsonl")
        rows = load_questions(options.questions)[: options.limit]
        asked.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
        scores = evaluate(
            asked,
            options.articles,
            lambda question, history: answer(chat, collection, question),
            lambda question, k: search(collection, question, k),
            lambda done, total: print(f"\r{done}/{total}", end="", file=sys.stderr),
        )
    print(json.dumps(scores.as_json(), ensure_ascii=False) if options.json else markdown_table(scores))
    if not options.json:
        print(failures(scores))


if __name__ == "__main__":
    main()
