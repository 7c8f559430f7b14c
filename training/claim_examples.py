"""Examples of claims: a sentence in the place of a question, its source, and whether and where the source says it."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

from rag.language.sentences import split_sentences
from rag.reading.decode import clean
from rag.types import Span
from training.encode import WINDOW, Example, Text, encode_claim, find_all, window
from training.near import shared
from training.perturb import alter
from training.press_parts import Article

ALTERED = 1.6
"""Altered sentences for each true one: it is one detail that a sentence has to be held to."""
NEIGHBOURS = (0, 1, 1, 2)
"""Sentences on each side of a claim's source."""


def claim_examples(articles: Sequence[Article], random: Random) -> Iterator[Example | None]:
    """Every claim once, the true ones also altered, some beside another passage; the articles' own words."""
    for article in articles:
        for row in article.claims:
            source = article.around(row["source"], random.choice(NEIGHBOURS))
            if source is None:
                continue
            claim, true = clean(row["sentence"]), row["label"] == "supported"
            source = _sometimes_untitled(source, random)
            span = _holding(source, row["source"]) if true else None
            yield encode_claim(claim, source, span, row["kind"], row["id"])
            for _ in range(1 + (random.random() < ALTERED - 1) if true else 0):
                if altered := alter(claim, article.text, random):
                    yield encode_claim(altered[0], source, None, f"altered {altered[1]}", row["id"])
            if true and random.random() < 0.15:
                yield from _elsewhere(claim, row["source"], article, row["id"])
        yield from _own_words(article, random)


def _sometimes_untitled(source: Text, random: Random) -> Text:
    return Text("" if random.random() < 0.2 else source.title, source.text)


def _holding(source: Text, sentences: Sequence[str]) -> Span:
    """From the first to the last of the sentences that decide, in the source."""
    found = [span for sentence in sentences for span in find_all(source.text, clean(sentence).strip())[:1]]
    return (min(a for a, _ in found), max(b for _, b in found)) if found else (0, len(source.text))


def _elsewhere(claim: str, sources: Sequence[str], article: Article, group: str) -> Iterator[Example | None]:
    """A true sentence held to the passage of its article that shares most with it and is not its source."""
    others = [p for p in article.passages if not any(clean(source).strip() in p.text for source in sources)]
    for passage in sorted(others, key=lambda p: -shared(claim, p.text))[:1]:
        start, end = window(passage.text, (0, 1))
        yield encode_claim(claim, Text(passage.title, passage.text[start:end]), None, "elsewhere", group)


def _own_words(article: Article, random: Random) -> Iterator[Example | None]:
    """Half of the article's sentences, as they are and altered, held to themselves with their neighbours."""
    places = [n for n, (a, b) in enumerate(article.sentences) if 40 <= b - a <= 320]
    for place in random.sample(places, (len(places) + 1) // 2):
        sentence = article.text[slice(*article.sentences[place])]
        source = article.around([sentence], random.choice(NEIGHBOURS))
        if source is None:
            continue
        source = _sometimes_untitled(source, random)
        yield encode_claim(sentence, source, _holding(source, [sentence]), "own words", article.name)
        if altered := alter(sentence, article.text, random):
            yield encode_claim(altered[0], source, None, f"own words altered {altered[1]}", article.name)


def claim_development(articles: Sequence[Article]) -> Iterator[Example | None]:
    """The claims of articles kept for development, held to their sources with a neighbour on each side."""
    for article in articles:
        for row in article.claims:
            source = article.around(row["source"], 1)
            if source is not None:
                span = _holding(source, row["source"]) if row["label"] == "supported" else None
                yield encode_claim(clean(row["sentence"]), source, span, row["kind"], row["id"])


def checked_examples(path: Path, random: Random) -> Iterator[Example | None]:
    """A labelled set of tests/data: true and altered sentences on a short text."""
    for number, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        for label in ("true", "altered"):
            for kind, sentence in row[label]:
                whole = row["text"]
                near = max(split_sentences(whole), key=lambda span: shared(sentence, whole[slice(*span)]))
                start, end = window(whole, near, WINDOW)
                source = _sometimes_untitled(Text(row["title"], whole[start:end]), random)
                span = (near[0] - start, near[1] - start) if label == "true" else None
                yield encode_claim(sentence, source, span, f"checked {kind}", f"{path.stem}-{number}")


def entailment_examples(path: Path) -> Iterator[Example | None]:
    """RTE-3 in French: a hypothesis that the premise entails is supported."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            source = Text("", row["premise"][: 2 * WINDOW])
            span = (0, len(source.text)) if row["label"] == "0" else None
            yield encode_claim(row["hypothesis"], source, span, "rte3", row["id"])
