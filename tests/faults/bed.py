"""The children of ``zygote.py``, asked from a test."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


class Zygote:
    """The process that forks the children; ``prefix`` is a command that it runs under."""

    def __init__(self, folder: Path, prefix: Sequence[str] = ()) -> None:
        self.folder = folder
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "tests.faults.zygote"],
            cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, task: str, log: Path, kill: dict[str, Any] | None = None, **arguments: object) -> int:
        """Exit status of a child, or minus the signal that ended it."""
        assert self._process.stdin
        assert self._process.stdout
        log.unlink(missing_ok=True)
        request = {"task": task, "log": str(log), "kill": kill, "arguments": arguments}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline())["status"])

    def done(self, task: str, **arguments: object) -> str:
        """Run a task to its end; what it printed."""
        log = self.folder / f"{task}.log"
        status = self.run(task, log, **arguments)
        printed = log.read_text("utf-8", "replace")
        assert status == 0, (status, printed[-3000:])
        return printed

    def verdict(self, data: Path, before: int, reports: Path | None = None) -> dict[str, Any]:
        """What ``tasks.verify`` finds in a data folder; ``said`` is what it printed."""
        reports = reports or self.folder / "none"
        printed = self.done("verify", data=str(data), reports=str(reports), before=before)
        return {**json.loads(printed.split("verdict ")[-1]), "said": printed}

    def told(self, task: str, **arguments: object) -> Any:  # noqa: ANN401 - what the task makes
        """Run a task to its end; the verdict that it printed."""
        return json.loads(self.done(task, **arguments).split("verdict ")[-1])

    def close(self) -> None:
        """End it."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(60)


def sound(found: dict[str, Any]) -> bool:
    """Whether nothing was lost, everything is found, and the doctor has nothing to say."""
    wrong = {name: found[name] for name in ("lost", "risen", "unfound", "doctor") if found[name]}
    assert not wrong, (wrong, found["said"][-2000:])
    assert found["index"] == found["again"] == 0, found
    assert found["count"] in (-1, 0, 1), found
    return True
