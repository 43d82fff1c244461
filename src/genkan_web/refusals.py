"""What the site refuses to start with; each refusal has an id and says what to change."""

import sqlite3
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

SAFE_SQLITE = (3, 51, 3)


@register()
def sqlite_is_safe(**_: Any) -> list[CheckMessage]:
    """WAL before 3.51.3 can corrupt a database; synchronous below FULL loses saved records."""
    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"]:
        return []
    found: list[CheckMessage] = []
    pragmas = database["OPTIONS"].get("init_command", "").replace(" ", "").lower()
    if "journal_mode=wal" in pragmas and sqlite3.sqlite_version_info < SAFE_SQLITE:
        found.append(
            Error(
                f"SQLite {sqlite3.sqlite_version} can corrupt a database in WAL mode.",
                hint="Install the pysqlite3 wheel, or choose PostgreSQL.",
                id="genkan.E001",
            )
        )
    if "synchronous=full" not in pragmas:
        found.append(
            Error(
                "Saved records could be lost in a power cut.",
                hint="Put PRAGMA synchronous=FULL into the database's init_command.",
                id="genkan.E002",
            )
        )
    if database["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        found.append(
            Error(
                "Two people saving at once could lock each other out.",
                hint='Set OPTIONS["transaction_mode"] = "IMMEDIATE".',
                id="genkan.E003",
            )
        )
    return found
