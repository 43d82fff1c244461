"""Genkan: files → events (``events``) or finished days (``days``), as one process."""

import sys

import numpy as np
from telling import begin, tell

from genkan.course import events_in, read
from genkan.nouns import Refused
from genkan.store import sources_of

begin()
want, zone, *paths = sys.argv[1:]
try:
    if want == "events":
        events, _, _ = events_in(sources_of(paths), zone)
        tell(fixes=len(events.fixes))
    else:
        reading = read(sources_of(paths), zone)
        days = reading.days
        tell(
            days=len(days),
            first=days.first.isoformat(),
            steps=float(np.nansum(days["steps"])),
            screen=[None if np.isnan(hours) else round(float(hours), 5) for hours in days["screen_hours"]],
            left_out=sorted({str(part.trouble) for part in reading.left_out}),
        )
except Refused as refused:
    tell(refused=str(refused.trouble))
