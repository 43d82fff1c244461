"""Events → Days: one row per local day of the person, from whatever was heard.

Each measure family has its own file; this one lays the calendar, calls them, and says for every
measure which sources it came from. Positions end here: what leaves are hours, counts and bands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import numpy as np
import numpy.typing as npt

from genkan.clock import Clock, ZoneSpan
from genkan.days.contact import contact_days
from genkan.days.outings import LocationDays, location_days
from genkan.days.reports import ReportDays, report_days
from genkan.days.rhythm import rhythm_days, rhythm_told_by
from genkan.days.screen import screen_days
from genkan.days.sleep import sleep_days
from genkan.days.steps import step_days
from genkan.days.travel import zone_spans
from genkan.nouns import (
    MEASURES,
    Days,
    Events,
    Floats,
    Informant,
    Reach,
    ReachColumn,
    Refused,
    Report,
    Sign,
    SpanKind,
    Trouble,
    nan_columns,
)

POSITIONS, ACTIGRAPHY, CALLS = "position", "actigraphy", "calls"  # sources that have no name of their own
SLEEP = (
    *("sleep_start_hour", "sleep_end_hour", "sleep_hours", "mid_sleep_hour", "nap_hours"),
    *("turn_from_usual_hours", "turn_from_night_hours"),
)
REPORTED = (
    *("attended", "talked", "drive", "mood", "left_home", "hours_out", "screen_hours", "gaming_hours"),
    *SLEEP,
)
BY_POSITION = (
    *("left_home", "hours_home", "hours_out", "hours_unknown", "outings", "first_out_hour", "distance_band"),
    *("places", "circadian_movement", "location_entropy", "location_entropy_normalised"),
)
CONTACT_LOG = ("contacts", "contact_people", "call_minutes")
TOLD_BY_KIND = {
    "steps": (SpanKind.STEPS,),
    "walked_km": (SpanKind.DISTANCE,),
    "daylight_minutes": (SpanKind.DAYLIGHT,),
    "stood_hours": (SpanKind.STOOD,),
    "screen_hours": (SpanKind.SCREEN, SpanKind.GAMING),
    "night_screen_hours": (SpanKind.SCREEN, SpanKind.GAMING),
    "gaming_hours": (SpanKind.GAMING,),
    **dict.fromkeys(SLEEP, (SpanKind.ASLEEP, SpanKind.IN_BED)),
}


def days_from(events: Events, zone: str, last: date | None = None) -> Days:
    """The days of one person, from the first to the last anything was heard of (or ``last``).

    ``zone`` is the person's zone where the files do not tell. Raises Refused when nothing was heard.
    """
    clock = clock_of(events, zone)
    first, final = _heard_from_to(events, clock, last)
    columns = nan_columns((final - first).days + 1)
    worn = _steps_of_watches(events)
    phone, watch = events.spans.where(~worn), events.spans.where(worn)
    place = location_days(events.fixes, phone, clock, first, final, watch_steps=watch)
    told = report_days(events.reports, first, final)
    sleep, sleeps = sleep_days(events.spans, events.reports, clock, first, final)
    families: list[Mapping[str, Floats]] = [
        place.columns,
        step_days(events.spans, clock, first, final),
        sleep,
        rhythm_days(events.activity, events.spans, clock, first, final),
        screen_days(events.spans, events.reports, clock, first, final),
        contact_days(events.contacts, events.reports, clock, first, final),
        told.columns,
    ]
    for family in families:
        _lay(columns, family)
    days = Days(
        first=first,
        columns=columns,
        reach=_reach_of(place, told),
        sleeps=sleeps,
        flags=told.flags,
        told_by=_told_by(events, columns),
        zones=clock.zones,
        wrote=_wrote(events.reports, first, len(columns["left_home"])),
    )
    _lay_left_home(days, columns)
    return days


def _steps_of_watches(events: Events) -> npt.NDArray[np.bool_]:
    """Which stretches are steps of a watch: they say nothing of whether the phone came along."""
    worn = [
        number for number, name in enumerate(events.sources) if "watch" in name.lower() or "Fitbit" in name
    ]
    steps: npt.NDArray[np.bool_] = (events.spans.kind == SpanKind.STEPS) & np.isin(events.spans.source, worn)
    return steps


def clock_of(events: Events, zone: str) -> Clock:
    """The person's clock: where positions say they were, else what files say, else ``zone``."""
    spans: tuple[ZoneSpan, ...] = zone_spans(events.fixes, zone) if len(events.fixes) else events.zones
    first, last = _bounds_s(events)
    return Clock([ZoneSpan(0, zone), *spans], first_s=first - 400 * 86_400, last_s=last + 400 * 86_400)


def _times_ms(events: Events) -> Iterable[tuple[int, int]]:
    for starts, ends in (
        (events.fixes.utc_ms, events.fixes.utc_ms),
        (events.spans.start_ms, events.spans.end_ms),
        (events.contacts.utc_ms, events.contacts.utc_ms),
        (events.activity.utc_ms, events.activity.utc_ms),
    ):
        if len(starts):
            yield int(starts.min()), int(ends.max())


def _bounds_s(events: Events) -> tuple[int, int]:
    """First and last second anything tells of; raises Refused when nothing does."""
    times = list(_times_ms(events))
    days = [(report.day - date(1970, 1, 1)).days * 86_400_000 for report in events.reports]
    if not times and not days:
        raise Refused(Trouble.NOTHING_USABLE)
    low = min([start for start, _ in times] + days)
    high = max([end for _, end in times] + days)
    return low // 1000, high // 1000


def _heard_from_to(events: Events, clock: Clock, last: date | None) -> tuple[date, date]:
    dates = [report.day for report in events.reports]
    for start, end in _times_ms(events):
        dates += [clock.date_of(start // 1000), clock.date_of(end // 1000)]
    final = max(dates) if last is None else min(max(dates), last)
    if min(dates) > final:
        raise Refused(Trouble.NOTHING_USABLE)
    return min(dates), final


def _lay(columns: dict[str, Floats], family: Mapping[str, Floats]) -> None:
    """Fill what is still unknown; what was heard of a sign is the larger of what anybody heard."""
    for name, values in family.items():
        if name.startswith("heard_"):
            columns[name] = np.fmax(columns[name], values)
        else:
            columns[name] = np.where(np.isnan(columns[name]), values, columns[name])


def _reach_of(place: LocationDays, told: ReportDays) -> dict[Informant, ReachColumn]:
    reach = dict(told.reach)
    if (place.reach_low >= 0).any():
        reach[Informant.DEVICE] = ReachColumn(place.reach_low, place.reach_high)
    return {informant: reach[informant] for informant in Informant if informant in reach}


def _lay_left_home(days: Days, columns: dict[str, Floats]) -> None:
    """1 where everybody's words together put the day outside, 0 where inside, else unknown."""
    low, high, _ = days.reach_together()
    out, inside = low >= Reach.OUTSIDE, (high >= 0) & (high < Reach.OUTSIDE)
    columns["left_home"] = np.where(out, 1.0, np.where(inside, 0.0, np.nan))
    for sign in Sign:
        heard = columns[f"heard_{sign.value}"]
        columns[f"heard_{sign.value}"] = np.where(np.isnan(heard), 0.0, heard)


def _wrote(reports: Iterable[Report], first: date, count: int) -> dict[Informant, npt.NDArray[np.bool_]]:
    """For each informant the days on which they wrote anything."""
    wrote: dict[Informant, npt.NDArray[np.bool_]] = {}
    for report in reports:
        index = (report.day - first).days
        if 0 <= index < count:
            wrote.setdefault(report.informant, np.zeros(count, dtype=np.bool_))[index] = True
    return wrote


def _told_by(events: Events, columns: Mapping[str, Floats]) -> dict[str, tuple[str, ...]]:
    """For each measure that has data the names of its sources: devices first, then who wrote."""
    by_kind = {kind: _sources_of(events, kind) for kind in SpanKind}
    rhythm = rhythm_told_by(events.activity, events.spans)
    written = dict.fromkeys(report.informant.value for report in events.reports)
    places = dict.fromkeys((POSITIONS,) if len(events.fixes) else by_kind[SpanKind.ROUTE])
    told: dict[str, tuple[str, ...]] = {}
    for name in MEASURES:
        if name.startswith("heard_") or not np.isfinite(columns[name]).any():
            continue
        kinds = TOLD_BY_KIND.get(name, rhythm.get(name, ()))
        sources = dict.fromkeys(source for kind in kinds for source in by_kind[kind])
        if name in rhythm and not kinds:
            sources = dict.fromkeys((ACTIGRAPHY,))
        if name in BY_POSITION:
            sources |= places
        if name in CONTACT_LOG and len(events.contacts):
            sources |= dict.fromkeys((CALLS,))
        told[name] = tuple(sources | written if name in REPORTED else sources)
    return told


def _sources_of(events: Events, kind: SpanKind) -> tuple[str, ...]:
    numbers = np.unique(events.spans.source[events.spans.kind == kind])
    return tuple(events.sources[int(number)] for number in numbers if int(number) < len(events.sources))
