"""No rule of the judge can lose a pattern, an exception, its strength or its tag unseen."""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "bench"))

from genkan.knowledge import LANGUAGES
from genkan.scenes import Rule, Rules, judged, rules, tags
from genkan.scenes.judging import _spans, made_alike
from scenes import SETS, Row, row_of, rows_of

SCRAPS = tomllib.loads(
    (Path(__file__).parents[2] / "content" / "scene_patterns.toml").read_text(encoding="utf-8")
)
OURS = {one.id: one for one in (*rules().danger, *rules().rules) if "_said_" not in one.id}
WITH_EXCEPTIONS = [name for name, one in OURS.items() if one.unless]


alike = cache(made_alike)


def finds(rule: Rule, text: str) -> bool:
    """Whether a rule finds enough of its words in a text."""
    return len(_spans(rule, alike(text))) >= rule.least


def without(rule: Rule, part: str) -> Iterator[Rule]:
    """The rule without its first pattern (or exception), without its second, and so on."""
    patterns = getattr(rule, part)
    for at in range(len(patterns)):
        yield replace(rule, **{part: (*patterns[:at], *patterns[at + 1 :])})


@pytest.mark.parametrize("name", OURS)
def test_no_pattern_can_be_lost_unseen(name: str) -> None:
    """For each pattern there is a scrap that the rule finds, and would not find without just that pattern."""
    scraps = SCRAPS["find"][name]
    assert all(finds(OURS[name], scrap) for scrap in scraps)
    for less in without(OURS[name], "find"):
        assert not all(finds(less, scrap) for scrap in scraps)


@pytest.mark.parametrize("name", WITH_EXCEPTIONS)
def test_no_exception_can_be_lost_unseen(name: str) -> None:
    """For each «unless» there is a scrap that the rule leaves, and would find without just that exception."""
    scraps = SCRAPS["unless"][name]
    assert not any(finds(OURS[name], scrap) for scrap in scraps)
    for less in without(OURS[name], "unless"):
        assert any(finds(less, scrap) for scrap in scraps)


def test_there_are_scraps_for_rules_that_are_there() -> None:
    """A rule that goes takes its scraps along."""
    assert set(SCRAPS["find"]) == set(OURS)
    assert set(SCRAPS["unless"]) == set(WITH_EXCEPTIONS)


# ── Strength and tag: seen in the figures of the labelled sentences ──


@cache
def labelled() -> tuple[tuple[str, Row], ...]:
    """Every labelled sentence of the page of figures, judged, with its part."""
    return tuple((part, row) for part in SETS for lang in LANGUAGES for row in rows_of(part, lang))


def counted(part: str, row: Row) -> Counter[tuple[str, ...]]:
    """What one sentence adds to the figures."""
    found = Counter((part, row.lang, tag, "told", str(tag in row.labelled)) for tag in row.told)
    found.update((part, row.lang, tag, "unknown") for tag in row.labelled if row.unknown)
    return found


def figures_change(among: Iterable[tuple[str, Row]], by: Rules) -> bool:
    """Whether docs/reference/scenes.md would be another page, judged by these rules."""
    before: Counter[tuple[str, ...]] = Counter()
    after: Counter[tuple[str, ...]] = Counter()
    for part, row in among:
        before += counted(part, row)
        after += counted(part, row_of(row.lang, row.text, row.labelled, judged(row.text, by)))
    return before != after


@pytest.mark.parametrize("name", [one.id for one in rules().rules])
def test_another_strength_or_tag_changes_the_figures(name: str) -> None:
    """A rule that weighs double or half, or says another tag, is seen on the sentences we labelled."""
    rule = OURS[name]
    other = next(tag for tag in tags() if tag != rule.tag)
    where = [(part, row) for part, row in labelled() if finds(rule, row.text)]
    for changed in (replace(rule, strength=3 - rule.strength), replace(rule, tag=other, strength=2)):
        with_it = tuple(changed if one is rule else one for one in rules().rules)
        assert figures_change(where, replace(rules(), rules=with_it))
