"""Counts and times of requests and answers for Prometheus; no question, no name, no address goes in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from starlette.types import Scope

_METHODS = frozenset({"GET", "POST", "DELETE", "HEAD", "OPTIONS", "PUT", "PATCH"})
_OWN = ("/api/", "/v1/", "/article/", "/healthz", "/readyz", "/metrics", "/docs", "/openapi.json")
Labels = tuple[tuple[str, str], ...]


class Metrics:
    """Counters of one server; touched by its event loop alone."""

    def __init__(self) -> None:
        self._requests: dict[Labels, list[float]] = defaultdict(lambda: [0, 0.0])
        self._answers: dict[Labels, list[float]] = defaultdict(lambda: [0, 0.0])

    def request(self, scope: Scope, status: int, seconds: float) -> None:
        """Note a request that has ended; status 0 is a client that left before the reply."""
        method = scope["method"] if scope["method"] in _METHODS else "other"
        _add(self._requests, {"method": method, "route": route_of(scope), "status": str(status)}, seconds)

    def answer(self, outcome: str, seconds: float) -> None:
        """Note an answer: ``answered``, ``refused``, ``failed`` or ``left`` where nobody waited for its end."""
        _add(self._answers, {"outcome": outcome}, seconds)

    def text(self, waiting: int) -> str:
        """All of it in Prometheus's text format."""
        lines = [
            *_summary("sourcier_request_seconds", "Requests by route and status", self._requests),
            *_summary("sourcier_answer_seconds", "Answers by outcome", self._answers),
            "# HELP sourcier_questions_waiting Questions in line for an answer",
            "# TYPE sourcier_questions_waiting gauge",
            f"sourcier_questions_waiting {waiting}",
        ]
        return "\n".join(lines) + "\n"


def route_of(scope: Scope) -> str:
    """The route as it is written in the code, so that no id and no made-up path becomes a label."""
    path: str = scope["path"]
    if path == "/mcp":
        return path
    if not path.startswith(_OWN):
        return "page"
    return str(getattr(scope.get("route"), "path", "unknown"))


def _add(table: dict[Labels, list[float]], labels: Mapping[str, str], seconds: float) -> None:
    entry = table[tuple(sorted(labels.items()))]
    entry[0] += 1
    entry[1] += seconds


def _summary(name: str, said: str, table: Mapping[Labels, list[float]]) -> Iterator[str]:
    yield f"# HELP {name} {said}"
    yield f"# TYPE {name} summary"
    for labels, (count, seconds) in sorted(table.items()):
        shown = ",".join(f'{key}="{value}"' for key, value in labels)
        yield f"{name}_count{{{shown}}} {count:.0f}"
        yield f"{name}_sum{{{shown}}} {seconds:.6f}"
