"""Three people at the open door, on a small screen, with scripts and without, ending with a letter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.pages import (
    LANGS,
    Scheme,
    answer_all,
    begin,
    faults_of,
    page_of,
    small_targets,
)

from genkan.checkup.form import questions
from genkan.knowledge import sentence
from genkan.learn import all_pages
from genkan.lessons import path
from genkan.pretend.check_up import MOTHER, MOTHERS_WORDS

pytestmark = pytest.mark.browser


def letter_from(page: Page, form: str, into: Path) -> bytes:
    """The letter as a file."""
    with page.expect_download() as taken:
        page.click(f"button[name=form][value={form}]")
    taken.value.save_as(into / f"letter.{form}")
    return (into / f"letter.{form}").read_bytes()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("lang", LANGS)
def test_a_worried_mother_leaves_with_a_letter(
    site: str, browser: Browser, lang: str, scripts: bool, tmp_path: Path
) -> None:
    """Given a mother at 1 a.m., when she answers what she knows, then she reads where things are and why, one
    thing for tonight, who to call, and takes a letter in her language and the professional's along."""
    page = page_of(browser, lang, 360, "dark", scripts)
    begin(page, site, "family")
    pages = answer_all(page, MOTHER, {"led_in": MOTHERS_WORDS[lang]})
    assert pages <= 24
    text = page.inner_text("main")
    assert sentence("kato2020.concludes.hikikomori_moderate", lang, rarely=1) in text
    assert page.locator("#tonight ~ .step .do").first.is_visible()
    assert 1 <= page.locator("ol.steps > li").count() <= 3
    assert MOTHERS_WORDS[lang] in page.inner_text(".strands")
    assert page.locator("a.call").count() >= 2
    page.click("a[href='/answer/words/']")
    page.fill("#protects", "🐈")
    page.click("button.button")
    assert "🐈" in page.inner_text(".strands .protects")
    page.click("#letter a")
    page.check("input[value=family_alone]")
    page.check("input[name=reach][value=text]")
    page.fill("#contact", "K., 1 Example Road")
    page.check(f"input[name=second][value={'ja' if lang != 'ja' else 'en'}]")
    assert letter_from(page, "pdf", tmp_path).startswith(b"%PDF")
    plain = letter_from(page, "text", tmp_path).decode("utf-8")
    assert sentence("letter.wish.family_alone", lang) in plain
    assert sentence("letter.title", "ja" if lang != "ja" else "en") in plain
    assert "K., 1 Example Road" in plain
    bundle = json.loads(letter_from(page, "fhir", tmp_path))
    assert bundle["resourceType"] == "Bundle"
    page.goto(site + "/letter/")
    assert "Example Road" not in page.content()
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("lang", LANGS)
def test_a_person_at_four_in_the_morning_finds_help_first(
    site: str, browser: Browser, lang: str, scripts: bool, tmp_path: Path
) -> None:
    """Given a person of 24 who says they may die, when they answer, then numbers stand above everything, no
    step is asked of them, the questions can go on, and all of it can vanish at once."""
    page = page_of(browser, lang, 360, "dark", scripts)
    begin(page, site, "person")
    page.check("input[value=wants_to_die]", force=True)
    page.click("button[name=next]")
    assert page.url.endswith("/ask/1/help/")
    assert page.locator("a.call-now").count() >= 2
    number = page.locator("a.call-now").first.bounding_box()
    assert number is not None
    assert number["y"] + number["height"] < 740, "one tap away, without scrolling"
    answer_all(page, {"usual_week": ["room"], "days_out": ["0"], "distress": ["painful"]})
    assert page.locator("h1").inner_text() == sentence("web.ask.help_first", lang)
    assert page.locator("a.call-now").count() >= 2
    assert page.locator(".step").count() == 0
    page.goto(site + "/letter/")
    plain = letter_from(page, "text", tmp_path).decode("utf-8")
    assert sentence("care.wants_to_die.told.all", lang) in plain
    page.goto(site + "/answer/")
    page.click("form[action='/answer/vanish/'] button")
    assert page.url == site + "/"
    page.goto(site + "/answer/")
    assert page.url == site + "/"
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("lang", LANGS)
def test_a_worker_keeps_a_file_and_opens_it_again(
    site: str, browser: Browser, lang: str, scripts: bool, tmp_path: Path
) -> None:
    """Given a worker between two visits, when the deciding answer is missing, then the page asks just that;
    the file that was kept opens again with the same answer, and a letter comes of it."""
    page = page_of(browser, lang, 360, "light", scripts)
    begin(page, site, "worker")
    missing = {name: chosen for name, chosen in MOTHER.items() if name != "since"}
    answer_all(page, missing)
    page.click(".decides a.second")
    assert page.url.endswith(f"/ask/{questions()['since'].number}/")
    page.fill("#month", "2569-02" if lang == "th" else "2026-02")
    page.click("button[name=next]")
    page.goto(site + "/answer/")
    said = page.inner_text("p.says")
    with page.expect_download() as taken:
        page.click("a[href='/answer/file/']")
    taken.value.save_as(tmp_path / "days.json")
    page.click("form[action='/answer/vanish/'] button")
    page.goto(site + "/answer/open/")
    page.set_input_files("#file", str(tmp_path / "days.json"))
    page.click("main form .button")
    assert page.inner_text("p.says") == said
    page.click("#letter a")
    assert letter_from(page, "pdf", tmp_path).startswith(b"%PDF")
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_back_always_works(site: str, browser: Browser, lang: str) -> None:
    """Given some answers, when Back is pressed on the page or in the browser, then the earlier question
    stands there with its answer."""
    page = page_of(browser, lang, 360)
    begin(page, site, "family")
    page.check("input[value=none]", force=True)
    page.click("button[name=next]")
    page.check("input[value=past]", force=True)
    page.click("button[name=back]")
    assert page.is_checked("input[value=none]")
    page.click("button[name=next]")
    assert page.is_checked("input[value=past]")
    page.go_back()
    assert page.is_checked("input[value=none]")
    page.context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_leaving_wipes_the_answers(site: str, browser: Browser, scripts: bool) -> None:
    """Given an answer on the screen, when she leaves and somebody presses Back three times, then nothing of
    it shows; no cookie, no storage, no title tells of it."""
    page = page_of(browser, "en", 360, scripts=scripts)
    begin(page, site, "family")
    page.check("input[value=wants_to_die]", force=True)
    page.click("button[name=next]")
    page.goto(site + "/answer/")
    assert page.locator("a.call-now").count()
    titles = {page.title()}
    page.click("a.leave")
    _away(page, site)
    assert page.context.cookies(site) == []
    for _ in range(3):
        page.go_back()
        titles.add(page.title())
        assert page.locator(".care").count() == 0
        assert not page.locator("input:checked").count()
        if scripts and page.url.startswith(site):
            assert page.evaluate("localStorage.length + sessionStorage.length") == 0
            assert page.evaluate("caches.keys().then(names => names.length)") == 0
    assert titles <= {"Days", ""}
    page.context.close()


def _away(page: Page, site: str) -> None:
    """Wait until this browser is somewhere else; without a network that is the browser's own error page."""
    for _ in range(100):
        if not page.url.startswith(site):
            return
        page.wait_for_timeout(50)
    raise AssertionError("still here")


def test_three_presses_of_escape_leave(site: str, browser: Browser) -> None:
    """Given any page, when Escape is pressed three times, then a page about nothing stands there."""
    page = page_of(browser, "en", 360)
    begin(page, site, "person")
    for _ in range(3):
        page.keyboard.press("Escape")
    _away(page, site)
    page.context.close()


def test_help_and_reading_pages_open_without_a_network(site: str, browser: Browser) -> None:
    """Given somebody asked to keep them, when there is no network, then help and the leaflet's pages open,
    and any other page leads to help; without asking, nothing is kept."""
    page = page_of(browser, "ja", 360)
    page.goto(site + "/help/")
    assert page.evaluate("caches.keys().then(names => names.length)") == 0
    page.click("#keep-offline button")
    page.wait_for_selector("#keep-offline [role=status]")
    page.context.set_offline(True)
    page.goto(site + "/help/")
    assert page.locator("a.call").count() > 3
    for place in ("causes/rejection", "pages/what_it_is"):
        page.goto(f"{site}/learn/{place}/")
        assert page.locator("main h2").count() > 2
    page.goto(site + "/")
    assert page.locator("a.call").count() > 3
    page.context.set_offline(False)
    page.context.close()


def test_the_site_can_be_put_on_a_home_screen(site: str, browser: Browser) -> None:
    """Chromium finds nothing that keeps the site from being installed, under a neutral name."""
    page = page_of(browser, "en", 360)
    page.goto(site)
    session = page.context.new_cdp_session(page)
    errors = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert {one["errorId"] for one in errors} <= {"in-incognito"}  # test visits are always private
    manifest = json.loads(session.send("Page.getAppManifest")["data"])
    assert manifest["name"] == "Days"
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", LANGS)
def test_every_page_of_the_open_door_can_be_used_by_everybody(
    site: str, browser: Browser, lang: str, width: int, scheme: Scheme
) -> None:
    """Given any language, screen and light, then on every page axe finds no fault up to AAA, nothing is wider
    than the screen, and every control can be hit with a thumb."""
    page = page_of(browser, lang, width, scheme)
    begin(page, site, "family")
    asked = [f"/ask/{question.number}/" for question in questions().values() if not question.asked_if]
    apart = [
        "/begin/person/",
        "/answer/",
        "/answer/words/",
        "/answer/open/",
        "/letter/",
        "/learn/",
        "/help/jp/",
    ]
    learn = sorted(f"/learn/{place}/" for place in (*all_pages(), *(f"lessons/{one}" for one in path())))
    turn = (width > 360) ^ (scheme == "dark")  # each question and text on either screen and in either light
    for address in (*asked[turn::2], *apart, *learn[turn::2], f"/static/help-{lang}.html"):
        _usable(page, site + address, width)
    for question, answer in (("furthest_month", "outside"), ("began", "good_long")):  # each asks for one more
        page.goto(f"{site}/ask/{questions()[question].number}/")
        page.check(f"input[value={answer}]", force=True)
        page.click("button[name=next]")
        follows = [one for one in questions().values() if f"{question}.{answer}" in one.asked_if]
        for one in follows:
            _usable(page, f"{site}/ask/{one.number}/", width)
            assert page.url.endswith(f"/ask/{one.number}/")
        assert follows
    page.goto(f"{site}/ask/{questions()['danger'].number}/")
    page.check("input[value=wants_to_die]", force=True)
    page.click("button[name=next]")
    _usable(page, page.url, width)
    _usable(page, site + "/answer/", width)
    page.context.close()


def _usable(page: Page, address: str, width: int) -> None:
    page.goto(address)
    assert not faults_of(page), address
    assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert not small_targets(page), address


def test_pages_of_the_open_door_are_light(site: str, browser: Browser) -> None:
    """Given a slow line, each page with its styles and script weighs under 60 kB, its script under 20 kB."""
    page = page_of(browser, "th", 360)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))
    begin(page, site, "family")
    answer_all(page, MOTHER)
    for address in ("/", "/ask/4/", "/answer/", "/letter/", "/learn/", "/learn/causes/stress/", "/help/"):
        weights.clear()
        session.send("Network.clearBrowserCache")
        page.goto(site + address)
        page.wait_for_load_state("networkidle")
        assert 2_000 < sum(weights) < 60_000, (address, sum(weights))
    page.context.close()
