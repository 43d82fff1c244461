"""Triggers that refuse to change or delete a look, on both databases."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "safe_look"
SQLITE = {
    f"{TABLE}_no_{verb}": f"CREATE TRIGGER {TABLE}_no_{verb} BEFORE {verb.upper()} ON {TABLE} "
    "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
    for verb in ("update", "delete")
}
POSTGRESQL = {
    f"{TABLE}_no_change": f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE ON {TABLE} "
    f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_refuse()",
    f"{TABLE}_no_truncate": f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION {TABLE}_refuse()",
}
FUNCTION = (
    f"CREATE OR REPLACE FUNCTION {TABLE}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$"
)


def put(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for made in _wanted(connection).values():
            cursor.execute(made)


def take_away(connection: BaseDatabaseWrapper) -> None:
    """Remove them: to migrate backwards, and to empty a test's database."""
    with connection.cursor() as cursor:
        for name in _wanted(connection):
            where = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
        if connection.vendor == "postgresql":
            cursor.execute(f"DROP FUNCTION IF EXISTS {TABLE}_refuse()")


def standing(connection: BaseDatabaseWrapper) -> bool:
    """Whether all triggers are there and switched on."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled IN ('O', 'A')")
        else:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        return set(_wanted(connection)) <= {name for (name,) in cursor.fetchall()}


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return POSTGRESQL if connection.vendor == "postgresql" else SQLITE
