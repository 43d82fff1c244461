"""A real server with a real worker, and a real browser, as a family would have them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
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
