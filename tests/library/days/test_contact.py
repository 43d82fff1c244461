"""Contact by day: what counts, and when silence is a real zero."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from genkan.clock import DAY_S, Clock
from genkan.days.contact import contact_days
from genkan.nouns import ContactKind, Contacts, Floats, Informant, Report

TOKYO = Clock.in_zone("Asia/Tokyo")
FIRST = date(2026, 1, 1)
OPENING_MS = ((FIRST - date(1970, 1, 1)).days * DAY_S - 9 * 3600) * 1000
Row = tuple[ContactKind, float, float, int]  # kind, hours from the first midnight, seconds, person


def contacted(rows: list[Row], days: int = 3, reports: tuple[Report, ...] = ()) -> dict[str, Floats]:
    """Contact columns of the first days of January in Tokyo."""
    rows = sorted(rows, key=lambda row: row[1])
    contacts = Contacts(
        np.array([row[0] for row in rows], np.uint8),
        np.array([OPENING_MS + round(row[1] * 3_600_000) for row in rows], np.int64),
        np.array([row[2] for row in rows], np.float32),
        np.array([row[3] for row in rows], np.uint64),
    )
    return contact_days(contacts, reports, TOKYO, FIRST, FIRST + timedelta(days=days - 1))


def test_answered_calls_and_sent_messages_count() -> None:
    """Missed calls, calls nobody answered and received messages are no contact, but the log is heard."""
    told = contacted(
        [
            (ContactKind.CALL_IN, 10, 90, 1),
            (ContactKind.MESSAGE_OUT, 11, 0, 1),
            (ContactKind.MESSAGE_OUT, 12, 0, 2),
            (ContactKind.CALL_MISSED, 30, 0, 3),
            (ContactKind.CALL_OUT, 31, 0, 3),
            (ContactKind.MESSAGE_IN, 32, 0, 4),
        ]
    )
    assert told["contacts"][:2].tolist() == [3, 0]
    assert told["contact_people"][:2].tolist() == [2, 0]
    assert told["call_minutes"][:2].tolist() == [1.5, 0]
    assert np.isnan(told["contacts"][2])


def test_a_call_belongs_to_the_day_on_which_it_began() -> None:
    """A call from 23:30 for an hour is one contact and 60 minutes of the first day."""
    told = contacted([(ContactKind.CALL_OUT, 23.5, 3600, 1), (ContactKind.MESSAGE_IN, 60, 0, 2)])
    assert told["contacts"].tolist() == [1, 0, 0]
    assert told["call_minutes"].tolist() == [60, 0, 0]


def test_a_long_silence_of_the_log_is_unknown() -> None:
    """Between two events 14 days apart nothing is zero; three weeks apart it is unknown."""
    short = contacted([(ContactKind.MESSAGE_OUT, 1, 0, 1), (ContactKind.MESSAGE_OUT, 13 * 24, 0, 1)], 14)
    assert short["contacts"].tolist() == [1, *[0] * 12, 1]
    long = contacted([(ContactKind.MESSAGE_OUT, 1, 0, 1), (ContactKind.MESSAGE_OUT, 21 * 24, 0, 1)], 22)
    assert np.isnan(long["contacts"][1:21]).all()
    assert long["heard_contact"][[0, 10, 21]].tolist() == [1, 0, 1]


def test_no_log_says_nothing() -> None:
    """Without calls and messages every column but the share heard is NaN."""
    told = contacted([])
    assert np.isnan(told["contacts"]).all()
    assert told["heard_contact"].tolist() == [0, 0, 0]


def test_one_yes_outweighs_a_no() -> None:
    """Words somebody exchanged are not undone by somebody who saw none."""
    reports = (
        Report(FIRST, Informant.FAMILY, talked=False),
        Report(FIRST, Informant.PERSON, talked=True),
        Report(FIRST + timedelta(days=1), Informant.FAMILY, talked=False),
    )
    told = contacted([], reports=reports)
    assert told["talked"][:2].tolist() == [1, 0]
    assert np.isnan(told["talked"][2])
