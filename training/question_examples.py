"""Examples from questions on press articles: what answers, what nearly does, what is merely alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from rag.reading.decode import clean
from rag.types import Span
from training.encode import Example, Text, encode, find_all, window
from training.near import Nearest, shared
from training.perturb import alter
from training.press_parts import Article, Row

ONE_SPAN = 160
"""Characters within which several parts of an answer are one span."""


def question_examples(articles: Sequence[Article], random: Random) -> Iterator[Example | None]:
    """Every question once, with windows and negatives drawn anew at each call."""
    nearest = Nearest([passage for article in articles for passage in article.passages])
    for article in articles:
        for row in article.questions:
            if row["answerable"]:
                yield from _answerable(row, article, nearest, random)
            else:
                yield from _unanswerable(row, article, nearest, random)


def development(articles: Sequence[Article]) -> Iterator[Example | None]:
    """Whole passages only: of each question the gold one or, if none answers, the nearest; two other passages."""
    nearest = Nearest([passage for article in articles for passage in article.passages])
    for article in articles:
        for row in article.questions:
            asked, group = clean(row["question"]), row["id"]
            if row["answerable"]:
                for passage, span in gold(row, article)[:1]:
                    yield _fitted(asked, passage, span, "gold", group)
                others = [*_own(row, article)[:2], *_foreign(row, article, nearest)[:1]]
                yield from (_fitted(asked, passage, None, "other", group) for passage in others)
            else:
                yield from (_fitted(asked, passage, None, "near", group) for passage in _tempting(row, article)[:2])


def gold(row: Row, article: Article) -> list[tuple[Text, Span]]:
    """Passages with the span that answers: one from the first part to the last where they are close, else each."""
    asked, answers = clean(row["question"]), [clean(answer).strip() for answer in row["answers"]]
    holding = [(sum(answer in p.text for answer in answers), shared(asked, p.text), p) for p in article.passages]
    most = max((held for held, _, _ in holding), default=0)
    if not most:
        return []
    passage = max((entry for entry in holding if entry[0] == most), key=lambda entry: entry[1])[2]
    spans = sorted(_likeliest(asked, passage.text, answer) for answer in answers if answer in passage.text)
    whole = (spans[0][0], max(end for _, end in spans))
    return [(passage, whole)] if whole[1] - whole[0] <= ONE_SPAN else [(passage, span) for span in spans]


def _likeliest(asked: str, text: str, answer: str) -> Span:
    """Where the answer stands several times, the place whose sentence shares most with the question."""
    return max(find_all(text, answer), key=lambda span: shared(asked, text[slice(*window(text, span, 1))]))


def _answerable(row: Row, article: Article, nearest: Nearest, random: Random) -> Iterator[Example | None]:
    asked, group = clean(row["question"]), row["id"]
    for passage, span in gold(row, article):
        for _ in range(2 if random.random() < 0.5 else 1):
            yield _cut(asked, passage, span, "press", group, random)
        if random.random() < 0.5:
            yield _removed(asked, passage, span, group, random)
        if random.random() < 0.3 and (altered := alter(asked, article.text, random)):
            yield _cut(altered[0], passage, span, "press altered", group, random, answers=False)
    own = _own(row, article)
    for other in own[:1] if random.random() < 0.7 else random.sample(own, min(1, len(own))):
        yield _cut(asked, other, None, "press same article", group, random)
    if random.random() < 0.6:
        for other in _foreign(row, article, nearest)[:1]:
            yield _cut(asked, other, None, "press other article", group, random)


def _unanswerable(row: Row, article: Article, nearest: Nearest, random: Random) -> Iterator[Example | None]:
    asked, group = clean(row["question"]), row["id"]
    near = _tempting(row, article)
    for passage in near[:2]:
        yield _cut(asked, passage, None, "press near miss", group, random, row["tempting"])
    if random.random() < 0.3:
        for passage in _foreign(row, article, nearest)[:1]:
            yield _cut(asked, passage, None, "press near miss, other article", group, random)


def _tempting(row: Row, article: Article) -> list[Text]:
    """The passages of the article, the one with the tempting words first, then by the words that they share."""
    asked, tempting = clean(row["question"]), clean(row["tempting"]).strip()
    return sorted(article.passages, key=lambda p: (tempting not in p.text, -shared(asked, p.text)))


def _own(row: Row, article: Article) -> list[Text]:
    """The article's passages that hold no part of the answer, those that share most first."""
    asked, answers = clean(row["question"]), [clean(answer).strip() for answer in row["answers"]]
    return sorted(
        (p for p in article.passages if not any(answer in p.text for answer in answers)),
        key=lambda p: -shared(asked, p.text),
    )


def _foreign(row: Row, article: Article, nearest: Nearest) -> list[Text]:
    """The nearest passages of other articles that hold no part of the answer."""
    answers = [clean(answer).strip().lower() for answer in row["answers"]]
    found = (nearest.passages[place] for place in nearest.order(clean(row["question"]))[:40])
    kept = (p for p in found if p.article != article.name and not any(a in p.text.lower() for a in answers))
    return list(kept)[:4]


def _cut(
    asked: str,
    passage: Text,
    span: Span | None,
    kind: str,
    group: str,
    random: Random,
    keep: str = "",
    *,
    answers: bool = True,
) -> Example | None:
    """The pair with the whole passage or, half the time, with fewer sentences of it; sometimes without its title."""
    at = span or next(iter(find_all(passage.text, keep)), None) or _nearest_sentence(asked, passage.text)
    longest = random.randint(200, 600) if random.random() < 0.5 else 640
    start, end = window(passage.text, at, longest)
    title = "" if random.random() < 0.2 else passage.title
    inside = (span[0] - start, span[1] - start) if span and answers else None
    return encode(asked, Text(title, passage.text[start:end]), inside, kind, group)


def _fitted(asked: str, passage: Text, span: Span | None, kind: str, group: str) -> Example | None:
    start, end = window(passage.text, span or _nearest_sentence(asked, passage.text))
    inside = (span[0] - start, span[1] - start) if span else None
    return encode(asked, Text(passage.title, passage.text[start:end]), inside, kind, group)


def _removed(asked: str, passage: Text, span: Span, group: str, random: Random) -> Example | None:
    """The passage that answers without the sentence that does."""
    start, end = window(passage.text, span, 1)
    answer = passage.text[slice(*span)]
    rest = f"{passage.text[:start].rstrip()} {passage.text[end:].lstrip()}".strip()
    if len(rest) < 80 or answer in rest:
        return None
    return _cut(asked, Text(passage.title, rest), None, "press removed", group, random)


def _nearest_sentence(asked: str, text: str) -> Span:
    from rag.language.sentences import split_sentences

    spans = split_sentences(text) or [(0, len(text))]
    return max(spans, key=lambda span: shared(asked, text[slice(*span)]))
