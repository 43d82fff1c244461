"""What journeys share: a fresh visit, the faults axe finds, and the way through the check-up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from genkan.checkup.form import questions

LANGS = ("en", "th", "ja")
Scheme = Literal["light", "dark"]
LEVELS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CONTROLS = (
    "button,.button,.second,.help,.leave,.call,.call-now,.door,.option,.languages a,select,input[type=file]"
)
QUESTION = re.compile(r"/ask/(\d+)/$")


def page_of(browser: Browser, lang: str, width: int, scheme: Scheme = "light", scripts: bool = True) -> Page:
    """A fresh visit."""
    context = browser.new_context(
        viewport={"width": width, "height": 740},
        locale=lang,
        color_scheme=scheme,
        java_script_enabled=scripts,
        bypass_csp=scripts,
    )
    return context.new_page()


def faults_of(page: Page) -> list[str]:
    """What axe finds wrong, at levels A to AAA."""
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": LEVELS}}).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found]


def small_targets(page: Page) -> list[str]:
    """Controls that a thumb would miss: lower than 44 px."""
    found: list[str] = page.evaluate(
        """controls => [...document.querySelectorAll(controls)]
        .filter(e => e.offsetParent && e.getBoundingClientRect().height < 43.5)
        .map(e => e.outerHTML.slice(0, 80))""",
        CONTROLS,
    )
    return found


def begin(page: Page, site: str, who: str) -> None:
    """Go in by one of the three doors."""
    page.goto(site)
    page.click(f"a.door[href='/begin/{who}/']")
    page.click("form .button")


def answer_all(
    page: Page, answers: Mapping[str, Sequence[str]], words: Mapping[str, str] | None = None
) -> int:
    """Answer question after question (those not named are skipped); returns how many pages that took."""
    pages = 0
    by_number = {question.number: question.id for question in questions().values()}
    while "/ask/" in page.url:
        pages += 1
        assert pages < 40
        asked = QUESTION.search(page.url)
        if asked is None:  # help stands before the next question
            page.click(".go a.second")
            continue
        name = by_number[int(asked[1])]
        for option in answers.get(name, ()):
            page.check(f"input[name=chosen][value='{option}']", force=True)
        if words and name in words:
            page.fill("#words", words[name])
        page.click("button[name=next]" if name in answers else "button[name=skip]")
    return pages
