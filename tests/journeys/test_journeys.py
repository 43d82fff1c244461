"""Journeys in a real browser: what a mother at the kitchen table does, on a small screen, in the dark."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.journeys.pages import LANGS, Scheme, faults_of, page_of, small_targets

from genkan.pretend import demo_family

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("lang", LANGS)
def test_every_page_can_be_used_by_everybody(
    site: str, browser: Browser, lang: str, width: int, scheme: Scheme
) -> None:
    """Given any language, screen and light, when a page is opened, then axe finds no fault, nothing is wider
    than the screen, and every control can be hit with a thumb."""
    page = page_of(browser, lang, width, scheme)
    for address in ("/", "/own/", "/help/", "/family/", "/family/changed/", "/nothing/"):
        page.goto(site + address)
        assert page.get_attribute("html", "lang") == lang
        assert not faults_of(page), address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert not small_targets(page), address
    page.context.close()


def test_axe_would_find_a_fault(site: str, browser: Browser) -> None:
    """The judge sees a picture without words and grey on grey."""
    page = page_of(browser, "en", 360)
    page.goto(site)
    page.evaluate(
        """document.querySelector('main').insertAdjacentHTML('beforeend',
        '<img src=x><p style="color:#aaa;background:#bbb">grey words on grey</p>')"""
    )
    assert {fault.split(":")[0] for fault in faults_of(page)} >= {"image-alt", "color-contrast"}
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_a_mother_reads_the_files_of_her_family(
    site: str, browser: Browser, lang: str, tmp_path: Path
) -> None:
    """Given a phone's files and a notebook, without scripts, when she sends them, then she sees where things
    are, since when and because of what, can look into a week, take it along, and make it disappear."""
    demo_family(date(2026, 11, 22), into=tmp_path, lang=lang)
    page = page_of(browser, lang, 360, "dark", scripts=False)
    page.goto(site + "/own/")
    page.set_input_files("#files", [str(file) for file in sorted(tmp_path.iterdir())])
    page.select_option("#zone", "Asia/Bangkok")
    page.check("input[name=impairment][value=yes]")
    page.check("input[name=agreed]")
    page.click("button.button")
    page.wait_for_selector("p.says", timeout=60_000)
    assert not page.locator("figure.way .wide svg").first.is_visible()
    assert page.locator("figure.way .narrow svg").first.is_visible()
    assert page.locator("main").inner_text().count(".xml · Apple Health") == 1
    place = page.url
    week = page.locator("figure.way .narrow svg a").nth(10).get_attribute("href")
    page.goto(site + str(week))
    assert page.locator("section").count() == 7
    page.click("p a")
    assert page.url == place
    with page.expect_download() as taken:
        page.click("a.button")
    assert Path(taken.value.path()).read_bytes().startswith(b"%PDF")
    page.click("button.second")
    assert page.url == site + "/"
    answer = page.goto(place)
    assert answer is not None
    assert answer.status == 404
    page.context.close()


@pytest.mark.parametrize(("lang", "scheme"), [("en", "light"), ("th", "dark"), ("ja", "light")])
@pytest.mark.parametrize("width", [360, 1280])
def test_somebody_says_what_the_days_were(
    site: str, browser: Browser, lang: str, scheme: Scheme, width: int, tmp_path: Path
) -> None:
    """Given a change is told, when somebody explains some days, names a day in care and says «this is wrong»,
    then the page says what it learnt, anybody can use it, and each thing can be taken back."""
    demo_family(date(2026, 11, 22), into=tmp_path, lang=lang)
    page = page_of(browser, lang, width, scheme)
    page.goto(site + "/own/")
    page.set_input_files("#files", [str(file) for file in sorted(tmp_path.iterdir())])
    page.select_option("#zone", "Asia/Bangkok")
    page.check("input[name=agreed]")
    page.click("button.button")
    page.wait_for_selector("a[href$='/changed/']", timeout=60_000)
    page.click("a[href$='/changed/']")
    before = page.locator("main").inner_text()
    page.fill("#care-day", "2026-06-01")
    page.click("#care button")
    assert page.locator("#care tr").count() == 6
    page.check("input[name=kind][value=holiday]")
    page.fill("#first", "2026-05-01")
    page.fill("#last", "2026-05-09")
    page.click("#said form:has(#first) button")
    page.click("button[name=wrong]")
    assert page.locator("button[name=back]").count() == 2
    assert not faults_of(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert not small_targets(page)
    for _ in range(2):
        page.locator("button[name=back]").first.click()
    assert page.locator("button[name=back]").count() == 0
    assert page.locator("main").inner_text().startswith(before[:200])
    page.context.close()


def test_leaving_shows_nothing_on_the_way_back(site: str, browser: Browser, tmp_path: Path) -> None:
    """Given a reading on the screen, when she leaves and somebody presses Back, then the reading is gone."""
    (tmp_path / "d.csv").write_text(
        "Date,Who writes this,How far out\n2026-03-01,mother,room\n2026-03-02,mother,outside\n"
    )
    page = page_of(browser, "en", 360)
    page.route("https://**", lambda route: route.fulfill(body="elsewhere"))
    page.goto(site + "/own/")
    page.set_input_files("#files", str(tmp_path / "d.csv"))
    page.check("input[name=agreed]")
    page.click("button.button")
    page.wait_for_selector("p.says", timeout=30_000)
    page.click("a.leave")
    page.go_back()
    page.wait_for_load_state()
    assert page.locator("p.says").count() == 0
    page.context.close()


def test_a_photo_gets_a_kind_sentence(site: str, browser: Browser, tmp_path: Path) -> None:
    """Given a photo instead of an export, when it is sent, then one sentence offers another try."""
    (tmp_path / "export.zip").write_bytes(b"\xff\xd8\xff\xe0" + bytes(4000))
    page = page_of(browser, "ja", 360)
    page.goto(site + "/own/")
    page.set_input_files("#files", str(tmp_path / "export.zip"))
    page.check("input[name=agreed]")
    page.click("button.button")
    page.wait_for_selector("p.lead:has-text('export.zip')", timeout=30_000)
    assert page.locator("a.button").is_visible()
    page.context.close()


def test_pages_are_light(site: str, browser: Browser) -> None:
    """Given a slow line, every page with its styles weighs under 60 kB on the wire."""
    page = page_of(browser, "th", 360)
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    weight = 0.0

    def add(event: dict[str, float]) -> None:
        nonlocal weight
        weight += event["encodedDataLength"]

    session.on("Network.loadingFinished", add)
    for address in ("/", "/family/", "/family/changed/", "/own/", "/help/"):
        weight = 0.0
        page.goto(site + address)
        page.wait_for_load_state("networkidle")
        assert weight < 60_000, (address, weight)
    page.context.close()
