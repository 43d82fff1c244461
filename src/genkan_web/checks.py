"""What the site refuses to start with; each refusal has an id and one sentence that says what to change."""

from __future__ import annotations

import ipaddress
import locale
import re
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register, run_checks
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection

from genkan.knowledge import sentence
from genkan_web import append_only, keys, proof
from genkan_web.safe.models import Look
from genkan_web.stopped import Stopped

SAFE_SQLITE = (3, 51, 3)  # earlier ones can damage a database in WAL mode: two connections, one checkpoint
OTHERS = stat.S_IRWXO | stat.S_IWGRP | stat.S_IXGRP
ORIGIN = re.compile(r"https://[\w.-]+(:\d+)?", re.ASCII)
SENDER = re.compile(r"[^@\s]+@[\w-]+(\.[\w-]+)+", re.ASCII)
CONTACT = re.compile(rf"mailto:{SENDER.pattern}|https://[\w-]+\.[\w.-]+", re.ASCII)
POSTGRESQL = {"fsync": "E006", "full_page_writes": "E007", "synchronous_commit": "E008"}


@register()
def sqlite_is_safe(**_: Any) -> list[CheckMessage]:
    """The settings of SQLite, before it is opened at all."""
    database = settings.DATABASES["default"]
    if "sqlite" not in database["ENGINE"]:
        return []
    pragmas = database["OPTIONS"].get("init_command", "").replace(" ", "").lower()
    found: list[CheckMessage] = []
    if "journal_mode=wal" in pragmas and sqlite3.sqlite_version_info < SAFE_SQLITE:
        found.append(_refusal("E001", version=sqlite3.sqlite_version))
    if "synchronous=full" not in pragmas:
        found.append(_refusal("E002"))
    if database["OPTIONS"].get("transaction_mode") != "IMMEDIATE":
        found.append(_refusal("E003"))
    return found


@register()
def nothing_is_open_to_others(**_: Any) -> list[CheckMessage]:
    """No words on error pages, and no plain text beyond this computer."""
    found: list[CheckMessage] = []
    if settings.DEBUG:
        found.append(_refusal("E011"))
    open_to = [*settings.ALLOWED_HOSTS, *filter(None, [settings.BOUND_TO])]
    if not settings.SESSION_COOKIE_SECURE and not all(map(_is_loopback, open_to)):
        found.append(_refusal("E012"))
    return found


@register()
def second_factor_is_of_somebody(**_: Any) -> list[CheckMessage]:
    """Who needs a second factor is said in one of two words; a word nobody knows would ask nobody."""
    return [] if settings.SECOND in ("staff", "everybody") else [_refusal("E020")]


@register()
def nothing_is_sent_readable(**_: Any) -> list[CheckMessage]:
    """Reminders: mail and notices over TLS only, and only where this site can say who it is."""
    found: list[CheckMessage] = []
    beside = settings.EMAIL_HOST and _is_loopback(settings.EMAIL_HOST)
    if settings.EMAIL_HOST and not beside and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        found.append(_refusal("E017"))
    if not all(map(ORIGIN.fullmatch, settings.PUSH_ALSO)):
        found.append(_refusal("E018"))
    return found + [_refusal("E019", name=name) for name in _not_told()]


def _not_told() -> Iterator[str]:
    """Settings that reminders need and that are not as they must be."""
    sends_mail, address = bool(settings.EMAIL_HOST), settings.ADDRESS
    if (address or sends_mail) and not ORIGIN.fullmatch(address):
        yield "GENKAN_ADDRESS"
    if settings.PUSH_CONTACT and not CONTACT.fullmatch(settings.PUSH_CONTACT):
        yield "GENKAN_PUSH_CONTACT"
    if sends_mail and not SENDER.fullmatch(settings.DEFAULT_FROM_EMAIL):
        yield "GENKAN_MAIL_FROM"


@register(Tags.database)
def keys_are_safe(**_: Any) -> list[CheckMessage]:
    """The file of keys: there, whole, nobody else's to read, and of this database."""
    file = Path(settings.KEYS) / keys.FILE
    try:
        ring = keys.ring()
        for use in keys.FIRST:
            ring.newest(use)
    except Stopped:
        return [_refusal("E009", file=file)]
    found: list[CheckMessage] = []
    if stat.S_IMODE(file.stat().st_mode) & OTHERS:
        found.append(_refusal("E010", file=file))
    try:
        if not proof.holds():
            found.append(_refusal("E013", file=file))
    except DatabaseError:
        pass  # told by the check of the database itself
    return found


@register(Tags.database)
def database_is_safe(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """What the database itself says about how it keeps things, whatever the settings say."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    try:
        with connection.cursor() as cursor:
            asked = _postgresql if connection.vendor == "postgresql" else _sqlite
            found: list[CheckMessage] = list(asked(cursor))
        tables = connection.introspection.table_names()
        if Look._meta.db_table in tables and not append_only.standing(connection):
            found.append(_refusal("E014"))
    except DatabaseError:
        return [_refusal("E016")]
    return found


def refusals() -> list[str]:
    """Every refusal as one line, id and sentence; empty when the site may start."""
    found = run_checks(databases=[DEFAULT_DB_ALIAS])
    return [f"{one.id}: {one.msg}" for one in found if one.is_serious()]


def refuse_unsafe() -> None:
    """End this process, with every refusal, unless the site may start."""
    found = refusals()
    if found:
        raise SystemExit("\n".join(found))


def _postgresql(cursor: Any) -> Iterator[CheckMessage]:
    for name, identity in POSTGRESQL.items():
        cursor.execute(f"SHOW {name}")
        if cursor.fetchone()[0] == "off":
            yield _refusal(identity)


def _sqlite(cursor: Any) -> Iterator[CheckMessage]:
    def told(pragma: str) -> Any:
        cursor.execute(f"PRAGMA {pragma}")
        return cursor.fetchone()[0]

    if told("journal_mode") not in ("wal", "memory"):  # memory: a test's database, which keeps nothing
        yield _refusal("E004")
    if told("synchronous") < 2:
        yield _refusal("E002")
    if told("foreign_keys") != 1:
        yield _refusal("E005")
    if told("secure_delete") != 1:
        yield _refusal("E015")


def _refusal(identity: str, **facts: object) -> Error:
    lang = {"ja": "ja", "th": "th"}.get((locale.getlocale()[0] or "en")[:2].lower(), "en")
    return Error(sentence(f"refusal.{identity}", lang, **facts), id=f"genkan.{identity}")


def _is_loopback(host: str) -> bool:
    if host.rstrip(".") == "localhost" or host.rstrip(".").endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
