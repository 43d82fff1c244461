"""Keys in a folder of one test, and an empty table of drawers."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from tests.drawers.models import Drawer

from genkan_web import keys


@pytest.fixture(scope="session", autouse=True)
def _static_files() -> None:
    """Pages name their styles by hash; collect them once."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def own_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with fresh keys that only this test knows."""
    keys.make_first(tmp_path / "keys")
    monkeypatch.setattr(settings, "KEYS", tmp_path / "keys")
    monkeypatch.setattr(settings, "VAR", tmp_path)
    return tmp_path / "keys"


@pytest.fixture
def drawers(transactional_db: None, own_keys: Path) -> type[Drawer]:
    """An empty table of drawers, with real transactions."""
    return Drawer
