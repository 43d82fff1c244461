"""Invented people: their truth holds together, devices see it as stated, files look like the real ones."""

from __future__ import annotations

import csv
import io
import json
import tomllib
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from genkan.nouns import Informant, Reach, State, YesNo
from genkan.pretend import PEOPLE, Life, Observed, demo_family, life, observed
from genkan.pretend.town import AT_HOME, metres_between
from genkan.pretend.write_apple import NAMES, apple_export
from genkan.pretend.write_csv import (
    actigraph_csv,
    actigraphy_csv,
    aware_screen,
    beiwe_gps,
    beiwe_power,
    call_backup,
    epochs,
    location_csv,
    sms_backup,
    usage_events,
)
from genkan.pretend.write_diary import diary_csv, reports
from genkan.pretend.write_google import records_json, semantic_months, timeline_android, timeline_iphone
from genkan.pretend.write_wearables import fitbit_files, samsung_files

FIRST = date(2026, 1, 5)
DAYS = 70
everybody = pytest.mark.parametrize("person", sorted(PEOPLE))


@cache
def lived(person: str, days: int = DAYS, first: date = FIRST) -> Life:
    return life(person, 1, first, days)


@cache
def seen(person: str, days: int = 21) -> Observed:
    return observed(lived(person, days), 1)


def written(writer: Callable[..., Any], source: Any, **how: Any) -> bytes:
    stream = io.BytesIO()
    writer(source, stream, **how)
    return stream.getvalue()


def tree_of(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)


def rows_of(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


# ── The truth about days ──────────────────────────────────────────────────────────────────────────


@everybody
def test_hours_at_home_and_out_add_up_to_the_day(person: str) -> None:
    """Hours at home and hours out are never negative and add up to the length of the local day."""
    one = lived(person)
    length = np.diff(one.starts_s) / 3600
    assert np.allclose(one.daily.hours_home + one.daily.hours_out, length)
    assert (one.daily.hours_home >= 0).all()
    assert (one.daily.hours_out >= -1e-9).all()


@everybody
def test_outings_are_the_absences_seen_in_the_places(person: str) -> None:
    """Counting absences of 5 minutes and 150 metres minute by minute gives the outings of every day."""
    one = lived(person)
    away = [one.places[number].kind not in AT_HOME for number in one.place.tolist()]
    found = np.zeros(len(one), np.int64)
    begin = None
    for minute, out in enumerate([*away, False]):
        if out and begin is None:
            begin = minute
        if not out and begin is not None:
            if minute - begin >= 5 and one.daily.metres[begin:minute].max() >= 150 and begin > 0:
                found[one.day[begin]] += 1
            begin = None
    assert found.tolist() == one.daily.outings.tolist()


@everybody
def test_reach_agrees_with_leaving_home(person: str) -> None:
    """Reach is outside or further exactly when home was left; a departure has a first hour."""
    one = lived(person)
    assert ((one.daily.reach >= Reach.OUTSIDE) == one.daily.left_home).all()
    assert (~np.isnan(one.daily.first_out_hour) == (one.daily.outings > 0)).all()
    assert (one.daily.left_home == ((one.daily.outings > 0) | one.daily.away_all_night)).all()
    assert one.talked[one.daily.reach >= Reach.PEOPLE].all()


@everybody
def test_sleep_is_one_at_a_time_and_not_under_way(person: str) -> None:
    """Sleeps never overlap, last two hours or are naps, and nobody sleeps while walking or at school."""
    one = lived(person)
    assert (one.sleep_s[:, 1] > one.sleep_s[:, 0]).all()
    assert (one.sleep_s[1:, 0] >= one.sleep_s[:-1, 1]).all()
    kinds = {one.places[number].kind for number in np.unique(one.place[one.asleep]).tolist()}
    assert kinds <= {"room", "home", "lodging"}


@everybody
def test_steps_and_screen_belong_to_waking_hours(person: str) -> None:
    """No steps are taken and no phone is used in sleep, and times of use do not overlap."""
    one = lived(person)
    assert one.steps[one.asleep].sum() == 0
    starts = one.screen_s[:, 0] // 60 - one.first_minute
    assert not one.asleep[starts].any()
    assert (one.screen_s[1:, 0] >= one.screen_s[:-1, 1]).all()


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(sorted(PEOPLE)), st.integers(0, 10**6), st.dates(date(2015, 1, 1), date(2027, 1, 1)))
def test_same_seed_same_life(person: str, seed: int, first: date) -> None:
    """The same arguments give the same minutes, sleeps, contacts; another seed gives another life."""
    one, again, other = (life(person, number, first, 16) for number in (seed, seed, seed + 1))
    for name in ("place", "lat", "lon", "steps", "sleep_s", "screen_s", "gaming_s", "talked"):
        assert np.array_equal(getattr(one, name), getattr(again, name))
    assert np.array_equal(one.contacts.utc_s, again.contacts.utc_s)
    assert not np.array_equal(one.steps, other.steps)
    assert np.allclose(one.daily.hours_home + one.daily.hours_out, np.diff(one.starts_s) / 3600)


def test_a_life_needs_a_day_and_a_known_person() -> None:
    """Nought days and an unknown person are told apart by their exceptions."""
    with pytest.raises(ValueError, match="at least one day"):
        life("student_steady", 1, FIRST, 0)
    with pytest.raises(KeyError):
        life("nobody", 1, FIRST, 3)


# ── Each person is what the recipe says ───────────────────────────────────────────────────────────

STATES = {
    "student_steady": State.NOT_MET,
    "slow_withdrawal": State.MODERATE,
    "sudden_withdrawal": State.MODERATE,
    "recovering": State.NOT_MET,
    "relapsing": State.PRE,
    "home_worker": State.ISOLATED,
    "night_nurse": State.NOT_MET,
    "ill_two_weeks": State.NOT_MET,
    "never_leaves": State.SEVERE,
    "free_running": State.MILD,
    "night_walker": State.MILD,
    "garden_only": State.MODERATE,
    "demo": State.PRE,
}


@pytest.mark.parametrize("person", sorted(STATES))
def test_state_after_a_year(person: str) -> None:
    """The state on the last day of a year is the one the recipe was made for, and answers agree with it."""
    one = lived(person, 365)
    assert one.state is STATES[person]
    assert (one.since is None) == (one.state is State.NOT_MET)
    assert one.answers.since.earliest == one.since
    if one.state in (State.MILD, State.MODERATE, State.SEVERE):
        assert YesNo.YES in (one.answers.distress, one.answers.impairment)
    weekly = one.daily.left_home[-28:].sum() / 4
    assert (weekly >= 3.5) == (one.state is State.NOT_MET)


def test_who_never_leaves_never_leaves() -> None:
    """Who never leaves has no outing, and who is in the garden reaches the doorstep and no further."""
    assert lived("never_leaves").daily.outings.sum() == 0
    assert lived("never_leaves").daily.reach.max() <= Reach.HOME
    garden = lived("garden_only")
    assert garden.daily.outings.sum() == 0
    assert (garden.daily.reach == Reach.DOORSTEP).mean() > 0.6
    assert garden.daily.metres.max() < 150


def test_night_walker_meets_nobody_and_crosses_midnight() -> None:
    """The night walker goes out three days a week in the small hours, some walks lying over midnight."""
    one = lived("night_walker")
    assert set(one.daily.reach[one.daily.left_home].tolist()) == {int(Reach.OUTSIDE)}
    hours = one.daily.first_out_hour[one.daily.outings > 0]
    assert ((hours < 6) | (hours > 22)).all()
    spans = np.searchsorted(one.starts_s, one.daily.absences, side="right")
    assert (spans[:, 0] != spans[:, 1]).sum() >= 3


def test_nurse_sleeps_by_day_after_night_shifts() -> None:
    """Shifts begin in the evening and cross midnight, and the sleep after them lies in daytime."""
    one = lived("night_nurse")
    shifts = one.daily.absences[np.diff(one.daily.absences, axis=1)[:, 0] > 9 * 3600]
    assert len(shifts) >= 35
    for begin, end in shifts[:-1].tolist():
        assert 18 < float(one.clock.hour(begin)) < 23
        after = one.sleep_s[one.sleep_s[:, 0] >= end][0]
        assert 7 < float(one.clock.hour(int(after[0]))) < 15


def test_free_running_sleep_drifts_an_hour_a_day() -> None:
    """Mid-sleep moves on by about one hour a day, round the clock."""
    one = lived("free_running")
    middles = one.sleep_s[np.diff(one.sleep_s, axis=1)[:, 0] > 4 * 3600].mean(axis=1)
    turn = np.median(np.diff(middles)) / 3600
    assert 24.7 < turn < 25.3
    assert np.nanmax(one.sleep.mid_sleep_hour) - np.nanmin(one.sleep.mid_sleep_hour) > 20


def test_two_homes_and_a_move() -> None:
    """Nights are spent in two homes by turns, or in one until the move and in another after it."""
    two, move = lived("two_homes"), lived("house_move")
    night = [(int(two.starts_s[i]) // 60 - two.first_minute) + 180 for i in range(1, len(two))]
    spots = {(round(two.lat[minute], 4), round(two.lon[minute], 4)) for minute in night}
    assert len(spots) == 2
    halfway = int(move.starts_s[len(move) // 2]) // 60 - move.first_minute
    before = halfway - 1_000
    assert metres_between(move.lat[before], move.lon[before], move.lat[-1], move.lon[-1]) > 2_000
    assert move.daily.hours_home[len(move) // 2 + 2 :].mean() > 12


def test_a_fortnight_of_illness() -> None:
    """In the two weeks of illness home is left on two days at most, and as usual before and after."""
    one = lived("ill_two_weeks", 100)
    ill = np.isin(one.dates(), [day for day, kind in one.flags if kind == "illness"])
    assert ill.sum() == 14
    assert one.daily.left_home[ill].sum() <= 2
    assert one.daily.left_home[~ill].mean() > 0.75


# ── Clocks ────────────────────────────────────────────────────────────────────────────────────────


def test_daylight_saving_days_have_23_and_25_hours() -> None:
    """Where clocks change, a year has one day of 23 and one of 25 hours, and minutes for each of them."""
    one = lived("dst_person", 365)
    hours = (np.diff(one.starts_s) / 3600).astype(int)
    assert sorted(set(hours.tolist())) == [23, 24, 25]
    assert np.bincount(one.day).tolist() == (hours * 60).tolist()
    assert one.first + timedelta(days=int(np.argmin(hours))) == date(2026, 3, 8)


def test_date_line_skips_one_date_and_repeats_another() -> None:
    """Over the date line one date has no length and one is longer than two days."""
    one = lived("traveller_date_line", 90)
    hours = np.diff(one.starts_s) / 3600
    assert (hours == 0).sum() == 1
    assert hours.max() > 40
    assert one.daily.hours_out[hours == 0].tolist() == [0.0]


def test_traveller_is_far_away_while_the_clock_is() -> None:
    """While the clock is in another zone the person is in its city, and every such day counts as out."""
    one = lived("traveller", 90)
    zones = sorted(one.zones, key=lambda span: span.start_s)
    assert [span.zone for span in zones][1:4] == ["Europe/London", "Asia/Bangkok", "America/Los_Angeles"]
    there = (zones[1].start_s + 3 * 86_400) // 60 - one.first_minute
    assert metres_between(one.lat[there], one.lon[there], 51.5, -0.1) < 20_000
    assert one.daily.left_home[one.daily.away_all_night].all()
    assert one.daily.distance_band[one.day[there]] == 5


def test_homes_at_the_edges_of_the_map() -> None:
    """The date-line home has fixes on both sides of 180°, the northern one lies above 69.5°."""
    lon = seen("date_line_home").fixes.lon
    assert lon.max() > 179.9
    assert lon.min() < -179.9
    assert lived("far_north").lat.min() > 69.5
    assert lived("date_line_home").daily.distance_band.max() <= 3


# ── What devices see ──────────────────────────────────────────────────────────────────────────────


def test_fixes_lie_about_ten_metres_from_the_truth() -> None:
    """Half of all fixes are within 15 m of where the person was; a few are far off, at 0,0 or doubled."""
    obs = seen("student_steady")
    fixes, one = obs.fixes, obs.life
    minute = fixes.utc_ms // 60_000 - one.first_minute
    off = metres_between(fixes.lat, fixes.lon, one.lat[minute], one.lon[minute])
    assert 8 < np.median(off) < 15
    assert 0.001 < (off > 200).mean() < 0.004
    assert ((fixes.lat == 0) & (fixes.lon == 0)).any()
    assert (np.diff(fixes.utc_ms) == 0).any()
    assert (np.diff(fixes.utc_ms) >= 0).all()
    clean = observed(one, 1, clean=True).fixes
    assert metres_between(clean.lat, clean.lon, *_truth_at(one, clean.utc_ms)).max() < 80


def _truth_at(one: Life, utc_ms: Any) -> tuple[Any, Any]:
    minute = utc_ms // 60_000 - one.first_minute
    return one.lat[minute], one.lon[minute]


@settings(max_examples=8, deadline=None)
@given(st.floats(0, 1), st.integers(0, 1000))
def test_missing_days_are_silent_on_every_device(missing: float, seed: int) -> None:
    """The asked share of days has no fix, no step, no sleep stage and no heart rate, and is named."""
    one = lived("student_steady", 14)
    obs = observed(one, seed, missing=missing)
    assert obs.days_off.sum() == round(missing * 14)
    for instants in (obs.fixes.utc_ms // 1000, obs.phone_steps.start_s, obs.watch_steps.start_s, obs.heart_s):
        days = np.searchsorted(one.starts_s, instants, side="right") - 1
        assert not obs.days_off[days].any()
    assert obs.steps_heard[obs.days_off].sum() == 0


def test_steps_of_two_devices_overlap_but_never_exceed_the_truth() -> None:
    """Phone and watch together count more than was walked, each alone less, and the union is known."""
    obs = seen("student_steady")
    true = obs.life.steps_a_day
    phone, watch = obs.phone_steps.value.sum(), obs.watch_steps.value.sum()
    assert (obs.steps_heard <= true).all()
    assert max(phone, watch) <= obs.steps_heard.sum() <= true.sum() < phone + watch
    assert (obs.phone_steps.end_s > obs.phone_steps.start_s).all()


def test_a_phone_left_at_home_says_home() -> None:
    """On outings without the phone its fixes stay within jitter of home."""
    obs = observed(lived("phone_at_home", 21), 1, clean=True)
    one = obs.life
    minute = obs.fixes.utc_ms // 60_000 - one.first_minute
    without = ~obs.carried[minute]
    assert without.sum() > 500
    start = one.starts_s[0] // 60 - one.first_minute
    home = metres_between(obs.fixes.lat, obs.fixes.lon, one.lat[start], one.lon[start])
    assert home[without].max() < 100
    assert one.daily.at_home[minute[without]].sum() == 0


def test_observation_is_repeatable_and_checks_its_shares() -> None:
    """The same arguments log the same rows; a share beyond 1 or an odd interval is refused."""
    one = lived("night_walker", 10)
    assert np.array_equal(observed(one, 5).fixes.lat, observed(one, 5).fixes.lat)
    assert not np.array_equal(observed(one, 5).heart_s, observed(one, 6).heart_s)
    assert len(observed(one, 5, every_s=300).fixes) < len(observed(one, 5).fixes) / 4
    with pytest.raises(ValueError, match="shares"):
        observed(one, 1, missing=1.2)
    with pytest.raises(ValueError, match="multiple of 60"):
        observed(one, 1, every_s=90)


# ── Files ─────────────────────────────────────────────────────────────────────────────────────────


def test_apple_export_is_strict_xml_and_holds_every_sample() -> None:
    """The XML parses with its DTD, both devices' steps sum to what they logged, stages keep their hours."""
    obs = seen("student_steady")
    root = tree_of(written(apple_export, obs, zip=False))
    steps = [r for r in root.iter("Record") if r.get("type") == "HKQuantityTypeIdentifierStepCount"]
    assert (
        sum(int(r.get("value", "")) for r in steps)
        == obs.phone_steps.value.sum() + obs.watch_steps.value.sum()
    )
    values = {str(r.get("value")) for r in root.iter("Record") if "Sleep" in str(r.get("type"))}
    assert {
        f"HKCategoryValueSleepAnalysis{word}" for word in ("InBed", "AsleepCore", "AsleepREM", "Awake")
    } <= values
    old = written(apple_export, obs, zip=False, old_sleep=True).decode()
    assert 'value="HKCategoryValueSleepAnalysisAsleep"' in old
    assert "AsleepCore" not in old


def test_ios_16_dtd_breaks_a_strict_parser() -> None:
    """The faulty DTD of iOS 16.0 is one that expat refuses."""
    broken = written(apple_export, seen("never_leaves"), zip=False, broken_dtd=True)
    with pytest.raises(expat.ExpatError):
        expat.ParserCreate().Parse(broken, True)


@pytest.mark.parametrize("lang", sorted(NAMES))
def test_apple_zip_is_named_as_on_phones_of_that_language(lang: str, tmp_path: Any) -> None:
    """The zip and its member carry the localised names, routes are listed, and bytes repeat."""
    obs = seen("home_worker")
    name = apple_export(obs, tmp_path, lang=lang)
    archive = zipfile.ZipFile(tmp_path / name)
    assert archive.testzip() is None
    assert f"apple_health_export/{NAMES[lang][1]}" in archive.namelist()
    assert any(member.startswith("apple_health_export/workout-routes/") for member in archive.namelist())
    assert (tmp_path / name).read_bytes() == written(apple_export, obs, lang=lang)


@pytest.mark.parametrize(
    ("writer", "how"),
    [
        (apple_export, {"zip": False}),
        (timeline_android, {"raw_days": 3}),
        (timeline_iphone, {}),
        (records_json, {}),
    ],
)
def test_files_grow_to_the_asked_size(writer: Callable[..., Any], how: dict[str, Any]) -> None:
    """A target of 12 MB is met within a twentieth, and the file is still whole."""
    content = written(writer, seen("student_steady"), target_mb=12, **how)
    assert abs(len(content) / 1e6 - 12) < 0.6
    if writer is apple_export:
        tree_of(content)
    else:
        json.loads(content)


def test_google_files_hold_the_fixes_in_each_spelling() -> None:
    """Records, both timelines and the months are JSON with the names and forms of their generation."""
    obs = seen("slow_withdrawal")
    records = json.loads(written(records_json, obs))["locations"]
    assert len(records) == len(obs.fixes)
    assert records[5]["latitudeE7"] == round(obs.fixes.lat[5] * 1e7)
    assert "timestampMs" in json.loads(written(records_json, obs, old=True))["locations"][0]
    android = json.loads(written(timeline_android, obs))
    points = [p for s in android["semanticSegments"] for p in s.get("timelinePath", ())]
    assert len(points) == len(obs.fixes)
    assert points[0]["point"].count("°") == 2
    visits = [s["visit"]["topCandidate"]["semanticType"] for s in android["semanticSegments"] if "visit" in s]
    assert {"HOME", "WORK"} <= set(visits)
    iphone = json.loads(written(timeline_iphone, obs))
    assert sum(len(s.get("timelinePath", ())) for s in iphone) == len(obs.fixes)
    assert all(isinstance(s["visit"]["probability"], str) for s in iphone if "visit" in s)
    months = semantic_months(obs)
    assert list(months) == ["2026/2026_JANUARY.json"]
    assert {
        key for one in json.loads(months["2026/2026_JANUARY.json"])["timelineObjects"] for key in one
    } == {
        "placeVisit",
        "activitySegment",
    }


def test_csv_files_have_a_row_for_every_event() -> None:
    """Location, screen and contact files hold as many rows as were logged, with their own headings."""
    obs = seen("relapsing")
    assert len(rows_of(written(location_csv, obs))) == len(obs.fixes)
    assert list(rows_of(written(beiwe_gps, obs))[0])[:4] == ["timestamp", "UTC time", "latitude", "longitude"]
    assert len(rows_of(written(beiwe_power, obs))) == len(obs.screen_s)
    assert {row["screen_status"] for row in rows_of(written(aware_screen, obs))} == {"0", "1", "2", "3"}
    assert any(row["category"] == "GAME" for row in rows_of(written(usage_events, obs)))
    texts = tree_of(written(sms_backup, obs.life))
    calls = tree_of(written(call_backup, obs.life))
    assert len(texts) + len(calls) == len(obs.life.contacts.kind)
    assert int(str(texts.get("count"))) == len(texts)


def test_actigraphy_keeps_its_sum_at_any_epoch() -> None:
    """Worn counts sum alike at 30, 60 and 300 s where nothing is missing, and odd epochs are refused."""
    obs = observed(lived("student_steady", 5), 1, watch=1.0, wear_at_night=1.0)
    half, whole = epochs(obs, 30), epochs(obs, 60)
    assert len(half[0]) == 2 * len(whole[0])
    assert np.isclose(np.nansum(half[1]), np.nansum(whole[1]), rtol=1e-3)
    assert np.isnan(epochs(obs, 300)[1]).sum() >= np.isnan(whole[1]).sum() // 5
    assert len(rows_of(written(actigraphy_csv, obs))) == int((~np.isnan(whole[1])).sum())
    assert len(written(actigraph_csv, obs).splitlines()) == 11 + len(whole[0])
    with pytest.raises(ValueError, match="epoch"):
        epochs(obs, 45)


def test_fitbit_and_samsung_files_carry_sleep_and_steps() -> None:
    """Fitbit's minutes sum to the worn steps, its levels fill each sleep, Samsung has one row a sleep."""
    obs = seen("student_steady")
    fitbit = fitbit_files(obs)
    steps = [row for name, text in fitbit.items() if "/steps-" in name for row in json.loads(text)]
    assert sum(int(row["value"]) for row in steps) == obs.watch_steps.value.sum()
    sleeps = [one for name, text in fitbit.items() if "/sleep-" in name for one in json.loads(text)]
    for one in sleeps:
        assert sum(level["seconds"] for level in one["levels"]["data"]) * 1000 == one["duration"]
    samsung = samsung_files(obs)
    (sleep_rows,) = [text.decode().splitlines() for name, text in samsung.items() if ".sleep." in name]
    assert len(sleep_rows) - 2 == len(sleeps)
    assert sleep_rows[0].startswith("com.samsung.shealth.sleep,")


@pytest.mark.parametrize("lang", ["en", "th", "ja"])
def test_diary_speaks_the_words_of_its_language(lang: str) -> None:
    """Headings are those of the diary's knowledge file and there is one row for each report."""
    content = io.BytesIO()
    told = diary_csv(lived("demo"), content, lang)
    rows = rows_of(content.getvalue())
    words = tomllib.loads((files("genkan.knowledge") / "diary.toml").read_text("utf-8"))["diary"]
    headings = {column["heading"][lang] for column in words["column"].values()}
    assert set(rows[0]) <= headings
    assert len(rows) == len(told)


def test_a_family_asleep_does_not_hear_a_night_walk() -> None:
    """A mother's diary puts most night walks at home, while the person's own diary tells the truth."""
    one = lived("night_walker")
    walked = {day: bool(out) for day, out in zip(one.dates(), one.daily.left_home, strict=True)}
    mother = reports(one, Informant.FAMILY, share_known=1.0)
    unheard = [
        r for r in mother if walked[r.day] and r.reach_high is not None and r.reach_high < Reach.OUTSIDE
    ]
    assert len(unheard) > 0.4 * sum(walked.values())
    own = reports(one, Informant.PERSON, share_known=1.0, wrong=0.0)
    assert [r.reach_low for r in own] == [Reach(int(level)) for level in one.daily.reach]
    assert reports(one, share_known=0.0) == ()


# ── The invented family ───────────────────────────────────────────────────────────────────────────


def test_demo_family_is_small_repeatable_and_ends_when_asked(tmp_path: Any) -> None:
    """The demo's three files are under 2 MB, the same each time, end on the day asked and hold no name."""
    last = date(2026, 11, 20)
    demo = demo_family(last, tmp_path, lang="ja")
    again = demo_family(last, lang="ja")
    assert demo.files == again.files
    assert sum(len(content) for content in demo.files.values()) < 2_000_000
    assert demo.life.last == last
    assert {path.name for path in tmp_path.iterdir()} == set(demo.files)
    for content in (demo.files["Timeline.json"], demo.files["diary.csv"]):
        assert not any(name in content for name in (b"Aoi", b"Mali", b"Ken"))
    assert {"exam", "illness", "holiday"} <= {kind for _, kind in demo.life.flags}
    early, late = demo.life.daily.left_home[:90].mean(), demo.life.daily.left_home[-60:].mean()
    assert early > 0.75 > 0.3 > late
