"""The first half of the year, part by part; each is looked for on the screen."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.year import Hand, week
from tests.journeys.year_family import (
    CALM,
    CANARY,
    NOTICED,
    THOUGHT,
    Family,
    asked_first,
    code_from,
    goes_both_ways,
    goes_on_sharing,
    on_the_path,
    said,
    shares,
    smaller_after,
    tries,
    with_book,
)

from genkan_web.people import invitations
from genkan_web.people.models import Centre

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


# ── Weeks 9 to 12: somebody joins, alone ──


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


def the_ladder_begins(family: Family) -> None:
    """Small steps come about; the path says so."""
    asked_first(family.person)
    family.person.goes("steps/mine/")
    family.person.chooses("usual_reach", "1")
    family.person.taps("form:has(input[value=have]) .button")
    first = [tries(family, day, "done") for day in (week(9), week(10, 2), week(11, 2))]
    assert len(set(first)) > 1
    on_the_path(family)


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
    told = {
        "situation": "The bell rang.",
        "thought": THOUGHT,
        "feeling_before": "80",
        "another_way": "A letter.",
    }
    for name, words in told.items():
        person.page.fill(f"#{name}", words)
    person.taps("form.sheet .go .button")
    assert said("people.sheets.kept") in person.reads()


def a_silence(family: Family) -> None:
    """Two weeks without a word: she reads that there is nothing new."""
    family.live(week(23, 6), 20)
    family.mother.comes_in()
    family.mother.goes(family.hers)
    family.silence = family.mother.reads()
    assert said("people.share.nothing") in family.silence


def the_middle(family: Family) -> None:
    """Weeks 12 to 34, in their order."""
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
