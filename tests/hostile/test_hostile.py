"""Files nobody should have to meet: each refused soon, small, in one sentence, and nothing written.

Most run in this process; a dozen in their own, with the kernel counting.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from tests.hostile.files import (
    CANARY,
    ERROR_PAGE,
    HALF_GOOD,
    HOSTILE,
    OTHERS,
    PLACES,
    ROWS,
    SAMPLES,
    Hostile,
    zipped,
)

from genkan.cli import main
from genkan.importers import all_importers, read_into
from genkan.importers.gathering import MOST_FIXES, Gathering, shown_name
from genkan.knowledge import sentence
from genkan.nouns import ContactKind, Refused, SpanKind, Trouble
from genkan.store import BytesSource, FileSource

MOST_S = 2.0
MOST_BYTES = 256 << 20
LEAKS = re.compile(
    rf"Traceback|Error|Exception|Refused|Errno|object at|{CANARY}|35\.65|139\.7|/tmp|/etc|passwd", re.I
)


class Unfit(AssertionError):
    """What must not happen to a family with a bad file."""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a reading ended, and what it cost."""

    code: int
    told: str
    seconds: float
    grown: int  # bytes


@contextmanager
def _warned_of_nothing() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        yield


def _status(field: str) -> int:
    found = re.search(rf"{field}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(found[1]) << 10 if found else 0


@contextmanager
def _peak() -> Iterator[Callable[[], int]]:
    """How far this process has grown since the beginning of the block, at its largest."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
        before = _status("VmRSS")
    except OSError:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
        yield lambda: (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10) - before
        return
    yield lambda: _status("VmHWM") - before


def read_here(place: Path, *options: str) -> Ended:
    """``genkan read`` in this process."""
    out = place.parent / "out.json"
    began = time.process_time()
    with _peak() as grown, _warned_of_nothing():
        ran = CliRunner().invoke(
            main, ["read", str(place), "--json", str(out), "--zone", "Asia/Tokyo", *options]
        )
        size = grown()
    if ran.exception is not None and not isinstance(ran.exception, SystemExit):
        raise Unfit(f"{type(ran.exception).__name__}: {ran.exception}") from ran.exception
    return Ended(ran.exit_code, ran.stderr, time.process_time() - began, size)


def read_apart(place: str, folder: Path, *options: str, **streams: int) -> Ended:
    """``genkan read`` in a process of its own, with the kernel counting and a net of limits."""
    (folder / "aside").mkdir(exist_ok=True)
    command = [
        sys.executable,
        "-m",
        "genkan.cli",
        "read",
        place,
        "--json",
        str(folder / "out.json"),
        *options,
    ]
    with (folder / "aside" / "told").open("w+b") as told:
        child = subprocess.Popen(
            command,
            stdin=streams.get("stdin", subprocess.DEVNULL),
            stdout=subprocess.DEVNULL,
            stderr=told,
            env={**os.environ, "TMPDIR": str(folder / "aside"), "LC_ALL": "C.UTF-8"},
            preexec_fn=_limited,
        )
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        told.seek(0)
        words = told.read().decode()
    (folder / "aside" / "told").unlink()
    left = list((folder / "aside").iterdir())
    if left:
        raise Unfit(f"left behind: {left}")
    return Ended(
        child.returncode, words, used.ru_utime + used.ru_stime, (used.ru_maxrss << 10) - _plain_interpreter()
    )


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))


def _plain_interpreter(found: list[int] = []) -> int:  # noqa: B006 (measured once)
    if not found:
        child = subprocess.Popen([sys.executable, "-c", ""])
        found.append(os.wait4(child.pid, 0)[2].ru_maxrss << 10)
    return found[0]


def judge(ended: Ended, hostile: Hostile, out: Path, lang: str = "en") -> None:
    """Refused soon, small, in one sentence that names the file and quotes nothing, and nothing written."""
    if ended.code != 3:
        raise Unfit(f"exit code {ended.code}: {ended.told}")
    if ended.seconds > MOST_S:
        raise Unfit(f"{ended.seconds:.1f} s")
    if ended.grown > MOST_BYTES:
        raise Unfit(f"{ended.grown >> 20} MB")
    if out.exists() or any(one.name.startswith(".genkan-") for one in out.parent.iterdir()):
        raise Unfit("something was written")
    judge_sentence(ended.told, lang)
    if not any(is_told(ended.told, trouble, lang) for trouble in hostile.troubles):
        raise Unfit(f"another reason: {ended.told}")


def judge_sentence(told: str, lang: str) -> None:
    """One printable line, in the language asked for, without anything out of the machine or the file."""
    if not told.endswith("\n") or not told[:-1].isprintable() or len(told) > 400:
        raise Unfit(f"not one sentence: {told!r}")
    if found := LEAKS.search(told.replace("Canary.", "")):
        raise Unfit(f"tells too much: {found[0]!r}")
    if lang != "en" and told.isascii():
        raise Unfit(f"not in {lang}: {told!r}")


def is_told(told: str, trouble: Trouble, lang: str) -> bool:
    """Is this the sentence for that trouble?"""
    marks = dict.fromkeys(("file", "where", "expected"), "\x00")
    parts = sentence(f"trouble.{trouble.value}", lang, **marks).split("\x00")
    return all(part.strip(" .。") in told for part in parts)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda one: one.name)
def test_refused_in_one_sentence(hostile: Hostile, tmp_path: Path) -> None:
    """Exit code 3, one sentence, at most 2 s and 256 MB, nothing written."""
    judge(read_here(hostile.laid(tmp_path), "--lang", "en"), hostile, tmp_path / "out.json")


def test_there_are_enough_of_them() -> None:
    """At least sixty, no two of the same name."""
    assert len({one.name for one in HOSTILE}) == len(HOSTILE) >= 60


@pytest.mark.parametrize("lang", ["th", "ja"])
@pytest.mark.parametrize("hostile", [*OTHERS[::4], *PLACES[-5:]], ids=lambda one: one.name)
def test_in_the_language_of_the_family(hostile: Hostile, lang: str, tmp_path: Path) -> None:
    """The same sentence in Thai and Japanese."""
    judge(read_here(hostile.laid(tmp_path), "--lang", lang), hostile, tmp_path / "out.json", lang)


APART = [
    one
    for one in HOSTILE
    if one.name
    in (
        *("zip of thirty million identical points", "zip of overlapping members", "zip of very many members"),
        *(
            "billion laughs in HealthData",
            "a million elements deep in smses",
            "a value of 20 MB",
            "a text of 20 MB",
        ),
        *("a million objects deep in Timeline", "a hundred thousand columns", "a workbook of shared bombs"),
        *("a pipe nobody writes to", "an endless device", "a name that is no text"),
    )
]


@pytest.mark.parametrize("hostile", APART, ids=lambda one: one.name)
def test_refused_by_a_process_of_its_own(hostile: Hostile, tmp_path: Path) -> None:
    """The kernel agrees: exit code 3, at most 2 s from the start of Python, 256 MB, no file left behind."""
    place = hostile.laid(tmp_path)
    judge(read_apart(str(place), tmp_path, "--lang", "en"), hostile, tmp_path / "out.json")


@pytest.mark.parametrize("hostile", HALF_GOOD, ids=lambda one: one.name)
def test_the_good_half_is_used(hostile: Hostile, tmp_path: Path) -> None:
    """Exit code 0; the good half gives days, and what was left out is said, with its reason."""
    place = hostile.laid(tmp_path)
    ended = read_here(place, "--lang", "en", "-q")
    assert (ended.code, ended.seconds < MOST_S, ended.grown < MOST_BYTES) == (0, True, True)
    written = json.loads((tmp_path / "out.json").read_text())
    assert written["days"]["count"] > 0
    assert {Trouble(part["why"]) for part in written["left_out"]} & hostile.troubles
    assert "35.65" not in (tmp_path / "out.json").read_text()
    assert "was used" in CliRunner().invoke(main, ["read", str(place), "--lang", "en"]).stdout.replace(
        "the rest was", "was used"
    )


@pytest.mark.parametrize("name", SAMPLES)
def test_cut_anywhere(name: str) -> None:
    """A sample that stops at any of fifty places gives what stands before it, or a refusal."""
    sample = SAMPLES[name]
    began = time.process_time()
    for end in range(0, len(sample), max(1, len(sample) // 50)):
        gathering = Gathering("Asia/Tokyo")
        try:
            read_into(BytesSource(sample[:end], "file"), gathering)
        except Refused:
            continue
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "cp932", "cp874", "latin-1"]
)
def test_saved_in_another_encoding(encoding: str) -> None:
    """Every sample in every encoding is read or refused, and never read as something else."""
    for name, sample in SAMPLES.items():
        gathering = Gathering("Asia/Tokyo")
        try:
            importer = read_into(BytesSource(sample.decode().encode(encoding, "replace"), "file"), gathering)
        except Refused:
            continue
        assert importer is all_importers()[name]


# ── what comes in other ways ──


def test_standard_input_may_never_end(tmp_path: Path) -> None:
    """Endless zeros and endless words are refused at once, without filling the disk."""
    for command in (["cat", "/dev/zero"], ["yes", CANARY]):
        with subprocess.Popen(command, stdout=subprocess.PIPE) as endless:
            assert endless.stdout is not None
            ended = read_apart("-", tmp_path, "--lang", "en", stdin=endless.stdout.fileno())
            endless.kill()
        assert ended.code == 3
        assert ended.seconds < MOST_S
        judge_sentence(ended.told, "en")


def test_a_file_on_standard_input_is_read(tmp_path: Path) -> None:
    """A zip through a pipe is read like a zip on the disk, and leaves nothing behind."""
    (tmp_path / "a.zip").write_bytes(zipped(("a.csv", ROWS), ("b.html", ERROR_PAGE * 2000)))
    with (tmp_path / "a.zip").open("rb") as stream:
        ended = read_apart("-", tmp_path, "--lang", "en", stdin=stream.fileno())
    assert ended.code == 0
    assert json.loads((tmp_path / "out.json").read_text())["days"]["count"] == 1


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locked away by the disk is said as a sentence, not as the machine's words."""

    opened = Path.open
    place = tmp_path / "export.xml"

    def locked(path: Path, *args: Any, **named: Any) -> Any:
        if path == place:
            raise PermissionError(13, f"{CANARY} {path}")
        return opened(path, *args, **named)

    place.write_bytes(SAMPLES["apple_health"])
    monkeypatch.setattr(Path, "open", locked)
    ended = read_here(place, "--lang", "en")
    assert ended.code == 3
    judge_sentence(ended.told, "en")


def test_a_disk_that_fails_in_the_middle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the disk or too little memory while reading is a refusal."""
    for problem, trouble in ((OSError(5, CANARY), Trouble.DAMAGED), (MemoryError(), Trouble.TOO_LARGE)):

        def failing(*_: object, _problem: BaseException = problem) -> None:
            raise _problem

        source = BytesSource(SAMPLES["location_csv"], "points.csv")
        monkeypatch.setattr(source, "open", failing)
        with pytest.raises(Refused) as refused:
            read_into(source, Gathering("UTC"))
        assert refused.value.trouble is trouble


@pytest.mark.parametrize(
    "answers",
    [
        b"a = " + b"[" * 100_000,
        b'"Canary\\nCanary" = 1',
        b"\xff\xfe",
        b"age = 1e400",
        b"since = 0000-01-01",
        b"=" * 3_000_000,
    ],
    ids=range(6),
)
def test_hostile_answers(answers: bytes, tmp_path: Path) -> None:
    """Answers that cannot be read are refused in one sentence as well."""
    (tmp_path / "points.csv").write_bytes(ROWS)
    (tmp_path / "answers.toml").write_bytes(answers)
    ended = read_here(tmp_path / "points.csv", "--lang", "en", "--answers", str(tmp_path / "answers.toml"))
    assert ended.code == 3
    assert ended.seconds < MOST_S
    judge_sentence(ended.told.replace(CANARY, ""), "en")


@pytest.mark.parametrize("answers", ["/dev/zero", "/nowhere/answers.toml"])
def test_answers_that_are_no_file(answers: str, tmp_path: Path) -> None:
    """Endless or missing answers are refused, not waited for."""
    (tmp_path / "points.csv").write_bytes(ROWS)
    ended = read_here(tmp_path / "points.csv", "--lang", "en", "--answers", answers)
    assert ended.code == 3
    judge_sentence(ended.told, "en")


@pytest.mark.parametrize("zone", ["../../etc/passwd", "Mars/Base", "", "+99:99", "a\0b", "x" * 5000])
def test_zones_nobody_knows(zone: str, tmp_path: Path) -> None:
    """A zone that is none is a wrong option (exit code 2), whatever it looks like."""
    (tmp_path / "points.csv").write_bytes(ROWS)
    ended = read_here(tmp_path / "points.csv", "--zone", zone)
    assert ended.code == (2 if zone else 0)


@pytest.mark.parametrize(
    ("day", "code"), [("0001-01-01", 2), ("9999-12-31", 2), ("2000-01-01", 3), ("2099-12-31", 0)]
)
def test_days_far_away(day: str, code: int, tmp_path: Path) -> None:
    """A day no phone knows is a wrong option (exit code 2); the first and last known ones are not."""
    (tmp_path / "points.csv").write_bytes(ROWS)
    assert read_here(tmp_path / "points.csv", "--as-of", day, "--lang", "en").code == code


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """When the result cannot be saved, that is said, and nothing half-written stays."""
    (tmp_path / "points.csv").write_bytes(ROWS)
    ran = CliRunner().invoke(
        main, ["read", str(tmp_path / "points.csv"), "-q", "--svg", str(tmp_path / "no" / "a.svg")]
    )
    assert ran.exit_code in (1, 2)
    assert not isinstance(ran.exception, OSError)
    assert [one.name for one in tmp_path.iterdir()] == ["points.csv"]


# ── memory stays bounded whatever a file repeats ──


def test_thirty_million_identical_points_stay_small() -> None:
    """Points that say the same are kept once there are too many of them; the gathering stays under 256 MB."""
    gathering = Gathering("UTC")
    when, lat, lon = (
        np.full(1_000_000, 1_709_251_323_000),
        np.full(1_000_000, 35.6),
        np.full(1_000_000, 139.7),
    )
    with _peak() as grown:
        for _ in range(30):
            gathering.add_fixes(when, lat, lon)
        events = gathering.events()
        size = grown()
    assert 0 < len(events.fixes) <= MOST_FIXES
    assert size < MOST_BYTES


@pytest.mark.slow
def test_a_point_each_second_for_a_year_is_thinned() -> None:
    """Thinning keeps the whole time from the first to the last point, in order, evenly."""
    gathering = Gathering("UTC")
    with _peak() as grown:
        for day in range(365):
            when = 1_709_251_200_000 + (day * 86_400 + np.arange(86_400)) * 1000
            gathering.add_fixes(when, np.full(86_400, 35.6), np.full(86_400, 139.7))
        fixes = gathering.events().fixes
        size = grown()
    assert size < MOST_BYTES
    assert len(fixes) <= MOST_FIXES
    assert np.diff(fixes.utc_ms).max() <= 120_000
    assert fixes.utc_ms[-1] - fixes.utc_ms[0] > 364.9 * 86_400_000


def test_rows_beyond_any_life_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repeated stretches are folded; very many different ones are refused."""
    monkeypatch.setattr("genkan.importers.gathering.MOST_ROWS", 1000)
    gathering = Gathering("UTC")
    start = np.full(300, 1_709_251_323_000)
    for _ in range(20):
        gathering.add_spans(SpanKind.STEPS, start, start + 1000, 5.0)
        gathering.add_contacts(
            np.full(300, ContactKind.CALL_IN), start, np.zeros(300), np.zeros(300, np.uint64)
        )
    assert len(gathering.events().spans) < 1000
    with pytest.raises(Refused) as refused:
        for number in range(20):
            gathering.add_spans(SpanKind.STEPS, start + np.arange(300) + number * 300, start + 10**6, 5.0)
    assert refused.value.trouble is Trouble.TOO_LARGE


def test_names_devices_and_zones_of_no_end_are_bounded() -> None:
    """A file may name a hundred thousand devices and zones; few are kept, and what is said stays short."""
    gathering = Gathering("UTC")
    numbers = {gathering.source(f"Watch\n{number}") for number in range(70_000)}
    assert max(numbers) <= 1000
    for number in range(20_000):
        gathering.add_zone(
            1_709_251_323_000 + number * 1000, ("+09:00", "+07:00", "../x", "+99:00")[number % 4]
        )
        gathering.reading(f"file {number}")
        gathering.leave_out(Trouble.DAMAGED)
    gathering.add_spans(SpanKind.STEPS, [1_709_251_323_000], [1_709_251_324_000], 5.0)
    events = gathering.events()
    assert len(events.zones) <= 4000
    assert {span.zone for span in events.zones} == {"+09:00", "+07:00"}
    assert len(events.left_out) <= 202
    assert all(name.isprintable() for name in events.sources)


@pytest.mark.slow
def test_one_line_of_a_gigabyte(tmp_path: Path) -> None:
    """A gigabyte without a line end, as a table, as XML and as JSON, is refused as quickly as anything."""
    for start in (
        b"time,latitude,longitude\n",
        b'<?xml version="1.0"?><HealthData a="',
        b'{"locations": [{"latitudeE7": "',
    ):
        place = tmp_path / "long.txt"
        with place.open("wb") as stream:
            stream.write(start + b"x" * 70_000)
            stream.truncate(1 << 30)
        ended = read_apart(str(place), tmp_path, "--lang", "en")
        assert (ended.code, ended.grown < MOST_BYTES) == (3, True)
        assert ended.seconds < MOST_S
        judge_sentence(ended.told, "en")


# ── a judge that cannot fail proves nothing ──


GOOD = Ended(
    3, sentence("trouble.empty", "en", file="export.xml", where="", expected="") + "\n", 0.1, 1 << 20
)
BAD = {
    "another code": Ended(1, GOOD.told, 0.1, 1),
    "slow": Ended(3, GOOD.told, 2.5, 1),
    "large": Ended(3, GOOD.told, 0.1, 300 << 20),
    "silent": Ended(3, "", 0.1, 1),
    "two lines": Ended(3, GOOD.told + GOOD.told, 0.1, 1),
    "an escape": Ended(3, "\x1b[31m" + GOOD.told, 0.1, 1),
    "a path": Ended(3, "/etc/a/" + GOOD.told, 0.1, 1),
    "the machine's words": Ended(3, "KeyError: " + GOOD.told, 0.1, 1),
    "content": Ended(3, f"{CANARY} {GOOD.told}", 0.1, 1),
    "a position": Ended(3, "35.6586 " + GOOD.told, 0.1, 1),
    "another reason": Ended(
        3, sentence("trouble.locked", "en", file="a", where="", expected="") + "\n", 0.1, 1
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_the_judge_can_fail(name: str, tmp_path: Path) -> None:
    """Each planted fault is caught, and the faultless one passes."""
    nothing = HOSTILE[[one.name for one in HOSTILE].index("nothing")]
    judge(GOOD, nothing, tmp_path / "out.json")
    with pytest.raises(Unfit):
        judge(BAD[name], nothing, tmp_path / "out.json")


def test_the_judge_sees_what_was_written(tmp_path: Path) -> None:
    """A result, or half of one, that was left behind is caught."""
    nothing = HOSTILE[[one.name for one in HOSTILE].index("nothing")]
    (tmp_path / ".genkan-half.json").touch()
    with pytest.raises(Unfit):
        judge(GOOD, nothing, tmp_path / "out.json")


def test_names_are_made_fit_to_be_shown(tmp_path: Path) -> None:
    """Every source tells a plain name, whatever the disk calls it."""
    for hostile in PLACES[-4:]:
        name = FileSource(hostile.laid(tmp_path)).name
        assert name == shown_name(hostile.file)
        assert name.isprintable()
        assert len(name) <= 80
