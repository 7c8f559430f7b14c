"""Which passages share most with a question: negatives worth learning from."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from rag.language.terms import terms
from training.encode import Text


class Nearest:
    """Passages by the words that they share with a question, rare words weighing more (BM25)."""

    def __init__(self, passages: Sequence[Text]) -> None:
        self.passages = passages
        counts = [Counter(terms(f"{passage.title} {passage.text}")) for passage in passages]
        self._lengths = [sum(count.values()) for count in counts]
        self._mean = sum(self._lengths) / max(len(passages), 1)
        self._found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, count in enumerate(counts):
            for term, times in count.items():
                self._found[term].append((place, times))

    def order(self, question: str) -> list[int]:
        """Places of the passages that share a word, the nearest first."""
        scores: dict[int, float] = defaultdict(float)
        for term in dict.fromkeys(terms(question)):
            found = self._found.get(term, ())
            rare = math.log(1 + (len(self.passages) - len(found) + 0.5) / (len(found) + 0.5))
            for place, times in found:
                length = 0.25 + 0.75 * self._lengths[place] / self._mean
                scores[place] += rare * times * 2.2 / (times + 1.2 * length)
        return sorted(scores, key=lambda place: (-scores[place], place))


def shared(question: str, text: str) -> int:
    """How many words of a question stand in a text."""
    return len(set(terms(question)) & set(terms(text)))
