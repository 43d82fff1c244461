"""Outings, homes, hours and bands against lives that are known to the minute."""

import traceback
from datetime import date, datetime, timedelta

import numpy as np
import pytest
from tests.library.days.outings_truth import (
    HOME,
    Life,
    fixes_of,
    no_fixes,
    nothing_else,
    offset,
    spans_of,
    truth_of,
    withdrawing_year,
)

from genkan.clock import Clock, ZoneSpan
from genkan.days.homes import homes_of
from genkan.days.outings import COLUMNS, location_days
from genkan.days.places import places_of
from genkan.days.presence import presence_of
from genkan.days.track import M_PER_DEGREE, squared_m, track_of
from genkan.days.travel import zone_spans
from genkan.nouns import MEASURES, DistanceBand, Fixes, Reach, SpanKind

START = datetime(2026, 3, 2)  # noqa: DTZ001 - a wall-clock time, the zone is the life's own
FIRST = START.date()


def lived(days, zone="Europe/London", home=(51.5, -0.1), homes=()):
    """A life at one home."""
    return Life(zone, START, home, {home, *homes}), days * 1440


def days_from(life, end, spans=None, **noise):
    """The days of a life, by the library."""
    last = FIRST + timedelta(days=end // 1440 - 1)
    fixes = fixes_of(life, end, **noise)
    return location_days(fixes, spans or nothing_else(), Clock.in_zone(life.zone), FIRST, last)


def metres_from(fixes, clock, place):
    """How far the main home found is from the true one."""
    track = track_of(fixes)
    places = places_of(track)
    main = homes_of(track, places, clock).main[-1]
    return float(squared_m(places.lat[[main]], places.lon[[main]], place[0], place[1])[0]) ** 0.5


@pytest.fixture(scope="module")
def year():
    """One person-year and its truth."""
    life, end, zones = withdrawing_year()
    fixes = fixes_of(life, end)
    clock = Clock(zone_spans(fixes, "UTC"))
    first, last = date(2026, 1, 1), date(2026, 12, 30)
    found = location_days(fixes, nothing_else(), clock, first, last)
    trip = np.zeros(len(found), dtype=bool)
    trip[123:138] = True
    return fixes, clock, found, truth_of(life, first, last, end, zones), trip


def test_every_knowable_day_out_of_a_year_is_right(year):
    """No day out is invented and none is missed that the phone could see."""
    _, _, found, truth, trip = year
    out, said = truth.outings > 0, found.reach_low >= Reach.OUTSIDE
    assert not (said & ~out & ~trip).any()
    assert not (out & ~said & truth.knowable & ~trip).any()


def test_hours_out_of_a_year_are_right(year):
    """Hours out miss the truth by at most 0.07 h a day, and unknown hours are the silent ones."""
    _, _, found, truth, trip = year
    heard = (truth.heard > 0) & ~trip
    missed = np.abs(found.columns["hours_out"] - truth.hours_out)[heard]
    assert missed.mean() <= 0.07
    long_silence = heard & (truth.heard < 0.8)
    silent = (1 - truth.heard[long_silence]) * 24
    assert found.columns["hours_unknown"][long_silence] == pytest.approx(silent, abs=2.1)


def test_a_day_nobody_heard_is_unknown_not_home(year):
    """Without a fix there is no reach, no hour and no outing, and all its hours are unknown."""
    _, _, found, truth, _ = year
    silent = truth.heard == 0
    assert silent.sum() >= 3
    assert (found.reach_low[silent] == -1).all()
    assert (found.reach_high[silent] == -1).all()
    assert np.isnan(found.columns["hours_home"][silent]).all()
    assert np.isnan(found.columns["outings"][silent]).all()
    assert (found.columns["hours_unknown"][silent] == 24).all()


def test_hours_add_up_to_the_civil_day(year):
    """Home, out and unknown make 23 h and 25 h when the clocks change, 24 h else, also on journeys."""
    _, clock, found, truth, _ = year
    c = found.columns
    total = (c["hours_home"] + c["hours_out"] + c["hours_unknown"])[truth.heard > 0]
    length = np.diff(clock.day_starts(date(2026, 1, 1), date(2026, 12, 30)))[truth.heard > 0] / 3600
    assert total == pytest.approx(length, abs=1e-6)
    assert {23.0, 24.0, 25.0, 37.0} <= set(length.round(6))


def test_home_is_found_within_twenty_metres(year):
    """The main home of the year is the true one, not the lodging abroad."""
    fixes, clock, *_ = year
    assert metres_from(fixes, clock, HOME) < 20


def test_days_in_a_lodging_abroad_are_far_but_not_out(year):
    """On a trip the band is FAR, and only days on which they left the lodging count as outside."""
    _, _, found, truth, _ = year
    there = slice(127, 135)
    assert (found.columns["distance_band"][there] == DistanceBand.FAR).all()
    assert ((found.reach_low[there] >= Reach.OUTSIDE) == (truth.outings[there] > 0)).all()


def test_the_clock_follows_the_journey_and_comes_back(year):
    """Position alone gives New York, Tokyo, New York, and the airport on the way changes nothing."""
    fixes, *_ = year
    assert [span.zone for span in zone_spans(fixes, "UTC")] == [
        "America/New_York",
        "Asia/Tokyo",
        "America/New_York",
    ]


def test_somebody_who_never_leaves_is_no_error():
    """Thirty days at home are thirty days of 24 h at home, zero outings, reach up to the doorstep."""
    life, end = lived(26)
    found = days_from(life, end)
    c = found.columns
    assert c["hours_home"][:-1] == pytest.approx(24.0, abs=0.05)
    assert (c["outings"] == 0).all()
    assert (c["distance_band"] == DistanceBand.HOME).all()
    assert (c["places"] == 1).all()
    assert (c["location_entropy"] == 0).all()
    assert (found.reach_low == Reach.ROOM).all()
    assert (found.reach_high == Reach.DOORSTEP).all()
    assert c["circadian_movement"][10:] == pytest.approx(np.log(1e-4))


def test_no_fixes_at_all_is_unknown():
    """Nothing heard: every column NaN, every reach -1."""
    found = location_days(no_fixes(), nothing_else(), Clock.in_zone("UTC"), FIRST, FIRST + timedelta(days=3))
    assert all(np.isnan(found.columns[name]).all() for name in COLUMNS)
    assert (found.reach_low == -1).all()
    assert (found.reach_high == -1).all()


def test_one_single_fix_claims_nothing():
    """One position is heard, but says neither home nor out."""
    fix = Fixes(
        np.array([1_772_500_000_000]), np.array([51.5]), np.array([-0.1]), np.array([5.0], np.float32)
    )
    found = location_days(fix, nothing_else(), Clock.in_zone("UTC"), date(2026, 3, 3), date(2026, 3, 3))
    assert np.isnan(found.columns["hours_home"]).all()
    assert (found.reach_low[0], found.reach_high[0]) == (Reach.ROOM, Reach.PART)


def test_every_column_is_a_known_measure():
    """Names of columns are those of MEASURES."""
    assert set(COLUMNS) <= set(MEASURES)


def test_a_night_walk_over_midnight_is_one_outing_on_the_day_it_began():
    """Left 23:40, back 00:35: one outing on the first day, hours on both, no second day out."""
    life, end = lived(6)
    life.trip(life.minute(FIRST + timedelta(days=2), 23 + 40 / 60), offset(life.place, 800, 0), 35, 10)
    found = days_from(life, end, spikes=0.0)
    assert found.columns["outings"].tolist() == [0, 0, 1, 0, 0, 0]
    assert found.columns["first_out_hour"][2] == pytest.approx(23.68, abs=0.05)
    assert found.columns["hours_out"][3] == pytest.approx(0.57, abs=0.06)
    assert found.reach_low.tolist() == [0, 0, 3, 0, 0, 0]


def test_a_silence_at_home_does_not_end_the_stay():
    """Four silences of 40 minutes in ten days take nothing away from home."""
    life, end = lived(10)
    for day in (1, 3, 5, 7):
        life.off(life.minute(FIRST + timedelta(days=day), 14), 40)
    found = days_from(life, end)
    assert found.columns["hours_home"][:-1] == pytest.approx(24.0, abs=0.05)


def test_a_long_silence_is_unknown_unless_the_phone_was_on():
    """Five silent hours at home are unknown; with the phone recording they are home."""
    life, end = lived(6)
    at = life.minute(FIRST + timedelta(days=3), 10)
    life.off(at, 300)
    start = int(life.start.timestamp() * 1000)
    on = spans_of((SpanKind.PHONE_ON, start, start + end * 60_000, 0.0))
    silent, recorded = days_from(life, end), days_from(life, end, on)
    assert silent.columns["hours_unknown"][3] == pytest.approx(5.0, abs=0.05)
    assert (silent.reach_low[3], silent.reach_high[3]) == (Reach.ROOM, Reach.PART)
    assert recorded.columns["hours_unknown"][3] == pytest.approx(0.0, abs=1e-6)
    assert recorded.reach_high[3] == Reach.DOORSTEP


def test_leaving_inside_a_silence_is_still_leaving():
    """At home, phone off for four hours, next seen elsewhere: an outing whose hour nobody knows."""
    life, end = lived(6)
    day = FIRST + timedelta(days=3)
    life.trip(life.minute(day, 12), offset(life.place, 3_000, 0), 300, 20)
    life.off(life.minute(day, 10), 240)
    found = days_from(life, end)
    assert found.columns["outings"][3] == 1
    assert np.isnan(found.columns["first_out_hour"][3])
    assert found.reach_low[3] == Reach.OUTSIDE
    assert found.columns["hours_unknown"][3] == pytest.approx(4.0, abs=0.1)


@pytest.mark.parametrize(("away_m", "stay", "counted"), [(110, 60, 0), (190, 60, 1), (900, 0, 0)])
def test_noise_and_the_corner_of_the_street_are_not_outings(away_m, stay, counted):
    """110 m is the noise of positioning, 190 m is out, and a leap of four minutes is nobody's walk."""
    life, end = lived(4)
    life.trip(life.minute(FIRST + timedelta(days=2), 15), offset(life.place, away_m, 0), stay, 2)
    assert days_from(life, end, spikes=0.0).columns["outings"][2] == counted


def test_spikes_repeats_and_null_island_are_no_outings():
    """One wild fix in fifty makes no outing, no hour out and no band beyond home."""
    life, end = lived(20)
    found = days_from(life, end, spikes=0.02, repeats=0.02, null=0.02)
    assert (found.columns["outings"] == 0).all()
    assert (found.columns["hours_out"] == 0).all()
    assert (found.columns["distance_band"] == DistanceBand.HOME).all()


@pytest.mark.parametrize("place", [(-16.8, 180.0), (69.65, 18.95), (0.0003, 0.0004)])
def test_homes_at_the_edges_of_the_map_work(place):
    """On the date line, at 69.65 N and near null island: home, hours and outings as anywhere."""
    life, end = lived(9, "Pacific/Fiji", place)
    for day in (2, 5):
        life.trip(life.minute(FIRST + timedelta(days=day), 13), offset(place, 2_500, 500), 120, 15)
    found = days_from(life, end)
    assert found.columns["outings"].tolist() == [0, 0, 1, 0, 0, 1, 0, 0, 0]
    assert found.columns["hours_out"][[2, 5]] == pytest.approx(2.5, abs=0.07)
    assert found.columns["distance_band"][[2, 5]].tolist() == [DistanceBand.NEIGHBOURHOOD] * 2
    assert metres_from(fixes_of(life, end), Clock.in_zone(life.zone), place) < 20


def test_a_night_worker_keeps_home_and_work_apart():
    """Five nights a week of twelve hours at a ward: home stays home, each shift is one outing."""
    life, end = lived(42)
    ward = offset(life.place, 4_800, 2_600)
    for k in range(41):
        if k % 7 < 5:
            life.trip(life.minute(FIRST + timedelta(days=k), 19), ward, 720, 25)
    found = days_from(life, end)
    truth = truth_of(life, FIRST, FIRST + timedelta(days=41), end)
    assert metres_from(fixes_of(life, end), Clock.in_zone(life.zone), life.place) < 20
    assert (found.columns["outings"] == truth.outings).all()
    assert np.abs(found.columns["hours_out"] - truth.hours_out).mean() <= 0.07


def test_a_house_move_moves_home_at_once():
    """After a move the new home is home from the first night and the old one is elsewhere."""
    life, end = lived(100)
    new = offset(life.place, 9_000, 2_000)
    life.go(life.minute(FIRST + timedelta(days=50), 11), new, 40)
    life.homes.add(new)
    life.away[-1][1] = life.points[-1][0]
    life.trip(life.minute(FIRST + timedelta(days=80), 14), offset(new, 900, 0), 60, 12)
    found = days_from(life, end)
    truth = truth_of(life, FIRST, FIRST + timedelta(days=99), end)
    assert (found.columns["outings"] == truth.outings).all()
    assert np.abs(found.columns["hours_out"] - truth.hours_out).max() <= 0.1
    assert (found.columns["distance_band"][:45] == DistanceBand.HOME).all()
    assert (found.columns["distance_band"][55:80] == DistanceBand.HOME).all()


def test_a_second_home_of_regular_nights_is_home_too():
    """Every weekend at the other parent's: no hours out there, one outing for each way."""
    life, end = lived(42)
    other = offset(life.place, -7_000, 3_000)
    life.homes.add(other)
    base = life.place
    for week in range(6):
        friday = FIRST + timedelta(days=7 * week + 4)
        life.go(life.minute(friday, 17), other, 30)
        life.go(life.minute(friday + timedelta(days=2), 17), base, 30)
    found = days_from(life, end)
    truth = truth_of(life, FIRST, FIRST + timedelta(days=41), end)
    assert (found.columns["outings"] == truth.outings).all()
    assert np.abs(found.columns["hours_out"] - truth.hours_out).mean() <= 0.03


def test_two_nights_elsewhere_are_away_and_a_hospital_is_a_lodging():
    """Two nights at a friend's once are time out; three weeks in hospital are time in."""
    life, end = lived(70)
    friend, hospital, base = offset(life.place, 12_000, 0), offset(life.place, 0, 8_000), life.place
    life.go(life.minute(FIRST + timedelta(days=10), 18), friend, 30)
    life.go(life.minute(FIRST + timedelta(days=12), 18), base, 30)
    life.go(life.minute(FIRST + timedelta(days=30), 10), hospital, 30)
    life.go(life.minute(FIRST + timedelta(days=51), 10), base, 30)
    found = days_from(life, end)
    assert found.columns["hours_out"][11] == pytest.approx(24.0, abs=0.05)
    assert found.reach_low[11] == Reach.OUTSIDE
    assert found.columns["outings"][10:13].tolist() == [1, 0, 0]
    assert (found.columns["hours_out"][31:51] == 0).all()
    assert (found.columns["distance_band"][31:51] == DistanceBand.TOWN).all()
    assert found.columns["outings"][30:52].sum() == 2


def test_places_and_entropy_have_their_textbook_values():
    """Half of the known day each at two places: ln 2 and 1."""
    life, end = lived(5)
    day = FIRST + timedelta(days=2)
    life.trip(life.minute(day, 6), offset(life.place, 5_000, 0), 12 * 60, 1)
    found = days_from(life, end, spikes=0.0)
    assert found.columns["places"][2] == 2
    assert found.columns["location_entropy"][2] == pytest.approx(np.log(2), abs=1e-3)
    assert found.columns["location_entropy_normalised"][2] == pytest.approx(1.0, abs=1e-3)
    assert found.columns["location_entropy_normalised"][3] == 0


def test_circadian_movement_of_a_commuter_is_above_that_of_somebody_at_home():
    """Ten kilometres to school and back on fixed hours: the worked value's neighbourhood; NaN for a week."""
    life, end = lived(20)
    for k in range(20):
        life.trip(life.minute(FIRST + timedelta(days=k), 8), offset(life.place, 10_000, 0), 11 * 60, 30)
    rhythm = days_from(life, end).columns["circadian_movement"]
    assert np.isnan(rhythm[:6]).all()
    assert rhythm[14:] == pytest.approx(3.70, abs=0.1)


def test_a_route_proves_outside_although_the_phone_lay_at_home():
    """A recorded run beyond 200 m counts, one round the house does not."""
    life, end = lived(5)
    start = int(life.start.timestamp() * 1000)
    hour, day = 3_600_000, 86_400_000
    routes = spans_of(
        (SpanKind.ROUTE, start + day + 9 * hour, start + day + 10 * hour, float(DistanceBand.NEAR)),
        (SpanKind.ROUTE, start + 3 * day, start + 3 * day + hour, float(DistanceBand.HOME)),
    )
    found = days_from(life, end, routes)
    assert found.reach_low.tolist() == [0, 3, 0, 0, 0]
    assert found.columns["distance_band"].tolist() == [0, 1, 0, 0, 0]
    assert found.columns["outings"].tolist() == [0, 1, 0, 0, 0]


def test_a_phone_left_at_home_proves_nothing_about_the_person():
    """A phone used every day but one makes no claim about that one; without such signs it does."""
    life, end = lived(8)
    start = int(life.start.timestamp() * 1000)
    used = spans_of(
        *(
            (SpanKind.SCREEN, start + k * 86_400_000 + 10**7, start + k * 86_400_000 + 2 * 10**7, 0.0)
            for k in range(8)
            if k != 4
        )
    )
    found = days_from(life, end, used)
    assert found.reach_high.tolist() == [2, 2, 2, 2, 5, 2, 2, 2]
    assert (found.reach_low == 0).all()
    assert (days_from(life, end).reach_high == 2).all()


def with_fixes_at(life, end, every, *moved):
    """Fixes without noise every so many minutes; ``moved`` are (minute, metres east of where they were)."""
    fixes = fixes_of(life, end, every=every, spikes=0.0, repeats=0.0, null=0.0, jitter_m=5.0)
    start = int(life.start.timestamp() * 1000)
    lon, accuracy = fixes.lon.copy(), np.full(len(fixes), 8.0, np.float32)
    for minute, east_m in moved:
        row = np.flatnonzero(fixes.utc_ms == start + minute * 60_000)
        assert len(row) == 1
        lon[row] += east_m / M_PER_DEGREE / np.cos(np.radians(life.place[0]))
    return Fixes(fixes.utc_ms, fixes.lat, lon, accuracy)


@pytest.mark.parametrize("every", [5, 10])
def test_one_fix_alone_is_no_outing_and_two_are(every):
    """At a fix in 5 or 10 minutes a lone fix outside is a glimpse; two at one spot are a visit."""
    life, end = lived(6)
    noon = [(day * 1440 + 720) // every * every for day in range(6)]
    fixes = with_fixes_at(life, end, every, (noon[1], 900), (noon[3], 900), (noon[3] + every, 900))
    found = location_days(fixes, nothing_else(), Clock.in_zone(life.zone), FIRST, FIRST + timedelta(days=5))
    assert found.columns["outings"].tolist() == [0, 0, 0, 1, 0, 0]
    assert found.columns["hours_out"][1] == 0
    assert found.reach_high[:5].tolist() == [2, 2, 2, Reach.PART, 2]
    assert found.reach_low.tolist() == [0, 0, 0, Reach.OUTSIDE, 0, 0]


def test_one_fix_beside_a_silence_is_no_outing_unless_the_silence_is_long():
    """A lone fix outside and 25 silent minutes are a glimpse; of fixes 20 minutes apart one is believed."""
    life, end = lived(6)
    life.off(1440 + 721, 24)
    found = location_days(
        with_fixes_at(life, end, 5, (1440 + 720, 900)),
        nothing_else(),
        Clock.in_zone(life.zone),
        FIRST,
        FIRST + timedelta(days=5),
    )
    assert found.columns["outings"].tolist() == [0] * 6
    sparse = location_days(
        with_fixes_at(life, end, 20, (3 * 1440 + 720, 900)),
        nothing_else(),
        Clock.in_zone(life.zone),
        FIRST,
        FIRST + timedelta(days=5),
    )
    assert sparse.columns["outings"].tolist() == [0, 0, 0, 1, 0, 0]


def test_a_departure_in_a_silence_over_midnight_is_on_no_day():
    """Seen at home at 22:00, outside at 00:40: no day is proved, none counts it, neither is a day in."""
    life, end = lived(6)
    evening = FIRST + timedelta(days=2)
    life.trip(life.minute(evening, 23.5), offset(life.place, 900, 0), 120, 10)
    life.off(life.minute(evening, 22), 160)
    found = days_from(life, end, spikes=0.0)
    assert found.columns["outings"].tolist() == [0] * 6
    assert np.isnan(found.columns["first_out_hour"]).all()
    assert found.columns["hours_out"][3] == pytest.approx(1.1, abs=0.1)
    assert found.reach_low.tolist() == [0] * 6
    assert found.reach_high.tolist() == [2, 2, Reach.PART, Reach.PART, 2, 2]


def test_an_undated_departure_to_six_hours_away_still_makes_a_day_out():
    """Phone off from 22:00 to 08:00, then seen at school until 15:00: out that day, departure unknown."""
    life, end = lived(6)
    day = FIRST + timedelta(days=3)
    life.trip(life.minute(day, 7), offset(life.place, 3_000, 0), 460, 20)
    life.off(life.minute(day - timedelta(days=1), 22), 600)
    found = days_from(life, end)
    assert found.reach_low.tolist() == [0, 0, 0, Reach.OUTSIDE, 0, 0]
    assert found.columns["outings"].tolist() == [0] * 6


def test_a_day_that_may_have_been_six_hours_away_is_not_a_day_in():
    """Away since the day before, heard away for 5 h 50 min and then silent for 100 min: nobody can say."""
    life, end = lived(6)
    day = FIRST + timedelta(days=3)
    life.trip(life.minute(day - timedelta(days=1), 21), offset(life.place, 3_000, 0), 570, 20)
    life.off(life.minute(day, 5 + 50 / 60), 100)
    found = days_from(life, end)
    assert found.columns["hours_out"][3] == pytest.approx(5.83, abs=0.05)
    assert (found.reach_low[3], found.reach_high[3]) == (Reach.ROOM, Reach.PART)


def test_the_day_they_are_found_at_the_other_home_is_a_day_in():
    """Two silent days between two homes: the next day, heard from midnight on, is not called out."""
    life, end = lived(44)
    base, other = life.place, offset(life.place, -7_000, 3_000)
    life.homes.add(other)
    for week in range(6):
        thursday = FIRST + timedelta(days=7 * week + 3)
        life.go(life.minute(thursday, 17), other, 30)
        life.go(life.minute(thursday + timedelta(days=3), 17), base, 30)
    life.off(life.minute(FIRST + timedelta(days=24), 0), 2880)
    found = days_from(life, end)
    assert (found.reach_low[26], found.reach_high[26]) == (Reach.ROOM, Reach.DOORSTEP)
    assert found.columns["outings"][23:27].tolist()[0] == 0
    assert found.columns["outings"][26] == 0


def test_work_at_night_is_no_home_however_many_days_are_silent():
    """Twelve-hour shifts with two days in five unheard: no shift becomes a home, hours out stay right."""
    life, end = lived(84)
    ward = offset(life.place, 4_800, 2_600)
    chance = np.random.default_rng(4)
    silent = chance.random(84) < 0.4
    for k in range(83):
        if k % 7 < 5:
            life.trip(life.minute(FIRST + timedelta(days=k), 20.5), ward, 720, 25)
    for k in np.flatnonzero(silent).tolist():
        life.off(life.minute(FIRST + timedelta(days=k), 0), 1440)
    found = days_from(life, end)
    truth = truth_of(life, FIRST, FIRST + timedelta(days=83), end)
    heard = ~silent
    heard[-1] = False
    assert np.abs(found.columns["hours_out"] - truth.hours_out)[heard].mean() <= 0.2


def test_a_second_home_is_found_although_most_nights_are_heard_in_part():
    """Where whole nights are spent, nights heard in part count too: no hours out at the other home."""
    life, end = lived(84)
    base, other = life.place, offset(life.place, -7_000, 3_000)
    life.homes.add(other)
    for week in range(12):
        friday = FIRST + timedelta(days=7 * week + 4)
        life.go(life.minute(friday, 14), other, 30)
        life.go(life.minute(friday + timedelta(days=2), 17), base, 30)
        if week not in (1, 8):
            life.off(life.minute(friday + timedelta(days=1), 2), 1440)
    found = days_from(life, end)
    assert (found.columns["hours_out"][5::7] == 0).all()


def test_a_walk_that_only_the_watch_counted_leaves_the_day_open():
    """900 steps on the wrist and none in the phone that counts daily: not a day in; at the table, it is."""
    life, end = lived(8)
    start = int(life.start.timestamp() * 1000)
    hour, day = 3_600_000, 86_400_000

    def steps(k, at, count, minutes=10):
        return (
            SpanKind.STEPS,
            start + k * day + int(at * hour),
            start + k * day + int(at * hour) + minutes * 60_000,
            count,
        )

    phone = spans_of(*(steps(k, 20, 40.0) for k in range(8)), steps(5, 14, 1_000.0))
    watch = spans_of(
        steps(2, 14, 450.0),
        steps(2, 14.2, 450.0),
        steps(4, 11, 300.0),
        steps(5, 14, 1_000.0),
        steps(6, 0, 9e3, 1440),
    )
    fixes, clock, last = fixes_of(life, end), Clock.in_zone(life.zone), FIRST + timedelta(days=7)
    found = location_days(fixes, phone, clock, FIRST, last, watch)
    assert found.reach_high.tolist() == [2, 2, Reach.PART, 2, 2, 2, 2, 2]
    assert (found.reach_low == Reach.ROOM).all()
    nothing = location_days(fixes, nothing_else(), clock, FIRST, last, watch)
    assert (nothing.reach_high == Reach.DOORSTEP).all()


def test_a_quick_transit_leaves_the_clock_alone():
    """Two hours in another zone change nothing, a night there does, and no fixes give the default."""
    life, _ = lived(10, "Europe/London", (51.5, -0.1))
    life.trip(2_000, (48.85, 2.35), 100, 60)
    assert [span.zone for span in zone_spans(fixes_of(life, 4_000), "UTC")] == ["Europe/London"]
    life.trip(5_000, (48.85, 2.35), 900, 60)
    zones = [span.zone for span in zone_spans(fixes_of(life, 9_000), "UTC")]
    assert zones == ["Europe/London", "Europe/Paris", "Europe/London"]
    assert zone_spans(no_fixes(), "Asia/Bangkok") == (ZoneSpan(0, "Asia/Bangkok"),)


def test_no_coordinate_leaves_in_results_texts_or_errors():
    """The digits of home are in no repr on the way and in no error text."""
    life, end = lived(4, "America/New_York", HOME)
    fixes = fixes_of(life, end, jitter_m=0.0)
    clock = Clock.in_zone(life.zone)
    track = track_of(fixes)
    places = places_of(track)
    homes = homes_of(track, places, clock)
    found = location_days(fixes, nothing_else(), clock, FIRST, FIRST)
    told = [
        repr(thing)
        for thing in (fixes, track, places, homes, presence_of(track, places, homes, nothing_else()), found)
    ]
    broken = Fixes(fixes.utc_ms, fixes.lat[:-3], fixes.lon, fixes.accuracy_m)
    with pytest.raises(Exception) as problem:  # noqa: PT011 - whatever it is, it must keep quiet
        location_days(broken, nothing_else(), clock, FIRST, FIRST)
    told.append("".join(traceback.format_exception(problem.value)))
    assert not [text for text in told if "40.74" in text or "73.91" in text]


def test_flat_distances_hold_at_the_band_edges():
    """At 100 km and 69.65 N the flat distance is within 0.2 % of the great circle, over the date line too."""
    lat, lon = np.radians([69.65, 70.1]), np.radians([179.2, -179.1])
    central = np.arccos(
        np.sin(lat[0]) * np.sin(lat[1]) + np.cos(lat[0]) * np.cos(lat[1]) * np.cos(lon[1] - lon[0])
    )
    flat = squared_m(np.array([70.1]), np.array([-179.1]), 69.65, 179.2)[0] ** 0.5
    assert flat == pytest.approx(np.degrees(central) * M_PER_DEGREE, rel=2e-3)


def test_many_places_and_hostile_tracks_end_quickly():
    """A fix in another spot every time, or 60,000 times the same, is read without an error."""
    chance = np.random.default_rng(1)
    when = 1_772_500_000_000 + np.arange(60_000, dtype=np.int64) * 60_000
    poles = Fixes(
        when,
        chance.uniform(-90, 90, 60_000),
        chance.uniform(-180, 180, 60_000),
        np.full(60_000, np.nan, np.float32),
    )
    same = Fixes(when * 0 + when[0], np.full(60_000, 5.0), np.full(60_000, 5.0), poles.accuracy_m)
    for fixes in (poles, same):
        found = location_days(
            fixes, nothing_else(), Clock.in_zone("UTC"), date(2026, 3, 1), date(2026, 4, 20)
        )
        assert len(found) == 51
        assert (found.reach_low[found.reach_low >= 0] >= 0).all()
        assert zone_spans(fixes, "UTC")
