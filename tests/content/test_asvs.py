"""The sheet of OWASP's ASVS 5.0 is whole, and every test it names stands in the tree."""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any

from tools.security import VERDICTS, faults, is_there, sheet

ITEMS = {  # of level 1 and of level 2, as the standard numbers its chapters
    "1": (8, 19), "2": (4, 7), "3": (8, 11), "4": (2, 8), "5": (4, 5), "6": (13, 22), "7": (6, 12),
    "8": (4, 3), "9": (4, 3), "10": (5, 24), "11": (3, 11), "12": (3, 6), "13": (1, 12), "14": (2, 7),
    "15": (3, 10), "16": (0, 16), "17": (0, 7),
}  # fmt: skip


def test_the_sheet_has_every_item_of_both_levels() -> None:
    """70 of level 1 and 183 of level 2, in the order of their numbers."""
    told = sheet()["item"]
    counted = Counter((name.split(".")[0], item["level"]) for name, item in told.items())
    assert {chapter: (counted[chapter, 1], counted[chapter, 2]) for chapter in ITEMS} == ITEMS
    assert sum(counted.values()) == len(told) == 253
    numbers = [tuple(map(int, name.split("."))) for name in told]
    assert numbers == sorted(numbers)
    assert {len(one) for one in numbers} == {3}


def test_every_verdict_stands_on_something() -> None:
    """A test in the tree, a reason, a line of the guide, or what is missing; one of them."""
    assert list(faults(sheet())) == []


def test_the_words_are_our_own() -> None:
    """Short phrases, not the standard's sentences."""
    for name, item in sheet()["item"].items():
        assert "Verify that" not in str(item), name
        assert len(item["about"]) <= 70, name


def test_a_planted_fault_in_the_sheet_is_seen() -> None:
    """A test that is not there, two verdicts, none, a line no guide has, no reason, no level."""
    planted: tuple[tuple[str, dict[str, Any]], ...] = (
        ("1.2.4", {"met": ["tests/judges/test_scanners.py::test_sqlmap_finds_everything"]}),
        ("1.2.4", {"met": ["tests/judges/test_nothing.py::test_sqlmap_finds_nothing"]}),
        ("1.2.4", {"met": []}),
        ("1.2.4", {"not_met": "something is missing here"}),
        ("1.2.6", {"not_applicable": "no"}),
        ("12.1.1", {"deployer": "a good will"}),
        ("6.3.3", {"not_met": ""}),
        ("6.3.3", {"level": 3}),
    )
    for name, change in planted:
        told = copy.deepcopy(dict(sheet()))
        told["item"][name] |= change
        assert [one for one in faults(told) if one.startswith(f"{name}:")], (name, change)
    told = copy.deepcopy(dict(sheet()))
    told["item"]["6.3.3"] = {"level": 2, "about": "two factors"}
    assert list(faults(told))
    moved = {**sheet(), "guide_file": "docs/how-to/leave.md"}
    assert len(list(faults(moved))) == sum("deployer" in item for item in sheet()["item"].values())


def test_a_test_is_found_by_its_whole_name() -> None:
    """Not by the beginning of it, and not by words about it."""
    assert is_there("tests/content/test_asvs.py::test_the_words_are_our_own")
    assert not is_there("tests/content/test_asvs.py::test_the_words_are_our")
    assert not is_there("tests/content/test_asvs.py")
    assert set(VERDICTS) == {"met", "not_applicable", "deployer", "not_met"}
