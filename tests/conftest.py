"""What every test needs before it starts; the folder it may write in is chosen in ``tests/settings.py``."""

import os
from typing import Any

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser driver runs a loop of its own


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
