"""The mean of two weights."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.average import average


def test_every_array_is_the_mean(tmp_path: Path) -> None:
    one, other = tmp_path / "one.npz", tmp_path / "other.npz"
    np.savez(one, a=np.array([1, 3], np.float16), b=np.array([2], np.float16), old=np.zeros(1))
    np.savez(other, a=np.array([3, 5], np.float16), b=np.array([4], np.float16))
    average(one, other, tmp_path / "mean.npz")
    with np.load(tmp_path / "mean.npz") as mean:
        assert {name: mean[name].tolist() for name in mean.files} == {"a": [2, 4], "b": [3]}
    with pytest.raises(ValueError, match="lacks old"):
        average(other, one, tmp_path / "none.npz")
