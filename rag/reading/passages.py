"""Passages: whole paragraphs packed to a size that fits twice into what the embedder reads.

Only citable lines are covered, each character once; a passage never reaches over a line of another kind.
The title and the standfirst open the first passage where nothing stands between, else they are one of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rag.language.sentences import blocks, is_row, split_sentences
from rag.types import CITABLE, Chunk, Label, Line, Span

TARGET = 600
"""Characters that a passage aims at: at most 180 tokens of French."""
LARGEST = 1200
"""Characters that no passage exceeds: at most 360 tokens, under the 512 of the embedder."""
_SMALL = 200
_SLACK = 50
_HEADINGS = frozenset({"title", "standfirst", "subhead"})

_Paragraph = tuple[Label, tuple[Span, ...]]


def make_chunks(text: str, lines: Sequence[Line]) -> tuple[Chunk, ...]:
    """The passages of an article, numbered from 0, with the absolute spans of their sentences."""
    packed = [chunk for run in _runs(text, lines) for chunk in _pack(list(_paragraphs(text, run)))]
    return tuple(Chunk(n, spans[0][0], spans[-1][1], spans) for n, spans in enumerate(packed))


def _runs(text: str, lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Runs of citable lines with neither letter nor figure between them: a rule under a table's head parts nothing."""
    run: list[Line] = []
    for line in lines:
        if not _words(text[line.start : line.end]):
            continue
        broken = line.label not in CITABLE or (run and _words(text[run[-1].end : line.start]))
        if broken and run:
            yield run
            run = []
        if line.label in CITABLE:
            run.append(line)
    if run:
        yield run


def _words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _paragraphs(text: str, run: list[Line]) -> Iterator[_Paragraph]:
    """Paragraphs of a run; the rows of a table, the items of a list and what announces them are one."""
    for label, group in groupby(run, key=lambda line: line.label):
        same = list(group)
        glued: list[Span] = []
        rows = False
        for block in blocks(text, same[0].start, same[-1].end):
            if not _words(text[slice(*block)]):
                continue
            row = is_row(text, block)
            fits = bool(glued) and block[1] - glued[0][0] <= LARGEST
            if glued and not (fits and ((row and (rows or _announces(text, glued))) or text[glued[-1][1] - 1] == ":")):
                yield from ((label, tuple(part)) for part in _parts(glued))
                glued = []
            glued += split_sentences(text, *block)
            rows = row
        yield from ((label, tuple(part)) for part in _parts(glued))


def _announces(text: str, glued: list[Span]) -> bool:
    """Whether what stands before a row is the heading of its table."""
    return glued[-1][1] - glued[0][0] < 80 and text[glued[-1][1] - 1] not in '.!?…»”"'


def _parts(sentences: list[Span]) -> Iterator[list[Span]]:
    """A paragraph over the largest size, cut between sentences into parts of about the target."""
    if not sentences:
        return
    length = sentences[-1][1] - sentences[0][0]
    if length <= LARGEST:
        yield sentences
        return
    goal = length / round(length / TARGET)
    part: list[Span] = []
    for sentence in sentences:
        if part and sentence[1] - part[0][0] > goal * 1.2:
            yield part
            part = []
        part.append(sentence)
    yield part


def _pack(paragraphs: list[_Paragraph]) -> list[tuple[Span, ...]]:
    packed: list[tuple[Span, ...]] = []
    current: tuple[Span, ...] = ()
    only_headings = True
    for label, spans in paragraphs:
        total = spans[-1][1] - (current or spans)[0][0]
        small = only_headings or current[-1][1] - current[0][0] < _SMALL
        full = total > LARGEST or (total > TARGET + _SLACK and not small)
        if current and (full or (label == "subhead" and not only_headings)):
            packed.append(current)
            current, only_headings = (), True
        current += spans
        only_headings = only_headings and label in _HEADINGS
    if current:
        _end(packed, current, starts_with_subhead=False if not paragraphs else _opened_by_subhead(paragraphs, current))
    return packed


def _opened_by_subhead(paragraphs: list[_Paragraph], current: tuple[Span, ...]) -> bool:
    return any(label == "subhead" and spans[0] == current[0] for label, spans in paragraphs)


def _end(packed: list[tuple[Span, ...]], last: tuple[Span, ...], *, starts_with_subhead: bool) -> None:
    """Append the last passage of a run; a small rest joins the one before."""
    small = last[-1][1] - last[0][0] < _SMALL
    if packed and small and not starts_with_subhead and last[-1][1] - packed[-1][0][0] <= TARGET * 1.5:
        packed[-1] += last
    else:
        packed.append(last)
