"""``python -m rag eval``: a question file against a folder of articles, in a library of its own."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

from rag.errors import SourcierError
from rag.evaluation.evaluate import Scores, check_floors, evaluate, failures, markdown_table
from rag.present import answer_object, hit_object
from rag.settings import Settings
from rag.types import Answerer, Turn


def measure(options: argparse.Namespace, settings: Settings) -> int:
    """Score, print, and fail where a floor is not held. The models of the settings' data folder are used."""
    with tempfile.TemporaryDirectory(prefix="sourcier-eval-") as folder:
        own = dataclasses.replace(settings, data=with_models(Path(folder), settings.data), articles=options.articles)
        scores = score(options.questions, options.articles, own, options.answerer)
    broken = check_floors(scores, options.floors) if options.floors else []
    if options.json:
        print(json.dumps(scores.as_json() | {"below_floor": broken}, ensure_ascii=False))  # noqa: T201
    else:
        print(markdown_table(scores))  # noqa: T201
        print(failures(scores))  # noqa: T201
    if broken:
        said = "; ".join(broken)
        raise SourcierError(f"Sous le seuil : {said}.", f"Below the floor: {said}.")
    return 0


def score(questions: Path, articles: Path, settings: Settings, answerer: Answerer | None) -> Scores:
    """Take the articles into the settings' library and put every question."""
    from rag.sourcier import Sourcier

    with closing(Sourcier.open(settings)) as sourcier:
        sourcier.ingest([articles])

        def ask(question: str, history: list[dict[str, str]]) -> dict[str, Any]:
            turns = [Turn("user" if h["role"] == "user" else "assistant", h["content"]) for h in history]
            return dict(answer_object(sourcier.ask(question, turns, answerer=answerer)))

        def search(question: str, k: int) -> list[dict[str, Any]]:
            return [dict(hit_object(hit)) for hit in sourcier.search(question, k)[1]]

        return evaluate(questions, articles, ask, search, _progress if sys.stderr.isatty() else None)


def with_models(folder: Path, data: Path) -> Path:
    """A data folder that shares the models already fetched."""
    models = data.resolve() / "models"
    models.mkdir(parents=True, exist_ok=True)
    (folder / "models").symlink_to(models, target_is_directory=True)
    return folder


def _progress(done: int, total: int) -> None:
    print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr)  # noqa: T201
