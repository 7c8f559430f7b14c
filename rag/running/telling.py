"""What the program says on the terminal while it starts and stops, in the reader's language."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING, TextIO

from rag.models.weights import WeightsStatus
from rag.terminal import printable

if TYPE_CHECKING:
    from rag.ingest.pace import Progress
    from rag.sourcier import Sourcier

LOOK_S = 1.0
SELDOM_S = 15.0
"""Between two lines on one thing where the lines stay: a file, a journal of the system."""


class Telling:
    """Lines on standard error; on a terminal what is under way is one line that is written over."""

    def __init__(self, language: str, out: TextIO | None = None) -> None:
        self._english = language == "en"
        self._out = out or sys.stderr
        self._over = self._out.isatty()
        self._last: dict[str, float] = {}
        self._one = threading.Lock()

    def say(self, fr: str, en: str) -> None:
        """A line that stays."""
        with self._one:
            self._write(en if self._english else fr, stays=True)

    def reading(self, progress: Progress) -> None:
        """How many articles' files are read, of how many, and how long it will still take."""
        done, total = progress.done, progress.total
        ends = done == total and not progress.seconds_left
        left = "" if ends or progress.seconds_left is None else self._left(progress.seconds_left)
        self._under_way(
            "reading", f"Fichiers lus : {done} sur {total}{left}", f"Files read: {done} of {total}{left}", ends
        )

    def downloading(self, status: WeightsStatus) -> None:
        """How much of the language model is there."""
        done, total = status.done // 1_000_000, status.total // 1_000_000
        share = f"{status.done / max(1, status.total):.0%}"
        self._under_way(
            "model",
            f"Modèle de langage : {done} sur {total} Mo ({share})".replace("%)", " %)"),
            f"Language model: {done} of {total} MB ({share})",
            status.state == "ready",
        )

    def follow(self, sourcier: Sourcier, url: str, stop: threading.Event) -> None:
        """Tell of the download and when all is ready, until ``stop`` is set; for a thread of its own."""
        ready, before = False, ""
        while not stop.wait(LOOK_S):
            if not ready and sourcier.state()["ready"]:
                ready = True
                self._ready(sourcier, url)
            status = sourcier.models.download_state()
            if status.state == "partial" or (status.state == "ready" and before == "partial"):
                self.downloading(status)
            before = status.state

    def _ready(self, sourcier: Sourcier, url: str) -> None:
        state = sourcier.state()
        if fault := state["message_en" if self._english else "message_fr"]:
            self.say(fault, fault)
        count, who = state["articles"], state["answerer"]["model"] or state["answerer"]["kind"]
        self.say(
            f"Prêt : {count} articles, réponses par {who}. Ouvrez {url} ; Ctrl-C arrête.",
            f"Ready: {count} articles, answers by {who}. Open {url}; Ctrl-C stops.",
        )

    def _left(self, seconds: float) -> str:
        time_left = f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"
        return f", {time_left} left" if self._english else f", encore {time_left}"

    def _under_way(self, what: str, fr: str, en: str, ends: bool) -> None:
        now = time.monotonic()
        with self._one:
            if ends or self._over or now - self._last.get(what, -SELDOM_S) >= SELDOM_S:
                self._last[what] = now
                self._write(en if self._english else fr, stays=ends or not self._over)

    def _write(self, text: str, *, stays: bool) -> None:
        begin = "\r\033[K" if self._over else ""
        self._out.write(f"{begin}{printable(text)}" + ("\n" if stays else ""))
        self._out.flush()
