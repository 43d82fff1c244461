"""Help lines: two hosts, a date, three languages, hours a clock can read, and somebody there at night."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import pytest
from tests.content.test_knowledge import FORBIDDEN, JAPANESE, THAI

import genkan.knowledge
from genkan.knowledge import LANGUAGES

AS_OF = date(2026, 11, 25)
FRESH_FOR = timedelta(days=180)
OLDEST_PAGE_YEARS = 6  # a number nobody has printed for longer than this is not shown
KINDS = ("emergency", "talk", "youth", "hikikomori", "social")
WAYS = ("phone", "text", "chat")
WHOM = {"anyone", "family", "youth", "child"}
CENTRE_KINDS = ("hikikomori", "clinic", "youth", "family")
CONFIRMS = {"number", "address", "hours", "service"}
KEYS_OF_A_LINE = {
    "id",
    "number",
    "way",
    "address",
    "keyword",
    "kind",
    "whom",
    "free",
    "day_and_night",
    "open",
    "languages",
    "checked_on",
    "name",
    "hours",
    "says",
    "sources",
}
KEYS = {
    "country": {
        "meaning",
        "sources",
        "written_by",
        "checked_on",
        "check_again_by",
        "first_written",
        "country",
        "zone",
        "also_zones",
        "speaks",
        "no_night_line",
        "lines",
        "centres",
        "kept_back",
    },
    "line": KEYS_OF_A_LINE,
    "centre": {"id", "kind", "address", "name", "says", "find", "sources"},
    "kept back": {"id", "number", "way", "address", "keyword", "kind", "why", "sources"},
}
FOLDER = Path(genkan.knowledge.__file__).parent / "helplines"
CODES = sorted(file.stem for file in FOLDER.glob("*.toml"))

ALL_WEEK = set(range(1, 8))
DAY_NAMES = {
    "en": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
    "th": ["จันทร์", "อังคาร", "พุธ", "พฤหัส", "ศุกร์", "เสาร์", "อาทิตย์"],
    "ja": ["月曜", "火曜", "水曜", "木曜", "金曜", "土曜", "日曜"],
}
EVERY_DAY = {"en": ("every day", "every night"), "th": ("ทุกวัน", "ทุกคืน"), "ja": ("毎日", "毎晩")}
SHORT_DAYS = {
    "en": {"weekdays": {1, 2, 3, 4, 5}, "weekends": {6, 7}},
    "th": {"วันธรรมดา": {1, 2, 3, 4, 5}, "เสาร์–อาทิตย์": {6, 7}},
    "ja": {"平日": {1, 2, 3, 4, 5}, "土日": {6, 7}},
}
DAY_AND_NIGHT = {"en": "day and night", "th": "24 ชั่วโมง", "ja": "24時間"}
CLOCKS = {
    "en": re.compile(r"\b(\d{1,2}):(\d\d)\b"),
    "th": re.compile(r"\b(\d{1,2})[.:](\d\d)\b"),
    "ja": re.compile(r"(\d{1,2})(?:時(?!間)(?:(\d{1,2})分)?|:(\d\d))"),
}
NAMED_TIMES = {
    "en": {"midnight": 0, "noon": 720},
    "th": {"เที่ยงคืน": 0, "เที่ยงวัน": 720},
    "ja": {"正午": 720},
}
MIDNIGHT = 24 * 60

Content = dict[str, Any]


def content_of(code: str) -> Content:
    """One country's file as plain tables, so that a test can plant a fault in it."""
    return tomllib.loads((FOLDER / f"{code}.toml").read_text(encoding="utf-8"))


def line_of(code: str, identity: str) -> Content:
    """A copy of one line."""
    return copy.deepcopy(next(one for one in content_of(code)["lines"] if one["id"] == identity))


def host_of(url: str) -> str:
    """The site of an address; a site and its mobile twin are one."""
    host = (urlsplit(url).hostname or "").lower()
    return re.sub(r"^(www\d?|m|amp)\.", "", host)


def reached_by(one: Content) -> str:
    """What a person dials or opens, so that the same number written in two ways is one."""
    return re.sub(r"\D", "", one.get("number", "")) or one.get("address", "").rstrip("/")


def problems_of(content: Content, as_of: date) -> list[str]:
    """Everything that keeps a country's help lines from being shown."""
    lines, centres, kept = content["lines"], content.get("centres", []), content.get("kept_back", [])
    found = [f"{line['id']}: {problem}" for line in lines for problem in problems_of_line(line, as_of)]
    found += [f"{one['id']}: {problem}" for one in centres for problem in problems_of_centre(one, as_of)]
    found += [f"{one['id']}: {problem}" for one in kept for problem in problems_of_kept_back(one, as_of)]
    found += [f"country: no {lang}" for lang in LANGUAGES if not content["country"].get(lang, "").strip()]
    found += [*unknown_keys(content, "country"), *problems_of_place(content)]
    last_good = min([content["checked_on"], *(line["checked_on"] for line in lines)]) + FRESH_FOR
    if content["check_again_by"] > last_good:
        found.append("check_again_by: more than 180 days after checked_on")
    if content["check_again_by"] < as_of:
        found.append("check_again_by: past")
    emergency = [line["kind"] == "emergency" for line in lines]
    if not any(emergency) or emergency != sorted(emergency, reverse=True):
        found.append("emergency numbers do not stand first")
    at_night = any(
        line["day_and_night"] and line["kind"] == "talk" and "anyone" in line["whom"] for line in lines
    )
    if not at_night and not content.get("no_night_line"):
        found.append("nobody to talk to at night")
    if at_night and "no_night_line" in content:
        found.append("no_night_line: but somebody is there at night")
    if len({line["id"] for line in lines}) < len(lines):
        found.append("id: twice")
    if len({(line.get("way", "phone"), reached_by(line)) for line in lines}) < len(lines):
        found.append("number: twice")
    if {(one.get("way", "phone"), reached_by(one)) for one in kept} & {
        (line.get("way", "phone"), reached_by(line)) for line in lines
    } or {one["id"] for one in kept} & {line["id"] for line in lines}:
        found.append("kept_back: also among the lines")
    return found


def problems_of_place(content: Content) -> list[str]:
    """Zones a clock knows, and the languages most people there speak."""
    zones = [content.get("zone", ""), *content.get("also_zones", [])]
    found = [f"zone: «{zone}» is not known" for zone in zones if zone not in available_timezones()]
    if not two_letter_codes(content.get("speaks", [])):
        found.append("speaks: not two-letter codes")
    return found


def two_letter_codes(languages: list[str]) -> bool:
    """Whether languages are named, all by their codes."""
    return bool(languages) and all(re.fullmatch(r"[a-z]{2}", lang) for lang in languages)


def unknown_keys(one: Content, what: str) -> list[str]:
    """Keys nobody reads: a slip of the pen that would silently change nothing."""
    return [f"{key}: not a key of a {what}" for key in sorted(set(one) - KEYS[what])]


def problems_of_line(line: Content, as_of: date) -> list[str]:
    """What is wrong with one line."""
    found = [*unknown_keys(line, "line"), *problems_of_words(line, ("name", "hours", "says"))]
    found += [*problems_of_way(line), *problems_of_hours(line), *problems_of_line_sources(line)]
    if line["kind"] not in KINDS:
        found.append("kind: unknown")
    if not line.get("whom") or set(line["whom"]) - WHOM:
        found.append("whom: empty or unknown")
    if not isinstance(line.get("free", True), bool):
        found.append("free: neither true nor false")
    if not two_letter_codes(line["languages"]):
        found.append("languages: not two-letter codes")
    if not as_of - FRESH_FOR <= line["checked_on"] <= as_of:
        found.append("checked_on: too long ago, or in the future")
    return found


def problems_of_way(line: Content) -> list[str]:
    """A phone or a text has a number that dials, a chat has a page to open."""
    way, number = line.get("way", "phone"), line.get("number", "")
    found = [] if way in WAYS else ["way: unknown"]
    if way == "chat" and not is_page(line.get("address", "")):
        found.append("chat: no https address")
    if way != "chat" and "address" in line:
        found.append("address: only a chat has one")
    if way != "chat" and not number:
        found.append(f"{way}: no number")
    if way != "text" and "keyword" in line:
        found.append("keyword: only a text has one")
    if not line.get("keyword", "a word").strip():
        found.append("keyword: empty")
    if number and not re.fullmatch(r"\+?\d[\d \-]*\d", number):
        found.append("number: cannot be dialled")
    if number and not 2 <= len(re.sub(r"\D", "", number)) <= 15:
        found.append("number: too short or too long")
    return found


def is_page(address: str) -> bool:
    """Whether this is an address a browser opens safely."""
    return urlsplit(address).scheme == "https" and "." in host_of(address)


def problems_of_hours(line: Content) -> list[str]:
    """Hours for a clock that parse, and that say the same as the hours for people."""
    entries = line.get("open", [])
    if line["day_and_night"]:
        unsaid = [lang for lang in LANGUAGES if DAY_AND_NIGHT[lang] not in line["hours"].get(lang, "")]
        found = [f"hours: {lang} does not say day and night" for lang in unsaid]
        return found + (["open: but the line never closes"] if entries else [])
    if not entries:
        return ["open: missing"]
    if not all(entry_parses(entry) for entry in entries):
        return ["open: an entry does not parse"]
    stretches = sorted(stretch for entry in entries for stretch in stretches_of(entry))
    if any(end > start for (_, end), (start, _) in pairwise(stretches)):
        return ["open: entries overlap"]
    if sum(end - start for start, end in stretches) == 7 * MIDNIGHT:
        return ["open: the whole week, so day_and_night is true"]
    return problems_of_written_hours(line, entries)


def entry_parses(entry: Content) -> bool:
    """``{ days = "1-5", from = "09:00", to = "17:00" }``, days by ISO, the end after the start."""
    if set(entry) != {"days", "from", "to"} or not re.fullmatch(r"[1-7](-[1-7])?", entry["days"]):
        return False
    if not all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", entry[end]) for end in ("from", "to")):
        return False
    first, last = days_of(entry)
    return minute_of(entry["from"]) < minute_of(entry["to"]) and (len(entry["days"]) == 1 or first < last)


def days_of(entry: Content) -> tuple[int, int]:
    """First and last day of an entry."""
    return int(entry["days"][0]), int(entry["days"][-1])


def minute_of(clock: str) -> int:
    """Minutes since the day began; 24:00 is the day's end."""
    return int(clock[:2]) * 60 + int(clock[3:])


def stretches_of(entry: Content) -> list[tuple[int, int]]:
    """The minutes of the week an entry covers."""
    first, last = days_of(entry)
    starts = [(day - 1) * MIDNIGHT for day in range(first, last + 1)]
    return [(day + minute_of(entry["from"]), day + minute_of(entry["to"])) for day in starts]


def problems_of_written_hours(line: Content, entries: list[Content]) -> list[str]:
    """Each opening and closing time, and each day, is told in all three languages; English tells no other.

    In English a sentence that names days holds the regular hours and nothing else, such as «Monday to
    Friday, 9:00–17:00.»; exceptions follow in sentences that name no day.
    """
    times, runs, joined = times_and_runs(entries)
    found = []
    for lang in LANGUAGES:
        text = line["hours"].get(lang, "")
        if times - times_told(text, lang):
            found.append(f"hours: {lang} does not tell when it opens or closes")
        if not tells_days(text, lang, runs):
            found.append(f"hours: {lang} does not tell the days")
    english = line["hours"].get("en", "")
    regular = " ".join(said for said in re.split(r"(?<=[.!?]) ", english) if days_told(said))
    if times_told(regular, "en") - times - ({0} if joined else set()):
        found.append("hours: en tells a time that the clock does not know")
    if days_told(regular) != {day for first, last in runs for day in range(first, last + 1)}:
        found.append("hours: en and the clock differ in the days")
    if DAY_AND_NIGHT["en"] in english:
        found.append("hours: en says day and night, but the line closes")
    return found


def times_and_runs(entries: list[Content]) -> tuple[set[int], set[tuple[int, int]], bool]:
    """Times a person is told, day runs, and whether two entries join over midnight.

    What runs on after midnight belongs to the evening before: people say «Friday, 22:00–6:00».
    """
    evenings = {
        day
        for entry in entries
        if entry["to"] == "24:00"
        for day in range(days_of(entry)[0], days_of(entry)[1] + 1)
    }
    times: set[int] = set()
    runs: set[tuple[int, int]] = set()
    joined = False
    for entry in entries:
        first, last = days_of(entry)
        before = {(day - 2) % 7 + 1 for day in range(first, last + 1)}
        runs_on = entry["from"] == "00:00" and entry["to"] != "24:00" and before <= evenings
        joined = joined or runs_on
        times |= {minute_of(entry["from"]) % MIDNIGHT, minute_of(entry["to"]) % MIDNIGHT}
        if not runs_on:
            runs.add((first, last))
    return (times - {0} if joined else times), runs, joined


def times_told(text: str, lang: str) -> set[int]:
    """All times of the day in a text, midnight as 0."""
    clocks = (found.groups() for found in CLOCKS[lang].finditer(text))
    minutes = {
        (int(hour) * 60 + int(next((one for one in rest if one), 0))) % MIDNIGHT for hour, *rest in clocks
    }
    return minutes | {minute for word, minute in NAMED_TIMES[lang].items() if word in text}


def tells_days(text: str, lang: str, runs: Iterable[tuple[int, int]]) -> bool:
    """Whether a text names every day, or the first and the last day of each run."""
    runs = set(runs)
    whole_week = {day for first, last in runs for day in range(first, last + 1)} == ALL_WEEK
    if whole_week and any(word in text.lower() for word in EVERY_DAY[lang]):
        return True
    return all(
        all(DAY_NAMES[lang][day - 1] in text for day in run)
        or any(
            word in text.lower() and {*range(run[0], run[1] + 1)} <= days
            for word, days in SHORT_DAYS[lang].items()
        )
        for run in runs
    )


def days_told(text: str) -> set[int]:
    """The days an English text names, ranges filled."""
    if any(word in text.lower() for word in EVERY_DAY["en"]):
        return set(ALL_WEEK)
    names, told = "|".join(DAY_NAMES["en"]), set()
    number = {name: day for day, name in enumerate(DAY_NAMES["en"], 1)}
    for first, last in re.findall(rf"({names})(?:(?: to |–| through )({names}))?", text):
        told |= {*range(number[first], number[last or first] + 1)}
    for word, days in SHORT_DAYS["en"].items():
        told |= days if word in text.lower() else set()
    return told


def problems_of_words(one: Content, parts: tuple[str, ...]) -> list[str]:
    """Missing languages, letters of another language, long sentences, words we do not use."""
    found = []
    for part in parts:
        said_in = one.get(part, {})
        for lang in LANGUAGES:
            text = said_in.get(lang, "").strip()
            if not text:
                found.append(f"{part}: no {lang}")
            found += [f"{part}: «{word}»" for word in FORBIDDEN[lang] if says_word(text, word, lang)]
        if part == "name":
            continue
        if not THAI.search(said_in.get("th", "")) or not JAPANESE.search(said_in.get("ja", "")):
            found.append(f"{part}: not in its own letters")
        if too_long(said_in.get("en", "")):
            found.append(f"{part}: a sentence of more than 20 words")
    return found


def too_long(text: str) -> bool:
    """Whether an English text has a sentence of more than 20 words."""
    return any(len(said.split()) > 20 for said in re.split(r"(?<=[.!?]) ", text))


def says_word(text: str, word: str, lang: str) -> bool:
    """Whether a text uses a word."""
    return bool(re.search(rf"\b{word}\b" if lang == "en" else re.escape(word), text.lower()))


def problems_of_sources(sources: list[Content], until: date) -> list[str]:
    """Each source has an address, a title, what it confirms, and no date after the look."""
    found = [] if sources else ["sources: none"]
    for one in sources:
        if urlsplit(one["url"]).scheme not in ("https", "http") or "." not in host_of(one["url"]):
            found.append("source: no web address")
        if not one["title"].strip() or not one["confirms"] or set(one["confirms"]) - CONFIRMS:
            found.append("source: no title, or unclear what it confirms")
        if one.get("seen_on", until) > until:
            found.append("source: dated after the check")
    return found


def hosts_that(sources: list[Content], *confirmed: str) -> set[str]:
    """The hosts that confirm one of these."""
    return {host_of(one["url"]) for one in sources if set(one["confirms"]) & set(confirmed)}


def problems_of_line_sources(line: Content) -> list[str]:
    """Two hosts for the number or page, one for the hours, and for lines to talk to a page not too old."""
    sources = line["sources"]
    found = problems_of_sources(sources, line["checked_on"])
    printed = ("number", "address") if line.get("way") == "chat" else ("number",)
    if len(hosts_that(sources, *printed)) < 2:
        found.append("sources: fewer than two hosts print the number")
    if line["kind"] == "emergency":
        return found
    if not hosts_that(sources, "hours"):
        found.append("sources: nobody prints the hours")
    oldest = line["checked_on"].replace(year=line["checked_on"].year - OLDEST_PAGE_YEARS)
    if not any(one.get("seen_on", date.min) >= oldest for one in sources):
        found.append("sources: every page is old or without a date")
    return found


def problems_of_centre(centre: Content, as_of: date) -> list[str]:
    """A class of places: three languages, how to reach the nearest, two hosts that tell what it does."""
    found = [*unknown_keys(centre, "centre"), *problems_of_words(centre, ("name", "says", "find"))]
    found += problems_of_sources(centre["sources"], as_of)
    if centre["kind"] not in CENTRE_KINDS:
        found.append("kind: unknown")
    if "address" in centre and not is_page(centre["address"]):
        found.append("address: not an https page")
    if len(hosts_that(centre["sources"], "service")) < 2:
        found.append("sources: fewer than two hosts tell what it does")
    return found


def problems_of_kept_back(one: Content, as_of: date) -> list[str]:
    """What is not shown still says what it is and, in one sentence, why it waits."""
    found = [*unknown_keys(one, "kept back"), *problems_of_sources(one["sources"], as_of)]
    why = one.get("why", "").strip()
    if not why.endswith(".") or ". " in why or too_long(why):
        found.append("why: not one short sentence")
    if not one.get("number", one.get("address", "")).strip():
        found.append("kept_back: neither number nor address")
    if one["kind"] not in KINDS or one.get("way", "phone") not in WAYS:
        found.append("kind or way: unknown")
    return found


def test_thailand_and_japan_are_there() -> None:
    """The two countries Genkan is first for have help lines."""
    assert {"th", "jp"} <= set(CODES)
    assert all(re.fullmatch(r"[a-z]{2}", code) for code in CODES)


@pytest.mark.parametrize("code", CODES)
def test_a_country_can_be_shown(code: str) -> None:
    """Every line has two hosts, dates, three languages, hours that agree and a way that works."""
    assert problems_of(content_of(code), AS_OF) == []


@pytest.mark.parametrize("code", CODES)
def test_a_country_is_due_again_after_half_a_year(code: str) -> None:
    """With the clock moved on, the same file is no longer good enough."""
    assert "check_again_by: past" in problems_of(content_of(code), AS_OF + FRESH_FOR + timedelta(days=1))


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("th", "1669"),
        ("th", "191"),
        ("th", "1323"),
        ("th", "1387"),
        ("th", "1300"),
        ("jp", "119"),
        ("jp", "110"),
        ("jp", "0120-279-338"),
        ("jp", "0120-0-78310"),
        ("jp", "0120-99-7777"),
        ("jp", "0120-279-889"),
    ],
)
def test_the_first_numbers_are_the_known_ones(code: str, number: str) -> None:
    """No digit of the most needed numbers was swapped."""
    assert number in [line.get("number") for line in content_of(code)["lines"]]


@pytest.mark.parametrize("code", ["th", "jp"])
def test_the_first_countries_are_complete(code: str) -> None:
    """Somebody for the young, somebody when there is violence, and a way for who cannot use their voice."""
    content = content_of(code)
    lines = content["lines"]
    assert {"emergency", "talk", "youth", "social"} <= {line["kind"] for line in lines}
    assert [line["id"] for line in lines if line.get("way", "phone") != "phone"]
    assert [line["id"] for line in lines if "family" in line["whom"] and line["kind"] == "talk"]
    assert {"clinic", "youth"} <= {centre["kind"] for centre in content["centres"]}


def test_japan_names_the_places_for_withdrawal() -> None:
    """The support centres and the families' federation, which only Japan has."""
    assert {centre["kind"] for centre in content_of("jp")["centres"]} == set(CENTRE_KINDS)


def one_source(line: Content) -> None:
    del line["sources"][1:]


def one_host(line: Content) -> None:
    for one in line["sources"]:
        one["url"] = "https://m.thethaiger.com/page"
    line["sources"][0]["url"] = "https://www.thethaiger.com/other"


def no_source(one: Content) -> None:
    one["sources"].clear()


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


def a_star_code(line: Content) -> None:
    line["number"] = "*4141"


def a_verdict(line: Content) -> None:
    line["says"]["en"] = "You should call."


def a_late_source(one: Content) -> None:
    one["sources"][0]["seen_on"] = AS_OF + timedelta(days=1)


def an_old_check(line: Content) -> None:
    line["checked_on"] = AS_OF - FRESH_FOR - timedelta(days=1)


def a_new_kind(one: Content) -> None:
    one["kind"] = "hotline"


def a_new_way(line: Content) -> None:
    line["way"] = "fax"


def a_new_whom(line: Content) -> None:
    line["whom"] = ["everybody"]


def no_whom(line: Content) -> None:
    del line["whom"]


def a_price(line: Content) -> None:
    line["free"] = "yes"


def a_slip_of_the_pen(one: Content) -> None:
    one["adress"] = "https://example.org"


def an_address_to_dial(line: Content) -> None:
    line["address"] = "https://example.org"


def a_text_without_number(line: Content) -> None:
    line["way"] = "text"
    del line["number"]


def a_phone_without_number(line: Content) -> None:
    del line["number"]


def a_keyword_to_dial(line: Content) -> None:
    line["keyword"] = "HOME"


def an_empty_keyword(line: Content) -> None:
    line["way"], line["keyword"] = "text", " "


def hours_that_never_end(line: Content) -> None:
    line["open"] = [{"days": "1-7", "from": "09:00", "to": "17:00"}]


def no_day_and_night_in_thai(line: Content) -> None:
    line["hours"]["th"] = "เปิดทุกวัน"


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (one_source, "fewer than two hosts"),
        (one_host, "fewer than two hosts"),
        (no_source, "sources: none"),
        (old_pages, "every page is old"),
        (no_hours, "nobody prints the hours"),
        (no_thai, "says: no th"),
        (english_for_japanese, "hours: not in its own letters"),
        (a_word_number, "cannot be dialled"),
        (a_star_code, "cannot be dialled"),
        (a_verdict, "«should»"),
        (a_late_source, "dated after the check"),
        (an_old_check, "checked_on: too long ago"),
        (a_new_kind, "kind: unknown"),
        (a_new_way, "way: unknown"),
        (a_new_whom, "whom: empty or unknown"),
        (no_whom, "whom: empty or unknown"),
        (a_price, "free: neither"),
        (a_slip_of_the_pen, "adress: not a key"),
        (an_address_to_dial, "address: only a chat"),
        (a_text_without_number, "text: no number"),
        (a_phone_without_number, "phone: no number"),
        (a_keyword_to_dial, "keyword: only a text"),
        (an_empty_keyword, "keyword: empty"),
        (hours_that_never_end, "open: but the line never closes"),
        (no_day_and_night_in_thai, "th does not say day and night"),
    ],
)
def test_a_planted_fault_in_a_line_is_seen(plant: Callable[[Content], None], expected: str) -> None:
    """The judge that passes the files catches each fault it is there for."""
    line = line_of("th", "mental_health")
    assert problems_of_line(line, AS_OF) == []
    plant(line)
    assert any(expected in problem for problem in problems_of_line(line, AS_OF))


def no_address(line: Content) -> None:
    del line["address"]


def an_open_address(line: Content) -> None:
    line["address"] = "http://talkme.jp/"


def one_page(line: Content) -> None:
    for one in line["sources"][1:]:
        one["confirms"] = ["hours"]


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (no_address, "chat: no https address"),
        (an_open_address, "chat: no https address"),
        (one_page, "fewer than two hosts"),
    ],
)
def test_a_planted_fault_in_a_chat_is_seen(plant: Callable[[Content], None], expected: str) -> None:
    """A chat needs a page to open, printed by two hosts."""
    line = line_of("jp", "anata_no_ibasho")
    assert problems_of_line(line, AS_OF) == []
    plant(line)
    assert any(expected in problem for problem in problems_of_line(line, AS_OF))


def test_a_text_may_share_its_number_with_a_phone() -> None:
    """One number to call and to write to is two lines; the same way twice is a mistake."""
    content = content_of("th")
    number = next(line for line in content["lines"] if line["id"] == "mental_health")
    text = {**copy.deepcopy(number), "id": "by_text", "way": "text", "keyword": "HOME"}
    content["lines"].append(text)
    assert problems_of(content, AS_OF) == []
    text["way"] = "phone"
    del text["keyword"]
    assert problems_of(content, AS_OF) == ["number: twice"]


def opens(*entries: tuple[str, str, str]) -> Callable[[Content], None]:
    """Plants other hours for the clock."""

    def plant(line: Content) -> None:
        line["open"] = [{"days": days, "from": start, "to": end} for days, start, end in entries]

    return plant


def says(lang: str, text: str) -> Callable[[Content], None]:
    """Plants other hours for people."""

    def plant(line: Content) -> None:
        line["hours"][lang] = text

    return plant


def no_open(line: Content) -> None:
    del line["open"]


def an_open_slip(line: Content) -> None:
    line["open"][0]["day"] = "1"


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (no_open, "open: missing"),
        (opens(), "open: missing"),
        (an_open_slip, "does not parse"),
        (opens(("0-5", "10:00", "17:00")), "does not parse"),
        (opens(("5-1", "10:00", "17:00")), "does not parse"),
        (opens(("1,5", "10:00", "17:00")), "does not parse"),
        (opens(("1-5", "10.00", "17:00")), "does not parse"),
        (opens(("1-5", "9:00", "17:00")), "does not parse"),
        (opens(("1-5", "10:00", "24:30")), "does not parse"),
        (opens(("1-5", "17:00", "10:00")), "does not parse"),
        (opens(("1-5", "10:00", "17:00"), ("5", "16:00", "18:00")), "overlap"),
        (opens(("1-7", "00:00", "24:00")), "the whole week"),
        (opens(("1-5", "10:00", "18:00")), "en does not tell when it opens or closes"),
        (opens(("1-5", "10:00", "18:00")), "en tells a time that the clock does not know"),
        (opens(("1-6", "10:00", "17:00")), "en does not tell the days"),
        (opens(("1-6", "10:00", "17:00")), "differ in the days"),
        (says("en", "Monday to Saturday, 10:00–17:00."), "differ in the days"),
        (says("en", "Open day and night. Monday to Friday, 10:00–17:00."), "but the line closes"),
        (says("th", "วันจันทร์–ศุกร์ 10.00–16.00 น."), "th does not tell when"),
        (says("th", "วันจันทร์–เสาร์ 10.00–17.00 น."), "th does not tell the days"),
        (says("ja", "月曜から金曜の10時から18時までです。"), "ja does not tell when"),
        (says("ja", "月曜から土曜の10時から17時までです。"), "ja does not tell the days"),
    ],
)
def test_planted_hours_that_are_wrong_are_seen(plant: Callable[[Content], None], expected: str) -> None:
    """The clock and the written hours never tell two stories."""
    line = line_of("jp", "tokyo_hikikomori")
    assert problems_of_hours(line) == []
    plant(line)
    assert any(expected in problem for problem in problems_of_hours(line))


@pytest.mark.parametrize(
    ("entries", "en", "th", "ja"),
    [
        (
            [("1-7", "22:00", "24:00"), ("1-7", "00:00", "06:00")],
            "Every night, 22:00–6:00.",
            "ทุกคืน 22.00–6.00 น.",
            "毎晩、22時から6時までです。",
        ),
        (
            [("5", "22:00", "24:00"), ("6", "00:00", "06:30")],
            "Friday, 22:00–6:30 next morning.",
            "คืนวันศุกร์ 22.00–6.30 น.",
            "金曜の22時から翌朝6時30分までです。",
        ),
        (
            [("1-5", "16:00", "22:00"), ("6-7", "12:00", "24:00")],
            "Monday to Friday, 16:00–22:00. Saturday and Sunday, noon to midnight. In May from 9:00.",
            "วันจันทร์–ศุกร์ 16.00–22.00 น. เสาร์–อาทิตย์ เที่ยงวันถึงเที่ยงคืน",
            "平日は16時から22時、土日は正午から24時までです。",
        ),
    ],
)
def test_hours_over_midnight_and_at_weekends_agree(
    entries: list[tuple[str, str, str]], en: str, th: str, ja: str
) -> None:
    """What people write about nights, weekends and exceptions is understood."""
    line = line_of("jp", "tokyo_hikikomori")
    opens(*entries)(line)
    line["hours"] = {"en": en, "th": th, "ja": ja}
    assert problems_of_hours(line) == []


def no_find(centre: Content) -> None:
    del centre["find"]["ja"]


def no_service(centre: Content) -> None:
    for one in centre["sources"][1:]:
        one["confirms"] = ["address"]


def a_loose_address(centre: Content) -> None:
    centre["address"] = "hikikomori-voice-station"


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (no_source, "sources: none"),
        (one_source, "fewer than two hosts"),
        (one_host, "fewer than two hosts"),
        (no_service, "fewer than two hosts"),
        (a_late_source, "dated after the check"),
        (no_thai, "says: no th"),
        (no_find, "find: no ja"),
        (a_new_kind, "kind: unknown"),
        (a_loose_address, "address: not an https page"),
        (a_slip_of_the_pen, "adress: not a key"),
        (a_verdict, "«should»"),
    ],
)
def test_a_planted_fault_in_a_centre_is_seen(plant: Callable[[Content], None], expected: str) -> None:
    """A class of places is judged as strictly as a number."""
    centre = copy.deepcopy(content_of("jp")["centres"][0])
    assert problems_of_centre(centre, AS_OF) == []
    plant(centre)
    assert any(expected in problem for problem in problems_of_centre(centre, AS_OF))


def no_why(one: Content) -> None:
    del one["why"]


def a_long_why(one: Content) -> None:
    one["why"] = "The number differs. The hours differ too."


def nothing_to_reach(one: Content) -> None:
    del one["number"]


@pytest.mark.parametrize(
    ("plant", "expected"),
    [
        (no_why, "why: not one short sentence"),
        (a_long_why, "why: not one short sentence"),
        (nothing_to_reach, "neither number nor address"),
        (no_source, "sources: none"),
        (a_late_source, "dated after the check"),
        (a_new_kind, "kind or way: unknown"),
        (a_new_way, "kind or way: unknown"),
        (a_slip_of_the_pen, "adress: not a key"),
    ],
)
def test_a_planted_fault_in_what_is_kept_back_is_seen(
    plant: Callable[[Content], None], expected: str
) -> None:
    """What waits for a better source says why."""
    one = copy.deepcopy(next(one for one in content_of("th")["kept_back"] if one["id"] == "samaritans"))
    assert problems_of_kept_back(one, AS_OF) == []
    plant(one)
    assert any(expected in problem for problem in problems_of_kept_back(one, AS_OF))


def test_what_is_kept_back_is_never_among_the_lines() -> None:
    """The same id, or the same number written in another way, is caught."""
    for planted in ({"id": "mental_health"}, {"number": "13-23"}, {"way": "chat", "address": "https://x.y"}):
        content = content_of("th")
        assert problems_of(content, AS_OF) == []
        content["kept_back"][0] = {**content["kept_back"][0], "way": "phone", **planted}
        next(line for line in content["lines"] if line["id"] == "ess_help_me")["address"] = "https://x.y/"
        assert "kept_back: also among the lines" in problems_of(content, AS_OF)


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("zone", "Asia/Krung_Thep", "zone: «Asia/Krung_Thep» is not known"),
        ("zone", "", "zone: «» is not known"),
        ("also_zones", ["Mars/Base"], "zone: «Mars/Base» is not known"),
        ("speaks", [], "speaks: not two-letter codes"),
        ("speaks", ["Thai"], "speaks: not two-letter codes"),
        ("zones", ["Asia/Bangkok"], "zones: not a key of a country"),
        ("no_night_line", True, "no_night_line: but somebody is there at night"),
    ],
)
def test_a_planted_fault_about_the_place_is_seen(key: str, value: Any, expected: str) -> None:
    """A zone no clock knows, a language without a code, a key nobody reads."""
    content = content_of("th")
    assert problems_of(content, AS_OF) == []
    content[key] = value
    assert expected in problems_of(content, AS_OF)


def test_a_country_without_a_line_at_night_says_so() -> None:
    """The page tells it honestly; a line for children or about violence does not count."""
    content = content_of("th")
    content["lines"] = [line for line in content["lines"] if line["kind"] != "talk"]
    assert problems_of(content, AS_OF) == ["nobody to talk to at night"]
    content["no_night_line"] = True
    assert problems_of(content, AS_OF) == []


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


def test_the_oldest_check_in_a_file_sets_its_next_one() -> None:
    """One line looked at long ago makes the whole file due earlier."""
    content = content_of("th")
    content["lines"][0]["checked_on"] = content["check_again_by"] - FRESH_FOR - timedelta(days=1)
    assert problems_of(content, AS_OF) == ["check_again_by: more than 180 days after checked_on"]
