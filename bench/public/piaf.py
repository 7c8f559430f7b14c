"""PIAF: questions on paragraphs of the French Wikipedia (Keraron et al., 2020), asked of all paragraphs together.

Read in either form: as published by Etalab (SQuAD's JSON: data, paragraphs, qas), or as ``questions.jsonl`` (question,
answers, gold_records) beside ``articles/*.jsonl``, whose record numbers the gold ones are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from bench.public.brought import Record, folder_of, followed, json_lines, share, shown, thinned, unusable
from rag.answering.evidence import Evidence, gather
from rag.answering.orders import citable
from rag.retrieval.reranking import rerank
from rag.settings import Settings
from rag.sourcier import PASSAGES, Sourcier
from rag.types import Hit


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the records that answer it, and the words of the answer."""

    question: str
    gold: frozenset[int]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Piaf:
    """The set: paragraphs with their titles, by record number, and the questions."""

    paragraphs: tuple[Record, ...]
    questions: tuple[Asked, ...]


def load(root: Path) -> Piaf | None:
    """The set below ``root/piaf``, None where it was not brought; BadInput for files of another form."""
    folder = folder_of(root, "piaf")
    if folder is None:
        return None
    questions, articles = folder / "questions.jsonl", sorted((folder / "articles").glob("*.jsonl"))
    if questions.is_file() and len(articles) == 1:
        asked = [Asked(r["question"], frozenset(r["gold_records"]), tuple(r["answers"])) for r in json_lines(questions)]
        return Piaf(tuple(json_lines(articles[0])), tuple(asked))
    for file in sorted(folder.glob("*.json")):
        return _published(file)
    raise unusable(folder, "ni questions.jsonl ni *.json", "neither questions.jsonl nor *.json")


def _published(file: Path) -> Piaf:
    paragraphs: list[Record] = []
    questions: list[Asked] = []
    try:
        for article in json.loads(file.read_text("utf-8"))["data"]:
            for paragraph in article["paragraphs"]:
                gold = frozenset([len(paragraphs)])
                paragraphs.append({"title": article.get("title", ""), "text": paragraph["context"]})
                for asked in paragraph["qas"]:
                    answers = tuple(answer["text"] for answer in asked["answers"])
                    questions.append(Asked(asked["question"], gold, answers))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise unusable(file, str(error), str(error)) from error
    return Piaf(tuple(paragraphs), tuple(questions))


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for one question."""

    first: bool
    """Whether the first record is a gold one."""
    among_five: bool
    sentence: bool
    """Whether the first sentence of all is of a gold record and holds the answer."""


def measure(piaf: Piaf, settings: Settings, limit: int | None = None) -> Iterator[str]:
    """The figures as Markdown; the paragraphs go into the data folder of the settings, which should be empty."""
    file = settings.data / "paragraphs.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in piaf.paragraphs), "utf-8")
    with closing(Sourcier.open(settings)) as sourcier:
        sourcier.ingest([file])
        chosen = thinned(piaf.questions, limit)
        yield from table(len(piaf.paragraphs), [ask(sourcier, asked) for asked in followed(chosen, "PIAF")])


def ask(sourcier: Sourcier, asked: Asked) -> Found:
    """Search, read, and compare with what is right."""
    question = sourcier.understand(asked.question)
    found = sourcier.retriever.find(question, PASSAGES)
    hits = rerank(question, [citable(hit) for hit in found.hits], found.weights, sourcier.embedder)
    evidence = gather(question, hits, found.weights, sourcier.embedder, sourcier.answer_reader)
    order = _records(hits)
    return Found(
        bool(asked.gold.intersection(order[:1])),
        bool(asked.gold.intersection(order[:5])),
        bool(evidence) and _right(evidence[0], asked),
    )


def _records(hits: Sequence[Hit]) -> list[int | None]:
    return list(dict.fromkeys(hit.passage.record for hit in hits))


def _right(item: Evidence, asked: Asked) -> bool:
    return item.source.passage.record in asked.gold and any(answer in item.source.quote for answer in asked.answers)


def table(paragraphs: int, found: Sequence[Found]) -> Iterator[str]:
    """Recall of the paragraph, then of the sentence."""
    yield f"\n## PIAF: {len(found)} questions on {paragraphs} paragraphs\n"
    yield "| R@1 | R@5 | right sentence first | the same where the first paragraph is right |\n|---|---|---|---|"
    within = share(item.sentence for item in found if item.first)
    figures = (share(i.first for i in found), share(i.among_five for i in found), share(i.sentence for i in found))
    yield f"| {' | '.join(map(shown, (*figures, within)))} |"
