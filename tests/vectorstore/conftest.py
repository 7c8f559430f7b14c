"""A library for the tests of the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from vectorstore.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    library = Library(tmp_path / "library.sqlite")
    library.feed.set_embedder("test/1", 4)
    return library
