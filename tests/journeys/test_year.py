"""A year of the invented family: a mother, her grown child, a worker; up, down, and up again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser
from tests.journeys.year import FIRST, PASSWORD, Clock, Hand, hand_of, kept, moved_clock, own_day, seen_day, week

from genkan.knowledge import sentence
from genkan_web.diary.models import Notebook
from genkan_web.people import invitations
from genkan_web.people.models import Centre

pytestmark = [pytest.mark.browser, pytest.mark.slow]
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




# ── Weeks 1 to 8: a mother begins ──


def she_begins(family: Family) -> None:
    """She opens a notebook, is asked whether it is calm at home, and practises before she does anything."""
    family.live(week(1, 6), 21)
    mother = family.mother
    mother.joins("family", "hall lamp")
    mother.page.fill("#called", "K")
    mother.taps("main form .button")
    with_book(mother)
    is_calm(mother)
    she_practises(mother)
    chooses_a_step(mother)
    mother.goes("week/")
    for back, reach in enumerate((0, 1, 0, 0)):
        mother.chooses(f"reach-{(week(1, 6) - timedelta(days=back)).isoformat()}", str(reach))
    mother.chooses("known_by", "seen")
    mother.taps("form.whole-week .button")
    assert mother.page.locator(".lines li").count() == 14


def is_calm(mother: Hand) -> None:
    """The way to the step of the week leads over the check; what it shows lets her go on."""
    mother.goes("own-week/")
    assert "/safe/" in mother.page.url
    for name, option in {**CALM, "rougher": "no"}.items():
        if mother.page.locator(f"input[name={name}]").count():
            mother.chooses(name, option)
    mother.taps("form.ask .button")
    assert said("family_check.show.go_on.first") in mother.reads()
    mother.taps("main p.go a")
    assert "/own-week/" in mother.page.url


def she_practises(mother: Hand) -> None:
    """A scene to its end, and the idea of one lesson."""
    mother.goes("/learn/scenes/door/")
    mother.taps("a.button")
    for _ in range(6):
        if not mother.page.locator("a.option").count():
            break
        goes_on_from(mother)
    assert "/end-" in mother.page.url
    mother.fits()
    mother.goes("/learn/lessons/listening/")
    assert said("web.lessons.try") in mother.reads()
    mother.fits()


def goes_on_from(mother: Hand) -> None:
    """The first thing to say that does not lead back to the same turn."""
    here = mother.page.url
    for at in range(mother.page.locator("a.option").count()):
        mother.page.goto(here)
        mother.taps(f"a.option >> nth={at}")
        mother.taps(".go a.button")
        if mother.page.url != here:
            return
    raise AssertionError(here)


def chooses_a_step(mother: Hand) -> None:
    """One of up to three for this week."""
    mother.goes("own-week/")
    assert mother.page.locator("button[name=choose]").count() >= 1
    mother.taps("button[name=choose]")
    assert said("people.family_week.now") in mother.reads()
    mother.fits()


def she_goes_on(family: Family) -> None:
    """Week by week she says what she noticed; every two weeks she is asked again whether it is calm."""
    mother = family.mother
    for number in (3, 5, 7):
        family.live(week(number, 6), 21)
        mother.comes_in()
        is_calm(mother)
        mother.page.fill("#noticed", NOTICED[number])
        mother.chooses("known_by", "seen")
        mother.chooses("then", "keep" if number < 7 else "other")
        mother.taps("details .button")
        assert NOTICED[number] in mother.reads()
    assert all(words in mother.reads() for words in NOTICED.values())
    mother.goes("way/")
    assert mother.page.locator("figure.way svg:visible").count() >= 1


# ── Weeks 8 to 12: somebody joins, alone ──


def they_join(family: Family) -> None:
    """An account and a notebook of their own, in which nothing of hers stands."""
    family.live(week(9), 20)
    mother, person = family.mother, family.person
    mother.comes_in()
    code = code_from(mother)
    person.joins("person", "moss")
    with_book(person)
    person.chooses("reach", "1")
    person.page.locator("form.day details").evaluate_all("all => all.forEach(one => one.open = true)")
    person.page.fill("#words", CANARY)
    person.taps("form.day .button")
    for address in ("", "days/", "way/", "steps/", "sees/"):
        person.goes(address)
        assert not [words for words in NOTICED.values() if words in person.page.content()]
    shares(person, code, ("week",), "K")
    mother.goes("/linked/")
    mother.taps(".door")
    family.hers = mother.page.url.removeprefix(mother.site)
    assert said("people.share.line", days=1, out=0) in mother.reads()
    assert CANARY not in mother.page.content()


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


def the_ladder_begins(family: Family) -> None:
    """Small steps come about; the path says so."""
    asked_first(family.person)
    family.person.goes("steps/mine/")
    family.person.chooses("usual_reach", "1")
    family.person.taps("form:has(input[value=have]) .button")
    first = [tries(family, day, "done") for day in (week(9), week(10, 2), week(11, 2))]
    assert len(set(first)) > 1
    on_the_path(family)


def on_the_path(family: Family) -> list[float]:
    """All tries so far stand there; returns the height of each stone, the first one first."""
    person, told = family.person, family.outcomes
    person.goes("steps/path/")
    so_far = said("people.steps.path_so_far", tries=len(told), done=told.count("done"))
    assert so_far in person.reads()
    assert said("people.steps.nothing_resets") in person.reads()
    person.fits()
    stones = person.page.locator("figure.way svg:visible circle")
    where = stones.evaluate_all("all => all.map(one => [+one.getAttribute('cx'), +one.getAttribute('cy')])")
    assert len(where) >= min(len(told), HELD)
    assert person.page.locator("details .telling").count() == len(told)
    return [height for _, height in sorted(where)]


# ── Weeks 12 to 26: up, two that were not for then, rest, up again; a worker ──


def the_ladder_goes_on(family: Family) -> None:
    """Up; after two misses only something smaller is offered; then rest."""
    person = family.person
    for day in (week(12), week(12, 3), week(13), week(13, 3)):
        tries(family, day, "done")
    smaller_after(family, [tries(family, week(14, at), "not_today", 60) for at in (0, 1)])
    person.taps("button[name=rest][value='7']")
    assert said("people.steps.kept.rest") in person.reads()
    assert not person.page.locator(".offered").count()


def smaller_after(family: Family, missed: list[str]) -> list[str]:
    """Whatever may be chosen on the page stands before both of them in the person's own order."""
    person = family.person
    person.goes("steps/order/")
    order = [words.strip() for words in person.page.locator("details ol li").all_text_contents()]
    person.goes("steps/")
    assert said("ladder.because.smaller") in person.reads()
    found = [person.page.inner_text(".offered .says"), *person.page.locator("main .rungs a").all_inner_texts()]
    offered = [words.strip() for words in found]
    least = min(order.index(words) for words in missed)
    assert all(order.index(words) < least for words in offered), (offered, missed)
    return offered


def goes_both_ways(heights: list[float]) -> bool:
    """Whether some stone lies higher than the one before it, and some lower."""
    ahead = list(zip(heights, heights[1:], strict=False))
    return any(one > other for one, other in ahead) and any(one < other for one, other in ahead)


def a_worker_comes(family: Family) -> None:
    """Linked by a code; what was chosen is shared with her, and nothing else."""
    family.live(week(15), 10)
    worker, person = family.worker, family.person
    centre = Centre.objects.create(kind="centre", name="River House", country="th")
    worker.joins("invited", "somchai", invitations.new_invitation(centre, "worker"))
    code = code_from(worker)
    person.comes_in()
    shares(person, code, ("days", "plan", "homework"), "F")
    worker.goes("/linked/")
    worker.taps(".door")
    family.theirs = worker.page.url.removeprefix(worker.site)
    assert CANARY not in worker.page.content()


def homework(family: Family) -> None:
    """She asks for a sheet; it is filled in, looked at, sent; she reads it, and that is told."""
    worker, person = family.worker, family.person
    worker.goes(f"{family.theirs}homework/")
    worker.page.select_option("#worksheet", "thought_record")
    worker.taps("form.ask .button")
    fills(person)
    worker.goes(family.theirs)
    assert THOUGHT not in worker.page.content()
    person.goes("homework/")
    person.taps("fieldset.choice + p .second")
    assert THOUGHT in person.reads()
    person.taps("button[name=send]")
    family.live(week(15, 2), 10)
    worker.comes_in()
    worker.goes(family.theirs)
    worker.taps(f"a[href='{family.theirs}homework/sent/']")
    assert THOUGHT in worker.reads()
    worker.fits()
    person.comes_in()
    person.goes("looked/")
    assert "River House" in person.reads()
    assert said("people.looked.thing.share") in person.reads()


def fills(person: Hand) -> None:
    """The sheet that waits on the page of the day."""
    person.goes("")
    title = said("worksheet.thought_record.title")
    assert said("people.homework.waits", who="River House", title=title) in person.reads()
    person.goes("sheets/thought_record/new/")
    told = {"situation": "The bell rang.", "thought": THOUGHT, "feeling_before": "80", "another_way": "A letter."}
    for name, words in told.items():
        person.page.fill(f"#{name}", words)
    person.taps("form.sheet .go .button")
    assert said("people.sheets.kept") in person.reads()


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


def a_silence(family: Family) -> None:
    """Two weeks without a word: she reads that there is nothing new."""
    family.live(week(23, 6), 20)
    family.mother.comes_in()
    family.mother.goes(family.hers)
    family.silence = family.mother.reads()
    assert said("people.share.nothing") in family.silence


def a_year_in_the_middle(family: Family) -> None:
    """Weeks 12 to 42, in their order."""
    the_ladder_goes_on(family)
    a_worker_comes(family)
    homework(family)
    for number, outcome in ((16, "done"), (17, "partly"), (18, "done"), (19, "done")):
        tries(family, week(number), outcome)
    assert goes_both_ways(on_the_path(family))
    goes_on_sharing(family, 21)
    a_silence(family)
    for number in (25, 26):
        tries(family, week(number), "done")
    goes_on_sharing(family, 27)
    good_weeks(family)
    worse(family)


# ── Weeks 26 to 34: good weeks, and what is written in them ──


def good_weeks(family: Family) -> None:
    """In a good week somebody writes for a worse one; it stays shut."""
    family.live(week(30), 18)
    person = family.person
    person.comes_in()
    person.goes("sheets/relapse_plan/new/")
    for sign in ("staying_in", "contact", "rhythm"):
        person.chooses("signs", sign)
    person.page.fill("#helped", HELPED)
    person.page.fill("#first_step", "The window, for a minute")
    person.chooses("opens_on", "concern")
    person.taps("form.sheet .go .button")
    assert said("people.sheets.kept") in person.reads()
    a_plan(family)
    goes_on_sharing(family, 33)
    for address in ("", "way/"):
        person.goes(address)
        assert said("people.sheets.relapse.open") not in person.reads()


def a_plan(family: Family) -> None:
    """A goal and who does what; the worker agrees; looked at again beside the picture."""
    worker, person = family.worker, family.person
    person.goes("plan/write/")
    person.page.fill("#goals-0-words", GOAL)
    person.page.fill("#acts-0-what", "Tea at the window")
    person.page.select_option("#acts-0-who", "person")
    person.taps("form.plan .button")
    assert GOAL in person.reads()
    worker.comes_in()
    worker.goes(f"{family.theirs}plan/")
    assert GOAL in worker.reads()
    worker.taps("main form .button")
    assert said("people.plan.shared.said") in worker.reads()
    person.goes("plan/")
    assert "River House" in person.reads()
    looks_again(person)


def looks_again(person: Hand) -> None:
    """The picture beside the plan, a few answers, and what the rules say."""
    person.goes("plan/look/")
    assert person.page.locator("main svg:visible").count()
    person.fits()
    person.chooses("danger", "no")
    person.taps("form.ask .button")
    ways = [said(f"people.plan.way.{way}") for way in ("up", "down", "same", "cannot_tell")]
    assert any(way in person.reads() for way in ways)


# ── Weeks 35 to 42: worse ──


def worse(family: Family) -> None:
    """Watching notices; the plan opens, and for nobody else."""
    person = family.person
    family.missed = [tries(family, week(37, at), "not_today", 80) for at in (0, 1)]
    opened = next((number for number in range(37, 43) if plan_is_open(family, number)), None)
    print("opened", opened)
    assert opened, "the plan stayed shut"
    assert all(words in person.reads() for words in (HELPED, said("people.sheets.relapse.only_you")))
    person.fits()
    person.goes("")
    assert HELPED in person.reads()
    only_what_was_shared(family)


def plan_is_open(family: Family, number: int) -> bool:
    """Whether the plan stands open on the person's way at the end of a week."""
    family.live(week(number, 6), 22)
    family.person.comes_in()
    family.person.goes("way/")
    return said("people.sheets.relapse.open") in family.person.reads()


def only_what_was_shared(family: Family) -> None:
    """The worker's list shows the drift in the days; of the plan nobody else reads a word."""
    mother, worker = family.mother, family.worker
    worker.comes_in()
    worker.goes("/linked/")
    concern = said("people.linked.concern", day=FIRST).split(";")[0]
    assert concern in worker.reads()
    worker.fits()
    for part in ("", "way/", "plan/", "homework/", "homework/sent/"):
        worker.goes(f"{family.theirs}{part}")
        assert not [words for words in (HELPED, CANARY) if words in worker.page.content()]
    mother.comes_in()
    for address in ("", "way/", "own-week/", "sheets/", "/linked/", family.hers):
        mother.goes(address)
        found = [words for words in (HELPED, THOUGHT, GOAL, concern) if words in mother.page.content()]
        assert not found or (address == "way/" and found == [concern])


# ── Weeks 43 to 52: again ──


def up_again(family: Family) -> None:
    """It begins lower than it had come, and nothing that was done is gone."""
    smaller_after(family, family.missed)
    tries(family, week(46), "done", 40)
    low = on_the_path(family)
    for number in (47, 48):
        tries(family, week(number), "done")
    for number, floor in ((49, "home"), (50, "outside")):
        chooses_freely(family, week(number), floor)
    again = on_the_path(family)
    assert again[-1] < low[-1]  # a stone that lies higher on the screen
    assert said("people.steps.path_newest") in family.person.reads()
    assert said("reach.outside") in family.person.reads()


def since_then(family: Family, which: str, day: str = "", kind: str = "") -> list[str]:
    """Six signs against themselves since something began, and no word of what it came from."""
    person = family.person
    person.goes("since/")
    person.page.check(f"input[name=which][value^={which}]", force=True)
    if kind:
        person.page.fill("#day", day)
        person.page.select_option("#kind", kind)
    person.taps("form.ask .button")
    lines = person.page.locator("#since li").all_inner_texts()
    assert len(lines) == 6
    assert said("worksheet.reads.effect.no_cause") in person.reads("#since")
    person.fits()
    return lines


def takes_all_along(person: Hand) -> None:
    """A file that opens, with the own words in it."""
    person.goes("/account/take/")
    person.page.fill("#old", PASSWORD)
    with person.page.expect_download() as coming:
        person.page.locator("main form .button").tap()
    with ZipFile(coming.value.path()) as file:
        assert file.testzip() is None
        read = b"".join(file.read(name) for name in file.namelist() if not name.endswith(".pdf")).decode()
    assert all(words in read for words in (CANARY, THOUGHT, HELPED, GOAL))
    assert not [words for words in NOTICED.values() if words in read]


def a_stop(family: Family) -> None:
    """The mother reads the line of this week; stopped, she reads what she read in weeks of silence."""
    mother, person = family.mother, family.person
    mother.comes_in()
    mother.goes(family.hers)
    assert mother.reads() != family.silence
    person.goes("sees/")
    person.taps("button[name=item][value=week]")
    mother.goes(family.hers)
    assert mother.reads() == family.silence


def the_end(family: Family) -> None:
    """The last day of the year."""
    goes_on_sharing(family, 45)
    up_again(family)
    family.live(week(52, 6), 20)
    family.person.comes_in()
    for told in (("ladder",), ("other", week(15).isoformat(), "consultation"), ("other", week(35).isoformat(), "other"), ("other", week(43).isoformat(), "group")):
        print(told, *since_then(family, *told), sep="\n")
    takes_all_along(family.person)
    a_stop(family)


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
    she_begins(family)
    she_goes_on(family)
    they_join(family)
    the_ladder_begins(family)
    a_year_in_the_middle(family)
    the_end(family)
