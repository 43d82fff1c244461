"""The record of looks as a chain: each row is sealed together with the seal of the row before.

The seal is HMAC-SHA-256 under a key outside the database, so that who may write to the database still
cannot write a row that fits. A head, noted elsewhere, tells when the end was cut off. A new key begins with
a row that names it and is itself sealed under the key before; from the next row on only the new one fits.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

START = "0" * 64  # what stands before the first row
BEGINS = "record_key"  # the kind of a row behind which the key that it names seals


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


def faults(rows: Iterable[Row], ends: Sequence[End], secrets: Mapping[str, bytes] | None) -> Iterator[Fault]:
    """What does not fit, in order. ``rows`` come by number; without ``secrets`` only links are checked.

    ``secrets``: every key that seals or sealed these rows, by id, in the order in which they were made.
    """
    noted = {end.number: end.seal for end in reversed(ends)}
    last, under = End(0, START), list((secrets or {}).items())  # the first of them seals now
    for row in rows:
        if row.number != last.number + 1:
            yield Fault(last.number + 1, "record.missing")
        elif row.before != last.seal:
            yield Fault(row.number, "record.broken_link")
        if under and not hmac.compare_digest(row.seal, seal_of(row, under[0][1])):
            yield Fault(row.number, "record.changed")
        elif noted.get(row.number, row.seal) != row.seal:
            yield Fault(row.number, "record.other_end")
        elif under and row.kind == BEGINS:
            under = _from(row.thing, under)
            if not under:
                yield Fault(row.number, "record.wrong_key")
        last = End(row.number, row.seal)
    for number in sorted(number for number in noted if number > last.number):
        yield Fault(number, "record.cut_off")


def _from(identity: str, under: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The keys from this one on; none where it is not among those made after the one that sealed so far."""
    later = [one for one, _ in under[1:]]
    return list(under[1 + later.index(identity) :]) if identity in later else []
