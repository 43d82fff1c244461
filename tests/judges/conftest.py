"""The pages are judged as the site's own tests render them: static files collected, an invented family."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.judges.world import World, world
from tests.web.conftest import _static_files, family, family_days

__all__ = ["_static_files", "family", "family_days"]


@pytest.fixture(scope="session")
def served_world() -> Iterator[World]:
    """One served site with everybody in it, for every judge that asks from outside."""
    memory = Path("/dev/shm")  # noqa: S108 (where there is one: the disk's patience is judged elsewhere)
    with (
        tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder,
        world(Path(folder)) as here,
    ):
        yield here
