"""Shared by all tests: the converted embedding weights are made once a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier


@pytest.fixture(scope="session")
def sourcier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sourcier]:
    """The whole program on the sample articles, answering without a language model."""
    opened = Sourcier.open(Settings(data=Path(tmp_path_factory.mktemp("samples")), answerer="extractive"))
    opened.ingest([SAMPLES])
    yield opened
    opened.close()
