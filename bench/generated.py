"""A made-up archive of any size: French-looking articles with Zipfian words, and vectors that cost no embedding.

Words follow Zipf's law as Mandelbrot corrected it: those of the sample articles spread over all ranks, the rest made
of French syllables. Each article has words of its own that come back, a title, an outlet and a date.
Vectors are mixtures of two really embedded passages with noise: as close to each other as those of a real collection.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rag.types import Chunk, Draft, Line, Published, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from vectorstore.library import Library

WORDS = 150_000
"""Kinds of words: what Heaps' law gives French press of some ten million words."""
ZIPF, SHIFT = 1.05, 2.7
HEAD, SPREAD = 24, (700, 40_000)
"""The commonest words of the samples are the commonest here; the others lie so far down as in a large archive, where
"pont" stands in one passage of a hundred."""
OWN_WORDS, OWN_SHARE = 40, 0.25
"""Words that an article has of its own, and their share of its text."""
PASSAGES = 8
"""Passages of an article."""
SENTENCES, SENTENCE_WORDS = 5, (12, 24)
OUTLETS = 40
FIRST_DAY, DAYS = dt.date(2015, 1, 1), 3652
NOISE = 0.25
"""Length of the noise added to a unit vector: leaves a cosine of about .95 to the mixture."""
ONSETS = "b c d f g l m n p r s t v br bl ch cl cr dr fl fr gr pl pr st tr vr".split()
VOWELS = "a e i o u é ai an au en eu in oi on ou".split()
CODAS = ("", "", "", "r", "l", "s", "t", "che", "ge", "lle", "ne", "sse", "tte", "tion", "ment", "eur", "age")


@dataclass(frozen=True, slots=True)
class Made:
    """A made-up article and its passages."""

    draft: Draft
    chunks: tuple[Chunk, ...]


class Generator:
    """The same articles for the same number, whatever was made before."""

    def __init__(self, samples: Path) -> None:
        import numpy as np

        chance = random.Random(0)
        texts = " ".join(path.read_bytes().decode("utf-8", "ignore") for path in sorted(samples.glob("*.txt")))
        known = [word for word, _ in Counter(re.findall(r"[^\W\d_]{1,30}", texts.lower())).most_common()]
        made: dict[str, None] = {}
        while len(made) < WORDS:
            parts = [chance.choice(ONSETS) + chance.choice(VOWELS) for _ in range(chance.randint(1, 3))]
            made["".join(parts) + chance.choice(CODAS)] = None
        self._words = np.array(list(made), dtype=object)
        spread = np.geomspace(*SPREAD, len(known) - HEAD).astype(int)
        self._words[:HEAD] = known[:HEAD]
        self._words[spread] = known[HEAD:]
        weights = 1 / (np.arange(WORDS) + 1 + SHIFT) ** ZIPF
        self._cumulated = np.cumsum(weights / weights.sum())

    def article(self, number: int) -> Made:
        """The article of that number."""
        import numpy as np

        chance = np.random.default_rng([7, number])
        own = self._draw(chance, OWN_WORDS, above=0.5)
        title = " ".join(own[:6]).capitalize()
        text, lines, chunks = title + "\n", [Line(0, len(title), "title")], []
        for n in range(PASSAGES):
            start = 0 if n == 0 else len(text)
            spans: list[Span] = [(0, len(title))] if n == 0 else []
            opening = len(text)
            for _ in range(SENTENCES):
                sentence = self._sentence(chance, own)
                spans.append((len(text), len(text) + len(sentence)))
                text += sentence + " "
            text = text.rstrip() + "\n"
            lines.append(Line(opening, len(text) - 1, "body"))
            chunks.append(Chunk(n, start, len(text) - 1, tuple(spans)))
        day = (FIRST_DAY + dt.timedelta(days=int(chance.integers(DAYS)))).isoformat()
        draft = Draft(
            text=text.rstrip(),
            lines=tuple(lines),
            title=title,
            source=outlet(int(chance.integers(OUTLETS))),
            published=Published(day, "day", day) if chance.random() < 0.9 else None,
        )
        return Made(draft, tuple(chunks))

    def _sentence(self, chance: np.random.Generator, own: list[str]) -> str:
        words = self._draw(chance, int(chance.integers(*SENTENCE_WORDS)))
        mixed = [own[int(chance.integers(OWN_WORDS))] if chance.random() < OWN_SHARE else word for word in words]
        return " ".join(mixed).capitalize() + "."

    def _draw(self, chance: np.random.Generator, count: int, above: float = 0.0) -> list[str]:
        """Words by their frequency; ``above`` leaves out the commonest, up to that share of all running words."""
        import numpy as np

        places = np.searchsorted(self._cumulated, chance.uniform(above, 1.0, count))
        return [str(word) for word in self._words[np.minimum(places, WORDS - 1)]]


def outlet(number: int) -> str:
    """Name of a made-up newspaper."""
    return f"La Feuille de {'ABCDEFGHIJ'[number % 10]}{'aeiou'[number // 10 % 5]}rville"


def mixtures(real: NDArray[np.float32], count: int, number: int) -> NDArray[np.float32]:
    """Unit vectors like the really embedded ones, shape (count, d), the same for the same number."""
    import numpy as np

    chance = np.random.default_rng([11, number])
    first, second = real[chance.integers(len(real), size=(2, count))]
    share = chance.uniform(0.5, 1.0, (count, 1))
    mixed = share * first + (1 - share) * second
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    mixed += chance.normal(0, NOISE / real.shape[1] ** 0.5, mixed.shape)
    unit: NDArray[np.float32] = (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)
    return unit


def put(library: Library, generator: Generator, real: NDArray[np.float32], size: int) -> None:
    """Write made-up articles until the library has ``size`` passages, through its own functions."""
    number = int(library.database.value("SELECT count(*) FROM articles WHERE root = 'made'"))
    while library.feed.passage_count() < size:
        made = generator.article(number)
        library.put(
            root="made",
            file=f"made-{number}.txt",
            sha256=str(number),
            draft=made.draft,
            chunks=made.chunks,
            vectors=mixtures(real, len(made.chunks), number),
            mtime_ns=0,
            size=len(made.draft.text),
        )
        number += 1
