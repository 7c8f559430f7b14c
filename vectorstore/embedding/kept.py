"""What was made of the latest texts, so that it need not be made again."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """At most ``most`` of them, the least lately asked for go first; safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._items: OrderedDict[K, V] = OrderedDict()

    def of(self, texts: Sequence[K], make: Callable[[Sequence[K]], Iterable[V]]) -> list[V]:
        """What each text becomes; ``make`` is called once, for those that are not kept."""
        with self._lock:
            known = {text: self._items[text] for text in texts if text in self._items}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        known |= dict(zip(new, make(new), strict=True)) if new else {}
        with self._lock:
            for text in texts:
                self._items[text] = known[text]
                self._items.move_to_end(text)
            while len(self._items) > self._most:
                self._items.popitem(last=False)
        return [known[text] for text in texts]

    def clear(self) -> None:
        """Keep nothing, as when a benchmark times what is new."""
        with self._lock:
            self._items.clear()
