"""The database by one setting: empty for SQLite in the site's folder, or ``postgresql://…``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

QUIET = "PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"  # for a copy that nobody else has open
SAFE = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"


def database(address: str, folder: Path) -> dict[str, Any]:
    """Django's settings for a database. Raises ValueError for an address of another kind."""
    return postgresql(address) if address else sqlite(folder / "genkan.sqlite3")


def sqlite(file: Path, begin: str = SAFE) -> dict[str, Any]:
    """SQLite that keeps what it acknowledged (WAL, FULL), and nothing of what was deleted."""
    return {
        "ENGINE": "genkan_web.sqlite",
        "NAME": file,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 10, "init_command": begin},
    }


def postgresql(address: str, pool: bool = True) -> dict[str, Any]:
    """PostgreSQL with a pool of connections: ``postgresql://name:word@host:port/database?sslmode=…``."""
    parts = urlsplit(address)
    if parts.scheme not in ("postgresql", "postgres") or not parts.path.strip("/"):
        raise ValueError("GENKAN_DATABASE is postgresql://name:word@host:port/database, or empty for SQLite")
    more: dict[str, Any] = dict(parse_qsl(parts.query))
    host = more.pop("host", parts.hostname or "")
    if pool:
        more["pool"] = {"min_size": 1, "max_size": 8, "timeout": 3}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": more,
    }
