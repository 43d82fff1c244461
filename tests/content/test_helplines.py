"""Help lines: two hosts, a date, three languages, a number that dials, and somebody there at night."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.content.test_knowledge import FORBIDDEN, JAPANESE, THAI

import genkan.knowledge
from genkan.knowledge import LANGUAGES

AS_OF = date(2026, 11, 23)
FRESH_FOR = timedelta(days=180)
OLDEST_PAGE_YEARS = 6  # a number nobody has printed for longer than this is not shown
KINDS = ("emergency", "talk", "hikikomori", "social")
CONFIRMS = {"number", "hours", "service"}
FOLDER = Path(genkan.knowledge.__file__).parent / "helplines"
CODES = sorted(file.stem for file in FOLDER.glob("*.toml"))

Content = dict[str, Any]


def content_of(code: str) -> Content:
    """One country's file as plain tables, so that a test can plant a fault in it."""
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


def host_of(url: str) -> str:
    """The site of an address; a site and its mobile twin are one."""
    host = (urlsplit(url).hostname or "").lower()
    return re.sub(r"^(www\d?|m|amp)\.", "", host)


def problems_of(content: Content, as_of: date) -> list[str]:
    """Everything that keeps a country's help lines from being shown."""
    lines = content["lines"]
    found = [f"{line['id']}: {problem}" for line in lines for problem in problems_of_line(line, as_of)]
    found += [f"country: no {lang}" for lang in LANGUAGES if not content["country"].get(lang, "").strip()]
    if content["check_again_by"] - content["checked_on"] > FRESH_FOR:
        found.append("check_again_by: more than 180 days after checked_on")
    if content["check_again_by"] < as_of:
        found.append("check_again_by: past")
    emergency = [line["kind"] == "emergency" for line in lines]
    if not any(emergency) or emergency != sorted(emergency, reverse=True):
        found.append("emergency numbers do not stand first")
    if not any(line["day_and_night"] and line["kind"] != "emergency" for line in lines):
        found.append("nobody to talk to at night")
    for key in ("id", "number"):
        if len({line[key] for line in lines}) < len(lines):
            found.append(f"{key}: twice")
    return found


def problems_of_line(line: Content, as_of: date) -> list[str]:
    """What is wrong with one line."""
    found = [*problems_of_words(line), *problems_of_sources(line)]
    if not re.fullmatch(r"\+?\d[\d \-]*\d", line["number"]):
        found.append("number: cannot be dialled")
    if not 2 <= len(re.sub(r"\D", "", line["number"])) <= 15:
        found.append("number: too short or too long")
    if line["kind"] not in KINDS:
        found.append("kind: unknown")
    if not all(re.fullmatch(r"[a-z]{2}", lang) for lang in line["languages"]) or not line["languages"]:
        found.append("languages: not two-letter codes")
    if not as_of - FRESH_FOR <= line["checked_on"] <= as_of:
        found.append("checked_on: too long ago, or in the future")
    return found


def problems_of_words(line: Content) -> list[str]:
    """Missing languages, letters of another language, long sentences, words we do not use."""
    found = []
    for part in ("name", "hours", "says"):
        for lang in LANGUAGES:
            text = line[part].get(lang, "").strip()
            if not text:
                found.append(f"{part}: no {lang}")
            found += [f"{part}: «{word}»" for word in FORBIDDEN[lang] if says_word(text, word, lang)]
        if part == "name":
            continue
        if not THAI.search(line[part].get("th", "")) or not JAPANESE.search(line[part].get("ja", "")):
            found.append(f"{part}: not in its own letters")
        if any(len(said.split()) > 20 for said in re.split(r"(?<=[.!?]) ", line[part].get("en", ""))):
            found.append(f"{part}: a sentence of more than 20 words")
    return found


def says_word(text: str, word: str, lang: str) -> bool:
    """Whether a text uses a word."""
    return bool(re.search(rf"\b{word}\b" if lang == "en" else re.escape(word), text.lower()))


def problems_of_sources(line: Content) -> list[str]:
    """Two hosts for the number, one for the hours, and for lines to talk to a page that is not too old."""
    found, sources = [], line["sources"]
    for one in sources:
        if urlsplit(one["url"]).scheme not in ("https", "http") or "." not in host_of(one["url"]):
            found.append("source: no web address")
        if not one["title"].strip() or not one["confirms"] or set(one["confirms"]) - CONFIRMS:
            found.append("source: no title, or unclear what it confirms")
        if one.get("seen_on", line["checked_on"]) > line["checked_on"]:
            found.append("source: dated after the check")
    if len({host_of(one["url"]) for one in sources if "number" in one["confirms"]}) < 2:
        found.append("sources: fewer than two hosts print the number")
    if line["kind"] == "emergency":
        return found
    if not any("hours" in one["confirms"] for one in sources):
        found.append("sources: nobody prints the hours")
    oldest = line["checked_on"].replace(year=line["checked_on"].year - OLDEST_PAGE_YEARS)
    if not any(one.get("seen_on", date.min) >= oldest for one in sources):
        found.append("sources: every page is old or without a date")
    return found


def test_thailand_and_japan_are_there() -> None:
    """The two countries Genkan is first for have help lines."""
    assert {"th", "jp"} <= set(CODES)
    assert all(re.fullmatch(r"[a-z]{2}", code) for code in CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_country_can_be_shown(code: str) -> None:
    """Every line has two hosts, dates, three languages and a number that dials."""
    assert problems_of(content_of(code), AS_OF) == []


@pytest.mark.parametrize("code", CODES)
def test_a_country_is_due_again_after_half_a_year(code: str) -> None:
    """With the clock moved on, the same file is no longer good enough."""
    assert "check_again_by: past" in problems_of(content_of(code), AS_OF + FRESH_FOR + timedelta(days=1))


@pytest.mark.parametrize(
    ("code", "number"),
    [("th", "1669"), ("th", "191"), ("th", "1323"), ("jp", "119"), ("jp", "110"), ("jp", "0120-279-338")],
)
def test_the_first_numbers_are_the_known_ones(code: str, number: str) -> None:
    """No digit of the most needed numbers was swapped."""
    assert number in [line["number"] for line in content_of(code)["lines"]]


def one_source(line: Content) -> None:
    del line["sources"][1:]


def one_host(line: Content) -> None:
    for one in line["sources"]:
        one["url"] = "https://m.thethaiger.com/page"
    line["sources"][0]["url"] = "https://www.thethaiger.com/other"


def old_pages(line: Content) -> None:
    for one in line["sources"]:
        one["seen_on"] = date(2015, 1, 1)


def no_hours(line: Content) -> None:
    for one in line["sources"]:
        one["confirms"] = ["number"]


def no_thai(line: Content) -> None:
    del line["says"]["th"]


def english_for_japanese(line: Content) -> None:
    line["hours"]["ja"] = line["hours"]["en"]


def a_word_number(line: Content) -> None:
    line["number"] = "112 or 999"


def a_verdict(line: Content) -> None:
    line["says"]["en"] = "You should call."


def a_late_source(line: Content) -> None:
    line["sources"][0]["seen_on"] = AS_OF + timedelta(days=1)


def an_old_check(line: Content) -> None:
    line["checked_on"] = AS_OF - FRESH_FOR - timedelta(days=1)


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (one_source, "fewer than two hosts"),
        (one_host, "fewer than two hosts"),
        (old_pages, "every page is old"),
        (no_hours, "nobody prints the hours"),
        (no_thai, "says: no th"),
        (english_for_japanese, "hours: not in its own letters"),
        (a_word_number, "cannot be dialled"),
        (a_verdict, "«should»"),
        (a_late_source, "dated after the check"),
        (an_old_check, "checked_on: too long ago"),
    ],
)
def test_a_planted_fault_in_a_line_is_seen(plant: Callable[[Content], None], expected: str) -> None:
    """The judge that passes the files catches each fault it is there for."""
    line = copy.deepcopy(next(one for one in content_of("th")["lines"] if one["id"] == "mental_health"))
    assert problems_of_line(line, AS_OF) == []
    plant(line)
    assert any(expected in problem for problem in problems_of_line(line, AS_OF))


def test_a_planted_fault_in_a_country_is_seen() -> None:
    """No emergency number first, nobody at night, a number twice, a date too far: each is caught."""
    content = content_of("th")
    content["lines"].reverse()
    assert "emergency numbers do not stand first" in problems_of(content, AS_OF)
    content["lines"] = [{**line, "day_and_night": False} for line in content["lines"]]
    assert "nobody to talk to at night" in problems_of(content, AS_OF)
    content["lines"].append(content["lines"][0])
    assert {"id: twice", "number: twice"} <= set(problems_of(content, AS_OF))
    content["check_again_by"] = content["checked_on"] + FRESH_FOR + timedelta(days=1)
    assert "check_again_by: more than 180 days after checked_on" in problems_of(content, AS_OF)
