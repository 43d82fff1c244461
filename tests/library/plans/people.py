"""What people on the ladder may have said, tried and answered: strategies, and a small cast."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from genkan.checkup.form import questions
from genkan.checkup.given import Given, Told
from genkan.nouns import Reach
from genkan.plans import Outcome, Pair, Said, Try, needs, rungs

FIRST = date(2026, 1, 5)
IDS = tuple(rungs())
SAFE = {
    "danger": ("none",),
    "violence": ("never",),
    "checks": ("none",),
    "lately": ("anxious",),
}

some_rung = st.sampled_from(IDS)
maybe_gone = st.one_of(some_rung, st.just("a_rung_of_last_year"))
points = st.floats(0, 100, allow_nan=False)


@st.composite
def a_try(draw: st.DrawFn) -> Try:
    """One try within half a year; a rung that is gone may be among them."""
    return Try(
        draw(maybe_gone),
        FIRST + timedelta(days=draw(st.integers(0, 180))),
        draw(st.sampled_from(Outcome)),
        draw(st.none() | points),
        draw(st.none() | points),
    )


tries = st.lists(a_try(), max_size=14)


@st.composite
def a_pair(draw: st.DrawFn) -> Pair:
    """Two different rungs compared, contradictions allowed."""
    one, other = draw(st.lists(maybe_gone, min_size=2, max_size=2, unique=True))
    return Pair(one, other, draw(st.sampled_from(("one", "other", "same"))))


said = st.builds(
    Said,
    expected=st.dictionaries(maybe_gone, points, max_size=6),
    pairs=st.lists(a_pair(), max_size=5).map(tuple),
    needs=st.dictionaries(st.sampled_from(tuple(needs())), st.booleans(), max_size=5),
    left_out=st.frozensets(maybe_gone, max_size=6),
    country=st.sampled_from(("", "th", "jp", "de")),
    times=st.frozensets(st.sampled_from(("night", "morning", "day", "evening")), max_size=3),
    cost=st.sampled_from(("free", "little", "some")),
    usual_reach=st.none() | st.sampled_from(Reach),
    toward=st.just("") | maybe_gone,
    rest=st.frozensets(st.integers(0, 200).map(lambda days: FIRST + timedelta(days=days)), max_size=3),
    rest_weekdays=st.frozensets(st.integers(0, 6), max_size=2),
)
a_day = st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days))


@st.composite
def answers(draw: st.DrawFn) -> Given:
    """A check-up with any answers to any questions."""
    told = {}
    for name, question in questions().items():
        if draw(st.booleans()):
            chosen = draw(st.lists(st.sampled_from(question.options), max_size=3, unique=True))
            told[name] = Told(tuple(chosen[: None if question.several else 1]))
    return Given(draw(st.sampled_from(("family", "person", "worker"))), FIRST, told)


def answered(**told: tuple[str, ...]) -> Given:
    """A check-up that was answered so, and otherwise as somebody would who is safe."""
    return Given("person", FIRST, {name: Told(chosen) for name, chosen in (SAFE | told).items()})


def went(rung: str, day: int, outcome: str = "done", felt: float | None = None) -> Try:
    """A try on a day, counted from the first."""
    return Try(rung, FIRST + timedelta(days=day), Outcome(outcome), None, felt)
