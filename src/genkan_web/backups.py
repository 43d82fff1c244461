"""A backup: one file that only its secret key opens, in the age format, so that ``age -d`` opens it too.

Inside is a tar: what the backup says of itself, the database, the ids of what was erased, the noted ends of
the record, and a seal that only this site can make. The keys are inside only when asked for.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyrage
from django.conf import settings
from django.db import DatabaseError, connections
from django.db.migrations.recorder import MigrationRecorder

from genkan import __version__
from genkan_web import copies, erasing, keys, record
from genkan_web.stopped import Stopped

FORMAT = 1
ABOUT, SEAL, DATABASE = "about.json", "seal", "database"
PARTS = (DATABASE, erasing.FILE, record.ENDS, keys.FILE)
ROOM = ".room"  # where a copy lies while it is locked away; emptied whatever happened


@dataclass(frozen=True)
class Backup:
    """What a backup says of itself."""

    format: int
    made_at: str  # UTC
    genkan: str  # version
    vendor: str  # sqlite or postgresql
    migrations: list[list[str]]  # app and name, as applied
    looks: int  # rows of the record
    seal: str  # of the last of them
    erased: int  # ids
    files: dict[str, str]  # name and SHA-256 of everything else inside


def make_key_pair(file: Path) -> tuple[Path, Path]:
    """Write ``file`` (opens backups) and ``file.pub`` (only makes them). Stopped where one is there."""
    public = file.with_name(f"{file.name}.pub")
    pair = pyrage.x25519.Identity.generate()
    _write_new(file, f"# This opens every backup. Keep it away from the site's own computer.\n{pair}\n")
    _write_new(public, f"{pair.to_public()}\n")
    return file, public


def make(file: Path, to: str, with_keys: bool = False) -> Backup:
    """Write a backup, encrypted to a public key (or a file that holds one), while people go on writing.

    It is whole or not there: checked first, written beside, renamed last. Raises Stopped with the reason.
    """
    recipient = _recipient(to)
    if file.exists():
        raise Stopped("backup.exists", file=file)
    beside = file.with_name(f".{file.name}.part")
    try:
        with _room() as room:
            about = _gather(room, with_keys)
            _pack(room, about)
            beside.unlink(missing_ok=True)
            with (room / "packed").open("rb") as plain, os.fdopen(new(beside), "wb") as locked:
                pyrage.encrypt_io(plain, locked, [recipient])
                locked.flush()
                os.fsync(locked.fileno())
        beside.rename(file)
        keys.sync_folder(file.parent)
    except DatabaseError:
        raise Stopped("backup.no_database") from None
    except (OSError, pyrage.EncryptError):
        raise Stopped("backup.not_written", file=file) from None
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
    return about


def tidy() -> None:
    """Remove what a killed backup left, unless one is being made."""
    with suppress(BlockingIOError), _room(fcntl.LOCK_EX | fcntl.LOCK_NB):
        pass


def seal_of(about: bytes, secret: bytes) -> str:
    """A seal that only this site can make: who has the public key alone cannot invent a backup."""
    return hmac.new(secret, b"genkan backup\0" + about, hashlib.sha256).hexdigest()


def sum_of(file: Path) -> str:
    """SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _gather(room: Path, with_keys: bool) -> Backup:
    """Put everything into the room, checked. Raises Stopped where the database or its record is not whole."""
    ends = record.noted_ends()
    with copies.taken(room / DATABASE) as using:
        here = connections[using]
        if not copies.is_sound(here):
            raise Stopped("backup.unsound")
        fault = next(record.faults(ends, record.secrets(), using), None)
        if fault:
            raise Stopped(fault.said, number=fault.number)
        last, gone = record.end(using), erasing.erased(using)
        applied = sorted(map(list, MigrationRecorder(here).applied_migrations()))
        vendor = here.vendor
    erasing.append(room / erasing.FILE, gone)
    record.append(room / record.ENDS, [*ends, last])
    if with_keys:
        shutil.copyfile(Path(settings.KEYS) / keys.FILE, room / keys.FILE)
    sums = {name: sum_of(room / name) for name in PARTS if (room / name).exists()}
    now = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
    return Backup(FORMAT, now, __version__, vendor, applied, last.number, last.seal, len(gone), sums)


def _pack(room: Path, about: Backup) -> None:
    told = json.dumps(asdict(about), sort_keys=True, indent=1).encode("ascii")
    (room / ABOUT).write_bytes(told)
    (room / SEAL).write_text(seal_of(told, keys.ring().newest(keys.Use.RECORD).secret))
    with tarfile.open(room / "packed", "w", format=tarfile.PAX_FORMAT) as pack:
        for name in (ABOUT, SEAL, *about.files):
            pack.add(room / name, name, filter=_nobody)


def _nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Names of this computer's users are nobody's business."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _recipient(to: str) -> Any:
    try:
        text = to if to.startswith("age1") else Path(to).read_text(encoding="ascii")
        return pyrage.x25519.Recipient.from_str(text.strip())
    except (OSError, ValueError, pyrage.RecipientError):
        raise Stopped("backup.bad_public") from None


def new(file: Path) -> int:
    """A handle to a file that is not there yet and only its owner reads. Raises FileExistsError."""
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _write_new(file: Path, text: str) -> None:
    try:
        with os.fdopen(new(file), "w") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
    except FileExistsError:
        raise Stopped("backup.exists", file=file) from None
    except OSError:
        raise Stopped("backup.not_written", file=file) from None


@contextmanager
def _room(how: int = fcntl.LOCK_EX) -> Iterator[Path]:
    """An empty room in the site's own folder, for one at a time. What a killed one left goes first."""
    room = Path(settings.VAR) / ROOM
    with os.fdopen(os.open(room.with_name(f"{ROOM}.lock"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as lock:
        fcntl.flock(lock, how)
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(mode=0o700)
        try:
            yield room
        finally:
            shutil.rmtree(room, ignore_errors=True)
