"""The table of the calibration: every number of the file stands in it, and what is fitted is told from what is kept."""

from __future__ import annotations

import json

from rag.reader.calibration import PATH, calibration
from training.calibrate import FITTED, table


def test_every_number_has_a_row_that_says_where_it_comes_from() -> None:
    held = json.loads(PATH.read_text("utf-8"))
    rows = {line.split("  ")[0].strip(): line for line in table(held).splitlines()[1:]}
    groups = {key for key, value in held.items() if isinstance(value, dict)}
    assert groups == {name.partition(".")[0] for name in rows}
    assert {name for name, line in rows.items() if " anew " in line} == set(FITTED)
    assert held["commit"] in rows["blend"]
    assert held["near"]["commit"] in rows["near"]
    assert f" {len(calibration().sentence)} " in rows["sentence"]
