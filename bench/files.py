"""The files everybody reads: invented, seeded, written once and kept under ``bench/.work/files``.

``python bench/files.py FOLDER {quick|full}`` writes what is missing. It runs as a process of its own, so that
the memory it needs is not counted with anybody's figures.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from genkan.pretend import Life, Observed, demo_family, life, observed
from genkan.pretend import write_csv as plain
from genkan.pretend.write_apple import apple_export
from genkan.pretend.write_google import records_json, timeline_android
from truth import knowable_of, out_of

FIRST, SEED = date(2025, 1, 6), 11
ONE = "slow_withdrawal"
WALKERS = (
    ONE,
    "night_nurse",
    "date_line_home",
    "far_north",
    "two_homes",
    "house_move",
    "never_leaves",
    "traveller",
)
EXPORT_MB, LOCATION_MB = {"full": 500, "quick": 50}, {"full": 100, "quick": 30}
DAYS = {"full": 365, "quick": 90}
UNLOCK_S = 0.9  # from the lit screen to the unlocked phone, as written by ``aware_screen``
DEFECTS = ("ios16_dtd", "control_character", "cut_short", "empty")


def main(folder: Path, size: str) -> None:
    """Write what is not there yet."""
    folder.mkdir(parents=True, exist_ok=True)
    one = life(ONE, SEED, FIRST, DAYS[size])
    seen = observed(one, SEED)
    _once(folder / "export.xml", lambda to: apple_export(seen, to, zip=False, target_mb=EXPORT_MB[size]))
    _once(folder / "export.zip", lambda to: _zipped(folder / "export.xml", to))
    _defects(folder)
    _once(folder / "Records.json", lambda to: records_json(seen, to, target_mb=LOCATION_MB[size]))
    _once(folder / "Timeline.json", lambda to: timeline_android(seen, to, target_mb=LOCATION_MB[size]))
    _once(folder / "screen.csv", lambda to: plain.aware_screen(seen, to))
    _once(folder / "actigraphy.csv", lambda to: plain.actigraphy_csv(seen, to))
    _once(folder / "truth.json", lambda to: to.write_text(json.dumps(_truth(one, seen))))
    if not (folder / "family").is_dir():
        demo_family(date(2026, 3, 31), folder / "family")
    for person in WALKERS:
        _once(folder / f"{person}.csv", lambda to, who=person: _walker(to, who, DAYS[size]))


def _once(path: Path, write: Callable[[Path], object]) -> None:
    """Write beside, then move into place: a file that is there is whole."""
    if not path.exists():
        beside = path.with_name(f"{path.name}.part")
        write(beside)
        beside.rename(path)


def _zipped(xml: Path, to: Path) -> None:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(xml, "apple_health_export/export.xml")


def _defects(folder: Path) -> None:
    """Thirty days of an export, whole and broken in four known ways."""
    month = observed(life(ONE, SEED, FIRST, 30), SEED)
    _once(folder / "whole.xml", lambda to: apple_export(month, to, zip=False))
    whole = (folder / "whole.xml").read_bytes()
    _once(folder / "ios16_dtd.xml", lambda to: apple_export(month, to, zip=False, broken_dtd=True))
    spoilt = whole.replace(b'sourceName="iPhone"', b'sourceName="iPh\x0bone"', 1)
    _once(folder / "control_character.xml", lambda to: to.write_bytes(spoilt))
    _once(folder / "cut_short.xml", lambda to: to.write_bytes(whole[: len(whole) * 6 // 10]))
    _once(folder / "empty.xml", lambda to: to.write_bytes(b""))
    for name in DEFECTS:
        (folder / name).mkdir(exist_ok=True)
        _once(folder / name / "export.zip", lambda to, name=name: _zipped(folder / f"{name}.xml", to))


def _truth(one: Life, seen: Observed) -> dict[str, object]:
    """What the speed tasks compare with."""
    minute = np.clip(one.screen_s[:, 0] // 60 - one.first_minute, 0, len(one.day) - 1)
    with_phone = seen.carried & ~seen.days_off[one.day]
    heard = one.screen_s[(with_phone & _powered(seen))[minute]].astype(np.float64)
    heard[:, 0] += UNLOCK_S
    locked = np.isin(heard[:, 1], seen.screen_s[~seen.screen_on])
    lost = one.hours_a_day(heard[~locked] + [[0.0, 1.0]]) > 0
    return {
        "zone": one.zones[0].zone,
        "steps": int(seen.steps_heard.sum()),
        "phone_and_watch": float(seen.phone_steps.value.sum() + seen.watch_steps.value.sum()),
        "starts_s": one.starts_s.tolist(),
        "screen_hours": one.hours_a_day(heard).tolist(),
        "lock_lost": lost.tolist(),
        "days": len(one),
    }


def _powered(seen: Observed) -> np.ndarray:
    """Minutes in which the phone wrote positions: one a minute, so silence is a phone that is off."""
    return seen.heard


def _walker(to: Path, person: str, days: int) -> None:
    one = life(person, SEED, FIRST, days)
    seen = observed(one, SEED)
    plain.location_csv(seen, to)
    out = out_of(one)
    can = knowable_of(seen, out)
    home = next(place for place in one.places if place.kind == "home")
    told = {
        "zone": one.zones[0].zone,
        "starts_s": one.starts_s.tolist(),
        "left": out.left.tolist(),
        "hours": out.hours.round(4).tolist(),
        "knowable": can.left.tolist(),
        "hours_knowable": can.hours.tolist(),
        "home": (home.lat, home.lon),
    }
    to.with_name(f"{person}.json").write_text(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
