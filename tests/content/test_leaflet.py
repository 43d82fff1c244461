"""The leaflet, line by line: each lives somewhere in Genkan, and each thing it lists is a whole page."""

from __future__ import annotations

import copy
import hashlib
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

import genkan.knowledge
from genkan.knowledge import LANGUAGES, sentences, sources
from genkan.learn import SECTIONS, all_pages, pages_of
from genkan.nouns import Mark
from genkan_web.doors.learn import TOOLS

ROOT = Path(__file__).parent.parent.parent
LEAFLET = ROOT.parent / "shared" / "leaflet.txt"
FOLDER = Path(genkan.knowledge.__file__).parent
PARTS = {"causes": 6, "signs": 6, "prevention": 5, "treatment": 5}  # what the leaflet lists
LINES = 34
MOST_WORDS = 12
MAY_LACK = {
    "pages/seek_help_promptly": ["at_home: empty"]
}  # it says when and whom; the signs say how it looks
SHELF_PAGES = [place for part in PARTS for place in pages_of(part)]

Content = dict[str, Any]


def the_map() -> list[Content]:
    """The entries as plain tables, so that a test can plant a fault in them."""
    lines: list[Content] = tomllib.loads((FOLDER / "leaflet.toml").read_text(encoding="utf-8"))["lines"]
    return lines


def page_content(place: str) -> Content:
    """One page of the learn shelf as a plain table."""
    return tomllib.loads((FOLDER / f"{place}.toml").read_text(encoding="utf-8"))


def leaflet_lines(text: str) -> list[str]:
    """The lines of a leaflet without dashes and double spaces; empty ones and lone dashes are none."""
    lines = (" ".join(line.strip().removeprefix("-").split()) for line in text.splitlines())
    return [line for line in lines if line]


def hash_of(line: str) -> str:
    """How the map knows a line."""
    return hashlib.sha256(line.encode()).hexdigest()


def place_is_there(place: str) -> bool:
    """Whether a page, a sentence or a tool of that name exists."""
    kind, _, name = place.partition(":")
    known = {"learn": all_pages(), "sentence": set(sentences()), "tool": set(TOOLS)}
    return name in known.get(kind, set())


def problems_of_map(entries: Sequence[Content], lines: Sequence[str] | None = None) -> list[str]:
    """What keeps the map from being complete; ``lines`` of the leaflet itself, where it is at hand."""
    found = [f"{one['about']}: {problem}" for one in entries for problem in problems_of_entry(one)]
    hashes = [one.get("sha256", "") for one in entries]
    found += ["sha256: twice"] if len(set(hashes)) < len(hashes) else []
    counted = Counter(one.get("part") for one in entries)
    found += [
        f"{part}: {counted[part]} lines, not {count}"
        for part, count in PARTS.items()
        if counted[part] != count
    ]
    for part in PARTS:
        named = [first_place(one) for one in entries if one.get("part") == part]
        if sorted(named) != sorted(f"learn:{place}" for place in pages_of(part)):
            found.append(f"{part}: not each line a page of its own, in a shelf without others")
    if len(entries) != LINES:
        found.append(f"{len(entries)} lines, not {LINES}")
    if lines is not None:
        found += [f"without an entry: «{line}»" for line in lines if hash_of(line) not in hashes]
        there = {hash_of(line) for line in lines}
        found += [f"{one['about']}: no line of the leaflet" for one in entries if one["sha256"] not in there]
    return found


def first_place(entry: Content) -> str:
    """Where a line lives first of all."""
    return str(next(iter(entry.get("at", ())), ""))


def problems_of_entry(entry: Content) -> list[str]:
    """What is wrong with one entry."""
    found = [] if set(entry) == {"part", "sha256", "about", "at"} else ["keys: missing or unknown"]
    if not re.fullmatch(r"[0-9a-f]{64}", entry.get("sha256", "")):
        found.append("sha256: not one")
    if entry.get("part") not in {*PARTS, "frame"}:
        found.append("part: unknown")
    if not 1 <= len(entry.get("about", "").split()) <= MOST_WORDS:
        found.append("about: not a short paraphrase")
    if hash_of(entry.get("about", "")) == entry.get("sha256"):
        found.append("about: copied")
    if not entry.get("at"):
        found.append("at: nowhere")
    return found + [f"{place}: is not there" for place in entry.get("at", ()) if not place_is_there(place)]


def problems_of_page(place: str, content: Content) -> list[str]:
    """What a page that the leaflet names still lacks."""
    shelf, _, identity = place.partition("/")
    texts = content.get("texts", {}).get("learn", {}).get(shelf, {}).get(identity, {})
    found = [f"{name}: empty" for name in SECTIONS if not texts.get(name)]
    entries = [
        *((name, texts.get(name, {})) for name in ("title", "short")),
        *((f"{name}.{key}", one) for name in SECTIONS for key, one in texts.get(name, {}).items()),
    ]
    found += [
        f"{name}: no {lang}" for name, one in entries for lang in LANGUAGES if not one.get(lang, "").strip()
    ]
    for key, one in texts.get("evidence", {}).items():
        if one.get("source") not in sources():
            found.append(f"evidence.{key}: no known source")
        if one.get("mark") not in set(Mark):
            found.append(f"evidence.{key}: no mark")
    leads = content.get("leads_to", [])
    found += ["leads_to: nowhere"] if not leads else []
    found += [f"leads_to: «{to}» is not there" for to in leads if not way_is_there(to)]
    found += ["leads_to: itself"] if f"learn:{place}" in leads else []
    return found


def way_is_there(to: str) -> bool:
    """Whether what acts on a page exists."""
    return place_is_there(to if to.startswith("learn:") else f"tool:{to}")


def test_the_map_is_complete() -> None:
    """6 causes, 6 signs, 5 ways of prevention, 5 of care and the lines around them, in places that exist."""
    assert problems_of_map(the_map()) == []


def test_every_line_of_the_leaflet_has_its_entry_and_no_other() -> None:
    """Beside the leaflet itself its hashes are compared; without it the map's own completeness stands."""
    lines = leaflet_lines(LEAFLET.read_text(encoding="utf-8")) if LEAFLET.exists() else None
    assert problems_of_map(the_map(), lines) == []


def test_dashes_and_spaces_are_no_part_of_a_line() -> None:
    """A dash of its own is no line; one in front, double spaces and line ends are left off; case is kept."""
    assert leaflet_lines("-\n\n- One  line\r\n-Another \n  - \nA – B\n") == ["One line", "Another", "A – B"]
    assert hash_of("one line") != hash_of("One line")


@pytest.mark.parametrize("place", SHELF_PAGES)
def test_what_the_leaflet_names_is_a_page_with_everything_on_it(place: str) -> None:
    """All sections in three languages, evidence with source and mark, and somewhere to go from here."""
    assert problems_of_page(place, page_content(place)) == []


@pytest.mark.parametrize("place", sorted(all_pages() - set(SHELF_PAGES)))
def test_the_pages_beside_the_leaflet_lead_somewhere_too(place: str) -> None:
    """What a professional would add is held to the same."""
    assert problems_of_page(place, page_content(place)) == MAY_LACK.get(place, [])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_tool_that_works_a_line_opens(static_files: None, lang: str) -> None:
    """A fresh visit sees the tool, or the entrance where answers are needed first."""
    for name in sorted({place for one in the_map() for place in one["at"] if place.startswith("tool:")}):
        address, said = TOOLS[name.removeprefix("tool:")]
        page = Client(headers={"accept-language": lang}).get(reverse(address))
        opened = page.status_code == 200
        to_entrance = page.status_code == 302 and page.headers["Location"] == reverse("entrance")
        assert opened or to_entrance, (name, page.status_code)
        assert said in sentences()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_page_of_the_map_opens(static_files: None, lang: str) -> None:
    """The pages named by the map are served in every language, with their own title."""
    places = {place.removeprefix("learn:") for one in the_map() for place in one["at"] if "learn:" in place}
    assert set(SHELF_PAGES) <= places
    for place in sorted(places):
        shelf, _, name = place.partition("/")
        page = Client(headers={"accept-language": lang}).get(reverse("learn-page", args=[shelf, name]))
        assert page.status_code == 200, place
        assert f'<html lang="{lang}"' in page.content.decode()


def no_entry(entries: list[Content]) -> None:
    entries.pop()


def an_entry_too_many(entries: list[Content]) -> None:
    entries.append({**entries[0], "sha256": hash_of("another line")})


def a_cause_forgotten(entries: list[Content]) -> None:
    entries.remove(next(one for one in entries if one["part"] == "causes"))


def two_on_one_page(entries: list[Content]) -> None:
    first, second = [one for one in entries if one["part"] == "signs"][:2]
    second["at"] = first["at"]


def a_page_that_is_not_there(entries: list[Content]) -> None:
    entries[6]["at"].append("learn:causes/laziness")


def a_sentence_that_is_not_there(entries: list[Content]) -> None:
    entries[6]["at"].append("sentence:checkup.nothing.ask")


def a_tool_that_is_not_there(entries: list[Content]) -> None:
    entries[6]["at"].append("tool:alarm")


def nowhere(entries: list[Content]) -> None:
    entries[0]["at"] = []


def the_same_line(entries: list[Content]) -> None:
    entries[1]["sha256"] = entries[0]["sha256"]


def a_torn_hash(entries: list[Content]) -> None:
    entries[0]["sha256"] = entries[0]["sha256"][:-1]


def a_copied_line(entries: list[Content]) -> None:
    entries[0]["sha256"] = hash_of(entries[0]["about"])


def a_long_paraphrase(entries: list[Content]) -> None:
    entries[0]["about"] = "word " * (MOST_WORDS + 1)


def a_slip_of_the_pen(entries: list[Content]) -> None:
    entries[0]["part"] = "cause"


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (no_entry, "33 lines, not 34"),
        (an_entry_too_many, "35 lines, not 34"),
        (a_cause_forgotten, "causes: 5 lines, not 6"),
        (two_on_one_page, "signs: not each line a page of its own"),
        (a_page_that_is_not_there, "learn:causes/laziness: is not there"),
        (a_sentence_that_is_not_there, "sentence:checkup.nothing.ask: is not there"),
        (a_tool_that_is_not_there, "tool:alarm: is not there"),
        (nowhere, "at: nowhere"),
        (the_same_line, "sha256: twice"),
        (a_torn_hash, "sha256: not one"),
        (a_copied_line, "about: copied"),
        (a_long_paraphrase, "about: not a short paraphrase"),
        (a_slip_of_the_pen, "part: unknown"),
    ],
)
def test_a_planted_fault_in_the_map_is_seen(plant: Callable[[list[Content]], None], expected: str) -> None:
    """The judge that passes the map catches each fault it is there for."""
    entries = the_map()
    plant(entries)
    assert any(expected in problem for problem in problems_of_map(entries))


def test_a_line_without_an_entry_and_an_entry_without_a_line_are_seen() -> None:
    """With a leaflet at hand both directions are judged."""
    entries = the_map()
    entries[0]["sha256"] = hash_of("A title")
    found = problems_of_map(entries, ["A title", "A line nobody mapped"])
    assert "without an entry: «A line nobody mapped»" in found
    assert not [problem for problem in found if "«A title»" in problem]
    assert sum("no line of the leaflet" in problem for problem in found) == LINES - 1


def a_missing_section(texts: Content, _: Content) -> None:
    del texts["harms"]


def no_thai(texts: Content, _: Content) -> None:
    del texts["helps"]["a"]["th"]


def an_empty_title(texts: Content, _: Content) -> None:
    texts["title"]["ja"] = " "


def an_unknown_source(texts: Content, _: Content) -> None:
    texts["evidence"]["a"]["source"] = "somebody1999"


def no_mark(texts: Content, _: Content) -> None:
    del texts["evidence"]["a"]["mark"]


def no_way_on(_: Content, page: Content) -> None:
    page["leads_to"] = []


def a_way_to_nothing(_: Content, page: Content) -> None:
    page["leads_to"].append("learn:causes/laziness")


def an_unknown_tool(_: Content, page: Content) -> None:
    page["leads_to"].append("alarm")


def a_way_in_circles(_: Content, page: Content) -> None:
    page["leads_to"].append("learn:causes/stress")


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (a_missing_section, "harms: empty"),
        (no_thai, "helps.a: no th"),
        (an_empty_title, "title: no ja"),
        (an_unknown_source, "evidence.a: no known source"),
        (no_mark, "evidence.a: no mark"),
        (no_way_on, "leads_to: nowhere"),
        (a_way_to_nothing, "leads_to: «learn:causes/laziness» is not there"),
        (an_unknown_tool, "leads_to: «alarm» is not there"),
        (a_way_in_circles, "leads_to: itself"),
    ],
)
def test_a_planted_fault_in_a_page_is_seen(plant: Callable[[Content, Content], None], expected: str) -> None:
    """A section, a language, a source, a mark or a way on that is missing is caught."""
    page = copy.deepcopy(page_content("causes/stress"))
    assert problems_of_page("causes/stress", page) == []
    plant(page["texts"]["learn"]["causes"]["stress"], page)
    assert any(expected in problem for problem in problems_of_page("causes/stress", page))
