"""The family of the year: who they are, and what they do again and again."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from tests.journeys.year import FIRST, Clock, Hand, kept, own_day, seen_day, week

from genkan.knowledge import sentence
from genkan_web.diary.models import Notebook

CANARY = "the soup stood before the door"
CALM = {"danger": "none", "violence": "never", "checks": "none", "lately": "none", "strain": "well"}
THOUGHT, HELPED, GOAL = "They all look at me.", "Soup, and the blue lamp.", "Once a week into the light"
HELD = 15  # stones that the picture on a small phone holds at least; the list has all
NOTICED = {3: "The tray came back with a note.", 5: "A light at noon.", 7: "Two words at the door."}


def said(name: str, **facts: Any) -> str:
    """A sentence of the site in this year's language."""
    return sentence(name, "en", **facts)


@dataclass
class Family:
    """Everybody, and the day up to which plain days are written."""

    clock: Clock
    mother: Hand
    person: Hand
    worker: Hand
    hers: str = ""  # the address of what her child shares with her
    theirs: str = ""  # of what is shared with the worker
    silence: str = ""  # what the mother's page says where there is nothing new
    missed: list[str] = field(default_factory=list)  # what was tried in worse weeks
    outcomes: list[str] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random("a year"))
    lived: date = FIRST

    def live(self, until: date, hour: int = 12) -> None:
        """The plain days before a day, each written on its own evening; then that day."""
        while self.lived < until:
            self.clock.go(self.lived, 21)
            for hand, told_of in ((self.person, own_day), (self.mother, seen_day)):
                told = told_of(self.lived, self.chance)
                if hand.book:
                    kept(book_of(hand), self.lived, told)
            self.lived += timedelta(days=1)
        self.clock.go(until, hour)


def book_of(hand: Hand) -> Notebook:
    """The notebook somebody writes."""
    return Notebook.objects.get(pk=hand.book.rstrip("/").rpartition("/")[2])


def with_book(hand: Hand) -> None:
    """Whoever just began a notebook stands in it."""
    found = re.match(r".*/n/[0-9a-f-]{36}/", hand.page.url)
    assert found, hand.page.url
    hand.book = found[0]


def code_from(hand: Hand) -> str:
    """A code to hand over."""
    hand.goes("/linked/code/")
    hand.taps("main form .button")
    return hand.page.inner_text(".code")


def shares(person: Hand, code: str, items: tuple[str, ...], called: str) -> None:
    """What was asked for with a code, item by item."""
    person.goes("code/")
    person.page.fill("#code", code)
    person.taps("main form .button")
    for item in items:
        person.chooses("items", item)
    person.page.fill("#called", called)
    person.taps("main form .button")
    person.fits()


def asked_first(person: Hand) -> None:
    """Before the first step come four questions."""
    person.goes("steps/")
    assert "/steps/ask/" in person.page.url
    for name in ("danger", "violence", "checks", "lately"):
        person.chooses(name, CALM[name])
    person.taps("main .ask .button")
    assert person.page.url.endswith("/steps/")


def tries(family: Family, day: date, outcome: str, felt: int = 20) -> str:
    """One day's step from the offer to what came of it; returns what was tried."""
    family.live(day, 16)
    person = family.person
    person.comes_in()
    person.goes("steps/")
    tried = person.page.inner_text(".offered .says")
    person.taps(".offered + form .button")
    tells(family, outcome, felt)
    return tried


def tells(family: Family, outcome: str, felt: int) -> None:
    """From before a step to after it."""
    person = family.person
    person.taps("main .ask .button")
    person.taps(".begun .second")
    person.chooses("outcome", outcome)
    person.chooses("felt", str(felt))
    person.taps("main .ask .button")
    assert said("people.steps.kept.try") in person.reads()
    family.outcomes.append(outcome)


def chooses_freely(family: Family, day: date, floor: str) -> None:
    """Any step of the whole list may be taken."""
    family.live(day, 16)
    person = family.person
    person.comes_in()
    person.goes("steps/all/")
    listed = person.page.locator("main details", has_text=said(f"reach.{floor}")).first
    listed.locator("summary").tap()
    with person.page.expect_navigation():
        listed.locator(".rungs a").first.tap()
    tells(family, "done", 20)


def on_the_path(family: Family) -> list[float]:
    """All that was told of so far stands there; returns the height of each stone, the first one first."""
    person, told = family.person, family.outcomes
    person.goes("steps/path/")
    tries = len(told) - told.count("not_today")
    so_far = said("people.steps.path_so_far", tries=tries, done=told.count("done"))
    assert so_far in person.reads()
    assert said("people.steps.nothing_resets") in person.reads()
    person.fits()
    stones = person.page.locator("figure.way svg:visible circle")
    where = stones.evaluate_all("all => all.map(one => [+one.getAttribute('cx'), +one.getAttribute('cy')])")
    assert len(where) >= min(len(told), HELD)
    assert person.page.locator("details .telling").count() == len(told)
    return [height for _, height in sorted(where)]


def goes_both_ways(heights: list[float]) -> bool:
    """Whether some stone lies higher than the one before it, and some lower."""
    ahead = list(pairwise(heights))
    return any(one > other for one, other in ahead) and any(one < other for one, other in ahead)


def smaller_after(family: Family, missed: list[str], why: str = "smaller") -> list[str]:
    """Whatever may be chosen on the page stands before both of them in the person's own order.

    Weeks later (``why``: not_larger) one of them may be among it; nothing behind them ever is.
    """
    person = family.person
    person.goes("steps/order/")
    order = [words.strip() for words in person.page.locator("details ol li").all_text_contents()]
    person.goes("steps/")
    assert said(f"ladder.because.{why}") in person.reads()
    found = [
        person.page.inner_text(".offered .says"),
        *person.page.locator("main .rungs a").all_inner_texts(),
    ]
    offered = [words.strip() for words in found]
    most = min(order.index(words) for words in missed) - (why == "smaller")
    assert all(order.index(words) <= most for words in offered), (offered, missed)
    return offered


def goes_on_sharing(family: Family, number: int) -> None:
    """Rights end after 90 days; before that the person is asked alone, and says yes."""
    family.live(week(number), 18)
    person = family.person
    person.comes_in()
    person.goes("sees/")
    assert said("people.sees.soon") in person.reads()
    while person.page.locator("form[action$='/sees/again/']").count():
        person.taps("form[action$='/sees/again/'] button")
    person.fits()


def since_then(family: Family, which: str, day: date = FIRST, kind: str = "") -> list[str]:
    """Six signs against themselves since something began, and no word of what it came from."""
    person = family.person
    person.goes("since/")
    person.page.check(f"input[name=which][value^={which}]", force=True)
    if kind:
        person.page.fill("#day", day.isoformat())
        person.page.select_option("#kind", kind)
    person.taps("form.ask .button")
    lines = person.page.locator("#since li").all_inner_texts()
    assert len(lines) == 6
    assert said("worksheet.reads.effect.no_cause") in person.reads("#since")
    person.fits()
    return lines
