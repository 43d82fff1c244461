"""Practising what to say, in a real browser: on the device with scripts, by links and a form without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from tests.journeys.pages import LANGS, Scheme, faults_of, page_of, small_targets

from genkan.knowledge import sentence
from genkan.scenes import judged, told_of

pytestmark = pytest.mark.browser

TURN = "/learn/scenes/door/knock/"
HARD = {
    "en": "You never help. Thank you for the plate.",
    "th": "ลูกไม่เคยช่วยแม่เลย ขอบใจนะที่เอาจานมาวาง",
    "ja": "いつもそうなんだから。お皿、ありがとう。",
}
DANGER = {"en": "He says he wants to die.", "th": "ลูกบอกว่าอยากตาย", "ja": "息子が死にたいと言う。"}
PLACES = ("", "door/", "door/knock/", "door/knock-c/", "door/end-cup/", "stop/", "own/", "dark_thoughts/")


def sound(page: Page, width: int) -> None:
    """Axe finds no fault, nothing is wider than the screen, and a thumb hits every control."""
    assert not faults_of(page), page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert not small_targets(page), page.url


def look_at(page: Page, words: str) -> None:
    """Write a sentence of one's own and ask."""
    page.fill("#own-sentence", words)
    page.click("[data-part=look]")


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1280, "light")])
@pytest.mark.parametrize("lang", LANGS)
def test_scenes_can_be_used_by_everybody(
    site: str, browser: Browser, lang: str, width: int, scheme: Scheme
) -> None:
    """Given any language, screen and light, when pages of scenes are opened and a sentence is judged, then
    anybody can use them."""
    page = page_of(browser, lang, width, scheme)
    for place in PLACES:
        page.goto(f"{site}/learn/scenes/{place}")
        sound(page, width)
    page.goto(site + TURN)
    look_at(page, HARD[lang])
    page.wait_for_selector("#own-words mark")
    sound(page, width)
    look_at(page, DANGER[lang])
    page.wait_for_selector("#own-danger:not([hidden])")
    sound(page, width)
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_with_scripts_a_sentence_never_leaves_the_device(site: str, browser: Browser, lang: str) -> None:
    """Given a mother writes a hard sentence, when she asks how it may be heard, then it is judged and marked
    here as the server would, nothing is sent, and a word about danger ends the practice."""
    page = page_of(browser, lang, 360)
    sent: list[Request] = []
    page.goto(site + TURN)
    page.on("request", lambda one: sent.append(one))
    look_at(page, HARD[lang])
    page.wait_for_selector("#own-words mark")
    told = told_of(judged(HARD[lang]), lang)
    assert page.locator("#own-words mark").all_inner_texts() == [one.words for one in told.parts if one.tags]
    said = page.inner_text("[data-part=told]")
    for one in told.tags:
        assert all(line in said for line in (one.name, one.lands, *one.seen))
    assert told.both in said
    look_at(page, DANGER[lang])
    page.wait_for_selector("#own-danger:not([hidden])")
    assert page.locator("#own-danger a.call-now").first.is_visible()
    assert sentence("care.wants_to_die.do.family", lang) in page.inner_text("#own-danger")
    assert sentence("care.threat.do.family", lang) not in page.inner_text("#own-danger")
    assert page.locator("textarea:visible").count() == 0
    assert page.locator("a.option:visible").count() == 0
    assert page.input_value("#own-sentence") == ""
    asked = {
        (one.method, one.url.removeprefix(site)) for one in sent if not one.url.endswith(".svg")
    }  # its own icon
    assert asked == {("GET", "/learn/scenes/rules.json")}
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_without_scripts_a_scene_can_be_played_and_a_sentence_judged(
    site: str, browser: Browser, lang: str
) -> None:
    """Given no scripts, when she plays a scene to its end and writes a sentence, then links and a form carry
    her, and the address never holds her words."""
    page = page_of(browser, lang, 360, scripts=False)
    page.goto(f"{site}/learn/scenes/door/")
    page.click("a.button")
    turns = 0
    while page.locator("a.option").count():
        turns += 1
        letters = page.locator("a.option").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        for address in letters:
            page.goto(site + address)
            if page.locator(".go a.button").get_attribute("href") != address.partition("-")[0] + "/":
                break
        page.click(".go a.button")
    assert 2 <= turns <= 4
    assert "/end-" in page.url
    page.goto(site + TURN)
    assert sentence("web.scenes.own_lead_sent", lang) in page.inner_text("#own-words")
    look_at(page, HARD[lang])
    expect(page.locator("mark")).to_have_count(2)
    assert page.url == f"{site}/learn/scenes/own/"
    look_at(page, DANGER[lang])
    expect(page.locator("a.call-now").first).to_be_visible()
    assert page.url == f"{site}/learn/scenes/own/"
    assert page.locator("textarea").count() == 0
    page.context.close()


def test_kept_sentences_stay_in_the_browser_and_go_on_leaving(site: str, browser: Browser) -> None:
    """Given two sentences kept for oneself, when the page is left by the quick way, then they are gone."""
    page = page_of(browser, "en", 360)
    page.route("https://**", lambda route: route.fulfill(body="elsewhere"))
    page.goto(f"{site}/learn/scenes/")
    for words in ("I missed you.", "There is soup."):
        page.fill("#own-sentence", words)
        page.click("[data-part=keep]")
        expect(page.locator("#kept-words li").last).to_have_text(words)
    page.reload()
    expect(page.locator("#kept-words li")).to_have_text(["I missed you.", "There is soup."])
    page.click("a.leave")
    page.goto(f"{site}/learn/scenes/")
    page.wait_for_load_state("networkidle")
    assert page.locator("#kept-words li").count() == 0
    assert page.evaluate("indexedDB.databases()") == [], "no word and no key"
    page.context.close()


def test_practising_works_without_a_network_where_it_was_asked_for(site: str, browser: Browser) -> None:
    """Given somebody asked to keep the pages on this phone, when the network is gone, then a scene opens and
    a sentence is judged all the same; whoever did not ask has nothing kept."""
    page = page_of(browser, "en", 360)
    page.goto(f"{site}{TURN}")
    assert page.evaluate("caches.keys()") == []
    page.goto(f"{site}/help/")
    page.click("#keep-offline button")
    page.wait_for_selector("[data-done][role=status]", timeout=60_000)
    page.context.set_offline(True)
    page.goto(f"{site}/learn/scenes/meal/")
    page.click("a.button")
    look_at(page, HARD["en"])
    page.wait_for_selector("#own-words mark")
    page.context.close()
