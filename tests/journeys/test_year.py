"""A year of the invented family: a mother, her grown child, a worker; up, down, and up again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.journeys import year_again as again
from tests.journeys import year_story as story
from tests.journeys.pages import LANGS, faults_of, small_targets
from tests.journeys.year import FIRST, Clock, Hand, hand_of, kept, moved_clock, own_day, seen_day, week
from tests.journeys.year_family import CANARY, GOAL, HELPED, THOUGHT, Family
from tests.web.people.household import account, code_now, put_paper, put_plan

from genkan.knowledge import sentence
from genkan.plans import Kept, Outcome, Try
from genkan_web.care import sharing
from genkan_web.care.models import Link
from genkan_web.diary import books, climbs
from genkan_web.diary.models import Notebook
from genkan_web.people.models import Account, Centre

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TRIED = (
    (9, "desk_corner", "done"), (11, "hallway", "done"), (13, "kitchen_night", "done"),
    (14, "door_look", "not_today"), (15, "plate_sink", "partly"), (25, "door_look", "done"),
    (37, "shoes_on", "not_today"), (38, "five_songs", "not_today"), (46, "lamp", "done"),
    (51, "hallway", "done"),
)  # fmt: skip
PERSONS = ("", "steps/", "steps/path/", "plan/", "since/", "sees/", "looked/")


@pytest.fixture
def own_files(settings: Any) -> None:
    """Styles and scripts as they lie in the sources, under their own names."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def clock(own_files: None) -> Iterator[Clock]:
    """The year's own clock."""
    with moved_clock() as moved:
        yield moved


def test_a_year_of_a_family(clock: Clock, live_server: Any, browser: Browser) -> None:
    """Given a year, when a mother practises, her child joins, tries steps up, down and up again, a worker
    sets homework and days get worse, then each finds on the screen what is theirs, and nothing else."""
    family = Family(clock, *(hand_of(browser, live_server.url, clock) for _ in range(3)))
    story.she_begins(family)
    story.she_goes_on(family)
    story.they_join(family)
    story.the_ladder_begins(family)
    story.the_middle(family)
    again.good_weeks(family)
    again.worse(family)
    again.the_end(family)
    for hand in (family.mother, family.person, family.worker):
        hand.page.context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_the_end_of_a_year_can_be_read_by_everybody(
    clock: Clock, live_server: Any, browser: Browser, lang: str
) -> None:
    """Given such a year behind them, when each looks at their pages on a small phone, then every page is in
    their language, without a fault, no wider than the phone, and a thumb hits every control."""
    hands = [hand_of(browser, live_server.url, clock, lang) for _ in range(3)]
    short = a_year_in_short(clock, lang, *hands)
    mother, person, worker = hands
    short.live(week(41, 6))
    hers, theirs = short.shared()
    looked_at(person, lang, ("way/",))
    assert sentence("people.sheets.relapse.open", lang) in person.reads()
    short.live(week(52, 6))
    looked_at(person, lang, PERSONS)
    looked_at(mother, lang, ("", "way/", "own-week/", "/linked/", f"/linked/{hers.pk}/"))
    at = f"/linked/{theirs.pk}/"
    looked_at(worker, lang, ("/linked/", at, f"{at}way/", f"{at}plan/", f"{at}homework/"))
    for hand in hands:
        hand.page.context.close()


def looked_at(hand: Hand, lang: str, addresses: Sequence[str]) -> None:
    """Each page as a small phone shows it."""
    hand.comes_in()
    for address in addresses:
        hand.goes(address)
        assert hand.page.get_attribute("html", "lang") == lang, address
        assert not faults_of(hand.page), hand.page.url
        assert not small_targets(hand.page), hand.page.url
        hand.fits()


@dataclass
class Short:
    """The same year without its pages: days, tries, and sheets as they came."""

    clock: Clock
    about: Notebook
    own: Notebook
    worker: Account
    chance: Random = field(default_factory=lambda: Random("a year"))
    lived: date = FIRST

    def live(self, until: date) -> None:
        """Up to the evening of a day, that day left open."""
        while self.lived < until:
            self.clock.go(self.lived, 19)
            told = own_day(self.lived, self.chance)
            if self.lived >= week(9):
                kept(self.own, self.lived, told and {**told, "words": CANARY})
            kept(self.about, self.lived, seen_day(self.lived, self.chance))
            self._works()
            self.lived += timedelta(days=1)
        self.clock.go(until, 20)

    def _works(self) -> None:
        """What the person did on the ladder and wrote that day."""
        day, own = self.lived, self.own
        for _, rung, outcome in (one for one in TRIED if week(one[0]) == day):
            tried = Kept(f"{day.isoformat()}-of-a-year", Try(rung, day, Outcome(outcome), felt=20.0))
            climbs.changed(own, lambda climb, tried=tried: climb.with_try(tried))
        if day == week(30):
            put_plan(own, GOAL)
            signs = ["staying_in", "contact", "rhythm"]
            put_paper(own, "relapse_plan", signs=signs, helped=HELPED, opens_on="concern")
            put_paper(own, slot="t" * 36, situation="The bell rang.", thought=THOUGHT)

    def shared(self) -> tuple[Link, Link]:
        """One line for the mother; days, plan and homework for the worker; from now on."""
        return (
            sharing.share(self.own, self.about.writer, ("week",), "K"),
            sharing.share(self.own, self.worker, ("days", "plan", "homework"), "K"),
        )


def a_year_in_short(clock: Clock, lang: str, mother: Hand, person: Hand, worker: Hand) -> Short:
    """Three accounts and two notebooks, on the first day."""
    clock.go(FIRST)
    river = Centre.objects.create(kind="centre", name="River House", country="th")
    cast = (("hall lamp", "family", None), ("moss", "person", None), ("somchai", "worker", river))
    accounts = [account(name, role, place, language=lang) for name, role, place in cast]
    for hand, one in zip((mother, person, worker), accounts, strict=True):
        hand.name = one.handle
    code_now(accounts[2])
    worker.secret = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 (as in the cast of the tests)
    about, own = books.begun_about(accounts[0], "K", "mother"), books.begun_own(accounts[1])
    assert about is not None
    for hand, book in ((mother, about), (person, own)):
        hand.book = f"{hand.site}/n/{book.pk}/"
    return Short(clock, about, own, accounts[2])
