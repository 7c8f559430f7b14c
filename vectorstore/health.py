"""What an index was built with, and whether its folder can be opened without harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

PROBE_SECONDS = 120


@dataclass(frozen=True, slots=True)
class IndexState:
    """What the index was built with, where it lies, and how far it follows the library."""

    embedder: str
    dimensions: int
    server: str
    chroma: str
    library: str = ""
    collection: str = ""
    passage_id: int = 0
    tombstone: int = 0

    @property
    def kind(self) -> tuple[str, int, str, str]:
        """What must be equal for an index to be used."""
        return self.embedder, self.dimensions, self.server, self.chroma


def read_state(folder: Path) -> IndexState | None:
    """The state noted in a folder; None where there is none that can be read."""
    try:
        return IndexState(**json.loads((folder / "state.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_state(folder: Path, state: IndexState) -> None:
    """Replace the state of a folder, whole or not at all."""
    new = folder / "state.json.new"
    new.write_text(json.dumps(asdict(state)), "utf-8")
    os.replace(new, folder / "state.json")


def sound(path: Path, clean: bool) -> bool:
    """Whether Chroma can open the folder; another process tries first unless it was closed properly.

    A damaged folder can end the process that opens it with SIGSEGV, which nothing can catch.
    """
    if not sizes_fit(path):
        return False
    if clean:
        return True
    command = [sys.executable, "-m", "vectorstore.index", str(path)]
    root = Path(__file__).resolve().parent.parent
    try:
        probe = subprocess.run(command, cwd=root, timeout=PROBE_SECONDS, capture_output=True, check=False)
    except subprocess.TimeoutExpired:
        return False
    return probe.returncode == 0 and sizes_fit(path)


def sizes_fit(path: Path) -> bool:
    """A kill at the wrong moment leaves a sparse link_lists.bin of terabytes, and a later opening crashes."""
    for links in path.glob("*/link_lists.bin"):
        vectors = links.with_name("data_level0.bin")
        if not vectors.is_file() or links.stat().st_size > vectors.stat().st_size:
            return False
    return (path / "chroma.sqlite3").is_file()
