"""From a phone's screen events to stretches of use, whichever app logged them.

Shared by the screen importers; not an importer itself. The rules, in the order they are asked:

* Use begins at an unlock. A log that never mentions unlocking (Beiwe on Android) has only the screen:
  there it begins when the screen turns on. In a log that does, a screen that turns on without a lock
  in between is use as well (the phone was still open), a lit lock screen is not.
* Use ends when the screen turns off, the phone locks or shuts down, however long it lasted: an evening
  of fourteen hours is one stretch. Only beyond ``LONGEST_USE_MS`` the end is taken to be lost.
* A screen that turns on (or a phone that dozes) while it was in use means that an end was lost. Such
  a stretch is closed at the last sign of life, each sign at most ``SILENCE_MS`` after the one before,
  and counted; it is never stretched to the next event.
* Events within ``SAME_MOMENT_MS`` of the beginning belong to it: phones write "unlocked" and "screen
  on" in either order, and repeat themselves.

Where the phone wrote anything at least every ``SILENCE_MS``, or was in use, it was surely on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import chain

import numpy as np
import numpy.typing as npt

from genkan.importers.gathering import Gathering
from genkan.nouns import Instants, SpanKind, Trouble

SILENCE_MS = 3_600_000
LONGEST_USE_MS = 24 * 3_600_000
SAME_MOMENT_MS = 3_000


class ScreenEvent(IntEnum):
    """What a phone says about its screen. The first four have AWARE's numbers."""

    OFF = 0
    ON = 1
    LOCKED = 2
    UNLOCKED = 3
    SHUT_DOWN = 4
    DOZING = 5  # asleep since some time: the screen is surely off
    ALIVE = 6  # anything else: the phone works, the screen is not spoken of


OFF, UNLOCKED, DOZING = int(ScreenEvent.OFF), int(ScreenEvent.UNLOCKED), int(ScreenEvent.DOZING)
_BEGINS = (int(ScreenEvent.ON), UNLOCKED)
_ENDS = (OFF, int(ScreenEvent.LOCKED), int(ScreenEvent.SHUT_DOWN))
# among events of one millisecond, ends come before beginnings
_ORDER = np.array([0, 2, 1, 3, 0, 0, 4], dtype=np.int8)


Span = tuple[int, int]


@dataclass
class ScreenUse:
    """One phone's screen over time; ``read`` takes events in order of time, block after block.

    Beiwe writes one file for each hour, so a stretch may begin in one file and end in a later one:
    what is still open is kept here, and goes on from where the last stretch given out ended.
    """

    knows_locks: bool = False
    locked: bool = True  # nothing heard yet: a lit screen proves no use
    in_use: bool = False
    begun_ms: int = 0  # of the use not given out yet
    sign_ms: int = 0  # last sign of life within the use
    on_since_ms: int = -1  # -1: nothing heard yet
    heard_ms: int = 0  # the last event of all
    lost_ends: int = 0

    def read(self, when_ms: Instants, events: npt.NDArray[np.int8]) -> tuple[list[Span], list[Span]]:
        """(stretches of use, stretches in which the phone was surely on), as (start, end) in UTC ms."""
        self.knows_locks = self.knows_locks or bool((events == ScreenEvent.UNLOCKED).any())
        used: list[Span] = []
        on: list[Span] = []
        for now, event in zip(when_ms.tolist(), events.tolist(), strict=True):
            if now - self.heard_ms > SILENCE_MS:
                self._break_silence(now, event, used, on)
            if event in _BEGINS:
                self._begin(now, event, used)
            elif event in _ENDS:
                if self.in_use:
                    used.append((self.begun_ms, now))
                    self.in_use = False
                if event != OFF:
                    self.locked = True
            elif self.in_use:
                self._hear_within_use(now, event, used)
            self.heard_ms = now
        self._give_open(used, on)
        return used, on

    def _begin(self, now: int, event: int, used: list[Span]) -> None:
        if event == UNLOCKED:
            self.locked = False
        if self.in_use:
            if now - self.sign_ms <= SAME_MOMENT_MS:
                return
            self._lose_end(used)
        if not (self.locked and self.knows_locks):
            self.in_use, self.begun_ms, self.sign_ms = True, now, now

    def _hear_within_use(self, now: int, event: int, used: list[Span]) -> None:
        if event == DOZING:
            self._lose_end(used)
        elif now - self.sign_ms <= SILENCE_MS:
            self.sign_ms = now

    def _break_silence(self, now: int, event: int, used: list[Span], on: list[Span]) -> None:
        """A long silence ends the time in which the phone was surely on, unless it was in use."""
        silence = now - self.heard_ms
        if self.in_use and silence > LONGEST_USE_MS:
            self._lose_end(used)
        if not self.in_use or event in _BEGINS or event == DOZING:
            if self.on_since_ms >= 0:
                on.append((self.on_since_ms, self.heard_ms))
            self.on_since_ms = now

    def _lose_end(self, used: list[Span]) -> None:
        self.lost_ends += 1
        self.in_use = False
        used.append((self.begun_ms, self.sign_ms))

    def _give_open(self, used: list[Span], on: list[Span]) -> None:
        """What is surely known of the stretches that are still open when a block ends."""
        if self.in_use:
            used.append((self.begun_ms, self.sign_ms))
            self.begun_ms = self.sign_ms
        if self.on_since_ms >= 0:
            on.append((self.on_since_ms, self.heard_ms))
            self.on_since_ms = self.heard_ms


def in_order(
    when_ms: Instants, events: npt.NDArray[np.int8], gathering: Gathering
) -> tuple[Instants, npt.NDArray[np.int8]]:
    """The events in order of time, each once; impossible times are left out and counted."""
    timely = (when_ms >= gathering.since_ms) & (when_ms <= gathering.until_ms)
    gathering.leave_out(Trouble.TIMES_OUT_OF_RANGE, int(len(timely) - timely.sum()))
    when_ms, events = when_ms[timely], events[timely]
    order = np.lexsort((_ORDER[events], when_ms))
    when_ms, events = when_ms[order], events[order]
    fresh = np.ones(len(when_ms), dtype=bool)
    fresh[1:] = (np.diff(when_ms) > 0) | (np.diff(events) != 0)
    return when_ms[fresh], events[fresh]


def add_use(
    gathering: Gathering, phone: ScreenUse, when_ms: Instants, events: npt.NDArray[np.int8], source: int
) -> None:
    """Read ordered events of one phone and hand its stretches to the gathering."""
    lost = phone.lost_ends
    used, on = phone.read(when_ms, events)
    add_spans_of(gathering, SpanKind.SCREEN, used, source)
    add_spans_of(gathering, SpanKind.PHONE_ON, on, source)
    gathering.leave_out(Trouble.DAMAGED, phone.lost_ends - lost)


def add_spans_of(gathering: Gathering, kind: SpanKind, spans: Sequence[Span], source: int) -> None:
    """Hand over stretches; those without length prove nothing and are dropped."""
    table = np.fromiter(chain.from_iterable(spans), np.int64, 2 * len(spans)).reshape(-1, 2)
    table = table[table[:, 1] > table[:, 0]]
    gathering.add_spans(kind, table[:, 0], table[:, 1], source=source)
