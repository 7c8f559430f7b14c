"""What each check of a sentence is worth: ``python -m bench.checks [--sets 1,2,3,4,5,6] [--data FOLDER]``.

Of the labelled sets of tests/data: the share of the altered sentences that all checks catch and of the true ones that
they refuse, the same without each check, with the learned check beside them, and with it alone. Of set 5 sums alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rag.answering.ground import TRIED, widened
from rag.checking.entailment import with_neighbours
from rag.checking.sentence import check_sentence
from rag.checking.source import Source, source_of
from rag.language.sentences import split_sentences
from rag.language.terms import terms
from rag.reader.calibration import calibration
from rag.reader.lazy import LazyReader
from rag.reader.reader import Pair, Reader
from rag.types import Passage, Precision, Published

TESTS = Path(__file__).resolve().parent.parent / "tests" / "data"
PRECISION: dict[int, Precision] = {4: "year", 7: "month", 10: "day"}
LEARNED = "entailment"


@dataclass(frozen=True)
class Judged:
    """A labelled sentence and, of each source that it may rest on, the checks that fail and the learned probability."""

    true: bool
    kind: str
    failing: tuple[frozenset[str], ...]
    support: tuple[float, ...]

    def passes(self, without: str = "", *, learned: float | None = None) -> bool:
        """Whether some source lets it stand, one check left aside, the learned one at a threshold."""
        return any(
            failed <= {without} and (learned is None or support >= learned)
            for failed, support in zip(self.failing, self.support, strict=True)
        )

    def read(self, learned: float) -> bool:
        """Whether the learned check alone lets it stand."""
        return max(self.support) >= learned


def rows(number: int) -> Iterator[tuple[Passage, str, bool, str, bool]]:
    """Of a set each passage, sentence, whether it is true, its kind, and whether it is in another language."""
    for line in (TESTS / f"checks_blind{number}.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if "sentence" in row:
            passage = _passage(row["passage"], row["title"], None, row["published"], row["language"])
            other = row["sentence_language"] != row["language"]
            yield passage, row["sentence"], row["supported"], row["kind"], other
            continue
        passage = _passage(row["text"], row["title"], row["outlet"], row["published"], row["language"])
        for label in ("true", "altered"):
            for kind, sentence in row[label]:
                yield passage, sentence, label == "true", kind, False


def _passage(text: str, title: str | None, outlet: str | None, published: str | None, language: str) -> Passage:
    date = Published(published, PRECISION[len(published)], "date") if published else None
    return Passage(
        passage_id=1, article_id="a", file="f", record=None, n=0, start=0, end=len(text), text=text,
        sentences=tuple(split_sentences(text)), title=title, source=outlet, author=None, url=None, published=date,
        updated=None, language=language, copies=(), dispatch=None, superseded_by=None,
    )  # fmt: skip


def judge(numbers: Iterable[int], reader: Reader) -> list[Judged]:
    """Every sentence of the sets with what its checks say, as in an answer."""
    found = []
    for number in numbers:
        for passage, sentence, true, kind, translated in rows(number):
            sources = list(_sources(sentence, passage))
            failing = tuple(
                frozenset(c.name for c in check_sentence(sentence, held, translated=translated) if not c.passed)
                for held in sources
            )
            pairs = [Pair(sentence, passage.title or "", with_neighbours(held)) for held in sources]
            support = reader.supports(list(dict.fromkeys(pairs))) or [1.0] * len(set(pairs))
            told = dict(zip(dict.fromkeys(pairs), support, strict=True))
            found.append(Judged(true, kind, failing, tuple(told[pair] for pair in pairs)))
    return found


def _sources(sentence: str, passage: Passage) -> Iterator[Source]:
    wanted = set(terms(sentence))
    single = sorted(
        (source_of(passage, span) for span in passage.sentences), key=lambda s: -len(wanted & set(terms(s.quote)))
    )
    for source in single[:TRIED]:
        yield from (source, *widened(source))


def shares(judged: Sequence[Judged], passes: Any) -> tuple[float, float]:  # noqa: ANN401 - a function of a Judged
    """Share of the altered that do not pass, and of the true that do not."""
    outcomes = {label: [not passes(item) for item in judged if item.true is label] for label in (False, True)}
    caught, refused = (sum(outcomes[label]) / max(1, len(outcomes[label])) for label in (False, True))
    return caught, refused


def table(title: str, judged: Sequence[Judged], threshold: float, *, kinds: bool) -> Iterator[str]:
    """The figures of one group of sets as Markdown."""
    true = sum(item.true for item in judged)
    yield f"\n## {title}: {true} true, {len(judged) - true} altered\n"
    yield "| | caught | true refused |\n|---|---|---|"

    def line(name: str, passes: Any) -> str:  # noqa: ANN401
        caught, refused = shares(judged, passes)
        return f"| {name} | {caught:.3f} | {refused:.3f} |"

    yield line("all rules", lambda item: item.passes())
    yield line(f"all rules and the learned check ({threshold})", lambda item: item.passes(learned=threshold))
    for cut in sorted({0.3, 0.5, 0.7, 0.9, threshold}):
        yield line(f"the learned check alone at {cut}", lambda item, cut=cut: item.read(cut))
    for name in sorted({name for item in judged for failed in item.failing for name in failed}):
        yield line(f"without {name}", lambda item, name=name: item.passes(name))
        with_learned = lambda item, name=name: item.passes(name, learned=threshold)  # noqa: E731
        yield line(f"without {name}, with the learned check", with_learned)
    if kinds:
        yield "\n| kind | of | pass the rules | pass the rules and the learned check |\n|---|---|---|---|"
        for (true_, kind), count in sorted(Counter((item.true, item.kind) for item in judged).items()):
            own = [item for item in judged if (item.true, item.kind) == (true_, kind)]
            passing = sum(item.passes() for item in own), sum(item.passes(learned=threshold) for item in own)
            yield f"| {'true' if true_ else 'altered'}: {kind} | {count} | {passing[0]} | {passing[1]} |"


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--sets", default="1,2,3,4,5,6")
    arguments.add_argument("--data", type=Path, default=Path("data"), help="the data folder that holds the models")
    given = arguments.parse_args()
    wanted = [int(number) for number in given.sets.split(",")]
    reader, threshold = LazyReader(given.data / "models"), calibration().support
    for title, numbers in (("Sets 1 to 4", (1, 2, 3, 4)), ("Set 5", (5,)), ("Set 6", (6,))):
        if chosen := [number for number in numbers if number in wanted]:
            print("\n".join(table(title, judge(chosen, reader), threshold, kinds=5 not in chosen)), flush=True)


if __name__ == "__main__":
    main()
