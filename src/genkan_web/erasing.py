"""Erased stays erased: the ids of what is gone, in the database and in a file that no restore turns back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.utils import timezone

from genkan_web import copies, remembered
from genkan_web.safe.models import Erased
from genkan_web.stopped import Stopped

FILE = "erased.ids"
Gone = tuple[str, str]  # app.model, primary key
Way = Callable[[str, str], None]  # a primary key, a database: how to erase what needs more than a delete
ways: dict[str, Way] = {}


def erase(thing: models.Model) -> None:
    """Delete a thing with what hangs on it, and remember its id so that no backup brings it back."""
    _erase((thing._meta.label_lower, str(thing.pk)))


def erase_part(thing: models.Model, part: str) -> None:
    """Take a part out of a thing, by the way of its kind, which gets «primary key, space, part»."""
    _erase((thing._meta.label_lower, f"{thing.pk} {part}"))


def _erase(gone: Gone) -> None:
    with transaction.atomic():
        _remember([gone], DEFAULT_DB_ALIAS)
        _delete(gone, DEFAULT_DB_ALIAS)
        transaction.on_commit(_afterwards)


def replay(gone: Iterable[Gone], using: str) -> int:
    """Erase all these again in another database, such as a restored one. Returns how many ids."""
    every, known = list(dict.fromkeys(gone)), _models()
    with transaction.atomic(using=using):
        for one in every:
            if one[0] in known:
                _delete(one, using)
                _never_again(one, using)
        _remember(every, using)
    return len(every)


def erased(using: str = DEFAULT_DB_ALIAS) -> list[Gone]:
    """Everything this database knows to be erased."""
    return list(Erased.objects.using(using).order_by("pk").values_list("kind", "thing"))


def write_down() -> None:
    """Bring the file up to what the database knows; at each erasure, and at the start after a crash."""
    known = set(written_down(_file()))
    missing = [one for one in erased() if one not in known]
    if missing:
        append(_file(), missing)


def append(file: Path, gone: Iterable[Gone]) -> None:
    """Add ids to a file of its owner alone, on the disk before this returns."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as stream:
        stream.writelines(json.dumps(one) + "\n" for one in gone)
        stream.flush()
        os.fsync(stream.fileno())


def written_down(file: Path) -> list[Gone]:
    """The ids in a file; none where there is no file. Raises Stopped where it is damaged."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        return [(str(kind), str(thing)) for kind, thing in map(json.loads, lines)]
    except FileNotFoundError:
        return []
    except (ValueError, TypeError):
        raise Stopped("erased.damaged") from None


def _afterwards() -> None:
    remembered.forget()
    write_down()
    copies.leave_no_old_page()


def _models() -> set[str]:
    return {model._meta.label_lower for model in apps.get_models()}


def _delete(gone: Gone, using: str) -> None:
    kind, thing = gone
    if kind in ways:
        ways[kind](thing, using)
    else:
        apps.get_model(kind)._base_manager.using(using).filter(pk=thing).delete()


def _never_again(gone: Gone, using: str) -> None:
    """Count on behind this id: in a restored database it might not have been given out yet, and whoever got
    it next would be erased by the following restore.
    """
    model, thing = apps.get_model(gone[0]), gone[1]
    if not isinstance(model._meta.pk, models.AutoField) or not thing.isdecimal():
        return
    table, column, here = model._meta.db_table, model._meta.pk.column, connections[using]
    with here.cursor() as cursor:
        if here.vendor == "postgresql":
            cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
            counter = cursor.fetchone()[0]
            cursor.execute("SELECT setval(%s, GREATEST(nextval(%s), %s))", [counter, counter, int(thing)])
            return
        cursor.execute("UPDATE sqlite_sequence SET seq = MAX(seq, %s) WHERE name = %s", [int(thing), table])
        cursor.execute("SELECT 1 FROM sqlite_sequence WHERE name = %s", [table])
        if cursor.fetchone() is None:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, int(thing)])


def _remember(gone: Iterable[Gone], using: str) -> None:
    now = timezone.now()
    rows = [Erased(kind=kind, thing=thing, at=now) for kind, thing in gone]
    Erased.objects.using(using).bulk_create(rows, ignore_conflicts=True)


def _file() -> Path:
    return Path(settings.VAR) / FILE
