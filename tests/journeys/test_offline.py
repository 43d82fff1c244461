"""Written in a tunnel, sent later: never twice, never lost, never for another account, gone when asked."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect
from tests.journeys.line import Line
from tests.journeys.pages import faults_of, small_targets
from tests.journeys.writers import Writer, kill_browser_of, lasting, new_writer, on_another_device, signed_up

pytestmark = pytest.mark.browser
CUTS = 20


def judge(writer: Writer, days: list[str]) -> list[str]:
    """Days that are not there exactly once."""
    return [day for day in days if writer.version(day) != 1]


def test_a_note_from_the_tunnel_is_there_once(browser: Browser, line: Line) -> None:
    """Given it was chosen on this device, when there is no network, then today and other days open, empty of
    what was written before; a note waits, is sent with the network, and is there exactly once."""
    writer = new_writer(browser, line.address)
    page, today = writer.page, writer.today.isoformat()
    writer.choose()
    writer.open(writer.day(3))
    writer.write("seen by nobody")
    writer.tap("mood", "1")
    writer.keep()
    line.cut()
    writer.open(writer.book)
    assert page.locator("form[data-blank]").count() == 1
    assert "seen by nobody" not in page.content()
    expect(page.locator(".strip a")).to_have_count(7)
    assert not faults_of(page)
    assert not small_targets(page)
    writer.tap("reach", "1")
    writer.tap("mood", "3")
    writer.keep_here()
    expect(page.locator("[data-waits] [data-days]")).not_to_be_empty()
    writer.open(f"{writer.site}/home/")
    assert page.locator("form[data-blank]").count() == 1
    line.mend()
    writer.arrive()
    assert judge(writer, [today]) == []
    writer.open(writer.book)
    assert page.is_checked("input[name=reach][value='1']")
    assert page.is_checked("input[name=mood][value='3']")
    page.context.close()


def test_twenty_cuts_lose_nothing_and_double_nothing(browser: Browser, line: Line) -> None:
    """The line breaks at a random byte of the note or of its answer, or is down from the start; each note is
    then there exactly once. Shown first: a cut does not simply come too late to be felt."""
    chance = random.Random(26)
    writer = new_writer(browser, line.address)
    writer.choose()
    days, felt = [], 0
    for back in range(13, 13 - 10, -1):
        for turn in (0, 1):
            day = (writer.today - timedelta(days=back)).isoformat()
            if turn == 0:
                days.append(day)
            writer.open(f"{writer.book}day/{day}/")
            writer.tap("reach", str(chance.randrange(6)))
            how = chance.choice(["asking", "answering", "answering", "down"])
            if how == "asking":
                line.cut_asking(chance.randrange(1, 700))
            elif how == "answering":
                line.cut_answering(chance.randrange(0, 300))
            else:
                line.cut()
            writer.keep_through_cut()
            felt += how == "down" or line.cuts > 0
            line.cuts = 0
            line.mend()
            writer.arrive()
            assert writer.version(day) == turn + 1, (day, how)
    assert felt == CUTS
    assert len(days) == CUTS // 2
    writer.page.context.close()


def test_the_judge_sees_a_note_that_is_there_twice_or_lost(browser: Browser, line: Line) -> None:
    """Planted: a server that writes again what it had; an outbox that lets go before it was answered."""
    writer = new_writer(browser, line.address)
    page, today = writer.page, writer.today.isoformat()

    def forgetful(route: Route) -> None:
        whole = route.fetch().text()
        planted = whole.replace(
            "const answer = await asked(`/n/${note",
            "await letGo(note.id); const answer = await asked(`/n/${note",
            1,
        )
        assert planted != whole
        route.fulfill(body=planted, content_type="text/javascript")

    writer.choose()
    page.evaluate("navigator.serviceWorker.getRegistration('/').then(one => one.unregister())")
    page.route("**/static/outbox*.js", forgetful)
    writer.open(writer.book)
    writer.tap("reach", "1")
    line.cut_asking(40)
    page.click(".go .button")
    expect(
        page.locator("[data-kept]").or_(page.locator(".lines")).or_(page.locator("#main-frame-error"))
    ).to_be_visible()
    line.mend()
    page.unroute("**/static/outbox*.js")
    assert judge(writer, [today]) == [today]  # lost
    writer.open(writer.book)
    writer.tap("reach", "2")
    writer.page.evaluate("caches.delete('own')")
    writer.keep()
    assert judge(writer, [today]) == []
    writer.open(writer.book)
    writer.tap("reach", "3")
    writer.keep()  # what a server that writes twice would leave
    assert judge(writer, [today]) == [today]
    page.context.close()


def test_two_devices_are_shown_side_by_side(browser: Browser, own_site: str, line: Line) -> None:
    """Written in the tunnel and meanwhile elsewhere: neither is overwritten, both stand beside each other;
    one's own can be put in its place, or be let go, and then nothing waits any more."""
    writer = new_writer(browser, line.address)
    other = on_another_device(browser, writer, own_site)
    writer.choose()
    for takes_own in (True, False):
        back = 1 if takes_own else 2
        day = writer.day(back)
        told = day.split("/")[-2]
        line.cut()
        writer.open(day)
        writer.tap("reach", "4")
        writer.write("from the train")
        writer.keep_here()
        other.open(day.replace(writer.site, own_site))
        other.tap("reach", "0")
        other.keep()
        assert other.version(told) == 1
        line.mend()
        writer.open(f"{writer.book}days/")
        writer.page.click("[data-both] button")
        writer.page.wait_for_url(day)
        sides = writer.page.locator(".two section")
        assert "one room" in sides.nth(0).inner_text()
        assert "from the train" in sides.nth(1).inner_text()
        assert not faults_of(writer.page)
        assert other.version(told) == 1
        if takes_own:
            writer.keep()
        else:
            writer.page.click("[data-let-go]")
            writer.page.wait_for_url("**/days/")
        writer.arrive()
        assert other.version(told) == (2 if takes_own else 1)
    writer.page.context.close()
    other.page.context.close()


def test_a_second_note_of_the_same_day_follows_the_first(browser: Browser, line: Line) -> None:
    """Written, perhaps arrived, and written again without network: the later words stand; nothing asks."""
    writer = new_writer(browser, line.address)
    today = writer.today.isoformat()
    writer.choose()
    writer.open(writer.book)
    writer.tap("reach", "1")
    line.cut_answering(0)
    writer.keep_here()
    writer.tap("reach", "2")
    writer.keep_here()
    assert len(writer.rows()["notes"]) == 2
    writer.tap("mood", "4")
    writer.keep_here()
    assert len(writer.rows()["notes"]) == 2, "one that was never tried is replaced"
    line.mend()
    writer.arrive()
    assert writer.version(today) == 2
    writer.open(writer.book)
    assert writer.page.is_checked("input[name=reach][value='2']")
    assert writer.page.is_checked("input[name=mood][value='4']")
    writer.page.context.close()


def test_a_killed_browser_still_has_it(browser: Browser, line: Line, tmp_path: Path) -> None:
    """Kill -9 with one note waiting and another half-written: both are there when it is opened again, and the
    first is sent after the next sign-in."""
    device = lasting(browser, tmp_path)
    writer = signed_up(device.new_page(), line.address)
    today, before = writer.today.isoformat(), writer.day(1)
    writer.choose()
    line.cut()
    writer.open(writer.book)
    writer.tap("reach", "2")
    writer.keep_here()
    writer.open(before)
    writer.write("half a word")
    writer.page.wait_for_timeout(500)
    assert kill_browser_of(tmp_path)
    device = lasting(browser, tmp_path)
    writer.page = device.new_page()
    writer.open(before)
    expect(writer.page.locator("textarea")).to_have_value("half a word")
    expect(writer.page.locator("[data-waits]")).to_be_visible()
    line.mend()
    writer.open(f"{writer.site}/enter/")
    writer.sign_in()
    writer.arrive()
    assert judge(writer, [today]) == []
    device.close()


def test_another_account_neither_sees_nor_sends_it(browser: Browser, line: Line) -> None:
    """Her visit is over and a note waits; somebody else signs in on the same device, looks at every page and
    goes out again. The note is not shown, not sent and not lost; after her own sign-in it is sent once."""
    writer = new_writer(browser, line.address)
    page, today = writer.page, writer.today.isoformat()
    writer.choose()
    line.cut()
    writer.open(writer.book)
    writer.write("for nobody else")
    writer.keep_here()
    line.mend()
    page.context.clear_cookies(name="visit")
    asked: list[str] = []
    page.on("request", lambda one: asked.append(f"{one.method} {one.url}"))
    other = signed_up(page, line.address, "family")
    for place in ("", "days/", "offline/", "week/"):
        writer.open(other.book + place)
        page.wait_for_load_state("networkidle")
        assert "for nobody else" not in page.content()
        assert page.locator("[data-waits]:visible").count() == 0
    other.sign_out()
    book = writer.book.split("/")[-2]
    assert not [one for one in asked if one.startswith("POST") and book in one]
    assert [note["state"] for note in writer.rows()["notes"]] == ["waits"]
    writer.sign_in()
    writer.arrive()
    assert judge(writer, [today]) == []
    page.context.close()


def test_going_out_and_leaving_take_everything_along(browser: Browser, line: Line) -> None:
    """Sign out: what waits is sent first, then nothing is left. Forget: one press. Leave: at once, sent or
    not; the same without scripts of that page. Help pages that were asked for stay when signing out."""
    writer = new_writer(browser, line.address)
    page = writer.page
    for how in ("out", "forget", "leave", "leave without network"):
        writer.choose()
        line.cut()
        writer.open(writer.book)
        writer.tap("reach", "1")
        writer.keep_here()
        assert "outbox" in writer.stored()["databases"]
        assert "own" in writer.stored()["shelves"]
        if how != "leave without network":
            line.mend()
        if how == "out":
            writer.open(f"{writer.book}in-need/")
            writer.sign_out()
        elif how == "forget":
            writer.open(f"{writer.book}offline/")
            page.click("[data-forget]")
            expect(page.locator("[data-forgotten]")).to_be_visible()
        else:
            page.context.route("https://**", lambda route: route.fulfill(body="elsewhere"))
            page.click("a.leave")
            page.wait_for_url("https://**")
            line.mend()
        writer.open(f"{writer.site}/help/")
        left = writer.stored()
        assert left["databases"] == [], how
        assert "own" not in left["shelves"], how
        assert left["cookies"] == "", how
        assert left["local"] == 0
        if how != "forget":
            writer.sign_in()
    page.context.close()


def test_going_out_with_a_note_that_cannot_be_sent_says_so_first(
    browser: Browser, own_site: str, line: Line
) -> None:
    """The day was written about meanwhile: the first press tells, the second goes, and takes it along."""
    writer = new_writer(browser, line.address)
    day = writer.day(1)
    writer.choose()
    line.cut()
    writer.open(day)
    writer.tap("reach", "4")
    writer.keep_here()
    other = on_another_device(browser, writer, own_site)
    other.open(day.replace(writer.site, own_site))
    other.tap("reach", "0")
    other.keep()
    line.mend()
    writer.open(f"{writer.book}days/")
    writer.page.click("form[action='/out/'] button")
    expect(writer.page.locator("[data-out-waits]")).to_be_visible()
    writer.sign_out()
    assert writer.stored()["databases"] == []
    writer.page.context.close()
    other.page.context.close()
