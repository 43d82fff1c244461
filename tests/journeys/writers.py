"""Somebody with a notebook, in a real browser: signing up, writing a day, looking at what is there."""

from __future__ import annotations

import os
import re
import signal
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, expect
from tools.served import CHROMIUM, QUIET
from tools.visit import page_of

PASSWORD = "quiet evening in the hall"  # noqa: S105 (of nobody)
STORED = """async () => {
  const names = (await indexedDB.databases()).map(one => one.name);
  const shelves = await caches.keys();
  const kept = (await Promise.all(shelves.map(async name => (await (await caches.open(name)).keys()).map(
    one => new URL(one.url).pathname)))).flat();
  return { databases: names, shelves, kept, local: localStorage.length + sessionStorage.length,
    cookies: document.cookie };
}"""
ROWS = """async () => {
  const all = {};
  if (!(await indexedDB.databases()).some(one => one.name === "outbox")) return all;
  const asked = indexedDB.open("outbox");
  const db = await new Promise(yes => { asked.onsuccess = () => yes(asked.result); });
  for (const name of db.objectStoreNames)
    all[name] = await new Promise(yes => {
      const a = db.transaction(name).objectStore(name).getAll(); a.onsuccess = () => yes(a.result); });
  db.close();
  return all;
}"""


@dataclass
class Writer:
    """A page in which somebody is signed in; ``book`` is the address of their notebook."""

    page: Page
    site: str
    name: str
    book: str

    def open(self, address: str) -> None:
        """Go there, also when a page just loads itself anew because a note arrived."""
        reason = ""
        for _ in range(5):
            try:
                self.page.goto(address)
                return
            except Error as error:
                reason = error.message
                time.sleep(0.1)
        raise AssertionError(f"{address}: {reason}")

    @property
    def today(self) -> date:
        """The day the strip ends with."""
        self.open(self.book)
        return date.fromisoformat(str(self.page.locator(".strip a").last.get_attribute("data-day")))

    def day(self, back: int) -> str:
        """The address of so many days ago."""
        return f"{self.book}day/{(self.today - timedelta(days=back)).isoformat()}/"

    def tap(self, name: str, value: str) -> None:
        """One choice of the form."""
        self.page.locator(f"form.day input[name={name}][value='{value}']").check(force=True)

    def write(self, words: str) -> None:
        """Own words, letter by letter or as a keyboard that listens puts them in."""
        for more in self.page.locator("form.day details:has(#words)").all():
            more.evaluate("one => { one.open = true }")
        self.page.locator("#words").click()
        self.page.keyboard.insert_text(words)

    def keep(self) -> None:
        """Press Keep and see the other days, with network."""
        self.page.click(".go .button")
        self.page.wait_for_url("**/days/")

    def keep_here(self) -> None:
        """Press Keep without network, and be told that it waits; what was told of a note before is gone."""
        self.page.locator("[data-kept]").evaluate("one => { one.hidden = true }")
        self.page.click(".go .button")
        expect(self.page.locator("[data-kept]")).to_be_visible()

    def keep_through_cut(self) -> None:
        """Press Keep on a line that breaks: it waits, or it arrived so soon after that the page is new."""
        self.page.evaluate("self.pressed = true")
        self.page.click(".go .button")
        self.page.wait_for_function("!self.pressed || !document.querySelector('[data-kept]').hidden")

    def arrive(self) -> None:
        """Open the other days and wait until nothing waits on the device any more."""
        self.open(f"{self.book}days/")
        for _ in range(200):
            with suppress(Error):  # the page loads itself anew when a note has arrived
                if not self.rows().get("notes"):
                    self.open(f"{self.book}days/")
                    return
            self.page.wait_for_timeout(50)
        raise AssertionError("something still waits")

    def version(self, day: str) -> int:
        """How often a day was written about, as the server tells it; 0 for never."""
        self.open(f"{self.book}days/")
        return int(str(self.page.get_attribute(f".lines a[data-day='{day}']", "data-version")))

    def choose(self) -> None:
        """Write without network on this device."""
        self.open(f"{self.book}offline/")
        self.page.click("[data-choose]")
        expect(self.page.locator("[data-on]")).to_be_visible(timeout=30_000)

    def rows(self) -> dict[str, list[dict[str, object]]]:
        """What lies in this device's own store."""
        return dict(self.page.evaluate(ROWS))

    def stored(self) -> dict[str, list[str]]:
        """What lies on this device at all."""
        return dict(self.page.evaluate(STORED))

    def sign_in(self) -> None:
        """Again, with name and password."""
        self.open(f"{self.site}/enter/")
        self.page.fill("#name", self.name)
        self.page.fill("#password", PASSWORD)
        self.page.click("main form .button")
        self.page.wait_for_url("**/n/**")

    def sign_out(self) -> None:
        """By the button at the foot."""
        self.page.click("form[action='/out/'] button")
        self.page.wait_for_url(self.site + "/")


def signed_up(page: Page, site: str, role: str = "person") -> Writer:
    """A new account; a family also begins a notebook about somebody."""
    page.goto(f"{site}/join/{role}/")
    page.fill("#name", "moss")
    page.fill("#password", PASSWORD)
    page.fill("#birth_year", "1998")
    page.select_option("#country", "th")
    page.select_option("#zone", "Asia/Bangkok")
    page.click("main form .button")
    name = page.locator("main strong").inner_text()
    page.click("button[name=kept]")
    page.wait_for_url("**/n/**")
    if role != "person":
        page.fill("#called", "K")
        page.click("main form .button")
        page.wait_for_url(re.compile(r"/n/[0-9a-f-]{36}/$"))
    return Writer(page, site, name, page.url)


def new_writer(browser: Browser, site: str, role: str = "person", lang: str = "en") -> Writer:
    """The same in a browser of their own, as a phone shows it."""
    return signed_up(page_of(browser, lang, 360, height=640), site, role)


def on_another_device(browser: Browser, writer: Writer, site: str) -> Writer:
    """The same account elsewhere, where the line to the site is whole."""
    book = writer.book.replace(writer.site, site)
    other = Writer(page_of(browser, "en", 360, height=640), site, writer.name, book)
    other.sign_in()
    return other


def lasting(browser: Browser, folder: Path) -> BrowserContext:
    """A browser whose device remembers: what it stored is there after it was killed."""
    path = next(one for one in CHROMIUM if Path(one).exists())
    return browser.browser_type.launch_persistent_context(
        str(folder),
        executable_path=path,
        args=list(QUIET),
        locale="en",
        viewport={"width": 360, "height": 640},
    )


def kill_browser_of(folder: Path) -> int:
    """Kill -9 every process that was started with this folder as its device. Returns how many."""
    found = 0
    for place in Path("/proc").iterdir():
        with suppress(OSError):
            if place.name.isdecimal() and str(folder).encode() in (place / "cmdline").read_bytes():
                os.kill(int(place.name), signal.SIGKILL)
                found += 1
    return found
