"""A text held to the articles, sentence by sentence, by the checks of an answer's sentences; no model takes part.

Supported: a source says it, every check holds. Contradicted: the likeliest source says the same of the same thing with
another figure, date, name or speaker, or denies it. Unsupported: neither; the checks say what failed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rag.answering.evidence import Evidence
from rag.answering.ground import ground, likeliest
from rag.checking.sentence import check_sentence
from rag.checking.source import Source, source_of
from rag.desk.draft_sentences import Drafted, drafted, states_something
from rag.errors import BadInput, TooLarge
from rag.language.figures import figures
from rag.language.moments import Moment, moments
from rag.language.names import names
from rag.language.terms import terms
from rag.reader.reader import Reader
from rag.types import Check, CheckedSentence, Citation, Passage, Verdict

if TYPE_CHECKING:
    from vectorstore.embedding.embedder import Embedder

MOST = 50_000
"""Characters of a text, some twenty pages: a sentence takes about a third of a second."""
PASSAGES = 8
"""Passages whose sentences are looked at for one sentence of the text."""
CONTRADICTING = frozenset({"figures", "dates", "names", "speaker", "negation", "denial", "direction"})
"""Checks whose failure may be a contradiction; any other says only that the source does not say it."""
BESIDE = frozenset({"wording", "content", "quotations"})
"""Checks that fail beside those where a fact is another: the same words, weighed again."""
SAME_THING = 0.6
"""Share of a sentence's other words that a source must hold to speak of the same thing."""
NEAR = 0.4
"""The same from which an unsupported sentence shows the nearest source."""

FEW, MOST_OF = 3, 0.5
"""A sentence of so few words is supported only where its source holds more than this share of them."""

Find = Callable[[str, str], Sequence[Passage]]
"""The passages that may speak of a sentence, by the sentence and its language, likeliest first."""


def check_text(text: str, find: Find, embedder: Embedder, reader: Reader) -> Iterator[CheckedSentence]:
    """Each sentence as soon as it is checked; BadInput for an empty text, TooLarge for one beyond ``MOST``."""
    if len(text) > MOST:
        raise TooLarge(
            f"Le texte compte {len(text)} caractères ; le maximum est de {MOST} : vérifiez-le par parties.",
            f"The text has {len(text)} characters; the most is {MOST}: check it in parts.",
        )
    sentences = drafted(text)
    if not sentences:
        raise BadInput(
            "Le texte est vide : donnez au moins une phrase.", "The text is empty: give a sentence at least."
        )
    return _checked(text, sentences, find, embedder, reader)


def _checked(
    text: str, sentences: Sequence[Drafted], find: Find, embedder: Embedder, reader: Reader
) -> Iterator[CheckedSentence]:
    from rag.language.detect import language_of_question

    language = language_of_question(text)
    numbers: dict[tuple[str, int, int], int] = {}
    before: Passage | None = None
    for sentence in sentences:
        start, end = sentence.span
        if not states_something(sentence.text):
            yield CheckedSentence(text[start:end], start, end, "none")
            continue
        passages = list(find(sentence.text, language)[:PASSAGES])
        if before and before.passage_id not in {passage.passage_id for passage in passages}:
            passages.append(before)  # "il", "ce projet": what the sentence before spoke of
        found = judge(sentence.text, evidence_of(passages, embedder), embedder, reader, language=language)
        cited = []
        if found.source is not None:
            source = found.source
            before = source.passage
            key = (source.passage.article_id, source.start, source.end)
            number = numbers.setdefault(key, len(numbers) + 1)
            cited = [Citation(number, source.passage, source.quote, source.start, source.end)]
        yield CheckedSentence(text[start:end], start, end, found.support, found.checks, tuple(cited))


def evidence_of(passages: Sequence[Passage], embedder: Embedder) -> list[Evidence]:
    """The sentences of the passages with their vectors."""
    sources = [[source_of(passage, span) for span in passage.sentences] for passage in passages]
    vectors = embedder.groups([[source.quote for source in group] for group in sources if group])
    return [
        Evidence(source, score=0.0, share=0.0, cosine=0.0, coverage=0.0, typed=False, rank=rank, vector=vector)
        for rank, (group, found) in enumerate(zip(filter(None, sources), vectors, strict=True))
        for source, vector in zip(group, found, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Judged:
    """What became of one sentence, the source that it rests or founders on, and what the checks said."""

    support: Verdict
    source: Source | None = None
    checks: tuple[Check, ...] = ()


NOTHING = (Check("content", False),)
"""The checks of a sentence of which no source speaks."""


def judge(sentence: str, evidence: Sequence[Evidence], embedder: Embedder, reader: Reader, *, language: str) -> Judged:
    """Whether the sources support a sentence, contradict it or do neither."""
    grounded = ground(sentence, evidence, embedder, reader, language=language)
    if grounded.supported and grounded.source is not None:
        few = len(set(terms(sentence))) <= FEW
        if few and shared(sentence, grounded.source, ()) <= MOST_OF:
            return Judged("unsupported", None, NOTHING)
        return Judged("supported", grounded.source, grounded.checks)
    tried = [(source, check_sentence(sentence, source, translated=source.passage.language != language))
             for _, source in likeliest(sentence, evidence, embedder)[:TRIED]]  # fmt: skip
    for source, checks in tried:
        if _contradicts(sentence, source, checks):
            return Judged("contradicted", source, checks)
    if grounded.source is not None and shared(sentence, grounded.source, grounded.checks) >= NEAR:
        return Judged("unsupported", grounded.source, grounded.checks)
    return Judged("unsupported", None, NOTHING)


TRIED = 3
"""Sources that a sentence may contradict, the likeliest first."""


def _contradicts(sentence: str, source: Source, checks: Sequence[Check]) -> bool:
    """Whether the source says the same of the same thing with another figure, date, name or speaker, or denies it."""
    failed = {check.name for check in checks if not check.passed}
    facts = failed & CONTRADICTING
    if not facts or failed - CONTRADICTING - BESIDE:
        return False
    return shared(sentence, source, checks) >= SAME_THING and all(
        other_fact(name, sentence, source.quote) for name in facts
    )


def other_fact(check: str, sentence: str, quote: str) -> bool:
    """Whether the quotation has another fact of the kind that failed: else it is merely silent about it."""
    if check == "figures":
        return _figures(quote) > _figures(sentence) & _figures(quote)
    if check == "dates":
        return any(_other_moment(said, moments(quote)) for said in moments(sentence))
    if check == "names":
        return bool(set(names(quote)) - set(names(sentence)))
    return True


_PARTS = ("year", "month", "day", "weekday", "hour", "minute")


def _other_moment(said: Moment, held: Sequence[Moment]) -> bool:
    """Whether one of the moments differs in a part that both give, and none agrees: a year more is no other date."""
    pairs = [[(getattr(said, part), getattr(moment, part)) for part in _PARTS] for moment in held]
    given = [[a == b for a, b in pair if a is not None and b is not None] for pair in pairs]
    return any(False in same for same in given) and not any(same and all(same) for same in given)


def _figures(text: str) -> set[tuple[float, str | None]]:
    return {(figure.value, figure.unit) for figure in figures(text, [moment.span for moment in moments(text)])}


def shared(sentence: str, source: Source, checks: Sequence[Check]) -> float:
    """Share of the sentence's words, figures and those that failed aside, that the source and its title hold."""
    aside = {term for check in checks if not check.passed for term in terms(check.detail)}
    wanted = {term for term in terms(sentence) if not any(char.isdigit() for char in term)} - aside
    held = set(terms(f"{source.quote}\n{source.passage.title or ''}"))
    return len(wanted & held) / len(wanted) if wanted else 0.0
