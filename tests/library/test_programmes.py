"""Programmes of a centre: whom they may fit and why, the path, and what coming says about a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genkan import programmes
from genkan.knowledge import LANGUAGES, knowledge, sentence, sentences
from genkan.nouns import Reach
from genkan.programmes import (
    COSTS,
    KINDS,
    NOISES,
    PLACES,
    STATIONS,
    Attendance,
    Because,
    Came,
    Contact,
    Fit,
    FitReading,
    Programme,
    Station,
    features_of,
    fits,
    problems_of,
    reach_on,
    took_part_on,
    where_on_path,
)

TODAY = date(2026, 11, 26)
RULES = knowledge("programmes")
FEARS = sorted({rule["fear"] for side in ("eases", "hardens") for rule in RULES[side]})
ROOM = Programme(
    "Thursday room",
    "open_room",
    "centre",
    "free",
    size=5,
    noise="quiet",
    late_is_fine=True,
    start_hour=14,
    call_first=False,
    dates=(TODAY - timedelta(days=7), TODAY + timedelta(days=7)),
)

maybe = st.none() | st.booleans()
offered = st.builds(
    Programme,
    st.just("x"),
    st.sampled_from(KINDS),
    st.sampled_from(PLACES),
    st.sampled_from(COSTS),
    st.none() | st.integers(2, 200),
    st.none() | st.sampled_from(NOISES),
    maybe,
    maybe,
    st.none() | st.integers(0, 23),
    maybe,
)
reaches = st.none() | st.sampled_from(Reach)
fears = st.sets(st.sampled_from([*FEARS, "unheard_of"]))


@given(offered, reaches, fears, st.booleans())
def test_every_reading_has_reasons_that_can_be_read(
    programme: Programme, reach: Reach | None, afraid: set[str], family: bool
) -> None:
    """No reading without a reason; each reason is a whole sentence in every language, said once."""
    reading = fits(programme, reach, afraid, family)
    assert reading.because
    for lang in LANGUAGES:
        told = [one.says(lang) for one in reading.because]
        assert len(set(told)) == len(told)
        assert not any("{" in text for text in told)


@given(offered, st.sampled_from(Reach), fears)
def test_reaching_further_or_fearing_less_never_makes_it_fit_less(
    programme: Programme, reach: Reach, afraid: set[str]
) -> None:
    """The order later, with care, fits only rises with reach and falls with fears."""
    order = [Fit.NOT_FOR, Fit.LATER, Fit.WITH_CARE, Fit.FITS]
    fit = order.index(fits(programme, reach, afraid).fit)
    for further in Reach:
        if further >= reach:
            assert order.index(fits(programme, further, afraid).fit) >= fit
    assert order.index(fits(programme, reach, ()).fit) >= fit


@given(offered, reaches, fears)
def test_what_is_not_said_speaks_neither_way(
    programme: Programme, reach: Reach | None, afraid: set[str]
) -> None:
    """A centre that has said nothing gets questions to be asked, and no reason against but its kind."""
    silent = Programme(programme.title, programme.kind, programme.place, programme.cost)
    own = {"few_words", "many_words", "looked_at", "within", "near", "far"}
    for one in fits(silent, reach, afraid).because:
        assert one.speaks_for is None or one.id in own | {"for_families"}


def test_silence_taken_for_good_news_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The judge above finds a reading in which an unknown size counts as small."""
    silent = Programme("x", "talking", "centre", "free")
    honest = features_of(silent)
    monkeypatch.setattr(programmes, "features_of", lambda _: {**honest, "small": True})
    monkeypatch.setattr(programmes, "_facts", lambda *_: {"size": "?"})
    assert any(one.id == "small" and one.speaks_for for one in fits(silent, Reach.PEOPLE, ["crowds"]).because)


@pytest.mark.parametrize(
    ("programme", "reach", "afraid", "expected", "ids"),
    [
        (ROOM, Reach.PEOPLE, (), Fit.FITS, ["within"]),
        (ROOM, Reach.OUTSIDE, ("crowds",), Fit.FITS, ["near", "small", "quiet"]),
        (ROOM, Reach.ROOM, (), Fit.LATER, ["far"]),
        (ROOM, None, (), Fit.UNKNOWN, ["no_reach"]),
        (replace(ROOM, kind="talking"), Reach.PART, ("talking",), Fit.WITH_CARE, ["within", "many_words"]),
        (
            replace(ROOM, place="online", camera_off=True),
            Reach.ROOM,
            ("being_seen",),
            Fit.FITS,
            ["within", "camera_off", "small", "quiet"],
        ),
        (
            replace(ROOM, start_hour=9),
            Reach.PEOPLE,
            ("sleep",),
            Fit.WITH_CARE,
            ["within", "late_is_fine", "early"],
        ),
        (replace(ROOM, size=None), Reach.PEOPLE, ("crowds",), Fit.FITS, ["within", "quiet", "not_said"]),
        (replace(ROOM, kind="family_group"), Reach.PART, (), Fit.NOT_FOR, ["for_families"]),
    ],
)
def test_what_fits_whom(
    programme: Programme, reach: Reach | None, afraid: tuple[str, ...], expected: Fit, ids: list[str]
) -> None:
    """Floors and fears decide, each reason by name."""
    reading = fits(programme, reach, afraid)
    assert (reading.fit, [one.id for one in reading.because]) == (expected, ids)


def test_a_family_looks_for_family_groups() -> None:
    """Whatever the person's days reach; other programmes are for the person."""
    group = replace(ROOM, kind="family_group")
    assert fits(group, None, family=True).fit == Fit.FITS
    assert fits(ROOM, None, family=True).fit == Fit.NOT_FOR


def test_a_reading_without_a_reason_cannot_be_built() -> None:
    """The noun itself refuses it."""
    with pytest.raises(ValueError, match="reason"):
        FitReading(Fit.FITS, ())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"kind": "party"}, "kind"),
        ({"place": "roof"}, "place"),
        ({"cost": "much"}, "cost"),
        ({"noise": "deafening"}, "noise"),
        ({"size": 1}, "size"),
        ({"size": 201}, "size"),
        ({"start_hour": 24}, "hour"),
        ({"dates": (TODAY, TODAY)}, "dates"),
    ],
)
def test_what_cannot_be_offered_is_said(change: dict[str, object], expected: str) -> None:
    """Each fault is one sentence in every language; a whole programme has none."""
    assert problems_of(ROOM) == ()
    found = problems_of(replace(ROOM, **change))  # type: ignore[arg-type]
    assert [name for name, _ in found] == [expected]
    for lang in LANGUAGES:
        assert sentence(f"programmes.problem.{expected}", lang, **found[0][1])


def test_the_next_date() -> None:
    """Today counts, the past does not, and none is none."""
    assert ROOM.next_on(TODAY) == TODAY + timedelta(days=7)
    assert ROOM.next_on(TODAY + timedelta(days=8)) is None


# ── the path ──

contacts = st.lists(
    st.builds(
        Contact, st.integers(-400, 30).map(lambda n: TODAY + timedelta(days=n)), st.sampled_from(Station)
    ),
    max_size=12,
)


@given(contacts)
def test_where_one_stands_is_never_a_guess(listed: list[Contact]) -> None:
    """A station is told only with a contact of that kind lately; the rest is unknown, with a reason."""
    reading = where_on_path(listed, TODAY)
    lately = [one.station for one in listed if TODAY - timedelta(days=90) < one.on <= TODAY]
    assert reading.because
    assert (reading.station is None) == (not lately)
    if reading.station is not None:
        assert reading.station in lately
        assert all(STATIONS.index(one) <= STATIONS.index(reading.station) for one in lately)
    for lang in LANGUAGES:
        assert not any("{" in text for text in reading.says(lang))


def test_going_back_a_station_is_told_as_part_of_the_path() -> None:
    """A group in spring, letters now: one stands with the letters, and the group is remembered."""
    listed = [
        Contact(TODAY - timedelta(days=200), Station.GROUP),
        Contact(TODAY - timedelta(days=20), Station.PERSON),
        Contact(TODAY - timedelta(days=5), Station.PERSON),
        Contact(TODAY - timedelta(days=3), Station.FAMILY),
    ]
    reading = where_on_path(listed, TODAY)
    assert reading.station == Station.PERSON
    assert [name for name, _ in reading.because] == ["here", "further_before", "next"]
    assert "part of the path" in reading.says("en")[1]
    assert where_on_path([Contact(TODAY, Station.TRIAL)], TODAY).because[-1][0] == "no_next"
    assert where_on_path(listed[:1], TODAY).because[0][0] == "unknown"


# ── coming ──

lists = st.lists(st.builds(Attendance, st.just(TODAY), st.sampled_from(Came)), max_size=5)


@given(lists)
def test_the_day_of_an_attendance_is_an_interval(listed: list[Attendance]) -> None:
    """Taking part on the spot is the furthest floor; online, a visit or not being seen prove no outing."""
    reach = reach_on(TODAY, listed)
    seen = {one.came for one in listed}
    if Came.TOOK_PART in seen:
        assert reach == (Reach.PART, Reach.PART)
    elif Came.TO_THE_DOOR in seen:
        assert reach == (Reach.OUTSIDE, Reach.PART)
    else:
        assert reach is None
    assert reach_on(TODAY + timedelta(days=1), listed) is None
    assert took_part_on(TODAY, listed) == (True if seen & {Came.TOOK_PART, Came.ONLINE} else None)


def test_not_being_seen_is_never_a_day_indoors() -> None:
    """Neither reach nor taking part is told of such a day."""
    absent = [Attendance(TODAY, Came.NOT_SEEN)]
    assert reach_on(TODAY, absent) is None
    assert took_part_on(TODAY, absent) is None


def test_everything_has_words_and_every_rule_a_feature() -> None:
    """Kinds, noises, places, costs, fits, stations, what was seen, features, open points."""
    wanted = [f"programmes.kind.{one}" for one in KINDS]
    wanted += [f"programmes.noise.{one}" for one in NOISES] + [f"programmes.place.{one}" for one in PLACES]
    wanted += [f"programmes.cost.{one}" for one in COSTS] + [f"programmes.fit.{one}" for one in Fit]
    wanted += [f"programmes.{part}.{one}" for part in ("station", "station_what") for one in Station]
    wanted += [f"programmes.came.{one}" for one in Came] + [f"programmes.came.why.{one}" for one in Came]
    wanted += [f"programmes.because.{one}" for one in features_of(ROOM)]
    assert not [identity for identity in wanted if identity not in sentences()]
    assert set(RULES["needs"]) == set(PLACES)
    for side in ("eases", "hardens"):
        for rule in RULES[side]:
            assert set(rule["features"]) <= set(features_of(ROOM)), rule
    assert {*RULES["few_words"], *RULES["many_words"], *RULES["looked_at"]} <= set(KINDS)
    assert Because("small", True, {"size": 4}).says("en") == "A small group, at most 4 people."
