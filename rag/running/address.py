"""Where the program that serves a data folder is reached: a small file there, believed while its lock is held."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from rag.settings import Settings

ANYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}
"""Addresses that mean every interface, and the one of them to ask on this machine."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a program is reached, its process, and the model that its settings name."""

    url: str
    pid: int
    model: str | None


def url_of(host: str, port: int) -> str:
    """The address of a program that listens at ``host``."""
    host = ANYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def note(settings: Settings, port: int) -> None:
    """Write down that this process serves the data folder; commands do without where that cannot be written."""
    file = _file(settings.data)
    new = file.with_name(f"{file.name}.new")
    with suppress(OSError):
        found = Address(url_of(settings.host, port), os.getpid(), settings.model)
        new.write_text(json.dumps(asdict(found)), "utf-8")
        os.replace(new, file)


def unnote(settings: Settings) -> None:
    """Take the file away, if this process wrote it."""
    with suppress(OSError):
        if (found := _read(settings.data)) and found.pid == os.getpid():
            _file(settings.data).unlink()


def running(settings: Settings) -> Address | None:
    """The program that serves the data folder with these settings; None where there is none.

    What a process long gone wrote is not believed: only that of the process that holds the folder's lock.
    """
    from vectorstore.index.lock import DataLock

    found = _read(settings.data)
    if found is None or found.model != settings.model or DataLock(settings.data).owner_pid() != found.pid:
        return None
    return found


def _file(data: Path) -> Path:
    return data / "server.json"


def _read(data: Path) -> Address | None:
    try:
        return Address(**json.loads(_file(data).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
