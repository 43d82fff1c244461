"""The short check for families: a positive always stops, unknown is neither calm nor danger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genkan.checkup.family_check import (
    Answers,
    CheckReading,
    Show,
    Span,
    asked_now,
    check_reading,
    options_of,
)
from genkan.knowledge import LANGUAGES, knowledge, sentence, sentences
from genkan.learn import all_pages

TODAY = date(2026, 11, 26)
BEGUN = Span(date(2026, 10, 1))
CALM: Answers = {"danger": ("none",), "violence": ("never",), "rougher": ("no",), "strain": ("well",)}
RULES = knowledge("family_check")

days = st.integers(-40, 40).map(lambda n: TODAY + timedelta(days=n))
spans = st.builds(Span, st.none() | days, st.none() | days)
answers = st.fixed_dictionaries(
    {},
    optional={
        name: st.lists(st.sampled_from((*options, "nonsense")), max_size=3, unique=True)
        for name, options in options_of().items()
    },
)
Judge = Callable[[Answers, date | None, date, Span], CheckReading]


def said(given_answers: Answers) -> set[str]:
    """Answers as question.option, those that are known."""
    return {
        f"{name}.{one}"
        for name, chosen in given_answers.items()
        for one in chosen
        if one in options_of()[name]
    }


def problems_of(read: Judge, given_answers: Answers, last: date | None, span: Span) -> list[str]:
    """What a reading must never do."""
    reading = read(given_answers, last, TODAY, span)
    known, found = said(given_answers), []
    positive = bool(known & set(RULES["stops"]))
    open_ = [name for name in asked_now(span, TODAY) if not any(one.startswith(name) for one in known)]
    if positive and (not reading.exercises_wait or reading.shows[0] != Show.STOP):
        found.append("a positive does not stop")
    if not positive and Show.STOP in reading.shows:
        found.append("stopped without a positive")
    if open_ and Show.GO_ON in reading.shows:
        found.append("unknown counted as calm")
    if known & set(RULES["exhausts"]) and Show.EXHAUSTED not in reading.shows:
        found.append("exhaustion passed over")
    if (last is None or last > TODAY or TODAY - last > timedelta(days=14)) and not span.ended:
        found += [] if Show.DUE in reading.shows else ["not asked again"]
    return found


@given(answers, st.none() | days, spans)
def test_a_positive_always_stops_and_unknown_is_neither(
    given_answers: Answers, last: date | None, span: Span
) -> None:
    """Whatever was answered, whenever, before, during or after."""
    assert problems_of(check_reading, given_answers, last, span) == []


@given(answers, st.none() | days, spans)
def test_one_more_positive_never_opens_anything(
    given_answers: Answers, last: date | None, span: Span
) -> None:
    """Adding fear or violence to any answers stops, whatever stands beside it."""
    worse = {**given_answers, "violence": [*given_answers.get("violence", ()), "now"]}
    reading = check_reading(worse, last, TODAY, span)
    assert reading.shows[0] == Show.STOP
    assert reading.exercises_wait
    assert "learn:pages/violence_at_home" in reading.leads_to
    assert any(care.id == "threat" for care in reading.cares)


def test_planted_faults_are_caught() -> None:
    """Readings that let an old positive lapse, take silence for calm, or always stop are found."""

    def lapses(given_answers: Answers, last: date | None, as_of: date, span: Span) -> CheckReading:
        old = last is not None and as_of - last > timedelta(days=30)
        return check_reading({} if old else given_answers, last, as_of, span)

    def silence_is_calm(given_answers: Answers, last: date | None, as_of: date, span: Span) -> CheckReading:
        return check_reading({**CALM, **given_answers}, last, as_of, span)

    def always_stops(given_answers: Answers, last: date | None, as_of: date, span: Span) -> CheckReading:
        return check_reading({**given_answers, "violence": ("now",)}, last, as_of, span)

    threat = {**CALM, "violence": ("now",)}
    assert problems_of(lapses, threat, TODAY - timedelta(days=31), BEGUN) == ["a positive does not stop"]
    assert problems_of(silence_is_calm, {"danger": ("none",)}, TODAY, BEGUN) == ["unknown counted as calm"]
    assert problems_of(always_stops, CALM, TODAY, BEGUN) == ["stopped without a positive"]


@pytest.mark.parametrize("answer", RULES["stops"])
def test_each_stopping_answer_leads_to_safety(answer: str) -> None:
    """Every one of them by itself, with a way to help and to the safety page."""
    name, _, option = answer.partition(".")
    reading = check_reading({**CALM, name: (option,)}, TODAY, TODAY, BEGUN)
    assert reading.shows == (Show.STOP,)
    assert {"help", "learn:pages/violence_at_home", "lesson:stop_and_call"} <= set(reading.leads_to)
    assert reading.because == (answer,)


def test_what_each_calmer_answer_shows() -> None:
    """Calm goes on; tired goes on; worn out gets the lesson; earlier violence gets the page, quietly."""
    assert check_reading(CALM, TODAY, TODAY, BEGUN).shows == (Show.GO_ON,)
    assert check_reading({**CALM, "strain": ("tired",)}, TODAY, TODAY, BEGUN).shows == (Show.GO_ON,)
    worn = check_reading({**CALM, "strain": ("worn_out",)}, TODAY, TODAY, BEGUN)
    assert worn.shows == (Show.EXHAUSTED,)
    assert worn.leads_to[0] == "lesson:looking_after_yourself"
    assert "help" in worn.leads_to
    past = check_reading({**CALM, "violence": ("past",)}, TODAY, TODAY, BEGUN)
    assert past.shows == (Show.GO_ON,)
    assert past.leads_to == ("learn:pages/violence_at_home",)


@pytest.mark.parametrize(
    ("span", "last", "as_of", "due", "next_on"),
    [
        (Span(), None, TODAY, True, TODAY),
        (Span(), TODAY - timedelta(days=2), TODAY, False, TODAY + timedelta(days=1)),
        (Span(), TODAY - timedelta(days=3), TODAY, True, TODAY),
        (BEGUN, TODAY - timedelta(days=13), TODAY, False, TODAY + timedelta(days=1)),
        (BEGUN, TODAY - timedelta(days=14), TODAY, True, TODAY),
        (BEGUN, TODAY + timedelta(days=1), TODAY, True, TODAY),
        (Span(BEGUN.begun, TODAY), TODAY - timedelta(days=1), TODAY, True, TODAY),
        (Span(BEGUN.begun, TODAY), TODAY, TODAY, False, TODAY + timedelta(days=14)),
        (Span(BEGUN.begun, TODAY), TODAY, TODAY + timedelta(days=14), True, TODAY + timedelta(days=14)),
        (Span(BEGUN.begun, TODAY), TODAY + timedelta(days=14), TODAY + timedelta(days=90), False, None),
    ],
)
def test_when_it_is_asked_again(
    span: Span, last: date | None, as_of: date, due: bool, next_on: date | None
) -> None:
    """Within two days before, every two weeks meanwhile, at the end and once more two weeks later."""
    reading = check_reading(CALM, last, as_of, span)
    assert (Show.DUE in reading.shows) == due
    assert reading.next_check == next_on


def test_a_little_rougher_is_asked_about_sooner() -> None:
    """One week instead of two, and the safety page is offered."""
    rougher = {**CALM, "rougher": ("a_little",)}
    reading = check_reading(rougher, TODAY, TODAY, BEGUN)
    assert reading.shows == (Show.GO_ON,)
    assert reading.next_check == TODAY + timedelta(days=7)
    assert reading.leads_to == ("learn:pages/violence_at_home",)


def test_nobody_else_sees_it() -> None:
    """The file says so, the words say so, and a reading tells no answer when it is printed."""
    assert RULES["never_seen_by_others"] is True
    for lang in LANGUAGES:
        assert sentence("family_check.private", lang)
    printed = repr(check_reading({**CALM, "violence": ("now",), "strain": ("cannot",)}, TODAY, TODAY, BEGUN))
    assert "violence." not in printed
    assert "strain" not in printed
    assert "threat" not in printed


def test_every_rule_is_about_an_answer_and_every_showing_has_its_words() -> None:
    """Rules name options that exist; each showing has three sentences; ways lead to pages that exist."""
    known = {f"{name}.{option}" for name, options in options_of().items() for option in options}
    for rule in ("stops", "exhausts", "softens", "notes"):
        assert set(RULES[rule]) <= known, rule
    for show in Show:
        assert {f"family_check.show.{show}.{part}" for part in ("first", "do", "then")} <= set(sentences())
    assert "family_check.show.go_on.then_no_more" in sentences()
    for option in options_of()["rougher"]:
        assert f"family_check.rougher.option.{option}" in sentences()
    places: Mapping[str, Any] = RULES["leads_to"]
    for place in {place for listed in places.values() for place in listed}:
        kind, _, name = place.partition(":")
        assert (
            kind == "help"
            or (kind == "learn" and name in all_pages())
            or f"lesson.{name}.title" in sentences()
        )


def test_the_trial_is_told_with_its_figures_and_limits() -> None:
    """Both groups, the early end, the aggression, what improved elsewhere, no general conclusion."""
    told = " ".join(sentence(f"family_check.trial.{letter}", "en") for letter in "abcdefg")
    for part in ("14", "15", "36%", "Aggressive", "No serious violence", "usual-care", "16.7%", "7.7%"):
        assert part in told, part
    assert "no general conclusion" in told
    for lang in LANGUAGES:
        every = " ".join(sentence(f"family_check.trial.{letter}", lang) for letter in "abcde")
        assert all(figure in every for figure in ("14", "15", "36%", "16.7%", "7.7%"))
