"""Written once, whatever is repeated; and nobody's words overwritten unseen."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone
from tests.drawers.models import Drawer

from genkan_web import once
from genkan_web.safe.models import Sent
from genkan_web.stopped import ChangedMeanwhile, Stopped

pytestmark = pytest.mark.django_db(transaction=True)
FORMS = 125
HANDS = 8  # so 1,000 sendings in all


def together(count: int, do: Callable[[int], None]) -> list[BaseException]:
    """The same from several threads at once; what went wrong in them."""
    wrong: list[BaseException] = []
    gate = threading.Barrier(count)

    def run(number: int) -> None:
        gate.wait()
        try:
            do(number)
        except BaseException as problem:
            wrong.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return wrong


def put_away(text: str) -> str:
    """What a form does: write one row, answer with its id."""
    return str(Drawer.objects.create(text=text).pk)


@pytest.mark.parametrize(
    ("text", "edition"),
    [("7", 7), ("999999999", 999_999_999), ("1234567890", 0), ("9" * 5_000, 0), ("٣", 0), ("-1", 0), ("", 0)],
)
def test_an_edition_is_a_short_number_and_anything_else_is_none(text: str, edition: int) -> None:
    """Whatever a form says; five thousand digits are no reason to break."""
    assert once.seen_in(text) == edition


@pytest.mark.parametrize(
    ("key", "fits"),
    [(str(uuid.UUID(int=1)), True), ("a" * 15, False), ("a" * 64, True), ("a" * 65, False), ("ก" * 20, False),
     ("-" * 20, False), ("a" * 16 + "/", False), ("9" * 5_000, False)],
)  # fmt: skip
def test_a_key_is_what_our_own_forms_carry(key: str, fits: bool) -> None:
    """Letters, digits and dashes, not too short and not too long."""
    assert once.is_key(key) == fits


def test_a_thousand_sendings_of_125_forms_are_125_rows(drawers: Any) -> None:
    """Eight hands send the same forms at once: one row each, and every hand gets the same answer."""
    forms = [uuid.uuid4().hex for _ in range(FORMS)]
    answers: list[dict[str, str]] = [{} for _ in range(HANDS)]
    firsts: list[str] = []

    def send(hand: int) -> None:
        for form in forms:
            answers[hand][form], first = once.once("a1", "diary", form, lambda form=form: put_away(form))
            firsts.extend([form] if first else [])

    assert together(HANDS, send) == []
    assert Drawer.objects.count() == Sent.objects.count() == FORMS
    assert sorted(firsts) == sorted(forms)
    assert all(one == answers[0] for one in answers)


def test_without_it_a_double_submit_doubles(drawers: Any) -> None:
    """The control: the same hands without the key."""
    assert together(HANDS, lambda _: put_away("x") and None) == []
    assert Drawer.objects.count() == HANDS


def test_what_failed_may_be_sent_again(drawers: Any) -> None:
    """Nothing of a failed sending is left, neither its row nor its key."""
    form = uuid.uuid4().hex

    def fail() -> str:
        put_away("half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once.once("a1", "diary", form, fail)
    assert (Drawer.objects.count(), Sent.objects.count()) == (0, 0)
    assert once.once("a1", "diary", form, lambda: put_away("whole"))[1]
    assert Drawer.objects.get().text == "whole"


def test_a_key_belongs_to_its_sender_and_its_door(drawers: Any) -> None:
    """Somebody else's key, or the same key at another door, stops nobody; keys are not kept plainly."""
    form = uuid.uuid4().hex
    for who, door in (("a1", "diary"), ("a2", "diary"), ("a1", "plan")):
        assert once.once(who, door, form, lambda: put_away("x"))[1]
    assert Drawer.objects.count() == 3
    assert not Sent.objects.filter(key=form).exists()


@pytest.mark.parametrize("key", ["", "1", "x" * 15, "x" * 101])
def test_a_form_without_a_real_key_is_refused(drawers: Any, key: str) -> None:
    """Too short to be nobody else's, or too long to be one."""
    with pytest.raises(Stopped, match="open it again"):
        once.once("a1", "diary", key, lambda: put_away("x"))
    assert Drawer.objects.count() == 0


def test_old_keys_are_forgotten(drawers: Any) -> None:
    """After 400 days, not before."""
    for days in (399, 401):
        Sent.objects.create(key=f"{days}", at=timezone.now() - timedelta(days=days))
    assert once.forget_old() == 1
    assert Sent.objects.get().key == "399"


def test_of_a_thousand_savings_none_is_overwritten_unseen(drawers: Any) -> None:
    """Eight hands add to one text; who saved over nobody counts: every word told as saved is in it."""
    drawers.objects.create(text="")
    saved: list[str] = []

    def add(hand: int) -> None:
        for turn in range(FORMS):
            word = f"{hand}-{turn}"
            mine = drawers.objects.get()
            try:
                once.save_over(mine, mine.edition, text=f"{mine.text} {word}")
                saved.append(word)
            except ChangedMeanwhile:
                continue

    assert together(HANDS, add) == []
    assert sorted(drawers.objects.get().text.split()) == sorted(saved)
    assert drawers.objects.get().edition == len(saved) + 1


def test_the_second_of_two_who_opened_the_same_is_told(drawers: Any) -> None:
    """The first is saved; the second hears so, and nothing of the first is lost. The control loses it."""
    drawers.objects.create(text="before", plain="p")
    one, other = drawers.objects.get(), drawers.objects.get()
    once.save_over(one, one.edition, text="first")
    with pytest.raises(ChangedMeanwhile, match="Nothing was overwritten"):
        once.save_over(other, other.edition, text="second")
    assert (one.text, one.edition, drawers.objects.get().text) == ("first", 2, "first")
    other.save()
    assert drawers.objects.get().text == "before", "the control"
