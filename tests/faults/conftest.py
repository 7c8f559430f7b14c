"""What the tests of faults share: how much of them runs, and the tables that ``make faults`` shows."""

from __future__ import annotations

import os

import pytest

FULL = os.environ.get("SOURCIER_TEST_FAULTS") == "full"
"""``make faults`` runs everything; a run of all tests, one round of each kind."""
TABLE: list[str] = []
"""Lines that are shown at the end of a full run."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show what was counted."""
    if FULL and TABLE:
        terminalreporter.section("faults")
        for line in TABLE:
            terminalreporter.write_line(line)
