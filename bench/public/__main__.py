"""Measure what the user brought: ``make eval-public DIR=folder [LIMIT=100]``, or ``python -m bench.public FOLDER``.

FOLDER holds any of nomiracl/, memerag/ and piaf/ (docs/evaluation.md says where they come from). Markdown on standard
output.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.public import memerag, nomiracl, piaf
from rag.errors import BadInput, SourcierError
from rag.evaluation.command import with_models
from rag.reader.lazy import LazyReader
from rag.settings import Settings, load_settings
from vectorstore.embedding.embedder import make_embedder

SETS = ("nomiracl", "memerag", "piaf")


def figures(folder: Path, settings: Settings, limit: int | None, sets: tuple[str, ...] = SETS) -> Iterator[str]:
    """The tables of every set that is there; BadInput where there is none."""
    asked = nomiracl.load(folder) if "nomiracl" in sets else []
    said = memerag.load(folder) if "memerag" in sets else []
    paragraphs = piaf.load(folder) if "piaf" in sets else None
    if not (asked or said or paragraphs):
        raise BadInput(
            f"« {folder} » ne contient ni nomiracl/, ni memerag/, ni piaf/ : docs/evaluation.md dit où les trouver.",
            f"'{folder}' holds neither nomiracl/, memerag/ nor piaf/: docs/evaluation.md says where they are.",
        )
    embedder, reader = make_embedder(settings), LazyReader(settings.data / "models")
    yield f"Embedder {embedder.name}, reader {reader.name or 'none'}."
    if asked:
        yield from nomiracl.measure(asked, embedder, reader, limit)
    if said:
        yield from memerag.measure(said, embedder, reader, limit)
    if paragraphs:
        yield from piaf.measure(paragraphs, settings, limit)


def main() -> int:
    """Measure and print; 1 with a line for a fault."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--limit", type=int, help="at most so many questions or sentences of each set")
    arguments.add_argument("--sets", nargs="+", choices=SETS, default=SETS)
    given = arguments.parse_args()
    settings = load_settings()
    try:
        with tempfile.TemporaryDirectory(prefix="sourcier-public-") as folder:
            own = dataclasses.replace(settings, data=with_models(Path(folder), settings.data), answerer="extractive")
            for line in figures(given.folder, own, given.limit, tuple(given.sets)):
                print(line, flush=True)
    except SourcierError as error:
        print(error.message(settings.language), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
