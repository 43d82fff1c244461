"""Every reader, and the walk behind it, on files that went through something.

``GENKAN_FUZZ=2000 pytest tests/hostile/test_fuzz.py`` runs longer.
"""

from __future__ import annotations

import inspect
import json
import os
import re
import sys
import time
import zlib
from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile.mutations import mutations_of

from genkan.course import Course, Reading, course_of
from genkan.days import clock_of, days_from
from genkan.importers import all_importers
from genkan.importers.gathering import Gathering, Source
from genkan.letters.html import html_of
from genkan.nouns import FLAGS, ContactKind, Events, Informant, Reach, Refused, Report, SpanKind, Trouble
from genkan.sheet import day_words, left_out_words, refusal_told
from genkan.store import BytesSource, course_json
from genkan.terminal import way_out_text

COUNT = int(os.environ.get("GENKAN_FUZZ", "150"))
SEED = int(os.environ.get("GENKAN_FUZZ_SEED", "1"))
UNTIL_MS = 1_800_000_000_000
SLOWEST_S = 1.0
MOST_DRAWN = 500  # days
PLACE = re.compile(r"|(after )?(line|record|member|row|sheet|byte) \d+|DOCTYPE|</(HealthData|gpx|kml)>")
BROKEN = (Trouble.DAMAGED, Trouble.TRUNCATED, Trouble.TOO_DEEP, Trouble.TOO_LARGE)
IMPORTERS = all_importers()
SAMPLES = [importer.SAMPLE for importer in IMPORTERS.values()]


class Fault(AssertionError):
    """What a reader must never do."""


def read(importer: Any, content: bytes, **ways: bool) -> Events | Refused:
    """What the reader makes of these bytes: events or a refusal, and nothing else."""
    gathering = Gathering("Asia/Tokyo", UNTIL_MS)
    gathering.reading("file")
    try:
        importer.recognises(content[:65_536], "file")
        importer.read(BytesSource(content, "file"), gathering, **ways)
        return gathering.events()
    except Refused as refused:
        return refused
    except Exception as problem:
        raise Fault(f"{type(problem).__name__}: {problem}") from problem


def judge(importer: Any, content: bytes) -> Events | Refused:
    """The outcome, after everything has been checked that holds for every file."""
    began = time.process_time()
    outcome = read(importer, content)
    took = time.process_time() - began
    if took > SLOWEST_S:
        raise Fault(f"took {took:.1f} s for {len(content)} bytes")
    if isinstance(outcome, Refused):
        judge_refusal(outcome)
    else:
        judge_events(outcome)
    if "plain" in inspect.signature(importer.read).parameters:
        judge_agreement(outcome, read(importer, content, plain=True))
    return outcome


def judge_refusal(refused: Refused) -> None:
    """One sentence in each language, with a place in the file and nothing out of it."""
    for lang in ("en", "th", "ja"):
        told = refusal_told(refused.named("file"), lang)
        if len(told.splitlines()) != 1 or len(told) > 400 or not told.isprintable():
            raise Fault(f"not a sentence: {told!r}")
    if not PLACE.fullmatch(refused.where):
        raise Fault(f"not a place: {refused.where!r}")


def judge_events(events: Events) -> None:
    """Sorted, possible, within the time that can be; what was left out can be said."""
    fixes, spans, contacts, activity = events.fixes, events.spans, events.contacts, events.activity
    since = Gathering("UTC").since_ms
    for times in (fixes.utc_ms, spans.start_ms, contacts.utc_ms, activity.utc_ms):
        if len(times) and (times.min() < since or times.max() > UNTIL_MS or (np.diff(times) < 0).any()):
            raise Fault("impossible or unsorted times")
    if not ((abs(fixes.lat) <= 90).all() and (abs(fixes.lon) <= 180).all()):
        raise Fault("impossible positions")
    if len(spans) and ((spans.end_ms < spans.start_ms).any() or spans.end_ms.max() > UNTIL_MS):
        raise Fault("impossible stretches")
    if not (np.isfinite(spans.value) & (spans.value >= 0)).all():
        raise Fault("impossible amounts")
    if not (np.isfinite(contacts.duration_s) & (contacts.duration_s >= 0)).all():
        raise Fault("impossible calls")
    if np.isinf(activity.counts).any() or (activity.counts < 0).any():
        raise Fault("impossible counts")
    if len(activity) and not 0 < activity.epoch_s <= 86_400:
        raise Fault(f"impossible epoch of {activity.epoch_s} s")
    for part in events.left_out:
        if not PLACE.fullmatch(part.where):
            raise Fault(f"not a place: {part.where!r}")
    if any(not line.isprintable() for line in left_out_words(events.left_out, 0, "ja")):
        raise Fault("not a sentence")


def judge_agreement(fast: Events | Refused, plain: Events | Refused) -> None:
    """The fast path and the plain path say the same; the plain one may stop at damage, the fast one go on."""
    if isinstance(fast, Refused) and isinstance(plain, Refused):
        return
    stopped = isinstance(plain, Refused) or any(part.trouble in BROKEN for part in plain.left_out)
    if isinstance(fast, Refused):
        if not (stopped and fast.trouble in BROKEN):
            raise Fault(f"fast refuses ({fast.trouble}), plain reads")
        return
    ours, theirs = fast.summary(), {} if isinstance(plain, Refused) else plain.summary()
    if isinstance(plain, Refused) and plain.trouble not in (*BROKEN, Trouble.NOTHING_USABLE):
        raise Fault(f"plain refuses ({plain.trouble}), fast reads")
    for name in {*ours, *theirs}:
        one, other = ours.get(name, 0), theirs.get(name, 0)
        if not (np.isclose(one, other, rtol=1e-5, atol=0.002) or (stopped and one > other)):
            raise Fault(f"{name}: fast {one}, plain {other}")


def walk(events: Events) -> None:
    """From odd but readable events to where things stand."""
    try:
        days = days_from(events, "Asia/Tokyo")
    except Refused as refused:
        judge_refusal(refused)
        return
    except Exception as problem:
        raise Fault(f"days: {type(problem).__name__}: {problem}") from problem
    try:
        course = course_of(days)
    except Exception as problem:
        raise Fault(f"course: {type(problem).__name__}: {problem}") from problem
    total = days["hours_home"] + days["hours_out"] + days["hours_unknown"]
    lengths = np.diff(clock_of(events, "Asia/Tokyo").day_starts(days.first, days.last)) / 3600
    if (np.abs(total - lengths)[np.isfinite(total)] > 0.01).any():
        raise Fault("the hours of a day do not add up")
    if len(course.signs) != len(days):
        raise Fault("a sign reading for each day")
    if len(days) < MOST_DRAWN:
        draw(course, Reading(days, (), events.left_out, 0))


def draw(course: Course, reading: Reading) -> None:
    """Everything a person is shown of it can be made."""
    try:
        json.loads(course_json(course, reading))
        html_of(course, reading, "th")
        way_out_text(course.days, "ja", 80)
        day_words(course, course.days.last, "en")
    except Exception as problem:
        raise Fault(f"drawing: {type(problem).__name__}: {problem}") from problem


def fuzz(importer: Any, count: int, seed: int, each_walks: int = 4) -> None:
    """Judge ``count`` broken versions of the importer's sample; every few of them walk on."""
    for number, content in enumerate(mutations_of(importer.SAMPLE, SAMPLES, seed, count)):
        try:
            outcome = judge(importer, content)
            if isinstance(outcome, Events) and number % each_walks == 0:
                walk(outcome)
        except Fault as fault:
            raise Fault(f"mutation {number} of seed {seed}: {fault}") from fault


@pytest.mark.parametrize("name", IMPORTERS)
def test_a_broken_file_is_read_or_refused(name: str) -> None:
    """Whatever happened to a file: events or a refusal, soon, and the days behind it stand."""
    fuzz(IMPORTERS[name], COUNT, SEED + zlib.crc32(name.encode()))


@pytest.mark.parametrize("name", IMPORTERS)
@settings(max_examples=20, deadline=None, derandomize=True)
@given(before=st.binary(max_size=200), share=st.floats(0, 1), after=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(name: str, before: bytes, share: float, after: bytes) -> None:
    """Any bytes before, instead of and behind a part of a sample: events or a refusal."""
    sample = IMPORTERS[name].SAMPLE
    judge(IMPORTERS[name], before + sample[: int(share * len(sample))] + after)


# ── odd but readable events ──

MS = st.one_of(
    st.sampled_from([946_684_800_000, UNTIL_MS, UNTIL_MS - 1, 1_711_846_800_000, 1_709_251_200_000]),
    st.integers(1_700_000_000_000, UNTIL_MS),
    st.integers(1_709_251_200_000, 1_709_251_200_000 + 30 * 86_400_000),
)
LENGTH = st.one_of(st.just(0), st.integers(0, 90_000_000), st.integers(0, 10**12))
SPAN = st.tuples(
    st.sampled_from(list(SpanKind)), MS, LENGTH, st.one_of(st.floats(0, 3e38), st.integers(0, 9))
)
FIX = st.tuples(
    MS,
    st.one_of(st.sampled_from([90.0, -90.0, 0.0, 35.6]), st.floats(-90, 90)),
    st.one_of(st.sampled_from([180.0, -180.0, 0.0, 139.7]), st.floats(-180, 180)),
    st.one_of(st.just(float("nan")), st.floats(0, 1e9)),
)
CONTACT = st.tuples(st.sampled_from(list(ContactKind)), MS, st.floats(0, 600_000), st.integers(0, 2**64 - 1))
DAY = st.one_of(st.dates(date(2000, 1, 1), date(2027, 1, 1)), st.dates(date(2024, 3, 1), date(2024, 3, 20)))
OFTEN = st.floats(0, 24)
REPORT = st.builds(
    Report,
    day=DAY,
    informant=st.sampled_from(list(Informant)),
    reach_low=st.none() | st.sampled_from(list(Reach)),
    reach_high=st.none() | st.sampled_from(list(Reach)),
    talked=st.none() | st.booleans(),
    attended=st.none() | st.booleans(),
    bed_hour=st.none() | OFTEN,
    up_hour=st.none() | OFTEN,
    hours_out=st.none() | OFTEN,
    gaming_hours=st.none() | OFTEN,
    screen_hours=st.none() | OFTEN,
    drive=st.none() | st.integers(0, 3),
    mood=st.none() | st.integers(0, 4),
    flag=st.none() | st.sampled_from(FLAGS),
)
ZONE = st.tuples(
    MS, st.sampled_from(["+09:00", "-12:00", "+14:00", "Asia/Tokyo", "America/St_Johns", "Pacific/Apia"])
)


@settings(max_examples=15 if COUNT <= 150 else COUNT, deadline=None, derandomize=True)
@given(
    spans=st.lists(SPAN, max_size=12),
    fixes=st.lists(FIX, max_size=12),
    contacts=st.lists(CONTACT, max_size=6),
    reports=st.lists(REPORT, max_size=8),
    zones=st.lists(ZONE, max_size=4),
    epochs=st.tuples(
        MS,
        st.sampled_from([1, 15, 30, 60, 77, 3600]),
        st.lists(st.floats(0, 1e6) | st.just(np.nan), max_size=60),
    ),
)
def test_odd_events_never_stop_the_walk(
    spans: list[Any],
    fixes: list[Any],
    contacts: list[Any],
    reports: list[Report],
    zones: list[Any],
    epochs: tuple[int, int, list[float]],
) -> None:
    """Whatever lies in the events, days come of it: poles, date lines, years of sleep, moving clocks."""
    gathering = Gathering("Asia/Tokyo", UNTIL_MS)
    for kind, start, length, value in spans:
        gathering.add_spans(kind, [start], [start + length], [value], gathering.source("Watch"))
    for fix in fixes:
        gathering.add_fixes(*([one] for one in fix))
    for contact in contacts:
        gathering.add_contacts(*([one] for one in contact))
    gathering.add_reports(reports)
    for when, zone in zones:
        gathering.add_zone(when, zone)
    start, epoch_s, counts = epochs
    gathering.add_activity(start + np.arange(len(counts)) * epoch_s * 1000, counts, epoch_s)
    events = gathering.events()
    judge_events(events)
    walk(events)


# ── a judge that cannot fail proves nothing ──


def planted(read: Callable[..., None]) -> Any:
    """An importer that reads so."""
    return SimpleNamespace(SAMPLE=b"hello, 1, 2, 3\n" * 9, recognises=lambda head, name: True, read=read)


def crashes(source: Source, gathering: Gathering) -> None:
    """Falls over what it did not expect."""
    with source.open() as stream:
        int(stream.read().split(b",")[1])


def quotes(source: Source, gathering: Gathering) -> None:
    """Puts the file's content into its refusal."""
    raise Refused(Trouble.BAD_VALUES, where=source.head()[:9].decode("latin-1"))


def dawdles(source: Source, gathering: Gathering) -> None:
    """Takes its time."""
    until = time.process_time() + 0.05
    while time.process_time() < until:
        gathering.tick(1)


def invents(source: Source, gathering: Gathering) -> None:
    """Goes around the gathering and leaves infinite counts."""
    gathering._activity[60] = [(np.array([1_709_251_200_000]), np.array([np.inf], np.float32))]


def differs(source: Source, gathering: Gathering, plain: bool = False) -> None:
    """Finds more on the fast path than there is."""
    gathering.add_contacts([0], [1_709_251_200_000 + plain], [5.0], [1])
    if not plain:
        gathering.add_contacts([0], [1_709_251_200_999], [5.0], [1])


@pytest.mark.parametrize("reads", [crashes, quotes, dawdles, invents, differs], ids=lambda one: one.__name__)
def test_a_planted_fault_is_caught(reads: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of five bad readers is found within a few broken files."""
    monkeypatch.setattr(sys.modules[__name__], "SLOWEST_S", 0.04)
    with pytest.raises(Fault):
        fuzz(planted(reads), 30, SEED)


def test_a_faultless_reader_is_not_blamed() -> None:
    """A reader that refuses everything passes."""

    def refuses(source: Source, gathering: Gathering) -> None:
        raise Refused(Trouble.DAMAGED, where="line 3")

    fuzz(planted(refuses), 30, SEED)
