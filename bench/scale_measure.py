"""One size measured: start-up, memory, and the time of each kind of search beside bare Chroma and the tutorial's."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.generated import outlet
from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier
from rag.types import Filters
from vectorstore.index.chroma import Index
from vectorstore.index.exact import ExactIndex
from vectorstore.index.health import where

if TYPE_CHECKING:
    from vectorstore.embedding.embedder import Embedder

NEAREST = 10
TUTORIAL_K = 6
WARM = 20
"""Questions asked before the measure begins."""
FILTERS = {
    "no filter": Filters(),
    "a year": Filters(start="2022", end="2022"),
    "an outlet": Filters(source=outlet(3)),
    "a quarter of an outlet": Filters(start="2022-01", end="2022-03", source=outlet(3)),
}


def tutorial_store(data: Path, embedder: Embedder) -> Any:  # noqa: ANN401 - langchain-chroma may be absent
    """LangChain's Chroma as its tutorial makes it, but with our embedder."""
    from chromadb.config import Settings as ChromaSettings
    from langchain_chroma import Chroma

    class Embeddings:
        def embed_query(self, text: str) -> list[float]:
            return [float(x) for x in embedder.query(text)]

    settings = ChromaSettings(_env_file=None, anonymized_telemetry=False)  # type: ignore[call-arg]
    return Chroma("tutorial", Embeddings(), persist_directory=str(data / "tutorial"), client_settings=settings)


@dataclass
class Bench:
    """An open archive and its questions."""

    sourcier: Sourcier
    tutorial: Any
    questions: list[dict[str, Any]]

    def forget_vectors(self) -> None:
        """So that each call embeds its question, and reads its passages again."""
        self.sourcier.embedder._known.cache_clear()  # type: ignore[attr-defined]
        self.sourcier.embedder._read.clear()  # type: ignore[attr-defined]

    def retrieve(self, question: str, filters: Filters) -> None:
        """The whole retrieval but the second look at the first passages, whose cost does not grow with the archive."""
        self.sourcier.retriever.find(self.sourcier.understand(question, (), filters), NEAREST)

    def collection(self) -> Any:  # noqa: ANN401 - Chroma's own class
        """The Chroma collection of the archive's index."""
        assert isinstance(self.sourcier.index, Index)
        return self.sourcier.index._collection

    def compare(self, filters: Filters) -> dict[str, list[float]]:
        """Milliseconds of every question by each way, taken in turn."""
        read = self.sourcier.understand("question", (), filters)
        days = (read.period.first_day, read.period.last_day) if read.period else None
        number = self.sourcier.library.source_ids().get(filters.source or "")
        chosen = where(days, None if number is None else [number])
        collection = self.collection()

        def bare(question: str) -> None:
            collection.query(
                query_embeddings=[self.sourcier.embedder.query(question)],
                n_results=NEAREST,
                where=chosen,
                include=["metadatas", "distances"],
            )

        ways: dict[str, Callable[[str], object]] = {
            "Sourcier": lambda question: self.retrieve(question, filters),
            "bare Chroma": bare,
        }
        if chosen is None:
            ways["with the second look"] = lambda question: self.sourcier.search(question, NEAREST, filters=filters)
        if self.tutorial is not None:
            ways["LangChain"] = lambda question: self.tutorial.similarity_search(question, TUTORIAL_K, filter=chosen)
        spent: dict[str, list[float]] = {name: [] for name in ways}
        for n, asked in enumerate(self.questions):
            order = list(ways)
            for name in order if n % 2 else order[::-1]:
                self.forget_vectors()
                started = time.perf_counter()
                ways[name](asked["question"])
                if n >= WARM or chosen is not None:
                    spent[name].append(round((time.perf_counter() - started) * 1000, 3))
        return spent

    def needles(self) -> float:
        """Share of the questions with an answer whose article is among the first five of them all."""
        asked = [q for q in self.questions if q["answerable"] and not q.get("history")]
        found = 0
        for question in asked:
            gold = {g["article"].partition("#")[0] for g in question["gold"] + question.get("gold_alt", [])}
            found += bool(gold & {hit.passage.file for hit in self.sourcier.search(question["question"], 5)[1]})
        return found / len(asked)

    def overlap(self) -> float:
        """Share of the exact nearest ten that Chroma finds."""
        exact, found = ExactIndex(self.sourcier.library.feed, self.sourcier.embedder.dimensions), 0
        for question in self.questions:
            vector = self.sourcier.embedder.query(question["question"])
            near = self.collection().query(query_embeddings=[vector], n_results=NEAREST, include=[])["ids"][0]
            found += len({str(i) for i, _ in exact.search(vector, NEAREST)} & set(near))
        return found / (NEAREST * len(self.questions))


def resident(name: str) -> int:
    """MiB of memory of this process: VmRSS now, VmHWM at most."""
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith(name))
    return int(line.split()[1]) // 1024


def measure(data: Path, started: float) -> dict[str, Any]:
    """All figures of the folder as it is; ``started`` is when this process was launched."""
    lines = (SAMPLES.parent.parent / "eval" / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [json.loads(line) for line in lines]
    sourcier = Sourcier.open(Settings(data=data, answerer="extractive"))
    opened = time.time() - started
    sourcier.search(questions[0]["question"], NEAREST)
    found: dict[str, Any] = {"passages": sourcier.library.feed.passage_count(), "open_s": opened}
    found |= {"first_answer_s": time.time() - started, "first_answer_cpu_s": time.process_time()}
    before = time.time()
    sourcier.search(questions[0]["question"], NEAREST, filters=FILTERS["a year"])
    found["first_filter_s"] = time.time() - before
    bench = Bench(sourcier, None, questions)
    for filters in FILTERS.values():
        for asked in questions:
            bench.retrieve(asked["question"], filters)
    found |= {"needles": bench.needles(), "memory_mib": resident("VmHWM")}
    print(json.dumps(found), file=sys.stderr)
    if (data / "tutorial").is_dir():
        bench.tutorial = tutorial_store(data, sourcier.embedder)
        if bench.tutorial._collection.count() != found["passages"]:
            bench.tutorial = None
    found["ms"] = {name: bench.compare(filters) for name, filters in FILTERS.items()}
    found["overlap"] = bench.overlap()
    sourcier.close()
    return found
