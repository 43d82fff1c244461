"""What journeys share: the faults axe finds, controls that a thumb would miss, and the visits of tools."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tools.visit import Scheme, answer_all, begin, page_of

__all__ = ["LANGS", "Scheme", "answer_all", "begin", "faults_of", "page_of", "small_targets"]

LANGS = ("en", "th", "ja")
LEVELS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTROLS = (
    "button,.button,.second,.help,.leave,.call,.call-now,.door,.option,.languages a,select,input[type=file]"
)


def faults_of(page: Page) -> list[str]:
    """What axe finds wrong, at levels A to AAA.

    A bar that stands at the lower edge covers something else at each moment, and whatever it covers moves out
    from under it: it is looked at where it belongs.
    """
    page.evaluate("document.querySelectorAll('.go.bar').forEach(bar => bar.style.position = 'static')")
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}}).response["violations"]
    page.evaluate("document.querySelectorAll('.go.bar').forEach(bar => bar.style.position = '')")
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def unfold(page: Page) -> None:
    """Open the rest of a notebook's pages, where they are folded."""
    if page.locator("nav.book details:not([open])").count():
        page.click("nav.book summary")


def small_targets(page: Page) -> list[str]:
    """Controls that a thumb would miss: lower than 44 px."""
    found: list[str] = page.evaluate(
        """controls => [...document.querySelectorAll(controls)]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 80))""",
        CONTROLS,
    )
    return found
