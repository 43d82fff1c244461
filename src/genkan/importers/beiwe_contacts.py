"""Beiwe ``calls`` and ``texts``: who was in touch, with numbers that were hashed on the phone.

Variants, all from the sources of the Android app and the server (the iPhone logs neither):

* calls ``timestamp,UTC time,hashed phone number,call type,duration in seconds`` as the server gives them
  out, ``hashed phone number,call type,timestamp,duration in seconds`` (older: ``date``) as uploaded;
* texts ``timestamp,UTC time,hashed phone number,sent vs received,message length,time sent``, uploaded
  without ``UTC time``; a text is "sent SMS", "received SMS", "sent MMS" or "received MMS".

Declined and voicemail calls are written as "Missed Call" by the app. Android writes one text several
times while it moves through its folders: rows that are alike in time, kind and person count once.
``timestamp`` is in milliseconds, UTC. The phone's hashes are hashed again with this run's key.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from genkan.importers.csv_rows import heading_in
from genkan.importers.event_columns import Coded, event_table
from genkan.importers.gathering import Gathering, Source
from genkan.nouns import ContactKind, Refused, Trouble

NAME = "Beiwe calls and texts"
RANK = 40
SAMPLE = b"""timestamp,UTC time,hashed phone number,call type,duration in seconds
1767254400000,2026-01-01T08:00:00.000,qCNKRFf1tJkO0Zr1uAH0mVE3zEuEKFEn7M2JQv0bAAE=,Outgoing Call,125
1767258000000,2026-01-01T09:00:00.000,qCNKRFf1tJkO0Zr1uAH0mVE3zEuEKFEn7M2JQv0bAAE=,Missed Call,0
1767261600000,2026-01-01T10:00:00.000,5pXkLm0QeUuT1dZfV8sYbNw4hRgA2cJtI6oK9xPqAAI=,Incoming Call,61
1767261600000,2026-01-01T10:00:00.000,5pXkLm0QeUuT1dZfV8sYbNw4hRgA2cJtI6oK9xPqAAI=,Incoming Call,61
"""
GIVES: dict[str, int | float] = {"contacts": 3, "contact_people": 2}

_KINDS = {
    "outgoing call": ContactKind.CALL_OUT,
    "incoming call": ContactKind.CALL_IN,
    "missed call": ContactKind.CALL_MISSED,
    "sent sms": ContactKind.MESSAGE_OUT,
    "sent mms": ContactKind.MESSAGE_OUT,
    "received sms": ContactKind.MESSAGE_IN,
    "received mms": ContactKind.MESSAGE_IN,
}
_KIND = ("call_type", "sent_vs_received")
_TIME = ("timestamp", "date")
_PERSON = ("hashed_phone_number",)


def _is_heading(names: Sequence[str]) -> bool:
    return _PERSON[0] in names and any(kind in names for kind in _KIND) and any(t in names for t in _TIME)


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """The heading of a Beiwe call or text log."""
    return heading_in(head, _is_heading) is not None


def read(source: Source, gathering: Gathering) -> None:
    """Calls and messages. Raises Refused as ``event_table`` does, BAD_VALUES when no kind is known."""
    table = event_table(
        source,
        gathering,
        _is_heading,
        time=_TIME,
        wanted={"kind": _KIND, "person": _PERSON, "duration": ("duration_in_seconds",)},
        expected="hashed phone number, call type",
    )
    meanings = {word: int(_KINDS.get(word.casefold(), -1)) for word in table.columns["kind"].words}
    kind = table.columns["kind"].coded_as(meanings, otherwise=-1)
    person = _people(table.columns["person"], gathering)
    duration = _durations(table.columns["duration"])
    usable = (kind >= 0) & ~np.isnan(duration)
    if not usable.any():
        raise Refused(Trouble.BAD_VALUES, expected="Outgoing Call, Incoming Call, Missed Call")
    gathering.leave_out(Trouble.BAD_VALUES, int(len(usable) - usable.sum()))
    rows = np.flatnonzero(usable)
    rows = rows[once(kind[rows], table.when_ms[rows], person[rows])]
    gathering.add_contacts(kind[rows], table.when_ms[rows], duration[rows], person[rows])


def once(
    kind: npt.NDArray[np.int8], when_ms: npt.NDArray[np.int64], person: npt.NDArray[np.uint64]
) -> npt.NDArray[np.int64]:
    """Places of the rows that differ in kind, time or person, each the first of its like, in order."""
    order = np.lexsort((person, when_ms, kind))
    fresh = np.ones(len(order), dtype=bool)
    fresh[1:] = (
        (np.diff(kind[order]) != 0)
        | (np.diff(when_ms[order]) != 0)
        | (person[order][1:] != person[order][:-1])
    )
    places: npt.NDArray[np.int64] = np.sort(order[fresh])
    return places


def _people(column: Coded, gathering: Gathering) -> npt.NDArray[np.uint64]:
    hashes = np.array([gathering.hashed(word) for word in column.words], dtype=np.uint64)
    people: npt.NDArray[np.uint64] = hashes[column.codes]
    return people


def _durations(column: Coded) -> npt.NDArray[np.float32]:
    """Seconds; 0 where the log has none (texts), NaN where it is no believable number."""
    seconds = np.array([_seconds(word) for word in column.words], dtype=np.float32)
    found: npt.NDArray[np.float32] = seconds[column.codes]
    return found


def _seconds(word: str) -> float:
    if not word:
        return 0.0
    try:
        seconds = float(word)
    except ValueError:
        return float("nan")
    return seconds if 0 <= seconds <= 7 * 86_400 else float("nan")
