"""Every earlier state of the database, with rows in every table: brought up, down and up again, and killed.

python -m tests.faults.upgrading walk         rows of each earlier state after up, down and up
python -m tests.faults.upgrading steps        kill -9 within each step of a start that migrates
python -m tests.faults.upgrading kill EVERY   kill -9 at every EVERY-th statement of it: the long form

A state is what a release before the next migration left behind; the list comes from the migrations
themselves. Each try runs in a child of this process, on a database of its own. One line of JSON is printed.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Node = tuple[str, str]
OURS = ("genkan", "safe")
MEANT = {"django_session"}  # 0005: visits moved to a table of their own, and everybody signed in again
PROOF = "safe.KeyProof"  # holds for these keys, or the site does not start


@dataclass
class Tried:
    """What became of all tries."""

    states: int = 0
    rows: int = 0  # in the fullest state
    kills: int = 0
    faults: list[str] = field(default_factory=list)


# ── States ──


def states() -> list[list[Node]]:
    """For each migration of ours, everything that is in place once it has run; the newest last."""
    from django.db.migrations.executor import MigrationExecutor
    from django.db.migrations.loader import MigrationLoader

    class Nothing(MigrationExecutor):
        def __init__(self) -> None:
            self.loader = MigrationLoader(None)

    nothing = Nothing()
    plan = nothing.migration_plan(nothing.loader.graph.leaf_nodes())
    nodes = [(one.app_label, one.name) for one, _ in plan]
    return [nodes[: at + 1] for at, node in enumerate(nodes) if node[0] in OURS]


def targets(state: list[Node], everything: list[Node]) -> list[tuple[str, str | None]]:
    """Where each app stands in a state; an app that came later is not there."""
    found: dict[str, str | None] = dict.fromkeys(app for app, _ in everything)
    found.update(dict(state))
    return list(found.items())


def migrate(state: list[Node], everything: list[Node]) -> Any:
    """Bring the database to a state, up or down; the models as they were then."""
    from django.db import connection

    from genkan_web.migrating import Whole

    Whole(connection).migrate(targets(state, everything))
    return Whole(connection).loader.project_state(list(dict(state).items())).apps


# ── Rows ──


def fill(apps: Any) -> int:
    """Three rows in every table, with something in every column. Returns how many rows there are."""
    from genkan_web import keys, proof

    made: dict[Any, list[Any]] = {}
    waiting = [one for one in apps.get_models() if one._meta.managed and one._meta.label != PROOF]
    while waiting:
        ready = [model for model in waiting if not _needs(model) - set(made)]
        for model in ready:
            made[model] = [model.objects.create(**_values(model, number, made)) for number in range(3)]
        waiting = [model for model in waiting if model not in made]
    if any(one._meta.label == PROOF for one in apps.get_models()):
        apps.get_model(PROOF).objects.create(
            text=proof._words(keys.ring().newest(keys.Use.RECORD)), name=proof.NAME
        )
    return sum(map(len, made.values()))


def _needs(model: Any) -> set[Any]:
    return {one.related_model for one in model._meta.concrete_fields if one.is_relation} - {model}


def _values(model: Any, number: int, made: dict[Any, list[Any]]) -> dict[str, Any]:
    fields = [one for one in model._meta.concrete_fields if not one.get_internal_type().endswith("AutoField")]
    return {one.name: _value(one, number, made) for one in fields if one.related_model is not model}


def _value(column: Any, number: int, made: dict[Any, list[Any]]) -> Any:
    import uuid
    from datetime import UTC, datetime, timedelta

    from genkan_web.locked import LockedJSON

    if column.is_relation:
        return made[column.related_model][number]
    if column.choices:
        return list(column.choices)[number % len(column.choices)][0]
    moment = datetime(2026, 3, 1, 4, 5, 6, tzinfo=UTC) + timedelta(days=number)
    kind = column.get_internal_type()
    if isinstance(column, LockedJSON) or kind == "JSONField":
        return {"row": number, "words": "ห้องเงียบ 静かな部屋"}
    if kind in ("CharField", "TextField") or not hasattr(column, "max_length"):
        return f"ฝน 雨 {number}"[: column.max_length or 20]
    known = {
        "BooleanField": number == 1,
        "FloatField": number + 0.5,
        "UUIDField": uuid.UUID(int=number + 1),
        "DateTimeField": moment,
        "DateField": moment.date(),
    }
    return known.get(kind, number + 1 if "Integer" in kind else f"ฝน 雨 {number}")


Held = dict[str, list[dict[str, str]]]


def held() -> Held:
    """Every row of every table but the list of migrations, as the database gives it."""
    from django.db import connection

    found: Held = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in {"django_migrations", *MEANT}:
                cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (a name out of the database)
                names = [one[0] for one in cursor.description]
                found[table] = [dict(zip(names, map(repr, row), strict=True)) for row in cursor.fetchall()]
    return found


def lost(before: Held, now: Held) -> list[str]:
    """Rows that are not there any more as they were, column by column; more columns and tables may be."""
    found = []
    for table, rows in before.items():
        names = set(rows[0]) if rows else set()
        kept = [{name: row.get(name, "") for name in names} for row in now.get(table, [])]
        found += [f"{table}: {row}" for row in rows if row not in kept]
        if len(kept) != len(rows) and table.startswith(("genkan_", "safe_look")):
            found.append(f"{table}: {len(rows)} rows, now {len(kept)}")
    return found


# ── Tries ──


def walked(state: list[Node], everything: list[Node]) -> dict[str, Any]:
    """Rows of a state after the way up, down and up again; in a database of this process alone."""
    from genkan_web import checks

    rows = fill(migrate(state, everything))
    before, faults = held(), []
    for way, to in (("up", everything), ("down", state), ("up again", everything)):
        migrate(to, everything)
        now = held()
        faults += [f"{state[-1]} {way}: {one}" for one in lost(before, now)]
        if way == "down" and set(now) != set(before):
            faults.append(f"{state[-1]} down: other tables {set(now) ^ set(before)}")
    faults += [f"{state[-1]}: {line}" for line in checks.refusals()]
    return {"rows": rows, "faults": faults}


def started(kill_at: int) -> dict[str, Any]:
    """A start; killed at a statement, before it is run or right after it, in turn. 0: not killed.

    ``ends`` are the statements that write down that a step is done, each with the app of the step.
    """
    from django.db import connection

    from genkan_web.__main__ import ready_database

    count, ends = 0, []

    def counted(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal count
        count += 1
        if count == kill_at and kill_at % 2:
            os.kill(os.getpid(), signal.SIGKILL)
        done = execute(*args)
        if args[0].startswith('INSERT INTO "django_migrations"'):
            ends.append((count, args[1][0]))
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    with connection.execute_wrapper(counted):
        ready_database()
    return {"statements": count, "ends": ends}


def finished(before: Held) -> dict[str, Any]:
    """The next start: what is not as it ought to be after it."""
    from django.core.management import call_command
    from django.db import connection

    from genkan_web import checks, copies
    from genkan_web.__main__ import ready_database

    ready_database()
    call_command("migrate", check_unapplied=True, verbosity=0)  # ends this process when one is missing
    faults = [*lost(before, held()), *checks.refusals()]
    return {"faults": faults + ([] if copies.is_sound(connection) else ["the file is not sound"])}


def apart(do: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """What a child of this process found; None when it was killed. Raises RuntimeError when it failed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.write(writing, json.dumps(do()).encode())
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        told = stream.read()
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return None
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError("a try failed; see above")
    return json.loads(told)  # type: ignore[no-any-return]


# ── Databases ──


class Databases:
    """Databases of one's own, empty or copied from another, on whatever the site is set to."""

    def __init__(self) -> None:
        from django.conf import settings

        self.told = settings.DATABASES["default"]
        self.on_postgresql = "postgresql" in self.told["ENGINE"]
        self.folder = Path(settings.VAR)
        self.first = str(self.told["NAME"])
        self.newest: dict[str, str] = {}
        self.number = itertools.count()

    def use(self, name: str, copied_from: str = "") -> None:
        """The next child opens this one."""
        if self.on_postgresql:
            source = f' TEMPLATE "{self.newest[copied_from]}"' if copied_from else ""
            self.newest[name] = self.told["NAME"] = f"{name}{next(self.number)}"  # dropping one is slow
            self._run(f'CREATE DATABASE "{self.newest[name]}"{source}')
            return
        file = self.folder / f"{name}.sqlite3"
        for one in self.folder.glob(f"{name}.sqlite3*"):
            one.unlink()
        source = self.folder / f"{copied_from}.sqlite3"
        if copied_from and source.exists():
            shutil.copyfile(source, file)
        self.told["NAME"] = file

    def _run(self, *commands: str) -> None:
        import psycopg

        with psycopg.connect(
            dbname=self.first, user=self.told["USER"], host=self.told["HOST"], autocommit=True
        ) as here:
            for one in commands:
                here.execute(one)


def walk() -> Tried:
    """Every earlier state up, down and up again."""
    found, places, known = Tried(), Databases(), states()
    for state in known:
        places.use("walk")
        told = apart(lambda state=state: walked(state, known[-1]))  # type: ignore[misc]
        assert told is not None
        found.states += 1
        found.rows = max(found.rows, told["rows"])
        found.faults += told["faults"]
    return found


def kill(every: int) -> Tried:
    """A start on nothing, and on each earlier state with rows, killed at every so many statements."""
    return _killed(lambda _: itertools.count(1, every))


def kill_in_steps() -> Tried:
    """The same, killed within each of our steps from nothing, and within and at the end of the next one."""

    def points(places: Databases) -> list[int]:
        places.use("killed", "before")
        told = apart(lambda: started(0))
        assert told is not None
        ends = [0, *(end for end, _ in told["ends"])]
        ours = [(ends[at], end) for at, (end, app) in enumerate(told["ends"]) if app in OURS]
        if len(ours) == len(states()):  # from nothing
            return [(first + last) // 2 for first, last in ours]
        return [sum(ours[0]) // 2, ours[0][1]]

    return _killed(points)


def _killed(points: Callable[[Databases], Iterable[int]]) -> Tried:
    found, places, known = Tried(), Databases(), states()
    for state in ([], *known[:-1]):
        places.use("before")
        before = apart(lambda state=state: _made(state, known[-1]))  # type: ignore[misc]
        assert before is not None
        found.states += 1
        for at in points(places):
            places.use("killed", "before")
            if apart(lambda at=at: started(at)) is not None:  # type: ignore[misc]
                break
            found.kills += 1
            told = apart(lambda before=before: finished(before))  # type: ignore[misc]
            assert told is not None
            found.faults += [f"{state[-1:]} at {at}: {one}" for one in told["faults"]]
    return found


def _made(state: list[Node], everything: list[Node]) -> Held:
    if not state:
        return {}
    fill(migrate(state, everything))
    from django.db import connection

    found = held()
    connection.close()  # SQLite: the log goes into the file
    return found


def main(words: list[str]) -> None:
    """One line of JSON."""
    with ExitStack() as stack:
        os.environ["GENKAN_VAR"] = stack.enter_context(tempfile.TemporaryDirectory(prefix="genkan-upgrade-"))
        os.environ["DJANGO_SETTINGS_MODULE"] = "genkan_web.settings"
        import django

        django.setup()
        from django.conf import settings

        from genkan_web import keys

        keys.make_first(settings.KEYS)
        ways = {"walk": walk, "steps": kill_in_steps, "kill": lambda: kill(int(words[1]))}
        print(json.dumps(asdict(ways[words[0]]())))  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
