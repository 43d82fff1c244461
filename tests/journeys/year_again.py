"""The second half of the year: good weeks, worse ones, and again."""

from __future__ import annotations

from zipfile import ZipFile

from tests.journeys.year import FIRST, PASSWORD, Hand, week
from tests.journeys.year_family import (
    CANARY,
    GOAL,
    HELPED,
    NOTICED,
    THOUGHT,
    Family,
    chooses_freely,
    goes_on_sharing,
    on_the_path,
    said,
    since_then,
    smaller_after,
    tries,
)

# ── Weeks 27 to 34: good weeks, and what is written in them ──


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
    better = since_then(family, "other", week(15), "consultation")
    assert [line for line in better if said("concerns.since_care.better") in line]
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
        assert not [words for words in (HELPED, THOUGHT, GOAL) if words in mother.page.content()]


# ── Weeks 43 to 52: again ──


def up_again(family: Family) -> None:
    """It begins lower than it had come, and nothing that was done is gone."""
    smaller_after(family, family.missed, "not_larger")
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
    """The last day of the year; what the worker read is over, as nobody was asked to go on."""
    goes_on_sharing(family, 45)
    up_again(family)
    family.live(week(52, 6), 20)
    family.person.comes_in()
    what_is_told_since(family)
    takes_all_along(family.person)
    family.worker.comes_in()
    family.worker.goes("/linked/")
    assert said("people.linked.nobody") in family.worker.reads()
    a_stop(family)


def what_is_told_since(family: Family) -> None:
    """Too little before the steps; harder and better again after the worse weeks, never simply «better»."""
    untold = since_then(family, "ladder")
    assert all(said("concerns.since_care.too_little", since=week(9), needed=14) in line for line in untold)
    worst = since_then(family, "other", week(35), "other")
    assert not [line for line in worst if said("concerns.since_care.better") in line]
    assert [line for line in worst if said("concerns.since_care.again", since=week(35)) in line]
    assert [line for line in worst if said("concerns.since_care.worse") in line]
