"""Diaries about a life: what somebody nearby knows, half knows and gets wrong, as the diary's CSV.

Headings and words come from ``knowledge/diary.toml``, so a diary can be written in every language it has.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from math import isnan
from typing import Any
from zlib import crc32

import numpy as np

from genkan.clock import DAY_S
from genkan.knowledge import knowledge
from genkan.nouns import Informant, Reach, Report
from genkan.pretend.lives import Life
from genkan.pretend.writing import Target, opened

COLUMNS = (
    *("date", "who", "reach", "talked", "attended", "bed", "up", "hours_out", "gaming_hours"),
    *("screen_hours", "drive", "mood", "known", "flag", "note"),
)
_WHO = {Informant.FAMILY: "mother"}


def reports(
    life: Life,
    informant: Informant = Informant.FAMILY,
    share_known: float = 0.8,
    wrong: float = 0.02,
    seed: int = 0,
) -> tuple[Report, ...]:
    """What one informant writes about a life, day by day; days they know nothing of have no report.

    ``share_known``: share of days written about. ``wrong``: share of these on which the reach is
    mistaken by a step. A family asleep hears nothing of an outing at night, and says "at home" in good
    faith. The same for the same arguments. Raises ValueError for shares outside 0–1.
    """
    if not (0.0 <= share_known <= 1.0 and 0.0 <= wrong <= 1.0):
        raise ValueError("shares lie between 0 and 1")
    chance = np.random.default_rng([seed & 0xFFFFFFFF, life.seed & 0xFFFFFFFF, crc32(informant.encode())])
    gaming, screen = life.hours_a_day(life.gaming_s), life.hours_a_day(life.screen_s)
    flags = dict(life.flags)
    beds = _bed_times(life)
    found = []
    for index, day in enumerate(life.dates()):
        draw = chance.random(8)
        if draw[0] >= share_known and day not in flags:
            continue
        low, high, known = _reach_told(life, index, informant, draw[1] < wrong, draw[2])
        outside = low is not None and low >= Reach.OUTSIDE
        bed, up = (
            beds.get(day, (None, None)) if draw[3] < 0.6 or informant is Informant.PERSON else (None, None)
        )
        sees = informant in (Informant.FAMILY, Informant.PERSON)
        found.append(
            Report(
                day=day,
                informant=informant,
                reach_low=low,
                reach_high=high,
                talked=bool(life.talked[index]) if sees and draw[4] < 0.85 else None,
                attended=bool(life.attended[index]) if outside or draw[4] < 0.5 else None,
                bed_hour=None if bed is None else _half(bed + (draw[5] - 0.5) * 0.7) % 24,
                up_hour=None if up is None else _half(up + (draw[6] - 0.5) * 0.7) % 24,
                gaming_hours=_half(gaming[index]) if sees and draw[5] < 0.35 else None,
                screen_hours=_half(screen[index])
                if informant is Informant.PERSON and draw[6] < 0.3
                else None,
                drive=int(life.drive[index]) if draw[6] < 0.5 else None,
                mood=int(life.mood[index]) if draw[7] < 0.6 else None,
                known_by=known,
                flag=flags.get(day),
            )
        )
    return tuple(found)


def diary_csv(
    life: Life,
    target: Target,
    lang: str = "en",
    informant: Informant = Informant.FAMILY,
    share_known: float = 0.8,
    wrong: float = 0.02,
    seed: int = 0,
) -> tuple[Report, ...]:
    """Write one informant's diary of a life as CSV (UTF-8); gives the reports it holds."""
    written = reports(life, informant, share_known, wrong, seed)
    reports_csv(written, target, lang)
    return written


def reports_csv(
    written: Iterable[Report], target: Target, lang: str = "en", local_dates: bool = False
) -> None:
    """Reports in the diary's format. ``local_dates``: Buddhist years in Thai, Reiwa years in Japanese."""
    words: Mapping[str, Any] = knowledge("diary")["diary"]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(words["column"][name]["heading"][lang] for name in COLUMNS)
    for report in written:
        table.writerow(_row(report, words, lang, local_dates))
    with opened(target) as stream:
        stream.write(text.getvalue().encode())


def _reach_told(
    life: Life, index: int, informant: Informant, mistaken: bool, draw: float
) -> tuple[Reach | None, Reach | None, str]:
    """Lowest and highest reach as told (highest None: this far or further), and how it is known."""
    true = Reach(int(life.daily.reach[index]))
    if informant is Informant.PERSON:
        return true, true, "told"
    first = float(life.daily.first_out_hour[index])
    if true is Reach.OUTSIDE and (first < 5.5 or first > 23.5) and draw < 0.8:
        return Reach.HOME if draw < 0.5 else Reach.ROOM, Reach.HOME, "guessed" if draw < 0.4 else "seen"
    if mistaken:
        other = Reach(min(max(int(true) + (1 if draw < 0.5 else -1), 0), 5))
        return other, other, "guessed"
    if true in (Reach.OUTSIDE, Reach.PEOPLE) and draw < 0.4:
        return Reach.OUTSIDE, None, "seen"
    if true is Reach.ROOM and draw < 0.2:
        return Reach.ROOM, Reach.HOME, "guessed"
    return true, true, "seen" if draw < 0.8 else "told"


def _bed_times(life: Life) -> dict[date, tuple[float, float]]:
    """For the date on which each main sleep ended: hours of falling asleep and getting up."""
    found: dict[date, tuple[float, float]] = {}
    for start, end in zip(life.sleep.main_start_s.tolist(), life.sleep.main_end_s.tolist(), strict=True):
        if not isnan(start):
            wall = (life.clock.local_s([int(start), int(end)]) % DAY_S) / 3600
            found[life.clock.date_of(int(end))] = (float(wall[0]), float(wall[1]))
    return found


def _half(hours: float) -> float:
    return round(float(hours) * 2) / 2


def _clock_text(hour: float | None) -> str:
    return "" if hour is None else f"{int(hour):02d}:{round(hour % 1 * 60):02d}"


def _number_text(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


def _row(report: Report, words: Mapping[str, Any], lang: str, local_dates: bool) -> list[str]:
    def word(group: str, key: str | int | None) -> str:
        return "" if key is None else str(words[group][str(key)]["word"][lang])

    def yes_no(fact: bool | None) -> str:
        return "" if fact is None else word("yes_no", "yes" if fact else "no")

    return [
        _date_text(report.day, lang) if local_dates else report.day.isoformat(),
        word("who", _WHO.get(report.informant, report.informant.value)),
        _reach_text(report, words, lang),
        yes_no(report.talked),
        yes_no(report.attended),
        _clock_text(report.bed_hour),
        _clock_text(report.up_hour),
        _number_text(report.hours_out),
        _number_text(report.gaming_hours),
        _number_text(report.screen_hours),
        word("drive", report.drive),
        word("mood", report.mood),
        word("known", report.known_by),
        word("flag", report.flag),
        report.note or "",
    ]


def _reach_text(report: Report, words: Mapping[str, Any], lang: str) -> str:
    if report.reach_low is None:
        return ""

    def level(reach: Reach) -> str:
        return str(words["reach"][reach.name.lower()]["word"][lang])

    low = level(report.reach_low)
    if report.reach_high is None:
        least = {"en": f"at least {low}", "th": f"อย่างน้อย{low}", "ja": f"{low}以上"}
        return least[lang]
    return low if report.reach_high == report.reach_low else f"{low}–{level(report.reach_high)}"


def _date_text(day: date, lang: str) -> str:
    if lang == "th":
        return f"{day.day}/{day.month}/{day.year + 543}"
    if lang == "ja":
        return f"令和{day.year - 2018}年{day.month}月{day.day}日"
    return day.isoformat()
