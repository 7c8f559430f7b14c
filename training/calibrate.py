"""Fit the numbers of ``rag/reader/calibration.json`` anew: ``python -m training.calibrate --shared FOLDER``.

In: the press articles that were kept out of training (``training/press`` and FOLDER/press), among all the others in one
library, with their questions and near misses, and those on the sample articles. Out: the blend of a sentence's score,
the refusal's logistic regression and its threshold, the logit from which a span is shown, the probability from which a
source supports a sentence. The other evaluation sets are not looked at. Everything else in the file is carried over as
it is; ``--table`` tells what is what, and fits nothing.
"""

from __future__ import annotations

import argparse
import json
import logging
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.answering.evidence import UNREAD, Evidence, gather
from rag.answering.refuse import signals
from rag.language.terms import terms
from rag.reader.calibration import ORIGIN, PATH
from rag.reader.lazy import LazyReader
from rag.reader.reader import Pair
from rag.settings import SAMPLES, Settings
from rag.sourcier import PASSAGES, Sourcier
from rag.types import Question
from training.encode import held_out
from training.press_parts import read_part

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

Row = dict[str, Any]
PRESS = Path(__file__).resolve().parent / "press"
KEPT = 0.94
"""Share of the answerable questions that the threshold answers: of other sets it refuses about one in ten."""
SUPPORTED = 0.95
"""Share of the true claims that the reader's check lets pass; the other checks refuse more."""
SHORT_RIGHT = 0.55
"""Share of the spans shown as the answer at a glance that are right: a wrong one is worse than none."""
SAMPLES_COUNT = 2.0
"""Weight of a question on the samples: the press questions hold no chronologies and hardly any on absent matters."""
RIDGE = 2.0
"""Of the standardised signals: with a few hundred questions a weight should not grow on one of them."""
READ = ("answers", "second", "best_answers", "span", "best_span", "cosine", "words", "gap", "typed", "broad", "foreign")
BLENDS = tuple(
    (0.7, span, answers) for span in (0.0, 0.2, 0.3, 0.38, 0.5, 0.7) for answers in (0.0, 0.3, 0.45, 0.6, 0.9)
)
"""Weights of words, span and answers that are tried; that of words stays, since the limits of the layout are in its
logits."""
SET = "training/press kept out of training and, counted twice, the questions and near misses on the samples"
FITTED = ("blend", "refusal.threshold", "refusal.weights", "short", "support")
"""What is fitted here; every other number keeps its value, its set and its commit."""
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Asked:
    """One question with the evidence that the program finds for it."""

    question: Question
    answerable: bool
    weight: float
    right: tuple[bool, ...]
    """Of each sentence whether it holds an answer of the right article."""
    evidence: tuple[Evidence, ...]
    answers: tuple[str, ...] = ()


def main() -> None:
    """Ask, fit, write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, help="the folder that holds press/ with further parts")
    arguments.add_argument("--data", type=Path, help="a data folder to keep (default: a temporary one)")
    arguments.add_argument("--out", type=Path, default=PATH)
    arguments.add_argument("--table", action="store_true", help="only tell which numbers are fitted and which kept")
    given = arguments.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    if given.table:
        log.info("\n%s", table(json.loads(given.out.read_text("utf-8"))))
        return
    with tempfile.TemporaryDirectory() as folder:
        held = press_parts(given.shared)
        data = given.data or Path(folder)
        asked, reader, embedder = ask_press(held, data / "press")
        asked += ask_samples(data / "samples")
        support = fit_support(LazyReader(data / "press" / "models"))
    log.info("%d questions, %d of them answerable", len(asked), sum(item.answerable for item in asked))
    found = json.loads(given.out.read_text("utf-8"))
    found |= {"embedder": embedder, "reader": reader, "set": SET, "commit": commit()}
    found["blend"] = fit_blend(asked)
    found["refusal"] |= fit_refusal(asked)
    found["short"] = fit_short(asked, found["blend"])
    found["support"] = support
    given.out.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
    log.info("\n%s", table(found))


def table(held: Row) -> str:
    """A line for each group of numbers: how many, whether fitted here, and on what or since which commit."""
    rows = [("numbers", "count", "fitted", "set", "commit")]
    groups = {key: value for key, value in held.items() if isinstance(value, dict) and key != "refusal"}
    groups |= {f"refusal.{key}": value for key, value in held["refusal"].items()}
    for name, group in groups.items():
        told = {"set": held["set"], "commit": held["commit"]} if name in FITTED else {"set": "earlier", "commit": ""}
        told |= {key: group[key] for key in ORIGIN if isinstance(group, dict) and key in group}
        count = len(group.keys() - ORIGIN) if isinstance(group, dict) else 1
        rows.append((name, str(count), "anew" if name in FITTED else "no", told["set"], told["commit"]))
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


@dataclass(frozen=True)
class Part:
    """The rows of one part of the press data."""

    articles: list[Row]
    questions: list[Row]
    own: bool
    """Whether it is the project's: of the others some weights that training began with have seen every article."""


def press_parts(shared: Path | None) -> list[Part]:
    """Those of the project, then those of ``shared``."""
    folders = [*PRESS.glob("p*"), *((shared / "press").glob("p*") if shared else ())]
    return [
        Part(_rows(folder / "articles.jsonl"), _rows(folder / "questions.jsonl"), folder.parent == PRESS)
        for folder in sorted(folders)
    ]


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def ask_press(held: Sequence[Part], data: Path) -> tuple[list[Asked], str, str]:
    """Every question of an article kept out of training, asked of a library of all articles."""
    articles = [article for part in held for article in part.articles]
    data.mkdir(parents=True, exist_ok=True)
    file = data / "articles.jsonl"
    file.write_text("".join(json.dumps(_record(a), ensure_ascii=False) + "\n" for a in articles), "utf-8")
    place = {article["id"]: n for n, article in enumerate(articles)}
    own = [part for part in held if part.own]
    rows = [row for part in own for row in part.questions if held_out(row["article"])]
    sourcier = Sourcier.open(Settings(data=data, answerer="extractive"))
    try:
        sourcier.ingest([file])
        asked = [_ask(sourcier, row, 1.0, place[row["article"]]) for row in rows]
        return asked, sourcier.answer_reader.name, sourcier.embedder.name
    finally:
        sourcier.close()


def ask_samples(data: Path) -> list[Asked]:
    """The questions and the near misses on the sample articles, which hold chronologies and absent matters too."""
    files = (ROOT / "eval" / "questions.jsonl", ROOT / "eval" / "near_misses.jsonl")
    rows = [row for file in files for row in _rows(file) if not row.get("history")]
    sourcier = Sourcier.open(Settings(data=data, answerer="extractive"))
    try:
        sourcier.ingest([SAMPLES])
        return [_ask(sourcier, row, SAMPLES_COUNT, None) for row in rows]
    finally:
        sourcier.close()


def _ask(sourcier: Sourcier, row: Row, weight: float, record: int | None) -> Asked:
    from rag.answering.orders import citable
    from rag.retrieval.reranking import rerank

    question = sourcier.understand(row["question"])
    found = sourcier.retriever.find(question, PASSAGES)
    hits = rerank(question, [citable(hit) for hit in found.hits], found.weights, sourcier.embedder)
    evidence = gather(question, hits, found.weights, sourcier.embedder, sourcier.answer_reader)
    right = tuple(record is not None and _right(item, row, record) for item in evidence)
    return Asked(question, row["answerable"], weight, right, tuple(evidence), tuple(row.get("answers", ())))


def _record(article: Row) -> Row:
    return {
        "title": article["title"],
        "date": article["published"],
        "source": article["source"],
        "text": article["text"],
    }


def _right(item: Evidence, row: Row, record: int) -> bool:
    return item.source.passage.record == record and any(answer in item.source.quote for answer in row["answers"])


def fit_blend(asked: Sequence[Asked]) -> dict[str, float]:
    """The weights of words, span and answers that put the right sentence first most often."""
    import numpy as np

    rows = [
        (
            np.asarray(
                [
                    (e.words, *((e.reading.score, e.reading.answers) if e.reading else (UNREAD, UNREAD)))
                    for e in item.evidence
                ]
            ),
            item.right,
        )
        for item in asked
        if any(item.right)
    ]
    first = {blend: sum(right[int((x @ np.asarray(blend)).argmax())] for x, right in rows) for blend in BLENDS}
    for blend, count in first.items():
        log.info("blend %s: right sentence first in %.3f of %d", blend, count / len(rows), len(rows))
    return dict(zip(("words", "span", "answers"), max(first, key=lambda blend: first[blend]), strict=True))


def fit_refusal(asked: Sequence[Asked]) -> dict[str, Any]:
    """The regression with the reader's signals, none of which may speak against an answer, and its threshold."""
    import numpy as np

    told = [item for item in asked if item.evidence and item.question.kind != "smalltalk"]
    found = [signals(item.question, item.evidence) for item in told]
    x = np.asarray([[row.get(key, 0.0) for key in READ] for row in found])
    answers, counts = np.asarray([float(i.answerable) for i in told]), np.asarray([i.weight for i in told])
    weights, intercept = _logistic(x, answers, counts)
    scores = x @ weights + intercept
    log.info("AUC %.3f on what it was fitted on", _auc(scores, answers))
    cut = float(np.quantile(scores[answers == 1], 1 - KEPT))
    named = {key: round(float(weight), 4) for key, weight in zip(READ, weights, strict=True)}
    return {"threshold": round(1 / (1 + float(np.exp(-cut))), 3), "weights": {"intercept": round(intercept, 3)} | named}


def fit_short(asked: Sequence[Asked], blend: dict[str, float]) -> dict[str, float]:
    """The least logit of a first sentence's span from which the spans that are shown are right often enough."""
    spans: list[tuple[float, bool]] = []
    for item in asked:
        if item.answers and item.evidence:
            lead = max(item.evidence, key=lambda e: _blended(e, blend))
            if lead.reading:
                spans.append((lead.reading.score, any(_alike(lead.answer, answer) for answer in item.answers)))
    spans.sort(reverse=True)
    least, right = spans[0][0], 0
    for count, (score, fits) in enumerate(spans, 1):
        right += fits
        if right >= SHORT_RIGHT * count:
            least = score
    shown = [fits for score, fits in spans if score >= least]
    log.info(
        "first spans: %d, right %.3f; from %.2f on %d, right %.3f",
        len(spans),
        sum(f for _, f in spans) / len(spans),
        least,
        len(shown),
        sum(shown) / len(shown),
    )
    return {"least": round(least, 2)}


def _blended(item: Evidence, blend: dict[str, float]) -> float:
    span, answers = (item.reading.score, item.reading.answers) if item.reading else (UNREAD, UNREAD)
    return blend["words"] * item.words + blend["span"] * span + blend["answers"] * answers


def _alike(one: str, other: str) -> bool:
    """Whether two spans share at least half of their stems."""
    first, second = set(terms(one)), set(terms(other))
    return 2 * len(first & second) >= max(len(first), len(second), 1)


def fit_support(reader: LazyReader) -> dict[str, float]:
    """The probability that is reached by all but a few of the true claims on articles kept out of training."""
    import numpy as np

    articles = [article for part in sorted(PRESS.glob("p*")) for article in read_part(part) if held_out(article.name)]
    pairs, true = [], []
    for article in articles:
        for row in article.claims:
            if source := article.around(row["source"], 1):
                pairs.append(Pair(row["sentence"], source.title, source.text))
                true.append(row["label"] == "supported")
    found = np.asarray(reader.supports(pairs))
    labels = np.asarray(true, float)
    least = round(float(np.quantile(found[labels == 1], 1 - SUPPORTED)), 3)
    caught = float((found[labels == 0] < least).mean())
    log.info(
        "support: AUC %.3f of %d claims, %.3f of the false below %.3f", _auc(found, labels), len(pairs), caught, least
    )
    return {"threshold": least}


def _logistic(
    x: NDArray[np.float64], y: NDArray[np.float64], counts: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Weights, none below zero, and intercept by Newton's method with a ridge on standardised columns."""
    import numpy as np

    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    kept = list(range(x.shape[1]))
    while True:
        design = np.column_stack([np.ones(len(x)), ((x - mean) / spread)[:, kept]])
        ridge = np.diag([0.0, *([RIDGE] * len(kept))])
        w = np.zeros(design.shape[1])
        for _ in range(40):
            p = 1 / (1 + np.exp(-design @ w))
            curve = design.T @ (design * (counts * p * (1 - p))[:, None]) + ridge
            w = w + np.linalg.solve(curve, design.T @ (counts * (y - p)) - ridge @ w)
        below = [column for column, weight in zip(kept, w[1:], strict=True) if weight < 0]
        if not below:
            break
        kept = [column for column in kept if column not in below]
    weights = np.zeros(x.shape[1])
    weights[kept] = w[1:]
    weights = weights / spread
    return weights, float(w[0] - weights @ mean)


def _auc(scores: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    yes, no = scores[y == 1], scores[y == 0]
    return float((yes[:, None] > no[None]).mean() + (yes[:, None] == no[None]).mean() / 2)


def commit() -> str:
    """The commit that was measured."""
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
