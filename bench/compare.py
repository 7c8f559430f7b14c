"""Sourcier's answers beside those of LangChain's tutorial and LlamaIndex's CitationQueryEngine, scored alike.

    python bench/compare.py QUESTIONS.jsonl ARTICLES_DIR --model MODEL.gguf [--limit N] [--name SET] [--write FILE.md]

The same model (llama.cpp in the process, temperature 0), the same vectors (Sourcier's multilingual-e5-small, better at
French than the defaults of the other two) and the same questions, without their history, which only Sourcier takes.
LlamaIndex is installed once in an environment of its own, outside the checkout. Prints a Markdown table; ``--write``
puts it under the heading of the set into FILE.md, in the place of an older one.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import re
import subprocess
import sys
import tempfile
import venv
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.tutorial import UNKNOWING, pipeline, source
from rag.evaluation.evaluate import Scores, evaluate, load_questions
from rag.evaluation.metrics import METRICS, load_articles
from rag.language.sentences import split_sentences
from rag.settings import Settings

if TYPE_CHECKING:
    from rag.models.llama import LlamaChat
    from vectorstore.embedding.embedder import Embedder

ROOT = Path(__file__).resolve().parent.parent
LLAMA_INDEX = "llama-index-core==0.14.25"
WINDOW, REPLY = 8192, 256
HEAD = """# Beside others

Sourcier, LangChain's RAG tutorial and LlamaIndex's CitationQueryEngine: the same model, the same vectors
(multilingual-e5-small), the same questions without history, scored alike. What each figure means is said in
`rag/evaluation/metrics.py`. The tutorial marks no sentence, so all chunks that it was given count as cited.
"""
Ask = Callable[[str], dict[str, Any]]


def llama_index_python() -> Path:
    """The Python of LlamaIndex's own environment, made if it is not there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sourcier"
    folder = cache / LLAMA_INDEX.replace("==", "-")
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "-q", LLAMA_INDEX], check=True)
        (folder / "ready").touch()
    return python


@contextmanager
def citation_engine(chat: LlamaChat, embedder: Embedder, articles: dict[str, str]) -> Iterator[Ask]:
    """What answers a question with the CitationQueryEngine, in the shape that is scored."""
    command = [str(llama_index_python()), str(ROOT / "bench" / "citation_engine.py")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdin
        assert child.stdout
        told, heard = child.stdin, child.stdout

        def exchange(message: dict[str, Any], ends_with: str) -> dict[str, Any]:
            """Send one message, serve what the child asks for meanwhile, and give its last word."""
            told.write(json.dumps(message) + "\n")
            told.flush()
            while True:
                asked = json.loads(heard.readline())
                if ends_with in asked:
                    return dict(asked)
                told.write(json.dumps(served(asked)) + "\n")
                told.flush()

        def served(asked: dict[str, Any]) -> dict[str, Any]:
            if "complete" in asked:
                return {"text": str(chat.invoke(asked["complete"]).content)}
            texts = asked["embed"]
            vectors = [embedder.query(texts[0])] if asked["query"] else embedder.passages(texts)
            return {"vectors": [[float(x) for x in vector] for vector in vectors]}

        exchange({"articles": articles}, "ready")
        try:
            yield lambda question: marked(exchange({"question": question}, "sources"))
        finally:
            told.close()


def marked(reply: dict[str, Any]) -> dict[str, Any]:
    """A reply with [n] marks as an answer object: only the sources that it names count as cited."""
    text, sources = reply["text"].strip(), reply["sources"]
    numbers = sorted({int(n) for n in re.findall(r"\[(\d+)\]", text) if 0 < int(n) <= len(sources)})
    sentences = []
    for start, end in split_sentences(text):
        marks = [int(n) for n in re.findall(r"\[(\d+)\]", text[start:end])]
        sentences.append({"text": text[start:end], "citations": [n for n in marks if n in numbers]})
    return {
        "status": "refused" if UNKNOWING.match(text) or text == "Empty Response" else "answered",
        "answer": re.sub(r"\s*\[\d+\]", "", text),
        "sentences": sentences,
        "citations": [source(sources[n - 1]["name"], sources[n - 1]["text"]) for n in numbers],
    }


def systems(options: argparse.Namespace, questions: Path) -> dict[str, Scores]:
    """The scores of all three, one after the other: the others share one model, Sourcier loads its own."""
    from rag.evaluation.command import score
    from rag.models.llama import LlamaChat
    from rag.models.llama_server import LlamaServer
    from vectorstore.embedding.embedder import make_embedder

    articles = load_articles(options.articles)
    with tempfile.TemporaryDirectory(prefix="compare-") as folder:
        own = Settings(data=Path(folder), articles=options.articles, model=str(options.model), answerer="embedded")
        embedder = make_embedder(own)
        with closing(LlamaServer(options.model, context=WINDOW)) as server:
            chat = LlamaChat(server=server, max_tokens=REPLY)

            def scored(ask: Ask) -> Scores:
                return evaluate(questions, options.articles, lambda question, history: ask(question), None, progress)

            tutorial = scored(pipeline(chat, embedder, articles))
            with citation_engine(chat, embedder, articles) as ask:
                engine = scored(ask)
        sourcier = score(questions, options.articles, own, "embedded")
    return {"Sourcier": sourcier, "LangChain tutorial": tutorial, "LlamaIndex CitationQueryEngine": engine}


def progress(done: int, total: int) -> None:
    """One line that is written over."""
    print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr)


def table(found: dict[str, Scores], options: argparse.Namespace) -> str:
    """The figures side by side, with what they were measured on."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True).stdout
    asked = next(iter(found.values())).questions
    lines = [
        f"{dt.date.today()}, commit {commit.strip() or '?'}, {os.cpu_count()} cores, no GPU; {asked} questions, "
        f"model {options.model.stem}, {LLAMA_INDEX}:",
        "",
        f"| | {' | '.join(found)} |",
        f"|---|{'---|' * len(found)}",
    ]
    rows = {name: [scores.metrics.get(name) for scores in found.values()] for name in METRICS}
    for name in ("seconds_p50", "seconds_p95"):
        rows[name] = [scores.times.get(name) for scores in found.values()]
    for name, values in rows.items():
        shown = ["–" if value is None else f"{value:.3g}" for value in values]
        lines.append(f"| {name.replace('_', ' ')} | {' | '.join(shown)} |")
    return "\n".join(lines) + "\n"


def write(file: Path, name: str, text: str) -> None:
    """Put a set's table under its heading, in the place of an older one."""
    begin, end = f"<!-- {name}: written by bench/compare.py -->", f"<!-- end of {name} -->"
    block = f"{begin}\n## Answers beside others: {name}\n\n{text}{end}\n"
    old = file.read_text("utf-8") if file.exists() else HEAD
    before, found, rest = old.partition(begin)
    after = rest.partition(f"{end}\n")[2] if found else ""
    file.write_text(before + ("" if found else "\n") + block + after, "utf-8")


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="a GGUF file")
    parser.add_argument("--limit", type=int, help="only the first N questions")
    parser.add_argument("--name", default="questions", help="name of the set in the written file")
    parser.add_argument("--write", type=Path, help="a Markdown file, docs/comparison.md")
    options = parser.parse_args()
    rows = load_questions(options.questions)[: options.limit]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as asked:
        asked.writelines(json.dumps(row | {"history": []}, ensure_ascii=False) + "\n" for row in rows)
        asked.flush()
        text = table(systems(options, Path(asked.name)), options)
    print(text)
    if options.write:
        write(options.write, options.name, text)


if __name__ == "__main__":
    main()
