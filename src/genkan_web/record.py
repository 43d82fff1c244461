"""Who looked at what: written down before anything is shown. No row, no page.

``durably`` writes a look for good before its page is made; the gate does that for every page of a person.
``write`` goes into the transaction that changes something: both are saved, or neither. A look may also be
*owed*: ``settle`` writes it in the transaction of the one change its page makes, ``settle_durably`` after a
page that changed nothing, before anything of it leaves. One sync to the disk instead of two.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.utils import timezone

from genkan_web import chain, keys
from genkan_web.chain import End, Fault, Row
from genkan_web.safe.models import Head, Look
from genkan_web.stopped import NotRecorded, Stopped

ENDS = "record.ends"  # one line for each noted end, outside the database
COLUMNS = tuple(one.name for one in fields(Row))
_owed = threading.local()  # a request is answered by one thread


@dataclass(frozen=True)
class Seen:
    """What is written down: ids and words of the matrix, never content."""

    who: str  # id of an account; empty when nobody is signed in
    role: str
    verb: str
    kind: str
    thing: str
    outcome: str = "shown"

    def __post_init__(self) -> None:
        for one in fields(self):
            longest = getattr(Look._meta.get_field(one.name), "max_length", 0)
            if len(getattr(self, one.name)) > longest:
                raise ValueError(f"{one.name} is an id or a word of at most {longest} characters")


def write(seen: Seen) -> int:
    """Add a row, as part of the transaction underway if there is one. Returns its number.

    Raises NotRecorded when it cannot be written: the caller shows and changes nothing.
    """
    try:
        with transaction.atomic():
            return _append(seen)
    except (DatabaseError, Stopped) as problem:
        raise NotRecorded("record.not_written") from problem


def durably(seen: Seen) -> None:
    """Write a look down for good, before its page is made. Raises NotRecorded: then nothing is shown."""
    try:
        with transaction.atomic(durable=True):
            _append(seen)
    except (DatabaseError, Stopped) as problem:
        raise NotRecorded("record.not_written") from problem


def owe(seen: Seen | None) -> None:
    """This request's look, to be written before anything of its page leaves; None: nothing is owed."""
    _owed.seen = seen


def settle() -> None:
    """Write what is owed as part of the transaction underway. Raises NotRecorded: then nothing is changed."""
    seen = getattr(_owed, "seen", None)
    if seen is None or not connection.in_atomic_block:
        return
    try:
        _append(seen)
    except (DatabaseError, Stopped) as problem:
        raise NotRecorded("record.not_written") from problem
    owe(None)


def settle_durably() -> None:
    """Write what is still owed for good. Raises NotRecorded: then nothing is shown."""
    seen = getattr(_owed, "seen", None)
    owe(None)
    if seen is not None:
        durably(seen)


def end(using: str = DEFAULT_DB_ALIAS) -> End:
    """Where the record ends now."""
    last = Look.objects.using(using).order_by("-number").first()
    return End(last.number, last.seal) if last else End(0, chain.START)


def faults(
    ends: tuple[End, ...] = (), known: Mapping[str, bytes] | None = None, using: str = DEFAULT_DB_ALIAS
) -> Iterator[Fault]:
    """What does not fit in the whole record, against its own head and the ends noted elsewhere.

    ``known``: as ``secrets`` gives them; None checks no seals. Goes on beside the writing: rows added
    meanwhile are left to the next time.
    """
    head = _head(using)
    rows = Look.objects.using(using).filter(number__lte=head.number).order_by("number").values_list(*COLUMNS)
    yield from chain.faults((Row(*row) for row in rows.iterator(2_000)), (*ends, head), known)
    last = end(using).number
    if last > _head(using).number:
        yield Fault(last, "record.beyond_head")


def _head(using: str) -> End:
    head = Head.objects.using(using).filter(pk=1).values_list("number", "seal").first()
    return End(*head) if head else End(0, chain.START)


def secrets() -> dict[str, bytes]:
    """Every key that seals or sealed the record, by id, oldest first. Raises Stopped without any."""
    keys.ring().newest(keys.Use.RECORD)
    return {key.id: key.secret for key in keys.ring().of(keys.Use.RECORD)}


def begin(fresh: keys.Key) -> int | None:
    """Seal with this key from the next row on. The row that says so is sealed under the key before.

    Returns that row's number; None where the key has begun already.
    """
    with transaction.atomic():
        _, under = _held_head()
        if _sealing(under) == fresh:
            return None
        number = _append(Seen("", "operator", "begin", chain.BEGINS, fresh.id, "begun"))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE safe_head SET sealed_by = %s WHERE id = 1", [fresh.id])
    return number


def note_end() -> End:
    """Write the present end into a file outside the database."""
    now = end()
    known = noted_ends()
    if now.number and now not in known[-1:]:
        append(_ends(), [now])
    return now


def noted_ends() -> tuple[End, ...]:
    """Every end noted so far, oldest first. Raises Stopped where the file is damaged."""
    return ends_in(_ends())


def append(file: Path, ends: Iterable[End]) -> None:
    """Add ends to a file of its owner alone, on the disk before this returns."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as stream:
        stream.writelines(json.dumps([one.number, one.seal]) + "\n" for one in ends)
        stream.flush()
        os.fsync(stream.fileno())


def ends_in(file: Path) -> tuple[End, ...]:
    """The ends noted in a file; none where there is no file. Raises Stopped where it is damaged."""
    try:
        lines = file.read_text(encoding="ascii").splitlines()
        return tuple(End(int(number), str(seal)) for number, seal in map(json.loads, lines))
    except FileNotFoundError:
        return ()
    except (ValueError, TypeError):
        raise Stopped("record.ends_damaged") from None


def _append(seen: Seen) -> int:
    before, under = _held_head()
    told = {one.name: getattr(seen, one.name) for one in fields(seen)}
    row = Row(number=before.number + 1, at=timezone.now(), before=before.seal, seal="", **told)
    row = replace(row, seal=chain.seal_of(row, _sealing(under).secret))
    at = connection.ops.adapt_datetimefield_value(row.at)
    with connection.cursor() as cursor:
        cursor.execute(ADD, [at if name == "at" else getattr(row, name) for name in COLUMNS])
        cursor.execute("UPDATE safe_head SET number = %s, seal = %s WHERE id = 1", [row.number, row.seal])
    return row.number


def _sealing(identity: str) -> keys.Key:
    """The key of this id; without one the first that was made. Raises Stopped where it is not here."""
    ring = keys.ring()
    first = ring.of(keys.Use.RECORD)[:1]
    found = ring.named(keys.Use.RECORD, identity) if identity else next(iter(first), None)
    if found is None:
        raise Stopped("record.no_key")
    return found


def _held_head() -> tuple[End, str]:
    """Where the record ends and the id of the key that seals, held until this transaction ends.

    Written at its first look.
    """
    alone = connection.ops.for_update_sql() if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(f"{HEAD} {alone}")
        found = cursor.fetchone()
    if found is None:
        Head.objects.get_or_create(pk=1, defaults={"number": 0, "seal": chain.START})
        return _held_head()
    return End(found[0], found[1]), found[2]


HEAD = "SELECT number, seal, sealed_by FROM safe_head WHERE id = 1"
_NAMES, _MARKS = ", ".join(f'"{name}"' for name in COLUMNS), ", ".join(["%s"] * len(COLUMNS))
ADD = f"INSERT INTO safe_look ({_NAMES}) VALUES ({_MARKS})"  # noqa: S608 (names of ours)


def _ends() -> Path:
    return Path(settings.VAR) / ENDS
