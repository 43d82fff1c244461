"""The check-up from door to answer: always a way on, help first, nothing on the server, nothing left behind.

Tests without ``django_db`` may not touch the database at all: a check-up needs none.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import time
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from importlib import reload
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as how
from hypothesis import strategies as st
from tests.library.checkup.answers import given_that
from tests.web.visits import (
    DANGERS,
    DIARY,
    LANGS,
    Unfit,
    addresses,
    box_of,
    browser,
    fullest,
    is_now,
    is_said,
    judge,
    main_of,
    naming,
    place_of,
    put_answers,
    said_in,
    text_of,
    upload,
    work,
)

from genkan import course, helplines
from genkan.checkup.care import cares_of
from genkan.checkup.form import Question, questions, with_number
from genkan.checkup.given import BASES, GROUPS, WHO, Given
from genkan.knowledge import sentence
from genkan.questionnaire import care_words, question_words
from genkan_web import boxes, kept
from genkan_web.models import DayTable
from genkan_web.models import Visit as Session

LOOKED_AT = ("/", "/answer/", "/answer/words/", "/answer/file/", "/letter/", "/own/", "/learn/", "/help/")
RUN = given_that(danger="none", usual_week=["room", "home"], days_out="1", since="6to12", led_in=["stress"])


# ── 1. Every set of answers ends in a page ────────────────────────────────────────────────────────


def begun(who: str, lang: str) -> tuple[Client, str]:
    """A visit that has just begun, and the address of its first question."""
    client = browser(lang)
    return client, client.post(f"/begin/{who}/").headers["Location"]


def onward(client: Client, address: str, **sent: Any) -> str:
    """From one page of the check-up to the next; help first leads on by a link."""
    if place_of(address)[1]:
        page = client.get(address)
        judge(page)
        return re.findall(r'href="(/ask/\d+/|/answer/)"', main_of(page))[-2]  # the last one leads back
    page = client.post(address, sent or {"skip": ""})
    judge(page)
    assert page.status_code == 302, address
    return str(page.headers["Location"])


def asked_after(question: Question) -> dict[str, str]:
    """One answer to an earlier question that makes this one be asked."""
    name, _, option = question.asked_if[0].partition(".") if question.asked_if else ("", "", "")
    return {name: option} if name else {}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("who", WHO)
def test_every_question_is_reached_and_may_be_skipped(who: str, lang: str) -> None:
    """Each of them stands on a page of its own in its own words, and skipping leads on until the answer."""
    for question in questions().values():
        given = given_that(who, **asked_after(question))
        client = put_answers(browser(lang), given)
        page = client.get(f"/ask/{question.number}/")
        judge(page)
        assert page.status_code == 200, question.id
        words = question_words(question, given, lang)
        for said in (words.asks, words.why, *(option.says for option in words.options)):
            assert is_said(said, page), (question.id, said)
        follows = onward(client, f"/ask/{question.number}/")
        assert follows == "/answer/" or place_of(follows)[0] > question.number
    client, address = begun(who, lang)
    pages = 0
    while address != "/answer/":
        pages, address = pages + 1, onward(client, address)
    assert pages == sum(not question.asked_if for question in questions().values())
    assert client.get(address).status_code == 200


def test_the_way_back_is_the_way_that_was_come() -> None:
    """From the last question back to the first, every page that was passed comes again, and then the door."""
    client, address = begun("family", "en")
    passed = []
    while address != "/answer/":
        passed.append(address)
        chosen = with_number(place_of(address)[0]).options[-1]  # type: ignore[union-attr]
        address = onward(client, address, chosen=chosen, next="")
        if address.endswith("/help/"):
            address = onward(client, address)
    for here, before in zip(reversed(passed), [*reversed(passed[:-1]), "/begin/family/"], strict=True):
        assert client.post(here, {"back": ""}).headers["Location"] == before


class Visit:
    """One visit to the check-up; every page it meets is judged."""

    def __init__(self, who: str, lang: str):
        self.client, self.address = begun(who, lang)
        self.pages = 0

    def do(self, step: dict[str, Any]) -> None:
        """One move: look at a page, or send something to this question or another."""
        if step["do"] == "look":
            return self._meet(self.client.get(step["at"]))
        address = self.address if step["number"] is None else f"/ask/{step['number']}/"
        if step["do"] == "get":
            return self._meet(self.client.get(address))
        question = with_number(int(found[1])) if (found := re.search(r"(\d+)", address)) else None
        options = question.options if question else ("none",)
        chosen = [options[pick % len(options)] for pick in step["picks"]] + step["garbage"]
        sent = {name: step[name] for name in ("known_by", "words", "month")}
        return self._meet(self.client.post(address, {**sent, "chosen": chosen, step["do"]: ""}))

    def _meet(self, page: HttpResponse) -> None:
        judge(page)
        self.pages += 1
        leads = page.headers.get("Location", "")
        if leads.startswith("/ask/"):
            self.address = leads

    def end(self) -> HttpResponse:
        """On from wherever it stands, until the answer."""
        for _ in range(60):
            page = self.client.get(self.address)
            judge(page)
            self.address = (
                page.headers["Location"] if page.status_code == 302 else onward(self.client, self.address)
            )
            if self.address == "/answer/":
                return self.client.get(self.address)
        raise Unfit("no end")


no_surrogates = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
long_words = st.sampled_from(
    ["ก่" * 400, "𠮷" * 400, "\u202eabc", "a\x00b", "{sign}", "<b>&", "x" * 5000, "🐈"]
)
numbers = st.none() | st.integers(0, 30) | st.sampled_from([-1, 10**9, 10**30])
months = no_surrogates | st.sampled_from(
    ["2026-03", "2569-03", "2026年3月", "0000-00", "2099-12", "9999-99", "2026" + " " * 5000 + "-03", "-"]
)
steps = st.fixed_dictionaries(
    {
        "do": st.sampled_from(["next", "next", "next", "skip", "back", "neither", "get", "look"]),
        "number": numbers | st.none(),
        "at": st.sampled_from([*LOOKED_AT, "/ask/3/help/", "/begin/person/", "/answer/open/"]),
        "picks": st.lists(st.integers(0, 11), max_size=4),
        "garbage": st.lists(no_surrogates, max_size=2),
        "known_by": st.sampled_from(["", *BASES, "x"]) | no_surrogates,
        "words": no_surrogates | long_words,
        "month": st.just("") | months,
    }
)


@pytest.mark.slow
@how(deadline=None, max_examples=60)
@given(who=st.sampled_from(WHO), lang=st.sampled_from(LANGS), moves=st.lists(steps, max_size=25))
def test_whatever_is_sent_the_visit_ends_in_an_answer(
    who: str, lang: str, moves: list[dict[str, Any]]
) -> None:
    """Given any answers, garbage and wrong addresses in any order, no page is an error of ours, each leads
    on, and at the end stands an answer in the visitor's language."""
    visit = Visit(who, lang)
    for move in moves:
        visit.do(move)
    answer = visit.end()
    judge(answer)
    assert answer.status_code == 200
    assert f'<html lang="{lang}"' in answer.content.decode()


def test_a_wrong_month_keeps_what_else_was_said() -> None:
    """A month nobody can read gives the same page with a sentence; what was chosen stays chosen."""
    for lang in LANGS:
        client = put_answers(browser(lang), given_that())
        sent = {"chosen": "6to12", "known_by": "told", "month": "spring", "next": ""}
        page = client.post(f"/ask/{questions()['since'].number}/", sent)
        assert page.status_code == 400
        assert is_said(sentence("web.ask.month_wrong", lang), page)
        for value in ("6to12", "told"):
            assert re.search(rf'value="{value}" checked', main_of(page)), (lang, value)
        assert 'value="spring"' in main_of(page)


def test_a_month_of_any_length_is_looked_at_once() -> None:
    """A month made to keep the pattern busy, or to burst the box, is a wrong month and costs nothing."""
    client = put_answers(browser(), given_that())
    for month in ("2026" + " " * 90_000 + "-03", "2026-03" + " " * 90_000 + "x", "๒" * 90_000):
        began = time.process_time()
        page = client.post(f"/ask/{questions()['since'].number}/", {"month": month, "next": ""})
        assert page.status_code == 400
        assert time.process_time() - began < 0.5


def test_a_form_beyond_all_measure_is_not_understood() -> None:
    """A megabyte of words or a thousand fields get the page that says so, not an error of ours."""
    client = put_answers(browser(), given_that())
    for sent in ({"words": "x" * 1_500_000}, {f"f{number}": "" for number in range(1_500)}):
        for address in ("/ask/9/", "/letter/", "/answer/words/keep/", "/own/"):
            page = client.post(address, sent)
            judge(page)
            assert page.status_code == 400


def page_of(html: str, status: int = 200, **headers: str) -> HttpResponse:
    """A page that says this."""
    return HttpResponse(html, status=status, headers=headers)


def test_the_judge_can_fail() -> None:
    """A sound page passes; a fault of ours, a dead end, too many pages and a way out of the site do not."""
    judge(page_of('<main id="page"><a href="/">on</a></main>'))
    at = (
        '<main id="page"><button></button><progress value="{}" max="{}" aria-hidden="true"></progress></main>'
    )
    judge(page_of(at.format(24, 24)))
    for planted in (
        page_of('<main id="page"><a href="/">on</a></main>', 500),
        page_of('<a href="/"></a><main id="page">stuck</main><button>'),
        page_of(at.format(3, 25)),
        page_of(at.format(0, 24)),
        page_of(at.format(24, 23)),
        page_of("", 302, Location="https://elsewhere.example/"),
    ):
        with pytest.raises(Unfit):
            judge(planted)


# ── 2. Help stands first ──────────────────────────────────────────────────────────────────────────


def judge_help(html: str, country: helplines.Country, now: bool) -> None:
    """Nothing but a heading stands above the numbers; emergency numbers come first of all. Raises Unfit."""
    above, _, below = re.sub(r"<h1>.*?</h1>", "", html, count=1, flags=re.S).partition('<p class="call-row">')
    if said_in(above):
        raise Unfit(f"above help: {said_in(above)[:60]!r}")
    row, _, rest = below.partition("</p>")
    called = re.findall(r'<a class="call-now" href="tel:([^"]+)"', row)
    wanted = [line.dial for line in country.emergency]
    if now and called[: len(wanted)] != wanted:
        raise Unfit(f"{country.code}: {called}, not {wanted}")
    if not called and 'href="tel:' not in rest:
        raise Unfit(f"{country.code}: nobody to call")
    if not rest.lstrip().startswith('<section class="care'):
        raise Unfit("something stands before what to do")


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("answer", DANGERS)
def test_an_answer_that_names_danger_meets_help_before_anything_else(
    answer: str, who: str, lang: str
) -> None:
    """Numbers, then what to do, above the answer; no exercise while it is now; reading goes on."""
    name, _, option = answer.partition(".")
    number = questions()[name].number
    client = put_answers(browser(lang, "jp"), given_that(who))
    country = helplines.country_of("jp", lang, timezone.now())
    sent = client.post(f"/ask/{number}/", {"chosen": option, "next": ""})
    assert sent.headers["Location"] == f"/ask/{number}/help/"
    for address in (f"/ask/{number}/help/", "/answer/"):
        page = client.get(address)
        judge(page)
        html = main_of(page)
        judge_help(html, country, is_now(answer))
        given = naming(answer, who)
        (care,) = care_words(cares_of(given), who, lang)
        assert all(is_said(said, page) for said in (care.first, care.do, care.then))
        if is_now(answer):
            assert 'class="step"' not in html
    assert is_said(sentence("page.where", lang), page)
    follows = onward(client, f"/ask/{number}/help/")
    assert client.get(follows).status_code == 200


@pytest.mark.parametrize("verb", ["next", "back", "neither"])
def test_help_is_met_whichever_way_one_goes_on(verb: str) -> None:
    """Also who names a danger and then goes back meets help first, and can then go on going back."""
    client = put_answers(browser(), given_that("person"))
    sent = {"chosen": ["sad", "none"], verb: ""}
    assert client.post("/ask/15/", sent).headers["Location"] in ("/ask/16/", "/ask/14/")
    sent = {"chosen": "wants_to_die", verb: ""}
    assert client.post("/ask/1/", sent).headers["Location"] == "/ask/1/help/"
    assert client.post("/ask/1/", {**sent, "back": ""}).headers["Location"] == "/begin/person/"


def test_help_is_met_once_and_again_when_the_answer_changes() -> None:
    """The same answer sent again leads on; taken back and given again, help stands first again."""
    client = put_answers(browser(), given_that())
    named = {"chosen": "weak", "next": ""}
    assert client.post("/ask/1/", named).headers["Location"] == "/ask/1/help/"
    assert client.post("/ask/1/", named).headers["Location"] == "/ask/2/"
    assert client.post("/ask/1/", {"chosen": "none", "next": ""}).headers["Location"] == "/ask/2/"
    assert client.post("/ask/1/", named).headers["Location"] == "/ask/1/help/"


def test_the_judge_of_help_can_fail() -> None:
    """Text above the numbers, a missing or later emergency number, and nobody to call are all seen."""
    country = helplines.country_of("th", "en", timezone.now())
    numbers = [line.dial for line in country.emergency]

    def html(called: list[str], above: str = "", before: str = "") -> str:
        row = "".join(f'<a class="call-now" href="tel:{one}"><strong>{one}</strong></a>' for one in called)
        return (
            f'<h1>Help</h1>{above}<p class="call-row">{row}</p>{before}<section class="care now">do</section>'
        )

    judge_help(html(numbers), country, now=True)
    judge_help(html(["1323"]), country, now=False)
    for planted, now in (
        (html(numbers, above="<p>By the way</p>"), True),
        (html(numbers[1:]), True),
        (html(["1323", *numbers]), True),
        (html(numbers, before="<p>By the way</p>"), True),
        (html([]), False),
    ):
        with pytest.raises(Unfit):
            judge_help(planted, country, now)


# ── 3. The box ────────────────────────────────────────────────────────────────────────────────────

ONLY_WITH_ANSWERS = (
    "/ask/1/", "/ask/1/help/", "/answer/", "/answer/words/", "/answer/file/", "/letter/",
)  # fmt: skip


def is_not_there(client: Client) -> bool:
    """Whether every page that shows answers leads back to the entrance."""
    led = [client.get(address) for address in ONLY_WITH_ANSWERS]
    return all(page.status_code == 302 and page.headers["Location"] == "/" for page in led)


def opened(client: Client) -> tuple[Given | None, str]:
    """What the server finds in this visit's box."""
    request = RequestFactory().get("/")
    request.COOKIES.update({name: morsel.value for name, morsel in client.cookies.items()})
    return kept.kept_in(request)


def set_box(client: Client, box: str, part: int = boxes.PART) -> Client:
    """The same visit with this box, cut into cookies."""
    for number in range(kept.BOX.parts):
        client.cookies[f"{kept.BOX.name}{number}"] = box[number * part : (number + 1) * part]
    return client


def locked(plain: bytes, secret: str = "") -> str:
    """A box that this site (or one with another secret) might have locked."""
    before = settings.SECRET_KEY
    try:
        settings.SECRET_KEY = secret or before
        return kept.BOX._lock().encrypt(plain).decode("ascii")
    finally:
        settings.SECRET_KEY = before


def test_the_largest_check_up_fits_and_comes_back_whole() -> None:
    """Own words and 21 lines of drawing full of signs of four bytes, in cookies that browsers keep."""
    for seed in range(5):
        given = fullest(seed=seed)
        client = put_answers(browser(), given, "k" * 43)
        assert opened(client) == (given, "k" * 43)
        cookies = [morsel.OutputString() for morsel in client.cookies.values() if morsel.value]
        assert len(cookies) <= kept.BOX.parts - 1, "one cookie to spare"
        assert all(len(one.encode()) <= 4096 for one in cookies)


def test_the_largest_check_up_can_be_answered_page_by_page() -> None:
    """The same through the forms, with an extra drawing; the kept file holds every sign of it."""
    wanted = fullest()
    client, address = begun("family", "ja")
    while address != "/answer/":
        if place_of(address)[1]:
            address = onward(client, address)
            continue
        question = with_number(place_of(address)[0])
        assert question
        told = wanted.told[question.id]
        sent = {
            "chosen": list(question.options),
            "known_by": "guessed",
            "words": told.words,
            "month": "2026-03",
        }
        address = onward(client, address, **sent, next="")
    drawn = {group: "\r\n".join(lines) for group, lines in wanted.drawing.items()}
    assert client.post("/answer/words/keep/", drawn).headers["Location"] == "/answer/"
    plain = json.loads(client.get("/answer/file/").content)
    asked = {name: one for name, one in wanted.plain()["told"].items() if name in plain["told"]}
    assert plain["told"] == asked
    assert len(asked) >= 22
    assert plain["drawing"] == wanted.plain()["drawing"]
    assert client.get("/answer/").status_code == 200


def test_a_box_that_is_not_ours_whole_and_fresh_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tampered, cut, swapped, foreign, oversized, bomb-like or nonsense: back to the entrance, no error."""
    whole = put_answers(browser(), fullest())
    box = box_of(whole)
    assert not is_not_there(whole)
    part = boxes.PART
    swapped = box[part : 2 * part] + box[:part] + box[2 * part :]
    fine = json.dumps({"given": RUN.plain(), "reading": ""}).encode()
    assert not is_not_there(set_box(browser(), locked(zlib.compress(fine))))
    hostile = {
        "a changed sign": box[:500] + ("A" if box[500] != "A" else "B") + box[501:],
        "the last sign missing": box[:-1],
        "cut": box[: len(box) // 2],
        "parts swapped": swapped,
        "a part missing": box[:part] + box[2 * part :],
        "doubled": box + box,
        "foreign": locked(zlib.compress(fine), "another secret"),
        "empty inside": locked(b""),
        "not packed": locked(fine),
        "not JSON": locked(zlib.compress(b"\xff\xfe")),
        "a list": locked(zlib.compress(b"[]")),
        "a number": locked(zlib.compress(b"1e999")),
        "no answers": locked(zlib.compress(b'{"reading": "x"}')),
        "answers that are none": locked(zlib.compress(b'{"given": {"genkan": "check-up"}}')),
        "a bomb": locked(zlib.compress(b" " * 50_000_000 + fine, 9)),
        "deep": locked(zlib.compress(b"[" * 60_000)),
        "deep inside": locked(zlib.compress(b'{"given":' + b'{"a":' * 10_000 + b"1" + b"}" * 10_001)),
        "cut while packed": locked(zlib.compress(fine)[:-50]),
        "not base64": ("ก" * 500).encode().decode("latin-1"),  # as a server hands it on
        "quotes": '"; a=b\\',
        "a million signs": "A" * 1_000_000,
    }
    for name, one in hostile.items():
        client = set_box(browser(), one, max(part, len(one) // kept.BOX.parts + 1))
        began = time.process_time()
        assert is_not_there(client), name
        assert client.get("/").status_code == 200, name
        assert time.process_time() - began < 1, name


@pytest.mark.parametrize(
    ("hours", "there"), [(0, True), (23.9, True), (24.1, False), (-1, False), (9e5, False)]
)
def test_a_box_opens_for_a_day(hours: float, there: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the clock moved on (or back) the answers are there for 24 hours, and not for longer."""
    client = put_answers(browser(), RUN)
    moved = time.time() + hours * 3600
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: moved)
    assert is_not_there(client) is not there


def test_every_answer_starts_the_day_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever goes on answering after 20 hours has another 24."""
    client = put_answers(browser(), RUN)
    began = time.time()
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: began + 20 * 3600)
    client.post("/ask/3/", {"skip": ""})
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: began + 43 * 3600)
    assert not is_not_there(client)


def test_cookies_end_with_the_browser_and_are_for_us_only() -> None:
    """Every cookie of a check-up, the form's own too: HttpOnly, SameSite=Lax, without an age or a domain."""
    client = browser()
    client.get("/begin/family/")
    client.post("/begin/family/")
    client.post("/ask/3/", {"chosen": "18to29", "next": ""})
    client.get("/ask/4/")
    client.get("/answer/")
    set_now = {name: morsel for name, morsel in client.cookies.items() if morsel.value}
    assert set(set_now) == {"box0", "form"}
    for name, morsel in set_now.items():
        assert morsel["httponly"], name
        assert morsel["samesite"] == "Lax", name
        assert not morsel["max-age"], name
        assert not morsel["expires"], name
        assert not morsel["domain"], name
        assert not morsel["secure"], name


def test_cookies_are_secure_where_the_site_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """With GENKAN_HTTPS=1 box, visit and form travel only through HTTPS."""
    import genkan_web.settings as ours

    monkeypatch.setenv("GENKAN_HTTPS", "1")
    reload(ours)
    assert ours.SESSION_COOKIE_SECURE
    assert ours.CSRF_COOKIE_SECURE
    monkeypatch.undo()
    reload(ours)
    assert not ours.SESSION_COOKIE_SECURE
    monkeypatch.setattr(settings, "SESSION_COOKIE_SECURE", True)
    monkeypatch.setattr(settings, "CSRF_COOKIE_SECURE", True)
    client = browser()
    client.get("/begin/family/", secure=True)
    client.post("/begin/family/", secure=True)
    assert all(morsel["secure"] for morsel in client.cookies.values() if morsel.value)


CANARY = "Canaryzwq71 นกขมิ้นเหลือง カナリアの歌"


def readable(value: str) -> Iterator[bytes]:
    """What somebody who knows the trade can make of a cookie without its key."""
    yield value.encode()
    for alphabet in (base64.b64decode, base64.urlsafe_b64decode):
        for skipped in range(4):
            piece = value[skipped:].rstrip("=")
            with suppress(binascii.Error):
                yield alphabet(piece + "=" * (-len(piece) % 4))
    raw = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4))
    for start in range(min(len(raw), 80)):
        try:
            yield zlib.decompress(raw[start:])
        except zlib.error:
            continue


def test_nothing_can_be_read_in_a_box_without_its_key() -> None:
    """Own words and options are in no cookie, plain, coded or packed; a box without a lock would be read."""
    traces = [word.encode() for word in (*CANARY.split(), "check-up", "family", "usual_week")]
    given = given_that(usual_week=["room"], led_in={"chosen": ["stress"], "words": CANARY})
    box = box_of(put_answers(browser(), given))
    assert not [trace for form in readable(box) for trace in traces if trace in form]
    plain = json.dumps(given.plain(), ensure_ascii=False).encode()
    for unlocked in (plain, zlib.compress(plain)):
        coded = base64.urlsafe_b64encode(unlocked).decode()
        assert [trace for form in readable(coded) for trace in traces if trace in form]


def test_equal_answers_never_look_equal() -> None:
    """Two boxes with the same answers differ, and their length does not tell one option from another."""
    boxes = [box_of(put_answers(browser(), RUN)) for _ in range(5)]
    assert len(set(boxes)) == 5
    danger = [box_of(put_answers(browser(), naming(f"danger.{one}"))) for one in ("none", "weak")]
    assert len({len(box) for box in danger}) == 1


# ── 5. Nothing in caches, nothing after leaving ───────────────────────────────────────────────────


def test_no_page_with_answers_is_kept_in_a_cache() -> None:
    """Every page, file and refusal of a visit with answers says no-store; only help is the same for all."""
    client = put_answers(browser(), RUN)
    pages = [client.get(address) for address in (*ONLY_WITH_ANSWERS, "/", "/begin/family/", "/answer/open/")]
    pages += [client.post("/letter/", {"form": form}) for form in ("pdf", "text", "fhir")]
    pages += [
        client.post("/ask/3/", {"chosen": "18to29", "next": ""}),
        client.post("/ask/8/", {"month": "spring", "next": ""}),
        client.post("/ask/99/"),
        client.post("/answer/open/"),
        client.post("/answer/words/keep/", {"led_in": "x"}),
        client.post("/answer/vanish/"),
        client.post("/begin/family/"),
    ]
    assert {page.headers.get("Cache-Control") for page in pages} == {"no-store"}
    assert "no-store" not in client.get("/help/").headers.get("Cache-Control", "")


@pytest.mark.django_db
@pytest.mark.parametrize("lang", LANGS)
def test_leaving_takes_every_cookie_back(no_worker: list[str], lang: str) -> None:
    """After a whole visit with everything a visit can set, not one cookie is left, and no answers."""
    client = browser(lang)
    client.get(f"/language/{lang}/")
    client.get("/help/jp/")
    client.get("/begin/person/")
    put_answers(client, fullest("person"))
    upload(client, ("d.csv", DIARY))
    assert {"lang", "place", "form", "visit", "box0", "box1", "box2"} <= set(client.cookies)
    left = client.get("/leave/")
    assert left.headers["Location"].startswith("https://")
    assert "cookies" in left.headers["Clear-Site-Data"]
    for name in client.cookies:
        assert left.cookies[name].value == "", name
        assert left.cookies[name]["max-age"] == 0, name
        assert left.cookies[name]["path"] == "/", name
    assert is_not_there(client)


def test_letting_it_vanish_takes_the_answers_away() -> None:
    """The box is empty, every page with answers leads to the entrance, and one can begin anew."""
    client = put_answers(browser(), fullest())
    assert client.post("/answer/vanish/").headers["Location"] == "/"
    assert box_of(client) == ""
    assert is_not_there(client)
    assert client.post("/begin/family/").status_code == 302
    assert not is_not_there(client)


def test_beginning_afresh_keeps_nothing_of_before() -> None:
    """Another beginning, or another kept file, puts a fresh box over every part of a larger one."""
    client = put_answers(browser(), fullest())
    client.post("/begin/worker/")
    given, reading = opened(client)
    assert given is not None
    assert (given.who, dict(given.told), dict(given.drawing), reading) == ("worker", {}, {}, "")


@pytest.mark.django_db
def test_leaving_ends_the_reading_for_whoever_copied_the_cookie(
    no_worker: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A visit's own key opens nothing any more once somebody left; the reading itself is deleted."""
    client = put_answers(browser(), RUN)
    upload(client, ("d.csv", DIARY))
    work(no_worker[0], monkeypatch)
    place = f"/reading/{no_worker[0]}/"
    thief = browser()
    thief.cookies.load({name: morsel.value for name, morsel in client.cookies.items()})
    assert thief.get(place).status_code == 200
    client.get("/leave/")
    assert thief.get(place).status_code == 404
    assert not DayTable.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_leaving_and_reading_on_work_while_the_database_does_not(
    no_worker: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the database gone, somebody with files beside their answers can still read, vanish and leave."""
    client = put_answers(browser(), naming("danger.weak"))
    upload(client, ("d.csv", DIARY))

    def gone(*_: object, **__: object) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(connection, "cursor", gone)
    judge_help(main_of(client.get("/answer/")), helplines.country_of("th", "en", timezone.now()), now=True)
    assert client.get("/ask/1/").status_code == 200
    left = client.get("/leave/")
    assert left.status_code == 302
    assert all(left.cookies[name].value == "" for name in client.cookies)
    client = put_answers(browser(), RUN, no_worker[0])
    assert client.post("/answer/vanish/").headers["Location"] == "/"
    assert is_not_there(client)


# ── 6. A kept file ────────────────────────────────────────────────────────────────────────────────


def load(client: Client, content: bytes, name: str = "days.json") -> Any:
    """Open a kept file."""
    return client.post("/answer/open/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("who", WHO)
def test_a_kept_file_opens_to_the_same_answer(who: str, lang: str) -> None:
    """In another browser, word for word, whatever was answered, drawn or left open."""
    for told in (given_that(who), RUN, naming("violence.now", who), fullest(who)):
        first, other = put_answers(browser(lang), told), browser(lang)
        file = first.get("/answer/file/")
        assert file.headers["Content-Disposition"] == 'attachment; filename="days.json"'
        assert load(other, file.content).headers["Location"] == "/answer/"
        pages = [said_in(main_of(client.get("/answer/"))) for client in (first, other)]
        assert pages[0] == pages[1]
        assert other.get("/answer/file/").content == file.content


# ── 7. Forms from elsewhere, and pages that only show ─────────────────────────────────────────────


@pytest.mark.django_db
def test_no_form_from_elsewhere_is_taken() -> None:
    """Without its token every address answers 403 with a way on, for any verb that sends; with it, the same
    forms are taken."""
    client = put_answers(browser(enforce_csrf_checks=True), RUN)
    pressed_in_a_mail = {"mail-stop"}  # sealed by its address; mail programs press it without a page
    for name, address in addresses().items():
        if name in pressed_in_a_mail:
            continue
        for send in (client.post, client.put, client.delete, client.patch):
            page = send(address)
            judge(page)
            not_this_way = name.startswith("api-") and page.status_code == 405  # said before a token is asked
            assert not_this_way or page.status_code == 403, (name, address)
            public = name in ("help", "help-country", "ready")
            assert public or page.headers["Cache-Control"] == "no-store"
    assert opened(client)[0] == RUN
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text_of(client.get("/ask/3/")))
    assert found
    wrong = client.post("/ask/3/", {"csrfmiddlewaretoken": found[1][::-1], "skip": ""})
    assert wrong.status_code == 403
    right = client.post("/ask/3/", {"csrfmiddlewaretoken": found[1], "skip": ""})
    assert right.status_code == 302


NO_LOOKING = {"leave", "language", "help-country"}  # they set or take their own cookies, and nothing else


@pytest.mark.django_db
def test_looking_changes_nothing(no_worker: list[str]) -> None:
    """GET and HEAD with every form's fields in the address leave answers, readings and visits alone."""
    client = put_answers(browser(), RUN)
    upload(client, ("d.csv", DIARY))
    key = no_worker[0]
    before = (opened(client), list(DayTable.objects.values()), Session.objects.count())
    sent = {"chosen": "wants_to_die", "next": "", "skip": "", "led_in": "x", "form": "pdf", "agreed": "1"}
    for name, address in addresses().items():
        if name in NO_LOOKING:
            continue
        looked = [look(address.replace("x" * 43, key), sent) for look in (client.get, client.head)]
        if name != "ready":  # no page, a sign of life
            judge(looked[0])
        for page in looked:
            assert page.status_code < 500
            assert not [one for one in page.cookies if one.startswith(kept.BOX.name)], name
    assert (opened(client), list(DayTable.objects.values()), Session.objects.count()) == before


# ── 10. Days of a phone beside the answers ────────────────────────────────────────────────────────


@pytest.mark.django_db
@pytest.mark.parametrize("lang", LANGS)
def test_files_are_read_beside_the_answers(
    no_worker: list[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """Given a check-up, when files are added, the answer says they are being read, and later stands on them;
    whoever has the same answers but is another visit sees answers only."""
    client = put_answers(browser(lang), RUN)
    assert upload(client, ("d.csv", DIARY)).headers["Location"] == "/answer/"
    waiting = client.get("/answer/")
    assert is_said(sentence("web.answer.export_reading", lang), waiting)
    assert '<figure class="way">' not in main_of(waiting)
    work(no_worker[0], monkeypatch)
    there = client.get("/answer/")
    judge(there)
    assert is_said(sentence("web.answer.export_there", lang), there)
    assert '<figure class="way">' in main_of(there)
    assert client.get(f"/reading/{no_worker[0]}/").status_code == 200
    assert client.post("/letter/", {"form": "pdf"}).content.startswith(b"%PDF")
    client.post("/ask/3/", {"chosen": "18to29", "next": ""})
    assert is_said(sentence("web.answer.export_there", lang), client.get("/answer/"))
    other = set_box(browser(lang), box_of(client))
    seen = other.get("/answer/")
    assert seen.status_code == 200
    assert '<figure class="way">' not in main_of(seen)
    assert no_worker[0] not in text_of(seen)
    assert other.get(f"/reading/{no_worker[0]}/").status_code == 404
    assert other.post("/answer/vanish/").status_code == 302
    assert client.get(f"/reading/{no_worker[0]}/").status_code == 200, "another visit cannot delete it"


@pytest.mark.django_db
@pytest.mark.parametrize("lang", LANGS)
def test_a_refused_file_gives_a_sentence_and_the_answers_stay(
    no_worker: list[str], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    """The answer is as before, with why the file could not be read, and another may be chosen."""
    client = put_answers(browser(lang), RUN)
    before = client.get("/answer/file/").content
    upload(client, ("export.zip", b"\x89PNG\r\n\x1a\n" + bytes(2000)))
    work(no_worker[0], monkeypatch)
    page = client.get("/answer/")
    judge(page)
    assert page.status_code == 200
    told = re.search(r'<p class="problem">(.*?)</p>', main_of(page), re.S)
    assert told
    assert "export.zip" in told[1]
    assert lang == "en" or not told[1].isascii()
    assert client.get("/answer/file/").content == before
    assert upload(client, ("d.csv", DIARY)).headers["Location"] == "/answer/"
    work(no_worker[1], monkeypatch)
    assert is_said(sentence("web.answer.export_there", lang), client.get("/answer/"))


@pytest.mark.django_db
@pytest.mark.parametrize("change", [{"agreed": ""}, {"zone": "Mars/Base"}, {"files": []}])
def test_a_file_form_that_cannot_be_leaves_the_answers(no_worker: list[str], change: dict[str, Any]) -> None:
    """The form again with a sentence; nothing is read, and the answers stand."""
    client = put_answers(browser(), RUN)
    sent = {"zone": "UTC", "agreed": "1", "files": [SimpleUploadedFile("d.csv", DIARY)], **change}
    page = client.post("/own/", sent)
    judge(page)
    assert page.status_code == 400
    assert 'role="alert"' in main_of(page)
    assert not no_worker
    assert opened(client)[0] == RUN


@pytest.mark.django_db
def test_a_worker_that_died_is_said(no_worker: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing was heard for longer than a reading may take, the answer says so instead of waiting."""
    client = put_answers(browser(), RUN)
    upload(client, ("d.csv", DIARY))
    late = timezone.now() + timedelta(seconds=settings.WORKER_SECONDS + 60)
    monkeypatch.setattr(timezone, "now", lambda: late)
    page = client.get("/answer/")
    assert not is_said(sentence("web.answer.export_reading", "en"), page)
    assert '<p class="problem">' in main_of(page)


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["forget", "vanish", "leave"])
@pytest.mark.parametrize("when", ["before", "while"])
def test_what_is_forgotten_while_it_is_read_does_not_come_back(
    no_worker: list[str], monkeypatch: pytest.MonkeyPatch, way: str, when: str
) -> None:
    """Deleted, let vanish or left, before or in the middle of reading: no table, file or refusal stays."""
    client = put_answers(browser(), RUN)
    upload(client, ("d.csv", DIARY))
    key = no_worker[0]
    sent = {"forget": f"/reading/{key}/forget/", "vanish": "/answer/vanish/", "leave": "/leave/"}[way]

    def go() -> None:
        assert (client.get(sent) if way == "leave" else client.post(sent)).status_code == 302

    if when == "before":
        go()
    else:
        read = course.read

        def interrupted(*given: Any) -> Any:
            go()
            return read(*given)

        monkeypatch.setattr("genkan.course.read", interrupted)
    work(key, monkeypatch)
    assert not DayTable.objects.exists()
    assert not (settings.UPLOADS / key).exists()


@pytest.mark.django_db
def test_days_that_are_over_leave_the_answers(no_worker: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """After a reading's two hours the answer stands by itself again and offers to add files."""
    client = put_answers(browser(), RUN)
    alone = said_in(main_of(client.get("/answer/")))
    upload(client, ("d.csv", DIARY))
    work(no_worker[0], monkeypatch)
    assert said_in(main_of(client.get("/answer/"))) != alone
    DayTable.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert said_in(main_of(client.get("/answer/"))) == alone


def test_the_drawing_stands_as_it_was_written() -> None:
    """Groups that do not exist are not kept; lines are tidy, few, and stay text."""
    client = put_answers(browser(), RUN)
    lines = ["<script>alert(1)</script>", "{{ 7|add:7 }}", "  a\tb ", "", *"123456789"]
    client.post("/answer/words/keep/", {"led_in": "\n".join(lines), "keeps": "", "nothing": "x"})
    given, _ = opened(client)
    assert given is not None
    assert set(given.drawing) <= set(GROUPS)
    assert given.drawing["led_in"] == ("<script>alert(1)</script>", "{{ 7|add:7 }}", "a b", *"1234")
    assert given.drawing["keeps"] == ()
    page = text_of(client.get("/answer/"))
    assert "<script>alert" not in page
    assert "{{ 7|add:7 }}" in page
