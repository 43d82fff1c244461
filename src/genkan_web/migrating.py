"""The tables brought to what this version needs, each step whole: a process killed in it leaves nothing half.

Django writes down that a step was done after the step itself is saved, when the step has foreign keys. Killed
between the two, the next start would do it again and fail. Here both are one transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor


def migrate() -> int:
    """Everything that is missing. Returns how many steps that were."""
    executor = Whole(connection)
    targets = executor.loader.graph.leaf_nodes()
    plan = executor.migration_plan(targets)
    told: dict[str, Any] = {"verbosity": 0, "interactive": False, "db": connection.alias, "plan": plan}
    emit_pre_migrate_signal(**told)
    executor.migrate(targets, plan)
    emit_post_migrate_signal(**told)
    return len(plan)


class Whole(MigrationExecutor):
    """Runs a step and writes it down in one transaction."""

    def apply_migration(self, state: Any, migration: Migration, *args: Any, **more: Any) -> Any:
        """One step up."""
        with _whole(self.connection, migration):
            return super().apply_migration(state, migration, *args, **more)

    def unapply_migration(self, state: Any, migration: Migration, *args: Any, **more: Any) -> Any:
        """One step down."""
        with _whole(self.connection, migration):
            return super().unapply_migration(state, migration, *args, **more)


@contextmanager
def _whole(here: BaseDatabaseWrapper, migration: Migration) -> Iterator[None]:
    """A transaction around a step; SQLite must be told before that not to look at foreign keys meanwhile."""
    if not migration.atomic:
        yield
        return
    here.disable_constraint_checking()
    try:
        with transaction.atomic(using=here.alias):
            yield
    finally:
        here.enable_constraint_checking()
