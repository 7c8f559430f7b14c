"""One process owns the data folder: an advisory lock that the system drops when the process dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class DataLock:
    """Non-blocking exclusive lock on ``<data>/lock``; the file holds the owner's process id."""

    def __init__(self, data: Path) -> None:
        self._path = data / "lock"
        self._file: int | None = None

    @property
    def held(self) -> bool:
        """True while this object holds the lock."""
        return self._file is not None

    def acquire(self) -> bool:
        """Take the lock; False when another process (or another DataLock of this one) has it."""
        if self._file is not None:
            return True
        self._path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return False
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        self._file = file
        return True

    def owner_pid(self) -> int | None:
        """Process id of the holder, None when nobody holds the lock."""
        if self._file is not None:
            return os.getpid()
        try:
            file = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return None
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return None  # it could be taken, so the number in it is that of a process long gone
        except BlockingIOError:
            text = os.read(file, 32).decode("ascii", "replace").strip()
            return int(text) if text.isdigit() else None
        finally:
            os.close(file)

    def release(self) -> None:
        """Give the lock back; the file stays, since deleting it would let two processes lock two files."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def __enter__(self) -> DataLock:
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
