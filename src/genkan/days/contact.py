"""Contact by local day: calls, messages, people, and whether words were exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from genkan.clock import Clock
from genkan.nouns import Bytes8, ContactKind, Contacts, Floats, Report

LONGEST_SILENCE_DAYS = 14  # a longer silence of the log may be a new phone, not a quiet life
_CALLS = (ContactKind.CALL_OUT, ContactKind.CALL_IN)


def contact_days(
    contacts: Contacts, reports: Sequence[Report], clock: Clock, first: date, last: date
) -> dict[str, Floats]:
    """``contacts``, ``contact_people``, ``call_minutes``, ``talked`` and ``heard_contact`` by day.

    ``contacts`` counts answered calls (either way, longer than 0 s) and sent messages: what the
    person did or took up. Received messages and missed calls are not counted, advertisers send
    them too; they do show that the log was running. ``contact_people`` counts the different people
    in those exchanges. A call belongs to the day on which it began (``call_minutes`` in minutes).

    The log is heard on every day from its first event to its last, except inside a silence longer
    than 14 days (a design choice); there 0 is a real 0, everywhere else NaN. ``talked`` comes from
    reports only: 1 when any informant says so, 0 when somebody says no and nobody yes.

    Worked value: one answered call of 90 s and two messages sent to the same person are 3 contacts,
    1 person, 1.5 minutes.
    """
    count = (last - first).days + 1
    bounds = clock.day_starts(first, last) * 1000
    heard = _log_heard(contacts, bounds, count)
    counts = _is_exchange(contacts)
    day = np.searchsorted(bounds, contacts.utc_ms, side="right") - 1
    inside = (day >= 0) & (day < count) & counts
    seconds = np.where(np.isin(contacts.kind, _CALLS), contacts.duration_s, 0.0)
    minutes = np.bincount(day[inside], weights=seconds[inside], minlength=count) / 60
    talked = talked_days(reports, first, count)
    return {
        "contacts": np.where(heard, np.bincount(day[inside], minlength=count), np.nan),
        "contact_people": np.where(heard, _people(day[inside], contacts.person[inside], count), np.nan),
        "call_minutes": np.where(heard, minutes, np.nan),
        "talked": talked,
        "heard_contact": (heard | np.isfinite(talked)).astype(np.float64),
    }


def talked_days(reports: Sequence[Report], first: date, count: int) -> Floats:
    """1 where any informant says words were exchanged, 0 where only no was said, NaN in silence.

    A yes outweighs a no: who says no only says that they saw none.
    """
    return _yes_or_no(reports, "talked", first, count)


def _yes_or_no(reports: Sequence[Report], field: str, first: date, count: int) -> Floats:
    said: Bytes8 = np.full(count, -1, dtype=np.int8)
    for report in reports:
        answer = getattr(report, field)
        index = (report.day - first).days
        if answer is not None and 0 <= index < count:
            said[index] = max(int(said[index]), int(answer))
    return np.where(said < 0, np.nan, said.astype(np.float64))


def _is_exchange(contacts: Contacts) -> npt.NDArray[np.bool_]:
    answered = np.isin(contacts.kind, _CALLS) & (contacts.duration_s > 0)
    exchanged: npt.NDArray[np.bool_] = answered | (contacts.kind == ContactKind.MESSAGE_OUT)
    return exchanged


def _log_heard(contacts: Contacts, bounds: npt.NDArray[np.int64], count: int) -> npt.NDArray[np.bool_]:
    if not len(contacts):
        return np.zeros(count, dtype=np.bool_)
    # days of events, also those outside the table, so that a silence over its edge is seen whole
    day = np.unique(np.searchsorted(bounds, contacts.utc_ms, side="right") - 1)
    inside = np.zeros(count, dtype=np.bool_)
    inside[day[(day >= 0) & (day < count)]] = True
    events = np.unique(contacts.utc_ms)
    middle = (bounds[:-1] + bounds[1:]) // 2
    after = np.searchsorted(events, middle)
    between = (after > 0) & (after < len(events))
    gap = events[np.minimum(after, len(events) - 1)] - events[np.maximum(after - 1, 0)]
    heard: npt.NDArray[np.bool_] = inside | (between & (gap <= LONGEST_SILENCE_DAYS * 86_400_000))
    return heard


def _people(day: npt.NDArray[np.int64], person: npt.NDArray[np.uint64], count: int) -> npt.NDArray[np.int64]:
    order = np.lexsort((person, day))
    day, person = day[order], person[order]
    fresh = np.ones(len(day), dtype=np.bool_)
    fresh[1:] = (day[1:] != day[:-1]) | (person[1:] != person[:-1])
    return np.bincount(day[fresh], minlength=count)
