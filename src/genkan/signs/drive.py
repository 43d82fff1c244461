"""Interest and drive, as reported (0 none … 3 as in good times)."""

from __future__ import annotations

from genkan.signs.reported import room_of

ROOM = room_of("drive")
