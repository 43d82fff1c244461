"""Rungs: small steps in three languages; each has smaller ones below it, none commands or endangers."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

import pytest
from tests.content.test_helplines import CODES
from tests.content.test_knowledge import FORBIDDEN, JAPANESE, THAI
from tests.content.test_safe_words import RULES, pattern

from genkan.knowledge import LANGUAGES, knowledge, knowledge_files, sentences, sources
from genkan.nouns import Mark, Reach

SHELF = "ladder/"
FEWEST = 130
FEWEST_ON_A_FLOOR = 12
FEWEST_OF_A_FEAR = 8
MOST_WORDS = 12  # in English
LONGEST_MINUTES = 240  # half a day
WIDEST_GAP = 16  # of start, between neighbours
ENDS_BELOW_TAKING_PART = {"phone_booking"}  # keeping the appointment stands on ladders of its own
TAGS: Mapping[str, tuple[str, ...]] = {
    "contact": ("none", "screen", "one", "few", "many"),
    "cost": ("free", "little", "some"),
    "time": ("any", "night", "morning", "day", "evening"),
}
FEARS = (
    "being_seen",
    "talking",
    "being_judged",
    "crowds",
    "body",
    "failing",
    "phone",
    "mess",
    "sleep",
    "family",
    "losing_control",
)
NEEDS = tuple(knowledge("plans/ladder")["need"])
OPTIONAL = {"needs"}
KEYS = {"reach", "minutes", "fears", "easier", "harder", "country", "start", *TAGS}
CONTACTS_ON = {  # floors 0 to 5: what words with people are possible there
    0: {"none", "screen", "one"},
    1: {"none", "screen", "one", "few"},
    2: {"none", "screen", "one", "few"},
    3: {"none", "screen"},
    4: {"one", "few", "many"},
    5: {"one", "few", "many"},
}

# What no rung asks for. Blame and suicide are judged for all texts in test_safe_words, and here once more.
EXCLUDED: Mapping[str, Mapping[str, str]] = {
    "alcohol": {
        "en": r"\b(beers?|wine|liquor|alcohol\w*|whisky|sake|pubs?|bars?)\b",
        "th": "เบียร์|เหล้า|ไวน์|สุรา|ผับ|บาร์",
        "ja": "ビール|酒|ワイン|飲み屋|飲み会",
    },
    "medicine": {
        "en": r"\b(pills?|tablets?|medicines?|medication|dose|drugs?|supplements?)\b",
        "th": "กินยา|ยานอน|เม็ดยา|ร้านขายยา|อาหารเสริม",
        "ja": "薬|服用|サプリ",
    },
    "danger": {
        "en": r"\b(balcon\w+|roofs?|bridges?|rivers?|sea|platforms?|railways?|cliffs?|climb|kni(fe|ves))\b",
        "th": "ระเบียง|ดาดฟ้า|สะพาน|แม่น้ำ|ทะเล|ชานชาลา|รางรถไฟ|หน้าผา|ปีน|มีด",
        "ja": "ベランダ|屋上|橋|川|海|駅のホーム|線路|崖|包丁",
    },
    "strangers": {
        "en": r"\b(strangers?|dating|date with|(met|found|known) online|from the internet)\b",
        "th": "คนแปลกหน้า|แอปหาคู่|นัดบอด|เจอคนจากเน็ต|คนที่รู้จักในเน็ต",
        "ja": "知らない人|出会い系|マッチング|ネットで知り合|オフ会",
    },
    "spending": {
        "en": r"\b(casino|bets?|lottery|gambl\w+|loans?|credit|shopping spree)\b",
        "th": "พนัน|หวย|ลอตเตอรี่|กู้เงิน|สินเชื่อ|บัตรเครดิต",
        "ja": "パチンコ|宝くじ|ギャンブル|課金|借金|ローン",
    },
    "force": {
        "en": r"\b(forced?|dragged|have to|must|should|whether .* likes? it)\b",
        "th": "บังคับ|(?<!ไม่)ต้อง(?!การ)|ฝืน",
        "ja": "させられ|無理に|無理やり|なければ|我慢",
    },
    "weight": {
        "en": r"\b(weigh\w*|calori\w+|diets?|fast(s|ing)?)\b",
        "th": "น้ำหนัก|แคลอรี|อดอาหาร",
        "ja": "体重|ダイエット|断食|カロリー",
    },
    "blame": {
        "en": "|".join(rf"\b{word}\b" for word in (*FORBIDDEN["en"], "normal", "at last", "finally", "just")),
        "th": "|".join((*map(re.escape, FORBIDDEN["th"]), "คนปกติ", "เสียที", "สักที")),
        "ja": "|".join((*map(re.escape, FORBIDDEN["ja"]), "普通", "甘え", "べき", "せめて", "ちゃんと")),
    },
}
COMMANDS = {
    "en": r"^(please|don't|never|let|try|go|open|close|take|sit|stand|write|call|ask|look|walk|put|say|send|"
    r"do|get|make|buy|eat|wash|clean|wipe|read|come|leave|visit|keep|stop|wear|watch|join|help|choose|tell|"
    r"bring|meet)\b",
    "th": r"^(จง|ห้าม|อย่า|โปรด|กรุณา|ควร)|(สิ|ซะ|เถอะ|ให้ได้)$",
    "ja": r"(ください|下さい|ましょう|なさい|せよ|しろ|しよう|(?<!ひと)(?<!ふた)こと|ように)$",
}
ADDRESSED = {"en": r"(?<!thank )\byou(r|rself)?\b", "th": "(?<!ขอบ)คุณ", "ja": "あなた"}

Rung = dict[str, Any]


def files() -> Mapping[str, Mapping[str, Any]]:
    """The files of the ladder, by name."""
    return {name: content for name, content in knowledge_files().items() if name.startswith(SHELF)}


def rungs() -> dict[str, Rung]:
    """Every rung with its words, as plain tables, so that a test can plant a fault in a copy."""
    return {
        identity: {**one, **content["texts"]["rung"].get(identity, {})}
        for content in files().values()
        for identity, one in content["rung"].items()
    }


def problems_of(ladder: Mapping[str, Rung]) -> list[str]:
    """Everything that keeps these rungs from being offered."""
    found = [
        f"{identity}: {problem}" for identity, one in ladder.items() for problem in problems_of_rung(one)
    ]
    found += [
        f"{identity}: {problem}"
        for identity, one in ladder.items()
        for problem in problems_of_neighbours(one, ladder)
    ]
    for identity in ladder:
        found += [f"{identity}: {problem}" for problem in problems_of_paths(identity, ladder)]
    return [*found, *problems_of_whole(ladder)]


def problems_of_rung(one: Rung) -> list[str]:
    """What is wrong with a rung by itself."""
    found = [f"{key}: missing" for key in sorted(KEYS - set(one))]
    found += [f"{key}: not a key of a rung" for key in sorted(set(one) - KEYS - OPTIONAL - set(LANGUAGES))]
    if found:
        return found
    found += [f"{key}: «{one[key]}» is not known" for key, known in TAGS.items() if one[key] not in known]
    found += [f"fears: «{fear}» is not known" for fear in one["fears"] if fear not in FEARS]
    found += [f"needs: «{need}» is not known" for need in one.get("needs", ()) if need not in NEEDS]
    for key in ("fears", "needs"):
        if len(set(one.get(key, ()))) < len(one.get(key, ())):
            found.append(f"{key}: one twice")
    if one["reach"] not in set(Reach):
        return [*found, "reach: no such floor"]
    if one["contact"] not in CONTACTS_ON[one["reach"]]:
        found.append(f"contact: «{one['contact']}» does not fit the floor")
    if not 1 <= one["minutes"] <= LONGEST_MINUTES:
        found.append("minutes: less than one, or more than half a day")
    if not 0 <= one["start"] <= 100:
        found.append("start: outside 0 to 100")
    if one["country"] != "" and not (one["country"] and set(one["country"]) <= set(CODES)):
        found.append("country: neither empty nor codes that are known")
    return found + [f"{lang}: {problem}" for lang in LANGUAGES for problem in problems_of_words(one, lang)]


def problems_of_words(one: Rung, lang: str) -> list[str]:
    """What is wrong with the words of a rung in one language."""
    text = one.get(lang, "").strip()
    if not text:
        return ["missing"]
    found = [f"{rule}" for rule, by in EXCLUDED.items() if re.search(by[lang], text, re.IGNORECASE)]
    found += [rule for rule in RULES if pattern(rule, lang).search(text)]
    if lang == "en" and len(text.split()) > MOST_WORDS:
        found.append(f"more than {MOST_WORDS} words")
    if lang != "en" and not {"th": THAI, "ja": JAPANESE}[lang].search(text):
        found.append("not its own letters")
    if re.search(COMMANDS[lang], text, re.IGNORECASE):
        found.append("a command")
    if re.search(ADDRESSED[lang], text, re.IGNORECASE):
        found.append("speaks to somebody, not in the person's own voice")
    if re.search(r"[.!?。！？]$|[!！{}\"]", text):
        found.append("a full stop at the end, or a mark that shouts")
    return found


def problems_of_neighbours(one: Rung, ladder: Mapping[str, Rung]) -> list[str]:
    """A neighbour exists, lies on the right side, not far away, and can be had wherever the rung can."""
    found = []
    for side, way, most_floors in (("easier", -1, 1), ("harder", 1, 2)):
        name = one.get(side, "")
        if not name:
            continue
        if name not in ladder:
            found.append(f"{side}: «{name}» is no rung")
            continue
        other = ladder[name]
        if not 0 < (other["start"] - one["start"]) * way <= WIDEST_GAP:
            found.append(f"{side}: «{name}» is on the wrong side, or too far")
        if not 0 <= (other["reach"] - one["reach"]) * way <= most_floors:
            found.append(f"{side}: «{name}» is on a floor too far, or on the wrong side")
        if other["country"] and not (one["country"] and set(one["country"]) <= set(other["country"])):
            found.append(f"{side}: «{name}» cannot be had everywhere this one can")
    return found


def problems_of_paths(identity: str, ladder: Mapping[str, Rung]) -> list[str]:
    """Smaller ones lead down into the room; larger ones lead up to taking part."""
    lowest, highest = end_of(identity, "easier", ladder), end_of(identity, "harder", ladder)
    found = []
    if lowest is None or ladder[lowest]["reach"] != Reach.ROOM:
        found.append("easier: no path of smaller ones down to the room")
    if highest is None or (ladder[highest]["reach"] != Reach.PART and highest not in ENDS_BELOW_TAKING_PART):
        found.append("harder: no path up")
    return found


def end_of(identity: str, side: str, ladder: Mapping[str, Rung]) -> str | None:
    """Where the path to one side ends; None when it never does, or leads to nothing."""
    seen = set()
    while identity not in seen:
        seen.add(identity)
        following = ladder.get(identity, {}).get(side)
        if following is None:
            return None
        if not following:
            return identity
        identity = following
    return None


def problems_of_whole(ladder: Mapping[str, Rung]) -> list[str]:
    """Enough rungs of every kind, none said twice, and no circle."""
    found = [] if len(ladder) >= FEWEST else [f"fewer than {FEWEST} rungs"]
    floors = Counter(one["reach"] for one in ladder.values() if not one["country"])
    found += [f"floor {reach.name}: too few" for reach in Reach if floors[reach] < FEWEST_ON_A_FLOOR]
    afraid_of = Counter(fear for one in ladder.values() for fear in one["fears"])
    found += [f"fear {fear}: too few" for fear in FEARS if afraid_of[fear] < FEWEST_OF_A_FEAR]
    for key, known in TAGS.items():
        found += [f"{key}: nothing for «{tag}»" for tag in set(known) - {one[key] for one in ladder.values()}]
    for lang in LANGUAGES:
        said = Counter(one.get(lang) for one in ladder.values())
        found += [f"{lang}: «{text}» twice" for text, times in said.items() if times > 1]
    smaller = {identity: {one["easier"]} - {""} for identity, one in ladder.items()}
    for identity, one in ladder.items():
        if one["harder"] in smaller:
            smaller[one["harder"]].add(identity)
    try:
        TopologicalSorter(smaller).prepare()
    except CycleError as circle:
        found.append(f"a circle: {' → '.join(circle.args[1])}")
    return found


def test_the_ladder_is_whole() -> None:
    """Every rung is complete, kind, has neighbours on both sides, and a way down to the room."""
    assert problems_of(rungs()) == []


def test_rungs_and_words_belong_together() -> None:
    """Each rung has its words in its own file and nowhere else; each file is marked as our own guess."""
    assert len(files()) >= 8
    for name, content in files().items():
        assert set(content["rung"]) == set(content["texts"]["rung"]), name
        assert content["mark"] == Mark.DESIGN, name
        assert {"design", "mhlw2010"} <= set(content["sources"]) <= set(sources()), name
    assert sum(len(content["rung"]) for content in files().values()) == len(rungs())
    assert {f"rung.{identity}" for identity in rungs()} == {
        identity for identity in sentences() if identity.startswith("rung.")
    }


def test_each_country_has_what_is_its_own() -> None:
    """Some rungs are at home in Thailand or Japan only; most can be had anywhere."""
    bound = Counter(code for one in rungs().values() for code in one["country"])
    assert bound["th"] >= 3
    assert bound["jp"] >= 3
    assert sum(not one["country"] for one in rungs().values()) >= FEWEST


def test_every_need_is_needed_and_most_rungs_need_nothing() -> None:
    """Nothing is asked of a home that no rung needs; on every floor most rungs are for everybody."""
    wanted = Counter(need for one in rungs().values() for need in one.get("needs", ()))
    assert set(wanted) == set(NEEDS)
    for reach in Reach:
        floor = [one for one in rungs().values() if one["reach"] == reach]
        assert sum(not one.get("needs") for one in floor) >= len(floor) / 2 or reach == Reach.HOME


def test_work_is_one_end_among_others() -> None:
    """Paths up end in company, a class, helping or making something, not only at work."""
    ladder = rungs()
    ends = {end_of(identity, "harder", ladder) for identity in ladder}
    assert {"peer_meeting", "lesson", "community_kitchen", "stand", "first_shift"} <= ends
    to_work = [one for one in ladder if end_of(one, "harder", ladder) == "first_shift"]
    assert len(to_work) < len(ladder) / 4


def test_the_first_rungs_cost_nothing_and_need_nobody() -> None:
    """The smallest ones are free, take minutes, and meet nobody."""
    smallest = sorted(rungs().values(), key=lambda one: one["start"])[:12]
    assert all(one["cost"] == "free" and one["reach"] == Reach.ROOM for one in smallest)
    assert all(one["contact"] in {"none", "screen"} for one in smallest)


@pytest.mark.parametrize(
    ("identity", "change", "expected"),
    [
        ("water", {"reach": 6}, "reach: no such floor"),
        ("water", {"contact": "crowd"}, "contact: «crowd» is not known"),
        ("water", {"contact": "many"}, "contact: «many» does not fit the floor"),
        ("block_night", {"contact": "one"}, "contact: «one» does not fit the floor"),
        ("thanks_till", {"contact": "none"}, "contact: «none» does not fit the floor"),
        ("water", {"cost": "much"}, "cost: «much» is not known"),
        ("water", {"time": "noon"}, "time: «noon» is not known"),
        ("water", {"minutes": 0}, "minutes: less"),
        ("first_shift", {"minutes": 480}, "more than half a day"),
        ("water", {"fears": ["wolves"]}, "fears: «wolves» is not known"),
        ("water", {"fears": ["body", "body"]}, "fears: one twice"),
        ("water", {"needs": ["wolf"]}, "needs: «wolf» is not known"),
        ("pet", {"needs": ["pet", "pet"]}, "needs: one twice"),
        ("first_shift", {"start": 101}, "start: outside"),
        ("bath_house", {"country": []}, "country: neither"),
        ("bath_house", {"country": ["xx"]}, "country: neither"),
        ("water", {"colour": "blue"}, "colour: not a key"),
        ("water", {"th": " "}, "th: missing"),
        ("water", {"ja": "Mizu"}, "ja: not its own letters"),
        ("water", {"en": "One glass of water" + " and one more" * 4}, "en: more than 12 words"),
        ("water", {"en": "Drink two beers"}, "en: alcohol"),
        ("water", {"ja": "ビールを1杯"}, "ja: alcohol"),
        ("water", {"th": "กินยานอนหลับ"}, "th: medicine"),
        ("water", {"ja": "睡眠薬を飲む"}, "ja: medicine"),
        ("water", {"en": "Ten minutes on the balcony"}, "en: danger"),
        ("water", {"th": "ไปยืนบนสะพาน"}, "th: danger"),
        ("water", {"ja": "ネットで知り合った人に会う"}, "ja: strangers"),
        ("water", {"en": "Coffee with a stranger"}, "en: strangers"),
        ("water", {"en": "A new phone on credit"}, "en: spending"),
        ("water", {"th": "วันนี้ต้องคุยกับแม่"}, "th: force"),
        ("water", {"en": "One day of fasting"}, "en: weight"),
        ("water", {"en": "Up at a normal hour"}, "en: blame"),
        ("water", {"ja": "せめて顔だけ洗う"}, "ja: blame"),
        ("water", {"th": "ลุกขึ้นมาสักที"}, "th: blame"),
        ("water", {"en": "Open the curtain"}, "en: a command"),
        ("water", {"ja": "水を飲みましょう"}, "ja: a command"),
        ("water", {"th": "อย่านอนดึก"}, "th: a command"),
        ("water", {"en": "A glass of water for you"}, "en: speaks to somebody"),
        ("water", {"th": "น้ำหนึ่งแก้วของคุณ"}, "th: speaks to somebody"),
        ("water", {"en": "One glass of water!"}, "en: a full stop at the end"),
        ("water", {"ja": "水を飲む。"}, "ja: a full stop at the end"),
        ("face", {"easier": "nowhere"}, "easier: «nowhere» is no rung"),
        ("face", {"easier": "teeth"}, "easier: «teeth» is on the wrong side"),
        ("face", {"harder": "bath_house"}, "harder: «bath_house» is on the wrong side, or too far"),
        (
            "morning_walk",
            {"easier": "breakfast_kitchen"},
            "easier: «breakfast_kitchen» is on a floor too far",
        ),
        ("haircut", {"easier": "bath_house"}, "easier: «bath_house» cannot be had everywhere"),
        ("step_out", {"easier": ""}, "easier: no path of smaller ones down to the room"),
        ("hallway", {"harder": ""}, "harder: no path up"),
        ("face", {"en": "One glass of water, drunk slowly"}, "en: «One glass of water, drunk slowly» twice"),
    ],
)
def test_a_fault_in_a_rung_is_seen(identity: str, change: Rung, expected: str) -> None:
    """Each planted fault is found, in that rung."""
    ladder = copy.deepcopy(rungs())
    ladder[identity] |= change
    assert any(expected in problem for problem in problems_of(ladder)), problems_of(ladder)


def test_a_circle_is_seen() -> None:
    """Three rungs that each call the next one larger are found, even with equal starts."""
    ladder = rungs()
    ladder["first_shift"]["harder"] = "water"
    assert any("a circle: " in problem for problem in problems_of(ladder))
    ladder = rungs()
    ladder["water"]["easier"] = "teeth"
    assert any("water: easier: no path" in problem for problem in problems_of(ladder))
    assert any("a circle: " in problem for problem in problems_of(ladder))


def test_too_few_are_seen() -> None:
    """A floor, a fear, a tag or the whole ladder running empty is found."""
    ladder = rungs()
    few = {identity: one for identity, one in ladder.items() if one["reach"] != Reach.DOORSTEP}
    assert "floor DOORSTEP: too few" in problems_of_whole(few)
    calm = {identity: one for identity, one in ladder.items() if "phone" not in one["fears"]}
    assert "fear phone: too few" in problems_of_whole(calm)
    rich = {identity: one for identity, one in ladder.items() if one["cost"] != "little"}
    assert "cost: nothing for «little»" in problems_of_whole(rich)
    assert f"fewer than {FEWEST} rungs" in problems_of_whole(dict(list(ladder.items())[:129]))


def test_a_forgotten_key_is_seen() -> None:
    """A rung without its floor or its neighbours is not offered."""
    for key in sorted(KEYS):
        one = {name: value for name, value in rungs()["water"].items() if name != key}
        assert problems_of_rung(one) == [f"{key}: missing"]


def test_kind_words_are_left_alone() -> None:
    """What is close to a forbidden word, but is none, is not found."""
    for lang, text in (
        ("en", "“Thank you” said at a bench, no talking needed"),
        ("th", "พูดว่า “ขอบคุณ” ไม่ต้องรอคำตอบ"),
        ("ja", "枕カバーを、洗ったものに替える"),
    ):
        assert problems_of_words({lang: text}, lang) == []
