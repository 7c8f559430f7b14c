"""Reading in a child process with limits of time and memory, so that no parser runs unbounded here.

The child is kept for the next file and started again when it dies or takes too long. What comes back
is JSON, never pickled: a file that took over the child could not run code in this process.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from rag.errors import BadInput, SourcierError, TooLarge, Unreadable
from rag.reading import Reading
from rag.types import Draft, Line, Published

SECONDS_PER_MIB = 10.0
"""Added to the time limit for each MiB of a format that holds many articles."""

PACKED = 10
"""What text is packed by in archives: as many times as much is read."""

WAIT = 5
"""Times its limit that a file may take on a machine that is busy with other things."""

Pages = Callable[[int, int], None]
"""Hears which page, from 1, of how many is being read."""
_ROOT = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, {root!r}); from rag.reading.worker import serve; serve({memory})"
_HEADER = struct.Struct(">II?")
"""Lengths of the name and of the data; whether there is time to read images of text."""
_FAULTS = {fault.__name__: fault for fault in (Unreadable, TooLarge, BadInput)}


class Reader:
    """Reads files in a child process. Safe to share between threads; one file at a time."""

    def __init__(self, seconds: float = 30, memory_mb: int = 1024) -> None:
        self.seconds = seconds
        self.memory_mb = memory_mb
        self._child: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def read(self, data: bytes, name: str, told: Pages | None = None) -> Reading:
        """What ``in_process.read`` gives. Raises Unreadable also for a file that takes too long or too much memory.

        ``told`` hears which page of how many is read, where pages are images.
        """
        from rag.reading.formats.format import Given, check_size
        from rag.reading.formats.registry import recognise
        from rag.reading.formats.scan import FILE_SECONDS, Scanned

        given = Given(data, name)
        format = recognise(given)
        check_size(given, format.most)
        share = SECONDS_PER_MIB * (PACKED if format.packed else 1) * format.many
        limit = self.seconds + share * len(data) / 2**20
        with self._lock:
            answer = self._ask(data, name, limit)
            if answer.get("fault") == Scanned.__name__:
                answer = self._ask(data, name, limit + FILE_SECONDS, scans=True, told=told)
        if fault := answer.get("fault"):
            raise _FAULTS.get(str(fault), Unreadable)(str(answer["fr"]), str(answer["en"]))
        return _from_json(answer)

    def close(self) -> None:
        """Stop the child, whatever it is reading."""
        if child := self._child:
            child.kill()
        with self._lock:
            self._stop()

    def __enter__(self) -> Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _ask(
        self, data: bytes, name: str, limit: float, *, scans: bool = False, told: Pages | None = None
    ) -> dict[str, Any]:
        try:
            child = self._running()
            deadline = _Deadline(child.pid, limit)
            assert child.stdin is not None
            assert child.stdout is not None
            title = name.encode("utf-8", "surrogateescape")
            child.stdin.write(_HEADER.pack(len(title), len(data), scans) + title)
            child.stdin.write(data)
            child.stdin.flush()
            while "page" in (answer := _message(child.stdout, deadline)):
                if told:
                    told(int(answer["page"]), int(answer["of"]))
            return answer
        except TimeoutError:
            self._stop()
            return _fault(f"{name} : lecture trop longue (plus de {limit:.0f} s).", f"{name}: took over {limit:.0f} s.")
        except (EOFError, OSError, ValueError):
            self._stop()
            return _fault(
                f"{name} : la lecture a échoué (mémoire épuisée ou fichier malformé).",
                f"{name}: reading failed (out of memory, or a malformed file).",
            )
        except BaseException:
            self._stop()
            raise

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None or self._child.poll() is not None:
            self._stop()
            self._child = subprocess.Popen(
                [sys.executable, "-c", _START.format(root=str(_ROOT), memory=self.memory_mb)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # An interrupt from the terminal is for this process: the file being read is not at fault.
                start_new_session=True,
            )
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        child.kill()
        child.wait()
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class _Deadline:
    """Counts what the child computes, where the system tells: on a busy machine waiting is not the file's fault."""

    def __init__(self, pid: int, limit: float) -> None:
        self._pid, self._limit = pid, limit
        self._begun, self._used = time.monotonic(), _computed(pid)

    def left(self) -> float:
        """Seconds that may still be waited at once; none once ``limit`` has been computed, or ``WAIT`` times as long
        gone by."""
        gone = time.monotonic() - self._begun
        if gone < self._limit:
            return self._limit - gone
        now = _computed(self._pid)
        if now is None or self._used is None:
            return 0.0
        return max(0.0, min(self._limit - (now - self._used), WAIT * self._limit - gone))


def _computed(pid: int) -> float | None:
    """Seconds that a process has computed, with the children that it has waited for; None where Linux is not."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _message(pipe: IO[bytes], deadline: _Deadline) -> dict[str, Any]:
    """The next thing that the child says: a page that it begins, or its answer."""
    size = struct.unpack(">I", _receive(pipe, 4, deadline))[0]
    said: dict[str, Any] = json.loads(_receive(pipe, size, deadline))
    return said


def _receive(pipe: IO[bytes], size: int, deadline: _Deadline) -> bytes:
    """Exactly ``size`` bytes. Raises TimeoutError at the deadline, EOFError where the child is gone."""
    pieces: list[bytes] = []
    number = pipe.fileno()
    with selectors.DefaultSelector() as selector:
        selector.register(number, selectors.EVENT_READ)
        while size:
            left = deadline.left()
            if left <= 0:
                raise TimeoutError
            if not selector.select(max(left, 0.05)):
                continue
            piece = os.read(number, min(size, 2**20))
            if not piece:
                raise EOFError
            pieces.append(piece)
            size -= len(piece)
    return b"".join(pieces)


def _fault(fr: str, en: str, kind: str = "Unreadable") -> dict[str, Any]:
    return {"fault": kind, "fr": fr, "en": en}


def _from_json(answer: Mapping[str, Any]) -> Reading:
    def published(value: Mapping[str, Any] | None) -> Published | None:
        return Published(**value) if value else None

    drafts = tuple(
        Draft(
            **{
                **draft,
                "lines": tuple(Line(*line) for line in draft["lines"]),
                "published": published(draft["published"]),
                "updated": published(draft["updated"]),
                "warnings": tuple(draft["warnings"]),
                "notes": tuple(draft["notes"]),
            }
        )
        for draft in answer["drafts"]
    )
    return Reading(drafts, tuple(answer["problems"]), tuple(answer["repaired"]))


def serve(memory_mb: int) -> None:
    """The child: one request after another until its input ends."""
    _cap_memory(memory_mb)
    source, sink = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    # What a native library prints must not get between the answers.
    os.dup2(2, 1)

    def say(said: Mapping[str, Any]) -> None:
        packed = json.dumps(said, separators=(",", ":")).encode("ascii")
        sink.write(struct.pack(">I", len(packed)) + packed)
        sink.flush()

    while header := source.read(_HEADER.size):
        title, size, scans = _HEADER.unpack(header)
        name = source.read(title).decode("utf-8", "surrogateescape")
        say(_answer(source.read(size), name, scans, lambda page, of: say({"page": page, "of": of})))


def _answer(data: bytes, name: str, scans: bool, told: Pages) -> dict[str, Any]:
    from rag.reading.formats.format import Given
    from rag.reading.formats.registry import read

    try:
        reading = read(Given(data, name, scans=scans, told=told))
    except SourcierError as fault:
        return _fault(fault.fr, fault.en, type(fault).__name__)
    except MemoryError:
        return _fault(f"{name} : trop de mémoire nécessaire.", f"{name}: needs too much memory.")
    except RecursionError:
        return _fault(f"{name} : imbrication trop profonde.", f"{name}: nested too deeply.")
    drafts = [
        {**asdict(draft), "lines": [[line.start, line.end, line.label] for line in draft.lines]}
        for draft in reading.drafts
    ]
    return {"drafts": drafts, "problems": reading.problems, "repaired": reading.repaired}


def _cap_memory(memory_mb: int) -> None:
    """Cap the address space where the system can."""
    try:
        import resource
    except ImportError:
        return
    limit = memory_mb * 2**20
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
