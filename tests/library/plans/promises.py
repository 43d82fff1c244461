"""What every offer promises, as a judge that can be shown other planners than ours."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta

from genkan.knowledge import LANGUAGES, sentence, sentences
from genkan.nouns import Reach
from genkan.plans import Kind, Offer, Outcome, Rung, Said, Try, held_back, mine, order_of, rungs
from genkan.plans.gate import Answered
from genkan.plans.tries import in_order, misses_in_a_row

Planner = Callable[[Iterable[Try], Mapping[str, Rung], Said, date, Answered | None], Offer]
WEEKS_OF_MISSES = 3  # in which two misses ask for something smaller


def broken(planner: Planner, tries: list[Try], said: Said, day: date, answers: Answered | None) -> list[str]:
    """Every promise that this planner breaks for this person on this day."""
    offer = planner(tries, rungs(), said, day, answers)
    found = [*_explained(offer), *_help_first(offer, answers)]
    if held_back(answers):
        return found
    found += ["planned rest"] if said.rests_on(day) and offer.kind != Kind.REST else []
    if planner(tries[::-1], rungs(), said, day, answers) != offer:
        found.append("the order of telling")
    later = Try("first_shift", day + timedelta(days=1), Outcome.DONE, 0, 0)
    if planner([*tries, later], rungs(), said, day, answers) != offer:
        found.append("the future")
    if offer.kind == Kind.STEP:
        found += [*_theirs(offer, said), *_small_enough(offer, tries, said, day)]
    return found


def _explained(offer: Offer) -> list[str]:
    found = []
    for why in offer.because:
        if why.said not in sentences():
            found.append("a reason without words")
            continue
        for lang in LANGUAGES:
            text = sentence(why.said, lang, **why.facts)
            found += ["a reason half said"] if not text or "{" in text else []
    if offer.kind == Kind.STEP:
        low, high = offer.chance or (1, 0)
        found += [] if 0 <= low < high <= 1 else ["no range"]
        told = {why.said for why in offer.because} & {"ladder.because.chance", "ladder.because.chance_open"}
        wide = 10 * (high - low) > 6  # said in whole steps it may be two more
        found += [] if len(told) == 1 else ["no chance said"]
        found += [] if wide or "ladder.because.chance_open" not in told else ["a known range unsaid"]
    return found


def _help_first(offer: Offer, answers: Answered | None) -> list[str]:
    held = bool(held_back(answers))
    return ["help first"] if held != (offer.kind == Kind.PROFESSIONAL) or (held and offer.rung) else []


def _theirs(offer: Offer, said: Said) -> list[str]:
    theirs = mine(rungs(), said)
    return [f"not theirs: {one}" for one in (offer.rung, *offer.beside) if one not in theirs]


def _small_enough(offer: Offer, tries: list[Try], said: Said, day: date) -> list[str]:
    ladder, order = rungs(), order_of(said, rungs())
    ordered = in_order(tries, day)
    rung, found = ladder[offer.rung], []
    known = [ladder[one.rung] for one in ordered if one.rung in ladder and one.outcome != Outcome.NOT_TODAY]
    usual = Reach.ROOM if said.usual_reach is None else said.usual_reach
    if rung.reach > max([usual, *(one.reach for one in known)]) + 1:
        found.append("two floors at once")
    row = [one for one in misses_in_a_row(ordered) if one.rung in ladder]
    if row:
        smallest = min(order.size_of(one.rung) for one in row)
        if order.size_of(rung.id) > smallest:
            found.append("larger after a miss")
        lowest = min(ladder[one.rung].reach for one in row)
        lately = (day - row[-1].day).days <= WEEKS_OF_MISSES * 7
        if len(row) >= 2 and lately and (order.size_of(rung.id) >= smallest or rung.reach > lowest):
            found.append("not smaller after two misses")
    return found
