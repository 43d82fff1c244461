"""AWARE's ``screen`` table as CSV: the phone's screen, with locking and unlocking.

Columns ``_id,timestamp,device_id,screen_status`` (AWARE's documentation and database schema), in any
order, with ``double_timestamp`` or ``time`` instead of ``timestamp`` as other toolkits rename it (niimpy
counts seconds, AWARE milliseconds: told apart by size). ``screen_status`` is 0 off, 1 on, 2 locked,
3 unlocked; numbers may be quoted or written as ``3.0``. The clock is UTC. Rows come unsorted and twice
when the phone synchronised twice; several ``device_id`` are several phones, whose use is kept apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from genkan.importers.csv_rows import heading_in
from genkan.importers.event_columns import event_table
from genkan.importers.gathering import Gathering, Source
from genkan.importers.screen_sessions import ScreenUse, add_use, in_order
from genkan.nouns import Refused, Trouble

NAME = "AWARE screen"
RANK = 40
SAMPLE = b"""_id,timestamp,device_id,screen_status
1,1767254400000,6ab5a3c1-2f7e-4c58-9d10-0b6e3f4a7c11,1
2,1767254402000,6ab5a3c1-2f7e-4c58-9d10-0b6e3f4a7c11,3
3,1767256202000,6ab5a3c1-2f7e-4c58-9d10-0b6e3f4a7c11,0
4,1767256202040,6ab5a3c1-2f7e-4c58-9d10-0b6e3f4a7c11,2
5,1767257000000,6ab5a3c1-2f7e-4c58-9d10-0b6e3f4a7c11,1
6,1767257008000,6ab5a3c1-2f7e-4c58-9d10-0b6e3f4a7c11,0
7,1767258000000,6ab5a3c1-2f7e-4c58-9d10-0b6e3f4a7c11,1
8,1767258001000,6ab5a3c1-2f7e-4c58-9d10-0b6e3f4a7c11,3
9,1767286801000,6ab5a3c1-2f7e-4c58-9d10-0b6e3f4a7c11,0
9,1767286801000,6ab5a3c1-2f7e-4c58-9d10-0b6e3f4a7c11,0
"""
GIVES: dict[str, int | float] = {"screen": 2, "screen_hours": 8.5, "phone_on": 1, "phone_on_hours": 9.0}

_TIMES = ("timestamp", "double_timestamp", "time")
_STATUS = ("screen_status",)
_PHONE = ("device_id", "device")
_STATES = {f"{number}{ending}": number for number in range(4) for ending in ("", ".0")}
_NO_STATE = -1


def _is_heading(names: Sequence[str]) -> bool:
    return "screen_status" in names and any(name in names for name in _TIMES)


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """A heading with ``screen_status`` and a time."""
    return heading_in(head, _is_heading) is not None


def read(source: Source, gathering: Gathering) -> None:
    """Stretches of screen use and of a phone that is on, phone by phone.

    Raises Refused as ``event_table`` does, and BAD_VALUES when no row has a known status.
    """
    table = event_table(
        source,
        gathering,
        _is_heading,
        time=_TIMES,
        wanted={"status": _STATUS, "phone": _PHONE},
        expected="timestamp, screen_status",
    )
    states = table.columns["status"].coded_as(_STATES, otherwise=_NO_STATE)
    known = states >= 0
    if not known.any():
        raise Refused(Trouble.BAD_VALUES, expected="screen_status 0, 1, 2, 3")
    gathering.leave_out(Trouble.BAD_VALUES, int(len(known) - known.sum()))
    phones = table.columns["phone"].codes
    number = gathering.source("AWARE")
    for phone in np.unique(phones):
        mine = known & (phones == phone)
        when, events = in_order(table.when_ms[mine], states[mine], gathering)
        if len(when):
            add_use(gathering, ScreenUse(), when, events, number)
