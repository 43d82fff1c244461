"""Android's usage events as CSV: which app came to the foreground when, and the screen with it.

There is no official file: apps and research tools write ``UsageEvents`` rows as they please. Read are the
columns for the app (``package``, ``package_name``, ``app``), for the event (``event``, ``event_type``,
``type``) and for the time (``time``, ``timestamp``, ``date``: epoch or ISO), plus ``category`` where there
is one. Events are the names or numbers of Android's documentation (1 MOVE_TO_FOREGROUND or
ACTIVITY_RESUMED, 2 MOVE_TO_BACKGROUND or ACTIVITY_PAUSED, 15 to 18 screen and keyguard, 26 shut down).
No such file was seen; names, numbers and the order in which activities pause are from documentation.

Screen use comes from the screen and keyguard events where the file has them (Android 9 and later), else
from apps in the foreground. Gaming is the foreground of apps whose category says game (ApplicationInfo's
word or its number 0); package names are compared within the file, never kept, and tell nothing by
themselves. An app's time ends when it pauses, another comes to the front, the screen goes off or the
phone shuts down; where none of these was logged for ``LONGEST_USE_MS``, it proves nothing and is counted.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from genkan.importers.csv_rows import heading_in
from genkan.importers.event_columns import Coded, event_table
from genkan.importers.gathering import Gathering, Source
from genkan.importers.screen_sessions import (
    LONGEST_USE_MS,
    ScreenEvent,
    ScreenUse,
    add_spans_of,
    add_use,
    in_order,
)
from genkan.nouns import Instants, Refused, SpanKind, Trouble

NAME = "Android usage events"
RANK = 45
SAMPLE = b"""package,event,time,category
com.android.launcher,ACTIVITY_RESUMED,1767254400000,
android,SCREEN_INTERACTIVE,1767254399000,
android,KEYGUARD_HIDDEN,1767254400000,
com.android.launcher,ACTIVITY_PAUSED,1767254405000,
org.example.puzzle,ACTIVITY_RESUMED,1767254405200,GAME
org.example.puzzle,ACTIVITY_PAUSED,1767261605200,GAME
org.example.mail,ACTIVITY_RESUMED,1767261605400,PRODUCTIVITY
org.example.mail,ACTIVITY_PAUSED,1767262200000,PRODUCTIVITY
android,SCREEN_NON_INTERACTIVE,1767262200100,
android,KEYGUARD_SHOWN,1767262200200,
"""
GIVES: dict[str, int | float] = {
    "screen": 1,
    "screen_hours": 2.167,
    "gaming": 1,
    "gaming_hours": 2.0,
    "phone_on": 1,
    "phone_on_hours": 2.167,
}

_APP = ("package", "package_name", "packagename", "app", "app_package")
_EVENT = ("event", "event_type", "eventtype", "type", "usage_event")
_TIME = ("time", "timestamp", "time_stamp", "timestamp_ms", "time_ms", "event_time", "datetime", "date")
_CATEGORY = ("category", "app_category", "genre", "play_store_genre")

_FRONT, _BACK, _OTHER = 20, 21, int(ScreenEvent.ALIVE)
_NAMES = {
    "move_to_foreground": _FRONT,
    "activity_resumed": _FRONT,
    "1": _FRONT,
    "move_to_background": _BACK,
    "activity_paused": _BACK,
    "2": _BACK,
    "screen_interactive": int(ScreenEvent.ON),
    "15": int(ScreenEvent.ON),
    "screen_non_interactive": int(ScreenEvent.OFF),
    "16": int(ScreenEvent.OFF),
    "keyguard_shown": int(ScreenEvent.LOCKED),
    "17": int(ScreenEvent.LOCKED),
    "keyguard_hidden": int(ScreenEvent.UNLOCKED),
    "18": int(ScreenEvent.UNLOCKED),
    "device_shutdown": int(ScreenEvent.SHUT_DOWN),
    "26": int(ScreenEvent.SHUT_DOWN),
    "activity_stopped": _OTHER,
    "23": _OTHER,
    "device_startup": _OTHER,
    "27": _OTHER,
    "user_interaction": _OTHER,
    "7": _OTHER,
    "configuration_change": _OTHER,
    "5": _OTHER,
}
_SCREEN = (int(ScreenEvent.ON), int(ScreenEvent.OFF), int(ScreenEvent.UNLOCKED))
_DARK = (int(ScreenEvent.OFF), int(ScreenEvent.LOCKED), int(ScreenEvent.SHUT_DOWN))
_GAMES = ("game", "games", "gaming", "0", "ゲーム", "เกม")


def _is_heading(names: Sequence[str]) -> bool:
    return all(any(name in names for name in wanted) for wanted in (_APP, _EVENT, _TIME))


def recognises(head: bytes, name: str) -> bool:  # noqa: ARG001
    """A heading with an app, an event and a time."""
    return heading_in(head, _is_heading) is not None


def read(source: Source, gathering: Gathering) -> None:
    """Stretches of screen use, of games and of a phone that is on.

    Raises Refused as ``event_table`` does, and BAD_VALUES when no row has a known event.
    """
    table = event_table(
        source,
        gathering,
        _is_heading,
        time=_TIME,
        wanted={"app": _APP, "event": _EVENT, "category": _CATEGORY},
        expected="package, event, time",
    )
    events = _events(table.columns["event"])
    if (events == _OTHER).all():
        raise Refused(Trouble.BAD_VALUES, expected="ACTIVITY_RESUMED, ACTIVITY_PAUSED")
    when = table.when_ms
    timely = (when >= gathering.since_ms) & (when <= gathering.until_ms)
    if not timely.any():
        raise Refused(Trouble.TIMES_OUT_OF_RANGE, expected="time")
    gathering.leave_out(Trouble.TIMES_OUT_OF_RANGE, int(len(timely) - timely.sum()))
    apps = table.columns["app"].codes
    fronts, lost = _fronts(when[timely], events[timely], apps[timely])
    gathering.leave_out(Trouble.DAMAGED, lost)
    number = gathering.source("Android usage events")
    games = set(apps[_is_game(table.columns["category"])].tolist())
    add_spans_of(
        gathering, SpanKind.GAMING, [(start, end) for start, end, app in fronts if app in games], number
    )
    screen = np.where(events >= _FRONT, _OTHER, events).astype(np.int8)
    if not np.isin(events, _SCREEN).any():
        add_spans_of(gathering, SpanKind.SCREEN, [(start, end) for start, end, _ in fronts], number)
    add_use(gathering, ScreenUse(), *in_order(when[timely], screen[timely], gathering), number)


def _events(column: Coded) -> npt.NDArray[np.int8]:
    return column.coded_as({word: _NAMES.get(_plain(word), _OTHER) for word in column.words}, _OTHER)


def _plain(word: str) -> str:
    """``UsageEvents.Event.ACTIVITY_RESUMED`` and ``Activity resumed`` as ``activity_resumed``."""
    return word.casefold().removesuffix(".0").rsplit(".", 1)[-1].replace(" ", "_")


def _is_game(column: Coded) -> npt.NDArray[np.bool_]:
    meanings = {word: int(_plain(word) in _GAMES or _plain(word).startswith("game")) for word in column.words}
    found: npt.NDArray[np.bool_] = column.coded_as(meanings, 0) == 1
    return found


def _fronts(
    when_ms: Instants, events: npt.NDArray[np.int8], apps: npt.NDArray[np.int32]
) -> tuple[list[tuple[int, int, int]], int]:
    """((start, end, app) of each app at the front, how many had no believable end)."""
    order = np.lexsort((events == _FRONT, when_ms))
    fronts: list[tuple[int, int, int]] = []
    app, since, lost = -1, 0, 0
    for now, event, other in zip(
        when_ms[order].tolist(), events[order].tolist(), apps[order].tolist(), strict=True
    ):
        ends = other != app if event == _FRONT else other == app if event == _BACK else event in _DARK
        if app >= 0 and ends:
            if now - since <= LONGEST_USE_MS:
                fronts.append((since, now, app))
            else:
                lost += 1
            app = -1
        if event == _FRONT and app < 0:
            app, since = other, now
    return fronts, lost
