"""The site's own keys: one file outside the database, one line a key.

``id use made-at secret``, whitespace between. Uses: ``field`` locks texts (the last one locks, all open),
``name`` makes handles and codes findable (the last one makes, all find), ``looks`` is a name's key of before
that only finds looks in the record, ``record`` seals that record. Whoever holds this file and
the database reads everything; whoever holds the database alone reads nothing that a person wrote.
"""

from __future__ import annotations

import base64
import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from genkan_web.stopped import Stopped

FILE = "site.keys"
SECRET_BYTES = 32
HEAD = "# Keys of this site. Keep a copy apart from the backups. Lost keys mean lost texts.\n"


class Use(StrEnum):
    """What a key is for; no key has two uses."""

    FIELD = "field"
    NAME = "name"
    RECORD = "record"
    LOOKS = "looks"


FIRST = (Use.FIELD, Use.NAME, Use.RECORD)  # those of which a site has one from the start


@dataclass(frozen=True)
class Key:
    """One key; its secret is never printed."""

    id: str  # 8 hexadecimal digits
    use: Use
    made_at: datetime  # UTC, whole seconds
    secret: bytes = field(repr=False)

    def line(self) -> str:
        """This key as a line of the file."""
        secret = base64.b64encode(self.secret).decode("ascii")
        return f"{self.id} {self.use} {self.made_at:%Y-%m-%dT%H:%M:%SZ} {secret}\n"


@dataclass(frozen=True)
class Ring:
    """All keys of a site, oldest first."""

    keys: tuple[Key, ...]

    def of(self, use: Use) -> tuple[Key, ...]:
        """The keys with this use, oldest first."""
        return tuple(key for key in self.keys if key.use is use)

    def newest(self, use: Use) -> Key:
        """The key in use now. Raises Stopped where there is none."""
        found = self.of(use)
        if not found:
            raise Stopped("keys.missing")
        return found[-1]

    def named(self, use: Use, identity: str) -> Key | None:
        """The key of this use and id, or None where it is not here."""
        return next((key for key in self.keys if key.id == identity and key.use is use), None)


def new_key(use: Use) -> Key:
    """A fresh random key."""
    now = datetime.now(UTC).replace(microsecond=0)
    return Key(secrets.token_hex(4), use, now, secrets.token_bytes(SECRET_BYTES))


def read(folder: Path) -> Ring:
    """The keys in a folder. Raises Stopped where the file is missing or damaged."""
    try:
        lines = (folder / FILE).read_text(encoding="ascii").splitlines()
        return Ring(tuple(_key(line) for line in lines if line.strip() and not line.startswith("#")))
    except FileNotFoundError:
        raise Stopped("keys.missing") from None
    except (OSError, ValueError):
        raise Stopped("keys.damaged") from None


def make_first(folder: Path) -> Ring:
    """Make one key for each first use, unless the file is there. Returns what is there now."""
    with _alone(folder):
        if not (folder / FILE).exists():
            _write(folder, [new_key(use) for use in FIRST])
        return read(folder)


def add(folder: Path, use: Use = Use.FIELD) -> Key:
    """Put a new key behind the others: from now on it locks."""
    with _alone(folder):
        fresh = new_key(use)
        _write(folder, [*read(folder).keys, fresh])
        return fresh


def take_away(folder: Path, identity: str) -> None:
    """Remove a key. The caller has made sure that nothing needs it."""
    with _alone(folder):
        _write(folder, [key for key in read(folder).keys if key.id != identity])


def only_for_looks(folder: Path, identities: Sequence[str]) -> None:
    """Let keys of names find nothing but looks any more. The caller has made sure that nothing needs them."""
    with _alone(folder):
        known = read(folder).keys
        _write(folder, [replace(key, use=Use.LOOKS) if key.id in identities else key for key in known])


_place: ContextVar[Path | None] = ContextVar("place", default=None)


@contextmanager
def taken_from(folder: Path) -> Iterator[None]:
    """Use the keys of another folder, as long as this lasts."""
    before = _place.set(folder)
    try:
        yield
    finally:
        _place.reset(before)


def place() -> Path:
    """The folder of the keys in use."""
    return _place.get() or settings.KEYS


_seen: dict[Path, tuple[tuple[int, int, int], Ring]] = {}


_once: ContextVar[dict[Path, Ring] | None] = ContextVar("once", default=None)


@contextmanager
def looked_up_once() -> Iterator[None]:
    """Look at the file of the keys at most once as long as this lasts: one request, not longer."""
    before = _once.set({})
    try:
        yield
    finally:
        _once.reset(before)


def ring() -> Ring:
    """This site's keys, read again whenever their file has changed. Raises Stopped without them."""
    folder, held = place(), _once.get()
    if held is None:
        return _ring_in(folder)
    found = held.get(folder)
    if found is None:
        found = held[folder] = _ring_in(folder)
    return found


def _ring_in(folder: Path) -> Ring:
    try:
        now = os.stat(os.path.join(folder, FILE))
    except OSError:
        raise Stopped("keys.missing") from None
    stamp = (now.st_ino, now.st_mtime_ns, now.st_size)
    kept = _seen.get(folder)
    if kept is None or kept[0] != stamp:
        kept = (stamp, read(folder))
        _seen[folder] = kept
    return kept[1]


def _key(line: str) -> Key:
    identity, use, made_at, secret = line.split()
    made = datetime.strptime(made_at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    key = Key(identity, Use(use), made, base64.b64decode(secret, validate=True))
    if len(key.secret) != SECRET_BYTES:
        raise ValueError("a key of the wrong length")
    return key


def _write(folder: Path, keys: Sequence[Key]) -> None:
    """Replace the file in one step, readable by its owner only, and on the disk before this returns."""
    beside = folder / f".{FILE}.new"
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(HEAD + "".join(key.line() for key in keys))
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(folder / FILE)
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make names in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(folder / ".lock", os.O_WRONLY | os.O_CREAT, 0o600), "w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
