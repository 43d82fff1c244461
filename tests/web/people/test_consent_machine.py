"""Consent as a machine: whatever people do and however time passes, nothing is shown without a live yes.

A model keeps, by the rules alone, what each reader may see at each moment; after every step one reader asks
for every page of one notebook, and the answers are held against the model. What could be seen at earlier
moments is told from the snapshots and held against what the model remembers.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from tests.web.people.household import account, taken_back, visit, wrote

from genkan.knowledge import sentence
from genkan_web import may
from genkan_web.care import sharing
from genkan_web.diary import books, notes
from genkan_web.people.models import Account, Centre

LONGEST = timedelta(days=90)
ITEMS = {
    "family": {"week"},
    "worker": {"week", "days", "notes", "phone"},
    "clinic": {"week", "days", "notes", "phone"},
}
PAGES = {"share-way": "days", "share-words": "notes", "share-phone": "phone"}
READERS = ("family", "worker", "clinic")
readers = some.sampled_from(READERS)


class Consent(RuleBasedStateMachine):
    """One person, three readers, and a clock."""

    def __init__(self) -> None:
        super().__init__()
        self.rolled = taken_back()
        self.rolled.__enter__()
        self.now = timezone.now()
        self.clock = mock.patch("django.utils.timezone.now", side_effect=lambda: self.now)
        self.clock.start()
        self.live: dict[str, dict[str, datetime]] = {who: {} for who in READERS}  # item → until
        self.link_until: dict[str, datetime] = {}
        self.remembered: list[tuple[str, datetime, frozenset[str]]] = []

    @initialize()
    def begin(self) -> None:
        """Sign everybody up."""
        centre = Centre.objects.create(kind="centre", name="River", country="th")
        self.person = account("person", "person")
        self.book = books.begun_own(self.person)
        self.people: dict[str, Account] = {
            who: account(who, who, None if who == "family" else centre) for who in READERS
        }

    def teardown(self) -> None:
        """Undo it all."""
        self.clock.stop()
        transaction.set_rollback(True)
        self.rolled.__exit__(None, None, None)

    # ── What people do ──

    @rule(who=readers, items=some.sets(some.sampled_from(["week", "days", "notes", "phone"])))
    def share(self, who: str, items: set[str]) -> None:
        """Type this reader's code and tick some items."""
        code = sharing.new_code(self.people[who])
        told = {"code": code, "items": sorted(items), "called": "P."}
        client = visit(self.person)
        client.post(reverse("code-yes", args=[self.book.pk]), told)
        chosen = items & ITEMS[who]
        if chosen:
            self.live[who] = dict.fromkeys(chosen, self.now + LONGEST)
            self.link_until[who] = self.now + LONGEST

    @rule(who=readers, item=some.sampled_from(["week", "days", "notes", "phone", ""]))
    def stop(self, who: str, item: str) -> None:
        """Stop one item, or all of one reader."""
        link = next((one for one in sharing.links_from(self.book) if one.ends["role"] == who), None)
        if link is None:
            return
        told = {"link": str(link.pk), "item": item}
        assert visit(self.person).post(reverse("sees-stop", args=[self.book.pk]), told).status_code == 302
        for one in [item] if item else list(self.live[who]):
            self.live[who].pop(one, None)

    @rule()
    def stop_everything(self) -> None:
        """The big button."""
        visit(self.person).post(reverse("sees-stop", args=[self.book.pk]), {"all": "1"})
        self.live = {who: {} for who in READERS}

    @rule(who=readers)
    def go_on(self, who: str) -> None:
        """Asked again, and yes."""
        link = next((one for one in sharing.links_from(self.book) if one.ends["role"] == who), None)
        if link is None:
            return
        visit(self.person).post(reverse("sees-again", args=[self.book.pk]), {"link": str(link.pk)})
        renewed = {item: self.now + LONGEST for item, until in self.live[who].items() if until > self.now}
        self.live[who] = renewed
        if renewed:
            self.link_until[who] = self.now + LONGEST

    @rule(reach=some.sampled_from([None, 1, 4]), words=some.booleans())
    def write(self, reach: int | None, words: bool) -> None:
        """Write about today, if nothing stands there yet."""
        today = notes.today_of(self.book)
        if not self.book.notes.filter(day=today).exists():
            wrote(self.book, 0, reach_low=reach, reach_high=reach, mood=2, words="canary" if words else "")

    @rule(days=some.sampled_from([0.01, 1, 6, 30, 89, 91]))
    def time_passes(self, days: float) -> None:
        """An hour, a day, a season."""
        self.now += timedelta(days=days)

    # ── What must hold ──

    @rule(who=readers)
    def look(self, who: str) -> None:
        """Every page of this reader shows what the model allows now, and nothing else."""
        link = next((one for one in sharing.links_from(self.book) if one.ends["role"] == who), None)
        if link is None:
            assert not self.live[who]
            return
        live = {item for item, until in self.live[who].items() if until > self.now}
        self.remembered.append((str(link.pk), self.now, frozenset(live)))
        client = visit(self.people[who])
        page = client.get(reverse("share", args=[link.pk]))
        assert page.status_code == (200 if self.link_until.get(who, self.now) > self.now else 404)
        text = page.content.decode()
        today = notes.today_of(self.book)
        week = self.book.notes.filter(day__gt=today - timedelta(days=7), day__lte=today, not_today=False)
        shown = {
            "notes": "canary" in text,
            "days": sentence("people.share.days", "en") in text,
            "week": sentence("people.share.line", "en", days="#", out="#").partition("#")[0] in text,
        }
        is_new = {
            "notes": any(note.words for note in week),
            "days": bool(week),
            "week": any(note.reach_low is not None for note in week),
        }
        for item, is_shown in shown.items():
            assert is_shown == (item in live and is_new[item]), (who, item, live)
        for name, item in PAGES.items():
            opened = client.get(reverse(name, args=[link.pk])).status_code == 200
            assert opened == (item in live and item in ITEMS[who]), (who, name, live)
        self.now += timedelta(seconds=1)  # what follows is after this look, not at the same moment

    @rule()
    def remember(self) -> None:
        """What could be seen then is what the snapshots tell now."""
        for key, moment, items in self.remembered:
            link = sharing.Link.objects.get(pk=key)
            assert sharing.rights_at(link, moment) == items


def run(machine: type[Consent], examples: int, steps: int) -> None:
    """Many lives of a machine."""
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a life that breaks a rule is short enough to be read as it is
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.slow
def test_nothing_is_shown_without_a_live_yes(db: Any) -> None:
    """In any order of sharing, stopping, going on, writing, waiting and looking."""
    run(Consent, 20, 25)


def life_of(machine: Consent) -> None:
    """One life in which each planted fault shows."""
    try:
        machine.begin()
        machine.write(reach=4, words=True)
        machine.share(who="family", items={"week", "days", "notes"})
        machine.share(who="worker", items={"week", "days"})
        machine.look(who="family")
        machine.look(who="worker")
        machine.stop(who="worker", item="")
        machine.look(who="worker")
        machine.remember()
        machine.share(who="clinic", items={"days"})
        machine.time_passes(days=91)
        machine.look(who="clinic")
        machine.remember()
    finally:
        machine.teardown()


def test_this_life_keeps_every_rule(db: Any) -> None:
    """Without a fault the same life passes."""
    life_of(Consent())


@pytest.mark.parametrize("fault", ["a stop forgets", "never over", "a family may all", "no snapshot"])
def test_the_machine_sees_a_planted_fault(db: Any, monkeypatch: pytest.MonkeyPatch, fault: str) -> None:
    """A stop that keeps an item, a link without end, a family that reads words, a change not written down."""
    if fault == "a stop forgets":
        real = sharing.stop
        monkeypatch.setattr(sharing, "stop", lambda link, items=None: real(link, items or ["week"]))
    elif fault == "never over":
        monkeypatch.setattr(
            sharing, "link_to", lambda _, link: sharing.Link.objects.prefetch_related("grants").get(pk=link)
        )
    elif fault == "a family may all":
        monkeypatch.setattr(may, "table", _generous(may.table()))
    else:
        monkeypatch.setattr(sharing, "snapshot", lambda *_: None)
    with pytest.raises(AssertionError):
        life_of(Consent())


def _generous(real: may.Table) -> Any:
    changed = replace(real, items={**real.items, "family": real.items["worker"]})
    return lambda: changed
