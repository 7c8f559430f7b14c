# ruff: noqa: T201 - what is printed is what the test reads
"""What the children of ``zygote.py`` do: build a library, work on it until they are killed, look at it afterwards.

A child writes ``taken ID`` or ``gone ID`` to its log at once after the program has said so: what stands there must
be so for ever after, whatever became of the process.
"""

from __future__ import annotations

import importlib
import json
import os
import random
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rag.settings import Settings
from rag.types import Draft, Line, Published

Begin = Callable[[], object]
OUTLET = "Le Fanal des Essais"
SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi zo cha bre clo dru fla gri".split()
PARAGRAPHS = 10


def load() -> None:
    """Import what the tasks need."""
    for module in ("chromadb", "rag.doctor", "rag.sourcier", "vectorstore.embedding.e5", "vectorstore.index.chroma"):
        importlib.import_module(module)


def settings(data: str) -> Settings:
    """No language model, and no folder of articles beside what a task names."""
    return Settings(data=Path(data), articles=Path(data) / "none", answerer="extractive")


def word(source: random.Random) -> str:
    """A word that no dictionary holds."""
    return "".join(source.choices(SYLLABLES, k=3))


def name_of(number: int) -> str:
    """The word that article ``number`` alone has."""
    letters = "abcdefghij"
    return "quol" + "".join(letters[int(digit)] for digit in f"{number:06d}")


def text_of(number: int) -> str:
    """An article of its own for each number; a paragraph is long enough to be a passage."""
    source = random.Random(number)
    lines = [f"Le quai {name_of(number)} change de main"]
    for n in range(PARAGRAPHS):
        words = " ".join(word(source) for _ in range(70))
        lines.append(f"Le {n + 1} mars, le port de {name_of(number)} a compté {source.randrange(9000)} {words}.")
    return "\n".join(lines)


def draft_of(number: int) -> Draft:
    """The same article as reading would give it."""
    text, lines, start = text_of(number), [], 0
    for n, line in enumerate(text.split("\n")):
        lines.append(Line(start, start + len(line), "body" if n else "title"))
        start += len(line) + 1
    day = Published(f"20{10 + number % 14}-03-1{number % 9}", "day", "le 1 mars")
    return Draft(text, tuple(lines), title=text.split("\n")[0], source=OUTLET, published=day)


def build(begin: Begin, data: str, articles: int, indexed: int, offset: int = 0) -> None:
    """A library of articles with made-up vectors, the first ``indexed`` of them in the Chroma index too."""
    import numpy as np

    from rag.reading.passages import make_chunks
    from rag.sourcier import Sourcier
    from vectorstore.embedding.e5 import DIMENSIONS, NAME
    from vectorstore.library import Library

    begin()
    library = Library(Path(data) / "library.sqlite")
    library.feed.set_embedder(NAME, DIMENSIONS)
    synced = False
    for number in range(offset, offset + articles):
        if number - offset == indexed and not synced:
            Sourcier.open(settings(data)).close()
            synced = True
        draft = draft_of(number)
        chunks = make_chunks(draft.text, draft.lines)
        vectors = np.random.default_rng(number).normal(size=(len(chunks), DIMENSIONS)).astype(np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        library.put(
            root="/press", file=f"{number}.txt", sha256=f"{number:064x}", draft=draft, chunks=chunks, vectors=vectors,
            mtime_ns=number, size=len(draft.text),
        )  # fmt: skip
    library.close()
    if not synced:
        Sourcier.open(settings(data)).close()


def _open(data: str) -> Any:  # noqa: ANN401 - Sourcier is imported late
    from rag.sourcier import Sourcier

    return Sourcier.open(settings(data))


def ingest(begin: Begin, data: str, folder: str) -> None:
    """Take in a folder; an article counts as reported as soon as it is stored."""
    from vectorstore.library import Library

    sourcier = _open(data)
    put = Library.put

    def told(self: Library, **given: Any) -> str:  # noqa: ANN401
        identity = put(self, **given)
        print(f"taken {identity}", flush=True)
        return identity

    Library.put = told  # type: ignore[method-assign,assignment]
    begin()
    sourcier.ingest([Path(folder)])
    sourcier.close()


def index(begin: Begin, data: str, threshold: int) -> None:
    """Let the index catch up with the library, then build it anew, again and again.

    Chroma writes its HNSW file after each ``threshold`` vectors.
    """
    from rag.sourcier import Sourcier
    from vectorstore.index.chroma import HNSW

    HNSW["sync_threshold"] = threshold

    Sourcier.sync, sync = lambda self: None, Sourcier.sync  # type: ignore[assignment,method-assign]
    sourcier = _open(data)
    begin()
    sync(sourcier)
    while True:
        sourcier.index.rebuild(sourcier.library.feed)


def upload(begin: Begin, data: str, first: int, last: int) -> None:
    """Upload one article after the other."""
    sourcier = _open(data)
    sourcier.embedder.query("le quai")
    begin()
    for number in range(first, last):
        report = sourcier.add(text_of(number).encode(), f"{number}.txt")
        assert report.articles == 1, report
        (known,) = sourcier.library.files.articles("upload", f"{number}.txt")
        print(f"taken {known.article_id}", flush=True)
    sourcier.close()


def delete(begin: Begin, data: str) -> None:
    """Remove articles, one after the other."""
    sourcier = _open(data)
    articles, _ = sourcier.articles(500, offset=20)
    begin()
    for article in articles:
        sourcier.forget(article.article_id)
        print(f"gone {article.article_id}", flush=True)
    sourcier.close()


def tag(begin: Begin, data: str) -> None:
    """Note and tag articles, one after the other."""
    from rag.archive_types import AnnotationChange

    sourcier = _open(data)
    articles, _ = sourcier.articles(500)
    begin()
    for article in articles:
        sourcier.annotate(article.article_id, AnnotationChange(note=f"vu : {article.file}"))
        sourcier.tag("à relire", [article.article_id], [])
        print(f"taken {article.article_id}", flush=True)
    sourcier.close()


def tagged(begin: Begin, data: str) -> None:
    """What tags and notes there are."""
    begin()
    sourcier = _open(data)
    found = {a.article_id: [list(a.tags), a.note, a.version] for a in sourcier.annotations()}
    print("verdict " + json.dumps({"found": found, "tags": sourcier.tags()}), flush=True)
    sourcier.close()


def questions(count: int) -> list[str]:
    """A question on each of the first articles."""
    return [f"Qu'a compté le port de {name_of(number)} ?" for number in range(count)]


def batch(begin: Begin, data: str, output: str, count: int) -> None:
    """Answer questions into a table, or go on with it; an answer counts as reported once it is in the journal."""
    from rag.desk.batch import run
    from rag.present import answer_object

    sourcier = _open(data)
    asked: list[str] = []

    def ask(question: str) -> Any:  # noqa: ANN401
        if asked:
            print(f"taken {asked[-1]}", flush=True)  # run has written the answer before down
        asked.append(question)
        return answer_object(sourcier.ask(question))

    begin()
    rows = run(questions(count), Path(output), ask, resume=True)
    print("verdict " + json.dumps({"asked": asked, "rows": rows}), flush=True)
    sourcier.close()


def download(begin: Begin, data: str, weights: dict[str, Any]) -> None:
    """Fetch weights from a server of this machine."""
    from rag.models.weights import Weights
    from rag.models.weights import download as fetch

    begin()
    fetch(Path(data), weights=Weights(**weights))
    print("downloaded", flush=True)


def verify(begin: Begin, data: str, reports: str, before: int) -> None:
    """Open what a killed child left, twice, and let the doctor look; print what is wrong and what was lost."""
    begin()
    taken, gone = _reported(Path(reports))
    sourcier = _open(data)
    sourcier.sync()
    try:
        found = dict(_look(sourcier, taken, gone, before))
    finally:
        sourcier.close()
    again = _open(data)
    found["again"] = again.index.count() - again.library.feed.passage_count()
    again.close()
    from rag.doctor import examine

    found["doctor"] = [f"{finding.name}: {finding.detail}" for finding in examine(settings(data)) if not finding.ok]
    print("verdict " + json.dumps(found), flush=True)


def _reported(log: Path) -> tuple[list[str], list[str]]:
    pairs = [line.split() for line in log.read_text("utf-8", "replace").splitlines()] if log.exists() else []
    whole = [pair for pair in pairs if len(pair) == 2 and len(pair[1]) == 12]
    return [i for kind, i in whole if kind == "taken"], [i for kind, i in whole if kind == "gone"]


def _look(sourcier: Any, taken: list[str], gone: list[str], before: int) -> Iterator[tuple[str, object]]:  # noqa: ANN401
    library = sourcier.library
    articles = library.coverage().articles
    yield "reported", len(taken) + len(gone)
    yield "lost", [i for i in taken if library.article(i) is None]
    yield "risen", [i for i in gone if library.article(i) is not None]
    # of what was under way when the kill came, at most one article may be in or out beyond what was said
    yield "count", articles - (before + len(taken) - len(gone))
    yield "index", sourcier.index.count() - library.feed.passage_count()
    old, _ = library.articles(20, offset=articles // 2)
    unfound = [i for i in [*taken[-20:], *(a.article_id for a in old)] if not _found(sourcier, i)]
    yield "unfound", unfound


def _found(sourcier: Any, identity: str) -> bool:  # noqa: ANN401
    """Whether an article is found by its vectors in Chroma and by its own word."""
    from rag.language.terms import terms

    library = sourcier.library
    passages = library.article_passages(identity)
    vectors = library.feed.vectors(passages)
    for passage, vector in vectors.items():
        if passage not in [i for i, _ in sourcier.index.search(vector, 5)]:
            return False
    title = library.article(identity).draft.title
    term = next(part for part in title.split() if part.startswith("quol"))
    return bool(passages) and set(passages) <= {i for i, _ in library.words.search(terms(term), 100)}


def fetched(begin: Begin, data: str, weights: dict[str, Any]) -> None:
    """What comes of a download that was broken off: never a file that is not whole."""
    begin()
    print("weights " + _fetched(Path(data), weights), flush=True)


def _fetched(data: Path, given: dict[str, Any]) -> str:
    from rag.models.weights import Weights, path_of, ready_file
    from rag.models.weights import download as fetch
    from rag.models.weights import sha256 as digest

    weights = Weights(**given)
    path = path_of(data, weights)
    if path.exists() and digest(path) != weights.sha256:
        return "a file that is not whole passes for one"
    fetch(data, weights=weights)
    return "whole" if ready_file(data, weights) == path and digest(path) == weights.sha256 else "not whole"


def damage(begin: Begin, path: str) -> None:
    """Overwrite pages in the middle of a closed SQLite file."""
    begin()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with open(path, "r+b") as file:
        file.seek(0, 2)
        file.seek(file.tell() // 2)
        file.write(b"\xff" * 65536)


def fill(begin: Begin, data: str, first: int) -> None:
    """Fill the disk, upload until there is no room, make room, and upload again, all in one process."""
    from rag.errors import SourcierError

    sourcier = _open(data)
    sourcier.embedder.query("le quai")
    begin()
    filler = Path(data) / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 65536)
        except OSError:
            file.truncate(max(0, file.tell() - 1_000_000))
    refused = 0
    for number in range(first, first + 200):
        if refused == 3:
            break
        try:
            report = sourcier.add(text_of(number).encode(), f"{number}.txt")
            assert report.articles == 1, report
            print(f"taken {sourcier.library.files.articles('upload', f'{number}.txt')[0].article_id}", flush=True)
        except SourcierError as fault:
            refused += 1
            print(f"refused {fault.status} {fault.fr}", flush=True)
            print(f"searched {len(sourcier.search('le port de quolaaaaaa')[1])}", flush=True)
    filler.unlink()
    report = sourcier.add(text_of(first + 900).encode(), f"{first + 900}.txt")
    print(f"taken {sourcier.library.files.articles('upload', f'{first + 900}.txt')[0].article_id}", flush=True)
    sourcier.close()


def command(begin: Begin, arguments: list[str], environment: dict[str, str]) -> None:
    """A command of its own, where this process is; prints how it ended."""
    begin()
    run = subprocess.run(
        arguments, capture_output=True, text=True, env={**os.environ, **environment}, check=False, timeout=120
    )
    print(json.dumps({"status": run.returncode, "out": run.stdout, "err": run.stderr}), flush=True)
