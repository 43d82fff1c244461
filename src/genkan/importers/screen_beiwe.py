"""Beiwe ``power_state``: when the phone's screen was on.

Variants:

* Android, as the Beiwe server gives it out: ``timestamp,UTC time,event`` with ten events (seen in the
  sources of the app and the server). It logs that the screen became interactive, not that somebody
  unlocked it, so a glance at the lock screen counts for the seconds it lasts.
* Android, as the phone uploads it: ``timestamp, event`` (seen in the server's sources).
* iPhone: ``timestamp,UTC time,event,level`` with Locked and Unlocked, which need a passcode, and the
  battery's state (from the project's documentation).

``timestamp`` counts milliseconds since 1970 in UTC; ``UTC time`` repeats it and is not read. The server
writes one file for each hour: a stretch that is open when a file ends goes on in the next one read.
"""

from __future__ import annotations

from collections.abc import Sequence

from genkan.importers.csv_rows import first_rows, normalised
from genkan.importers.event_columns import event_table
from genkan.importers.gathering import Gathering, Source
from genkan.importers.screen_sessions import ScreenEvent, ScreenUse, add_use, in_order
from genkan.nouns import Refused, Trouble

NAME = "Beiwe power state (screen)"
RANK = 40
SAMPLE = b"""timestamp,UTC time,event
1767254400000,2026-01-01T08:00:00.000,Power disconnected
1767254460000,2026-01-01T08:01:00.000,Screen turned on
1767256260000,2026-01-01T08:31:00.000,Screen turned off
1767256320000,2026-01-01T08:32:00.000,Screen turned on
1767256330000,2026-01-01T08:32:10.000,Screen turned off
1767258120000,2026-01-01T09:02:00.000,Device Idle (Doze) state change signal received; device in idle state.
1767261600000,2026-01-01T10:00:00.000,Power connected
1767261610000,2026-01-01T10:00:10.000,Screen turned on
1767315610000,2026-01-02T01:00:10.000,Screen turned off
1767315620000,2026-01-02T01:00:20.000,Device shut down signal received
"""
GIVES: dict[str, int | float] = {
    "screen": 3,
    "screen_hours": 15.503,
    "phone_on": 1,
    "phone_on_hours": 17.006,
}

_MEANINGS = {
    "Screen turned off": ScreenEvent.OFF,
    "Screen turned on": ScreenEvent.ON,
    "Locked": ScreenEvent.LOCKED,
    "Unlocked": ScreenEvent.UNLOCKED,
    "Device shut down signal received": ScreenEvent.SHUT_DOWN,
    "Device reboot signal received": ScreenEvent.SHUT_DOWN,
    "Device Idle (Doze) state change signal received; device in idle state.": ScreenEvent.DOZING,
    "Device Idle (Doze) state change signal received; device not in idle state.": ScreenEvent.ALIVE,
    "Power Save Mode state change signal received; device in power save state.": ScreenEvent.ALIVE,
    "Power Save Mode change signal received; device not in power save state.": ScreenEvent.ALIVE,
    "Power connected": ScreenEvent.ALIVE,
    "Power disconnected": ScreenEvent.ALIVE,
    "Unplugged": ScreenEvent.ALIVE,
    "Charging": ScreenEvent.ALIVE,
    "Full": ScreenEvent.ALIVE,
}


def _is_heading(names: Sequence[str]) -> bool:
    return set(names) in (
        {"timestamp", "utc_time", "event"},
        {"timestamp", "event"},
        {"timestamp", "utc_time", "event", "level"},
        {"timestamp", "event", "level"},
    )


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """The heading of an event stream, and a power event among the first rows (other streams share it)."""
    rows = first_rows(head)
    if not rows or not _is_heading([normalised(cell) for cell in rows[0]]):
        return False
    place = [normalised(cell) for cell in rows[0]].index("event")
    return any(len(row) > place and row[place] in _MEANINGS for row in rows[1:])


def read(source: Source, gathering: Gathering) -> None:
    """Stretches of screen use and of a phone that is on. Raises Refused as ``event_table`` does."""
    table = event_table(
        source,
        gathering,
        _is_heading,
        time=("timestamp",),
        wanted={"event": ("event",), "level": ("level",)},
        expected="timestamp, event",
    )
    meanings = {word: int(meaning) for word, meaning in _MEANINGS.items()}
    events = table.columns["event"].coded_as(meanings, otherwise=ScreenEvent.ALIVE)
    when, events = in_order(table.when_ms, events, gathering)
    if not len(when):
        raise Refused(Trouble.TIMES_OUT_OF_RANGE, expected="timestamp")
    make = "iPhone" if table.columns["level"].words != ("",) else "Android"
    # a phone's stretch may go on in the next hour's file
    phones: dict[str, ScreenUse] = gathering.carried(__name__, dict)
    if make not in phones or int(when[0]) < phones[make].heard_ms:
        phones[make] = ScreenUse()
    add_use(gathering, phones[make], when, events, gathering.source(f"Beiwe · {make}"))
