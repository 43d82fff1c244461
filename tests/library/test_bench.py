"""The bench measures what it says: cost of a process, days out by the published rules, honest tables."""

import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from genkan.pretend import life, observed
from measure import measured
from report import figure, table
from truth import knowable_of, mid_sleep_errors, out_of

FIRST = date(2025, 1, 6)


def test_cost_holds_the_whole_process_and_its_last_line():
    """CPU time and memory of a busy child are counted, and its last JSON line is read."""
    burn = "sum(range(9_000_000)); x = bytearray(60_000_000); print('noise'); print('{\"found\": 3}')"
    cost = measured([sys.executable, "-c", burn], runs=2)
    assert len(cost.cpu_s) == 2
    assert cost.best_s > 0.05
    assert cost.peak_mib > 60
    assert cost.told == {"found": 3}


def test_a_failing_peer_gives_its_kind_of_error_and_no_words():
    """What went wrong is named without the message, which may hold paths."""
    cost = measured([sys.executable, "-c", "raise ValueError('/home/somebody/secret')"], runs=3)
    assert cost.trouble == "ValueError"
    assert not cost.cpu_s


def test_a_peer_that_never_ends_is_stopped():
    """The limit ends a run and says so."""
    cost = measured([sys.executable, "-c", "import time; time.sleep(60)"], runs=1, limit_s=0.3)
    assert "not done" in cost.trouble


@pytest.mark.parametrize("person", ["student_steady", "garden_only", "never_leaves", "house_move"])
def test_days_out_agree_with_the_invented_truth(person):
    """Counted a second time, days and hours out are those the invented life was written with."""
    one = life(person, 5, FIRST, 60)
    out = out_of(one)
    assert (out.left == one.daily.left_home).all()
    assert np.allclose(out.hours, one.daily.hours_out)


def test_a_night_shift_makes_its_second_day_a_day_out():
    """Six hours away count, also when the departure was the evening before."""
    one = life("night_nurse", 5, FIRST, 60)
    out = out_of(one)
    more = out.left & ~one.daily.left_home
    assert more.any()
    assert (out.hours[more] >= 6).all()


def test_nothing_is_knowable_of_days_without_devices():
    """A day on which no device wrote anything is never counted as knowable."""
    one = life("student_steady", 5, FIRST, 60)
    seen = observed(one, 5, missing=0.4)
    can = knowable_of(seen, out_of(one))
    assert not can.left[seen.days_off].any()
    assert not can.hours[seen.days_off].any()
    assert can.left[~seen.days_off].mean() > 0.8


def test_outings_without_the_phone_are_not_knowable():
    """With a phone that always stays at home no day out can be known."""
    one = life("student_steady", 5, FIRST, 60)
    seen = observed(one, 5)
    seen.carried[:] = one.daily.at_home
    out = out_of(one)
    assert not knowable_of(seen, out).left[out.left].any()


def test_mid_sleep_read_from_the_truth_has_no_error():
    """The true middles have error 0, middles an hour later have 60 minutes, over midnight too."""
    one = life("student_steady", 5, FIRST, 60)
    middles = one.sleep.mid_sleep_hour
    assert mid_sleep_errors(one, middles, 0).max() < 1
    late = mid_sleep_errors(one, (middles + 1) % 24, 0)
    assert np.median(late) == pytest.approx(60, abs=1)


def test_figures_keep_their_digits_and_tables_their_shape():
    """Three significant digits, a dash for nothing; every line of a table has the same width."""
    assert [figure(x) for x in (0.0123456, 1.2345, 123.4, 98765.4, None, float("nan"))] == [
        *("0.0123", "1.23", "123", "98,765", "–", "–"),
    ]
    lines = table(("a", "number"), [("x", 1), ("longer", 22)]).splitlines()
    assert len({len(line) for line in lines}) == 1
