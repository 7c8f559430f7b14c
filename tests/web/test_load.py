"""A few seconds of load on the real program: nothing fails, nothing is mixed up."""

from __future__ import annotations

from pathlib import Path

from bench.load import load, report


def test_clients_at_once_get_their_own_answers(tmp_path: Path) -> None:
    tally = load(8, 6, 20, tmp_path)
    assert tally.faults == []
    assert tally.mixed == []
    assert len(tally.times["ask"]) > 3
    assert "Traceback" not in (tmp_path / "server.log").read_text("utf-8")
    assert "answers mixed up 0" in "\n".join(report(tally, 8))
