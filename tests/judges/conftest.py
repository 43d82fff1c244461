"""The pages are judged as the site's own tests render them: static files collected, an invented family."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from tests.judges import outside
from tests.judges.world import World, world
from tests.web.conftest import _static_files, family, family_days

__all__ = ["_static_files", "family", "family_days"]


@pytest.fixture(scope="session")
def served_world() -> Iterator[World]:
    """One served site with everybody in it, for every judge that asks from outside."""
    with outside.in_memory() as folder, world(folder) as here:
        yield here
