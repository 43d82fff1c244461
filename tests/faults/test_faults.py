"""Whatever happens to the machine: what was acknowledged is there, once and whole, and help is still shown.

More rounds than these: ``python -m tests.faults.table``, which also writes docs/reference/faults.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.faults import full, house, killed, power, repeated
from tests.faults.house import WHOLE

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _other_databases(transactional_db: None, django_db_blocker: Any) -> Iterator[None]:
    """The databases of the houses may be opened here."""
    with django_db_blocker.unblock():
        yield


def test_killed_servers_lose_nothing_on_sqlite(tmp_path: Path) -> None:
    """Twenty times kill -9 in the midst of writing."""
    outcome = killed.sqlite(tmp_path, rounds=20)
    assert outcome.found == WHOLE
    assert outcome.acknowledged > 100


def test_a_killed_database_loses_nothing_on_postgresql(tmp_path: Path) -> None:
    """Three times kill -9 of PostgreSQL and all its children; refusals meanwhile show the way to help."""
    outcome = killed.postgresql(tmp_path, rounds=3)
    assert outcome.found == WHOLE
    assert outcome.acknowledged > 30


def test_a_killed_rotation_goes_on(tmp_path: Path) -> None:
    """Four times kill -9 while all moves to new keys: texts open, names are found, the record is whole."""
    outcome = killed.rotation(tmp_path, kills=4)
    assert outcome.found == WHOLE
    assert outcome.rounds > 0, "it was really stopped"


@pytest.mark.skipif(bool(power.why_not()), reason=f"POWER CUTS WERE NOT TRIED: {power.why_not()}")
@pytest.mark.parametrize("torn", [False, True])
def test_a_power_cut_loses_nothing(tmp_path: Path, torn: bool) -> None:
    """Five cuts, whole and torn: what was not synced is gone, and nothing acknowledged was among it."""
    outcome = power.cuts(tmp_path, rounds=5, torn=torn)
    assert outcome.found == WHOLE
    assert outcome.acknowledged > 50


@pytest.mark.skipif(bool(power.why_not()), reason=f"POWER CUTS WERE NOT TRIED: {power.why_not()}")
def test_the_same_cuts_lose_notes_where_saving_is_not_synced(tmp_path: Path) -> None:
    """The control: with synchronous=NORMAL acknowledged notes are gone, and the judge sees it."""
    assert power.cuts(tmp_path, rounds=2, synchronous="NORMAL").found.lost > 0


@pytest.mark.skipif(bool(power.why_not()), reason=f"DISK ERRORS WERE NOT TRIED: {power.why_not()}")
def test_a_disk_that_fails_once_is_survived(tmp_path: Path) -> None:
    """Each of the first calls fails once: 503 with help, or saved; never lost; it saves again by itself."""
    outcome = power.errors(tmp_path, upto=15)
    assert outcome.found == WHOLE
    assert outcome.rounds > 10, "failures were really met"


@pytest.mark.skipif(bool(full.why_not()), reason=f"A FULL DISK WAS NOT TRIED: {full.why_not()}")
def test_a_full_disk_refuses_with_help_and_goes_on_by_itself(tmp_path: Path) -> None:
    """503 with the way to help, pages still read, nothing lost; with room again it saves by itself."""
    drill = full.drill(tmp_path)
    assert (drill.other, drill.without_help, drill.found) == (0, 0, WHOLE)
    assert drill.read == len(full.PAGES)
    assert drill.saved > 0
    assert drill.refused >= 40
    assert drill.saved_after == 20


def test_a_form_sent_by_four_hands_at_once_is_saved_once(tmp_path: Path) -> None:
    """Through the real server: every hand is told it is saved, and one note is there."""
    outcome = repeated.sendings(tmp_path, forms=50)
    assert (outcome.rounds, outcome.found) == (200, WHOLE)


def test_a_backup_taken_while_people_write_restores_whole(tmp_path: Path) -> None:
    """By the commands, while the server runs: everything acknowledged before it began is in it."""
    assert repeated.backups(tmp_path, rounds=1).found == WHOLE


def test_the_judge_of_faults_sees_what_is_planted(tmp_path: Path) -> None:
    """A note that was never saved, a doubled one, a half one and an edited look: each is seen."""
    from tests.drawers.models import Drawer

    from genkan_web import copies, keys, record
    from genkan_web.safe.models import Head

    told = house.Told()
    here = house.House(tmp_path)
    here.start()
    try:
        for _ in range(3):
            here.put(told)
    finally:
        here.kill()
    place = house.file_of(here)
    assert here.found(place, told.acknowledged) == WHOLE
    assert here.found(place, [*told.acknowledged, "never saved"]).lost == 1
    with copies.opened(place), keys.taken_from(tmp_path / "keys"):
        Drawer.objects.using(copies.ALIAS).create(plain=told.acknowledged[0], text="again")
        Head.objects.using(copies.ALIAS).update(seal=record.end(copies.ALIAS).seal[::-1])
    seen = here.found(place, told.acknowledged)
    assert (seen.doubled, seen.halves, seen.sound) == (1, 1, False)
