"""Back from a backup: everything is checked in a place apart, and put in place in one step, or not at all."""

from __future__ import annotations

import hmac
import json
import os
import shutil
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyrage
from django.core.management import call_command
from django.db import DatabaseError, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from genkan_web import backups, copies, databases, erasing, keys, proof, record
from genkan_web.backups import ABOUT, DATABASE, PARTS, SEAL, Backup
from genkan_web.chain import End
from genkan_web.erasing import Gone
from genkan_web.people.models import Token, Visit
from genkan_web.stopped import Stopped


@dataclass(frozen=True)
class Restored:
    """What was put in place."""

    place: Path
    looks: int  # rows of the record
    erased: int  # ids erased again
    keys: Path  # where the site expects its keys
    sealed: bool  # whether keys were there to check the seals


def restore(
    file: Path,
    secret: Path,
    into: Path,
    own_keys: Path | None = None,
    gone: Sequence[Gone] = (),
    database: str = "",
) -> Restored:
    """Check a backup and put it into an empty folder (and, from PostgreSQL, an empty ``database``).

    What it lists as erased, and what ``gone`` adds, is erased again, and everybody comes in anew. With
    ``own_keys`` (a folder), or keys inside, every seal is checked. Raises Stopped, with nothing put in place.
    """
    into = into.absolute()
    if into.exists() and (not into.is_dir() or any(into.iterdir())):
        raise Stopped("backup.place_taken", place=into)
    identity = _identity(secret)
    try:
        with _apart(into) as room:
            about = _unpacked(file, identity, room)
            if (room / keys.FILE).exists():
                (room / "keys").mkdir(mode=0o700)
                (room / keys.FILE).rename(room / "keys" / keys.FILE)
            ring = own_keys or (room / "keys" if (room / "keys").exists() else None)
            with keys.taken_from(ring) if ring else nullcontext():
                count = _checked_and_mended(room, about, database, gone, ring is not None)
            _put(room, into)
    except (OSError, DatabaseError):
        raise Stopped("backup.not_ours", file=file) from None
    return Restored(into, about.looks, count, into / "keys", ring is not None)


def _identity(secret: Path) -> Any:
    try:
        lines = secret.read_text(encoding="ascii").splitlines()
        (found,) = (line.strip() for line in lines if line.strip() and not line.startswith("#"))
        return pyrage.x25519.Identity.from_str(found)
    except (OSError, ValueError, pyrage.IdentityError):
        raise Stopped("backup.bad_secret", file=secret) from None


def _unpacked(file: Path, identity: Any, room: Path) -> Backup:
    """Everything inside, each part as the backup says of itself. Raises Stopped."""
    packed = room / "packed"
    try:
        with file.open("rb") as locked, packed.open("wb") as plain:
            pyrage.decrypt_io(locked, plain, [identity])
    except (OSError, ValueError, pyrage.DecryptError):
        raise Stopped("backup.not_opened", file=file) from None
    try:
        with tarfile.open(packed) as pack:
            for member in pack:
                if member.name not in (ABOUT, SEAL, *PARTS) or not member.isreg():
                    raise Stopped("backup.not_ours", file=file)
                stream = pack.extractfile(member)
                with os.fdopen(backups.new(room / member.name), "wb") as part:
                    shutil.copyfileobj(stream, part)  # type: ignore[arg-type]
        told = json.loads((room / ABOUT).read_bytes())
        if told["format"] > backups.FORMAT:
            raise Stopped("backup.newer")
        about = Backup(**told)
        sums = {name: backups.sum_of(room / name) for name in PARTS if (room / name).exists()}
    except (OSError, ValueError, TypeError, KeyError, tarfile.TarError):
        raise Stopped("backup.not_ours", file=file) from None
    if sums != about.files or DATABASE not in sums or not (room / SEAL).exists():
        raise Stopped("backup.not_ours", file=file)
    packed.unlink()
    return about


def _checked_and_mended(room: Path, about: Backup, database: str, gone: Sequence[Gone], sealed: bool) -> int:
    if sealed:
        _check_seal(room)
    file = room / "genkan.sqlite3"
    if about.vendor == "postgresql":
        if not database:
            raise Stopped("backup.needs_database")
        with copies.put_into(database, room / DATABASE):
            count = _mended(room, about, gone, sealed)
        (room / DATABASE).unlink()
        return count
    (room / DATABASE).rename(file)
    with copies.opened(databases.sqlite(file, databases.QUIET)):
        return _mended(room, about, gone, sealed)


def _check_seal(room: Path) -> None:
    """Under any key of the record that is kept: a backup is older than the keys made after it."""
    about, seal = (room / ABOUT).read_bytes(), (room / SEAL).read_text(encoding="ascii")
    mine = [backups.seal_of(about, secret) for secret in record.secrets().values()]
    if not any(hmac.compare_digest(one, seal) for one in mine):
        raise Stopped("backup.other_keys")


def _mended(room: Path, about: Backup, gone: Sequence[Gone], sealed: bool) -> int:
    """Check the opened copy, bring it to this version, erase again. Returns how many ids."""
    here = connections[copies.ALIAS]
    applied = sorted(map(list, MigrationRecorder(here).applied_migrations()))
    if not copies.is_sound(here) or applied != about.migrations:
        raise Stopped("backup.unsound")
    if not {tuple(one) for one in applied} <= set(MigrationLoader(None).disk_migrations):
        raise Stopped("backup.newer")
    ends = (*record.ends_in(room / record.ENDS), End(about.looks, about.seal))
    known = record.secrets() if sealed else None
    if record.end(copies.ALIAS) != ends[-1] or any(record.faults(ends, known, copies.ALIAS)):
        raise Stopped("backup.other_record")
    call_command("migrate", database=copies.ALIAS, verbosity=0, interactive=False)
    if sealed and not proof.holds(copies.ALIAS):
        raise Stopped("backup.other_keys")
    again = list(dict.fromkeys([*erasing.written_down(room / erasing.FILE), *gone]))
    count = erasing.replay(again, copies.ALIAS)
    _nobody_is_in()
    copies.leave_no_trace(here)
    if not copies.is_sound(here):
        raise Stopped("backup.unsound")
    (room / erasing.FILE).unlink()
    erasing.append(room / erasing.FILE, again)
    return count


def _nobody_is_in() -> None:
    """A visit that was ended, or an access word taken back, since the backup was made does not come back."""
    for model in (Visit, Token):
        model._base_manager.using(copies.ALIAS).all().delete()


def _put(room: Path, into: Path) -> None:
    for name in (ABOUT, SEAL):
        (room / name).unlink()
    for one in room.rglob("*"):
        if one.is_file():
            with one.open("rb") as stream:
                os.fsync(stream.fileno())
    keys.sync_folder(room)
    if into.exists():
        into.rmdir()
    room.rename(into)
    keys.sync_folder(into.parent)


@contextmanager
def _apart(into: Path) -> Iterator[Path]:
    """A place beside the one wanted; gone, unless it became that one."""
    room = into.with_name(f".{into.name}.part")
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir(mode=0o700, parents=True)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)
