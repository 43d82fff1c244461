"""Worksheets on a real phone: by keyboard without scripts, and by touch with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.pages import faults_of, page_of, small_targets
from tools.served import genkan

from genkan.knowledge import sentence

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PASSWORD = "quiet evening in the hall"  # noqa: S105 (of nobody)
CANARY = "the bell rang twice"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site of these journeys' own."""
    with genkan(tmp_path_factory.mktemp("sheets")) as served:
        yield served.address


def fit(page: Page) -> None:
    """Whatever page is open: no fault, no wider than the screen, every control big enough, nothing told."""
    assert not faults_of(page), page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], page.url  # type: ignore[index]
    assert not small_targets(page), page.url
    assert CANARY not in page.title() + page.url


def join(page: Page, house: str, name: str) -> str:
    """A person's notebook is begun; returns its address."""
    page.goto(f"{house}/join/person/")
    page.fill("#name", name)
    page.fill("#password", PASSWORD)
    if page.locator("#birth_year").count():
        page.fill("#birth_year", "1998")
    page.click("main form .button")
    page.click("button[name=kept]")
    found = re.match(r".*/n/[\w-]+/", page.url)
    assert found
    return found[0]


def test_a_thought_is_written_with_keys_alone_and_without_scripts(house: str, browser: Browser) -> None:
    """Given 360 px, the dark and no scripts, when somebody writes a thought with the keyboard, leaves it half
    done and comes back, then it stands there, can be finished, and one mistake loses nothing."""
    page = page_of(browser, "th", 360, "dark", scripts=False)
    base = join(page, house, "moss")
    page.goto(f"{base}sheets/thought_record/new/")
    page.focus("#situation")
    page.keyboard.type(CANARY)
    page.keyboard.press("Tab")
    page.keyboard.type("they laugh")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("many")
    page.keyboard.press("Enter")
    page.wait_for_selector(".asked.wrong")
    assert page.input_value("#situation") == CANARY
    page.fill("#feeling_before", "80")
    page.focus("#feeling_before")
    page.keyboard.press("Enter")
    page.wait_for_url("**?kept")
    page.goto(f"{base}sheets/")
    page.click("a[href*='/sheets/thought_record/']")
    page.click(".pages a")
    assert page.input_value("#situation") == CANARY
    assert page.input_value("#feeling_before") == "80"
    page.fill("#another_way", "the postman was in a hurry")
    page.click("form.sheet .button")
    assert sentence("people.sheets.kept", "th") in page.inner_text("main")
    page.context.close()


def test_a_week_is_written_with_one_thumb(house: str, browser: Browser) -> None:
    """Given 360 px and a thumb, when somebody taps lines into a week, then lines are added on the
    spot, the picture stands below, and every page is fit to be used."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale="ja", has_touch=True, is_mobile=True, bypass_csp=True
    )
    page = context.new_page()
    base = join(page, house, "fern")
    page.goto(f"{base}sheets/")
    fit(page)
    page.tap("a[href*='/sheets/activation/']")
    page.wait_for_url("**/activation/")
    fit(page)
    page.tap("main p .button")
    page.wait_for_url("**/new/")
    for number in range(4):
        page.fill(f"[name='blocks.{number}.what']", "tea")
        page.select_option(f"[name='blocks.{number}.kind']", "rest")
        page.select_option(f"[name='blocks.{number}.mood']", str(number + 2))
        page.tap("button[name=more]")
    assert page.input_value("[name='blocks.4.what']") == ""
    assert page.url.endswith("/new/")
    fit(page)
    page.tap("form.sheet .go .button")
    page.wait_for_url("**?kept")
    assert page.locator("details.sheet-line").count() == 4
    assert page.locator("figure.way svg:visible circle").count() == 4
    fit(page)
    context.close()
