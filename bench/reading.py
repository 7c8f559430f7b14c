"""How files are read, as Markdown tables.

python bench/reading.py labels LINES.json FOLDER     labels and metadata against a hand-labelled set
python bench/reading.py dates FOLDER                 the date of each article: value, precision, evidence
python bench/reading.py quotes QUESTIONS.jsonl FOLDER  whether the gold quotes of questions stand inside passages
python bench/reading.py hostile                      what becomes of each hostile file, and the memory it takes
python bench/reading.py exports ARTICLES             reading a Europresse file of so many articles beside embedding it
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag.errors import SourcierError
from rag.language.fold import fold_marks as fold
from rag.reading.in_process import read
from rag.reading.passages import make_chunks
from rag.reading.worker import Reader
from rag.types import Draft, Published

TEXT = ("body", "subhead", "standfirst")
"""Labels that count as the article's text in a hand-labelled set."""


def articles(folder: Path) -> Iterator[tuple[str, Draft]]:
    """Name and article of every file that can be read."""
    for path in sorted(folder.iterdir()):
        for draft in read(path.read_bytes(), path.name).drafts:
            yield path.name if draft.record is None else f"{path.name}#{draft.record}", draft


def table(head: str, rows: Iterable[tuple[object, ...]]) -> None:
    """Print a Markdown table."""
    names = head.split("|")
    print(f"| {' | '.join(names)} |\n|{'---|' * len(names)}")
    for row in rows:
        print(f"| {' | '.join(str(cell).replace('|', '¦').replace(chr(10), ' ') for cell in row)} |")


def labels(gold_file: str, folder: str) -> None:
    """Line labels and metadata beside those given by hand."""
    gold = json.loads(Path(gold_file).read_text("utf-8"))
    right = ours = theirs = same = lines = 0
    rows: list[tuple[object, ...]] = []
    for name, draft in articles(Path(folder)):
        found: dict[str, str] = {draft.text[line.start : line.end].strip(): line.label for line in draft.lines}
        for line in gold[name]["lines"]:
            text = line["text"].strip()
            if not text:
                continue
            label = found.get(text) or next((kind for said, kind in found.items() if text in said), "none")
            lines, same = lines + 1, same + (label == line["label"])
            ours, theirs = ours + (label in TEXT), theirs + (line["label"] in TEXT)
            right += label in TEXT and line["label"] in TEXT
        meta = gold[name]["meta"]
        stated = (draft.title == meta["title"], draft.source, draft.author, draft.agency, shown(draft.published))
        rows.append((name, *stated, meta.get("pub_value") or "none"))
    precision, recall = right / ours, right / theirs
    f1 = 2 * precision * recall / (precision + recall)
    print(f"Body: precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}; same label {same} of {lines} lines.\n")
    table("file|title as by hand|outlet|author|agency|date|date by hand", rows)


def shown(date: Published | None) -> str:
    """A date and its precision."""
    return f"{date.value} ({date.precision})" if date else "unknown"


def dates(folder: str) -> None:
    """Publication and update of each article with the words they were read from."""
    table(
        "file|published|evidence|updated|evidence",
        (
            (name, shown(draft.published), draft.published.evidence if draft.published else "",
             shown(draft.updated) if draft.updated else "", draft.updated.evidence if draft.updated else "")
            for name, draft in articles(Path(folder))
        ),
    )  # fmt: skip


def quotes(questions: str, folder: str) -> None:
    """Gold quotes of answerable questions that stand inside a passage, blanks and quotation marks folded."""
    passages: dict[str, list[str]] = {}
    for name, draft in articles(Path(folder)):
        chunks = make_chunks(draft.text, draft.lines)
        passages[name] = [plain(draft.text[chunk.start : chunk.end]) for chunk in chunks]
    missed: list[tuple[object, ...]] = []
    count = 0
    for line in Path(questions).read_text("utf-8").splitlines():
        question: dict[str, Any] = json.loads(line)
        for gold in (*question["gold"], *question.get("gold_alt", ())) if question.get("answerable", True) else ():
            count += 1
            quote = plain(_repaired(gold["quote"]))
            if not any(quote in passage for passage in passages[gold["article"]]):
                missed.append((question["id"], gold["article"], gold["quote"][:60]))
    print(f"{count - len(missed)} of {count} gold quotes stand inside a passage.\n")
    if missed:
        table("question|article|quote", missed)


def _repaired(quote: str) -> str:
    from rag.reading.decode import clean

    # Mojibake is repaired where it is met twice: a short quotation may hold it once.
    return clean(quote * 2)[: len(clean(quote * 2)) // 2]


def plain(text: str) -> str:
    """Folded, with single blanks."""
    return " ".join(fold(text).split())


def hostile() -> None:
    """What becomes of each of the test set's hostile files."""
    from tests.support.hostile import hostile_files

    rows: list[tuple[object, ...]] = []
    for file in hostile_files():
        with Reader(seconds=20) as reader:
            # Read by a child of its own, so that the peak is this file's.
            begun = time.perf_counter()
            try:
                reading = reader.read(file.data, file.name)
                notes = (*reading.repaired, *reading.problems, *reading.drafts[0].warnings)
                outcome, reason = "repaired" if notes else "read", "; ".join(notes)
            except SourcierError as fault:
                outcome, reason = "refused", fault.fr.removeprefix(f"{file.name} : ")
            seconds = time.perf_counter() - begun
            name = file.name.encode("ascii", "backslashreplace").decode().replace("\n", "\\n")
            size = f"{len(file.data) / 1024:,.0f}"
            peak = _peak(reader) or ("not read" if "limite" in reason else "stopped")
            rows.append((f"`{name}`", size, outcome, reason, peak, f"{seconds:.1f}"))
    table("file|KiB|outcome|reason or repair|peak MiB of the reader|s", rows)


def exports(count: str) -> None:
    """Processor time to split and read an invented Europresse file, and to embed a part of its passages."""
    from dataclasses import replace

    from rag.settings import load_settings
    from tests.support.press import STORIES, europresse_new
    from vectorstore.embedding.embedder import make_embedder

    told = [STORIES[number % len(STORIES)] for number in range(int(count))]
    stories = [
        replace(story, title=f"{story.title} ({number})", body=tuple(f"{part} [{number}]" for part in story.body * 4))
        for number, story in enumerate(told)
    ]
    data = europresse_new(stories).encode()
    embedder = make_embedder(load_settings())
    begun = time.process_time()
    drafts = read(data, "export.html").drafts
    passages = [
        draft.text[chunk.start : chunk.end] for draft in drafts for chunk in make_chunks(draft.text, draft.lines)
    ]
    reading = time.process_time() - begun
    sample = passages[:: max(1, len(passages) // 128)]
    embedder.passages(sample[:8])
    begun = time.process_time()
    embedder.passages(sample)
    embedding = (time.process_time() - begun) * len(passages) / len(sample)
    row = (len(drafts), f"{len(data) / 2**20:.1f}", len(passages), f"{reading:.1f}", f"{embedding:.1f}")
    table(
        "articles|MiB|passages|CPU s to read|CPU s to embed|share of reading",
        [(*row, f"{reading / (reading + embedding):.3f}")],
    )


def _peak(reader: Reader) -> str:
    """The largest memory of the reading child, as Linux says; empty where there is no such process any more."""
    child = reader._child
    if child is None:
        return ""
    try:
        status = Path(f"/proc/{child.pid}/status").read_text("ascii", "replace")
    except OSError:
        return ""
    return next((str(int(line.split()[1]) >> 10) for line in status.splitlines() if line.startswith("VmHWM")), "")


def main() -> None:
    """One command."""
    commands: dict[str, Callable[..., None]] = {
        "labels": labels,
        "dates": dates,
        "quotes": quotes,
        "hostile": hostile,
        "exports": exports,
    }
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        print(__doc__, file=sys.stderr)
        raise SystemExit(os.EX_USAGE)
    commands[sys.argv[1]](*sys.argv[2:])


if __name__ == "__main__":
    main()
