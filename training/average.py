"""The mean of two weights of one lineage: what the later learned, without all that it forgot.

    python -m training.average BEFORE.npz AFTER.npz --out WEIGHTS.npz

In: two files that training.train wrote, the second started from the first. Out: a third of the same form.
Source: Wortsman et al., Robust fine-tuning of zero-shot models, 2022.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np


def average(before: Path, after: Path, out: Path) -> None:
    """Write the mean of the arrays that both have; ValueError where the later has one that the earlier lacks."""
    with np.load(before) as one, np.load(after) as other:
        lacking = sorted(set(other.files) - set(one.files))
        if lacking:
            raise ValueError(f"{before} lacks {lacking[0]}")
        mean = {name: ((one[name].astype(np.float32) + other[name]) / 2).astype(np.float16) for name in other.files}
    np.savez_compressed(out, **mean)


def main() -> None:
    """Read the arguments and write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("before", type=Path)
    arguments.add_argument("after", type=Path)
    arguments.add_argument("--out", type=Path, required=True)
    given = arguments.parse_args()
    average(given.before, given.after, given.out)


if __name__ == "__main__":
    main()
