"""How far an ingest is, and how long it will still take."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.ingest.folders import Found


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an ingest is, in files; the rate is in files a second, the time left in seconds."""

    done: int
    total: int
    file: str
    rate_per_s: float
    seconds_left: float | None
    page: tuple[int, int] | None = None
    """Which page of how many of a scan is being read."""


class Pace:
    """Tells how far an ingest is; the time left goes by the bytes of the files that must be read."""

    def __init__(self, total: int, work: Sequence[Found], tell: Callable[[Progress], None] | None) -> None:
        self._tell = tell
        self._total = total
        self._passed = total - len(work)
        self._begun = 0
        self._bytes = sum(found.size for found in work)
        self._before = 0
        self._file: Found | None = None
        self._started = time.monotonic()

    def start(self, found: Found) -> None:
        """The next file begins."""
        self._before += self._file.size if self._file else 0
        self._file = found
        self._say(self._begun, 0.0)
        self._begun += 1

    def within(self, found: tuple[str, str], share: float) -> None:
        """This share, 0 to 1, of a file, given by root and name, is done; told only of the one that is being read."""
        if self._file and (self._file.root, self._file.file) == found:
            self._say(self._begun - 1, share)

    def page(self, found: Found, page: int, of: int) -> None:
        """A page of a scan begins; told only of the file that is waited for."""
        if self._file == found:
            self._say(self._begun - 1, (page - 1) / of, (page, of))

    def end(self) -> None:
        """Nothing more comes."""
        self._say(self._begun, 1.0)

    def _say(self, begun: int, share: float, page: tuple[int, int] | None = None) -> None:
        if self._tell is None:
            return
        passed = time.monotonic() - self._started
        done = self._before + share * (self._file.size if self._file else 0)
        left = passed * (self._bytes - done) / done if done else None
        rate = begun / passed if passed > 0 else 0.0
        file = self._file.file if self._file else ""
        self._tell(Progress(self._passed + begun, self._total, file, rate, left, page))
