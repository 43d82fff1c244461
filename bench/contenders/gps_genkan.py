"""Genkan on a person-year of positions: warm on arrays, and the home it found."""

import sys
from datetime import timedelta

import numpy as np
from positions import metres
from telling import repeated, tell

from genkan.clock import Clock
from genkan.course import events_in
from genkan.days import clock_of, days_from
from genkan.days.homes import homes_of
from genkan.days.outings import location_days
from genkan.days.places import places_of
from genkan.days.track import track_of
from genkan.store import sources_of

path, zone, first_s, lat, lon, times = sys.argv[1:]
events, _, _ = events_in(sources_of([path]), zone)
table = days_from(events, zone)
clock: Clock = clock_of(events, zone)
_, warm = repeated(
    lambda: location_days(events.fixes, events.spans, clock, table.first, table.last), int(times)
)
track = track_of(events.fixes)
places = places_of(track)
homes = homes_of(track, places, clock)
main = homes.main_at(track.start_ms[:1])[0]
away = metres(float(places.lat[main]), float(places.lon[main]), float(lat), float(lon))
begins = clock.date_of(int(first_s))
rows = [table.index_of(begins + timedelta(days=k)) for k in range(len(table) + 3)]
tell(
    warm=warm,
    fixes=len(events.fixes),
    home_m=round(float(away), 1),
    hours=[
        None if row is None or np.isnan(table["hours_out"][row]) else float(table["hours_out"][row])
        for row in rows
    ],
    left=[
        None if row is None or np.isnan(table["left_home"][row]) else bool(table["left_home"][row])
        for row in rows
    ],
)
