"""A visit to the site: a fresh browser, and the way through the check-up."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from playwright.sync_api import Browser, Page

from genkan.checkup.form import questions

Scheme = Literal["light", "dark"]
QUESTION = re.compile(r"/ask/(\d+)/$")
MOST_PAGES = 40  # a way longer than this goes in circles


def page_of(
    browser: Browser, lang: str, width: int, scheme: Scheme = "light", scripts: bool = True, height: int = 740
) -> Page:
    """A fresh visit."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        locale=lang,
        color_scheme=scheme,
        java_script_enabled=scripts,
        bypass_csp=scripts,
    )
    return context.new_page()


def begin(page: Page, site: str, who: str) -> None:
    """Go in by one of the three doors, up to the first question, loaded with its script."""
    page.goto(site)
    page.click(f"a.door[href='/begin/{who}/']")
    page.click("form .button")
    page.wait_for_url("**/ask/*/")


def answer_all(
    page: Page, answers: Mapping[str, Sequence[str]], words: Mapping[str, str] | None = None
) -> int:
    """Answer question after question (those not named are skipped); returns how many pages that took."""
    pages = 0
    by_number = {question.number: question.id for question in questions().values()}
    while "/ask/" in page.url:
        pages += 1
        if pages >= MOST_PAGES:
            raise RuntimeError("the check-up has no end")
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
