"""Files on their way in: in a folder of ours, gone with their request, swept when a server was killed."""

from __future__ import annotations

import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings

DEAD_AFTER = 3_600  # seconds without a byte more


def sweep(dead_after: float = DEAD_AFTER) -> int:
    """Delete what no request writes to any more. Returns how many files."""
    gone = 0
    for file in Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*"):
        with suppress(OSError):
            if time.time() - file.stat().st_mtime >= dead_after:
                file.unlink()
                gone += 1
    return gone
