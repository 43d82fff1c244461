"""What a page weighs on the wire, and when it can be used on a slow phone and a slow line, in Chromium."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext
from tools.visit import answer_all, begin, page_of

from genkan.checkup.form import questions
from genkan.pretend.check_up import MOTHER, MOTHERS_WORDS

WIDTH, HEIGHT = 360, 740
BYTES_PER_S, LATENCY_MS, SLOWER = 400_000 // 8, 400, 4
SLOW_3G = {
    "offline": False,
    "latency": LATENCY_MS,
    "downloadThroughput": BYTES_PER_S,
    "uploadThroughput": BYTES_PER_S,
    "connectionType": "cellular3g",
}
WATCH = """(() => {
  const look = () => {
    const button = document.querySelector(%r);
    const box = button && button.getClientRects()[0];
    if (box) {
      const x = box.x + box.width / 2, y = box.y + box.height / 2;
      const inside = x < innerWidth && y < innerHeight;
      if (!inside || button.contains(document.elementFromPoint(x, y))) {
        window.buttonThere = performance.now();
        return;
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""
SEEN = """() => {
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  const way = performance.getEntriesByType("navigation")[0];
  if (!paint || !window.buttonThere || !way.loadEventEnd) return null;
  return [paint.startTime, way.domContentLoadedEventEnd, window.buttonThere];
}"""
LOOP = """() => {
  const began = performance.now();
  let sum = 0;
  for (let n = 0; n < 2e7; n++) sum += n % 7;
  return performance.now() - began + 0 * sum;
}"""
State = Any  # cookies, as Playwright gives and takes them


@dataclass(frozen=True, slots=True)
class Place:
    """A page to measure. ``button``: what a visitor came to press; ``answered``: with a full check-up."""

    name: str
    address: str
    button: str
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Weight:
    """What came over the wire for one page with nothing in the cache, headers included."""

    total: int
    script: int
    requests: int


@dataclass(frozen=True, slots=True)
class Times:
    """Medians in seconds since the visitor pressed; ``usable`` is the last of the other three."""

    paint: float
    content_loaded: float
    button: float
    usable: float
    runs: tuple[float, ...]


def places() -> tuple[Place, ...]:
    """The main pages; answer and letter with a full check-up."""
    street = questions()["usual_week"].number
    return (
        Place("entrance", "/", "a.door", False),
        Place("before the questions", "/begin/family/", "form .button", False),
        Place("a question with pictures", f"/ask/{street}/", "button[name=next]"),
        Place("the answer", "/answer/", "#letter a.button"),
        Place("the letter's form", "/letter/", "button[value=pdf]"),
        Place("all pages to read", "/learn/", "main a.button"),
        Place("a page to read", "/learn/causes/stress/", "ul.pages a"),
        Place("help now", "/help/", "a.call"),
    )


def full_check_up(browser: Browser, site: str, lang: str) -> State:
    """The cookies of a visitor who has answered everything."""
    page = page_of(browser, lang, WIDTH)
    begin(page, site, "family")
    answer_all(page, MOTHER, {"led_in": MOTHERS_WORDS[lang]})
    state: State = page.context.cookies()
    page.context.close()
    return state


def weight_of(browser: Browser, site: str, place: Place, lang: str, state: State) -> Weight:
    """The bytes of one visit in a fresh browser."""
    context = _fresh(browser, place, lang, state)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.responseReceived", lambda told: kinds.update({told["requestId"]: told["type"]}))
    session.on(
        "Network.loadingFinished",
        lambda told: sizes.update({told["requestId"]: int(told["encodedDataLength"])}),
    )
    page.goto(site + place.address)
    page.wait_for_load_state("networkidle")
    assert page.url == site + place.address
    context.close()
    script = sum(size for request, size in sizes.items() if kinds.get(request) == "Script")
    return Weight(sum(sizes.values()), script, len(sizes))


def times_of(browser: Browser, site: str, place: Place, lang: str, state: State, runs: int) -> Times:
    """The medians of several first visits on a slow line with a slow processor."""
    seen = [_one_visit(browser, site, place, lang, state) for _ in range(runs)]
    paint, loaded, button = (median(one[part] for one in seen) for part in range(3))
    usable = tuple(sorted(max(one) for one in seen))
    return Times(paint, loaded, button, median(usable), usable)


def slowed_by(browser: Browser, site: str) -> float:
    """How many times as long a loop of numbers takes once the processor is slowed: whether it is, really."""
    took = []
    for rate in (1, SLOWER):
        page = browser.new_page()
        page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": rate})
        page.goto(site)
        took.append(min(float(page.evaluate(LOOP)) for _ in range(7)))
        page.close()
    return took[1] / took[0]


def _one_visit(browser: Browser, site: str, place: Place, lang: str, state: State) -> Sequence[float]:
    context = _fresh(browser, place, lang, state)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW_3G)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.add_init_script(WATCH % place.button)
    page.goto(site + place.address)
    told = page.wait_for_function(SEEN).json_value()
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    page.locator(place.button).first.click(trial=True)  # what was taken for a button can be pressed
    context.close()
    return [ms / 1000 for ms in told]


def _fresh(browser: Browser, place: Place, lang: str, state: State) -> BrowserContext:
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale=lang)
    if place.answered:
        context.add_cookies(state)
    return context
