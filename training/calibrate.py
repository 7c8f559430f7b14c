"""Fit the numbers of ``rag/reader/calibration.json`` anew: ``python -m training.calibrate --shared FOLDER``.

In: the press articles that were kept out of training (``training/press`` and FOLDER/press), among all the others in one
library, with their questions, near misses and claims. Out: the blend of a sentence's score, the refusal's logistic
regression, with the reader and without it, its threshold, and that of the support head. The evaluation sets of the
project are not looked at.
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

from rag.answering.evidence import Evidence, gather
from rag.answering.refuse import signals
from rag.reader.calibration import PATH
from rag.settings import Settings
from rag.sourcier import PASSAGES, Sourcier
from rag.types import Question
from training.encode import held_out

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

log = logging.getLogger(__name__)

Row = dict[str, Any]
PRESS = Path(__file__).resolve().parent / "press"
KEPT = 0.92
"""Share of the answerable questions that the threshold answers: at most one in ten is refused, and some room."""
RIDGE = 1.0
"""Of the standardised signals: with a few hundred questions a weight should not grow on one of them."""
READ = ("answers", "second", "best_answers", "span", "best_span", "cosine", "words", "gap", "typed", "broad", "foreign")
UNREAD = ("cosine", "words", "gap", "typed", "broad", "foreign")
WITHOUT = {"broad": 2.38, "foreign": 0.4}
"""Press questions hold no chronologies and few foreign passages: these two weights are kept as they were chosen."""


@dataclass(frozen=True)
class Asked:
    """One question with the evidence that the program finds for it."""

    question: Question
    answerable: bool
    near: bool
    right: tuple[bool, ...]
    """Of each sentence whether it holds an answer of the right article."""
    evidence: tuple[Evidence, ...]


def main() -> None:
    """Ask, fit, write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--shared", type=Path, help="the folder that holds press/ with further parts")
    arguments.add_argument("--data", type=Path, help="a data folder to keep (default: a temporary one)")
    arguments.add_argument("--out", type=Path, default=PATH)
    given = arguments.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    with tempfile.TemporaryDirectory() as folder:
        held = press_parts(given.shared)
        asked, reader, embedder = ask_all(held, given.data or Path(folder))
    log.info("%d questions, %d of them answerable", len(asked), sum(item.answerable for item in asked))
    found = json.loads(given.out.read_text("utf-8"))
    found |= {"embedder": embedder, "reader": reader, "set": "press articles kept out of training", "commit": commit()}
    found["blend"] = fit_blend(asked)
    found["refusal"] = fit_refusal(asked)
    given.out.write_text(json.dumps(found, indent=2) + "\n", "utf-8")


@dataclass(frozen=True)
class Part:
    """The rows of one part of the press data."""

    articles: list[Row]
    questions: list[Row]


def press_parts(shared: Path | None) -> list[Part]:
    """Those of the project, then those of ``shared``."""
    folders = [*PRESS.glob("p*"), *((shared / "press").glob("p*") if shared else ())]
    return [Part(_rows(folder / "articles.jsonl"), _rows(folder / "questions.jsonl")) for folder in sorted(folders)]


def _rows(path: Path) -> list[Row]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def ask_all(held: Sequence[Part], data: Path) -> tuple[list[Asked], str, str]:
    """Every question of an article kept out of training, asked of a library of all articles."""
    from rag.answering.orders import citable
    from rag.retrieval.reranking import rerank

    sourcier = Sourcier.open(Settings(data=data, answerer="extractive"))
    try:
        articles = [article for part in held for article in part.articles]
        file = data / "articles.jsonl"
        file.write_text("".join(json.dumps(_record(a), ensure_ascii=False) + "\n" for a in articles), "utf-8")
        sourcier.ingest([file])
        place = {article["id"]: n for n, article in enumerate(articles)}
        asked = []
        for row in (row for part in held for row in part.questions if held_out(row["article"])):
            question = sourcier.understand(row["question"])
            found = sourcier.retriever.find(question, PASSAGES)
            hits = rerank(question, [citable(hit) for hit in found.hits], found.weights, sourcier.embedder)
            evidence = gather(question, hits, found.weights, sourcier.embedder, sourcier.answer_reader)
            right = tuple(_right(item, row, place[row["article"]]) for item in evidence)
            asked.append(Asked(question, row["answerable"], not row["answerable"], right, tuple(evidence)))
            if len(asked) % 50 == 0:
                log.info("%d asked", len(asked))
        return asked, sourcier.answer_reader.name, sourcier.embedder.name
    finally:
        sourcier.close()


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
    """Weights of words, span and answers under which the right sentence is likeliest (softmax over a question's)."""
    import numpy as np

    rows = []
    for item in asked:
        if any(item.right) and not all(item.right):
            features = [
                (e.words, e.reading.score, e.reading.answers) if e.reading else (e.words, -8.0, -8.0)
                for e in item.evidence
            ]
            rows.append((np.asarray(features), np.asarray(item.right)))
    weights = np.asarray([0.75, 0.26, 0.3])
    for _ in range(400):
        slope = np.zeros(3)
        for x, right in rows:
            z = x @ weights
            p = np.exp(z - z.max())
            p /= p.sum()
            q = np.where(right, p, 0.0)
            slope += (q / max(q.sum(), 1e-9) - p) @ x
        weights = weights + 0.02 * slope / len(rows)
    first = sum(right[int((x @ weights).argmax())] for x, right in rows) / len(rows)
    log.info("blend %s: right sentence first in %.3f of %d", weights.round(3).tolist(), first, len(rows))
    return dict(zip(("words", "span", "answers"), (round(float(w), 3) for w in weights), strict=True))


def fit_refusal(asked: Sequence[Asked]) -> dict[str, Any]:
    """Both regressions, and the threshold that keeps ``KEPT`` of the answerable questions, cross-validated."""
    import numpy as np

    told = [signals(item.question, item.evidence) for item in asked]
    answers = np.asarray([item.answerable for item in asked], float)
    fitted = {}
    for name, names in (("weights", READ), ("unread", UNREAD)):
        x = np.asarray([[row.get(key, 0.0) for key in names] for row in told])
        folds = np.arange(len(asked)) % 10
        scores = np.zeros(len(asked))
        for fold in range(10):
            weights, intercept = _logistic(x[folds != fold], answers[folds != fold])
            scores[folds == fold] = x[folds == fold] @ weights + intercept
        weights, intercept = _logistic(x, answers)
        log.info("%s: AUC %.3f, refused %.3f at %.2f kept", name, _auc(scores, answers), *_refused(scores, answers))
        fitted[name] = {"intercept": round(float(intercept), 3)} | {
            key: round(float(weight), 4) for key, weight in zip(names, weights, strict=True)
        }
        fitted[name] |= {key: value for key, value in WITHOUT.items() if abs(fitted[name][key]) < value}
        if name == "weights":
            cut = float(np.quantile(scores[answers == 1], 1 - KEPT))
            fitted["threshold"] = round(1 / (1 + np.exp(-cut)), 3)
    return fitted


def _logistic(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Weights and intercept by Newton's method with a ridge on standardised columns."""
    import numpy as np

    mean, spread = x.mean(axis=0), x.std(axis=0) + 1e-9
    design = np.column_stack([np.ones(len(x)), (x - mean) / spread])
    ridge = np.diag([0.0, *([RIDGE] * x.shape[1])])
    w = np.zeros(design.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-design @ w))
        w = w + np.linalg.solve(design.T @ (design * (p * (1 - p))[:, None]) + ridge, design.T @ (y - p) - ridge @ w)
    weights = w[1:] / spread
    return weights, float(w[0] - weights @ mean)


def _auc(scores: NDArray[np.float64], y: NDArray[np.float64]) -> float:
    yes, no = scores[y == 1], scores[y == 0]
    return float((yes[:, None] > no[None]).mean() + (yes[:, None] == no[None]).mean() / 2)


def _refused(scores: NDArray[np.float64], y: NDArray[np.float64], kept: float = 0.9) -> tuple[float, float]:
    import numpy as np

    return float((scores[y == 0] < np.quantile(scores[y == 1], 1 - kept)).mean()), kept


def commit() -> str:
    """The commit that was measured."""
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
