"""An Apple Health export in columns: a few thousand records at once, nothing done for unwanted ones.

Every tag is either taken here, in columns, or handed to ``Export.take_at`` in file order; the result is
the same as if all of them had been handed over, which a property test holds it to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from genkan.importers.apple_records import (
    ADDRESS,
    CATEGORIES,
    QUANTITIES,
    SLEEP,
    TAG,
    TYPES,
    Batch,
    Export,
    source_key,
    span_kind,
)
from genkan.importers.xml_scan import (
    Block,
    Flags,
    Likeness,
    Places,
    attribute_places,
    attributes,
    floats,
    instants,
    mask,
    numbers,
    plain_text,
    rows,
    same_stamps,
    word,
)
from genkan.nouns import Instants, SpanKind

_USUAL_STAMP = re.compile(rb"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}")
_RECORD, _META = word(b"<Record "), word(b"<Metadat")
_RECORD_ANY, _RECORD_END = word(b"<Record"), word(b"</Record")
_WORKOUT, _WORKOUT_END = word(b"<Workout"), word(b"</Workou")
_FILE = word(b"<FileRef")
_BREAKS = bytes(range(33)) + b"/>"
_TYPE_HEAD = word(b'type="HK')
_TYPE_MIDDLE, _TYPE_REST = word(b"TypeIden"), word(b"tifier")
_QUANTITY, _CATEGORY = word(b"Quantity"), word(b"Category")
_META_HEAD, _META_KEY, _META_ZONE = word(b"aEntry k"), word(b'ey="'), word(b'ey="HKTi')
_ZONE_REST, _ZONE_VALUE = word(b'meZone" '), word(b'value="')
_NAME_AT = len(b'<Record type="HKQuantityTypeIdentifier')
_ZONE_AT = len(b'<MetadataEntry key="HKTimeZone" value="')
_ZONE_WIDTH = 48
_AMPERSANDS = word(b"&" * 8)
_ONES, _HIGHS = np.uint64(0x0101010101010101), np.uint64(0x8080808080808080)
_UNKNOWN_START = -(2**63)
_MOST_KINDS = 48  # different looks of one type in one block; what is left is taken one by one
_ZONE_NAME = re.compile(rb"([^\"<&]{0,40})\"[\x00-\x20]{0,2}/?>")


def _has_ampersand(words: npt.NDArray[np.uint64]) -> Flags:
    """Which words hold an ampersand."""
    zero = words ^ _AMPERSANDS
    found: Flags = ((zero - _ONES) & ~zero & _HIGHS) != 0
    return found


def _type_words() -> tuple[tuple[bytes, np.uint64, np.uint64, np.uint64], ...]:
    """Each type we use: itself, the first word of its name, the second and how much of that counts."""
    told = []
    for name in TYPES:
        rest = name[len(b"HKQuantityTypeIdentifier") :] + b'"'
        told.append((name, word(rest[:8]), word(rest[8:16]), mask(min(len(rest) - 8, 8))))
    return tuple(told)


_TYPE_WORDS = _type_words()


@dataclass(frozen=True, slots=True)
class _Look:
    """How a record's tag looks up to its number, and what that says."""

    likeness: Likeness
    start_at: int
    end_at: int
    value_at: int  # a number follows here; or, for categories, the closing quote
    kind: SpanKind | None
    numeric: bool
    factor: float | None  # None: the number is not kept
    source: tuple[str, bytes]


def _look_of(block: Block, start: int) -> _Look | None:
    """The look of the record that begins here; None when it has to be read on its own."""
    tag = TAG.match(block.text, start, block.end)
    if tag is None or tag["broken"] or tag["name"] != b"Record":
        return None
    places, told = attribute_places(tag), attributes(tag)
    if not {b"type", b"startDate", b"endDate", b"value"} <= places.keys():
        return None
    kind_of = plain_text(told[b"type"]).encode()
    value, times = places[b"value"], [places[b"startDate"], places[b"endDate"]]
    closing = bytes(block.text[value[1] : tag.end()])
    if kind_of not in TYPES or closing not in (b'">', b'"/>'):
        return None
    if not all(_USUAL_STAMP.fullmatch(block.text, *place) for place in times):
        return None
    if b"creationDate" in places and _USUAL_STAMP.fullmatch(block.text, *places[b"creationDate"]):
        times.append(places[b"creationDate"])
    address = ADDRESS.search(block.text, *places[b"device"]) if b"device" in places else None
    numeric = kind_of not in CATEGORIES
    end = value[0] if numeric else value[1] + 1
    variable = (*times, address.span(1) if address else (0, 0))
    if end - start > 2048 or any(last > value[0] for _, last in variable):
        return None
    factor = None
    if kind_of in QUANTITIES:
        factor = QUANTITIES[kind_of][1].get(plain_text(told.get(b"unit", b"")).strip())
        if factor is None:
            return None
    kind = span_kind(kind_of, told)
    if kind is None and kind_of == SLEEP:
        return None
    return _Look(
        Likeness.of(
            bytes(block.text[start:end]),
            [begin - start for begin, _ in times],
            (address.start(1) - start, address.end(1) - start) if address else (0, 0),
        ),
        times[0][0] - start,
        times[1][0] - start,
        (value[0] if numeric else value[1]) - start,
        kind,
        numeric,
        factor,
        source_key(told),
    )


class Columns:
    """One block, its tags taken in columns where they look alike and one by one where not."""

    def __init__(self, export: Export, block: Block):
        self._export = export
        self._block = block
        self._words = block.words
        self._tags = block.tags
        self._alone = np.zeros(len(block.tags), dtype=bool)  # tags to be taken one by one
        self._owner = np.full(len(block.tags), _UNKNOWN_START, np.int64)
        self._turns: Places = np.empty(0, np.int64)  # tags that open or close a record or workout

    def take(self) -> None:
        """The whole block."""
        if not len(self._tags):
            return
        first = self._words[self._tags]
        records = first == _RECORD
        self._records(np.flatnonzero(records))
        ends = first == _RECORD_END
        other_ends = ends & ~self._closes(ends, 8, b">")
        other_records = ((first & mask(7)) == _RECORD_ANY) & ~records
        other_records &= self._closes(other_records, 7, _BREAKS)
        others = (first == _WORKOUT) | (first == _WORKOUT_END) | (first == _FILE)
        self._alone |= other_ends | other_records | others
        workouts = (first == _WORKOUT) & self._closes(first == _WORKOUT, 8, _BREAKS)
        workouts |= (first == _WORKOUT_END) & self._closes(first == _WORKOUT_END, 9, _BREAKS)
        turning = records | other_records | ends | workouts
        self._turns = np.flatnonzero(turning)
        meta = first == _META
        self._metadata(np.flatnonzero(meta), records | other_records, bool(others.any()))
        self._one_by_one(meta, np.flatnonzero(records))
        self._give_owner(int(self._turns[-1]) if len(self._turns) else -1)

    def _holders(self, which: Places) -> Places:
        """For each of these tags, the last one before it that opens or closes a record or workout; or -1."""
        count = np.searchsorted(self._turns, which)
        return np.append(self._turns, -1)[count - 1]

    def _closes(self, which: Flags, ahead: int, ends: bytes) -> Flags:
        """Of these tags, those with one of ``ends`` so many bytes ahead."""
        closed = np.zeros(len(which), dtype=bool)
        places = np.flatnonzero(which)
        closed[places] = np.isin(
            self._block.octets[self._tags[places] + ahead], np.frombuffer(ends, np.uint8)
        )
        return closed

    # ── records ──

    def _records(self, which: Places) -> None:
        """Take the records at these tags, or mark them as to be taken alone."""
        starts = self._tags[which]
        name, more = self._words[starts + _NAME_AT], self._words[starts + _NAME_AT + 8]
        left = np.ones(len(which), dtype=bool)
        for _, beginning, rest, matters in _TYPE_WORDS:
            mine = (name == beginning) & (more & matters == rest)
            if mine.any():
                self._of_one_type(which[mine])
                left &= ~mine
                if not left.any():
                    return
        unclear = ~self._usual_type(starts[left])
        unclear |= _has_ampersand(name[left]) | _has_ampersand(more[left])
        self._alone[which[left][unclear]] = True

    def _usual_type(self, starts: Places) -> Flags:
        """Which records begin with the type of a quantity or category, written as always."""
        words = self._words
        middle = words[starts + 16]
        usual: Flags = (words[starts + 8] == _TYPE_HEAD) & ((middle == _QUANTITY) | (middle == _CATEGORY))
        usual &= words[starts + 24] == _TYPE_MIDDLE
        usual &= (words[starts + 32] & mask(6)) == _TYPE_REST
        return usual

    def _of_one_type(self, which: Places) -> None:
        """Records of one type: learn a look from the first, take all that share it, go on with the rest."""
        for _ in range(_MOST_KINDS):
            if not len(which):
                return
            look = _look_of(self._block, int(self._tags[which[0]]))
            if look is None:
                self._alone[which[0]] = True
                which = which[1:]
                continue
            alike = look.likeness.alike(self._block, self._tags[which])
            self._of_one_look(which[alike], look)
            which = which[~alike]
        self._alone[which] = True

    def _of_one_look(self, which: Places, look: _Look) -> None:
        self._export.seen = True
        starts = self._tags[which]
        start, good = instants(self._words, starts + look.start_at)
        if look.kind is SpanKind.WORN:
            other = ~same_stamps(self._words, starts + look.start_at, starts + look.end_at)
            end = start.copy()
            end[other], good[other] = self._ends(starts[other] + look.end_at, good[other])
        else:
            end, good = self._ends(starts + look.end_at, good)
        closing = starts + look.value_at
        if look.numeric:
            digits, length, closed = numbers(self._block, closing)
            good &= closed
            closing = closing + length
        tail = self._block.words[closing]
        open_ = (tail & mask(2)) == word(b'">')
        good &= open_ | ((tail & mask(3)) == word(b'"/>'))
        value = np.zeros(len(which), np.float32)
        if look.factor is not None:
            found = floats(digits[good], length[good])
            if found is None:
                good[:] = False
            else:
                value[good] = found * look.factor
        self._alone[which[~good]] = True
        held = good & open_
        self._owner[which[held]] = start[held]
        if look.kind is not None and good.any():
            at = int(starts[good][0])
            self._export.batches.append(
                Batch(at, look.kind, start[good], end[good], value[good], look.source)
            )

    def _ends(self, starts: Places, good: Flags) -> tuple[Instants, Flags]:
        """The instants here, and which of them are good like their starts."""
        end, fine = instants(self._words, starts)
        return end, good & fine

    # ── metadata ──

    def _metadata(self, which: Places, records: Flags, workouts: bool) -> None:
        """Time zones of records in columns; all of workouts, and whatever looks odd, one by one."""
        starts = self._tags[which]
        words = self._words
        key = words[starts + 16]
        usual = (words[starts + 8] == _META_HEAD) & ((key & mask(4)) == _META_KEY) & ~_has_ampersand(key)
        zone = usual & (key == _META_ZONE)
        plain_zone = zone & (words[starts + 24] == _ZONE_REST)
        plain_zone &= (words[starts + 32] & mask(7)) == _ZONE_VALUE
        self._alone[which[~usual | (zone & ~plain_zone)]] = True
        if workouts or self._export.workout is not None or self._before_any_turn(which):
            holder = self._holders(which)
            self._alone[which[(holder < 0) | ~records[holder]]] = True
        which = which[plain_zone & ~self._alone[which]]
        holder = self._holders(which)
        self._alone[which[self._alone[holder]]] = True
        known = self._owner[holder] != _UNKNOWN_START
        if known.any():
            self._zones(which[known], self._owner[holder[known]])

    def _before_any_turn(self, which: Places) -> bool:
        """Whether the first of these belongs to what the block before left open."""
        return bool(len(which)) and (not len(self._turns) or which[0] < self._turns[0])

    def _zones(self, which: Places, owners: Instants) -> None:
        """Runs of equal bytes are one zone."""
        starts = self._tags[which] + _ZONE_AT
        text = rows(self._block, starts, _ZONE_WIDTH).view("<u8")
        breaks = np.flatnonzero((text[1:] != text[:-1]).any(axis=1)) + 1
        for run in np.split(np.arange(len(which)), breaks):
            value = _ZONE_NAME.match(self._block.text, int(starts[run[0]]), self._block.end)
            if value is None:
                self._alone[which[run]] = True
            else:
                self._export.note_zone(value[1], owners[run])

    # ── the rest ──

    def _one_by_one(self, meta: Flags, records: Places) -> None:
        """Take the tags that are left, each with the right open record or workout around it."""
        alone = np.flatnonzero(self._alone)
        holders, passed = self._holders(alone).tolist(), np.searchsorted(records, alone).tolist()
        before = 0
        for index, holder, count in zip(alone.tolist(), holders, passed, strict=True):
            if count > before:
                self._export.close_workout()
                before = count
            if meta[index]:
                self._give_owner(holder)
            self._export.take_at(int(self._tags[index]), self._block)
        if len(records) > before:
            self._export.close_workout()

    def _give_owner(self, holder: int) -> None:
        """Tell the export which record is open behind this tag, unless it took that tag itself."""
        if holder >= 0 and not self._alone[holder]:
            start = int(self._owner[holder])
            self._export.owner = None if start == _UNKNOWN_START else start
