"""A new key of names: whoever stops it, nothing is ever unfindable; in the end the old key finds nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import IntegrityError, connections
from django.test import RequestFactory
from django.utils import timezone
from tests.safekeeping.places import looked_into
from tests.safekeeping.stopping import stopping
from tests.web.people.household import PASSWORD, Household, household, put_paper

from genkan_web import backups, keys, locked, looks, names, proof, restoring, rotating
from genkan_web.care import sharing
from genkan_web.care.models import Link, LinkCode
from genkan_web.diary import papers, sheets
from genkan_web.diary.models import Paper
from genkan_web.locked import Hashed, HashedName, hashes_of
from genkan_web.models import Account, Bucket, Centre, Invitation, Token, Visit
from genkan_web.people import entering, invitations, knocks, tokens, visits
from genkan_web.remind.models import PushPlace
from genkan_web.stopped import Stopped

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("other_databases")]
ADDRESS = "https://updates.push.services.mozilla.com/one"
SWAPS = 11 + 3 + 3 + 2 + 1 + 1  # accounts, links from three ends, a paper, a browser


@pytest.fixture
def home(transactional_db: None, own_keys: Path) -> Household:
    """Everybody, with something in every column of names, in a folder of this test."""
    proof.put()
    made = household()
    yuki = made.people["yuki"]
    put_paper(made.books["yuki"], situation="canary")
    PushPlace.objects.create(account=yuki, mark=ADDRESS, address=ADDRESS)
    looks.write(made.people["aoki"], "share_days", "read", "clinic", made.books["yuki"].pk)
    return made


def new_key() -> keys.Key:
    """A key of names behind the others."""
    return keys.add(Path(settings.KEYS), keys.Use.NAME)


def names_of(home: Household) -> dict[str, Any]:
    """Everything that is found by a name or a mark, asked as the site asks."""
    book, yuki, aoki = home.books["yuki"], home.people["yuki"], home.people["aoki"]
    return {
        "accounts": [Account.objects.filter(handle=name).count() for name in sorted(home.people)],
        "several": Account.objects.filter(handle__in=["yuki", "aoki", "nobody"]).count(),
        "but yuki": Account.objects.exclude(handle="yuki").count(),
        "from": {link.pk for link in sharing.links_from(book)},
        "to": {link.pk: items for link, items in sharing.live_over(aoki, sharing.read_by(aoki))},
        "over a link": sharing.link_to(aoki, home.links["aoki"].pk),
        "centre": [link.pk for link in sharing.linked_with_centre(home.people["baba"])],
        "papers": [paper.pk for paper in papers.listed(book, "thought_record")],
        "shelf": sum(one.count for _, shelf in sheets.shelf_of(book) for one in shelf),
        "browsers": PushPlace.objects.filter(account=yuki, mark=ADDRESS).count(),
        "looks": len(looks.looks_at(book.pk, yuki.pk)),
        "keys fit": proof.holds(),
    }


def held_by_people(home: Household) -> Callable[[], list[bool]]:
    """Codes and a word, made now; and how to find out whether each is still taken."""
    yuki, aoki = home.people["yuki"], home.people["aoki"]
    code = sharing.new_code(aoki)
    invitation = invitations.new_invitation(home.clinic, Account.Role.CLINIC)
    word = tokens.made(yuki, "a program", "read", 7)
    request = RequestFactory().get("/api/1/", headers={"authorization": f"Bearer {word}"})
    return lambda: [
        sharing.code_typed(code, yuki) is not None,
        invitations.open_with(invitation) is not None,
        tokens.borne(request) is not None,
    ]


def nobody_holds_any() -> None:
    """All that people held is over."""
    past = timezone.now() - timedelta(days=1)
    LinkCode.objects.update(expires_at=past)
    Invitation.objects.update(used_at=past)
    Token.objects.update(until=past)


def stored() -> list[tuple[str, str, str]]:
    """Every hash of every column, with what it is the hash of and where."""
    found = []
    for one in names.columns():
        for batch in one.rows():
            found += [(str(row[one.field]), str(one.plain(row)), one.place) for row in batch]
    return found


def under_the_newest() -> bool:
    """Whether every hash there is stands under the newest key."""
    return all(mark == hashes_of(plain, place)[0] for mark, plain, place in stored())


def of_names() -> list[keys.Key]:
    """The keys that find names."""
    return list(keys.ring().of(keys.Use.NAME))


def test_every_column_of_names_is_named() -> None:
    """A column that nobody thought of would be lost with the old key: each has its way, or this fails."""
    from django.apps import apps

    ways = {(one.model, one.field) for one in (*names.columns_of({}), *names.HELD)}
    there = {
        (model, field.name)
        for label in ("genkan", "safe")
        for model in apps.get_app_config(label).get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, HashedName)
    }
    assert {f"{model.__name__}.{name}" for model, name in there - ways} == {"KeyProof.name"}
    assert ways <= there


def test_everything_is_found_before_within_and_behind(home: Household) -> None:
    """All names under the new key, all found at each step, and the old key is left with the looks alone."""
    before, old = names_of(home), of_names()[0]
    assert before["accounts"] == [1] * 11
    assert before["keys fit"]
    assert before["looks"] == before["shelf"] == before["browsers"] == 1
    fresh = new_key()
    assert names_of(home) == before
    assert not under_the_newest(), "the control"
    moved = names.exchange(settle=0)
    assert (moved.names, moved.left, moved.looks_only) == (SWAPS, 0, (old.id,))
    assert names_of(home) == before
    assert under_the_newest()
    assert of_names() == [fresh]
    assert [key.id for key in keys.ring().of(keys.Use.LOOKS)] == [old.id]
    assert entering.account_with("yuki", PASSWORD) == home.people["yuki"]
    assert names.exchange(settle=0) == names.Moved()


def test_looks_are_read_from_under_every_key_there_was(home: Household) -> None:
    """Rows of the record stay as they are: three keys, three looks, one list."""
    book, aoki = home.books["yuki"], home.people["aoki"]
    for _ in range(2):
        new_key()
        names.exchange(settle=0)
        looks.write(aoki, "share_days", "read", "clinic", book.pk)
    found = looks.looks_at(book.pk, home.people["yuki"].pk)
    assert [one.number for one in found] == [3, 2, 1]
    assert len({one.thing for one in found}) == 3


@pytest.mark.parametrize("after", [*range(0, SWAPS, 4), SWAPS])
def test_stopped_anywhere_everything_is_found_and_it_goes_on(
    home: Household, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Between any two rows, and at the end: as before, also what is written then; the next run ends it."""
    monkeypatch.setattr(rotating, "BATCH", 3)
    before = names_of(home)
    new_key()
    swap = stopping(names.Known.swap, after)
    with monkeypatch.context() as here:
        here.setattr(names.Known, "swap", swap)
        if after == SWAPS:
            here.setattr(proof, "renew", swap)
        with pytest.raises(KeyboardInterrupt):
            names.exchange(settle=0)
    assert names_of(home) == before
    assert len(of_names()) == 2
    kept = papers.listed(home.books["yuki"], "thought_record")[0]
    assert put_paper(home.books["yuki"], situation="canary").pk == kept.pk, "found again, not made twice"
    again = sharing.share(home.books["yuki"], home.people["aoki"], ("days",), "Y.")
    assert (again.pk, Link.objects.count()) == (home.links["aoki"].pk, 3)
    sharing.share(home.books["yuki"], home.people["aoki"], before["to"][again.pk], "Y.")
    names.exchange(settle=0)
    assert names_of(home) == before
    assert under_the_newest()
    assert len(of_names()) == 1


@pytest.mark.parametrize("where", [(keys, "only_for_looks"), (names.copies, "leave_no_old_page")])
def test_stopped_at_the_very_end_it_goes_on(
    home: Household, monkeypatch: pytest.MonkeyPatch, where: tuple[Any, str]
) -> None:
    """Before and after the file of keys changes."""
    before = names_of(home)
    new_key()

    def stopping(*_: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as here:
        here.setattr(*where, stopping)
        with pytest.raises(KeyboardInterrupt):
            names.exchange(settle=0)
    assert names_of(home) == before
    names.exchange(settle=0)
    assert names_of(home) == before
    assert len(of_names()) == 1


def test_what_people_hold_keeps_the_old_key_until_it_is_over(home: Household) -> None:
    """Codes, invitations and access words are taken all the while, those of before and those made since."""
    early = held_by_people(home)
    old, fresh = of_names()[0], new_key()
    late = held_by_people(home)
    for _ in range(2):
        moved = names.exchange(settle=0)
        assert (moved.left, moved.kept, moved.looks_only) == (0, (old.id,), ())
        assert moved.held >= 3
        assert moved.until is not None
        assert early() == late() == [True, True, True]
    nobody_holds_any()
    assert names.exchange(settle=0).looks_only == (old.id,)
    assert of_names() == [fresh]


def test_what_was_made_under_the_new_key_keeps_no_old_one(home: Household) -> None:
    """Made once every process had read the new key, it is still found when the old one finds nothing."""
    new_key()
    held = held_by_people(home)
    for model in (LinkCode, Invitation, Token):
        model._base_manager.update(made_at=timezone.now() + timedelta(seconds=5))
    assert names.exchange(settle=0).held == 0
    assert len(of_names()) == 1
    assert held() == [True, True, True]


def test_a_row_saved_as_it_was_read_before_it_moved_is_moved_again(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that had opened an account puts the old hash back; it is seen before the old key goes."""
    before, waited = names_of(home), []
    opened = Account.objects.get(handle="yuki")
    old = str(opened.handle)
    new_key()

    def meanwhile(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 2:
            opened.save()
            assert Account.objects.filter(handle=Hashed(old)).exists(), "the control"

    monkeypatch.setattr(rotating.time, "sleep", meanwhile)
    assert names.exchange(settle=7).names == SWAPS + 1
    assert 5 < waited[0] <= 7
    assert waited[1:] == [7, 7]
    assert names_of(home) == before
    assert under_the_newest()


def test_a_row_that_comes_back_still_later_is_mended_by_the_next_run(home: Household) -> None:
    """Even when the key is for looks alone."""
    before, opened = names_of(home), Account.objects.get(handle="yuki")
    new_key()
    names.exchange(settle=0)
    opened.save()
    assert names_of(home) != before, "the control"
    assert names.exchange(settle=0).names == 1
    assert names_of(home) == before


def test_a_name_that_cannot_be_made_again_keeps_the_old_key(home: Household) -> None:
    """Shown an account whose locked name is another than it signs in with, nothing is lost."""
    Account.objects.filter(handle="nid").update(display="Somebody Else")
    old = of_names()[0]
    new_key()
    for _ in range(2):
        moved = names.exchange(settle=0)
        assert (moved.left, moved.kept) == (1, (old.id,))
        assert Account.objects.filter(handle="nid").count() == 1


def test_two_of_one_name_are_told_and_keep_the_old_key(home: Household) -> None:
    """Should the same name stand under both keys, neither row is touched."""
    yuki = Account.objects.get(handle="yuki")
    new_key()
    twin = Account(
        handle=Hashed(hashes_of("yuki", "genkan.account.handle")[0]), display="yuki", role="person"
    )
    twin.save()
    moved = names.exchange(settle=0)
    assert (moved.left, len(moved.kept)) == (1, 1)
    assert {one.pk for one in Account.objects.filter(handle="yuki")} == {yuki.pk, twin.pk}


def test_a_name_is_not_given_twice_while_there_are_two_keys(home: Household) -> None:
    """The column cannot tell, because the two hashes differ; the site asks."""
    new_key()
    with pytest.raises(IntegrityError):
        Account.objects.open("Yuki ", None, "person")
    paper = papers.listed(home.books["yuki"], "thought_record")[0]
    papers.to_go(paper)
    names.exchange(settle=0)
    Paper.every.filter(pk=paper.pk).update(kind=Hashed("0" * 64))
    put_paper(home.books["yuki"])
    assert not papers.taken_back(home.books["yuki"], str(paper.pk)), "a newer one stands in its place"


def test_a_centre_that_is_gone_keeps_no_key(home: Household) -> None:
    """Nobody looks for its mark any more."""
    Link.objects.filter(pk=home.links["hana"].pk).update(centre=sharing.centre_mark(Centre().pk))
    new_key()
    moved = names.exchange(settle=0)
    assert (moved.left, len(moved.looks_only)) == (0, 1)


def test_the_old_key_finds_nothing_any_more(home: Household) -> None:
    """Whoever took it, and may write to the database, plants no word that is taken."""
    old = of_names()[0]
    word = tokens.made(home.people["yuki"], "a program", "write", 7)
    nobody_holds_any()
    new_key()
    request = RequestFactory().get("/api/1/", headers={"authorization": f"Bearer {word}"})
    Token.objects.update(until=timezone.now() + timedelta(days=1))
    assert tokens.borne(request) is not None, "the control"
    Token.objects.update(until=timezone.now() - timedelta(days=1))
    assert names.exchange(settle=0).looks_only == (old.id,)
    Token.objects.update(until=timezone.now() + timedelta(days=1))
    assert tokens.borne(request) is None


def test_somebody_always_finds_what_is_there_while_names_move(
    home: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looking all the time, from the new key to the old one's end: never once is anything not found."""
    monkeypatch.setattr(rotating, "BATCH", 1)
    before, going, missed, looked = names_of(home), threading.Event(), [], 0

    def look() -> None:
        nonlocal looked
        try:
            while not going.is_set():
                found = names_of(home)
                looked += 1
                if found != before:
                    missed.append({name: value for name, value in found.items() if before[name] != value})
        except Exception as problem:
            missed.append({"problem": problem})
        connections.close_all()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        for _ in range(3):
            new_key()
            _once_more(lambda: looked)
            names.exchange(settle=0)
    finally:
        going.set()
        thread.join()
    assert looked > 0
    assert missed == []
    assert under_the_newest()


def _once_more(count: Callable[[], int]) -> None:
    """Until everything that was asked for before is answered, and once more: what settling waits for."""
    wanted = count() + 2
    for _ in range(3_000):
        if count() >= wanted:
            return
        time.sleep(0.01)
    raise AssertionError("nobody looks")


def test_tries_that_were_used_up_stay_used_up(home: Household) -> None:
    """No fresh tries with a new key; what is forgotten is forgotten under every key."""
    wanted = ("password name", "yuki")
    while knocks.may_try(wanted):
        pass
    new_key()
    assert not knocks.may_try(wanted)
    knocks.forget(wanted)
    assert Bucket.objects.count() == 0
    assert knocks.may_try(wanted)


def test_a_visit_is_ended_by_a_page_that_was_opened_before(home: Household) -> None:
    """Its mark stands in a form; the key changed meanwhile, even twice."""
    home.visit("yuki")
    Visit.objects.update(account=home.people["yuki"].pk)
    (seen,) = visits.visits_of(home.people["yuki"])
    new_key()
    names.exchange(settle=0)
    assert visits.visits_of(home.people["yuki"])[0].mark != seen.mark, "the control"
    assert visits.end(home.people["yuki"], seen.mark)
    assert not Visit.objects.exists()


def test_a_backup_from_before_needs_the_copy_of_the_keys_from_before(
    home: Household, pair: Any, tmp_path: Path, empty: str
) -> None:
    """With it everybody is found; with the keys of now nothing is put in place."""
    older = tmp_path / "older"
    older.mkdir()
    (older / keys.FILE).write_bytes((keys.place() / keys.FILE).read_bytes())
    backups.make(tmp_path / "b.age", str(pair[1]))
    new_key()
    names.exchange(settle=0)
    with pytest.raises(Stopped) as refused:
        restoring.restore(tmp_path / "b.age", pair[0], tmp_path / "now", keys.place(), (), empty)
    assert refused.value.said == "backup.other_keys"
    restoring.restore(tmp_path / "b.age", pair[0], tmp_path / "new", older, (), empty)
    with keys.taken_from(older), looked_into(tmp_path / "new", empty) as using:
        assert Account.objects.using(using).filter(handle="yuki").count() == 1


def test_a_backup_made_while_names_move_is_whole(
    home: Household, pair: Any, tmp_path: Path, empty: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the keys of that day all is found, and the exchange goes on in the restored site."""
    new_key()
    swap = names.Known.swap

    def backing_up(self: names.Known, *told: Any) -> bool:
        monkeypatch.setattr(names.Known, "swap", swap)
        raise KeyboardInterrupt

    names._swapped(
        names.columns()[0], list(names._to_move(names.columns()[0], next(names.columns()[0].rows())))[:4]
    )
    monkeypatch.setattr(names.Known, "swap", backing_up)
    with pytest.raises(KeyboardInterrupt):
        names.exchange(settle=0)
    backups.make(tmp_path / "b.age", str(pair[1]))
    restoring.restore(tmp_path / "b.age", pair[0], tmp_path / "new", keys.place(), (), empty)
    with looked_into(tmp_path / "new", empty) as using:
        found = [Account.objects.using(using).filter(handle=name).count() for name in home.people]
    assert found == [1] * 11


def test_one_key_asks_the_database_as_before(home: Household) -> None:
    """While there is one key of names, a question for a name is an equation as ever."""
    asked = str(Account.objects.filter(handle="yuki").query)
    assert " IN (" not in asked
    new_key()
    assert " IN (" in str(Account.objects.filter(handle="yuki").query)
    assert locked.mark_of("x", "giver").before == (hashes_of("x", "giver")[1],)
