"""What is read from sheets: mood by kind, a relapse plan, a referral, medicine, before and since."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import days_of
from tests.library.concerns.lives import FIRST, noise, scores, slid
from tests.library.worksheets.sheets import ON, filled, rows

from genkan.concerns.change import Claim
from genkan.concerns.watch import Concern, WatchLevel, watch_of
from genkan.knowledge import LANGUAGES, sentences
from genkan.nouns import Days, Sign
from genkan.worksheets import blank
from genkan.worksheets.activation import difference, mood_by_kind
from genkan.worksheets.effect import KINDS, effect_of, effect_words
from genkan.worksheets.medication import notices_of, weeks_of
from genkan.worksheets.passing import Step, StepKind, Waits, passing_of, steps_of
from genkan.worksheets.relapse import opens
from genkan.worksheets.told import reasons_told

# ── Activation ──


def week(*told: tuple[str, Any]) -> Any:
    """A sheet of (kind, mood) entries; a mood of None was not written."""
    return filled(
        "activation",
        **rows("blocks", *({"kind": k} | ({"mood": m} if m is not None else {}) for k, m in told)),
    )


def test_mood_by_kind_needs_entries_and_never_makes_them_up() -> None:
    """Four entries are told with their mean, three are not; an entry without a mood is unknown, not 0."""
    sheet = week(*[("outside", 6)] * 4, *[("screen", 3)] * 3, *[("rest", None)] * 9, ("screen", None))
    found = {one.kind: one for one in mood_by_kind([sheet])}
    assert found["outside"].mood == 6
    assert found["screen"].mood is None
    assert found["screen"].entries == 3
    assert "rest" not in found
    assert mood_by_kind([blank("activation")]) == ()
    assert mood_by_kind([week(*[("screen", 3)] * 2), week(*[("screen", 5)] * 2)])[0].mood == 4


def test_kinds_are_told_apart_only_when_they_are() -> None:
    """A point of mood apart is told, less is not, one kind alone is not."""
    apart = mood_by_kind([week(*[("outside", 6)] * 4, *[("screen", 4)] * 4)])
    near = mood_by_kind([week(*[("outside", 6)] * 4, *[("screen", 6)] * 4)])
    assert difference(apart).said.endswith(".difference")
    assert difference(near).said == difference(apart[:1]).said == "worksheet.reads.activation.no_difference"
    for lang in LANGUAGES:
        (words,) = reasons_told([difference(apart)], lang)
        assert sentences()["worksheet.activation.option.blocks.kind.outside"][lang] in words


# ── Relapse plan ──


def concern(level: WatchLevel = WatchLevel.CONCERN) -> Concern:
    """A concern as watching raises it, in which all six signs changed."""
    found = watch_of(scores(slid(noise(2, 240), 180))).concern
    assert found is not None
    assert found.changed
    return replace(found, level=level)


def plan(**raw: Any) -> Any:
    """A relapse plan."""
    return filled("relapse_plan", **({"signs": ["rhythm"]} | raw))


def test_a_plan_opens_for_the_signs_it_names_at_the_level_it_chose() -> None:
    """A clear change by default, a notice if chosen; never for other signs, or if only I open it."""
    told = replace(concern(), changed=(Sign.RHYTHM, Sign.MOOD))
    hint = replace(told, level=WatchLevel.NOTICE)
    assert opens(plan(), [told]).signs == (Sign.RHYTHM,)
    assert not opens(plan(), [hint]).opens
    assert opens(plan(opens_on="notice"), [hint]).opens
    assert not opens(plan(signs=["contact"]), [told]).opens
    assert not opens(plan(signs=[]), [told]).opens
    assert not opens(plan(opens_on="only_me"), [told]).opens
    assert not opens(plan(), []).opens


@pytest.mark.parametrize("lang", LANGUAGES)
def test_why_a_plan_opens_is_said_in_every_language(lang: str) -> None:
    """Opening or not, there is a reason in words."""
    told = replace(concern(), changed=(Sign.RHYTHM,))
    for one in (plan(), plan(opens_on="only_me"), plan(signs=[]), plan(signs=["mood"])):
        assert all(reasons_told(opens(one, [told]).because, lang))


# ── A referral ──


def on(day: int) -> date:
    """A day of this year."""
    return date(2026, 1, 1) + timedelta(days=day)


S = StepKind


def test_where_a_referral_waits_and_how_long() -> None:
    """Each step moves what it waits for; days run from the last step, and over the whole way."""
    steps = [
        Step(S.SENT, on(0), "Centre A"),
        Step(S.RECEIVED, on(5)),
        Step(S.SEEN, on(30)),
        Step(S.ANSWERED, on(44)),
    ]
    waits = [passing_of(steps[:count], on(50)).waits for count in range(5)]
    assert waits == [Waits.NOT_SENT, Waits.TO_ARRIVE, Waits.TO_BE_SEEN, Waits.FOR_ANSWER, Waits.ANSWERED]
    seen = passing_of(steps[:3], on(50))
    assert (seen.waits_days, seen.days, seen.places) == (20, 50, 1)
    assert passing_of(steps, on(90)).days == 44
    assert not seen.passed_around


def test_being_passed_around_can_be_seen() -> None:
    """Three places, in their order, each once; coming back to the first does not make four."""
    steps = [
        Step(S.SENT, on(0), "Centre A"),
        Step(S.SEEN, on(10), "centre a"),
        Step(S.REFERRED_ON, on(12), "Clinic B"),
        Step(S.RECEIVED, on(20), "Clinic B"),
        Step(S.REFERRED_ON, on(40), "City Hall"),
        Step(S.REFERRED_ON, on(60), "CENTRE A"),
    ]
    found = passing_of(steps, on(70))
    assert (found.places, found.waits, found.waits_days, found.days) == (3, Waits.TO_ARRIVE, 10, 70)
    assert [stop.place for stop in found.stops] == ["Centre A", "Clinic B", "City Hall", "CENTRE A"]
    assert found.passed_around
    assert "Clinic B" not in repr(found)
    for lang in LANGUAGES:
        words = " ".join(reasons_told(found.because, lang))
        assert all(part in words for part in ("Clinic B", "3", "70", "10"))


def test_another_place_is_another_stop_even_when_nobody_wrote_so() -> None:
    """Sent to A and seen at B: passed on in between. A place left empty is the place it was at."""
    found = passing_of([Step(S.SENT, on(0), "A"), Step(S.RECEIVED, on(3)), Step(S.SEEN, on(9), "B")], on(20))
    assert [(stop.place, stop.waits) for stop in found.stops] == [
        ("A", Waits.TO_BE_SEEN),
        ("B", Waits.FOR_ANSWER),
    ]
    assert found.passed_around
    assert passing_of([Step(S.SENT, on(0)), Step(S.SEEN, on(9), "B")], on(20)).places == 1


def test_undated_steps_are_unknown_and_future_ones_left_out() -> None:
    """Without a date no days are told; steps after the day are not counted, and that is said."""
    found = passing_of([Step(S.SENT, None, "Centre A")], on(9))
    assert (found.waits, found.waits_days, found.days) == (Waits.TO_ARRIVE, None, None)
    later = passing_of([Step(S.SENT, on(0), "A"), Step(S.SEEN, on(30))], on(9))
    assert later.waits is Waits.TO_ARRIVE
    assert later.because[-1].facts == {"steps": 1}
    assert passing_of([Step(S.SENT, on(30))], on(9)).because[0].said.endswith(".later")
    assert passing_of([], on(9)).because


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.builds(
            Step, st.sampled_from(S), st.none() | st.integers(0, 99).map(on), st.sampled_from(["", "A", "B"])
        ),
        max_size=8,
    )
)
def test_any_steps_have_a_reading(steps: list[Step]) -> None:
    """No order and no gap raises; days are never negative; every reading has words."""
    found = passing_of(steps, on(60))
    assert found.because
    assert (found.waits_days or 0) >= 0
    assert found.places <= len(found.stops) <= len(steps)
    assert all(reasons_told(found.because, "ja"))


def test_steps_come_from_a_sheet() -> None:
    """Rows that do not say what happened are left out."""
    sheet = filled("referral", **rows("steps", {"step": "sent", "on": on(1), "place": "A"}, {"on": on(2)}))
    assert steps_of(sheet) == (Step(S.SENT, on(1), "A"),)


# ── Medicine ──

MONDAY = date(2026, 11, 23)


def test_a_day_nobody_wrote_about_is_not_missed() -> None:
    """Two taken, one not: four days are unknown; a later line about the same day counts once."""
    sheet = filled(
        "medication",
        **rows("medicines", {"name": "Somethingol"}),
        **rows(
            "days",
            {"on": MONDAY, "taken": "taken"},
            {"on": MONDAY + timedelta(days=1), "taken": "missed"},
            {"on": MONDAY + timedelta(days=1), "taken": "taken"},
            {"on": MONDAY + timedelta(days=6), "taken": "missed"},
            {"on": MONDAY + timedelta(days=7), "span": "week", "taken": "partly"},
            {"taken": "missed"},
        ),
    )
    first, second = weeks_of(sheet)
    assert (first.name, first.taken, first.missed, first.unknown) == ("Somethingol", 2, 1, 4)
    assert (second.whole, second.missed, second.unknown) == ("partly", 0, 0)
    assert weeks_of(blank("medication")) == ()


def test_both_notices_stand_beside_every_medicine() -> None:
    """Ask before stopping, and the notice for young adults, which says that it is not checked."""
    assert notices_of(blank("medication")) == ()
    found = notices_of(filled("medication", **rows("medicines", {"name": "Somethingol"})))
    assert [one.mark.value for one in found] == ["design", "U"]
    stop, young = reasons_told(found, "en")
    assert "asks the prescriber first" in stop
    assert "young adults" in young
    assert "not checked" in young


# ── Before and since ──


def lived(change: float, seed: int = 1, days: int = 280, start: int = 140) -> Days:
    """Mood as reported, 0 to 4, that shifts by so much over four weeks from a row on."""
    made = days_of([None] * days, FIRST)
    ramp = np.clip((np.arange(days) - start) / 28, 0, 1)
    mood = np.clip(np.random.default_rng(seed).normal(2 + change * ramp, 0.5), 0, 4)
    return replace(made, columns={**made.columns, "mood": mood})


BEGAN = FIRST + timedelta(days=140)


def test_a_sign_is_better_worse_or_cannot_be_told() -> None:
    """Mood that rises is better, that falls is worse; what stays or nobody heard of cannot be told."""
    better, worse, same = (effect_of(lived(size), BEGAN, "medicine") for size in (1.3, -1.3, 0.0))
    assert better.of(Claim.BETTER) == (Sign.MOOD,)
    assert worse.of(Claim.WORSE) == (Sign.MOOD,)
    assert len(same.of(Claim.CANNOT_TELL)) == len(Sign)


def test_days_after_the_day_asked_about_change_nothing() -> None:
    """What is told as of a day is the same with and without later days; before it began nothing is told."""
    whole, on_day = lived(1.3), BEGAN + timedelta(days=40)
    cut = replace(whole, columns={name: values[:181] for name, values in whole.columns.items()}, reach={})
    assert effect_of(whole, BEGAN, "ladder", on_day) == effect_of(cut, BEGAN, "ladder", on_day)
    assert effect_of(whole, BEGAN, "ladder", BEGAN).of(Claim.BETTER) == ()
    assert effect_of(whole, FIRST - timedelta(days=9), "ladder").of(Claim.BETTER) == ()
    assert effect_of(whole, BEGAN, "ladder", FIRST - timedelta(days=9)).of(Claim.CANNOT_TELL) == tuple(Sign)


CAUSE = {
    "en": r"because of|caused|works|helped|effect of",
    "th": "เพราะยา|ได้ผล|ช่วยให้",
    "ja": "おかげ|効果|効いた",
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_no_effect_is_ever_said_to_be_a_cause(kind: str, lang: str) -> None:
    """Since, never through: no word of cause, and the last line says so."""
    lines = effect_words(effect_of(lived(1.3), BEGAN, kind), lang)
    assert len(lines) == 2 + len(Sign)
    assert lines[-1] == sentences()["worksheet.reads.effect.no_cause"][lang]
    assert not re.search(CAUSE[lang], " ".join(lines[:-1]))


def test_an_unknown_kind_is_refused() -> None:
    """A kind without a name in three languages cannot be told."""
    with pytest.raises(ValueError, match="kind"):
        effect_of(lived(0), BEGAN, "magic")
    assert ON > BEGAN
