"""NoMIRACL in French: a question with ten retrieved passages that answer it, or do not (Thakur et al., 2024).

Read in either published form: the repository project-miracl/nomiracl (``results/baselines/*/fr.test.*.jsonl``, whose
prompts hold the passages of 500 questions that language models were asked too), or the data set miracl/nomiracl
(``corpus.jsonl.gz``, ``topics/test.*.tsv``, ``qrels/test.*.tsv`` of its French folder).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.public.brought import folder_of, followed, json_lines, share, shown, tab_lines, thinned, unusable
from bench.public.given_passages import Decided, GivenPassages, Titled
from rag.reader.calibration import calibration
from rag.reader.reader import Reader
from vectorstore.embedding.embedder import Embedder

SUBSETS = {"relevant": True, "non_relevant": False}
"""The two halves and whether a passage answers there."""
PASSAGES = 10
_PROMPT = re.compile(r"QUESTION:\n(.*?)\n\nCONTEXTS:\n(.*)\n\nOUTPUT:", re.DOTALL)
_CONTEXT = re.compile(r"(?:\A|\n\n)\[(\d{1,2})\] ")
GPT4 = (0.468, 0.112)
"""Answered where silent, silent where answered: GPT-4 on the 250 + 250 French questions of the first form."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the set."""

    question: str
    answerable: bool
    passages: tuple[Titled, ...]


def load(root: Path) -> list[Asked]:
    """The questions below ``root/nomiracl``, none where it was not brought; BadInput for files of another form."""
    folder = folder_of(root, "nomiracl")
    if folder is None:
        return []
    asked = [asked for file in sorted(folder.rglob("fr.test.vanilla_prompt.jsonl")) for asked in _from_prompts(file)]
    corpora = sorted(folder.rglob("corpus.jsonl*"), key=lambda path: "french" not in path.parts)
    asked = asked or (list(_from_corpus(corpora[0])) if corpora else [])
    if not asked:
        raise unusable(folder, "aucune question en français", "no French question")
    return asked


def _from_prompts(file: Path) -> Iterator[Asked]:
    """The questions whose prompt was kept, whole."""
    if file.parent.name not in SUBSETS:
        raise unusable(file, "ni relevant ni non_relevant", "neither relevant nor non_relevant")
    for row in json_lines(file):
        found = _PROMPT.search(row.get("prompt") or "")
        if found:
            yield Asked(found[1].strip(), SUBSETS[file.parent.name], tuple(_contexts(found[2])))


def _contexts(text: str) -> Iterator[Titled]:
    """« [1] Title: text », parted by empty lines; a number out of turn belongs to the text."""
    starts: list[re.Match[str]] = []
    for mark in _CONTEXT.finditer(text):
        if int(mark[1]) == len(starts) + 1:
            starts.append(mark)
    for mark, following in zip(starts, [*(mark.start() for mark in starts[1:]), len(text)], strict=True):
        title, colon, words = text[mark.end() : following].partition(": ")
        yield (title.strip(), words.strip()) if colon else ("", title.strip())


def _from_corpus(corpus: Path) -> Iterator[Asked]:
    """The test questions beside a corpus: their judged passages, at most ten, the answering ones among them."""
    try:
        texts = {row["docid"]: (row.get("title") or "", row["text"]) for row in json_lines(corpus)}
        for subset, answerable in SUBSETS.items():
            topics, judged = (tab_lines(corpus.parent / kind / f"test.{subset}.tsv") for kind in ("topics", "qrels"))
            passages: dict[str, list[tuple[int, Titled]]] = {}
            for number, _, document, score in judged:
                passages.setdefault(number, []).append((-int(score), texts[document]))
            for number, question in topics:
                kept = sorted(passages.get(number, []), key=lambda pair: pair[0])[:PASSAGES]
                if kept:
                    yield Asked(question, answerable, tuple(passage for _, passage in kept))
    except (KeyError, ValueError) as error:
        raise unusable(corpus.parent, str(error), str(error)) from error


def measure(asked: Sequence[Asked], embedder: Embedder, reader: Reader, limit: int | None = None) -> Iterator[str]:
    """The figures as Markdown; ``limit`` is the most questions, half of each kind."""
    halves = [[item for item in asked if item.answerable is kind] for kind in (True, False)]
    chosen = [item for half in halves for item in thinned(half, limit and max(1, limit // 2))]
    step = GivenPassages([passage for item in asked for passage in item.passages], embedder, reader)
    decided = [(item.answerable, step.ask(item.question, item.passages)) for item in followed(chosen, "NoMIRACL")]
    yield from table(decided)


def table(decided: Sequence[tuple[bool, Decided]]) -> Iterator[str]:
    """The program's own decision, GPT-4's beside it, and both errors at every threshold."""
    there, absent = ([item for kind, item in decided if kind is wanted] for wanted in (True, False))
    yield f"\n## NoMIRACL, French: {len(there)} questions answered by a passage, {len(absent)} by none\n"
    yield "| threshold | answered where silent | silent where answered |\n|---|---|---|"
    wrongly, missed = share(item.answered for item in absent), share(not item.answered for item in there)
    yield f"| **Sourcier, {calibration().refusal.threshold} as shipped** | **{shown(wrongly)}** | **{shown(missed)}** |"
    yield f"| GPT-4, for orientation | {GPT4[0]} | {GPT4[1]} |"
    for step in range(5, 100, 5):
        wrongly, missed = errors(decided, step / 100)
        yield f"| {step / 100:.2f} | {shown(wrongly)} | {shown(missed)} |"
    yield f"\nArea under the ROC curve of the estimate: {shown(auc(decided))}."


def errors(decided: Sequence[tuple[bool, Decided]], threshold: float) -> tuple[float | None, float | None]:
    """Share answered where silent and share silent where answered, if the estimate had to reach ``threshold``."""
    return (
        share(item.likely >= threshold for there, item in decided if not there),
        share(item.likely < threshold for there, item in decided if there),
    )


def auc(decided: Sequence[tuple[bool, Decided]]) -> float | None:
    """Chance that a question with an answer is held for likelier than one without, ties counting half."""
    there, absent = ([item.likely for kind, item in decided if kind is wanted] for wanted in (True, False))
    pairs = [(a > b) + (a == b) / 2 for a in there for b in absent]
    return sum(pairs) / len(pairs) if pairs else None
