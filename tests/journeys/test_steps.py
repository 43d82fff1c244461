"""A month of small steps: up, down and up again, by keyboard and by thumb, in each language once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.pages import LANGS, faults_of, small_targets
from tests.journeys.test_people import House, join, sheet_kept
from tools.served import genkan

from genkan.knowledge import sentence

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAY = ("done", "done", "not_today", "not_today", "done", "partly", "done")
BY_KEYBOARD = {"en"}


@pytest.fixture(scope="module")
def stairs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A site of this journey's own."""
    folder: Path = tmp_path_factory.mktemp("steps")
    with genkan(folder) as served:
        yield House(served.address, folder, served.database)


class Thumb:
    """Whoever holds the phone: taps, or a keyboard alone."""

    def __init__(self, page: Page, keyboard: bool):
        self.page, self.keyboard = page, keyboard

    def presses(self, selector: str) -> None:
        """One link, button or option."""
        wanted = self.page.locator(selector).first
        kind = wanted.get_attribute("type") or wanted.evaluate("one => one.tagName")
        if self.keyboard:
            self.reaches(selector)
        leaves = kind not in ("radio", "SUMMARY")
        with self.page.expect_navigation() if leaves else nullcontext():
            if self.keyboard:
                self.page.keyboard.press("Enter" if leaves else "Space")
            else:
                wanted.tap()

    def reaches(self, selector: str) -> None:
        """From key to key until it has the focus; a row of options is one stop, walked with arrows."""
        wanted = self.page.locator(selector).first
        row = wanted.get_attribute("name") if wanted.get_attribute("type") == "radio" else ""
        for _ in range(120):
            if wanted.evaluate("one => document.activeElement === one"):
                return
            here = self.page.evaluate("document.activeElement.name || ''")
            self.page.keyboard.press("ArrowDown" if row and here == row else "Tab")
        raise AssertionError(f"no way to {selector} without a mouse")


def sound(page: Page, lang: str) -> None:
    """In its language, without a fault, fit for a small screen and a thumb."""
    assert page.get_attribute("html", "lang") == lang
    assert not faults_of(page), page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
    assert not small_targets(page), page.url


@pytest.mark.parametrize("lang", LANGS)
def test_a_month_of_steps(browser: Browser, stairs: House, lang: str) -> None:
    """Asked once, then offered, tried and told of; after two misses smaller; the path keeps all of it."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale=lang, has_touch=True, bypass_csp=True
    )
    with context:
        page = context.new_page()
        thumb = Thumb(page, lang in BY_KEYBOARD)
        join(page, stairs, "person", f"climber {lang}")
        sheet_kept(page)
        page.goto(f"{stairs.address}/n/")
        page.click(".doors .door")
        thumb.presses('.book a[href$="/steps/"]')
        sound(page, lang)
        thumb.presses(".ask .button")
        sound(page, lang)
        for outcome in WAY:
            one_try(page, thumb, outcome)
        sound(page, lang)
        for name in ("path", "all", "order", "mine"):
            thumb.presses(f'.signs a[href$="/{name}/"]')
            sound(page, lang)
        thumb.presses('.signs a[href$="/path/"]')
        tried = [outcome for outcome in WAY if outcome != "not_today"]  # that is no try
        so_far = sentence("people.steps.path_so_far", lang, tries=len(tried), done=tried.count("done"))
        assert so_far in page.content()
        assert page.locator("svg.picture:visible circle").count() >= len(WAY)


def one_try(page: Page, thumb: Thumb, outcome: str) -> None:
    """Today's step, or any other where the choice is free; meant, tried, told of."""
    if page.locator(".offered").count():
        thumb.presses(".offered + form .button")
    else:
        thumb.presses('.signs a[href$="/all/"]')
        thumb.presses("main details:not(.book *) > summary")
        thumb.presses(".rungs a")
    thumb.presses("main .ask .button")
    thumb.presses(".begun .second")
    thumb.presses(f"input[name=outcome][value={outcome}]")
    thumb.presses("main .ask .button")
    assert "?kept=try" in page.url
