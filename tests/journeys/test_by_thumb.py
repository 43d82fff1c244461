"""By thumb: a day in six taps, files whose sending breaks off; and a note that was dropped is missed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.journeys.line import Line, line_to
from tests.journeys.pages import LANGS, faults_of
from tests.journeys.writers import new_writer
from tests.web.visits import DIARY

pytestmark = pytest.mark.browser
MOST_TAPS = 6


def taps(page: Page) -> int:
    """How often the screen was touched since ``counting``."""
    return int(page.evaluate("Number(sessionStorage.taps)"))


def counting(page: Page) -> None:
    """Count every touch from here on, also over pages; the judge itself is shown a touch."""
    page.add_init_script(
        "addEventListener('pointerdown', () => "
        "{ sessionStorage.taps = Number(sessionStorage.taps || 0) + 1; }, true)"
    )
    page.reload()
    page.evaluate("sessionStorage.taps = 0")
    page.locator("h1").click()
    assert taps(page) == 1
    page.evaluate("sessionStorage.taps = 0")


@pytest.mark.parametrize("lang", LANGS)
def test_today_takes_six_taps(browser: Browser, own_site: str, lang: str) -> None:
    """Reach, when asleep and up, whether talked, one face, kept: six taps by touches; «not today»: one."""
    writer = new_writer(browser, own_site, lang=lang)
    page = writer.page
    counting(page)
    for name, value in (
        ("reach", "1"),
        ("talked", "no"),
        ("mood", "2"),
        ("bed_hour", "4"),
        ("up_hour", "13"),
    ):
        page.locator(f"form.day label:has(input[name={name}][value='{value}'])").click()
    page.click(".go .button")
    page.wait_for_url("**/days/")
    assert taps(page) <= MOST_TAPS
    page.goto(writer.book)
    for name, value in (
        ("reach", "1"),
        ("talked", "no"),
        ("mood", "2"),
        ("bed_hour", "4"),
        ("up_hour", "13"),
    ):
        assert page.is_checked(f"input[name={name}][value='{value}']")
    page.goto(writer.day(1))
    page.evaluate("sessionStorage.taps = 0")
    page.click("button[name=not_today]")
    page.wait_for_url("**/days/")
    assert taps(page) == 1
    assert writer.version(writer.day(1).split("/")[-2]) == 1
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_a_cut_upload_says_so_and_can_be_tried_again(
    browser: Browser, own_site: str, tmp_path: Path, lang: str
) -> None:
    """The network breaks in the middle of a file: the page stands, says in one sentence that nothing was
    kept, the file is still chosen, and one more press brings its days, once, however often."""
    with line_to(own_site) as line:
        line.note = b"/files/ HTTP"
        writer = new_writer(browser, line.address, "family", lang)
        page = writer.page
        export = tmp_path / "diary.csv"
        export.write_bytes(DIARY + b"\n" * 400_000)
        page.goto(f"{writer.book}files/")
        page.set_input_files("#files", export)
        page.check("input[name=agreed]")
        line.cut_asking(100_000)
        page.click("form[enctype] .button")
        expect(page.locator("[data-cut]")).to_be_visible()
        assert line.cuts > 0
        assert not faults_of(page)
        line.mend()
        for new in (True, False):
            page.click("form[enctype] .button")
            page.wait_for_url(re.compile(r"/files/[\w-]{43}/$"))
            expect(page.locator("ul.facts li")).to_have_count(1, timeout=60_000)
            assert "3" in page.locator("ul.facts").inner_text()
            assert (page.locator("form[action*='/take/']").count() == 1) is new
            if new:
                page.click("form[action*='/take/'] button")
                page.wait_for_url("**/way/")
                page.goto(f"{writer.book}files/")
                page.set_input_files("#files", export)
                page.check("input[name=agreed]")
        page.context.close()


def test_the_judge_of_waiting_sees_a_note_that_was_dropped(browser: Browser, line: Line) -> None:
    """Planted: somebody empties the outbox in the tunnel; then it is not there afterwards, and is missed."""
    writer = new_writer(browser, line.address)
    today = writer.today.isoformat()
    writer.choose()
    line.cut()
    writer.open(writer.book)
    writer.tap("reach", "3")
    writer.keep_here()
    (note,) = writer.rows()["notes"]
    writer.page.evaluate("id => outbox.letGo(id)", note["id"])
    line.mend()
    writer.arrive()
    assert writer.version(today) == 0
    writer.page.context.close()
