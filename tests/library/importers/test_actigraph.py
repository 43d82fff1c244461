"""ActiGraph epoch files."""

from __future__ import annotations

import numpy as np
import pytest
from tests.library.importers.sources import events_of, lost

from genkan.importers import actigraph
from genkan.nouns import Refused, Trouble

TOP, _, BODY = actigraph.SAMPLE.decode().partition("Axis1,Axis2,Axis3,Steps\n")
NINE = 1_767_578_400_000  # 2026-01-05 09:00 in Bangkok


def test_the_sample_gives_its_epochs() -> None:
    """Counts of the first axis from the start time on, minute by minute."""
    assert actigraph.recognises(actigraph.SAMPLE, "x")
    activity = events_of(actigraph, actigraph.SAMPLE).activity
    assert (activity.utc_ms[0], activity.epoch_s) == (NINE, 60)
    assert activity.counts.tolist() == [120.0, 96.0, 0.0, 14.0, 233.0]


@pytest.mark.parametrize(
    ("form", "day"), [("dd/MM/yyyy", "05/01/2026"), ("yyyy-MM-dd", "2026-01-05"), ("d.M.yyyy", "5.1.2026")]
)
def test_date_formats_are_as_the_first_line_says(form: str, day: str) -> None:
    """The start date is read in the format that the file names."""
    text = actigraph.SAMPLE.decode().replace("M/d/yyyy", form).replace("1/5/2026", day)
    assert events_of(actigraph, text).activity.utc_ms[0] == NINE


def test_files_without_heading_row() -> None:
    """Older files begin with counts at once."""
    assert events_of(actigraph, TOP + BODY).activity.counts.tolist() == [120.0, 96.0, 0.0, 14.0, 233.0]


def test_heading_rows_with_date_and_time() -> None:
    """With Date and Time columns the first axis is still the one that is read."""
    rows = "Date,Time,Axis1,Axis2\n1/5/2026,09:00:00,7,8\n1/5/2026,09:01:00,9,10\n"
    assert events_of(actigraph, TOP + rows).activity.counts.tolist() == [7.0, 9.0]


def test_the_device_knows_no_daylight_saving() -> None:
    """A recording over the change of clocks stays evenly spaced."""
    text = actigraph.SAMPLE.decode().replace("1/5/2026", "3/29/2026").replace("09:00:00", "00:58:00")
    assert (np.diff(events_of(actigraph, text, "Europe/London").activity.utc_ms) == 60_000).all()


def test_a_damaged_line_does_not_shift_the_rest() -> None:
    """An unreadable line is an unknown epoch; a cut last line is told."""
    text = TOP + "1,2,3,4\nx,2,3,4\n\x00\n4,2,3,4\n5,2"
    events = events_of(actigraph, text)
    assert [None if np.isnan(count) else count for count in events.activity.counts] == [1.0, None, None, 4.0]
    assert lost(events) == {Trouble.BAD_VALUES: 1, Trouble.DAMAGED: 1, Trouble.TRUNCATED: 1}


@pytest.mark.parametrize(
    ("old", "new", "trouble"),
    [
        ("00:01:00", "00:00:00", Trouble.NOTHING_USABLE),
        ("Start Date", "Start", Trouble.NO_TIMES),
        ("00:01:00", "9999999999999999999999:01:00", Trouble.NO_TIMES),
        ("1/5/2026", "13/13/2026", Trouble.NO_TIMES),
        ("Axis1", "Lux", Trouble.MISSING_COLUMNS),
    ],
)
def test_hopeless_files_are_refused(old: str, new: str, trouble: Trouble) -> None:
    """Raw files, files without start and files without counts are refused with the reason."""
    with pytest.raises(Refused) as refused:
        events_of(actigraph, actigraph.SAMPLE.decode().replace(old, new))
    assert refused.value.trouble is trouble


def test_a_year_of_minutes_goes_the_fast_way() -> None:
    """A long file gives every epoch, wherever its blocks end."""
    counts = np.arange(200_000) % 977
    body = "".join(f"{count},1,2,3\r\n" for count in counts)
    activity = events_of(actigraph, TOP.replace("\n", "\r\n") + body).activity
    assert (activity.counts == counts).all()
    assert activity.utc_ms[-1] == NINE + 60_000 * 199_999
