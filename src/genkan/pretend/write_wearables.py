"""Other watches: Fitbit's Takeout and Samsung Health's CSVs of sleep and steps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from genkan.pretend.phones import STAGES, Observed, Samples
from genkan.pretend.writing import offset_texts, utc_texts, wall_texts


def _sleeps(obs: Observed) -> list[Samples]:
    """The stages, one table for each sleep."""
    stages = obs.stages
    breaks = np.flatnonzero(stages.start_s[1:] - stages.end_s[:-1] > 0) + 1
    edges = [0, *breaks.tolist(), len(stages)]
    parts = [slice(a, b) for a, b in pairwise(edges) if b > a]
    return [Samples(stages.start_s[p], stages.end_s[p], stages.value[p]) for p in parts]


def fitbit_files(obs: Observed, folder: str | Path | None = None) -> dict[str, bytes]:
    """Fitbit's Takeout: monthly ``sleep-…json`` (wall-clock times) and ``steps-…json`` (UTC).

    Names stand below ``Takeout/Fitbit/Global Export Data``; written below ``folder`` if one is given.
    """
    files: dict[str, list[object]] = {}
    clock = obs.life.clock
    for number, part in enumerate(_sleeps(obs)):
        walls = wall_texts(clock, np.append(part.start_s, part.end_s[-1]))
        files.setdefault(f"sleep-{walls[-1][:7]}-01.json", []).append(_fitbit_sleep(part, walls, number))
    minutes = np.flatnonzero(obs.worn)
    stamps = np.datetime_as_string(((obs.life.first_minute + minutes) * 60).astype("datetime64[s]")).tolist()
    for text, steps in zip(stamps, obs.life.steps[minutes].tolist(), strict=True):
        short = f"{text[5:7]}/{text[8:10]}/{text[2:4]} {text[11:]}"
        files.setdefault(f"steps-{text[:7]}-01.json", []).append({"dateTime": short, "value": str(steps)})
    return _into(
        folder,
        {
            f"Takeout/Fitbit/Global Export Data/{name}": json.dumps(rows, separators=(",", " : ")).encode()
            for name, rows in files.items()
        },
    )


def _fitbit_sleep(part: Samples, walls: Sequence[str], number: int) -> dict[str, object]:
    levels = {"core": "light", "deep": "deep", "rem": "rem", "awake": "wake"}
    seconds = (part.end_s - part.start_s).tolist()
    named = [levels[STAGES[int(value)]] for value in part.value]
    awake = sum(length for length, level in zip(seconds, named, strict=True) if level == "wake") // 60
    total = int(part.end_s[-1] - part.start_s[0])
    return {
        "logId": 30_000_000_000 + number,
        "dateOfSleep": walls[-1][:10],
        "startTime": f"{walls[0]}.000",
        "endTime": f"{walls[-1]}.000",
        "duration": total * 1000,
        "minutesToFallAsleep": 0,
        "minutesAsleep": total // 60 - awake,
        "minutesAwake": awake,
        "minutesAfterWakeup": 0,
        "timeInBed": total // 60,
        "efficiency": round(100 * (1 - awake * 60 / total)),
        "type": "stages",
        "infoCode": 0,
        "logType": "auto_detected",
        "levels": {
            "summary": {
                level: {
                    "count": named.count(level),
                    "minutes": sum(s for s, n in zip(seconds, named, strict=True) if n == level) // 60,
                }
                for level in sorted(set(named))
            },
            "data": [
                {"dateTime": f"{wall}.000", "level": level, "seconds": length}
                for wall, level, length in zip(walls, named, seconds, strict=False)
            ],
        },
        "mainSleep": total > 3 * 3600,
    }


def samsung_files(obs: Observed, folder: str | Path | None = None) -> dict[str, bytes]:
    """Samsung Health's CSVs of sleep and steps: a line of type first, times in UTC with ``time_offset``."""
    made = wall_texts(obs.life.clock, [int(obs.life.starts_s[-1])])[0].replace("-", "").replace(":", "")
    stamp = made.replace("T", "")
    prefix = f"samsunghealth_{stamp}/com.samsung.shealth"
    files = {
        f"{prefix}.sleep.{stamp}.csv": _samsung_sleep(obs),
        f"{prefix}.tracker.pedometer_step_count.{stamp}.csv": _samsung_steps(obs),
    }
    return _into(folder, {name: text.encode() for name, text in files.items()})


def _samsung_times(utc_s: npt.NDArray[np.int64]) -> list[str]:
    return [text[:-1].replace("T", " ") for text in utc_texts(utc_s * 1000)]


def _samsung_sleep(obs: Observed) -> str:
    key = "com.samsung.health.sleep"
    names = [
        "start_time",
        "end_time",
        "update_time",
        "create_time",
        "time_offset",
        "deviceuuid",
        "pkg_name",
        "datauuid",
    ]
    head = ["efficiency", "sleep_score", "sleep_duration", *(f"{key}.{name}" for name in names)]
    sleeps = _sleeps(obs)
    starts = np.array([part.start_s[0] for part in sleeps], np.int64)
    ends = np.array([part.end_s[-1] for part in sleeps], np.int64)
    rows = [
        f"{88.0},{71},{(end - start) // 60},{a},{b},{b},{b},UTC{offset},Gx7Lk0aPqR,"
        f"com.sec.android.app.shealth,{number:08x}-5a1c-4f0e-9b3d-7a2e5c8d1f00,"
        for number, (start, end, a, b, offset) in enumerate(
            zip(
                starts.tolist(),
                ends.tolist(),
                _samsung_times(starts),
                _samsung_times(ends),
                offset_texts(obs.life.clock, starts, colon=False),
                strict=True,
            )
        )
    ]
    return "\n".join(["com.samsung.shealth.sleep,6250102,12", ",".join(head), *rows]) + "\n"


def _samsung_steps(obs: Observed) -> str:
    key = "com.samsung.health.step_count"
    names = [
        "start_time",
        "end_time",
        "count",
        "speed",
        "distance",
        "calorie",
        "time_offset",
        "deviceuuid",
        "datauuid",
    ]
    head = ["duration", "run_step", "walk_step", *(f"{key}.{name}" for name in names)]
    steps = obs.phone_steps
    rows = [
        f"{(end - start) * 1000},0,{count:.0f},{a},{b},{count:.0f},1.1,{count * 0.68:.2f},{count * 0.04:.2f},"
        f"UTC{offset},Gx7Lk0aPqR,{number:08x}-21b4-4c6d-8e9f-0a1b2c3d4e5f,"
        for number, (start, end, count, a, b, offset) in enumerate(
            zip(
                steps.start_s.tolist(),
                steps.end_s.tolist(),
                steps.value.tolist(),
                _samsung_times(steps.start_s),
                _samsung_times(steps.end_s),
                offset_texts(obs.life.clock, steps.start_s, colon=False),
                strict=True,
            )
        )
    ]
    kind = "com.samsung.shealth.tracker.pedometer_step_count,6250102,8"
    return "\n".join([kind, ",".join(head), *rows]) + "\n"


def _into(folder: str | Path | None, files: dict[str, bytes]) -> dict[str, bytes]:
    for name, content in files.items():
        if folder is not None:
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return files
