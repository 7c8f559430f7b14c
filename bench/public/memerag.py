"""MEMERAG in French: sentences of generated answers, labelled by people as held by five passages or not.

Read as published in amazon-science/MEMERAG (Cruz Blandón et al., 2025), ``data/memerag/fr.jsonl``; its licence
(CC BY-NC 4.0) and its authors allow measuring, never training. Every sentence is held to its passages as
``POST /api/check`` with passages does it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.public.brought import folder_of, followed, json_lines, share, shown, thinned, unusable
from rag.desk.check_text import check_text
from rag.desk.draft_sentences import drafted
from rag.desk.likely_passages import in_texts
from rag.reader.reader import Reader
from vectorstore.embedding.embedder import Embedder

LABELS = {"Supported": True, "Not Supported": False}
"""Sentences with any other label, challenging to determine, are not counted."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of an answer, whether people say that its passages hold it, and what they call it."""

    sentence: str
    true: bool
    label: str
    passages: tuple[str, ...]


def load(root: Path) -> list[Said]:
    """The sentences below ``root/memerag``, none where it was not brought; BadInput for files of another form."""
    folder = folder_of(root, "memerag")
    if folder is None:
        return []
    file = next((path for path in sorted(folder.rglob("fr.jsonl")) if path.parent.name.lower() == "memerag"), None)
    if file is None:
        raise unusable(folder, "pas de memerag/fr.jsonl", "no memerag/fr.jsonl")
    try:
        return [
            Said(said["sentence"], LABELS[said["factuality"]], said["fine_grained_factuality"] or "–",
                 tuple(passage["text"] for passage in row["context"]))
            for row in json_lines(file) for said in row["answer"] if said["factuality"] in LABELS
        ]  # fmt: skip
    except (KeyError, TypeError) as error:
        raise unusable(file, f"il manque {error}", f"missing {error}") from error


def measure(said: Sequence[Said], embedder: Embedder, reader: Reader, limit: int | None = None) -> Iterator[str]:
    """The figures as Markdown; ``limit`` is the most sentences."""
    yield from table([(item, stands(item, embedder, reader)) for item in followed(thinned(said, limit), "MEMERAG")])


def stands(said: Said, embedder: Embedder, reader: Reader) -> bool:
    """Whether every part that states something is supported; one that states nothing is not stopped, bare signs are."""
    if not drafted(said.sentence):
        return False
    find = in_texts(said.passages, embedder)
    return all(part.support in ("supported", "none") for part in check_text(said.sentence, find, embedder, reader))


def table(judged: Sequence[tuple[Said, bool]]) -> Iterator[str]:
    """Kept of the true, caught of the false, their mean; then by label."""
    kept = share(stood for said, stood in judged if said.true)
    caught = share(not stood for said, stood in judged if not said.true)
    balanced = None if kept is None or caught is None else (kept + caught) / 2
    yield f"\n## MEMERAG, French: {len(judged)} sentences, {sum(said.true for said, _ in judged)} of them held\n"
    yield "| balanced accuracy | kept of the true | caught of the false |\n|---|---|---|"
    yield f"| **{shown(balanced)}** | {shown(kept)} | {shown(caught)} |"
    yield "\n| label | sentences | let stand | share |\n|---|---|---|---|"
    for true, label in sorted({(said.true, said.label) for said, _ in judged}, reverse=True):
        own = [stood for said, stood in judged if (said.true, said.label) == (true, label)]
        yield f"| {'true' if true else 'false'}: {label} | {len(own)} | {sum(own)} | {shown(share(own))} |"
