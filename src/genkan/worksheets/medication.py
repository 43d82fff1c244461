"""A medication record → what was taken week by week, without blame, and two notices. No amounts, no advice.

A day nobody wrote about is unknown; it is never counted as not taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from genkan.nouns import Because, Mark
from genkan.worksheets.filled import Row, Sheet

ASK_BEFORE_STOPPING = "learn.treatment.medication.harms.a"
YOUNG_ADULTS = "learn.treatment.medication.helps.b"


@dataclass(frozen=True, slots=True)
class Week:
    """One medicine in one week (its Monday): days of each kind; ``whole`` where the week was told as one."""

    name: str
    monday: date
    taken: int = 0
    partly: int = 0
    missed: int = 0
    whole: str = ""

    @property
    def unknown(self) -> int:
        """Days of the week nobody wrote about."""
        return 0 if self.whole else 7 - self.taken - self.partly - self.missed


def weeks_of(sheet: Sheet) -> tuple[Week, ...]:
    """Each medicine and week that was written about, in time. The later line about a day counts."""
    days: dict[tuple[date, str, str], str] = {}
    whole: dict[tuple[date, str], str] = {}
    for name, on, span, taken in _lines(sheet):
        if span == "week":
            whole[_monday(on), name] = taken
        else:
            days[_monday(on), name, on.isoformat()] = taken
    found = []
    for monday, name in dict.fromkeys([*((one[0], one[1]) for one in days), *whole]):
        told = [kind for (week, of, _), kind in days.items() if (week, of) == (monday, name)]
        counts = {kind: told.count(kind) for kind in ("taken", "partly", "missed")}
        found.append(Week(name, monday, **counts, whole=whole.get((monday, name), "")))
    return tuple(sorted(found, key=lambda one: (one.monday, one.name)))


def notices_of(sheet: Sheet) -> tuple[Because, ...]:
    """What stands beside every record that names a medicine: ask before stopping, and for young adults."""
    if not any(row.get("name") for row in (*sheet.rows("medicines"), *sheet.rows("days"))):
        return ()
    return (
        Because(ASK_BEFORE_STOPPING, {}, "notice", "design", Mark.DESIGN),
        Because(YOUNG_ADULTS, {}, "notice", "fda2007", Mark.UNVERIFIED),
    )


def _lines(sheet: Sheet) -> Iterator[tuple[str, date, str, str]]:
    """Lines that say on which day and how it was; without a name where there is but one medicine."""
    names = [row["name"] for row in sheet.rows("medicines") if isinstance(row.get("name"), str)]
    only = names[0] if len(names) == 1 else ""
    for row in sheet.rows("days"):
        on, taken = row.get("on"), row.get("taken")
        if isinstance(on, date) and isinstance(taken, str):
            yield _text(row, "name") or str(only), on, _text(row, "span"), taken


def _text(row: Row, name: str) -> str:
    found = row.get(name)
    return found if isinstance(found, str) else ""


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
