"""SMS Backup & Restore: who was in touch, and nothing of what was said."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.importers import importer_for, sms_backup
from genkan.importers.gathering import Gathering
from genkan.nouns import ContactKind, Refused, Trouble
from genkan.store import BytesSource

START = 1_767_225_600_000
CANARY = "Kanarienvogel"


class _DropStream(io.BytesIO):
    """Gives a few bytes at a time, however many are asked for."""

    def __init__(self, content, drop):
        super().__init__(content)
        self._drop = drop

    def read(self, size=-1):
        return super().read(self._drop)


class _Drops(BytesSource):
    """A source that opens such a stream."""

    def __init__(self, content, drop):
        super().__init__(content)
        self._bytes, self._drop = content, drop

    def open(self):
        return _DropStream(self._bytes, self._drop)


def _read(content, drop=None):
    gathering = Gathering("Asia/Bangkok")
    content = content if isinstance(content, bytes) else content.encode()
    sms_backup.read(_Drops(content, drop) if drop else BytesSource(content), gathering)
    return gathering.events()


def _calls(*rows):
    told = "".join(
        f'<call number="{n}" duration="{d}" date="{START + w}" type="{t}"/>' for n, d, w, t in rows
    )
    return f"<?xml version='1.0' encoding='UTF-8'?><calls count=\"9\">{told}</calls>"


def _people(*numbers):
    events = _read(_calls(*((number, 1, place, 1) for place, number in enumerate(numbers))))
    return events.contacts.person.tolist()


def test_the_sample_is_recognised_and_gives_what_it_says():
    """SAMPLE, with emoji no XML parser takes and quotes of both kinds, gives GIVES."""
    assert importer_for(sms_backup.SAMPLE, "anything") is sms_backup
    assert _read(sms_backup.SAMPLE).summary() == sms_backup.GIVES


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 90))
def test_the_sample_reads_alike_in_drops_of_any_size(drop):
    """Wherever a block ends, within a tag, a value or a comment, the same is read."""
    assert _read(sms_backup.SAMPLE, drop).summary() == sms_backup.GIVES


def test_calls_keep_kind_and_length():
    """Incoming, outgoing, missed, declined, answered elsewhere are calls; voicemail and blocked are not."""
    contacts = _read(_calls(*(("0812345678", 60, kind, kind) for kind in range(1, 8)))).contacts
    assert contacts.kind.tolist() == [
        ContactKind.CALL_IN,
        ContactKind.CALL_OUT,
        ContactKind.CALL_MISSED,
        ContactKind.CALL_MISSED,
        ContactKind.CALL_IN,
    ]
    assert set(contacts.duration_s.tolist()) == {60}


def test_drafts_and_failed_messages_are_no_exchange():
    """Only received and sent messages count, and the others are not called damage."""
    told = "".join(f'<sms address="1{kind}" date="{START}" type="{kind}"/>' for kind in range(1, 7))
    events = _read(f"<smses>{told}</smses>")
    assert set(events.contacts.kind.tolist()) == {ContactKind.MESSAGE_IN, ContactKind.MESSAGE_OUT}
    assert events.left_out == ()


def test_one_number_in_many_spellings_is_one_person():
    """Country code, blanks, dashes and full-width digits do not make another person."""
    people = _people(
        "+66 81-234-5678", "0812345678", "０８１２３４５６７８", "(081) 234 5678", "0066812345678"
    )
    assert len(set(people)) == 1
    assert len(set(_people("0812345678", "0812345679", "1669", "BANK", "Bank"))) == 4


def test_hashes_differ_from_run_to_run():
    """The same number has another hash in the next run."""
    assert _people("0812345678") != _people("0812345678")


def test_a_group_is_the_same_in_any_order_and_its_sender_is_known():
    """A message sent to a group counts once; one received counts for its sender."""
    group = (
        '<mms date="{when}" msg_box="{box}" address="{to}"><addrs><addr address="{sender}" type="137"/>'
        '<addr address="insert-address-token" type="151"/></addrs></mms>'
    )
    events = _read(
        "<smses>"
        + group.format(when=START, box=2, to="0811111111~0822222222", sender="insert-address-token")
        + group.format(when=START + 1, box=2, to="+66822222222~0811111111", sender="insert-address-token")
        + group.format(when=START + 2, box=1, to="0811111111~0822222222", sender="0822222222")
        + f'<sms address="0822222222" date="{START + 3}" type="1"/></smses>'
    )
    people = events.contacts.person.tolist()
    assert people[0] == people[1] != people[2] == people[3]


def test_texts_and_names_never_reach_the_parser():
    """What was said, by whom and the pictures are cut out before XML is read."""
    content = (
        f'<smses><!-- {CANARY} --><sms body="{CANARY} &bad; \x01" contact_name=\'{CANARY} "x"\' '
        f'address="0812345678" date="{START}" type="1"/>{CANARY} & <mms date="{START}" msg_box="1" '
        f'address="1"><parts><part data="{CANARY}" text="{CANARY}"/></parts><![CDATA[{CANARY}]]></mms>'
        "</smses>"
    ).encode()
    bare = sms_backup._BareTags()
    assert CANARY.encode() not in b"".join(bare.of(content[at : at + 7]) for at in range(0, len(content), 7))
    assert len(_read(content).contacts) == 2


def test_a_file_that_breaks_off_gives_what_stands_before():
    """Cut anywhere after the first message, it gives messages and says TRUNCATED; before, it is refused."""
    content = sms_backup.SAMPLE
    first = content.index(b"/>") + 2
    for cut in range(first, content.rindex(b"</smses>"), 23):
        events = _read(content[:cut])
        assert len(events.contacts) >= 1
        assert [left.trouble for left in events.left_out] == [Trouble.TRUNCATED]
    with pytest.raises(Refused) as refused:
        _read(content[: content.index(b"<sms ") + 30])
    assert refused.value.trouble is Trouble.TRUNCATED


def test_a_broken_tag_keeps_what_stands_before():
    """Tags that do not close each other are damage, told apart from a file cut short."""
    content = _calls(("0812345678", 1, 0, 1)).replace("</calls>", "</call></calls>")
    events = _read(content)
    assert len(events.contacts) == 1
    assert [left.trouble for left in events.left_out] == [Trouble.DAMAGED]


@pytest.mark.parametrize(
    ("content", "trouble"),
    [
        ('<!DOCTYPE smses [<!ENTITY a "b">]><smses><sms address="&a;"/></smses>', Trouble.ENTITIES),
        ("<smses>" + "<a>" * 200 + "</smses>", Trouble.TOO_DEEP),
        ('<smses count="0"></smses>', Trouble.NOTHING_USABLE),
        ("<smses " + "x" * 10_000, Trouble.DAMAGED),
        ('<calls><call number="1" date="soon" type="1"/></calls>', Trouble.NOTHING_USABLE),
        ("<smses", Trouble.TRUNCATED),
    ],
)
def test_hostile_files_are_refused_with_their_reason(content, trouble):
    """Entities, depth, emptiness and endless tags are refused as such."""
    assert sms_backup.recognises(content.encode(), "") or content == "<smses"
    with pytest.raises(Refused) as refused:
        _read(content)
    assert refused.value.trouble is trouble


def test_a_huge_picture_costs_no_memory():
    """Twenty megabytes inside one attribute pass through without being kept."""
    import tracemalloc

    content = (
        f'<smses><mms date="{START}" msg_box="1" address="1"><parts><part data="'.encode()
        + b"QUFB" * 5_000_000
        + b'"/></parts></mms></smses>'
    )
    tracemalloc.start()
    contacts = _read(content).contacts
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(contacts) == 1
    assert most < 8 << 20


def test_the_same_message_twice_counts_once():
    """Backups that overlap inside one file do not double the count."""
    content = _calls(("0812345678", 5, 0, 1), ("+66812345678", 5, 0, 1))
    assert len(_read(content).contacts) == 1


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=60), st.integers(0, len(sms_backup.SAMPLE)), st.integers(0, 200))
def test_damage_anywhere_gives_events_or_refused(noise, place, gone):
    """Bytes put in or taken out anywhere never make anything but events or Refused."""
    try:
        events = _read(sms_backup.SAMPLE[:place] + noise + sms_backup.SAMPLE[place + gone :])
    except Refused:
        return
    assert len(events.contacts) <= 10


def test_other_xml_is_not_taken():
    """An element named calls somewhere inside another format is not this one."""
    assert not sms_backup.recognises(b"<?xml version='1.0'?><HealthData><calls></calls></HealthData>", "")
    assert not sms_backup.recognises(b"smses,calls\n<smses>", "")
