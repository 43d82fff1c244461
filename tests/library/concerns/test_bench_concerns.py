"""The page of figures counts what it says it counts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "bench"))

from concerns import DENSITIES, LEAD, curve_svg, delays, false_alarms, family_rows, sets_of
from concerns_peers import RULES, alarms_of, composite_of
from genkan.pretend.watch_worlds import WORLDS, sliding_lives


def test_delays_count_from_the_first_day_and_earlier_alarms_do_not_help() -> None:
    """An alarm the day before is none; nobody told is infinite."""
    lives = sliding_lives(WORLDS["A"], 1, 3, 360, 0.0)
    alarms = np.zeros((3, 360), dtype=bool)
    alarms[0, lives.start[0] + 12] = alarms[1, lives.start[1] - 1] = True
    assert delays(alarms, lives).tolist() == [12, np.inf, np.inf]


def test_false_alarms_begin_after_the_lead() -> None:
    """Two alarms of one of two people, and one within the first ninety days."""
    alarms = np.zeros((2, 820), dtype=bool)
    alarms[0, [LEAD, LEAD + 400]] = alarms[1, LEAD - 1] = True
    rate, _, any_ = false_alarms(alarms)
    assert (rate, any_) == (1.0, 0.5)


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_peer_fires_in_a_slide_and_rests_afterwards(name: str) -> None:
    """At a low threshold each rule sees most slides, and never twice within thirty days."""
    lives = sliding_lives(WORLDS["A"], 2, 12, 360, 0.0, pace="abrupt")
    alarms = alarms_of(RULES[name], *composite_of(lives), 1.0)
    assert np.isfinite(delays(alarms, lives)).mean() > 0.7
    for row in alarms:
        assert (np.diff(np.flatnonzero(row)) >= 30).all()


def test_a_thousand_lives_are_a_thousand() -> None:
    """The family table adds up, and the picture of the trade-off is drawn."""
    rows = dict(family_rows(sets_of(WORLDS["A"], 1, 12)))
    steady = [count for name, count in rows.items() if "steady" in name and "notice" not in name]
    assert sum(steady) == pytest.approx(1000, abs=2)
    assert len(DENSITIES) == 4
    drawn = curve_svg([(170.0, 0.9, 0.6, 22.0, 0.0, 0.05), (400.0, 0.3, 0.3, 25.0, 0.0, 0.1)])
    assert drawn.startswith("<svg")
