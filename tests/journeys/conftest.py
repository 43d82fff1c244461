"""A real server with a real worker, and a real browser, as a family would have them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from tests.journeys.line import Line, line_to
from tools.served import chromium, genkan


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of Genkan, started the way ./start does, in an empty folder."""
    with genkan(tmp_path_factory.mktemp("site")) as served:
        yield served.address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site of one file of tests, whose door has not been knocked at."""
    with genkan(tmp_path_factory.mktemp("site")) as served:
        yield served.address


@pytest.fixture
def line(own_site: str) -> Iterator[Line]:
    """A line that can be cut."""
    with line_to(own_site) as made:
        yield made
