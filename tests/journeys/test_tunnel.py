"""The device in hard times: lent to somebody, its clock wrong, its worker renewed, its page closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, expect
from tests.journeys.line import Line
from tests.journeys.pages import faults_of, small_targets
from tests.journeys.writers import new_writer, signed_up

pytestmark = pytest.mark.browser


def test_written_offline_and_the_page_closed(browser: Browser, own_site: str) -> None:
    """Given the device is in flight mode, when somebody writes and closes the page, then after coming back,
    and with the network again, the note is there once."""
    writer = new_writer(browser, own_site)
    device, today = writer.page.context, writer.today.isoformat()
    writer.choose()
    device.set_offline(True)
    writer.open(writer.book)
    writer.tap("reach", "3")
    writer.keep_here()
    writer.page.close()
    writer.page = device.new_page()
    writer.open(writer.book)
    waits = writer.page.locator("input[name=reach][value='3']")
    expect(waits, "what waits stands in the form").to_be_checked()
    expect(writer.page.locator("[data-waits] [data-days]")).not_to_be_empty()
    device.set_offline(False)
    writer.arrive()
    assert writer.version(today) == 1
    device.close()


def test_two_answers_lost_and_still_once(browser: Browser, line: Line) -> None:
    """The note reached the server, its answer was cut, and cut again: it is there once."""
    writer = new_writer(browser, line.address)
    today = writer.today.isoformat()
    writer.choose()
    writer.open(writer.book)
    writer.tap("reach", "2")
    line.cut_answering(0)
    writer.keep_here()
    assert line.cuts == 1
    line.mend()
    line.cut_answering(10)
    writer.open(f"{writer.book}offline/")
    for _ in range(100):
        if line.cuts == 2:
            break
        writer.page.wait_for_timeout(50)
    assert line.cuts == 2
    line.mend()
    writer.arrive()
    assert writer.version(today) == 1
    writer.page.context.close()


def test_what_is_added_to_a_waiting_note_keeps_its_words(browser: Browser, line: Line) -> None:
    """Written, closed, opened again without network and a face added: the words of before are still in it."""
    writer = new_writer(browser, line.address)
    writer.choose()
    line.cut()
    writer.open(writer.book)
    writer.write("the first words")
    writer.keep_here()
    writer.open(writer.book)
    expect(writer.page.locator("#words")).to_have_value("the first words")
    writer.tap("mood", "3")
    writer.keep_here()
    line.mend()
    writer.arrive()
    writer.open(writer.book)
    expect(writer.page.locator("#words")).to_have_value("the first words")
    assert writer.page.is_checked("input[name=mood][value='3']")
    writer.page.context.close()


def test_a_lent_device_opens_nobody_elses_page(browser: Browser, line: Line) -> None:
    """Hers waits; somebody else signs in on this device and loses the network: neither her empty page nor her
    words open, not even at her address; hers are there again after her own sign-in."""
    writer = new_writer(browser, line.address)
    page, today = writer.page, writer.today.isoformat()
    writer.choose()
    line.cut()
    writer.open(writer.book)
    writer.write("for nobody else")
    writer.keep_here()
    line.mend()
    page.context.clear_cookies(name="visit")
    other = signed_up(page, line.address, "family")
    writer.open(f"{other.book}days/")
    page.wait_for_load_state("networkidle")
    line.cut()
    for address in (writer.book, f"{writer.site}/home/"):
        writer.open(address)
        assert page.locator("form[data-blank]").count() == 0, address
        assert "for nobody else" not in page.content()
    line.mend()
    other.open(other.book)
    other.sign_out()
    assert len(writer.rows()["notes"]) == 1
    line.cut()
    writer.open(writer.book)
    assert page.locator("form[data-blank]").count() == 0, "nobody is in"
    line.mend()
    writer.sign_in()
    writer.arrive()
    assert writer.version(today) == 1
    page.context.close()


@pytest.mark.parametrize("days_off", [2, -2])
def test_a_wrong_clock_asks_which_day(browser: Browser, line: Line, days_off: int) -> None:
    """The device's date is two days ahead, or behind: a note for «today» is not filed under a wrong day and
    not lost; the page asks, offers the real day, and keeps it there once."""
    writer = new_writer(browser, line.address)
    page, today = writer.page, writer.today
    writer.choose()
    line.cut()
    page.clock.install(time=datetime.now(UTC) + timedelta(days=days_off))
    writer.open(writer.book)
    writer.write("by a wrong clock")
    writer.keep_here()
    line.mend()
    writer.open(f"{writer.book}days/")
    asked = page.locator("form.which")
    expect(asked).to_be_visible()
    assert "by a wrong clock" in asked.inner_text()
    assert asked.locator("input").input_value() == today.isoformat()
    assert not faults_of(page)
    assert not small_targets(page)
    asked.locator(".button").click()
    expect(asked).to_have_count(0)
    assert writer.rows()["notes"] == []
    assert writer.version(today.isoformat()) == 1
    page.context.close()


def test_a_reset_clock_takes_nothing_away(browser: Browser, line: Line) -> None:
    """The battery was empty and the clock began in 1970; with the network the clock is right again: what was
    written meanwhile is not thirty days old, and is asked about."""
    writer = new_writer(browser, line.address)
    page = writer.page
    writer.choose()
    line.cut()
    page.clock.install(time=datetime(1970, 1, 2, tzinfo=UTC))
    writer.open(writer.book)
    writer.write("in 1970")
    writer.keep_here()
    page.close()
    line.mend()
    writer.page = page.context.new_page()
    writer.open(f"{writer.book}days/")
    expect(writer.page.locator("form.which .words")).to_have_text("in 1970")
    writer.page.context.close()


def test_a_visit_that_ended_says_what_to_do(browser: Browser, line: Line) -> None:
    """Back on the network after the visit ended: the words stay, the page says what to do, then they go."""
    writer = new_writer(browser, line.address)
    page, today = writer.page, writer.today.isoformat()
    writer.choose()
    line.cut()
    writer.open(writer.book)
    writer.tap("reach", "2")
    writer.write("kept")
    writer.keep_here()
    page.context.clear_cookies(name="visit")
    line.mend()
    page.click(".go .button")
    ended = page.locator("[data-ended]")
    expect(ended).to_be_visible()
    expect(page.locator("#words")).to_have_value("kept")
    ended.locator("a").click()
    page.wait_for_url("**/enter/")
    assert "waits on this device" in page.locator("p.note").inner_text()
    writer.sign_in()
    writer.arrive()
    assert writer.version(today) == 1
    page.context.close()


def test_a_new_worker_leaves_the_outbox_alone(browser: Browser, line: Line) -> None:
    """A new version of the worker takes over while a note waits: it brings its own shelf of pages, the note
    and the empty page stay, and the note is sent once."""
    writer = new_writer(browser, line.address)
    page, today = writer.page, writer.today.isoformat()
    writer.choose()
    line.cut()
    writer.open(writer.book)
    writer.write("before the new one")
    writer.keep_here()
    line.mend()
    page.context.clear_cookies(name="visit")
    before = set(writer.stored()["shelves"])
    writer.open(f"{writer.site}/language/ja/?back=/help/")  # the worker is another one in another language
    page.evaluate(
        """async () => {
          const one = await navigator.serviceWorker.getRegistration("/");
          const workers = navigator.serviceWorker;
          const changed = new Promise(yes => workers.addEventListener("controllerchange", yes));
          await one.update();
          await changed;
        }"""
    )
    after = set(writer.stored()["shelves"])
    assert "own" in after
    assert after - before, "the pages of the new one are there"
    assert len(writer.rows()["notes"]) == 1
    line.cut()
    writer.open(writer.book)
    expect(page.locator("#words")).to_have_value("before the new one")
    line.mend()
    writer.sign_in()
    writer.arrive()
    assert writer.version(today) == 1
    page.context.close()
