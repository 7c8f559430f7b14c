"""Shared by all tests: the converted embedding weights are made once a run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.settings import SAMPLES, Settings
from rag.sourcier import Sourcier
from tests.support.browser import serving, wait_for_page
from tests.support.fake_service import FakeService
from web.server import create_app

os.environ["LC_ALL"] = "C.UTF-8"  # the terminal's language is that of the locale


@pytest.fixture(scope="session")
def sourcier(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sourcier]:
    """The whole program on the sample articles, answering without a language model."""
    opened = Sourcier.open(Settings(data=Path(tmp_path_factory.mktemp("samples")), answerer="extractive"))
    opened.ingest([SAMPLES])
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def service() -> FakeService:
    """What stands for the library and the models behind the page and the API."""
    return FakeService()


@pytest.fixture(scope="module")
def url(service: FakeService) -> Iterator[str]:
    """The whole app with its page, no key, on loopback."""
    with serving(create_app(service, Settings())) as url:
        wait_for_page(url)
        yield url
