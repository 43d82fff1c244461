"""Practice scenes as pages: by link alone, in three languages, help first, nothing kept or addressed."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest
from django.utils.html import escape
from tests.web.visits import LANGS, browser

from genkan import scenes
from genkan.knowledge import sentence
from genkan.scenes import Judged, end_of, judged, places_of, rules_told, scene, scene_ids
from genkan_web.doors.scenes import MOST_SIGNS, addresses

pytestmark = pytest.mark.django_db
PLACE = re.compile(r"/learn/scenes/(stop/|own/|rules\.json|[a-z_]+/([a-z]+(-[a-z]+)?/)?)?")


def links_on(page: str) -> set[str]:
    """Addresses of scenes that a page leads to by a link or a form."""
    return set(re.findall(r'(?:href|action)="(/learn/scenes/[^"]*)"', page.partition("<footer>")[0]))


@pytest.mark.parametrize("lang", LANGS)
def test_by_links_alone_every_place_is_reached(lang: str) -> None:
    """From the list of scenes, plain links lead to every turn, choice and end, and nowhere else."""
    visit = browser(lang)
    seen: set[str] = set()
    waiting = {"/learn/scenes/"}
    while waiting:
        address = waiting.pop()
        seen.add(address)
        page = visit.get(address)
        assert page.status_code == 200, address
        waiting |= links_on(page.content.decode()) - seen
    assert seen == set(addresses()) - {"/learn/scenes/rules.json"}
    assert all(PLACE.fullmatch(address) for address in addresses())


def test_nothing_is_kept() -> None:
    """A walk through a scene leaves no cookie but the forms' own, and asks the database nothing."""
    visit = browser()
    for address in addresses()[:40]:
        page = visit.get(address)
        assert set(page.cookies) <= {"form"}, address
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("verb", ["post", "put", "delete", "patch"])
def test_pages_of_scenes_take_no_other_verbs(verb: str) -> None:
    """A sentence can be sent to one address only; every other page shows, and takes nothing."""
    pages = ("", "rules.json", "stop/", "door/", "door/knock/")
    for page in (*pages, *(["own/"] if verb != "post" else [])):
        assert getattr(browser(), verb)(f"/learn/scenes/{page}").status_code == 405


# ── A sentence of one's own, without scripts ──

OWN = "/learn/scenes/own/"
HARD = {"en": "You never help at home.", "th": "ลูกไม่เคยช่วยแม่เลย", "ja": "いつもそうなんだから。"}
DANGER = {"en": "He says he wants to die.", "th": "ลูกบอกว่าอยากตาย", "ja": "息子が死にたいと言う。"}
PLAIN = {"en": "The bus was late.", "th": "รถเมล์มาสาย", "ja": "バスが遅れた。"}


@pytest.mark.parametrize("lang", LANGS)
def test_a_sentence_is_judged_without_scripts(lang: str) -> None:
    """What was seen is marked in the sentence and said; the sentence stands in the field, to try again."""
    answer = browser(lang).post(OWN, {"words": HARD[lang], "back": "door/knock"})
    page = answer.content.decode()
    [tag] = judged(HARD[lang]).tags
    marked = "".join(part.words for part in judged(HARD[lang]).parts if part.tags)
    assert f"<mark>{escape(marked)}</mark>" in page
    assert f">{escape(HARD[lang])}</textarea>" in page
    for part in ("name", "lands"):
        assert escape(sentence(f"scenes.tag.{tag}.{part}", lang)) in page
    assert escape(sentence("scenes.told.only_words", lang)) in page
    assert 'href="/learn/scenes/door/knock/"' in page


@pytest.mark.parametrize("lang", LANGS)
def test_without_a_rule_it_says_that_it_does_not_know(lang: str) -> None:
    """A plain sentence is told nothing about, and that rules overlook danger; nothing in it is marked."""
    page = browser(lang).post(OWN, {"words": PLAIN[lang]}).content.decode()
    assert escape(sentence("scenes.unknown.nothing", lang)) in page
    assert escape(sentence("scenes.told.missed", lang)) in page
    assert "<mark>" not in page


@pytest.mark.parametrize("lang", LANGS)
def test_a_danger_word_stops_the_practice(lang: str) -> None:
    """Numbers stand first; the sentence is not repeated, and there is nothing to practise on the page."""
    page = browser(lang).post(OWN, {"words": DANGER[lang], "back": "door/knock"}).content.decode()
    before, care, _ = page.partition(escape(sentence("care.wants_to_die.do.family", lang)))
    assert care
    assert 'href="tel:' in before
    assert DANGER[lang] not in page
    assert "<textarea" not in page
    assert "/learn/scenes/door/" not in page
    hurt = browser("en").post(OWN, {"words": "My son hit me."}).content.decode()
    assert escape(sentence("care.threat.do.family", "en")) in hurt
    assert 'href="/learn/pages/violence_at_home/"' in hurt


def test_a_sentence_is_not_kept_and_not_logged(
    caplog: pytest.LogCaptureFixture, django_assert_num_queries: Any
) -> None:
    """No row is read or written; no cookie, log line, header or address holds it."""
    visit = browser()
    caplog.set_level("DEBUG")
    with django_assert_num_queries(0):
        answers = [visit.post(OWN, {"words": words}) for words in (HARD["en"], DANGER["en"], "")]
    told = [one.getMessage() for one in caplog.records] + [str(one.headers) for one in answers]
    assert not [line for line in told if "never help" in line or "wants to die" in line]
    assert all(set(one.cookies) <= {"form"} for one in answers)
    assert all(one.headers["Cache-Control"] == "no-store" for one in answers)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({}, 422),
        ({"words": " \u3000\u200b"}, 422),
        ({"words": "a" * 5000}, 200),
        ({"words": "\x00\ud7ff<script>you never</script>"}, 200),
        ({"words": "You never", "back": "../../admin"}, 200),
        ({"words": "You never", "back": "door/knock/../"}, 200),
        ({"words": ["You never", "It rained"], "back": ["", "door/-"]}, 200),
    ],
)
def test_odd_input_gets_a_plain_answer(sent: dict[str, Any], status: int) -> None:
    """Nothing, too much, signs of other kinds, places that are not there: a page, never an error."""
    answer = browser().post(OWN, sent)
    assert answer.status_code == status
    page = answer.content.decode()
    assert "<script>you" not in page
    assert "admin" not in page
    asked = escape(sentence("web.scenes.own_empty", "en"))
    assert (f'data-part="problem">{asked}' in page) == (status == 422)


@pytest.mark.parametrize("piece", ["It rained. ", "want to die laughing ", "死にたくない", " "])
def test_a_text_of_any_size_is_little_work(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a megabyte no more is read, or shown again, than many times what the form lets be written."""
    read: list[int] = []

    def counted(text: str) -> Judged:
        read.append(len(text))
        return judged(text)

    monkeypatch.setattr(scenes, "judged", counted)
    answer = browser().post(OWN, {"words": piece * (1_000_000 // len(piece.encode()))})
    assert answer.status_code in (200, 422)
    assert len(answer.content) < 100_000
    assert all(600 < one <= MOST_SIGNS for one in read)
    assert MOST_SIGNS <= 4_000


def test_the_form_wants_its_own_token() -> None:
    """Another site cannot send a sentence here in somebody's name."""
    visit = browser(enforce_csrf_checks=True)
    assert visit.post(OWN, {"words": "You never"}).status_code == 403
    found = re.search(
        r'name="csrfmiddlewaretoken" value="(\w+)"', visit.get("/learn/scenes/").content.decode()
    )
    assert found
    assert visit.post(OWN, {"words": "You never", "csrfmiddlewaretoken": found[1]}).status_code == 200


def test_no_scene_bears_the_name_of_a_page() -> None:
    """«own» and «stop» are addresses already."""
    assert not {"own", "stop"} & set(scene_ids())


@pytest.mark.parametrize("lang", LANGS)
def test_the_check_stands_before_and_after(lang: str) -> None:
    """Before a scene begins and after it ends, the way to «stop and call» stands above the way on."""
    visit = browser(lang)
    for name in scene_ids():
        for place in ["", *(f"{one}/" for one in places_of(name) if one.startswith("end-"))]:
            page = visit.get(f"/learn/scenes/{name}/{place}").content.decode()
            before, stop, after = page.partition('href="/learn/scenes/stop/"')
            assert stop, (name, place)
            assert escape(sentence("web.scenes.stop_link", lang)) in after
            assert 'class="button"' not in before
            assert 'class="button"' in after


@pytest.mark.parametrize("lang", LANGS)
def test_stopping_shows_numbers_first(lang: str) -> None:
    """A number to call stands above every word about stopping."""
    page = browser(lang).get("/learn/scenes/stop/").content.decode()
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
        page = visit.get(f"/learn/scenes/dark_thoughts/{place}").content.decode()
        assert 'href="tel:' in page.partition('class="lead"')[0], place
    assert 'href="tel:' not in visit.get("/learn/scenes/door/").content.decode()


@pytest.mark.parametrize("lang", LANGS)
def test_a_choice_says_how_it_may_land_and_what_is_in_it(lang: str) -> None:
    """The words, the possible reaction, each tag with its why, «try again», and a way on if there is one."""
    page = browser(lang).get("/learn/scenes/door/knock-c/").content.decode()
    for said in ("scene.door.turns.knock.c.say", "scene.door.turns.knock.c.lands"):
        assert escape(sentence(said, lang)) in page
    for part in ("name", "why"):
        assert escape(sentence(f"scenes.tag.pressure.{part}", lang)) in page
    assert {"/learn/scenes/door/knock/", "/learn/scenes/door/loud/"} <= links_on(page)
    only_again = browser(lang).get("/learn/scenes/door/knock-d/").content.decode()
    assert links_on(only_again) == {"/learn/scenes/door/", "/learn/scenes/door/knock/"}


def test_an_end_leads_to_lessons_and_pages() -> None:
    """Where a scene stops, what goes with it can be read: lessons, and pages of the shelf."""
    page = browser().get("/learn/scenes/door/end-cup/").content.decode()
    assert escape(end_of("door", "cup", "en")) in page
    assert escape(sentence("lesson.first_talk.title", "en")) in page
    assert 'href="/learn/lessons/first_talk/"' in page
    assert 'href="/learn/prevention/communication/"' in page


@pytest.mark.parametrize(
    "address",
    [
        "/learn/scenes/nothing/",
        "/learn/scenes/tags/",
        "/learn/scenes/door/nowhere/",
        "/learn/scenes/door/knock-/",
        "/learn/scenes/door/knock-now/",
        "/learn/scenes/door/knock-z/",
        "/learn/scenes/door/end-/",
        "/learn/scenes/door/end-knock/",
        "/learn/scenes/door/-/",
        "/learn/scenes/door/%00/",
        "/learn/scenes/door/เหนื่อย/",
        "/learn/scenes/door/knock-a-b/",
    ],
)
def test_odd_places_lead_nowhere(address: str) -> None:
    """A place there is not is a plain 404, never an error."""
    assert browser().get(address).status_code == 404


@pytest.mark.parametrize("lang", LANGS)
def test_the_rules_are_handed_out_in_the_language_of_the_page(lang: str) -> None:
    """What the browser needs to judge, and not much of it."""
    answer = browser(lang).get("/learn/scenes/rules.json")
    assert json.loads(answer.content) == rules_told(lang)
    assert len(gzip.compress(answer.content)) < 30_000


@pytest.mark.parametrize("lang", LANGS)
def test_pages_of_scenes_keep_their_manners(lang: str) -> None:
    """The page's language, scripts of ours only, light, and neutral to whoever looks over a shoulder."""
    for address in ("/learn/scenes/", "/learn/scenes/door/knock/"):
        page = browser(lang).get(address)
        text = page.content.decode()
        assert f'<html lang="{lang}">' in text
        assert set(re.findall(r'<script src="/static/(\w+)\.[0-9a-f]+\.js" defer>', text)) == {
            "device",
            "page",
            "scenes",
        }
        assert len(re.findall("<script", text)) == 3
        assert not re.search(r"\son\w+=| style=", text)
        assert f"<title>{sentence('web.tab', lang)}</title>" in text
        assert len(gzip.compress(page.content)) < 20_000
        assert scene("door", lang).title in text
