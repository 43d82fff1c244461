"""The smaller formats: location CSV, Beiwe, AWARE, usage events, actigraphy, SMS Backup.

Phone numbers are from the range kept for fiction; messages have no text.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from genkan.nouns import ContactKind
from genkan.pretend.lives import Life
from genkan.pretend.phones import Observed
from genkan.pretend.writing import Target, offset_texts, opened, utc_texts, wall_texts

_DEVICE = "6f0d2c54-3b1e-4b39-9a57-0d0f3f1f4c11"
_PUZZLE = "org.example.puzzle"


def _write(target: Target, head: str, rows: Iterable[str], tail: str = "") -> None:
    with opened(target) as stream:
        stream.write(head.encode())
        block: list[str] = []
        for row in rows:
            block.append(row)
            if len(block) >= 50_000:
                stream.write("".join(block).encode())
                block.clear()
        stream.write("".join([*block, tail]).encode())


# ── Location ──────────────────────────────────────────────────────────────────────────────────────


def location_csv(obs: Observed, target: Target, zoned: bool = True) -> None:
    """``time,lat,lon,accuracy``; times on the wall, with their offset when ``zoned``."""
    seconds = obs.fixes.utc_ms // 1000
    walls = wall_texts(obs.life.clock, seconds)
    offsets = offset_texts(obs.life.clock, seconds) if zoned else [""] * len(walls)
    rows = zip(
        walls,
        offsets,
        obs.fixes.lat.tolist(),
        obs.fixes.lon.tolist(),
        obs.fixes.accuracy_m.tolist(),
        strict=True,
    )
    _write(target, "time,lat,lon,accuracy\n", (f"{w}{o},{a:.6f},{b:.6f},{e:.1f}\n" for w, o, a, b, e in rows))


def beiwe_gps(obs: Observed, target: Target) -> None:
    """Beiwe's GPS stream."""
    rows = zip(
        obs.fixes.utc_ms.tolist(),
        utc_texts(obs.fixes.utc_ms),
        obs.fixes.lat.tolist(),
        obs.fixes.lon.tolist(),
        obs.fixes.accuracy_m.tolist(),
        strict=True,
    )
    _write(
        target,
        "timestamp,UTC time,latitude,longitude,altitude,accuracy\n",
        (f"{ms},{text[:-1]},{a:.7f},{b:.7f},0.0,{e:.3f}\n" for ms, text, a, b, e in rows),
    )


# ── Screen ────────────────────────────────────────────────────────────────────────────────────────


def beiwe_power(obs: Observed, target: Target) -> None:
    """Beiwe's power state: the screen turned on and off (Android)."""
    when = obs.screen_s * 1000
    words = np.where(obs.screen_on, "Screen turned on", "Screen turned off").tolist()
    _write(
        target,
        "timestamp,UTC time,event\n",
        (f"{ms},{t[:-1]},{w}\n" for ms, t, w in zip(when.tolist(), utc_texts(when), words, strict=True)),
    )


def aware_screen(obs: Observed, target: Target) -> None:
    """AWARE's screen table: 1 on, 3 unlocked, 0 off, 2 locked."""
    rows: list[str] = []
    for seconds, on in zip(obs.screen_s.tolist(), obs.screen_on.tolist(), strict=True):
        for status, later_ms in ((1, 0), (3, 900)) if on else ((0, 0), (2, 60)):
            rows.append(f"{len(rows) + 1},{seconds * 1000 + later_ms},{_DEVICE},{status}\n")
    _write(target, "_id,timestamp,device_id,screen_status\n", rows)


def usage_events(obs: Observed, target: Target) -> None:
    """Android usage events: keyguard, screen, and the times a game was in front."""
    events: list[tuple[int, str, str, str]] = []
    for seconds, on in zip(obs.screen_s.tolist(), obs.screen_on.tolist(), strict=True):
        first, second = (
            ("SCREEN_INTERACTIVE", "KEYGUARD_HIDDEN") if on else ("SCREEN_NON_INTERACTIVE", "KEYGUARD_SHOWN")
        )
        events += [(seconds * 1000, "android", first, ""), (seconds * 1000 + 90, "android", second, "")]
    for begin, end in _games_in_use(obs).tolist():
        events.append((begin * 1000 + 200, _PUZZLE, "ACTIVITY_RESUMED", "GAME"))
        events.append((end * 1000 - 200, _PUZZLE, "ACTIVITY_PAUSED", "GAME"))
    events.sort(key=lambda event: event[0])
    _write(
        target,
        "package,event,time,category\n",
        (f"{package},{event},{ms},{category}\n" for ms, package, event, category in events),
    )


def _games_in_use(obs: Observed) -> npt.NDArray[np.int64]:
    """Where gaming and the phone in use meet: (start, end) in UTC seconds."""
    found = []
    games = obs.life.gaming_s
    for begin, end in obs.life.screen_s.tolist():
        where = np.flatnonzero((games[:, 0] < end) & (games[:, 1] > begin))
        for number in where:
            low, high = max(begin, int(games[number, 0])), min(end, int(games[number, 1]))
            if high - low > 60:
                found.append((low, high))
    return np.array(found, np.int64).reshape(-1, 2)


# ── Actigraphy ────────────────────────────────────────────────────────────────────────────────────


def epochs(obs: Observed, epoch_s: int = 60) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Starts (UTC s) and counts of epochs; NaN where the watch was off for any part of one.

    ``epoch_s``: 15, 30 or a multiple of 60. Raises ValueError for anything else.
    """
    if epoch_s % 60 and epoch_s not in (15, 30):
        raise ValueError("an epoch is 15 s, 30 s or whole minutes")
    start = obs.life.first_minute * 60
    if epoch_s < 60:
        times = 60 // epoch_s
        counts = np.repeat(obs.counts / times, times)
    else:
        width = epoch_s // 60
        whole = len(obs.counts) // width * width
        counts = obs.counts[:whole].reshape(-1, width).sum(axis=1)
    return start + np.arange(len(counts), dtype=np.int64) * epoch_s, counts.astype(np.float32)


def actigraphy_csv(obs: Observed, target: Target, epoch_s: int = 60) -> None:
    """Plain ``timestamp,activity`` with offsets; epochs not worn are left out."""
    when, counts = epochs(obs, epoch_s)
    kept = ~np.isnan(counts)
    walls, offsets = wall_texts(obs.life.clock, when[kept]), offset_texts(obs.life.clock, when[kept])
    _write(
        target,
        "timestamp,activity\n",
        (f"{w}{o},{c:.0f}\n" for w, o, c in zip(walls, offsets, counts[kept].tolist(), strict=True)),
    )


def actigraph_csv(obs: Observed, target: Target, epoch_s: int = 60) -> None:
    """ActiLife's CSV: ten lines of heading, then counts; no zone, not worn is 0, clock never set again."""
    when, counts = epochs(obs, epoch_s)
    offset = int(obs.life.clock.offset_s(when[0]))
    local = (when + offset).astype("datetime64[s]")
    day = local.astype("datetime64[D]").astype(str)
    dates = [f"{int(text[5:7])}/{int(text[8:10])}/{text[:4]}" for text in day.tolist()]
    hours = [text[11:19] for text in np.datetime_as_string(local).tolist()]
    span = f"{epoch_s // 3600:02d}:{epoch_s // 60 % 60:02d}:{epoch_s % 60:02d}"
    head = (
        "------------ Data File Created By ActiGraph GT3X+ ActiLife v6.13.4 Firmware v3.2.1 "
        "date format M/d/yyyy Filter Normal -----------\n"
        f"Serial Number: NEO1F00000000\nStart Time {hours[0]}\nStart Date {dates[0]}\n"
        f"Epoch Period (hh:mm:ss) {span}\nDownload Time {hours[-1]}\nDownload Date {dates[-1]}\n"
        "Current Memory Address: 0\nCurrent Battery Voltage: 4.20     Mode = 12\n"
        "--------------------------------------------------\nDate,Time,Axis1\n"
    )
    told = np.nan_to_num(counts).astype(np.int64).tolist()
    _write(target, head, (f"{d},{h},{c}\n" for d, h, c in zip(dates, hours, told, strict=True)))


# ── Contact ───────────────────────────────────────────────────────────────────────────────────────


def _number(who: int) -> str:
    return f"+1202555{100 + who:04d}"


def sms_backup(life: Life, target: Target) -> None:
    """Messages as SMS Backup & Restore writes them; the bodies are empty."""
    kinds, when = life.contacts.kind, life.contacts.utc_s
    rows = np.flatnonzero(kinds >= int(ContactKind.MESSAGE_OUT))
    readable = wall_texts(life.clock, when[rows], " ")
    _write(
        target,
        _backup_head("smses", len(rows), life),
        (
            f'  <sms protocol="0" address="{_number(int(life.contacts.who[row]))}" '
            f'date="{int(when[row]) * 1000}" type="{2 if kinds[row] == ContactKind.MESSAGE_OUT else 1}" '
            'subject="null" body="" toa="null" sc_toa="null" service_center="null" read="1" status="-1" '
            f'locked="0" date_sent="{int(when[row]) * 1000}" sub_id="1" readable_date="{text}" '
            'contact_name="(Unknown)" />\n'
            for row, text in zip(rows.tolist(), readable, strict=True)
        ),
        "</smses>\n",
    )


def call_backup(life: Life, target: Target) -> None:
    """Calls as SMS Backup & Restore writes them: type 1 in, 2 out, 3 missed."""
    kinds, when = life.contacts.kind, life.contacts.utc_s
    rows = np.flatnonzero(kinds <= int(ContactKind.CALL_MISSED))
    types = {ContactKind.CALL_OUT: 2, ContactKind.CALL_IN: 1, ContactKind.CALL_MISSED: 3}
    readable = wall_texts(life.clock, when[rows], " ")
    _write(
        target,
        _backup_head("calls", len(rows), life),
        (
            f'  <call number="{_number(int(life.contacts.who[row]))}" '
            f'duration="{int(life.contacts.duration_s[row])}" date="{int(when[row]) * 1000}" '
            f'type="{types[ContactKind(int(kinds[row]))]}" presentation="1" subscription_id="1" '
            f'post_dial_digits="" subscription_component_name="null" readable_date="{text}" '
            'contact_name="(Unknown)" />\n'
            for row, text in zip(rows.tolist(), readable, strict=True)
        ),
        "</calls>\n",
    )


def _backup_head(tag: str, count: int, life: Life) -> str:
    made = int(life.starts_s[-1]) * 1000
    return (
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"
        f'<{tag} count="{count}" backup_set="{_DEVICE}" backup_date="{made}" type="full">\n'
    )
