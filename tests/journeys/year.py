"""What a year needs: a clock that can be moved, lives that go up and down, and hands that come in anew."""

from __future__ import annotations

import base64
import struct
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from hashlib import sha1
from hmac import digest
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page

from genkan_web.diary import notes
from genkan_web.diary.models import Notebook

PASSWORD = "quiet evening in the hall"  # noqa: S105 (of nobody)
ZONE = "Asia/Bangkok"
FIRST = date(2026, 1, 5)  # the Monday on which the year begins
REAL = time.time
LONGEST_S = 24 * 60 * 60  # no visit lasts longer


class Clock:
    """What the site believes it to be: set to a moment, it goes on from there."""

    def __init__(self) -> None:
        self._ahead = datetime(FIRST.year, FIRST.month, FIRST.day, tzinfo=UTC).timestamp() - REAL()

    def go(self, day: date, hour: int = 12) -> None:
        """To an hour of a day where these people live; never back."""
        moment = datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo(ZONE))
        self._ahead = max(moment.timestamp() - REAL(), self._ahead)

    def seconds(self) -> float:
        """Since 1970, as ``time.time`` counts."""
        return REAL() + self._ahead

    def now(self) -> datetime:
        """The moment, as the site asks for it."""
        return datetime.fromtimestamp(self.seconds(), UTC)


@contextmanager
def moved_clock() -> Iterator[Clock]:
    """A clock in the place of the site's and the visits' own."""
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.utils.timezone.now", clock.now)
        patch.setattr("time.time", clock.seconds)
        yield clock


def week(number: int, weekday: int = 0) -> date:
    """A day of a week of the year, both counted from here: weeks from 1, weekdays from 0."""
    return FIRST + timedelta(days=7 * (number - 1) + weekday)


# ── Lives ──


@dataclass(frozen=True, slots=True)
class Season:
    """From one week on: how often each reach from the room outwards, and what else days are like."""

    week: int
    reach: tuple[float, ...]  # shares of days, room first
    bed: int  # usual hour, after midnight
    up: int
    talked: float  # share of days
    mood: int
    drive: int


SEASONS = (
    Season(1, (0.6, 0.4), 4, 13, 0.2, 1, 0),
    Season(8, (0.35, 0.55, 0.1), 3, 12, 0.4, 1, 1),
    Season(12, (0.1, 0.5, 0.25, 0.15), 2, 10, 0.6, 2, 1),
    Season(18, (0.05, 0.35, 0.2, 0.3, 0.1), 1, 9, 0.8, 3, 2),
    Season(35, (0.6, 0.4), 4, 13, 0.3, 1, 1),
    Season(37, (0.9, 0.1), 6, 15, 0.05, 0, 0),
    Season(43, (0.5, 0.4, 0.1), 4, 12, 0.3, 1, 1),
    Season(47, (0.1, 0.45, 0.2, 0.25), 2, 10, 0.7, 2, 2),
)
SILENT = range(22, 24)  # weeks in which nothing is written
WRITTEN = 0.82  # share of the other days with a note


def season_of(day: date) -> Season:
    """The one that holds on a day."""
    return [one for one in SEASONS if week(one.week) <= day][-1]


def own_day(day: date, chance: Random) -> dict[str, Any] | None:
    """What somebody writes of a day of their own; None where they write nothing."""
    now = season_of(day)
    silent = (day - FIRST).days // 7 + 1 in SILENT
    reach = chance.choices(range(len(now.reach)), now.reach)[0]
    told = {
        "reach_low": reach,
        "reach_high": reach,
        "bed_hour": float((now.bed + chance.choice((-1, 0, 0, 1))) % 24),
        "up_hour": float(now.up + chance.choice((-1, 0, 0, 1))),
        "talked": chance.random() < now.talked,
        "mood": min(max(now.mood + chance.choice((-1, 0, 0, 1)), 0), 4),
        "drive": min(max(now.drive + chance.choice((-1, 0, 0, 1)), 0), 3),
    }
    return told if chance.random() < WRITTEN and not silent else None


def seen_day(day: date, chance: Random) -> dict[str, Any] | None:
    """What a mother notes of it: how far she saw somebody come, on some days, now and then a guess."""
    now = season_of(day)
    reach = chance.choices(range(len(now.reach)), now.reach)[0]
    known = "seen" if reach else chance.choice(("seen", "guessed"))
    told = {"reach_low": reach, "reach_high": reach, "known_by": known}
    return told if chance.random() < 0.4 else None


def kept(book: Notebook, day: date, told: Mapping[str, Any] | None) -> None:
    """The note of a plain day, unless that day has one from a page."""
    if told is not None and not book.notes.filter(day=day).exists():
        notes.keep(book, day, notes.Written(str(uuid.uuid4()), 0, told))


# ── Hands ──


@dataclass
class Hand:
    """Somebody with a phone; ``book`` is the address of their notebook, ``secret`` that of a code app."""

    page: Page
    site: str
    name: str = ""
    book: str = ""
    secret: str = ""
    clock: Clock = field(default_factory=Clock)
    came: float = 0.0  # when they came in last

    def goes(self, address: str) -> None:
        """To an address of the site, or one below the notebook."""
        self.page.goto(f"{self.site}{address}" if address.startswith("/") else self.book + address)

    def reads(self, part: str = "main") -> str:
        """What stands on the screen."""
        return self.page.inner_text(part)

    def taps(self, selector: str) -> None:
        """A link or button that leads on."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.tap()

    def chooses(self, name: str, value: str) -> None:
        """An option of a form."""
        self.page.check(f"input[name='{name}'][value='{value}']", force=True)

    def joins(self, role: str, called: str, code: str = "") -> None:
        """Open an account and put the recovery sheet away."""
        self.goes(f"/join/{role}/")
        told = {"#code": code, "#name": called, "#password": PASSWORD, "#birth_year": "1998"}
        for place, words in told.items():
            if self.page.locator(place).count():
                self.page.fill(place, words)
        self.page.select_option("#country", "th")
        self.page.select_option("#zone", ZONE)
        self.taps("main form .button")
        if "/second/set/" in self.page.url:
            self._takes_a_code_app()
        self.came = self.clock.seconds()
        self.name = self.page.locator("main strong").inner_text()
        self.taps("button[name=kept]")

    def _takes_a_code_app(self) -> None:
        self.secret = self.page.inner_text("main code")
        self.page.fill("#code", one_time_code(self.secret, self.clock.seconds()))
        self.taps("main form .button")

    def comes_in(self) -> None:
        """After hours away the visit has ended: the door asks for name and password, staff for a code too."""
        self.goes("/home/")
        if self.page.url != f"{self.site}/enter/":
            assert self.clock.seconds() - self.came < LONGEST_S
            return
        self.came = self.clock.seconds()
        self.page.fill("#name", self.name)
        self.page.fill("#password", PASSWORD)
        self.taps("main form .button")
        if self.secret:
            self.page.fill("#code", one_time_code(self.secret, self.clock.seconds()))
            self.taps("main form .button")

    def fits(self) -> None:
        """Nothing is wider than the phone."""
        assert self.page.evaluate("document.documentElement.scrollWidth") <= 360, self.page.url


def hand_of(browser: Browser, site: str, clock: Clock, lang: str = "en") -> Hand:
    """Somebody new, with a small phone."""
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, locale=lang, has_touch=True, bypass_csp=True
    )
    context.set_default_timeout(10_000)
    return Hand(context.new_page(), site, clock=clock)


def one_time_code(secret: str, now: float) -> str:
    """What a code app shows at a moment (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = digest(key, struct.pack(">Q", int(now) // 30), sha1)
    at = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"
