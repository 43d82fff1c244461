"""The invented family in the test database, and static files collected once."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.management import call_command


@pytest.fixture(scope="session", autouse=True)
def _static_files() -> None:
    """Pages name their styles by hash; collect them once."""
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture
def no_worker(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keys of the workers that would have been started."""
    started: list[str] = []
    monkeypatch.setattr("genkan_web.doors.files._start_worker", started.append)
    return started


@pytest.fixture(scope="session")
def family_days() -> str:
    """The invented family's days as JSON, made once."""
    from genkan import demonstration
    from genkan.store import days_json

    return days_json(demonstration.reading(date(2026, 11, 22)).days)


@pytest.fixture
def family(db: None, family_days: str) -> None:
    """The invented family, ready to be looked at."""
    from genkan import demonstration
    from genkan_web.may import INVENTED
    from genkan_web.models import DayTable

    DayTable.objects.create(
        key=INVENTED,
        days=family_days,
        standing=DayTable.Standing.READY,
        answers=dict(demonstration.PLAIN_ANSWERS),
        zone=demonstration.ZONE,
    )
