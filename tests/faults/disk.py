"""A disk whose power can be cut: what was not synced is gone, wholly or in torn sectors.

python -m tests.faults.disk BACKING MOUNT    serves files of BACKING under MOUNT

Everything stays in memory until ``fsync``. Making a file named ``.cut`` (or ``.torn-SEED``) in MOUNT cuts the
power: what was synced, and with ``.torn`` a chance part of the 512-byte sectors that were not, is put into
BACKING, and from then on nothing answers. ``.fail-CALL-N`` lets the N-th ``write``, ``fsync``, ``truncate``
or ``read`` from then on fail, once. This is harder than most disks: none may keep more, few keep less.
"""

from __future__ import annotations

import errno
import random
import stat
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import mfusepy

SECTOR = 512
VOLATILE = "-shm"  # shared memory of SQLite: made anew whenever the database is opened


@dataclass
class File:
    """One file: as programs see it, as it would be after a cut, and what lies between."""

    live: bytearray = field(default_factory=bytearray)
    synced: bytes = b""
    unsynced: list[tuple[int, bytes]] = field(default_factory=list)

    def sync(self) -> None:
        """Everything so far is on the disk."""
        self.synced, self.unsynced = bytes(self.live), []

    def torn(self, dice: random.Random) -> bytes:
        """What was synced, and each sector written since with even odds."""
        content = bytearray(self.synced)
        for offset, data in self.unsynced:
            for at in range(0, len(data), SECTOR):
                if dice.random() < 0.5:
                    part, begin = data[at : at + SECTOR], offset + at
                    content.extend(bytes(max(0, begin + len(part) - len(content))))
                    content[begin : begin + len(part)] = part
        return bytes(content)


class Disk(mfusepy.Operations):
    """One flat folder."""

    use_ns = True

    def __init__(self, backing: Path):
        self.backing, self.off = backing, False
        self.failing: dict[str, int] = {}  # by call, how many more until one fails
        self.files = {f"/{one.name}": File(bytearray(one.read_bytes())) for one in backing.iterdir()}
        self.synced_names = dict(self.files)
        for one in self.files.values():
            one.sync()

    def _file(self, path: str) -> File:
        if self.off:
            raise mfusepy.FuseOSError(errno.EIO)
        if path not in self.files:
            raise mfusepy.FuseOSError(errno.ENOENT)
        return self.files[path]

    def _count(self, call: str) -> None:
        left = self.failing.get(call, 0)
        self.failing[call] = left - 1
        if left == 1:
            raise mfusepy.FuseOSError(errno.EIO)

    def getattr(self, path: str, fh: int | None = None) -> dict[str, Any]:
        """Folder or file."""
        now = time.time_ns()
        times = {"st_atime": now, "st_mtime": now, "st_ctime": now}
        if path == "/":
            return {"st_mode": stat.S_IFDIR | 0o700, "st_nlink": 2, **times}
        return {
            "st_mode": stat.S_IFREG | 0o600,
            "st_nlink": 1,
            "st_size": len(self._file(path).live),
            **times,
        }

    def readdir(self, path: str, fh: int) -> list[str]:
        """Every name."""
        return [".", "..", *(name[1:] for name in self.files)]

    def create(self, path: str, mode: int, fi: Any = None) -> int:
        """A new file; some names are orders."""
        if path.startswith("/.fail-"):
            _, call, number = path.split("-")
            self.failing[call] = int(number)
            raise mfusepy.FuseOSError(errno.ECANCELED)
        if path.startswith(("/.cut", "/.torn")):
            self._cut(random.Random(path) if path.startswith("/.torn") else None)
        if self.off:
            raise mfusepy.FuseOSError(errno.EIO)
        self.files[path] = File()
        return 0

    def open(self, path: str, flags: int) -> int:
        """A file that is there."""
        self._file(path)
        return 0

    def read(self, path: str, size: int, offset: int, fh: int) -> bytes:
        """As programs see it."""
        self._count("read")
        return bytes(self._file(path).live[offset : offset + size])

    def write(self, path: str, data: bytes, offset: int, fh: int) -> int:
        """Into memory only."""
        self._count("write")
        one = self._file(path)
        one.live.extend(bytes(max(0, offset + len(data) - len(one.live))))
        one.live[offset : offset + len(data)] = data
        one.unsynced.append((offset, bytes(data)))
        return len(data)

    def truncate(self, path: str, length: int, fh: int | None = None) -> None:
        """Shorter or longer, in memory only."""
        self._count("truncate")
        one = self._file(path)
        one.live[length:] = bytes(max(0, length - len(one.live)))

    def unlink(self, path: str) -> None:
        """The name goes; after a cut it is back unless the folder was synced."""
        self._file(path)
        del self.files[path]

    def rename(self, old: str, new: str) -> None:
        """One name for another."""
        self.files[new] = self._file(old)
        del self.files[old]

    def fsync(self, path: str, datasync: int, fh: int) -> int:
        """Content and name are on the disk."""
        self._count("fsync")
        one = self._file(path)
        one.sync()
        self.synced_names[path] = one
        return 0

    def fsyncdir(self, path: str, datasync: int, fh: int) -> int:
        """All names are on the disk."""
        self.synced_names = dict(self.files)
        return 0

    def _cut(self, dice: random.Random | None) -> None:
        for one in self.backing.iterdir():
            one.unlink()
        for path, one in self.synced_names.items():
            if not path.endswith(VOLATILE):
                (self.backing / path[1:]).write_bytes(one.torn(dice) if dice else one.synced)
        self.off = True


if __name__ == "__main__":
    mfusepy.FUSE(Disk(Path(sys.argv[1])), sys.argv[2], foreground=True, nothreads=True)
