"""What every test needs before it starts; the folder it may write in is chosen in ``tests/settings.py``."""

import os
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")  # a slow machine is not a fault
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs a loop of its own


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, then those with many: no process is left with one of them at the end."""
    slow = {item.path for item in items if {"slow", "browser"} & {mark.name for mark in item.iter_markers()}}
    many = Counter(item.path for item in items)
    items.sort(key=lambda item: (item.path not in slow, -many[item.path], str(item.path)))


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    """What visitors asked for is counted in memory, for each process; each test begins anew."""
    from genkan_web.people import visitors

    visitors.forget()


@pytest.fixture(autouse=True, scope="session")
def _record_may_be_emptied() -> None:
    """A test with real transactions ends with emptying all tables: for that alone the record is open."""
    from django.core.management.commands.flush import Command
    from django.db import connections

    from genkan_web import append_only

    empty = Command.handle

    def handle(self: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        standing = append_only.standing(connection)
        append_only.take_away(connection)
        empty(self, **options)
        if standing:
            append_only.put(connection)

    Command.handle = handle  # type: ignore[method-assign]
