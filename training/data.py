"""Write the examples to train on and those kept for development.

    python -m training.data --shared FOLDER --out FOLDER [--seed 1]

FOLDER of ``--shared`` holds press/, nomiracl/ and qa/ (see README.md); without it only the press articles of the
project and its labelled sentences are used.
"""

from __future__ import annotations

import argparse
import itertools
import logging
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from random import Random

from training.claim_examples import checked_examples, claim_development, claim_examples, entailment_examples
from training.encode import Example, held_out, present, write_examples
from training.press_parts import Article, read_part
from training.public_examples import nomiracl, piaf, squad
from training.question_examples import development, question_examples

log = logging.getLogger(__name__)

HERE = Path(__file__).resolve().parent
CHECKED = [HERE.parent / "tests" / "data" / f"checks_blind{n}.jsonl" for n in (1, 2, 3, 4)]
"""Labelled sentences; set 5 and later are kept for measuring."""
ROUNDS = 2
"""Times that the questions on the press are gone through, with other windows and other negatives; claims once."""


def press(folders: Iterable[Path]) -> list[Article]:
    """All articles of the parts in some folders."""
    parts = sorted(part for folder in folders for part in folder.glob("p*") if (part / "articles.jsonl").is_file())
    return list(itertools.chain.from_iterable(map(read_part, parts)))


def press_examples(articles: Sequence[Article], random: Random, rounds: int = ROUNDS) -> list[Example]:
    """Questions and claims of some articles."""
    found: list[Example] = []
    for _ in range(rounds):
        found += present(question_examples(articles, random))
    found += present(claim_examples(articles, random))
    return found


def public_examples(shared: Path, random: Random) -> list[Example]:
    """What the public sets give."""
    qa = shared / "qa"
    found = list(present(nomiracl(shared / "nomiracl", random)))
    found += present(piaf(qa / "piaf_train.jsonl.gz", random))
    found += present(squad(qa, random))
    for part in ("dev", "test"):
        found += present(entailment_examples(qa / f"rte3_fr_{part}.tsv.gz"))
    return found


def main() -> None:
    """Read, draw, write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--shared", type=Path)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    random = Random(given.seed)
    articles = press([HERE / "press"])
    kept = [article for article in articles if held_out(article.name)]
    training = [article for article in articles if not held_out(article.name)]
    if given.shared:  # the weights that training starts from have seen all of these
        training += press([given.shared / "press"])
    examples = press_examples(training, random)
    for path in CHECKED:
        examples += present(checked_examples(path, random))
    if given.shared:
        examples += public_examples(given.shared, random)
    random.shuffle(examples)
    given.out.mkdir(parents=True, exist_ok=True)
    write_examples(given.out / "train.jsonl.gz", examples)
    write_examples(given.out / "dev.jsonl.gz", present([*development(kept), *claim_development(kept)]))
    log.info("%d articles, %d of them kept for development", len(training) + len(kept), len(kept))
    counts = Counter((example.kind.split()[0], example.answers) for example in examples)
    for (kind, answers), count in sorted(counts.items()):
        log.info("%6d  %-16s %s", count, kind, "answers" if answers else "does not")
    log.info("%d examples, %.0f tokens each", len(examples), sum(len(e.ids) for e in examples) / len(examples))


if __name__ == "__main__":
    main()
