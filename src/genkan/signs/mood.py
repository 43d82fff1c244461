"""Mood, as reported (0 very low … 4 good)."""

from __future__ import annotations

from genkan.signs.reported import room_of

ROOM = room_of("mood")
