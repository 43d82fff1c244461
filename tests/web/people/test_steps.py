"""Small steps on pages: what is offered and what is not, before and after, nothing lost or set back."""

from __future__ import annotations

import io
import random
import re
import uuid
import zipfile
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from tests.web.people.household import PASSWORD, Household, steady, visit
from tests.web.visits import DANGERS, naming

from genkan.checkup.form import questions
from genkan.checkup.given import Given, told_of
from genkan.knowledge import LANGUAGES, knowledge, sentence
from genkan.nouns import Reach
from genkan.plans import Climb, Kind, Outcome, offer_of, order_of
from genkan.plans.figures import holding
from genkan_web.care import sharing
from genkan_web.diary import books, climbs, papers
from genkan_web.diary.models import Notebook, Paper
from genkan_web.diary.notes import today_of

NAMES = ("steps", "steps-ask", "steps-order", "steps-mine", "steps-all", "steps-path")
BEFORE = re.compile(r'href="/n/[\w-]+/steps/before/(\w+)/"')


class Yuki:
    """Yuki with a browser and their own notebook; the questions before a first step left open."""

    def __init__(self, home: Household, lang: str = "en", asked: bool = True):
        self.client, self.book = home.visit("yuki", lang=lang), home.books["yuki"]
        if asked:
            self.post("steps-ask")

    def where(self, name: str, *more: str) -> str:
        return reverse(name, args=[self.book.pk, *more])

    def page(self, name: str, *more: str, status: int = 200) -> str:
        """The text of a page."""
        answer = self.client.get(self.where(name, *more))
        assert answer.status_code == status
        return unescape(answer.content.decode())

    def post(self, name: str, *more: str, **told: Any) -> Any:
        return self.client.post(self.where(name, *more), told)

    @property
    def climb(self) -> Climb:
        return climbs.climb_in(self.book)[0]

    def offered(self) -> list[str]:
        """Every step the page of today leads to."""
        return BEFORE.findall(self.page("steps"))

    def begins(self, rung: str, **told: Any) -> str:
        """A step begun; its key."""
        key = uuid.uuid4().hex
        assert self.post("steps-before", rung, key=key, **told).status_code == 302
        return key

    def tries(self, rung: str, outcome: str, **told: Any) -> None:
        """A step begun and told of."""
        key = self.begins(rung)
        assert self.post("steps-after", key, outcome=outcome, **told).status_code == 302


@pytest.fixture
def yuki(home: Household) -> Yuki:
    """Yuki, asked already."""
    return Yuki(home)


def later(monkeypatch: pytest.MonkeyPatch, yuki: Yuki, days: int) -> None:
    """The site's clock, some days on; Yuki comes in anew."""
    at(monkeypatch, yuki, timezone.now() + timedelta(days=days))


def at(monkeypatch: pytest.MonkeyPatch, yuki: Yuki, now: datetime) -> None:
    """The site's clock; Yuki comes in anew."""
    monkeypatch.setattr(timezone, "now", lambda: now)
    yuki.client = visit(yuki.book.writer)


# ── The offer ──


def test_questions_come_before_the_first_step_and_may_be_left_open(home: Household) -> None:
    """Nobody was asked: the page leads to the questions; left open, they are not asked again at once."""
    yuki = Yuki(home, asked=False)
    answer = yuki.client.get(yuki.where("steps"))
    assert answer.headers["Location"] == yuki.where("steps-ask")
    page = yuki.page("steps-ask")
    for name in holding()["ask"]["questions"]:
        assert f'name="{name}"' in page
    yuki.post("steps-ask")
    assert yuki.offered()
    assert yuki.where("steps-ask") in yuki.page("steps")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_offer_says_why_and_how_likely_in_words(home: Household, lang: str) -> None:
    """The step, its reasons, others beside it, rest, and «not today»; in every language."""
    yuki = Yuki(home, lang)
    page = yuki.page("steps")
    offer = offer_of([], yuki.climb.ladder(), yuki.climb.said, today_of(yuki.book), None)
    for reason in offer.because:
        assert sentence(reason.said, lang, **reason.facts) in page
    assert yuki.offered() == [offer.rung, *offer.beside]
    assert 'name="not_today"' in page
    assert 'name="rest"' in page
    assert 'class="ten"' not in page, "nothing is known yet, so no guess is drawn"
    for _ in range(8):
        yuki.tries("moon", "done", felt="5")
    page = yuki.page("steps")
    climb = yuki.climb
    offer = offer_of([one.one for one in climb.tries], climb.ladder(), climb.said, today_of(yuki.book), None)
    (said,) = [one for one in offer.because if one.said == "ladder.because.chance"]
    assert sentence(said.said, lang, **said.facts) in page
    assert page.count('<span class="surely">') + page.count('<span class="maybe">') >= 5


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_page_stands_in_every_language(home: Household, name: str, lang: str) -> None:
    """Also with tries, own words and a step begun."""
    yuki = Yuki(home, lang)
    yuki.begins("moon", fear="<b>eyes</b>", expected="40")
    yuki.tries("symbol", "done", happened="it <i>boiled</i>", felt="20")
    page = yuki.client.get(yuki.where(name)).content.decode()
    assert f'<html lang="{lang}"' in page
    assert "<b>eyes" not in page
    assert "<i>boiled" not in page


# ── A professional first ──


HOLDING = [answer for answer in DANGERS if answer not in (
    one for care in knowledge("checkup/safety")["cares"] if care["id"] in holding()["goes_beside"]
    for one in care["when_any"]
)]  # fmt: skip


@pytest.mark.parametrize("answer", HOLDING)
def test_each_care_holds_every_page_that_offers_steps(yuki: Yuki, answer: str) -> None:
    """Numbers first; no page leads to a step, and the path that was walked stays open."""
    books.keep_check_up(yuki.book, naming(answer, "person"))
    for name, more in (("steps", ()), ("steps-all", ()), ("steps-before", ("moon",))):
        page = yuki.page(name, *more)
        assert sentence("ladder.kind.professional", "en") in page
        assert 'href="tel:' in page
        assert not BEFORE.findall(page)
    key = uuid.uuid4().hex
    assert yuki.post("steps-before", "moon", key=key).status_code == 200
    assert yuki.climb.has_begun(key) is None
    yuki.page("steps-path")


@pytest.mark.parametrize("answer", sorted(set(DANGERS) - set(HOLDING)))
def test_what_goes_beside_steps_does_not_hold_them(yuki: Yuki, answer: str) -> None:
    """A tired body asks for care, not for a stop."""
    books.keep_check_up(yuki.book, naming(answer, "person"))
    assert yuki.offered()


def test_deep_low_mood_without_anybody_who_helps_comes_first(yuki: Yuki) -> None:
    """And with somebody who helps it does not."""
    rule = holding()["depression"]
    given = Given("person", today_of(yuki.book))
    for answers in (rule["signs"], rule["and_any"][:1]):
        name = answers[0].partition(".")[0]
        chosen = [one.partition(".")[2] for one in answers]
        given = given.with_answer(name, told_of(questions()[name], chosen))
    books.keep_check_up(yuki.book, given)
    page = yuki.page("steps")
    assert sentence("ladder.held.depression.do", "en") in page
    name, _, option = rule["in_care"][0].partition(".")
    helped = given.with_answer(name, told_of(questions()[name], [option]))
    books.keep_check_up(yuki.book, helped)
    assert yuki.offered()


def test_answers_given_here_hold_too_and_can_be_given_anew(home: Household, yuki: Yuki) -> None:
    """They stay in the ladder, change no check-up, tell a linked worker only that help is asked for."""
    from genkan_web.care import flags

    yuki.post("steps-ask", danger="wants_to_die")
    assert sentence("ladder.kind.professional", "en") in yuki.page("steps")
    assert not yuki.book.told.exists()
    assert flags.unread(home.people["somchai"])
    yuki.post("steps-ask", danger="none")
    assert yuki.offered()


def test_whoever_is_told_is_named_before_anything_is_answered(home: Household) -> None:
    """With a worker linked the page says who learns what; without one it says that nobody does."""
    nobody = sentence("checkup.danger.hint.person", "en")
    linked, alone = Yuki(home, asked=False).page("steps-ask"), home.visit("ploy")
    told = sentence("people.steps.ask_told", "en", name=home.centre.name)
    assert told in linked
    assert nobody not in linked
    page = unescape(alone.get(reverse("steps-ask", args=[home.books["ploy"].pk])).content.decode())
    assert nobody in page
    assert told not in page


@pytest.mark.parametrize("hour", [3, 18])
def test_a_newer_check_up_speaks_before_older_answers(
    yuki: Yuki, monkeypatch: pytest.MonkeyPatch, hour: int
) -> None:
    """What was answered here on Monday is not what holds on Tuesday, where the check-up asks the same; also
    while the server still has the day before."""
    at(monkeypatch, yuki, timezone.now().replace(hour=hour))
    yuki.post("steps-ask", danger="wants_to_die")
    later(monkeypatch, yuki, 1)
    books.keep_check_up(yuki.book, naming("danger.none", "person"))
    assert yuki.offered()


@pytest.mark.parametrize("name", ["expectation", "fear"])
def test_words_that_may_mean_danger_bring_help_and_hold_for_the_day(
    yuki: Yuki, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was typed is kept; tomorrow there are steps again."""
    key = yuki.begins("moon", **{name: "I want to die"})
    assert yuki.climb.has_begun(key)
    page = yuki.page("steps")
    assert sentence("people.steps.held_words", "en") in page
    assert 'href="tel:' in page
    assert not BEFORE.findall(page)
    later(monkeypatch, yuki, 1)
    assert yuki.offered()


@pytest.mark.parametrize("name", ["happened", "learnt"])
def test_the_same_after_a_try(yuki: Yuki, name: str) -> None:
    """The try stands."""
    yuki.tries("moon", "done", **{name: "死にたい"})
    assert len(yuki.climb.tries) == 1
    assert not yuki.offered()


# ── Before and after ──


def test_before_and_after_stand_beside_each_other(yuki: Yuki) -> None:
    """What was expected, feared, happened and learnt; easier than expected is counted."""
    key = yuki.begins("moon", expected="80", expectation="All look", fear="to fall")
    page = yuki.page("steps-after", key)
    assert "All look" in page
    assert "to fall" in page
    told = {"outcome": "partly", "felt": "80", "exact": "25", "happened": "Nobody", "learnt": "It was dark"}
    assert yuki.post("steps-after", key, **told).status_code == 302
    (kept,) = yuki.climb.tries
    assert (kept.one.expected, kept.one.felt, kept.one.outcome) == (80.0, 25.0, Outcome.PARTLY)
    page = yuki.page("steps-path")
    for words in ("All look", "to fall", "Nobody", "It was dark"):
        assert words in page
    assert sentence("ladder.surprise", "en", easier=1, tries=1) in page


def test_pressed_twice_is_kept_once(yuki: Yuki) -> None:
    """Begun, told of, not today, and an own step: each carries its key."""
    key = uuid.uuid4().hex
    for _ in range(2):
        yuki.post("steps-before", "moon", key=key)
    assert len(yuki.climb.begun) == 1
    for _ in range(2):
        assert yuki.post("steps-after", key, outcome="done").status_code == 302
    assert (len(yuki.climb.begun), len(yuki.climb.tries)) == (0, 1)
    yuki.post("steps-before", "moon", key=key)  # an old page, sent again
    assert not yuki.climb.begun
    for _ in range(2):
        yuki.post("steps", not_today="1", rung="moon", key="b" * 32)
        yuki.post("steps-mine", part="new", words="my bench", like="moon", lean="like", key="c" * 32)
    assert (len(yuki.climb.tries), len(yuki.climb.own)) == (2, 1)


def test_two_windows_overwrite_nothing(yuki: Yuki) -> None:
    """A form over an older edition is shown again as typed, with 409; what stands beside it is added."""
    seen = climbs.climb_in(yuki.book)[1]
    yuki.tries("moon", "done")
    answer = yuki.post("steps-mine", part="have", seen=str(seen), cost="free", usual_reach="2")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert sentence("people.note.changed", "en") in unescape(page)
    assert '<input type="radio" name="cost" value="free" checked>' in page
    assert len(yuki.climb.tries) == 1
    assert yuki.climb.said.cost == "some"
    (again,) = re.findall(r'name="seen" value="(\d+)"', page)
    assert yuki.post("steps-mine", part="have", seen=again, cost="free", usual_reach="2").status_code == 302
    assert (yuki.climb.said.cost, yuki.climb.said.usual_reach) == ("free", Reach.DOORSTEP)


def test_a_save_in_between_is_tried_again_and_lost_by_nobody(
    yuki: Yuki, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody saves between reading and keeping: both changes stand."""
    real, once = climbs.keep, [True]

    def keep(book: Notebook, climb: Climb, seen: int) -> None:
        if once:
            once.clear()
            real(book, climbs.climb_in(book)[0].without_begun(key), seen)
        real(book, climb, seen)

    key = yuki.begins("moon")
    monkeypatch.setattr(climbs, "keep", keep)
    yuki.post("steps", not_today="1", rung="moon", key="d" * 32)
    assert len(yuki.climb.tries) == 1
    assert not yuki.climb.begun


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"outcome": "done", "exact": "101"}, "people.steps.hard_wrong"),
        ({"outcome": "done", "felt": "-1"}, "people.steps.hard_wrong"),
        ({"outcome": "done", "exact": "٣"}, "people.steps.hard_wrong"),
        ({"outcome": "won"}, "people.steps.outcome_wrong"),
        ({}, "people.steps.outcome_wrong"),
    ],
)
def test_what_does_not_fit_is_one_sentence_and_nothing_typed_is_lost(
    yuki: Yuki, told: dict[str, str], said: str
) -> None:
    """After a try; nothing is kept."""
    key = yuki.begins("moon")
    answer = yuki.post("steps-after", key, happened="still here", **told)
    assert answer.status_code == 400
    assert sentence(said, "en") in answer.content.decode()
    assert "still here" in answer.content.decode()
    assert not yuki.climb.tries


def test_before_a_try_the_same(yuki: Yuki) -> None:
    """A number that is none; a key that is none; a step that is none."""
    for told in ({"exact": "1e9", "key": "a" * 32}, {"expected": "40", "key": "'; --"}):
        answer = yuki.post("steps-before", "moon", fear="still here", **told)
        assert answer.status_code == 400
        assert "still here" in answer.content.decode()
    assert yuki.client.get(yuki.where("steps-before", "no_such_step")).status_code == 404
    assert yuki.client.get(yuki.where("steps-after", "nothing")).status_code == 302
    assert not yuki.climb.begun


def test_what_is_let_be_counts_for_nothing(yuki: Yuki) -> None:
    """No try, no miss."""
    key = yuki.begins("moon")
    yuki.post("steps", let_be=key)
    assert not yuki.climb.begun
    assert not yuki.climb.tries


def test_words_are_locked_and_stand_in_no_address(yuki: Yuki) -> None:
    """The database shows neither what is worked on nor what was written."""
    from django.db import connection

    yuki.begins("moon", fear="a canary on the balcony")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {Paper._meta.db_table}")  # noqa: S608 (our own name)
        rows = str(cursor.fetchall())
    assert "canary" not in rows
    assert "moon" not in rows
    assert "ladder" not in rows


# ── Up, down, rest ──


def test_after_two_misses_the_page_leads_to_nothing_larger(yuki: Yuki) -> None:
    """Every step the page shows is smaller than both, until one is done; by the person's own order."""
    yuki.post(
        "steps-mine", part="have", seen=str(climbs.climb_in(yuki.book)[1]), cost="some", usual_reach="3"
    )
    for _ in range(6):
        missed = []
        for _ in range(2):
            if found := yuki.offered():
                missed.append(found[0])
                yuki.tries(found[0], "not_today")
        offer = offer_of(
            yuki.climb.plain_tries(), yuki.climb.ladder(), yuki.climb.said, today_of(yuki.book), None
        )
        if offer.kind != Kind.STEP:
            break
        order = order_of(yuki.climb.said, yuki.climb.ladder())
        least = min(map(order.size_of, missed))
        assert all(order.size_of(one) < least for one in yuki.offered())
        yuki.tries(yuki.offered()[0], "done")


def test_nothing_is_set_back(yuki: Yuki, monkeypatch: pytest.MonkeyPatch) -> None:
    """Down again and a year of silence: tries, the furthest floor and the picture stay."""
    yuki.tries("moon", "done")
    for _ in range(3):
        yuki.tries("symbol", "not_today")
    later(monkeypatch, yuki, 365)
    page = yuki.page("steps-path")
    assert sentence("people.steps.path_so_far", "en", tries=1, done=1) in page
    assert sentence("reach.doorstep", "en") in page
    assert yuki.climb.furthest == Reach.DOORSTEP
    assert "<svg" in page


def test_an_eleventh_step_waits_for_room_and_no_word_is_lost(yuki: Yuki) -> None:
    """The page says so and keeps what was typed; the ten stay as they are; words of danger bring help."""
    for number in range(10):
        yuki.begins("moon", fear=f"the {number}")
    before = yuki.climb
    answer = yuki.post("steps-before", "symbol", key="c" * 32, fear="the gate")
    assert answer.status_code == 400
    page = unescape(answer.content.decode())
    assert sentence("people.steps.many_begun", "en") in page
    assert "the gate" in page
    assert yuki.climb == before
    yuki.post("steps", let_be=before.begun[0].id)
    assert yuki.post("steps-before", "symbol", key="c" * 32, fear="the gate").status_code == 302
    assert yuki.climb.begun[-1].fear == "the gate"
    yuki.post("steps-before", "symbol", key="d" * 32, fear="I want to die")
    assert yuki.climb.held(today_of(yuki.book)) == ("wants_to_die",)


def test_a_path_of_what_was_not_for_that_day_is_drawn_and_counts_nothing(yuki: Yuki) -> None:
    """The stones stand there; no sentence says that there were no tries."""
    yuki.tries("moon", "not_today")
    page = yuki.page("steps-path")
    assert "<svg" in page
    assert "Tries so far" not in page
    assert sentence("people.steps.path_empty", "en") not in page


def test_rest_is_planned_and_taken_back(yuki: Yuki) -> None:
    """For some days, or a day every week; then the page offers no step, and asks nothing."""
    today = today_of(yuki.book)
    yuki.post("steps", rest="3")
    assert yuki.climb.said.rest == {today + timedelta(days=ahead) for ahead in range(3)}
    page = yuki.page("steps")
    assert sentence("ladder.because.rest_planned", "en") in page
    assert not BEFORE.findall(page)
    yuki.post("steps", no_rest="1")
    assert yuki.offered()
    seen = climbs.climb_in(yuki.book)[1]
    yuki.post("steps-mine", part="have", seen=str(seen), rest_weekdays=[str(today.weekday())])
    assert not yuki.offered()
    yuki.post("steps", no_rest="1")
    assert yuki.offered()


def test_after_four_misses_a_pause_comes_first(yuki: Yuki) -> None:
    """And says so."""
    for _ in range(4):
        yuki.tries("symbol", "not_today")
    assert sentence("ladder.because.rest_after", "en", misses=4) in yuki.page("steps")


# ── Their own ──


def test_own_steps_and_own_words(yuki: Yuki) -> None:
    """A step of one's own is on the ladder near the one it is like; own words stand instead of ours."""
    yuki.post("steps-mine", part="new", words="My bench", like="moon", lean="harder", key="e" * 32)
    (own,) = yuki.climb.own
    assert "My bench" in yuki.page("steps-all")
    assert yuki.climb.ladder()[own.id].start > yuki.climb.ladder()["moon"].start
    yuki.tries(own.id, "done")
    assert yuki.climb.furthest == Reach.DOORSTEP
    yuki.post("steps-mine", part="words", rung="moon", words="My moon")
    assert "My moon" in yuki.page("steps-before", "moon")
    yuki.post("steps-mine", part="words", rung="moon", words="")
    assert "My moon" not in yuki.page("steps-before", "moon")
    answer = yuki.post("steps-mine", part="new", words="", like="moon", lean="like", key="f" * 32)
    assert answer.status_code == 400


def test_what_is_not_theirs_is_never_offered_until_it_is_taken_back(yuki: Yuki) -> None:
    """No reason is asked."""
    rung = yuki.offered()[0]
    yuki.post("steps-mine", part="not_mine", rung=rung)
    assert rung not in yuki.offered()
    assert rung not in BEFORE.findall(yuki.page("steps-all"))
    assert yuki.climb.says(rung, "en") in yuki.page("steps-mine")
    yuki.post("steps-mine", part="mine_again", rung=rung)
    assert rung in BEFORE.findall(yuki.page("steps-all"))


def test_pairs_and_numbers_make_the_order(yuki: Yuki) -> None:
    """One tap a pair, at most ten; ratings beside; what cannot be changes nothing."""
    for asked in range(12):
        page = yuki.page("steps-order")
        found = re.findall(r'name="(?:one|other)" value="(\w+)"', page)
        if not found:
            assert sentence("ladder.pair.enough", "en") in page
            break
        yuki.post("steps-order", one=found[0], other=found[1], harder="one")
        assert len(yuki.climb.said.pairs) == asked + 1
    assert len(yuki.climb.said.pairs) <= 10
    (rated, *_) = re.findall(r'name="rate_(\w+)"', yuki.page("steps-order"))
    yuki.post("steps-order", **{f"rate_{rated}": "70"})
    assert yuki.climb.said.expected == {rated: 70.0}
    before = yuki.climb
    assert yuki.post("steps-order", **{f"rate_{rated}": "700"}).status_code == 400
    yuki.post("steps-order", one="nothing", other="moon", harder="one")
    yuki.post("steps-order", one="moon", other="moon", harder="one")
    yuki.post("steps-order", rate_nothing="7")
    assert yuki.climb == before


# ── What is shared, taken along, erased ──


def shared_page(home: Household, reader: str) -> str:
    """The page of one link, without what changes with each answer."""
    return steady(home.visit(reader).get(reverse("share", args=[home.links[reader].pk])).content.decode())


def test_a_stop_looks_like_silence(home: Household, yuki: Yuki, monkeypatch: pytest.MonkeyPatch) -> None:
    """Floor, kind and moment while it is shared and news; stopped or silent, the page is the same."""
    quiet = shared_page(home, "hana")
    assert sharing.share(yuki.book, home.people["hana"], ("step",), "Y.") == home.links["hana"]
    assert shared_page(home, "hana") == quiet
    yuki.begins("moon", fear="the neighbours")
    page = shared_page(home, "hana")
    assert sentence("people.moment.before", "en") in page
    assert sentence("people.shelf.doorstep", "en") in page
    for hidden in ("neighbours", yuki.climb.says("moon", "en"), "30 days"):
        assert hidden not in page
    sharing.stop(home.links["hana"])
    assert shared_page(home, "hana") == quiet
    sharing.share(yuki.book, home.people["hana"], ("step",), "Y.")
    later(monkeypatch, yuki, 8)
    assert shared_page(home, "hana") == quiet


def test_a_worker_sees_how_many_tries_and_no_word(home: Household, yuki: Yuki) -> None:
    """Also in the list: a try is news."""
    sharing.share(yuki.book, home.people["somchai"], ("step",), "Y.")
    yuki.tries("moon", "not_today", learnt="about the dog")
    yuki.tries("moon", "done")
    listed = unescape(home.visit("somchai").get(reverse("linked")).content.decode())
    assert sentence("people.linked.news", "en") in listed
    page = shared_page(home, "somchai")
    assert sentence("people.share.step_month", "en", tries=1) in page
    assert "the dog" not in page
    assert yuki.climb.says("moon", "en") not in page
    yuki.post("steps", rest="1")
    assert sentence("people.share.step_rest", "en") in shared_page(home, "somchai")


def test_nobody_is_shown_a_step_who_was_given_something_else(home: Household, yuki: Yuki) -> None:
    """One line a week is one line a week."""
    yuki.begins("moon")
    assert sentence("people.moment.before", "en") not in shared_page(home, "hana")


def test_the_ladder_goes_along_and_comes_back_the_same(home: Household, yuki: Yuki) -> None:
    """Everything of it, byte for byte in meaning; brought twice, it is there once."""
    yuki.tries("moon", "done", felt="30", learnt="quiet")
    yuki.begins("symbol", expected="10", fear="no answer")
    yuki.post("steps-mine", part="new", words="My bench", like="moon", lean="harder", key="e" * 32)
    yuki.post("steps", rest="2")
    before = yuki.climb
    pack = yuki.client.post(reverse("take-along"), {"old": PASSWORD}).content
    assert "quiet" in zipfile.ZipFile(io.BytesIO(pack)).read("everything.html").decode()
    Paper.every.filter(notebook=yuki.book).delete()
    for _ in range(2):
        yuki.client.post(reverse("bring-back"), {"file": SimpleUploadedFile("days.zip", pack)})
        assert yuki.climb == before
    assert len(papers.listed(yuki.book, climbs.KIND)) == 1


def test_it_can_be_told_to_go(yuki: Yuki) -> None:
    """From the page of what is theirs; then it begins anew, and the old one waits a week."""
    yuki.tries("moon", "done")
    (where,) = re.findall(r'href="(/n/[^"]+/paper/[^"]+/erase/)"', yuki.page("steps-mine"))
    yuki.client.post(where)
    assert not yuki.climb.tries
    assert len(papers.waiting(yuki.book)) == 1


# ── Anything, in any order ──


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_pressed_nothing_breaks_and_nothing_is_lost(home: Household, seed: int) -> None:
    """Forty presses by lot: no page fails, tries only grow, the furthest floor never falls."""
    chance, yuki = random.Random(seed), Yuki(home)
    rungs = ["moon", "symbol", "note_door", "nothing"]
    for _ in range(40):
        before, key = yuki.climb, uuid.UUID(int=chance.getrandbits(128)).hex
        rung = chance.choice(rungs)
        begun = chance.choice(before.begun).id if before.begun else "x" * 20
        name, more, told = chance.choice(
            [
                ("steps-before", (rung,), {"key": key, "expected": chance.choice(["20", "", "x"])}),
                ("steps-after", (begun,), {"outcome": chance.choice(["done", "partly", "not_today", ""])}),
                ("steps", (), {"not_today": "1", "rung": rung, "key": key}),
                ("steps", (), {"rest": chance.choice(["1", "9", "x"])}),
                ("steps", (), {"no_rest": "1"}),
                ("steps-ask", (), {"lately": chance.choice(["sad", "none", "x"])}),
                ("steps-order", (), {"one": "moon", "other": "symbol", "harder": "same"}),
                ("steps-mine", (), {"part": "not_mine", "rung": rung}),
                ("steps-mine", (), {"part": "mine_again", "rung": rung}),
                ("steps-mine", (), {"part": "have", "seen": chance.choice(["0", "3", "x"]), "toward": rung}),
            ]
        )
        assert yuki.post(name, *more, **told).status_code in (200, 302, 400, 404, 409)
        for page in NAMES:
            assert yuki.client.get(yuki.where(page)).status_code in (200, 302)
        after = yuki.climb
        assert after.tries[: len(before.tries)] == before.tries
        assert (after.furthest or 0) >= (before.furthest or 0)
