"""Visits that mean harm, or meet the worst: every danger in every country, hostile kept files, hostile words
in letters, and a whole visit after which nothing may be left on the server.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.hostile.whole_visit import CANARY, TRACES
from tests.library.checkup.answers import given_that
from tests.library.checkup.test_given import anything, places, with_other
from tests.web.test_check_up import judge_help
from tests.web.visits import (
    DANGERS,
    LANGS,
    Unfit,
    browser,
    fullest,
    is_now,
    is_said,
    judge,
    main_of,
    naming,
    put_answers,
    said_in,
)

from genkan import helplines
from genkan.checkup.form import questions
from genkan.checkup.given import WHO, Given
from genkan.clock import zone_info
from genkan.knowledge import knowledge, sentence
from genkan.letters.letter import MOST_FREE
from genkan.own_words import tidy
from genkan_web.doors.check_up import MOST_KEPT_BYTES

quick = settings(deadline=None, max_examples=60)
STALE = datetime(2027, 12, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def _static_files() -> None:
    """Pages name their styles by hash; collect them once."""
    call_command("collectstatic", interactive=False, verbosity=0)


# ── Every danger, everywhere ──────────────────────────────────────────────────────────────────────


def named(client: Client, answer: str) -> str:
    """Give this answer on its page; returns where that leads."""
    name, _, option = answer.partition(".")
    sent = client.post(f"/ask/{questions()[name].number}/", {"chosen": option, "next": ""})
    return str(sent.headers["Location"])


def goes_on(client: Client, page: Any) -> bool:
    """Whether the page leads on to the next question or the answer."""
    return client.get(re.findall(r'href="(/ask/\d+/|/answer/)"', main_of(page))[-2]).status_code == 200


@pytest.mark.parametrize("who", WHO)
def test_every_danger_meets_the_numbers_of_every_country_first(who: str) -> None:
    """For each answer that names danger, each country and language, emergency numbers stand above all else
    on the page that comes at once; so they do on the answer (languages in turn), and reading goes on."""
    seen = set()
    for turn, (code, answer) in enumerate(product(helplines.codes(), DANGERS)):
        for lang in LANGS:
            country = helplines.country_of(code, lang, timezone.now())
            client = put_answers(browser(lang, code), given_that(who))
            place = named(client, answer)
            assert place.endswith("/help/"), (code, answer)
            page = client.get(place)
            judge_help(main_of(page), country, is_now(answer))
            seen.add((code, answer, lang))
            if lang != LANGS[(turn + turn // len(DANGERS)) % 3]:
                continue
            assert turn % 5 or goes_on(client, page), code
            page = client.get("/answer/")
            judge_help(main_of(page), country, is_now(answer))
            assert is_said(sentence("page.where", lang), page), code
            assert is_said(country.name, page), code
    assert len(seen) == len(helplines.codes()) * len(DANGERS) * 3 >= 39 * 12 * 3


@pytest.mark.parametrize("lang", LANGS)
def test_when_lines_were_not_checked_for_long_only_emergency_numbers_stand(
    lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the clock past the day to check again, help pages and answers show emergency numbers and say why;
    for dangers of these days, too, there is somebody to call."""
    monkeypatch.setattr(timezone, "now", lambda: STALE)
    for turn, code in enumerate(helplines.codes()):
        country = helplines.country_of(code, lang, STALE)
        emergency = [line.dial for line in country.emergency]
        assert country.stale
        for answer in (DANGERS[turn % len(DANGERS)], "violence.recent"):
            client = put_answers(browser(lang, code), given_that(WHO[turn % 3]))
            pages = [client.get(named(client, answer)), client.get("/answer/"), client.get("/help/")]
            for page in pages:
                assert re.findall(r'href="tel:([^"]+)"', main_of(page)) == emergency, (code, answer)
                assert "sms:" not in main_of(page)
                assert 'class="call" href="http' not in main_of(page)
                assert is_said(sentence("web.help_page.stale", lang), page), (code, answer)
            judge_help(main_of(pages[0]), country, now=True)
            judge_help(main_of(pages[1]), country, now=True)


def test_lines_are_shown_until_the_last_day_and_not_after(monkeypatch: pytest.MonkeyPatch) -> None:
    """On the day to check again a country's lines still stand; on the next they do not."""
    for code in helplines.codes():
        last = knowledge(f"helplines/{code}")["check_again_by"]
        noon = datetime(last.year, last.month, last.day, 12, 0, tzinfo=zone_info(helplines.zone_of(code)))
        assert not helplines.country_of(code, "en", noon).stale
        for now in (noon + timedelta(days=1), noon + timedelta(days=2_000)):
            monkeypatch.setattr(timezone, "now", lambda now=now: now)
            client = put_answers(browser("en", code), naming("danger.weak"))
            shown = re.findall(r'href="tel:([^"]+)"', main_of(client.get("/answer/")))
            assert shown == [line.dial for line in helplines.country_of(code, "en", now).emergency]


@pytest.mark.parametrize("hour", range(0, 24, 6))
def test_at_any_hour_there_is_somebody_to_call(hour: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the hour, a danger of these days meets at least one number in every country."""
    now = datetime(2026, 11, 28, hour, 30, tzinfo=UTC)  # a Saturday
    monkeypatch.setattr(timezone, "now", lambda: now)
    for code in helplines.codes():
        country = helplines.country_of(code, "en", now)
        for answer in ("violence.recent", "strain.cannot", "danger.threat"):
            client = put_answers(browser("en", code), given_that("person"))
            for page in (client.get(named(client, answer)), client.get("/answer/")):
                judge_help(main_of(page), country, is_now(answer))


# ── Kept files ────────────────────────────────────────────────────────────────────────────────────

PLAIN = given_that(
    danger="none",
    usual_week=["room"],
    since={"month": "2026-03", "known_by": "told"},
    led_in={"chosen": ["stress"], "words": "a"},
).plain() | {"drawing": {"led_in": ["a", "b"]}}


def changed(**other: Any) -> bytes:
    """The kept file with something else in it."""
    return json.dumps(PLAIN | other).encode()


def told(name: str, **answer: Any) -> bytes:
    """The kept file with one answer of this shape."""
    return changed(told={name: answer})


REFUSED = {
    "nothing": b"",
    "not JSON": b"days",
    "HTML": b"<!doctype html><p>404",
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "UTF-16": json.dumps(PLAIN).encode("utf-16"),
    "UTF-32": json.dumps(PLAIN).encode("utf-32"),
    "not UTF-8": changed().replace(b"family", b"\xff\xfe\xfa"),
    "NUL": b"\x00" * 1000,
    "two values": changed() + changed(),
    "cut": changed()[:-9],
    "a list": b"[]",
    "a number": b"1e999",
    "text": b'"check-up"',
    "null": b"null",
    "NaN": b"NaN",
    "empty": b"{}",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 30_000,
    "deep and whole": b"[" * 90_000 + b"]" * 90_000,
    "deep inside": changed().replace(b'"b"', b"[" * 50_000 + b"]" * 50_000),
    "a list of very many": b"[" + b"0," * 99_998 + b"0]",
    "a huge number": b"1" * 150_000,
    "a huge number inside": changed().replace(b"1,", b"9" * 100_000 + b",", 1),
    "a huge exponent": changed(version=1).replace(b'"version": 1', b'"version": 1e309'),
    "NaN as version": changed(version=float("nan")),
    "another version": changed(version=2),
    "no version": changed(version=None),
    "another maker": changed(genkan="check-down"),
    "nobody": changed(who=None),
    "somebody else": changed(who="police"),
    "who as list": changed(who=["family"]),
    "who as object": changed(who={"family": 1}),
    "no day": changed(on=None),
    "a day as number": changed(on=20261125),
    "no such day": changed(on="2026-02-30"),
    "day one": changed(on="0001-01-01"),
    "the last day": changed(on="9999-12-31"),
    "a day with surrogates": changed(on="2026-11-\ud800"),
    "answers as list": changed(told=[]),
    "answers as text": changed(told="none"),
    "no answers": changed(told=None),
    "an unknown question": told("nothing"),
    "a question with a surrogate": changed(told={"\ud83d": {}}),
    "an answer as list": changed(told={"danger": ["none"]}),
    "an unknown option": told("danger", chosen=["yes"]),
    "options as text": told("danger", chosen="none"),
    "options as object": told("danger", chosen={"none": 1}),
    "options as numbers": told("danger", chosen=[0, None, True, 1.5, [], {}]),
    "very many options": told("danger", chosen=["none"] * 9_999 + ["x"]),
    "an unknown basis": told("usual_week", chosen=["room"], known_by="heard"),
    "a basis as list": told("usual_week", known_by=["told"]),
    "words as list": told("led_in", words=["a"]),
    "words as number": told("led_in", words=1),
    "a month as number": told("since", month=202603),
    "no such month": told("since", month="2026-13"),
    "a month that never ends": told("since", month="2026-03" + " " * 90_000 + "x"),
    "a month of spaces": told("since", month="2026" + " " * 90_000 + "-03"),
    "drawing as list": changed(drawing=[]),
    "an unknown group": changed(drawing={"caused": ["a"]}),
    "a group as text": changed(drawing={"led_in": "a"}),
    "lines as numbers": changed(drawing={"led_in": [1, 2]}),
    "a drawing of nothing": changed(drawing=None),
    "too large": changed() + b" " * (MOST_KEPT_BYTES + 1 - len(changed())),
    "much too large": changed() + b" " * 3_000_000,
}
READ = {
    "as it was": changed(),
    "with a byte order mark": b"\xef\xbb\xbf" + changed(),
    "just not too large": changed() + b" " * (MOST_KEPT_BYTES - len(changed())),
    "a name twice": changed()[:-1] + b', "who": "person"}',
    "NaN where nobody looks": changed(more=float("nan")),
    "more than we know": changed(more={"a": [1] * 9_999}),
    "lone surrogates in words": told("led_in", words="a\ud83d b\udc08"),
    "very long words": told("led_in", words="ก่" * 8_000),
    "very many lines": changed(drawing={"led_in": ["a"] * 20_000}),
    "very many equal options": told("danger", chosen=["none"] * 9_999),
    "markup": told("led_in", words="<script>alert(1)</script>{{ 7|add:7 }}{% now 'Y' %}"),
    "in the first year": changed(on="2000-01-01"),
    "in the last year": changed(on="2099-12-31"),
    "in the future of a leap year": changed(on="2096-02-29"),
    "a month after the day": told("since", month="2099-12"),
    "a month in another age": told("since", month="1900-01"),
    "in Thai digits": told("since", month="๒๕๖๙-๐๓"),
    "no answers at all": changed(told={}, drawing={}),
    "answers nobody is asked": told("since_again", chosen=["1to3"]),
}


def load(client: Client, content: bytes, name: str = "days.json") -> Any:
    """Open a kept file."""
    return client.post("/answer/open/", {"file": SimpleUploadedFile(name, content)})


def judge_loading(client: Client, content: bytes, lang: str) -> bool:
    """Refused with one sentence in the page's language, or read with every page standing. Raises Unfit."""
    began = time.process_time()
    page = load(client, content)
    if time.process_time() - began > 2:
        raise Unfit("slow")
    judge(page)
    if page.status_code == 422:
        if not is_said(sentence("web.load.wrong", lang), page):
            raise Unfit("no sentence")
        return False
    if page.headers.get("Location") != "/answer/":
        raise Unfit(f"{page.status_code}")
    for address in ("/answer/", "/answer/words/", "/answer/file/", "/ask/8/", "/letter/"):
        judge(client.get(address))
        if client.get(address).status_code != 200:
            raise Unfit(address)
    for form in ("text", "fhir", "pdf"):
        if client.post("/letter/", {"form": form}).status_code != 200:
            raise Unfit(form)
    return True


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_kept_file_is_refused_in_one_sentence(name: str) -> None:
    """422 in the language of the page, soon, and the answers that were there stay."""
    for lang in LANGS:
        before = given_that(danger="none")
        client = put_answers(browser(lang), before)
        assert not judge_loading(client, REFUSED[name], lang)
        assert json.loads(client.get("/answer/file/").content) == before.plain()


@pytest.mark.parametrize("name", READ)
def test_an_odd_kept_file_is_read(name: str) -> None:
    """What can be understood is opened, tidied, and every page and letter of it stands."""
    client = browser()
    assert judge_loading(client, READ[name], "en")
    page = client.get("/answer/").content.decode()
    assert "<script>alert" not in page
    assert not re.search(r"[\ud800-\udfff]", page)


@pytest.mark.parametrize("sent", [{}, {"file": "days.json"}, {"other": SimpleUploadedFile("a", b"{}")}])
def test_no_file_is_said(sent: dict[str, Any]) -> None:
    """No file, text in place of a file, or a file under another name: the sentence."""
    page = browser("th").post("/answer/open/", sent)
    assert page.status_code == 422
    assert is_said(sentence("web.load.wrong", "th"), page)


@quick
@given(place=st.sampled_from(places(PLAIN)), other=anything)
def test_anything_in_any_place_is_refused_or_read(place: tuple[Any, ...], other: Any) -> None:
    """Whatever stands in whichever place of a kept file, there is a sentence or an answer."""
    content = json.dumps(with_other(deepcopy(PLAIN), place, other)).encode()
    judge_loading(browser("ja"), content, "ja")


def test_the_judge_of_loading_can_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """A refusal in another language, an error of ours and an answer page that breaks are seen."""
    with pytest.raises(Unfit):
        judge_loading(browser("en"), b"", "ja")
    monkeypatch.setattr("genkan_web.doors.answer.answer_sheet_of", lambda *_: 1 / 0)
    client = browser()
    client.raise_request_exception = False
    with pytest.raises(Unfit):
        judge_loading(client, changed(), "en")


# ── Letters ───────────────────────────────────────────────────────────────────────────────────────

WORDS = {
    "markup": "<b>bold</b> <script>alert(1)</script> &amp; <!-- --> </p>\"'",
    "typst that stops": '#panic("stop")',
    "typst that reads": '#read("/etc/passwd") #include "sheet.typ" #import "@preview/a:0.1.0": *',
    "typst in code": '#{ panic() } #let x = 1 #eval("1") #sys.inputs.sheet',
    "typst signs": "$x$ $ frac(1, 2) $ = head - list + list / a: b *b* _i_ `raw` <label> @ref ~ \\ -- ---",
    "typst escapes": "\\u{41} \\u{202e} \\# \\",
    "fences": "``` #panic() ``` ```typ #panic()```",
    "quotes": '"\\"\\n}"] } {{ 7|add:7 }} {% now \'Y\' %} {to} {0.__class__} %s %(a)s',
    "controls": "".join(map(chr, range(32))) + "a" + "".join(map(chr, range(0x7F, 0xA0))) + "b",
    "directions": "\u202eabc\u202c \u2066def\u2069 \u200fghi\u200e \u061cj",
    "lines": "a\r\n- b\n\n\n«c»\u2028d\u2029e\x85f",
    "nothing to see": "\u200b\u00ad\u2060\ufeff\u034f\u180e\u3164\u2800x",
    "private and none": "\ue000\U000f0000\U0010fffd\ufdd0\ufffe\uffff\U0001fffex",
    "emoji": "🐈👩‍👩‍👧‍👦🏳️‍🌈☠️👍🏿" * 40,
    "marks without end": "a" + "\u0301\u0e48\u0e31" * 5_000,
    "Thai without a space": "เหนื่อยมาก" * 10_000,
    "Japanese": "疲れた、もう歩けない。𠮷野家" * 5_000,
    "other scripts": "مرحبا بالعالم नमस्ते 한국어 ελληνικά ʻōlelo",
    "one long word": "x" * 100_000,
    "a hundred thousand signs": "abc def " * 12_500,
    "JSON": '{"resourceType": "Bundle", "entry": []}',
    "tags": "\U000e0001\U000e0065\U000e007fx",
    "mathematical": "𝕳𝖎 𝓱𝓲 ﷽ ͜͡ ⃝",
    "soft breaks": "co\u00adop\u200cer\u200dation",
}
FREE = ("words", "contact", "to")
FORMS = {
    "pdf": "application/pdf",
    "text": "text/plain; charset=utf-8",
    "fhir": "application/fhir+json; charset=utf-8",
}
TURNS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def free_texts(bundle: dict[str, Any]) -> Iterator[str]:
    """Every text in a FHIR bundle, wherever it stands."""
    stack: list[Any] = [bundle]
    while stack:
        one = stack.pop()
        if isinstance(one, str):
            yield one
        stack += one.values() if isinstance(one, dict) else one if isinstance(one, list) else []


def letters_with(client: Client, words: str, **more: str) -> dict[str, Any]:
    """The letter in every form, with these words in every free field; each within two seconds."""
    made = {}
    for form, kind in FORMS.items():
        sent = dict.fromkeys(FREE, words) | {"form": form, "wishes": "talk", "knows": "yes"} | more
        began = time.perf_counter()
        page = client.post("/letter/", sent)
        assert time.perf_counter() - began < 2, form
        assert page.status_code == 200, form
        assert page.headers["Content-Type"] == kind
        assert page.headers["Cache-Control"] == "no-store"
        made[form] = page.content
    return made


def judge_letters(made: dict[str, Any], words: str) -> None:
    """A PDF, a plain text and a bundle in which the words stand as written, tidy, as text. Raises Unfit."""
    literal = tidy(words, MOST_FREE)
    if not made["pdf"].startswith(b"%PDF"):
        raise Unfit("no PDF")
    text = made["text"].decode("utf-8")
    if literal and not (f"«{literal}»" in text and f"- {literal}\n" in text):
        raise Unfit("not literally in the text")
    if TURNS.search(text):
        raise Unfit("untidy text")
    texts = list(free_texts(json.loads(made["fhir"])))
    if literal and texts.count(literal) < 2:
        raise Unfit("not literally in the bundle")
    if any(TURNS.search(one) for one in texts):
        raise Unfit("untidy bundle")


@pytest.fixture(scope="module")
def warm() -> None:
    """Fonts are looked through once."""
    put_answers(browser(), given_that()).post("/letter/", {"form": "pdf", "words": "ก"})


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", WORDS)
def test_hostile_words_stay_words_in_a_letter(name: str, lang: str) -> None:
    """In every form of the letter and every free field, in one language and in two."""
    client = put_answers(browser(lang), given_that("family", usual_week=["room"]))
    second = {"en": "th", "th": "ja", "ja": ""}[lang]
    judge_letters(letters_with(client, WORDS[name], second=second), WORDS[name])


@pytest.mark.usefixtures("warm")
@settings(deadline=None, max_examples=50)
@given(words=st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_words_stay_words_in_a_letter(words: str) -> None:
    """Whatever signs there are."""
    client = put_answers(browser(), given_that("person"))
    judge_letters(letters_with(client, words), words)


@pytest.mark.usefixtures("warm")
@pytest.mark.parametrize("who", WHO)
def test_the_fullest_letter_is_made_in_time(who: str) -> None:
    """Everything answered, everything written, two languages: each form within two seconds."""
    client = put_answers(browser("th"), fullest(who))
    judge_letters(letters_with(client, "𠮷🐈" * 400, second="ja"), "𠮷🐈" * 400)


@pytest.mark.usefixtures("warm")
def test_own_words_from_the_answers_stay_words_in_a_letter() -> None:
    """The same for what was written on the question pages and in the drawing."""
    for name, words in WORDS.items():
        client = put_answers(browser(), given_that(began={"chosen": ["slowly"]}))
        for number in (9, 19, 20, 21, 22):
            client.post(f"/ask/{number}/", {"words": words, "next": ""})
        client.post("/answer/words/keep/", {"keeps": words})
        made = letters_with(client, "")
        kept_words = tidy(words, 240)
        assert f"«{kept_words}»" in made["text"].decode("utf-8") or not kept_words, name
        page = client.get("/answer/").content.decode()
        assert "<script>alert" not in page
        assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", page), name


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"form": "exe"},
        {"form": "pdf", "second": "xx"},
        {"form": "text", "second": "en"},
        {"form": "fhir", "knows": "maybe", "wishes": ["x", "y"], "reach": "z"},
        {"form": ["pdf", "text"], "second": ["th", "ja"]},
        {"form": "text", "wishes": ["talk"] * 500, "reach": ["text"] * 400},
    ],
)
def test_a_letter_form_that_cannot_be_is_still_a_letter(sent: dict[str, Any]) -> None:
    """Unknown wishes, forms and languages are left out."""
    page = put_answers(browser(), given_that()).post("/letter/", sent)
    assert page.status_code == 200
    assert "attachment" in page.headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="letter\.(pdf|txt|json)"', page.headers["Content-Disposition"])


def test_a_letter_needs_no_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With nowhere to put a temporary file, every form of the letter is made: it is never on a disk."""
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "nowhere"))
    with pytest.raises(FileNotFoundError):
        tempfile.mkdtemp()
    client = put_answers(browser(), given_that())
    judge_letters(letters_with(client, CANARY), CANARY)


def test_the_judge_of_letters_can_fail() -> None:
    """Words that are missing, changed or untidy, and something that is no PDF, are seen."""
    text = "«a b»\n- a b\n"
    bundle = json.dumps({"note": [{"text": "a b"}, {"text": "a b"}]})
    sound = {"pdf": b"%PDF-1.7", "text": text.encode(), "fhir": bundle.encode()}
    judge_letters(sound, " a\nb ")
    for planted in (
        {"pdf": b"<html>"},
        {"text": text.replace("a b", "a&nbsp;b").encode()},
        {"text": (text + "\u202e").encode()},
        {"fhir": bundle.replace("a b", "a", 1).encode()},
        {"fhir": bundle.replace("}]", '}, {"text": "\\u202e"}]').encode()},
    ):
        with pytest.raises(Unfit):
            judge_letters(sound | planted, " a\nb ")


# ── A whole visit, and what is left of it ─────────────────────────────────────────────────────────


def traces_in(content: bytes) -> list[bytes]:
    """Which planted pieces are found, in any of the ways in which a computer writes them."""
    return [trace for trace in TRACES if trace in content]


def left_in(folder: Path) -> dict[str, list[bytes]]:
    """Files with a trace in them, or in their name."""
    found = {}
    for file in folder.rglob("*"):
        inside = file.read_bytes() if file.is_file() and "static" not in file.parts else b""
        if traces := traces_in(inside + str(file).encode()):
            found[str(file)] = traces
    return found


def test_after_a_whole_visit_nothing_is_left(tmp_path: Path) -> None:
    """With marked words in every free field of check-up, drawing, letter, kept file and diary, on a real
    database: no new row, no mark in any file, table, log, address, title or cookie; gone after leaving."""
    var, temp = tmp_path / "var", tmp_path / "tmp"
    temp.mkdir()
    paths = os.pathsep.join(path for path in sys.path if path)
    environment = {**os.environ, "GENKAN_VAR": str(var), "TMPDIR": str(temp), "PYTHONPATH": paths}
    environment["DJANGO_SETTINGS_MODULE"] = "genkan_web.settings"
    ran = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.hostile.whole_visit"],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr.decode()[-3000:]
    told = json.loads(ran.stdout)
    assert told["marked"] > 30, "the marks did go in, and came back on pages and in letters"
    assert told["rows_after_check_up"] == told["rows_before"]
    assert told["files_while_open"] == []
    new = {name: told["rows_with_file"][name] - told["rows_before"][name] for name in told["rows_before"]}
    assert {name: count for name, count in new.items() if count} == {
        "genkan_daytable": 1,
        "genkan_visit": 1,
    }
    assert told["rows_after_leaving"] == told["rows_before"]
    in_a_file = not os.environ.get("GENKAN_DATABASE")  # a server of its own keeps its files elsewhere
    assert told["reading_on_disk"] == {"before": in_a_file, "after": False}
    assert not traces_in(json.dumps(told["outside"], ensure_ascii=False).encode())
    assert len(told["outside"]) > 200
    assert not traces_in(ran.stderr), "the log"
    assert len(ran.stderr) > 1_000, "the log was as talkative as it can be"
    assert not left_in(var)
    assert not left_in(temp)
    assert not [one for one in (var / "uploads").iterdir() if one.is_dir()]


def test_the_search_would_find_a_mark(tmp_path: Path) -> None:
    """Each way of writing the marks is found in a file, in a name and in what was told."""
    from base64 import b64encode
    from urllib.parse import quote

    ways = [
        CANARY.encode(),
        CANARY.encode("utf-16-le"),
        json.dumps(CANARY).encode(),
        quote(CANARY).encode(),
        b64encode(CANARY.encode()),
        b64encode(b"x" + CANARY.encode()),
        b64encode(b"xy" + CANARY.encode()),
    ]
    for number, way in enumerate(ways):
        assert traces_in(b"before " + way + b" after"), way
        (tmp_path / f"{number}.wal").write_bytes(bytes(5_000) + way)
    assert len(left_in(tmp_path)) == len(ways)
    (tmp_path / "Canaryzwq71").touch()
    assert len(left_in(tmp_path)) == len(ways) + 1


def test_given_shows_no_words() -> None:
    """What a crash would print of the answers holds no word of them."""
    told = fullest()
    assert isinstance(told, Given)
    assert "𠮷" not in repr(told)
    assert said_in("<p>𠮷</p>") == "𠮷"
