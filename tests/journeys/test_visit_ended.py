"""A visit that ended while somebody wrote: what was typed goes through the way in with them."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from tests.journeys.pages import LANGS, page_of
from tests.journeys.writers import PASSWORD, signed_up

pytestmark = pytest.mark.browser
WORDS = "สวัสดี 今日は half a word"


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("lang", LANGS)
def test_a_visit_that_ended_keeps_the_typed_note(
    browser: Browser, own_site: str, lang: str, scripts: bool
) -> None:
    """Given the visit ended while somebody wrote, when they press Keep and sign in again, then the form
    stands there filled in, nothing of it was in an address, one more press keeps it; also without scripts."""
    page = page_of(browser, lang, 360, scripts=scripts)
    writer = signed_up(page, own_site) if lang == "en" else None
    if writer is None:
        page.goto(f"{own_site}/join/family/")
        writer = signed_up(page, own_site, "family")
    seen: list[str] = []
    page.on("request", lambda one: seen.append(one.url))
    page.goto(writer.book)
    writer.tap("mood", "1")
    if scripts or lang != "en":
        page.fill("#words", WORDS) if lang != "en" else writer.write(WORDS)
    else:
        page.click("form.day details:has(#words) > summary")
        page.fill("#words", WORDS)
    page.context.clear_cookies(name="visit")
    page.click(".go .button")
    page.wait_for_url("**/enter/")
    assert page.locator("p.note").is_visible()
    assert WORDS not in page.content()
    page.fill("#name", writer.name)
    page.fill("#password", "not this one at all")
    page.click("main form .button")
    page.fill("#name", writer.name)
    page.fill("#password", PASSWORD)
    page.click("main form .button")
    page.wait_for_url("**/day/**")
    assert page.input_value("#words") == WORDS
    assert page.is_checked("input[name=mood][value='1']")
    page.click(".go .button")
    page.wait_for_url("**/days/")
    assert writer.version(writer.today.isoformat()) == 1
    assert not [one for one in page.context.cookies() if one["name"].startswith("carried")]
    assert not [one for one in seen if "half" in one or "%E0" in one]
    page.context.close()
