"""Opens other people's files and saves tables: the only room that touches the disk.

A path may be a file, a zip, a folder or ``-`` (standard input). Zips are opened as folders, except
spreadsheets, which are one file to their reader. Nothing is ever unpacked onto the disk.
"""

from __future__ import annotations

import io
import json
import os
import stat
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

from genkan.checkup.form import questions
from genkan.checkup.given import Given, given_from
from genkan.importers import importer_for
from genkan.importers.gathering import shown_name
from genkan.nouns import (
    MEASURES,
    Because,
    DayFlag,
    Days,
    Floats,
    Informant,
    Reach,
    ReachColumn,
    Refused,
    Sleeps,
    StageReading,
    State,
    Trouble,
    nan_columns,
)

if TYPE_CHECKING:
    from genkan.course import CheckUp, Course, Reading
    from genkan.importers.gathering import Source

HEAD_BYTES = 65_536
MOST_MEMBERS = 60_000
MOST_DIRECTORY = 8 << 20  # bytes of a zip's own table of contents
MOST_UNPACKED = 64 << 30
MOST_RATIO = 250  # deflate's own limit is 1032; real exports stay below 60
MOST_FROM_INPUT = 8 << 30
STANDARD_INPUT = "standard input"
_PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others can ask for gigabytes before the first byte
_ZIP_ENDS = ((b"PK\x05\x06", 12, 4), (b"PK\x06\x06", 40, 8))  # mark, where and how long the directory's size
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


class FileSource:
    """A plain file."""

    def __init__(self, path: Path, name: str = ""):
        self._path = path
        self.name = shown_name(name or path.name)

    @property
    def size(self) -> int | None:
        """Bytes on disk; None when it is gone."""
        try:
            return self._path.stat().st_size
        except OSError:
            return None

    def head(self) -> bytes:
        """The first 64 kB."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    def open(self) -> IO[bytes]:
        """From the beginning. Raises Refused when it is gone, locked away, or no file at all.

        Pipes and devices may never end, or never begin: they come through standard input or not at all.
        """
        try:
            if not stat.S_ISREG(self._path.stat().st_mode):
                raise Refused(Trouble.UNKNOWN_FORMAT, self.name)
            return self._path.open("rb")
        except FileNotFoundError:
            raise Refused(Trouble.NOT_FOUND, self.name) from None
        except (OSError, ValueError):
            raise Refused(Trouble.DAMAGED, self.name) from None


class BytesSource:
    """Bytes in memory: samples, uploads, tests."""

    def __init__(self, content: bytes, name: str = "input"):
        self._content = content
        self.name = shown_name(name)

    @property
    def size(self) -> int | None:
        """Bytes."""
        return len(self._content)

    def head(self) -> bytes:
        """The first 64 kB."""
        return self._content[:HEAD_BYTES]

    def open(self) -> IO[bytes]:
        """From the beginning."""
        return io.BytesIO(self._content)


class _ZipStream(io.RawIOBase):
    """A member while it unpacks; damage becomes one sentence, a bomb stops early."""

    def __init__(self, stream: IO[bytes], name: str, packed: int):
        self._stream = stream
        self._name = name
        self._most = max(packed, 1) * MOST_RATIO + (1 << 20)
        self._given = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        block = self._read(len(buffer))
        buffer[: len(block)] = block
        return len(block)

    def read(self, size: int = -1) -> bytes:
        return self._read(size)

    def _read(self, size: int) -> bytes:
        try:
            block = self._stream.read(size)
        except RuntimeError:
            raise Refused(Trouble.LOCKED, self._name) from None
        except _UNREADABLE:
            raise Refused(Trouble.TRUNCATED, self._name) from None
        self._given += len(block)
        if self._given > self._most:
            raise Refused(Trouble.TOO_LARGE, self._name)
        return block

    def close(self) -> None:
        self._stream.close()
        super().close()


class MemberSource:
    """One member of a zip."""

    def __init__(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo):
        self._archive = archive
        self._info = info
        self.name = shown_name(info.filename.replace("\\", "/").rsplit("/", 1)[-1])

    @property
    def size(self) -> int | None:
        """Bytes, unpacked, as the zip says."""
        return self._info.file_size

    def head(self) -> bytes:
        """The first 64 kB."""
        with self.open() as stream:
            return stream.read(HEAD_BYTES)

    def open(self) -> IO[bytes]:
        """From the beginning. Raises Refused when locked, damaged, or packed in a way no export is."""
        if self._info.compress_type not in _PACKINGS:
            raise Refused(Trouble.LOCKED if self._info.flag_bits & 1 else Trouble.DAMAGED, self.name)
        try:
            stream = self._archive.open(self._info)
        except RuntimeError:
            raise Refused(Trouble.LOCKED, self.name) from None
        except _UNREADABLE:
            raise Refused(Trouble.DAMAGED, self.name) from None
        return _ZipStream(stream, self.name, self._info.compress_size)  # type: ignore[return-value]


class RefusedSource:
    """A path that could not even be opened; whoever reads it is told why."""

    size: int | None = 0

    def __init__(self, refused: Refused):
        self._refused = refused
        self.name = refused.file

    def head(self) -> bytes:
        """Raises the refusal."""
        raise self._refused

    def open(self) -> IO[bytes]:
        """Raises the refusal."""
        raise self._refused


def sources_of(paths: Iterable[str]) -> Iterator[Source]:
    """Everything behind several paths; one that cannot be opened does not stop the others."""
    for path in paths:
        try:
            yield from sources_in(path)
        except Refused as refused:
            yield RefusedSource(refused.named(shown_name(Path(path).name)))


def sources_in(path: str) -> Iterator[Source]:
    """Everything readable behind a path, in a stable order. Raises Refused."""
    if path == "-":
        yield from _from_standard_input()
        return
    place = Path(path)
    try:
        is_folder, is_there = place.is_dir(), place.exists()
    except OSError:  # a name too long for the disk
        is_folder = is_there = False
    if not path or not is_there:
        raise Refused(Trouble.NOT_FOUND, shown_name(place.name))
    yield from _from_folder(place) if is_folder else _from_file(place)


def _from_folder(folder: Path) -> Iterator[Source]:
    """Every file below a folder; one that cannot be opened does not stop the others."""
    files = list(islice((file for file in folder.rglob("*") if file.is_file()), MOST_MEMBERS + 1))
    if len(files) > MOST_MEMBERS:
        raise Refused(Trouble.TOO_LARGE, shown_name(folder.name))
    if not files:
        raise Refused(Trouble.EMPTY, shown_name(folder.name))
    for file in sorted(files):
        if not _is_hidden(file.relative_to(folder).as_posix()):
            try:
                yield from _from_file(file)
            except Refused as refused:
                yield RefusedSource(refused.named(shown_name(file.name)))


def _from_standard_input() -> Iterator[Source]:
    """Standard input, put aside in a file that has no name while it is read.

    What nobody knows is not put aside: it may never end.
    """
    if sys.stdin is None:
        raise Refused(Trouble.NOT_FOUND, STANDARD_INPUT)
    stream = sys.stdin.buffer
    head = stream.read(HEAD_BYTES)
    if len(head) < HEAD_BYTES or not (head.startswith(b"PK") or importer_for(head, STANDARD_INPUT)):
        yield from sources_from(head, STANDARD_INPUT)
        return
    with tempfile.NamedTemporaryFile(prefix="genkan-") as aside:
        try:
            aside.write(head)
            while (block := stream.read(1 << 20)) and aside.tell() <= MOST_FROM_INPUT:
                aside.write(block)
            aside.flush()
        except OSError:
            raise Refused(Trouble.TOO_LARGE, STANDARD_INPUT) from None
        if block:
            raise Refused(Trouble.TOO_LARGE, STANDARD_INPUT)
        yield from _opened(FileSource(Path(aside.name), STANDARD_INPUT))


def sources_from(content: bytes, name: str) -> Iterator[Source]:
    """The same for bytes in memory: a zip is opened, anything else is one file."""
    yield from _opened(BytesSource(content, name))


def _from_file(file: Path) -> Iterator[Source]:
    yield from _opened(FileSource(file))


def _opened(source: FileSource | BytesSource) -> Iterator[Source]:
    head = source.head()
    if head.startswith(b"PK\x05\x06"):
        raise Refused(Trouble.EMPTY, source.name)
    if not head.startswith(b"PK\x03\x04") or b"[Content_Types].xml" in head or b"xl/" in head[:4096]:
        yield source
        return
    with source.open() as stream:
        if _directory_size(stream) > MOST_DIRECTORY:
            raise Refused(Trouble.TOO_LARGE, source.name)
        try:
            archive = zipfile.ZipFile(stream)
        except _UNREADABLE:
            raise Refused(Trouble.TRUNCATED, source.name) from None
        with archive:
            yield from _members(archive, source.name, source.size or 0)


def _directory_size(stream: IO[bytes]) -> int:
    """Bytes of a zip's table of contents as its end says: what opening it will cost."""
    stream.seek(max(0, stream.seek(0, os.SEEK_END) - 66_000))
    tail = stream.read()
    found = 0
    for mark, start, length in _ZIP_ENDS:
        at = tail.find(mark)
        while at >= 0:
            found = max(found, int.from_bytes(tail[at + start : at + start + length], "little"))
            at = tail.find(mark, at + 1)
    return 0 if found == 0xFFFFFFFF else found


def _members(archive: zipfile.ZipFile, name: str, size: int) -> Iterator[Source]:
    """The members of a zip of ``size`` bytes; of those of one name only the last, as unpacked."""
    infos = [info for info in archive.infolist() if not info.is_dir()]
    if not infos:
        raise Refused(Trouble.EMPTY, name)
    unpacked, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if len(infos) > MOST_MEMBERS or unpacked > MOST_UNPACKED or packed > size:
        raise Refused(Trouble.TOO_LARGE, name)
    if any(_wants_out(info.filename) for info in infos):
        raise Refused(Trouble.UNSAFE_PATH, name)
    last = {info.filename: info for info in infos}
    for info in sorted(infos, key=lambda info: info.filename):
        if _is_hidden(info.filename):
            continue
        member = MemberSource(archive, info)
        if last[info.filename] is not info:
            yield RefusedSource(Refused(Trouble.CONFLICTING, member.name))
        elif info.file_size > max(info.compress_size, 1) * MOST_RATIO + (1 << 20):
            yield RefusedSource(Refused(Trouble.TOO_LARGE, member.name))
        else:
            yield member


def _wants_out(path: str) -> bool:
    return path.startswith(("/", "\\")) or ".." in path.replace("\\", "/").split("/")


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in path.split("/"))


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A neighbour of ``path`` to write into; it takes the name only when everything went well."""
    handle, temporary = tempfile.mkstemp(prefix=".genkan-", suffix=path.suffix, dir=path.parent or Path())
    os.close(handle)
    try:
        yield Path(temporary)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def days_table(days: Days) -> Mapping[str, list[object]]:
    """Days as plain columns: date, every measure, reach per informant. None: unknown."""
    table: dict[str, list[object]] = {"date": list(days.dates())}
    for informant in Informant:
        if informant in days.reach:
            column = days.reach[informant]
            for side, values in (("low", column.low), ("high", column.high)):
                table[f"reach_{side}_{informant.value}"] = [_reach_name(int(value)) for value in values]
    for name in MEASURES:
        table[name] = [None if value != value else float(value) for value in days[name]]
    return table


def _reach_name(value: int) -> str | None:
    return Reach(value).name.lower() if value >= 0 else None


def days_json(days: Days) -> str:
    """Days as JSON text that ``days_from_json`` reads back to the same; unknown is null."""
    sleeps = days.sleeps
    return json.dumps(
        {
            "genkan_days": 1,
            "first": days.first.isoformat(),
            "columns": {name: _nulls(days[name]) for name in MEASURES if np.isfinite(days[name]).any()},
            "count": len(days),
            "reach": {
                informant.value: [column.low.tolist(), column.high.tolist()]
                for informant, column in days.reach.items()
            },
            "sleeps": {
                "day": sleeps.day.tolist(),
                "start_hour": [round(hour, 4) for hour in sleeps.start_hour.tolist()],
                "end_hour": [round(hour, 4) for hour in sleeps.end_hour.tolist()],
                "main": sleeps.main.tolist(),
                "informant": [informant.value for informant in sleeps.informant],
            },
            "flags": [[flag.day.isoformat(), flag.kind, flag.informant.value] for flag in days.flags],
            "told_by": {name: list(sources) for name, sources in days.told_by.items()},
            "zones": list(days.zones),
            "wrote": {informant.value: wrote.tolist() for informant, wrote in days.wrote.items()},
        },
        ensure_ascii=False,
        allow_nan=False,
    )


def _nulls(values: Floats) -> list[float | None]:
    return [None if value != value else round(value, 4) for value in values.tolist()]


def days_from_json(text: str) -> Days:
    """Days as ``days_json`` wrote them. Raises ValueError for anything else."""
    told = json.loads(text)
    if not isinstance(told, dict) or told.get("genkan_days") != 1:
        raise ValueError("not a table of days")
    columns = nan_columns(int(told["count"]))
    for name, values in told["columns"].items():
        columns[name] = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    sleeps = told["sleeps"]
    return Days(
        first=date.fromisoformat(told["first"]),
        columns=columns,
        reach={
            Informant(name): ReachColumn(np.array(low, dtype=np.int8), np.array(high, dtype=np.int8))
            for name, (low, high) in told["reach"].items()
        },
        sleeps=Sleeps(
            day=np.array(sleeps["day"], dtype=np.int32),
            start_hour=np.array(sleeps["start_hour"], dtype=np.float64),
            end_hour=np.array(sleeps["end_hour"], dtype=np.float64),
            main=np.array(sleeps["main"], dtype=np.bool_),
            informant=tuple(Informant(name) for name in sleeps["informant"]),
        ),
        flags=tuple(
            DayFlag(date.fromisoformat(day), kind, Informant(who)) for day, kind, who in told["flags"]
        ),
        told_by={name: tuple(sources) for name, sources in told["told_by"].items()},
        zones=tuple(told["zones"]),
        wrote={Informant(name): np.array(wrote, dtype=np.bool_) for name, wrote in told["wrote"].items()},
    )


def course_json(course: Course, reading: Reading) -> str:
    """Days and every reading made of them, as JSON for other programs."""
    readings = {
        "as_of": course.as_of.isoformat(),
        "stages": [_stage_told(stage) for stage in course.stages],
        "signs": [
            {"sign": sign.sign, "level": sign.level.name.lower(), "because": _because_told(sign.because)}
            for sign in course.signs_on(min(course.as_of, course.days.last))
        ],
        "files": [{"file": one.file, "importer": one.importer} for one in reading.files],
        "left_out": [
            {"file": one.file, "why": one.trouble, "count": one.count, "where": one.where}
            for one in reading.left_out
        ],
        "days": json.loads(days_json(course.days)),
    }
    return json.dumps(readings, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def check_up_given(content: bytes, file: str) -> Given:
    """A check-up that was kept as a file. Raises Refused, naming the place, for anything else."""
    try:
        plain = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise Refused(Trouble.ENCODING, file) from None
    except RecursionError:
        raise Refused(Trouble.TOO_DEEP, file) from None
    except ValueError:
        raise Refused(Trouble.DAMAGED, file) from None
    return given_from(plain, questions(), file)


def check_up_json(check: CheckUp) -> str:
    """Everything read from a check-up, as JSON for other programs; own words are left out."""
    told = {
        "as_of": check.course.as_of.isoformat(),
        "who": check.given.who,
        "stages": [_stage_told(stage) for stage in check.course.stages],
        "signs": [
            {"sign": sign.sign, "level": sign.level.name.lower(), "because": _because_told(sign.because)}
            for sign in check.signs
        ],
        "contradictions": list(check.contradictions),
        "cares": [{"id": one.id, "urgency": one.urgency, "because": one.because} for one in check.cares],
        "beside": [{"id": one.id, "because": one.because} for one in check.besides],
        "tonight": check.tonight.id if check.tonight else None,
        "week": [step.id for step in check.week],
    }
    return json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _stage_told(stage: StageReading) -> dict[str, object]:
    states = tuple(State)
    return {
        "definition": stage.definition,
        "state": stage.state,
        "possible": list(stage.possible),
        "since": [_iso(stage.since.earliest), _iso(stage.since.latest)],
        "months": list(stage.months),
        "because": _because_told(stage.because),
        "decides": stage.decides,
        "ribbon": [states[code].value for code in stage.ribbon.tolist()],
    }


def _because_told(reasons: tuple[Because, ...]) -> list[dict[str, object]]:
    return [
        {
            "said": one.said,
            "facts": {
                name: _iso(fact) if isinstance(fact, date) else fact for name, fact in one.facts.items()
            },
            "rule": one.rule,
            "source": one.source,
            "mark": one.mark,
        }
        for one in reasons
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def write_parquet(days: Days, path: Path) -> None:
    """Days as a Parquet file; whole or not at all."""
    import polars as pl

    with whole_file(path) as aside:
        pl.DataFrame(days_table(days)).write_parquet(aside)


def write_text(text: str, path: Path) -> None:
    """UTF-8 text; whole or not at all."""
    with whole_file(path) as aside:
        aside.write_text(text, encoding="utf-8")


def write_bytes(content: bytes, path: Path) -> None:
    """Bytes; whole or not at all."""
    with whole_file(path) as aside:
        aside.write_bytes(content)


def write_json(value: Mapping[str, object], path: Path) -> None:
    """A plain value as JSON; whole or not at all."""
    write_text(json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False) + "\n", path)
