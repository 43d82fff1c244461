"""Practice scenes as pages: by link alone, in three languages, help first, nothing kept, nothing in addresses."""

from __future__ import annotations

import gzip
import json
import re

import pytest
from django.utils.html import escape
from tests.web.visits import LANGS, browser

from genkan.knowledge import sentence
from genkan.scenes import end_of, places_of, rules_told, scene, scene_ids
from genkan_web.doors.scenes import addresses

pytestmark = pytest.mark.django_db
PLACE = re.compile(r"/scenes/(stop/|rules\.json|[a-z_]+/([a-z]+(-[a-z]+)?/)?)?")


def links_on(page: str) -> set[str]:
    """Addresses of scenes that a page links to."""
    return set(re.findall(r'href="(/scenes/[^"]*)"', page.partition("<footer>")[0]))


@pytest.mark.parametrize("lang", LANGS)
def test_by_links_alone_every_place_is_reached(lang: str) -> None:
    """From the list of scenes, plain links lead to every turn, choice and end, and nowhere else."""
    visit = browser(lang)
    seen: set[str] = set()
    waiting = {"/scenes/"}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        page = visit.get(address)
        assert page.status_code == 200, address
        waiting |= links_on(page.content.decode()) - seen
    assert seen == set(addresses()) - {"/scenes/rules.json"}
    assert all(PLACE.fullmatch(address) for address in addresses())


def test_nothing_is_kept() -> None:
    """A walk through a scene leaves no cookie, and asks the database nothing."""
    visit = browser()
    for address in addresses()[:40]:
        page = visit.get(address)
        assert not page.cookies, address
    assert not visit.cookies
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch"])
def test_pages_of_scenes_take_no_other_verbs(verb: str) -> None:
    """There is nowhere to send a sentence to, and no form that would."""
    for address in ("/scenes/", "/scenes/rules.json", "/scenes/stop/", "/scenes/door/", "/scenes/door/knock/"):
        assert getattr(browser(), verb)(address).status_code == 405
        assert "<form" not in browser().get(address).content.decode()


@pytest.mark.parametrize("lang", LANGS)
def test_the_check_stands_before_and_after(lang: str) -> None:
    """Before a scene begins and after it ends, the way to «stop and call» stands above the way on."""
    visit = browser(lang)
    for name in scene_ids():
        for place in ["", *(f"{one}/" for one in places_of(name) if one.startswith("end-"))]:
            page = visit.get(f"/scenes/{name}/{place}").content.decode()
            before, stop, after = page.partition('href="/scenes/stop/"')
            assert stop, (name, place)
            assert escape(sentence("web.scenes.stop_link", lang)) in after
            assert 'class="button"' not in before
            assert 'class="button"' in after


@pytest.mark.parametrize("lang", LANGS)
def test_stopping_shows_numbers_first(lang: str) -> None:
    """A number to call stands above every word about stopping."""
    page = browser(lang).get("/scenes/stop/").content.decode()
    before, care, _ = page.partition(escape(sentence("care.violence.first.family", lang)))
    assert care
    assert 'href="tel:' in before
    assert escape(sentence("care.exhausted.do.family", lang)) in page
    assert escape(sentence("lesson.stop_and_call.idea.c", lang)) in page


@pytest.mark.parametrize("lang", LANGS)
def test_help_lines_stand_above_the_scene_about_dark_thoughts(lang: str) -> None:
    """On every page of it, a number can be pressed before anything is read."""
    visit = browser(lang)
    for place in ["", *(f"{one}/" for one in places_of("dark_thoughts"))]:
        page = visit.get(f"/scenes/dark_thoughts/{place}").content.decode()
        assert 'href="tel:' in page.partition('class="lead"')[0], place
    assert 'href="tel:' not in visit.get("/scenes/door/").content.decode()


@pytest.mark.parametrize("lang", LANGS)
def test_a_choice_says_how_it_may_land_and_what_is_in_it(lang: str) -> None:
    """The words, the possible reaction, each tag with its why, «try again», and a way on where there is one."""
    page = browser(lang).get("/scenes/door/knock-c/").content.decode()
    for said in ("scene.door.turns.knock.c.say", "scene.door.turns.knock.c.lands"):
        assert escape(sentence(said, lang)) in page
    for part in ("name", "why"):
        assert escape(sentence(f"scenes.tag.pressure.{part}", lang)) in page
    assert {"/scenes/door/knock/", "/scenes/door/loud/"} <= links_on(page)
    only_again = browser(lang).get("/scenes/door/knock-d/").content.decode()
    assert links_on(only_again) == {"/scenes/door/", "/scenes/door/knock/"}


def test_an_end_leads_to_lessons_and_pages() -> None:
    """Where a scene stops, what goes with it can be read: lessons in short, and pages of the shelf."""
    page = browser().get("/scenes/door/end-cup/").content.decode()
    assert escape(end_of("door", "cup", "en")) in page
    assert escape(sentence("lesson.first_talk.title", "en")) in page
    assert escape(sentence("lesson.first_talk.try", "en")) in page
    assert 'href="/learn/prevention/communication/"' in page


@pytest.mark.parametrize(
    "address",
    [
        "/scenes/nothing/",
        "/scenes/tags/",
        "/scenes/door/nowhere/",
        "/scenes/door/knock-/",
        "/scenes/door/knock-now/",
        "/scenes/door/knock-z/",
        "/scenes/door/end-/",
        "/scenes/door/end-knock/",
        "/scenes/door/-/",
        "/scenes/door/%00/",
        "/scenes/door/เหนื่อย/",
        "/scenes/door/knock-a-b/",
    ],
)
def test_odd_places_lead_nowhere(address: str) -> None:
    """A place there is not is a plain 404, never an error."""
    assert browser().get(address).status_code == 404


@pytest.mark.parametrize("lang", LANGS)
def test_the_rules_are_handed_out_in_the_language_of_the_page(lang: str) -> None:
    """What the browser needs to judge, and not much of it."""
    answer = browser(lang).get("/scenes/rules.json")
    assert json.loads(answer.content) == rules_told(lang)
    assert len(gzip.compress(answer.content)) < 30_000


@pytest.mark.parametrize("lang", LANGS)
def test_pages_of_scenes_keep_their_manners(lang: str) -> None:
    """The page's language, scripts of ours only, light, and neutral to whoever looks over a shoulder."""
    for address in ("/scenes/", "/scenes/door/knock/"):
        page = browser(lang).get(address)
        text = page.content.decode()
        assert f'<html lang="{lang}">' in text
        assert set(re.findall(r'<script src="/static/(\w+)\.[0-9a-f]+\.js" defer>', text)) == {"page", "scenes"}
        assert len(re.findall("<script", text)) == 2
        assert not re.search(r"\son\w+=| style=", text)
        assert f"<title>{sentence('web.tab', lang)}</title>" in text
        assert len(gzip.compress(page.content)) < 20_000
        assert scene("door", lang).title in text
