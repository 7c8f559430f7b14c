# ruff: noqa: T201 - what is printed is what the test reads
"""A process that forks one child a round and kills it: what takes seconds to import is imported once.

It reads one JSON request a line on its standard input, ``{"task", "arguments", "kill"}``, and writes one JSON line
for each: ``{"status": exit status, or minus the signal}``. ``kill`` says how the child ends: ``{"after": seconds}``
counted from where its work begins, ``{"reported": n, "after": seconds}`` counted from its n-th report, ``{"at":
"module:name", "call": n, "before": true}`` before or after the n-th call of a function, or ``{"written": "glob",
"after": seconds}`` as soon as a file that fits is written. A child that is done before its moment waits for it.
"""

from __future__ import annotations

import functools
import glob
import importlib
import json
import os
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

LONGEST_S = 300.0
REPORT = re.compile(r"^(?:taken|gone) ", re.MULTILINE)


def main() -> None:
    """Serve requests until the input ends."""
    from tests.faults import tasks

    tasks.load()
    for line in sys.stdin:
        request = json.loads(line)
        kill = request.get("kill") or {}
        begun, begin = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(begun)
            _work(tasks, request, kill, begin)
        os.close(begin)
        status = _watch(child, begun, kill, Path(request["log"]))
        os.close(begun)
        print(json.dumps({"status": os.waitstatus_to_exitcode(status)}), flush=True)


def _work(tasks: ModuleType, request: dict[str, Any], kill: dict[str, Any], begin: int) -> None:
    status = 1
    try:
        log = os.open(request["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        os.dup2(log, 1)
        os.dup2(log, 2)
        if "at" in kill:
            _aim(kill["at"], int(kill.get("call", 1)), before=bool(kill.get("before")))
        getattr(tasks, request["task"])(lambda: os.write(begin, b"x"), **request["arguments"])
        if "after" in kill:
            signal.pause()
        status = 0
    except BaseException:  # noqa: BLE001 - the child must never return to the loop above
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _aim(target: str, call: int, *, before: bool) -> None:
    """Let a function end this process at its n-th call."""
    module, _, path = target.partition(":")
    owner: Any = importlib.import_module(module)
    *parents, name = path.split(".")
    for parent in parents:
        owner = getattr(owner, parent)
    given: Callable[..., Any] = getattr(owner, name)
    calls = 0

    @functools.wraps(given)
    def deadly(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls == call and before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = given(*args, **kwargs)
        if calls == call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, deadly)


def _watch(child: int, begun: int, kill: dict[str, Any], log: Path) -> int:
    """Wait for the child, or end it when its moment has come."""
    began = os.read(begun, 1) == b"x"  # empty where the child ended before
    if began and "written" in kill:
        before = _states(kill["written"])
        _wait_until(child, lambda: _states(kill["written"]) != before)
    if began and "reported" in kill:
        _wait_until(child, lambda: len(REPORT.findall(log.read_text("utf-8", "replace"))) >= kill["reported"])
    if began and "after" in kill:
        time.sleep(kill["after"])
        os.kill(child, signal.SIGKILL)
    give_up = time.monotonic() + LONGEST_S
    while time.monotonic() < give_up:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _wait_until(child: int, seen: Callable[[], bool]) -> None:
    """Look again and again, without a pause: the window of a write is milliseconds wide."""
    give_up = time.monotonic() + LONGEST_S
    while time.monotonic() < give_up and not seen():
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            return


def _states(pattern: str) -> list[tuple[str, int, int]]:
    found = []
    for path in sorted(glob.glob(pattern)):
        try:
            status = os.stat(path)
        except FileNotFoundError:
            continue
        found.append((path, status.st_size, status.st_mtime_ns))
    return found


if __name__ == "__main__":
    main()
