"""Genkan: all rhythm measures of every day, and of the whole recording."""

import sys

from telling import repeated, tell

from genkan.course import events_in
from genkan.days import clock_of, days_from
from genkan.days.rhythm import rhythm_days, whole_period
from genkan.store import sources_of

path, zone, times = sys.argv[1:]
events, _, _ = events_in(sources_of([path]), zone)
days = days_from(events, zone)
clock = clock_of(events, zone)
_, daily = repeated(
    lambda: rhythm_days(events.activity, events.spans, clock, days.first, days.last), int(times)
)
found, warm = repeated(lambda: whole_period(events.activity, clock), int(times))
names = {
    "IS": "interdaily_stability",
    "IV": "intradaily_variability",
    "L5": "l5",
    "M10": "m10",
    "L5 onset": "l5_onset_hour",
    "M10 onset": "m10_onset_hour",
    "RA": "relative_amplitude",
}
tell(warm=warm, daily=daily, whole={short: found[name] for short, name in names.items()})
