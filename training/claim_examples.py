"""Examples for the support head: a sentence, its source, and whether the source holds it."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from rag.language.sentences import split_sentences
from rag.reading.decode import clean
from training.encode import WINDOW, Example, Text, encode_claim, window
from training.near import shared
from training.perturb import alter
from training.press_parts import Article


def claim_examples(articles: Sequence[Article], random: Random) -> Iterator[Example]:
    """Every claim once, some true ones also altered or beside another passage; the articles' own words."""
    for article in articles:
        for row in article.claims:
            source = article.around(row["source"], random.choice((0, 1, 1, 2)))
            if source is None:
                continue
            claim, true = clean(row["sentence"]), row["label"] == "supported"
            source = Text("" if random.random() < 0.2 else source.title, source.text)
            yield encode_claim(claim, source, true, f"claim {row['kind']}", row["id"])
            if true and random.random() < 0.6 and (altered := alter(claim, article.text, random)):
                yield encode_claim(altered[0], source, False, f"altered {altered[1]}", row["id"])
            if true and random.random() < 0.15:
                yield from _elsewhere(claim, row["source"], article, row["id"])
        yield from _own_words(article, random)


def _elsewhere(claim: str, sources: Sequence[str], article: Article, group: str) -> Iterator[Example]:
    """A true sentence held to the passage of its article that shares most with it and is not its source."""
    others = [p for p in article.passages if not any(clean(source).strip() in p.text for source in sources)]
    for passage in sorted(others, key=lambda p: -shared(claim, p.text))[:1]:
        start, end = window(passage.text, (0, 1))
        yield encode_claim(claim, Text(passage.title, passage.text[start:end]), False, "claim elsewhere", group)


def _own_words(article: Article, random: Random) -> Iterator[Example]:
    """Sentences of the article, as they are and altered, held to themselves with their neighbours."""
    places = [n for n, (a, b) in enumerate(article.sentences) if 40 <= b - a <= 320]
    for place in random.sample(places, min(4, len(places))):
        sentence = article.text[slice(*article.sentences[place])]
        source = article.around([sentence], 1)
        if source is None:
            continue
        altered = alter(sentence, article.text, random) if random.random() < 0.65 else None
        kind = f"own words altered {altered[1]}" if altered else "own words"
        yield encode_claim(altered[0] if altered else sentence, source, altered is None, kind, article.name)


def claim_development(articles: Sequence[Article]) -> Iterator[Example]:
    """The claims of articles kept for development, held to their sources with a neighbour on each side."""
    for article in articles:
        for row in article.claims:
            source = article.around(row["source"], 1)
            if source is not None:
                true = row["label"] == "supported"
                yield encode_claim(clean(row["sentence"]), source, true, f"claim {row['kind']}", row["id"])


def checked_examples(path: Path, random: Random) -> Iterator[Example]:
    """A labelled set of tests/data: true and altered sentences on a short text."""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        for label in ("true", "altered"):
            for kind, sentence in row[label]:
                whole = row["text"]
                near = max(split_sentences(whole), key=lambda span: shared(sentence, whole[slice(*span)]))
                start, end = window(whole, near, WINDOW)
                title = "" if random.random() < 0.2 else row["title"]
                source = Text(title, whole[start:end])
                yield encode_claim(sentence, source, label == "true", f"checked {kind}", f"{path.stem}-{number}")


def entailment_examples(path: Path) -> Iterator[Example]:
    """RTE-3 in French: a hypothesis that the premise entails is supported."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            source = Text("", row["premise"][: 2 * WINDOW])
            yield encode_claim(row["hypothesis"], source, row["label"] == "0", "rte3", row["id"])
