"""Half-written notes: back after a reload, a crash, a cut line; locked until their writer is in."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, expect
from tests.journeys.line import Line
from tests.journeys.pages import faults_of, page_of, small_targets
from tests.journeys.writers import kill_browser_of, lasting, new_writer, signed_up

pytestmark = pytest.mark.browser
WORDS = "สวัสดี 今日は half a word"


def test_half_a_note_is_back_after_a_reload_and_locked_meanwhile(browser: Browser, own_site: str) -> None:
    """Dictated or typed, with taps: a reload brings it back as it was; on the device nobody can read it, «let
    it go» takes it away, and once the note is kept nothing of it is left there."""
    writer = new_writer(browser, own_site)
    page = writer.page
    writer.write(WORDS)
    writer.tap("reach", "2")
    writer.tap("bed_hour", "3")
    page.wait_for_timeout(400)
    page.reload()
    expect(page.locator("#words")).to_have_value(WORDS)
    expect(page.locator("[data-draft]")).to_be_visible()
    assert page.is_checked("input[name=reach][value='2']")
    assert page.is_checked("input[name=bed_hour][value='3']")
    assert not faults_of(page)
    (draft,) = writer.rows()["drafts"]
    assert set(draft) == {"book", "day", "id", "version", "sent", "at", "sealed", "who"}
    page.click("[data-draft-go]")
    page.wait_for_load_state()
    expect(page.locator("#words")).to_have_value("")
    writer.write("whole")
    writer.keep()
    writer.open(f"{writer.book}days/")
    page.wait_for_load_state("networkidle")
    assert writer.rows()["drafts"] == []
    page.context.close()


def test_a_note_cut_on_its_way_is_back_where_nothing_was_chosen(browser: Browser, line: Line) -> None:
    """Pressed Keep, the line breaks before or after the server had it: opened again, the form is filled in,
    or the note is there; pressed again, it is there once."""
    writer = new_writer(browser, line.address)
    for back, arrives in ((1, False), (2, True)):
        day = writer.day(back)
        writer.open(day)
        writer.tap("reach", "2")
        if arrives:
            line.cut_answering(0)
        else:
            line.cut_asking(30)
        with writer.page.expect_event("requestfailed", lambda asked: asked.method == "POST"):
            writer.page.click(".go .button")
        assert line.cuts
        line.cuts = 0
        line.mend()
        writer.open(day)
        expect(writer.page.locator("input[name=reach][value='2']")).to_be_checked()
        if not arrives:
            writer.keep()
        writer.open(f"{writer.book}days/")
        assert writer.version(day.split("/")[-2]) == 1
        writer.page.wait_for_load_state("networkidle")
        assert writer.rows()["drafts"] == []
    writer.page.context.close()


def test_a_crash_leaves_the_draft(browser: Browser, own_site: str, tmp_path: Path) -> None:
    """Kill -9 in the middle of a sentence, nothing chosen: after the next sign-in the sentence is there."""
    device = lasting(browser, tmp_path)
    writer = signed_up(device.new_page(), own_site)
    writer.write(WORDS)
    writer.page.wait_for_timeout(500)
    assert kill_browser_of(tmp_path)
    device = lasting(browser, tmp_path)
    writer.page = device.new_page()
    writer.open(f"{own_site}/help/")
    assert WORDS not in str(writer.rows())
    writer.sign_in()
    expect(writer.page.locator("#words")).to_have_value(WORDS)
    writer.sign_out()
    assert writer.stored()["databases"] == []
    device.close()


def test_without_scripts_a_week_is_written_by_taps(browser: Browser, own_site: str) -> None:
    """Seven rows, only taps, days left out stay unknown; the strip shows which days have a note."""
    page = page_of(browser, "en", 360, scripts=False, height=640)
    writer = signed_up(page, own_site, "family")
    page.click("main a[href$='/week/']")
    assert page.locator("form section").count() == 7
    for row, name, value in ((0, "reach", "1"), (2, "mood", "3"), (6, "reach", "4"), (6, "mood", "0")):
        page.locator("form section").nth(row).locator(f"input[name^={name}][value='{value}']").check(
            force=True
        )
    page.click("form .button")
    page.wait_for_url("**/days/")
    page.goto(writer.book)
    assert page.locator(".strip a[data-version='1']").count() == 3
    page.context.close()


@pytest.mark.parametrize(
    ("lang", "width", "scheme"), [("en", 360, "dark"), ("th", 360, "light"), ("ja", 1280, "dark")]
)
def test_every_page_of_the_diary_can_be_used_by_everybody(
    browser: Browser, own_site: str, lang: str, width: int, scheme: str
) -> None:
    """No fault found by axe, nothing wider than the screen, every control can be hit with a thumb."""
    page = page_of(browser, lang, width, scheme)  # type: ignore[arg-type]
    writer = signed_up(page, own_site, "family")
    for place in ("", "week/", "offline/", "files/", "days/"):
        page.goto(writer.book + place)
        page.wait_for_load_state("networkidle")
        assert not faults_of(page), place
        assert page.evaluate("document.documentElement.scrollWidth") <= width, place
        assert not small_targets(page), place
    page.context.close()


def test_after_thirty_days_it_is_gone(browser: Browser, line: Line) -> None:
    """Nobody opened the notebook on this device meanwhile: the next page of ours takes everything away."""
    writer = new_writer(browser, line.address)
    writer.choose()
    page = writer.page
    page.evaluate(
        """async () => {
          const asked = indexedDB.open("outbox");
          const db = await new Promise(yes => { asked.onsuccess = () => yes(asked.result); });
          const store = db.transaction("chosen", "readwrite").objectStore("chosen");
          store.openCursor().onsuccess = event => { const c = event.target.result;
            if (c) { c.update({ ...c.value, at: Date.now() - 31 * 86400000 }); c.continue(); } };
          await new Promise(yes => { store.transaction.oncomplete = yes; }); db.close(); }"""
    )
    line.cut()
    with suppress(Error):
        page.goto(writer.book)
    assert page.locator("form[data-blank]").count() == 0
    line.mend()
    writer.open(writer.book)
    page.wait_for_load_state("networkidle")
    assert writer.stored()["databases"] == []
    page.context.close()
