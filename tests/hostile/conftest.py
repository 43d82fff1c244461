"""The hostile files and the fuzz run take a minute; the fast subset leaves them out."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def _nobody_is_slowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """One test asks for more letters than a house in a year."""
    from genkan_web.people import knocks

    for name in ("picture place", "paper place", "files place"):
        monkeypatch.setitem(knocks.LIMITS, name, (1e9, 0.001))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything in this folder as slow."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)
