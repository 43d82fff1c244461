"""What content checks share: pages that can be served."""

from __future__ import annotations

import pytest
from django.core.management import call_command


@pytest.fixture
def static_files(db: None) -> None:
    """Pages name their styles by hash; collect them first."""
    call_command("collectstatic", interactive=False, verbosity=0)
