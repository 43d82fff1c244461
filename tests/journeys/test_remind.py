"""Reminders in a real browser: asked for without scripts, by mail; and what a notice shows on a screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_string
from email.policy import default

import pytest
from playwright.sync_api import Browser, Page
from tests.journeys.pages import LANGS, faults_of, page_of, small_targets
from tests.web.people.services import Heard, mail_server
from tools.served import genkan

from genkan.knowledge import sentence

pytestmark = [pytest.mark.browser, pytest.mark.slow]


MAKER = """
PushManager.prototype.getSubscription = async () => null;
PushManager.prototype.subscribe = async (asked) => {
  if (!asked.userVisibleOnly || asked.applicationServerKey.length !== 65) throw new Error("not as asked");
  return { endpoint: "https://fcm.googleapis.com/fcm/send/moss" };
};
"""  # the maker of the browser, who is not here


@dataclass(frozen=True)
class House:
    """A site that may send, and the mail server beside it."""

    address: str
    mails: Heard


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Started with the settings of the guide."""
    with mail_server() as mails, pytest.MonkeyPatch.context() as settings:
        for name, value in {
            "GENKAN_ADDRESS": "https://days.example",
            "GENKAN_MAIL_HOST": "localhost",
            "GENKAN_MAIL_PORT": str(mails.port),
            "GENKAN_MAIL_PLAIN": "1",
            "GENKAN_MAIL_FROM": "days@days.example",
        }.items():
            settings.setenv(name, value)
        with genkan(tmp_path_factory.mktemp("remind")) as served:
            yield House(served.address, mails)


def came_in(page: Page, house: House) -> None:
    """A person's new notebook, on the page of reminders, by its links."""
    page.goto(f"{house.address}/join/person/")
    page.fill("#name", "moss" + str(id(page)))
    page.fill("#password", "quiet evening in the hall")
    page.fill("#birth_year", "1998")
    page.click("main form .button")
    page.click("button[name=kept]")
    page.click("nav.book a >> nth=1")
    page.click("main a[href$='/remind/']")


def looked_at(page: Page) -> None:
    """Fit for screen and thumb, without a fault, and nothing in title or address."""
    assert not faults_of(page)
    assert not small_targets(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]
    assert "moss" not in page.title() + page.url


@pytest.mark.parametrize(("lang", "width", "scheme"), [(LANGS[0], 360, "dark"), (LANGS[1], 360, "light"),
                                                       (LANGS[2], 1280, "light")])  # fmt: skip
def test_a_person_asks_for_mail_without_scripts(
    house: House, browser: Browser, lang: str, width: int, scheme: str
) -> None:
    """Given no scripts, when somebody chooses an hour and proves an address, then it stands there, rests and
    stops with one press each, and the mail said nothing but a number."""
    page = page_of(browser, lang, width, scheme, scripts=False)
    came_in(page, house)
    page.select_option("#hour", "9")
    page.uncheck("input[name=days][value='6']")
    page.check("input[name=on_silence]")
    page.click("form.ask .button")
    assert sentence("remind.state.no_way", lang) in page.inner_text("main")
    page.fill("#address", "moss@days.example")
    page.click("form:has(#address) button")
    told = message_from_string(house.mails.mails[-1][1], policy=default)
    number = re.search(r"\d{6}", told.get_content())
    assert number
    page.fill("#number", number[0])
    page.click("form:has(#number) .button")
    assert sentence("remind.mail.goes", lang, address="moss@days.example") in page.inner_text("main")
    assert sentence("remind.state.no_way", lang) not in page.inner_text("main")
    page.click("button[name=pause]")
    page.click("button[name=go_on]")
    page.click("button[name=stop]")
    assert sentence("remind.state.stopped", lang) in page.inner_text("main")
    page.context.close()


def test_a_browser_that_says_no_is_told(house: House, browser: Browser) -> None:
    """Given notices are not allowed, when somebody asks for them, then one sentence says what can be done."""
    page = page_of(browser, "en", 360)
    came_in(page, house)
    page.click("[data-remind] button")
    page.wait_for_selector("[data-refused]", state="visible")
    assert page.inner_text("[data-refused]") == sentence("remind.push.refused", "en")
    assert not page.locator("main button[name=forget]").count()
    page.context.close()


@pytest.mark.parametrize("lang", LANGS)
def test_a_notice_shows_the_same_to_everybody_and_opens_the_entrance(
    house: House, browser: Browser, lang: str
) -> None:
    """Given a browser that takes notices and a language chosen here, when an empty notice arrives, then the
    screen shows the name of the tab and one sentence, and a press opens the entrance."""
    page = page_of(browser, lang, 360)
    page.goto(f"{house.address}/language/{lang}/?back=/")
    page.context.grant_permissions(["notifications"], origin=house.address)
    page.add_init_script(MAKER)
    came_in(page, house)
    looked_at(page)
    assert page.locator("[data-remind] button").is_visible()
    assert not page.locator("[data-no-push]").is_visible()
    page.click("[data-remind] button")
    page.wait_for_selector("main button[name=forget]")
    scope = page.evaluate("navigator.serviceWorker.ready.then(one => one.scope)")
    told = page.context.new_cdp_session(page)
    versions: list[dict[str, str]] = []
    told.on("ServiceWorker.workerRegistrationUpdated", lambda one: versions.extend(one["registrations"]))
    told.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    known = next(one for one in versions if one["scopeURL"] == scope)
    message = {"origin": house.address, "registrationId": known["registrationId"], "data": ""}
    told.send("ServiceWorker.deliverPushMessage", message)
    shown = page.evaluate(
        """async () => {
          const worker = await navigator.serviceWorker.ready;
          for (let tries = 0; tries < 50; tries += 1) {
            const shown = await worker.getNotifications();
            if (shown.length) return shown.map(one => [one.title, one.body, one.tag]);
            await new Promise(done => setTimeout(done, 100));
          }
          return [];
        }"""
    )
    assert shown == [[sentence("web.tab", lang), sentence("remind.push.body", lang), "days"]]
    (worker,) = page.context.service_workers
    opened = worker.evaluate(
        """() => {
          let opened = "";
          clients.openWindow = (address) => { opened = address; };
          openedReminder({ notification: { close() {} }, waitUntil() {} });
          return opened;
        }"""
    )
    assert opened == "/"
    page.context.close()
