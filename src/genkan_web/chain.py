"""The record of looks as a chain: each row is sealed together with the seal of the row before.

The seal is HMAC-SHA-256 under a key outside the database, so that who may write to the database still
cannot write a row that fits. A head, noted elsewhere, tells when the end was cut off.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

START = "0" * 64  # what stands before the first row


@dataclass(frozen=True)
class End:
    """Where a record ended when it was noted: the number of its last row and that row's seal."""

    number: int
    seal: str


@dataclass(frozen=True)
class Row:
    """One row of the record, as it stands in the database."""

    number: int
    at: datetime  # UTC
    who: str
    role: str
    verb: str
    kind: str
    thing: str
    outcome: str
    before: str
    seal: str


@dataclass(frozen=True)
class Fault:
    """Something that does not fit: the row's number and the sentence that tells it."""

    number: int
    said: str


def seal_of(row: Row, secret: bytes) -> str:
    """The seal of a row over its content and the seal before it."""
    told = [
        row.before,
        row.number,
        f"{row.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        row.who,
        row.role,
        row.verb,
        row.kind,
        row.thing,
        row.outcome,
    ]
    plain = json.dumps(told, ensure_ascii=True, separators=(",", ":"))
    return hmac.new(secret, plain.encode("ascii"), hashlib.sha256).hexdigest()


def faults(rows: Iterable[Row], ends: Sequence[End], secret: bytes | None) -> Iterator[Fault]:
    """What does not fit, in order. ``rows`` come by number; without ``secret`` only links are checked."""
    noted = {end.number: end.seal for end in reversed(ends)}
    last = End(0, START)
    for row in rows:
        if row.number != last.number + 1:
            yield Fault(last.number + 1, "record.missing")
        elif row.before != last.seal:
            yield Fault(row.number, "record.broken_link")
        if secret is not None and not hmac.compare_digest(row.seal, seal_of(row, secret)):
            yield Fault(row.number, "record.changed")
        elif noted.get(row.number, row.seal) != row.seal:
            yield Fault(row.number, "record.other_end")
        last = End(row.number, row.seal)
    for number in sorted(number for number in noted if number > last.number):
        yield Fault(number, "record.cut_off")
