"""Every reader, and the walk behind it, on files that went through something.

``GENKAN_FUZZ=2000 pytest tests/hostile/test_fuzz.py`` runs longer.
"""

from __future__ import annotations

import inspect
import os
import re
import time
import zlib
from typing import Any

import numpy as np
import pytest
from tests.hostile.mutations import mutations_of

from genkan.course import course_of
from genkan.days import days_from
from genkan.importers import all_importers
from genkan.importers.gathering import Gathering
from genkan.nouns import Events, Refused, Trouble
from genkan.sheet import left_out_words, refusal_told
from genkan.store import BytesSource

COUNT = int(os.environ.get("GENKAN_FUZZ", "150"))
SEED = int(os.environ.get("GENKAN_FUZZ_SEED", "1"))
UNTIL_MS = 1_800_000_000_000
SLOWEST_S = 1.0
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
    if (np.abs(total[np.isfinite(total)] - 24) > 1.01).any():
        raise Fault("the hours of a day do not add up")
    if len(course.signs) != len(days):
        raise Fault("a sign reading for each day")


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
