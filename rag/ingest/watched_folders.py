"""The folders that are watched: the articles' folder of the settings, and those that readers added."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from rag.archive_types import FolderState, WatchedFolder
from rag.errors import BadInput, NotFound, SourcierError, Unavailable
from rag.ingest.watch import watch, without_events

MOST = 20
"""Folders that readers may add: each is followed by a thread."""


class Take(Protocol):
    """Brings the library up to date with folders, save the files that are still being written."""

    def __call__(self, paths: Sequence[Path], *, skip: Collection[Path] = ()) -> object:
        """Take in what has changed in these folders; raises a SourcierError where that cannot be done."""


@dataclass(slots=True)
class _Following:
    """A folder that is followed: what ends it, and what went wrong of late."""

    stop: threading.Event = field(default_factory=threading.Event)
    thread: threading.Thread | None = None
    fault: SourcierError | None = None


class WatchedFolders:
    """The first folder and the added ones, whose paths are kept in a file. Safe to call from several threads."""

    def __init__(self, file: Path, first: Path, take: Take) -> None:
        self._file = file
        self._first = Path(os.path.abspath(first))
        self._take = take
        self._lock = threading.Lock()
        self._following: dict[Path, _Following] = {}
        self._begun = False

    def all(self) -> list[WatchedFolder]:
        """The folders with their states, the articles' folder first."""
        return [self._state(path) for path in [self._first, *self._added()]]

    def add(self, path: str) -> WatchedFolder:
        """Watch another folder from now on; BadInput for what is none, or lies in one that is watched, or holds one."""
        given = Path(path.strip()).expanduser()
        folder = Path(os.path.abspath(given))
        if not path.strip() or not given.is_absolute() or not folder.is_dir():
            raise BadInput(
                f"« {path.strip()} » n'est pas un dossier de cette machine : donnez son chemin complet.",
                f"'{path.strip()}' is no folder of this machine: give its whole path.",
            )
        with self._lock:
            known = self._added()
            for other in (self._first, self._file.parent.absolute(), *known):
                if folder.is_relative_to(other) or other.is_relative_to(folder):
                    raise BadInput(
                        f"« {folder} » et « {other} » sont l'un dans l'autre : choisissez-en un autre.",
                        f"'{folder}' and '{other}' lie one in the other: choose another.",
                    )
            if len(known) >= MOST:
                raise BadInput(f"{MOST} dossiers au plus : retirez-en un.", f"At most {MOST} folders: remove one.")
            self._write([*known, folder])
        self._begin(folder)
        return self._state(folder)

    def remove(self, path: str) -> None:
        """Watch a folder no longer; its articles stay. NotFound for one that was not added."""
        folder = Path(path)
        with self._lock:
            known = self._added()
            if folder not in known:
                raise NotFound(f"« {path} » n'est pas suivi.", f"'{path}' is not watched.")
            self._write([other for other in known if other != folder])
            following = self._following.pop(folder, None)
        if following is not None:
            following.stop.set()

    def follow(self, stop: threading.Event, told: Callable[[SourcierError | None], None]) -> None:
        """Follow all folders until ``stop`` is set; ``told`` hears what is wrong with the first one."""
        self._begun = True
        for folder in self._added():
            self._begin(folder)
        first = self._following.setdefault(self._first, _Following(stop))

        def hear(fault: SourcierError | None) -> None:
            first.fault = fault
            told(fault)

        watch(self._first, lambda writing: self._take([self._first], skip=writing), stop, hear)
        with self._lock:
            others = [other for folder, other in self._following.items() if folder != self._first]
        for other in others:
            other.stop.set()
        for other in others:
            if other.thread is not None:
                other.thread.join(timeout=20)

    def _begin(self, folder: Path) -> None:
        with self._lock:
            if not self._begun or folder in self._following:
                return
            following = self._following[folder] = _Following()
            following.thread = threading.Thread(target=self._run, args=(folder, following), name="watch", daemon=True)
            following.thread.start()

    def _run(self, folder: Path, following: _Following) -> None:
        """Take in what is there, then what changes."""

        def hear(fault: SourcierError | None) -> None:
            following.fault = fault

        try:
            if folder.is_dir():
                self._take([folder])
        except SourcierError as error:
            hear(error)
        watch(folder, lambda writing: self._take([folder], skip=writing), following.stop, hear)

    def _state(self, path: Path) -> WatchedFolder:
        following = self._following.get(path)
        fault = following.fault if following else None
        state: FolderState = "followed"
        if not path.is_dir():
            state = "away"
        elif fault is not None:
            state = "failing"
        elif without_events(path):
            state = "polled"
        shown = fault if state == "failing" else None
        return WatchedFolder(str(path), state, path == self._first, shown)

    def _added(self) -> list[Path]:
        try:
            paths = json.loads(self._file.read_text("utf-8"))
        except (FileNotFoundError, json.JSONDecodeError):
            return []
        return [Path(path) for path in paths if isinstance(path, str)]

    def _write(self, folders: list[Path]) -> None:
        part = self._file.with_name(f".{self._file.name}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps([str(folder) for folder in folders], ensure_ascii=False), "utf-8")
            os.replace(part, self._file)
        except (OSError, UnicodeEncodeError) as error:
            raise Unavailable(
                f"La liste des dossiers ne s'écrit pas ({error}).", f"The list of folders cannot be written ({error})."
            ) from error
