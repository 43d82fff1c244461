"""The worker: reads one visit's files in a process of its own, within limits, then deletes them.

python -m genkan_web.worker KEY
"""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

import django

NICE = 10  # pages of others go first


def main(key: str) -> int:
    """Read the files put aside for ``key``; 0 when ready, 1 when refused."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "genkan_web.settings")
    django.setup()
    from django.conf import settings

    from genkan.nouns import Refused, Trouble
    from genkan_web import bridge
    from genkan_web.models import DayTable

    os.nice(NICE)
    folder = Path(settings.UPLOADS) / key
    table = DayTable.objects.filter(key=key).first()
    if table is None:
        shutil.rmtree(folder, ignore_errors=True)
        return 1
    try:
        with _turn(Path(settings.UPLOADS), settings.WORKERS_AT_ONCE):
            _limit(settings.WORKER_BYTES, settings.WORKER_SECONDS)
            bridge.keep_reading(table, _read(table, folder))
        return 0
    except Refused as refused:
        bridge.keep_refusal(table, refused)
    except MemoryError:
        bridge.keep_refusal(table, Refused(Trouble.TOO_LARGE, "–"))
    except TimeoutError:
        bridge.keep_refusal(table, Refused(Trouble.TOO_SLOW, "–"))
    except Exception:
        bridge.keep_refusal(table, Refused(Trouble.DAMAGED, "–"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1


def _read(table, folder: Path):  # type: ignore[no-untyped-def]
    from genkan import course, store
    from genkan_web.models import DayTable

    paths = sorted(path for place in folder.iterdir() for path in place.iterdir())
    total = sum(path.stat().st_size for path in paths) or 1
    done, told_at = 0, 0.0
    table.standing = DayTable.Standing.READING
    table.save(update_fields=["standing"])

    def progress(_: str, count: int, size: int | None) -> None:
        nonlocal done, told_at
        done += count
        if time.monotonic() - told_at > 0.5:
            told_at = time.monotonic()
            share = min(0.95, done / max(total, size or 1))
            DayTable.objects.filter(pk=table.pk).update(progress=share)

    until_ms = int((time.time() + 2 * 86_400) * 1000)
    return course.read(store.sources_of([str(path) for path in paths]), table.zone, until_ms, progress)


@contextmanager
def _turn(folder: Path, at_once: int) -> Iterator[None]:
    """Wait for one of the places; a place is a locked file, freed even when a worker is killed."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    slot = (folder / f".turn-{os.getpid() % at_once}").open("w")
    try:
        fcntl.flock(slot, fcntl.LOCK_EX)
        yield
    finally:
        slot.close()


def _limit(most_bytes: int, most_seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
    resource.setrlimit(resource.RLIMIT_CPU, (most_seconds, most_seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, _late)
    signal.signal(signal.SIGXCPU, _late)
    signal.alarm(most_seconds)


def _late(_: int, __: FrameType | None) -> NoReturn:
    raise TimeoutError


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
