"""A family's own week: the short check first, up to three to choose from, what was noticed, and silence."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import Household, steady, visit
from tests.web.visits import DANGERS, naming

from genkan.family_week import Plan, step_words
from genkan.knowledge import LANGUAGES, knowledge, sentence
from genkan.parent_tasks import REST, parent_tasks
from genkan.plans import Begun
from genkan_web.care import sharing
from genkan_web.diary import books, climbs, family_weeks
from genkan_web.diary.notes import today_of

RULES = knowledge("family_check")
BODY = ("checks.weight", "checks.self_neglect")  # cared for beside steps
CALM = {"danger": "none", "violence": "never", "strain": "well", "rougher": "no"}
CHOICE = re.compile(r'name="choose" value="([\w.]+)"')
TASKS = {f"task.{one}" for one in parent_tasks()}


class Hana:
    """Hana with a browser and her notebook about Yuki."""

    def __init__(self, home: Household, lang: str = "en", calm: bool = True):
        self.client, self.book = home.visit("hana", lang=lang), home.books["hana"]
        if calm:
            self.checks()

    def checks(self, **told: str) -> None:
        """The short check; calm where nothing else is said."""
        self.client.post(reverse("safe", args=[self.book.pk]), {**CALM, **told})

    def is_asked(self) -> bool:
        """Whether the page of the week leads to the short check first."""
        return "/safe/?to=week" in self.client.get(self.where).headers.get("Location", "")

    @property
    def where(self) -> str:
        return reverse("family-plan", args=[self.book.pk])

    def page(self) -> str:
        answer = self.client.get(self.where)
        assert answer.status_code == 200
        return unescape(answer.content.decode())

    def post(self, **told: Any) -> Any:
        return self.client.post(self.where, told)

    @property
    def plan(self) -> Plan:
        return family_weeks.plan_in(self.book)[0]

    def choices(self) -> list[str]:
        return CHOICE.findall(self.page())

    def week(self, then: str, **told: Any) -> Any:
        """A week that is over."""
        seen = str(family_weeks.plan_in(self.book)[1])
        return self.post(after="1", then=then, seen=seen, **told)


@pytest.fixture
def hana(home: Household) -> Hana:
    """Hana after a calm check."""
    return Hana(home)


def later(monkeypatch: pytest.MonkeyPatch, hana: Hana, days: int) -> None:
    """The site's clock, some days on; Hana comes in anew."""
    now = datetime.now(tz=timezone.get_current_timezone()) + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: now)
    hana.client = visit(hana.book.writer)


# ── The short check ──


def test_the_check_comes_before_any_step(home: Household) -> None:
    """Nothing to choose, and nothing can be chosen; from the check the way leads back here."""
    hana = Hana(home, calm=False)
    assert hana.is_asked()
    hana.post(choose="task.say_nothing")
    assert hana.plan == Plan()
    safe = reverse("safe", args=[hana.book.pk]) + "?to=week"
    assert hana.where in hana.client.post(safe, CALM).content.decode()
    assert hana.choices()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("answer", [*RULES["stops"], *RULES["exhausts"]])
def test_what_stops_shows_safety_instead_of_steps(home: Household, answer: str, lang: str) -> None:
    """Numbers, most of all where somebody is in danger; no step is offered until a calm check."""
    hana = Hana(home, lang)
    name, _, option = answer.partition(".")
    hana.checks(**{name: option})
    page = hana.page()
    show = "stop" if answer in RULES["stops"] else "exhausted"
    assert sentence(f"family_check.show.{show}.do", lang) in page
    assert ("call-now" in page) == (show == "stop")
    assert not CHOICE.findall(page)
    hana.post(choose="task.say_nothing")
    assert hana.plan == Plan()
    hana.checks()
    assert hana.choices()


@pytest.mark.parametrize(("lang", "number"), [("th", "1323"), ("ja", "0120-279-338")])
def test_who_has_no_strength_left_is_shown_a_line_that_is_open(
    home: Household, lang: str, number: str
) -> None:
    """The line that answers day and night stands on the page where steps wait."""
    hana = Hana(home, lang)
    hana.checks(strain="cannot")
    page = hana.page()
    assert sentence("family_check.show.exhausted.do", lang) in page
    assert f">{number}</a>" in page


def test_it_comes_again_every_two_weeks(hana: Hana, monkeypatch: pytest.MonkeyPatch) -> None:
    """Day 13 goes on, day 14 asks."""
    hana.post(choose=hana.choices()[0])
    for days, asks in ((13, False), (14, True)):
        later(monkeypatch, hana, days)
        assert hana.is_asked() == asks


@pytest.mark.parametrize("answer", [one for one in DANGERS if one not in BODY])
def test_a_kept_check_up_that_asks_for_help_holds_steps_back(hana: Hana, answer: str) -> None:
    """Each care but those beside which steps go on."""
    books.keep_check_up(hana.book, naming(answer))
    if answer == "strain.cannot":
        assert hana.choices()
        return
    page = hana.page()
    assert sentence("people.family_week.help_answers", "en") in page
    assert 'href="tel:' in page
    assert not CHOICE.findall(page)


# ── One step a week ──


@pytest.mark.parametrize("lang", LANGUAGES)
def test_up_to_three_with_why_source_and_mark(home: Household, lang: str) -> None:
    """In every language; one of them is chosen, and stands there with its why."""
    hana = Hana(home, lang)
    books.keep_check_up(hana.book, naming("talk.nobody"))
    choices = hana.choices()
    assert 1 <= len(choices) <= 3
    assert {one.partition(".")[0] for one in choices} == {"step", "task"}
    page = hana.page()
    for one in choices:
        words = step_words(*one.split("."), lang)
        assert words is not None
        assert words.do in page
        assert words.why in page
        assert words.source or words.mark
    hana.post(choose=choices[0])
    words = step_words(*choices[0].split("."), lang)
    assert words is not None
    assert words.do in hana.page()
    assert not CHOICE.findall(hana.page())


def test_a_week_is_kept_once_with_what_was_noticed(hana: Hana) -> None:
    """Pressed twice it is one week; in a second window nothing is overwritten, and nothing typed is lost."""
    hana.post(choose=hana.choices()[0])
    hana.post(choose="task.say_nothing")  # chosen already: nothing changes
    seen = str(family_weeks.plan_in(hana.book)[1])
    told = {"after": "1", "seen": seen, "then": "keep", "known_by": "seen", "noticed": "He <b>laughed</b>"}
    for _ in range(2):
        assert hana.post(**told).status_code == 302
    (week,) = hana.plan.past
    assert (week.noticed, week.known_by, week.then) == ("He <b>laughed</b>", "seen", "keep")
    assert hana.plan.now
    assert "&lt;b&gt;laughed" in hana.client.get(hana.where).content.decode()
    answer = hana.post(**{**told, "noticed": "from the other window"})
    assert answer.status_code == 409
    assert "from the other window" in answer.content.decode()
    assert len(hana.plan.past) == 1


def test_without_saying_what_comes_then_nothing_is_lost(hana: Hana) -> None:
    """One sentence, and the words stay."""
    hana.post(choose=hana.choices()[0])
    answer = hana.week("", noticed="still here")
    assert answer.status_code == 400
    assert "still here" in answer.content.decode()
    assert not hana.plan.past


def test_smaller_is_smaller_and_other_is_other(hana: Hana) -> None:
    """After «smaller» only tasks, that ask to do less; what was exchanged is not offered at once again."""
    books.keep_check_up(hana.book, naming("talk.nobody"))
    first = hana.choices()[0]
    hana.post(choose=first)
    hana.week("smaller")
    second = hana.choices()
    assert set(second) <= TASKS
    assert first not in second
    hana.post(choose=second[0])
    hana.week("other")
    assert not {first, second[0]} & set(hana.choices())


def test_a_step_that_is_no_longer_there_can_be_closed(hana: Hana) -> None:
    """The page says so."""
    hana.post(choose=hana.choices()[0])
    plan, seen = family_weeks.plan_in(hana.book)
    body = plan.plain()
    body["now"]["step"] = "long_gone"
    from genkan.family_week import plan_from

    family_weeks.keep_plan(hana.book, plan_from(body), seen)
    assert sentence("people.family_week.gone", "en") in hana.page()
    assert hana.week("other").status_code == 302
    assert hana.plan.now is None


def test_words_that_may_mean_danger_bring_help_first(hana: Hana) -> None:
    """What was noticed is kept."""
    hana.post(choose=hana.choices()[0])
    answer = hana.week("keep", noticed="He said he wants to die")
    page = unescape(answer.content.decode())
    assert sentence("people.family_week.help_words", "en") in page
    assert 'href="tel:' in page
    assert hana.plan.past[0].noticed == "He said he wants to die"


def test_words_that_may_mean_danger_bring_help_whatever_becomes_of_the_form(hana: Hana) -> None:
    """An answer that is missing, another window, pressed again, and words beyond what is kept."""
    hana.post(choose=hana.choices()[0])
    words = "He said he wants to die"
    told = {"after": "1", "noticed": words, "seen": str(family_weeks.plan_in(hana.book)[1])}
    answers = [
        hana.post(**told, then=""),
        hana.post(**{**told, "seen": "77"}, then="keep"),
        hana.post(**told, then="keep"),
        hana.post(**told, then="keep"),  # pressed again
        hana.post(**{**told, "noticed": "x" * 400 + words}, then=""),
    ]
    assert [answer.status_code for answer in answers] == [400, 409, 200, 200, 400]
    for answer in answers:
        page = unescape(answer.content.decode())
        assert 'href="tel:' in page.partition("<form")[0]
    assert words in answers[1].content.decode()
    assert len(hana.plan.past) == 1


# ── Tasks that match the person's step ──


def test_what_the_family_knows_itself_is_matched(hana: Hana) -> None:
    """Kind and moment; only known ones are taken."""
    before = hana.choices()
    hana.post(knows="1", shelf="doorstep", moment="before")
    assert (hana.plan.shelf, hana.plan.moment) == ("doorstep", "before")
    assert hana.choices() != before
    hana.post(knows="1", shelf="moon", moment="soon")
    assert (hana.plan.shelf, hana.plan.moment) == ("", "")
    assert hana.choices() == before


def test_what_the_family_knew_is_forgotten_after_a_week(hana: Hana, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is chosen in the form any more, and what suits every step is offered."""
    before = hana.choices()
    hana.post(knows="1", shelf="doorstep", moment="before")
    known = hana.choices()
    later(monkeypatch, hana, 7)
    assert hana.choices() == before != known


def test_a_shared_step_is_matched_and_a_stop_is_silence(home: Household, hana: Hana) -> None:
    """Shared, the tasks suit it; stopped, the page is what it is when nobody did anything."""
    quiet = hana.page()
    sharing.share(home.books["yuki"], home.people["hana"], ("step",), "Y.")
    assert steady(hana.page()) == steady(quiet)
    one = Begun("a" * 32, "moon", today_of(home.books["yuki"]), fear="the neighbours")
    climbs.changed(home.books["yuki"], lambda climb: climb.with_begun(one))
    page = hana.page()
    assert sentence("people.moment.before", "en") in page
    assert "neighbours" not in page
    matched = [parent_tasks()[one.partition(".")[2]] for one in CHOICE.findall(page) if one in TASKS]
    assert any("doorstep" in one.steps for one in matched)
    sharing.stop(home.links["hana"])
    assert steady(hana.page()) == steady(quiet)


def test_a_look_at_a_shared_step_is_told_to_the_person(home: Household, hana: Hana) -> None:
    """Like any other look; without a step to see, nobody looked."""
    from genkan_web import looks

    yuki, hana_id = home.books["yuki"], home.people["yuki"].pk
    sharing.share(yuki, home.people["hana"], ("step",), "Y.")
    hana.page()
    assert not looks.looks_at(yuki.pk, hana_id)
    climbs.changed(yuki, lambda climb: climb.with_begun(Begun("a" * 32, "moon", today_of(yuki))))
    hana.page()
    assert len(looks.looks_at(yuki.pk, hana_id)) == 1


def test_with_two_notebooks_nobody_guesses_whose_step_it_is(home: Household, hana: Hana) -> None:
    """What suits every step is offered."""
    before = hana.choices()
    yuki = home.books["yuki"]
    sharing.share(yuki, home.people["hana"], ("step",), "Y.")
    climbs.changed(yuki, lambda climb: climb.with_begun(Begun("a" * 32, "moon", today_of(yuki))))
    books.begun_about(home.people["hana"], "another", "")
    assert hana.choices() == before


def test_rest_is_a_kind_too(hana: Hana) -> None:
    """A week of rest has tasks of its own, or those that suit always."""
    hana.post(knows="1", shelf=REST, moment="any")
    assert hana.choices()
