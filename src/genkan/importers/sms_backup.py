"""SMS Backup & Restore: calls and messages of an Android phone as XML.

Two roots, from the app's published field list and from files other tools write to be restored by it:

* ``<smses>`` with ``<sms address date type …/>`` (type 1 received, 2 sent; drafts, outbox, failed and
  queued are no exchange) and ``<mms date msg_box address …><addrs><addr address type/>`` (msg_box as
  above; address type 137 is the sender; groups write their numbers joined by ``~``);
* ``<calls>`` with ``<call number duration date type …/>`` (1 incoming, 2 outgoing, 3 missed, 5 declined,
  7 answered on another device; voicemail 4 and blocked 6 are no exchange).

``date`` counts milliseconds since 1970 in UTC. Known oddities, all met here: emoji as two character
references that XML forbids (``&#55357;&#56832;``), control characters in texts, values in single quotes
where they hold a double one, pictures of many megabytes inside one attribute.

Names, texts, pictures and subjects are cut out of the bytes before the XML parser sees them; only
the attributes in ``_KEPT`` reach it. Numbers are compared by their last nine digits, so that +66 81… and
081… are one person, and kept only as a hash with this run's key.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from xml.parsers import expat

import numpy as np

from genkan.importers.beiwe_contacts import once
from genkan.importers.gathering import Gathering, Source
from genkan.nouns import ContactKind, Refused, Trouble

NAME = "SMS Backup & Restore"
RANK = 30
SAMPLE = b"""<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<!--File Created By SMS Backup & Restore v10.20 on 01/01/2026 20:00:00-->
<?xml-stylesheet type="text/xsl" href="sms.xsl"?>
<smses count="4" backup_set="0f3c" backup_date="1767265200000" type="full">
  <sms protocol="0" address="+66812345678" date="1767254400000" type="1" subject="null" body="&#55357;&#56832;" read="1" contact_name="(Unknown)" />
  <sms protocol="0" address="081 234 5678" date="1767254460000" type="2" subject="null" body='"ok"' read="1" />
  <sms protocol="0" address="BANK" date="1767254520000" type="1" subject="null" body="1 &lt; 2" read="1" />
  <mms date="1767258000000" msg_box="2" address="0812345678~0898765432" m_type="128" text_only="1">
    <parts><part seq="0" ct="text/plain" text="hello" /></parts>
    <addrs><addr address="0812345678" type="151" charset="106" /><addr address="0898765432" type="151" charset="106" /></addrs>
  </mms>
</smses>
"""  # noqa: E501
GIVES: dict[str, int | float] = {"contacts": 4, "contact_people": 3}

_MESSAGES = {"1": ContactKind.MESSAGE_IN, "2": ContactKind.MESSAGE_OUT}
_CALLS = {
    "1": ContactKind.CALL_IN,
    "2": ContactKind.CALL_OUT,
    "3": ContactKind.CALL_MISSED,
    "5": ContactKind.CALL_MISSED,
    "7": ContactKind.CALL_IN,
}
_NO_EXCHANGE = {"3", "4", "5", "6", "9", "10"}
_SENDER = "137"
_NOBODY = ("", "null", "-1", "-2", "-3", "insert-address-token")
_KEPT = frozenset((b"address", b"number", b"date", b"type", b"msg_box", b"duration"))
_MOST_RECORDS = 3_000_000  # a very busy phone writes some 100,000 a year
_LONGEST_VALUE = 4_096
_DEEPEST = 20
_BLOCK = 1 << 18

_FIRST_TAG = re.compile(rb"<([A-Za-z][\w.-]*)")
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL)
_QUOTE_OR_END = re.compile(rb"[\"'>]")
_ATTRIBUTE = re.compile(rb"([\w.:-]+)\s*=\s*\Z")
_UNWANTED = re.compile(
    rb"(?:\s+(?!(?:%b)\s*=)[\w.:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*+" % b"|".join(sorted(_KEPT))
)


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """XML whose first element is ``smses`` or ``calls``."""
    text = _DOCTYPE.sub(b"", head[:16_384])
    first = _FIRST_TAG.search(text)
    return text.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and bool(
        first and first[1] in (b"smses", b"calls")
    )


def read(source: Source, gathering: Gathering) -> None:
    """Calls and messages. A file that breaks off gives what stands before the break.

    Raises Refused: ENTITIES (a document type of its own), TRUNCATED or DAMAGED (nothing readable),
    TOO_DEEP, NOTHING_USABLE.
    """
    log = _Log(gathering)
    trouble = _parse(source, gathering, log)
    rows = log.add_to(gathering)
    if not rows:
        raise Refused(trouble or Trouble.NOTHING_USABLE, expected="sms, mms, call")
    if trouble is not None:
        gathering.leave_out(trouble, where=f"after record {log.records}")


def _parse(source: Source, gathering: Gathering, log: _Log) -> Trouble | None:
    """Feed the log; what went wrong with the file, if anything did."""
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = log.begin
    parser.EndElementHandler = log.end
    bare = _BareTags()
    try:
        with source.open() as stream:
            while block := stream.read(_BLOCK):
                gathering.tick(len(block))
                parser.Parse(bare.of(block), False)
    except expat.ExpatError:
        return Trouble.DAMAGED
    try:
        parser.Parse(b"", True)
    except expat.ExpatError:
        return Trouble.TRUNCATED
    return None


class _Log:
    """Collects exchanges from elements."""

    def __init__(self, gathering: Gathering):
        self._hashed = gathering.hashed
        self._people: dict[str, int] = {}
        self._depth = 0
        self._message: dict[str, str] | None = None
        self._others: list[str] = []
        self._kinds, self._when = array("b"), array("q")
        self._seconds, self._person = array("f"), array("Q")
        self.records = 0
        self._bad = 0

    def begin(self, tag: str, told: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise Refused(Trouble.TOO_DEEP)
        if tag == "sms":
            self._add(told, _MESSAGES, told.get("type", ""), told.get("address", ""))
        elif tag == "call":
            self._add(told, _CALLS, told.get("type", ""), told.get("number", ""))
        elif tag == "mms":
            self._message, self._others = told, []
        elif tag == "addr" and self._message is not None:
            self._hear_address(told)

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == "mms" and self._message is not None:
            told, self._message = self._message, None
            box = told.get("msg_box", "")
            sender = told.get("sender", "") if box == "1" else ""
            self._add(told, _MESSAGES, box, sender or told.get("address", "") or "~".join(self._others))

    def add_to(self, gathering: Gathering) -> int:
        """Hand over what was heard, each exchange once; how many that were."""
        gathering.leave_out(Trouble.BAD_VALUES, self._bad)
        kind, when = np.array(self._kinds, np.int8), np.array(self._when, np.int64)
        seconds, person = np.array(self._seconds, np.float32), np.array(self._person, np.uint64)
        rows = once(kind, when, person)
        return gathering.add_contacts(kind[rows], when[rows], seconds[rows], person[rows])

    def _hear_address(self, told: dict[str, str]) -> None:
        number = told.get("address", "")
        if self._message is None or number in _NOBODY:
            return
        if told.get("type") == _SENDER:
            self._message["sender"] = number
        elif len(self._others) < 100:
            self._others.append(number)

    def _add(self, told: dict[str, str], kinds: dict[str, ContactKind], kind: str, number: str) -> None:
        self.records += 1
        if self.records > _MOST_RECORDS:
            raise Refused(Trouble.TOO_LARGE)
        if kind not in kinds:
            self._bad += kind not in _NO_EXCHANGE
            return
        when, seconds = told.get("date", ""), told.get("duration", "0") or "0"
        if not (_is_whole(when) and _is_whole(seconds)):
            self._bad += 1
            return
        self._kinds.append(kinds[kind])
        self._when.append(int(when))
        self._seconds.append(float(seconds))
        self._person.append(self._person_of(number))

    def _person_of(self, number: str) -> int:
        if len(self._people) > 10_000:
            self._people.clear()
        known = self._people.get(number)
        if known is None:
            known = self._people[number] = self._hashed(_one_spelling(number))
        return known


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 15


def _one_spelling(number: str) -> str:
    """The same text for all spellings of a number; of a group, for any order of its members.

    >>> _one_spelling("+66 81-234-5678") == _one_spelling("0812345678"), _one_spelling("Bank")
    (True, 'bank')
    """
    members = sorted({_one_member(member) for member in number.split("~")})
    return "~".join(members)


def _one_member(number: str) -> str:
    plain = unicodedata.normalize("NFKC", number).strip().casefold()
    if plain in _NOBODY:
        return ""
    digits = "".join(letter for letter in plain if letter.isdigit())
    return digits[-9:] if len(digits) >= 9 and not any(letter.isalpha() for letter in plain) else plain


class _BareTags:
    """The tags of a byte stream with the values of all attributes but ``_KEPT`` cut out.

    Text between tags, comments and processing instructions go as well. Holds back at most a tag's
    name and one kept value, however large the values are that it throws away.
    """

    def __init__(self) -> None:
        self._held = b""
        self._skip_to = b""  # cutting everything up to here (a quote, "-->", "?>", "]]>")
        self._in_tag = False

    def of(self, block: bytes) -> bytes:
        """What is known of the tags by now."""
        text, place = self._held + block, 0
        pieces: list[bytes] = []
        while True:
            step = self._skip if self._skip_to else self._tag if self._in_tag else self._between
            after = step(text, place, pieces)
            if after < 0:
                place = -after - 1
                break
            place = after
        self._held = text[place:]
        return b"".join(pieces)

    # each step returns where to go on; -1 - place when it needs more bytes from ``place`` on

    def _skip(self, text: bytes, place: int, pieces: list[bytes]) -> int:
        mark = self._skip_to
        found = text.find(mark, place)
        if found < 0:
            return -1 - max(place, len(text) - len(mark) + 1)
        if self._in_tag:
            pieces.append(mark)
        self._skip_to = b""
        return found + len(mark)

    def _between(self, text: bytes, place: int, pieces: list[bytes]) -> int:
        found = text.find(b"<", place)
        if found < 0:
            return -1 - len(text)
        opening = text[found : found + 9]
        if len(opening) < 9 and opening[:2] in (b"<", b"<!"):
            return -1 - found
        if opening.startswith(b"<?"):
            self._skip_to = b"?>"
        elif opening.startswith(b"<!--"):
            self._skip_to = b"-->"
            return found + 4
        elif opening == b"<![CDATA[":
            self._skip_to = b"]]>"
        elif opening.startswith(b"<!"):
            raise Refused(Trouble.ENTITIES)
        else:
            self._in_tag = True
            pieces.append(b"<")
            return found + 1
        return found + 2

    def _tag(self, text: bytes, place: int, pieces: list[bytes]) -> int:
        unwanted = _UNWANTED.match(text, place)
        place = unwanted.end() if unwanted else place
        found = _QUOTE_OR_END.search(text, place)
        if found is None:
            if len(text) - place > _LONGEST_VALUE:
                raise Refused(Trouble.DAMAGED, where="a tag")
            return -1 - place
        if found[0] == b">":
            pieces.append(text[place : found.end()])
            self._in_tag = False
            return found.end()
        name = _ATTRIBUTE.search(text, place, found.start())
        if name is not None and name[1] in _KEPT:
            end = text.find(found[0], found.end())
            if end < 0 and len(text) - found.end() <= _LONGEST_VALUE:
                return -1 - place
            if 0 <= end <= found.end() + _LONGEST_VALUE:
                pieces.append(text[place : end + 1])
                return end + 1
        pieces.append(text[place : found.end()])
        self._skip_to = found[0]
        return found.end()
