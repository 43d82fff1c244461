"""The record of looks: whatever is done to it is found, and without it nothing is shown."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import path

from genkan_web import append_only, chain, keys, record
from genkan_web.record import Seen
from genkan_web.safe.models import Head, Look
from genkan_web.stopped import NotRecorded

ROWS = 60
TRIES = 1_000
WORDS = ("who", "role", "verb", "kind", "thing", "outcome")


def seen(number: int) -> Seen:
    """A look of somebody at something."""
    return Seen(f"a{number % 7}", "worker", "see", "notebook", f"n{number % 5}")


def fill(count: int) -> None:
    """That many looks."""
    for number in range(count):
        record.write(seen(number))


@pytest.fixture
def whole(db: None, own_keys: Any) -> chain.End:
    """A record of some looks, open to tampering, and where it ends."""
    fill(ROWS)
    append_only.take_away(connection)
    return record.end()


def faults(end: chain.End | None) -> list[chain.Fault]:
    """What is found with an end noted elsewhere."""
    return list(record.faults((end,) if end else (), record.secrets()))


def edit(dice: random.Random) -> None:
    """One value of one row, by one letter or one microsecond."""
    row = Look.objects.get(number=dice.randint(1, ROWS))
    column = dice.choice((*WORDS, "at", "before", "seal", "number"))
    value: Any = getattr(row, column)
    if column == "at":
        value += timedelta(microseconds=dice.choice((-1, 1, 3_600_000_000)))
    elif column == "number":
        value = ROWS + dice.randint(2, 9)
    elif column in ("before", "seal"):
        value = f"{int(value, 16) ^ (1 << dice.randrange(256)):064x}"
    else:
        value = value + "x" if dice.random() < 0.5 else value[:-1]
    Look.objects.filter(number=row.number).update(**{column: value})


def delete(dice: random.Random) -> None:
    """Some rows from the middle; half of the time those behind move up to close the gap."""
    first = dice.randint(1, ROWS - 1)
    count = dice.randint(1, min(5, ROWS - first))
    Look.objects.filter(number__gte=first, number__lt=first + count).delete()
    if dice.random() < 0.5:
        for row in Look.objects.filter(number__gte=first).order_by("number"):
            Look.objects.filter(number=row.number).update(number=row.number - count)


def insert(dice: random.Random) -> None:
    """A row that links as it ought to, sealed by somebody without the key."""
    place = dice.randint(1, ROWS + 1)
    for row in Look.objects.filter(number__gte=place).order_by("-number"):
        Look.objects.filter(number=row.number).update(number=row.number + 1)
    before = Look.objects.filter(number=place - 1).values_list("seal", flat=True).first() or chain.START
    now = Look.objects.order_by("-number").first()
    assert now
    row = chain.Row(place, now.at, *(f"x{n}" for n in range(6)), before, "")
    seal = chain.seal_of(row, dice.randbytes(32))
    Look.objects.create(**{**row.__dict__, "seal": seal})
    Head.objects.filter(pk=1).update(number=ROWS + 1, **({"seal": seal} if place == ROWS + 1 else {}))


def truncate(dice: random.Random) -> None:
    """The end, and the head set back to fit."""
    last = dice.randint(0, ROWS - 1)
    Look.objects.filter(number__gt=last).delete()
    row = Look.objects.order_by("-number").first()
    Head.objects.filter(pk=1).update(number=last, seal=row.seal if row else chain.START)


def swap(dice: random.Random) -> None:
    """Two rows change places."""
    one, other = sorted(dice.sample(range(1, ROWS + 1), 2))
    Look.objects.filter(number=one).update(number=ROWS + 99)
    Look.objects.filter(number=other).update(number=one)
    Look.objects.filter(number=ROWS + 99).update(number=other)


def test_a_whole_record_is_found_whole(whole: chain.End) -> None:
    """Nothing is found where nothing was done, with and without its own end, and after more looks."""
    assert faults(whole) == faults(None) == []
    fill(3)
    assert faults(whole) == []


def test_a_thousand_of_a_thousand_tamperings_are_found(whole: chain.End) -> None:
    """Edits, deletions, insertions, cuts and swaps, each at random, each alone."""
    dice = random.Random(20261126)
    missed = []
    for number in range(TRIES):
        tamper: Callable[[random.Random], None] = (edit, delete, insert, truncate, swap)[number % 5]
        state = dice.getstate()
        with transaction.atomic():
            tamper(dice)
            if not faults(whole):
                missed.append((tamper.__name__, state[1][:1]))
            transaction.set_rollback(True)
    assert missed == []


def test_without_the_noted_end_a_cut_that_fits_cannot_be_seen(whole: chain.End) -> None:
    """Why ends are noted elsewhere: the control."""
    truncate(random.Random(1))
    assert faults(None) == []
    assert [one.said for one in faults(whole)] == ["record.cut_off"]


def test_a_record_whose_head_is_gone_is_not_whole(whole: chain.End) -> None:
    """Rows without a head are found without any noted end."""
    Head.objects.all().delete()
    assert "record.beyond_head" in [one.said for one in faults(None)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("tamper", [edit, delete, truncate])
def test_the_database_itself_refuses_to_change_a_look(
    own_keys: Any, tamper: Callable[[random.Random], None]
) -> None:
    """Append-only by triggers, on both databases."""
    fill(ROWS)
    with pytest.raises(DatabaseError):
        tamper(random.Random(3))
    assert faults(record.end()) == []


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain(own_keys: Any) -> None:
    """Eight threads, a hundred looks, no fork and no gap; the first ones too."""

    def some() -> None:
        for number in range(12):
            record.write(seen(number))
        connections.close_all()

    threads = [threading.Thread(target=some) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert Look.objects.count() == 96
    assert faults(record.end()) == []


@pytest.mark.django_db(transaction=True)
def test_a_change_and_its_look_are_saved_together_or_not_at_all(own_keys: Any) -> None:
    """When the change fails, no look is left that never was; the chain goes on."""
    fill(1)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        record.write(seen(1))
        raise ZeroDivisionError
    fill(1)
    assert Look.objects.count() == 2
    assert faults(record.end()) == []


def secret_page(_: Any) -> HttpResponse:
    """A page with something personal on it."""
    record.durably(Seen("a1", "worker", "see", "notebook", "n1"))
    return HttpResponse("secret words")


urlpatterns = [path("secret/", secret_page)]
handler500 = "genkan_web.doors.apart.broken"


def served(client: Client) -> Any:
    """The page as a browser gets it."""
    from genkan_web import urls

    no_gate = [
        one for one in settings.MIDDLEWARE if not one.endswith(".Gate")
    ]  # it knows the site's own only
    with override_settings(ROOT_URLCONF="tests.safekeeping.test_record", MIDDLEWARE=no_gate):
        urlpatterns.extend(one for one in urls.urlpatterns if one not in urlpatterns)
        return client.get("/secret/", headers={"accept-language": "ja"})


def test_a_page_is_shown_once_its_look_is_written(db: None, own_keys: Any) -> None:
    """One page, one row, and nothing of the page in it."""
    assert served(Client()).content == b"secret words"
    row = Look.objects.get()
    assert (row.who, row.verb, row.kind, row.thing, row.outcome) == ("a1", "see", "notebook", "n1", "shown")
    assert "secret" not in str(row.__dict__)


@pytest.mark.parametrize("broken", ["database", "keys"])
def test_no_row_no_page(db: None, own_keys: Any, monkeypatch: pytest.MonkeyPatch, broken: str) -> None:
    """Where the look cannot be written: 503 with the way to help, and not a word of the page."""
    if broken == "keys":
        (own_keys / keys.FILE).unlink()
    else:

        def full(*_: Any, **__: Any) -> None:
            raise DatabaseError("disk full")

        monkeypatch.setattr(record, "_held_head", full)
    page = served(Client(raise_request_exception=False))
    assert page.status_code == 503
    assert b'href="/help/"' in page.content
    assert "いまは、うまくいきませんでした" in page.content.decode()
    assert b"secret words" not in page.content
    assert Look.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_look_is_durable_before_its_page(own_keys: Any) -> None:
    """Inside a transaction that might still be undone, no page is shown."""
    with pytest.raises(RuntimeError), transaction.atomic():
        record.durably(seen(1))
    assert record.end().number == 0


def test_only_ids_and_short_words_go_into_the_record(db: None, own_keys: Any) -> None:
    """A sentence in the place of an id is an error of ours, found before it is written."""
    with pytest.raises(ValueError, match="thing"):
        Seen(
            "a1",
            "worker",
            "see",
            "notebook",
            "she said that she could not go out any more, and that it was already late",
        )


def test_ends_are_noted_outside_of_the_database(whole: chain.End) -> None:
    """Each once, for the owner's eyes alone; later they tell of a cut; a damaged file is told."""
    assert record.noted_ends() == ()
    assert [record.note_end(), record.note_end()] == [whole, whole]
    fill(2)
    record.note_end()
    assert record.noted_ends() == (whole, record.end())
    file = settings.VAR / record.ENDS
    assert file.stat().st_mode & 0o777 == 0o600
    truncate(random.Random(5))
    assert list(record.faults(record.noted_ends(), record.secrets()))
    file.write_text("[1")
    with pytest.raises(Exception, match="cannot be read"):
        record.noted_ends()


def test_a_look_that_cannot_be_written_inside_a_change_stops_the_change(db: None, own_keys: Any) -> None:
    """NotRecorded, whatever was the reason."""
    (own_keys / keys.FILE).unlink()
    with pytest.raises(NotRecorded):
        record.write(seen(1))


@pytest.mark.django_db(transaction=True)
def test_the_migration_goes_back_and_forth(own_keys: Any) -> None:
    """Tables and triggers go and come again, as they were."""
    from django.core.management import call_command

    for place, standing in (("zero", False), ("0001", True), ("0002", True)):
        call_command("migrate", "safe", place, verbosity=0)
        assert append_only.standing(connection) == standing
    fill(2)
    assert faults(record.end()) == []
