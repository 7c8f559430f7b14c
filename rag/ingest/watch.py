"""A folder watched while the program runs: what lands is taken in once it is whole, what goes is noted.

The system tells of changes; where it has no events for a file system (network shares), the folder is looked through.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from rag.errors import SourcierError, Unavailable

LOOK_MS = 1_000
"""A file is whole when two looks this far apart find the same size and time."""
PAUSE_S = 3.0
"""Between two looks for a folder that is not there."""
WITHOUT_EVENTS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "vboxsf", "drvfs", "afs", "sshfs"})
"""File systems that change without telling; those of FUSE are named ``fuse.something``."""
MOUNTS = Path("/proc/self/mounts")

State = tuple[int, int] | None
"""Size and time of a file in nanoseconds; None where it is not there."""


def watch(
    folder: Path,
    take: Callable[[Collection[Path]], object],
    stop: threading.Event,
    told: Callable[[SourcierError | None], None] = lambda _: None,
) -> None:
    """Call ``take`` after each change, with the files that are still being written, until ``stop`` is set.

    ``told`` hears of a folder that is not there and of what ``take`` raises, and None once that is over.
    A folder that was away, or could not be followed for a while, is looked through as a whole.
    """
    changed = _Changed(take, told)
    polled = without_events(folder)
    while not stop.is_set():
        if folder.is_dir():
            polled = not _follow(folder, changed, stop, polled=polled) or polled
        else:
            changed.fail(_away(folder))
            stop.wait(PAUSE_S)
        changed.note([folder])


def _follow(folder: Path, changed: _Changed, stop: threading.Event, *, polled: bool) -> bool:
    """Hand on changes until ``stop`` is set or the folder is away; False where the system's events fail."""
    from watchfiles import watch as events

    try:
        for changes in events(
            folder,
            watch_filter=None,
            debounce=LOOK_MS,
            step=LOOK_MS // 4,
            stop_event=stop,
            rust_timeout=LOOK_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=polled,
            ignore_permission_denied=True,
        ):
            changed.note(Path(path) for _, path in changes if not _hidden(Path(path), folder))
            if not folder.is_dir():
                break
            changed.settle()
    except (OSError, RuntimeError) as error:  # of the library too: no more watches to be had, say
        if stop.is_set() or not folder.is_dir():
            return True
        changed.fail(
            Unavailable(
                f"Le dossier des articles ne peut pas être surveillé ({error}) : un nouvel essai suit.",
                f"The articles' folder cannot be watched ({error}): it is tried again.",
            )
        )
        stop.wait(PAUSE_S)
        return False
    return True


class _Changed:
    """What has changed and is not taken in yet."""

    def __init__(
        self, take: Callable[[Collection[Path]], object], told: Callable[[SourcierError | None], None]
    ) -> None:
        self._take = take
        self._told = told
        self._states: dict[Path, State] = {}
        self._failed = False

    def fail(self, error: SourcierError) -> None:
        """Tell what is wrong; once changes are taken in again, that it is over."""
        self._failed = True
        self._told(error)

    def note(self, paths: Iterable[Path]) -> None:
        """These have changed since the last look."""
        for path in paths:
            self._states.setdefault(path, (-1, -1))

    def settle(self) -> None:
        """Take in what has not changed since the last look; the rest is looked at again."""
        now = {path: _state(path) for path in self._states}
        writing = {path for path, state in now.items() if state != self._states[path]}
        self._states = now
        if not now or len(writing) == len(now):
            return
        try:
            self._take(writing)
        except SourcierError as error:
            self.fail(error)
            return
        self._states = {path: now[path] for path in writing}
        if self._failed:
            self._failed = False
            self._told(None)


def _state(path: Path) -> State:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns


def _hidden(path: Path, folder: Path) -> bool:
    return (
        any(part.startswith(".") for part in path.relative_to(folder).parts) if path.is_relative_to(folder) else False
    )


def without_events(folder: Path, mounts: Path = MOUNTS) -> bool:
    """Whether the file system under a folder changes without telling, as far as the system's list of mounts says."""
    try:
        lines = [line.split() for line in mounts.read_text("utf-8", "replace").splitlines()]
    except OSError:
        return False
    whole = folder.resolve()
    holding = [(len(at), kind) for _, at, kind, *_ in lines if whole.is_relative_to(at.replace("\\040", " "))]
    kind = max(holding, default=(0, ""))[1]
    return kind in WITHOUT_EVENTS or kind.startswith("fuse.")


def _away(folder: Path) -> SourcierError:
    return Unavailable(
        f"Le dossier des articles « {folder.name} » n'est pas là : remettez-le en place ; les articles lus restent.",
        f"The articles' folder '{folder.name}' is away: put it back; the articles read before stay.",
    )
