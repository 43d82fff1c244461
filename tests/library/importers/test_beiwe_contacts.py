"""Beiwe calls and texts."""

import pytest

from genkan.importers import beiwe_contacts, importer_for
from genkan.importers.gathering import Gathering
from genkan.nouns import ContactKind, Refused, Trouble
from genkan.store import BytesSource

CALLS = "timestamp,UTC time,hashed phone number,call type,duration in seconds"
TEXTS = "timestamp,UTC time,hashed phone number,sent vs received,message length,time sent"
START = 1_767_225_600_000


def _read(heading, *rows):
    gathering = Gathering("Asia/Tokyo")
    beiwe_contacts.read(BytesSource("\n".join([heading, *rows, ""]).encode()), gathering)
    return gathering.events()


def test_the_sample_is_recognised_and_gives_what_it_says():
    """SAMPLE is known by its content and gives GIVES."""
    assert importer_for(beiwe_contacts.SAMPLE, "anything") is beiwe_contacts
    gathering = Gathering("Asia/Tokyo")
    beiwe_contacts.read(BytesSource(beiwe_contacts.SAMPLE), gathering)
    assert gathering.events().summary() == beiwe_contacts.GIVES


def test_texts_in_and_out_count_once_each():
    """A text that Android wrote three times while sending it is one message."""
    out = f"{START},2026-01-01T00:00:00.000,aa,sent SMS,12,"
    contacts = _read(TEXTS, out, out, f"{START + 5},x,bb,received MMS,3,{START}", out).contacts
    assert contacts.kind.tolist() == [ContactKind.MESSAGE_OUT, ContactKind.MESSAGE_IN]
    assert contacts.duration_s.tolist() == [0, 0]


def test_the_upload_layout_is_read_too():
    """Columns stand in another order on the phone."""
    heading = "hashed phone number,call type,date,duration in seconds"
    contacts = _read(heading, f"aa,Incoming Call,{START},61").contacts
    assert (contacts.kind.tolist(), contacts.duration_s.tolist()) == ([ContactKind.CALL_IN], [61])


def test_bad_durations_and_kinds_are_left_out_and_counted():
    """Negative, endless and written-out durations and unknown kinds are counted; the rest is used."""
    rows = [
        f"{START},x,aa,{kind},{seconds}"
        for kind, seconds in (
            ("Outgoing Call", -1),
            ("Outgoing Call", "inf"),
            ("Outgoing Call", "long"),
            ("Fax", 1),
            ("Missed Call", 0),
        )
    ]
    events = _read(CALLS, *rows)
    assert len(events.contacts) == 1
    assert [(left.trouble, left.count) for left in events.left_out] == [(Trouble.BAD_VALUES, 4)]


def test_nothing_usable_is_refused():
    """A log of unknown kinds is refused, not empty."""
    with pytest.raises(Refused) as refused:
        _read(CALLS, f"{START},x,aa,Fax,1")
    assert refused.value.trouble is Trouble.BAD_VALUES
